"""Reading workbooks in a process of their own, which a hostile file may hang, fill or kill without harm to us."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Self

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.framing import receive, send
from fenyang_desktop.exchange.inbox import Inbox
from fenyang_desktop.exchange.limits import Job
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.sniffing import Content

TIME_LIMIT = 60.0  # seconds for one file
MEMORY_LIMIT = 400 << 20
WORKER_OPTION = "--read-worker"  # how a frozen program is told to be the reading process
_POLL = 0.1
_WAITING = 8  # messages that may lie between the two processes
_LAST = (b'["done"', b'["fault"', b'["memory"', b'["bug"')
_PACKAGE = Path(__file__).resolve().parents[1]

log = logging.getLogger(__name__)


def worker_command() -> list[str]:
    """The command line of the reading process, from source, from a wheel and frozen alike."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_OPTION]
    # -P: a json.py in the folder that we happen to work in must not be taken for Python's.
    return [sys.executable, "-P", "-m", "fenyang_desktop.exchange.child"]


class Reader:
    """Reads workbooks, one at a time, in a process that starts when it is first needed and stays for the next file.

    It is ended by `close` or by leaving the `with`, and made anew after it died. For one thread at a time.
    """

    def __init__(
        self,
        *,
        time_limit: float = TIME_LIMIT,
        memory_limit: int = MEMORY_LIMIT,
        command: list[str] | None = None,
    ) -> None:
        self._time_limit, self._memory_limit = time_limit, memory_limit
        self._command = command or worker_command()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. The reader may be used again, and starts another then."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def read(self, name: str, data: bytes, kind: Content, progress: Progress) -> list[RawSheet]:
        """The sheets of a workbook, in order, with all their rows; chart sheets are left out.

        Raises UserError `file_broken`, `file_encrypted`, `file_not_sheet`, `file_too_large`, `sheet_too_big`,
        `file_too_slow`, `file_too_complex`, `reader_died` or `reader_blocked`, and Cancelled.
        """
        conversation = _Conversation(self._running(name), name, data, kind)
        try:
            sheets = self._listen(conversation, name, progress)
        except BaseException:
            if not conversation.over:
                self.close()
            raise
        finally:
            conversation.finish()
        return sheets

    def _running(self, name: str) -> "_Worker":
        if self._worker is not None and not self._worker.alive():
            self.close()
        if self._worker is None:
            try:
                self._worker = _Worker([*self._command, str(self._memory_limit)], self._memory_limit)
            except OSError as error:
                raise UserError("reader_blocked", file=name, reason=error.strerror or error) from error
        return self._worker

    def _listen(self, conversation: "_Conversation", name: str, progress: Progress) -> list[RawSheet]:
        inbox, ends = Inbox(), time.monotonic() + self._time_limit
        step: tuple[int, int, str] = (0, 0, "正在读取文件")
        while True:
            progress.step(*step)
            if time.monotonic() > ends:
                raise UserError("file_too_slow", file=name, seconds=round(self._time_limit))
            content = conversation.next()
            if content == b"":
                continue
            if content is None:
                raise UserError("reader_died", file=name)
            match json.loads(content):
                case ["done"]:
                    return inbox.sheets
                case ["step", int(done), int(total), str(text)]:
                    step = done, total, text
                case ["fault", str(code), dict(facts)]:
                    raise UserError(code, **facts)
                case ["memory"]:
                    self.close()
                    raise UserError(
                        "file_too_complex", file=name, what="读取所需的内存", limit=f"{self._memory_limit >> 20} MB"
                    )
                case ["bug", str(trace)]:
                    log.error("reading %s failed:\n%s", name, trace)
                    raise UserError("reader_died", file=name)
                case message:
                    step = 0, 0, inbox.take(message)


class _Worker:
    """The process, and the job that bounds it."""

    def __init__(self, command: list[str], memory_limit: int) -> None:
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_PACKAGE.parent), environment.get("PYTHONPATH"))))
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._job: Job | None = None
        try:
            self._job = Job(int(getattr(self.process, "_handle", 0)), memory_limit)
        except OSError:
            log.warning("the reading process has no memory limit", exc_info=True)

    def alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        if self._job is not None:
            self._job.close()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


class _Conversation:
    """One request and its answers, carried by a thread: only so can the caller go on looking at clock and user."""

    def __init__(self, worker: _Worker, name: str, data: bytes, kind: Content) -> None:
        self._worker = worker
        self._head = json.dumps({"name": name, "kind": kind.value}).encode()
        self._data = data
        self._queue: Queue[bytes | None] = Queue(_WAITING)
        self.over = False
        self._thread = threading.Thread(target=self._carry, name="reading", daemon=True)
        self._thread.start()

    def next(self) -> bytes | None:
        """The next message, b"" if none came within a moment, None if none will come any more."""
        try:
            content = self._queue.get(timeout=_POLL)
        except Empty:
            return b""
        self.over = content is not None and content.startswith(_LAST)
        return content

    def finish(self) -> None:
        """Wait until the thread is gone; whoever leaves before the last message has ended the process."""
        while self._thread.is_alive():
            with suppress(Empty):
                self._queue.get(timeout=_POLL / 10)
        self._thread.join()

    def _carry(self) -> None:
        requests, answers = self._worker.process.stdin, self._worker.process.stdout
        assert requests is not None
        assert answers is not None
        with suppress(OSError, ValueError):  # it is gone, or has answered before it had heard all
            send(requests, self._head)
            send(requests, self._data)
        with suppress(OSError, ValueError):
            while (content := receive(answers)) is not None:
                self._queue.put(content)
                if content.startswith(_LAST):
                    return
        self._queue.put(None)
