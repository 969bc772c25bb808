"""Reports, plans, funding, milestones and readings: one action is one step, and the latest report is how things stand."""

from datetime import date

import pytest

from fenyang_desktop.domain.changes import Action, Change, creation
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.parts import FUNDING, MILESTONE, MONTH, READING, YEAR
from fenyang_desktop.services.reporting import (
    delete_records,
    differences,
    edit_record,
    plan_year,
    report_month,
    set_funding,
    set_milestone,
    take_reading,
)
from fenyang_desktop.services.withdrawing import look_at_withdrawal, withdraw_import

WAN = 1_000_000


def own(workspace, key, id=3):
    """An item's own current value."""
    return workspace.items([id])[0].get(key)


def record(workspace, kind, key, item=3):
    (part,) = workspace.parts(kind, [item], key)
    return part


def test_the_latest_report_sets_the_items_own_values_in_the_same_step(small_workspace):
    before = len(small_workspace.undo_stack())
    values = {"invested_month": 5 * WAN, "invested_year": 50 * WAN, "progress_percent": 4500, "problems": "缺资金"}
    applied = report_month(small_workspace, 3, "2023-09", values)
    assert (applied.title, applied.ids) == ("新增“第二污水处理厂 · 2023年9月”的月报", {3})
    assert [own(small_workspace, key) for key in ("invested_year", "progress_percent", "problems")] == [
        50 * WAN, 4500, "缺资金",
    ]  # fmt: skip
    assert len(small_workspace.undo_stack()) == before + 1
    small_workspace.undo()
    assert small_workspace.parts(MONTH) == []
    assert own(small_workspace, "invested_year") is None
    small_workspace.redo()
    assert (record(small_workspace, MONTH, "2023-09").get("problems"), own(small_workspace, "problems")) == (
        "缺资金", "缺资金",
    )  # fmt: skip


def test_an_older_report_leaves_the_items_own_values(small_workspace):
    report_month(small_workspace, 3, "2023-09", {"invested_year": 50 * WAN})
    report_month(small_workspace, 3, "2023-08", {"invested_year": 40 * WAN, "problems": "缺资金"})
    assert (own(small_workspace, "invested_year"), own(small_workspace, "problems")) == (50 * WAN, None)


def test_what_a_new_report_does_not_say_stays(small_workspace):
    report_month(small_workspace, 3, "2023-08", {"problems": "缺资金"})
    report_month(small_workspace, 3, "2023-09", {"invested_year": 50 * WAN})
    assert own(small_workspace, "problems") == "缺资金"


def test_reports_of_long_ago_leave_a_value_that_came_from_elsewhere(small_workspace):
    small_workspace.edit({3: {"invested_total": 500 * WAN}})
    for month, total in (("2023-05", 100), ("2023-06", 200)):
        report_month(small_workspace, 3, month, {"invested_total": total * WAN, "progress_text": month})
    assert (own(small_workspace, "invested_total"), own(small_workspace, "progress_text")) == (500 * WAN, "2023-06")
    (one,) = differences(small_workspace, small_workspace.items([3])[0])
    assert (one.stated, one.expected) == (200 * WAN, 500 * WAN)
    report_month(small_workspace, 3, "2023-08", {"invested_total": 300 * WAN})  # last month's is news
    assert own(small_workspace, "invested_total") == 300 * WAN


def test_an_emptied_value_goes_from_the_item_only_where_it_came_from_the_report(small_workspace):
    report_month(small_workspace, 3, "2023-09", {"problems": "缺资金", "next_steps": "催办"})
    small_workspace.edit({3: {"next_steps": "另行安排"}})
    report_month(small_workspace, 3, "2023-09", {"problems": None, "next_steps": None})
    assert (own(small_workspace, "problems"), own(small_workspace, "next_steps")) == (None, "另行安排")


def test_a_report_that_is_deleted_takes_along_only_what_came_from_it(small_workspace):
    report_month(small_workspace, 3, "2023-08", {"invested_year": 40 * WAN, "problems": "缺地", "next_steps": "报批"})
    report_month(small_workspace, 3, "2023-09", {"invested_year": 50 * WAN, "next_steps": "催办"})
    small_workspace.edit({3: {"next_steps": "另行安排"}})
    applied = delete_records(small_workspace, [record(small_workspace, MONTH, "2023-09")])
    assert applied.title == "删除“第二污水处理厂 · 2023年9月”的月报"
    found = [own(small_workspace, key) for key in ("invested_year", "problems", "next_steps")]
    assert found == [40 * WAN, "缺地", "另行安排"]
    small_workspace.undo()
    assert own(small_workspace, "invested_year") == 50 * WAN


def test_a_report_moved_to_another_month_may_become_the_latest(small_workspace):
    report_month(small_workspace, 3, "2023-08", {"invested_year": 40 * WAN})
    report_month(small_workspace, 3, "2023-07", {"invested_year": 50 * WAN})
    edit_record(small_workspace, record(small_workspace, MONTH, "2023-07"), {"month": "2023-09"})
    assert own(small_workspace, "invested_year") == 50 * WAN


