"""Records of items through the one door: with their item, under one key, back by undo."""

import pytest

from fenyang_desktop.domain.changes import EXISTS, ITEM, Change, creation, removal
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Type
from fenyang_desktop.domain.parts import FUNDING, MILESTONE, MONTH, PART_KINDS, READING, YEAR, Part

from .conftest import change_set, new_item

SAMPLES = {Type.MONTH: "2023-09", Type.YEAR: 2023, Type.PERIOD: "2023-09-15"}
FIRST_KEY = {MONTH: "2023-09", YEAR: 2023, FUNDING: "专项债", MILESTONE: "开工", READING: "2023-09"}


def made(kind, id, item, **values):
    return creation(kind.entity, id, {"item": item, **values})


def month(id, item, key, **values):
    return made(MONTH, id, item, month=key, **values)


def state(portfolio):
    return portfolio.items(), [portfolio.parts(kind) for kind in PART_KINDS], portfolio.sets()


def refused(portfolio, *changes) -> UserError:
    before = state(portfolio)
    with pytest.raises(UserError) as caught:
        portfolio.apply(change_set(*changes))
    assert state(portfolio) == before
    return caught.value


@pytest.fixture
def reported(portfolio):
    """Items 1 and 2; September and August of 1 are records 1 and 2."""
    portfolio.apply(change_set(*new_item(1, name="第二污水处理厂").changes, *new_item(2).changes))
    portfolio.apply(change_set(*month(1, 1, "2023-09", invested_month=500), *month(2, 1, "2023-08")))
    return portfolio


@pytest.mark.parametrize("kind", PART_KINDS, ids=lambda kind: kind.entity)
def test_every_field_of_a_record_comes_back_as_it_was_written(portfolio, kind):
    portfolio.apply(new_item(7))
    figures = (Type.MONEY, Type.PERCENT, Type.BOOL)
    values = {field.key: 1 if field.type in figures else SAMPLES.get(field.type, "值") for field in kind.fields}
    portfolio.apply(change_set(*made(kind, 3, 7, **values)))
    assert portfolio.parts(kind) == [Part.of(kind, 3, 7, values)]


def test_records_are_asked_for_by_item_and_by_key_in_the_order_of_both(reported):
    reported.apply(change_set(*month(9, 2, "2023-08"), *made(YEAR, 1, 2, year=2023)))
    assert [part.id for part in reported.parts(MONTH)] == [2, 1, 9]
    assert [part.id for part in reported.parts(MONTH, [2, 5])] == [9]
    assert [part.id for part in reported.parts(MONTH, key="2023-08")] == [2, 9]
    assert [part.id for part in reported.parts(YEAR, key=2023)] == [1]
    assert reported.parts(MONTH, []) == []


def test_a_conflict_names_item_month_and_field(reported):
    error = refused(reported, Change(MONTH.entity, 1, "invested_month", 700, 900))
    assert error.code == "conflict"
    for words in ("“第二污水处理厂 · 2023年9月”", "本月完成投资", "0.0005", "0.0007"):
        assert words in str(error)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (month(3, 9, "2023-09"), "item_missing"),
        (month(3, 1, "2023-09"), "part_twice"),
        ([*month(3, 2, "2023-01"), *month(4, 2, "2023-01")], "part_twice"),
        ([Change("month", 2, "month", "2023-08", "2023-09")], "part_twice"),
        ([Change("month", 2, "item", 1, 9)], "item_missing"),
        (creation("month", 3, {"item": 1}), "part_key_required"),
        ([Change("month", 1, "month", "2023-09", None)], "part_key_required"),
        ([Change("month", 8, "problems", None, "x")], "part_missing"),
        (month(1, 2, "2023-05"), "part_missing"),
        ([Change("month", 8, EXISTS, 1, None)], "part_missing"),
        (new_item(1, name="第二污水处理厂").changes, "item_missing"),
    ],
)
def test_what_would_break_the_rules_of_records_leaves_nothing(reported, changes, code):
    assert refused(reported, *changes).code == code


def test_an_item_cannot_go_while_a_record_of_it_stays(reported):
    item = reported.items([1])[0]
    first, second = (removal(MONTH.entity, part.id, part.values()) for part in reported.parts(MONTH))
    assert "“第二污水处理厂”还有月报" in str(refused(reported, *first, *removal(ITEM, 1, item.values())))
    reported.apply(change_set(*removal(ITEM, 1, item.values()), *first, *second))  # in any order
    assert reported.parts(MONTH) == []


def test_one_set_may_swap_keys_hand_a_key_on_and_make_a_record_before_its_item(reported):
    aug, sep = reported.parts(MONTH)
    swap = [
        Change("month", sep.id, "month", "2023-09", "2023-08"),
        Change("month", aug.id, "month", "2023-08", "2023-09"),
    ]
    reported.apply(change_set(*swap))
    assert [(part.id, part.get("invested_month")) for part in reported.parts(MONTH)] == [(sep.id, 500), (aug.id, None)]
    gone = reported.parts(MONTH)[1]
    reported.apply(change_set(*month(5, 1, "2023-09"), *removal("month", gone.id, gone.values())))
    reported.apply(change_set(*month(6, 8, "2023-09"), *new_item(8).changes))
    assert [part.id for part in reported.parts(MONTH, key="2023-09")] == [5, 6]


def test_the_id_of_a_record_is_never_given_twice_and_has_nothing_to_do_with_those_of_items(reported):
    assert (reported.next_id("month"), reported.next_id("year"), reported.next_id()) == (3, 1, 3)
    for part in reported.parts(MONTH):
        reported.apply(change_set(*removal("month", part.id, part.values())))
    assert reported.next_id("month") == 3


def test_the_history_of_an_item_holds_that_of_its_records_also_of_those_that_are_gone(reported):
    reported.apply(change_set(*month(3, 2, "2023-09", problems="缺资金")))
    part = reported.parts(MONTH, [2])[0]
    reported.apply(change_set(*removal("month", 3, part.values())))
    fields = {(one.change.entity, one.change.id, one.change.field) for one in reported.trail(2)}
    assert ("month", 3, "problems") in fields
    assert ("month", 1, "invested_month") not in fields
    assert {one.change.entity for one in reported.trail(2, "name")} == {ITEM}
    assert reported.part_heads(MONTH, [1, 3, 77]) == {1: (1, "2023-09"), 3: (2, "2023-09")}
