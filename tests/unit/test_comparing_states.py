"""What became of a portfolio between two states."""

from datetime import date

import pytest

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.services.as_of import State
from fenyang_desktop.services.comparing_states import What, compare_states, summary

SEPTEMBER, OCTOBER = date(2023, 9, 15), date(2023, 10, 15)


def deadline(words: str) -> str:
    return encode_deadline(parse_deadline(words, 2023))


def state(*items: Item, on: date = SEPTEMBER, due_days: int = 30) -> State:
    return State("台账", items, on, 1, due_days)


def item(id: int = 1, **values) -> Item:
    return Item.of(id, {"kind": "project", "name": f"项目{id}", **values})


def became(old: Item, new: Item, *, on: date = SEPTEMBER) -> list[tuple[What, str, int]]:
    found = compare_states(state(old), state(new, on=on)).differences
    return [(one.what, one.field, one.days) for one in found]


def test_what_is_the_same_is_no_difference():
    same = item(deadline=deadline("12月底前"), total_investment=5)
    comparison = compare_states(state(same), state(same))
    assert (comparison.differences, summary(comparison)) == ((), "没有变动")


def test_new_and_removed_items_are_told_once_each():
    comparison = compare_states(state(item(1, note="甲")), state(item(2, note="乙")))
    assert [(one.what, one.item.id) for one in comparison.differences] == [(What.REMOVED, 1), (What.NEW, 2)]
    assert summary(comparison) == "新增 1 项，删除 1 项"


@pytest.mark.parametrize(
    ("old", "new", "what", "days"),
    [
        ("11月底前", "12月底前", What.SLIPPED, 31),
        ("12月底前", "11月底前", What.ADVANCED, -31),
        ("11月底前", "11月30日", What.OTHER, 0),
        ("尽快", "12月底前", What.OTHER, 0),
    ],
)
def test_a_deadline_is_told_by_how_many_days_it_moved(old, new, what, days):
    told = [one for one in became(item(deadline=deadline(old)), item(deadline=deadline(new))) if one[1] == "deadline"]
    assert told == [(what, "deadline", days)]


def test_a_slip_says_its_days_and_both_deadlines():
    before, after = (state(item(deadline=deadline(words))) for words in ("11月底前", "12月底前"))
    comparison = compare_states(before, after)
    (one,) = comparison.differences
    assert one.label == "推迟 31 天"
    assert (comparison.text(one, one.old), comparison.text(one, one.new)) == ("2023年11月底", "2023年12月底")


@pytest.mark.parametrize(
    ("values", "field"), [({"stage": "竣工"}, "stage"), ({"finished": "2023-09-10|day|9月10日"}, "finished")]
)
def test_what_is_finished_is_told_once_and_not_as_a_light(values, field):
    late = {"deadline": deadline("8月底前")}
    assert became(item(**late), item(**late, **values)) == [(What.FINISHED, field, 0)]


def test_every_amount_that_changed_is_told_with_both_figures():
    comparison = compare_states(
        state(item(total_investment=100_000_000, invested_year=None)),
        state(item(total_investment=120_000_000, invested_year=0)),
    )
    told = [(one.field, comparison.text(one, one.old), comparison.text(one, one.new)) for one in comparison.differences]
    assert told == [("total_investment", "100", "120"), ("invested_year", "", "0")]


def test_a_light_may_change_by_the_days_that_passed():
    same = item(deadline=deadline("9月底前"))
    comparison = compare_states(state(same), state(same, on=OCTOBER))
    (one,) = comparison.differences
    assert (one.what, one.old, one.new) == (What.LIGHT, Light.YELLOW.value, Light.RED.value)
    assert comparison.text(one, one.new) == "▲逾期"


def test_each_state_is_judged_by_its_own_threshold():
    same = item(deadline=deadline("10月底前"))
    comparison = compare_states(state(same, due_days=60), state(same))
    assert [(one.old, one.new) for one in comparison.differences] == [("yellow", "green")]


def test_a_programme_that_is_gone_keeps_its_name():
    comparison = compare_states(state(item(1), item(2, parent=1)), state(item(2)))
    moved = next(one for one in comparison.differences if one.field == "parent")
    assert (comparison.text(moved, moved.old), comparison.text(moved, moved.new)) == ("项目1", "")


def test_an_item_counts_once_for_each_sort_of_difference():
    old, new = item(note="甲", problems="丙"), item(note="乙", problems="丁", total_investment=1)
    assert compare_states(state(old), state(new)).counts() == {What.AMOUNT: 1, What.OTHER: 1}
