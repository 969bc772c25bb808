"""A workbook with monthly figures: they go to the report of its month, and the latest month to the item."""

from datetime import date

import openpyxl
import pytest

from fenyang_desktop.domain.changes import ITEM
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.services.importing import apply_import, preview_file
from fenyang_desktop.services.preview import RowState
from fenyang_desktop.services.receipts import import_records
from fenyang_desktop.services.report_months import MonthBy
from fenyang_desktop.services.reporting import edit_record, report_month
from fenyang_desktop.services.taking import counts, sure_values, take_over
from fenyang_desktop.services.together import clashes, voice_of
from fenyang_desktop.services.withdrawing import look_at_withdrawal, withdraw_import

from .import_steps import changed, item, only_row, preview_import

WAN = 1_000_000
HEAD = ["项目名称", "本月完成投资(万元)", "年内累计完成投资(万元)", "存在问题", "需协调事项", "是否开工"]
TITLE = "2023年{}月重点项目进展情况表"


@pytest.fixture
def book(tmp_path):
    """Writes a return of a month; each row is name, invested this month and this year, problems, and two of the month."""

    def write(month, *rows, title=TITLE, head=HEAD, name="", sender="市住建局", tab="进度"):
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = tab
        sheet.append([title.format(month)])
        sheet.append([f"填报单位：{sender}" if sender else "单位：万元"])
        sheet.append(head)
        for row in rows:
            sheet.append(row)
        path = tmp_path / (name or f"住建局 {month}.xlsx")
        workbook.save(path)
        return path

    return write


@pytest.fixture
def portfolio(empty_workspace):
    empty_workspace.set_reference_date(date(2023, 10, 12))
    empty_workspace.add({"name": "甲路改造", "total_investment": 10_000 * WAN, "lead_unit": "市住建局"})
    return empty_workspace


def take(workspace, path):
    return apply_import(workspace, preview_import(workspace, path))


def take_all(workspace, path):
    preview = preview_import(workspace, path)
    return apply_import(workspace, preview, [preview.key(row) for row in preview.rows() if row.changes])


def months(workspace):
    """What is reported of each month: month → the values that are given."""
    return {
        part.key: {
            key: value for key, value in part.values().items() if value is not None and key not in ("item", "month")
        }
        for part in workspace.parts(MONTH)
    }


def road(workspace, key):
    return item(workspace, "甲路改造").get(key)


# -- which month


@pytest.mark.parametrize(
    ("title", "tab", "name", "month", "by"),
    [
        ("2023年9月重点项目进展情况表", "Sheet1", "表.xlsx", "2023-09", MonthBy.TITLE),
        ("重点项目进展（截至2023年9月底）", "Sheet1", "表.xlsx", "2023-09", MonthBy.TITLE),
        ("2023年1-9月重点项目进展", "Sheet1", "表.xlsx", "2023-09", MonthBy.TITLE),
        ("二〇二三年九月重点项目进展", "Sheet1", "表.xlsx", "2023-09", MonthBy.TITLE),
        ("2023年前三季度重点项目进展", "Sheet1", "表.xlsx", "2023-09", MonthBy.TITLE),
        ("9月份重点项目进展", "Sheet1", "表.xlsx", "2023-09", MonthBy.TITLE),
        ("重点项目进展", "2023年9月", "表.xlsx", "2023-09", MonthBy.SHEET),
        ("重点项目进展", "Sheet1", "住建局2023年9月.xlsx", "2023-09", MonthBy.FILE),
        ("填报日期：2023年9月28日", "Sheet1", "表.xlsx", "2023-09", MonthBy.FILLED),
        ("重点项目进展", "Sheet1", "表.xlsx", "2023-10", MonthBy.PRESUMED),
    ],
)
def test_the_month_is_told_by_the_first_of_its_places_that_names_one(portfolio, book, title, tab, name, month, by):
    (sheet,) = preview_import(portfolio, book(9, ["甲路改造", 1, 1], title=title, tab=tab, name=name)).sheets
    assert (sheet.month.month, sheet.month.by) == (month, by)
    assert not sheet.month.waits


