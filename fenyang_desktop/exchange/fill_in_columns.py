"""The columns of a fill-in workbook: what the item is, what was reported last month, what is to be filled in.

A header says by itself of which month it is: those of last month begin with 上月, which reading takes for no field,
whatever became of the merged header above them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.fields import FIELD, Field, Kind, Type
from fenyang_desktop.domain.parts import MONTH, READING
from fenyang_desktop.exchange.fill_in_key import FillInKey

_FIXED = ("name", "total_investment", "annual_plan", "deadline", "lead_unit", "owner_unit")
_REPORTED_OF_ITEM = ("stage",)  # what departments report each month and the item itself keeps
_LAST_TYPES = frozenset({Type.MONEY, Type.PERCENT})
_LAST_TEXTS = frozenset({"progress_text"})
_WIDTHS = {Type.MONEY: 10.5, Type.PERCENT: 8, Type.BOOL: 9, Type.CHOICE: 9, Type.DEADLINE: 11, Type.LONG_TEXT: 17}
_OWN_WIDTHS = {"name": 26, "lead_unit": 12, "owner_unit": 13, "progress_text": 26}


class Group(StrEnum):
    """Whose values a column holds; also its colour."""

    ITEM = "item"  # known; filled in only for a new project
    LAST = "last"
    THIS = "this"  # to be filled in


@dataclass(frozen=True, slots=True)
class FillInColumn:
    """A column: its header, and where its values come from in a `FillInRow`. `of_item`: from the item itself."""

    group: Group
    field: Field
    header: str
    of_item: bool

    @property
    def width(self) -> float:
        return _OWN_WIDTHS.get(self.field.key) or _WIDTHS.get(self.field.type, self.field.width)

    def value(self, row: "FillInRow") -> Stored:
        """What stands in the cell when the workbook goes out."""
        values = row.key.shown if self.of_item else row.last if self.group is Group.LAST else row.key.sent
        value = values.get(self.field.key)
        assert value is None or isinstance(value, int | str)  # nothing is shortened before it is written
        return value

    def has(self, kind: Kind) -> bool:
        """Whether an item of this kind has the field at all."""
        return kind in self.field.kinds


@dataclass(frozen=True, slots=True)
class FillInRow:
    """An item to be filled in: its key, which holds what is sent, and what was reported last month."""

    kind: Kind
    key: FillInKey
    last: Mapping[str, Stored] = field(default_factory=dict)


def _last(one: Field) -> FillInColumn:
    return FillInColumn(Group.LAST, one, f"上月{one.header.removeprefix('本月')}", of_item=False)


def _item(key: str, header: str = "") -> FillInColumn:
    return FillInColumn(Group.ITEM, FIELD[key], header or FIELD[key].header, of_item=True)


PROJECT_COLUMNS = (
    *(_item(key, "项目名称" if key == "name" else "") for key in _FIXED),
    *(_last(one) for one in MONTH.fields[1:] if one.type in _LAST_TYPES or one.key in _LAST_TEXTS),
    *(FillInColumn(Group.THIS, FIELD[key], FIELD[key].header, of_item=True) for key in _REPORTED_OF_ITEM),
    *(FillInColumn(Group.THIS, one, one.header, of_item=False) for one in MONTH.fields[1:]),
)
TARGET_COLUMNS = (
    *(_item(key, "指标名称" if key == "name" else "") for key in ("name", "target_value", "target_unit", "lead_unit")),
    FillInColumn(Group.LAST, READING.field("at"), "上期时间", of_item=False),
    FillInColumn(Group.LAST, READING.field("figure"), "上期读数", of_item=False),
    FillInColumn(Group.THIS, READING.field("figure"), "本期读数", of_item=False),
    FillInColumn(Group.THIS, READING.field("note"), "读数说明", of_item=False),
)
OF_ITEM = tuple(dict.fromkeys(column.field.key for column in (*PROJECT_COLUMNS, *TARGET_COLUMNS) if column.of_item))
