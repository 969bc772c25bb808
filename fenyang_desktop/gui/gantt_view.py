"""The Gantt on the screen: table and chart in one widget, of which only the rows in sight are built and painted."""

import math
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from fenyang_desktop.gui.painter import ShapePainter, screen_ink
from fenyang_desktop.gui.style import is_dark
from fenyang_desktop.reports import gantt
from fenyang_desktop.reports.gantt_rows import GanttRow
from fenyang_desktop.reports.gantt_scale import TimeScale, Unit
from fenyang_desktop.services.gantt import GanttRows

CLICK = 5  # a press that moves less is a click
LABEL_ROOM = 90.0  # left free beside the last day when the chart is fitted, for the words beside a bar
_ZOOM_STEP = 1.25
_SPLITTER = 4
_LEAST_TABLE, _LEAST_CHART = 160, 200


class GanttView(QAbstractScrollArea):
    """Shows rows on a time scale. It changes nothing itself: what the user asks of a row goes out by signals."""

    current_changed = Signal(int)  # id of the selected row
    opened = Signal(int)  # id of an item to be shown in the list
    fold_asked = Signal(int, bool)  # id, whether its members are to be folded away
    fit_asked = Signal()
    scale_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("甘特图")
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().setSingleStep(int(gantt.ROW_HEIGHT))
        self.rows: GanttRows | None = None
        self.current: int | None = None
        self.table_width = 490.0
        self.scale = TimeScale(float(date(2023, 1, 1).toordinal()), 2.0)
        self._period = (date(2023, 1, 1), date(2023, 12, 31))
        self._range = (date(2022, 1, 1), date(2024, 12, 31))
        self._on = self._today = date(2023, 1, 1)
        self._fitted: tuple[date, date] | None = self._period
        self._pressed: QPointF | None = None
        self._drag: str = ""  # "", "press", "pan" or "split"
        self._painter = self._new_painter()
        self.horizontalScrollBar().valueChanged.connect(self._scrolled_sideways)

    # -- what is shown

    def show_rows(self, rows: GanttRows, period: tuple[date, date], on: date, today: date) -> None:
        """Show other rows; the place in time, the row at the top and the selected row stay where they can.

        `period` is what all of them cover.
        """
        top = self._top_row()
        self.rows, self._period, self._on, self._today = rows, period, on, today
        first, last = min(period[0], today, on), max(period[1], today, on)
        self._range = (date(first.year - 1, 1, 1), date(last.year + 1, 12, 31))
        if self.current is not None and rows.place_of(self.current) is None:
            self.current = None
        self._update_bars()
        place = rows.place_of(top[0]) if top else None
        if top and place is not None:
            self.verticalScrollBar().setValue(int(place * gantt.ROW_HEIGHT + top[1]))
        self.viewport().update()

    def _top_row(self) -> tuple[int, float] | None:
        """The id of the uppermost row in sight, and how much of it is not, once the user has scrolled."""
        offset = self.verticalScrollBar().value()
        place = int(offset // gantt.ROW_HEIGHT)
        if not offset or self.rows is None or place >= len(self.rows):
            return None
        return self.rows.ids[place], offset % gantt.ROW_HEIGHT

    def fit(self, first: date, last: date) -> None:
        """Show these days over the whole width, and keep to it when the window changes its size."""
        self._fitted = (first, last)
        room = min(LABEL_ROOM, self.chart_width / 6)
        self._set_scale(TimeScale.fit(first, last, self.chart_width, room))

    def zoom_to(self, per_day: float, about: float | None = None) -> None:
        """Another width of a day; the moment at x = `about` of the chart (its middle) stays where it is."""
        self._fitted = None
        self._set_scale(self.scale.zoomed(per_day, self.chart_width / 2 if about is None else about))

    def zoom_by(self, steps: float, about: float | None = None) -> None:
        self.zoom_to(self.scale.per_day * _ZOOM_STEP**steps, about)

    def go_to_day(self, day: date) -> None:
        """Bring a day into the middle."""
        self._move_to(self.scale.moved(self.scale.middle(day) - self.chart_width / 2))

    def select(self, id: int | None) -> None:
        """Make a row the current one and scroll it into sight."""
        place = self.rows.place_of(id) if self.rows is not None and id is not None else None
        if place is None or id is None:
            return
        changed = id != self.current
        self.current = id
        self._show_place(place)
        self.viewport().update()
        if changed and self.rows is not None:
            self.setAccessibleDescription("；".join(self.rows.facts(self.rows[place])))
            self.current_changed.emit(id)

    @property
    def unit(self) -> Unit:
        return self.scale.unit

    @property
    def fitted(self) -> tuple[date, date] | None:
        """The days that the width is fitted to; None once the user has chosen a scale."""
        return self._fitted

    @property
    def chart_width(self) -> float:
        return max(self.viewport().width() - self._table_width(), 1.0)

    def _table_width(self) -> float:
        return min(self.table_width, max(self.viewport().width() - _LEAST_CHART, _LEAST_TABLE))

    # -- geometry

    def row_top(self, place: int) -> float:
        """Where a row begins, in the widget's coordinates: the same for table and chart."""
        return gantt.HEAD_HEIGHT + place * gantt.ROW_HEIGHT - self.verticalScrollBar().value()

    def place_at(self, y: float) -> int | None:
        """The number of the row at this height; None over the head or below the last row."""
        if y < gantt.HEAD_HEIGHT or self.rows is None:
            return None
        place = int((y - gantt.HEAD_HEIGHT + self.verticalScrollBar().value()) // gantt.ROW_HEIGHT)
        return place if 0 <= place < len(self.rows) else None

    def row_at(self, y: float) -> GanttRow | None:
        place = self.place_at(y)
        return self.rows[place] if self.rows is not None and place is not None else None

    def picture(self, top: float = gantt.HEAD_HEIGHT, bottom: float | None = None) -> gantt.Picture:
        """What the view shows now, with the rows between two heights: all in sight unless given."""
        width, height = float(self.viewport().width()), float(self.viewport().height())
        placed = []
        if self.rows:
            offset = self.verticalScrollBar().value() - gantt.HEAD_HEIGHT
            first = max(int((offset + top) // gantt.ROW_HEIGHT), 0)
            last = min(math.ceil((offset + (height if bottom is None else bottom)) / gantt.ROW_HEIGHT), len(self.rows))
            placed = [
                gantt.Placed(self.rows[place], place, self.row_top(place), gantt.ROW_HEIGHT)
                for place in range(first, last)
            ]
        columns = gantt.columns_in(self._table_width())
        return gantt.Picture(
            columns, self.scale, width, height, placed, self._on, self._today, self._painter.measure, None, self.current
        )

    # -- scrolling

    def _update_bars(self) -> None:
        count = len(self.rows) if self.rows is not None else 0
        below = self.viewport().height() - gantt.HEAD_HEIGHT
        vertical = self.verticalScrollBar()
        vertical.setPageStep(max(int(below), 1))
        vertical.setRange(0, max(math.ceil(count * gantt.ROW_HEIGHT - below), 0))
        self._update_sideways_bar()

    def _update_sideways_bar(self) -> None:
        """The bar counts whole units from the left end of the range; the scale itself knows the exact place."""
        bar = self.horizontalScrollBar()
        start = self._range[0].toordinal()
        whole = (self._range[1].toordinal() + 1 - start) * self.scale.per_day
        bar.blockSignals(True)
        bar.setPageStep(max(int(self.chart_width), 1))
        bar.setSingleStep(max(int(self.chart_width / 20), 1))
        bar.setRange(0, max(int(whole - self.chart_width), 0))
        bar.setValue(round((self.scale.left - start) * self.scale.per_day))
        bar.blockSignals(False)

    def _scrolled_sideways(self, value: int) -> None:
        self.scale = TimeScale(self._range[0].toordinal() + value / self.scale.per_day, self.scale.per_day)
        self._fitted = None
        self._repaint_chart()
        self.scale_changed.emit()

    def _move_to(self, scale: TimeScale) -> None:
        self._fitted = None
        self._set_scale(scale)

    def _set_scale(self, scale: TimeScale) -> None:
        """Take a scale, kept within the range in time."""
        first, days = self._range[0].toordinal(), self.chart_width / scale.per_day
        last = max(self._range[1].toordinal() + 1 - days, first)
        self.scale = TimeScale(min(max(scale.left, first), last), scale.per_day)
        self._update_sideways_bar()
        self._repaint_chart()
        self.scale_changed.emit()

    def _show_place(self, place: int) -> None:
        bar, below = self.verticalScrollBar(), self.viewport().height() - gantt.HEAD_HEIGHT
        top = place * gantt.ROW_HEIGHT
        if top < bar.value():
            bar.setValue(int(top))
        elif top + gantt.ROW_HEIGHT > bar.value() + below:
            bar.setValue(math.ceil(top + gantt.ROW_HEIGHT - below))

    # -- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self.fit(*self._fitted)
        else:
            self._set_scale(self.scale)
        self._update_bars()

    def paintEvent(self, event: QPaintEvent) -> None:
        part = event.rect()
        top, bottom = max(float(part.top()), gantt.HEAD_HEIGHT), float(part.bottom() + 1)
        painter = QPainter(self.viewport())
        painter.fillRect(part, self.palette().base())
        box = gantt.Box(part.x(), part.y(), part.width(), part.height())
        self._painter.paint_layers(painter, gantt.layers(self.picture(top, bottom), box))
        painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted already; only the rows that come into sight are painted."""
        if dy:
            head = int(gantt.HEAD_HEIGHT)
            self.viewport().scroll(0, dy, QRect(0, head, self.viewport().width(), self.viewport().height() - head))

    def _repaint_chart(self) -> None:
        left = int(self._table_width())
        self.viewport().update(left, 0, self.viewport().width() - left, self.viewport().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._painter = self._new_painter()
            self.viewport().update()

    def _new_painter(self) -> ShapePainter:
        return ShapePainter(screen_ink(self.palette(), is_dark(self)), self.font())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(event.pos().y())
            words = "\n".join(self.rows.facts(row)) if self.rows is not None and row is not None else ""
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(turned / 120, self._chart_x(event.position()))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._move_to(self.scale.moved(-turned / 120 * self.chart_width / 10))
        else:
            super().wheelEvent(event)
            return
        event.accept()

    def _chart_x(self, at: QPointF) -> float:
        return max(at.x() - self._table_width(), 0.0)

    def _at_splitter(self, at: QPointF) -> bool:
        return abs(at.x() - self._table_width()) <= _SPLITTER

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = event.position()
        self._drag = "split" if self._at_splitter(event.position()) else "press"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            over = Qt.CursorShape.SplitHCursor if self._at_splitter(at) else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(over)
            return
        if self._drag == "split":
            self._split_at(at.x())
            return
        moved = at - self._pressed
        in_chart = self._pressed.x() > self._table_width()
        if self._drag == "press" and in_chart and moved.manhattanLength() >= CLICK:
            self._drag = "pan"
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._drag == "pan":
            self._pressed = at
            self._move_to(self.scale.moved(-moved.x()))
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - round(moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        if self._drag == "press":
            self._click(event.position())
        self._pressed, self._drag = None, ""
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def _click(self, at: QPointF) -> None:
        row = self.row_at(at.y())
        if row is None:
            return
        left = gantt.PADDING + row.depth * gantt.INDENT
        if row.has_members and left - 4 <= at.x() <= left + gantt.FOLD_WIDTH:
            self.fold_asked.emit(row.id, not row.folded)
        self.select(row.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row is None or self._at_splitter(event.position()):
            return
        if row.id > 0:
            self.opened.emit(row.id)
        else:
            self.fold_asked.emit(row.id, not row.folded)

    def _split_at(self, x: float) -> None:
        widest = max(self.viewport().width() - _LEAST_CHART, _LEAST_TABLE)
        self.table_width = float(round(min(max(x, _LEAST_TABLE), widest)))
        self.viewport().update()
        if self._fitted:
            self.fit(*self._fitted)
        else:
            self._set_scale(self.scale)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ROW_STEPS and self.rows:
            self._step(key)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._sideways(key == Qt.Key.Key_Right)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(-1 if key == Qt.Key.Key_Minus else 1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._to_end(event, key == Qt.Key.Key_End)
        elif key == Qt.Key.Key_0:
            self.fit_asked.emit()
        elif key == Qt.Key.Key_T:
            self.go_to_day(self._on)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None and self.current > 0:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _step(self, key: int) -> None:
        assert self.rows is not None
        place = self.rows.place_of(self.current) if self.current is not None else None
        page = max(int((self.viewport().height() - gantt.HEAD_HEIGHT) // gantt.ROW_HEIGHT) - 1, 1)
        by = _ROW_STEPS[Qt.Key(key)] * (page if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) else 1)
        place = 0 if place is None else min(max(place + by, 0), len(self.rows) - 1)
        self.select(self.rows.ids[place])

    def _sideways(self, right: bool) -> None:
        """Fold or unfold the current row where it has members; elsewhere scroll in time."""
        place = self.rows.place_of(self.current) if self.rows is not None and self.current is not None else None
        row = self.rows[place] if self.rows is not None and place is not None else None
        if row is not None and row.has_members and row.folded == right:
            self.fold_asked.emit(row.id, not right)
        else:
            self._move_to(self.scale.moved((1 if right else -1) * self.chart_width / 10))

    def _to_end(self, event: QKeyEvent, end: bool) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.rows:
            self.select(self.rows.ids[-1 if end else 0])
        elif end:
            self._move_to(self.scale.moved(self.scale.end(self._period[1]) + LABEL_ROOM - self.chart_width))
        else:
            self._move_to(self.scale.moved(self.scale.x(self._period[0])))


_ROW_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_PageDown: 1,
}
