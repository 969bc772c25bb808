"""The names of items and their records, those that are gone among them."""

from collections.abc import Iterable

from fenyang_desktop.domain.changes import Change
from fenyang_desktop.domain.closing import CLOSE
from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.naming import Subject, subjects

_ONE_BY_ONE = 20  # names of items that are gone; beyond, all are read at once


class ItemNames:
    """An item's present name, or the last that it had. `forget` once something changed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.forget()

    def forget(self) -> None:
        self._names: dict[int, str] = {}
        self._last_names: dict[int, StoredChange] | None = None  # of all items, read once many are asked for
        self._asked = 0
        self._subjects: dict[tuple[str, int], Subject] = {}

    def look_up(self, changes: Iterable[Change]) -> None:
        """Find at once what these changes are of."""
        workspace = self._session.workspace
        unknown = [change for change in changes if (change.entity, change.id) not in self._subjects]
        if unknown and workspace is not None:
            self._subjects |= subjects(workspace, unknown)

    def subject(self, change: Change) -> Subject:
        """The item, and which of its records, that a change is of."""
        self.look_up([change])
        return self._subjects.get((change.entity, change.id), Subject(None))

    def of(self, change: Change) -> str:
        """第二污水处理厂 · 2023年9月; 市住建局 2023年9月; of the file itself （台账）."""
        item, record = self.subject(change)
        if item is None:
            return f"（台账） · {record}" if change.entity == CLOSE else record or "（台账）"
        return f"{self(item)} · {record}" if record else self(item)

    def __call__(self, item_id: int) -> str:
        if item_id not in self._names:
            item = self._session.listing.tree.items.get(item_id)
            self._names[item_id] = item.name if item else self._last_name(item_id)
        return self._names[item_id]

    def _last_name(self, item_id: int) -> str:
        workspace = self._session.workspace
        assert workspace is not None
        if self._last_names is None and self._asked < _ONE_BY_ONE:
            self._asked += 1
            found = workspace.trail(item_id, "name", 1)
        else:
            if self._last_names is None:
                self._last_names = {one.change.id: one for one in reversed(workspace.trail(None, "name"))}
            found = [self._last_names[item_id]] if item_id in self._last_names else []
        name = found[0].change.new or found[0].change.old if found else f"编号 {item_id}"
        return f"{name}（已删除）"
