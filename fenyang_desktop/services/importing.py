"""Import: a look at what a file would change, and the one action that takes over what was accepted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fenyang_desktop.domain.changes import EXISTS, Action, Change, Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.reading import read_tables
from fenyang_desktop.exchange.records import Column, Problem, Skipped, Table
from fenyang_desktop.services.matching import Matcher, Unmatched, plain_name
from fenyang_desktop.services.rows import Row, RowReader, ValueReader, facts_of, kind_of, row_of, rows_of
from fenyang_desktop.services.workspace import Applied, Workspace, check

RowKey = tuple[str, int]  # sheet and row


class RowState(StrEnum):
    """What accepting a row would do. `PROBLEM`: nothing of it can be taken over."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A record and what it would change. `id` is None for a new row, whose changes carry a provisional negative id.

    `problems` are its cells that can't be taken over; `doubt` is why it isn't accepted unless a person says so.
    """

    sheet: str
    row: int
    id: int | None
    name: str
    state: RowState
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One sheet. `problems` are those of its header; a row's own stand in the row."""

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[PreviewRow, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change, sheet by sheet. Nothing has been changed yet."""

    path: Path
    file: str
    sheets: tuple[SheetPreview, ...]

    def rows(self) -> Iterator[PreviewRow]:
        for sheet in self.sheets:
            yield from sheet.rows

    def count(self, state: RowState) -> int:
        return sum(row.state is state for row in self.rows())

    def problems(self) -> list[Problem]:
        """Every problem: of each sheet's header, then of its rows."""
        return [
            problem
            for sheet in self.sheets
            for problem in (*sheet.problems, *(one for row in sheet.rows for one in row.problems))
        ]

    @staticmethod
    def key(row: PreviewRow) -> RowKey:
        return row.sheet, row.row

    def acceptable(self) -> frozenset[RowKey]:
        """The rows that are accepted unless the user chooses otherwise: new and changed ones without a doubt."""
        return frozenset(self.key(row) for row in self.rows() if row.changes and not row.doubt)


def preview_import(workspace: Workspace, path: Path, reader: Reader, progress: Progress | None = None) -> Preview:
    """Read a file and compare it with the portfolio, changing nothing.

    Raises UserError as `read_tables` does, and Cancelled where `progress` says so.
    """
    progress = progress or Progress()
    tables = read_tables(path, progress, reader)
    return compare(path, tables, workspace.items(), workspace.reference_date().year, progress)


def compare(path: Path, tables: Sequence[Table], items: Sequence[Item], year: int, progress: Progress) -> Preview:
    """What the tables would change in these items. `year` holds for deadlines that name none."""
    return Preview(path, path.name, tuple(_Comparison(items, year, progress).sheets(tables)))


def apply_import(workspace: Workspace, preview: Preview, accepted: Collection[RowKey] | None = None) -> Applied | None:
    """Take over the accepted rows (None: `acceptable`) as one action; None if there is nothing to take over.

    Raises UserError `conflict` or `item_missing` if the portfolio changed since the preview, `parent_not_accepted`,
    `parent_cycle`, `read_only`; nothing is changed then.
    """
    wanted = preview.acceptable() if accepted is None else frozenset(accepted)
    rows = [row for row in preview.rows() if preview.key(row) in wanted]
    _check_parents(preview, rows)
    changes = with_real_ids([change for row in rows for change in row.changes], workspace.next_id())
    if not changes:
        return None
    check(changes, workspace.items)
    return workspace.apply(Action.IMPORT, f"导入“{preview.file}”", changes)


def with_real_ids(changes: Sequence[Change], first: int) -> list[Change]:
    """The changes with their provisional ids replaced by ids from `first` on."""
    born = [change.id for change in changes if change.field == EXISTS]
    real: dict[Stored, int] = {id: first + place for place, id in enumerate(born)}
    return [_with_real_ids(change, real) for change in changes] if real else list(changes)


def _with_real_ids(change: Change, real: Mapping[Stored, int]) -> Change:
    new = real.get(change.new, change.new) if change.field == "parent" else change.new
    return Change(change.entity, real.get(change.id, change.id), change.field, change.old, new, change.origin)


def _check_parents(preview: Preview, accepted: Sequence[PreviewRow]) -> None:
    """Raises UserError `parent_not_accepted` if an accepted row belongs to a new item that is left out."""
    born = {row.changes[0].id for row in accepted if row.state is RowState.NEW}
    for row in accepted:
        for change in row.changes:
            if change.field == "parent" and isinstance(change.new, int) and change.new < 0 and change.new not in born:
                parent = next(one.name for one in preview.rows() if one.changes and one.changes[0].id == change.new)
                raise UserError("parent_not_accepted", name=row.name, parent=parent)


class _Comparison:
    """Compares tables with the items: first which item each row is about, then what it says."""

    def __init__(self, items: Sequence[Item], year: int, progress: Progress) -> None:
        self._progress = progress
        self._matcher = Matcher(items)
        self._values = ValueReader(items, year)
        self._taken: dict[object, Row] = {}
        self._provisional = 0

    def sheets(self, tables: Sequence[Table]) -> list[SheetPreview]:
        matched = [[self._match(row) for row in rows_of(table)] for table in tables]
        units = [{c.field: c.unit for c in table.columns if c.field} for table in tables]
        return [
            SheetPreview(
                table.sheet,
                table.header_rows,
                table.columns,
                tuple(self._preview(row, unit) for row in self._reported(rows)),
                table.skipped,
                tuple(p for p in table.problems if row_of(p.cell) in table.header_rows),
            )
            for table, rows, unit in zip(tables, matched, units, strict=True)
        ]

    # -- which item

    def _match(self, row: Row) -> Row:
        try:
            row.kind = kind_of(row)
            facts = facts_of(row)
            match = self._matcher.match(facts)
        except Unmatched as unmatched:
            row.problem(unmatched.key, unmatched.fault)
            return row
        row.item, row.doubts = match.item, (match.doubt,) if match.doubt else ()
        identity = match.item.id if match.item else (plain_name(facts.name), facts.kind, plain_name(facts.parent))
        twin = self._taken.get(identity)
        if twin is not None:
            row.problem("name", UserError("row_twice", name=row.name(), sheet=twin.table.sheet, row=twin.record.row))
            return row
        self._taken[identity] = row
        if match.item is None:
            self._provisional -= 1
        row.id = match.item.id if match.item else self._provisional
        self._values.add_parent(row)
        return row

    # -- what it says

    def _reported(self, rows: Sequence[Row]) -> Iterator[Row]:
        for done, row in enumerate(rows):
            if done % 500 == 0:
                self._progress.step(done, len(rows), f"正在比对工作表“{row.table.sheet}”")
            yield row

    def _preview(self, row: Row, units: Mapping[str, str]) -> PreviewRow:
        changes = tuple(RowReader(self._values, row, units).changes()) if row.id else ()
        if changes:
            state = RowState.NEW if row.item is None else RowState.CHANGED
        else:
            state = RowState.PROBLEM if row.problems else RowState.UNCHANGED
        return PreviewRow(
            row.table.sheet,
            row.record.row,
            row.item.id if row.item else None,
            row.name(),
            state,
            changes,
            tuple(row.problems),
            "；".join(row.doubts) if changes else "",
        )
