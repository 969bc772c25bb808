"""What the office keeps of the returns: the units that send them, and one return of each unit and month.

These records belong to no item. A unit is created with its first return; its former names keep it one sender.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.fields import Field, Type

RECEIVED, RETURNED, UNCHANGED = "已报", "退回", "无变化"
STATES = (RECEIVED, RETURNED, UNCHANGED)  # what is stored; nothing stored is 未报, and 迟报 follows from the dates
UNIT_ID = "unit"  # the field that ties a return to its unit


@dataclass(frozen=True, slots=True, eq=False)
class FreeKind:
    """A kind of record that belongs to no item. `owner` is the entity above it, "" for none.

    The owner and the first field together are its key: no other record of the kind has the same.
    """

    entity: str
    label: str
    fields: tuple[Field, ...]
    owner: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that together are unique."""
        return (*filter(None, (self.owner,)), self.fields[0].key)

    @property
    def columns(self) -> tuple[str, ...]:
        """The stored values of a record, in order."""
        return ("id", *filter(None, (self.owner,)), *(field.key for field in self.fields))


UNIT = FreeKind(
    "unit",
    "报送单位",
    (Field("name", "单位名称", Type.TEXT, width=16), Field("former", "曾用名", Type.LONG_TEXT, width=20)),
)
RETURN = FreeKind(
    "return",
    "报送登记",
    (
        Field("month", "报告期", Type.MONTH, width=10),
        Field("state", "报送状态", Type.CHOICE, width=8, choices=STATES),
        Field("due", "截止日期", Type.PERIOD, width=10),
        Field("received", "收到时间", Type.TEXT, width=14),
        Field("file", "文件", Type.TEXT, width=20),
        Field("reason", "退回原因", Type.LONG_TEXT, width=20),
    ),
    UNIT.entity,
)
FREE_KINDS = (UNIT, RETURN)
FREE_KIND: Mapping[str, FreeKind] = {kind.entity: kind for kind in FREE_KINDS}


class Unit(NamedTuple):
    """A unit that reports. `former` holds its former names, see `returning.former_names`."""

    id: int
    name: str
    former: str | None = None

    def values(self) -> dict[str, Stored]:
        """What a change set says of it: column → stored value, without the id."""
        return {key: value for key, value in self._asdict().items() if key != "id"}


class Return(NamedTuple):
    """What is known of the return of a unit for a month. Days and times are local, as 2023-09-20 or 2023-09-20 10:00.

    `state` is one of `STATES` or None, `due` a day of this return's own, `file` where it came from.
    """

    id: int
    unit: int
    month: str
    state: str | None = None
    due: str | None = None
    received: str | None = None
    file: str | None = None
    reason: str | None = None

    def values(self) -> dict[str, Stored]:
        """What a change set says of it: column → stored value, without the id."""
        return {key: value for key, value in self._asdict().items() if key != "id"}

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing that no record at all wouldn't say."""
        return self[3:] == (None,) * len(self[3:])


assert (UNIT.columns, RETURN.columns) == (Unit._fields, Return._fields), "the order in which records are read"
