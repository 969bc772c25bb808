"""Long work off the GUI thread: it takes values, a progress and a cancel flag, and reports back by signals."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress

log = logging.getLogger(__name__)

Report = Callable[[int, str, object], None]  # the job's number, what happened, and its value


class Job(QObject):
    """One piece of work under way. Exactly one of `done`, `failed` and `cancelled` is emitted, on the GUI thread."""

    progressed = Signal(int, int, str)  # done, total (0: unknown), what goes on now
    done = Signal(object)
    failed = Signal(str)  # a whole Chinese sentence
    cancelled = Signal()

    def __init__(self, title: str, *, can_cancel: bool = True) -> None:
        super().__init__()
        self.title = title
        self.stop_flag = threading.Event()
        self.stand = (0, 0, "")  # what `progressed` said last
        self._can_cancel, self._has_reported = can_cancel, False

    @property
    def can_cancel(self) -> bool:
        """Whether `cancel` can do something yet: work that never reports never looks whether it is wanted."""
        return self._can_cancel and self._has_reported and not self.stop_flag.is_set()

    def cancel(self) -> None:
        self.stop_flag.set()

    def take_progress(self, done: int, total: int, text: str) -> None:
        self.stand, self._has_reported = (done, total, text or self.stand[2]), True
        self.progressed.emit(done, total, text)


_QUOTES_WITHIN = str.maketrans("“”", "‘’")


class _Runner(QRunnable):
    """Runs on the worker thread, and knows no QObject that could end there."""

    def __init__(self, number: int, title: str, work: Callable[[Progress], Any], stop: threading.Event, report: Report):
        super().__init__()
        self._number, self._title, self._work, self._stop, self._report = number, title, work, stop, report

    def run(self) -> None:
        self._report(self._number, *self._outcome())

    def _outcome(self) -> tuple[str, object]:
        try:
            return "done", self._work(Progress(self._tell, self._stop.is_set))
        except Cancelled:
            return "cancelled", None
        except UserError as error:
            return "failed", str(error)
        except BaseException:  # a panic in Rust is none of Exception, and a job that never ends bars all others
            log.exception("job failed: %s", self._title)
            title = self._title.translate(_QUOTES_WITHIN)
            return "failed", f"“{title}”没有完成：程序出错，详情已写入日志，台账没有改动。"

    def _tell(self, done: int, total: int, text: str) -> None:
        self._report(self._number, "progressed", (done, total, text))


class Jobs(QObject):
    """Starts jobs one after another on one worker thread, so that they never wait for each other's locks."""

    started = Signal(object)  # the Job
    ended = Signal(object)

    _happened = Signal(int, str, object)  # emitted by the worker, queued to this object on the GUI thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._running: dict[int, Job] = {}
        self._count = 0
        self._happened.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[str], None],
        *,
        can_cancel: bool = True,
    ) -> Job:
        """Run `work(progress)` off the GUI thread; `done(result)` or `failed(sentence)` follows on the GUI thread.

        A job without a title is not shown to the user. Set `can_cancel` to False for work that reports where it is
        but can't be stopped there.
        """
        job = Job(title, can_cancel=can_cancel)
        job.done.connect(done)
        job.failed.connect(failed)
        self._count += 1
        self._running[self._count] = job
        self.started.emit(job)
        self._pool.start(_Runner(self._count, title, work, job.stop_flag, self._happened.emit))
        return job

    def busy(self) -> bool:
        return bool(self._running)

    def stop(self) -> None:
        """Cancel everything and wait until the worker is free (before the window closes)."""
        for job in self._running.values():
            job.cancel()
        self._pool.waitForDone()

    def _take(self, number: int, what: str, value: Any) -> None:
        if what == "progressed":
            self._running[number].take_progress(*value)
            return
        job = self._running.pop(number)
        self.ended.emit(job)
        if what == "cancelled":
            job.cancelled.emit()
        else:
            (job.done if what == "done" else job.failed).emit(value)
