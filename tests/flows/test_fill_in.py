"""A fill-in workbook goes out, is treated as departments treat workbooks, and comes back by today's import."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt
from import_steps import preview_import
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.exchange.fill_in import HOW, PROJECTS, TARGETS
from fenyang_desktop.exchange.fill_in_key import keys_in
from fenyang_desktop.services.fill_ins import ALL_UNITS, file_names, make_fill_ins, who_is_asked
from fenyang_desktop.services.preview import Preview, RowState
from fenyang_desktop.services.reporting import plan_year, report_month, take_reading

MONTH = "2023-09"
HOUSING, WATER = "市住建局", "市水利局"
HEAD, FIRST = 4, 5
YUAN = 100
WAN = 10_000 * YUAN


@pytest.fixture
def office(empty_workspace):
    """Three projects and a task of 市住建局, a project and a target of 市水利局, one of nobody, and one given up."""
    for row in (
        {"kind": "project", "name": "滨河公园", "stage": "续建", "total_investment": 5_000 * WAN, "lead_unit": HOUSING},
        {"kind": "project", "name": "第二污水处理厂", "stage": "前期", "lead_unit": HOUSING, "annual_plan": 800 * WAN},
        {"kind": "project", "name": "西河路改造", "lead_unit": HOUSING, "deadline": "2023-10-31|month|10月底前"},
        {"kind": "task", "name": "制定质量标准", "lead_unit": HOUSING},
        {"kind": "project", "name": "汾河治理（二期）", "stage": "续建", "lead_unit": WATER},
        {"kind": "target", "name": "水质达标率", "target_value": "95", "target_unit": "%", "lead_unit": WATER},
        {"kind": "project", "name": "无主项目"},
        {"kind": "project", "name": "停下的项目", "stage": "终止", "lead_unit": WATER},
    ):
        empty_workspace.add(row)
    for id in (1, 2, 3):
        values = {"invested_month": id * 100 * WAN + 1, "invested_year": id * 700 * WAN, "progress_percent": 4_550}
        report_month(empty_workspace, id, "2023-08", {**values, "progress_text": f"八月情况{id}"})
    take_reading(empty_workspace, 6, "2023-06", {"figure": "91"})
    take_reading(empty_workspace, 6, "2023-08-20", {"figure": "93.5"})
    return empty_workspace


@pytest.fixture
def sent(office, tmp_path) -> Path:
    """The workbook that went to 市住建局."""
    (path,) = make_fill_ins(office, tmp_path / "填报表", MONTH, [HOUSING])
    return path


def column(page: Worksheet, header: str) -> int:
    """The column under a header, whatever line breaks it has."""
    heads = {"".join(str(cell.value or "").split()): cell.column for cell in page[HEAD]}
    return heads[header]


def row_of(page: Worksheet, name: str) -> int:
    place = column(page, "项目名称")
    return next(row for row in range(FIRST, page.max_row + 1) if page.cell(row, place).value == name)


FILLED = {
    "滨河公园": {"年内累计完成投资(万元)": 812.5, "形象进度(%)": 0.5, "进展情况": "主体封顶", "阶段": "竣工"},
    "第二污水处理厂": {"本月完成投资(万元)": 100.01, "年内累计完成投资(万元)": 1_500.01},
    "制定质量标准": {"存在问题": "没有专家"},
}
EXPECTED = {
    1: {"invested_year": 812_5000 * YUAN, "progress_text": "主体封顶", "stage": "竣工", "progress_percent": 5_000},
    2: {"invested_month": 1_000_100 * YUAN, "invested_year": 15_000_100 * YUAN},
    4: {"problems": "没有专家"},
}


def fill(page: Worksheet, filled: dict[str, dict[str, object]] = FILLED) -> None:
    for name, values in filled.items():
        for header, value in values.items():
            page.cell(row_of(page, name), column(page, header)).value = value


def changes(preview: Preview) -> dict[int, dict[str, object]]:
    """What the sheet of projects would change, by item."""
    (sheet,) = [sheet for sheet in preview.sheets if sheet.sheet == PROJECTS]
    return {row.id: dict(row.changes.values) for row in sheet.rows if row.id is not None and row.changes.values}


def keys(preview: Preview):
    (raw,) = [raw for raw in preview.source.sheets if raw.name == PROJECTS]
    return keys_in(raw.rows)


# -- what departments do with a workbook


def nothing(page: Worksheet) -> None:
    """It comes back as it was filled in."""


def turned_round(page: Worksheet) -> None:
    """Its rows sorted the other way round, the hidden cells with them."""
    last = max(row for row in range(FIRST, page.max_row + 1) if page.cell(row, 1).value)
    rows = [[cell.value for cell in page[row]] for row in range(last, FIRST - 1, -1)]
    for number, values in enumerate(rows, start=FIRST):
        for place, value in enumerate(values, start=1):
            page.cell(number, place).value = value


def with_column(page: Worksheet, at: int) -> None:
    """A column inserted, as Excel does it: merged headers and hidden columns move along."""
    hidden = {n for n in range(1, 40) if page.column_dimensions[get_column_letter(n)].hidden}
    merges = [CellRange(one.coord) for one in page.merged_cells.ranges]
    for one in merges:
        page.unmerge_cells(one.coord)
    page.insert_cols(at)
    for one in merges:
        one.expand(right=int(one.min_col < at <= one.max_col))
        one.shift(col_shift=int(one.min_col >= at))
        page.merge_cells(one.coord)
    for number in range(1, 41):
        was = number - (number > at)
        page.column_dimensions[get_column_letter(number)].hidden = number != at and was in hidden
    page.cell(HEAD, at).value = "联系人"


def with_column_in_front(page: Worksheet) -> None:
    with_column(page, 1)


def with_column_between(page: Worksheet) -> None:
    with_column(page, column(page, "项目名称") + 1)


def with_column_among_last_month(page: Worksheet) -> None:
    with_column(page, column(page, "上月完成投资(万元)"))


def without_merges(page: Worksheet) -> None:
    """Everything taken apart: only the leaves still say which month they are of."""
    for one in list(page.merged_cells.ranges):
        page.unmerge_cells(one.coord)


def without_last_months_first(page: Worksheet) -> None:
    """A column deleted, and the merged header's text with it."""
    without_merges(page)
    page.delete_cols(column(page, "上月完成投资(万元)"))


