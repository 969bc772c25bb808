"""Hostile workbooks: each ends in a clear sentence (or is read as what it is), soon, and harms nothing."""

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator

import pytest
import xlsxwriter

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.reading import read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
SOON = 10  # seconds


def sheet_xml(inside: str) -> str:
    return f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'


@pytest.fixture
def hostile(tmp_path):
    """A sound workbook with parts replaced or added."""

    def make(*parts: tuple[str, str | bytes], name: str = "可 疑.xlsx"):
        made = io.BytesIO()
        with xlsxwriter.Workbook(made) as book:
            book.add_worksheet("汇总").write(0, 0, "项目名称")
        replaced = {part for part, _ in parts}
        with (
            warnings.catch_warnings(),
            zipfile.ZipFile(made) as source,
            zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as copy,
        ):
            warnings.simplefilter("ignore")  # a part that is there twice is the point
            for part in source.namelist():
                if part not in replaced:
                    copy.writestr(part, source.read(part))
            for part, content in parts:
                copy.writestr(part, content)
        return tmp_path / name

    return make


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One that gives up on a file after 10 seconds, with a sentence that none of these tests waits for."""
    with Reader(time_limit=SOON) as one:
        yield one


@pytest.fixture
def sentence(reader):
    """Reads a file that is refused: the code and the sentence."""

    def read(path) -> tuple[str, str]:
        with pytest.raises(UserError) as caught:
            read_sheets(path, Progress(), reader)
        text = str(caught.value)
        assert path.name in text
        assert text.endswith("。")
        return caught.value.code, text

    return read


@pytest.fixture
def rows(reader):
    def read(path):
        (sheet,) = read_sheets(path, Progress(), reader)
        return sheet.rows

    return read


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself(hostile, sentence):
    bomb = zipfile.ZipInfo("xl/media/a.bin")
    path = hostile()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(bomb, "w", force_zip64=True) as part:
        for _ in range(300):
            part.write(bytes(1 << 20))
    assert sentence(path)[0] == "file_too_large"


def test_a_zip_bomb_that_lies_is_refused_by_what_comes_out(hostile, sentence):
    path = hostile(("xl/media/a.bin", bytes(280 << 20)))
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/a.bin"))
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert sentence(path)[0] in ("file_broken", "file_too_large")


def test_an_entity_bomb_is_refused_unparsed(hostile, sentence):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>' + sheet_xml(
        "<sheetData><row><c><v>&a11;</v></c></row></sheetData>"
    )
    code, text = sentence(hostile((SHEET, bomb)))
    assert (code, "声明" in text) == ("file_broken", True)


def test_an_entity_bomb_in_another_coding_is_refused_unparsed(hostile, sentence):
    bomb = '<?xml version="1.0" encoding="utf-16"?>\n<!DOCTYPE x [<!ENTITY a "ha">]>' + sheet_xml(
        "<sheetData>&a;</sheetData>"
    )
    assert sentence(hostile((SHEET, bomb.encode("utf-16"))))[0] == "file_broken"


def test_a_part_compressed_as_no_spreadsheet_does_is_refused(hostile, sentence):
    path = hostile()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/a.bin", bytes(1000), zipfile.ZIP_LZMA)
    code, text = sentence(path)
    assert (code, "压缩方式" in text) == ("file_broken", True)


def test_html_named_xls_is_told(tmp_path, sentence):
    path = tmp_path / "导出.xls"
    path.write_text(
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>项目名称</td></tr></table></html>"
    )
    code, text = sentence(path)
    assert (code, "网页" in text) == ("file_not_sheet", True)


def test_1048576_declared_rows_cost_nothing(hostile, rows):
    empty = "".join(f'<row r="{row}" spans="1:3" ht="14" s="1"/>' for row in range(2, 1_048_577))
    data = f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>项目名称</t></is></c></row>{empty}</sheetData>'
    assert rows(hostile((SHEET, sheet_xml(f'<dimension ref="A1:XFD1048576"/>{data}')))) == [(1, {1: "项目名称"})]


def test_rows_without_end_are_refused_with_their_sheet(hostile, sentence):
    data = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 300_000))
    code, text = sentence(hostile((SHEET, sheet_xml(f"<sheetData>{data}</sheetData>"))))
    assert (code, "工作表“汇总”" in text, "第 200001 行" in text, "200,000" in text) == (
        "sheet_too_big",
        True,
        True,
        True,
    )


def test_cells_without_end_are_refused_with_their_sheet(hostile, sentence):
    letters = [chr(65 + n) for n in range(26)]
    data = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{one}{row}"><v>1</v></c>' for one in letters) + "</row>"
        for row in range(1, 45_000)
    )
    code, text = sentence(hostile((SHEET, sheet_xml(f"<sheetData>{data}</sheetData>"))))
    assert (code, "1,000,000" in text, "单元格 Z" in text) == ("sheet_too_big", True, True)


def test_a_lone_cell_in_the_last_corner_costs_nothing(hostile, rows):
    data = '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    ((number, found),) = rows(hostile((SHEET, sheet_xml(data))))
    assert (number, list(found)) == (1_048_576, [16_384])


def test_16384_columns_are_refused_with_their_row(tmp_path, sentence):
    with xlsxwriter.Workbook(tmp_path / "宽.xlsx") as book:
        page = book.add_worksheet("汇总")
        for column in range(16_384):
            page.write(4, column, column)
    code, text = sentence(tmp_path / "宽.xlsx")
    assert (code, "工作表“汇总”" in text, "第 5 行" in text) == ("sheet_too_big", True, True)


def test_16384_formatted_empty_columns_cost_nothing(tmp_path, rows):
    with xlsxwriter.Workbook(tmp_path / "宽.xlsx") as book:
        page, grey = book.add_worksheet("汇总"), book.add_format({"bg_color": "#CCCCCC"})
        page.write(0, 0, "项目名称")
        for row in range(1, 20):
            for column in range(16_384):
                page.write_blank(row, column, None, grey)
    assert rows(tmp_path / "宽.xlsx") == [(1, {1: "项目名称"})]


@pytest.mark.parametrize("count", ["0", "4294967295", "-5", "x"])
def test_a_lying_count_of_shared_strings_does_no_harm(hostile, rows, count):
    strings = f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}"><si><t>项目名称</t></si></sst>'
    assert rows(hostile((STRINGS, strings))) == [(1, {1: "项目名称"})]


def test_shared_strings_without_end_are_refused(hostile, sentence):
    strings = f'<sst xmlns="{MAIN}">' + "<si><r><t>甲</t></r></si>" * 1_000_000 + "</sst>"
    code, text = sentence(hostile((STRINGS, strings)))
    assert (code, "500,000 条" in text) == ("file_too_complex", True)


def test_a_text_longer_than_any_cell_is_refused(hostile, sentence):
    data = (
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' + "长" * 40_000_000 + "</t></is></c></row></sheetData>"
    )
    assert sentence(hostile((SHEET, sheet_xml(data))))[0] in ("file_broken", "file_too_complex")


def test_elements_nested_without_end_are_refused(hostile, sentence):
    assert sentence(hostile((SHEET, sheet_xml("<a>" * 1_000_000))))[0] in ("file_broken", "file_too_complex")


def test_a_part_that_is_there_twice_is_refused(hostile, sentence):
    code, text = sentence(hostile((SHEET, sheet_xml("<sheetData/>")), (SHEET, sheet_xml("<sheetData/>"))))
    assert (code, "重复" in text) == ("file_broken", True)


def test_a_link_to_the_outside_is_not_followed(hostile, sentence):
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" TargetMode="External" '
        'Target="file:///etc/hostname"/></Relationships>'
    )
    assert sentence(hostile(("xl/_rels/workbook.xml.rels", relations)))[0] == "file_broken"


def test_control_and_direction_characters_reach_no_name(book, table):
    path = book([["项目名称", "备注"], ["甲_x0000_乙\u200e丙\u202d丁\u2069", "x"]])
    assert table(path).records[0].cells["name"].text == "甲乙丙丁"


def test_a_name_that_would_be_shown_backwards_is_a_problem_at_its_cell(book, table):
    (problem,) = table(book([["项目名称", "备注"], ["甲\u202e3202", "x"]])).problems
    assert problem.message.startswith("文件“报 表.xlsx”工作表“汇总”单元格 A2：")
    assert "倒排" in problem.message
