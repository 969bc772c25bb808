"""Reading .csv and .txt: text cut by commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.headers import count_known
from fenyang_desktop.exchange.raw import Cells, RawSheet, checked_text
from fenyang_desktop.exchange.sniffing import LARGEST_FILE

_DELIMITERS = (",", "\t", ";")
_LOOKED_AT = 20
_GUARDED = re.compile(r"^'+[=+\-@\t\r]")


def read_delimited(name: str, sheet: str, text: str, delimiter: str = "") -> RawSheet:
    """The one sheet of a delimited text, cut as its first rows make sense unless a delimiter is given. Rows are counted as a spreadsheet counts them, not as lines of text.

    Raises UserError `file_broken` where a quotation is never closed.
    """
    csv.field_size_limit(LARGEST_FILE)  # the module's own limit would call a long text a broken file
    delimiter = delimiter or max(_DELIMITERS, key=lambda one: _fitness(text, one))
    try:
        widths: dict[int, int] = {}
        rows = list(_rows(text, delimiter, widths))
    except csv.Error:
        raise UserError("file_broken", file=name, reason="引号不成对，或文件被截断") from None
    return RawSheet(sheet, rows, widths=widths if delimiter == "," else {})


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    """How many known headers, then how many columns, the first rows show when cut so."""
    head = text[: 1 << 16]
    rows = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _LOOKED_AT))
    return max((count_known(row) for row in rows), default=0), max((len(row) for row in rows), default=0)


def _rows(text: str, delimiter: str, widths: dict[int, int]) -> Iterator[tuple[int, Cells]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number, row in enumerate(reader, start=1):
        cells: Cells = {
            column: checked_text(_unguarded(value)) for column, value in enumerate(row, start=1) if value.strip()
        }
        if cells:
            widths[number] = len(row)
            yield number, cells


def _unguarded(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking text for a formula."""
    return text[1:] if _GUARDED.match(text) else text


def guarded(text: str) -> str:
    """The inverse of what reading does: text that a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{text}" if re.match(r"^'*[=+\-@\t\r]", text) else text
