"""Who a sheet says filled it in."""

from itertools import takewhile

from fenyang_desktop.exchange.grid import plain
from fenyang_desktop.exchange.headers import sender_of
from fenyang_desktop.exchange.raw import Cells, RawSheet

_SEARCHED = 60  # rows in which 填报单位 is looked for where nobody knows the header


def sender_above(sheet: RawSheet, header: int) -> str:
    """The unit that the nearest line above a header row names as 填报单位, else "". Each table may have a line of its own."""
    above = takewhile(lambda row: row[0] < header, sheet.rows)
    return next((found for _, cells in reversed([*above]) if (found := _sender_in(cells))), "")


def sender_within(sheet: RawSheet) -> str:
    """The unit that the first line of a sheet to do so names as 填报单位, else ""."""
    return next((found for _, cells in sheet.rows[:_SEARCHED] if (found := _sender_in(cells))), "")


def _sender_in(cells: Cells) -> str:
    return next((found for value in cells.values() if (found := sender_of(plain(value)))), "")
