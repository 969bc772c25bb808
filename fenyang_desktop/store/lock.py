"""One writer at a time: a file beside the portfolio that its holder locks, and that says who the holder is.

The operating system frees the lock when the program dies, so a file that was left behind holds nobody up. Our own few
lines, because the library for it loads asyncio: a tenth of a second of every start.
"""

import getpass
import json
import os
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

from fenyang_desktop.domain.errors import UserError

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # Windows keeps others from reading a locked byte: one far behind the text is locked

    def _try_lock(file: IO[bytes]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = (BlockingIOError, PermissionError)  # how POSIX and Windows say that another holds the lock


def user_name() -> str:
    """The name that the operating system knows the user by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知用户"


def _me() -> dict[str, object]:
    now = datetime.now().astimezone()
    return {
        "user": user_name(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": f"{now.month}月{now.day}日 {now:%H:%M}",
    }


class WriterLock:
    """Held from `acquire` to `release`, on whichever threads these are called."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._companion = path.with_name(f"~${path.name}.lock")
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Raises UserError `portfolio_in_use`, naming the holder, or `portfolio_not_writable`."""
        file = self._open()
        while not self._is_current(file):  # the holder before removed it just as we opened it
            file.close()
            file = self._open()
        try:
            file.seek(0)
            file.truncate()
            file.write(json.dumps(_me(), ensure_ascii=False).encode())
            file.flush()
        except OSError:
            file.close()
            raise UserError("portfolio_not_writable", file=self._path.name) from None
        self._file = file

    def release(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        if sys.platform == "win32":
            file.close()
            self._remove()  # fails harmlessly where another program has it open by now
        else:
            self._remove()
            file.close()

    def _open(self) -> IO[bytes]:
        try:
            file = open(self._companion, "a+b", buffering=0)  # noqa: SIM115 (held open until release)
        except OSError:
            raise UserError("portfolio_not_writable", file=self._path.name) from None
        try:
            _try_lock(file)
        except _HELD:
            file.close()
            raise UserError("portfolio_in_use", file=self._path.name, holder=self._who()) from None
        except OSError:
            file.close()
            raise UserError("portfolio_not_writable", file=self._path.name) from None
        return file

    def _is_current(self, file: IO[bytes]) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), os.stat(self._companion))
        except FileNotFoundError:
            return False

    def _remove(self) -> None:
        try:
            self._companion.unlink(missing_ok=True)
        except OSError:
            return

    def _who(self) -> str:
        try:
            who = json.loads(self._companion.read_text(encoding="utf-8"))
            return f"{who['user']}（电脑 {who['host']}，{who['since']}起）"
        except (OSError, ValueError, KeyError, TypeError):
            return "另一个程序"