def with_grey_cells_overwritten(page: Worksheet) -> None:
    """Figures typed into last month's columns are none of this month's."""
    for header in ("上月完成投资(万元)", "上月年内累计完成投资(万元)", "上月形象进度(%)", "上月进展情况"):
        page.cell(row_of(page, "西河路改造"), column(page, header)).value = 0.77


def filtered(page: Worksheet) -> None:
    page.auto_filter.add_filter_column(3, ["滨河公园"])


@pytest.mark.parametrize(
    "treat",
    [
        nothing,
        turned_round,
        with_column_in_front,
        with_column_between,
        with_column_among_last_month,
        without_merges,
        without_last_months_first,
        with_grey_cells_overwritten,
        filtered,
    ],
)
@pytest.mark.parametrize("bring_back", ["xlsx", "xls", "other workbook"])
def test_a_filled_workbook_is_matched_by_its_ids_and_says_what_was_filled_in(
    office, sent, tmp_path, treat: Callable[[Worksheet], None], bring_back: str
):
    book = openpyxl.load_workbook(sent)
    fill(book[PROJECTS])
    treat(book[PROJECTS])
    path = _saved(book, bring_back, tmp_path)
    preview = preview_import(office, path)
    assert changes(preview) == EXPECTED
    assert not preview.problems()
    assert preview.sender == HOUSING
    found = keys(preview)
    assert sorted(key.item for key in found.by_row.values()) == [1, 2, 3, 4]
    assert not found.broken
    assert not found.copied
    assert (found.months, found.units) == ((MONTH,), (HOUSING,))


