"""The rows of a sheet on their way into the portfolio: what each says, cell by cell, as changes."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fenyang_desktop.domain.changes import ITEM, Change, Origin, Stored, creation
from fenyang_desktop.domain.deadlines import names_no_day
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import BUILT, FIELD, FIELDS, KIND_LABELS, Field, Kind, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.domain.units import split_units
from fenyang_desktop.domain.values import Context, Keep, Reading, is_none_word, read, same
from fenyang_desktop.exchange.raw import column_number
from fenyang_desktop.exchange.records import ID_KEY, MONTH_KEY, READ_AS, Cell, Problem, Record, Table, problem_at
from fenyang_desktop.exchange.writing import export_text
from fenyang_desktop.services.doubts import month_doubts, remarks, value_doubts
from fenyang_desktop.services.matching import Facts, Unmatched, aliases_of


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

    def item_kind(self) -> Kind:
        """The kind that the item has, or will have."""
        return self.kind or (self.item.kind if self.item else Kind.PROJECT)

    def text(self, key: str) -> str:
        cell = self.record.cells.get(key)
        return cell.text if cell else ""

    def name(self) -> str:
        return re.sub(r"\s*\n\s*", " ", self.text("name")) or (self.item.name if self.item else "")

    def problem(self, key: str, fault: UserError) -> None:
        cells = self.record.cells
        cell = cells[key].cell if key in cells else _cell_in(self.table, key, self.record.row)
        self.problems.append(problem_at(self.table.file, self.table.sheet, cell, fault))


def _cell_in(table: Table, key: str, row: int) -> str:
    """The cell of a blank field, or the row's first cell where the sheet has no such column."""
    return next((f"{column.letter}{row}" for column in table.columns if column.field == key), f"A{row}")


class ValueReader:
    """Reads the text of cells; knows the names of what a row may belong to, among items and rows alike."""

    def __init__(self, items: Sequence[Item], year: int) -> None:
        self.year = year
        self._names = {item.id: item.name for item in items}
        self._parents: dict[str, set[int]] = defaultdict(set)  # plain name or id → ids of what can have members
        for item in items:
            if item.kind in BUILT:
                self._parents[plain_name(item.name)].add(item.id)
                self._parents[str(item.id)].add(item.id)

    def add_parent(self, row: Row) -> None:
        """From now on other rows may belong to the item of this one."""
        if row.item_kind() in BUILT:
            self._parents[plain_name(row.name())].add(row.id)

    def read(self, row: Row, field: Field, text: str, unit: str) -> Reading:
        """A cell's stored value. Raises UserError for what can't be taken over."""
        if field.type is Type.PARENT:
            return Reading(None if is_none_word(text) else self._parent(row, text))
        reading = read(field, text, Context(self.year, unit))
        if field.type is Type.DEADLINE and names_no_day(text):
            raise UserError("cell_date", text=text)
        return reading

    def _parent(self, row: Row, text: str) -> int:
        found = self._parents.get(plain_name(text), set())
        if found == {row.id}:
            raise UserError("parent_self", name=row.name())
        found = found - {row.id}
        if not found:
            raise UserError("parent_unknown", text=text)
        if len(found) > 1:
            raise UserError("parent_ambiguous", text=text, count=len(found))
        return next(iter(found))

    def shown(self, field: Field, value: Stored) -> str:
        """The value as an export writes it."""
        if field.type is Type.PARENT and value is not None:
            value = self._names.get(int(value))
        return export_text(field, value)


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
        raise Unmatched("kind", _with_advice(fault)) from None


def facts_of(row: Row) -> Facts:
    """What the row says about which item it is."""
    id, code, name = (_given(text) for text in (row.text(ID_KEY), row.text("project_code"), row.name()))
    return Facts(plain_name(id), code, name, row.kind, row.text("parent"))


def _given(text: str) -> str:
    return "" if is_none_word(text) else text


def _with_advice(fault: UserError) -> UserError:
    return UserError("cell_invalid", **fault.facts) if fault.code == "invalid_value" else fault


