"""What a change is of: an item, or a record of one, by id and by the words that tell records apart."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fenyang_desktop.domain.changes import EXISTS, ITEM, PORTFOLIO_LABELS, Change
from fenyang_desktop.domain.closing import CLOSE, CLOSE_LABELS
from fenyang_desktop.domain.parts import ITEM_ID, PART_KIND, field_of, head_of
from fenyang_desktop.domain.return_records import FREE_KIND, RETURN, UNIT, UNIT_ID
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.workspace import Workspace


class Subject(NamedTuple):
    """The item that a change belongs to (None: the file itself), and which of its records (2023年9月; "" for none).

    A record that belongs to no item is named by itself: 市住建局 2023年9月.
    """

    item: int | None
    record: str = ""


def subjects(workspace: Workspace, changes: Iterable[Change]) -> Mapping[tuple[str, int], Subject]:
    """Entity and id → subject, also of what is gone."""
    named: dict[str, set[int]] = {}
    for change in changes:
        named.setdefault(change.entity, set()).add(change.id)
    found: dict[tuple[str, int], Subject] = {}
    for entity, ids in named.items():
        if kind := PART_KIND.get(entity):
            heads = workspace.part_heads(kind, ids)
            found |= {(entity, id): Subject(item, head_of(kind, key)) for id, (item, key) in heads.items()}
        elif entity == CLOSE:
            months = {one.id: format_month(one.month) for one in workspace.closes()}
            found |= {(entity, id): Subject(None, months.get(id, "")) for id in ids}
        elif entity in FREE_KIND:
            found |= {(entity, id): Subject(None, name) for id, name in _free_names(workspace, entity, ids).items()}
        else:
            found |= {(entity, id): Subject(id if entity == ITEM else None) for id in ids}
    return found


def _free_names(workspace: Workspace, entity: str, ids: set[int]) -> dict[int, str]:
    """The names of units, or of returns by unit and month, also of those that are gone."""
    known = workspace.free_values(FREE_KIND[entity], ids)
    if entity == UNIT.entity:
        return {id: str(known.get(id, {}).get("name", "")) for id in ids}
    units = _free_names(workspace, UNIT.entity, {int(values.get(UNIT_ID) or 0) for values in known.values()})
    return {
        id: f"{units.get(int(values.get(UNIT_ID) or 0), '')} {format_month(str(values['month']))}"
        for id, values in known.items()
    }


def is_bookkeeping(change: Change) -> bool:
    """Whether a change only ties a record to its item or unit, which its name says already."""
    tie = UNIT_ID if change.entity == RETURN.entity else ITEM_ID
    return change.entity in (*PART_KIND, RETURN.entity) and change.field == tie


def label_of(change: Change) -> str:
    """What a change is of, in words: 本月完成投资(万元), （月报） for a whole record, 基准日."""
    field = field_of(change.entity, change.field)
    if field is not None:
        return field.header
    if kind := PART_KIND.get(change.entity) or FREE_KIND.get(change.entity):
        return f"（{kind.label}）" if change.field == EXISTS else "所属项目"
    if change.entity == CLOSE:
        return CLOSE_LABELS[change.field]
    return "（整项）" if change.entity == ITEM else PORTFOLIO_LABELS.get(change.field, change.field)
