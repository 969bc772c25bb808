"""Fill-in workbooks that come back: held against the values as they were sent out, whatever was done to the sheet."""

from datetime import date

import openpyxl
import pytest

from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.exchange.fill_in_key import KEY_LABEL, FillInKey, write_key
from fenyang_desktop.services.fill_ins import make_fill_ins
from fenyang_desktop.services.importing import apply_import
from fenyang_desktop.services.preview import RowState
from fenyang_desktop.services.receipts import import_records
from fenyang_desktop.services.report_months import MonthBy
from fenyang_desktop.services.reporting import report_month

from .import_steps import changed, item, preview_import

WAN = 1_000_000
HEAD = ["项目名称", "责任单位", "本月完成投资(万元)", "年内累计完成投资(万元)", "存在问题", KEY_LABEL]
FIELDS = ("name", "lead_unit", "invested_month", "invested_year", "problems")


@pytest.fixture
def portfolio(empty_workspace):
    empty_workspace.set_reference_date(date(2023, 10, 12))
    for name in ("甲路改造", "乙桥新建"):
        empty_workspace.add({"name": name, "lead_unit": "市住建局", "total_investment": 10_000 * WAN})
    return empty_workspace


@pytest.fixture
def sent(portfolio):
    """The rows of a fill-in workbook of a month as it is sent out now: name, unit, three open cells and the key."""

    def rows(month="2023-10", unit="市住建局"):
        records = {part.item: part for part in portfolio.parts(MONTH, key=month)}
        found = []
        for one in portfolio.items():
            values = records[one.id].values() if one.id in records else {}
            given = {key: value for key, value in values.items() if value is not None and key not in ("item", "month")}
            shown = {key: one.get(key) for key in ("name", "lead_unit")}
            key = FillInKey(one.id, month, unit, portfolio.sets()[-1].id, given, shown)
            money = [None if given.get(k) is None else given[k] // WAN for k in ("invested_month", "invested_year")]
            found.append([one.name, one.get("lead_unit"), *money, given.get("problems"), write_key(key)])
        return found

    return rows


@pytest.fixture
def look(portfolio, tmp_path):
    """Looks at a workbook with these rows under a header."""

    def preview(*rows, head=HEAD, name="返回.xlsx"):
        workbook = openpyxl.Workbook()
        for row in (["重点项目月报填报表"], head, *rows):
            workbook.active.append(row)
        workbook.active.column_dimensions["F"].hidden = True
        workbook.save(tmp_path / name)
        return preview_import(portfolio, tmp_path / name)

    return preview


def filled(row, month=None, year=None, problems=None):
    """A row that a department filled in."""
    name, unit, *before, key = row
    now = (month, year, problems)
    return [name, unit, *(old if new is None else new for old, new in zip(before, now, strict=True)), key]


def report(workspace, name, month="2023-10"):
    (part,) = workspace.parts(MONTH, [item(workspace, name).id], month)
    return {key: value for key, value in part.values().items() if value is not None and key not in ("item", "month")}


def test_the_keys_tell_the_month_and_the_sender(sent, look):
    preview = look(*(filled(row, 50, 150) for row in sent()))
    (sheet,) = preview.sheets
    assert (sheet.month.month, sheet.month.by, sheet.sender) == ("2023-10", MonthBy.KEY, "市住建局")
    assert [changed(row) for row in preview.rows()] == [{"invested_month": 50 * WAN, "invested_year": 150 * WAN}] * 2


def test_a_sheet_that_comes_back_as_it_was_sent_changes_nothing_whatever_the_office_edited(portfolio, sent, look):
    report_month(portfolio, 1, "2023-10", {"invested_year": 100 * WAN, "problems": "缺资金"})
    rows = sent()
    report_month(portfolio, 1, "2023-10", {"invested_year": 120 * WAN, "problems": "已解决"})
    portfolio.edit({1: {"lead_unit": "市交通局"}})
    assert [row.state for row in look(*rows).rows()] == [RowState.UNCHANGED] * 2


def test_what_only_the_department_changed_is_taken_beside_what_only_the_office_changed(portfolio, sent, look):
    report_month(portfolio, 1, "2023-10", {"invested_year": 100 * WAN, "problems": "缺资金"})
    rows = sent()
    report_month(portfolio, 1, "2023-10", {"problems": "已解决"})
    preview = look(filled(rows[0], 50, 150), rows[1])
    assert not next(preview.rows()).value_doubts
    apply_import(portfolio, preview)
    assert report(portfolio, "甲路改造") == {
        "invested_month": 50 * WAN,
        "invested_year": 150 * WAN,
        "problems": "已解决",
    }
    assert item(portfolio, "甲路改造").get("invested_year") == 150 * WAN


def test_what_both_changed_is_a_question_with_both_values_and_who_set_ours(portfolio, sent, look):
    report_month(portfolio, 1, "2023-10", {"invested_year": 100 * WAN})
    rows = sent()
    report_month(portfolio, 1, "2023-10", {"invested_year": 120 * WAN})
    preview = look(filled(rows[0], 50, 150), rows[1])
    why = next(preview.rows()).value_doubts["invested_year"]
    assert "这个月的月报中的“120”是" in why
    assert "改定的，发出填报表时是“100”，表中填的是“150”" in why
    apply_import(portfolio, preview)
    assert report(portfolio, "甲路改造") == {"invested_month": 50 * WAN, "invested_year": 120 * WAN}


def test_a_current_value_that_the_office_typed_into_the_list_meanwhile_is_a_question_too(portfolio, sent, look):
    rows = sent()
    portfolio.edit({1: {"problems": "缺资金"}})
    why = next(look(filled(rows[0], problems="征地"), rows[1]).rows()).value_doubts
    assert "台账中的“缺资金”是" in why["problems"]


def test_a_current_value_that_a_corrected_earlier_month_brought_is_no_question(portfolio, sent, look):
    report_month(portfolio, 1, "2023-09", {"invested_year": 90 * WAN})
    rows = sent()
    report_month(portfolio, 1, "2023-09", {"invested_year": 100 * WAN})
    row = next(look(filled(rows[0], 50, 150), rows[1]).rows())
    assert set(changed(row)) == {"invested_month", "invested_year"}
    assert not row.value_doubts


def test_both_having_set_the_same_is_no_question(portfolio, sent, look):
    rows = sent()
    report_month(portfolio, 1, "2023-10", {"invested_year": 150 * WAN})
    row = next(look(filled(rows[0], year=150), rows[1]).rows())
    assert row.state is RowState.UNCHANGED


def test_a_second_return_of_the_same_workbook_goes_on_from_the_first(portfolio, sent, look):
    rows = sent()
    apply_import(portfolio, look(filled(rows[0], 50, 150), rows[1]))
    row = next(look(filled(rows[0], 60, 160), rows[1], name="更正.xlsx").rows())
    assert changed(row) == {"invested_month": 60 * WAN, "invested_year": 160 * WAN}
    assert not row.value_doubts


def test_sorted_rows_inserted_columns_and_another_workbook_do_no_harm(sent, look):
    one, two = (filled(row, 50 + place, 150 + place) for place, row in enumerate(sent()))
    head = [HEAD[0], "填报人", *HEAD[1:]]
    preview = look(*([row[0], "某人", *row[1:]] for row in (two, one)), head=head, name="另存.xlsx")
    assert [(row.id, changed(row)["invested_month"]) for row in preview.rows()] == [(2, 51 * WAN), (1, 50 * WAN)]


def test_an_item_that_was_renamed_since_is_found_by_its_key_and_keeps_its_name(portfolio, sent, look):
    rows = sent()
    portfolio.edit({1: {"name": "甲路改造一期"}})
    row = next(look(filled(rows[0], 50, 150), rows[1]).rows())
    assert (row.id, set(changed(row))) == (1, {"invested_month", "invested_year"})
    assert not row.doubt


def test_a_row_copied_for_a_new_project_is_a_new_project(sent, look):
    rows = sent()
    copy = filled(["丙园新建", *rows[0][1:]], 5, 5)
    first, second, third = look(filled(rows[0], 50, 150), rows[1], copy).rows()
    assert (first.id, second.state, third.id, third.name) == (1, RowState.UNCHANGED, None, "丙园新建")
    assert changed(third)["invested_month"] == 5 * WAN


def test_a_row_whose_name_was_overwritten_waits(sent, look):
    rows = sent()
    row = next(look(filled(["丙园新建", *rows[0][1:]], 5, 5), rows[1]).rows())
    assert "填报标识是另一个名称的" in row.doubt


def test_a_damaged_key_is_told_and_the_row_found_by_its_name(sent, look):
    rows = sent()
    rows[0][-1] = rows[0][-1][:-1] + ("0" if rows[0][-1][-1] != "0" else "1")
    row = next(look(filled(rows[0], 50, 150), rows[1]).rows())
    assert row.id == 1
    assert "填报标识已损坏" in row.doubt


def test_a_row_of_another_months_workbook_waits(sent, look):
    old, new = sent("2023-09"), sent("2023-10")
    first, second = look(filled(new[0], 50, 150), filled(old[1], 5, 5)).rows()
    assert not first.doubt
    assert "这一行是2023年9月的填报表里的" in second.doubt


def test_the_column_of_keys_is_no_column_that_was_left(portfolio, sent, look):
    rows = sent()
    applied = apply_import(portfolio, look(filled(rows[0], 50, 150), rows[1]))
    assert portfolio.left_columns(applied.set_id) == ()


def test_a_workbook_as_the_program_makes_it_goes_out_and_comes_back_into_its_month(portfolio, tmp_path):
    (path,) = make_fill_ins(portfolio, tmp_path, "2023-10", ["市住建局"])
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    (head,) = [row for row in page.iter_rows() if any(cell.value == "项目名称" for cell in row)]
    columns = {"".join(str(cell.value or "").split()): cell.column for cell in head}
    rows = {page.cell(row, columns["项目名称"]).value: row for row in range(head[0].row + 1, page.max_row + 1)}
    for header, value in (("本月完成投资(万元)", 50), ("年内累计完成投资(万元)", 150), ("是否开工", "是")):
        page.cell(rows["甲路改造"], columns[header]).value = value
    book.save(path)
    portfolio.edit({2: {"lead_unit": "市交通局"}})
    apply_import(portfolio, preview_import(portfolio, path))
    assert report(portfolio, "甲路改造") == {"invested_month": 50 * WAN, "invested_year": 150 * WAN, "has_started": 1}
    assert (item(portfolio, "甲路改造").get("invested_year"), item(portfolio, "乙桥新建").get("lead_unit")) == (
        150 * WAN,
        "市交通局",
    )
    assert [record.stored.receipt.sender for record in import_records(portfolio)] == ["市住建局"]