def _saved(book, how: str, folder: Path) -> Path:
    path = folder / ("退回.xls" if how == "xls" else "退回.xlsx")
    page = book[PROJECTS]
    if how == "xlsx":
        book.save(path)
    elif how == "other workbook":
        other = openpyxl.Workbook()
        copy = other.active
        copy.title = PROJECTS
        for row in page.iter_rows():
            for cell in row:
                copy.cell(cell.row, cell.column, cell.value).number_format = cell.number_format
        for one in page.merged_cells.ranges:
            copy.merge_cells(one.coord)
        other.save(path)
    else:
        _save_xls(page, path)
    return path


def _save_xls(page: Worksheet, path: Path) -> None:
    old = xlwt.Workbook()
    copy = old.add_sheet(PROJECTS)
    styles: dict[str, xlwt.XFStyle] = {}
    for row in page.iter_rows():
        for cell in row:
            style = styles.setdefault(cell.number_format, xlwt.easyxf(num_format_str=cell.number_format))
            if cell.value is not None:
                copy.write(cell.row - 1, cell.column - 1, cell.value, style)
    for one in page.merged_cells.ranges:
        copy.merge(one.min_row - 1, one.max_row - 1, one.min_col - 1, one.max_col - 1)
    for number in range(1, page.max_column + 1):
        copy.col(number - 1).hidden = page.column_dimensions[get_column_letter(number)].hidden
    old.save(str(path))


def test_an_untouched_workbook_changes_nothing(office, tmp_path):
    plan_year(office, 3, 2023, {"annual_plan": 300 * WAN})
    for path in make_fill_ins(office, tmp_path, MONTH):
        preview = preview_import(office, path)
        assert {row.state for row in preview.rows()} == {RowState.UNCHANGED}
        assert not any(column.holds for sheet in preview.sheets for column in sheet.columns)  # nothing is asked
        assert not preview.problems()


def test_a_new_project_in_a_spare_row_is_new(office, sent):
    book = openpyxl.load_workbook(sent)
    page = book[PROJECTS]
    spare = row_of(page, "制定质量标准") + 1
    for header, value in (("项目名称", "新建停车场"), ("总投资(万元)", 300), ("进展情况", "正在选址")):
        cell = page.cell(spare, column(page, header))
        assert not cell.protection.locked
        cell.value = value
    book.save(sent)
    (new,) = [row for row in preview_import(office, sent).rows() if row.state is not RowState.UNCHANGED]
    assert (new.state, new.name, new.row) == (RowState.NEW, "新建停车场", spare)
    assert new.changes.values["total_investment"] == 300 * WAN


def test_a_renamed_project_is_still_known_by_its_row(office, sent):
    book = openpyxl.load_workbook(sent)
    page = book[PROJECTS]
    page.cell(row_of(page, "西河路改造"), column(page, "项目名称")).value = "西河路提升"
    book.save(sent)
    (row,) = [row for row in preview_import(office, sent).rows() if row.doubt]
    assert (row.id, row.name) == (3, "西河路提升")


def test_a_row_copied_to_make_a_new_project_is_noticed(office, sent):
    book = openpyxl.load_workbook(sent)
    page = book[PROJECTS]
    first, spare = row_of(page, "滨河公园"), row_of(page, "制定质量标准") + 1
    for cell in page[first]:
        page.cell(spare, cell.column).value = cell.value
    book.save(sent)
    assert keys(preview_import(office, sent)).copied == {first, spare}


# -- what is sent


