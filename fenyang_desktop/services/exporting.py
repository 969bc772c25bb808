"""Export: what the list shows, as a workbook or .csv that import reads back without a change."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, FIELDS, Field, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.writing import Sheet, csv_bytes, save_bytes, workbook_bytes
from fenyang_desktop.services.as_of import State, current
from fenyang_desktop.services.workspace import Workspace

_WRITERS = {".xlsx": workbook_bytes, ".csv": csv_bytes}


def export_workbook(
    workspace: Workspace,
    path: Path,
    ids: Sequence[int] | None = None,
    columns: Sequence[str] | None = None,
    progress: Progress | None = None,
    state: State | None = None,
) -> Path:
    """Write items (None: all) with columns (field keys; None: every field) to an .xlsx or .csv and return its path.

    As they stand, or as they stood in `state`. 编号 and 名称 always come along: without them nothing could be imported again. Raises UserError `unknown_format`,
    `folder_missing`, `file_not_writable` (the old file is left as it was), `disk_full`, `text_too_long`.
    """
    progress = progress or Progress()
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UserError("unknown_format", suffix=path.suffix or path.name, known="、".join(_WRITERS))
    shown = state or current(workspace)
    items = shown.items
    names = {item.id: item.name for item in items}
    by_id = {item.id: item for item in items}
    chosen = items if ids is None else [by_id[id] for id in ids if id in by_id]
    fields = _fields(columns)
    sheet = Sheet(shown.title, fields, _rows(chosen, fields, names))
    save_bytes(path, writer(sheet, _reporter(progress, len(chosen))))
    return path


def _fields(columns: Sequence[str] | None) -> Sequence[Field]:
    if columns is None:
        return FIELDS
    keys = columns if "name" in columns else ["name", *columns]
    return [FIELD[key] for key in keys]


def _rows(items: Sequence[Item], fields: Sequence[Field], names: dict[int, str]) -> Iterator[tuple[int, list[Stored]]]:
    for item in items:
        yield item.id, [_value(item, field, names) for field in fields]


def _value(item: Item, field: Field, names: dict[int, str]) -> Stored:
    if field.type is Type.PARENT:
        return names.get(item.parent) if item.parent is not None else None
    return item.get(field.key)


def _reporter(progress: Progress, total: int) -> Callable[[int], None]:
    def step(done: int) -> None:
        if done % 500 == 0:
            progress.step(done, total, "正在写出")

    return step
