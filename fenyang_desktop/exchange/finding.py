"""Where the tables of a sheet stand: header rows, columns and rows of each, several above or beside one another.

A table is a list of projects where one of its headers names their names. Sheets without such a header are told
apart, so that the user learns what was seen instead.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fenyang_desktop.domain.fields import normalise_header
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.headers import (
    field_of,
    fields_left_open,
    is_line_label,
    is_name,
    is_serial,
    is_title,
    is_weak_name,
    similar_field_of,
    unit_line,
)

DEEPEST_HEADER = 4
_ALL_COLUMNS = (1, 1 << 14)
_LONGEST_LABEL = 24
_FARTHEST_LABEL = 12
_LONGEST_CARD = 12  # rows
_TITLE_ROWS = 4
_FIGURE = re.compile(r"^[+\-\d.,，%]+$")
_YEAR = re.compile(r"^20\d\d$")  # may head a column
_COUNT = re.compile(r"^(?:项目)?(?:个数|数量|总数|数)(?:\([个项]\))?$")  # a column of what is counted lists no projects
_OF_STATISTICS = re.compile(r"同比|增[长速幅]|^单位$|计量单位|指标|占比|排名")
_LIKE_A_NAME = re.compile(r"[一-鿿]{4}")
_NAMES_LOOKED_AT = 40
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计)")

Path = tuple[str, ...]  # the texts of a header from its parent down to its leaf


@dataclass(frozen=True, slots=True)
class Area:
    """One table: the rows above that are its title, its header rows, its last row, and its columns with their headers.

    `reach` are the first and last column of what belongs to it, with the gap before a table beside it.
    """

    above: tuple[int, ...]
    header: tuple[int, ...]
    last: int
    paths: dict[int, Path]
    reach: tuple[int, int] = _ALL_COLUMNS

    @property
    def first(self) -> int:
        return self.header[-1] + 1

    @property
    def left(self) -> int:
        return min(self.paths)

    @property
    def right(self) -> int:
        return max(self.paths)


@dataclass(frozen=True, slots=True)
class _Block:
    """Header rows with the path of every column; `names` are the columns that name the projects."""

    rows: tuple[int, ...]
    paths: dict[int, Path]
    names: tuple[int, ...]

    @property
    def leaves(self) -> tuple[str, ...]:
        return tuple(path[-1] for path in self.paths.values())


def find_areas(grid: Grid) -> list[Area]:
    """The tables of a sheet, from top to bottom and from left to right."""
    return [area for area in _areas(grid) if not _lists_labels(grid, area)]


def _lists_labels(grid: Grid, area: Area) -> bool:
    """Whether what stands under 名称 are labels, and beside it a value: a card, one of whose labels is 名称."""
    name = next((column for column, path in area.paths.items() if is_name(path[-1])), None)
    beside = area.paths.get(name + 1) if name is not None else None
    if name is None or beside is None or field_of(beside) is not None:
        return False
    texts = [text for row in grid.between(area.first, area.last) if (text := grid.text(row, name))]
    texts = [text for text in texts if text != area.paths[name][-1]]  # a header that is repeated
    labels = sum(field_of((text,)) is not None for text in texts)
    return 0 < len(texts) <= _LONGEST_CARD and labels * 2 >= len(texts)


def _areas(grid: Grid) -> list[Area]:
    blocks = _blocks(grid)
    areas: list[Area] = []
    begin = 0
    for place, block in enumerate(blocks):
        following = blocks[place + 1].rows[0] if place + 1 < len(blocks) else None
        last = grid.rows[-1] if following is None else _end_before(grid, block, following)
        above = tuple(grid.between(begin, block.rows[0] - 1))
        tables = _beside(block)
        begins = [1, *(min(paths) for paths in tables[1:]), _ALL_COLUMNS[1] + 1]
        areas += [
            Area(above, block.rows, last, paths, (begin, end - 1))
            for paths, (begin, end) in zip(tables, pairwise(begins), strict=True)
        ]
        begin = last + 1
    return areas


def with_choice(grid: Grid, area: Area | None, choice: TableChoice) -> Area:
    """The table as a person wants it; without `area` it is all theirs. A choice without header rows needs an area."""
    header = area.header if area and choice.header is None else _chosen_rows(choice)
    paths = area.paths if area and choice.header is None else dict(_paths(grid, header))
    kept = {
        column: path
        for column, path in paths.items()
        if (choice.left is None or column >= choice.left) and (choice.right is None or column <= choice.right)
    }
    last = choice.last or (area.last if area else grid.rows[-1])
    begin = area.above[0] if area and area.above else (area.header[0] if area else 1)
    above = tuple(grid.between(min(begin, header[0]), header[0] - 1))
    return Area(above, header, max(last, header[-1]), kept or paths, area.reach if area else _ALL_COLUMNS)


def _chosen_rows(choice: TableChoice) -> tuple[int, ...]:
    assert choice.header is not None
    first, last = choice.header
    return tuple(range(first, min(last, first + DEEPEST_HEADER - 1) + 1))


def what_instead(grid: Grid) -> str:
    """What a sheet without a list of projects seems to be: 空表, 卡片, 统计表, or "" where nobody knows."""
    if not grid.rows:
        return "空表"
    if any(_areas(grid)) or any(
        _is_card(grid, row, column) for row in grid.rows[:_FARTHEST_LABEL] for column in grid.cells(row)
    ):
        return "卡片"
    texts = [text for row in grid.rows[:60] for _, text in grid.texts(row, 1, 99)]
    figures = sum(bool(_FIGURE.match(text)) for text in texts)
    return "统计表" if figures >= 6 or (figures and any(map(_counts, texts))) else ""


def _counts(text: str) -> bool:
    """Whether a header says that its column counts projects: 个数, 项目数(个)."""
    return bool(_COUNT.match(normalise_header(text)))


# -- header rows


def _blocks(grid: Grid) -> list[_Block]:
    """Every header of the sheet from top to bottom; one that says the same as the one before is its repetition."""
    found: list[_Block] = []
    others: set[str] = set()  # what names no names; cells repeat
    for row, cells in grid.sheet.rows:
        texts = [value for value in cells.values() if type(value) is str and value not in others]
        if not any(map(is_name, texts)):
            others.update(texts)
            continue
        if found and (row <= found[-1].rows[-1] or _is_named_so(grid, row, found[-1])):
            continue
        block = _block_at(grid, row, found[-1].names if found else ())
        if block and not (found and (_is_of(grid, row, found[-1]) or _repeats(found[-1], block))):
            found.append(block)
    return found


def _is_of(grid: Grid, row: int, header: _Block) -> bool:
    """Whether a row says nothing but what one row of the header says: what stands above it is no parent of it."""
    return all(text in header.paths.get(column, ()) for column, text in grid.texts(row, 1, 1 << 14))


def _is_named_so(grid: Grid, row: int, header: _Block) -> bool:
    """Whether a row is a project that is called like the header of the names: no label, but a figure, beside its name."""
    texts = dict(grid.texts(row, 1, 1 << 14))
    names = {column for column in header.names if texts.get(column) == header.paths[column][-1]}
    beside = [text for column, text in texts.items() if column not in names]
    labelled = any(is_serial(text) or field_of((text,)) is not None for text in beside)
    figures = any(_FIGURE.match(text) and not _YEAR.match(text) for text in beside)
    return bool(names) and not labelled and figures


def _repeats(header: _Block, other: _Block) -> bool:
    """Whether a header says again what the one above says, in all or some of its columns."""
    return all(header.paths.get(column) == path for column, path in other.paths.items())


def _block_at(grid: Grid, row: int, above: Sequence[int]) -> _Block | None:
    """The header whose names of projects stand in this row; `above` are the name columns of the header above it."""
    named = [column for column, value in grid.cells(row).items() if isinstance(value, str) and is_name(value)]
    weak = all(is_weak_name(grid.text(row, column)) for column in named)
    if not named or (weak and above and not set(named) & set(above)):
        return None  # 项目 is also what a row says of itself
    if any(_is_card(grid, row, column) for column in named):
        return None
    rows = _header_rows(grid, row, named[0])
    paths = dict(_paths(grid, rows))
    names = tuple(column for column in named if column in paths and field_key(paths[column]) == "name")
    known = sum(field_of(path) is not None for path in paths.values())
    if not names or (weak and any(_counts(path[-1]) for path in paths.values())):
        return None
    if weak and known * 3 < len(paths) and not _lists_projects(grid, rows[-1], names[0], paths):
        return None
    return _Block(rows, paths, names)


def _lists_projects(grid: Grid, header: int, name: int, paths: Mapping[int, Path]) -> bool:
    """Whether 项目 beside 序号 heads names: another header is like a known one, none is of statistics, names stand below."""
    if not any(column < name and is_serial(path[-1]) for column, path in paths.items()):
        return False
    if any(map(_OF_STATISTICS.search, (normalise_header("".join(path)) for path in paths.values()))):
        return False
    others = (path for column, path in paths.items() if column != name)
    below = [text for row in grid.between(header + 1, header + _NAMES_LOOKED_AT) if (text := grid.text(row, name))]
    names = sum(bool(_LIKE_A_NAME.search(text)) for text in below)
    known = any(field_of(path) or similar_field_of(path) or fields_left_open(path) for path in others)
    return known and bool(below) and names * 2 >= len(below)


def field_key(path: Path) -> str | None:
    """The field that a header names."""
    field = field_of(path)
    return field.key if field else None


def _is_card(grid: Grid, row: int, column: int) -> bool:
    """Whether labels of fields stand one below the other here, as on a card about one project."""
    if field_of((grid.text(row, column),)) is None:
        return False
    below = {grid.text(other, column) for other in grid.between(row + 1, row + _FARTHEST_LABEL)}
    labels = {text for text in below if text and len(text) <= _LONGEST_LABEL and field_of((text,)) is not None}
    return len(labels - {grid.text(row, column)}) >= 2


def _header_rows(grid: Grid, row: int, name: int) -> tuple[int, ...]:
    """The header rows round the row that holds the name column's header."""
    bottom = max(
        (one.bottom for one in grid.merges_of(row) if one.top == row and _is_leaf_high(one.bottom, row)), default=row
    )
    while bottom - row + 1 < DEEPEST_HEADER and _is_child_row(grid, bottom, name):
        bottom += 1
    top = row
    while bottom - top + 1 < DEEPEST_HEADER and _is_parent_row(grid, top - 1, top):
        top -= 1
    return tuple(range(top, bottom + 1))


