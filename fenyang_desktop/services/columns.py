"""The columns of the list, each as texts and in order: made when first asked for, and mended when items change."""

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, TypeVar

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.items import KEYS, Item
from fenyang_desktop.domain.lights import LIGHT_LABELS, Judgement, Light, judge
from fenyang_desktop.domain.values import display
from fenyang_desktop.services.goals import GOAL_KEYS, goal_rank, goal_text
from fenyang_desktop.services.ordering import GOAL, LIGHT, Value, moved, sorted_positions, turned_round

T = TypeVar("T")
FIELD_INDEX = {key: position for position, key in enumerate(KEYS)}
_NAME, _PARENT = FIELD_INDEX["name"], FIELD_INDEX["parent"]
_JUDGED_KEYS = ("deadline", "finished", "stage")  # all that `judge` looks at
_JUDGED = itemgetter(*(FIELD_INDEX[key] for key in _JUDGED_KEYS))
_AIMED = itemgetter(*(FIELD_INDEX[key] for key in GOAL_KEYS))
_LIGHT_RANKS = {light: rank for rank, light in enumerate(Light)}
_ONE_BY_ONE = 16  # up to so many changed items are moved within the kept orders; beyond, sorting again is quicker


class Made(dict[Any, T]):
    """Something made of a value, but only once for each: a column has far fewer values than rows."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> T:
        made = self[value] = self._make(value)
        return made


class Columns:
    """`items` in the order of the report, and `position` by id; a position is an index into every list here."""

    def __init__(self, items: Sequence[Item], position: Mapping[int, int], on: date, due_days: int) -> None:
        self._items = items
        self._position = position
        self._texts: dict[str, list[str]] = {}
        self._orders: dict[tuple[str, bool], Sequence[int]] = {}
        self._set_date(on, due_days)

    def _set_date(self, on: date, due_days: int) -> None:
        def judge_facts(facts: tuple[Stored, ...]) -> Judgement:
            return judge(Item.of(0, dict(zip(_JUDGED_KEYS, facts, strict=True))), on, due_days)

        self._judgements = Made(judge_facts)

    def at(self, on: date, due_days: int) -> "Columns":
        """The same columns on another day: only the lights are others."""
        other = copy.copy(self)
        other._set_date(on, due_days)
        other._texts = {key: texts for key, texts in self._texts.items() if key != LIGHT}
        other._orders = {key: order for key, order in self._orders.items() if key[0] != LIGHT}
        return other

    # -- one cell

    def judgement(self, item: Item) -> Judgement:
        """The light of an item. Items with the same dates and stage share one judgement."""
        return self._judgements[_JUDGED(item)]

    def text(self, item: Item, key: str) -> str:
        """What a cell of the list says."""
        if key == LIGHT:
            return LIGHT_LABELS[self.judgement(item).light]
        if key == GOAL:
            return goal_text(*_AIMED(item))
        if key == "parent":
            return self._name_of(item[_PARENT]) or ""
        return display(FIELD[key], item[FIELD_INDEX[key]])

    def _value(self, item: Item, key: str) -> Value:
        """What a column sorts by; None for a blank."""
        if key == LIGHT:
            return _rank(self.judgement(item))
        if key == GOAL:
            return goal_rank(*_AIMED(item))
        return self._name_of(item[_PARENT]) if key == "parent" else item[FIELD_INDEX[key]]

    def _name_of(self, id: Any) -> str | None:
        place = self._position.get(id)
        return str(self._items[place][_NAME]) if place is not None else None

    # -- whole columns

    def texts(self, key: str) -> list[str]:
        """The texts of a column by position."""
        if key not in self._texts:
            self._texts[key] = list(map(self._text_of(key).__getitem__, map(_facts(key), self._items)))
        return self._texts[key]

    def _text_of(self, key: str) -> Made[str]:
        if key == LIGHT:
            return Made(lambda facts: LIGHT_LABELS[self._judgements[facts].light])
        if key == GOAL:
            return Made(lambda facts: goal_text(*facts))
        if key == "parent":
            return Made(lambda id: self._name_of(id) or "")
        return Made(lambda value: display(FIELD[key], value))

    def _values(self, key: str) -> list[Value]:
        facts = map(_facts(key), self._items)
        if key == LIGHT:
            return list(map(Made(lambda facts: _rank(self._judgements[facts])).__getitem__, facts))
        if key == GOAL:
            return list(map(Made(lambda facts: goal_rank(*facts)).__getitem__, facts))
        return list(map(Made(self._name_of).__getitem__, facts)) if key == "parent" else list(facts)

    def order(self, key: str, descending: bool = False) -> Sequence[int]:
        """All positions sorted by a column; what is not given comes last either way. "" is the order of the report."""
        if not key:
            return range(len(self._items))
        if (key, descending) not in self._orders:
            values = self._values(key)
            if (key, False) not in self._orders:
                self._orders[key, False] = sorted_positions(values, key)
            if descending:
                self._orders[key, True] = turned_round(self._orders[key, False], values)
        return self._orders[key, descending]

    def ascending(self, key: str) -> list[int]:
        """`order` made afresh and not kept: a job may call it."""
        return sorted_positions(self._values(key), key)

    def take_order(self, key: str, ascending: Sequence[int]) -> None:
        """Keep an order that was made elsewhere."""
        self._orders.setdefault((key, False), ascending)

    # -- changes

    def replace(self, items: Sequence[Item], places: Sequence[int]) -> frozenset[str]:
        """Take the same items with other values at some places; returns the columns that say something else now."""
        before, self._items = self._items, items
        altered = frozenset(
            key
            for place in places
            for key, old, new in zip(KEYS, before[place], items[place], strict=True)
            if old != new
        )
        if altered & set(_JUDGED_KEYS):
            altered |= {LIGHT}
        if altered & set(GOAL_KEYS):
            altered |= {GOAL}
        if "name" in altered:
            altered |= {"parent"}  # a programme's name shows at its members
        for key in altered & self._texts.keys():
            self._mend_texts(key, places)
        for key, descending in [order for order in self._orders if order[0] in altered]:
            self._mend_order(key, descending, places, before)
        return altered

    def _mend_texts(self, key: str, places: Iterable[int]) -> None:
        texts = self._texts.pop(key)
        if key != "parent":
            texts = list(texts)  # a former listing may still hold the old one
            for place in places:
                texts[place] = self.text(self._items[place], key)
            self._texts[key] = texts

    def _mend_order(self, key: str, descending: bool, places: Sequence[int], before: Sequence[Item]) -> None:
        order = self._orders.pop((key, descending))
        moving = [place for place in places if self._value(self._items[place], key) != self._value(before[place], key)]
        if key != "parent" and len(moving) <= _ONE_BY_ONE:
            self._orders[key, descending] = moved(
                order, moving, lambda place: self._value(self._items[place], key), key, descending
            )


def _facts(key: str) -> Callable[[Item], Any]:
    """What of an item decides a cell of this column."""
    if key == GOAL:
        return _AIMED
    return _JUDGED if key == LIGHT else itemgetter(FIELD_INDEX[key])


def _rank(judgement: Judgement) -> tuple[int, int]:
    return _LIGHT_RANKS[judgement.light], judgement.days or 0
