"""What reading a file yields: neutral records that know where each of their values stood."""

from dataclasses import dataclass

from fenyang_desktop.domain.errors import UserError

ID_KEY = "id"  # the key of the 编号 column in `Record.cells` and `Column.field`


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. `field` is a field key, `ID_KEY`, or None where the column isn't imported.

    `unit` is the unit of a money column as far as its header or the sheet's unit line names one, else "".
    """

    header: str
    letter: str
    field: str | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as a person would read it, exact to the digit, and its place such as D12."""

    text: str
    cell: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the table: field key → cell. Blank cells are left out."""

    row: int
    cells: dict[str, Cell]


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
class Table:
    """One sheet as it was understood. Every row with content is a header row, a record or skipped."""

    file: str
    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    records: tuple[Record, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]


def problem_at(file: str, sheet: str, cell: str, fault: UserError) -> Problem:
    """The problem of a cell, worded with its place."""
    return Problem(cell, str(UserError("at_cell", file=file, sheet=sheet, cell=cell, what=fault)))
