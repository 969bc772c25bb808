"""Taking back the monthly reports that an import wrote, as far as they still stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from fenyang_desktop.domain.changes import EXISTS, Change, removal
from fenyang_desktop.domain.history import StoredChange, StoredSet
from fenyang_desktop.domain.parts import ITEM_ID, MONTH, Part
from fenyang_desktop.services.workspace import Workspace

_GONE, _EDITED = "月报已删除", "月报里之后又改过"
KeptRecord = tuple[Change, str, StoredChange | None, int]  # as `withdrawing.Kept`


class RecordsBack:
    """What an import did in monthly reports, compared with what stands. `kept` is what stays, once `changes` were found."""

    def __init__(self, workspace: Workspace, done: Sequence[Change], later: Sequence[StoredSet]) -> None:
        self._workspace, self._done, self._later = workspace, done, later
        self.kept: list[KeptRecord] = []
        ids = {change.id for change in done}
        heads = workspace.part_heads(MONTH, ids) if ids else {}
        self.owners: Mapping[int, int] = {id: item for id, (item, _) in heads.items()}
        self._born = {change.id for change in done if change.field == EXISTS}

    @cached_property
    def _parts(self) -> Mapping[int, Part]:
        items = set(self.owners.values())
        return {part.id: part for part in self._workspace.parts(MONTH, items)} if items else {}

    @cached_property
    def _since(self) -> Mapping[tuple[int, str], StoredChange]:
        """Who set a value of these reports last, if it was somebody after the import."""
        sets, ids = {one.id: one for one in self._later}, {change.id for change in self._done}
        found = self._workspace.changes_in(sets, ids, MONTH.entity) if ids else []
        return {(change.id, change.field): StoredChange(sets[set_id], change) for set_id, change in found}

    @cached_property
    def _edited(self) -> frozenset[int]:
        return frozenset(id for id, _ in self._since)

    def goes(self, part: Part) -> bool:
        """Whether a report came with the import and nothing was made of it since."""
        return part.kind is MONTH and part.id in self._born and part.id not in self._edited

    def changes(self, *, staying: Collection[int]) -> list[Change]:
        """The changes that take the reports back, but for those of items that came with the import and are `staying`."""
        found: list[Change] = []
        for change in reversed(self._done):
            part = self._parts.get(change.id)
            if self.owners.get(change.id) in staying or change.field == ITEM_ID or change.field == MONTH.key.key:
                continue
            if part is not None and self.goes(part):
                if change.field == EXISTS:
                    found += removal(MONTH.entity, part.id, part.values())
            elif change.field != EXISTS:
                found += self._back(change, part)
        return found

    def _back(self, change: Change, part: Part | None) -> Iterator[Change]:
        """The change that sets a value back, unless something was made of it since."""
        if part is None:
            self._keep(change, _GONE)
        elif (change.id, change.field) in self._since or part.get(change.field) != change.new:
            if part.get(change.field) != change.old:
                self._keep(change, _EDITED)
        else:
            yield change.inverse()

    def _keep(self, change: Change, why: str) -> None:
        self.kept.append((change, why, self._since.get((change.id, change.field)), self.owners.get(change.id, 0)))