def test_the_key_holds_the_values_as_sent(office, tmp_path):
    report_month(office, 1, MONTH, {"invested_month": 5 * WAN, "has_started": 1})
    (path,) = make_fill_ins(office, tmp_path, MONTH, [HOUSING])
    found = {key.item: key for key in keys(preview_import(office, path)).by_row.values()}
    assert found[1].sent == {"invested_month": 5 * WAN, "has_started": 1}
    assert found[1].shown["stage"] == "续建"
    assert found[1].shown["total_investment"] == 5_000 * WAN
    assert found[2].sent == {}
    assert found[1].set_id == max(stored.id for stored in office.sets())


def test_this_months_report_so_far_is_in_the_open_cells(office, tmp_path):
    report_month(office, 1, MONTH, {"invested_month": 5 * WAN, "has_started": 1, "problems": "缺电"})
    (path,) = make_fill_ins(office, tmp_path, MONTH, [HOUSING])
    page = openpyxl.load_workbook(path)[PROJECTS]
    row = row_of(page, "滨河公园")
    assert page.cell(row, column(page, "本月完成投资(万元)")).value == 5
    assert page.cell(row, column(page, "是否开工")).value == "是"
    assert page.cell(row, column(page, "存在问题")).value == "缺电"


def test_last_months_figures_are_those_of_the_month_before(office, sent):
    page = openpyxl.load_workbook(sent)[PROJECTS]
    row = row_of(page, "滨河公园")
    cell = page.cell(row, column(page, "上月完成投资(万元)"))
    assert cell.value == 100.000001
    assert cell.number_format == "#,##0.000000"
    assert page.cell(row, column(page, "上月形象进度(%)")).value == 0.455


def test_in_january_the_month_before_is_last_years_december(office, tmp_path):
    report_month(office, 1, "2023-12", {"invested_year": 999 * WAN})
    (path,) = make_fill_ins(office, tmp_path, "2024-01", [HOUSING])
    page = openpyxl.load_workbook(path)[PROJECTS]
    assert page.cell(row_of(page, "滨河公园"), column(page, "上月年内累计完成投资(万元)")).value == 999
    assert "2023年12月" in [str(cell.value)[5:13] for cell in page[HEAD - 1] if cell.value]


def test_a_plan_of_another_year_is_not_sent_as_this_ones(office, tmp_path):
    plan_year(office, 1, 2024, {"annual_plan": 60 * WAN})
    (path,) = make_fill_ins(office, tmp_path, "2024-01", [HOUSING])
    page = openpyxl.load_workbook(path)[PROJECTS]
    place = column(page, "年度计划投资(万元)")
    assert page.cell(row_of(page, "滨河公园"), place).value == 60
    assert page.cell(row_of(page, "第二污水处理厂"), place).value is None


def test_a_target_is_sent_with_its_latest_reading(office, tmp_path):
    (path,) = make_fill_ins(office, tmp_path, MONTH, [WATER])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [PROJECTS, TARGETS, HOW]
    page = book[TARGETS]
    heads = {cell.value: cell.column for cell in page[HEAD]}
    assert page.cell(FIRST, heads["上期时间"]).value == "2023-08-20"
    assert page.cell(FIRST, heads["上期读数"]).value == 93.5
    assert page.cell(FIRST, heads["本期读数"]).value is None
    assert not page.cell(FIRST, heads["本期读数"]).protection.locked


# -- which items, which files


def test_who_is_asked_counts_all_but_what_was_given_up(office):
    asked = who_is_asked(office)
    assert {(one.unit, one.count) for one in asked.units} == {(HOUSING, 4), (WATER, 2)}
    assert (asked.count, asked.without_unit) == (7, 1)


def test_each_unit_gets_its_own_and_one_is_for_all(office, tmp_path):
    paths = make_fill_ins(office, tmp_path / "新 文件夹", MONTH)
    assert [path.name for path in paths] == [
        f"{unit} 2023年9月 填报表.xlsx" for unit in ("市水利局", "市住建局", ALL_UNITS)
    ]
    preview = preview_import(office, paths[2])
    assert preview.sender == ""  # no unit is called 全部单位
    assert {HOUSING, WATER} <= {*keys(preview).units}
    names = [row.name for row in preview.rows()]
    assert len(names) == 7
    assert "无主项目" in names
    assert "停下的项目" not in names


