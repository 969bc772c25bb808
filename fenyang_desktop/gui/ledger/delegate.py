"""The cells of the ledger: how they are painted, and what is edited in place."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.fields import FIELD, Field, Type
from fenyang_desktop.gui.ledger.cell_editing import CellDelegate
from fenyang_desktop.gui.ledger.cells import CellPainter, triangle_rect
from fenyang_desktop.gui.ledger.entry import shown_in_editor, submit
from fenyang_desktop.gui.ledger.model import Index, LedgerModel
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COLUMNS


class LedgerDelegate(CellDelegate):
    """Paints every cell, and edits the items' values."""

    long_text_wanted = Signal(int, str)  # id, field: a text of several lines is edited in the form

    def __init__(self, session: Session, model: LedgerModel, parent: QWidget) -> None:
        super().__init__(session, parent)
        self._model = model
        self._painter = CellPainter(session, model)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self._painter.paint(painter, option, index)

    def triangle_at(self, model: LedgerModel, row: int, cell: QRect) -> QRect:
        """Where the triangle that folds a row is drawn; empty if the row has nothing to fold."""
        foldable = model.id_at(row) in model.arranged.foldable
        return triangle_rect(cell, model.depth_at(row)) if foldable else QRect()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget | None:  # type: ignore[override]
        field, item = self.field_at(index), self._model.item_at(index.row())
        if field is not None and item is not None and field.type is Type.LONG_TEXT:
            self.long_text_wanted.emit(item.id, field.key)
            return None
        return super().createEditor(parent, option, index)

    def field_at(self, index: Index) -> Field | None:
        return FIELD[COLUMNS[index.column()]] if self._model.item_at(index.row()) is not None else None

    def shown_at(self, index: Index) -> str:
        item = self._model.item_at(index.row())
        assert item is not None
        return shown_in_editor(item, FIELD[COLUMNS[index.column()]], self._session.listing)

    def set_values(self, index: Index, values: dict[str, Stored]) -> bool:
        item = self._model.item_at(index.row())
        return item is not None and submit(self._session, self._workspace, {item.id: values})
