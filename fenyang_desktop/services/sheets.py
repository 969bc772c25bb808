"""Status sheets: made as PDF, and saved."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from fenyang_desktop import places
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import BUILT
from fenyang_desktop.domain.items import Item, Tree
from fenyang_desktop.domain.lights import DUE_DAYS
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.writing import save_bytes
from fenyang_desktop.reports import sheets
from fenyang_desktop.reports.typeset import typeset
from fenyang_desktop.services import restating
from fenyang_desktop.services.as_of import State, current
from fenyang_desktop.services.closing import restatements
from fenyang_desktop.services.ordering import sorted_labels
from fenyang_desktop.services.workspace import Workspace

SHEETS: Mapping[str, str] = MappingProxyType({key: sheet.title for key, sheet in sheets.SHEETS.items()})
DESCRIPTIONS: Mapping[str, str] = MappingProxyType({key: sheet.description for key, sheet in sheets.SHEETS.items()})
OF_RECORDS: Mapping[str, str] = MappingProxyType({restating.KEY: restating.TITLE})  # of what was done, not of items
SUFFIX = ".pdf"
NO_PROGRESS = Progress()


def sheet_items(items: Sequence[Item], ids: Sequence[int] | None = None) -> list[Item]:
    """The items that a sheet shows: those of `ids`, or all projects, programmes and tasks that carry an amount.

    Sections stand in the order of the list, within a section items in the order of `ids`.
    """
    if ids is None:
        chosen = [item for item in items if item.kind in BUILT or item.get("total_investment") is not None]
    else:
        known = {item.id: item for item in items}
        chosen = [known[id] for id in ids if id in known]
    sections = [str(item.get("section") or "") for item in chosen]
    ranks = {section: rank for rank, section in enumerate(sorted_labels(set(sections), "section"))}
    return sorted(chosen, key=lambda item: ranks[str(item.get("section") or "")])


def make_sheet(
    workspace: Workspace,
    kind: str,
    *,
    on: date | None = None,
    ids: Sequence[int] | None = None,
    reporter: str = "",
    state: State | None = None,
    progress: Progress = NO_PROGRESS,
) -> bytes:
    """The PDF of a sheet of an open portfolio as it stands, or as it stood in `state`; see `sheet_pdf`.

    It is of the state's reference date unless `on` is given. `kind` may also be one of `OF_RECORDS`.
    """
    if kind in (restating.KEY, restating.TITLE):
        return restating.restatements_pdf(restatements(workspace), workspace.today(), progress)
    progress.step(0, 3, "读取台账")
    shown = state or current(workspace)
    day, days = on or shown.on, shown.due_days
    return sheet_pdf(shown.items, kind, day, ids=ids, reporter=reporter, due_days=days, progress=progress)


def sheet_pdf(
    items: Sequence[Item],
    kind: str,
    on: date,
    *,
    ids: Sequence[int] | None = None,
    reporter: str = "",
    due_days: int = DUE_DAYS,
    progress: Progress = NO_PROGRESS,
) -> bytes:
    """The PDF of a sheet. `items` is the whole portfolio, `kind` a key or a title of `SHEETS`, `ids` as in `sheet_items`.

    `reporter` stands after 填报单位; without it there is a blank to write on.
    Raises UserError `unknown_sheet`, `sheet_failed`; Cancelled.
    """
    sheet = _sheet(kind)
    chosen = sheet_items(items, ids)
    progress.step(1, 3, f"汇总 {len(chosen)} 项")
    data = sheet.data(sheets.Selection(chosen, Tree(items), on, reporter, due_days))
    progress.step(2, 3, f"排版 {len(chosen)} 项")
    pdf = typeset(places.resource("templates", sheet.template), data)
    progress.step(3, 3, "排版完成")
    return pdf


def save_sheet(
    workspace: Workspace,
    kind: str,
    path: Path,
    *,
    on: date | None = None,
    ids: Sequence[int] | None = None,
    reporter: str = "",
    state: State | None = None,
    progress: Progress = NO_PROGRESS,
) -> None:
    """Make a sheet and write it to `path`, which must end in .pdf; see `make_sheet` and `write_pdf`."""
    _check_target(path)
    pdf = make_sheet(workspace, kind, on=on, ids=ids, reporter=reporter, state=state, progress=progress)
    write_pdf(pdf, path)


def write_pdf(pdf: bytes, path: Path) -> None:
    """Write a finished PDF; the file at `path` is replaced as a whole or stays as it was.

    Raises UserError `unknown_format`, `folder_missing`, `disk_full`, `file_not_writable` (held open, for one).
    """
    _check_target(path)
    save_bytes(path, pdf)


def _sheet(kind: str) -> sheets.Sheet:
    for sheet in sheets.SHEETS.values():
        if kind in (sheet.key, sheet.title):
            return sheet
    known = "、".join(f"{key}（{title}）" for key, title in {**SHEETS, **OF_RECORDS}.items())
    raise UserError("unknown_sheet", kind=kind, known=known)


def _check_target(path: Path) -> None:
    if path.suffix.lower() != SUFFIX:
        raise UserError("unknown_format", suffix=path.suffix or path.name, known=SUFFIX)
    if not path.parent.is_dir():
        raise UserError("folder_missing", folder=path.parent)
