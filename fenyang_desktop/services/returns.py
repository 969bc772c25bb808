"""What a sender's sheet is held against besides the present values: the sender's last return, and earlier slips.

Three-way: a value that the office, or another sender, set since the sender's last return is never taken back without a
person, who is told both values and who set them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from fenyang_desktop.domain.changes import Action, Change, Stored
from fenyang_desktop.domain.deadlines import Deadline, decode_deadline, format_deadline
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.domain.history import StoredReceipt, StoredSet, standing
from fenyang_desktop.domain.values import display
from fenyang_desktop.services.rows import RowChanges
from fenyang_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Later:
    """A value that was set after a sender's last return: what it was then, and the action that set it last."""

    before: Stored
    set: StoredSet


class Past:
    """The history of a portfolio as far as a return is held against it; what it takes is read when first asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._later: dict[str, Mapping[tuple[int, str], Later]] = {}

    @cached_property
    def _sets(self) -> dict[int, StoredSet]:
        return {one.id: one for one in self._workspace.sets()}

    @cached_property
    def _standing(self) -> frozenset[int]:
        return standing(self._sets.values())

    @cached_property
    def _receipts(self) -> dict[int, StoredReceipt]:
        return {one.set.id: one for one in self._workspace.receipts() if one.set.id in self._standing}

    @cached_property
    def _names(self) -> dict[int, str]:
        return {item.id: item.name for item in self._workspace.items()}

    def senders(self) -> list[str]:
        """Who sent something before."""
        return [sender for one in self._receipts.values() for sender in one.receipt.senders.values() if sender]

    def doubts(self, changes: RowChanges, sender: str) -> Iterator[tuple[str, str]]:
        """Field and reason of each value of one item that only a person may take over."""
        later = self._since(sender)
        if not later and "deadline" not in changes.values:
            return
        for change in changes:
            key = change.id, change.field
            if key in later:
                yield change.field, self._conflict(change, later[key], sender)
            elif change.field == "deadline" and (why := self._slip(change)):
                yield change.field, why

    # -- the last return

    def _since(self, sender: str) -> Mapping[tuple[int, str], Later]:
        """What others set since the sender's last return; nothing if it never sent anything."""
        if sender not in self._later:
            mine = [id for id, one in self._receipts.items() if sender and sender in one.receipt.senders.values()]
            self._later[sender] = dict(self._set_since(max(mine))) if mine else {}
        return self._later[sender]

    def _set_since(self, last: int) -> Iterator[tuple[tuple[int, str], Later]]:
        before: dict[tuple[int, str], Stored] = {}
        for set_id, change in self._workspace.later_changes(last):
            if set_id in self._standing:
                key = change.id, change.field
                yield key, Later(before.setdefault(key, change.old), self._sets[set_id])

    def _conflict(self, change: Change, later: Later, sender: str) -> str:
        """Both values, and who set them."""
        there = f"台账中的“{self._shown(change.field, change.old)}”是{self._who(later.set)}"
        theirs = self._shown(change.field, later.before)
        if later.before == change.new:
            return f"{there}，{sender}的表中仍是上次报送的“{theirs}”"
        return f"{there}，{sender}上次报送的是“{theirs}”，这次是“{self._shown(change.field, change.new)}”"

    def _who(self, one: StoredSet) -> str:
        at = one.source.at.astimezone()
        day = f"{at.month}月{at.day}日"
        if one.source.action is Action.IMPORT:
            receipt = self._receipts[one.id].receipt if one.id in self._receipts else None
            who = (receipt.sender or f"“{receipt.file}”") if receipt else f"{one.source.author}导入"
            return f"{who} {day}报送的"
        return f"{one.source.author} {day}改定的"

    def _shown(self, key: str, value: Stored) -> str:
        if FIELD[key].type is Type.PARENT and value is not None:
            return self._names.get(int(value), str(value))
        return display(FIELD[key], value) or "空"

    # -- slips

    def _slip(self, change: Change) -> str:
        """A deadline that moves later, and how often it did before."""
        before, after = _deadline(change.old), _deadline(change.new)
        days = _days_later(before, after)
        if before is None or after is None or days <= 0:
            return ""
        earlier = self._slips.get(change.id, [])
        text = f"从 {format_deadline(before)} 推迟到 {format_deadline(after)}，晚 {days} 天"
        if earlier:
            first = earlier[0]
            text += f"（第 {len(earlier) + 1} 次推迟，最初是 {format_deadline(first)}）"
        return text

    @cached_property
    def _slips(self) -> Mapping[int, list[Deadline]]:
        """By item, each deadline that gave way to a later one."""
        found: dict[int, list[Deadline]] = {}
        for set_id, change in self._workspace.later_changes(field="deadline"):
            before, after = _deadline(change.old), _deadline(change.new)
            if set_id in self._standing and before is not None and _days_later(before, after) > 0:
                found.setdefault(change.id, []).append(before)
        return found


def _deadline(stored: Stored) -> Deadline | None:
    return decode_deadline(str(stored)) if stored is not None else None


def _days_later(before: Deadline | None, after: Deadline | None) -> int:
    """How much later a deadline ends, in days; 0 where one of them has no date."""
    if before is None or after is None or before.date is None or after.date is None:
        return 0
    return (after.date - before.date).days
