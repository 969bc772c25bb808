"""How the columns of the list sort, and how its groups follow each other."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import chain, groupby

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.fields import FIELD, KIND_LABELS, Kind, Type
from fenyang_desktop.domain.lights import LIGHT_LABELS
from fenyang_desktop.services.goals import GoalRank

LIGHT, GOAL = "light", "goal"  # the computed columns beside the fields
COMPUTED = frozenset({LIGHT, GOAL})
_NUMERALS = "一二三四五六七八九"
_HEADING = re.compile(rf"[（(]?(?=[{_NUMERALS}十])(?:([{_NUMERALS}])?(十))?([{_NUMERALS}])?[)）、.．是]")
_DIGITS, _LONGEST_NUMBER = re.compile(r"[0-9]+"), 12
_OF_REPORT = frozenset({"section", "paragraph"})
_UNNUMBERED = 100
_FEW = 4  # a value stands on average in this many rows or more: gathering rows by value beats sorting them

Value = Stored | tuple[int, int] | GoalRank  # a light sorts by (rank, days)


def by_sound(text: str) -> bytes:
    """Chinese in pinyin order: in GB 2312 the common characters stand in it."""
    return text.encode("gb18030", "replace")


def in_order(text: str) -> bytes:
    """Names as a person orders them: by sound, and 第2单位 before 第10单位."""
    return by_sound(_DIGITS.sub(lambda number: number[0].lstrip("0").rjust(_LONGEST_NUMBER, "0"), text))


def comparable(key: str) -> Callable[[Value], object]:
    """What turns the given values of a column (never None) into something that `<` orders."""
    if key in COMPUTED:
        return _as_is
    if key in _OF_REPORT:
        return lambda value: _report_rank(str(value))
    field = FIELD[key]
    match field.type:
        case Type.KIND:
            ranks = {kind.value: rank for rank, kind in enumerate(Kind)}
            return lambda value: ranks.get(str(value), len(ranks))
        case Type.CHOICE:
            places = {choice: place for place, choice in enumerate(field.choices)}
            return lambda value: places.get(str(value), len(places))
        case Type.DECIMAL:
            return lambda value: Decimal(str(value))
        case Type.MONEY | Type.PERCENT | Type.BOOL | Type.DEADLINE:
            return _as_is
        case _:
            return lambda value: by_sound(str(value))


def _as_is(value: Value) -> object:
    return value


def sorted_positions(values: Sequence[Value], key: str) -> list[int]:
    """The positions of `values` in ascending order, equal values in the order given; None comes last."""
    rank = comparable(key)
    places: dict[Value, list[int]] = {}
    distinct = set(values)
    if len(distinct) * _FEW > len(values):
        ranks = [None if value is None else rank(value) for value in values]
        given = [place for place, value in enumerate(values) if value is not None]
        given.sort(key=ranks.__getitem__)  # type: ignore[arg-type]
        return given + [place for place, value in enumerate(values) if value is None]
    places = {value: [] for value in distinct}
    for place, value in enumerate(values):
        places[value].append(place)
    blanks = places.pop(None, [])
    ordered = sorted(places, key=rank)  # type: ignore[arg-type]
    return [*chain.from_iterable(map(places.__getitem__, ordered)), *blanks]


def turned_round(ascending: Sequence[int], values: Sequence[Value]) -> list[int]:
    """The descending order for an ascending one: equal values keep their order and None stays last."""
    runs = [list(run) for _, run in groupby(ascending, key=values.__getitem__)]
    last = runs.pop() if runs and values[runs[-1][0]] is None else []
    return [*chain.from_iterable(reversed(runs)), *last]


def moved(
    order: Sequence[int], places: Iterable[int], value_at: Callable[[int], Value], key: str, descending: bool
) -> list[int]:
    """The order after the values at these places changed."""
    rest, moving = list(order), list(places)
    for place in moving:
        rest.remove(place)
    for place in moving:
        _insert(rest, place, value_at, comparable(key), descending)
    return rest


def _insert(
    order: list[int], place: int, value_at: Callable[[int], Value], rank: Callable[[Value], object], descending: bool
) -> None:
    wanted = value_at(place)

    def goes_before(other: int) -> bool:
        value = value_at(other)
        if value is None or wanted is None:
            return other < place if value is wanted else wanted is None
        a, b = rank(value), rank(wanted)
        return other < place if a == b else bool(a > b if descending else a < b)  # type: ignore[operator]

    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if goes_before(order[middle]) else (low, middle)
    order.insert(low, place)


def sorted_labels(labels: Iterable[str], key: str) -> list[str]:
    """The labels of groups in the order in which they are shown; the group of items without a value comes last."""
    return sorted(labels, key=lambda label: _group_rank(key, label))


def _group_rank(key: str, label: str) -> tuple[int, int, bytes]:
    if not label:
        return (1, 0, b"")
    if key == LIGHT:
        return (0, list(LIGHT_LABELS.values()).index(label), b"")
    if key == "kind":
        return (0, list(KIND_LABELS.values()).index(label), b"")
    choices = FIELD[key].choices
    if choices:
        return (0, choices.index(label) if label in choices else len(choices), by_sound(label))
    return (0, *_report_rank(label))


def _report_rank(label: str) -> tuple[int, bytes]:
    """Headings such as 二、项目大会战 or 三是 农村宜居宜业 stand in the order of the report, those without a numeral last."""
    return (_numeral(label) or _UNNUMBERED, by_sound(label))


def _numeral(label: str) -> int:
    """The number that a heading begins with, up to 九十九; 0 for none."""
    match = _HEADING.match(label)
    if match is None:
        return 0
    tens, ten, ones = match.groups()
    return (_NUMERALS.index(tens) + 1 if tens else 1) * (10 if ten else 0) + (_NUMERALS.index(ones) + 1 if ones else 0)
