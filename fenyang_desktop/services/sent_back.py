"""Rows of a fill-in workbook that come back: held against the values as they were sent out.

Three-way: what the department left as it was sent changes nothing, whatever the office made of it meanwhile; what only
the department changed is simply taken; and where both changed it, a person is asked, who is told both values and who set
ours.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from fenyang_desktop.domain.changes import EXISTS, ITEM, Change, Stored
from fenyang_desktop.domain.history import StoredSet
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.values import display, format_month
from fenyang_desktop.exchange.cells import clean_text
from fenyang_desktop.exchange.fill_in_key import FillInKey, SheetKeys, Shortened, is_key, is_same, keys_in
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.records import READ_AS, Table
from fenyang_desktop.services.matching import aliases_of
from fenyang_desktop.services.preview import PreviewRow, RowState
from fenyang_desktop.services.record_past import RecordPast
from fenyang_desktop.services.report_months import MONTHLY
from fenyang_desktop.services.rows import Row, RowChanges
from fenyang_desktop.services.workspace import Workspace

_LOOKED_AT = 100  # rows in which a sheet that was sent out has a key
_NO_KEYS = SheetKeys({}, frozenset(), frozenset())
_BROKEN = "填报标识已损坏，只按名称对应，表中没有改的也会算作改动"


def keys_of(sheets: Iterable[RawSheet]) -> Mapping[str, SheetKeys]:
    """The keys of each sheet that has any."""
    return {sheet.name: keys_in(sheet.rows) for sheet in sheets if _was_sent(sheet)}


def _was_sent(sheet: RawSheet) -> bool:
    cells = (cell for _, row in sheet.rows[:_LOOKED_AT] for cell in row.values())
    return any(isinstance(cell, str) and is_key(cell) for cell in cells)


def month_of_keys(table: Table, keys: Mapping[str, SheetKeys]) -> str:
    """The month that most rows of a table were sent out for; "" where none was."""
    known = keys.get(table.sheet, _NO_KEYS).by_row
    months = [known[record.row].month for record in table.records if record.row in known]
    return max(months, key=months.count, default="") if months else ""


def unit_of_keys(keys: Mapping[str, SheetKeys]) -> str:
    """Whom a workbook was sent to; "" where its rows were sent to several, or nobody."""
    units = {unit for one in keys.values() for unit in one.units}
    return units.pop() if len(units) == 1 else ""


def put_keys(table: Table, rows: Sequence[Row], keys: Mapping[str, SheetKeys], names: Mapping[int, set[str]]) -> None:
    """Give rows their keys. `names` are the plain names of each item; a key of another item is none.

    A row that was copied and filled in for another project keeps the key only where it has the name; one whose key
    can't be what the row says is put in question.
    """
    found = keys.get(table.sheet)
    if found is None:
        return
    month = month_of_keys(table, keys)
    for row in rows:
        number = row.record.row
        key, own = found.by_row.get(number), plain_name(row.name())
        if number in found.broken:
            row.key_doubt = _BROKEN
        if key is None or key.item not in names:
            continue
        is_named = own in names[key.item] or own == plain_name(str(key.shown.get("name") or ""))
        if number in found.copied and not is_named:
            continue
        row.key = key
        if not is_named:
            row.key_doubt = "填报标识是另一个名称的，确认是同一项吗"
        elif key.month != month:
            row.key_doubt = f"这一行是{format_month(key.month)}的填报表里的，与表中其他行不是一个月"


def names_of(items: Iterable[Item]) -> Mapping[int, set[str]]:
    """The plain names of each item, its other names among them."""
    return {item.id: set(map(plain_name, (item.name, *aliases_of(item)))) for item in items}


class _Side(NamedTuple):
    """Where a value stands: the change of it, what it is now, and as it was sent."""

    change: Change
    now: Stored
    base: Stored | Shortened


class SentBack:
    """Holds rows against what was sent out. `sets` are the actions that stand, `who` says of one who set its values."""

    def __init__(
        self,
        workspace: Workspace,
        sets: Mapping[int, StoredSet],
        reports: RecordPast,
        who: Callable[[StoredSet], str],
    ) -> None:
        self._workspace, self._sets, self._reports, self._who = workspace, sets, reports, who
        self._setters: dict[tuple[str, int, str], int] = {}
        self._before: dict[tuple[str, int, str], Stored] = {}  # what was, before any of them set it

    def know(self, rows: Iterable[RowChanges]) -> None:
        """Find who set what these rows would change since they were sent out."""
        keyed = [row for row in rows if row.key is not None and row.values]
        if not keyed:
            return
        first = min(row.key.set_id for row in keyed if row.key)
        since = [id for id in self._sets if id > first]
        records = {row.report.id for row in keyed if row.report is not None and row.report.id}
        for entity, ids in ((ITEM, {row.id for row in keyed}), (MONTH.entity, records)):
            for set_id, change in self._workspace.changes_in(since, ids, entity) if ids else ():
                place = entity, change.id, change.field
                self._setters[place] = set_id
                self._before.setdefault(place, change.old)

    def settled(self, row: PreviewRow, sender: str) -> PreviewRow:
        """The row without what was left as it was sent, and with what both changed in question."""
        key, doubts = row.changes.key, dict(row.value_doubts)
        as_sent: set[str] = set()
        if key is None:
            return row
        for change in row.changes:
            if change.field == EXISTS:
                continue
            sides = list(self._sides(row.changes, change, key))
            moved = [one for one in sides if one.now != change.new and not _is_as_sent(one.base, one.now)]
            others = [one for one in moved if not self._is_own(one.change, key, sender)]
            if sides and _is_as_sent(sides[0].base, change.new) and (sides[0] in others or sides[0] not in moved):
                as_sent.add(change.field)
            elif others:
                doubts[change.field] = self._conflict(change, others[0], key)
        left = row.changes.without(as_sent)
        doubts = {name: why for name, why in doubts.items() if name not in as_sent}
        if left.values:
            return replace(row, changes=left, value_doubts=doubts)
        state = RowState.PROBLEM if row.problems else RowState.UNCHANGED
        return replace(row, changes=left, value_doubts={}, doubt="", state=state)

    def _sides(self, changes: RowChanges, change: Change, key: FillInKey) -> Iterator[_Side]:
        """What a value would replace, in the report of its month and in the item. What the department filled in comes
        first; the item's current value, which it didn't see, is as it was sent unless somebody set it since."""
        report, name = changes.report, change.field
        is_reported = report is not None and name in MONTHLY
        if report is not None and is_reported and report.month.month == key.month:
            yield _Side(Change(MONTH.entity, report.id, name, None, None), report.old(name), key.sent.get(name))
        if change.entity == ITEM:
            now = change.old
            base = self._before.get((ITEM, change.id, name), now) if is_reported else key.shown.get(name)
            latest = report.latest if report is not None else None
            is_of_report = is_reported and latest is not None and latest.get(name) == now
            yield _Side(change, now, now if is_of_report else base)

    def _is_own(self, ours: Change, key: FillInKey, sender: str) -> bool:
        """Whether what stands was set by a return of the same sender since the row was sent out."""
        set_id = self._setter(ours, key)
        return set_id is not None and self._reports.is_of(set_id, sender)

    def _setter(self, ours: Change, key: FillInKey) -> int | None:
        set_id = self._setters.get((ours.entity, ours.id, ours.field))
        return set_id if set_id is not None and set_id > key.set_id else None

    def _conflict(self, change: Change, ours: _Side, key: FillInKey) -> str:
        set_id = self._setter(ours.change, key)
        who = self._who(self._sets[set_id]) if set_id is not None else "后来改的"
        place = "台账" if ours.change.entity == ITEM else "这个月的月报"
        sent = "一段长文字" if isinstance(ours.base, Shortened) else f"“{_shown(change.field, ours.base)}”"
        return (
            f"{place}中的“{_shown(change.field, ours.now)}”是{who}，发出填报表时是{sent}，"
            f"表中填的是“{_shown(change.field, change.new)}”"
        )


def _is_as_sent(base: Stored | Shortened, value: Stored) -> bool:
    """Whether a value is the one that was sent out, but for blanks that a cell doesn't keep."""
    if is_same(base, value):
        return True
    return isinstance(base, str) and isinstance(value, str) and clean_text(base) == clean_text(value)


def _shown(name: str, value: Stored) -> str:
    return display(READ_AS[name], value) or "空"
