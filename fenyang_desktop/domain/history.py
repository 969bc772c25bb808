"""The history as it is read back: who did what, and what can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fenyang_desktop.domain.changes import Action, Change, Source
from fenyang_desktop.domain.receipts import Receipt


@dataclass(frozen=True, slots=True)
class StoredSet:
    """The head of a stored change set: its id and source."""

    id: int
    source: Source


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A change with the set that made it."""

    set: StoredSet
    change: Change


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """The record of an import with the set that it belongs to; its `left` columns are read apart."""

    set: StoredSet
    receipt: Receipt


def undo_and_redo(sets: Iterable[StoredSet]) -> tuple[Sequence[StoredSet], Sequence[StoredSet]]:
    """The sets that can be undone and redone now, the next one last.

    The stacks follow from the history alone, so they survive a restart. Seeding a new file can't be undone.
    """
    undoable: dict[int | None, StoredSet] = {}  # by their ids, the next one last
    redoable: dict[int | None, StoredSet] = {}
    for one in sets:
        turned = one.source.reverts
        match one.source.action:
            case Action.SEED:
                continue
            case Action.UNDO if turned in undoable:
                redoable[turned] = undoable.pop(turned)
            case Action.REDO if turned in redoable:
                undoable[turned] = redoable.pop(turned)
            case _:
                undoable[one.id] = one
                redoable.clear()
    return list(undoable.values()), list(redoable.values())


def standing(sets: Iterable[StoredSet]) -> frozenset[int]:
    """The ids of the sets whose effects stand: neither undone nor withdrawn, and no withdrawal themselves."""
    done = undo_and_redo(sets)[0]
    withdrawn = {one.source.reverts for one in done if one.source.action is Action.WITHDRAW}
    return frozenset(one.id for one in done if one.source.action is not Action.WITHDRAW) - withdrawn
