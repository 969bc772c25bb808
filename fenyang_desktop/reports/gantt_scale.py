"""Dates and where they stand: a time scale with an exact inverse, and the two bands of its head."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from fenyang_desktop.reports.gantt_shapes import Measure

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2300, 12, 31)
NARROWEST, WIDEST = 0.04, 64.0  # units a day
_EXACT = 1e-6  # of a day: what rounding may take away


class Unit(IntEnum):
    """What the lower band counts."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    QUARTER = 3
    YEAR = 4
    DECADE = 5


UNIT_LABELS = {Unit.DAY: "日", Unit.WEEK: "周", Unit.MONTH: "月", Unit.QUARTER: "季", Unit.YEAR: "年"}
COMFORTABLE = {Unit.DAY: 30.0, Unit.WEEK: 10.0, Unit.MONTH: 3.0, Unit.QUARTER: 0.7, Unit.YEAR: 0.2}
_AT_LEAST = ((Unit.DAY, 17.0), (Unit.WEEK, 4.5), (Unit.MONTH, 0.9), (Unit.QUARTER, 0.33))
_UPPER = {
    Unit.DAY: Unit.MONTH,
    Unit.WEEK: Unit.MONTH,
    Unit.MONTH: Unit.YEAR,
    Unit.QUARTER: Unit.YEAR,
    Unit.YEAR: Unit.DECADE,
}


@dataclass(frozen=True, slots=True)
class TimeScale:
    """`left` is the day (as an ordinal, with its fraction) that stands at x = 0; a day is `per_day` wide."""

    left: float
    per_day: float

    @classmethod
    def fit(cls, first: date, last: date, width: float, right: float = 0.0) -> "TimeScale":
        """The scale that shows the days from `first` to `last`, both whole, and leaves `right` free beside them."""
        days = max((last - first).days + 1, 1)
        per_day = min(max((width - right) / days, NARROWEST), WIDEST)
        return cls(float(first.toordinal()), per_day)

    def x(self, day: date) -> float:
        """Where a day begins."""
        return (day.toordinal() - self.left) * self.per_day

    def end(self, day: date) -> float:
        """Where a day ends."""
        return (day.toordinal() + 1 - self.left) * self.per_day

    def middle(self, day: date) -> float:
        return (day.toordinal() + 0.5 - self.left) * self.per_day

    def at(self, x: float) -> float:
        """The day under x, as an ordinal with its fraction."""
        return self.left + x / self.per_day

    def date_at(self, x: float) -> date:
        """The day under x: the inverse of `x` for every day from `FIRST_DAY` to `LAST_DAY`."""
        ordinal = math.floor(self.at(x) + _EXACT)
        return date.fromordinal(min(max(ordinal, FIRST_DAY.toordinal()), LAST_DAY.toordinal()))

    def zoomed(self, per_day: float, about: float) -> "TimeScale":
        """Another width of a day, within bounds, with the moment at x = `about` staying where it is."""
        per_day = min(max(per_day, NARROWEST), WIDEST)
        return TimeScale(self.at(about) - about / per_day, per_day)

    def moved(self, distance: float) -> "TimeScale":
        """The scale with its left edge `distance` further to the right."""
        return replace(self, left=self.left + distance / self.per_day)

    @property
    def unit(self) -> Unit:
        return next((unit for unit, least in _AT_LEAST if self.per_day >= least), Unit.YEAR)


class Cell(NamedTuple):
    """A stretch of a band, from x to x + w."""

    start: date
    x: float
    w: float
    label: str


def upper_cells(scale: TimeScale, width: float, measure: Measure) -> list[Cell]:
    """The upper band; a label goes with what is visible of its cell."""
    return _cells(scale, width, _UPPER[scale.unit], measure)


def lower_cells(scale: TimeScale, width: float, measure: Measure) -> list[Cell]:
    return _cells(scale, width, scale.unit, measure)


def _cells(scale: TimeScale, width: float, unit: Unit, measure: Measure) -> list[Cell]:
    """Cells in sight. All say as much as the narrowest whole one has room for; a cell cut at the edge may say less."""
    found, level = [], 0
    for start, following in _periods(unit, scale.date_at(0), scale.date_at(width)):
        x, end = scale.x(start), scale.x(following)
        room = min(end, width) - max(x, 0.0) - 4
        if room > -4:
            fitting = _fullest(_labels(unit, start, lower=unit is scale.unit), room, measure)
            found.append((start, x, end - x, fitting))
            if x >= 0 and end <= width:
                level = max(level, fitting)
    return [
        Cell(start, x, w, (*_labels(unit, start, lower=unit is scale.unit), "", "")[max(level, fitting)])
        for start, x, w, fitting in found
    ]


def _fullest(labels: tuple[str, ...], room: float, measure: Measure) -> int:
    """The number of the first label that fits; beyond the last if none does."""
    return next((place for place, text in enumerate(labels) if measure(text, False) <= room), len(labels))


def _periods(unit: Unit, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The periods that touch the days from `first` to `last`: the first day of each, and of the one after."""
    start = _floor(unit, first)
    while start <= last:
        following = _next(unit, start)
        yield start, following
        start = following


def _floor(unit: Unit, day: date) -> date:
    match unit:
        case Unit.DAY:
            return day
        case Unit.WEEK:
            return day - timedelta(days=day.weekday())
        case Unit.MONTH:
            return day.replace(day=1)
        case Unit.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Unit.YEAR:
            return day.replace(month=1, day=1)
        case _:
            return date(day.year // 10 * 10, 1, 1)


def _next(unit: Unit, start: date) -> date:
    match unit:
        case Unit.DAY:
            return start + timedelta(days=1)
        case Unit.WEEK:
            return start + timedelta(days=7)
        case Unit.MONTH:
            return _floor(Unit.MONTH, start + timedelta(days=31))
        case Unit.QUARTER:
            return _floor(Unit.MONTH, start + timedelta(days=93))
        case Unit.YEAR:
            return start.replace(year=start.year + 1)
        case _:
            return start.replace(year=start.year + 10)


def _labels(unit: Unit, start: date, *, lower: bool) -> tuple[str, ...]:
    """What a cell may say, the fullest first. In the lower band the year stands above already."""
    match unit:
        case Unit.DAY:
            return (f"{start.day} {'一二三四五六日'[start.weekday()]}", f"{start.day}")
        case Unit.WEEK:
            return (f"{start.month}月{start.day}日", f"{start.day}日", f"{start.day}")
        case Unit.MONTH:
            months = (f"{start.month}月", f"{start.month}")
            return months if lower else (f"{start.year}年{start.month}月", *months)
        case Unit.QUARTER:
            name = "一二三四"[start.month // 3]
            return (f"{name}季度", f"{name}季", name)
        case Unit.YEAR:
            return (f"{start.year}年", f"{start.year}", f"{start.year % 100:02d}")
        case _:
            return (f"{start.year}—{start.year + 9}年", f"{start.year}年代")
