"""A messy workbook with what a careful official would read in it, and how the program's reading is set beside that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from fenyang_desktop.domain.changes import EXISTS, Stored
from fenyang_desktop.services.preview import Preview, PreviewRow, SheetPreview
from messy.book import Book, Sheet

NEW = 0  # instead of an id: the row would be a new item
Reported = Mapping[str, Stored]


def wan(figure: str) -> int:
    """An amount of 万元 in 分."""
    fen = Decimal(figure) * 1_000_000
    assert fen == fen.to_integral_value()
    return int(fen)


def points(figure: str) -> int:
    """Percentage points in hundredths."""
    return int(Decimal(figure) * 100)


def due(end: str, precision: str, words: str) -> str:
    """A deadline as it is stored."""
    return f"{end}|{precision}|{words}"


@dataclass(frozen=True)
class Expected:
    """One table. `rows`: by row number, the id of the item (`NEW`) and what would change in it.

    `problems` and `left_out` give a piece of the sentence by cell or row; `doubts` by (row, field), ("" for the whole
    row). `checks` are a cell, what the sheet says there, and what was read. `origins` are cells that values must name.
    """

    header: tuple[int, ...]
    fields: Mapping[str, str]
    rows: Mapping[int, tuple[int, Reported]]
    units: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[tuple[int, str], str] = field(default_factory=dict)
    checks: Sequence[tuple[str, str, str]] = ()
    origins: Mapping[tuple[int, str], str] = field(default_factory=dict)
    sheet: str = "Sheet1"


@dataclass(frozen=True)
class NoList:
    """A sheet without a list of projects: every row is left out, with this piece of a reason."""

    reason: str
    sheet: str = "Sheet1"


@dataclass(frozen=True)
class Case:
    """A file: its name, what it holds, the sort of its content where the extension lies, and the tables in it."""

    name: str
    file: str
    book: Book
    tables: Sequence[Expected | NoList]
    sort: str = ""

    @property
    def content(self) -> str:
        suffix = self.file.rpartition(".")[2].lower()
        return self.sort or {"txt": "csv", "et": "xls"}.get(suffix, suffix)


def one_sheet(name: str, file: str, sheet: Sheet, *tables: Expected | NoList, sort: str = "", **options: str) -> Case:
    """The usual case: a workbook of one sheet."""
    return Case(name, file, Book([sheet], options=options), tables, sort)


def understood(preview: Preview) -> list[Expected | NoList]:
    """A preview in the form of the expectations, with whole sentences."""
    return [_table(sheet) for sheet in preview.sheets]


def _table(sheet: SheetPreview) -> Expected | NoList:
    if not sheet.header_rows:
        return NoList("、".join({skipped.reason for skipped in sheet.skipped}), sheet.name)
    problems = [*sheet.problems, *(one for row in sheet.rows for one in row.problems)]
    return Expected(
        header=sheet.header_rows,
        fields={column.letter: column.field for column in sheet.columns if column.field},
        rows={row.row: (row.id or NEW, _values(row)) for row in sheet.rows},
        units={column.letter: column.unit for column in sheet.columns if column.field and column.unit},
        left_out={skipped.row: skipped.reason for skipped in sheet.skipped},
        problems={problem.cell: problem.message for problem in problems if "逐行读到的是" not in problem.message},
        doubts=_doubts(sheet),
        checks=[(check.cell, check.stated, check.found) for check in sheet.checks],
        origins={(row.row, one.field): one.origin.cell for row in sheet.rows for one in row.changes if one.origin},
        sheet=sheet.name,
    )


def _values(row: PreviewRow) -> Reported:
    """What a row would change; that a new item comes into being, and is a project, goes without saying."""
    return {
        one.field: one.new
        for one in row.changes
        if one.field != EXISTS and not (row.id is None and (one.field, one.new) == ("kind", "project"))
    }


def _doubts(sheet: SheetPreview) -> dict[tuple[int, str], str]:
    found = {(row.row, key): why for row in sheet.rows for key, why in row.value_doubts.items()}
    return found | {(row.row, ""): row.doubt for row in sheet.rows if row.doubt}