def test_a_workbook_that_is_there_is_not_replaced_unasked(office, sent):
    sent.write_bytes(b"filled in")
    with pytest.raises(UserError, match="没有改动"):
        make_fill_ins(office, sent.parent, MONTH)
    assert sent.read_bytes() == b"filled in"
    assert len(list(sent.parent.iterdir())) == 1
    make_fill_ins(office, sent.parent, MONTH, replace=True)
    assert sent.read_bytes() != b"filled in"


def test_a_file_that_is_held_open_leaves_all_as_they_were(office, sent, monkeypatch):
    before = sent.read_bytes()
    real = Path.open

    def open_(path, mode="r", *rest, **more):
        if path.name == sent.name and "+" in mode:
            raise PermissionError(13, "in use")  # as Windows says of what Excel has open
        return real(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", open_)
    with pytest.raises(UserError, match=r"市住建局 2023年9月 填报表.xlsx.*Excel"):
        make_fill_ins(office, sent.parent, MONTH, replace=True)
    assert [path.name for path in sent.parent.iterdir()] == [sent.name]
    assert sent.read_bytes() == before


def test_a_stopped_run_leaves_no_file(office, tmp_path):
    told: list[str] = []

    def report(done, total, text):
        told.append(text)

    with pytest.raises(Cancelled):
        make_fill_ins(office, tmp_path / "出", MONTH, progress=Progress(report, lambda: len(told) > 3))
    assert not (tmp_path / "出").exists()


def test_an_unknown_unit_is_told_with_those_there_are(office, tmp_path):
    with pytest.raises(UserError, match=f"市住.*{WATER}"):
        make_fill_ins(office, tmp_path, MONTH, ["市住"])


def test_an_empty_portfolio_has_nothing_to_fill_in(empty_workspace, tmp_path):
    with pytest.raises(UserError, match="没有要填报的项目"):
        make_fill_ins(empty_workspace, tmp_path, MONTH)


def test_a_pattern_names_the_files():
    assert file_names(["A/B局"], "2023-09", "{年}-{月} {单位}") == {"A/B局": "2023-9 A／B局.xlsx"}
    with pytest.raises(UserError, match=r"\{单位\}"):
        file_names([HOUSING, WATER], MONTH, "填报表")
    with pytest.raises(UserError, match="不认识"):
        file_names([HOUSING], MONTH, "{单位}{日}")


# -- by command


def test_the_command_makes_a_workbook_for_each_unit(fenyang, office, tmp_path):
    portfolio = office.path
    office.close()
    result = fenyang("fill-in", tmp_path / "出", "--month", "2023-09", "--portfolio", portfolio)
    assert result.code == 0
    assert "填报表 3 份" in result.out
    assert "1 项没有填责任单位" in result.out
    assert len(list((tmp_path / "出").glob("*.xlsx"))) == 3
    again = fenyang("fill-in", tmp_path / "出", "--month", "2023年9月", "--unit", HOUSING, "--portfolio", portfolio)
    assert again.code == 2
    assert "已经有" in again.err
    again = fenyang(
        "fill-in", tmp_path / "出", "--month", "2023-9", "--unit", HOUSING, "--replace", "--portfolio", portfolio
    )
    assert again.code == 0


def test_the_command_tells_a_month_that_is_none(fenyang, office, tmp_path):
    portfolio = office.path
    office.close()
    result = fenyang("fill-in", tmp_path / "出", "--month", "2023-13", "--portfolio", portfolio)
    assert result.code == 2
    assert "2023-13" in result.err
    assert not (tmp_path / "出").exists()
