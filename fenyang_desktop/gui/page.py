"""What every page of the window is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fenyang_desktop.gui.session import Session


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
    export_requested = Signal()  # export the rows shown, to be filled in and imported again
    go_to = Signal(str)  # bring the page of this title to the front

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def enter(self) -> None:
        """The page comes to the front: put the focus where work begins, load what was put off."""

    def reveal(self, id: int) -> None:
        """Select this item and scroll it into view, if the page shows items."""

    def shut(self) -> None:
        """The window closes, and no work is under way any more: let go of what lives outside it."""

    def save_state(self) -> dict[str, object]:
        """What the page wants to find again at the next start (JSON values)."""
        return {}

    def restore_state(self, state: dict[str, object]) -> None:
        """The counterpart of `save_state`; anything may be missing or odd."""