def test_a_sheet_filled_in_early_in_a_month_is_of_the_month_before_and_says_so(portfolio, book):
    portfolio.set_report_month("2023-09")
    (sheet,) = preview_import(
        portfolio, book(9, ["甲路改造", 1, 1], title="填报日期：2023年10月8日", name="表.xlsx")
    ).sheets
    assert sheet.month.month == "2023-09"
    assert "10 月 8 日" in sheet.month.doubt


def test_a_header_with_another_month_than_the_title_waits(portfolio, book):
    head = ["项目名称", "8月完成投资(万元)"]
    row = only_row(preview_import(portfolio, book(9, ["甲路改造", 100], head=head, name="表.xlsx")))
    assert "表头写的是2023年8月" in row.value_doubts["invested_month"]


def test_a_month_after_the_reference_date_waits_until_a_person_says_the_month(portfolio, book):
    preview = preview_import(portfolio, book(12, ["甲路改造", 100, 100]))
    assert "晚于基准日 2023-10-12" in only_row(preview).value_doubts["invested_month"]
    assert not only_row(preview).sure_changes
    (sheet,) = preview.sheets
    choices = {(sheet.name, sheet.number): TableChoice(month="2023-10")}
    again = preview_file(portfolio, preview.source, choices, Progress())
    assert again.month == "2023-10"
    assert not only_row(again).value_doubts


def test_a_month_that_nobody_names_is_the_offices_and_only_what_changes_goes_into_its_report(portfolio, book):
    portfolio.edit({1: {"problems": "缺资金", "invested_year": 100 * WAN}})
    take(portfolio, book("", ["甲路改造", None, 150, "缺资金"], title="进展{}", name="表.xlsx", sender=""))
    assert months(portfolio) == {"2023-10": {"invested_year": 150 * WAN}}


def test_a_file_without_anything_of_a_month_has_none(portfolio, book):
    (sheet,) = preview_import(portfolio, book(9, ["甲路改造", 12000], head=["项目名称", "总投资(万元)"])).sheets
    assert sheet.month is None


# -- what is written


def test_two_months_in_a_row_are_two_reports_and_the_item_follows_the_later(portfolio, book):
    take(portfolio, book(9, ["甲路改造", 100, 100, "缺资金", "请协调用地", "是"]))
    take(portfolio, book(10, ["甲路改造", 50, 150, "缺资金", "无", "是"]))
    assert months(portfolio) == {
        "2023-09": {
            "invested_month": 100 * WAN,
            "invested_year": 100 * WAN,
            "problems": "缺资金",
            "coordination": "请协调用地",
            "has_started": 1,
        },
        "2023-10": {"invested_month": 50 * WAN, "invested_year": 150 * WAN, "problems": "缺资金", "has_started": 1},
    }
    assert (road(portfolio, "invested_year"), road(portfolio, "problems")) == (150 * WAN, "缺资金")


def test_one_import_is_one_step_and_undo_takes_the_report_back_with_the_values(portfolio, book):
    before = portfolio.items()
    take(portfolio, book(9, ["甲路改造", 100, 100, "缺资金", None, "是"], ["乙桥新建", 5, 5, None, "征地", None]))
    assert len(months(portfolio)) == 1
    assert len(portfolio.parts(MONTH)) == 2
    portfolio.undo()
    assert (portfolio.items(), portfolio.parts(MONTH)) == (before, [])
    portfolio.redo()
    assert len(portfolio.parts(MONTH)) == 2


def test_every_value_of_a_report_knows_its_cell_and_sender(portfolio, book):
    applied = take(portfolio, book(9, ["甲路改造", 100, 100, None, None, "是"]))
    origins = {
        one.field: one.origin for one in portfolio.changes(applied.set_id) if one.entity == "month" and one.origin
    }
    assert {key: (one.cell, one.sheet, one.sender) for key, one in origins.items()} == {
        "invested_month": ("B4", "进度", "市住建局"),
        "invested_year": ("C4", "进度", "市住建局"),
        "has_started": ("F4", "进度", "市住建局"),
    }


