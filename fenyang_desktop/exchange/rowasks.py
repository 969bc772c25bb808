"""What a person must be asked of rows that seem to be projects, since they may be sums, sections or parts of one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from fenyang_desktop.domain.values import is_none_word
from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid, plain
from fenyang_desktop.exchange.raw import Cells, Number, Raw
from fenyang_desktop.exchange.rowwords import (
    BARE_NUMERAL,
    FIGURE,
    INNER_SECTION,
    SECTION,
    SHARE,
    is_like_total,
    is_numbered,
    squeezed,
)

IS_SHARE = "前面写着“其中”，可能是上面一项的一部分，确认是单独的项目吗"
_AFTER_SHARE = "接在“其中”一行后面，没有序号，可能是上面一项的一部分，确认是单独的项目吗"
_LIKE_SECTION = "名称像分节的标题，确认是项目吗"
_LIKE_TOTAL = "名称像合计或小计，确认是项目吗"
_HEADS = "序号下面还有分项，可能是小计或分节，确认是单独的项目吗"
_UNNUMBERED = "别的行有序号，这一行没有，可能是合计或别的项目的一部分，确认是单独的项目吗"


class RowAsks:
    """Knows what must be asked of the rows of one table."""

    def __init__(self, grid: Grid, area: Area, fields: Mapping[int, str], serial: int | None) -> None:
        """`fields` are the columns that are imported, with the key of each; `serial` is the column of serial numbers."""
        self._grid, self._area, self._fields, self._serial = grid, area, fields, serial
        by_key = {key: column for column, key in fields.items()}
        self._name, self._parent = by_key.get("name"), by_key.get("parent")

    def of(self, row: int, cells: Cells) -> str:
        """What there is to ask of a row that seems to be a project, "" where nothing is."""
        name = squeezed(plain(cells.get(self._name))) if self._name else ""
        if is_like_total(name):
            return _LIKE_TOTAL
        if row in self.by_serial and self._has_figures(cells):
            return self.by_serial[row]
        serial = plain(cells.get(self._serial)) if self._serial else ""
        level = 2 if INNER_SECTION.match(name) else 1
        is_head = SECTION.match(name) and not serial[:1].isdigit() and self.heads_others(row, level)
        return _LIKE_SECTION if is_head else ""

    @cached_property
    def by_serial(self) -> Mapping[int, str]:
        """What must be asked, by their serial numbers, of rows that have figures."""
        if not self._serial:
            return {}
        raws = self._grid.filled(self._area.first, self._area.last)
        serials = [(row, cells.get(self._serial)) for row, cells in raws]
        has_levels = any(type(raw) is not Number or "." in raw.digits for _, raw in serials if raw is not None)
        heads = _heads([(row, squeezed(plain(raw))) for row, raw in serials]) if has_levels else ()
        asks = dict.fromkeys(self._unnumbered(raws), _UNNUMBERED) if self.has_serials else {}
        return asks | dict.fromkeys(heads, _HEADS) | dict.fromkeys(self._after_share(raws), _AFTER_SHARE)

    @cached_property
    def has_serials(self) -> bool:
        """Whether the projects are numbered 1, 2, 3 in a column of their own."""
        rows = self._grid.between(self._area.first, self._area.last) if self._serial else []
        return any(self._grid.text(row, self._serial or 0)[:1].isdigit() for row in rows)

    def heads_others(self, row: int, level: int) -> bool:
        """Whether the row below is no numbered row of the same level, so that this one heads it."""
        below = self._grid.below(row)
        if below is None or below > self._area.last:
            return False
        texts = dict(self._grid.texts(below, self._area.left, self._area.right))
        label = squeezed(next(iter(texts.values()), ""))
        name = texts.get(self._name, "") if self._name else ""
        same = 2 if INNER_SECTION.match(label) or INNER_SECTION.match(squeezed(name)) else 1
        return not ((is_numbered(label, name) or SECTION.match(squeezed(name))) and same == level)

    def _has_figures(self, cells: Mapping[int, Raw]) -> bool:
        return any(column in self._fields and FIGURE.match(squeezed(plain(raw))) for column, raw in cells.items())

    def _unnumbered(self, rows: Iterable[tuple[int, Cells]]) -> Iterator[int]:
        """The rows without a number, but for those that say themselves what they belong to, or share a merged number."""
        serial, parent = self._serial or 0, self._parent or 0
        for row, cells in rows:
            raw = cells.get(serial)
            if raw is not None and (type(raw) is Number or not is_none_word(plain(raw) or "—")):
                continue
            merge = self._grid.merge_at(row, serial) if raw is None else None
            shares = merge is not None and merge.top < row and merge.left == serial
            if not shares and is_none_word(plain(cells.get(parent)) or "—"):
                yield row

    def _after_share(self, rows: Iterable[tuple[int, Cells]]) -> Iterator[int]:
        """The rows without a number that follow one that begins with 其中."""
        follows = False
        for row, cells in rows:
            if self._serial in cells:
                follows = False
            elif follows:
                yield row
            elif any(type(raw) is str and "其中" in raw and SHARE.match(squeezed(raw)) for raw in cells.values()):
                follows = True


def _heads(serials: Sequence[tuple[int, str]]) -> Iterator[int]:
    """The rows whose serial number heads that of the next: 1 over 1.1, 1 over (1), 一 over 1."""
    given = [(row, text) for row, text in serials if text]
    for (row, text), (_, below) in pairwise(given):
        is_part = text.isdigit() and re.match(rf"{text}[.\-—－]\d|\(\d+\)", below)
        if is_part or (BARE_NUMERAL.match(text) and below[:1].isdigit()):
            yield row
