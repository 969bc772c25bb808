"""Reading a file that a department sent in: what it is, its sheets, and the table in each."""

from collections.abc import Iterable
from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import NO_WORDS, Choices, HeaderWords
from fenyang_desktop.exchange.delimited import read_delimited
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.records import Table
from fenyang_desktop.exchange.sniffing import Content, decode, read_bytes, sniff
from fenyang_desktop.exchange.tables import build_tables


def read_tables(path: Path, progress: Progress, reader: Reader) -> list[Table]:
    """Every table of a workbook, or the one of a delimited text (named after the file), in order.

    Raises UserError: `file_missing`, `file_unreadable`, `no_table` if no sheet has a header row with a name column,
    and what `Reader.read` raises.
    """
    tables = tables_of(path.name, read_sheets(path, progress, reader), progress)
    if not any(table.header_rows for table in tables):
        raise UserError("no_table", file=path.name)
    return tables


def tables_of(
    file: str,
    sheets: Iterable[RawSheet],
    progress: Progress,
    choices: Choices | None = None,
    words: HeaderWords = NO_WORDS,
) -> list[Table]:
    """The tables of all sheets, as found and as a person decided, of these and (`words`) of other files' headers."""
    return [table for sheet in sheets for table in build_tables(file, sheet, progress, choices, words)]


def read_sheets(path: Path, progress: Progress, reader: Reader) -> list[RawSheet]:
    """Every sheet as its file holds it. Raises UserError as `read_tables`, but not `no_table`."""
    return sheets_in(path, read_bytes(path), progress, reader)


def sheets_in(path: Path, data: bytes, progress: Progress, reader: Reader) -> list[RawSheet]:
    """Every sheet of a file that holds `data`. Raises UserError as `Reader.read` does."""
    kind = sniff(path.name, data)
    if kind is Content.TEXT:
        return [read_delimited(path.name, path.stem, decode(path.name, data))]
    return reader.read(path.name, data, kind, progress)
