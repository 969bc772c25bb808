"""What a change is of: an item, or a record of one, by id and by the words that tell records apart."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fenyang_desktop.domain.changes import EXISTS, ITEM, PORTFOLIO_LABELS, Change
from fenyang_desktop.domain.closing import CLOSE, CLOSE_LABELS
from fenyang_desktop.domain.parts import ITEM_ID, PART_KIND, field_of, head_of
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.workspace import Workspace


class Subject(NamedTuple):
    """The item that a change belongs to (None: the file itself), and which of its records (2023年9月; "" for none)."""

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
        else:
            found |= {(entity, id): Subject(id if entity == ITEM else None) for id in ids}
    return found


def is_bookkeeping(change: Change) -> bool:
    """Whether a change only ties a record to its item, which its name says already."""
    return change.entity in PART_KIND and change.field == ITEM_ID


def label_of(change: Change) -> str:
    """What a change is of, in words: 本月完成投资(万元), （月报） for a whole record, 基准日."""
    field = field_of(change.entity, change.field)
    if field is not None:
        return field.header
    if kind := PART_KIND.get(change.entity):
        return f"（{kind.label}）" if change.field == EXISTS else "所属项目"
    if change.entity == CLOSE:
        return CLOSE_LABELS[change.field]
    return "（整项）" if change.entity == ITEM else PORTFOLIO_LABELS.get(change.field, change.field)
