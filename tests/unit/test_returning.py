"""How a return stands by its dates, when it is due, what a unit was called, and what stood still."""

from datetime import date

import pytest

from fenyang_desktop.domain.parts import MONTH, Part
from fenyang_desktop.domain.return_records import RECEIVED, RETURNED, UNCHANGED, Return, Unit
from fenyang_desktop.domain.returning import (
    STATE_LABELS,
    STATE_SHAPES,
    DueRule,
    Former,
    State,
    decode_due_rule,
    encode_former,
    former_names,
    keys_of,
    standing_of,
    standstill,
)
from fenyang_desktop.domain.workdays import is_workday, nth_workday

DUE = date(2023, 10, 11)


def row(**values) -> Return:
    return Return(1, 1, "2023-09", **values)


@pytest.mark.parametrize(
    ("kept", "on", "state", "days"),
    [
        (None, date(2023, 10, 11), State.MISSING, 0),
        (None, date(2023, 10, 12), State.OVERDUE, 1),
        (row(state=RECEIVED, received="2023-10-11 23:59"), date(2023, 11, 1), State.RECEIVED, 0),
        (row(state=RECEIVED, received="2023-10-12 00:01"), date(2023, 11, 1), State.LATE, 1),
        (row(state=RECEIVED, received="2023-10-13", due="2023-10-20"), date(2023, 11, 1), State.RECEIVED, 0),
        (row(due="2023-10-20"), date(2023, 10, 20), State.MISSING, 0),
        (row(state=RETURNED, reason="缺签字"), date(2023, 10, 14), State.RETURNED, 3),
        (row(state=RETURNED, reason="缺签字"), date(2023, 10, 1), State.RETURNED, 0),
        (row(state=UNCHANGED, received="2023-10-15"), date(2023, 10, 16), State.UNCHANGED, 4),
        (row(state=RECEIVED), date(2023, 11, 1), State.RECEIVED, 0),
    ],
)
def test_a_return_stands_by_what_is_noted_and_the_due_date(kept, on, state, days):
    standing = standing_of(kept, DUE, on)
    assert (standing.state, standing.days) == (state, days)
    assert standing.is_open == (state in (State.MISSING, State.OVERDUE, State.RETURNED))


def test_no_two_states_look_alike_without_colour():
    looks = {(STATE_SHAPES[state], STATE_LABELS[state]) for state in State}
    assert len(looks) == len(State)
    assert len(set(STATE_SHAPES.values())) == len(State)


def test_a_return_without_change_that_came_late_says_so():
    assert standing_of(row(state=UNCHANGED, received="2023-10-15"), DUE, DUE).text == "＝ 无变化（迟）"


# -- due dates


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 9, 15), True),
        (date(2023, 9, 16), False),  # a Saturday
        (date(2023, 10, 7), False),
        (date(2024, 1, 1), False),
        (date(2024, 2, 9), False),  # the eve of the lunar year
        (date(2024, 2, 19), True),
        (date(2024, 5, 2), False),
    ],
)
def test_weekends_and_long_holidays_are_no_working_days(day, works):
    assert is_workday(day) is works


def test_working_days_count_from_either_end_of_a_month():
    assert nth_workday(2023, 11, 3) == date(2023, 11, 3)
    assert nth_workday(2023, 10, 1) == date(2023, 10, 9)
    assert nth_workday(2023, 9, -1) == date(2023, 9, 29)
    assert nth_workday(2023, 12, 99) == date(2023, 12, 29)


def test_returns_are_due_on_the_third_working_day_of_the_next_month_unless_told_otherwise():
    assert DueRule().due("2023-09") == date(2023, 10, 11)
    assert DueRule().due("2023-12") == date(2024, 1, 4)
    assert DueRule(-2).due("2023-09") == date(2023, 9, 28)
    rule = DueRule(5).with_day("2023-09", date(2023, 10, 20))
    assert (rule.due("2023-09"), rule.due("2023-10")) == (date(2023, 10, 20), date(2023, 11, 7))
    assert rule.with_day("2023-09", None) == DueRule(5)


@pytest.mark.parametrize("rule", [DueRule(), DueRule(-3), DueRule(5).with_day("2023-09", date(2023, 10, 20))])
def test_a_due_rule_is_read_back_as_it_was(rule):
    assert decode_due_rule(rule.encode()) == rule


def test_the_usual_rule_stores_nothing():
    assert DueRule().encode() is None


# -- units


def test_former_names_are_read_back_and_known_as_the_same_sender():
    names = (Former("市建设局", "2023-06"), Former("市城建局"))
    unit = Unit(1, "市住建局", encode_former(names))
    assert former_names(unit) == names
    assert unit.former == "市建设局（至2023年6月）\n市城建局"
    assert keys_of(unit) == ["住建局", "建设局", "城建局"]
    assert former_names(Unit(2, "市水利局")) == ()


# -- what stands still


def reports(*rows) -> dict[str, Part]:
    """Reports of July, August and September."""
    months = ("2023-07", "2023-08", "2023-09")
    return {
        month: Part.of(MONTH, number, 1, {"month": month, **values})
        for number, (month, values) in enumerate(zip(months, rows, strict=False))
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"progress_text": "主体施工"}] * 3, "进展文字三个月相同"),
        (
            [{"progress_text": "主体施工"}, {"progress_text": " 主体施工\n"}, {"progress_text": "主体施工"}],
            "进展文字三个月相同",
        ),
        ([{"progress_text": "主体施工"}] * 2, ""),
        ([{"progress_text": "主体施工"}, {"progress_text": "封顶"}, {"progress_text": "主体施工"}], ""),
        ([{"invested_total": 5, "progress_percent": 100}] * 3, "投资和形象进度三个月相同"),
        ([{"invested_total": 5}, {"invested_total": 5}, {"invested_total": 6}], ""),
        ([{"invested_total": 5}, {"invested_total": 5}, {}], ""),
        ([{}, {}, {}], ""),
        ([{"progress_text": "一", "invested_total": 5}, {"invested_total": 5}, {"invested_total": 5}], ""),
    ],
)
def test_an_item_stands_still_when_three_reports_say_the_same(rows, said):
    assert standstill(reports(*rows), "2023-09") == said
