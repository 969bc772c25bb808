"""Import: a look at what a file would change, and the one action that takes over what was accepted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from fenyang_desktop.domain.changes import EXISTS, Action, Change
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.quiet import without_collections
from fenyang_desktop.exchange.choices import Choices, HeaderWords
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.reading import sheets_in, tables_of
from fenyang_desktop.exchange.records import ID_KEY, By, Check, Column, Problem, Skipped, Table, problem_at
from fenyang_desktop.exchange.sniffing import read_bytes
from fenyang_desktop.services.doubts import unconfirmed_fields
from fenyang_desktop.services.matching import Matcher, Unmatched
from fenyang_desktop.services.receipts import receipt_of
from fenyang_desktop.services.returns import Past
from fenyang_desktop.services.rows import (
    References,
    Row,
    RowChanges,
    TableReader,
    facts_of,
    kind_of,
    row_of,
    rows_of,
)
from fenyang_desktop.services.senders import known_units, sender_in, sender_named, sender_of_items
from fenyang_desktop.services.workspace import Applied, Workspace, check

RowKey = tuple[str, int]  # sheet and row


class RowState(StrEnum):
    """What accepting a row would do. `PROBLEM`: nothing of it can be taken over."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"


@dataclass(slots=True)
class PreviewRow:
    """A record and what it would change. `id` is None for a new row, whose changes carry a provisional negative id.

    `problems` are its cells that can't be taken over; `doubt` is why nothing of it is accepted unless a person says so,
    `value_doubts` why single values (by field) aren't. `remarks` (by field) keep nothing from being accepted.
    """

    sheet: str
    row: int
    id: int | None
    name: str
    state: RowState
    changes: RowChanges
    problems: tuple[Problem, ...] = ()
    doubt: str = ""
    value_doubts: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def sure_changes(self) -> RowChanges:
        """What needs no second look."""
        return self.changes.without(self.changes.values if self.doubt else self.value_doubts)


@dataclass(frozen=True, slots=True, eq=False)
class ReceivedFile:
    """A file as it was read: what it holds stays the same, whatever is decided about it. Pasted cells have no `data`.

    `words` are what was known of headers from other files then; `sender` is who sent it if a person said so.
    """

    path: Path
    sheets: tuple[RawSheet, ...]
    data: bytes = b""
    words: HeaderWords = field(default_factory=dict)
    sender: str = ""


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One table of a sheet. `problems` are those of its header; a row's own stand in the row.

    `sheet` is the name of the sheet, and which table of it where there are several; `name` and `number` are these two
    apart. `checks` are its own totals, `sender` is the unit that reported it ("": nobody knows).
    """

    sheet: str
    name: str
    number: int
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[PreviewRow, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    checks: tuple[Check, ...] = ()
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change, sheet by sheet. Nothing has been changed yet."""

    source: ReceivedFile
    file: str
    sheets: tuple[SheetPreview, ...]
    choices: Choices = field(default_factory=dict)
    next_id: int = 0  # items with ids from here on came into being after this look
    layouts: tuple[str, ...] = ()  # the remembered layouts by which it was read

    @property
    def sender(self) -> str:
        """Who reported, for a person to read; "" where nobody knows."""
        return "、".join(dict.fromkeys(sheet.sender for sheet in self.sheets if sheet.sender))

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
        """The rows that are accepted unless the user chooses otherwise: those with a change that is not in doubt."""
        return frozenset(self.key(row) for row in self.rows() if row.sure_changes)

    def sure(self) -> "Preview":
        """The preview without the values that are in doubt."""
        sheets = (
            replace(sheet, rows=tuple(replace(row, changes=row.sure_changes) for row in sheet.rows))
            for sheet in self.sheets
        )
        return replace(self, sheets=tuple(sheets))


@without_collections()
def read_file(path: Path, progress: Progress, reader: Reader) -> ReceivedFile:
    """Read a file. Raises UserError as `read_bytes` and `sheets_in` do, and Cancelled where `progress` says so."""
    data = read_bytes(path)
    return ReceivedFile(path, tuple(sheets_in(path, data, progress, reader)), data)


