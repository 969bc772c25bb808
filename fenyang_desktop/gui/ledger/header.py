"""The head of the table: names, sort arrows, and the glyph that opens a column's filter."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from fenyang_desktop.gui.ledger.cells import PAD
from fenyang_desktop.gui.ledger.model import is_numeric
from fenyang_desktop.services.listing import COLUMNS, View, column_label

_GLYPH = 18
MARKS = PAD + 10 + _GLYPH + 4 + 2  # what a sorted head needs beside its label: arrow, glyph and air
_Role = QPalette.ColorRole


class FilterHeader(QHeaderView):
    """Shows a view's sort and filters and asks for others; it changes nothing itself."""

    sort_wanted = Signal(str)  # the column whose head was clicked
    filter_wanted = Signal(str)  # the column whose filter glyph was clicked
    menu_wanted = Signal(QPoint)  # global

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._view = View()
        self._pressed: tuple[int, bool] | None = None  # column, on its glyph
        self._hovered = -1
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMouseTracking(True)
        self.sectionClicked.connect(lambda section: self.sort_wanted.emit(COLUMNS[section]))
        self.setAccessibleName("列标题")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda spot: self.menu_wanted.emit(self.mapToGlobal(spot)))

    def show_view(self, view: View) -> None:
        """Show the sort arrow and the filled glyphs of this view."""
        self._view = view
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 16)

    def glyph_rect(self, section: int) -> QRect:
        """The place of a column's filter glyph, in the viewport."""
        left, width = self._left_of(section), self.sectionSize(section)
        return QRect(left + width - _GLYPH - 4, (self.height() - _GLYPH) // 2, _GLYPH, _GLYPH)

    # -- the name's head, which stays when the table is scrolled sideways

    def _left_of(self, section: int) -> int:
        return 0 if section == 0 and self.offset() > 0 else self.sectionViewportPosition(section)

    def _section_at(self, spot: QPoint) -> int:
        return 0 if self._is_pinned(spot) else self.logicalIndexAt(spot)

    def _is_pinned(self, spot: QPoint) -> bool:
        return self.offset() > 0 and 0 <= spot.x() < self.sectionSize(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.offset() > 0:
            painter = QPainter(self.viewport())
            self.paintSection(painter, QRect(0, 0, self.sectionSize(0), self.height()), 0)
            painter.end()

    # -- painting

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        palette, key = self.palette(), COLUMNS[section]
        painter.fillRect(rect, palette.color(_Role.Button))
        painter.setPen(palette.color(_Role.Mid))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight() + QPoint(0, 8), rect.bottomRight() - QPoint(0, 8))
        filtered, sorted_by = key in self._view.filters, key == self._view.sort_by
        room = rect.adjusted(PAD, 0, -PAD, 0)
        if filtered or section == self._hovered:
            self._draw_glyph(painter, self.glyph_rect(section), filtered)
        if filtered or section == self._hovered or not is_numeric(key):
            room.setRight(rect.right() - _GLYPH - 4)
        if sorted_by:
            room.setRight(min(room.right(), rect.right() - _GLYPH - 4) - 10)
        font = self.font()
        font.setBold(filtered or sorted_by)
        painter.setFont(font)
        painter.setPen(palette.color(_Role.ButtonText))
        side = Qt.AlignmentFlag.AlignRight if is_numeric(key) else Qt.AlignmentFlag.AlignLeft
        text = painter.fontMetrics().elidedText(column_label(key), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        if sorted_by:
            end = room.right() if is_numeric(key) else room.left() + painter.fontMetrics().horizontalAdvance(text)
            self._draw_arrow(painter, QPointF(end + 8, rect.center().y() + 0.5))

    def _draw_arrow(self, painter: QPainter, centre: QPointF) -> None:
        way = 1 if self._view.descending else -1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(_Role.Accent))
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y * way) for x, y in ((-4, -2.5), (4, -2.5), (0, 3))]))

    def _draw_glyph(self, painter: QPainter, box: QRect, filled: bool) -> None:
        """A funnel; filled where a filter is set."""
        color = QColor(self.palette().color(_Role.Accent if filled else _Role.PlaceholderText))
        centre = QPointF(box.center()) + QPointF(0.5, 0.5)
        shape = ((-5, -4.5), (5, -4.5), (1.4, 0), (1.4, 4.5), (-1.4, 3.2), (-1.4, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 1.2))
        painter.setBrush(color if filled else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in shape]))

    # -- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        section = self._section_at(spot)
        self._pressed = None
        if event.button() is Qt.MouseButton.LeftButton and section >= 0:
            on_glyph = self.glyph_rect(section).contains(spot)
            self._pressed = (section, on_glyph)
            if on_glyph or self._is_pinned(spot):
                return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._section_at(event.position().toPoint()))
        if self._pressed is None or not self._pressed[1]:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        spot = event.position().toPoint()
        section = self._section_at(spot)
        if pressed and pressed[1]:
            if pressed[0] == section and self.glyph_rect(section).contains(spot):
                self.filter_wanted.emit(COLUMNS[section])
            return
        if pressed and pressed[0] == section == 0 and self._is_pinned(spot):
            self.sort_wanted.emit(COLUMNS[0])
            return
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            section = self._section_at(event.pos())
            if section >= 0:
                QToolTip.showText(event.globalPos(), self._tip(section, event.pos()), self)
            return True
        return super().viewportEvent(event)

    def _tip(self, section: int, spot: QPoint) -> str:
        if self.glyph_rect(section).contains(spot):
            return "筛选这一列（Alt+↓）"
        return f"{column_label(COLUMNS[section])}\n单击排序，拖动换位置"
