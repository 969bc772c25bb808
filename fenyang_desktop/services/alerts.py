"""What is overdue and what falls due: the alerts of a portfolio on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import DUE_DAYS, Alert, Light, judge


@dataclass(frozen=True, slots=True)
class DueAlerts:
    """The items of a portfolio that want attention on a day, each list by its deadline, the earliest first.

    `undated` counts the items that no deadline rule can judge (no date, or withdrawn): they are in neither list.
    """

    on: date
    due_days: int
    overdue: tuple[Alert, ...] = ()
    due: tuple[Alert, ...] = ()
    undated: int = 0

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return self.overdue + self.due


def due_alerts(items: Iterable[Item], on: date, due_days: int = DUE_DAYS) -> DueAlerts:
    """What is overdue on that day, what falls due within `due_days` after it, and how many cannot be judged."""
    found: dict[Light, list[Alert]] = {light: [] for light in Light}
    for item in items:
        alert = Alert(item, judge(item, on, due_days))
        found[alert.judgement.light].append(alert)
    overdue, due = (sorted(found[light], key=_urgency) for light in (Light.RED, Light.YELLOW))
    return DueAlerts(on, due_days, tuple(overdue), tuple(due), len(found[Light.NONE]))


def _urgency(alert: Alert) -> tuple[int, int]:
    return (alert.judgement.days or 0, alert.item.id)
