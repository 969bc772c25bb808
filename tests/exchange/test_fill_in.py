"""What a fill-in workbook lets in, keeps, and shows: as Excel and WPS read its file."""

import io

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import STAGES, Kind
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.exchange.fill_in import HOW, PROJECTS, SPARE_ROWS, TARGETS, FillIn, fill_in_bytes
from fenyang_desktop.exchange.fill_in_columns import PROJECT_COLUMNS, FillInRow, Group
from fenyang_desktop.exchange.fill_in_key import FillInKey, read_key
from fenyang_desktop.exchange.headers import field_of, is_month, similar_field_of

HEAD, FIRST = 4, 5
SPARE = FIRST + 3
ROWS = [
    FillInRow(
        Kind.PROJECT,
        FillInKey(1, "2023-09", "市住建局", 7, {"invested_month": 1_234_567}, {"name": "滨河公园", "stage": "续建"}),
        {"invested_month": 100, "progress_percent": 3_300, "progress_text": "基础完工"},
    ),
    FillInRow(Kind.TASK, FillInKey(2, "2023-09", "市住建局", 7, {}, {"name": "制定标准"})),
    FillInRow(Kind.PROGRAMME, FillInKey(3, "2023-09", "市住建局", 7, {}, {"name": "=白酒项目"})),
    FillInRow(Kind.TARGET, FillInKey(4, "2023-09", "市住建局", 7, {}, {"name": "产量"}), {"figure": "12.5"}),
]


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(fill_in_bytes(FillIn("市住建局", "2023-09", ROWS))))


@pytest.fixture(scope="module")
def page(book):
    return book[PROJECTS]


def place(page, header):
    return next(cell.column for cell in page[HEAD] if "".join(str(cell.value or "").split()) == header)


def rules(page, row, header):
    cell = page.cell(row, place(page, header)).coordinate
    return [one for one in page.data_validations.dataValidation if cell in one.sqref]


def test_every_field_of_a_monthly_report_is_to_be_filled_in():
    open_ = [column.field for column in PROJECT_COLUMNS if column.group is Group.THIS and not column.of_item]
    assert open_ == list(MONTH.fields[1:])


def test_no_header_of_last_month_names_a_field():
    for column in PROJECT_COLUMNS:
        if column.group is Group.LAST:
            for path in (
                (column.header,),
                ("上月情况（2023年8月）", column.header),
                ("本月填报（2023年9月）", column.header),
            ):
                assert field_of(path) is None
                assert similar_field_of(path) is None
                assert not is_month(path)


def test_this_months_cells_are_open_and_all_others_locked(page):
    known = len(ROWS) - 1
    for row in range(1, FIRST + known):
        for cell in page[row]:
            group = page.cell(HEAD, cell.column).fill.fgColor.rgb
            if row >= FIRST:
                of_kind = cell.fill.fgColor.rgb != "FFE4E4E4"
                assert cell.protection.locked is (group != "FFFCE4B0" or not of_kind), cell.coordinate
            elif row != 2:
                assert cell.protection.locked, cell.coordinate
    assert page.protection.sheet
    assert page.protection.password is None


def test_a_task_has_no_amounts_to_fill_in(page):
    assert page.cell(FIRST + 1, place(page, "本月完成投资(万元)")).protection.locked
    assert not page.cell(FIRST + 1, place(page, "进展情况")).protection.locked


def test_what_protection_can_leave_free_is_free(page):
    free = ("sort", "autoFilter", "formatCells", "formatColumns", "formatRows", "insertRows", "insertColumns")
    assert [one for one in free if getattr(page.protection, one)] == []  # what is true there is forbidden
    assert page.protection.deleteRows
    assert page.protection.deleteColumns


def test_an_amount_is_checked_with_a_sentence(page):
    (rule,) = rules(page, FIRST, "本月完成投资(万元)")
    assert (rule.type, rule.operator, rule.formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert "万元" in rule.error
    assert rule.errorStyle in (None, "stop")
    (rule,) = rules(page, FIRST, "形象进度(%)")
    assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "0", "1")


def test_stages_and_yes_or_no_are_chosen_from_lists(page):
    (stages,) = rules(page, FIRST, "阶段")
    assert stages.formula1 == f'"{",".join(STAGES)}"'
    for header in ("是否开工", "是否竣工", "是否入库"):
        (rule,) = rules(page, FIRST, header)
        assert rule.formula1 == '"是,否"'


def test_spare_rows_are_open_and_checked_too(page):
    last = SPARE + SPARE_ROWS - 1
    for row in (SPARE, last):
        assert not page.cell(row, place(page, "项目名称")).protection.locked
        assert rules(page, row, "总投资(万元)")
        assert rules(page, row, "本月完成投资(万元)")
        assert page.cell(row, place(page, "上月完成投资(万元)")).protection.locked
        assert page.cell(row, 1).value is None
        assert page.cell(row, 2).value is None
    assert not rules(page, FIRST, "总投资(万元)")
    assert page.auto_filter.ref == f"A4:{get_column_letter(page.max_column)}{last}"


def test_keys_stand_hidden_in_their_rows(page):
    assert page.column_dimensions["A"].hidden
    hidden = page.column_dimensions["A"]
    assert (hidden.min, hidden.max) == (1, 2)
    for row, sent in enumerate(ROWS[:3], start=FIRST):
        assert page.cell(row, 1).value == sent.key.item
        assert read_key(page.cell(row, 2).value) == sent.key


def test_figures_are_exact_and_what_is_typed_is_shown(page):
    cell = page.cell(FIRST, place(page, "本月完成投资(万元)"))
    assert (cell.value, cell.number_format) == (1.234567, "#,##0.000000")
    assert page.cell(FIRST, place(page, "年内累计完成投资(万元)")).number_format == "#,##0.00"
    assert page.cell(FIRST, place(page, "形象进度(%)")).number_format == "0.0%"
    assert page.cell(FIRST, place(page, "上月形象进度(%)")).value == 0.33


def test_a_name_that_looks_like_a_formula_is_none(page):
    cell = page.cell(FIRST + 2, place(page, "项目名称"))
    assert (cell.value, cell.data_type) == ("=白酒项目", "s")


def test_it_prints_one_page_wide_with_its_headers_on_each(page):
    assert page.print_title_rows == "$3:$4"
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.fitToWidth in (None, 1)  # 1 where nothing is said
    assert page.page_setup.fitToHeight == 0
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in page.oddFooter.center.text
    assert page.freeze_panes == "E5"


def test_targets_stand_in_a_sheet_of_their_own(book):
    assert book.sheetnames == [PROJECTS, TARGETS, HOW]
    page = book[TARGETS]
    assert page.cell(FIRST, place(page, "指标名称")).value == "产量"
    assert page.cell(FIRST, place(page, "上期读数")).value == 12.5
    assert page.max_row == FIRST


def test_a_unit_with_targets_alone_gets_no_sheet_of_projects():
    book = openpyxl.load_workbook(io.BytesIO(fill_in_bytes(FillIn("统计局", "2023-09", ROWS[3:]))))
    assert book.sheetnames == [TARGETS, HOW]


def test_a_text_that_no_cell_holds_is_told():
    row = FillInRow(Kind.PROJECT, FillInKey(1, "2023-09", shown={"name": "项目"}), {"progress_text": "长" * 40_000})
    with pytest.raises(UserError, match="40000"):
        fill_in_bytes(FillIn("市住建局", "2023-09", [row]))
