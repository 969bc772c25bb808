"""更正表: what was corrected of closed months, as finished texts for its template."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from fenyang_desktop.reports.sheets import printable

TEMPLATE = "restating.typ"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A line of the sheet: which figure of which item and month, what it was, what it is, why, by whom and when."""

    month: str
    name: str
    field: str
    old: str
    new: str
    reason: str
    author: str
    at: str


def restating_data(title: str, summary: str, on: str, rows: Sequence[Corrected]) -> dict[str, object]:
    """What the template takes; `on` is the day that all this is as of."""
    lines = [{key: printable(text, 14) for key, text in asdict(row).items()} for row in rows]
    return {"title": printable(title), "summary": printable(summary), "on": on, "rows": lines}
