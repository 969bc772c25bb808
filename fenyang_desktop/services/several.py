"""Several files imported one after another without a person at hand: only what no file contradicts is taken over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fenyang_desktop.domain.changes import EXISTS
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.history import StoredSet
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services.importing import apply_import, check_table, orphans, read_file
from fenyang_desktop.services.layouts import Layouts, preview_as_before
from fenyang_desktop.services.month_rows import values_written
from fenyang_desktop.services.preview import Preview, PreviewRow, RowState
from fenyang_desktop.services.receipts import imported_before
from fenyang_desktop.services.taking import (
    Counts,
    Value,
    compare_again,
    counts_of_taken,
    only,
    still_chosen,
    sure_values,
)
from fenyang_desktop.services.together import clashes, doubted, voice_of
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.keeping import digest_of

_OVERTAKEN = "导入前面的文件以后，这一处与读取时不同"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file among several.

    `preview` is what it would change, with all that waits for a person in doubt; `conflicts` are the values among these
    that another file contradicts. `names` name the items, new ones by their provisional ids. `twin` is the file given
    before that has the same content, `imported` an earlier import of the same content. `taken` is what was written,
    `latest` the action that was the latest when it was looked at.
    """

    path: Path
    preview: Preview | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    conflicts: Mapping[Value, str] = field(default_factory=dict)
    twin: Path | None = None
    imported: StoredSet | None = None
    taken: Counts | None = None
    error: str | None = None
    latest: int = 0

    @property
    def applied(self) -> bool:
        """Whether anything of it was taken over."""
        return self.taken is not None

    @property
    def waits(self) -> bool:
        """Whether a row or the whole file waits for a person."""
        if self.error:
            return True
        if self.preview is None:
            return False
        return bool(self.preview.problems()) or any(row.doubt or row.value_doubts for row in self.preview.rows())


def look_at_files(
    workspace: Workspace,
    paths: Sequence[Path],
    layouts: Layouts,
    reader: Reader,
    progress: Progress,
    month: str = "",
) -> list[FileOutcome]:
    """Compare every file with the portfolio and with each other, changing nothing. `month` is the one of all, if said.

    What goes wrong with a file is its error. Raises Cancelled.
    """
    seen: dict[str, Path] = {}
    looks = [_look(workspace, path, seen, layouts, reader, progress, month) for path in paths]
    heard = [place for place, one in enumerate(looks) if one.preview is not None]
    voices = [voice_of(one.preview, _label(one.path, paths)) for one in looks if one.preview is not None]
    for place, conflicts in zip(heard, clashes(voices), strict=True):
        one = looks[place]
        assert one.preview is not None
        preview = _with_orphans_waiting(doubted(one.preview, conflicts))
        looks[place] = replace(one, preview=preview, conflicts=conflicts)
    return looks


def _look(
    workspace: Workspace,
    path: Path,
    seen: dict[str, Path],
    layouts: Layouts,
    reader: Reader,
    progress: Progress,
    month: str,
) -> FileOutcome:
    try:
        source = replace(read_file(path, progress, reader), month=month)
        if twin := seen.get(digest_of(source.data)):
            return FileOutcome(path, twin=twin)
        preview = preview_as_before(layouts, workspace, source, {}, progress)
        check_table(preview)
    except UserError as error:
        return FileOutcome(path, error=str(error))
    seen[digest_of(source.data)] = path
    names = {item.id: item.name for item in workspace.items()}
    names |= {row.changes[0].id: row.name for row in preview.rows() if row.state is RowState.NEW}
    before = imported_before(workspace, source.data)
    return FileOutcome(path, preview, names, imported=before.set if before else None, latest=_latest(workspace))


def _latest(workspace: Workspace) -> int:
    return max((one.id for one in workspace.sets()), default=0)


def _label(path: Path, paths: Sequence[Path]) -> str:
    """What a file is called beside the others: its name, with its folder where another has the same."""
    alone = sum(one.name == path.name for one in paths) == 1
    return path.name if alone else str(Path(path.absolute().parent.name, path.name))


def _with_orphans_waiting(preview: Preview) -> Preview:
    """The preview in which the rows wait whose new parents do."""
    born = {row.changes[0].id: row.name for row in preview.rows() if row.state is RowState.NEW and row.changes}
    doubts = {
        key: f"所属的“{born.get(parent, '')}”还没有导入"
        for key, parent in orphans(preview.sure(), preview.acceptable()).items()
    }
    return _with_row_doubts(preview, doubts) if doubts else preview


def _with_row_doubts(preview: Preview, doubts: Mapping[tuple[str, int], str]) -> Preview:
    sheets = (
        replace(
            sheet,
            rows=tuple(replace(row, doubt=row.doubt or doubts.get(Preview.key(row), "")) for row in sheet.rows),
        )
        for sheet in preview.sheets
    )
    return replace(preview, sheets=tuple(sheets))


def take_over_sure(workspace: Workspace, look: FileOutcome, progress: Progress) -> FileOutcome:
    """Take over what is sure of a file, as one action, after other files may have changed the portfolio.

    Where the portfolio changed, the file is compared anew first: what isn't the same change any more waits, with the
    reason, and so does everything that waited before. What goes wrong is the file's error, and nothing of it is changed then. Raises Cancelled.
    """
    if look.preview is None:
        return look
    chosen = sure_values(look.preview)
    try:
        changed = _latest(workspace) != look.latest
        fresh = compare_again(workspace, look.preview, progress) if changed else look.preview
        still = still_chosen(fresh, look.preview, chosen)
        shown = _with_orphans_waiting(_with_overtaken(look.preview, fresh, chosen - still))
        applied = apply_import(workspace, only(fresh, still))
    except UserError as error:
        return replace(look, error=str(error))
    taken = counts_of_taken(values_written(workspace, applied.set_id)) if applied else None
    return replace(look, preview=shown, taken=taken)


def _with_overtaken(preview: Preview, fresh: Preview, dropped: Collection[Value]) -> Preview:
    """The preview as it was looked at, in which what a later look no longer bears out waits."""
    values: dict[Value, str] = {}
    rows: dict[tuple[str, int], str] = {}
    problems: dict[tuple[str, int], PreviewRow] = {}
    for row in fresh.rows():
        key = Preview.key(row)
        if row.problems:
            problems[key] = row
        for change in row.changes:
            if (key, change.field) not in dropped:
                continue
            if change.field == EXISTS or row.doubt:
                rows[key] = row.doubt or _OVERTAKEN
            else:
                values[key, change.field] = row.value_doubts.get(change.field) or _OVERTAKEN
    values = {value: why for value, why in values.items() if value[0] not in rows}
    doubtful = _with_row_doubts(doubted(preview, values), rows)
    sheets = (
        replace(sheet, rows=tuple(_with_problems(row, problems.get(Preview.key(row))) for row in sheet.rows))
        for sheet in doubtful.sheets
    )
    return replace(doubtful, sheets=tuple(sheets))


def _with_problems(row: PreviewRow, fresh: PreviewRow | None) -> PreviewRow:
    return replace(row, problems=fresh.problems) if fresh is not None and fresh.problems != row.problems else row
