"""What the Gantt draws, told by its shapes: no window, no pixels."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.deadlines import Deadline, parse_deadline
from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.reports import gantt
from fenyang_desktop.reports.gantt_bars import FADE_DAYS, chart_shapes
from fenyang_desktop.reports.gantt_legend import ENTRIES, legend
from fenyang_desktop.reports.gantt_paper import A3, MARGIN, Caption, Sheet, page_breaks, pages, tall_page, wrapped
from fenyang_desktop.reports.gantt_rows import GanttRow, extent, union
from fenyang_desktop.reports.gantt_scale import (
    COMFORTABLE,
    FIRST_DAY,
    LAST_DAY,
    NARROWEST,
    WIDEST,
    TimeScale,
    Unit,
    lower_cells,
    upper_cells,
)
from fenyang_desktop.reports.gantt_shapes import Layer, Line, Path, Polygon, Rect, Shape, Text, rough_width

ON = date(2023, 9, 15)
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
WIDTH = 1000.0
SCALE = TimeScale.fit(*YEAR, WIDTH, 100)
MIDDLE = 13.0

S = TypeVar("S", Rect, Line, Polygon, Path, Text)
days = st.dates(FIRST_DAY, LAST_DAY)
scales = st.builds(
    TimeScale,
    st.floats(FIRST_DAY.toordinal(), LAST_DAY.toordinal()),
    st.floats(NARROWEST, WIDEST),
)
deadlines = st.one_of(
    st.none(),
    st.builds(
        lambda day, form: parse_deadline(form.format(day), 2023),
        st.dates(date(2015, 1, 1), date(2035, 12, 31)),
        st.sampled_from(["{0:%Y-%m-%d}", "{0.year}年{0.month}月底前", "{0.year}年内", "{0.year}年上半年", "尽快"]),
    ),
)


def when(text: str) -> Deadline:
    return parse_deadline(text, 2023)


def row(**values: object) -> GanttRow:
    return GanttRow(**{"id": 1, "name": "第二污水处理厂", "light": Light.GREEN, **values})  # type: ignore[arg-type]


def drawn(a_row: GanttRow, scale: TimeScale = SCALE, on: date = ON) -> list[Shape]:
    return chart_shapes(a_row, scale, MIDDLE, WIDTH, on, rough_width)


def only(shapes: Sequence[Shape], kind: type[S], role: str = "") -> S:
    found = [shape for shape in shapes if isinstance(shape, kind) and (not role or role in shape)]
    assert len(found) == 1, found
    return found[0]


def texts(shapes: Sequence[Shape]) -> list[str]:
    return [shape.text for shape in shapes if isinstance(shape, Text)]


# -- the time scale


@given(scales, days)
def test_a_date_found_at_its_own_place_is_the_same_date_at_every_zoom(scale: TimeScale, day: date) -> None:
    assert scale.date_at(scale.x(day)) == day
    assert scale.date_at(scale.middle(day)) == day


@given(scales, st.floats(0, 4000))
def test_a_place_lies_within_the_day_found_there(scale: TimeScale, x: float) -> None:
    day = scale.date_at(x)
    if FIRST_DAY < day < LAST_DAY:
        slack = 1e-4 * scale.per_day + 1e-6
        assert scale.x(day) - slack <= x <= scale.end(day) + slack


@given(scales, st.floats(NARROWEST, WIDEST), st.floats(0, 2000))
def test_zooming_keeps_the_moment_under_the_pointer(scale: TimeScale, per_day: float, x: float) -> None:
    assert math.isclose(scale.zoomed(per_day, x).at(x), scale.at(x), abs_tol=1e-6)


def test_a_fitted_scale_shows_both_days_whole() -> None:
    scale = TimeScale.fit(*YEAR, 730)
    assert scale.x(YEAR[0]) == 0
    assert scale.end(YEAR[1]) == pytest.approx(730)


@pytest.mark.parametrize("unit", list(COMFORTABLE))
def test_each_choice_of_the_zoom_box_counts_in_its_own_unit(unit: Unit) -> None:
    assert TimeScale(0.0, COMFORTABLE[unit]).unit is unit


@pytest.mark.parametrize(
    ("unit", "upper", "lower"),
    [
        (Unit.DAY, "2023年9月", "15"),
        (Unit.WEEK, "2023年9月", "9月18日"),
        (Unit.MONTH, "2023年", "10月"),
        (Unit.QUARTER, "2023年", "四季度"),
        (Unit.YEAR, "2020—2029年", "2024年"),
    ],
)
def test_the_two_bands_name_their_periods_in_chinese(unit: Unit, upper: str, lower: str) -> None:
    scale = TimeScale(float(date(2023, 9, 1).toordinal()), COMFORTABLE[unit])
    assert upper in [cell.label for cell in upper_cells(scale, WIDTH, rough_width)]
    assert lower in [cell.label for cell in lower_cells(scale, WIDTH, rough_width)]


def test_a_wide_quarter_is_named_in_full() -> None:
    scale = TimeScale(float(YEAR[0].toordinal()), 0.89)
    assert [cell.label for cell in lower_cells(scale, 325, rough_width)][:2] == ["一季度", "二季度"]


@given(scales, st.floats(50, 2000))
def test_labels_of_a_band_fit_what_is_visible_of_their_cells(scale: TimeScale, width: float) -> None:
    for cell in lower_cells(scale, width, rough_width):
        visible = min(cell.x + cell.w, width) - max(cell.x, 0)
        assert rough_width(cell.label) <= visible


@given(scales, st.floats(50, 2000))
def test_the_cells_of_a_band_leave_no_gap(scale: TimeScale, width: float) -> None:
    cells = lower_cells(scale, width, rough_width)
    for before, after in pairwise(cells):
        assert after.x == pytest.approx(before.x + before.w)


# -- bars and marks


def test_a_project_is_a_bar_from_its_start_to_the_end_of_its_last_day() -> None:
    bar = only(drawn(row(start=when("2023-03-01"), deadline=when("2023-08-20"))), Rect)
    assert bar.x == SCALE.x(date(2023, 3, 1))
    assert bar.x + bar.w == pytest.approx(SCALE.x(date(2023, 8, 21)))
    assert not bar.stops


def test_progress_fills_its_share_of_the_bar() -> None:
    shapes = drawn(row(start=when("2023-03-01"), deadline=when("2023-08-20"), progress=2500))
    bar, done = only(shapes, Rect, "bar.green"), only(shapes, Rect, "light.green")
    assert (done.x, done.w) == (bar.x, pytest.approx(bar.w / 4))
    assert "25%" in texts(shapes)


def test_a_deadline_known_by_its_month_fades_over_the_month_and_ends_with_its_last_day() -> None:
    shapes = drawn(row(start=when("2023-03-01"), deadline=when("10月底前")))
    bar = only(shapes, Rect)
    sure = (SCALE.x(date(2023, 10, 1)) - bar.x) / bar.w
    assert bar.stops[0][0] == pytest.approx(sure)
    assert bar.stops[0][1] == 1
    assert bar.stops[-1][1] < 0.5
    assert only(shapes, Line).x1 == pytest.approx(SCALE.end(date(2023, 10, 31)), abs=1)


def test_an_unknown_start_fades_in_over_a_limited_length() -> None:
    bar = only(drawn(row(deadline=when("2023-08-20"))), Rect)
    assert bar.stops[0] == (0, 0.0)
    assert bar.stops[-1][1] == 1
    assert bar.x == SCALE.x(date(2023, 8, 20) - timedelta(days=FADE_DAYS))


def test_a_start_known_by_its_month_fades_in_over_that_month_only() -> None:
    bar = only(drawn(row(start=when("2023年3月"), deadline=when("2023-08-20"))), Rect)
    assert bar.x == SCALE.x(date(2023, 3, 1))
    assert bar.stops[-1][0] == pytest.approx((SCALE.x(date(2023, 3, 31)) - bar.x) / bar.w)


def test_a_start_without_a_deadline_fades_out() -> None:
    bar = only(drawn(row(start=when("2023-03-01"))), Rect)
    assert bar.stops[-1] == (1, 0.0)


def test_a_project_due_within_the_year_is_nowhere_a_sharp_bar() -> None:
    bar = only(drawn(row(deadline=when("年内"))), Rect)
    assert (bar.x, bar.x + bar.w) == (SCALE.x(YEAR[0]), pytest.approx(SCALE.end(YEAR[1])))
    assert max(opacity for _, opacity in bar.stops) < 0.7


@pytest.mark.parametrize(("deadline", "words"), [(None, "无时限"), (when("尽快"), "尽快")])
def test_a_row_without_dates_says_so_at_the_left_and_has_no_bar(deadline: Deadline | None, words: str) -> None:
    shapes = drawn(row(deadline=deadline, light=Light.NONE))
    assert [type(shape) for shape in shapes] == [Text]
    assert only(shapes, Text).text == words
    assert only(shapes, Text).x < 20


@pytest.mark.parametrize("kind", [Kind.TARGET, Kind.TASK])
def test_targets_and_tasks_are_a_filled_diamond_on_their_day(kind: Kind) -> None:
    mark = only(drawn(row(kind=kind, deadline=when("2023-08-20"))), Polygon)
    assert mark.fill == "light.green"
    assert sum(x for x, _ in mark.points) / 4 == pytest.approx(SCALE.middle(date(2023, 8, 20)))


def test_a_target_known_by_its_quarter_is_a_band_over_it_with_an_empty_diamond() -> None:
    shapes = drawn(row(kind=Kind.TARGET, deadline=when("三季度末")))
    band, mark = only(shapes, Rect), only(shapes, Polygon)
    assert band.x == SCALE.x(date(2023, 7, 1))
    assert band.stops
    assert (mark.fill, mark.line) == ("base", "light.green")


def test_overdue_is_a_red_line_from_the_deadline_to_the_reference_date() -> None:
    shapes = drawn(row(deadline=when("2023-08-20"), light=Light.RED, days=-26))
    late = only(shapes, Line, "late")
    assert late.x1 == pytest.approx(SCALE.end(date(2023, 8, 20)))
    assert late.x2 == SCALE.middle(ON)
    assert texts(shapes) == ["逾期 26 天"]


def test_what_is_finished_has_a_check_mark_and_no_red_line() -> None:
    shapes = drawn(row(deadline=when("2023-08-20"), light=Light.DONE))
    assert only(shapes, Path).role == "light.done"
    assert not [shape for shape in shapes if isinstance(shape, Line)]


def test_a_programme_without_dates_covers_its_members() -> None:
    spans = [extent(when("2023-02-01"), when("2023-06-30")), extent(when("2023-04-01"), when("2023-11-05"))]
    span = union([span for span in spans if span])
    shapes = drawn(row(kind=Kind.PROGRAMME, span=span))
    bar = only(shapes, Rect, "summary")
    assert bar.x == SCALE.x(date(2023, 2, 1))
    assert bar.x + bar.w == pytest.approx(SCALE.end(date(2023, 11, 5)))
    assert len([shape for shape in shapes if isinstance(shape, Polygon)]) == 2


def test_members_that_end_some_time_in_the_year_leave_the_programmes_end_soft() -> None:
    spans = [extent(when("2023-02-01"), when("2023-10-31")), extent(when("2023-02-01"), when("年内"))]
    span = union([span for span in spans if span])
    assert span is not None
    assert (span.sure_to, span.last) == (date(2023, 10, 31), date(2023, 12, 31))


def test_a_start_after_the_deadline_makes_no_bar_that_runs_backwards() -> None:
    bar = only(drawn(row(start=when("2023-10-01"), deadline=when("2023-08-20"))), Rect)
    assert bar.w > 0
    assert bar.stops[0] == (0, 0.0)


@pytest.mark.parametrize(("day", "points_left"), [("2021-05-01", True), ("2026-05-01", False)])
def test_a_bar_out_of_sight_leaves_an_arrow_at_its_side(day: str, points_left: bool) -> None:
    arrow = only(drawn(row(deadline=when(day))), Polygon)
    assert (arrow.points[0][0] < WIDTH / 2) is points_left
    assert (arrow.points[0][0] < arrow.points[1][0]) is points_left


def test_a_group_head_has_nothing_in_the_chart() -> None:
    assert drawn(row(id=-1, kind=None)) == []


@given(deadlines, deadlines, st.sampled_from(list(Kind)), st.sampled_from(list(Light)), scales)
def test_no_bar_and_no_word_leaves_the_chart(
    start: Deadline | None, deadline: Deadline | None, kind: Kind, light: Light, scale: TimeScale
) -> None:
    scale = TimeScale(float(date(2023, 1, 1).toordinal()), scale.per_day)
    a_row = row(kind=kind, start=start, deadline=deadline, light=light, days=-3, progress=4000)
    for shape in drawn(a_row, scale):
        if isinstance(shape, Rect | Text):
            assert shape.w >= 0
            assert shape.x >= -3.1
            assert shape.x + shape.w <= WIDTH + 3.1


# -- the whole picture


def placed(rows: Sequence[GanttRow]) -> list[gantt.Placed]:
    heights = [gantt.HEAD_HEIGHT + place * gantt.ROW_HEIGHT for place in range(len(rows))]
    return [gantt.Placed(a_row, place, heights[place], gantt.ROW_HEIGHT) for place, a_row in enumerate(rows)]


def picture(rows: Sequence[GanttRow], **values: object) -> gantt.Picture:
    usual = {"width": 1200.0, "height": 700.0, "on": ON, "today": ON, "scale": SCALE}
    return gantt.Picture(columns=gantt.columns_in(420), rows=placed(rows), **{**usual, **values})  # type: ignore[arg-type]


def shapes_of(layers: Sequence[Layer]) -> list[Shape]:
    return [shape for layer in layers for shape in layer.shapes]


def test_table_and_chart_put_a_row_at_one_height() -> None:
    rows = [row(id=1, name="甲"), row(id=2, name="乙", deadline=when("2023-08-20"))]
    shapes = shapes_of(list(gantt.layers(picture(rows))))
    name = next(shape for shape in shapes if isinstance(shape, Text) and shape.text == "乙")
    bar = only(shapes, Rect, "bar.green")
    assert name.y + name.h / 2 == bar.y + bar.h / 2


def test_the_reference_date_is_a_line_with_its_name() -> None:
    shapes = shapes_of(list(gantt.layers(picture([]))))
    line = only(shapes, Line, "on")
    assert line.x1 == line.x2 == SCALE.middle(ON)
    assert "基准日 9月15日" in texts(shapes)


def test_today_is_marked_faintly_where_it_is_another_day() -> None:
    shapes = shapes_of(list(gantt.layers(picture([], today=date(2023, 11, 1)))))
    assert only(shapes, Line, "today").width < only(shapes, Line, "on").width
    assert "今天" in texts(shapes)
    assert "今天" not in texts(shapes_of(list(gantt.layers(picture([])))))


@pytest.mark.parametrize(("unit", "shaded"), [(Unit.DAY, True), (Unit.WEEK, True), (Unit.MONTH, False)])
def test_weekends_are_shaded_where_days_can_be_told_apart(unit: Unit, shaded: bool) -> None:
    scale = TimeScale(float(date(2023, 9, 1).toordinal()), COMFORTABLE[unit])
    shapes = shapes_of(list(gantt.layers(picture([], scale=scale))))
    rest = [shape for shape in shapes if isinstance(shape, Rect) and shape.fill == "rest"]
    assert bool(rest) is shaded
    for shape in rest:
        assert scale.date_at(shape.x + shape.w / 2).weekday() >= 5 or shape.w == 0


def test_the_current_row_is_marked_in_table_and_chart() -> None:
    shapes = shapes_of(list(gantt.layers(picture([row(id=1), row(id=2)], current=2))))
    marks = [shape for shape in shapes if isinstance(shape, Rect) and shape.fill == "current"]
    assert [(mark.y, mark.h) for mark in marks] == [(gantt.HEAD_HEIGHT + gantt.ROW_HEIGHT, gantt.ROW_HEIGHT)] * 2


def test_a_narrow_table_gives_up_columns_and_keeps_the_name() -> None:
    assert [column.key for column in gantt.columns_in(470)] == ["name", "amount", "deadline"]
    assert [column.key for column in gantt.columns_in(300)] == ["name", "deadline"]
    assert [column.key for column in gantt.columns_in(170)] == ["name"]


def test_only_what_touches_the_part_asked_for_is_built() -> None:
    whole = picture([row(name="甲")])
    head = list(gantt.layers(whole, gantt.Box(0, 0, 1200, 20)))
    assert "甲" not in texts(shapes_of(head))
    assert "名称" in texts(shapes_of(head))


def test_the_legend_explains_all_kinds_and_lights_within_its_width() -> None:
    shapes, height = legend(0, 0, 400, rough_width)
    assert texts(shapes) == [entry.words for entry in ENTRIES]
    assert all(shape.x + shape.w <= 400 for shape in shapes if isinstance(shape, Text))
    assert height > 22


# -- paper


def sheet(rows: Sequence[GanttRow]) -> Sheet:
    return Sheet(rows, Caption("汾阳市重点项目甘特图", "基准日 2023年9月15日"), YEAR, ON, rough_width)


@given(st.text(st.sampled_from("第二污水处理厂，。（一期）ABC 12%"), min_size=1, max_size=80), st.floats(20, 200))
def test_wrapping_loses_no_character_and_keeps_the_width(text: str, width: float) -> None:
    lines = wrapped(text, width, False, rough_width)
    assert "".join(lines) == text
    assert all(rough_width(line) <= max(width, 2 * 12) for line in lines)


@given(st.lists(st.booleans(), max_size=60), st.floats(30, 200))
def test_pages_hold_every_row_once_and_never_more_than_they_have_room_for(heads: list[bool], room: float) -> None:
    rows = [row(id=place + 1, has_members=head) for place, head in enumerate(heads)]
    breaks = page_breaks(rows, [22.0] * len(rows), room)
    assert [place for first, last in breaks for place in range(first, last)] == list(range(len(rows)))
    assert all((last - first) * 22 <= max(room, 22) for first, last in breaks)


def test_the_head_of_a_group_does_not_end_a_page() -> None:
    rows = [row(id=1), row(id=2, has_members=True), row(id=3, depth=1)]
    assert page_breaks(rows, [20.0] * 3, 40) == [(0, 1), (1, 3)]


def test_every_page_repeats_bands_columns_caption_and_legend() -> None:
    made = pages(sheet([row(id=place, name=f"项目{place}") for place in range(1, 101)]))
    assert len(made) > 2
    for number, page in enumerate(made, 1):
        words = texts(shapes_of(page.layers()))
        for expected in ("名称", "2023年", "10月", "汾阳市重点项目甘特图", "单位：万元", "逾期至基准日"):
            assert expected in words
        assert f"第{number}页 共{len(made)}页" in words


def test_everything_on_paper_lies_inside_the_margins() -> None:
    long = "一个名称特别特别长而且还带着括号和说明（一期、二期以及配套管网工程）的重点基础设施建设项目" * 2
    dates = [None, when("2023-12-31"), when("年内"), when("2023-02-01"), when("待上级批复后尽快研究确定具体时间" * 4)]
    rows = [
        row(
            id=place + 1,
            name=long,
            depth=place % 4,
            amount="123,456,789.01",
            deadline=dates[place % 5],
            days=-1,
            light=light,
        )
        for place, light in enumerate([*Light] * 12)
    ]
    for page in [*pages(sheet(rows)), tall_page(sheet(rows))]:
        for layer in page.layers():
            for shape in layer.shapes:
                if isinstance(shape, Text | Rect):
                    x, y = layer.dx + shape.x, layer.dy + shape.y
                    assert x >= MARGIN - 4
                    assert x + shape.w <= page.width - MARGIN + 4
                    assert y >= MARGIN - 1
                    assert y + shape.h <= page.height - MARGIN + 1
                if isinstance(shape, Text) and not shape.bold:
                    assert rough_width(shape.text) <= shape.w + 1


def test_a_tall_picture_holds_all_rows_on_one_page() -> None:
    page = tall_page(sheet([row(id=place, name=f"项目{place}") for place in range(1, 201)]))
    assert (page.first, page.last) == (0, 200)
    assert page.width == A3[0]
    assert "项目200" in texts(shapes_of(page.layers()))
