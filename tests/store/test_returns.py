"""The ledger of returns: one action is one step, a renamed unit stays one sender, and the door keeps it whole."""

from datetime import date

import pytest

from fenyang_desktop.domain.changes import Action, Change, creation, removal
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.return_records import RETURN, UNIT, Return, Unit
from fenyang_desktop.domain.returning import DueRule, State
from fenyang_desktop.services.chasing import chased, chasing_pdf, chasing_text
from fenyang_desktop.services.reporting import report_month
from fenyang_desktop.services.return_ledger import Standstills, counts_text, read_ledger, trail_of
from fenyang_desktop.services.return_marks import (
    mark,
    rename_unit,
    set_due,
    set_month_due,
    set_received,
    set_workday,
)

MONTH = "2023-08"  # due on 2023-09-05; the reference date is 2023-09-15
HOUSING = "市住建局"


@pytest.fixture
def workspace(small_workspace):
    """The small portfolio with three units: 市住建局 for 3 and 6, 市水利局 for 2, 贾家庄镇 for 5; 报告期 2023-08."""
    small_workspace.edit({2: {"lead_unit": "市水利局"}, 5: {"lead_unit": "贾家庄镇"}})
    small_workspace.add({"name": "东关旧城改造", "lead_unit": "汾阳市住建局（牵头）"})
    small_workspace.edit({4: {"lead_unit": "市统计局"}})  # a target: no monthly reports
    small_workspace.set_report_month(MONTH)
    return small_workspace


def cell(workspace, unit=HOUSING, month=MONTH):
    ledger = read_ledger(workspace)
    return ledger.cell(ledger.sender(unit), month, asked=True)


def state(workspace, unit=HOUSING, month=MONTH):
    return cell(workspace, unit, month).state


# -- who must report


def test_the_lead_units_of_what_has_monthly_reports_must_report(workspace):
    senders = read_ledger(workspace).expected
    assert [(one.name, [item.id for item in one.items]) for one in senders] == [
        ("贾家庄镇", [5]),
        ("市水利局", [2]),
        (HOUSING, [3, 6]),
    ]


def test_the_unit_of_what_was_given_up_need_not_report(workspace):
    workspace.edit({5: {"stage": "终止"}})
    assert [one.name for one in read_ledger(workspace).expected] == ["市水利局", HOUSING]


def test_months_are_followed_from_the_first_note_to_the_report_month(workspace):
    workspace.set_report_month("2023-09")
    mark(workspace, [cell(workspace, month="2023-07")], "已报")
    set_due(workspace, [cell(workspace, month="2023-02")], date(2023, 3, 1))  # notes nothing of a return
    ledger = read_ledger(workspace)
    sender = ledger.sender("市水利局")
    found = [ledger.cell(sender, f"2023-{month:02}").state for month in range(6, 11)]
    assert found == [None, State.OVERDUE, State.OVERDUE, State.MISSING, None]


# -- marks


def test_a_mark_is_one_step_that_is_undone_without_a_trace(workspace):
    before = len(workspace.undo_stack())
    applied = mark(workspace, [cell(workspace), cell(workspace, "市水利局")], "已报")
    assert applied.title == "2 个单位2023年8月标为已报"
    assert len(workspace.undo_stack()) == before + 1
    assert (state(workspace), state(workspace, "市水利局")) == (State.LATE, State.LATE)
    assert cell(workspace).row.received == "2023-09-20 10:00"
    workspace.undo()
    assert (workspace.units(), workspace.returns(), state(workspace)) == ([], [], State.OVERDUE)
    workspace.redo()
    assert state(workspace) is State.LATE


def test_a_mark_that_changes_nothing_is_no_step(workspace):
    mark(workspace, [cell(workspace)], "已报")
    assert mark(workspace, [cell(workspace)], "已报") is None
    assert mark(workspace, [cell(workspace, "市水利局")], "未报") is None


def test_a_return_goes_back_only_with_a_reason_and_is_late_by_when_it_comes_again(workspace):
    mark(workspace, [cell(workspace)], "已报")
    set_received(workspace, [cell(workspace)], date(2023, 9, 4))
    assert state(workspace) is State.RECEIVED
    with pytest.raises(UserError) as caught:
        mark(workspace, [cell(workspace)], "退回", " ")
    assert caught.value.code == "return_reason_required"
    mark(workspace, [cell(workspace)], "退回", "缺签字")
    assert (state(workspace), cell(workspace).row.reason) == (State.RETURNED, "缺签字")
    mark(workspace, [cell(workspace)], "已报")
    assert (state(workspace), cell(workspace).row.reason) == (State.LATE, None)


def test_what_came_keeps_the_time_at_which_it_came(workspace):
    set_received(workspace, [cell(workspace)], date(2023, 9, 1))
    mark(workspace, [cell(workspace)], "无变化")
    assert (state(workspace), cell(workspace).row.received) == (State.UNCHANGED, "2023-09-01")


