"""Who a sheet says filled it in."""

from fenyang_desktop.exchange.grid import Grid, plain
from fenyang_desktop.exchange.headers import sender_of
from fenyang_desktop.exchange.raw import RawSheet

_SEARCHED = 60  # rows in which 填报单位 is looked for where nobody knows the header


def sender_above(grid: Grid, header: int) -> str:
    """The unit that the nearest line above a header row names as 填报单位, else "". Each table may have a line of its own."""
    for row in reversed(grid.between(1, header - 1)):
        if found := next((found for _, text in grid.texts(row, 1, 1 << 14) if (found := sender_of(text))), ""):
            return found
    return ""


def sender_within(sheet: RawSheet) -> str:
    """The unit that the first line of a sheet to do so names as 填报单位, else ""."""
    texts = (plain(value) for _, cells in sheet.rows[:_SEARCHED] for value in cells.values())
    return next((found for text in texts if (found := sender_of(text))), "")
