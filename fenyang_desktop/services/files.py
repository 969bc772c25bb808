"""Portfolio files as the user handles them: a copy under another name."""

from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.backup import copy_database
from fenyang_desktop.store.keeping import copy_kept
from fenyang_desktop.store.lock import WriterLock


def save_copy(workspace: Workspace, target: Path) -> None:
    """Write the whole portfolio, history included, to `target`, which is replaced if it exists.

    The copy is checked before it takes its name. Raises UserError `same_file`, `portfolio_in_use` (another program
    holds the target) or `portfolio_not_writable`; the target is as it was then.
    """
    if target.exists() and target.samefile(workspace.path):
        raise UserError("same_file", file=target.name)
    lock = WriterLock(target)
    lock.acquire()
    try:
        copy_database(workspace.path, target)
        copy_kept(workspace.path, target)
    except OSError:
        raise UserError("portfolio_not_writable", file=target.name) from None
    finally:
        lock.release()
