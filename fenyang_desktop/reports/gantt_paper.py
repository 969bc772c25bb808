"""The Gantt on paper: rows over pages, with title, time bands, name columns and legend on every page.

Nothing is cut: columns are as wide as their texts up to a limit, and what is longer goes on in further lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.reports.gantt import (
    HEAD_HEIGHT,
    LIGHT_WIDTH,
    PADDING,
    ROW_HEIGHT,
    Column,
    Picture,
    Placed,
    layers,
    name_indent,
    name_text,
)
from fenyang_desktop.reports.gantt_bars import label_width
from fenyang_desktop.reports.gantt_legend import legend
from fenyang_desktop.reports.gantt_rows import GanttRow
from fenyang_desktop.reports.gantt_scale import TimeScale
from fenyang_desktop.reports.gantt_shapes import LINE_HEIGHT, Layer, Measure, Rect, Shape, Text

MM = 96 / 25.4
A3 = (420 * MM, 297 * MM)  # landscape
MARGIN = 12 * MM
TITLE_SIZE, TITLE_HEIGHT = 26.0, 40.0
CAPTION_HEIGHT, FOOT_GAP, FOOT_HEIGHT = 24.0, 8.0, 22.0
CAPTIONS = TITLE_HEIGHT + CAPTION_HEIGHT
EDGE_ROOM = 10.0  # free at the right of the last day, so that a diamond on it is whole
_LIMITS = {"name": 0.3, "amount": 0.1, "deadline": 0.16}  # shares of the paper's width
_LABELS = {"name": "名称", "amount": "总投资", "deadline": "完成时限"}
_NEVER_FIRST = "，。、；：！？）》”’%.,;:!?)"


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above the chart: the title, and what is shown as of when."""

    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a printed Gantt needs. `period` is shown over the whole width of the chart."""

    rows: Sequence[GanttRow]
    caption: Caption
    period: tuple[date, date]
    on: date
    measure: Measure


class PaperPage:
    """One page: the rows from `first` up to, not with, `last`. Its shapes are made when they are asked for."""

    def __init__(self, setting: "_Setting", first: int, last: int, number: int, total: int, height: float) -> None:
        self._setting = setting
        self.first, self.last = first, last
        self.number, self.total = number, total
        self.width, self.height = setting.width, height

    def layers(self) -> list[Layer]:
        """Title and caption, table and chart, legend and page number, each inside the margins."""
        setting = self._setting
        margin, width = setting.margin, setting.inner
        picture = setting.picture(self.first, self.last)
        body = [layer.moved(margin, margin + CAPTIONS) for layer in layers(picture)]
        frame = Rect(0, 0, width, picture.height, "", "edge")
        around = [*self._above(width), *self._below(width)]
        inner = self.height - 2 * margin
        return [
            *body,
            Layer(0, 0, self.width, self.height, (frame,), margin, margin + CAPTIONS),
            Layer(margin, margin, width, inner, tuple(around), margin, margin),
        ]

    def _above(self, width: float) -> list[Shape]:
        caption, measure = self._setting.sheet.caption, self._setting.sheet.measure
        unit = "单位：万元"
        unit_width = measure(unit, False) + 2
        return [
            Text(0, 0, width, TITLE_HEIGHT, caption.title, "text", "center", True, TITLE_SIZE),
            Text(0, TITLE_HEIGHT, width - unit_width - PADDING, CAPTION_HEIGHT, caption.note, "muted"),
            Text(width - unit_width, TITLE_HEIGHT, unit_width, CAPTION_HEIGHT, unit, "muted", "right"),
        ]

    def _below(self, width: float) -> list[Shape]:
        bottom = self.height - 2 * self._setting.margin
        top = bottom - FOOT_HEIGHT - self._setting.legend_height
        shapes, _ = legend(0, top, width, self._setting.sheet.measure)
        number = f"第{self.number}页 共{self.total}页"
        return [*shapes, Text(0, bottom - FOOT_HEIGHT, width, FOOT_HEIGHT, number, "muted", "center")]


class _Setting:
    """What all pages of one printing share."""

    def __init__(self, sheet: Sheet, width: float, margin: float) -> None:
        self.sheet, self.width, self.margin = sheet, width, margin
        self.inner = width - 2 * margin
        self.columns = paper_columns(sheet, self.inner)
        self.heights = [row_height(row, self.columns, sheet.measure) for row in sheet.rows]
        chart = self.inner - sum(column.width for column in self.columns)
        self.scale = _scale(sheet, chart)
        self.legend_height = legend(0, 0, self.inner, sheet.measure)[1]

    @property
    def around(self) -> float:
        """The height of a page that is not the rows'."""
        return 2 * self.margin + CAPTIONS + HEAD_HEIGHT + FOOT_GAP + self.legend_height + FOOT_HEIGHT

    def picture(self, first: int, last: int) -> Picture:
        placed, y = [], HEAD_HEIGHT
        for place in range(first, last):
            placed.append(Placed(self.sheet.rows[place], place, y, self.heights[place]))
            y += self.heights[place]
        sheet = self.sheet
        return Picture(
            self.columns, self.scale, self.inner, y, placed, sheet.on, sheet.on, sheet.measure, self._wrapped
        )

    def _wrapped(self, text: str, width: float, bold: bool) -> list[str]:
        return wrapped(text, width, bold, self.sheet.measure)


