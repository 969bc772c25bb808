"""What tests of the ledger do by mouse and keyboard, and how they read what shows."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from fenyang_desktop.gui.ledger.cell_editing import Hint
from fenyang_desktop.gui.ledger.editors import LineEditor
from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COLUMNS

Key = Qt.Key
NO, CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton


def shown(page: LedgerPage, key: str = "name") -> list[str]:
    column = COLUMNS.index(key)
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def go_to(page: LedgerPage, id: int, key: str = "name") -> None:
    page.table.setCurrentIndex(page.model.index(page.model.row_of(id), COLUMNS.index(key)))


def value(session: Session, id: int, key: str):
    return session.listing.item(id).get(key)


def steps(session: Session) -> int:
    assert session.workspace is not None
    return len(session.workspace.undo_stack())


def click(qtbot, page: LedgerPage, spot: QPoint, modifier=NO) -> None:
    qtbot.mouseClick(page.table.viewport(), LEFT, modifier, spot)


def spot_of(page: LedgerPage, id: int, key: str = "name") -> QPoint:
    return page.table.visualRect(page.model.index(page.model.row_of(id), COLUMNS.index(key))).center()


def write(widget, text: str) -> None:
    """Type as an input method does: Chinese has no keys."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def hint(page: LedgerPage) -> str:
    """What stands beside the open editor."""
    return "".join(child.text() for child in page.table.viewport().findChildren(Hint) if child.isVisible())


def open_editor(qtbot, page: LedgerPage, id: int, key: str, text: str) -> LineEditor:
    go_to(page, id, key)
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.open_editor()
    assert editor is not None
    editor.selectAll()
    write(editor, text)
    return editor