def test_a_value_that_stands_in_the_item_and_in_its_report_counts_once(portfolio, book):
    preview = preview_import(portfolio, book(9, ["甲路改造", 100, 100, None, None, "是"]))
    assert (counts(preview).changed, counts(preview).values) == (1, 3)
    taken = take_over(portfolio, preview, sure_values(preview), Progress())
    assert {(one.id, one.field) for one in taken.changes} == {
        (1, "invested_month"),
        (1, "invested_year"),
        (1, "has_started"),
    }
    assert [record.size for record in import_records(portfolio)] == [3]
    assert not taken.rest.count(RowState.CHANGED)


def test_what_cannot_be_read_is_a_problem_at_its_cell_and_the_rest_comes_in(portfolio, book):
    preview = preview_import(
        portfolio, book(9, ["甲路改造", "约百", 100, None, None, "是"], ["乙路", 1, 1, None, None, "否"])
    )
    row = next(preview.rows())
    assert [problem.cell for problem in row.problems] == ["B4"]
    assert changed(row) == {"invested_year": 100 * WAN, "has_started": 1}


def test_columns_that_only_look_like_yes_or_no_are_left_alone(portfolio, book):
    path = book(9, ["甲路改造", 1, 1, None, None, "已办理施工许可"], ["乙路", 1, 1, None, None, "正在办理"])
    assert [column.field for column in preview_import(portfolio, path).sheets[0].columns][-1] is None


def test_decembers_return_is_no_figure_of_another_year_in_january(portfolio, book):
    portfolio.set_reference_date(date(2024, 1, 10))
    head = ["项目名称", "年度计划投资(万元)", "年内累计完成投资(万元)"]
    rows = (["甲路改造", 1000, 900], ["乙路新建", 500, 400])
    first, second = preview_import(portfolio, book(12, *rows, head=head)).rows()
    assert set(first.value_doubts) == set(second.value_doubts) == {"annual_plan"}


# -- late and revised


def test_a_late_return_changes_its_own_month_only_and_is_compared_with_it(portfolio, book):
    take(portfolio, book(10, ["甲路改造", 50, 150, "缺资金", None, None]))
    row = only_row(preview_import(portfolio, book(9, ["甲路改造", 100, 100, "缺人", None, None])))
    assert {change.entity for change in row.changes} == {"month"}
    assert [change.old for change in row.changes] == [None] * 3
    assert not row.value_doubts
    take(portfolio, book(9, ["甲路改造", 100, 100, "缺人", None, None]))
    assert (road(portfolio, "invested_year"), road(portfolio, "problems")) == (150 * WAN, "缺资金")
    assert months(portfolio)["2023-09"] == {"invested_month": 100 * WAN, "invested_year": 100 * WAN, "problems": "缺人"}


def test_what_a_late_return_says_of_the_item_itself_waits(portfolio, book):
    take(portfolio, book(10, ["甲路改造", 50, 150]))
    head = ["项目名称", "年内累计完成投资(万元)", "建设单位"]
    row = only_row(preview_import(portfolio, book(9, ["甲路改造", 100, "甲公司"], head=head)))
    assert "台账已报到2023年10月" in row.value_doubts["owner_unit"]
    assert changed(row)["invested_year"] == 100 * WAN
    assert list(row.sure_changes.values) == ["invested_year"]


def test_a_late_figure_that_contradicts_the_later_month_waits_with_both_figures(portfolio, book):
    take(portfolio, book(10, ["甲路改造", 50, 150]))
    row = only_row(preview_import(portfolio, book(9, ["甲路改造", 120, 120])))
    assert "120 万元加本月完成投资 50 万元" in row.value_doubts["invested_year"]


