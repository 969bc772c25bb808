"""The widgets in which values are typed, in the table and in the form alike.

Each editor loads a text, says what is typed now, announces every change (`retyped`), and can be marked as wrong.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QPlainTextEdit, QWidget

from fenyang_desktop.domain.fields import KIND_LABELS, Field, Type
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.ledger.entry import parent_choices
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.undo import TextLine, belongs_to_window
from fenyang_desktop.services.listing import Listing

PLACEHOLDERS = {
    Type.DEADLINE: "如 2023年10月底前",
    Type.MONEY: "如 3400、1.2亿、约3400",
    Type.LIST: "多个用、隔开",
}


class LineEditor(TextLine):
    """One line of text."""

    retyped = Signal()
    left = Signal()  # Enter, or the focus goes elsewhere
    given_up = Signal()  # Esc

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.original = ""
        self.reason = ""
        self.setAccessibleName(field.label)
        if field.type in (Type.MONEY, Type.PERCENT, Type.DECIMAL):
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textChanged.connect(self.retyped)
        self.editingFinished.connect(self.left)

    def load(self, text: str) -> None:
        self.original = text
        with QSignalBlocker(self):
            self.setText(text)
            self.setCursorPosition(0)

    def typed(self) -> str:
        return self.text()

    def is_untouched(self) -> bool:
        return self.typed() == self.original

    def mark(self, reason: str) -> None:
        self.reason = reason
        mark(self, reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.typed() != self.original:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class LongEditor(QPlainTextEdit):
    """Several lines; Tab leaves it, Ctrl+Enter keeps what is typed."""

    retyped = Signal()
    left = Signal()
    given_up = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.original = ""
        self.reason = ""
        self.setAccessibleName(field.label)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 12)
        self.textChanged.connect(self.retyped)

    def load(self, text: str) -> None:
        self.original = text
        with QSignalBlocker(self):
            self.setPlainText(text)

    def typed(self) -> str:
        return self.toPlainText()

    def mark(self, reason: str) -> None:
        self.reason = reason
        mark(self, reason)

    def event(self, event: QEvent) -> bool:
        if belongs_to_window(self, event, untouched=self.typed() == self.original):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape and self.typed() != self.original:
            self.given_up.emit()
        elif entered and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class ChoiceEditor(QComboBox):
    """One of a few words; the empty one means "not given". With `searchable`, part of a word finds it."""

    retyped = Signal()
    left = Signal()  # Enter, a choice from the popup, or the focus goes elsewhere
    picked = Signal()  # a choice from the popup
    given_up = Signal()

    def __init__(
        self, field: Field, choices: Sequence[str], parent: QWidget | None = None, *, searchable: bool = False
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.original = ""
        self.reason = ""
        self.setAccessibleName(field.label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.addItems(list(choices))
        if searchable:
            self._make_searchable()
        self.currentTextChanged.connect(self.retyped)
        self._by_key = False
        self.textActivated.connect(self._choose)
        self.picked.connect(self.left)

    def _choose(self) -> None:
        """A choice is activated: in the popup it was picked, by an arrow key in the closed list only passed over."""
        if not self._by_key:
            self.picked.emit()

    def _make_searchable(self) -> None:
        self.setEditable(True)
        self.setLineEdit(_ChoiceLine(self))
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line, completer = self.lineEdit(), self.completer()
        assert line is not None
        assert completer is not None
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setPlaceholderText("输入名称查找")
        line.editingFinished.connect(self.left)

    def offer(self, choices: Sequence[str]) -> None:
        """Other choices; what is typed stays."""
        typed = self.typed()
        with QSignalBlocker(self):
            self.clear()
            self.addItems(list(choices))
            self._put(typed)

    def load(self, text: str) -> None:
        self.original = text
        with QSignalBlocker(self):
            self._put(text)

    def _put(self, text: str) -> None:
        if line := self.lineEdit():
            self.setCurrentIndex(self.findText(text))
            self.setEditText(text)
            line.setCursorPosition(0)
        else:
            if text and self.findText(text) < 0:
                self.addItem(text)  # a word of an older program, or of a sheet
            self.setCurrentIndex(self.findText(text))

    def typed(self) -> str:
        return self.currentText()

    def mark(self, reason: str) -> None:
        self.reason = reason
        mark(self, reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.typed() != self.original:
            self.given_up.emit()
            return
        self._by_key = True
        super().keyPressEvent(event)
        self._by_key = False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isEditable():
            event.accept()
            self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason and not self.isEditable():
            self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the form; turned over a value it would change it unseen


class _ChoiceLine(TextLine):
    """The line in which a choice is searched for."""

    def is_untouched(self) -> bool:
        choice = self.parent()
        return isinstance(choice, ChoiceEditor) and choice.typed() == choice.original


Editor = LineEditor | LongEditor | ChoiceEditor


def make_editor(field: Field, listing: Listing, parent: QWidget | None = None) -> Editor:
    """The editor that suits a field's type."""
    match field.type:
        case Type.KIND:
            return ChoiceEditor(field, list(KIND_LABELS.values()), parent)
        case Type.CHOICE:
            return ChoiceEditor(field, ("", *field.choices), parent)
        case Type.BOOL:
            return ChoiceEditor(field, ("", "是", "否"), parent)
        case Type.PARENT:
            return ChoiceEditor(field, ("", *parent_choices(listing)), parent, searchable=True)
        case Type.LONG_TEXT:
            return LongEditor(field, parent)
        case _:
            return LineEditor(field, parent)


def mark(editor: QWidget, reason: str) -> None:
    """Show that what is typed can't be read, and why; an empty reason takes the mark off."""
    color = light_color(Light.RED, is_dark(editor)).name()
    name = editor.metaObject().className()
    editor.setStyleSheet(f"{name} {{ border: 1px solid {color}; }}" if reason else "")
    editor.setToolTip(reason)
    editor.setAccessibleDescription(reason)
