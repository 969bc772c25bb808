"""Cells: how they are painted, and how they are edited in place."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemDelegate, QLabel, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.gui.ledger.cells import CellPainter, triangle_rect
from fenyang_desktop.gui.ledger.editors import ChoiceEditor, Editor, LineEditor, make_editor
from fenyang_desktop.gui.ledger.entry import read_entry, reason_of, shown_in_editor, submit, understood
from fenyang_desktop.gui.ledger.model import Index, LedgerModel
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COLUMNS

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAB_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class LedgerDelegate(QStyledItemDelegate):
    """Paints every cell; makes, reads and checks the editors of the table."""

    long_text_wanted = Signal(int, str)  # id, field: a text of several lines is edited in the form

    def __init__(self, session: Session, model: LedgerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self._workspace = session.workspace  # of the item whose cell is edited
        self._painter = CellPainter(session, model)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self._painter.paint(painter, option, index)

    def triangle_at(self, model: LedgerModel, row: int, cell: QRect) -> QRect:
        """Where the triangle that folds a row is drawn; empty if the row has nothing to fold."""
        foldable = model.id_at(row) in model.arranged.foldable
        return triangle_rect(cell, model.depth_at(row)) if foldable else QRect()

    # -- editing in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget | None:  # type: ignore[override]
        field = FIELD[COLUMNS[index.column()]]
        item = self._item(index)
        if item is None:
            return None
        if field.type is Type.LONG_TEXT:
            self.long_text_wanted.emit(item.id, field.key)
            return None
        self._workspace = self._session.workspace
        editor = make_editor(field, self._session.listing, parent)
        editor.setAutoFillBackground(True)
        editor.load(shown_in_editor(item, field, self._session.listing))
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
        assert isinstance(editor, LineEditor | ChoiceEditor)
        item = self._item(index)
        if item is None or editor.typed() == editor.original or not self.check(editor):
            return
        values = read_entry(editor.field, editor.typed(), self._session.listing, self._session.reference_date.year)
        typed = editor.typed()
        editor.original = typed  # the editor holds nothing unsaved any more, should the rows move now
        if not submit(self._session, self._workspace, {item.id: values}):
            editor.original = shown_in_editor(item, editor.field, self._session.listing)
            editor.mark("没有保存，请改正或按 Esc 放弃。")

    def check(self, editor: Editor) -> bool:
        """Whether what is typed can be read; otherwise the editor is marked and the reason is told."""
        try:
            read_entry(editor.field, editor.typed(), self._session.listing, self._session.reference_date.year)
        except UserError as error:
            editor.mark(reason_of(error))
            self._session.told.emit(f"{editor.field.label}：{reason_of(error)}请改正，或按 Esc 放弃。")
            return False
        editor.mark("")
        return True

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        wide = max(option.rect.width(), min(160, editor.sizeHint().width()))
        editor.setGeometry(QRect(option.rect.left(), option.rect.top(), wide, option.rect.height()))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        pressed = event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and isinstance(editor, LineEditor | ChoiceEditor):
            if event.key() in _ENTER_KEYS:
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
            text = understood(editor.field, editor.typed(), self._session.reference_date.year)
            hint.say(text)
        except UserError as error:
            hint.say(reason_of(error))

    def _item(self, index: Index) -> Item | None:
        return self._model.item_at(index.row())


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
