"""Files as they come in: which of them are spreadsheets, which are known already, and what the others hold."""

import os
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.history import StoredSet
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.sniffing import read_bytes
from fenyang_desktop.services.importing import read_file
from fenyang_desktop.services.layouts import Layouts, preview_as_before
from fenyang_desktop.services.ordering import in_order
from fenyang_desktop.services.preview import Preview, ReceivedFile
from fenyang_desktop.services.receipts import imported_before
from fenyang_desktop.services.repeated import set_since, without_later
from fenyang_desktop.services.taking import counts, rest_text
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.keeping import digest_of

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt"})


def is_left_by_office(path: Path) -> bool:
    """Whether this is what Excel or WPS leaves beside an open file."""
    return path.name.startswith("~$")


def sheets_below(folder: Path, progress: Progress) -> list[Path]:
    """The spreadsheets in a folder and below, in the order of their names. Raises UserError `folder_without_sheets`."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        progress.step(0, 0, f"已找到 {len(found)} 个表格")
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(place, name) for name in names if not name.startswith((".", "~$"))]
        found += [path for path in paths if path.suffix.lower() in _SUFFIXES]
    if not found:
        raise UserError("folder_without_sheets", folder=folder.name)
    return sorted(found, key=lambda path: (in_order(str(path.parent)), in_order(path.name)))


@dataclass(frozen=True, slots=True)
class Order:
    """Which file to read and how. `seen` are the digests of the files that came before it.

    `insists`: a person wants it read though it is known. `pasted` are cells that stand in no file.
    `sender` is who sent it if a person said so. `decided_for` is the digest of the file that the choices and the sender
    are about, "" for whichever comes: another file at the same place has other columns and rows.
    """

    path: Path
    choices: Choices = field(default_factory=dict)
    pasted: ReceivedFile | None = None
    seen: Collection[str] = ()
    insists: bool = False
    sender: str = ""
    decided_for: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came in. Without a preview it needs none: it has the bytes of a file seen before, or the action `imported`
    left nothing of it open. With both it was taken over in part."""

    digest: str
    preview: Preview | None = None
    imported: StoredSet | None = None


def receive(workspace: Workspace, order: Order, layouts: Layouts, reader: Reader, progress: Progress) -> Received:
    """Read a file and compare it with the portfolio, unless it is known. Raises as `read_file` does."""
    before = None
    if order.pasted is None and not order.insists:
        data = read_bytes(order.path)
        digest, before = digest_of(data), imported_before(workspace, data)
        if digest and digest in order.seen:
            return Received(digest)
    source = order.pasted or read_file(order.path, progress, reader)
    digest = digest_of(source.data)
    choices, sender = (order.choices, order.sender) if order.decided_for in ("", digest) else ({}, "")
    preview = preview_as_before(layouts, workspace, replace(source, sender=sender), choices, progress)
    if before is None:
        return Received(digest, preview)
    return Received(digest, preview if _is_open(workspace, preview) else None, before.set)


def _is_open(workspace: Workspace, preview: Preview) -> bool:
    """Whether anything is left to decide of a file that was imported before, but what has been set anew since."""
    rest = without_later(preview, set_since(workspace, preview.source.data))
    return bool(counts(rest).waiting or rest_text(rest))
