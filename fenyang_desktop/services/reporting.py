"""What is reported each month and planned each year, funding, milestones and readings: one function per user action.

The latest monthly report also sets the item's own current values, in the same change set, so that list, alerts and
sheets show it.
"""

from collections.abc import Iterable, Mapping, Sequence

from fenyang_desktop.domain.changes import ITEM, Action, Change, Stored, creation, removal
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import KIND_LABELS
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.months import CURRENT_KEYS, Difference, differences_of, month_before
from fenyang_desktop.domain.parts import (
    FUNDING,
    ITEM_ID,
    MILESTONE,
    MONTH,
    PART_KINDS,
    READING,
    YEAR,
    Part,
    PartKind,
    class_of_step,
)
from fenyang_desktop.services.workspace import Applied, Workspace

Values = Mapping[str, Stored]


def report_month(workspace: Workspace, item: int, month: str, values: Values, reason: str = "") -> Applied | None:
    """Set what is reported of an item for a month (2023-09); what `values` doesn't name stays. None if nothing differs.

    With a reason it is a restatement (更正), which a closed month asks for.
    Raises UserError `item_missing`, `part_not_of_kind` for an item that has no monthly reports, or `month_closed`.
    """
    return _put(workspace, MONTH, item, month, values, reason)


def plan_year(workspace: Workspace, item: int, year: int, values: Values) -> Applied | None:
    """Set the plan of an item for a year; as `report_month`."""
    return _put(workspace, YEAR, item, year, values)


def set_funding(workspace: Workspace, item: int, source: str, values: Values) -> Applied | None:
    """Set what was approved, arrived and paid of one source; as `report_month`."""
    return _put(workspace, FUNDING, item, source, values)


def set_milestone(workspace: Workspace, item: int, step: str, values: Values) -> Applied | None:
    """Set the dates of a milestone; as `report_month`. A usual step brings its class with it."""
    return _put(workspace, MILESTONE, item, step, values)


def take_reading(workspace: Workspace, item: int, at: str, values: Values) -> Applied | None:
    """Set how far a target was at a month or day (2023-09, 2023-09-15); as `report_month`."""
    return _put(workspace, READING, item, at, values)


PUT = {MONTH: report_month, YEAR: plan_year, FUNDING: set_funding, MILESTONE: set_milestone, READING: take_reading}


def edit_record(workspace: Workspace, part: Part, values: Values, reason: str = "") -> Applied | None:
    """Set fields of a record as it was seen, its key among them. None if nothing differs.

    `reason` as in `report_month`.
    Raises UserError `conflict` or `part_missing` if it changed since, `part_twice` for a key that another one has.
    """
    if part.kind is MILESTONE and part.get("step_class") is None and "step" in values:
        values = {"step_class": class_of_step(str(values["step"])), **values}
    changes = _changes(part, values)
    if not changes:
        return None
    keys = [change.field for change in changes]
    what = part.kind.field(keys[0]).label if len(keys) == 1 else f"{len(keys)} 个字段"
    after = Part.of(part.kind, part.id, part.item, {**part.values(), **values})
    title = f"修改“{_item(workspace, part.item).name} · {part.head}”的{what}"
    followed = _followed(workspace, part.kind, part.item, {part.id: after})
    return _apply(workspace, Action.EDIT, title, [*changes, *followed], reason)


def delete_records(workspace: Workspace, parts: Sequence[Part], reason: str = "") -> Applied | None:
    """Delete records of one kind; `reason` as in `report_month`. None for none of them."""
    if not parts:
        return None
    kind = parts[0].kind
    changes = [change for part in parts for change in removal(kind.entity, part.id, part.values())]
    for item in {part.item: None for part in parts}:
        changes += _followed(workspace, kind, item, {part.id: None for part in parts if part.item == item})
    one = parts[0]
    name = f"{_item(workspace, one.item).name} · {one.head}"
    title = f"删除“{name}”的{kind.label}" if len(parts) == 1 else f"删除 {len(parts)} 条{kind.label}"
    return _apply(workspace, Action.DELETE, title, changes, reason)


def records_of(workspace: Workspace, item: int) -> dict[str, list[Part]]:
    """All records of an item by their entities."""
    return {kind.entity: workspace.parts(kind, [item]) for kind in PART_KINDS}


def differences(workspace: Workspace, item: Item) -> list[Difference]:
    """What contradicts itself in the records of an item."""
    return differences_of(records_of(workspace, item.id), item)


