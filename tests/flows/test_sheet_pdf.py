"""The status sheet of the real portfolio, its text read back from the finished PDF."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pypdfium2.raw
import pytest

from fenyang_desktop import places
from fenyang_desktop.cli.app import run
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.reports.sheets import PROGRESS_COLUMNS
from fenyang_desktop.services.sheets import make_sheet, save_sheet
from fenyang_desktop.services.workspace import Workspace


class Read:
    """A PDF with its texts: of each page, and of one printed column of each page."""

    def __init__(self, pdf: bytes) -> None:
        self.document = pypdfium2.PdfDocument(pdf)
        self.pages = list(self.document)
        self.words = [page.get_textpage() for page in self.pages]
        self.texts = [words.get_text_range() for words in self.words]

    def column(self, key: str) -> list[str]:
        """The lines of a column on all pages, its header and all."""
        left, right = self.edges()[PROGRESS_COLUMNS.index(key) :][:2]
        texts = (words.get_text_bounded(left=left, right=right, bottom=60) for words in self.words)
        return [line.strip() for text in texts for line in text.splitlines()]

    def edges(self) -> list[float]:
        """Where the upright lines of the table stand, from left to right."""
        lines = [each.get_bounds() for each in self.pages[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])]
        return sorted({round(left, 1) for left, bottom, right, top in lines if right - left < 2 < top - bottom})

    def close(self) -> None:
        for part in (*self.words, *self.pages, self.document):
            part.close()


@pytest.fixture(scope="module")
def sheet(bundled_file: Path) -> Iterator[Read]:
    workspace = Workspace.open(bundled_file, read_only=True)
    pdf = make_sheet(workspace, "progress")
    workspace.close()
    read = Read(pdf)
    yield read
    read.close()


def packed(text: str) -> str:
    return "".join(text.split())


def rows() -> list[dict[str, str]]:
    """The bundled table as it stands, read without any of our code."""
    with places.resource("portfolios", "fenyang-2023.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def on_the_sheet(row: dict[str, str]) -> bool:
    return row["类别"] in ("项目", "项目包") or (row["类别"] == "工作任务" and row["总投资(万元)"] != "")


def counted_amounts() -> Counter[str]:
    """Section → the sum of its amounts in 万元: programmes before members, stated totals left out."""
    programmes = {row["名称"]: row for row in rows() if row["类别"] == "项目包"}
    sums: Counter[str] = Counter()
    for row in filter(on_the_sheet, rows()):
        above = programmes.get(row["所属项目包"])
        carried = above is not None and above["总投资(万元)"] and above["计入合计"] == "是"
        if row["总投资(万元)"] and row["计入合计"] == "是" and not carried:
            sums[(above or row)["重点领域"]] += Decimal(row["总投资(万元)"])
    return sums


def test_every_project_stands_on_the_sheet_once(sheet):
    names = [row["名称"] for row in rows() if on_the_sheet(row)]
    printed = packed("".join(sheet.column("name")))
    for name in names:
        expected = sum(packed(other).count(packed(name)) for other in names)
        assert printed.count(packed(name)) == expected, name
    assert len(names) == 158


def test_its_sums_are_those_of_an_independent_calculation(sheet):
    sums = counted_amounts()
    lines = [line for text in sheet.texts for line in text.splitlines()]
    for head, amount in [*sums.items(), ("合计", sum(sums.values()))]:
        line = next(line for line in lines if line.startswith(f"{head}（"))
        assert line.split("）")[1].split()[0] == f"{amount:,f}", line


def test_amounts_that_do_not_count_are_marked(sheet):
    printed = sheet.column("total_investment")
    assert "*2,730,000" in printed
    unmarked = sum(Decimal(line.replace(",", "")) for line in printed if line.replace(",", "").isdigit())
    assert unmarked == 3 * sum(counted_amounts().values())  # the rows, the groups and the whole


def test_each_page_has_the_header_the_unit_of_pages_and_the_notes(sheet):
    assert len(sheet.texts) > 1
    for number, text in enumerate(map(packed, sheet.texts), 1):
        assert text.count("序号名称年度动作总投资年度计划投资") == 1
        assert f"第{number}页共{len(sheet.texts)}页" in text
        assert "不计入小计、合计" in text
        assert "▲逾期◆临期（30天内到期）●正常✓已完成○无时限" in text


def test_the_first_page_says_what_it_is_and_as_of_when(sheet):
    first = packed(sheet.texts[0])
    assert first.startswith("汾阳市重点工程项目进展情况表填报单位：")
    assert "截止日期：2023年9月15日" in first
    assert "单位：万元" in first


def test_a_group_that_goes_on_overleaf_says_so_and_states_its_sum_once(sheet):
    text = packed("".join(sheet.texts))
    heads = [text.count(f"{packed(section)}（项目") for section in counted_amounts()]
    assert heads == [1] * len(heads)
    assert "（续）" in text


def test_the_paper_is_a3_lying(sheet):
    assert all((round(page.get_width()), round(page.get_height())) == (1191, 842) for page in sheet.pages)


def test_every_font_is_embedded(sheet):
    raw = pypdfium2.raw
    fonts = [
        raw.FPDFTextObj_GetFont(each.raw)
        for page in sheet.pages
        for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
    ]
    assert fonts
    assert all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)


def test_a_day_given_holds_for_the_date_and_the_lights(workspace):
    early, late = (Read(make_sheet(workspace, "progress", on=day)) for day in (date(2023, 6, 1), date(2024, 1, 1)))
    assert "截止日期：2024年1月1日" in packed(late.texts[0])
    assert packed("".join(early.texts)).count("▲逾期") < packed("".join(late.texts)).count("▲逾期")
    early.close()
    late.close()


def test_the_command_writes_a_sheet_by_key_or_title(workspace, tmp_path):
    for kind in ("progress", "项目进展情况表"):
        out = tmp_path / f"进展 {kind}.pdf"
        words = ["sheet", kind, str(out), "--portfolio", str(workspace.path), "--on", "2023-10-01"]
        assert run(words, open_window=lambda path: 2, paint_gantt=lambda workspace, path: None) == 0
        read = Read(out.read_bytes())
        assert "截止日期：2023年10月1日" in packed(read.texts[0])
        read.close()


def test_an_existing_file_is_replaced_as_a_whole_and_nothing_else_is_left(workspace, tmp_path):
    target = tmp_path / "进展.PDF"
    target.write_bytes(b"old")
    save_sheet(workspace, "progress", target)
    assert target.read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.iterdir() if path.suffix.lower() in (".pdf", ".part")] == ["进展.PDF"]


def test_a_target_that_cannot_be_written_is_named_and_stays_as_it_was(workspace, tmp_path):
    target = tmp_path / "进展.pdf"
    target.mkdir()  # like a file that another program holds: it cannot be replaced
    with pytest.raises(UserError) as fault:
        save_sheet(workspace, "progress", target)
    assert fault.value.code == "file_not_writable"
    assert "进展.pdf" in str(fault.value)
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_is_not_there_is_named(workspace, tmp_path):
    with pytest.raises(UserError, match="没有这个文件夹"):
        save_sheet(workspace, "progress", tmp_path / "没有这个文件夹" / "a.pdf")


def test_another_suffix_is_refused_before_any_work(workspace, tmp_path):
    with pytest.raises(UserError) as fault:
        save_sheet(workspace, "progress", tmp_path / "进展.docx")
    assert fault.value.code == "unknown_format"
    assert not list(tmp_path.glob("进展*"))


def test_a_sheet_can_be_cancelled(workspace):
    with pytest.raises(Cancelled):
        make_sheet(workspace, "progress", progress=Progress(cancelled=lambda: True))
