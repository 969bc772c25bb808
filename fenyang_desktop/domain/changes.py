"""The one door: whatever alters the portfolio is a `ChangeSet`.

A change names an entity, an id, a field, and the stored value before and after. An entity comes into being when its
field `EXISTS` goes from None to 1, and goes with the reverse; so an inverse is the same list backwards with old
and new swapped. A stored value is what the database keeps: int (分, 0.01 %, ids, 0/1), str, or None for "not given".
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from fenyang_desktop.domain.receipts import Receipt

Stored = int | str | None

ITEM = "item"  # a project, programme, target or task
PORTFOLIO = "portfolio"  # the file itself: its title, reference date and report month; id 1
PORTFOLIO_ID = 1
EXISTS = "exists"
PORTFOLIO_LABELS = {
    "title": "台账名称",
    "reference_date": "基准日",
    "report_month": "报告期",
    "due_rule": "报送截止",
    EXISTS: "台账",
}


class Action(StrEnum):
    """What the user did."""

    SEED = "seed"
    EDIT = "edit"
    ADD = "add"
    DELETE = "delete"
    IMPORT = "import"
    UNDO = "undo"
    REDO = "redo"
    WITHDRAW = "withdraw"  # what an older import did is taken back, as far as it still stands
    CLOSE = "close"
    REOPEN = "reopen"
    RESTATE = "restate"  # a closed month is corrected


ACTION_LABELS = {
    Action.SEED: "新建台账",
    Action.EDIT: "修改",
    Action.ADD: "新增",
    Action.DELETE: "删除",
    Action.IMPORT: "导入",
    Action.UNDO: "撤销",
    Action.REDO: "重做",
    Action.WITHDRAW: "撤回导入",
    Action.CLOSE: "封账",
    Action.REOPEN: "重新打开",
    Action.RESTATE: "更正",
}


class Origin(NamedTuple):
    """The cell that an imported value stood in: file name, sheet name, cell such as D12.

    `sender` is who reported it, told where a value is read back: the receipt of its import knows.
    """

    file: str
    sheet: str
    cell: str
    sender: str = ""


class Change(NamedTuple):
    """One value of an entity, before and after. A tuple, because an import makes them by the hundred thousand."""

    entity: str
    id: int
    field: str
    old: Stored
    new: Stored
    origin: Origin | None = None

    def inverse(self) -> "Change":
        return self._replace(old=self.new, new=self.old)


@dataclass(frozen=True, slots=True)
class Source:
    """Who did what, when, and why where that was asked for.

    `at` is aware UTC; `reverts` is the id of the set that is undone, redone or withdrawn.
    """

    action: Action
    author: str
    at: datetime
    title: str = ""
    reverts: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One action. An import has a receipt besides, which is stored in the same transaction."""

    source: Source
    changes: Sequence[Change] = field(default_factory=tuple)
    receipt: Receipt | None = None

    def touched(self, entity: str = ITEM) -> frozenset[int]:
        """The ids of that entity which any change names."""
        return frozenset(change.id for change in self.changes if change.entity == entity)


def inverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take these back."""
    return tuple(change.inverse() for change in reversed(tuple(changes)))


def without_missing(changes: Iterable[Change], there: Collection[int]) -> tuple[list[Change], frozenset[int]]:
    """The changes that can be made where only the items of `there` exist, and the ids of the items that others miss."""
    existing, kept, missing = set(there), [], set()
    for change in changes:
        if change.entity == ITEM and change.field == EXISTS and change.new:
            existing.add(change.id)
        if change.entity == ITEM and change.id not in existing:
            missing.add(change.id)
        else:
            kept.append(change)
    return kept, frozenset(missing)


def creation(entity: str, id: int, values: dict[str, Stored], origins: dict[str, Origin] | None = None) -> list[Change]:
    """The changes that bring an entity into being with these values (None values need no change)."""
    origins = origins or {}
    rows = [Change(entity, id, EXISTS, None, 1)]
    rows += [Change(entity, id, key, None, new, origins.get(key)) for key, new in values.items() if new is not None]
    return rows


def removal(entity: str, id: int, values: dict[str, Stored]) -> list[Change]:
    """The changes that take an entity with these values away."""
    return list(inverse(creation(entity, id, values)))
