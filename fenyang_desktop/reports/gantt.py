"""The Gantt as a scene of plain shapes: table at the left, chart at the right, both from the same row boxes.

Nothing here knows a window or paper. Whoever shows the scene says which rows stand where; only these are built.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.reports.gantt_bars import chart_shapes
from fenyang_desktop.reports.gantt_rows import GanttRow
from fenyang_desktop.reports.gantt_scale import Cell, TimeScale, Unit, lower_cells, upper_cells
from fenyang_desktop.reports.gantt_shapes import (
    LINE_HEIGHT,
    Layer,
    Line,
    Measure,
    Polygon,
    Rect,
    Shape,
    Text,
    light_mark,
    rough_width,
)

ROW_HEIGHT = 26.0
BAND_HEIGHT, FLAG_HEIGHT = 22.0, 20.0
HEAD_HEIGHT = 2 * BAND_HEIGHT + FLAG_HEIGHT
INDENT, PADDING = 16.0, 8.0
FOLD_WIDTH, GLYPH_WIDTH, LIGHT_WIDTH = 14.0, 17.0, 15.0

Wrap = Callable[[str, float, bool], Sequence[str]]  # the lines of a text in a width


class Column(NamedTuple):
    key: str  # name, amount or deadline
    label: str
    width: float
    align: str = "left"


def columns_in(width: float) -> tuple[Column, ...]:
    """The columns that a table of this width has room for; the name takes what the others leave."""
    amount, deadline = Column("amount", "总投资(万元)", 100.0, "right"), Column("deadline", "完成时限", 132.0)
    others = [amount, deadline] if width >= 410 else [deadline] if width >= 270 else []
    rest = width - sum(column.width for column in others)
    return (Column("name", "名称", rest), *others)


class Placed(NamedTuple):
    """A row and the box it has in table and chart alike. `place` is its number among all rows, from 0."""

    row: GanttRow
    place: int
    y: float
    h: float


class Box(NamedTuple):
    x: float
    y: float
    w: float
    h: float

    def touches(self, other: "Box") -> bool:
        across = self.x < other.x + other.w and other.x < self.x + self.w
        return across and self.y < other.y + other.h and other.y < self.y + self.h


class Bands(NamedTuple):
    """The cells of the two bands of time that are in sight."""

    upper: Sequence[Cell]
    lower: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Picture:
    """What one frame or page shows. `rows` are those (partly) in sight; `current` is the id of the selected one.

    With `wrap` (on paper) a cell's text goes on in further lines and rows are ruled; without it, it is one line.
    """

    columns: tuple[Column, ...]
    scale: TimeScale
    width: float
    height: float
    rows: Sequence[Placed]
    on: date
    today: date
    measure: Measure = rough_width
    wrap: Wrap | None = None
    current: int | None = None

    @property
    def table_width(self) -> float:
        return sum(column.width for column in self.columns)

    @property
    def chart_width(self) -> float:
        return max(self.width - self.table_width, 0.0)


def layers(picture: Picture, part: Box | None = None) -> Iterator[Layer]:
    """The picture from back to front; of a `part`, only what touches it. The chart's x counts from its left edge."""
    table, chart, below = picture.table_width, picture.chart_width, picture.height - HEAD_HEIGHT
    bands = Bands(*(cells(picture.scale, chart, picture.measure) for cells in (upper_cells, lower_cells)))
    makers: tuple[tuple[Box, float, Callable[[Picture, Bands], Iterator[Shape]]], ...] = (
        (Box(0, HEAD_HEIGHT, picture.width, below), 0.0, _stripes),
        (Box(table, HEAD_HEIGHT, chart, below), table, _chart),
        (Box(0, HEAD_HEIGHT, table, below), 0.0, _table),
        (Box(table, 0, chart, HEAD_HEIGHT), table, _time_head),
        (Box(0, 0, table, HEAD_HEIGHT), 0.0, _table_head),
        (Box(table - 1, 0, 2, picture.height), 0.0, _edge),
    )
    for box, dx, make in makers:
        if part is None or box.touches(part):
            yield Layer(*box, tuple(make(picture, bands)), dx)


def _stripes(picture: Picture, _: Bands) -> Iterator[Shape]:
    for row, place, y, h in picture.rows:
        if row.kind is None:
            yield Rect(0, y, picture.width, h, "group")
        elif place % 2:
            yield Rect(0, y, picture.width, h, "stripe")
        if picture.wrap is not None:
            yield Line(0, y + h, picture.width, y + h, "grid")