def _put(
    workspace: Workspace, kind: PartKind, item_id: int, key: Stored, values: Values, reason: str = ""
) -> Applied | None:
    """Set values of the record with this key, which comes into being if it isn't there."""
    item = _item(workspace, item_id)
    if item.kind not in kind.kinds:
        raise UserError("part_not_of_kind", label=KIND_LABELS[item.kind], kind=kind.label)
    there = [part for part in workspace.parts(kind, [item_id], key)]
    if there:
        return edit_record(workspace, there[0], values, reason)
    if kind is MILESTONE:
        values = {"step_class": class_of_step(str(key)), **values}
    part = Part.of(kind, workspace.next_id(kind.entity), item_id, {**values, kind.key.key: key})
    changes = creation(kind.entity, part.id, part.values())
    changes += _followed(workspace, kind, item_id, {part.id: part})
    return _apply(workspace, Action.ADD, f"新增“{item.name} · {part.head}”的{kind.label}", changes, reason)


def _apply(workspace: Workspace, action: Action, title: str, changes: Sequence[Change], reason: str) -> Applied:
    """As one action; with a reason as a restatement of a closed month."""
    if not reason:
        return workspace.apply(action, title, changes)
    return workspace.apply(Action.RESTATE, f"更正：{title}（{reason}）", changes, reason=reason)


def _item(workspace: Workspace, id: int) -> Item:
    found = workspace.items([id])
    if not found:
        raise UserError("item_missing", id=id)
    return found[0]


def _changes(part: Part, values: Values) -> list[Change]:
    return [
        Change(part.kind.entity, part.id, key, part.get(key), new)
        for key, new in values.items()
        if key != ITEM_ID and part.get(key) != new
    ]


# -- the item's own current values


def _followed(workspace: Workspace, kind: PartKind, item_id: int, after: Mapping[int, Part | None]) -> list[Change]:
    """What changes in an item when these of its records become so (None: go)."""
    if kind is MONTH:
        before = workspace.parts(MONTH, [item_id])
        now = [after.get(part.id, part) for part in before]
        now += [part for id, part in after.items() if id not in {one.id for one in before}]
        recent = month_before(workspace.report_month())
        return _follow_months(_item(workspace, item_id), before, [part for part in now if part], recent)
    if kind is YEAR:
        year = workspace.reference_date().year
        before = workspace.parts(YEAR, [item_id], year)
        planned = [part for part in after.values() if part and part.key == year]
        if planned or any(part.id in after for part in before):
            old = before[0].get("annual_plan") if before else None
            new = planned[0].get("annual_plan") if planned else None
            return _set(_item(workspace, item_id), {"annual_plan": (old, new)} if old != new else {})
    return []


def _follow_months(item: Item, before: Iterable[Part], after: Iterable[Part], recent: str) -> list[Change]:
    """The latest report's values become the item's own, as far as this action changed what the latest one says.

    A value from elsewhere (typed into the list, imported) gives way only to a report of `recent` or later: reports of
    long ago, typed in afterwards, are not how things stand. And a report that is taken back takes along only what
    came from it.
    """
    was, now = _latest(before), _latest(after)
    if now is None or (was is not None and was.row == now.row):
        return []
    told = {key: (was.get(key) if was else None, now.get(key)) for key in CURRENT_KEYS}
    if was is not None and str(was.key) > str(now.key):
        taken_back = {key: pair for key, pair in told.items() if None not in pair}
        return _set(item, taken_back, anyway=False)
    if was is not None and was.id == now.id:
        said = {key: pair for key, pair in told.items() if pair[0] != pair[1]}
    else:
        said = {key: pair for key, pair in told.items() if pair[1] is not None}
    return _set(item, said, anyway=str(now.key) >= recent)


def _latest(months: Iterable[Part]) -> Part | None:
    return max(months, key=lambda part: str(part.key), default=None)


def _set(item: Item, told: Mapping[str, tuple[Stored, Stored]], *, anyway: bool = True) -> list[Change]:
    """The changes of an item's values: key → what was told before and is now.

    An emptied one, and without `anyway` any, goes only where the item has what was told before, or nothing.
    """
    changes = []
    for key, (old, new) in told.items():
        known = item.get(key)
        gives_way = known is None or known == old or (anyway and new is not None)
        if known != new and gives_way:
            changes.append(Change(ITEM, item.id, key, known, new))
    return changes
