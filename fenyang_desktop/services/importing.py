"""Import: a look at what a file would change, and the one action that takes over what was accepted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fenyang_desktop.domain.changes import EXISTS, ITEM, Action, Change
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.domain.parts import ITEM_ID
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.quiet import without_collections
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.reading import sheets_in
from fenyang_desktop.exchange.senders import sender_within, senders_above
from fenyang_desktop.exchange.sniffing import read_bytes
from fenyang_desktop.exchange.tables import NO_HEADER
from fenyang_desktop.services.comparing import compare
from fenyang_desktop.services.former_names import FormerNames
from fenyang_desktop.services.month_rows import Months, changes_of
from fenyang_desktop.services.preview import Preview, PreviewRow, ReceivedFile, RowKey, RowState, SheetPreview
from fenyang_desktop.services.receipts import receipt_of
from fenyang_desktop.services.repeated import set_since, with_doubts
from fenyang_desktop.services.return_marks import received
from fenyang_desktop.services.returns import Past
from fenyang_desktop.services.senders import known_units, sender_named, sender_of_items
from fenyang_desktop.services.workspace import Applied, Workspace, check
from fenyang_desktop.store.keeping import kept


@without_collections()
def read_file(path: Path, progress: Progress, reader: Reader) -> ReceivedFile:
    """Read a file. Raises UserError as `read_bytes` and `sheets_in` do, and Cancelled where `progress` says so."""
    data = read_bytes(path)
    return ReceivedFile(path, tuple(sheets_in(path, data, progress, reader)), data)


@without_collections()
def preview_file(workspace: Workspace, source: ReceivedFile, choices: Choices, progress: Progress) -> Preview:
    """Compare what a file says, as a person's choices read it, with the portfolio and its past. Raises Cancelled."""
    next_id, items, past = workspace.next_id(), workspace.items(), Past(workspace)
    months = Months(workspace, source, choices)
    reference, presumed = workspace.reference_date(), sender_stated(workspace, source) or months.unit
    source = replace(source, words=replace(source.words, told=source.sender, presumed=presumed))
    preview = compare(source, choices, items, reference.year, progress, months, reference)
    if not presumed:
        meant = {row.id for row in preview.rows() if row.id is not None}
        presumed = sender_of_items([item for item in items if item.id in meant])
        source = replace(source, words=replace(source.words, presumed=presumed))
        if source.words.of(""):
            preview = compare(source, choices, items, reference.year, progress, months, reference)
    sheets = _against_past(preview, past, FormerNames(workspace), presumed, progress)
    preview = replace(preview, next_id=next_id, sheets=sheets)
    return with_doubts(preview, set_since(workspace, source.data))


def sender_stated(workspace: Workspace, source: ReceivedFile) -> str:
    """Who sent a file as a person, one of its sheets or its name says; "" where none does."""
    if stated := source.sender or next(filter(None, map(sender_within, source.sheets)), ""):
        return stated
    return sender_named(source.path.name, known_units(workspace.items(), Past(workspace).senders()))


def _against_past(
    preview: Preview, past: Past, former: FormerNames, presumed: str, progress: Progress
) -> tuple[SheetPreview, ...]:
    """The tables with their senders, and with the doubts that earlier returns give rise to."""
    named = _named_senders(preview)
    sheets: list[SheetPreview] = []
    for sheet in preview.sheets:
        progress.step(len(sheets), len(preview.sheets), f"正在与以前报送的比对工作表“{sheet.sheet}”")
        sender = preview.source.sender or named.get((sheet.name, sheet.header_rows[:1]), "") or presumed
        silent = past.is_silent(sender)
        past.reports.know(row.changes for row in sheet.rows if row.changes.report)
        past.sent.know(row.changes for row in sheet.rows if row.changes.key)
        rows = tuple(
            row if silent and _is_plain(row) else _with_doubts(row, past, former, sender) for row in sheet.rows
        )
        sheets.append(replace(sheet, rows=rows, sender=sender))
    return tuple(sheets)


def _named_senders(preview: Preview) -> dict[tuple[str, tuple[int, ...]], str]:
    """Who the sheets say filled in each table, by sheet and first header row."""
    found: dict[tuple[str, tuple[int, ...]], str] = {}
    for raw in preview.source.sheets:
        heads = sorted(
            {sheet.header_rows[0] for sheet in preview.sheets if sheet.name == raw.name and sheet.header_rows}
        )
        senders = senders_above(raw, heads)
        found.update({(raw.name, (head,)): sender for head, sender in zip(heads, senders, strict=True)})
    return found


def _is_plain(row: PreviewRow) -> bool:
    """Whether nothing in the past but what others set could gainsay the row."""
    changes = row.changes
    if changes.key is not None or (changes.report is not None and changes.report.is_restated(changes.values)):
        return False
    return row.state is not RowState.NEW and "deadline" not in row.changes.values


