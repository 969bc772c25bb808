"""Who a sheet says filled it in."""

from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.headers import sender_of


def sender_above(grid: Grid, header: int) -> str:
    """The unit that the nearest line above a header row names as 填报单位, else "". Each table may have a line of its own."""
    for row in reversed(grid.between(1, header - 1)):
        if found := next((found for _, text in grid.texts(row, 1, 1 << 14) if (found := sender_of(text))), ""):
            return found
    return ""