def _is_leaf_high(bottom: int, top: int) -> bool:
    return bottom - top < DEEPEST_HEADER


def _is_child_row(grid: Grid, row: int, name: int) -> bool:
    """Whether the row below holds leaves of this header row: texts only, none under the name, one under a parent."""
    below = list(grid.texts(row + 1, 1, 1 << 14))
    if not below or grid.shown(row + 1, name) != "":
        return False
    if all(field_of((text,)) is not None for _, text in below):
        return True
    if any(column < name and not grid.text(row, column) for column, _ in below):
        return False
    if any(len(text) > _LONGEST_LABEL or _FIGURE.match(text) for _, text in below):
        return False
    wide = [one for one in grid.merges_of(row) if one.top == row == one.bottom and one.right > one.left]
    under_merge = any(one.left <= column <= one.right for one in wide for column, _ in below)
    under_blank = any(not grid.shown(row, column) for column, _ in below) and len(below) > 1
    return under_merge or (under_blank and all(not grid.merge_at(row, column) for column, _ in below))


def _is_parent_row(grid: Grid, row: int, header: int) -> bool:
    """Whether a row above the header names groups of its columns, and is no title or note."""
    texts = list(grid.texts(row, 1, 1 << 14))
    if (
        not texts
        or _is_filled_in(grid, row, texts)
        or any("：" in text or ":" in text or unit_line(text) for _, text in texts)
    ):
        return False
    if any(
        len(text) > _LONGEST_LABEL or _FIGURE.match(text) or _TOTAL.match(normalise_header(text)) for _, text in texts
    ):
        return False
    below = [column for column, _ in grid.texts(header, 1, 1 << 14)]
    wide = [one for one in grid.merges_of(row) if one.top == row and one.right > one.left]
    covers_all = any(one.left <= min(below) and one.right >= max(below) for one in wide)
    if covers_all or _are_titles(grid, header, [column for column, _ in texts]):
        return False
    over = [column for column, _ in texts if (merge := grid.merge_at(row, column)) is None or merge.bottom < header]
    return (bool(wide) or len(texts) > 1) and len(below) > len(over)


