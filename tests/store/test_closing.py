"""封账: a closed month keeps its figures, and what is changed nevertheless has a reason and is listed."""

from datetime import date

import pytest

from fenyang_desktop.domain.changes import EXISTS, PORTFOLIO, PORTFOLIO_ID, Action, Change
from fenyang_desktop.domain.closing import CLOSE
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.parts import MONTH, YEAR
from fenyang_desktop.services.as_of import as_closed
from fenyang_desktop.services.closing import (
    carry_year,
    close_month,
    closed_months,
    reopen_month,
    restate,
    restatements,
)
from fenyang_desktop.services.reporting import delete_records, edit_record, plan_year, report_month

WAN = 1_000_000


@pytest.fixture
def closed(small_workspace):
    """September 2023 is closed: project 2 reported 100万元 and 主体封顶, project 3 nothing. 基准日 2023-09-15."""
    report_month(small_workspace, 2, "2023-09", {"invested_year": 100 * WAN, "progress_text": "主体封顶"})
    close_month(small_workspace, "2023-09")
    return small_workspace


def refused(act) -> str:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.code


def record(workspace, item=2, month="2023-09"):
    return workspace.parts(MONTH, [item], month)[0]


def state(workspace):
    return workspace.items(), workspace.parts(MONTH), workspace.closes(), len(workspace.sets())


@pytest.mark.parametrize(
    "act",
    [
        lambda w: edit_record(w, record(w), {"problems": "缺地"}),
        lambda w: edit_record(w, record(w), {"month": "2023-10"}),
        lambda w: delete_records(w, [record(w)]),
        lambda w: report_month(w, 3, "2023-09", {"invested_year": 5}),
        lambda w: report_month(w, 2, "2023-09", {"invested_year": 5}),
        lambda w: w.delete([2]),
        lambda w: w.edit({2: {"invested_year": 7}}),
        lambda w: w.edit({2: {"progress_text": None}}),
    ],
    ids=["edit", "move away", "delete", "report late", "report again", "delete item", "current value", "clear current"],
)
def test_a_closed_month_refuses_a_change_without_a_reason_and_stays_as_it_is(closed, act):
    before = state(closed)
    assert refused(lambda: act(closed)) == "month_closed"
    assert state(closed) == before


def test_a_report_cannot_be_moved_into_a_closed_month(closed):
    report_month(closed, 3, "2023-08", {"problems": "缺地"})
    assert refused(lambda: edit_record(closed, record(closed, 3, "2023-08"), {"month": "2023-09"})) == "month_closed"


def test_other_months_plans_and_fields_stay_open(closed):
    report_month(closed, 2, "2023-08", {"problems": "缺地"})
    report_month(closed, 2, "2023-10", {"invested_year": 130 * WAN})
    plan_year(closed, 2, 2023, {"annual_plan": 1})
    closed.edit({2: {"note": "改", "stage": "竣工"}, 3: {"invested_year": 4}})
    assert closed.items([2])[0].get("invested_year") == 130 * WAN


def test_current_values_are_free_again_once_the_office_works_on_the_next_month(closed):
    closed.set_report_month("2023-10")
    closed.edit({2: {"progress_text": "设备安装"}})
    assert closed.items([2])[0].get("progress_text") == "设备安装"
    assert record(closed).get("progress_text") == "主体封顶"


def test_a_current_value_that_the_closed_report_does_not_say_stays_free(closed):
    closed.edit({2: {"problems": "缺地"}})
    closed.edit({2: {"problems": "缺钱"}})
    assert closed.items([2])[0].get("problems") == "缺钱"


def test_a_restatement_corrects_the_month_and_the_current_value_and_is_listed(closed):
    applied = restate(closed, 2, "2023-09", {"invested_year": 90 * WAN}, "重复计列")
    assert record(closed).amount("invested_year") == closed.items([2])[0].get("invested_year") == 90 * WAN
    (one,) = restatements(closed)
    assert (one.item, one.name, one.month, one.field) == (2, "华樽3万吨项目", "2023-09", "invested_year")
    assert (one.old, one.new, one.set.id, one.set.source.reason) == (100 * WAN, 90 * WAN, applied.set_id, "重复计列")
    assert "重复计列" in applied.title


def test_a_late_report_and_a_dropped_one_are_restatements_by_value(closed):
    restate(closed, 3, "2023-09", {"problems": "缺地", "invested_year": 5}, "补报")
    delete_records(closed, [record(closed)], "误报")
    listed = [(one.item, one.field, one.old, one.new) for one in restatements(closed, "2023-09")]
    assert listed == [
        (3, "invested_year", None, 5),
        (3, "problems", None, "缺地"),
        (2, "progress_text", "主体封顶", None),
        (2, "invested_year", 100 * WAN, None),
    ]
    assert restatements(closed, "2023-10") == []


def test_an_empty_late_report_is_listed_as_a_whole(closed):
    restate(closed, 3, "2023-09", {}, "补报")
    assert [(one.item, one.field, one.new) for one in restatements(closed)] == [(3, EXISTS, 1)]


