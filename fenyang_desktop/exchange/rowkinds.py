"""What a row of a table is: a project, a total, a section, a repeated header, a note; told by words and shape."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from fenyang_desktop.domain.fields import normalise_header
from fenyang_desktop.domain.values import is_none_word
from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid, plain
from fenyang_desktop.exchange.headers import is_serial
from fenyang_desktop.exchange.raw import Cells, Fault, Number, Raw
from fenyang_desktop.exchange.told import AFTER_SHARE, HEADS, IS_SHARE, LIKE_SECTION, RowKind, Told

_FIGURE = re.compile(r"^[+\-]?[\d,，.]+%?$")
_TOTAL = re.compile(r"^(?:全市|全县|本页|总|项目)?(?:合计数?|小计|总计|共计|累计|汇总|总数|总和)(?:[|｜(:、,\d].*)?$")
_SUBTOTAL = re.compile(
    r"^(?:.{1,16}(?:合计|小计|总计)|.{0,16}(?:合计数|小计数|总计数|总数|总和|汇总))(?:[|｜(:、,\d].*)?$"
)
_SHARE = re.compile(r"^其中")
_GRAND = re.compile(r"合计|总计|共计|汇总|总数|总和")
_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2}|[甲乙丙丁戊])\)?(=.*)?$|^栏次$")
_COUNTED = re.compile(r"^(?:共|计)?\d+(?:个|项|件|家)(?:项目)?$")
_WITH_COUNT = re.compile(r"^.{1,24}(?:\((?:共|计)?\d+(?:个|项|件|家)(?:项目)?\)|[共计]\d+(?:个|项|件|家)(?:项目)?)$")
_ENUMERATED = re.compile(r"^\(?[\d一二三四五六七八九十]{1,3}[)、.．]")
_NUMERAL = "一二三四五六七八九十"
_ALSO = rf"(?!第?[{_NUMERAL}]{{1,3}}(?:、|号|期|标|段|楼|栋|幢|座|组|村|中|院|小|批|区))"  # 一、二标段 are two of them
_SECTION = re.compile(rf"^(?:\(?[{_NUMERAL}]{{1,3}}(?:[).．]|、{_ALSO})|第[{_NUMERAL}]{{1,3}}(?:部分|章|类)$)")
_WORDS = re.compile(r"[一-鿿]{2}")
_LONGEST_SECTION = 40
_HEADS_REPEATED = 2
_BARE_NUMERAL = re.compile(rf"^\(?[{_NUMERAL}]{{1,3}}[)、.．]?$")
_FOOT = re.compile(r"^(?:单位[:：]|\d{4}年\d{1,2}月(?:\d{1,2}日)?$|共\d+[个项])")
_INNER_SECTION = re.compile(rf"^\([{_NUMERAL}]{{1,3}}\)")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填表人|填报人|制表|审核|联系人|联系电话|负责人|单位负责人|报送|填报单位|截止|数据截止)\d*[:、(\s]|^注\d?$"
)


_RECORD = Told(RowKind.RECORD)


def states_a_count(name: str) -> bool:
    """Whether a name says how many projects there are, as a section's or a subtotal's does: 续建项目（2个）."""
    return bool(_WITH_COUNT.match(squeezed(name)))


def squeezed(text: str) -> str:
    """Text without width and white space: 合  计 is 合计."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


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
        self._leaf = normalise_header(area.paths[self._name][-1]) if self._name else ""
        self._names = _merged_below(grid, area, self._name) if self._name else frozenset()
        self._tail, self._notes = self._below_data()

    def tell(self, row: int, cells: Cells) -> Told:
        """What the row is. `cells` are those within the columns of the table."""
        if row in self.plain_rows:
            return _RECORD  # nothing hints at anything else
        told = self._tell_slowly(row, cells)
        return self._asked(row, cells) if told == _RECORD else told

    def _tell_slowly(self, row: int, cells: Cells) -> Told:
        name = plain(cells.get(self._name)) if self._name else ""
        if self._id in cells and (name or not _WORDS.search(plain(cells[self._id]))):
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
        return frozenset(found) - self._grid.sheet.hidden_rows - self._names - self._asks.keys()

    def _plain_words(self, raws: Collection[Raw]) -> Collection[Raw]:
        """Those of the cells that can't be the word of a total, a section, a note or a header."""
        texts = [*map(plain, raws)]
        headers = self._leaf in normalise_header("\n".join(texts))
        return {
            raw
            for raw, text in zip(raws, texts, strict=True)
            if text
            and not (_MAY_BEGIN.match(text) or _MAY_HOLD.search(text))
            and not (headers and normalise_header(text) == self._leaf)
        }

    def _asked(self, row: int, cells: Cells) -> Told:
        """A row that seems to be a project, with what there is to ask of it."""
        figures = [
            raw for column, raw in cells.items() if column in self._fields and _FIGURE.match(squeezed(plain(raw)))
        ]
        if row in self._asks and figures:
            return Told(RowKind.RECORD, asks=self._asks[row])
        name = squeezed(plain(cells.get(self._name))) if self._name else ""
        serial = plain(cells.get(self._serial)) if self._serial else ""
        level = 2 if _INNER_SECTION.match(name) else 1
        is_head = _SECTION.match(name) and not serial[:1].isdigit() and self._heads_others(row, level)
        return Told(RowKind.RECORD, asks=LIKE_SECTION) if is_head else _RECORD

    @cached_property
    def _asks(self) -> Mapping[int, str]:
        """What must be asked of rows that seem to be projects: those that head others, and those that go on after 其中."""
        if not self._serial:
            return {}
        raws = self._grid.filled(self._area.first, self._area.last)
        serials = [(row, cells.get(self._serial)) for row, cells in raws]
        has_levels = any(type(raw) is not Number or "." in raw.digits for _, raw in serials if raw is not None)
        heads = _heads([(row, squeezed(plain(raw))) for row, raw in serials]) if has_levels else ()
        return dict.fromkeys(heads, HEADS) | dict.fromkeys(self._after_share(raws), AFTER_SHARE)

    def _after_share(self, rows: Iterable[tuple[int, Cells]]) -> Iterator[int]:
        """The rows without a number that follow one that begins with 其中."""
        follows = False
        for row, cells in rows:
            if self._serial in cells:
                follows = False
            elif follows:
                yield row
            elif any(type(raw) is str and "其中" in raw and _SHARE.match(squeezed(raw)) for raw in cells.values()):
                follows = True

    def _tell_apart(self, row: int, cells: Cells, name: str) -> Told:
        texts = {column: text for column, value in cells.items() if (text := plain(value))}
        first = next(iter(texts.values()), "")
        if told := self._total(texts, first, name) or self._counted(row, texts, first, name):
            return told
        if told := self._share(texts, first, name):
            return told
        if self._repeats_header(texts, name):
            return Told(RowKind.REPEATED)
        if row <= self._area.first + 1 and _are_column_numbers(list(texts.values())):
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
        is_label = column in self._serials and not re.search(r"\d", label) and _WORDS.search(label)
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
            if _TOTAL.match(plain_text):
                grand = bool(_GRAND.search(plain_text)) and "小计" not in plain_text
                counts = [one for other in texts.values() if _COUNTED.match(one := squeezed(other))]
                return Told(RowKind.TOTAL if grand else RowKind.SUBTOTAL, "|".join([plain_text, *counts]))
            if not self._only_figures(texts, text):
                continue
            if _SUBTOTAL.match(plain_text):
                return Told(RowKind.SUBTOTAL, plain_text)
            if len(texts) > 1 and _COUNTED.match(plain_text):
                return Told(RowKind.TOTAL, plain_text)
        return None

    def _share(self, texts: Mapping[int, str], first: str, name: str) -> Told | None:
        """其中：一期 with nothing but figures is part of a sum; one that is numbered, or says more, may be a project."""
        label = next((text for text in (squeezed(first), squeezed(name)) if _SHARE.match(text)), "")
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
            if not _WITH_COUNT.match(label) or not self._only_figures(texts, text):
                continue
            serial = squeezed(texts.get(self._serial, "")) if self._serial else ""
            told = Told(RowKind.SECTION, label, 2 if _INNER_SECTION.match(label) else 1)
            above, below = self._rows_beside(row)
            if not serial[:1].isdigit() and (self._has_serials or told.count in (above, below)):
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
    def _has_serials(self) -> bool:
        """Whether the projects are numbered 1, 2, 3 in a column of their own."""
        rows = self._grid.between(self._area.first, self._area.last) if self._serial else []
        return any(self._grid.text(row, self._serial or 0)[:1].isdigit() for row in rows)

    @cached_property
    def _bounds(self) -> list[int]:
        """The rows whose words say that they may be totals or sections."""
        return [row for row in self._grid.between(self._area.first, self._area.last) if self._is_bound(row)]

    def _is_bound(self, row: int) -> bool:
        texts = dict(self._grid.texts(row, self._area.left, self._area.right))
        words = squeezed(next(iter(texts.values()), "")), squeezed(texts.get(self._name or 0, ""))
        return any(pattern.match(word) for word in words for pattern in _BOUNDS)

    def _only_figures(self, texts: Mapping[int, str], label: str) -> bool:
        """Whether nothing but figures stands beside the label (and a Chinese numeral before it)."""
        others = [text for text in texts.values() if text != label and not is_none_word(text)]
        return all(_FIGURE.match(squeezed(text)) or _BARE_NUMERAL.match(squeezed(text)) for text in others)

    def _section(self, row: int, texts: Mapping[int, str], first: str, name: str) -> Told | None:
        label = squeezed(first)
        if _NOTE.match(label) and len(texts) <= 4:
            return Told(RowKind.NOTE, first)
        if self._is_labelled(texts):
            texts = {column: text for column, text in texts.items() if text == first}
        lone = len(texts) == 1
        if lone and (_FOOT.match(label) or first.endswith("。") or self._is_below_data(row, first)):
            return Told(RowKind.NOTE, first)
        if told := self._numbered_section(row, texts, first, name):
            return told
        if lone and self._goes_on_below(row):
            return Told(RowKind.NOTE, first)
        if lone:
            return self._lone(row, next(iter(texts)), first, _FIGURE.match(label) is not None)
        return None

    def _numbered_section(self, row: int, texts: Mapping[int, str], first: str, name: str) -> Told | None:
        """一、交通类 with nothing but figures beside it; a project may be numbered so too, if its neighbour below is."""
        label, lead = squeezed(first), squeezed(name) or squeezed(first)
        serial = texts.get(self._serial, "") if self._serial else ""
        if serial[:1].isdigit() or not (_numbered(label, name) or _SECTION.match(lead)):
            return None
        if not self._only_figures(texts, name or first):
            return None
        level = 2 if _INNER_SECTION.match(label) or _INNER_SECTION.match(lead) else 1
        text = f"{first}、{name}" if _BARE_NUMERAL.match(label) and name and name != first else (name or first)
        told = Told(RowKind.SECTION, re.sub(r"、+", "、", text), level)
        has_figures = any(_FIGURE.match(squeezed(one)) for one in texts.values())
        return None if has_figures and told.count is None and not self._heads_others(row, level) else told

    def _heads_others(self, row: int, level: int) -> bool:
        """Whether the row below is no numbered row of the same level, so that this one heads it."""
        below = self._grid.below(row)
        if below is None or below > self._area.last:
            return False
        texts = dict(self._grid.texts(below, self._area.left, self._area.right))
        label = squeezed(next(iter(texts.values()), ""))
        name = texts.get(self._name, "") if self._name else ""
        same = 2 if _INNER_SECTION.match(label) or _INNER_SECTION.match(squeezed(name)) else 1
        return not ((_numbered(label, name) or _SECTION.match(squeezed(name))) and same == level)

    def _below_data(self) -> tuple[int, int]:
        """The first row of those at the end that hold no project, and the first among them that begins the notes."""
        rows = self._grid.between(self._area.first, self._area.last) if self._name else []
        end = notes = self._area.last + 1
        points = False
        for row in reversed(rows):
            texts = dict(self._grid.texts(row, self._area.left, self._area.right))
            name = squeezed(texts.get(self._name or 0, ""))
            begins_notes = bool(texts and _NOTE.match(squeezed(next(iter(texts.values())))))
            lone = len(texts) == 1
            if lone and (_ENUMERATED.match(name) or (points and not name and not begins_notes)):
                points = True  # of a note that begins above, or projects with nothing but their names
                continue
            if (name and not self._is_foot(texts, name)) or (points and not begins_notes):
                break
            end, points = row, False
            notes = row if begins_notes else notes
        return end, notes

    def _is_foot(self, texts: Mapping[int, str], name: str) -> bool:
        first = squeezed(next(iter(texts.values())))
        if _NOTE.match(first) or _FOOT.match(first) or _TOTAL.match(first) or _TOTAL.match(name):
            return True
        return len(texts) == 1 and name.endswith("。")

    def _is_below_data(self, row: int, text: str) -> bool:
        """Whether a lone text stands under the last project, where it can't head any."""
        plain_text = squeezed(text)
        return row >= (self._notes if _SECTION.match(plain_text) else self._tail) and not _FIGURE.match(plain_text)

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


