"""What reading a file yields: neutral records that know where each of their values stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELDS, ID_LABEL
from fenyang_desktop.domain.parts import MONTH_ONLY
from fenyang_desktop.exchange.raw import column_number

ID_KEY = "id"  # the key of the 编号 column in `Record.fields` and `Column.field`
_GROUPS = list(dict.fromkeys(field.group for field in FIELDS))
READ_AS = {
    field.key: field for field in (*sorted(FIELDS, key=lambda one: _GROUPS.index(one.group)), *MONTH_ONLY)
}  # by key, what the cells of a column are read as; 编号 is read as it stands


def column_label(key: str) -> str:
    """What a column that is read as `key` is called."""
    return ID_LABEL if key == ID_KEY else READ_AS[key].label


class By(StrEnum):
    """By what the field of a column was recognised, and so how sure it is."""

    NAMED = "named"  # a label or a synonym
    CHOSEN = "chosen"  # a person said so
    LEARNED = "learned"  # a person said so of the same header before
    SIMILAR = "similar"  # the header means nearly the same, and the values fit: a person must confirm it
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. `field` is a key of `READ_AS`, `ID_KEY`, or None where it isn't read.

    `unit` is the unit of a money column as far as its header or the sheet's unit line names one, else ""; `year` is the
    one that the header names, or the title above it. `rival_for` is the field that another column claims as well, so that neither has it until a
    person chooses. `unit_before` is the unit that a person chose in a sheet like this, where this one names
    another. `offers` are the fields of which the header may mean either, the likeliest first, until a person says which.
    `fractions`: its percentages are written as fractions of one, 0.7 for 70%. `samples` are the first values below the
    header as the sheet shows them. `holds` says of a column that isn't read what in it is worth a look: 金额, 百分比, 日期.
    """

    header: str
    letter: str
    field: str | None
    unit: str = ""
    year: int | None = None
    by: By = By.NONE
    rival_for: str = ""
    unit_before: str = ""
    offers: tuple[str, ...] = ()
    fractions: bool = False
    samples: tuple[str, ...] = ()
    holds: str = ""

    @property
    def number(self) -> int:
        """The column's number, from 1."""
        return column_number(self.letter)


class Cell(NamedTuple):
    """A value as a person would read it, exact to the digit, and its place such as D12."""

    text: str
    cell: str


class ReadFields:
    """The fields that a table is read for, in the order of its columns: the column and the place of each by its key."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        self.letters = letters
        self.places = {key: place for place, key in enumerate(letters)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadFields) and self.letters == other.letters


def columns_of(records: Sequence["Record"]) -> dict[str, Sequence[str]]:
    """The texts of the records of one table by field; nothing where there are none."""
    columns = zip(*(record.values for record in records), strict=True)
    return dict(zip(records[0].fields.places, columns, strict=True)) if records else {}


@dataclass(slots=True)
class Record:
    """One row of the table: a text for each field, "" for blank cells. `section` heads the rows it stands under.

    `values` are the texts in the order of `fields`; `elsewhere` are the cells of values that a merged range brings down
    from a row above; `asks` is why it may be no project of its own; `partial` are the fields of which further rows under
    the same merged name have figures too. A text is no `Cell` at first: of the cells of most rows nobody asks for the
    place.
    """

    row: int
    values: tuple[str, ...]
    fields: ReadFields
    section: Cell | None = None
    elsewhere: dict[str, str] = field(default_factory=dict)
    asks: str = ""
    partial: frozenset[str] = frozenset()

    @property
    def letters(self) -> Mapping[str, str]:
        """The columns of the table by field."""
        return self.fields.letters

    @property
    def texts(self) -> dict[str, str]:
        """Field key → text."""
        return dict(zip(self.fields.letters, self.values, strict=True))

    def text(self, key: str) -> str:
        """The text of a field, "" where the table has no such column."""
        place = self.fields.places.get(key)
        return self.values[place] if place is not None else ""

    def put(self, key: str, text: str) -> None:
        """Let the field have this text."""
        place = self.fields.places[key]
        self.values = (*self.values[:place], text, *self.values[place + 1 :])

    def place(self, key: str) -> str:
        """The cell of a field, also of a blank one; the first of the row where the table has no such column."""
        return self.elsewhere.get(key) or f"{self.letters.get(key, 'A')}{self.row}"

    @property
    def cells(self) -> dict[str, Cell]:
        """The texts with their places, without blanks."""
        return {key: Cell(text, self.place(key)) for key, text in self.texts.items() if text}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no record, and why (Chinese)."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be read. `message` is one Chinese sentence that names the place and says what to do.

    `what` is the same without the place, `code` says what sort of fault it is (`domain.errors.MESSAGES`).
    """

    cell: str
    message: str
    what: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A total that the sheet states, beside what was read: `what` is 项目数 or the header of an amount.

    Both are plain figures, of amounts in the unit that the sheet states. `hidden` are rows that weren't read and make it
    agree better: with them `with_hidden` is found.
    """

    cell: str
    label: str
    what: str
    stated: str
    found: str
    hidden: tuple[int, ...] = ()
    with_hidden: str = ""

    @property
    def agrees(self) -> bool:
        return self.stated == self.found


class MonthNamed(NamedTuple):
    """A month that a text names. `year` is None where it doesn't say; `day` is that of a whole date.

    `is_filled`: the day on which somebody filled the sheet in, which may lie in the month after.
    """

    text: str
    month: int
    year: int | None = None
    day: int | None = None
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it was understood. Every row with content is a header row, a record or skipped.

    A sheet without a list of projects is a table without header rows, whose rows are all skipped with the reason.
    """

    file: str
    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    records: tuple[Record, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    checks: tuple[Check, ...] = ()
    number: int = 1  # which table of its sheet it is
    month: MonthNamed | None = None  # the month that the lines above it name

    @property
    def title(self) -> str:
        """The sheet's name, and which of its tables where it has several."""
        return self.sheet if self.number == 1 else f"{self.sheet}（第 {self.number} 个表）"


def problem_at(file: str, sheet: str, cell: str, fault: UserError) -> Problem:
    """The problem of a cell, worded with its place."""
    message = str(UserError("at_cell", file=file, sheet=sheet, cell=cell, what=fault))
    return Problem(cell, message, str(fault), fault.code)
