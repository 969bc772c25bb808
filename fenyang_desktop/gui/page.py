"""What every page of the window is."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from fenyang_desktop.gui.icons import refresh_icons
from fenyang_desktop.gui.jobs import Job
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import refresh_links


@runtime_checkable
class ReceivesText(Protocol):
    """A page that takes cells copied from a spreadsheet."""

    def add_text(self, text: str) -> None: ...


@runtime_checkable
class ShowsReports(Protocol):
    """A page on which the monthly reports of an item are typed."""

    def show_reports(self) -> None: ...


class Page(QWidget):
    """One page of the window. It reads from the session and repaints on the session's signals.

    `title` and `icon` (a file name under resources/icons, without .svg) stand in the navigation.
    """

    title = ""
    icon = ""

    # What a page asks of the window; the shell connects these for every page.
    open_item = Signal(int)  # show this item in 项目台账
    show_in_gantt = Signal(int)  # show this item in 甘特图
    show_history = Signal(int)  # show who set this item's values
    show_records = Signal()  # show what was imported
    export_requested = Signal()  # export the rows shown, to be filled in and imported again
    pasted = Signal(str)  # cells copied from a spreadsheet, to be looked at as an import
    file_saved = Signal(str, object)  # a sentence, and the Path of a file that was made for somebody else
    moved_on = Signal()  # something else is in view, or was done: what `file_saved` said is no news any more
    go_to = Signal(str)  # bring the page of this title to the front
    state_changed = Signal()  # `save_state` has something else to say

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def enter(self) -> None:
        """The page comes to the front: put the focus where work begins, load what was put off."""

    def reveal(self, id: int) -> None:
        """Select this item and scroll it into view, if the page shows items."""

    def shut(self) -> None:
        """The window closes, and no work is under way any more: let go of what lives outside it."""

    def offer(self, text: str, keys: str, slot: Callable[[], object]) -> None:
        """A command of this page: it stands in the menu 查看 while the page is in front, and its keys hold then."""
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: slot())
        self.addAction(action)

    def stops(self, job: Job) -> bool:
        """Whether the page shows a button of its own that stops this work."""
        return False

    def selected_ids(self) -> list[int]:
        """The items that are selected on the page."""
        return []

    def can_search(self) -> bool:
        """Whether `go_search` does anything (编辑 → 查找)."""
        return False

    def go_search(self) -> None:
        """Put the focus where a search is typed."""

    def can_copy(self) -> bool:
        """Whether `copy` does anything now (编辑 → 复制)."""
        return False

    def copy(self) -> None:
        """Put what is selected on the clipboard."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            refresh_icons(self)
            refresh_links(self)

    def save_state(self) -> dict[str, object]:
        """What the page wants to find again at the next start (JSON values)."""
        return {}

    def restore_state(self, state: dict[str, object]) -> None:
        """The counterpart of `save_state`; anything may be missing or odd."""