_BOUNDS = (_TOTAL, _SUBTOTAL, _SHARE, _COUNTED, _WITH_COUNT, _SECTION, _BARE_NUMERAL, _NOTE)


def _heads(serials: Sequence[tuple[int, str]]) -> Iterator[int]:
    """The rows whose serial number heads that of the next: 1 over 1.1, 1 over (1), 一 over 1."""
    given = [(row, text) for row, text in serials if text]
    for (row, text), (_, below) in pairwise(given):
        is_part = text.isdigit() and re.match(rf"{text}[.\-—－]\d|\(\d+\)", below)
        if is_part or (_BARE_NUMERAL.match(text) and below[:1].isdigit()):
            yield row


# What the word of a total, a section or a note begins with or holds; two patterns, since each has a first letter to look for.
_MAY_BEGIN = re.compile(
    rf"[^0-9A-Za-z一-鿿]|[{_NUMERAL}]{{1,3}}(?:[)、.．。\s]|$)|第|注|备注|说明|填|制表|审核|联系|负责|单位|报送|截止|数据截止"
)
_MAY_HOLD = re.compile(r"\s|计|总[数和]|汇总|其中|\d(?:个|项|件|家)")


def _numbered(label: str, name: str) -> bool:
    """Whether a row begins with a Chinese numeral, by itself before a name or before its own text."""
    return bool(_SECTION.match(label)) or bool(_BARE_NUMERAL.match(label) and name)


def _are_column_numbers(texts: list[str]) -> bool:
    """Whether a row numbers its columns: 甲, 乙, 1, 2, 3=1-2."""
    found = [_COLUMN_NUMBER.match(squeezed(text)) for text in texts]
    figures = [int(match[1]) for match in found if match and (match[1] or "").isdigit()]
    return len(figures) > 1 and all(found) and figures == list(range(figures[0], figures[0] + len(figures)))


def _merged_below(grid: Grid, area: Area, column: int) -> frozenset[int]:
    """The rows whose cell in the column is the lower part of a merged range."""
    found: set[int] = set()
    for row in grid.between(area.first, area.last):
        merge = grid.merge_at(row, column)
        if merge and merge.top < row and merge.left <= column <= merge.right:
            found.add(row)
    return frozenset(found)
