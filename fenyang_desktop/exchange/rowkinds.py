"""What a row of a table is: a project, a total, a section, a repeated header, a note; told by words and shape."""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping
from functools import cached_property

from fenyang_desktop.domain.fields import normalise_header
from fenyang_desktop.domain.values import is_none_word
from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid, plain
from fenyang_desktop.exchange.headers import is_serial
from fenyang_desktop.exchange.raw import Cells, Fault, Number, Raw
from fenyang_desktop.exchange.rowasks import IS_SHARE, RowAsks
from fenyang_desktop.exchange.rowwords import (
    BARE_NUMERAL,
    BOUNDS,
    COUNTED,
    ENUMERATED,
    FIGURE,
    FOOT,
    GRAND,
    INNER_SECTION,
    MAY_BEGIN,
    MAY_HOLD,
    NOTE,
    SECTION,
    SHARE,
    SUBTOTAL,
    TOTAL,
    WITH_COUNT,
    WORDS,
    are_column_numbers,
    is_numbered,
    squeezed,
    states_a_count,
)
from fenyang_desktop.exchange.told import RowKind, Told

_LONGEST_SECTION = 40
_HEADS_REPEATED = 2
_RECORD = Told(RowKind.RECORD)


class RowJudge:
    """Tells what each row of one table is."""

    def __init__(self, grid: Grid, area: Area, fields: Mapping[int, str], id_key: str) -> None:
        """`fields` are the columns that are imported, with the key of each."""
        self._grid, self._area, self._fields = grid, area, fields
        self._name = next((column for column, key in fields.items() if key == "name"), None)
        self._id = next((column for column, key in fields.items() if key == id_key), None)
        self._leads = [column for column, key in fields.items() if key in ("name", "project_code", id_key)]
        serials = [column for column, path in area.paths.items() if is_serial(path[-1])]
        self._serials = frozenset(serials)
        self._serial = next((column for column in serials if column not in fields), None)
        self._asks = RowAsks(grid, area, fields, self._serial)
        self._leaf = normalise_header(area.paths[self._name][-1]) if self._name else ""
        self._names = _merged_below(grid, area, self._name) if self._name else frozenset()
        self._tail, self._notes = self._below_data()

    def tell(self, row: int, cells: Cells) -> Told:
        """What the row is. `cells` are those within the columns of the table."""
        if row in self.plain_rows:
            return _RECORD  # nothing hints at anything else
        told = self._tell_slowly(row, cells)
        asks = self._asks.of(row, cells) if told == _RECORD else ""
        return Told(RowKind.RECORD, asks=asks) if asks else told

    def _tell_slowly(self, row: int, cells: Cells) -> Told:
        name = plain(cells.get(self._name)) if self._name else ""
        if self._id in cells and (name or not WORDS.search(plain(cells[self._id]))):
            return _RECORD  # it says itself which project it is
        if self._name in cells and isinstance(cells[self._name], Fault):
            return _RECORD  # of which project is told at the cell
        if row in self._grid.sheet.hidden_rows:
            beneath = self._tell_apart(row, cells, name)
            return Told(RowKind.HIDDEN, is_project=bool(name) and beneath.kind is RowKind.RECORD)
        return self._tell_apart(row, cells, name)

    @cached_property
    def plain_rows(self) -> frozenset[int]:
        """The rows that are projects at first sight, by number, name and fill; nearly all, and found much faster."""
        if self._name is None:
            return frozenset()
        name, serial = self._name, self._serial or 0
        within = frozenset(range(self._area.left, self._area.right + 1))
        rows = self._grid.filled(self._area.first + 2, self._area.last)
        if self._grid.width > len(within):
            rows = [(row, {column: raw for column, raw in cells.items() if column in within}) for row, cells in rows]
        rows = [
            (row, cells)
            for row, cells in rows
            if len(cells) > 3
            and type(cells.get(name)) is str
            and (serial not in cells or type(cells[serial]) is Number)
        ]
        firsts = [next(iter(cells.values())) for _, cells in rows]
        names = [cells[name] for _, cells in rows]
        words = self._plain_words({first for first in firsts if type(first) is not Number}.union(names))
        found = [
            row
            for (row, _), first, called in zip(rows, firsts, names, strict=True)
            if called in words and (type(first) is Number or first in words)
        ]
        return frozenset(found) - self._grid.sheet.hidden_rows - self._names - self._asks.by_serial.keys()

    def _plain_words(self, raws: Collection[Raw]) -> Collection[Raw]:
        """Those of the cells that can't be the word of a total, a section, a note or a header."""
        texts = [*map(plain, raws)]
        headers = self._leaf in normalise_header("\n".join(texts))
        return {
            raw
            for raw, text in zip(raws, texts, strict=True)
            if text
            and not (MAY_BEGIN.match(text) or MAY_HOLD.search(text))
            and not (headers and normalise_header(text) == self._leaf)
        }

    def _tell_apart(self, row: int, cells: Cells, name: str) -> Told:
        texts = {column: text for column, value in cells.items() if (text := plain(value))}
        first = next(iter(texts.values()), "")
        if told := self._total(texts, first, name) or self._counted(row, texts, first, name):
            return told
        if told := self._share(texts, first, name):
            return told
        if self._repeats_header(texts, name):
            return Told(RowKind.REPEATED)
        if row <= self._area.first + 1 and are_column_numbers(list(texts.values())):
            return Told(RowKind.NUMBERS)
        if told := self._section(row, texts, first, name):
            return told
        if row in self._names:
            return Told(RowKind.CONTINUED)
        if not any(column in self._fields for column in cells):
            return Told(RowKind.UNKNOWN)
        return _RECORD

    def _is_labelled(self, cells: Mapping[int, Raw]) -> bool:
        """Whether nothing but words stands where the serial number would: 交通类."""
        given = [(column, text) for column, value in cells.items() if (text := squeezed(plain(value)))]
        (column, label), *others = given or [(0, "")]
        is_label = column in self._serials and not re.search(r"\d", label) and WORDS.search(label)
        return bool(is_label) and all(is_none_word(text) for _, text in others)

    def _repeats_header(self, cells: Mapping[int, Raw], name: str) -> bool:
        """Whether a row says what the header says: in two columns at least, or in all that it has."""
        if not name or normalise_header(name) != self._leaf:
            return False  # a project may be called like one header, but not like two
        texts = {column: text for column, value in cells.items() if (text := normalise_header(plain(value)))}
        same = sum(text in map(normalise_header, self._area.paths.get(column, ())) for column, text in texts.items())
        return same >= _HEADS_REPEATED or same == len(texts)

    def _total(self, texts: Mapping[int, str], first: str, name: str) -> Told | None:
        for text in (first, name):
            plain_text = squeezed(text)
            if TOTAL.match(plain_text):
                grand = bool(GRAND.search(plain_text)) and "小计" not in plain_text
                counts = [one for other in texts.values() if COUNTED.match(one := squeezed(other))]
                return Told(RowKind.TOTAL if grand else RowKind.SUBTOTAL, "|".join([plain_text, *counts]))
            if not self._only_figures(texts, text):
                continue
            if SUBTOTAL.match(plain_text):
                return Told(RowKind.SUBTOTAL, plain_text)
            if len(texts) > 1 and COUNTED.match(plain_text):
                return Told(RowKind.TOTAL, plain_text)
        return None

    def _share(self, texts: Mapping[int, str], first: str, name: str) -> Told | None:
        """其中：一期 with nothing but figures is part of a sum; one that is numbered, or says more, may be a project."""
        label = next((text for text in (squeezed(first), squeezed(name)) if SHARE.match(text)), "")
        if not label:
            return None
        serial = squeezed(texts.get(self._serial, "")) if self._serial else ""
        others = {column: text for column, text in texts.items() if squeezed(text) != label}
        is_part = not serial[:1].isdigit() and self._only_figures(others, name)
        return Told(RowKind.SHARE, label) if is_part else Told(RowKind.RECORD, asks=IS_SHARE)

    def _counted(self, row: int, texts: Mapping[int, str], first: str, name: str) -> Told | None:
        """续建项目（2个）: a section or subtotal where the rows are numbered and it isn't, or where the count is right."""
        for text in (first, name):
            label = squeezed(text)
            if not WITH_COUNT.match(label) or not self._only_figures(texts, text):
                continue
            serial = squeezed(texts.get(self._serial, "")) if self._serial else ""
            told = Told(RowKind.SECTION, label, 2 if INNER_SECTION.match(label) else 1)
            above, below = self._rows_beside(row)
            if not serial[:1].isdigit() and (self._asks.has_serials or told.count in (above, below)):
                heads = below and (self._counts_head or told.count == below or told.count != above)
                return told if heads else Told(RowKind.SUBTOTAL, label)
        return None

    def _rows_beside(self, row: int) -> tuple[int, int]:
        """How many rows stand between this one and the next total or section, above and below."""
        place = bisect_left(self._bounds, row)
        above = self._bounds[place - 1] if place else self._area.first - 1
        below = self._bounds[place + 1] if place + 1 < len(self._bounds) else self._area.last + 1
        return self._grid.count(above + 1, row - 1), self._grid.count(row + 1, below - 1)

    @cached_property
    def _counts_head(self) -> bool:
        """Whether the rows that state a count stand above what they count, as the first of them does."""
        for row in self._bounds:
            texts = dict(self._grid.texts(row, self._area.left, self._area.right))
            if states_a_count(next(iter(texts.values()))) or states_a_count(texts.get(self._name or 0, "")):
                return self._rows_beside(row)[0] == 0
        return False

    @cached_property
    def _bounds(self) -> list[int]:
        """The rows whose words say that they may be totals or sections."""
        return [row for row in self._grid.between(self._area.first, self._area.last) if self._is_bound(row)]

    def _is_bound(self, row: int) -> bool:
        texts = dict(self._grid.texts(row, self._area.left, self._area.right))
        words = squeezed(next(iter(texts.values()), "")), squeezed(texts.get(self._name or 0, ""))
        return any(pattern.match(word) for word in words for pattern in BOUNDS)

    def _only_figures(self, texts: Mapping[int, str], label: str) -> bool:
        """Whether nothing but figures stands beside the label (and a Chinese numeral before it)."""
        others = [text for text in texts.values() if text != label and not is_none_word(text)]
        return all(FIGURE.match(squeezed(text)) or BARE_NUMERAL.match(squeezed(text)) for text in others)

    def _section(self, row: int, texts: Mapping[int, str], first: str, name: str) -> Told | None:
        label = squeezed(first)
        if NOTE.match(label) and len(texts) <= 4:
            return Told(RowKind.NOTE, first)
        if self._is_labelled(texts):
            texts = {column: text for column, text in texts.items() if text == first}
        lone = len(texts) == 1
        if lone and (FOOT.match(label) or first.endswith("。") or self._is_below_data(row, first)):
            return Told(RowKind.NOTE, first)
        if told := self._numbered_section(row, texts, first, name):
            return told
        if lone and self._goes_on_below(row):
            return Told(RowKind.NOTE, first)
        if lone:
            return self._lone(row, next(iter(texts)), first, FIGURE.match(label) is not None)
        return None

    def _numbered_section(self, row: int, texts: Mapping[int, str], first: str, name: str) -> Told | None:
        """一、交通类 with nothing but figures beside it; a project may be numbered so too, if its neighbour below is."""
        label, lead = squeezed(first), squeezed(name) or squeezed(first)
        serial = texts.get(self._serial, "") if self._serial else ""
        if serial[:1].isdigit() or not (is_numbered(label, name) or SECTION.match(lead)):
            return None
        if not self._only_figures(texts, name or first):
            return None
        level = 2 if INNER_SECTION.match(label) or INNER_SECTION.match(lead) else 1
        text = f"{first}、{name}" if BARE_NUMERAL.match(label) and name and name != first else (name or first)
        told = Told(RowKind.SECTION, re.sub(r"、+", "、", text), level)
        has_figures = any(FIGURE.match(squeezed(one)) for one in texts.values())
        return None if has_figures and told.count is None and not self._asks.heads_others(row, level) else told

    def _below_data(self) -> tuple[int, int]:
        """The first row of those at the end that hold no project, and the first among them that begins the notes."""
        rows = self._grid.between(self._area.first, self._area.last) if self._name else []
        end = notes = self._area.last + 1
        points = False
        for row in reversed(rows):
            texts = dict(self._grid.texts(row, self._area.left, self._area.right))
            name = squeezed(texts.get(self._name or 0, ""))
            begins_notes = bool(texts and NOTE.match(squeezed(next(iter(texts.values())))))
            lone = len(texts) == 1
            if lone and (ENUMERATED.match(name) or (points and not name and not begins_notes)):
                points = True  # of a note that begins above, or projects with nothing but their names
                continue
            if (name and not self._is_foot(texts, name)) or (points and not begins_notes):
                break
            end, points = row, False
            notes = row if begins_notes else notes
        return end, notes

    def _is_foot(self, texts: Mapping[int, str], name: str) -> bool:
        first = squeezed(next(iter(texts.values())))
        if NOTE.match(first) or FOOT.match(first) or TOTAL.match(first) or TOTAL.match(name):
            return True
        return len(texts) == 1 and name.endswith("。")

    def _is_below_data(self, row: int, text: str) -> bool:
        """Whether a lone text stands under the last project, where it can't head any."""
        plain_text = squeezed(text)
        return row >= (self._notes if SECTION.match(plain_text) else self._tail) and not FIGURE.match(plain_text)

    def _goes_on_below(self, row: int) -> bool:
        """Whether nothing but lone texts stands between this row and a repeated header: 续表."""
        return row in self._continued

    @cached_property
    def _continued(self) -> frozenset[int]:
        """The rows below which nothing but lone texts stands down to a repeated header."""
        found, goes_on = set(), False
        for row in reversed(self._grid.between(self._area.first, self._area.last)):
            if goes_on:
                found.add(row)
            texts = dict(self._grid.texts(row, self._area.left, self._area.right))
            if len(texts) > 1:
                goes_on = self._repeats_header(texts, texts.get(self._name or 0, ""))
        return frozenset(found)

    def _lone(self, row: int, column: int, text: str, is_figure: bool) -> Told | None:
        """A row with one text: a section where it stands over the table or before the names, else a note."""
        merge = self._grid.merge_at(row, column)
        over = merge is not None and merge.right > merge.left
        labels = column in self._serials or (column not in self._leads and column <= (self._name or 0))
        if over or (labels and not is_figure):
            return Told(RowKind.SECTION if len(text) <= _LONGEST_SECTION else RowKind.NOTE, text)
        if column not in self._leads and not is_figure:
            return Told(RowKind.NOTE, text)
        return None


def _merged_below(grid: Grid, area: Area, column: int) -> frozenset[int]:
    """The rows whose cell in the column is the lower part of a merged range."""
    found: set[int] = set()
    for row in grid.between(area.first, area.last):
        merge = grid.merge_at(row, column)
        if merge and merge.top < row and merge.left <= column <= merge.right:
            found.add(row)
    return frozenset(found)