def test_taking_a_mark_away_leaves_no_record_but_a_due_date_of_its_own(workspace):
    set_due(workspace, [cell(workspace)], date(2023, 9, 30))
    mark(workspace, [cell(workspace), cell(workspace, "市水利局")], "已报")
    assert state(workspace) is State.RECEIVED
    mark(workspace, [cell(workspace), cell(workspace, "市水利局")], "未报")
    assert [(row.state, row.due) for row in workspace.returns()] == [(None, "2023-09-30")]
    assert state(workspace) is State.MISSING
    set_due(workspace, [cell(workspace)], None)
    assert (workspace.returns(), state(workspace)) == ([], State.OVERDUE)


def test_an_unknown_state_is_refused(workspace):
    with pytest.raises(UserError) as caught:
        mark(workspace, [cell(workspace)], "报了")
    assert caught.value.code == "return_state_unknown"


def test_the_history_of_a_return_says_what_was_noted_and_nothing_of_its_ties(workspace):
    mark(workspace, [cell(workspace)], "退回", "缺签字")
    mark(workspace, [cell(workspace)], "已报")
    told = [(one.change.field, one.change.old, one.change.new) for one in trail_of(workspace, cell(workspace))]
    assert told[-2:] == [("reason", None, "缺签字"), ("state", None, "退回")]
    assert ("state", "退回", "已报") in told
    assert not {"unit", "month", "exists"} & {field for field, *_ in told}


def test_the_trail_of_the_portfolio_leaves_out_which_unit_a_return_is_tied_to(workspace):
    mark(workspace, [cell(workspace)], "已报")
    fields = {one.change.field for one in workspace.trail() if one.change.entity == RETURN.entity}
    assert "unit" not in fields
    assert {"state", "received"} <= fields


# -- due dates


def test_the_due_day_of_every_month_and_of_one_month_are_settings_that_can_be_undone(workspace):
    set_workday(workspace, 12)
    assert (read_ledger(workspace).rule, state(workspace)) == (DueRule(12), State.MISSING)
    set_month_due(workspace, MONTH, date(2023, 9, 8))
    assert (cell(workspace).standing.due, cell(workspace).standing.days) == (date(2023, 9, 8), 7)
    set_month_due(workspace, MONTH, None)
    assert cell(workspace).standing.due == date(2023, 9, 18)
    for _ in range(3):
        workspace.undo()
    assert (workspace.due_rule(), read_ledger(workspace).rule) == (None, DueRule())


# -- units that are renamed


def test_a_renamed_unit_stays_one_sender_whichever_name_its_items_bear(workspace):
    mark(workspace, [cell(workspace)], "已报")
    ledger = read_ledger(workspace)
    rename_unit(workspace, ledger.sender(HOUSING), "市住房和城乡建设局", "2023-08")
    workspace.edit({6: {"lead_unit": "市住房和城乡建设局"}})
    ledger = read_ledger(workspace)
    sender = ledger.sender(HOUSING)
    assert (sender.name, [item.id for item in sender.items]) == ("市住房和城乡建设局", [3, 6])
    assert [one.text for one in sender.former] == ["市住建局（至2023年8月）"]
    assert len(ledger.senders) == 3
    assert ledger.cell(sender, MONTH).state is State.LATE


def test_two_units_become_one_and_no_noted_return_is_lost(workspace):
    for unit, month in ((HOUSING, "2023-06"), (HOUSING, MONTH), ("市水利局", "2023-07")):
        mark(workspace, [cell(workspace, unit, month)], "已报")
    mark(workspace, [cell(workspace, "市水利局", MONTH)], "退回", "缺签字")
    before = workspace.returns()
    rename_unit(workspace, read_ledger(workspace).sender("市水利局"), HOUSING)
    assert [unit.name for unit in workspace.units()] == [HOUSING]
    found = {month: state(workspace, "市水利局", month) for month in ("2023-06", "2023-07", MONTH)}
    assert found == dict.fromkeys(("2023-06", "2023-07", MONTH), State.LATE)  # what the other had noted stands
    assert [item.id for item in read_ledger(workspace).sender("市水利局").items] == [2, 3, 6]
    workspace.undo()
    assert workspace.returns() == before


def test_a_unit_that_gets_its_old_name_back_has_it_no_longer_as_a_former_one(workspace):
    rename_unit(workspace, read_ledger(workspace).sender(HOUSING), "市建设局")
    rename_unit(workspace, read_ledger(workspace).sender(HOUSING), HOUSING)
    sender = read_ledger(workspace).sender("市建设局")
    assert (sender.name, [one.name for one in sender.former]) == (HOUSING, ["市建设局"])


def test_a_unit_needs_a_name(workspace):
    sender = read_ledger(workspace).sender(HOUSING)
    with pytest.raises(UserError) as caught:
        rename_unit(workspace, sender, " ")
    assert caught.value.code == "unit_name_required"
    assert rename_unit(workspace, sender, HOUSING) is None


# -- three months without a change


