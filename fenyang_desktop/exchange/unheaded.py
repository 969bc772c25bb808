"""Columns without a header that hold values beside projects: nobody knows what they mean, and they aren't passed over."""

from collections.abc import Sequence
from itertools import pairwise

from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.exchange.finding import Area, Path
from fenyang_desktop.exchange.grid import Grid

UNHEADED = "（无表头）"


def unheaded(grid: Grid, area: Area, choice: TableChoice) -> dict[int, Path]:
    """Such columns of a table and beside it, as far as no other table reaches and nobody drew its edge, as header paths.

    A column that numbers the rows says nothing and needs no header.
    """
    first, last = choice.left or area.reach[0], min(choice.right or area.reach[1], grid.width)
    if last - first < len(area.paths):
        return {}
    rows = [
        cells
        for _, cells in grid.filled(max(area.first, choice.first or 0), area.last)
        if len(cells) > 1 and len(area.paths.keys() & cells.keys()) > 1
    ]
    numbers = sorted(
        {number for cells in rows for number in cells.keys() - area.paths.keys() if first <= number <= last}
    )
    filled = (number for number in numbers if not (number < area.left and _counts(grid, area, number)))
    return {number: (UNHEADED,) for number in filled}


def _counts(grid: Grid, area: Area, number: int) -> bool:
    """Whether a column holds nothing but 1, 2, 3, which may begin anew."""
    texts = [text for row in grid.between(area.first, area.last) if (text := grid.text(row, number))]
    return all(text.isdigit() for text in texts) and _run([*map(int, texts)])


def _run(figures: Sequence[int]) -> bool:
    return all(later in (1, former + 1) for former, later in pairwise([0, *figures]))
