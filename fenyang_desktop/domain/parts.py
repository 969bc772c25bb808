"""The records that belong to an item: what was reported each month, planned each year, and so on.

Each kind is described once, and so are its fields; tables, history and window are read off `PART_KINDS`. A record has
an id of its own, its item, and one key that no other record of the same kind and item has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fenyang_desktop.domain.changes import ITEM, Stored
from fenyang_desktop.domain.fields import BUILT, FIELD, Field, Kind, Type
from fenyang_desktop.domain.return_records import FREE_KIND
from fenyang_desktop.domain.values import display

SOURCES = (
    "中央预算内", "超长期国债", "专项债", "省财政", "市财政", "县财政", "国内贷款", "利用外资", "企业自筹", "其他",
)  # fmt: skip
YEAR_CLASSES = ("新开工", "续建", "竣工")
PREPARING, BUILDING = "前期手续", "建设"
STEPS: Mapping[str, str] = {  # the usual steps of a project → their class
    **dict.fromkeys(
        ("立项", "可研", "用地预审", "规划", "环评", "能评", "水保", "稳评", "招标", "施工许可"), PREPARING
    ),
    **dict.fromkeys(("开工", "主体完工", "竣工", "投产/投用"), BUILDING),
}
PLAN_KEYS = tuple(f"plan_{month:02}" for month in range(1, 13))
ID, ITEM_ID = "id", "item"
_NO_MONTHS = frozenset({Kind.TARGET})
_STEPPED = BUILT | {Kind.TASK}


@dataclass(frozen=True, slots=True, eq=False)
class PartKind:
    """A kind of record. `entity` names its table and its changes; the first field is the key within an item."""

    entity: str
    label: str
    fields: tuple[Field, ...]
    kinds: frozenset[Kind]

    @property
    def key(self) -> Field:
        return self.fields[0]

    @property
    def columns(self) -> tuple[str, ...]:
        """The stored values of a record, in order."""
        return (ID, ITEM_ID, *(field.key for field in self.fields))

    def field(self, key: str) -> Field:
        """One of its fields. Raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def fields_of(self, kind: Kind) -> tuple[Field, ...]:
        """The fields that a record of an item of this kind has."""
        return tuple(field for field in self.fields if kind in field.kinds)


def _money(key: str, label: str) -> Field:
    return Field(key, label, Type.MONEY, (), BUILT, 12, "万元")


def _state(key: str, label: str) -> Field:
    return Field(key, label, Type.BOOL, (), BUILT, 8, group="月报")


MONTH = PartKind(
    "month",
    "月报",
    (
        Field("month", "报告期", Type.MONTH, width=10),
        Field("invested_month", "本月完成投资", Type.MONEY, (), BUILT, 12, "万元", group="月报"),
        FIELD["invested_year"],
        FIELD["invested_total"],
        FIELD["progress_percent"],
        FIELD["progress_text"],
        FIELD["problems"],
        FIELD["next_steps"],
        Field("coordination", "需协调事项", Type.LONG_TEXT, width=24, group="月报"),
        _state("has_started", "是否开工"),
        _state("has_finished", "是否竣工"),
        _state("in_statistics", "是否入库"),
    ),
    frozenset(Kind) - _NO_MONTHS,
)
MONTH_ONLY = tuple(field for field in MONTH.fields[1:] if field.key not in FIELD)  # what an item has no field for
YEAR = PartKind(
    "year",
    "年度计划",
    (
        Field("year", "年度", Type.YEAR, width=8),
        FIELD["annual_plan"],
        Field("year_class", "年度类别", Type.CHOICE, (), BUILT, 8, choices=YEAR_CLASSES),
        *(_money(key, f"{month}月计划") for month, key in enumerate(PLAN_KEYS, 1)),
    ),
    BUILT,
)
FUNDING = PartKind(
    "funding",
    "资金",
    (
        Field("source", "资金来源", Type.CHOICE, width=12, choices=SOURCES),
        _money("approved", "批复"),
        _money("arrived", "到位"),
        _money("paid", "支付"),
    ),
    BUILT,
)
MILESTONE = PartKind(
    "milestone",
    "节点",
    (
        Field("step", "节点", Type.TEXT, width=14),
        Field("step_class", "节点类别", Type.CHOICE, width=10, choices=(PREPARING, BUILDING)),
        Field("planned", "计划时间", Type.DEADLINE, width=14),
        Field("actual", "实际时间", Type.DEADLINE, width=14),
        Field("note", "备注", Type.LONG_TEXT, width=30),
    ),
    _STEPPED,
)
READING = PartKind(
    "reading",
    "读数",
    (
        Field("at", "时间", Type.PERIOD, width=12),
        Field("figure", "读数", Type.DECIMAL, width=12),
        Field("note", "备注", Type.LONG_TEXT, width=30),
    ),
    frozenset({Kind.TARGET}),
)

