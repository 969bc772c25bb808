"""催报单: which units still owe the returns of a month, as finished texts for its template."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from fenyang_desktop.reports.sheets import printable

TEMPLATE = "chasing.typ"


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of the sheet: a unit, how many items it reports on, by when, and how its return stands."""

    unit: str
    items: str
    due: str
    state: str
    days: str
    reason: str = ""


def chasing_data(title: str, summary: str, on: str, rows: Sequence[Owed]) -> dict[str, object]:
    """What the template takes; `on` is the day that all this is as of."""
    lines = [{key: printable(text, 16) for key, text in asdict(row).items()} for row in rows]
    return {"title": printable(title), "summary": printable(summary), "on": on, "rows": lines}
