"""Which lines of a preview are shown, which of them are open, and so what stands in each row of the list."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from fenyang_desktop.domain.changes import Change
from fenyang_desktop.gui.import_lines import SHOWN_AT_FIRST, Line, Remark, Sort

Below = Change | Remark  # what stands under a line


class Folding:
    """Lines by the hundred thousand: only where each begins is reckoned, what stands below is made when looked at.

    Changed values and problems are in view at once; a new item's many values, and problems of one sort, are folded away.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._open = {line for line in lines if line.row and (Sort.CHANGED in line.sorts or line.has_remarks)}
        self._turned: dict[tuple[str, int, str], bool] = {}  # lines that were opened or folded by hand
        self._belows: dict[Line, tuple[Below, ...]] = {}
        self.show(SHOWN_AT_FIRST)

    def show(self, sorts: frozenset[Sort]) -> None:
        """Show the lines of these sorts only."""
        self.sorts = sorts
        self.shown = [line for line in self._lines if not line.sorts.isdisjoint(sorts)]
        self._places = {line: place for place, line in enumerate(self.shown)}
        self._reckon()

    def _reckon(self) -> None:
        # Where each of the lines shown begins, and at last where there is none any more.
        self._starts = list(accumulate(map(self.rows_of, self.shown), initial=0))

    def __len__(self) -> int:
        """How many rows there are."""
        return self._starts[-1]

    def at(self, row: int) -> tuple[Line, int]:
        """The line that a row belongs to, and how far below the line it stands (0: the line itself)."""
        place = bisect_right(self._starts, row) - 1
        return self.shown[place], row - self._starts[place]

    def row_of(self, line: Line) -> int | None:
        """The row of a line; None where it isn't shown."""
        place = self._places.get(line)
        return None if place is None else self._starts[place]

    def rows_of(self, line: Line) -> int:
        """How many rows a line takes with what is shown under it."""
        return 1 + line.height if line in self._open else 1

    def below(self, line: Line) -> tuple[Below, ...]:
        """What stands under a line when it is open."""
        if line not in self._belows:
            self._belows[line] = line.below
        return self._belows[line]

    def is_open(self, line: Line) -> bool:
        return line in self._open

    def turn(self, line: Line) -> None:
        """Open a line that is folded, fold one that is open."""
        is_open = self._turned[_name_of(line)] = line not in self._open
        (self._open.add if is_open else self._open.discard)(line)
        self._reckon()

    def arrange_like(self, other: "Folding") -> None:
        """Show the sorts that another shows, and fold what was folded there by hand."""
        self._turned = dict(other._turned)
        for line in self._lines if self._turned else ():
            if (is_open := self._turned.get(_name_of(line))) is not None:
                (self._open.add if is_open else self._open.discard)(line)
        self.show(other.sorts)

    def lines_at(self, number: int) -> Sequence[Line]:
        """The lines about a row of the file, in any of its sheets."""
        return self._by_number.get(number, ())

    @cached_property
    def _by_number(self) -> dict[int, list[Line]]:
        found: dict[int, list[Line]] = defaultdict(list)
        for line in self._lines:
            found[line.number].append(line)
        return found

    @cached_property
    def carried(self) -> list[Line]:
        """The lines some of whose values stand in other rows of the file."""
        return [line for line in self._lines if line.row and line.row.changes.is_carried]


def _name_of(line: Line) -> tuple[str, int, str]:
    """By which a line is found again when the same file is compared anew."""
    return line.sheet, line.number, line.text
