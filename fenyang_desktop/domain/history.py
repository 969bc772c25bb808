"""The history as it is read back: who did what, and what can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fenyang_desktop.domain.changes import Action, Change, Source


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