def _chart(picture: Picture, bands: Bands) -> Iterator[Shape]:
    """Days of rest, grid, current row, bars, and the lines of today and of the reference date over them."""
    scale, width, bottom = picture.scale, picture.chart_width, picture.height
    yield from _rest(scale, bands.lower, width, bottom)
    for cells, role in ((bands.lower, "grid"), (bands.upper, "grid.strong")):
        yield from (Line(cell.x, HEAD_HEIGHT, cell.x, bottom, role) for cell in cells if cell.x > 0)
    yield from _current(picture, width)
    for row, _, y, h in picture.rows:
        yield from chart_shapes(row, scale, y + h / 2, width, picture.on, picture.measure)
    if picture.today != picture.on:
        yield _day_line(scale, picture.today, bottom, "today", 1.0)
    yield _day_line(scale, picture.on, bottom, "on", 1.5)


def _rest(scale: TimeScale, lower: Sequence[Cell], width: float, bottom: float) -> Iterator[Shape]:
    """Weekends, where days are wide enough to be told apart."""
    for cell in lower:
        if scale.unit is Unit.WEEK or (scale.unit is Unit.DAY and cell.start.weekday() >= 5):
            left = cell.x + (cell.w * 5 / 7 if scale.unit is Unit.WEEK else 0.0)
            left, right = max(left, 0.0), min(cell.x + cell.w, width)
            yield Rect(left, HEAD_HEIGHT, max(right - left, 0.0), bottom - HEAD_HEIGHT, "rest")


def _day_line(scale: TimeScale, day: date, bottom: float, role: str, width: float) -> Line:
    x = scale.middle(day)
    return Line(x, HEAD_HEIGHT, x, bottom, role, width)


def _current(picture: Picture, width: float) -> Iterator[Shape]:
    for row, _, y, h in picture.rows:
        if row.id == picture.current:
            yield Rect(0, y, width, h, "current")


def _table(picture: Picture, _: Bands) -> Iterator[Shape]:
    yield from _current(picture, picture.table_width)
    for placed in picture.rows:
        x = 0.0
        for column in picture.columns:
            yield from _CELLS[column.key](picture, column, placed, x)
            x += column.width
        if placed.row.id == picture.current:
            yield Rect(0, placed.y, 3, placed.h, "accent")


def name_indent(row: GanttRow) -> float:
    """Where a row's name begins."""
    return PADDING + row.depth * INDENT + FOLD_WIDTH + (GLYPH_WIDTH if row.kind else 0.0)


def _name(picture: Picture, column: Column, placed: Placed, x: float) -> Iterator[Shape]:
    row, middle = placed.row, placed.y + placed.h / 2
    left = x + PADDING + row.depth * INDENT
    if row.has_members:
        yield fold_mark(left + 5, middle, row.folded)
    if row.kind:
        yield from kind_mark(row.kind, left + FOLD_WIDTH + 6, middle)
    bold = row.kind in (None, Kind.PROGRAMME)
    indent = name_indent(row)
    yield from _text(picture, placed, x + indent, column.width - indent - 4, name_text(row), bold=bold)


def name_text(row: GanttRow) -> str:
    return f"{row.name}（{row.count} 项）" if row.kind is None else row.name


def _amount(picture: Picture, column: Column, placed: Placed, x: float) -> Iterator[Shape]:
    row, width = placed.row, column.width - PADDING
    yield from _text(picture, placed, x, width, row.amount, align="right", bold=row.kind is None)


def _deadline(picture: Picture, column: Column, placed: Placed, x: float) -> Iterator[Shape]:
    row = placed.row
    if row.kind is None or not row.deadline_text:
        return
    yield light_mark(row.light, x + PADDING + 4, placed.y + placed.h / 2)
    left = x + PADDING + LIGHT_WIDTH
    yield from _text(picture, placed, left, x + column.width - left - 4, row.deadline_text)


_CELLS: dict[str, Callable[[Picture, Column, Placed, float], Iterator[Shape]]] = {
    "name": _name,
    "amount": _amount,
    "deadline": _deadline,
}


def _text(
    picture: Picture, placed: Placed, x: float, width: float, text: str, *, align: str = "left", bold: bool = False
) -> Iterator[Text]:
    """A cell's text as one line, or as the lines that it wraps to, in the middle of the row."""
    if not text:
        return
    if picture.wrap is None:
        yield Text(x, placed.y, width, placed.h, text, "text", align, bold)
        return
    lines = picture.wrap(text, width, bold)
    top = placed.y + (placed.h - LINE_HEIGHT * len(lines)) / 2
    for number, line in enumerate(lines):
        yield Text(x, top + number * LINE_HEIGHT, width, LINE_HEIGHT, line, "text", align, bold)


