"""What items were called before: a sheet may still use a name that the office changed, or bring what it deleted."""

from collections.abc import Mapping
from functools import cached_property

from fenyang_desktop.domain.changes import Action
from fenyang_desktop.domain.history import standing
from fenyang_desktop.domain.names import Marks, core_name, marks_of, rough_core
from fenyang_desktop.services.workspace import Workspace

_Likeness = tuple[str, Marks]


class FormerNames:
    """The names that items no longer have; read when a new row first asks."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def doubt(self, name: str) -> str:
        """Why a new row of this name may be no new item, "" if nothing says so."""
        return self._doubts.get(_likeness(name), "") if self._rough and rough_core(name) in self._rough else ""

    @cached_property
    def _rough(self) -> frozenset[str]:
        return frozenset(rough_core(core) for core, _ in self._doubts)

    @cached_property
    def _doubts(self) -> Mapping[_Likeness, str]:
        """The question that each former name calls for; an item that is still there comes before one that isn't."""
        sets = {one.id: one for one in self._workspace.sets()}
        stands = standing(sets.values())
        names = {item.id: item.name for item in self._workspace.items()}
        renamed, deleted = {}, {}
        for set_id, change in self._workspace.later_changes(field="name"):
            if set_id not in stands or change.old is None:
                continue
            old = str(change.old)
            if change.id in names and _likeness(old) != _likeness(names[change.id]):
                now = names[change.id]
                renamed[_likeness(old)] = f"台账中编号 {change.id} 曾叫“{old}”，现名“{now}”，确认要另外新增一项吗"
            elif change.new is None and change.id not in names and sets[set_id].source.action is Action.DELETE:
                deleted[_likeness(old)] = f"台账中曾有“{old}”，后来删除了，确认要重新新增吗"
        return deleted | renamed


def _likeness(name: str) -> _Likeness:
    return core_name(name), marks_of(name)