class RowReader:
    """Reads the cells of one row into changes, noting problems and doubts in the row."""

    def __init__(self, values: ValueReader, row: Row, units: Mapping[str, str]) -> None:
        self._reader, self._row, self._units = values, row, units
        self._item = row.item
        self._kind = row.item_kind()
        self._missing_units: set[str] = set()
        self._other_years = {
            str(column.field): column.year
            for column in row.table.columns
            if column.field and column.year and column.year != values.year
        }
        self._values: dict[str, Stored] = {}
        self._origins: dict[str, Origin] = {}

    def changes(self) -> list[Change]:
        """What the row would change; none for a new item without a name."""
        for field in FIELDS:
            cell = self._row.record.cells.get(field.key)
            if cell is None or (self._item and self._says_the_same(field, cell)):
                continue
            if field.key == "name" and self._item and self._keeps_name(cell):
                continue
            try:
                self._take(field, cell)
            except UserError as fault:
                self._row.problem(field.key, _with_advice(fault))
        ours = ID_KEY in self._row.record.cells
        for key, why in value_doubts(self._item, self._values, self._missing_units, self._other_years, ours=ours):
            self._row.value_doubts[key] = why
        if (month := self._month()) is not None:
            self._row.value_doubts.update(month_doubts(self._item, self._values, month))
        self._row.remarks.update(remarks(self._item, self._values))
        if self._item is None:
            return self._creation()
        return [
            Change(ITEM, self._item.id, key, self._item.get(key), new, self._origins[key])
            for key, new in self._values.items()
        ]

    def _month(self) -> int | None:
        """This month's amount (分), by which the cumulatives are checked; None where none can be read."""
        cell = self._row.record.cells.get(MONTH_KEY)
        if cell is None:
            return None
        try:
            value = self._reader.read(self._row, READ_AS[MONTH_KEY], cell.text, self._units.get(MONTH_KEY, "")).value
        except UserError:
            return None
        return value if isinstance(value, int) else None

    def _creation(self) -> list[Change]:
        if not self._values.get("name"):
            return []
        section = self._row.record.section
        if section and "section" not in self._values:
            self._set(FIELD["section"], section.text, section)
        return creation(ITEM, self._row.id, {"kind": self._kind.value, **self._values}, self._origins)

    def _says_the_same(self, field: Field, cell: Cell) -> bool:
        """Whether the cell shows what our own export shows for the current value.

        Not asked of amounts, whose figure says nothing without its unit and is read exactly anyway.
        """
        assert self._item is not None
        current = self._item.get(field.key)
        return current is not None and field.type is not Type.MONEY and self._reader.shown(field, current) == cell.text

    def _keeps_name(self, cell: Cell) -> bool:
        """Whether the sheet's name only dresses the item's own otherwise, which then stays."""
        assert self._item is not None
        if self._row.keeps_name:
            self._take_alias(cell)
        return self._row.keeps_name or plain_name(cell.text) == plain_name(self._item.name)

    def _take_alias(self, cell: Cell) -> None:
        """What the sheet calls the item is known from now on, once somebody accepts the row."""
        assert self._item is not None
        known = aliases_of(self._item)
        name = " ".join(cell.text.split())
        if plain_name(name) not in {plain_name(other) for other in known}:
            self._set(FIELD["aliases"], "\n".join([*known, name]), cell)

    def _take(self, field: Field, cell: Cell) -> None:
        unit = self._units.get(field.key, "")
        reading = self._reader.read(self._row, field, cell.text, unit)
        if isinstance(reading.value, Keep):
            return
        if self._kind not in field.kinds:
            if field.type is not Type.BOOL:  # 计入合计 is filled in for every row and says nothing here
                raise UserError("cell_not_of_kind", kind=KIND_LABELS[self._kind], field=field.label)
            return
        value = self._lead_of(cell) if field.key == "lead_unit" and reading.value else reading.value
        changed = self._set(field, value, cell)
        if field.type is Type.MONEY:
            self._take_qualifier(field, reading, cell, changed=changed)
            if changed and not unit and reading.value and not re.search("[元圆块千百十万亿]", cell.text):
                self._missing_units.add(field.key)

    def _lead_of(self, cell: Cell) -> str:
        """The first of the units in a cell leads; the others take part, unless the sheet has a column for these."""
        lead, *others = split_units(cell.text)
        if others and "units" not in self._row.record.cells:
            self._set(FIELD["units"], "、".join(others), cell)
        return lead

    def _set(self, field: Field, value: Stored, cell: Cell) -> bool:
        current = self._item.get(field.key) if self._item else None
        if same(field, current, value):
            return False
        table = self._row.table
        self._values[field.key] = value
        self._origins[field.key] = Origin(table.file, table.sheet, cell.cell)
        return True

    def _take_qualifier(self, field: Field, reading: Reading, cell: Cell, *, changed: bool) -> None:
        """约 or 余 beside an amount. Where another amount comes without one, the old qualifier goes with the old amount."""
        if field.key != "total_investment":
            if reading.qualifier and changed:
                self._row.value_doubts[field.key] = f"写的是“{cell.text}”，只能记下数字，不带“{reading.qualifier}”"
            return
        if "amount_qualifier" in self._row.record.cells:
            return
        if reading.qualifier or (changed and "amount_qualifier" not in self._units):
            self._set(FIELD["amount_qualifier"], reading.qualifier or None, cell)
