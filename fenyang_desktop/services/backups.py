"""Backups as the user meets them: the list, and putting one back (恢复)."""

from datetime import datetime
from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.store.backup import Backup, backups, restore_backup
from fenyang_desktop.store.lock import WriterLock
from fenyang_desktop.store.schema import check_version

__all__ = ["Backup", "find_backup", "list_backups", "restore"]


def list_backups(path: Path) -> list[Backup]:
    """The backups of the portfolio at `path`, the newest first."""
    return backups(path)


def find_backup(path: Path, name: str) -> Path:
    """The backup that `name` means: its number in the list (1 is the newest), a file beside them, or any file.

    Raises UserError `backup_missing` where there is none at all, `backup_unknown` if none is meant.
    """
    found = list_backups(path)
    if name.isdecimal() and 1 <= int(name) <= len(found):
        return found[int(name) - 1].path
    named = [backup.path for backup in found if name in (backup.path.name, backup.path.stem)]
    if named or Path(name).is_file():
        return named[0] if named else Path(name)
    if not found:
        raise UserError("backup_missing")
    raise UserError("backup_unknown", name=name, count=len(found))


def restore(path: Path, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the portfolio's place; returns where its contents until now were kept (None: there were none).

    Nobody may have the file open for writing, this program included. Raises UserError `portfolio_in_use`,
    `portfolio_open`, `backup_broken`, `not_portfolio`, `portfolio_newer`; the portfolio is as it was then.
    """
    check_version(backup)
    lock = WriterLock(path)
    lock.acquire()
    try:
        return restore_backup(path, backup, now)
    finally:
        lock.release()