@without_collections()
def preview_file(workspace: Workspace, source: ReceivedFile, choices: Choices, progress: Progress) -> Preview:
    """Compare what a file says, as a person's choices read it, with the portfolio and its past. Raises Cancelled."""
    next_id, items = workspace.next_id(), workspace.items()
    preview = compare(source, choices, items, workspace.reference_date().year, progress)
    return replace(preview, next_id=next_id, sheets=_against_past(preview, workspace, items))


def _against_past(preview: Preview, workspace: Workspace, items: Sequence[Item]) -> tuple[SheetPreview, ...]:
    """The tables with their senders, and with the doubts that earlier returns give rise to."""
    past, raw, sender = Past(workspace), {sheet.name: sheet for sheet in preview.source.sheets}, preview.source.sender
    by_file = sender or sender_named(preview.file, known_units(items, past.senders()))
    if not by_file:
        meant = {row.id for row in preview.rows() if row.id is not None}
        by_file = sender_of_items(item for item in items if item.id in meant)
    sheets = []
    for sheet in preview.sheets:
        named = sender or (sender_in(raw[sheet.name], sheet.header_rows[0]) if sheet.header_rows else "")
        rows = tuple(_with_doubts(row, past, named or by_file) for row in sheet.rows)
        sheets.append(replace(sheet, rows=rows, sender=named or by_file))
    return tuple(sheets)


def _with_doubts(row: PreviewRow, past: Past, sender: str) -> PreviewRow:
    doubts = dict(past.doubts(row.changes, sender)) if row.id is not None and row.changes.values else {}
    return replace(row, value_doubts={**row.value_doubts, **doubts}) if doubts else row


@without_collections()
def preview_import(workspace: Workspace, path: Path, reader: Reader, progress: Progress | None = None) -> Preview:
    """Read a file and compare it with the portfolio, changing nothing.

    Raises UserError as `read_file` does, or `no_table`, and Cancelled where `progress` says so.
    """
    progress = progress or Progress()
    preview = preview_file(workspace, read_file(path, progress, reader), {}, progress)
    if not any(sheet.header_rows for sheet in preview.sheets):
        raise UserError("no_table", file=path.name)
    return preview


@without_collections()
def compare(source: ReceivedFile, choices: Choices, items: Sequence[Item], year: int, progress: Progress) -> Preview:
    """What a file would change in these items. `year` holds for deadlines that name none."""
    tables = tables_of(source.path.name, source.sheets, progress, choices, source.words)
    return Preview(source, source.path.name, tuple(_Comparison(items, year, progress).sheets(tables)), choices)


@without_collections()
def apply_import(workspace: Workspace, preview: Preview, accepted: Collection[RowKey] | None = None) -> Applied | None:
    """Take over the accepted rows as one action (None: whatever is sure); None if there is nothing to take over.

    The file itself is kept beside the portfolio, and a record of the import in it.

    Raises UserError `conflict` or `item_missing` if the portfolio changed since the preview, `parent_not_accepted`,
    `parent_cycle`, `file_not_kept`, `read_only`; nothing is changed then.
    """
    names = {row.changes[0].id: row.name for row in preview.rows() if row.state is RowState.NEW and row.changes}
    if accepted is None:
        preview = preview.sure()
        wanted = _with_parents(preview, preview.acceptable())
    else:
        wanted = frozenset(accepted)
    rows = [row for row in preview.rows() if preview.key(row) in wanted]
    _check_parents(rows, names)
    _check_new(workspace, preview, rows)
    changes = [change for row in rows for change in row.changes]
    if not changes:
        return None
    if workspace.read_only:
        raise UserError("read_only")
    real = real_ids(changes, workspace.next_id())
    changes = with_real_ids(changes, real)
    check(changes, workspace.items)
    receipt = receipt_of(workspace, preview, real)
    return workspace.apply(Action.IMPORT, f"导入“{preview.file}”", changes, receipt=receipt)


