"""What is noted in the ledger of returns: one function per user action, and what an import notes beside its values."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from fenyang_desktop.domain.changes import (
    EXISTS,
    PORTFOLIO,
    PORTFOLIO_ID,
    Action,
    Change,
    Stored,
    creation,
    removal,
)
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.receipts import SEVERAL, sender_key
from fenyang_desktop.domain.return_records import (
    FREE_KIND,
    RECEIVED,
    RETURN,
    RETURNED,
    STATES,
    UNCHANGED,
    UNIT,
    Return,
    Unit,
)
from fenyang_desktop.domain.returning import (
    LEAST_WORKDAY,
    MOST_WORKDAY,
    DueRule,
    Former,
    decode_due_rule,
    encode_former,
    former_names,
    keys_of,
)
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.return_ledger import Cell, Sender, lead_unit_of
from fenyang_desktop.services.workspace import Applied, Workspace

MISSING = "未报"
MARKS = (RECEIVED, RETURNED, UNCHANGED, MISSING)  # what a return can be marked as; 未报 takes the mark away
_STAMP = re.compile(r"[(（][^()（）]*章[^()（）]*[)）]$")  # （盖章） after a name
_HERE = (RECEIVED, UNCHANGED)  # nothing more is waited for


def mark(workspace: Workspace, cells: Sequence[Cell], state: str, reason: str = "") -> Applied | None:
    """Mark returns as 已报, 退回 (with its reason), 无变化, or 未报 again. None if nothing differs.

    What came keeps the time at which it came. Raises UserError `return_state_unknown`, `return_reason_required`.
    """
    if state not in MARKS:
        raise UserError("return_state_unknown", state=state, known="、".join(MARKS))
    if state == RETURNED and not reason.strip():
        raise UserError("return_reason_required")
    draft = _Draft(workspace)
    for cell in cells:
        row = draft.row(cell.sender.name, cell.month)
        if state == MISSING:
            draft.put(row._replace(state=None, received=None, file=None, reason=None))
        elif state == RETURNED:
            draft.put(row._replace(state=state, reason=reason.strip()))
        else:
            draft.put(row._replace(state=state, received=_received(row, workspace), reason=None))
    return draft.apply(f"标为{state}" + (f"（{reason.strip()}）" if state == RETURNED else ""), cells)


def set_received(workspace: Workspace, cells: Sequence[Cell], day: date) -> Applied | None:
    """Say on which day returns came that were noted later; one that was missing is 已报 then."""
    draft = _Draft(workspace)
    for cell in cells:
        row = draft.row(cell.sender.name, cell.month)
        state = row.state if row.state in _HERE else RECEIVED
        draft.put(row._replace(state=state, received=day.isoformat(), reason=None))
    return draft.apply(f"收到日期改为 {day}", cells)


def set_due(workspace: Workspace, cells: Sequence[Cell], day: date | None) -> Applied | None:
    """Give returns a due date of their own; None follows that of the month."""
    draft = _Draft(workspace)
    for cell in cells:
        draft.put(draft.row(cell.sender.name, cell.month)._replace(due=day.isoformat() if day else None))
    return draft.apply(f"截止日期改为 {day}" if day else "截止日期随全月", cells)


def set_month_due(workspace: Workspace, month: str, day: date | None) -> Applied | None:
    """Set by when all returns of a month are due; None follows the working day of every month."""
    rule = decode_due_rule(workspace.due_rule()).with_day(month, day)
    return _set_rule(workspace, rule, f"{format_month(month)}的报送截止日期改为 {day or rule.due(month)}")


def set_workday(workspace: Workspace, workday: int) -> Applied | None:
    """Set the working day by which returns are due every month (negative: from the end of the report month)."""
    if workday == 0 or not LEAST_WORKDAY <= workday <= MOST_WORKDAY:
        raise ValueError(workday)
    rule = replace(decode_due_rule(workspace.due_rule()), workday=workday)
    return _set_rule(workspace, rule, f"每月报送截止改为{replace(rule, days={}).text}")


def _set_rule(workspace: Workspace, rule: DueRule, title: str) -> Applied | None:
    old, new = workspace.due_rule(), rule.encode()
    if old == new:
        return None
    return workspace.apply(Action.EDIT, title, [Change(PORTFOLIO, PORTFOLIO_ID, "due_rule", old, new)])


def rename_unit(workspace: Workspace, sender: Sender, name: str, until: str = "") -> Applied | None:
    """Give a unit another name and keep the one it had until a month (2023-06), so that it stays one sender.

    A name that another unit of the ledger has makes one of both: the returns of this one go to that one, unless that
    one has something noted for the month. Raises UserError `unit_name_required`.
    """
    name = name.strip()
    if not name:
        raise UserError("unit_name_required")
    if name == sender.name:
        return None
    draft = _Draft(workspace)
    own = draft.unit(sender.name)
    known = draft.find(name)
    unit = own if known is None or known.id == own.id else known
    if unit.id != own.id:
        draft.move_returns(own, unit)
        draft.remove_unit(own)
    others = [one for one in (*former_names(own), *former_names(unit)) if one.name != name]
    former = [*dict.fromkeys([*others, Former(own.name, until)])]
    draft.put_unit(unit._replace(name=name, former=encode_former(former)))
    return workspace.apply(Action.EDIT, f"“{sender.name}”改名为“{name}”", draft.changes())


# -- beside an import


def received(workspace: Workspace, senders: Iterable[tuple[str, str]], file: str) -> list[Change]:
    """The changes by which the returns of these senders, each for its month, count as 已报, from this file, now.

    A return that had come already keeps the time at which it came; a sender that nobody knows is left out.
    """
    told = [(_STAMP.sub("", name).strip(), month) for names, month in senders for name in names.split(SEVERAL)]
    known = [(name, month) for name, month in dict.fromkeys(told) if name]
    usual = {sender_key(name): name for item in workspace.items() if (name := lead_unit_of(item))} if known else {}
    draft = _Draft(workspace)
    for name, month in known:
        row = draft.row(usual.get(sender_key(name), name), month)
        draft.put(row._replace(state=RECEIVED, received=_received(row, workspace), file=file, reason=None))
    return draft.changes()


def without_marks(changes: Iterable[Change]) -> tuple[Change, ...]:
    """What an action changed besides what it noted of returns."""
    return tuple(change for change in changes if change.entity not in FREE_KIND)


def taken_back(workspace: Workspace, done: Iterable[Change]) -> list[Change]:
    """The changes that take back what an import noted of returns, where nothing was noted of them since."""
    told: dict[int, dict[str, Change]] = {}
    for change in done:
        if change.entity == RETURN.entity:
            told.setdefault(change.id, {})[change.field] = change
    back: list[Change] = []
    for row in workspace.returns():
        changes = told.get(row.id, {})
        values = row.values()
        if not changes or any(values[key] != change.new for key, change in changes.items() if key != EXISTS):
            continue
        if EXISTS not in changes:
            back += [change.inverse() for change in changes.values()]
        elif all(value is None or key in changes for key, value in values.items()):
            back += removal(RETURN.entity, row.id, values)
    return back


def _received(row: Return, workspace: Workspace) -> str:
    """When a return came: as it was noted, if it was there already, else now."""
    if row.state in _HERE and row.received:
        return row.received
    return f"{workspace.now():%Y-%m-%d %H:%M}"


class _Draft:
    """What is to be noted of units and returns, and the changes that it takes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._units = {unit.id: unit for unit in workspace.units()}
        self._returns = {row.id: row for row in workspace.returns()}
        self._before: dict[str, Mapping[int, Unit | Return]] = {
            UNIT.entity: dict(self._units),
            RETURN.entity: dict(self._returns),
        }
        self._next = {UNIT.entity: 0, RETURN.entity: 0}

    def find(self, name: str) -> Unit | None:
        """The unit that has this name, or had it."""
        key = sender_key(name)
        return next((unit for unit in self._units.values() if key in keys_of(unit)), None)

    def unit(self, name: str) -> Unit:
        """The unit of that name; a new one where there is none."""
        found = self.find(name)
        if found is None:
            found = Unit(self._new_id(UNIT.entity), name)
            self._units[found.id] = found
        return found

    def put_unit(self, unit: Unit) -> None:
        self._units[unit.id] = unit

    def remove_unit(self, unit: Unit) -> None:
        del self._units[unit.id]

    def row(self, name: str, month: str) -> Return:
        """The return of a unit for a month, blank where nothing is noted yet."""
        unit = self.unit(name)
        rows = (row for row in self._returns.values() if (row.unit, row.month) == (unit.id, month))
        return next(rows, None) or Return(self._new_id(RETURN.entity), unit.id, month)

    def put(self, row: Return) -> None:
        """Note a return so; one that says nothing any more goes."""
        if row.is_blank:
            self._returns.pop(row.id, None)
        else:
            self._returns[row.id] = row

    def move_returns(self, source: Unit, target: Unit) -> None:
        """Give the returns of one unit to another, where that one has no state noted for the month."""
        there = {row.month: row for row in self._returns.values() if row.unit == target.id}
        for row in [row for row in self._returns.values() if row.unit == source.id]:
            del self._returns[row.id]
            known = there.get(row.month)
            if known is None or (known.state is None and row.state is not None):
                if known is not None:
                    del self._returns[known.id]
                self._returns[row.id] = row._replace(unit=target.id)

    def changes(self) -> list[Change]:
        """The changes that make all this so."""
        after: dict[str, Mapping[int, Unit | Return]] = {UNIT.entity: self._needed(), RETURN.entity: self._returns}
        return [one for entity, rows in after.items() for one in _differences(entity, self._before[entity], rows)]

    def apply(self, what: str, cells: Collection[Cell]) -> Applied | None:
        changes = self.changes()
        if not changes:
            return None
        return self._workspace.apply(Action.EDIT, f"{cells_text(cells)}{what}", changes)

    def _needed(self) -> dict[int, Unit]:
        """The units without those that would come into being for nothing."""
        used = {row.unit for row in self._returns.values()}
        known = self._before[UNIT.entity]
        return {id: unit for id, unit in self._units.items() if id in known or id in used or unit.former}

    def _new_id(self, entity: str) -> int:
        self._next[entity] = max(self._next[entity] + 1, self._workspace.next_id(entity))
        return self._next[entity]


def cells_text(cells: Collection[Cell]) -> str:
    """“市住建局”2023年9月; of several returns how many."""
    units = dict.fromkeys(cell.sender.name for cell in cells)
    months = dict.fromkeys(cell.month for cell in cells)
    who = f"“{next(iter(units))}”" if len(units) == 1 else f"{len(units)} 个单位"
    return f"{who}{format_month(next(iter(months)))}" if len(months) == 1 else f"{who}{len(months)} 个月"


def _differences(
    entity: str, before: Mapping[int, Unit | Return], after: Mapping[int, Unit | Return]
) -> Iterable[Change]:
    for id, row in before.items():
        if id not in after:
            yield from removal(entity, id, row.values())
    for id, row in after.items():
        if id not in before:
            yield from creation(entity, id, row.values())
            continue
        was: Mapping[str, Stored] = before[id].values()
        for key, value in row.values().items():
            if was[key] != value:
                yield Change(entity, id, key, was[key], value)


assert set(STATES) < set(MARKS)
