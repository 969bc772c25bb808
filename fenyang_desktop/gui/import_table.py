"""The table of an import's preview: a line for each row of the file, what stands under it, and sentences across."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QTableView

from fenyang_desktop.gui.import_model import CELL, COLUMNS, LEAST_WIDTHS, NEW, OLD, WHAT, WIDTHS, ImportModel
from fenyang_desktop.gui.tables import LEFT, RoomyDelegate, dress_rows

_ARROW, _MARGIN = 12, 8
INDENT = 28


class PreviewDelegate(RoomyDelegate):
    """Draws the arrow of a line that can be folded, and a frame round every tick (Fusion shows none on dark)."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        model = index.model()
        if isinstance(model, ImportModel) and index.column() == WHAT and model.is_value(index.row()):
            option.rect.adjust(INDENT, 0, 0, 0)
        is_open = model.is_open(index.row()) if isinstance(model, ImportModel) and index.column() == WHAT else None
        if is_open is not None:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = QSize(_ARROW, _ARROW)
            role = QPalette.ColorRole.HighlightedText if _is_selected(option) else QPalette.ColorRole.Text
            option.icon = _arrow(option.palette.color(role), is_open=is_open)
        if isinstance(model, ImportModel) and model.is_sentence(index.row()):
            option.text = ""  # written across the row
        elif index.column() == CELL:
            option.textElideMode = Qt.TextElideMode.ElideLeft  # the row tells more than the sheet
        elif isinstance(model, ImportModel) and index.column() == WHAT and self._is_cut(option, index):
            option.text = model.label(index.row()) or option.text

    def _is_cut(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> bool:
        style, widget = QApplication.style(), option.widget
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, widget).width()
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, widget) + 1
        return option.fontMetrics.horizontalAdvance(option.text) > room - 2 * margin

    def is_cut(self, index: QModelIndex) -> bool:
        """Whether the text of a cell, or the sentence of a row, doesn't fit."""
        table, model = self.parent(), index.model()
        assert isinstance(table, PreviewTable)
        option = QStyleOptionViewItem()
        table.initViewItemOption(option)
        option.rect = table.visualRect(index)
        if isinstance(model, ImportModel) and model.is_sentence(index.row()):
            needed = option.fontMetrics.horizontalAdvance(str(index.siblingAtColumn(WHAT).data()))
            return needed > self.sentence_rect(option, index).width()
        self.initStyleOption(option, index)
        return self._is_cut(option, index)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        model = index.model()
        if isinstance(model, ImportModel) and model.is_sentence(index.row()):
            self._write_across(painter, option, index)
        if index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            painter.setPen(option.palette.color(QPalette.ColorRole.Dark))
            painter.drawRect(self.tick_rect(option, index).adjusted(0, 0, -1, -1))

    def _write_across(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Write the part of a row's sentence that falls in one cell; it ends in … at the edge of the table."""
        first = index.model().index(index.row(), WHAT)
        row, metrics = self.sentence_rect(option, index), option.fontMetrics
        color = first.data(Qt.ItemDataRole.ForegroundRole)
        if _is_selected(option) or not color:
            color = option.palette.color(
                QPalette.ColorRole.HighlightedText if _is_selected(option) else QPalette.ColorRole.Text
            )
        painter.save()
        painter.setClipRect(option.rect)
        painter.setFont(option.font)
        painter.setPen(color)
        text = metrics.elidedText(str(first.data()), Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, LEFT.value | Qt.TextFlag.TextSingleLine.value, text)
        painter.restore()

    def sentence_rect(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where the sentence of a row stands: from the first column, or the arrow in it, to the edge of the table."""
        table = self.parent()
        assert isinstance(table, PreviewTable)
        left, margin, model = table.columnViewportPosition(WHAT), _MARGIN, index.model()
        if isinstance(model, ImportModel) and (
            model.is_open(index.row()) is not None or model.line_row(index.row()) < index.row()
        ):
            left += _ARROW + 4
        return QRect(left, option.rect.top(), table.viewport().width() - left, option.rect.height()).adjusted(
            margin, 0, -margin, 0
        )

    def tick_rect(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Where the tick stands."""
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        return QApplication.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, full, option.widget)


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def _arrow(color: QColor, *, is_open: bool) -> QIcon:
    pixmap = QPixmap(_ARROW * 2, _ARROW * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    down = [QPoint(3, 7), QPoint(21, 7), QPoint(12, 18)]
    right = [QPoint(7, 3), QPoint(7, 21), QPoint(18, 12)]
    painter.drawPolygon(down if is_open else right)
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)


class PreviewTable(QTableView):
    """The table of a preview: space ticks the selected rows; arrows, Enter and a click fold a line.

    The columns share its width until one is dragged. No tree, which would ask the model about each of two hundred
    thousand rows whenever a filter is turned; and no spans, which take Qt seconds more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(PreviewDelegate(self))
        dress_rows(self, "导入预览")
        self._sharing = self._by_hand = False
        self._empty_text = ""
        self.horizontalHeader().sectionResized.connect(self._note_width)

    def set_empty_text(self, text: str) -> None:
        """What stands in the table where no line is shown."""
        self._empty_text = text
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        model = self.model()
        if model is not None and model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(24, 0, -24, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty_text)
            painter.end()

    def minimumSizeHint(self) -> QSize:
        """No narrower than the columns at their least."""
        least = sum(shared_widths(0, self.fontMetrics().horizontalAdvance("汉")))
        return QSize(least + self.verticalScrollBar().sizeHint().width() + 2, super().minimumSizeHint().height())

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Give every column its part of the width, none less than it needs to be read."""
        if self._by_hand or self.model() is None:
            return
        one = self.fontMetrics().horizontalAdvance("汉")
        self._sharing = True
        for column, width in enumerate(shared_widths(self.viewport().width(), one)):
            self.setColumnWidth(column, width)
        self._sharing = False

    def is_cut(self, row: int) -> bool:
        """Whether something of what a row says doesn't fit."""
        delegate, model = self.itemDelegate(), self.model()
        assert isinstance(delegate, PreviewDelegate)
        return any(delegate.is_cut(model.index(row, column)) for column in (WHAT, OLD, NEW))

    def _note_width(self, column: int) -> None:
        """A column that was dragged keeps its width. (The last is stretched by Qt.)"""
        self._by_hand = self._by_hand or not (self._sharing or column == len(COLUMNS) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model, row = self.model(), self.currentIndex().row()
        if not isinstance(model, ImportModel) or row < 0:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Space:
                model.toggle(sorted(index.row() for index in self.selectionModel().selectedRows()))
            case Qt.Key.Key_Left:
                line = model.line_row(row)
                self.setCurrentIndex(model.index(line, 0))
                model.set_open(line, is_open=False)
            case Qt.Key.Key_Right:
                model.set_open(row, is_open=True)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._turn(model, row)
            case Qt.Key.Key_Home | Qt.Key.Key_End if not event.modifiers():
                self.setCurrentIndex(model.index(0 if event.key() == Qt.Key.Key_Home else model.rowCount() - 1, WHAT))
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index, model = self.indexAt(event.position().toPoint()), self.model()
        if not isinstance(model, ImportModel) or not index.isValid():
            return
        if index.column() != WHAT and not model.is_sentence(index.row()):
            return
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        delegate = self.itemDelegate()
        tick_ends = delegate.tick_rect(option, index).right() if isinstance(delegate, PreviewDelegate) else 0
        if event.position().x() > tick_ends + 2 and not event.modifiers():
            self._turn(model, index.row())

    def _turn(self, model: ImportModel, row: int) -> None:
        model.set_open(row, is_open=not model.is_open(row))


def shared_widths(width: int, one: int) -> list[int]:
    """The widths of the columns in a table of this width, where a Chinese character takes `one`.

    Room beyond what the columns wish for goes to the first; where it falls short, all give way down to the least.
    """
    wished, least = ([count * one + 12 for count in counts] for counts in (WIDTHS, LEAST_WIDTHS))
    give = sum(wished) - sum(least)
    lacking = min(max(sum(wished) - width, 0), give)
    widths = [wish + (low - wish) * lacking // give for wish, low in zip(wished, least, strict=True)]
    widths[WHAT] += max(width - sum(widths), 0)
    return widths
