"""The legend: small samples of what the chart shows, each drawn by what draws the chart."""

from collections.abc import Callable
from typing import NamedTuple

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.lights import LIGHT_LABELS, Light
from fenyang_desktop.reports.gantt import kind_mark
from fenyang_desktop.reports.gantt_bars import BAND, BAR, DIAMOND, PROGRESS, SUMMARY
from fenyang_desktop.reports.gantt_shapes import Line, Measure, Polygon, Rect, Shape, Text, diamond, light_mark

LINE = 22.0
_SAMPLE, _MARK, _GAP, _SPACE = 24.0, 16.0, 5.0, 14.0


class Entry(NamedTuple):
    words: str
    width: float
    draw: Callable[[float, float], list[Shape]]  # x of the left edge, y of the middle


def _bar(x: float, y: float) -> list[Shape]:
    left = x + _MARK
    box = Rect(left, y - BAR / 2, _SAMPLE, BAR, "bar.green", radius=2)
    done = Rect(left, y - PROGRESS / 2, _SAMPLE * 0.6, PROGRESS, "light.green", radius=1)
    return [*kind_mark(Kind.PROJECT, x + 6, y), box, done]


def _soft(x: float, y: float) -> list[Shape]:
    box = Rect(x, y - BAR / 2, _SAMPLE, BAR, "bar.green", radius=2, stops=((0, 1.0), (0.4, 1.0), (1, 0.3)))
    end = Line(x + _SAMPLE, y - BAR / 2, x + _SAMPLE, y + BAR / 2, "light.green", 1.5)
    return [box, end, *_soft_mark(x + _SAMPLE + 8, y)]


def _unknown_start(x: float, y: float) -> list[Shape]:
    return [Rect(x, y - BAR / 2, _SAMPLE, BAR, "bar.green", radius=2, stops=((0, 0.0), (0.7, 1.0), (1, 1.0)))]


def _summary(x: float, y: float) -> list[Shape]:
    top, left, right = y - SUMMARY / 2 - 2, x + _MARK, x + _MARK + _SAMPLE
    hooks = [((left, top), (left + 6, top), (left, top + 11)), ((right - 6, top), (right, top), (right, top + 11))]
    bar = Rect(left, top, _SAMPLE, SUMMARY, "summary")
    return [*kind_mark(Kind.PROGRAMME, x + 6, y), bar, *(Polygon(hook, "summary") for hook in hooks)]


def _mark(x: float, y: float) -> list[Shape]:
    marks = [*kind_mark(Kind.TARGET, x + 6, y), *kind_mark(Kind.TASK, x + _MARK + 6, y)]
    return [*marks, diamond(x + 2 * _MARK + DIAMOND, y, DIAMOND, "light.green")]


def _soft_mark(x: float, y: float) -> list[Shape]:
    right = x + _SAMPLE - DIAMOND
    band = Rect(x, y - BAND / 2, right - x, BAND, "bar.green", stops=((0, 0.1), (0.4, 0.7), (1, 0.7)))
    return [band, diamond(right, y, DIAMOND, "base", "light.green")]


def _late(x: float, y: float) -> list[Shape]:
    return [Line(x, y, x + _SAMPLE, y, "late", 2.0), light_mark("red", x + _SAMPLE + 8, y)]


def _light(light: Light) -> Entry:
    return Entry(LIGHT_LABELS[light], 11.0, lambda x, y: [light_mark(light, x + 5, y)])


ENTRIES: tuple[Entry, ...] = (
    Entry("项目包", _MARK + _SAMPLE, _summary),
    Entry("项目、形象进度", _MARK + _SAMPLE, _bar),
    Entry("指标、工作任务", _MARK * 2 + DIAMOND * 2, _mark),
    Entry("时限只到月、季、年", _SAMPLE * 2 + 8, _soft),
    Entry("未填开工时间", _SAMPLE, _unknown_start),
    Entry("逾期至基准日", _SAMPLE + 14, _late),
    *(_light(light) for light in (Light.YELLOW, Light.GREEN, Light.DONE)),
)


def legend(x: float, y: float, width: float, measure: Measure) -> tuple[list[Shape], float]:
    """The legend's shapes from (x, y) on, in as many lines as it needs within `width`, and its height."""
    shapes: list[Shape] = []
    left, top = x, y
    for entry in ENTRIES:
        text_width = measure(entry.words, False) + 1
        needed = entry.width + _GAP + text_width
        if left > x and left + needed > x + width:
            left, top = x, top + LINE
        shapes += entry.draw(left, top + LINE / 2)
        shapes.append(Text(left + entry.width + _GAP, top, text_width, LINE, entry.words, "muted"))
        left += needed + _SPACE
    return shapes, top + LINE - y
