"""Reading workbooks in a process of their own, which a hostile file may hang, fill or kill without harm to us."""

import base64
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.framing import receive, send
from fenyang_desktop.exchange.inbox import Inbox
from fenyang_desktop.exchange.limits import Job
from fenyang_desktop.exchange.notes import Checklist
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.sniffing import Content

TIME_LIMIT = 60.0  # seconds for one file
MEMORY_LIMIT = 400 << 20
WORKER_OPTION = "--read-worker"  # how a frozen program is told to be the reading process
_POLL = 0.1
_PIPE = 1 << 20  # where the system lets us: a piece fits, and the process goes on reading while we take it in
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
        return self._ask({"name": name, "kind": kind.value}, data, progress).inbox.sheets

    def annotate(
        self, name: str, data: bytes, kind: Content, checklist: Checklist, progress: Progress, *, afresh: bool = False
    ) -> bytes:
        """An .xlsx with the notes in it, made from the workbook itself where that can be had and is not to be `afresh`.

        Raises as `read` does.
        """
        request = {"name": name, "kind": kind.value, "checklist": checklist.to_json(), "afresh": afresh}
        return self._ask(request, data, progress).copy

    def _ask(self, head: Mapping[str, object], data: bytes, progress: Progress) -> "_Conversation":
        name = str(head["name"])
        conversation = _Conversation(self._running(name), head, data)
        try:
            self._wait(conversation, name, progress)
        finally:
            if not conversation.over:
                self.close()
            conversation.join()
        self._check(conversation, name)
        return conversation

    def _running(self, name: str) -> "_Worker":
        if self._worker is not None and not self._worker.alive():
            self.close()
        if self._worker is None:
            try:
                self._worker = _Worker([*self._command, str(self._memory_limit)], self._memory_limit)
            except OSError as error:
                raise UserError("reader_blocked", file=name, reason=error.strerror or error) from error
        return self._worker

    def _wait(self, conversation: "_Conversation", name: str, progress: Progress) -> None:
        """Look at the clock and the user until the last message is there. Raises UserError `file_too_slow`, Cancelled."""
        ends = time.monotonic() + self._time_limit
        while True:
            progress.step(*conversation.step)
            if conversation.ended.wait(_POLL):
                progress.step(*conversation.step)
                return
            if time.monotonic() > ends:
                raise UserError("file_too_slow", file=name, seconds=round(self._time_limit))

    def _check(self, conversation: "_Conversation", name: str) -> None:
        """Raises UserError for what the last message says, unless all went well."""
        match conversation.last:
            case ["done"]:
                return
            case ["fault", str(code), dict(facts)]:
                raise UserError(code, **facts)
            case ["memory"]:
                self.close()
                limit = f"{self._memory_limit >> 20} MB"
                raise UserError("file_too_complex", file=name, what="读取所需的内存", limit=limit)
            case ["bug", str(trace)]:
                log.error("reading %s failed:\n%s", name, trace)
            case _:
                log.error("the process that read %s ended with %s", name, conversation.exit_code)
        raise UserError("reader_died", file=name)


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
            pipesize=_PIPE,
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
    """One request and its answers, carried by a thread: only so can the caller go on looking at clock and user.

    The thread puts the sheets together as well. Were that left to the caller, the two would fight for the interpreter
    while the other process waits for its pipe to be emptied.
    """

    def __init__(self, worker: "_Worker", head: Mapping[str, object], data: bytes) -> None:
        self._worker = worker
        self._head = json.dumps(head).encode()
        self._data = data
        self.inbox = Inbox()
        self.copy = b""
        self.step: tuple[int, int, str] = (0, 0, "正在读取文件")
        self.last: list[Any] | None = None
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._carry, name="reading", daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        """Whether the last message came, so that the process is ready for another request."""
        return self.last is not None

    @property
    def exit_code(self) -> int | None:
        """How the process ended."""
        return self._worker.process.returncode

    def join(self) -> None:
        """Wait until the thread is gone; whoever leaves before the last message has ended the process."""
        self._thread.join()

    def _carry(self) -> None:
        requests, answers = self._worker.process.stdin, self._worker.process.stdout
        assert requests is not None
        assert answers is not None
        try:
            with suppress(OSError, ValueError):  # it is gone, or has answered before it had heard all
                send(requests, self._head)
                send(requests, self._data)
            with suppress(OSError, ValueError):
                while self.last is None and (content := receive(answers)) is not None:
                    self._take(json.loads(content))
        finally:
            self.ended.set()

    def _take(self, message: list[Any]) -> None:
        match message:
            case ["done" | "fault" | "memory" | "bug", *_]:
                self.last = message
            case ["step", int(done), int(total), str(text)]:
                self.step = done, total, text
            case ["copy", str(content)]:
                self.copy = base64.b64decode(content)
            case _:
                self.step = 0, 0, self.inbox.take(message)
