"""表格格式: what a person decided about a sender's sheet, so that next month's goes straight to the preview.

A layout is known again by its sender and the words of its header, wherever they stand in the sheet and whichever month
they name; what was decided about a column holds only where its header means the same again (`heads_of`). Where nobody
knows the sender, it is no more than a suggestion. What was said of a single header holds in other layouts of its sender
too, and is a suggestion elsewhere. Both lie in a file of the user's own; a portfolio holds none of them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from fenyang_desktop import places
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import NOT_IMPORTED, Choices, HeaderWords, TableChoice
from fenyang_desktop.exchange.finding import Path as HeaderPath
from fenyang_desktop.exchange.finding import find_areas, with_choice
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.headers import field_of, says_little
from fenyang_desktop.exchange.heads import heads_of, timeless
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.senders import sender_above
from fenyang_desktop.services.importing import preview_file, sender_stated
from fenyang_desktop.services.layout_file import Layout, LayoutFile, LearnedHeader, Remembered, Words
from fenyang_desktop.services.own_form_file import OwnForms, forms_of_user
from fenyang_desktop.services.preview import Preview, ReceivedFile, SheetPreview
from fenyang_desktop.services.workspace import Workspace

_SEARCHED = 60  # rows in which a remembered header is looked for
_EXAMPLE = re.compile(r"示例|例如|样例|样表|范例|填写说明")
_START = 12  # characters by which the row below a table is known again


def of_user() -> "Layouts":
    """The layouts that this user's program remembers."""
    return Layouts(places.user_data() / "表格格式.json", forms_of_user())


class Layouts:
    """The remembered layouts and headers, in the order of their last use; safe to use from several threads.

    What alters them raises as `LayoutFile.change` does.
    """

    def __init__(self, path: Path, forms: OwnForms | None = None) -> None:
        """`forms` are the office's own, which are known again like layouts."""
        self._file, self._forms = LayoutFile(path), forms

    def all(self) -> list[Layout]:
        return self._file.known().layouts

    def headers(self) -> list[LearnedHeader]:
        return self._file.known().headers

    def words(self) -> HeaderWords:
        """What was said of headers, for the columns of a file to be read by."""
        return HeaderWords({(one.sender, one.head): one.key for one in self.headers()})

    def choices_for(self, source: ReceivedFile, presumed: str = "") -> tuple[Choices, tuple[str, ...]]:
        """The decisions that hold for a file as they held for its like, and the names of the layouts that they are from.

        `presumed` is who sent it where a sheet doesn't say.
        """
        choices: dict[tuple[str, int], TableChoice] = {}
        names = []
        forms = self._forms.layouts() if self._forms else []
        for layout in (*forms, *reversed(self.all())):
            for sheet in source.sheets:
                found = _found_in(layout, sheet, source.sender, presumed) if not sheet.hidden else None
                if found and found[0] not in choices:
                    choices[found[0]] = found[1]
                    names.append(layout.name)
        for sheet in source.sheets:
            if (sheet.name, 1) not in choices and (header := _taught_header(self.words(), sheet)):
                choices[sheet.name, 1] = TableChoice(header=(header, header))
        return choices, tuple(names)

    def learn(self, preview: Preview) -> None:
        """Remember what was decided about the sheets of a file, in place of what was known of their like."""

        def learned(layouts: list[Layout], headers: list[LearnedHeader]) -> Remembered:
            for table in _decided(preview):
                layout = _layout_of(preview, table)
                same = next((one for one in layouts if one.is_like(layout)), None)
                layouts = [one for one in layouts if one is not same]
                name = same.name if same else _free_name(layout.name, {one.name for one in layouts})
                headers = _taught(headers, preview, table, known=same.columns if same else {})
                layouts.append(replace(layout, name=name))
            return Remembered(layouts, headers)

        self._file.change(learned)

    def rename(self, name: str, other: str) -> None:
        def renamed(layouts: list[Layout], headers: list[LearnedHeader]) -> Remembered:
            return Remembered([replace(one, name=other) if one.name == name else one for one in layouts], headers)

        self._file.change(renamed)

    def forget(self, name: str) -> None:
        self._file.change(lambda layouts, headers: Remembered([one for one in layouts if one.name != name], headers))

    def forget_header(self, header: LearnedHeader) -> None:
        self._file.change(lambda layouts, headers: Remembered(layouts, [one for one in headers if one != header]))