def test_the_plan_of_the_years_reference_date_is_the_items_annual_plan(small_workspace):
    plan_year(small_workspace, 3, 2024, {"annual_plan": 900 * WAN})
    assert own(small_workspace, "annual_plan") is None
    plan_year(small_workspace, 3, 2023, {"annual_plan": 800 * WAN})
    assert own(small_workspace, "annual_plan") == 800 * WAN
    small_workspace.edit({3: {"annual_plan": 810 * WAN}})
    plan_year(small_workspace, 3, 2023, {"plan_03": 100 * WAN})  # says nothing of the whole year
    assert own(small_workspace, "annual_plan") == 810 * WAN
    small_workspace.set_reference_date(date(2024, 3, 1))
    edit_record(small_workspace, record(small_workspace, YEAR, 2024), {"annual_plan": 950 * WAN})
    assert own(small_workspace, "annual_plan") == 950 * WAN
    delete_records(small_workspace, [record(small_workspace, YEAR, 2024)])
    assert own(small_workspace, "annual_plan") is None


def test_the_report_month_is_that_of_the_reference_date_until_it_is_set(small_workspace):
    assert (small_workspace.report_month(), small_workspace.follows_reference_date()) == ("2023-09", True)
    applied = small_workspace.set_report_month("2023-08")
    assert (applied.title, applied.portfolio_changed) == ("报告期改为2023年8月", True)
    assert (small_workspace.report_month(), small_workspace.follows_reference_date()) == ("2023-08", False)
    assert small_workspace.set_report_month("2023-08") is None
    small_workspace.undo()
    assert small_workspace.report_month() == "2023-09"


def test_the_other_records_are_set_and_set_again_under_their_keys(small_workspace):
    set_funding(small_workspace, 3, "专项债", {"approved": 10 * WAN})
    set_funding(small_workspace, 3, "专项债", {"arrived": 5 * WAN})
    assert record(small_workspace, FUNDING, "专项债").row[3:] == (10 * WAN, 5 * WAN, None)
    set_milestone(small_workspace, 3, "可研", {"planned": "2023-10-31|month|10月底前"})
    set_milestone(small_workspace, 3, "试运行", {})
    assert [part.get("step_class") for part in small_workspace.parts(MILESTONE)] == ["前期手续", None]
    edit_record(small_workspace, record(small_workspace, MILESTONE, "试运行"), {"step": "竣工"})
    assert record(small_workspace, MILESTONE, "竣工").get("step_class") == "建设"
    take_reading(small_workspace, 4, "2023-09", {"figure": "18.5"})
    assert take_reading(small_workspace, 4, "2023-09", {"figure": "18.5"}) is None
    assert record(small_workspace, READING, "2023-09", 4).get("figure") == "18.5"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda workspace: report_month(workspace, 4, "2023-09", {}), "part_not_of_kind"),
        (lambda workspace: take_reading(workspace, 3, "2023-09", {}), "part_not_of_kind"),
        (lambda workspace: set_funding(workspace, 5, "专项债", {}), "part_not_of_kind"),
        (lambda workspace: report_month(workspace, 99, "2023-09", {}), "item_missing"),
    ],
)
def test_what_an_item_of_that_kind_has_not_is_refused(small_workspace, act, code):
    with pytest.raises(UserError) as caught:
        act(small_workspace)
    assert caught.value.code == code
    assert str(caught.value).endswith("。")


def test_a_record_that_changed_since_it_was_seen_is_not_overwritten(small_workspace):
    report_month(small_workspace, 3, "2023-09", {"problems": "甲"})
    seen = record(small_workspace, MONTH, "2023-09")
    report_month(small_workspace, 3, "2023-09", {"problems": "乙"})
    with pytest.raises(UserError, match=r"第二污水处理厂 · 2023年9月.*存在问题.*乙"):
        edit_record(small_workspace, seen, {"problems": "丙"})
    delete_records(small_workspace, small_workspace.parts(MONTH))
    with pytest.raises(UserError, match="这条月报已不存在"):
        edit_record(small_workspace, seen, {"problems": "丙"})


def test_a_deleted_item_takes_its_records_along_and_undo_brings_them_back(small_workspace):
    report_month(small_workspace, 3, "2023-09", {"problems": "缺资金"})
    set_funding(small_workspace, 3, "专项债", {"approved": 10 * WAN})
    before = small_workspace.parts(MONTH), small_workspace.parts(FUNDING), small_workspace.items()
    small_workspace.delete([3])
    assert small_workspace.parts(MONTH) == small_workspace.parts(FUNDING) == []
    small_workspace.undo()
    assert (small_workspace.parts(MONTH), small_workspace.parts(FUNDING), small_workspace.items()) == before


def test_an_imported_item_that_was_reported_on_since_stays_when_its_import_is_withdrawn(small_workspace):
    changes = creation("item", 6, {"kind": "project", "name": "甲"}) + creation(
        "item", 7, {"kind": "project", "name": "乙"}
    )
    set_id = small_workspace.apply(Action.IMPORT, "导入“九月.xlsx”", changes).set_id
    set_funding(small_workspace, 6, "专项债", {"approved": 1})
    withdrawal = look_at_withdrawal(small_workspace, set_id)
    withdraw_import(small_workspace, withdrawal)
    assert [item.id for item in small_workspace.items([6, 7])] == [6]
    assert "月报" in withdrawal.kept[0].why


def test_an_import_that_wrote_records_is_withdrawn_with_them(small_workspace):
    changes = [Change("item", 3, "note", None, "甲"), *creation("month", 1, {"item": 3, "month": "2023-09"})]
    set_id = small_workspace.apply(Action.IMPORT, "导入“九月.xlsx”", changes).set_id
    withdrawal = look_at_withdrawal(small_workspace, set_id)
    withdraw_import(small_workspace, withdrawal)
    assert withdrawal.values_back == 1
    assert (small_workspace.parts(MONTH), own(small_workspace, "note")) == ([], None)