def _is_filled_in(grid: Grid, row: int, texts: Sequence[tuple[int, str]]) -> bool:
    """Whether labels and values stand in turn in a row, as in a line that says who filled the sheet in."""
    return all(
        is_line_label(text, value_beside=bool(grid.text(row, column + 1)) and grid.merge_at(row, column) is None)
        for column, text in texts[::2]
    )


def _are_titles(grid: Grid, header: int, columns: Sequence[int]) -> bool:
    """Whether texts above a header are the titles of tables side by side: one at most over each, with gaps between."""
    filled = sorted(
        {column for column, _ in grid.texts(header, 1, 1 << 14)}
        | {column for one in grid.merges_of(header) for column in range(one.left, min(one.right, one.left + 64) + 1)}
    )
    starts = [column for column in filled if column - 1 not in filled]
    stretches = [bisect_right(starts, column) for column in columns]
    return len(starts) > 1 and len(set(stretches)) == len(stretches)


def _paths(grid: Grid, rows: Sequence[int]) -> Iterator[tuple[int, Path]]:
    """The header path of every column that has one."""
    columns = {column for row in rows for column, _ in grid.texts(row, 1, 1 << 14)}
    for row in rows:
        for merge in grid.merges_of(row):
            if grid.text(merge.top, merge.left) and merge.right - merge.left < 64:
                columns.update(range(merge.left, merge.right + 1))
    for column in sorted(columns):
        path: list[str] = []
        for row in rows:
            text = _header_text(grid, rows, row, column)
            if text and text not in path[-1:]:
                path.append(text)
        if path and _is_own(grid, rows, column):
            yield column, tuple(path)