def preview_as_before(
    layouts: Layouts, workspace: Workspace, source: ReceivedFile, choices: Choices, progress: Progress
) -> Preview:
    """Compare a file with the portfolio: as decided, or where nothing was decided, as decided about its like before."""
    source = replace(source, words=layouts.words())
    if choices:
        return preview_file(workspace, source, choices, progress)
    sender = sender_stated(workspace, source)
    known, names = layouts.choices_for(source, sender)
    preview = preview_file(workspace, source, known, progress)
    if not sender and preview.sender:  # its projects tell
        own, own_names = layouts.choices_for(source, preview.sender)
        if own_names:
            names, preview = own_names, preview_file(workspace, source, own, progress)
    return replace(preview, layouts=names)


def preview_otherwise(workspace: Workspace, before: Preview, choices: Choices, progress: Progress) -> Preview:
    """Compare a file anew after a decision. A layout by which it is read is named until it is set aside."""
    preview = preview_file(workspace, before.source, choices, progress)
    by_layout = any(choice != TableChoice() for choice in choices.values())
    return replace(preview, layouts=before.layouts if by_layout else ())


# -- a layout is found again


class KnownBy(NamedTuple):
    """By what a table is known again: the words of its header rows and of those between them and the data, its columns'
    heads, and how the row beneath the data begins."""

    words: tuple[Words, ...]
    skipped: tuple[Words, ...]
    heads: Mapping[int, str]
    below: str


def known_by(grid: Grid, header: tuple[int, int], first: int, last: int) -> KnownBy:
    """By what a table with these header rows and these data rows is known again."""
    paths = with_choice(grid, None, TableChoice(header=header)).paths
    beneath = grid.below(last)
    return KnownBy(
        tuple(_words(grid, row) for row in grid.between(*header)),
        tuple(_words(grid, row) for row in range(header[1] + 1, first)),
        _heads(paths),
        _start(grid, beneath) if beneath else "",
    )


def _words(grid: Grid, row: int) -> Words:
    return tuple(timeless(text) for _, text in grid.texts(row, 1, 1 << 14))


def _heads(paths: Mapping[int, HeaderPath]) -> dict[int, str]:
    """What each column is known again by, including the place among those with the same header."""
    return _numbered(heads_of(paths))


def _edges(paths: Mapping[int, HeaderPath]) -> dict[int, str]:
    """The words of each column's header, whichever month they name."""
    return _numbered({number: "_".join(map(timeless, path)) for number, path in paths.items()})


def _numbered(heads: Mapping[int, str]) -> dict[int, str]:
    seen: Counter[str] = Counter()
    numbered = {}
    for number, head in heads.items():
        seen[head] += 1
        numbered[number] = head if seen[head] == 1 else f"{head}#{seen[head]}"
    return numbered


def _found_in(layout: Layout, sheet: RawSheet, told: str, presumed: str) -> tuple[tuple[str, int], TableChoice] | None:
    """The table of the sheet that has the layout, and what was decided about it."""
    grid, height = Grid(sheet), len(layout.header)
    rows = grid.rows[:_SEARCHED]
    for place, row in enumerate(rows):
        if tuple(_words(grid, one) for one in rows[place : place + height]) != layout.header:
            continue
        if not layout.is_own_form and (told or sender_above(grid.sheet, row) or presumed) != layout.sender:
            return None
        header = (row, rows[place + height - 1])
        same, choice = _tables_at(grid, header), _choice(layout, grid, header)
        if not same:
            return (sheet.name, 1), choice
        choice = replace(choice, header=None)
        says_nothing = not layout.sender and not layout.is_own_form and choice == TableChoice()
        return ((sheet.name, same[layout.beside]), choice) if layout.beside < len(same) and not says_nothing else None
    return None


def _tables_at(grid: Grid, header: tuple[int, int]) -> list[int]:
    """The numbers of the tables that are found under these header rows, from left to right."""
    areas = enumerate(find_areas(grid), start=1)
    return [number for number, area in areas if (area.header[0], area.header[-1]) == header]


def _taught_header(words: HeaderWords, sheet: RawSheet) -> int | None:
    """The row of a sheet without a known header that holds one which a person once said to be the projects' name."""
    heads = {head for (_, head), key in words.said.items() if key == "name"}
    if not heads or sheet.hidden or find_areas(grid := Grid(sheet)):
        return None
    found = (row for row in grid.rows[:_SEARCHED] if len(texts := _words(grid, row)) > 1 and heads & {*texts})
    return next(found, None)


