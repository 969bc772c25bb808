"""A file that was imported comes again: what was set since it was imported is never taken back unseen."""

from collections.abc import Mapping
from dataclasses import replace

from fenyang_desktop.domain.changes import ITEM, Change
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.domain.history import standing
from fenyang_desktop.domain.values import display
from fenyang_desktop.services.preview import Preview, PreviewRow
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.keeping import digest_of

Later = Mapping[tuple[int, str], Change]


def set_since(workspace: Workspace, data: bytes) -> Later:
    """The values that something else set since a file of this content was first imported; of none that never was."""
    digest, sets = digest_of(data), workspace.sets()
    stands = standing(sets)
    receipts = workspace.receipts() if digest else []
    own = [one.set.id for one in receipts if one.receipt.digest == digest and one.set.id in stands]
    found: dict[tuple[int, str], Change] = {}
    for set_id, change in workspace.later_changes(own[0]) if own else ():
        if set_id in own:
            found.pop((change.id, change.field), None)
        elif set_id in stands and change.entity == ITEM:
            found[change.id, change.field] = change
    return found


def with_doubts(preview: Preview, later: Later) -> Preview:
    """The preview in which a value waits for a person where accepting it would take back what was set later."""
    if not later:
        return preview
    sheets = (replace(sheet, rows=tuple(_doubted(row, later) for row in sheet.rows)) for sheet in preview.sheets)
    return replace(preview, sheets=tuple(sheets))


def _doubted(row: PreviewRow, later: Later) -> PreviewRow:
    doubts = {
        name: _why(later[row.id, name])
        for name in row.changes.values
        if row.id is not None and (row.id, name) in later and name not in row.value_doubts
    }
    return replace(row, value_doubts={**row.value_doubts, **doubts}) if doubts else row


def _why(change: Change) -> str:
    field = FIELD[change.field]
    now = "" if field.type is Type.PARENT else f"为“{display(field, change.new) or '无'}”"
    return f"这个文件导入过，后来台账又改{now}，接受就改回去"


def without_later(preview: Preview, later: Later) -> Preview:
    """What is left of a preview beside the values that were set later."""
    sheets = (replace(sheet, rows=tuple(_without(row, later) for row in sheet.rows)) for sheet in preview.sheets)
    return replace(preview, sheets=tuple(sheets))


def _without(row: PreviewRow, later: Later) -> PreviewRow:
    gone = {name for name in row.changes.values if row.id is not None and (row.id, name) in later}
    if not gone:
        return row
    doubts = {name: why for name, why in row.value_doubts.items() if name not in gone}
    return replace(row, changes=row.changes.without(gone), value_doubts=doubts)
