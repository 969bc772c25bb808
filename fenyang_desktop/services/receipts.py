"""The record of an import: its file, kept by its content, who sent it, and the columns that are no fields of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fenyang_desktop.domain.changes import Action
from fenyang_desktop.domain.history import StoredReceipt, standing, undo_and_redo
from fenyang_desktop.domain.receipts import LeftColumn, Receipt, senders_by_place
from fenyang_desktop.exchange.fill_in_key import KEY_LABEL
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.records import By, Column
from fenyang_desktop.services.preview import Preview, SheetPreview
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.keeping import SHOWN, digest_of, kept_files

_NO_CONTENT = frozenset({KEY_LABEL, "序号", "序", "编号", "№", "NO", "No."})


def receipt_of(preview: Preview, real: Mapping[int, int], digest: str) -> Receipt:
    """The record of an import, whose file is kept under `digest`. `real` gives the ids of new items by provisional ones."""
    tables = sorted((sheet.name, sheet.header_rows[0], sheet.sender) for sheet in preview.sheets if sheet.header_rows)
    senders = senders_by_place(tables)
    return Receipt(preview.file, digest, len(preview.source.data), senders, tuple(_left_columns(preview, real)))


def _left_columns(preview: Preview, real: Mapping[int, int]) -> Iterator[LeftColumn]:
    raw = {sheet.name: sheet for sheet in preview.source.sheets}
    for sheet in preview.sheets:
        left = [column for column in sheet.columns if _is_left(column)]
        if not left:
            continue
        grid, ids = Grid(raw[sheet.name]), dict(_ids(sheet, real))
        for column in left:
            texts = {id: text for row, id in ids.items() if (text := grid.text(row, column.number))}
            if texts:
                yield LeftColumn(sheet.name, column.letter, column.header, texts)


def _is_left(column: Column) -> bool:
    """Whether nothing of a column, or nothing that is sure, comes into the portfolio."""
    return column.by is By.SIMILAR or (column.field is None and column.header not in _NO_CONTENT)


def _ids(sheet: SheetPreview, real: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Row → id of the item that it is about; new items that weren't taken over have none."""
    for row in sheet.rows:
        id = row.id if row.id is not None else real.get(row.changes[0].id) if row.changes else None
        if id is not None:
            yield row.row, id


STANDS = "有效"


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as the list of imports shows it. `state` is 有效, 已撤销 or 已撤回; `kept` is its file, if it is there."""

    stored: StoredReceipt
    state: str
    size: int
    kept: Path | None

    @property
    def stands(self) -> bool:
        """Whether its values were neither undone nor withdrawn."""
        return self.state == STANDS

    @property
    def id(self) -> int:
        """The id of the import's change set."""
        return self.stored.set.id


def import_records(workspace: Workspace) -> list[ImportRecord]:
    """Every import, the newest first; those of earlier versions without what these didn't keep."""
    sets = workspace.sets()
    receipts = {one.set.id: one for one in workspace.receipts()}
    stands, done = standing(sets), {one.id for one in undo_and_redo(sets)[0]}
    files, found = kept_files(workspace.path), []
    for one in reversed(sets):
        if one.source.action is Action.IMPORT:
            stored = receipts.get(one.id) or StoredReceipt(
                one, Receipt(one.source.title.removeprefix("导入").strip("“”"))
            )
            state = STANDS if one.id in stands else "已撤回" if one.id in done else "已撤销"
            kept = files.get(stored.receipt.digest[:SHOWN])
            found.append(ImportRecord(stored, state, workspace.size(one.id), kept))
    return found


def imported_before(workspace: Workspace, data: bytes) -> StoredReceipt | None:
    """The latest import of a file with the same content that still stands."""
    digest = digest_of(data)
    stands = standing(workspace.sets())
    same = [one for one in workspace.receipts() if digest and one.receipt.digest == digest and one.set.id in stands]
    return same[-1] if same else None