def fold_mark(x: float, y: float, folded: bool) -> Polygon:
    """A triangle that points right where the members are folded away, and down where they show."""
    if folded:
        return Polygon(((x - 2, y - 4), (x + 3, y), (x - 2, y + 4)), "muted")
    return Polygon(((x - 4, y - 2), (x + 4, y - 2), (x, y + 3)), "muted")


def kind_mark(kind: Kind, x: float, y: float) -> list[Shape]:
    """What an item is: a block for a project, a folder for a programme, a target, and a box for a task."""
    if kind is Kind.PROJECT:
        return [Rect(x - 4, y - 4, 8, 8, "kind.project", radius=1.5)]
    if kind is Kind.PROGRAMME:
        tab = ((x - 6, y + 5), (x - 6, y - 5), (x - 1, y - 5), (x + 1, y - 3), (x + 6, y - 3), (x + 6, y + 5))
        return [Polygon(tab, "kind.programme")]
    if kind is Kind.TARGET:
        ring = Rect(x - 4.5, y - 4.5, 9, 9, "", "kind.target", radius=4.5)
        return [ring, Rect(x - 1.5, y - 1.5, 3, 3, "kind.target", radius=1.5)]
    return [Rect(x - 4, y - 4, 8, 8, "", "kind.task", radius=1.5)]


def _edge(picture: Picture, _: Bands) -> Iterator[Shape]:
    yield Line(picture.table_width, 0, picture.table_width, picture.height, "edge")


def _table_head(picture: Picture, _: Bands) -> Iterator[Shape]:
    yield Rect(0, 0, picture.table_width, HEAD_HEIGHT, "head")
    x = 0.0
    for column in picture.columns:
        if x:
            yield Line(x, 0, x, HEAD_HEIGHT, "grid")
        left = PADDING if column.align == "left" else 0.0
        yield Text(
            x + left, 0, column.width - PADDING - left / 2, HEAD_HEIGHT, column.label, "head.text", column.align, True
        )
        x += column.width
    yield Line(0, HEAD_HEIGHT - 0.5, picture.table_width, HEAD_HEIGHT - 0.5, "edge")


def _time_head(picture: Picture, bands: Bands) -> Iterator[Shape]:
    """Two bands of time, and under them the strip in which the lines of today and of the reference date are named."""
    width = picture.chart_width
    yield Rect(0, 0, width, HEAD_HEIGHT, "head")
    yield from _band(bands.upper, 0, width, "left", "grid.strong")
    yield from _band(bands.lower, BAND_HEIGHT, width, "center", "grid")
    for y in (BAND_HEIGHT, 2 * BAND_HEIGHT):
        yield Line(0, y - 0.5, width, y - 0.5, "grid")
    yield Line(0, HEAD_HEIGHT - 0.5, width, HEAD_HEIGHT - 0.5, "edge")
    yield from _flags(picture)


def _band(cells: Sequence[Cell], y: float, width: float, align: str, role: str) -> Iterator[Shape]:
    """A cell's label stands in what is visible of the cell."""
    for cell in cells:
        if cell.x > 0:
            yield Line(cell.x, y, cell.x, y + BAND_HEIGHT, role)
        left, right = max(cell.x, 0.0), min(cell.x + cell.w, width)
        indent = PADDING if align == "left" and right - left > 4 * PADDING else 0.0
        if cell.label:
            yield Text(left + indent, y, right - left - indent, BAND_HEIGHT, cell.label, "head.text", align)


def _flags(picture: Picture) -> Iterator[Shape]:
    scale, width = picture.scale, picture.chart_width
    flags = [(picture.on, f"基准日 {picture.on.month}月{picture.on.day}日", "on")]
    if picture.today != picture.on:
        flags.insert(0, (picture.today, "今天", "today"))
    for day, words, role in flags:
        x, room = scale.middle(day), picture.measure(words, False) + 12
        if 0 <= x <= width:
            left = min(max(x - room / 2, 0.0), max(width - room, 0.0))
            top = 2 * BAND_HEIGHT + 1
            yield Rect(left, top, room, FLAG_HEIGHT - 3, f"flag.{role}", radius=3)
            yield Polygon(((x - 4, HEAD_HEIGHT - 3), (x + 4, HEAD_HEIGHT - 3), (x, HEAD_HEIGHT + 2)), f"flag.{role}")
            yield Text(left, top, room, FLAG_HEIGHT - 3, words, f"flag.{role}.text", "center")
