"""What of a file is taken over, value by value, and taking it over after other files changed the portfolio."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from fenyang_desktop.domain.changes import EXISTS, Change
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.services.importing import apply_import, preview_file
from fenyang_desktop.services.month_rows import values_written
from fenyang_desktop.services.preview import Preview, PreviewRow, RowKey, RowState
from fenyang_desktop.services.return_marks import without_marks
from fenyang_desktop.services.row_reports import is_same_report
from fenyang_desktop.services.workspace import Applied, Workspace

log = logging.getLogger(__name__)
Value = tuple[RowKey, str]  # a field of a row; EXISTS stands for the new item itself
Chosen = Collection[Value] | None  # None: whatever is sure, which need not be listed to be counted


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a file holds. `changed` are items, `values` the values that change in them; `skipped` rows not read."""

    new: int = 0
    changed: int = 0
    values: int = 0
    unchanged: int = 0
    doubts: int = 0
    problems: int = 0
    clashes: int = 0
    skipped: int = 0

    @property
    def waiting(self) -> int:
        """How many places a person must look at."""
        return self.doubts + self.problems + self.clashes

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. `changes` are those that were written, `rest` is how the file compares after that.

    It is only what was not chosen where the file could not be compared again.
    """

    applied: Applied | None
    rest: Preview
    changes: tuple[Change, ...] = ()
    is_compared: bool = True


def counts(preview: Preview, clashing: Collection[Value] = ()) -> Counts:
    """How much a preview holds; values that clash with another file are no further doubts."""
    rows = list(preview.rows())
    changed = [row for row in rows if row.state is RowState.CHANGED]
    doubts = sum(bool(row.doubt) + len(row.value_doubts) for row in rows)
    return Counts(
        new=sum(row.state is RowState.NEW for row in rows),
        changed=len(changed),
        values=sum(len(row.changes) for row in changed),
        unchanged=sum(row.state is RowState.UNCHANGED for row in rows),
        doubts=doubts - len(clashing),
        problems=len(preview.problems()),
        clashes=len(clashing),
        skipped=sum(len(sheet.skipped) for sheet in preview.sheets),
    )


def counts_of_taken(changes: Iterable[Change]) -> Counts:
    """How much was written; `changes` are those of `values_written`."""
    written = without_marks(changes)
    new = {change.id for change in written if change.field == EXISTS}
    values = [change for change in written if change.id not in new]
    return Counts(new=len(new), changed=len({change.id for change in values}), values=len(values))


def taken_text(found: Counts) -> str:
    """新增 3 项，修改 12 项的 20 个值."""
    parts = [f"新增 {found.new:,} 项"] if found.new else []
    parts += [f"修改 {found.changed:,} 项的 {found.values:,} 个值"] if found.changed else []
    return "，".join(parts)


def sure_values(preview: Preview) -> frozenset[Value]:
    """What is taken over unless a person chooses otherwise."""
    return frozenset((Preview.key(row), name) for row in preview.rows() for name in row.sure_changes.fields)


def only(preview: Preview, chosen: Collection[Value]) -> Preview:
    """The preview with nothing but these values, none of them in doubt any more."""
    sheets = (replace(sheet, rows=tuple(_only(row, chosen) for row in sheet.rows)) for sheet in preview.sheets)
    return replace(preview, sheets=tuple(sheets))


def _only(row: PreviewRow, chosen: Collection[Value]) -> PreviewRow:
    key = Preview.key(row)
    refused = {field for field in row.changes.values if (key, field) not in chosen}
    if row.id is None and (key, EXISTS) not in chosen:
        refused = set(row.changes.values)
    return replace(row, changes=row.changes.without(refused), doubt="", value_doubts={})


def still_chosen(fresh: Preview, before: Preview, chosen: Collection[Value]) -> frozenset[Value]:
    """What was chosen of an earlier look and is in a later one the same change, and no more in doubt than then.

    So nothing is taken over that nobody has seen: neither what another file or an edit made of the value meanwhile,
    nor what a row says of another item than it was about.
    """
    earlier = {Preview.key(row): row for row in before.rows()}
    return frozenset(value for row in fresh.rows() for value in _still(row, earlier.get(Preview.key(row)), chosen))


def _still(row: PreviewRow, before: PreviewRow | None, chosen: Collection[Value]) -> list[Value]:
    key = Preview.key(row)
    if before is None or (before.id is not None and before.id != row.id):
        return []
    if row.doubt not in before.doubt or (row.id is None and (key, EXISTS) not in chosen):
        return []
    was = {change.field: change for change in before.changes}
    return [
        (key, change.field)
        for change in row.changes
        if (key, change.field) in chosen
        and (
            _is_same(change, was[change.field])
            or is_same_report(change, was[change.field], row.changes.report, before.changes.report)
        )
        and row.value_doubts.get(change.field, "") in before.value_doubts.get(change.field, "")
    ]


def _is_same(change: Change, before: Change) -> bool:
    """Whether two changes say the same. A parent that was new in the file may have come into being since."""
    was_new = before.field == "parent" and isinstance(before.new, int) and before.new < 0
    return change.old == before.old and (was_new or change.new == before.new)


def chosen_anew(fresh: Preview, before: Preview, chosen: Collection[Value]) -> frozenset[Value]:
    """What is ticked in a later look: whatever is sure, unless a person had refused it, and what was chosen in spite of a
    doubt and is the same still. A row that was refused as a whole stays so, whatever else is read of it."""
    sure, wanted = sure_values(before), frozenset(chosen)
    refused_rows = {key for key, _ in sure} - {key for key, _ in wanted}
    fresh_sure = {value for value in sure_values(fresh) - (sure - wanted) if value[0] not in refused_rows}
    found = still_chosen(fresh, before, chosen) | fresh_sure
    unborn = {Preview.key(row) for row in fresh.rows() if row.id is None} - {
        key for key, name in found if name == EXISTS
    }
    return frozenset(value for value in found if value[0] not in unborn)


def doubts_chosen(preview: Preview, chosen: Chosen) -> int:
    """How many of the doubts of a preview a person has settled by choosing what is doubted."""
    if chosen is None:
        return 0
    doubtful = [row for row in preview.rows() if row.doubt or row.value_doubts]
    rows = {key for key, _ in chosen} if doubtful else set()
    return sum(
        (bool(row.doubt) and Preview.key(row) in rows)
        + sum((Preview.key(row), name) in chosen for name in row.value_doubts)
        for row in doubtful
    )


def compare_again(workspace: Workspace, preview: Preview, progress: Progress) -> Preview:
    """Compare a file as it was read and understood with the portfolio as it is now."""
    fresh = preview_file(workspace, preview.source, preview.choices, progress)
    return replace(fresh, layouts=preview.layouts)


def take_over(workspace: Workspace, preview: Preview, chosen: Collection[Value], progress: Progress) -> Taken:
    """Take over what was chosen of a file, as one action, after the portfolio may have changed.

    The file is compared anew first: what isn't the same change any more stays open. Raises UserError as `apply_import`
    does, and Cancelled before anything is written.
    """
    fresh = compare_again(workspace, preview, progress)
    applied = apply_import(workspace, only(fresh, still_chosen(fresh, preview, chosen)))
    if applied is None:
        return Taken(None, fresh)
    return _taken(workspace, applied, fresh, chosen)


def take_as_seen(workspace: Workspace, preview: Preview, chosen: Collection[Value]) -> Taken:
    """Take over what was chosen of a file just as it was seen, as one action. Raises UserError as `apply_import` does."""
    accepted = {row for row, _ in chosen}
    sheets = (
        replace(sheet, rows=tuple(_only(row, chosen) if Preview.key(row) in accepted else row for row in sheet.rows))
        for sheet in preview.sheets
    )
    applied = apply_import(workspace, replace(preview, sheets=tuple(sheets)), accepted)
    if applied is None:
        return Taken(None, compare_again(workspace, preview, Progress()))
    return _taken(workspace, applied, preview, chosen)


def _taken(workspace: Workspace, applied: Applied, preview: Preview, written: Collection[Value]) -> Taken:
    """What became of a file of which these values were written. Whatever fails here, nobody is told that the import did."""
    changes = without_marks(values_written(workspace, applied.set_id))
    try:
        return Taken(applied, compare_again(workspace, preview, Progress()), changes)
    except Exception:
        log.exception("a file could not be compared again after it was taken over")
        taken = frozenset(written)
        sheets = (replace(one, rows=tuple(_without(row, taken) for row in one.rows)) for one in preview.sheets)
        return Taken(applied, replace(preview, sheets=tuple(sheets)), changes, is_compared=False)


def _without(row: PreviewRow, written: Collection[Value]) -> PreviewRow:
    """The row with what isn't written yet; nothing where it is a new item that is there now."""
    key = Preview.key(row)
    is_there = row.id is None and (key, EXISTS) in written
    fields = [field for field in row.changes.values if is_there or (key, field) in written]
    return replace(row, changes=row.changes.without(fields))


