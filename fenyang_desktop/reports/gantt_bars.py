"""What the chart shows of one row: bar, summary bar, mark, overdue line and the words beside them."""

from datetime import date, timedelta

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.reports.gantt_rows import GanttRow, Span, is_exact
from fenyang_desktop.reports.gantt_scale import FIRST_DAY, LAST_DAY, TimeScale
from fenyang_desktop.reports.gantt_shapes import Line, Measure, Polygon, Rect, Shape, Text, diamond, light_mark

FADE_DAYS = 60  # how far a bar reaches towards an unknown start or end
BAR, SUMMARY, BAND, PROGRESS = 14.0, 7.0, 6.0, 4.0  # heights
DIAMOND = 6.0
NARROWEST_BAR = 3.0
_GAP, _MARK = 6.0, 14.0
_MARKED = (Light.RED, Light.YELLOW, Light.DONE)

Stops = tuple[tuple[float, float], ...]


def chart_shapes(
    row: GanttRow, scale: TimeScale, middle: float, width: float, on: date, measure: Measure
) -> list[Shape]:
    """The shapes of a row round the height `middle`; x runs from 0 to `width`. A group head has none."""
    if row.kind is None:
        return []
    span = row.extent
    if span is None:
        return _undated(row, middle, width, measure)
    left, right = _left_edge(span, scale), _right_edge(span, scale)
    overdue = row.light is Light.RED and row.deadline is not None and span.last < on
    end = max(right, scale.middle(on)) if overdue else right
    if end < 0 or left > width:
        return [_out_of_sight(end < 0, middle, width)]
    if row.kind is Kind.PROGRAMME or row.span:
        shapes = _summary(span, scale, middle, width)
    elif row.kind is Kind.PROJECT or row.start is not None:
        shapes = _bar(row, span, scale, middle, width)
    else:
        shapes = _mark(row, span, scale, middle, width)
    if overdue and right < width:
        shapes.append(Line(max(right, 0.0), middle, min(end, width), middle, "late", 2.0))
    return shapes + _beside(row, left, end, middle, width, measure)


def _out_of_sight(before: bool, middle: float, width: float) -> Polygon:
    """A small arrow at the edge beyond which the bar lies."""
    tip, back = (4.0, 10.0) if before else (width - 4, width - 10)
    return Polygon(((tip, middle), (back, middle - 4), (back, middle + 4)), "faint")


def _undated(row: GanttRow, middle: float, width: float, measure: Measure) -> list[Shape]:
    """The reason why there is no bar."""
    words = row.deadline.words if row.deadline else "无时限"
    shapes: list[Shape] = []
    x = 10.0
    if row.light is Light.DONE:
        shapes.append(light_mark("done", x + 4, middle))
        words, x = "已完成", x + 14
    if measure(words, False) > width - x:
        words = "无确切日期"
    return [*shapes, Text(x, middle - 9, width - x, 18, words, "faint")]


def _bar(row: GanttRow, span: Span, scale: TimeScale, middle: float, width: float) -> list[Shape]:
    x, right = _left_edge(span, scale), _right_edge(span, scale)
    right = max(right, x + NARROWEST_BAR)
    height = BAR if row.kind is Kind.PROJECT else BAND
    box = Rect(x, middle - height / 2, right - x, height, f"bar.{row.light}", radius=2.0, stops=_stops(span, scale))
    shapes: list[Shape] = [_clipped(box, width)]
    if row.progress is not None and row.progress > 0:
        done = (right - x) * min(row.progress, 10000) / 10000
        shapes.append(_clipped(Rect(x, middle - PROGRESS / 2, done, PROGRESS, f"light.{row.light}", radius=1.0), width))
    if _is_soft(span):
        shapes += _last_day(f"light.{row.light}", right, middle, height)
    if row.kind is not Kind.PROJECT:
        shapes.append(_diamond(row, scale.middle(span.last), middle))
    return shapes


def _summary(span: Span, scale: TimeScale, middle: float, width: float) -> list[Shape]:
    """A thin bar with hooks that point at the first and the last day, where these are known."""
    x, right = _left_edge(span, scale), _right_edge(span, scale)
    top = middle - SUMMARY / 2
    box = Rect(x, top, max(right - x, NARROWEST_BAR), SUMMARY, "summary", stops=_stops(span, scale))
    shapes: list[Shape] = [_clipped(box, width)]
    if not span.open_start and span.first == span.sure_from:
        shapes.append(Polygon(((x, top), (x + 6, top), (x, top + SUMMARY + 5)), "summary"))
    if not span.open_end and not _is_soft(span):
        shapes.append(Polygon(((right - 6, top), (right, top), (right, top + SUMMARY + 5)), "summary"))
    elif _is_soft(span):
        shapes += _last_day("summary", right, middle, SUMMARY + 5)
    return shapes


def _mark(row: GanttRow, span: Span, scale: TimeScale, middle: float, width: float) -> list[Shape]:
    """A diamond on the day; where only a period is known, a soft band over it and an empty diamond at its end."""
    x = scale.middle(span.last)
    if is_exact(row.deadline):
        return [diamond(x, middle, DIAMOND, f"light.{row.light}")]
    left = scale.x(span.first)
    band = Rect(left, middle - BAND / 2, x - left, BAND, f"bar.{row.light}", stops=((0, 0.1), (0.3, 0.7), (1, 0.7)))
    return [_clipped(band, width), _diamond(row, x, middle)]


