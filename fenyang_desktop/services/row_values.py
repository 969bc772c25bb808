"""What the rows of a table say, cell by cell and whole columns at once, as changes."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import compress
from operator import itemgetter, ne
from typing import Final

from fenyang_desktop.domain.amounts import plain_amounts
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import names_no_day
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, FIELDS, KIND_LABELS, Field, Kind, Type
from fenyang_desktop.domain.items import KEYS, Item
from fenyang_desktop.domain.names import name_in_cell, plain_name
from fenyang_desktop.domain.parts import MONTH_ONLY
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.units import named_in, split_units
from fenyang_desktop.domain.values import LONGEST_NONE, Context, Keep, Reading, is_none_word, read, same
from fenyang_desktop.exchange.cells import FigureDay, clean_text
from fenyang_desktop.exchange.records import ID_KEY, Table, columns_of
from fenyang_desktop.exchange.writing import export_text
from fenyang_desktop.services.doubts import (
    calm_rows,
    figure_doubts,
    fraction_doubts,
    month_doubts,
    remarks,
    unconfirmed_fields,
    value_doubts,
)
from fenyang_desktop.services.matching import aliases_of
from fenyang_desktop.services.rows import References, Row, RowChanges, with_advice

_AMOUNT_UNIT = re.compile("[元圆块千百十万亿]")


class _Word:
    """What stands where a text says no plain value."""


_ABSENT: Final = _Word()  # there is no text
_CLOSER: Final = _Word()  # the text says more than a value, or none that can be taken: a closer look is needed
Said = Stored | _Word


class _Column(dict[str, Said]):
    """What the texts of one column say, each read once."""

    def __init__(self, field: Field, unit: str, year: int) -> None:
        super().__init__({"": _ABSENT})
        self.field, self.unit = field, unit
        self.is_free = field.type in (Type.TEXT, Type.LONG_TEXT) and field.key not in ("name", "lead_unit", "aliases")
        self.readings: dict[str, Reading | UserError] = {}
        self._context = Context(year, unit)

    def of_texts(self, texts: Sequence[str]) -> list[Said]:
        """What many texts say; much faster than one by one."""
        if self.field.type is Type.MONEY and self.unit:
            self.update(plain_amounts(frozenset(texts), self.unit))
        elif self.is_free or self.field.key == "name":
            if "".join(texts).isprintable() and min(map(len, filter(None, texts)), default=99) > LONGEST_NONE:
                return [text or _ABSENT for text in texts]
            self.update({text: text for text in set(texts) if len(text) > LONGEST_NONE and text.isprintable()})
        return [*map(self.__getitem__, texts)]

    def __missing__(self, text: str) -> Said:
        value = self[text] = self._value(text)
        return value

    def _value(self, text: str) -> Said:
        if self.field.type is Type.PARENT:
            return _CLOSER
        try:
            reading = self.read(text)
        except UserError:
            return _CLOSER
        value = reading.value
        if isinstance(value, Keep) or reading.qualifier:
            return _CLOSER
        return _CLOSER if self.field.key == "lead_unit" and value and split_units(text) != [value] else value

    def read(self, text: str) -> Reading:
        """A cell's stored value. Raises UserError for what can't be taken over."""
        reading = read(self.field, text, self._context)
        if self.field.type is Type.DEADLINE and names_no_day(text):
            raise UserError("cell_date", text=text)
        return reading

    def is_all(self, *, is_new: bool) -> bool:
        """Whether a plain value that isn't the item's is all there is to say of it."""
        if is_new or self.is_free or self.field.type is Type.PERCENT:
            return not self.lacks_unit("")
        return self.field.type is Type.MONEY and bool(self.unit) and self.field.key != "total_investment"

    def lacks_unit(self, text: str) -> bool:
        """Whether the text is an amount of which nobody says in what unit it is."""
        return self.field.type is Type.MONEY and not self.unit and not _AMOUNT_UNIT.search(text)


class _Plan:
    """How the rows of a table are read that are about items of one kind, known ones or new ones."""

    def __init__(self, columns: Sequence[_Column], kind: Kind, *, is_new: bool) -> None:
        keys = [column.field.key for column in columns]
        fits = [kind in column.field.kinds for column in columns]
        is_all = [fit and column.is_all(is_new=is_new) for column, fit in zip(columns, fits, strict=True)]
        self.columns = list(zip(keys, columns, is_all, strict=True))
        self.is_all, self._fits = all(is_all), all(fits)
        beyond = len(KEYS)  # where an item has nothing, so that whatever is said differs
        places = [KEYS.index(key) if fit else beyond for key, fit in zip(keys, fits, strict=True)]
        self._known = itemgetter(*places, 0)  # two at least, or it would give a value and no tuple

    def differing(self, said: Sequence[Said], item: Item) -> "Iterator[tuple[tuple[str, _Column, bool], Said]]":
        """The columns whose texts don't simply say what the item says too, and what they say."""
        known = self._known(item if self._fits else (*item, _ABSENT))
        return compress(zip(self.columns, said, strict=True), map(ne, said, known))


