"""表格格式: what a person decided about a sender's sheet, so that next month's goes straight to the preview.

A layout is known again by its sender and the words of its header, wherever they stand in the sheet. Layouts lie in a
file of the user's own; a portfolio holds none of them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from fenyang_desktop import places
from fenyang_desktop.domain.fields import normalise_header
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import NOT_IMPORTED, Choices, TableChoice
from fenyang_desktop.exchange.finding import find_areas, with_choice
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.headers import sender_of
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.records import ID_KEY, READ_AS
from fenyang_desktop.exchange.writing import save_bytes
from fenyang_desktop.services.importing import Preview, ReceivedFile, SheetPreview, preview_file
from fenyang_desktop.services.workspace import Workspace

_SEARCHED = 60  # rows in which a remembered header is looked for
_MOST = 500  # layouts kept; the ones used longest ago go first

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """`header` holds the words of each header row; `columns` and `units` go by a column's whole header."""

    name: str
    sender: str
    header: tuple[Words, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def of_user() -> "Layouts":
    """The layouts that this user's program remembers."""
    return Layouts(places.user_data() / "表格格式.json")


class Layouts:
    """The remembered layouts, in the order of their last use. A file that can't be read counts as empty."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[Layout]:
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            return [_layout(row) for row in rows]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return []

    def choices_for(self, source: ReceivedFile) -> tuple[Choices, tuple[str, ...]]:
        """The decisions that hold for a file as they held for its like, and the names of the layouts that they are from."""
        choices: dict[tuple[str, int], TableChoice] = {}
        names = []
        for layout in reversed(self.all()):
            for sheet in source.sheets:
                found = _found_in(layout, sheet) if not sheet.hidden else None
                if found and found[0] not in choices:
                    choices[found[0]] = found[1]
                    names.append(layout.name)
        return choices, tuple(names)

    def learn(self, preview: Preview) -> None:
        """Remember what was decided about the sheets of a file, in place of what was known of their like."""
        fresh = list(_learned(preview))
        if fresh:
            known = [
                one for one in self.all() if not any((one.sender, one.header) == (f.sender, f.header) for f in fresh)
            ]
            names = {one.name for one in known}
            self._save([*known, *(replace(one, name=_free_name(one.name, names)) for one in fresh)])

    def rename(self, name: str, other: str) -> None:
        self._save([replace(one, name=other) if one.name == name else one for one in self.all()])

    def forget(self, name: str) -> None:
        self._save([one for one in self.all() if one.name != name])

    def _save(self, layouts: Sequence[Layout]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        rows = [asdict(layout) for layout in layouts[-_MOST:]]
        save_bytes(self._path, json.dumps(rows, ensure_ascii=False, indent=1).encode())


def preview_as_before(
    layouts: Layouts, workspace: Workspace, source: ReceivedFile, choices: Choices, progress: Progress
) -> Preview:
    """Compare a file with the portfolio: as decided, or where nothing was decided, as decided about its like before."""
    if choices:
        return preview_file(workspace, source, choices, progress)
    known, names = layouts.choices_for(source)
    return replace(preview_file(workspace, source, known, progress), layouts=names)


def _layout(row: Mapping[str, object]) -> Layout:
    header, columns, units = row["header"], row["columns"], row["units"]
    if not (isinstance(header, list) and isinstance(columns, dict) and isinstance(units, dict)):
        raise TypeError
    known = {str(head): str(key) for head, key in columns.items() if key in READ_AS or key in (ID_KEY, NOT_IMPORTED)}
    words = tuple(tuple(map(str, line)) for line in header)
    return Layout(str(row["name"]), str(row["sender"]), words, known, {str(a): str(b) for a, b in units.items()})


def _words(grid: Grid, row: int) -> Words:
    return tuple(normalise_header(text) for _, text in grid.texts(row, 1, 1 << 14))


def _sender(grid: Grid, above: Sequence[int]) -> str:
    return next((sender for row in above for _, text in grid.texts(row, 1, 1 << 14) if (sender := sender_of(text))), "")


def _found_in(layout: Layout, sheet: RawSheet) -> tuple[tuple[str, int], TableChoice] | None:
    """The table of the sheet that has the layout, and what was decided about it."""
    grid, height = Grid(sheet), len(layout.header)
    rows = grid.rows[:_SEARCHED]
    for place, row in enumerate(rows):
        if tuple(_words(grid, one) for one in rows[place : place + height]) != layout.header:
            continue
        if _sender(grid, rows[:place]) != layout.sender:
            return None
        header = (row, rows[place + height - 1])
        areas = find_areas(grid)
        same = [number for number, area in enumerate(areas, start=1) if (area.header[0], area.header[-1]) == header]
        paths = with_choice(grid, None, TableChoice(header=header)).paths
        heads = {number: _head(path) for number, path in paths.items()}
        columns = {number: layout.columns[head] for number, head in heads.items() if head in layout.columns}
        units = {number: layout.units[head] for number, head in heads.items() if head in layout.units}
        choice = TableChoice(header=None if same else header, columns=columns, units=units)
        return (sheet.name, same[0] if same else 1), choice
    return None


def _head(path: Sequence[str]) -> str:
    return "_".join(map(normalise_header, path))


def _learned(preview: Preview) -> Iterator[Layout]:
    sheets = {sheet.name: sheet for sheet in preview.source.sheets}
    for table in preview.sheets:
        choice = preview.choices.get((table.name, table.number))
        if choice and (choice.header or choice.columns or choice.units) and table.header_rows:
            yield _learned_from(preview, table, choice, Grid(sheets[table.name]))


def _learned_from(preview: Preview, table: SheetPreview, choice: TableChoice, grid: Grid) -> Layout:
    first, last = table.header_rows[0], table.header_rows[-1]
    paths = with_choice(grid, None, TableChoice(header=(first, last))).paths
    sender = _sender(grid, grid.between(1, first - 1))
    name = f"{sender or preview.source.path.stem} {table.sheet}"
    return Layout(
        name,
        sender,
        tuple(_words(grid, row) for row in grid.between(first, last)),
        {_head(paths[number]): key for number, key in choice.columns.items() if number in paths},
        {_head(paths[number]): unit for number, unit in choice.units.items() if number in paths},
    )


def _free_name(name: str, taken: set[str]) -> str:
    free, count = name, 2
    while free in taken:
        free, count = f"{name} {count}", count + 1
    taken.add(free)
    return free