def _with_parents(preview: Preview, wanted: frozenset[RowKey]) -> frozenset[RowKey]:
    """Those of the rows whose new parents are among them too; the others wait with their parents."""
    while True:
        rows = [row for row in preview.rows() if preview.key(row) in wanted]
        born = {row.changes[0].id for row in rows if row.state is RowState.NEW}
        orphans = {preview.key(row) for row in rows for parent in _new_parents(row) if parent not in born}
        if not orphans:
            return wanted
        wanted -= orphans


def _new_parents(row: PreviewRow) -> list[int]:
    """The provisional ids of new items that a row would belong to."""
    return [
        change.new
        for change in row.changes
        if change.field == "parent" and isinstance(change.new, int) and change.new < 0
    ]


def _check_new(workspace: Workspace, preview: Preview, rows: Sequence[PreviewRow]) -> None:
    """Raises UserError `new_twice` if an item that a row would make has come into being since the preview."""
    born = {plain_name(row.name) for row in rows if row.state is RowState.NEW}
    for item in workspace.items() if born else ():
        if item.id >= preview.next_id and plain_name(item.name) in born:
            raise UserError("new_twice", name=item.name, id=item.id)


def real_ids(changes: Sequence[Change], first: int) -> dict[int, int]:
    """Ids from `first` on for the provisional ones of new items."""
    born = [change.id for change in changes if change.field == EXISTS]
    return {id: first + place for place, id in enumerate(born)}


def with_real_ids(changes: Sequence[Change], real: Mapping[int, int]) -> list[Change]:
    """The changes with their provisional ids replaced."""
    return [_with_real_ids(change, real) for change in changes] if real else list(changes)


def _with_real_ids(change: Change, real: Mapping[int, int]) -> Change:
    new = change.new
    if change.field == "parent" and isinstance(new, int):
        new = real.get(new, new)
    return Change(change.entity, real.get(change.id, change.id), change.field, change.old, new, change.origin)


def _check_parents(accepted: Sequence[PreviewRow], names: Mapping[int, str]) -> None:
    """Raises UserError `parent_not_accepted` if an accepted row belongs to a new item that is left out."""
    born = {row.changes[0].id for row in accepted if row.state is RowState.NEW and row.changes}
    for row in accepted:
        for parent in _new_parents(row):
            if parent not in born:
                raise UserError("parent_not_accepted", name=row.name, parent=names.get(parent, ""))


def _problems_of_table(table: Table) -> list[Problem]:
    """The problems that belong to no record: of the header, and of cells above or between the records."""
    records = {record.row for record in table.records}
    return [problem for problem in table.problems if row_of(problem.cell) not in records]


def _disagreements(table: Table) -> list[Problem]:
    """The sheet's own totals that the rows read don't add up to."""
    return [
        problem_at(
            table.file,
            table.sheet,
            check.cell,
            UserError("total_differs", label=check.label, what=check.what, stated=check.stated, found=check.found),
        )
        for check in table.checks
        if not check.agrees
    ]


def _unsure_code(table: Table) -> str:
    """The header of a column of project codes that nobody confirmed, else ""."""
    return next((one.header for one in table.columns if one.field == "project_code" and one.by is By.SIMILAR), "")


def _identity_doubt(row: Row, unsure_code: str) -> str:
    """A row whose 编号 or project code can't be read may be about another item than its name says."""
    letters = row.record.letters
    if row.problems:
        places = {f"{letters[key]}{row.record.row}" for key in (ID_KEY, "project_code") if key in letters}
        if any(problem.cell in places for problem in row.problems):
            return "编号或项目代码读不出来，只按名称对应"
    unsure = unsure_code and row.text("project_code")
    return f"项目代码取自还没有确认的列“{unsure_code}”" if unsure else ""


