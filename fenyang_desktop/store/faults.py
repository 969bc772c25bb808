"""Turns what SQLite reports into faults that the user can mend."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fenyang_desktop.domain.errors import UserError

_CODES = {
    sqlite3.SQLITE_BUSY: "portfolio_busy",
    sqlite3.SQLITE_LOCKED: "portfolio_busy",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "disk_fault",
    sqlite3.SQLITE_PERM: "portfolio_not_writable",
    sqlite3.SQLITE_READONLY: "portfolio_not_writable",
    sqlite3.SQLITE_CANTOPEN: "portfolio_not_writable",
    sqlite3.SQLITE_CORRUPT: "portfolio_broken",
    sqlite3.SQLITE_NOTADB: "not_portfolio",
}
_UNSOUND = "内容校验不通过"
_NONSENSE = "内容无法解读"
# What a damaged page looks like where SQLite itself sees nothing wrong: names and texts that make no sense.
_UNREADABLE = re.compile(r"Could not decode|no such (table|column)|malformed database schema")


def _user_error(error: BaseException | None, path: Path) -> UserError | None:
    if _UNREADABLE.match(str(error)):
        return UserError("portfolio_broken", file=path.name, reason=_NONSENSE)
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF  # the low byte of an extended result code
    return UserError(_CODES[primary], file=path.name, reason=_UNSOUND) if primary in _CODES else None


@contextmanager
def mendable(path: Path) -> Iterator[None]:
    """Raise SQLite faults of the portfolio at `path` as UserError; programming errors pass through."""
    try:
        yield
    except sqlite3.Error as error:
        if fault := _user_error(error, path):
            raise fault from error
        raise
    except UnicodeDecodeError as error:  # what SQLite says about a damaged schema, quoting it
        raise UserError("portfolio_broken", file=path.name, reason=_NONSENSE) from error
