"""What a file would change, as a person looks at it before anything is taken over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from fenyang_desktop.exchange.choices import NO_WORDS, Choices, HeaderWords
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.records import Check, Column, Problem, Skipped
from fenyang_desktop.services.report_months import ReportMonth
from fenyang_desktop.services.rows import (
    RowChanges,
)

RowKey = tuple[str, int]  # sheet and row


class RowState(StrEnum):
    """What accepting a row would do. `PROBLEM`: nothing of it can be taken over."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"


@dataclass(slots=True)
class PreviewRow:
    """A record and what it would change. `id` is None for a new row, whose changes carry a provisional negative id.

    `problems` are its cells that can't be taken over; `doubt` is why nothing of it is accepted unless a person says so,
    `value_doubts` why single values (by field) aren't. `remarks` (by field) keep nothing from being accepted.
    """

    sheet: str
    row: int
    id: int | None
    name: str
    state: RowState
    changes: RowChanges
    problems: tuple[Problem, ...] = ()
    doubt: str = ""
    value_doubts: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def sure_changes(self) -> RowChanges:
        """What needs no second look."""
        return self.changes.without(self.changes.values if self.doubt else self.value_doubts)

    def sure(self) -> "PreviewRow":
        """The row with nothing but these."""
        sure = self.sure_changes
        return self if sure is self.changes else replace(self, changes=sure)


@dataclass(frozen=True, slots=True, eq=False)
class ReceivedFile:
    """A file as it was read: what it holds stays the same, whatever is decided about it. Pasted cells have no `data`.

    `words` are what was known of headers from other files then; `sender` is who sent it if a person said so, and
    `month` the month that it is a report of.
    """

    path: Path
    sheets: tuple[RawSheet, ...]
    data: bytes = b""
    words: HeaderWords = NO_WORDS
    sender: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One table of a sheet. `problems` are those of its header; a row's own stand in the row.

    `sheet` is the name of the sheet, and which table of it where there are several; `name` and `number` are these two
    apart. `checks` are its own totals, `sender` is the unit that reported it ("": nobody knows),
    `month` the month of which it is a report (None: it says nothing of a month).
    """

    sheet: str
    name: str
    number: int
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[PreviewRow, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    checks: tuple[Check, ...] = ()
    sender: str = ""
    month: ReportMonth | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change, sheet by sheet. Nothing has been changed yet."""

    source: ReceivedFile
    file: str
    sheets: tuple[SheetPreview, ...]
    choices: Choices = field(default_factory=dict)
    next_id: int = 0  # items with ids from here on came into being after this look
    layouts: tuple[str, ...] = ()  # the remembered layouts by which it was read

    @property
    def sender(self) -> str:
        """Who reported, for a person to read; "" where nobody knows."""
        return "、".join(dict.fromkeys(sheet.sender for sheet in self.sheets if sheet.sender))

    @property
    def month(self) -> str:
        """The one month of which the file is a report (2023-09); "" where it is of several, or none."""
        months = {sheet.month.month for sheet in self.sheets if sheet.month}
        return months.pop() if len(months) == 1 else ""

    def rows(self) -> Iterator[PreviewRow]:
        for sheet in self.sheets:
            yield from sheet.rows

    def count(self, state: RowState) -> int:
        return sum(row.state is state for row in self.rows())

    def problems(self) -> list[Problem]:
        """Every problem: of each sheet's header, then of its rows."""
        return [
            problem
            for sheet in self.sheets
            for problem in (*sheet.problems, *(one for row in sheet.rows for one in row.problems))
        ]

    @staticmethod
    def key(row: PreviewRow) -> RowKey:
        return row.sheet, row.row

    def acceptable(self) -> frozenset[RowKey]:
        """The rows that are accepted unless the user chooses otherwise: those with a change that is not in doubt."""
        return frozenset(self.key(row) for row in self.rows() if row.sure_changes)

    def sure(self) -> "Preview":
        """The preview without the values that are in doubt."""
        sheets = (replace(sheet, rows=tuple(row.sure() for row in sheet.rows)) for sheet in self.sheets)
        return replace(self, sheets=tuple(sheets))
