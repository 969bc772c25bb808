"""A raw sheet by place: the text of any cell, and which merged range covers it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fenyang_desktop.exchange.cells import clean_text
from fenyang_desktop.exchange.raw import Cells, Fault, Merge, Number, Raw, RawSheet, Row, Struck, column_letter

_NOTHING: Cells = {}


def plain(value: Raw | None) -> str:
    """A cell as text for telling rows apart; one without a value counts as a blank."""
    if type(value) is str:
        return clean_text(value)
    match value:
        case None | Fault():
            return ""
        case Number():
            return value.digits
        case Struck():
            return plain(value.value)
        case _:
            return str(value)


def place(row: int, column: int) -> str:
    """The name of a cell: D12."""
    return f"{column_letter(column)}{row}"


class Grid:
    """A sheet's filled rows and merged ranges. A range shows its first cell's value all over."""

    def __init__(self, sheet: RawSheet) -> None:
        self.sheet = sheet
        self._cells: Mapping[int, Cells] = dict(sheet.rows)
        self.rows = [row for row, _ in sheet.rows]
        self._merges: dict[int, list[Merge]] = defaultdict(list)
        self.width: int = max(map(max, self._cells.values()), default=0)  # the last column that holds anything
        for merge in _apart(sheet.merges, self.width):
            for row in self.between(merge.top, merge.bottom):
                self._merges[row].append(merge)

    def cells(self, row: int) -> Cells:
        """The filled cells of a row by column."""
        return self._cells.get(row, _NOTHING)

    def between(self, first: int, last: int) -> list[int]:
        """The filled rows from `first` to `last`."""
        return self.rows[self._places(first, last)]

    def filled(self, first: int, last: int) -> Sequence[Row]:
        """The same rows with their cells."""
        return self.sheet.rows[self._places(first, last)]

    def _places(self, first: int, last: int) -> slice:
        return slice(bisect_left(self.rows, first), bisect_right(self.rows, last))

    def count(self, first: int, last: int) -> int:
        """How many rows are filled from `first` to `last`."""
        return max(bisect_right(self.rows, last) - bisect_left(self.rows, first), 0)

    def below(self, row: int) -> int | None:
        """The next filled row."""
        place = bisect_right(self.rows, row)
        return self.rows[place] if place < len(self.rows) else None

    def text(self, row: int, column: int) -> str:
        """What stands in the cell itself."""
        return plain(self.cells(row).get(column))

    def shown(self, row: int, column: int) -> str:
        """What a person sees there: a merged range shows its first cell's text."""
        merge = self.merge_at(row, column)
        return self.text(merge.top, merge.left) if merge else self.text(row, column)

    def merge_at(self, row: int, column: int) -> Merge | None:
        """The merged range that covers the cell."""
        return next((one for one in self._merges.get(row, ()) if one.left <= column <= one.right), None)

    def merges_of(self, row: int) -> list[Merge]:
        """The merged ranges that touch the row."""
        return self._merges.get(row, [])

    def texts(self, row: int, left: int, right: int) -> Iterator[tuple[int, str]]:
        """The cells of a row within columns that hold a text or figure, from left to right."""
        for column, value in self.cells(row).items():
            if left <= column <= right and (text := plain(value)):
                yield column, text


def _apart(merges: Iterable[Merge], width: int) -> list[Merge]:
    """The merged ranges that show something, without those that lie over another, which no program makes.

    So a cell belongs to one range at most, and all ranges together cover no more than the sheet.
    """
    taken = [0] * (width + 1)  # by column, the last row that a range covers
    found = []
    for merge in sorted(merges):
        columns = slice(merge.left, min(merge.right, width) + 1)
        single = merge.top == merge.bottom and merge.left == merge.right
        if single or merge.left > width or max(taken[columns]) >= merge.top:
            continue
        taken[columns] = [merge.bottom] * (columns.stop - columns.start)
        found.append(merge)
    return found