def test_a_cumulative_is_checked_against_the_report_of_the_month_before(portfolio, book):
    take(portfolio, book(9, ["甲路改造", 100, 100]))
    row = only_row(preview_import(portfolio, book(10, ["甲路改造", 50, 180])))
    assert "按2023年9月的 100 万元加本月完成投资 50 万元应为 150 万元" in row.value_doubts["invested_year"]


def test_a_report_of_long_ago_sets_no_current_value_that_came_from_elsewhere(portfolio, book):
    portfolio.edit({1: {"invested_year": 400 * WAN}})
    row = only_row(preview_import(portfolio, book(6, ["甲路改造", 100, 300, "缺资金"])))
    assert {change.field: change.entity for change in row.changes} == {
        "invested_month": "month", "invested_year": "month", "problems": ITEM,
    }  # fmt: skip


def test_a_revised_return_changes_the_same_report_and_the_item(portfolio, book):
    take(portfolio, book(9, ["甲路改造", 100, 100, "缺资金"]))
    row = only_row(preview_import(portfolio, book(9, ["甲路改造", 110, 110, "缺资金"], name="更正.xlsx")))
    assert {change.field: (change.old, change.new) for change in row.changes} == {
        "invested_month": (100 * WAN, 110 * WAN),
        "invested_year": (100 * WAN, 110 * WAN),
    }
    assert not row.value_doubts
    take(portfolio, book(9, ["甲路改造", 110, 110, "缺资金"], name="更正.xlsx"))
    assert months(portfolio) == {
        "2023-09": {"invested_month": 110 * WAN, "invested_year": 110 * WAN, "problems": "缺资金"}
    }
    assert road(portfolio, "invested_year") == 110 * WAN


def test_what_the_office_set_in_a_report_is_not_taken_back_by_a_revised_return(portfolio, book):
    take(portfolio, book(9, ["甲路改造", 100, 100]))
    edit_record(portfolio, portfolio.parts(MONTH)[0], {"invested_month": 90 * WAN})
    row = only_row(preview_import(portfolio, book(9, ["甲路改造", 110, 110], name="更正.xlsx")))
    why = row.value_doubts["invested_month"]
    assert "“90”是" in why
    assert "改定的，表中是“110”" in why
    assert "invested_year" in row.sure_changes.values


def test_a_figure_that_the_office_typed_into_a_report_before_any_return_waits(portfolio, book):
    report_month(portfolio, 1, "2023-09", {"invested_month": 90 * WAN})
    row = only_row(preview_import(portfolio, book(9, ["甲路改造", 110, 110])))
    assert "“90”是" in row.value_doubts["invested_month"]


def test_a_second_look_at_what_was_taken_over_finds_nothing_to_change(portfolio, book):
    path = book(9, ["甲路改造", 100, 100, "缺资金", "用地", "是"])
    take(portfolio, path)
    assert only_row(preview_import(portfolio, path)).state is RowState.UNCHANGED


# -- several files


def test_files_of_two_months_do_not_contradict_each_other_and_two_of_one_month_do(portfolio, book):
    one, two = (voice_of(preview_import(portfolio, book(month, ["甲路改造", 50, 100 + month]))) for month in (9, 10))
    assert clashes([one, two]) == [{}, {}]
    other = voice_of(preview_import(portfolio, book(9, ["甲路改造", 60, 109], name="另一份.xlsx")))
    (own, _) = clashes([one, other])
    assert [key for _, key in own] == ["invested_month"]


# -- back again


def test_withdrawing_an_older_import_takes_its_report_back_and_leaves_the_later_month(portfolio, book):
    applied = take(portfolio, book(9, ["甲路改造", 100, 100, "缺资金"]))
    take(portfolio, book(10, ["甲路改造", 50, 150, "缺人"]))
    look = look_at_withdrawal(portfolio, applied.set_id)
    withdraw_import(portfolio, look)
    assert list(months(portfolio)) == ["2023-10"]
    assert road(portfolio, "invested_year") == 150 * WAN
    assert {(one.change.entity, one.change.field) for one in look.kept} == {(ITEM, "invested_year"), (ITEM, "problems")}
    portfolio.undo()
    assert list(months(portfolio)) == ["2023-09", "2023-10"]