def test_an_undone_restatement_is_not_listed_and_redone_it_is(closed):
    restate(closed, 2, "2023-09", {"invested_year": 90 * WAN}, "重复计列")
    closed.undo()
    assert (record(closed).amount("invested_year"), restatements(closed)) == (100 * WAN, [])
    closed.redo()
    assert (record(closed).amount("invested_year"), len(restatements(closed))) == (90 * WAN, 1)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_restatement_and_a_reopening_need_a_reason(closed, reason):
    before = state(closed)
    assert refused(lambda: restate(closed, 2, "2023-09", {"problems": "缺地"}, reason)) == "reason_required"
    assert refused(lambda: reopen_month(closed, "2023-09", reason)) == "reason_required"
    assert state(closed) == before


def test_a_month_that_is_open_has_no_restatements(closed):
    assert refused(lambda: restate(closed, 2, "2023-08", {"problems": "缺地"}, "补报")) == "not_closed"
    assert closed.parts(MONTH, key="2023-08") == []


def test_a_reopened_month_takes_changes_and_is_closed_again_as_it_stands_then(closed):
    first = as_closed(closed, "2023-09")
    reopen_month(closed, "2023-09", "市里要求重报")
    assert closed_months(closed) == frozenset()
    report_month(closed, 2, "2023-09", {"invested_year": 80 * WAN})
    close_month(closed, "2023-09")
    again = as_closed(closed, "2023-09")
    figures = [[item.get("invested_year") for item in one.items if item.id == 2] for one in (first, again)]
    assert figures == [[100 * WAN], [80 * WAN]]
    assert [one.month for one in closed.closes()] == ["2023-09"]
    assert restatements(closed) == []


def test_closing_and_reopening_are_undone_as_one_step_each(closed):
    stood = closed.closes()
    reopen_month(closed, "2023-09", "重报")
    closed.undo()
    assert closed.closes() == stood
    closed.undo()
    assert closed.closes() == []
    report_month(closed, 2, "2023-09", {"problems": "缺地"})


def test_reopening_is_recorded_with_who_when_and_why(closed):
    reopen_month(closed, "2023-09", "市里要求重报")
    latest = closed.sets()[-1]
    assert (latest.source.action, latest.source.reason) == (Action.REOPEN, "市里要求重报")
    assert latest.source.author
    (change,) = [one.change for one in closed.trail(limit=1)]
    assert (change.entity, change.field, change.old, change.new) == (CLOSE, "state", "closed", "reopened")


def test_a_month_is_closed_once_and_not_ahead_of_time(closed):
    assert refused(lambda: close_month(closed, "2023-09")) == "close_twice"
    assert refused(lambda: close_month(closed, "2032-09")) == "month_ahead"
    assert refused(lambda: reopen_month(closed, "2023-08", "错")) == "not_closed"
    assert refused(lambda: as_closed(closed, "2023-08")) == "not_closed"


def test_a_close_that_misses_the_latest_action_is_refused(closed):
    (close,) = closed.closes()
    reopen_month(closed, "2023-09", "重报")
    closed.edit({3: {"note": "改"}})
    changes = [
        Change(CLOSE, close.id, "state", "reopened", "closed"),
        Change(CLOSE, close.id, "closed_at", close.closed_at, 3),
    ]
    assert refused(lambda: closed.apply(Action.CLOSE, "封账", changes)) == "conflict_at_close"
    assert closed_months(closed) == frozenset()


def test_a_close_keeps_the_reference_date_that_it_was_made_with(closed):
    closed.set_reference_date(date(2024, 3, 1))
    assert as_closed(closed, "2023-09").on == date(2023, 9, 15)


def test_a_file_that_follows_the_calendar_keeps_current_values_of_a_closed_month(empty_workspace):
    empty_workspace.add({"name": "甲"})
    report_month(empty_workspace, 1, "2023-09", {"problems": "缺地"})
    close_month(empty_workspace, "2023-09")
    assert refused(lambda: empty_workspace.edit({1: {"problems": "缺钱"}})) == "month_closed"
    change = Change(PORTFOLIO, PORTFOLIO_ID, "reference_date", None, "2023-10-08")
    empty_workspace.apply(Action.EDIT, "", [change])
    empty_workspace.edit({1: {"problems": "缺钱"}})


def test_year_end_carries_what_goes_on_into_the_next_year_and_nothing_twice(small_workspace):
    small_workspace.add({"name": "停了的", "stage": "终止"})
    small_workspace.add({"name": "完了的", "finished": "2023-12-01|day|12月1日"})
    small_workspace.add({"name": "明年已有"})
    for item in (2, 6, 7, 8):
        plan_year(small_workspace, item, 2023, {"annual_plan": 10, "year_class": "新开工"})
    plan_year(small_workspace, 8, 2024, {"annual_plan": 20, "year_class": "竣工"})
    carry_year(small_workspace, 2023)
    carried = small_workspace.parts(YEAR, key=2024)
    assert [(one.item, one.get("year_class"), one.get("annual_plan")) for one in carried] == [
        (2, "续建", None),
        (8, "竣工", 20),
    ]
    assert refused(lambda: carry_year(small_workspace, 2023)) == "nothing_to_carry"
    small_workspace.undo()
    assert [one.item for one in small_workspace.parts(YEAR, key=2024)] == [8]
