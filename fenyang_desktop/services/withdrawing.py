"""撤回导入: taking back what an older import did, as far as it still stands, even where other edits followed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fenyang_desktop.domain.changes import EXISTS, ITEM, Action, Change, removal
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.history import StoredChange, StoredSet
from fenyang_desktop.domain.items import Item
from fenyang_desktop.services.workspace import Applied, Workspace, check


@dataclass(frozen=True, slots=True)
class Kept:
    """Something of an import that stays: the change that isn't taken back, why (Chinese), and who set the value since."""

    change: Change
    why: str
    since: StoredChange | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What withdrawing an import would do: the changes that take it back, and what stays."""

    set: StoredSet
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]

    @property
    def gone(self) -> list[int]:
        """The items that the import had added and that go."""
        return [change.id for change in self.changes if change.field == EXISTS]


def look_at_withdrawal(workspace: Workspace, set_id: int) -> Withdrawal:
    """What would be taken back of an import, and what wouldn't, changing nothing.

    Raises UserError `not_an_import`.
    """
    found = next((one for one in workspace.sets() if one.id == set_id), None)
    if found is None or found.source.action is not Action.IMPORT:
        raise UserError("not_an_import", id=set_id)
    return _Look(workspace, found).withdrawal()


def withdraw_import(workspace: Workspace, withdrawal: Withdrawal) -> Applied:
    """Take the changes of a withdrawal back as one action.

    Raises UserError `nothing_to_withdraw`, or `conflict` if the portfolio changed since the look.
    """
    if not withdrawal.changes:
        raise UserError("nothing_to_withdraw")
    gone = set(withdrawal.gone)
    check([change for change in withdrawal.changes if change.id not in gone], workspace.items)
    title = f"撤回{withdrawal.set.source.title}"
    return workspace.apply(Action.WITHDRAW, title, withdrawal.changes, reverts=withdrawal.set.id)


class _Look:
    """Compares what an import did with what stands."""

    def __init__(self, workspace: Workspace, found: StoredSet) -> None:
        self._workspace, self._set = workspace, found
        self._done = workspace.changes(found.id)
        self._items = {item.id: item for item in workspace.items()}
        self._born = {change.id for change in self._done if change.field == EXISTS}
        self._kept: list[Kept] = []

    def withdrawal(self) -> Withdrawal:
        back = [one for change in reversed(self._done) if change.id not in self._born for one in self._back(change)]
        gone = self._without_members(self._removable(), back)
        changes = [*back, *(one for id in sorted(gone, reverse=True) for one in _removal(self._items[id]))]
        return Withdrawal(self._set, tuple(changes), tuple(self._kept))

    def _back(self, change: Change) -> Iterable[Change]:
        """The change that sets a value back, unless something else was made of it."""
        item = self._items.get(change.id)
        if item is None:
            self._keep(change, "项目已删除")
            return ()
        current = item.get(change.field)
        if current == change.old:
            return ()
        if current != change.new:
            self._keep(change, "之后又改过")
            return ()
        if change.field == "parent" and change.old is not None and change.old not in self._items:
            self._keep(change, "原来所属的项目包已删除")
            return ()
        return (change.inverse(),)

    def _removable(self) -> set[int]:
        """The added items that are still as the import left them."""
        given: dict[int, dict[str, Change]] = {id: {} for id in self._born}
        for change in self._done:
            if change.id in self._born and change.field != EXISTS:
                given[change.id][change.field] = change
        return {id for id, values in given.items() if self._is_untouched(id, values)}

    def _is_untouched(self, id: int, given: Mapping[str, Change]) -> bool:
        item = self._items.get(id)
        if item is None:
            return False
        for key, value in item.values().items():
            expected = given[key].new if key in given else None
            if value != expected:
                self._keep(given.get(key, Change(ITEM, id, key, None, expected)), "这一项是导入新增的，之后又改过")
                return False
        return True

    def _without_members(self, gone: set[int], back: Sequence[Change]) -> set[int]:
        """Those that nothing belongs to any more once the others are gone."""
        parents = {id: item.parent for id, item in self._items.items()}
        parents |= {change.id: change.new for change in back if change.field == "parent"}  # type: ignore[misc]
        while held := {parent for id, parent in parents.items() if id not in gone and parent in gone}:
            gone = gone - held
            for id in sorted(id for id in held if id is not None):
                name = next(change for change in self._done if change.id == id and change.field == "name")
                self._keep(name, "这一项是导入新增的，现在有别的项目属于它")
        return gone

    def _keep(self, change: Change, why: str) -> None:
        latest = self._workspace.trail(change.id, change.field, 1)
        self._kept.append(Kept(change, why, latest[0] if latest and latest[0].set.id != self._set.id else None))


def _removal(item: Item) -> list[Change]:
    return removal(ITEM, item.id, item.values())
