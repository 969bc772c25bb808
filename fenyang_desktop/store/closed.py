"""What a closed month keeps from being changed: its reports, and the current values that come from them."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, select

from fenyang_desktop.domain.changes import EXISTS, ITEM, Action, Change, ChangeSet, Stored
from fenyang_desktop.domain.closing import CLOSE, CloseState
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.months import CURRENT_KEYS
from fenyang_desktop.domain.parts import ITEM_ID, MONTH
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.store import tables
from fenyang_desktop.store.checking import State, Values, item_name, rows_of

_REASONED = frozenset({Action.RESTATE, Action.REOPEN})
_TURNING = frozenset({Action.UNDO, Action.REDO})  # they bring what was let through before
_CLOSED_MONTHS = select(tables.close.c.month).where(tables.close.c.state == CloseState.CLOSED.value)


def check_closed(connection: Connection, change_set: ChangeSet, state: State) -> None:
    """`state` is what the changes leave (`checking.played`); nothing is written yet.

    Raises UserError: `month_closed` for a report of a closed month, or a current value of one that the office still
    works on; `reason_required`; `not_closed` for a restatement of none; and `conflict_at_close` where a close would not hold what stands now.
    """
    source = change_set.source
    if source.action in _REASONED and not source.reason.strip():
        raise UserError("reason_required")
    if source.action is Action.CLOSE:
        _check_snapshot(connection, change_set.changes)
    if source.action in _TURNING:
        return
    closed = frozenset(connection.execute(_CLOSED_MONTHS).scalars())
    if source.action is Action.RESTATE:
        _check_restated(change_set.changes, state, closed)
        return
    if not closed:
        return
    for item, month in _reported(change_set.changes, state):
        if month in closed:
            raise _closed(connection, state, item, str(month))
    if _report_month(connection, change_set) in closed:
        _check_current(connection, change_set.changes, state, closed)


def _check_snapshot(connection: Connection, changes: Sequence[Change]) -> None:
    """A close stands for the latest change set, none other."""
    latest = connection.execute(select(func.coalesce(func.max(tables.change_set.c.id), 0))).scalar()
    if any(one.entity == CLOSE and one.field == "closed_at" and one.new != latest for one in changes):
        raise UserError("conflict_at_close")


def _check_restated(changes: Sequence[Change], state: State, closed: frozenset[str]) -> None:
    """A restatement corrects closed months and nothing else."""
    months = {str(month) for _, month in _reported(changes, state) if month is not None}
    if not months & closed:
        month = format_month(min(months)) if months else "这个月"
        raise UserError("not_closed", month=month, what="更正，请直接修改")


def _reported(changes: Sequence[Change], state: State) -> Iterator[tuple[int, Stored]]:
    """Item and month of each monthly report that the changes name: as it was and as it becomes."""
    for change in changes:
        if change.entity == MONTH.entity:
            values = state[MONTH.entity, change.id]
            item = int(values.get(ITEM_ID) or 0)
            if change.field == MONTH.key.key:
                yield item, change.old
            elif change.field == ITEM_ID:
                yield int(change.old or item), values.get(MONTH.key.key)
            yield item, values.get(MONTH.key.key)


def _report_month(connection: Connection, change_set: ChangeSet) -> str:
    """The month that the office works on: the one that was set, or that of the reference date."""
    row = connection.execute(select(tables.portfolio.c.report_month, tables.portfolio.c.reference_date)).first()
    month, day = row or (None, None)
    return month or (day or change_set.source.at.astimezone().date().isoformat())[: len("2023-09")]


def _check_current(connection: Connection, changes: Sequence[Change], state: State, closed: frozenset[str]) -> None:
    """No current value goes that the latest report of its item says, where that is of a closed month."""
    asked = [
        change
        for change in changes
        if change.entity == ITEM and change.field in CURRENT_KEYS and change.old is not None
    ]
    asked = [change for change in asked if state[ITEM, change.id].get(EXISTS)]
    latest = _latest_reports(connection, state, {change.id for change in asked})
    for change in asked:
        report = latest.get(change.id)
        if report and report[MONTH.key.key] in closed and report[change.field] == change.old:
            raise _closed(connection, state, change.id, str(report[MONTH.key.key]))


def _latest_reports(connection: Connection, state: State, items: set[int]) -> Mapping[int, Values]:
    """The latest monthly report of each item once the changes are made."""
    names = tables.parts[MONTH.entity].c.keys()
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows_of(connection, MONTH.entity, ITEM_ID, items)}
    for (entity, id), values in state.items():
        if entity == MONTH.entity:
            found.pop(id, None)
            if values.get(EXISTS):
                found[id] = values
    latest: dict[int, Values] = {}
    for values in sorted(found.values(), key=lambda one: str(one[MONTH.key.key])):
        latest[int(values[ITEM_ID] or 0)] = values
    return latest


def _closed(connection: Connection, state: State, item: int, month: str) -> UserError:
    return UserError("month_closed", name=item_name(connection, state, item), month=format_month(month))
