"""Editing in the cells of a table: one value is one action, and what can't be read is never dropped silently."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Field
from fenyang_desktop.gui.ledger.editors import ChoiceEditor, Editor, LineEditor, LongEditor, make_editor
from fenyang_desktop.gui.ledger.entry import read_entry, reason_of, understood
from fenyang_desktop.gui.ledger.model import Index
from fenyang_desktop.gui.session import Session

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAB_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_LEAST_WIDTH, _LONG_WIDTH = 160, 320


class CellDelegate(QStyledItemDelegate):
    """Makes, reads and checks the editors of a table. What a cell holds and how it is set, a subclass says."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._workspace = session.workspace  # of what is edited

    # -- what a subclass says

    def field_at(self, index: Index) -> Field | None:
        """The field of a cell; None where there is nothing to edit."""
        raise NotImplementedError

    def shown_at(self, index: Index) -> str:
        """The text that the editor of a cell starts with."""
        raise NotImplementedError

    def set_values(self, index: Index, values: dict[str, Stored]) -> bool:
        """Set what was typed. False if refused; the session has told why."""
        raise NotImplementedError

    def read(self, field: Field, text: str) -> dict[str, Stored]:
        """The values that a typed text sets. Raises UserError."""
        return read_entry(field, text, self._session.listing, self._session.reference_date.year)

    # -- editing in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget | None:  # type: ignore[override]
        field = self.field_at(index)
        if field is None:
            return None
        self._workspace = self._session.workspace
        editor = make_editor(field, self._session.listing, parent)
        editor.setAutoFillBackground(True)
        editor.load(self.shown_at(index))
        hint = Hint(parent, editor)
        editor.retyped.connect(lambda: self._show_hint(editor, hint))
        if isinstance(editor, ChoiceEditor):
            editor.picked.connect(lambda: self.finish(editor))
            if not editor.isEditable():
                QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Loaded once in `createEditor`: a change elsewhere must not overwrite what is being typed."""
        if isinstance(editor, LineEditor):
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Set what was typed, as one action; what can't be set leaves the editor open and marked."""
        assert isinstance(editor, Editor)
        if self.field_at(index) is None or editor.typed() == editor.original or not self.check(editor):
            return
        values = self.read(editor.field, editor.typed())
        before, editor.original = editor.original, editor.typed()  # nothing unsaved any more, should the rows move now
        if not self.set_values(index, values):
            editor.original = before
            editor.mark("没有保存，请改正或按 Esc 放弃。")

    def check(self, editor: Editor) -> bool:
        """Whether what is typed can be read; otherwise the editor is marked and the reason is told."""
        try:
            self.read(editor.field, editor.typed())
        except UserError as error:
            editor.mark(reason_of(error))
            self._session.told.emit(f"{editor.field.label}：{reason_of(error)}请改正，或按 Esc 放弃。")
            return False
        editor.mark("")
        return True

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over its cell; wider and taller where the value needs it, but never out of view."""
        least = _LONG_WIDTH if isinstance(editor, LongEditor) else min(_LEAST_WIDTH, editor.sizeHint().width())
        place = QRect(option.rect)
        place.setWidth(max(place.width(), least))
        if isinstance(editor, LongEditor):
            place.setHeight(editor.height())
            viewport = editor.parentWidget()
            assert viewport is not None
            room = viewport.rect()
            place.moveRight(min(place.right(), room.right()))
            place.moveBottom(min(place.bottom(), room.bottom()))
            place.moveTo(max(0, place.left()), max(0, place.top()))
        editor.setGeometry(place)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        pressed = event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and isinstance(editor, Editor):
            if event.key() in _ENTER_KEYS:
                if isinstance(editor, LongEditor) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    return False  # a new line
                self.finish(editor)  # Qt would do it later, when the rows may have moved under the editor
                return True
            if event.key() in _TAB_KEYS and editor.typed() != editor.original and not self.check(editor):
                return True
            if event.key() == Qt.Key.Key_Escape:
                editor.original = editor.typed()  # nothing to keep
                editor.blockSignals(True)  # a list loses the focus as it closes, and would pick what was given up
        return super().eventFilter(editor, event)

    def finish(self, editor: Editor) -> None:
        """Keep what is typed and close the editor; it stays open and marked if that can't be read or set."""
        if editor.typed() == editor.original or self.check(editor):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _show_hint(self, editor: Editor, hint: "Hint") -> None:
        try:
            hint.say(understood(editor.field, editor.typed(), self._session.reference_date.year))
        except UserError as error:
            hint.say(reason_of(error))


class EditingTable(QTableView):
    """A table whose open editor can be kept, or held until what is typed can be read."""

    editor_closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def cell_delegate(self) -> CellDelegate:
        delegate = self.itemDelegate()
        assert isinstance(delegate, CellDelegate)
        return delegate

    def open_editor(self) -> Editor | None:
        """The editor that is open in a cell."""
        for editor in self.viewport().children():
            if isinstance(editor, Editor) and not editor.isHidden():
                return editor
        return None

    def wrong_editor(self) -> Editor | None:
        """The open editor, if its text can't be read."""
        editor = self.open_editor()
        return editor if editor is not None and editor.reason else None

    def keep_wrong_editor(self) -> bool:
        """Bring the user back to the open editor whose text can't be read, if there is one."""
        editor = self.wrong_editor()
        if editor is not None:
            editor.setFocus()
        return editor is not None

    def finish_editing(self) -> bool:
        """Keep what is typed into a cell. False if that can't be done: the editor stays open then, with the focus."""
        editor = self.open_editor()
        if editor is not None:
            self.cell_delegate().finish(editor)
        return not self.keep_wrong_editor()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """What can't be read is never dropped silently: its editor stays until it is mended or given up with Esc."""
        if isinstance(editor, Editor) and editor.reason:
            if editor.typed() != editor.original:  # given up with Esc, it holds nothing to keep
                return
            self._session.settled.emit()
        super().closeEditor(editor, hint)
        self.editor_closed.emit()


class Hint(QLabel):
    """A line beside an editor in the table that says how the text is understood while it is typed."""

    def __init__(self, viewport: QWidget, editor: QWidget) -> None:
        super().__init__(viewport)
        self._editor = editor
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.setFrameShape(QLabel.Shape.Box)
        self.setContentsMargins(4, 1, 4, 1)
        self.hide()
        editor.destroyed.connect(self.deleteLater)
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Hide, QEvent.Type.Close):
            self.hide()
        return False

    def say(self, text: str) -> None:
        self.setText(text)
        self.setVisible(bool(text))
        self.adjustSize()
        viewport = self.parentWidget()
        assert viewport is not None
        editor, room = self._editor.geometry(), viewport.rect()
        left = max(0, min(editor.left(), room.right() - self.width()))
        below = editor.bottom() + 1
        top = below if below + self.height() <= room.bottom() else editor.top() - self.height() - 1
        self.move(left, top)
        self.raise_()
