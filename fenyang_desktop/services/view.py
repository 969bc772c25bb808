"""What the user chose to see, and the rows that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.services.ordering import GOAL, LIGHT

GROUPS: dict[str, str] = {
    "": "按项目包",
    "section": "按重点领域",
    "paragraph": "按条目",
    "kind": "按类别",
    "stage": "按阶段",
    "lead_unit": "按责任单位",
    LIGHT: "按灯号",
}
DEFAULT_COLUMNS = (
    "name", "kind", "action", GOAL, "total_investment", "deadline", LIGHT, "stage", "progress_percent", "lead_unit", "section",
)  # fmt: skip
COLUMNS: tuple[str, ...] = ("name", "kind", LIGHT, GOAL, *(key for key in FIELD if key not in ("name", "kind")))
_COMPUTED_LABELS = {LIGHT: "灯号", GOAL: "指标目标"}


def column_label(key: str) -> str:
    """What the head of a column says."""
    return _COMPUTED_LABELS.get(key) or FIELD[key].header


@dataclass(frozen=True, slots=True)
class View:
    """What the user chose to see. `filters`: column key → the display texts let through ("" lets blanks through)."""

    name: str = ""
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    sort_by: str = ""
    descending: bool = False
    group_by: str = ""
    search: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """The head of a group of rows: its text, how many items of the group are shown, and their amount in 分."""

    label: str
    count: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Arranged:
    """Rows from top to bottom. A row is an item's id, or -1 - g for the head of group g; `depths` indents it.

    A group keeps its number whatever is filtered, so `groups` may hold some that have no row. `foldable` are the rows
    that have rows below them to fold away. `matching` are the items that pass search and filters; a row that isn't
    among them is a programme shown only because a member passes. `total` is the matching items' total_investment in
    分, nothing counted twice, and `with_amount` how many items it counts.
    """

    rows: Sequence[int]
    depths: Sequence[int]
    groups: Sequence[Group]
    matching: frozenset[int]
    hidden: int
    total: int
    with_amount: int
    foldable: frozenset[int] = frozenset()

    @property
    def shown(self) -> int:
        return len(self.matching)
