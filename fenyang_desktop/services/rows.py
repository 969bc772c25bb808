"""The rows of a sheet on their way into the portfolio: what each is about, and what it would change."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from fenyang_desktop.domain.changes import EXISTS, ITEM, Change, Origin, Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import BUILT, FIELD, Kind
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.values import LONGEST_NONE, Context, is_none_word, read
from fenyang_desktop.exchange.fill_in_key import FillInKey
from fenyang_desktop.exchange.raw import column_number
from fenyang_desktop.exchange.records import ID_KEY, Problem, Record, Table, problem_at
from fenyang_desktop.services.matching import Facts, Unmatched
from fenyang_desktop.services.row_reports import RowReport


@dataclass(slots=True)
class Row:
    """A record on its way to a preview row."""

    table: Table
    record: Record
    problems: list[Problem]
    item: Item | None = None
    id: int = 0  # provisional for a new item, 0 while it isn't known which item this is
    kind: Kind | None = None
    doubts: tuple[str, ...] = ()  # why nothing of the row is taken over unless a person says so
    value_doubts: dict[str, str] = dataclasses.field(default_factory=dict)  # field → why this one value isn't
    remarks: dict[str, str] = dataclasses.field(default_factory=dict)  # field → what is worth a word
    keeps_name: bool = False  # the sheet's name for the item is only another dress of its own
    report: RowReport | None = None  # the monthly report that it is
    key: FillInKey | None = None  # as what it was sent out
    key_doubt: str = ""  # why that may not be what it says now

    def item_kind(self) -> Kind:
        """The kind that the item has, or will have."""
        return self.kind or (self.item.kind if self.item else Kind.PROJECT)

    def text(self, key: str) -> str:
        return self.record.text(key)

    def name(self) -> str:
        name = self.text("name")
        if "\n" in name:
            name = re.sub(r"\s*\n\s*", " ", name)
        return name or (self.item.name if self.item else "")

    def problem(self, key: str, fault: UserError) -> None:
        self.problems.append(problem_at(self.table.file, self.table.sheet, self.record.place(key), fault))


def rows_of(table: Table) -> Iterator[Row]:
    """The records of a table, each with the problems of its cells."""
    problems = defaultdict(list)
    for problem in table.problems:
        problems[row_of(problem.cell)].append(problem)
    for record in table.records:
        yield Row(table, record, problems[record.row])


def row_of(cell: str) -> int:
    """The row of a cell such as D12."""
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def cell_place(cell: str) -> tuple[int, int]:
    """Row and column of a cell, to put cells in the order of the sheet."""
    return row_of(cell), column_number(cell.rstrip("0123456789"))


def kind_of(row: Row) -> Kind | None:
    """The kind that a row names. Raises Unmatched if it can't be read: no item can be told without it."""
    text = row.text("kind")
    if not text:
        return None
    try:
        return Kind(str(read(FIELD["kind"], text, Context(0)).value))
    except UserError as fault:
        raise Unmatched("kind", with_advice(fault)) from None


def facts_of(row: Row) -> Facts:
    """What the row says about which item it is."""
    text = row.record.text
    id, code = _given(text(ID_KEY)), _given(text("project_code"))
    id = plain_name(id) if id else str(row.key.item) if row.key else ""
    return Facts(id, code, _given(row.name()), row.kind, text("parent"))


def _given(text: str) -> str:
    return "" if text and len(text) <= LONGEST_NONE and is_none_word(text) else text


def with_advice(fault: UserError) -> UserError:
    return UserError("cell_invalid", **fault.facts) if fault.code == "invalid_value" else fault


