"""The unit of amounts that lines above and below a table name."""

import re

from fenyang_desktop.domain.fields import normalise_header
from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.headers import unit_line

_FIGURE = re.compile(r"^\d[\d,]*(?:\.\d+)?$")
_MOST_TEXTS = 2  # of a line that tells a unit, and is no project
_AMOUNT_UNIT = "(?:百|千|千万|百万|万|亿)?元"
# 注：表中投资单位为亿元。金额以万元为单位; 总投资单位为亿元 says nothing of the other columns
_SAID = re.compile(
    rf"(?<![总划成]投资)(?<![总划成]投资额)单位[均都]?[为是]({_AMOUNT_UNIT})(?![一-鿿])|以({_AMOUNT_UNIT})[为作](?:计量)?单位"
)
_BARE = re.compile(rf"\(({_AMOUNT_UNIT})\)")  # （万元） in a cell by itself


def unit_round(grid: Grid, area: Area) -> str:
    """The one unit that the lines above and directly below a table name; "" where they name none, or several.

    Of tables beside one another each has what stands over its own columns, and where nothing does what stands anywhere.
    A line between its rows, as above the second half of a table whose header is repeated, holds for no row above itself.
    """
    return _unit_within(grid, area, area.reach) or _unit_within(grid, area, (1, 1 << 14))


def _unit_within(grid: Grid, area: Area, columns: tuple[int, int]) -> str:
    """The unit that these columns of the lines name."""
    lines = [
        (row, unit)
        for row in grid.between(area.first, area.last)
        if len(grid.cells(row)) <= _MOST_TEXTS
        for _, text in grid.texts(row, *columns)
        if (unit := _unit(text))
    ]
    end = _end(grid, area) if lines else 0
    round_it = {unit for text in _above(grid, area, columns) if (unit := _unit(text))}
    round_it |= {one for row, one in lines if row > end}
    within = {unit for row, unit in lines if row < end}
    return round_it.pop() if len(round_it) == 1 and within <= round_it else ""


def _end(grid: Grid, area: Area) -> int:
    """The last row that holds a figure beside another cell; those who signed below it write none."""
    rows = reversed(grid.between(area.first, area.last))
    return next((row for row in rows if len(grid.cells(row)) > 1 and _has_figure(grid, row)), area.header[-1])


def _has_figure(grid: Grid, row: int) -> bool:
    return any(_FIGURE.match(text) for _, text in grid.texts(row, 1, 1 << 14))


def _above(grid: Grid, area: Area, columns: tuple[int, int]) -> list[str]:
    """The texts above a table; a line that is cut over several cells counts as one."""
    lines = [[text for _, text in grid.texts(row, *columns)] for row in area.above]
    return [text for line in lines for text in (*line, " ".join(line))]


def _unit(text: str) -> str:
    if "元" not in text:
        return ""
    bare = _BARE.fullmatch(normalise_header(text))
    if bare:
        return bare[1]
    said = {one for found in _SAID.finditer("".join(text.split())) for one in found.groups() if one}
    return unit_line(text) or (said.pop() if len(said) == 1 else "")