def _with_doubts(row: PreviewRow, past: Past, former: FormerNames, sender: str) -> PreviewRow:
    if row.state is RowState.NEW and (why := former.doubt(row.name)):
        return replace(row, doubt="；".join(filter(None, (row.doubt, why))))
    if row.changes.key is not None:
        row = past.sent.settled(row, sender)
    doubts = dict(past.doubts(row.changes, sender)) if row.id is not None and row.changes.values else {}
    return replace(row, value_doubts={**row.value_doubts, **doubts}) if doubts else row


@without_collections()
def preview_import(workspace: Workspace, path: Path, reader: Reader, progress: Progress | None = None) -> Preview:
    """Read a file and compare it with the portfolio, changing nothing.

    Raises UserError as `read_file` and `check_table` do, and Cancelled where `progress` says so.
    """
    progress = progress or Progress()
    preview = preview_file(workspace, read_file(path, progress, reader), {}, progress)
    check_table(preview)
    return preview


def check_table(preview: Preview) -> None:
    """Raises UserError `no_list` or `no_table` for a file without a list of projects: what its sheets are instead."""
    if any(sheet.header_rows for sheet in preview.sheets):
        return
    said = {sheet.sheet: dict.fromkeys(one.reason for one in sheet.skipped) for sheet in preview.sheets}
    told = {name: reasons for name, reasons in said.items() if reasons and NO_HEADER not in reasons}
    if not told:
        raise UserError("no_table", file=preview.file)
    several = len(preview.sheets) > 1
    why = "；".join((f"工作表“{name}”：" if several else "") + "；".join(reasons) for name, reasons in told.items())
    raise UserError("no_list", file=preview.file, why=why)


@without_collections()
def apply_import(workspace: Workspace, preview: Preview, accepted: Collection[RowKey] | None = None) -> Applied | None:
    """Take over the accepted rows as one action (None: whatever is sure); None if there is nothing to take over.

    The file itself is kept beside the portfolio, and a record of the import in it; the returns of its senders are 已报.

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
    changes = changes_of(workspace, rows)
    if not changes:
        return None
    if workspace.read_only:
        raise UserError("read_only")
    real = real_ids(changes, workspace.next_id())
    changes = with_real_ids(changes, real)
    check(changes, workspace.items)
    usual = workspace.report_month()
    senders = [
        (sheet.sender, sheet.month.month if sheet.month else usual) for sheet in preview.sheets if sheet.header_rows
    ]
    changes += received(workspace, senders, preview.file)
    with kept(workspace.path, preview.file, preview.source.data) as digest:
        receipt = receipt_of(preview, real, digest)
        return workspace.apply(Action.IMPORT, f"导入“{preview.file}”", changes, receipt=receipt)


def _with_parents(preview: Preview, wanted: frozenset[RowKey]) -> frozenset[RowKey]:
    """Those of the rows whose new parents are among them too; the others wait with their parents."""
    return wanted - orphans(preview, wanted).keys()


def orphans(preview: Preview, wanted: Collection[RowKey]) -> dict[RowKey, int]:
    """Those of the rows that can't come in without another, by the provisional ids of the new parents they lack."""
    rows = {preview.key(row): row for row in preview.rows() if preview.key(row) in wanted}
    found: dict[RowKey, int] = {}
    while True:
        left = {key: row for key, row in rows.items() if key not in found}
        born = {row.changes[0].id for row in left.values() if row.state is RowState.NEW}
        more = {key: parent for key, row in left.items() for parent in _new_parents(row) if parent not in born}
        if not more:
            return found
        found |= more


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
    born = [change.id for change in changes if change.field == EXISTS and change.entity == ITEM]
    return {id: first + place for place, id in enumerate(born)}


def with_real_ids(changes: Sequence[Change], real: Mapping[int, int]) -> list[Change]:
    """The changes with their provisional ids replaced."""
    return [_with_real_ids(change, real) for change in changes] if real else list(changes)


def _with_real_ids(change: Change, real: Mapping[int, int]) -> Change:
    new, id = change.new, change.id
    if change.field in ("parent", ITEM_ID) and isinstance(new, int):
        new = real.get(new, new)
    if change.entity == ITEM:
        id = real.get(id, id)
    return Change(change.entity, id, change.field, change.old, new, change.origin)


def _check_parents(accepted: Sequence[PreviewRow], names: Mapping[int, str]) -> None:
    """Raises UserError `parent_not_accepted` if an accepted row belongs to a new item that is left out."""
    born = {row.changes[0].id for row in accepted if row.state is RowState.NEW and row.changes}
    for row in accepted:
        for parent in _new_parents(row):
            if parent not in born:
                raise UserError("parent_not_accepted", name=row.name, parent=names.get(parent, ""))
