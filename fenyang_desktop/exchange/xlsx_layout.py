"""Rows of one layout, read at a stroke.

In a table the cells of one row have the styles of those of the next. An expression made of one row's places and
styles reads the rows that follow whole, each cell a shared text, a plain number, or blank: this is what makes our
reading as fast as it is. A row that it does not match is read cell by cell.
"""

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from fenyang_desktop.exchange.outbox import BLANK, Outbox
from fenyang_desktop.exchange.raw import Raw
from fenyang_desktop.exchange.xlsx_cells import CellReader

# Digits that need no rounding: at most 15 of them, no zero at either end that a number would not show.
PLAIN_NUMBER = r"-?(?:[1-9]\d{0,8}|0(?=\.))(?:\.\d{0,5}[1-9])?|0"
_ANY_NUMBER = r"[-+0-9.eE]{1,30}"
_KEPT = 50_000
_NEVER = r"(?!)"
_LETTERS = re.compile(rb"[A-Z]{1,3}")
_STYLE = re.compile(rb'(?: s="(\d{1,6})")?(?: t="s")?(?:><v>[^<]*</v></c>|/>)')

_Groups = Sequence[Any]  # the row number, then for each cell its shared text, plain number, or other number
_Pick = Callable[[_Groups], Sequence[Any]]
Layout = tuple[tuple[bytes, bytes], ...]


def layout_of(letters: Sequence[bytes], contents: Sequence[bytes]) -> Layout | None:
    """The letters and styles of a row's cells; None where some cell is of another form than `RowPattern` reads."""
    styles = []
    for letter, content in zip(letters, contents, strict=True):
        found = _STYLE.fullmatch(content)
        if found is None or not _LETTERS.fullmatch(letter):
            return None
        styles.append((letter, found[1] or b""))
    return tuple(styles)


class RowPattern:
    """Reads rows of one layout."""

    def __init__(self, layout: Layout, columns: Sequence[int], reader: CellReader, outbox: Outbox) -> None:
        self._reader, self._outbox = reader, outbox
        self._columns = columns
        self._styles = [style.decode() for _, style in layout]
        self._numbers: dict[tuple[str, str], Raw | None] = {}  # dates, above all: they repeat, and are slow to work out
        self._filled: list[bool] = []
        self._filling: _Filling | None = None
        plain = reader.plain_formats()
        self._formats = [
            outbox.format(plain[style or None]) if (style or None) in plain else -1 for style in self._styles
        ]
        cells = [self._cell(number, *one) for number, one in enumerate(zip(layout, self._formats, strict=True))]
        self._match = re.compile("".join(cells), re.ASCII).fullmatch

    @staticmethod
    def _cell(number: int, cell: tuple[bytes, bytes], format: int) -> str:
        letters, style = cell[0].decode(), cell[1].decode()
        row = "(?P=row)" if number else r"(?P<row>[1-9]\d{0,6})"
        attribute = f' s="{style}"' if style else ""
        plain = _NEVER if format < 0 else PLAIN_NUMBER
        value = rf"><v>(?:({plain})|({_ANY_NUMBER}))</v></c>"
        return rf'<c r="{letters}{row}"{attribute}(?: t="s"><v>(\d{{1,9}})</v></c>|{value}|/>)'

    def read(self, row: str, cells: str) -> tuple[Sequence[int], Sequence[int]] | None:
        """The filled columns of a row and the places of their values; None where it is of another layout.

        Raises BadCell.
        """
        found = self._match(cells)
        if found is None or found["row"] != row:
            return None
        groups = found.groups()
        if self._filling is not None and self._filling.fits(groups):
            return self._read_as_before(groups, self._filling)
        self._note_filling(groups)
        return self._read_singly(groups)

    def _note_filling(self, groups: _Groups) -> None:
        """Cells filled alike twice running are likely to be so again."""
        filled = [group is not None for group in groups]
        if filled == self._filled:
            self._filling = _Filling(filled, self._columns, self._styles, self._formats)
        self._filled = filled

    def _read_as_before(self, groups: _Groups, filling: "_Filling") -> tuple[Sequence[int], Sequence[int]]:
        known, digits = self._outbox.known, self._outbox.digits
        plain = filling.plain(groups)
        begin = 2 * len(digits) + 1
        digits.extend(plain)
        self._outbox.formats.extend(filling.formats)
        texts = self._reader.text_places(filling.texts(groups))
        numbers = [
            known[key] if key in known else self._add_number(*key)
            for key in zip(filling.styles, filling.numbers(groups), strict=True)
        ]
        places = filling.in_order([*range(begin, begin + 2 * len(plain), 2), *texts, *numbers])
        return filled_only(filling.columns, places)

    def _read_singly(self, groups: _Groups) -> tuple[Sequence[int], Sequence[int]]:
        known, digits, formats = self._outbox.known, self._outbox.digits, self._outbox.formats
        places = []
        for style, format, text, plain, number in zip(
            self._styles, self._formats, groups[1::3], groups[2::3], groups[3::3], strict=True
        ):
            if plain is not None:
                places.append(2 * len(digits) + 1)
                digits.append(plain)
                formats.append(format)
            elif text is not None:
                places.append(self._reader.text_place(text))
            elif number is not None:
                key = style, number
                places.append(known[key] if key in known else self._add_number(*key))
            else:
                places.append(BLANK)
        return filled_only(self._columns, places)

    def _add_number(self, style: str, number: str) -> int:
        key = style, number
        if key not in self._numbers:
            if len(self._numbers) > _KEPT:
                self._numbers.clear()
            self._numbers[key] = self._reader.raw("", style, number, formula=False)
        return self._outbox.add(key, self._numbers[key])


class _Filling:
    """Which of the cells of a layout hold what; rows filled alike need no look at each cell."""

    def __init__(
        self, filled: Sequence[bool], columns: Sequence[int], styles: Sequence[str], formats: Sequence[int]
    ) -> None:
        texts, plain, numbers = (
            [place for place in range(first, len(filled), 3) if filled[place]] for first in (1, 2, 3)
        )
        self.texts, self.plain, self.numbers = _picker(texts), _picker(plain), _picker(numbers)
        self.formats = [formats[place // 3] for place in plain]
        self.styles = [styles[place // 3 - 1] for place in numbers]
        all_places = [(place - 1) // 3 for place in (*plain, *texts, *numbers)]
        by_column = sorted(range(len(all_places)), key=all_places.__getitem__)
        self.in_order = _picker(by_column)
        self.columns = [columns[all_places[place]] for place in by_column]
        self._filled = _picker([0, *plain, *texts, *numbers])
        self._blanks = filled.count(False)

    def fits(self, groups: _Groups) -> bool:
        return None not in self._filled(groups) and groups.count(None) == self._blanks


def _picker(places: Sequence[int]) -> _Pick:
    """Takes the items at these places out of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda groups: [groups[place] for place in places]


def filled_only(columns: Sequence[int], places: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Without the cells that hold nothing, whose place is `BLANK`."""
    if not places or max(places) < BLANK:
        return columns, places
    filled = [(column, place) for column, place in zip(columns, places, strict=True) if place != BLANK]
    return [column for column, _ in filled], [place for _, place in filled]