class TableReader:
    """Reads the rows of one table into changes, noting problems and doubts in the row. `year` holds where none is named.

    Nothing can be finished after the day of `reference`, if it is given.
    """

    def __init__(
        self, references: References, table: Table, year: int, progress: Progress, reference: date | None = None
    ) -> None:
        columns = {column.field: column for column in table.columns if column.field}
        self.references, self.reference = references, reference
        self.columns = [
            _Column(field, columns[field.key].unit, columns[field.key].year or year)
            for field in FIELDS
            if field.key in columns
        ]
        self.of_month = {
            field.key: _Column(field, columns[field.key].unit, year) for field in MONTH_ONLY if field.key in columns
        }
        self.keys = [column.field.key for column in self.columns]
        self.other_years = {key: column.year for key, column in columns.items() if column.year not in (None, year)}
        self.fractions = [key for key, column in columns.items() if column.fractions]
        self.unconfirmed = unconfirmed_fields(table.columns)
        self._plans: dict[tuple[Kind, bool], _Plan] = {}
        self.figure_dates: list[str] = []  # the columns of dates in which plain figures stand
        self._read(table, progress)

    def _read(self, table: Table, progress: Progress) -> None:
        """Read whole columns. `said` are the plain values by row, `closer` the rows that need a closer look."""
        rows = [record.row for record in table.records]
        texts = columns_of(table.records)
        columns: list[Sequence[Said]] = []
        self.closer: set[int] = set()
        for column in self.columns:
            progress.step(len(columns), len(self.columns), f"正在比对工作表“{table.sheet}”")
            key = column.field.key
            values = column.of_texts(texts.get(key, ()))
            columns.append(values)
            if column.field.type is Type.DEADLINE and FigureDay in map(type, texts.get(key, ())):
                self.figure_dates.append(key)
            if _CLOSER in column.values():
                self.closer.update(compress(rows, (value is _CLOSER for value in values)))
        self.said: dict[int, Sequence[Said]] = dict(zip(rows, zip(*columns, strict=True), strict=False))
        self._columns = dict(zip(self.keys, columns, strict=True))

    @cached_property
    def calm(self) -> frozenset[int]:
        """The rows in which nothing is worth a look if they are new items."""
        if self.other_years or self.fractions or self.figure_dates or self.of_month:
            return frozenset()
        return frozenset(compress(self.said, calm_rows(self._columns, len(self.said), self.reference)))

    def changes(self, row: Row) -> RowChanges:
        """What the row would change; nothing for a new item without a name."""
        return _RowReader(self, row).changes()

    def month(self, row: Row) -> int | None:
        """This month's amount (分), by which the cumulatives are checked; None where none can be read, or where the
        reports of other months are there to check them by."""
        column, text = self.of_month.get("invested_month"), row.text("invested_month")
        if column is None or not text or (row.report is not None and row.report.has_others):
            return None
        try:
            value = column.read(text).value
        except UserError:
            return None
        return value if isinstance(value, int) else None

    def read_once(self, column: _Column, text: str) -> Reading:
        """What a text of a column says, each read once. Raises UserError for what can't be taken over."""
        known = column.readings.get(text)
        if known is None:
            try:
                known = column.read(text)
            except UserError as fault:
                known = fault
            column.readings[text] = known
        if isinstance(known, UserError):
            raise known
        return known

    def plan(self, kind: Kind, *, is_new: bool) -> _Plan:
        """How rows are read that are about items of a kind."""
        if (kind, is_new) not in self._plans:
            self._plans[kind, is_new] = _Plan(self.columns, kind, is_new=is_new)
        return self._plans[kind, is_new]


