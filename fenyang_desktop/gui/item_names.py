"""The names of items, those that are gone among them."""

from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.gui.session import Session

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
