"""截至: how the portfolio stood after an earlier action, at the end of a day, or when a month was closed.

The stored change sets are the snapshots: a state is today's values with what later sets changed taken back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fenyang_desktop.domain.changes import ITEM, PORTFOLIO
from fenyang_desktop.domain.closing import Close
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.history import StoredSet
from fenyang_desktop.domain.items import KEYS, Item
from fenyang_desktop.domain.lights import DUE_DAYS
from fenyang_desktop.domain.parts import Part, PartKind
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.workspace import Workspace

_HEAD = ("id", "title", "reference_date")


@dataclass(frozen=True, slots=True)
class State:
    """How a portfolio stands or stood: its items, the day on which they are judged, and `due_days` for 临期.

    `set_id` is the last action that had been taken; `words` say when that was (截至2023-10-08), "" for now.
    """

    title: str
    items: Sequence[Item]
    on: date
    set_id: int
    due_days: int = DUE_DAYS
    words: str = ""


def current(workspace: Workspace) -> State:
    """How it stands now."""
    sets = workspace.sets()
    latest = sets[-1].id if sets else 0
    return State(workspace.title(), workspace.items(), workspace.reference_date(), latest)


def as_of_set(workspace: Workspace, set_id: int) -> State:
    """How it stood after that action, judged on the reference date of then."""
    day = next((_day(one) for one in workspace.sets() if one.id == set_id), workspace.today())
    return _state(workspace, set_id, day, f"截至第 {set_id} 次操作")


def as_of_day(workspace: Workspace, day: date) -> State:
    """How it stood at the end of that day, local time.

    Judged on the reference date of then; where that followed the calendar, on the day itself.
    Raises UserError `before_history` for a day before the first action.
    """
    sets = workspace.sets()
    known = [one.id for one in sets if _day(one) <= day]
    if not known:
        first = _day(sets[0]) if sets else workspace.today()
        raise UserError("before_history", first=first, day=day)
    return _state(workspace, max(known), day, f"截至{day}")


def as_closed(workspace: Workspace, month: str) -> State:
    """How it stood when a month was closed, judged as it was then. Raises UserError `not_closed`."""
    found = closed(workspace, month)
    if found is None:
        raise UserError("not_closed", month=format_month(month), what="按封账时的样子看")
    title, _ = _head(workspace, found.closed_at)
    words = f"{format_month(month)}封账时"
    return State(title, items_at(workspace, found.closed_at), found.day, found.closed_at, found.due_days, words)


def closed(workspace: Workspace, month: str) -> Close | None:
    """The close of a month that is closed now."""
    return next((one for one in workspace.closes() if one.month == month and one.is_closed), None)


def items_at(workspace: Workspace, set_id: int) -> list[Item]:
    """The items as they stood after that action, in the order of their ids."""
    return list(map(Item, workspace.rows_at(ITEM, KEYS, set_id)))


def parts_at(workspace: Workspace, kind: PartKind, set_id: int, items: Iterable[int] | None = None) -> list[Part]:
    """The records of a kind as they stood after that action, by item and key: all, or those of `items`."""
    wanted = None if items is None else frozenset(items)
    found = [Part(kind, row) for row in workspace.rows_at(kind.entity, kind.columns, set_id)]
    chosen = [part for part in found if wanted is None or part.item in wanted]
    return sorted(chosen, key=lambda part: (part.item, part.key))


def _state(workspace: Workspace, set_id: int, day: date, words: str) -> State:
    title, fixed = _head(workspace, set_id)
    return State(title, items_at(workspace, set_id), fixed or day, set_id, DUE_DAYS, words)


def _head(workspace: Workspace, set_id: int) -> tuple[str, date | None]:
    """The title and the reference date of then; None for one that followed the calendar."""
    rows = workspace.rows_at(PORTFOLIO, _HEAD, set_id)
    if not rows:
        return workspace.title(), None
    _, title, day = rows[0]
    return str(title), date.fromisoformat(str(day)) if day else None


def _day(one: StoredSet) -> date:
    """The local day of an action."""
    return one.source.at.astimezone().date()