_NOBODY = Item.of(0, {})


class _RowReader:
    """Reads the cells of one row."""

    __slots__ = ("_elsewhere", "_further", "_item", "_kind", "_missing_units", "_row", "_table", "_values")

    def __init__(self, table: TableReader, row: Row) -> None:
        self._table, self._row = table, row
        self._item = row.item
        self._kind = row.item_kind()
        self._missing_units: set[str] = set()
        self._values: dict[str, Stored] = {}
        self._elsewhere: dict[str, str] = {}
        self._further: Sequence[str] = ()  # the units that stand beside the leading one

    def changes(self) -> RowChanges:
        """What the row would change. What a cell says that the item says too is passed over at once."""
        row = self._row.record.row
        said, plan = self._table.said[row], self._table.plan(self._kind, is_new=self._item is None)
        if self._item is None and plan.is_all and row not in self._table.closer:
            values = zip(self._table.keys, said, strict=True)
            self._values = {k: new for k, new in values if new is not None and new is not _ABSENT}  # type: ignore[misc]
            if row in self._table.calm:
                self._complete_creation()
                return RowChanges(self._row, self._values, self._elsewhere)
        else:
            self._look_at(plan.differing(said, self._item or _NOBODY))
        if self._further:
            self._join_units()
        self._note_doubts()
        if self._item is None:
            self._complete_creation()
        return RowChanges(self._row, self._values, self._elsewhere)

    def _look_at(self, found: "Iterator[tuple[tuple[str, _Column, bool], Said]]") -> None:
        for (key, column, is_all), value in found:
            if value is _ABSENT:
                continue
            text = self._row.text(key)
            if not is_all or isinstance(value, _Word):
                self._look_closer(column, text)
            elif not (self._item and column.is_free and text == clean_text(str(self._item.get(key) or ""))):
                self._values[key] = value

    def _note_doubts(self) -> None:
        row, item, values, table = self._row, self._item, self._values, self._table
        if values:
            parent = values.get("parent", item.parent if item else None)
            group = table.references.item(parent) if parent is not None else None
            ours = ID_KEY in row.record.letters and bool(row.text(ID_KEY))
            found = value_doubts(
                item,
                values,
                self._missing_units,
                table.other_years,
                ours=ours,
                group=group,
                reference=table.reference,
            )
            row.value_doubts.update(found)
            if table.fractions:
                row.value_doubts.update(fraction_doubts(item, values, table.fractions))
            if table.figure_dates:
                dates = ((key, row.text(key)) for key in table.figure_dates if key in values)
                row.value_doubts.update(figure_doubts(dates))
            row.remarks.update(remarks(item, values))
        if table.of_month and (month := table.month(row)) is not None:
            row.value_doubts.update(month_doubts(item, values, month))

    def _complete_creation(self) -> None:
        section = self._row.record.section
        if not self._values.get("name"):
            self._values = {}
        else:
            if section and "section" not in self._values:
                self._set(FIELD["section"], section.text, section.cell)
            self._values = {"kind": self._kind.value, **self._values}

    def _look_closer(self, column: _Column, text: str) -> None:
        key = column.field.key
        if self._item and self._says_the_same(column.field, text):
            return
        if key == "name" and self._item and self._keeps_name(text):
            return
        try:
            self._take(column, text)
        except UserError as fault:
            self._row.problem(key, with_advice(fault))

    def _says_the_same(self, field: Field, text: str) -> bool:
        """Whether the cell shows what our own export shows for the current value.

        Not asked of amounts, whose figure says nothing without its unit and is read exactly anyway.
        """
        assert self._item is not None
        current = self._item.get(field.key)
        if current is None or field.type is Type.MONEY:
            return False
        if field.type is Type.PARENT:
            current = self._table.references.name(int(current))
        shown = export_text(field, current)
        return text == (name_in_cell(shown) if field.key == "name" else shown)

    def _keeps_name(self, text: str) -> bool:
        """Whether the sheet's name only dresses the item's own otherwise, which then stays."""
        assert self._item is not None
        if self._row.keeps_name:
            self._take_alias(text)
        return self._row.keeps_name or plain_name(text) == plain_name(self._item.name)

    def _take_alias(self, text: str) -> None:
        """What the sheet calls the item is known from now on, once somebody accepts the row."""
        assert self._item is not None
        known = aliases_of(self._item)
        name = " ".join(text.split())
        if plain_name(name) not in {plain_name(other) for other in known}:
            self._set(FIELD["aliases"], "\n".join([*known, name]), self._row.record.place("name"))

    def _take(self, column: _Column, text: str) -> None:
        field = column.field
        if field.type is Type.PARENT:
            reading = Reading(self._table.references.parent(self._row, text))
        else:
            known = column[text]
            reading = column.read(text) if isinstance(known, _Word) else Reading(known)
        value = reading.value
        if isinstance(value, Keep):
            return
        if self._kind not in field.kinds:
            if field.type is not Type.BOOL:  # 计入合计 is filled in for every row and says nothing here
                raise UserError("cell_not_of_kind", kind=KIND_LABELS[self._kind], field=field.label)
            return
        if field.key == "lead_unit" and value:
            value = self._lead_of(text)
        changed = self._set(field, value)
        if field.type is Type.MONEY:
            self._take_qualifier(field, reading, text, changed=changed)
            if changed and value and column.lacks_unit(text):
                self._missing_units.add(field.key)

    def _lead_of(self, text: str) -> str:
        """The first of the units in a cell leads, the others take part; what is no unit is told and left out."""
        (lead, *units), others = named_in(text)
        self._further = [unit for unit in units if unit != lead]
        if others:
            self._row.remarks["lead_unit"] = f"“{' '.join(others)}”不是单位，没有记下，要留着请填到备注等列"
        return lead

    def _join_units(self) -> None:
        """Add the units that stand beside the leading one to those that take part, told in this sheet or known before."""
        before = self._item.get("units") if self._item else None
        known = str(self._values.get("units", before) or "").split("、")
        joined = "、".join(dict.fromkeys([*filter(None, known), *self._further]))
        told = not is_none_word(self._row.text("units") or "—")
        self._values.pop("units", None)
        self._set(FIELD["units"], joined, "" if told else self._row.record.place("lead_unit"))
        if "units" in self._values and (why := self._table.unconfirmed.get("lead_unit")):
            self._row.value_doubts["units"] = why

    def _set(self, field: Field, value: Stored, elsewhere: str = "") -> bool:
        """Note a value unless the item has it; `elsewhere` is its cell where that isn't the field's own."""
        current = self._item.get(field.key) if self._item else None
        if same(field, current, value):
            return False
        self._values[field.key] = value
        self._elsewhere[field.key] = elsewhere
        return True

    def _take_qualifier(self, field: Field, reading: Reading, text: str, *, changed: bool) -> None:
        """约 or 余 beside an amount. Where another amount comes without one, the old qualifier goes with the old amount."""
        if field.key != "total_investment":
            if reading.qualifier and changed:
                self._row.value_doubts[field.key] = f"写的是“{text}”，只能记下数字，不带“{reading.qualifier}”"
            return
        if self._row.text("amount_qualifier"):
            return
        if reading.qualifier or (changed and "amount_qualifier" not in self._table.keys):
            self._set(FIELD["amount_qualifier"], reading.qualifier or None, self._row.record.place("total_investment"))