class RowChanges(Sequence[Change]):
    """What accepting a row would change: field → new value, and all of it as changes once somebody looks.

    An import has changes by the hundred thousand, and of most of them nobody wants more than the number.
    """

    __slots__ = ("_elsewhere", "_made", "_row", "values")

    def __init__(self, row: Row, values: Mapping[str, Stored], elsewhere: Mapping[str, str]) -> None:
        """`values` of a new item are all that it comes into being with, none of them None.

        `elsewhere` are the cells of values that stood in another field's column.
        """
        self._row, self.values, self._elsewhere = row, values, elsewhere
        self._made: tuple[Change, ...] | None = None

    @property
    def id(self) -> int:
        """Of the item, provisional for a new one."""
        return self._row.id

    def without(self, fields: Collection[str]) -> "RowChanges":
        """The changes of the other fields."""
        if not fields or self.values.keys().isdisjoint(fields):
            return self
        return RowChanges(self._row, {k: new for k, new in self.values.items() if k not in fields}, self._elsewhere)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the changes in their order, EXISTS for a new item itself."""
        return (*((EXISTS,) if len(self) > len(self.values) else ()), *self.values)

    @property
    def is_carried(self) -> bool:
        """Whether some values stand in cells of other rows, or in another field's column."""
        return bool(self._row.record.elsewhere) or any(self._elsewhere.values())

    def __len__(self) -> int:
        return len(self.values) + (self._row.item is None and bool(self.values))

    @overload
    def __getitem__(self, place: int) -> Change: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Change, ...]: ...
    def __getitem__(self, place: int | slice) -> Change | tuple[Change, ...]:
        return self._all()[place]

    def __iter__(self) -> Iterator[Change]:
        return iter(self._all())

    def _all(self) -> tuple[Change, ...]:
        if self._made is None:
            self._made = tuple(self._changes())
        return self._made

    def _changes(self) -> Iterator[Change]:
        if self._row.item is None and self.values:
            yield Change(ITEM, self.id, EXISTS, None, 1)
        report = self._row.report
        for key, new in self.values.items():
            if report is not None and key in report.only:
                yield Change(MONTH.entity, report.id, key, report.old(key), new, self._origin(key))
            else:
                yield Change(ITEM, self.id, key, self.old(key), new, self._origin(key))

    @property
    def elsewhere(self) -> Mapping[str, str]:
        """The cells of values that stood in another field's column."""
        return self._elsewhere

    @property
    def key(self) -> FillInKey | None:
        """As what the row was sent out, if it was."""
        return self._row.key

    @property
    def report(self) -> RowReport | None:
        """The monthly report that the row is, if it is one."""
        return self._row.report

    def old(self, key: str) -> Stored:
        """What stands in the portfolio now, of what isn't the item's own in the report of the month."""
        if (report := self._row.report) is not None and key in report.only:
            return report.old(key)
        return self._row.item.get(key) if self._row.item else None

    def cell(self, key: str) -> str:
        """Where a value stands, "" if nowhere."""
        record = self._row.record
        return self._elsewhere.get(key) or (record.place(key) if record.text(key) else "")

    def _origin(self, key: str) -> Origin | None:
        cell = self.cell(key)
        return Origin(self._row.table.file, self._row.table.sheet, cell) if cell else None


class References:
    """What a row may belong to, among items and rows alike, by name. Most sheets never ask."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        """From now on other rows may belong to the item of this one."""
        self._rows.append(row)

    def parent(self, row: Row, text: str) -> int | None:
        """The id of what a row belongs to. Raises UserError for a text that names no other item, or several."""
        if is_none_word(text):
            return None
        found = self._ids.get(plain_name(text), set())
        if found == {row.id}:
            raise UserError("parent_self", name=row.name())
        found = found - {row.id}
        if not found:
            raise UserError("parent_unknown", text=text)
        if len(found) > 1:
            raise UserError("parent_ambiguous", text=text, count=len(found))
        return next(iter(found))

    def name(self, id: int) -> str | None:
        return item.name if (item := self.item(id)) else None

    def item(self, id: Stored) -> Item | None:
        """The known item of an id, None for any other."""
        return self._by_id.get(id) if isinstance(id, int) else None

    @cached_property
    def _ids(self) -> Mapping[str, set[int]]:
        """Plain name or id → ids of what can have members."""
        ids: Mapping[str, set[int]] = defaultdict(set)
        for item in self._items:
            if item.kind in BUILT:
                ids[plain_name(item.name)].add(item.id)
                ids[str(item.id)].add(item.id)
        for row in self._rows:
            if row.item_kind() in BUILT:
                ids[plain_name(row.name())].add(row.id)
        return ids

    @cached_property
    def _by_id(self) -> Mapping[int, Item]:
        return {item.id: item for item in self._items}
