"""The table of an item's records, edited in its cells."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Field, Type
from fenyang_desktop.domain.parts import Part
from fenyang_desktop.domain.values import display
from fenyang_desktop.gui.ledger.cell_editing import CellDelegate, EditingTable
from fenyang_desktop.gui.ledger.entry import act_in
from fenyang_desktop.gui.ledger.model import Index
from fenyang_desktop.gui.ledger.parts_model import CLOSED_MARK, PartsModel
from fenyang_desktop.gui.reason_dialog import ask_reason
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import dress_rows
from fenyang_desktop.services.reporting import edit_record

_PAD = 18
_LEAST_TEXT, _MOST_TEXT = 7, 40  # characters of a text column
_FULLEST = {
    Type.MONTH: "2023年12月",
    Type.YEAR: "2023年",
    Type.PERIOD: "2023年12月",
    Type.DEADLINE: "2023年10月中旬",
    Type.MONEY: "123,456.78",
}


class PartsTable(EditingTable):
    """Enter, F2, a double click or simply typing edits a cell."""

    def __init__(self, session: Session, model: PartsModel) -> None:
        super().__init__(session)
        self._model = model
        dress_rows(self, "月报和计划")
        self.setModel(model)
        self.setItemDelegate(_PartsDelegate(session, model, self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.horizontalHeader().setStretchLastSection(False)
        model.modelReset.connect(self.fit_columns)

    def fit_columns(self) -> None:
        """Figures and words as wide as they are; texts share what is left."""
        metrics, fields = self.fontMetrics(), self._model.fields
        one = metrics.horizontalAdvance("汉")
        widths = {}
        for section, field in enumerate(fields):
            head = max(map(metrics.horizontalAdvance, self._model.label(field).split("\n")))
            mark = CLOSED_MARK if section == 0 and any(map(self._model.is_closed, self._model.rows)) else ""
            fullest = metrics.horizontalAdvance(_FULLEST.get(field.type, "") + mark)
            widths[section] = max(head, fullest, field.width * one // 2 if field.type is Type.TEXT else 0) + _PAD
        texts = [section for section, field in enumerate(fields) if field.type is Type.LONG_TEXT]
        left = self.viewport().width() - sum(widths[section] for section in widths if section not in texts)
        for section, width in widths.items():
            if section in texts:
                width = max(_LEAST_TEXT * one + _PAD, min(_MOST_TEXT * one, left // len(texts)))
            self.setColumnWidth(section, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit_columns()

    @property
    def reasons(self) -> "Reasons":
        """Who asks why a closed month is corrected."""
        delegate = self.itemDelegate()
        assert isinstance(delegate, _PartsDelegate)
        return delegate.reasons

    def selected_parts(self) -> list[Part]:
        """The records of the selected rows."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [part for row in rows if (part := self._model.part_at(row))]

    def go_to(self, id: int, column: int) -> None:
        """Make a cell of a record current and bring it into view."""
        index = self._model.index(self._model.row_of(id), column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.keep_wrong_editor():
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)


class Reasons:
    """Asks why a closed month is corrected, each time anew; the last reason is offered again."""

    def __init__(self, window: QWidget) -> None:
        self._window, self._last = window, ""

    def ask(self, months: str) -> str | None:
        """The reason; None if it was called off."""
        text = f"{months}已经封账。写明原因，这次修改作为更正列入更正表；当时的报表不变。"
        given = ask_reason("更正", text, "更正(&C)", self._last, self._window)
        self._last = given or self._last
        return given or None


class _PartsDelegate(CellDelegate):
    """Sets one value of a record as one action."""

    def __init__(self, session: Session, model: PartsModel, parent: QWidget) -> None:
        super().__init__(session, parent)
        self._model = model
        self.reasons = Reasons(parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        has_focus = option.state & QStyle.StateFlag.State_HasFocus
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)
        if has_focus:
            painter.save()
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Accent), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            painter.restore()

    def field_at(self, index: Index) -> Field | None:
        return self._model.fields[index.column()] if self._model.part_at(index.row()) else None

    def shown_at(self, index: Index) -> str:
        part, field = self._model.part_at(index.row()), self._model.fields[index.column()]
        assert part is not None
        return display(field, part.get(field.key))

    def read(self, field: Field, text: str) -> dict[str, Stored]:
        values = super().read(field, text)
        if field is self._model.kind.key and values[field.key] is None:
            raise UserError("part_key_required", kind=self._model.kind.label, field=field.label)
        return values

    def set_values(self, index: Index, values: dict[str, Stored]) -> bool:
        part = self._model.part_at(index.row())
        if part is None:
            return False
        reason = self.reasons.ask(part.head) if self._model.is_closed(part, values) else ""
        if reason is None:
            return False
        return act_in(self._session, self._workspace, lambda workspace: edit_record(workspace, part, values, reason))
