"""A row of the Gantt: what is known of one item or group, in plain values."""

from dataclasses import dataclass
from datetime import date

from fenyang_desktop.domain.deadlines import Deadline, Precision, format_deadline, period_start
from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.lights import Light


@dataclass(frozen=True, slots=True)
class GanttRow:
    """`id` is an item's, or -1 - g for the head of group g (then `kind` is None).

    `amount` is in 万元 as shown, `progress` in hundredths of a percentage point. `span` is what the members of
    an item without dates of its own cover together, `days` how many are left (negative: overdue).
    """

    id: int
    name: str
    depth: int = 0
    kind: Kind | None = Kind.PROJECT
    amount: str = ""
    start: Deadline | None = None
    deadline: Deadline | None = None
    finished: Deadline | None = None
    light: Light = Light.NONE
    days: int | None = None
    progress: int | None = None
    span: "Span | None" = None
    has_members: bool = False
    folded: bool = False
    count: int = 0

    @property
    def deadline_text(self) -> str:
        return format_deadline(self.deadline) if self.deadline else ""

    @property
    def extent(self) -> "Span | None":
        """The days that the row's bar or mark covers; None where no date is known."""
        return extent(self.start, self.deadline) or self.span


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last. From `first` to `sure_from` the start is uncertain, from `sure_to` the end is.

    Both equal their neighbour where the day is known. `open_start` and `open_end` say that nothing is known of it.
    """

    first: date
    last: date
    sure_from: date
    sure_to: date
    open_start: bool = False
    open_end: bool = False


def extent(start: Deadline | None, deadline: Deadline | None) -> Span | None:
    """What a start and a deadline say together; None if neither names a date.

    A start that lies after the deadline contradicts it and is left out; the tooltip says so.
    """
    begin, end = _period(start), _period(deadline)
    if begin and end and begin[0] > end[1]:
        begin = None
    if begin and end:
        sure_from = min(begin[1], end[1])
        return Span(begin[0], end[1], sure_from, max(end[0], sure_from))
    if end:
        return Span(end[0], end[1], end[0], end[0], open_start=True)
    if begin:
        return Span(begin[0], begin[1], begin[1], begin[1], open_end=True)
    return None


def union(spans: list[Span]) -> Span | None:
    """The stretch that several spans cover together."""
    if not spans:
        return None
    earliest, latest = min(spans, key=lambda span: span.first), max(spans, key=lambda span: span.last)
    return Span(
        earliest.first,
        latest.last,
        min(span.sure_from for span in spans),
        max(span.sure_to for span in spans),
        earliest.open_start,
        latest.open_end,
    )


def starts_after_deadline(start: Deadline | None, deadline: Deadline | None) -> bool:
    begin, end = _period(start), _period(deadline)
    return bool(begin and end and begin[0] > end[1])


def is_exact(deadline: Deadline | None) -> bool:
    """Whether the deadline names a day."""
    return deadline is not None and deadline.precision is Precision.DAY


def _period(when: Deadline | None) -> tuple[date, date] | None:
    if when is None or when.date is None:
        return None
    return period_start(when) or when.date, when.date
