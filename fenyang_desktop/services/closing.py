"""封账: a month is closed, opened again, and corrected by restatements; and what goes on is carried into the next year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fenyang_desktop.domain.changes import EXISTS, Action, Change, Stored, creation
from fenyang_desktop.domain.closing import CLOSE, Close, CloseState
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import BUILT, CLOSED_STAGES
from fenyang_desktop.domain.history import StoredSet, standing
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import DUE_DAYS, is_finished
from fenyang_desktop.domain.parts import ITEM_ID, MONTH, YEAR, Part
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.reporting import report_month
from fenyang_desktop.services.workspace import Applied, Workspace

CARRIED = "续建"


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure of a closed month that was corrected. `field` is EXISTS for a whole report that was added or taken."""

    set: StoredSet
    item: int
    name: str
    month: str
    field: str
    old: Stored
    new: Stored


def closed_months(workspace: Workspace) -> frozenset[str]:
    """The months that are closed now."""
    return frozenset(one.month for one in workspace.closes() if one.is_closed)


def close_month(workspace: Workspace, month: str) -> Applied:
    """Close a month as things stand: from now on its reports change only by `restate`.

    Raises UserError `close_twice`, `month_ahead`.
    """
    there = _close_of(workspace, month)
    if there and there.is_closed:
        raise UserError("close_twice", month=format_month(month))
    if month > max(workspace.report_month(), f"{workspace.today():%Y-%m}"):
        raise UserError("month_ahead", month=format_month(month))
    id = there.id if there else workspace.next_id(CLOSE)
    latest = workspace.sets()[-1].id
    after = Close(id, month, CloseState.CLOSED, latest, workspace.reference_date(), DUE_DAYS)
    return workspace.apply(Action.CLOSE, f"封账{format_month(month)}", _changes(there, after))


def reopen_month(workspace: Workspace, month: str, reason: str) -> Applied:
    """Open a closed month again. Raises UserError `not_closed`, `reason_required`."""
    there = _close_of(workspace, month)
    if there is None or not there.is_closed:
        raise UserError("not_closed", month=format_month(month), what="重新打开")
    changes = _changes(there, there._replace(state=CloseState.REOPENED))
    title = f"重新打开{format_month(month)}（{reason.strip()}）"
    return workspace.apply(Action.REOPEN, title, changes, reason=reason.strip())


def restate(workspace: Workspace, item: int, month: str, values: Mapping[str, Stored], reason: str) -> Applied | None:
    """Correct what was reported of an item for a closed month. None if nothing differs.

    Raises UserError `reason_required`, `not_closed`, and what `report_month` does.
    """
    if not reason.strip():
        raise UserError("reason_required")
    return report_month(workspace, item, month, values, reason)


def restatements(workspace: Workspace, month: str | None = None) -> list[Restatement]:
    """更正表: the corrections that stand, of one month or all, by month and then as they were made."""
    sets = workspace.sets()
    stands = standing(sets)
    found: list[Restatement] = []
    for one in sets:
        if one.source.action is Action.RESTATE and one.id in stands:
            found += _corrected(workspace, one)
    return sorted((one for one in found if month in (None, one.month)), key=lambda one: (one.month, one.set.id))


def carry_year(workspace: Workspace, year: int) -> Applied:
    """结转: give what had a plan for the year and is not finished at its end a plan for the next one, as 续建.

    The plan's figures are left open: nobody has decided them. Raises UserError `nothing_to_carry`.
    """
    carried = to_carry(workspace, year)
    if not carried:
        raise UserError("nothing_to_carry", year=year, next=year + 1)
    first = workspace.next_id(YEAR.entity)
    changes: list[Change] = []
    for id, item in enumerate(carried, first):
        part = Part.of(YEAR, id, item.id, {"year": year + 1, "year_class": CARRIED})
        changes += creation(YEAR.entity, id, part.values())
    return workspace.apply(Action.ADD, f"把 {len(carried)} 项续建项目结转到 {year + 1} 年", changes)


def to_carry(workspace: Workspace, year: int) -> list[Item]:
    """What had a plan for the year, goes on after its last day, and has no plan for the next one yet."""
    planned = {part.item for part in workspace.parts(YEAR, key=year)}
    done = {part.item for part in workspace.parts(YEAR, key=year + 1)}
    last = date(year, 12, 31)
    return [
        item
        for item in workspace.items(planned - done)
        if item.kind in BUILT and not is_finished(item, last) and item.get("stage") not in CLOSED_STAGES
    ]


def _close_of(workspace: Workspace, month: str) -> Close | None:
    return next((one for one in workspace.closes() if one.month == month), None)


def _changes(before: Close | None, after: Close) -> Sequence[Change]:
    if before is None:
        return creation(CLOSE, after.id, after.values())
    old, new = before.values(), after.values()
    return [Change(CLOSE, after.id, key, old[key], new[key]) for key in new if old[key] != new[key]]


def _corrected(workspace: Workspace, one: StoredSet) -> list[Restatement]:
    """The figures that one restatement changed in monthly reports."""
    changes = [change for change in workspace.changes(one.id) if change.entity == MONTH.entity]
    heads = workspace.part_heads(MONTH, {change.id for change in changes})
    names = _names(workspace, {item for item, _ in heads.values()})
    whole = {change.id for change in changes if change.field == EXISTS}
    told = [change for change in changes if not _is_head(change, whole)]
    told += [change for change in changes if change.field == EXISTS and change.id not in {one.id for one in told}]
    return [
        Restatement(one, item, names.get(item, f"编号 {item}"), str(month), change.field, change.old, change.new)
        for change in told
        for item, month in (heads[change.id],)
    ]


def _is_head(change: Change, whole: Collection[int]) -> bool:
    """Whether a change only says that a report comes or goes, and of which item and month it is."""
    return change.field in (EXISTS, ITEM_ID) or (change.field == MONTH.key.key and change.id in whole)


def _names(workspace: Workspace, ids: Collection[int]) -> dict[int, str]:
    """The names of items, also of those that are gone."""
    names = {item.id: item.name for item in workspace.items(ids)}
    for id in set(ids) - names.keys():
        if last := workspace.trail(id, "name", 1):
            names[id] = str(last[0].change.old or last[0].change.new)
    return names
