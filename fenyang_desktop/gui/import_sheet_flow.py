"""Text that is longer than its cell, written over the empty cells beside it as spreadsheets do."""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from fenyang_desktop.gui.import_sheet import SheetModel
from fenyang_desktop.gui.tables import RIGHT


def reach(view: QTableView, row: int, column: int) -> int:
    """The last column over which the text of a cell flows: its own where it has room, or is a number or merged."""
    model = view.model()
    if not isinstance(model, SheetModel) or _is_merged(view, row, column):
        return column
    index = model.index(row, column)
    if not (text := index.data()) or index.data(Qt.ItemDataRole.TextAlignmentRole) == RIGHT:
        return column
    needed = QFontMetrics(_font(view, index)).horizontalAdvance(text) + 2 * _margin(view)
    room, last = view.columnWidth(column), column
    while room < needed and model.is_empty(row, last + 1) and not _is_merged(view, row, last + 1):
        last += 1
        room += view.columnWidth(last)
    return last


def _is_merged(view: QTableView, row: int, column: int) -> bool:
    return view.columnSpan(row, column) > 1 or view.rowSpan(row, column) > 1


def _font(view: QTableView, index: QModelIndex) -> QFont:
    font = index.data(Qt.ItemDataRole.FontRole)
    return font if isinstance(font, QFont) else view.font()


def _margin(view: QTableView) -> int:
    """What the style leaves free beside a text."""
    return view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, view) + 1


class SheetDelegate(QStyledItemDelegate):
    """Leaves out the text of a cell that flows over others: that is written when all cells are painted."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        view = self.parent()
        if option.text and isinstance(view, QTableView) and reach(view, index.row(), index.column()) > index.column():
            option.text = ""


def paint_flows(view: QTableView, painter: QPainter) -> None:
    """Write the texts that flow over other cells in the part of the sheet in view."""
    for row, column, last in flows(view):
        index, margin = view.model().index(row, column), _margin(view)
        own = view.visualRect(index)
        right = view.columnViewportPosition(last) + view.columnWidth(last) - 2
        whole = QRect(own.topLeft(), own.bottomRight())
        whole.setRight(right)
        for inner in range(column, last):  # no grid line runs through a text
            beside = view.model().index(row, inner)
            ground = beside.data(Qt.ItemDataRole.BackgroundRole) or view.palette().color(QPalette.ColorRole.Base)
            edge = view.columnViewportPosition(inner) + view.columnWidth(inner) - 1
            painter.fillRect(edge, own.top(), 1, own.height(), ground)
        painter.setFont(_font(view, index))
        room = whole.adjusted(margin, 0, -margin, 0)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        chosen = view.selectionModel().isSelected(index)
        plain = index.data(Qt.ItemDataRole.ForegroundRole) or view.palette().color(QPalette.ColorRole.Text)
        beyond = whole.adjusted(own.width(), 0, 0, 0)
        for part, color in (
            (own, view.palette().color(QPalette.ColorRole.HighlightedText) if chosen else plain),
            (beyond, plain),
        ):
            painter.save()
            painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
            painter.setPen(color)
            painter.drawText(room, flags, text)
            painter.restore()


def flows(view: QTableView) -> Iterator[tuple[int, int, int]]:
    """The cells whose text flows into the part of the sheet in view: row, column, and the last column that it reaches."""
    model, port = view.model(), view.viewport()
    if not isinstance(model, SheetModel):
        return
    left, right = max(view.columnAt(0), 0), view.columnAt(port.width() - 1)
    top, bottom = max(view.rowAt(0), 0), view.rowAt(port.height() - 1)
    right, bottom = (
        (right if right >= 0 else model.columnCount() - 1),
        (bottom if bottom >= 0 else model.rowCount() - 1),
    )
    for row in range(top, bottom + 1):
        for column in model.filled(row, right):
            last = reach(view, row, column)
            if last > column and last >= left:
                yield row, column, last
