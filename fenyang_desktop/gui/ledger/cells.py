"""How a cell of the table is painted.

Painting is what scrolling and searching wait for: colours, fonts and shortened texts are made once and kept.
"""

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.ledger.marks import draw_kind, draw_light, draw_triangle
from fenyang_desktop.gui.ledger.model import LedgerModel, is_numeric
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import light_color
from fenyang_desktop.services.listing import COLUMNS, LIGHT

PAD = 8
INDENT = 20
TRIANGLE = 20  # the square that takes the click
_GLYPH = 16
_SHAPE = 10
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NUMERIC = frozenset(key for key in COLUMNS if is_numeric(key))
_BOLD = frozenset({"name", "total_investment"})
_ACTIVE, _SELECTED, _FOCUS = (
    flag.value
    for flag in (QStyle.StateFlag.State_Active, QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus)
)
_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


def triangle_rect(cell: QRect, depth: int) -> QRect:
    """The place of the folding triangle in the first cell of a row."""
    return QRect(cell.left() + 2 + depth * INDENT, cell.center().y() - TRIANGLE // 2 + 1, TRIANGLE, TRIANGLE)


class _Look:
    """The colours and fonts of one palette and one font."""

    def __init__(self, palette: QPalette, font: QFont) -> None:
        self.base, self.text = palette.color(_Role.Base), palette.color(_Group.Active, _Role.Text)
        self.faded = palette.color(_Group.Disabled, _Role.Text)
        self.line, self.head = palette.color(_Role.Midlight), palette.color(_Role.Midlight)
        self.glyph = palette.color(_Role.PlaceholderText)
        self.focus = QPen(palette.color(_Role.Accent), 2)
        dark = self.base.lightness() < 128
        self.lights = {light: light_color(light, dark) for light in Light}
        highlight = palette.color(_Group.Active, _Role.Highlight)
        self.selected = {active: _tinted(self.base, highlight, dark, active) for active in (False, True)}
        self.plain, self.bold = QFont(font), QFont(font)
        self.bold.setBold(True)
        self._metrics = {False: QFontMetrics(self.plain), True: QFontMetrics(self.bold)}
        self.elided = lru_cache(maxsize=8192)(self._elided)

    def _elided(self, text: str, width: int, bold: bool) -> str:
        return self._metrics[bold].elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, width)


def _tinted(base: QColor, highlight: QColor, dark: bool, active: bool) -> QColor:
    """A selected row is tinted, so that text and lights on it keep their colours; paler where the focus is not."""
    share = (0.22 if active else 0.12) + (0.14 if dark else 0)
    return QColor.fromRgbF(
        base.redF() * (1 - share) + highlight.redF() * share,
        base.greenF() * (1 - share) + highlight.greenF() * share,
        base.blueF() * (1 - share) + highlight.blueF() * share,
    )


class CellPainter:
    """Paints cells straight from the model's items, in the widget's own palette and font."""

    def __init__(self, session: Session, model: LedgerModel) -> None:
        self._session = session
        self._model = model
        self._looks: dict[tuple[int, str], _Look] = {}

    def _look(self, option: QStyleOptionViewItem) -> _Look:
        asked = option.palette.cacheKey(), option.font.key()
        if asked not in self._looks:
            self._looks = {asked: _Look(option.palette, option.font)}
        return self._looks[asked]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model, row, key = self._model, index.row(), COLUMNS[index.column()]
        rect, state, look = option.rect, option.state.value, self._look(option)
        item = model.item_at(row)
        if state & _SELECTED:
            painter.fillRect(rect, look.selected[bool(state & _ACTIVE)])
        elif item is None:
            painter.fillRect(rect, look.head)
        painter.setPen(look.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if item is None:
            self._group_head(painter, rect, look, row)
        elif key == LIGHT:
            self._light(painter, rect, look, item)
        else:
            self._text(painter, rect, look, row, item, key)
        if state & _FOCUS:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.focus)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _group_head(self, painter: QPainter, rect: QRect, look: _Look, row: int) -> None:
        """The head runs across all columns: each cell paints its own part of one line."""
        line = QRect(0, rect.top(), 1 << 15, rect.height())
        painter.save()
        painter.setClipRect(rect)
        painter.setFont(look.bold)
        draw_triangle(painter, triangle_rect(line, 0), self._model.id_at(row) in self._session.collapsed, look.text)
        painter.setPen(look.text)
        painter.drawText(line.adjusted(TRIANGLE + 4, 0, 0, 0), _LEFT, self._model.cell_text(row, "name"))
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, look: _Look, row: int, item: Item, key: str) -> None:
        color = look.text if item.id in self._model.arranged.matching else look.faded
        left = PAD
        if key == "name":
            left = self._tree_marks(painter, rect, look, row, item, color)
        text = self._model.cell_text(row, key)
        if text:
            bold = key in _BOLD and item.kind is Kind.PROGRAMME
            room = rect.adjusted(left, 0, -PAD, 0)
            painter.setFont(look.bold if bold else look.plain)
            painter.setPen(color)
            painter.drawText(room, _RIGHT if key in _NUMERIC else _LEFT, look.elided(text, room.width(), bold))

    def _tree_marks(self, painter: QPainter, rect: QRect, look: _Look, row: int, item: Item, color: QColor) -> int:
        """Indentation, triangle and the glyph of the kind; returns where the name begins."""
        spot = triangle_rect(rect, self._model.depth_at(row))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if item.id in self._model.arranged.foldable:
            draw_triangle(painter, spot, item.id in self._session.collapsed, color)
        glyph = QRectF(spot.right() + 3, rect.center().y() - _GLYPH / 2 + 1, _GLYPH, _GLYPH)
        draw_kind(painter, glyph, item.kind, look.glyph)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return int(glyph.right()) + 6 - rect.left()

    def _light(self, painter: QPainter, rect: QRect, look: _Look, item: Item) -> None:
        light = self._session.listing.judgement(item.id).light
        color = look.lights[light] if item.id in self._model.arranged.matching else look.faded
        shape = QRectF(rect.left() + PAD, rect.center().y() - _SHAPE / 2 + 0.5, _SHAPE, _SHAPE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_light(painter, shape, light, color)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(color)
        painter.setFont(look.plain)
        text = self._session.listing.text(item, LIGHT)
        room = rect.adjusted(PAD + _SHAPE + 6, 0, -2, 0)
        painter.drawText(room, _LEFT, look.elided(text, room.width(), False))