def test_withdrawing_the_latest_month_brings_the_item_back_to_the_month_before(portfolio, book):
    take(portfolio, book(9, ["甲路改造", 100, 100, "缺资金"]))
    applied = take(portfolio, book(10, ["甲路改造", 50, 150, "缺人"]))
    withdraw_import(portfolio, look_at_withdrawal(portfolio, applied.set_id))
    assert list(months(portfolio)) == ["2023-09"]
    assert (road(portfolio, "invested_year"), road(portfolio, "problems")) == (100 * WAN, "缺资金")


def test_a_report_that_was_edited_since_keeps_what_was_edited(portfolio, book):
    applied = take(portfolio, book(9, ["甲路改造", 100, 100, None, "用地"]))
    edit_record(portfolio, portfolio.parts(MONTH)[0], {"invested_month": 90 * WAN})
    look = look_at_withdrawal(portfolio, applied.set_id)
    assert [(one.change.field, one.item) for one in look.kept] == [("invested_month", 1)]
    withdraw_import(portfolio, look)
    assert months(portfolio) == {"2023-09": {"invested_month": 90 * WAN}}


def test_a_new_project_goes_with_its_report(portfolio, book):
    applied = take(portfolio, book(9, ["丙园新建", 5, 5, None, "征地", "否"]))
    assert months(portfolio)["2023-09"]["coordination"] == "征地"
    withdraw_import(portfolio, look_at_withdrawal(portfolio, applied.set_id))
    assert [one.name for one in portfolio.items()] == ["甲路改造"]
    assert portfolio.parts(MONTH) == []


# -- by command


@pytest.fixture
def file(portfolio):
    """The portfolio, closed."""
    portfolio.close()
    return portfolio.path


@pytest.mark.parametrize("order", [(9, 10), (10, 9)])
def test_two_months_come_in_by_one_command_in_either_order(file, open_workspace, book, fenyang, order):
    paths = [book(month, ["甲路改造", 50, 100 + 50 * (month - 9), f"{month}月的问题"]) for month in order]
    for _ in range(2):  # the first month that the item has values from, and those after that
        assert fenyang("import", *paths, "--portfolio", file).code == 0
    workspace = open_workspace(file)
    assert {month: values["invested_year"] for month, values in months(workspace).items()} == {
        "2023-09": 100 * WAN,
        "2023-10": 150 * WAN,
    }
    assert road(workspace, "problems") == "10月的问题"


def test_the_command_tells_the_month_and_the_reports(file, book, fenyang):
    path = book(9, ["甲路改造", 50, 100], ["乙桥新建", 1, 1])
    (sheet,) = fenyang("import", path, "--dry-run", "--json", "--portfolio", file).json["files"][0]["sheets"]
    assert sheet["month"] == {"month": "2023-09", "by": "title", "certain": True, "doubt": None}
    assert sheet["records"] == {"new": 2, "changed": 0, "late": 0}
    assert {one["field"]: one["only_report"] for one in sheet["changes"] if one["id"]} == {
        "invested_month": True,
        "invested_year": False,
    }


def test_a_month_said_to_the_command_holds(file, open_workspace, book, fenyang):
    path = book("", ["甲路改造", 50, 100], title="进展{}", name="表.xlsx")
    assert "报告期：2023年10月（台账报告期" in fenyang("import", path, "--dry-run", "--portfolio", file).out
    result = fenyang("import", path, "--month", "2023-08", "--portfolio", file)
    assert "报告期：2023年8月（指定）" in result.out
    assert list(months(open_workspace(file))) == ["2023-08"]


def test_a_month_that_is_none_is_refused_before_anything_is_read(file, book, fenyang):
    result = fenyang("import", book(9, ["甲路改造", 50, 100]), "--month", "2023-13", "--portfolio", file)
    assert result.code == 2
    assert "2023-13" in result.err
