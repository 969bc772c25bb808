"""What reading a file yields: neutral records that know where each of their values stood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import BUILT, FIELD, ID_LABEL, Field, Type
from fenyang_desktop.exchange.raw import column_number

ID_KEY = "id"  # the key of the 编号 column in `Record.texts` and `Column.field`
MONTH_KEY = "invested_month"  # and of a column that is read only to check the others by it
_MONTH = Field(MONTH_KEY, "本月完成投资（只用于核对）", Type.MONEY, kinds=BUILT, unit="万元", group="投资")
READ_AS = {**FIELD, MONTH_KEY: _MONTH}  # by key, what the cells of a column are read as; 编号 is read as it stands


def column_label(key: str) -> str:
    """What a column that is read as `key` is called."""
    return ID_LABEL if key == ID_KEY else READ_AS[key].label


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. `field` is a field key, `ID_KEY`, `MONTH_KEY`, or None where it isn't read.

    `unit` is the unit of a money column as far as its header or the sheet's unit line names one, else ""; `year` is the
    one that the header names.
    """

    header: str
    letter: str
    field: str | None
    unit: str = ""
    year: int | None = None

    @property
    def number(self) -> int:
        """The column's number, from 1."""
        return column_number(self.letter)


class Cell(NamedTuple):
    """A value as a person would read it, exact to the digit, and its place such as D12."""

    text: str
    cell: str


@dataclass(slots=True)
class Record:
    """One row of the table: field key → text. Blank cells are left out. `section` heads the rows it stands under.

    `letters` are the columns of the table by field; `elsewhere` are the cells of values that a merged range brings down
    from a row above. A text is no `Cell` at first: of the cells of most rows nobody asks for the place.
    """

    row: int
    texts: dict[str, str]
    letters: Mapping[str, str]
    section: Cell | None = None
    elsewhere: dict[str, str] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """The cell of a field, also of a blank one; the first of the row where the table has no such column."""
        return self.elsewhere.get(key) or f"{self.letters.get(key, 'A')}{self.row}"

    @property
    def cells(self) -> dict[str, Cell]:
        """The texts with their places."""
        return {key: Cell(text, self.place(key)) for key, text in self.texts.items()}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no record, and why (Chinese)."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be read. `message` is one Chinese sentence that names the place and says what to do."""

    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """A total that the sheet states, beside what was read: `what` is 项目数 or the header of an amount.

    Both are plain figures, of amounts in the unit that the sheet states.
    """

    cell: str
    label: str
    what: str
    stated: str
    found: str

    @property
    def agrees(self) -> bool:
        return self.stated == self.found


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

    @property
    def title(self) -> str:
        """The sheet's name, and which of its tables where it has several."""
        return self.sheet if self.number == 1 else f"{self.sheet}（第 {self.number} 个表）"


def problem_at(file: str, sheet: str, cell: str, fault: UserError) -> Problem:
    """The problem of a cell, worded with its place."""
    return Problem(cell, str(UserError("at_cell", file=file, sheet=sheet, cell=cell, what=fault)))
