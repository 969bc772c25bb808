"""Lights: pure functions of an item, the reference date and the settings."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fenyang_desktop.domain.deadlines import format_deadline
from fenyang_desktop.domain.fields import CLOSED_STAGES, FINISHED_STAGES
from fenyang_desktop.domain.items import Item

DUE_DAYS = 30


class Light(StrEnum):
    """Worst first. `NONE` is an item that no rule can judge (no dated deadline)."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    DONE = "done"
    NONE = "none"


LIGHT_LABELS = {
    Light.RED: "逾期",
    Light.YELLOW: "临期",
    Light.GREEN: "正常",
    Light.DONE: "已完成",
    Light.NONE: "无时限",
}
LIGHT_SHAPES = {Light.RED: "▲", Light.YELLOW: "◆", Light.GREEN: "●", Light.DONE: "✓", Light.NONE: "○"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A light and the reason for it, in Chinese. `days` is days left (negative: overdue), None without a date."""

    light: Light
    reason: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    item: Item
    judgement: Judgement


def is_finished(item: Item, on: date) -> bool:
    """Whether the item is done on that day: by its stage, or by an actual finish not after the day."""
    finished = item.deadline("finished")
    if finished is not None and finished.date is not None:
        return finished.date <= on
    return finished is not None or item.get("stage") in FINISHED_STAGES


def judge(item: Item, on: date, due_days: int = DUE_DAYS) -> Judgement:
    """The light of one item on a day. A deadline known by its month is overdue only when the month has ended."""
    if is_finished(item, on):
        return Judgement(Light.DONE, "已完成")
    if item.get("stage") in CLOSED_STAGES:
        return Judgement(Light.NONE, f"已{item.get('stage')}")
    deadline = item.deadline()
    if deadline is None:
        return Judgement(Light.NONE, "没有填写完成时限")
    if deadline.date is None:
        return Judgement(Light.NONE, f"完成时限“{deadline.words}”没有具体日期")
    days = (deadline.date - on).days
    limit = format_deadline(deadline)
    if days < 0:
        return Judgement(Light.RED, f"时限 {limit}，已逾期 {-days} 天", days)
    if days <= due_days:
        return Judgement(Light.YELLOW, f"时限 {limit}，" + (f"还有 {days} 天" if days else "今天到期"), days)
    return Judgement(Light.GREEN, f"时限 {limit}，还有 {days} 天", days)
