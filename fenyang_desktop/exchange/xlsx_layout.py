"""Rows of one shape, read many at a time.

In a table the cells of one row stand in the columns and have the styles of those of many others. A row that was read
cell by cell leaves a form, with blanks for its number and its values. A row that is what the form gives with the row's
own number and values has no more to be read than these, a whole column of them at a stroke. This is what makes our
reading as fast as it is. Rows of no known shape are read cell by cell.
"""

import re
from collections.abc import Callable, Sequence

from fenyang_desktop.exchange.outbox import BLANK, Outbox, Packed
from fenyang_desktop.exchange.raw import Number, Raw
from fenyang_desktop.exchange.xlsx_cells import BadCell, CellReader, number_of

# Digits that need no rounding: at most 15 of them, no zero at either end that a number would not show.
PLAIN_NUMBER = r"-?(?:[1-9]\d{0,8}|0(?=\.))(?:\.\d{0,5}[1-9])?|0"
_KEPT = 50_000
_MOST_SHAPES = 200
_is_plain = re.compile(PLAIN_NUMBER, re.ASCII).fullmatch
_are_plain = re.compile(rf"(?:(?:{PLAIN_NUMBER});)*", re.ASCII).fullmatch
_LETTERS = re.compile(rb"[A-Z]{1,3}")
_CELL = re.compile(rb'(?: s="(\d{1,6})")?( t="s")?(?:>(<v>)[^<]*</v></c>|/>)')
_VALUE = re.compile(rb"<v>[^<]*</v>")
_BLANK_VALUE = b"<v>%b</v>"

Filled = tuple[Sequence[int], Sequence[int]]  # the filled columns of a row, and the places of their values
_Pack = Callable[[Sequence[bytes]], Packed | None]


class Shapes:
    """The shapes of the rows of a sheet, as far as they are known."""

    def __init__(self, reader: CellReader, outbox: Outbox) -> None:
        self._reader, self._outbox = reader, outbox
        self._shapes: dict[int, list[RowShape]] = {}  # by the number of values in a row
        self._count = 0

    def find(self, row: bytes, content: bytes) -> "tuple[RowShape | None, Sequence[bytes]]":
        """The shape of a row, if it is known, and the values of the row."""
        pieces = content.replace(b"</v>", b"<v>").split(b"<v>")
        values, rest = pieces[1::2], sum(map(len, pieces[::2]))
        for shape in self._shapes.get(len(values), ()):
            if shape.gives(row, rest, values, content):
                return shape, values
        return None, values

    def learn(self, letters: Sequence[bytes], contents: Sequence[bytes], columns: Sequence[int]) -> None:
        """Take over the shape of a row that was read cell by cell, if all its cells are of the usual forms."""
        found = [_CELL.fullmatch(content) for content in contents]
        if self._count >= _MOST_SHAPES or not all(found) or not all(map(_LETTERS.fullmatch, letters)):
            return
        cells = [
            (column, (one[1] or b"").decode(), one[2] is not None)
            for column, one in zip(columns, found, strict=True)
            if one and one[3]
        ]
        if not self._reader.struck.isdisjoint(style or None for _, style, _ in cells):
            return
        forms = [_VALUE.sub(_BLANK_VALUE, content) for content in contents]
        between = [b'"' + form + b'<c r="' + letter for form, letter in zip(forms[:-1], letters[1:], strict=True)]
        shape = RowShape([b'<c r="' + letters[0], *between, b'"' + forms[-1]], cells, self._reader, self._outbox)
        self._shapes.setdefault(len(cells), []).append(shape)
        self._count += 1


class RowShape:
    """Reads rows of one shape."""

    def __init__(
        self,
        between: Sequence[bytes],
        cells: Sequence[tuple[int, str, bool]],
        reader: CellReader,
        outbox: Outbox,
    ) -> None:
        """`between` is what stands before, between and after the row's number, with blanks for values; `cells` are those
        with a value: column, style, and whether it is a shared text.
        """
        self._between = between
        self._length = sum(map(len, between)) - len(cells) * len(_BLANK_VALUE)
        self._reader, self._outbox = reader, outbox
        self.columns = [column for column, _, _ in cells]
        self._dates: dict[tuple[str, bytes], Raw | None] = {}  # they repeat, and are slow to work out
        self._packs = [self._texts if is_text else self._pack_of(style) for _, style, is_text in cells]

    def gives(self, row: bytes, rest: int, values: Sequence[bytes], content: bytes) -> bool:
        """Whether the form filled in is the row; `rest` is the length of the row without its values and their tags."""
        if rest != self._length + len(row) * (len(self._between) - 1):
            return False
        return row.join(self._between) % tuple(values) == content

    def read(self, rows: Sequence[Sequence[bytes]]) -> list[Packed] | None:
        """The columns of rows with these values, as `Outbox.block` takes them; None where one needs a closer look."""
        columns = []
        try:
            for pack, cells in zip(self._packs, zip(*rows, strict=True), strict=False):
                packed = pack(cells)
                if packed is None:
                    return None
                columns.append(packed)
        except (BadCell, ValueError):
            return None  # whoever looks closer says in which row
        return columns

    def _texts(self, cells: Sequence[bytes]) -> Packed | None:
        """Shared texts; None where one of them is blank or isn't there."""
        if not b"".join(cells).isdigit() or not self._reader.are_texts(list(map(int, cells))):
            return None
        return b";".join(cells).decode("ascii")

    def _pack_of(self, style: str) -> _Pack:
        """How a column of numbers of a style is read."""
        format = self._reader.plain_formats().get(style or None)
        if format is None:
            return lambda cells: self._moments(style, cells)
        number = self._outbox.format(format)
        return lambda cells: self._numbers(number, cells)

    def _numbers(self, format: int, cells: Sequence[bytes]) -> Packed | None:
        """Numbers that are no dates, rounded as Excel does; None where one of them is a fault."""
        joined = b";".join(cells).decode("ascii")
        if not _are_plain(f"{joined};"):
            digits = [one if _is_plain(one) else _rounded(one) for one in joined.split(";")]
            if None in digits:
                return None
            joined = ";".join(filter(None, digits))
        return (format, joined) if joined.count(";") == len(cells) - 1 else None

    def _moments(self, style: str, cells: Sequence[bytes]) -> Packed | None:
        if not all(cells):
            return None
        known = self._outbox.known
        keys = [(style, cell) for cell in cells]
        return [known[key] if key in known else self._outbox.add(key, self._moment(key)) for key in keys]

    def _moment(self, key: tuple[str, bytes]) -> Raw | None:
        if key not in self._dates:
            if len(self._dates) > _KEPT:
                self._dates.clear()
            self._dates[key] = self._reader.raw("", key[0], key[1].decode("ascii"), formula=False)
        return self._dates[key]


def _rounded(number: str) -> str | None:
    """The digits that Excel vouches for; None where these are too many. Raises BadCell."""
    raw = number_of(number)
    return raw.digits if isinstance(raw, Number) else None


def filled_only(columns: Sequence[int], places: Sequence[int]) -> Filled:
    """Without the cells that hold nothing, whose place is `BLANK`."""
    if not places or max(places) < BLANK:
        return columns, places
    filled = [(column, place) for column, place in zip(columns, places, strict=True) if place != BLANK]
    return [column for column, _ in filled], [place for _, place in filled]
