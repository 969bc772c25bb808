"""How a return stands: 未报, 已报, 迟报, 退回 or 无变化, by when it is due, and what stood still for three months."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from fenyang_desktop.domain import return_records
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.months import month_after, month_before, number_of, year_of
from fenyang_desktop.domain.parts import Part
from fenyang_desktop.domain.receipts import sender_key
from fenyang_desktop.domain.return_records import Return, Unit
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.domain.workdays import nth_workday

DUE_WORKDAY = 3  # of the following month, unless the portfolio says otherwise
LEAST_WORKDAY, MOST_WORKDAY = -10, 20
STILL_MONTHS = 3
_FIGURES = ("invested_total", "invested_year", "progress_percent")
_CUT = "|"
_UNTIL = re.compile(r"(.+)（至(\d{4})年(\d{1,2})月）")


class State(StrEnum):
    """How a return stands. `OVERDUE` is 未报 after the due date."""

    MISSING = "missing"
    OVERDUE = "overdue"
    RECEIVED = "received"
    LATE = "late"
    RETURNED = "returned"
    UNCHANGED = "unchanged"


STATE_LABELS = {
    State.MISSING: "未报",
    State.OVERDUE: "未报",
    State.RECEIVED: "已报",
    State.LATE: "迟报",
    State.RETURNED: "退回",
    State.UNCHANGED: "无变化",
}
STATE_SHAPES = {
    State.MISSING: "○",
    State.OVERDUE: "▲",
    State.RECEIVED: "●",
    State.LATE: "◆",
    State.RETURNED: "×",
    State.UNCHANGED: "＝",
}
OPEN_STATES = frozenset({State.MISSING, State.OVERDUE, State.RETURNED})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a return stands on a day. `days` after the due date: that it came, or that it is still missing; else 0."""

    state: State
    due: date
    days: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the unit must still send something."""
        return self.state in OPEN_STATES

    @property
    def text(self) -> str:
        """▲ 未报; a 无变化 that was told late says so."""
        late = "（迟）" if self.state is State.UNCHANGED and self.days else ""
        return f"{STATE_SHAPES[self.state]} {STATE_LABELS[self.state]}{late}"


def standing_of(row: Return | None, due: date, on: date) -> Standing:
    """How a return that is due on `due` stands on a day."""
    state = row.state if row else None
    if row is not None and row.due:
        due = date.fromisoformat(row.due)
    if state in (return_records.RECEIVED, return_records.UNCHANGED):
        received = date.fromisoformat(row.received[:10]) if row and row.received else due
        late = max(0, (received - due).days)
        if state == return_records.UNCHANGED:
            return Standing(State.UNCHANGED, due, late)
        return Standing(State.LATE if late else State.RECEIVED, due, late)
    over = max(0, (on - due).days)
    if state == return_records.RETURNED:
        return Standing(State.RETURNED, due, over)
    return Standing(State.OVERDUE if over else State.MISSING, due, over)


# -- due dates


@dataclass(frozen=True, slots=True)
class DueRule:
    """By when returns are due: on a working day of every month, and in some months on a day of their own.

    `workday` counts those of the month that follows the report month; a negative one counts back from the end of the
    report month itself.
    """

    workday: int = DUE_WORKDAY
    days: Mapping[str, date] = field(default_factory=dict)

    def due(self, month: str) -> date:
        """The day by which the returns of a report month are due."""
        if month in self.days:
            return self.days[month]
        of = month_after(month) if self.workday > 0 else month
        return nth_workday(year_of(of), number_of(of), self.workday)

    def with_day(self, month: str, day: date | None) -> "DueRule":
        """The rule with another day for one month; None goes back to the working day."""
        others = {of: one for of, one in self.days.items() if of != month}
        return replace(self, days=others if day is None else {**others, month: day})

    @property
    def text(self) -> str:
        """次月第 3 个工作日; 2023年9月 2023-10-12."""
        every = f"次月第 {self.workday} 个工作日" if self.workday > 0 else f"当月倒数第 {-self.workday} 个工作日"
        return "；".join([every, *(f"{format_month(of)} {day}" for of, day in sorted(self.days.items()))])

    def encode(self) -> str | None:
        """As it is stored; None for the usual rule."""
        if self == DueRule():
            return None
        return "\n".join([str(self.workday), *(f"{of}{_CUT}{day}" for of, day in sorted(self.days.items()))])


def decode_due_rule(stored: Stored) -> DueRule:
    """The rule that `DueRule.encode` wrote."""
    if stored is None:
        return DueRule()
    workday, *lines = str(stored).split("\n")
    pairs = (line.split(_CUT) for line in lines)
    return DueRule(int(workday), {of: date.fromisoformat(day) for of, day in pairs})


# -- units and their names


class Former(NamedTuple):
    """A name that a unit had until a month (2023-06; "" where nobody knows)."""

    name: str
    until: str = ""

    @property
    def text(self) -> str:
        return f"{self.name}（至{format_month(self.until)}）" if self.until else self.name


def former_names(unit: Unit) -> tuple[Former, ...]:
    """The former names of a unit, the oldest first."""
    return tuple(map(_former, filter(None, (unit.former or "").split("\n"))))


def _former(line: str) -> Former:
    match = _UNTIL.fullmatch(line)
    return Former(match[1], f"{match[2]}-{int(match[3]):02}") if match else Former(line)


def encode_former(names: Iterable[Former]) -> str | None:
    """Former names as they are stored, one a line, in the words in which they are shown."""
    return "\n".join(one.text for one in names) or None


def keys_of(unit: Unit) -> list[str]:
    """The keys by which a unit is known as a sender: that of its name, and those of its former names."""
    return [sender_key(name) for name in (unit.name, *(one.name for one in former_names(unit)))]


# -- what stands still


def standstill(reports: Mapping[str, Part], month: str) -> str:
    """What of an item is the same in a month's report and the two before (Chinese), "" where something moved.

    `reports` are the item's monthly reports by month.
    """
    months = [month]
    while len(months) < STILL_MONTHS:
        months.append(month_before(months[-1]))
    if any(of not in reports for of in months):
        return ""
    three = [reports[of] for of in months]
    texts = {" ".join(str(part.get("progress_text") or "").split()) for part in three}
    if len(texts) == 1 and texts != {""}:
        return "进展文字三个月相同"
    told = [{part.get(key) for part in three} for key in _FIGURES]
    given = [values for values in told if values != {None}]
    if texts == {""} and given and all(len(values) == 1 for values in given):
        return "投资和形象进度三个月相同"
    return ""
