"""Ctrl+Z in a text: the text's own undo as long as it has something to take back, and the window's from there on."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

_REDO = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Y)


def belongs_to_window(text: QLineEdit | QPlainTextEdit, event: QEvent, *, untouched: bool = False) -> bool:
    """Whether a key that a text would claim for itself is undo or redo with nothing of its own to do.

    `untouched`: what stands in the text is what was loaded into it.
    """
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    has = text.document() if isinstance(text, QPlainTextEdit) else text
    if event.matches(QKeySequence.StandardKey.Undo):
        return untouched or not has.isUndoAvailable()
    if event.matches(QKeySequence.StandardKey.Redo) or QKeySequence(event.keyCombination()) == _REDO:
        return not has.isRedoAvailable()
    return False


class TextLine(QLineEdit):
    """A line of text that lets the window undo when it has nothing to undo itself."""

    def is_untouched(self) -> bool:
        """Whether what stands in it is what was loaded into it."""
        return False

    def event(self, event: QEvent) -> bool:
        if belongs_to_window(self, event, untouched=self.is_untouched()):
            event.ignore()
            return True
        return super().event(event)