PART_KINDS = (MONTH, YEAR, FUNDING, MILESTONE, READING)
PART_KIND: Mapping[str, PartKind] = {kind.entity: kind for kind in PART_KINDS}
_PLACES = {kind.entity: {key: place for place, key in enumerate(kind.columns)} for kind in PART_KINDS}


def part_kinds_of(kind: Kind) -> tuple[PartKind, ...]:
    """The kinds of records that an item of this kind can have."""
    return tuple(one for one in PART_KINDS if kind in one.kinds)


class Part(NamedTuple):
    """One record: its stored values in the order of its kind's `columns`."""

    kind: PartKind
    row: tuple[Stored, ...]

    @classmethod
    def of(cls, kind: PartKind, id: int, item: int, values: Mapping[str, Stored]) -> "Part":
        return cls(kind, (id, item, *(values.get(field.key) for field in kind.fields)))

    def get(self, key: str) -> Stored:
        return self.row[_PLACES[self.kind.entity][key]]

    def amount(self, key: str) -> int | None:
        """An amount in 分 or a percentage in hundredths of a point; None for not given."""
        value = self.get(key)
        return None if value is None else int(value)

    def values(self) -> dict[str, Stored]:
        """What a change set says of it: column → stored value, without the id."""
        return dict(zip(self.kind.columns[1:], self.row[1:], strict=True))

    @property
    def id(self) -> int:
        return self.row[0]  # type: ignore[return-value]

    @property
    def item(self) -> int:
        return self.row[1]  # type: ignore[return-value]

    @property
    def key(self) -> Stored:
        return self.row[2]

    @property
    def head(self) -> str:
        """What tells it from the item's other records of its kind: 2023年9月, 专项债."""
        return head_of(self.kind, self.key)


def head_of(kind: PartKind, key: Stored) -> str:
    """A record's key as it is read: 2023年9月, 专项债."""
    return display(kind.key, key)


def field_of(entity: str, key: str) -> Field | None:
    """The field of an item or of any record; None for what is no field, such as that it exists."""
    kind = PART_KIND.get(entity) or FREE_KIND.get(entity)
    if kind is None:
        return FIELD.get(key) if entity == ITEM else None
    return next((field for field in kind.fields if field.key == key), None)


def in_order(part: Part) -> tuple[int, str]:
    """A key that sorts records as an office lists them: by time; sources and steps in their usual order."""
    key = str(part.key)
    match part.kind.entity:
        case FUNDING.entity:
            return (SOURCES.index(key) if key in SOURCES else len(SOURCES), key)
        case MILESTONE.entity:
            usual = list(STEPS)
            return (usual.index(key) if key in usual else len(usual), key)
        case _:
            return (0, key if len(key) != len("2023-09") else f"{key}-32")  # a month ends after its days


def class_of_step(step: str) -> str | None:
    """前期手续 or 建设 of a usual step."""
    return STEPS.get(step)
