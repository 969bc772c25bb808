"""The small shapes in cells: lights, kinds, folding triangles. The painter is antialiased by whoever calls."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.lights import Light


def draw_triangle(painter: QPainter, spot: QRect, folded: bool, color: QColor) -> None:
    centre = QRectF(spot).center()
    points = [(-2, -4), (3, 0.5), (-2, 5)] if folded else [(-4, -2), (0.5, 3), (5, -2)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in points]))


def draw_light(painter: QPainter, box: QRectF, light: Light, color: QColor) -> None:
    """A light as colour and shape, the shapes of `domain.lights.LIGHT_SHAPES`."""
    painter.setPen(QPen(color, 1.6))
    painter.setBrush(color)
    left, right, top, bottom, middle = box.left(), box.right(), box.top(), box.bottom(), box.center()
    match light:
        case Light.RED:
            painter.drawPolygon(QPolygonF([QPointF(middle.x(), top), QPointF(right, bottom), QPointF(left, bottom)]))
        case Light.YELLOW:
            corners = [(middle.x(), top), (right, middle.y()), (middle.x(), bottom), (left, middle.y())]
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        case Light.GREEN:
            painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        case Light.DONE:
            painter.setPen(QPen(color, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            line = [(left, middle.y()), (left + box.width() * 0.38, bottom - 1), (right, top + 1)]
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line]))
        case Light.NONE:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))


def draw_kind(painter: QPainter, box: QRectF, kind: Kind, color: QColor) -> None:
    """A small glyph: a folder for a programme, a block for a project, a ring for a target, a tick box for a task."""
    painter.setPen(QPen(color, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = box.adjusted(2, 2, -2, -2)
    match kind:
        case Kind.PROGRAMME:
            top, step = inner.top() + 3, inner.width() * 0.45
            corners = [(0.0, top), (0.0, inner.top() + 0.5), (step, inner.top() + 0.5), (step + 2, top)]
            painter.drawPolyline(QPolygonF([QPointF(inner.left() + x, y) for x, y in corners]))
            painter.drawRect(QRectF(inner.left(), top, inner.width(), inner.height() - 3.5))
        case Kind.PROJECT:
            painter.drawRect(inner.adjusted(1, 1, -1, -1))
            painter.drawLine(inner.center() + QPointF(-2.5, 0), inner.center() + QPointF(2.5, 0))
        case Kind.TARGET:
            painter.drawEllipse(inner)
            painter.setBrush(color)
            painter.drawEllipse(inner.center(), 1.2, 1.2)
        case Kind.TASK:
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
            marks = [(-3.0, 0.0), (-0.8, 2.4), (3.2, -2.6)]
            painter.drawPolyline(QPolygonF([inner.center() + QPointF(x, y) for x, y in marks]))
