"""What can be added to an item's records next, and which report months can be chosen."""

from collections.abc import Sequence

from fenyang_desktop.domain.months import month_after, month_before
from fenyang_desktop.domain.parts import FUNDING, MILESTONE, SOURCES, STEPS, YEAR, Part, PartKind
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.workspace import Workspace

OTHER_STEP = "其他节点"
_BACK, _ON = 3, 1  # months to choose from, about that of the reference date


def new_keys(workspace: Workspace, kind: PartKind, parts: Sequence[Part]) -> list[int | str]:
    """The keys that a new record can have: one where the next is plain, else all that are free."""
    taken = {part.key for part in parts}
    if kind is FUNDING:
        return [source for source in SOURCES if source not in taken]
    if kind is MILESTONE:
        return [*(step for step in STEPS if step not in taken), _free_name(OTHER_STEP, taken)]
    if kind is YEAR:
        year = workspace.reference_date().year
        while year in taken:
            year += 1
        return [year]
    month = workspace.report_month()
    while month in taken:
        month = month_after(month)
    return [month]


def _free_name(name: str, taken: set[int | str | None]) -> str:
    """The name, numbered where it is taken."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


def months_to_choose(workspace: Workspace) -> list[tuple[str, str | None, bool]]:
    """Report months to choose from: text, month (None: follow the reference date), whether it is the chosen one."""
    own = f"{workspace.reference_date():%Y-%m}"
    follows = workspace.follows_reference_date()
    month = own
    for _ in range(_BACK):
        month = month_before(month)
    found: list[tuple[str, str | None, bool]] = [(f"随基准日（{format_month(own)}）", None, follows)]
    for _ in range(_BACK + 1 + _ON):
        found.append((format_month(month), month, not follows and month == workspace.report_month()))
        month = month_after(month)
    return found
