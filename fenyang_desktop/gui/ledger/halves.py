"""The list above, and below it, once it is opened, the records of the current item."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from fenyang_desktop.gui.session import Session

if TYPE_CHECKING:
    from fenyang_desktop.gui.ledger.parts_pane import PartsPane

_USUAL_HEIGHT = 240
_HEIGHTS = range(100, 1201)


class Halves(QSplitter):
    """Keeps the height of the lower half, and makes what stands in it when it is first opened."""

    closed = Signal()  # by the user, in the lower half
    state_changed = Signal()

    def __init__(self, session: Session, above: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._session = session
        self._pane: PartsPane | None = None
        self._height = _USUAL_HEIGHT
        self._tab: object = None
        self.addWidget(above)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._remember_height)

    @property
    def pane(self) -> "PartsPane":
        """What stands below."""
        if self._pane is None:
            from fenyang_desktop.gui.ledger.parts_pane import PartsPane  # the list is shown before it is loaded

            self._pane = PartsPane(self._session)
            self._pane.set_wanted(self._tab)
            self._pane.closed.connect(self.closed)
            self._pane.tabs.currentChanged.connect(self.state_changed)
            self._pane.hide()
            self.addWidget(self._pane)
        return self._pane

    def is_open(self) -> bool:
        return self._pane is not None and not self._pane.isHidden()

    def open(self, on: bool) -> bool:
        """Open or close the lower half. False if what is being typed in it can't be kept."""
        if not self.finish_editing():
            return False
        if on or self._pane is not None:
            self.pane.setVisible(on)
        if on:
            self.setSizes([max(1, self.height() - self._height), self._height])
        return True

    def show_item(self, id: int | None) -> None:
        """Show an item below, if that is open."""
        if self.is_open():
            self.pane.show_item(id)

    def finish_editing(self) -> bool:
        """Keep what is being typed below. False if that can't be done: the user is brought there."""
        return not self.is_open() or self.pane.finish_editing()

    def has_user_below(self) -> bool:
        """Whether the focus is in the lower half."""
        focus = QApplication.focusWidget()
        return self._pane is not None and focus is not None and self._pane.isAncestorOf(focus)

    def _remember_height(self, *_: object) -> None:
        self._height = self.sizes()[1]
        self.state_changed.emit()

    def save_state(self) -> dict[str, object]:
        tab = self._pane.wanted() if self._pane is not None else self._tab
        return {"open": self.is_open(), "height": self._height, "tab": tab}

    def restore_state(self, state: object) -> bool:
        """Take a saved state; whether the lower half is to be opened."""
        if not isinstance(state, dict):
            return False
        height = state.get("height")
        if isinstance(height, int) and height in _HEIGHTS:
            self._height = height
        self._tab = state.get("tab")
        return state.get("open") is True