def pages(sheet: Sheet, paper: tuple[float, float] = A3, margin: float = MARGIN) -> list[PaperPage]:
    """The sheet on pages of this size; the head of a group stays with the row that follows it."""
    setting = _Setting(sheet, paper[0], margin)
    breaks = page_breaks(sheet.rows, setting.heights, paper[1] - setting.around)
    return [PaperPage(setting, *stretch, number, len(breaks), paper[1]) for number, stretch in enumerate(breaks, 1)]


def tall_page(sheet: Sheet, width: float = A3[0], margin: float = MARGIN) -> PaperPage:
    """All rows in one picture, as tall as it takes."""
    setting = _Setting(sheet, width, margin)
    return PaperPage(setting, 0, len(sheet.rows), 1, 1, sum(setting.heights) + setting.around)


def _scale(sheet: Sheet, width: float) -> TimeScale:
    """The period over the whole width, less what the words beside the latest bars need."""
    scale = TimeScale.fit(*sheet.period, width, EDGE_ROOM)
    room = EDGE_ROOM
    for row in sheet.rows:
        if row.kind is not None and row.extent is not None:
            needed = label_width(row, sheet.measure) + 2 * EDGE_ROOM
            if scale.end(max(row.extent.last, sheet.on)) + needed > width and needed > 2 * EDGE_ROOM:
                room = max(room, needed)
    return TimeScale.fit(*sheet.period, width, room)


def page_breaks(rows: Sequence[GanttRow], heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    """The stretches of rows that stand on one page each; at least one page, at least one row a page."""
    found: list[tuple[int, int]] = []
    first, used = 0, 0.0
    for place, height in enumerate(heights):
        if place > first and used + height > room:
            end = place
            while end - 1 > first and rows[end - 1].has_members and not rows[end - 1].folded:
                end -= 1
            found.append((first, end))
            first, used = end, sum(heights[end:place])
        used += height
    return [*found, (first, len(heights))]


def paper_columns(sheet: Sheet, width: float) -> tuple[Column, ...]:
    """The columns, as wide as their longest text but no wider than their share of the paper."""
    found = []
    for key, label in _LABELS.items():
        widest = max((_text_width(row, key, sheet.measure) for row in sheet.rows), default=0.0)
        head = sheet.measure(label, True) + 2 * PADDING
        align = "right" if key == "amount" else "left"
        found.append(Column(key, label, min(max(widest, head) + 6, _LIMITS[key] * width), align))
    return tuple(found)


def row_height(row: GanttRow, columns: Sequence[Column], measure: Measure) -> float:
    lines = 1
    for column in columns:
        text, bold, taken = _cell(row, column.key)
        if text:
            lines = max(lines, len(wrapped(text, column.width - taken, bold, measure)))
    return max(ROW_HEIGHT - 4, lines * LINE_HEIGHT + 5)


def wrapped(text: str, width: float, bold: bool, measure: Measure) -> list[str]:
    """The text in lines no wider than `width`; a closing mark doesn't begin a line, and no character is lost."""
    if measure(text, bold) <= width:
        return [text]
    lines, line = [], ""
    for char in text:
        if line and measure(line + char, bold) > width:
            carried = ""
            if char in _NEVER_FIRST and len(line) > 1:
                line, carried = line[:-1], line[-1]
            lines.append(line)
            line = carried
        line += char
    return [*lines, line]


def _text_width(row: GanttRow, key: str, measure: Measure) -> float:
    text, bold, taken = _cell(row, key)
    return measure(text, bold) + taken if text else 0.0


def _cell(row: GanttRow, key: str) -> tuple[str, bool, float]:
    """A cell's text, whether it is bold, and what of the column's width is not the text's."""
    if key == "name":
        return name_text(row), row.kind in (None, Kind.PROGRAMME), name_indent(row) + 4
    if key == "amount":
        return row.amount, row.kind is None, PADDING
    return ("" if row.kind is None else row.deadline_text), False, PADDING + LIGHT_WIDTH + 4
