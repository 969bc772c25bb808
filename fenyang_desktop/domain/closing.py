"""Closed months (封账): what was reported of a month stands from then on, and a later correction is a restatement (更正).

A close is a row of the portfolio like any other: it changes through the door and has its history.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from fenyang_desktop.domain.changes import EXISTS, Stored
from fenyang_desktop.domain.values import format_month

CLOSE = "close"
COLUMNS = ("id", "month", "state", "closed_at", "reference_date", "due_days")
CLOSE_LABELS = {
    "month": "报告期",
    "state": "封账状态",
    "closed_at": "封账时的操作编号",
    "reference_date": "封账时的基准日",
    "due_days": "封账时的临期天数",
    EXISTS: "封账",
}


class CloseState(StrEnum):
    """Whether a month that was closed once still is."""

    CLOSED = "closed"
    REOPENED = "reopened"


STATE_LABELS = {CloseState.CLOSED: "已封账", CloseState.REOPENED: "重新打开"}


class Close(NamedTuple):
    """A month that was closed. Its sheets show how things stood after the change set `closed_at`.

    `day` and `due_days` are the reference date and the threshold of the lights that they were made with.
    """

    id: int
    month: str
    state: CloseState
    closed_at: int
    day: date
    due_days: int

    @property
    def is_closed(self) -> bool:
        return self.state is CloseState.CLOSED

    def values(self) -> dict[str, Stored]:
        """What a change set says of it, without the id."""
        row = (self.month, self.state.value, self.closed_at, self.day.isoformat(), self.due_days)
        return dict(zip(COLUMNS[1:], row, strict=True))


def close_text(field: str, value: Stored) -> str:
    """A value of a close as the history shows it: 2023年9月, 已封账."""
    if value is None or field == EXISTS:
        return ""
    if field == "month":
        return format_month(str(value))
    return STATE_LABELS[CloseState(str(value))] if field == "state" else str(value)
