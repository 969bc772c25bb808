"""Rows of a text that is cut at commas and has a comma within a figure: 1,200 without quotes is two cells."""

import re
from collections.abc import Iterator
from itertools import pairwise

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid, plain

_THOUSANDS = re.compile(r"[^\d.,，]*[1-9]\d{0,2}")
_REST = re.compile(r"\d{3}(?:\.\d+)?(?!\d).*", re.DOTALL)


def cut_rows(grid: Grid, area: Area) -> Iterator[int]:
    """The rows of a table that have a filled cell more than its header, or any cell more and a figure that looks cut."""
    widths = grid.sheet.widths
    if not widths:
        return
    header = _header_width(grid, area)
    widest = max((widths.get(row, 0) for row in area.header), default=0)
    for row in grid.between(area.first, area.last):
        if max(grid.cells(row)) > header or (widths[row] > widest and _looks_cut(grid, row)):
            yield row


def too_wide(grid: Grid, area: Area, row: int) -> UserError:
    """What is to be said of such a row."""
    count = max(max(grid.cells(row)), grid.sheet.widths[row])
    return UserError("row_cut", count=count, header=_header_width(grid, area))


def _header_width(grid: Grid, area: Area) -> int:
    return max((max(grid.cells(row)) for row in area.header if grid.cells(row)), default=0)


def _looks_cut(grid: Grid, row: int) -> bool:
    """Whether one to three digits are followed by a cell that begins with just three."""
    texts = {column: plain(raw) for column, raw in grid.cells(row).items()}
    return any(
        right == left + 1 and _THOUSANDS.fullmatch(texts[left]) and _REST.fullmatch(texts[right])
        for left, right in pairwise(texts)
    )