def _diamond(row: GanttRow, x: float, middle: float) -> Polygon:
    role = f"light.{row.light}"
    return diamond(x, middle, DIAMOND, role if is_exact(row.deadline) else "base", role)


def _last_day(role: str, x: float, middle: float, height: float) -> list[Shape]:
    """The last day that counts, at the end of a soft edge."""
    return [Line(x - 0.75, middle - height / 2, x - 0.75, middle + height / 2, role, 1.5)]


def _beside(row: GanttRow, left: float, right: float, middle: float, width: float, measure: Measure) -> list[Shape]:
    """The light's shape and the days, at the right of the bar or, where there is no room, at its left."""
    words, marked = _words(row), row.light in _MARKED
    needed = label_width(row, measure)
    if not needed or right < 0 or right > width + 1:
        return []
    shapes: list[Shape] = []
    x = right + _GAP + (DIAMOND if row.kind in (Kind.TARGET, Kind.TASK) else 0)
    if x + needed > width:
        x = left - _GAP - needed
    if x < 0:  # no room on either side: on the bar, on a ground of its own
        x = max(right - needed - 2 * _GAP, 0.0)
        shapes.append(Rect(x - 3, middle - 9, needed + 6, 18, "base", radius=3.0))
    if marked:
        shapes.append(light_mark(row.light, x + 5, middle))
    if words:
        role = f"light.{row.light}" if row.light in (Light.RED, Light.YELLOW) else "muted"
        taken = _MARK if marked else 0.0
        shapes.append(Text(x + taken, middle - 9, needed - taken, 18, words, role))
    return shapes


def label_width(row: GanttRow, measure: Measure) -> float:
    """How much room the words and the shape beside the bar take; 0 if there are none."""
    words = _words(row)
    return (_MARK if row.light in _MARKED else 0.0) + (measure(words, False) + 2 if words else 0.0)


def _words(row: GanttRow) -> str:
    parts = [f"{row.progress / 100:g}%"] if row.progress is not None else []
    if row.light is Light.RED and row.days is not None:
        parts.append(f"逾期 {-row.days} 天")
    elif row.light is Light.YELLOW and row.days is not None:
        parts.append(f"还有 {row.days} 天" if row.days else "今天到期")
    return "，".join(parts)


def _is_soft(span: Span) -> bool:
    return span.sure_to < span.last and not span.open_end


def _left_edge(span: Span, scale: TimeScale) -> float:
    if not span.open_start:
        return scale.x(span.first)
    return scale.x(min(span.first, _shifted(span.last, -FADE_DAYS)))


def _right_edge(span: Span, scale: TimeScale) -> float:
    return scale.end(_shifted(span.last, FADE_DAYS)) if span.open_end else scale.end(span.last)


def _shifted(day: date, days: int) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY) + timedelta(days=days)


def _stops(span: Span, scale: TimeScale) -> Stops:
    """How the bar fades in over an uncertain start and out over an uncertain end; none where both are known."""
    left, right = _left_edge(span, scale), _right_edge(span, scale)
    whole = max(right - left, 1e-9)
    sure_from, sure_to = (scale.x(span.sure_from) - left) / whole, (scale.x(span.sure_to) - left) / whole
    if span.open_start and sure_to < 0.2:  # nothing is known but the period
        return ((0, 0.0), (0.2, 0.6), (1, 0.35))
    stops: list[tuple[float, float]] = []
    if span.open_start:
        stops += [(0, 0.0), (sure_to, 1.0)]
    elif span.first < span.sure_from:
        stops += [(0, 0.1), (sure_from, 1.0)]
    if span.open_end:
        stops += [((scale.end(span.last) - left) / whole, 1.0), (1, 0.0)]
    elif _is_soft(span):
        stops += [(sure_to, 1.0), (1, 0.35)]
    return tuple(stops)


def _clipped(box: Rect, width: float) -> Rect:
    """The part of a box near the chart: at a wide scale a bar may be a million units long."""
    left, right = max(box.x, 0.0), min(box.x + box.w, width)
    if left == box.x and right == box.x + box.w:
        return box
    if right <= left:
        return box._replace(x=left, w=0.0)
    stops = tuple(
        ((place * box.w + box.x - left) / (right - left), opacity) for place, opacity in _with_edges(box, left, right)
    )
    return box._replace(x=left, w=right - left, stops=stops if box.stops else ())


def _with_edges(box: Rect, left: float, right: float) -> Stops:
    """The stops between two places of a box, and what the opacity is at these."""
    first, last = (left - box.x) / box.w, (right - box.x) / box.w
    inside = [stop for stop in box.stops if first < stop[0] < last]
    return ((first, opacity_at(box.stops, first)), *inside, (last, opacity_at(box.stops, last)))


def opacity_at(stops: Stops, place: float) -> float:
    """The opacity at a share of the width, between the stops on a straight line."""
    before = after = stops[0] if stops else (0.0, 1.0)
    for stop in stops:
        after = stop
        if stop[0] >= place:
            break
        before = stop
    if after[0] <= before[0] or place >= after[0]:
        return after[1]
    share = max(place - before[0], 0.0) / (after[0] - before[0])
    return before[1] + (after[1] - before[1]) * share
