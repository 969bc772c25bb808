"""What became of the portfolio between two states: new, finished, slipped, amounts, lights, removed, and all else."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import decode_deadline
from fenyang_desktop.domain.fields import FIELD, FIELDS, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import LIGHT_LABELS, LIGHT_SHAPES, Light, is_finished, judge
from fenyang_desktop.domain.values import display
from fenyang_desktop.services.as_of import State
from fenyang_desktop.services.ordering import LIGHT


class What(StrEnum):
    """What became of an item, in the order in which an office asks."""

    NEW = "new"
    FINISHED = "finished"
    SLIPPED = "slipped"  # its deadline is a later day
    ADVANCED = "advanced"  # an earlier one
    AMOUNT = "amount"
    LIGHT = "light"
    OTHER = "other"
    REMOVED = "removed"


WHAT_LABELS = {
    What.NEW: "新增",
    What.FINISHED: "完成",
    What.SLIPPED: "推迟",
    What.ADVANCED: "提前",
    What.AMOUNT: "金额变动",
    What.LIGHT: "灯号变动",
    What.OTHER: "其他变动",
    What.REMOVED: "删除",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that became of an item (of a removed one: as it was before).

    `field` is what changed from `old` to `new`, both as stored: a field, `light`, or "" for the whole item. `days` is
    how far a deadline moved.
    """

    item: Item
    what: What
    field: str = ""
    old: Stored = None
    new: Stored = None
    days: int = 0

    @property
    def label(self) -> str:
        """推迟 31 天"""
        return f"{WHAT_LABELS[self.what]}{f' {abs(self.days)} 天' if self.days else ''}"


@dataclass(frozen=True)
class Comparison:
    """Two states of a portfolio and all that differs, by item."""

    before: State
    after: State
    differences: Sequence[Difference] = field(default_factory=tuple)

    @cached_property
    def by_item(self) -> Mapping[int, Sequence[Difference]]:
        """Item id → what became of it."""
        found: dict[int, list[Difference]] = {}
        for one in self.differences:
            found.setdefault(one.item.id, []).append(one)
        return found

    def counts(self) -> Mapping[What, int]:
        """How many items each thing happened to, in the order of `What`."""
        pairs = Counter(what for _, what in {(one.item.id, one.what) for one in self.differences})
        return {what: pairs[what] for what in What if pairs[what]}

    def text(self, one: Difference, value: Stored) -> str:
        """The old or the new value of a difference as the list shows it."""
        if one.field == LIGHT:
            light = Light(str(value))
            return LIGHT_SHAPES[light] + LIGHT_LABELS[light]
        if value is None or not one.field:
            return ""
        if FIELD[one.field].type is Type.PARENT:
            return self._names.get(int(value), f"编号 {value}")
        return display(FIELD[one.field], value)

    @cached_property
    def _names(self) -> Mapping[int, str]:
        return {item.id: item.name for state in (self.before, self.after) for item in state.items}


def compare_states(before: State, after: State) -> Comparison:
    """What differs between two states of one portfolio, by item id."""
    was = {item.id: item for item in before.items}
    now = {item.id: item for item in after.items}
    found: list[Difference] = []
    for id in sorted(was.keys() | now.keys()):
        old, new = was.get(id), now.get(id)
        if old is None or new is None:
            found.append(Difference(new, What.NEW) if new else Difference(was[id], What.REMOVED))
        else:
            found += _became(old, new, before, after)
    return Comparison(before, after, tuple(found))


def _became(old: Item, new: Item, before: State, after: State) -> Iterator[Difference]:
    if old == new and (before.on, before.due_days) == (after.on, after.due_days):
        return
    told = ""
    if is_finished(new, after.on) and not is_finished(old, before.on):
        told = "finished" if new.get("finished") is not None else "stage"
        yield Difference(new, What.FINISHED, told, old.get(told), new.get(told))
    if old != new:
        for one in FIELDS:
            if old.get(one.key) != new.get(one.key) and one.key != told:
                yield _changed(new, one.key, old.get(one.key), new.get(one.key))
    lights = judge(old, before.on, before.due_days).light, judge(new, after.on, after.due_days).light
    if lights[0] is not lights[1] and not told:
        yield Difference(new, What.LIGHT, LIGHT, lights[0].value, lights[1].value)


def _changed(item: Item, key: str, old: Stored, new: Stored) -> Difference:
    """A field that changed: a deadline by how far it moved."""
    if FIELD[key].type is Type.MONEY:
        return Difference(item, What.AMOUNT, key, old, new)
    if key == "deadline" and (days := _moved(old, new)):
        return Difference(item, What.SLIPPED if days > 0 else What.ADVANCED, key, old, new, days)
    return Difference(item, What.OTHER, key, old, new)


def _moved(old: Stored, new: Stored) -> int:
    """By how many days a deadline moved; 0 where either has no day."""
    if old is None or new is None:
        return 0
    was, now = decode_deadline(str(old)).date, decode_deadline(str(new)).date
    return (now - was).days if was and now else 0


def summary(comparison: Comparison) -> str:
    """新增 2 项，推迟 3 项"""
    counts = comparison.counts()
    return "，".join(f"{WHAT_LABELS[what]} {count} 项" for what, count in counts.items()) or "没有变动"