def _is_own(grid: Grid, rows: Sequence[int], column: int) -> bool:
    """Whether the column is more than the far end of a merged header: two columns under one leaf are one column."""
    merge = grid.merge_at(rows[-1], column)
    return merge is None or merge.left == column or merge.bottom > rows[-1]


def _header_text(grid: Grid, rows: Sequence[int], row: int, column: int) -> str:
    """The text over a column in one header row; an unmerged parent stands over the blank cells to its right."""
    text = grid.shown(row, column)
    if text or row == rows[-1] or grid.merge_at(row, column):
        return text
    if not any(grid.text(below, column) for below in rows if below > row):
        return ""
    for left in range(column - 1, 0, -1):
        if parent := grid.text(row, left):
            spread = any(grid.text(below, left) for below in rows if below > row)
            return parent if spread and not grid.merge_at(row, left) else ""
        if grid.merge_at(row, left) or not any(grid.text(below, left) for below in rows if below > row):
            return ""
    return ""


# -- tables beside and below one another


def _beside(block: _Block) -> list[dict[int, Path]]:
    """The columns of each table of a header; one that names projects twice is two tables only if it falls apart."""
    starts = [_start_of(block, name) for name in block.names]
    found = [start for start in starts if start is not None]
    if len(starts) < 2 or len(found) < len(starts) or any(a >= b for a, b in pairwise(found)):
        return [block.paths]
    bounds = [0, *found[1:], 1 << 15]
    return [
        {column: path for column, path in block.paths.items() if low <= column < high} for low, high in pairwise(bounds)
    ]


def _start_of(block: _Block, name: int) -> int | None:
    """Where the table of this name column begins, if it is a table beside another: after a gap, or at its 序号."""
    before = [column for column in block.paths if column < name]
    start = name
    for column in reversed(before):
        if column != start - 1:
            return start
        start = column
        if is_serial(block.paths[column][-1]):
            return start
    return name if name - 1 not in block.paths or block.leaves.count(block.paths[name][-1]) > 1 else None


def _end_before(grid: Grid, block: _Block, following: int) -> int:
    """The last row before the next header that isn't part of the next table's title."""
    rows = grid.between(block.rows[-1] + 1, following - 1)
    titles = 0
    for row in reversed(rows):
        texts = list(grid.texts(row, 1, 1 << 14))
        if titles == _TITLE_ROWS or len(texts) > 2 or not any(map(is_title, (text for _, text in texts))):
            break
        titles += 1
        if row - 1 not in rows:
            break
    kept = rows[: len(rows) - titles]
    return kept[-1] if kept else block.rows[-1]