class _Comparison:
    """Compares tables with the items: first which item each row is about, then what it says."""

    def __init__(self, items: Sequence[Item], year: int, progress: Progress) -> None:
        self._progress, self._year = progress, year
        self._matcher = Matcher(items)
        self._references = References(items)
        self._taken: dict[object, Row] = {}
        self._provisional = 0

    def sheets(self, tables: Sequence[Table]) -> list[SheetPreview]:
        matched = [self._matched(table) for table in tables]
        readers = [TableReader(self._references, table, self._year, self._progress) for table in tables]
        unconfirmed = [unconfirmed_fields(table.columns) for table in tables]
        return [
            SheetPreview(
                table.title,
                table.sheet,
                table.number,
                table.header_rows,
                table.columns,
                tuple(self._preview(row, reader, unsure) for row in self._reported(rows)),
                table.skipped,
                (*_problems_of_table(table), *_disagreements(table)),
                table.checks,
            )
            for table, rows, reader, unsure in zip(tables, matched, readers, unconfirmed, strict=True)
        ]

    # -- which item

    def _matched(self, table: Table) -> list[Row]:
        unsure_code = _unsure_code(table)
        return [self._match(row, unsure_code) for row in self._reported(self._rows(table))]

    def _rows(self, table: Table) -> list[Row]:
        """The rows of a table. A 编号 that counts 1, 2, 3 while the names are those of other items only numbers the rows."""
        rows = list(rows_of(table))
        facts = [one for row in rows if row.text(ID_KEY) and (one := facts_of(row)).id]
        counts = [one.id for one in facts] == [str(number) for number in range(1, len(facts) + 1)]
        if len(facts) > 1 and counts and sum(map(self._matcher.gainsays, facts)) * 2 > len(facts):
            for row in rows:
                row.record.texts.pop(ID_KEY, None)
        return rows

    def _match(self, row: Row, unsure_code: str) -> Row:
        try:
            row.kind = kind_of(row)
            facts = facts_of(row)
            match = self._matcher.match(facts)
        except Unmatched as unmatched:
            row.problem(unmatched.key, unmatched.fault)
            return row
        row.item = match.item
        row.doubts = tuple(doubt for doubt in (match.doubt, _identity_doubt(row, unsure_code)) if doubt)
        row.keeps_name = match.alike
        identity = match.item.id if match.item else (plain_name(facts.name), facts.kind, plain_name(facts.parent))
        twin = self._taken.get(identity)
        if twin is not None:
            twin.doubts = (*twin.doubts, f"工作表“{row.table.sheet}”第 {row.record.row} 行写的是同一项")
            row.problem("name", UserError("row_twice", name=row.name(), sheet=twin.table.sheet, row=twin.record.row))
            return row
        self._taken[identity] = row
        if match.item is None:
            self._provisional -= 1
        row.id = match.item.id if match.item else self._provisional
        self._references.add(row)
        return row

    # -- what it says

    def _reported(self, rows: Sequence[Row]) -> Iterator[Row]:
        for done, row in enumerate(rows):
            if done % 500 == 0:
                self._progress.step(done, len(rows), f"正在比对工作表“{row.table.sheet}”")
            yield row

    def _preview(self, row: Row, reader: TableReader, unconfirmed: Mapping[str, str]) -> PreviewRow:
        changes = reader.changes(row) if row.id else RowChanges(row, {}, {})
        if unconfirmed:
            row.value_doubts.update((key, why) for key in changes.values if (why := unconfirmed.get(key)))
        if has_changes := bool(changes.values):
            state = RowState.NEW if row.item is None else RowState.CHANGED
        else:
            state = RowState.PROBLEM if row.problems else RowState.UNCHANGED
        return PreviewRow(
            row.table.title,
            row.record.row,
            row.item.id if row.item else None,
            row.name(),
            state,
            changes,
            tuple(row.problems),
            "；".join(row.doubts) if has_changes else "",
            row.value_doubts if has_changes else {},
            row.remarks,
        )
