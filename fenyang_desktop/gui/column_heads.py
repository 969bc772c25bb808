"""The heads over a sheet's columns: letter, what the column is read as, and a small button where a person is asked."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.style import is_dark, light_color

ASKS = Qt.ItemDataRole.UserRole  # what the button on a head says; None where there is none
_AIR, _MARGIN = 5, 4


class ColumnHeads(QHeaderView):
    """A click on a head's button answers its question; a click elsewhere on it is as on any header."""

    answered = Signal(int)  # section

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._pressed = -1
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setMouseTracking(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def button_rect(self, section: int) -> QRect:
        """Where the button of a head stands in the viewport; empty where it has none."""
        text = self._asks(section)
        if not text:
            return QRect()
        metrics = self.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + 2 * _AIR, metrics.height() + 2
        right = self.sectionViewportPosition(section) + self.sectionSize(section)
        return QRect(right - width - _MARGIN, _MARGIN, width, height)

    def _asks(self, section: int) -> str:
        model = self.model()
        return str(model.headerData(section, Qt.Orientation.Horizontal, ASKS) or "") if model else ""

    def _button_at(self, spot: QPoint) -> int:
        section = self.logicalIndexAt(spot)
        return section if section >= 0 and self.button_rect(section).contains(spot) else -1

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if text := self._asks(section):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            color, button = light_color(Light.YELLOW, is_dark(self)), self.button_rect(section)
            painter.setPen(color)
            painter.setBrush(self.palette().base())
            painter.drawRoundedRect(button, 4, 4)
            painter.drawText(button, Qt.AlignmentFlag.AlignCenter, text)
            painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = self._button_at(event.position().toPoint()) if left else -1
        if self._pressed < 0:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, -1
        if pressed < 0:
            super().mouseReleaseEvent(event)
        elif pressed == self._button_at(event.position().toPoint()):
            self.answered.emit(pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._button_at(event.position().toPoint()) >= 0:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor:
            self.viewport().unsetCursor()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.viewport().unsetCursor()