def test_items_whose_reports_repeat_themselves_are_told_by_their_unit(workspace):
    for month in ("2023-06", "2023-07", "2023-08"):
        report_month(workspace, 3, month, {"progress_text": "主体施工"})
        report_month(workspace, 6, month, {"progress_text": f"{month} 施工"})
    ledger = read_ledger(workspace)
    found = Standstills(workspace, MONTH).of(ledger.sender(HOUSING))
    assert [(item.id, why) for item, why in found] == [(3, "进展文字三个月相同")]
    assert Standstills(workspace, MONTH).of(ledger.sender("市水利局")) == []


# -- chasing


def test_the_list_to_copy_names_who_owes_what_and_since_when(workspace):
    mark(workspace, [cell(workspace, "市水利局")], "已报")
    mark(workspace, [cell(workspace)], "退回", "缺签字")
    set_due(workspace, [cell(workspace, "贾家庄镇")], date(2023, 9, 20))
    assert chasing_text(read_ledger(workspace), MONTH) == (
        "2023年8月重点项目月报（截止日期9月5日），截至9月15日还有 2 个单位没有报：\n"
        "1. 市住建局（2 项，逾期 10 天，已退回：缺签字）\n"
        "2. 贾家庄镇（1 项，截止日期9月20日）\n"
        "请尽快报送。"
    )
    assert counts_text(read_ledger(workspace).month(MONTH)) == "应报 3 个单位，已报 1（迟报 1），未报 1，退回 1"


def test_before_the_due_date_the_list_says_by_when(workspace):
    set_workday(workspace, 20)
    assert chasing_text(read_ledger(workspace), MONTH).endswith("请于9月28日前报送。")


def test_nobody_is_chased_when_all_have_reported(workspace):
    ledger = read_ledger(workspace)
    mark(workspace, ledger.month(MONTH), "已报")
    assert (chased(read_ledger(workspace), MONTH), chasing_text(read_ledger(workspace), MONTH)) == ([], "")


def test_the_sheet_is_a_pdf_whoever_owes_a_return(workspace):
    assert chasing_pdf(read_ledger(workspace), MONTH).startswith(b"%PDF")
    mark(workspace, read_ledger(workspace).month(MONTH), "已报")
    assert chasing_pdf(read_ledger(workspace), MONTH).startswith(b"%PDF")


# -- the door


def test_a_second_return_of_a_unit_and_month_is_refused(workspace):
    mark(workspace, [cell(workspace)], "已报")
    (row,) = workspace.returns()
    twice = creation(RETURN.entity, row.id + 1, {"unit": row.unit, "month": row.month})
    with pytest.raises(UserError) as caught:
        workspace.apply(Action.EDIT, "", twice)
    assert caught.value.code == "return_changed"
    assert workspace.returns() == [row]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (creation(RETURN.entity, 1, {"unit": 9, "month": MONTH}), "part_missing"),
        (creation(RETURN.entity, 1, {"unit": 9}), "part_key_required"),
        ([Change(RETURN.entity, 5, "state", None, "已报")], "part_missing"),
        ([Change(UNIT.entity, 5, "name", "a", "b")], "part_missing"),
    ],
)
def test_a_return_without_its_unit_or_month_is_refused(workspace, changes, code):
    with pytest.raises(UserError) as caught:
        workspace.apply(Action.EDIT, "", changes)
    assert caught.value.code == code
    assert (workspace.units(), workspace.returns()) == ([], [])


def test_a_unit_stays_as_long_as_it_has_returns(workspace):
    mark(workspace, [cell(workspace)], "已报")
    (unit,) = workspace.units()
    with pytest.raises(UserError) as caught:
        workspace.apply(Action.EDIT, "", removal(UNIT.entity, unit.id, unit.values()))
    assert caught.value.code == "part_missing"
    assert workspace.units() == [unit]


def test_a_mark_on_what_changed_meanwhile_is_refused(workspace):
    mark(workspace, [cell(workspace)], "已报")
    (row,) = workspace.returns()
    with pytest.raises(UserError) as caught:
        workspace.apply(Action.EDIT, "", [Change(RETURN.entity, row.id, "state", "退回", "无变化")])
    assert caught.value.code == "return_changed"


def test_two_returns_may_swap_their_months(workspace):
    mark(workspace, [cell(workspace, month="2023-07"), cell(workspace)], "已报")
    july, august = workspace.returns()
    swap = [
        Change(RETURN.entity, july.id, "month", "2023-07", MONTH),
        Change(RETURN.entity, august.id, "month", MONTH, "2023-07"),
    ]
    workspace.apply(Action.EDIT, "", swap)
    assert [(row.id, row.month) for row in workspace.returns()] == [(august.id, "2023-07"), (july.id, MONTH)]


def test_records_are_read_as_they_were_written(workspace):
    values = Return(7, 3, MONTH, "退回", "2023-09-30", "2023-09-20 10:00", "a.xlsx", "缺签字")
    unit = Unit(3, HOUSING, "市建设局")
    changes = [*creation(UNIT.entity, 3, unit.values()), *creation(RETURN.entity, 7, values.values())]
    workspace.apply(Action.EDIT, "", changes)
    assert (workspace.units(), workspace.returns()) == ([unit], [values])
    assert workspace.next_id(RETURN.entity) == 8
