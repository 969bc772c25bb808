"""The unit of amounts that lines above and below a table name."""

import re

from fenyang_desktop.domain.fields import normalise_header
from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.headers import unit_line

_MOST_TEXTS = 2  # of a line that tells a unit, and is no project
_BARE = re.compile(r"\(((?:百|千|千万|百万|万|亿)?元)\)")  # （万元） in a cell by itself


def unit_round(grid: Grid, area: Area) -> str:
    """The one unit that the lines round a table name; "" where they name none, or one above and another below."""
    below = [
        text
        for row in grid.between(area.first, area.last)
        if len(grid.cells(row)) <= _MOST_TEXTS
        for _, text in grid.texts(row, 1, 1 << 14)
    ]
    found = {unit for text in (*_above(grid, area), *below) if (unit := _unit(text))}
    return found.pop() if len(found) == 1 else ""


def _above(grid: Grid, area: Area) -> list[str]:
    """The texts above a table; a line that is cut over several cells counts as one."""
    lines = [[text for _, text in grid.texts(row, 1, 1 << 14)] for row in area.above]
    return [text for line in lines for text in (*line, " ".join(line))]


def _unit(text: str) -> str:
    if "元" not in text:
        return ""
    bare = _BARE.fullmatch(normalise_header(text))
    return bare[1] if bare else unit_line(text)