def rest_text(preview: Preview) -> str:
    """What of a file isn't taken over: 3 行的 8 个值没有选、2 处有问题. Of these rows other values may have been."""
    left = [count for row in preview.rows() if (count := len(row.changes.values))]
    parts = [f"{len(left):,} 行的 {sum(left):,} 个值没有选"] if left else []
    parts += [f"{count:,} 处有问题"] if (count := len(preview.problems())) else []
    return "、".join(parts)


def figures(chosen: Iterable[tuple[Preview, Chosen]]) -> Counts:
    """How much would be written of several files together; what several files give alike counts once."""
    new: set[str] = set()
    values: set[tuple[int, str]] = set()
    for preview, taken in chosen:
        for row in preview.rows():
            fields = _fields_taken(row, taken)
            if row.id is not None:
                values.update((row.id, name) for name in fields)
            elif fields:
                new.add(plain_name(row.name))
    return Counts(new=len(new), changed=len({id for id, _ in values}), values=len(values))


def _fields_taken(row: PreviewRow, taken: Chosen) -> Sequence[str]:
    """The fields of a row that would be written."""
    if taken is None:
        return row.sure_changes.fields
    key = Preview.key(row)
    if row.id is None and (key, EXISTS) not in taken:
        return ()
    return [name for name in row.changes.fields if (key, name) in taken]
