"""What a sender's sheet is held against besides the present values: the sender's last return, and earlier slips.

Three-way: a value that the office, or another sender, set after the sender reported it is never taken back without a
person, who is told both values and who set them; however often the sender repeats itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fenyang_desktop.domain.changes import ITEM, Action, Change, Stored
from fenyang_desktop.domain.deadlines import Deadline, decode_deadline, format_deadline
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.domain.history import StoredReceipt, StoredSet, standing
from fenyang_desktop.domain.receipts import SEVERAL, sender_key
from fenyang_desktop.domain.return_records import Unit
from fenyang_desktop.domain.returning import former_names, keys_of
from fenyang_desktop.domain.values import display
from fenyang_desktop.services.record_past import RecordPast
from fenyang_desktop.services.rows import RowChanges
from fenyang_desktop.services.sent_back import SentBack
from fenyang_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Later:
    """A value that others set: what it was before, whether a report of the sender said so, and the action that set it."""

    before: Stored
    reported: bool
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

    @cached_property
    def _units(self) -> list[Unit]:
        return self._workspace.units()

    @cached_property
    def reports(self) -> RecordPast:
        """The same for what stands in the records of the months."""
        sets = {id: self._sets[id] for id in self._standing}
        return RecordPast(self._workspace, sets, self._receipts, self._who)

    @cached_property
    def sent(self) -> SentBack:
        """The same for rows that were sent out to be filled in."""
        sets = {id: self._sets[id] for id in self._standing}
        return SentBack(self._workspace, sets, self.reports, self._who)

    def senders(self) -> list[str]:
        """Who sent something before, by every name that it has or had."""
        named = [name for unit in self._units for name in (unit.name, *(one.name for one in former_names(unit)))]
        sent = [sender for one in self._receipts.values() for sender in one.receipt.senders.values() if sender]
        return [*sent, *named]

    def _keys_of(self, key: str) -> set[str]:
        """The keys of a sender ("" if unknown) by every name that it has or had."""
        found = {key} - {""}
        return found.union(*(keys for unit in self._units if key in (keys := keys_of(unit))))

    def doubts(self, changes: RowChanges, sender: str) -> Iterator[tuple[str, str]]:
        """Field and reason of each value of one item that only a person may take over."""
        later = self._since(sender)
        if not later and "deadline" not in changes.values and changes.report is None:
            return
        for change in changes:
            if changes.key is not None and change.field != "deadline":
                continue  # what was sent out tells more
            if change.entity != ITEM:
                if why := self.reports.doubt(change, sender):
                    yield change.field, why
                continue
            key = change.id, change.field
            if key in later and changes.key is None:
                yield change.field, self._conflict(change, later[key], sender)
            elif change.field == "deadline" and (why := self._slip(change)):
                yield change.field, why

    def is_silent(self, sender: str) -> bool:
        """Whether others set nothing that a return of this sender could take back."""
        return not self._since(sender)

    # -- what others set

    def _since(self, sender: str) -> Mapping[tuple[int, str], Later]:
        """The values that others set last, and that a return of this sender must not take back unseen."""
        key = sender_key(sender)
        if key not in self._later:
            names = self._keys_of(key)
            mine = [id for id, one in self._receipts.items() if not names.isdisjoint(map(sender_key, _senders(one)))]
            before = dict(self._set_before(key))
            reported = self._last_of(mine, {id for id, _ in before}) if before and mine else {}
            unreported = {place: later for place, later in before.items() if place not in reported}
            self._later[key] = {**unreported, **dict(self._set_by_others(mine) if mine else ())}
        return self._later[key]

    def _last_of(self, sets: Sequence[int], ids: Collection[int]) -> dict[tuple[int, str], tuple[int, Stored]]:
        """What these sets last made of the values of items: by which of them, and the value."""
        changes = self._workspace.changes_in(sets, ids)
        return {(change.id, change.field): (set_id, change.new) for set_id, change in changes}

    def _set_by_others(self, mine: Sequence[int]) -> Iterator[tuple[tuple[int, str], Later]]:
        """What others set since the sender's first return, unless a later return of its own was taken over."""
        others = [id for id in self._standing if id > mine[0] and id not in mine]
        found = self._workspace.changes_in(others)
        own = self._last_of(mine, {change.id for _, change in found}) if found else {}
        return self._latest(found, own, reported=True)

    def _set_before(self, sender: str) -> Iterator[tuple[tuple[int, str], Later]]:
        """Of what a sender ("" if unknown) never sent: what a person corrected after an import, or others sent."""
        imports = [id for id in self._standing if self._sets[id].source.action is Action.IMPORT]
        by_hand = [id for id in self._standing if self._sets[id].source.action is Action.EDIT]
        known = [id for id in imports if sender and id in self._receipts and any(_senders(self._receipts[id]))]
        corrected = self._workspace.changes_in(by_hand) if imports else []
        if corrected:
            sent = self._last_of(imports, {change.id for _, change in corrected})
            yield from self._latest([one for one in corrected if (one[1].id, one[1].field) in sent], sent)
        settled = {(change.id, change.field): (set_id, change.new) for set_id, change in corrected}
        yield from self._latest(self._workspace.changes_in(known), settled)

    def _latest(
        self,
        found: Iterable[tuple[int, Change]],
        own: Mapping[tuple[int, str], tuple[int, Stored]],
        *,
        reported: bool = False,
    ) -> Iterator[tuple[tuple[int, str], Later]]:
        """The last of the changes to each value that came after what `own` (set and value) says of it.

        `reported`: these are the sender's own reports.
        """
        before: dict[tuple[int, str], Stored] = {}
        for set_id, change in found:
            key = change.id, change.field
            last, value = own.get(key, (0, None))
            if set_id > last:
                known = value if last else before.setdefault(key, change.old)
                yield key, Later(known, reported and last > 0, self._sets[set_id])

    def _conflict(self, change: Change, later: Later, sender: str) -> str:
        """Both values, and who set them."""
        there = f"台账中的“{self._shown(change.field, change.old)}”是{self._who(later.set)}"
        before = self._shown(change.field, later.before)
        if later.before == change.new:
            again = f"{sender}的表中仍是上次报送的" if later.reported else "表中仍是此前的"
            return f"{there}，{again}“{before}”"
        said = f"{sender}上次报送的" if later.reported else "此前"
        return f"{there}，{said}是“{before}”，这次是“{self._shown(change.field, change.new)}”"

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


def _senders(one: StoredReceipt) -> Iterable[str]:
    return [sender for told in one.receipt.senders.values() for sender in told.split(SEVERAL)]


def _deadline(stored: Stored) -> Deadline | None:
    return decode_deadline(str(stored)) if stored is not None else None


def _days_later(before: Deadline | None, after: Deadline | None) -> int:
    """How much later a deadline ends, in days; 0 where one of them has no date."""
    if before is None or after is None or before.date is None or after.date is None:
        return 0
    return (after.date - before.date).days
