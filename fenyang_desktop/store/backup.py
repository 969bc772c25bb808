"""Backups by SQLite's own backup API: written beside the target, checked, and only then renamed into place."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.store.engine import connect, drop
from fenyang_desktop.store.faults import mendable

KEPT = 10
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
    """Copy the portfolio into its backup folder and drop all but the newest `KEPT`.

    Raises UserError where the disk is full, the folder cannot be written, or the copy fails its check.
    """
    target = folder(portfolio) / f"{now:{_STAMP}} {why}.fenyang"
    try:
        target.parent.mkdir(exist_ok=True)
        copy_database(portfolio, target)
    except OSError as error:
        raise UserError("no_data_folder", folder=target.parent, reason=error.strerror or error) from None
    for old in backups(portfolio)[KEPT:]:
        old.path.unlink(missing_ok=True)
    return Backup(target, now.replace(microsecond=0), why, target.stat().st_size)


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
        check_database(partial)
        os.replace(partial, target)
    finally:
        drop(partial)


def check_database(path: Path) -> None:
    """Raises UserError `portfolio_broken` unless SQLite finds pages and references whole."""
    with mendable(path), closing(connect(path, read_only=True)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise UserError("portfolio_broken", file=path.name, reason=verdict)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise UserError("portfolio_broken", file=path.name, reason="上下级关系不一致")


def restore_backup(portfolio: Path, backup: Path, now: datetime) -> None:
    """Put a checked backup in place of the portfolio, which is itself backed up first as far as it can be read.

    The caller holds the writer lock and has closed every connection.
    """
    try:
        check_database(backup)
    except UserError:
        raise UserError("backup_broken", file=backup.name) from None
    if portfolio.exists():
        aside = folder(portfolio) / f"{now:{_STAMP}} 恢复前.fenyang"
        try:
            copy_database(portfolio, aside)
        except (UserError, sqlite3.Error):
            os.replace(portfolio, aside)  # broken: kept as it is
    copy_database(backup, portfolio)
