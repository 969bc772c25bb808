"""The one painter: draws the plain shapes of a scene to a screen, to paper or into a file."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QGradient,
    QLinearGradient,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
)

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.style import light_color
from fenyang_desktop.reports.gantt_shapes import TEXT_HEIGHT, Layer, Line, Path, Polygon, Rect, Shape, Text

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_NO_PEN = QPen(Qt.PenStyle.NoPen)
_NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)
_WIDEST = 1.3  # more than any character is wide, as a share of its size
_KEPT = 20_000  # measured texts, gradients


class ShapePainter:
    """Draws shapes in the colours of `ink` (role → colour) and in the family of `font`.

    On a screen body text is as large as `font`, and upright and level lines fill whole pixels. On `paper` they keep their exact width, and soft edges are
    mixed with the ground instead of letting it through, which PDF gradients cannot do.
    """

    def __init__(self, ink: Mapping[str, QColor], font: QFont, *, paper: bool = False) -> None:
        self._ink = ink
        self._paper = paper
        self._font = font
        self._body = TEXT_HEIGHT if paper else QFontInfo(font).pixelSize()
        self._gradients: dict[tuple[str, tuple[tuple[float, float], ...]], QBrush] = {}
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = {}
        self._widths: dict[tuple[str, bool, float], float] = {}
        self._elided: dict[tuple[str, bool, float, int], str] = {}
        self._brushes: dict[str, QBrush] = {}
        self._pens: dict[tuple[str, float], QPen] = {}
        self._draw: dict[type, Callable[[QPainter, Any], None]] = {
            Rect: self._rect,
            Line: self._line,
            Polygon: self._polygon,
            Path: self._path,
            Text: self._text,
        }

    def measure(self, text: str, bold: bool = False, size: float = TEXT_HEIGHT) -> float:
        """How wide a text will be."""
        key = (text, bold, size)
        width = self._widths.get(key)
        if width is None:
            if len(self._widths) > _KEPT:
                self._widths.clear()
            width = self._widths[key] = self._styled(size, bold)[1].horizontalAdvance(text)
        return width

    def paint_layers(self, painter: QPainter, layers: Iterable[Layer]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in layers:
            painter.save()
            painter.setClipRect(QRectF(layer.x, layer.y, layer.w, layer.h), Qt.ClipOperation.IntersectClip)
            painter.translate(layer.dx, layer.dy)
            self.paint(painter, layer.shapes)
            painter.restore()

    def paint(self, painter: QPainter, shapes: Iterable[Shape]) -> None:
        draw = self._draw
        for shape in shapes:
            draw[type(shape)](painter, shape)

    def _rect(self, painter: QPainter, shape: Rect) -> None:
        box = QRectF(shape.x, shape.y, shape.w, shape.h)
        if shape.stops:
            painter.setBrush(self._fading(shape))
        else:
            painter.setBrush(self._brush(shape.fill))
        if not shape.line and not shape.radius:
            painter.fillRect(box, painter.brush())
            return
        painter.setPen(self._pen(shape.line, 1.2) if shape.line else _NO_PEN)
        painter.drawRoundedRect(box, shape.radius, shape.radius)

    def _line(self, painter: QPainter, shape: Line) -> None:
        if not self._paper and (shape.x1 == shape.x2 or shape.y1 == shape.y2):
            painter.fillRect(_whole_pixels(shape), self._ink[shape.role])
            return
        painter.setPen(self._pen(shape.role, shape.width))
        painter.drawLine(QPointF(shape.x1, shape.y1), QPointF(shape.x2, shape.y2))

    def _polygon(self, painter: QPainter, shape: Polygon) -> None:
        painter.setPen(self._pen(shape.line, 1.2) if shape.line else _NO_PEN)
        painter.setBrush(self._brush(shape.fill))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in shape.points]))

    def _path(self, painter: QPainter, shape: Path) -> None:
        painter.setPen(self._pen(shape.role, shape.width))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in shape.points]))

    def _text(self, painter: QPainter, shape: Text) -> None:
        font, metrics = self._styled(shape.size, shape.bold)
        text, width, x = shape.text, 0.0, shape.x
        if shape.align != "left" or len(text) * shape.size * _WIDEST > shape.w:  # else it surely fits
            width = self.measure(text, shape.bold, shape.size)
            if width > shape.w + 0.5:
                text, width = self._shortened(shape, metrics)
        if shape.align != "left":
            x += (shape.w - width) * (0.5 if shape.align == "center" else 1)
        baseline = shape.y + (shape.h + metrics.ascent() - metrics.descent()) / 2
        painter.setFont(font)
        painter.setPen(self._pen(shape.role, 1.0))
        painter.drawText(QPointF(x, baseline), text)

    def _shortened(self, shape: Text, metrics: QFontMetricsF) -> tuple[str, float]:
        key = (shape.text, shape.bold, shape.size, int(shape.w))
        text = self._elided.get(key)
        if text is None:
            if len(self._elided) > _KEPT:
                self._elided.clear()
            text = self._elided[key] = metrics.elidedText(shape.text, Qt.TextElideMode.ElideMiddle, shape.w)
        return text, self.measure(text, shape.bold, shape.size)

    def _styled(self, size: float, bold: bool) -> tuple[QFont, QFontMetricsF]:
        if (size, bold) not in self._fonts:
            font = QFont(self._font)
            font.setPixelSize(round(size * self._body / TEXT_HEIGHT))
            font.setBold(bold)
            self._fonts[size, bold] = (font, QFontMetricsF(font))
        return self._fonts[size, bold]

    def _brush(self, role: str) -> QBrush:
        if not role:
            return _NO_BRUSH
        if role not in self._brushes:
            self._brushes[role] = QBrush(self._ink[role])
        return self._brushes[role]

    def _pen(self, role: str, width: float) -> QPen:
        key = (role, width)
        if key not in self._pens:
            self._pens[key] = QPen(self._ink[role], width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        return self._pens[key]

    def _fading(self, shape: Rect) -> QBrush:
        key = (shape.fill, shape.stops)
        brush = self._gradients.get(key)
        if brush is None:
            if len(self._gradients) > _KEPT:
                self._gradients.clear()
            brush = self._gradients[key] = QBrush(self._gradient(shape))
        return brush

    def _gradient(self, shape: Rect) -> QLinearGradient:
        gradient = QLinearGradient(0, 0, 1, 0)
        gradient.setCoordinateMode(QGradient.CoordinateMode.ObjectMode)
        for place, opacity in shape.stops:
            color = self._ink[shape.fill]
            color = blend(color, self._ink["base"], opacity) if self._paper else _see_through(color, opacity)
            gradient.setColorAt(min(max(place, 0.0), 1.0), color)
        return gradient


def _whole_pixels(line: Line) -> QRect:
    thick = max(round(line.width), 1)
    if line.x1 == line.x2:
        return QRect(round(line.x1 - thick / 2), round(line.y1), thick, round(line.y2) - round(line.y1))
    return QRect(round(line.x1), round(line.y1 - thick / 2), round(line.x2) - round(line.x1), thick)


def blend(front: QColor, back: QColor, share: float) -> QColor:
    """The opaque colour that `front` gives over `back` at an opacity of `share`."""
    rest = 1 - share
    return QColor.fromRgbF(
        front.redF() * share + back.redF() * rest,
        front.greenF() * share + back.greenF() * rest,
        front.blueF() * share + back.blueF() * rest,
    )


def screen_ink(palette: QPalette, dark: bool) -> dict[str, QColor]:
    """The colours of the roles on a window with this palette."""
    role = QPalette.ColorRole
    base, text, accent = palette.color(role.Base), palette.color(role.Text), palette.color(role.Accent)
    return _ink(base, text, palette.color(role.PlaceholderText), accent, dark)


def paper_ink() -> dict[str, QColor]:
    """The colours of the roles on white paper."""
    return _ink(QColor("#ffffff"), QColor("#111111"), QColor("#5f6b76"), QColor("#1f5fa8"), False)


def _ink(base: QColor, text: QColor, muted: QColor, accent: QColor, dark: bool) -> dict[str, QColor]:
    red = light_color(Light.RED, dark)
    ink = {
        "base": base,
        "text": text,
        "muted": muted,
        "faint": blend(muted, base, 0.75),
        "stripe": blend(text, base, 0.025),
        "group": blend(accent, base, 0.10),
        "current": _see_through(accent, 0.16),
        "accent": accent,
        "head": blend(text, base, 0.05),
        "head.text": blend(text, base, 0.9),
        "edge": blend(text, base, 0.25),
        "grid": blend(text, base, 0.09),
        "grid.strong": blend(text, base, 0.2),
        "rest": _see_through(text, 0.05),
        "on": accent,
        "flag.on": accent,
        "flag.on.text": base,
        "today": blend(muted, base, 0.7),
        "flag.today": blend(muted, base, 0.3),
        "flag.today.text": text,
        "late": red,
        "summary": blend(text, base, 0.65),
        "kind.project": blend(accent, base, 0.8),
        "kind.programme": QColor("#d0a144" if dark else "#b98512"),
        "kind.target": QColor("#b48ade" if dark else "#7a4fb0"),
        "kind.task": blend(text, base, 0.6),
    }
    for light in Light:
        color = light_color(light, dark)
        ink[f"light.{light}"] = color
        ink[f"bar.{light}"] = blend(color, base, 0.6)
    return ink


def _see_through(color: QColor, opacity: float) -> QColor:
    clear = QColor(color)
    clear.setAlphaF(opacity)
    return clear
