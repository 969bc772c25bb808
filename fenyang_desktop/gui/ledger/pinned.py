"""The names stay in view when the table is scrolled sideways: they are painted over its left edge."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView, QWidget

_MOST = 0.6  # of the table's width; wider names would leave no room for what they belong to
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)


class PinnedNames(QWidget):
    """Paints column 0 with the table's own delegate, and hands the mouse on to the cells that it stands for."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def follow(self) -> None:
        """Show where the table is scrolled sideways, else hide."""
        view, width = self._table.viewport().geometry(), self._table.columnWidth(0)
        on = self._table.horizontalScrollBar().value() > 0 and width <= view.width() * _MOST
        if on:
            self.setGeometry(view.left(), view.top(), width, view.height())
            self.raise_()
            self.update()
        self.setVisible(on)

    def paintEvent(self, event: QPaintEvent) -> None:
        table, model = self._table, self._table.model()
        painter = QPainter(self)
        painter.fillRect(self.rect(), table.palette().color(QPalette.ColorRole.Base))
        row = table.rowAt(0)
        while 0 <= row < model.rowCount() and (top := table.rowViewportPosition(row)) < self.height():
            option = self._option(row, QRect(0, top, self.width(), table.rowHeight(row)))
            table.itemDelegate().paint(painter, option, model.index(row, 0))
            row += 1
        painter.setPen(table.palette().color(QPalette.ColorRole.Mid))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        painter.end()

    def _option(self, row: int, rect: QRect) -> QStyleOptionViewItem:
        table, index = self._table, self._table.model().index(row, 0)
        option, flag = QStyleOptionViewItem(), QStyle.StateFlag
        option.initFrom(table)
        option.rect, option.font = rect, table.font()
        option.state = flag.State_Enabled
        for holds, state in (
            (table.isActiveWindow(), flag.State_Active),
            (table.selectionModel().isSelected(index), flag.State_Selected),
            (table.hasFocus() and table.currentIndex() == index, flag.State_HasFocus),
        ):
            if holds:
                option.state |= state
        return option

    def event(self, event: QEvent) -> bool:
        viewport = self._table.viewport()
        if isinstance(event, QMouseEvent):
            spot = event.position()
            if event.type() in _PRESSES:
                spot -= QPointF(self._table.horizontalScrollBar().value(), 0)
            else:  # at the edge, a selection that is being drawn would scroll the table back
                spot.setX(max(spot.x(), self._table.autoScrollMargin() + 1))
            handed = QMouseEvent(
                event.type(), spot, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
            )
            return QCoreApplication.sendEvent(viewport, handed)
        if isinstance(event, QHelpEvent):
            return QCoreApplication.sendEvent(
                viewport, QHelpEvent(event.type(), self._under(event.pos()), event.globalPos())
            )
        if isinstance(event, QContextMenuEvent):
            menu = QContextMenuEvent(event.reason(), self._under(event.pos()), event.globalPos(), event.modifiers())
            return QCoreApplication.sendEvent(viewport, menu)
        return super().event(event)

    def _under(self, spot: QPoint) -> QPoint:
        return spot - QPoint(self._table.horizontalScrollBar().value(), 0)
