"""Backups by SQLite's own backup API: written beside the target, checked, and only then renamed into place."""

import os
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.store.faults import mendable
from fenyang_desktop.store.sqlite import connect, drop, journal_of

DAILY = "每日"
KEPT = 10  # of the daily ones, and as many of all others
_PAST_MENDING = ("portfolio_broken", "not_portfolio")
_STAMP = "%Y-%m-%d %H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file: when it was made (local time), why (每日, 升级前 …) and its size in bytes."""

    path: Path
    made: datetime
    why: str
    size: int


def folder(portfolio: Path) -> Path:
    """The backups of a portfolio lie in a folder beside it."""
    return portfolio.with_name(f"{portfolio.stem} 备份")


def backups(portfolio: Path) -> list[Backup]:
    """The backups of a portfolio, the newest first. Files with other names are passed over."""
    found = []
    for path in folder(portfolio).glob("*.fenyang"):
        stamp, _, why = path.stem.rpartition(" ")
        try:
            made = datetime.strptime(stamp, _STAMP)  # noqa: DTZ007 (local time, as the user reads it)
        except ValueError:
            continue
        found.append(Backup(path, made, why, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.path.name, reverse=True)


def make_backup(portfolio: Path, why: str, now: datetime) -> Backup:
    """Copy the portfolio into its backup folder and drop those that are too many.

    Raises UserError where the disk is full, the folder cannot be written, or the copy fails its check.
    """
    target = _new_name(portfolio, why, now)
    try:
        target.parent.mkdir(exist_ok=True)
        copy_database(portfolio, target)
    except OSError as error:
        raise UserError("no_data_folder", folder=target.parent, reason=error.strerror or error) from None
    _prune(portfolio)
    return Backup(target, now.replace(microsecond=0), why, target.stat().st_size)


def _prune(portfolio: Path) -> None:
    """Drop all but the newest `KEPT` daily backups, and all but the newest `KEPT` others, which push out none of these."""
    found = backups(portfolio)
    daily = [backup for backup in found if backup.why == DAILY]
    others = [backup for backup in found if backup.why != DAILY]
    for old in daily[KEPT:] + others[KEPT:]:
        with suppress(OSError):  # one that is open on Windows goes the next time
            drop(old.path)


def _new_name(portfolio: Path, why: str, now: datetime) -> Path:
    """Where the next backup goes; of two within a second the later is dated a second on, so none is overwritten."""
    taken = {backup.path.name.rpartition(" ")[0] for backup in backups(portfolio)}
    while f"{now:{_STAMP}}" in taken:
        now += timedelta(seconds=1)
    return folder(portfolio) / f"{now:{_STAMP}} {why}.fenyang"


def backup_is_due(portfolio: Path, today: date) -> bool:
    """Whether the portfolio has no backup of today."""
    return not any(backup.made.date() == today for backup in backups(portfolio))


def copy_database(source: Path, target: Path) -> None:
    """Copy a live database; `target` appears only when the copy is whole and checked."""
    partial = target.with_name(f"~{target.name}.part")
    try:
        with mendable(source), closing(connect(source, read_only=True)) as live:
            drop(partial)
            with closing(connect(partial, must_exist=False)) as copy:
                live.backup(copy)
        check_database(partial, source.name)
        put_in_place(partial, target)
    finally:
        drop(partial)


def check_database(path: Path, called: str = "") -> None:
    """Raises UserError `portfolio_broken` unless SQLite finds pages and references whole.

    `called` is the name that the user knows the file by, where `path` is but a copy of it.
    """
    file = called or path.name
    with mendable(path.with_name(file)), closing(connect(path, read_only=True)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise UserError("portfolio_broken", file=file, reason="内容校验不通过")
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise UserError("portfolio_broken", file=file, reason="上下级关系不一致")


def put_in_place(finished: Path, target: Path) -> None:
    """Rename a finished file over `target`. Raises UserError `portfolio_open` where Windows holds the target."""
    try:
        clear_journal(target)
        os.replace(finished, target)
    except PermissionError:
        raise UserError("portfolio_open", file=target.name) from None


def clear_journal(target: Path) -> None:
    """Let no journal lie beside `target`, where SQLite would play it into the file that comes there next.

    What it takes back is taken back first, so that the file that is there is whole until the moment it is replaced.
    Raises UserError `portfolio_busy` while another program writes that file.
    """
    journal = journal_of(target)
    if not journal.exists():
        return
    if target.exists():
        try:
            with mendable(target), closing(connect(target)) as connection:
                connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except UserError as error:
            if error.code not in _PAST_MENDING:
                raise
    journal.unlink(missing_ok=True)


def restore_backup(portfolio: Path, backup: Path, now: datetime) -> Path | None:
    """Put a checked backup in place of the portfolio, which is kept first; returns where (None: there was none).

    The caller holds the writer lock and has closed every connection. Raises UserError `backup_broken`.
    """
    try:
        check_database(backup)
    except UserError as error:
        if error.code not in _PAST_MENDING:
            raise
        raise UserError("backup_broken", file=backup.name) from None
    aside = _new_name(portfolio, "恢复前", now) if portfolio.exists() else None
    try:
        if aside:
            aside.parent.mkdir(exist_ok=True)
            _keep(portfolio, aside)
    except OSError as error:
        raise UserError("no_data_folder", folder=folder(portfolio), reason=error.strerror or error) from None
    copy_database(backup, portfolio)
    _prune(portfolio)
    return aside


def _keep(portfolio: Path, aside: Path) -> None:
    """Copy the portfolio; a broken one byte by byte, with its journal."""
    try:
        copy_database(portfolio, aside)
    except UserError as error:
        if error.code not in _PAST_MENDING:
            raise
        shutil.copyfile(portfolio, aside)
        if journal_of(portfolio).exists():
            shutil.copyfile(journal_of(portfolio), journal_of(aside))