def _choice(layout: Layout, grid: Grid, header: tuple[int, int]) -> TableChoice:
    paths = with_choice(grid, None, TableChoice(header=header)).paths
    heads, numbers = _heads(paths), {edge: number for number, edge in _edges(paths).items()}
    skipped = _skipped_again(layout, grid, header[1])
    below = next((row for row in grid.rows if row > header[1] and _starts(grid, row, layout.below)), None)
    columns = {number: layout.columns[head] for number, head in heads.items() if head in layout.columns}
    units = {number: layout.units[head] for number, head in heads.items() if head in layout.units}
    known = bool(layout.sender) or layout.is_own_form  # two files of unknown senders need not be of one
    return TableChoice(
        header=header,
        is_current=layout.is_current,
        first=header[1] + 1 + skipped if known and skipped else None,
        last=below - 1 if known and below else None,
        left=numbers.get(layout.left) if known else None,
        right=numbers.get(layout.right) if known else None,
        columns=columns if known else {},
        unseen=frozenset(columns) if known else frozenset(),
        units_before=units if known else {},
        columns_before={} if known else columns,
    )


def _skipped_again(layout: Layout, grid: Grid, header: int) -> int:
    """How many of the rows below the header are like those that were left out before: examples, or the same words."""
    count = 0
    for row in range(header + 1, header + 1 + layout.skipped):
        words = _words(grid, row)
        if words and words not in layout.skipped_words and not any(map(_EXAMPLE.search, words)):
            break
        count += 1
    return count


def _starts(grid: Grid, row: int, text: str) -> bool:
    """Whether a row begins with what is remembered of the one below the table."""
    return bool(text) and _start(grid, row) == text


def _start(grid: Grid, row: int) -> str:
    """How the text of a row begins; "" where it begins with a figure, which tells nothing."""
    first = next((timeless(text) for _, text in grid.texts(row, 1, 1 << 14)), "")
    return "" if re.match(r"[\d.,\-]+$", first) else first[:_START]


# -- and learned


def _decided(preview: Preview) -> Iterator[SheetPreview]:
    """The tables about which something was decided that may hold for others."""
    for table in preview.sheets:
        choice = preview.choices.get((table.name, table.number))
        if (
            choice
            and table.header_rows
            and replace(choice, taken=frozenset(), left_out=frozenset(), month="") != TableChoice()
        ):
            yield table


def _place(preview: Preview, table: SheetPreview) -> tuple[Grid, TableChoice, dict[int, HeaderPath]]:
    grid = Grid(next(sheet for sheet in preview.source.sheets if sheet.name == table.name))
    header = TableChoice(header=(table.header_rows[0], table.header_rows[-1]))
    return grid, preview.choices[table.name, table.number], with_choice(grid, None, header).paths


def _layout_of(preview: Preview, table: SheetPreview) -> Layout:
    grid, choice, paths = _place(preview, table)
    first, last = table.header_rows[0], table.header_rows[-1]
    heads, edges, same = _heads(paths), _edges(paths), _tables_at(grid, (first, last))
    units, skipped = {**choice.units_before, **choice.units}, max(choice.first - last - 1, 0) if choice.first else 0
    columns = {**choice.columns_before, **choice.columns}
    below = next(iter(grid.between(choice.last + 1, grid.rows[-1])), None) if choice.last else None
    return Layout(
        f"{table.sender or preview.source.path.stem} {table.sheet}",
        table.sender,
        tuple(_words(grid, row) for row in grid.between(first, last)),
        {heads[number]: key for number, key in columns.items() if number in heads},
        {heads[number]: unit for number, unit in units.items() if number in heads},
        next((head for number, head in edges.items() if choice.left and number >= choice.left), ""),
        next((head for number, head in reversed(edges.items()) if choice.right and number <= choice.right), ""),
        skipped,
        tuple(_words(grid, row) for row in grid.between(last + 1, last + skipped)),
        _start(grid, below) if below else "",
        same.index(table.number) if table.number in same else 0,
    )


def _taught(
    headers: Sequence[LearnedHeader], preview: Preview, table: SheetPreview, known: Mapping[str, str]
) -> list[LearnedHeader]:
    """What is known of headers after this table. `known` was decided about its like before, and learned then."""
    _, choice, paths = _place(preview, table)
    heads, taught, sender = heads_of(paths), list(headers), table.sender
    for number, key in choice.columns.items():
        head = heads.get(number, "")
        if [*heads.values()].count(head) != 1 or known.get(head) == key or says_little(paths[number]):
            continue  # one header over two columns tells neither from the other
        taught = [one for one in taught if (one.sender, one.head) != (sender, head)]
        named = field_of(paths[number])
        if key != NOT_IMPORTED and (named is None or named.key != key):
            taught.append(LearnedHeader(sender, head, key))
    return taught


def _free_name(name: str, taken: set[str]) -> str:
    free, count = name, 2
    while free in taken:
        free, count = f"{name} {count}", count + 1
    return free
