"""撤回导入: taking back what an older import did, as far as it still stands, even where other edits followed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fenyang_desktop.domain.changes import EXISTS, ITEM, Action, Change, Stored, removal
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.history import StoredChange, StoredSet, standing
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.parts import ITEM_ID, MONTH, PART_KINDS
from fenyang_desktop.services.record_withdrawing import RecordsBack
from fenyang_desktop.services.return_marks import taken_back
from fenyang_desktop.services.workspace import Applied, Workspace, check

BOOKKEEPING = (EXISTS, ITEM_ID, MONTH.key.key)  # what no value of a record is


@dataclass(frozen=True, slots=True)
class Kept:
    """Something of an import that stays: the change that isn't taken back, why (Chinese), and who set the value since.

    `item` is the id of what it is of.
    """

    change: Change
    why: str
    since: StoredChange | None
    item: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What withdrawing an import would do: the changes that take it back, and what stays."""

    set: StoredSet
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
    owners: Mapping[int, int]  # monthly report → item

    @property
    def gone(self) -> list[int]:
        """The items that the import had added and that go."""
        return [change.id for change in self.changes if change.field == EXISTS and change.entity == ITEM]

    @property
    def values_back(self) -> int:
        """How many values go back, those of items that go apart; what an item has of its monthly report counts once."""
        gone, found = set(self.gone), set()
        for change in self.changes:
            item = change.id if change.entity == ITEM else self.owners.get(change.id, 0)
            if item not in gone and change.field not in BOOKKEEPING:
                found.add((item, change.field))
        return len(found)


def look_at_withdrawal(workspace: Workspace, set_id: int) -> Withdrawal:
    """What would be taken back of an import, and what wouldn't, changing nothing.

    Raises UserError `not_an_import`, or `import_not_standing` for one that was undone or withdrawn already.
    """
    sets = {one.id: one for one in workspace.sets()}
    found = sets.get(set_id)
    if found is None or found.source.action is not Action.IMPORT:
        raise UserError("not_an_import", id=set_id)
    stands = standing(sets.values())
    if set_id not in stands:
        raise UserError("import_not_standing")
    return _Look(workspace, found, [sets[id] for id in sorted(stands) if id > set_id]).withdrawal()


def withdraw_import(workspace: Workspace, withdrawal: Withdrawal) -> Applied:
    """Take the changes of a withdrawal back as one action, and what the import noted of returns.

    Raises UserError `nothing_to_withdraw`, or `conflict` if the portfolio changed since the look.
    """
    if not withdrawal.changes:
        raise UserError("nothing_to_withdraw")
    gone = set(withdrawal.gone)
    left = [change for change in withdrawal.changes if change.entity == ITEM and change.id not in gone]
    check(left, workspace.items)
    title = f"撤回{withdrawal.set.source.title}"
    marks = taken_back(workspace, workspace.changes(withdrawal.set.id))
    return workspace.apply(Action.WITHDRAW, title, (*withdrawal.changes, *marks), reverts=withdrawal.set.id)


class _Look:
    """Compares what an import did with what stands."""

    def __init__(self, workspace: Workspace, found: StoredSet, later: Sequence[StoredSet]) -> None:
        self._workspace = workspace
        self._set = found
        done = workspace.changes(found.id)
        self._done = [change for change in done if change.entity == ITEM]
        self._records = RecordsBack(workspace, [change for change in done if change.entity == MONTH.entity], later)
        self._items = {item.id: item for item in workspace.items()}
        self._given = {(change.id, change.field): change for change in self._done}
        self._born = {change.id for change in self._done if change.field == EXISTS}
        self._kept: list[Kept] = []
        sets, touched = {one.id: one for one in later}, {change.id for change in self._done}
        self._since = {  # who set a value last, if it was somebody after the import
            (change.id, change.field): StoredChange(sets[set_id], change)
            for set_id, change in workspace.changes_in(sets, touched)
        }
        self._edited = {id: key for id, key in self._since}

    def withdrawal(self) -> Withdrawal:
        back = [one for change in reversed(self._done) if change.id not in self._born for one in self._back(change)]
        back = self._without_cycles(back)
        gone = self._without_members(self._removable(), back)
        records = self._records.changes(staying=self._born - gone)
        removals = [one for id in sorted(gone, reverse=True) for one in _removal(self._items[id])]
        kept = [*self._kept, *(Kept(*one) for one in self._records.kept)]
        return Withdrawal(self._set, (*records, *back, *removals), tuple(kept), self._records.owners)

    def _back(self, change: Change) -> Iterable[Change]:
        """The change that sets a value back, unless something was made of it since, be it the same again."""
        item = self._items.get(change.id)
        if item is None:
            self._keep(change, "项目已删除")
        elif (change.id, change.field) in self._since or item.get(change.field) != change.new:
            if item.get(change.field) != change.old:
                self._keep(change, "之后又改过")
        elif change.field == "parent" and change.old is not None and change.old not in self._items:
            self._keep(change, "原来所属的项目包已删除")
        else:
            return (change.inverse(),)
        return ()

    def _without_cycles(self, back: list[Change]) -> list[Change]:
        """Those of the changes by which nothing comes to stand under itself."""
        while True:
            parents = self._parents(back)
            bad = {change for change in back if change.field == "parent" and _is_under_itself(change.id, parents)}
            if not bad:
                return back
            for change in bad:
                self._keep(change.inverse(), "改回去会使项目包互相包含")
            back = [change for change in back if change not in bad]

    def _parents(self, back: Iterable[Change]) -> dict[int, Stored]:
        parents: dict[int, Stored] = {id: item.parent for id, item in self._items.items()}
        return parents | {change.id: change.new for change in back if change.field == "parent"}

    def _removable(self) -> set[int]:
        """The added items of which nothing was made since."""
        parts = [part for kind in PART_KINDS for part in self._workspace.parts(kind, self._born)]
        reported = {part.item for part in parts if not self._records.goes(part)}
        found = set()
        for id in self._born & self._items.keys():
            if id in reported:
                self._keep(self._given[id, "name"], "这一项是导入新增的，之后填了月报等记录")
            elif self._is_untouched(id):
                found.add(id)
        return found

    def _is_untouched(self, id: int) -> bool:
        if id not in self._edited:
            return True
        key = self._edited[id]
        since = self._since[id, key].change
        self._keep(self._given.get((id, key), Change(ITEM, id, key, None, since.old)), "这一项是导入新增的，之后又改过")
        return False

    def _without_members(self, gone: set[int], back: Sequence[Change]) -> set[int]:
        """Those that nothing belongs to any more once the others are gone."""
        parents = self._parents(back)
        while held := {int(parent) for id, parent in parents.items() if id not in gone and parent in gone and parent}:
            gone = gone - held
            for id in sorted(held):
                self._keep(self._given[id, "name"], "这一项是导入新增的，现在有别的项目属于它")
        return gone

    def _keep(self, change: Change, why: str) -> None:
        self._kept.append(Kept(change, why, self._since.get((change.id, change.field)), change.id))


def _is_under_itself(id: int, parents: Mapping[int, Stored]) -> bool:
    seen, above = {id}, parents.get(id)
    while isinstance(above, int):
        if above in seen:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _removal(item: Item) -> list[Change]:
    return removal(ITEM, item.id, item.values())
