"""One writer at a time: a lock beside the file that says who holds it, and that a dead program leaves free."""

import getpass
import json
import os
import socket
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from fenyang_desktop.domain.errors import UserError


def user_name() -> str:
    """The name that the operating system knows the user by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知用户"


def _companion(path: Path, ending: str) -> Path:
    return path.with_name(f"~${path.name}{ending}")


class WriterLock:
    """Held from `acquire` to `release`. The operating system frees it when the program dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(_companion(path, ".lock"), timeout=0)
        self._holder = _companion(path, ".who")

    def acquire(self) -> None:
        """Raises UserError `portfolio_in_use`, naming the holder, or `file_not_writable`."""
        try:
            self._lock.acquire()
        except Timeout:
            raise UserError("portfolio_in_use", file=self._path.name, holder=self._who()) from None
        except OSError:
            raise UserError("file_not_writable", file=self._path.name) from None
        now = datetime.now().astimezone()
        who = {"user": user_name(), "host": socket.gethostname(), "pid": os.getpid(), "since": f"{now:%m月%d日 %H:%M}"}
        self._holder.write_text(json.dumps(who, ensure_ascii=False), encoding="utf-8")

    def release(self) -> None:
        if not self._lock.is_locked:
            return
        self._holder.unlink(missing_ok=True)
        self._lock.release()

    def _who(self) -> str:
        try:
            who = json.loads(self._holder.read_text(encoding="utf-8"))
            return f"{who['user']}（电脑 {who['host']}，{who['since']}起）"
        except (OSError, ValueError, KeyError):
            return "另一个程序"
