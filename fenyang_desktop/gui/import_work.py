"""The one thing that is done with a file at a time, on the worker, and how it ends."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.jobs import Job
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.workspace import Workspace

_CANCELLED = "已取消读取，台账没有改动。"


@dataclass(frozen=True, slots=True)
class Step:
    """Work for a file: its state meanwhile, what runs on the worker, and what is done with the result.

    One that `compares` leaves the file compared with the portfolio as it is then.
    """

    entry: Entry
    state: State
    title: str
    work: Callable[[Workspace, Progress], Any]
    done: Callable[[Any], None]
    compares: bool = False
    can_cancel: bool = True


class Work(QObject):
    """Does one step at a time. Whichever way one ends, `ended` is emitted, unless nobody waits for it any more."""

    progressed = Signal(int, int, str)
    cancelled = Signal(object)  # the Entry, before `ended`
    ended = Signal(object)  # the Entry

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.job: Job | None = None  # under way
        self._step: Step | None = None
        self._was_stale = False

    @property
    def is_busy(self) -> bool:
        return self._step is not None

    @property
    def entry(self) -> Entry | None:
        """The file that something is done with."""
        return self._step.entry if self._step is not None else None

    def start(self, step: Step) -> None:
        """Begin a step. A preview stays stale if it comes to nothing, and becomes so if the portfolio changes meanwhile."""
        workspace, entry = self._session.workspace, step.entry
        assert workspace is not None
        entry.go(step.state)
        self._step, self._was_stale = step, entry.stale
        if step.compares:
            entry.stale = False
        job = self.job = self._session.jobs.start(
            step.title,
            lambda progress: step.work(workspace, progress),
            lambda result: self._end(job, lambda: self._take(step, result)),
            lambda sentence: self._end(job, lambda: self._note_fault(entry, sentence)),
            can_cancel=step.can_cancel,
        )
        job.cancelled.connect(lambda: self._end(job, lambda: self._note_cancelled(entry)))
        job.progressed.connect(self.progressed)

    def cancel(self) -> None:
        """Ask for the end of what is done; it is told when that comes."""
        if self.job is not None:
            self.job.cancel()

    def abandon(self, gone: Collection[Entry]) -> None:
        """Nobody waits any more for what is done with these files."""
        if self._step is not None and self._step.entry in gone:
            self.cancel()
            self._step.entry.stale = self._step.entry.stale or self._was_stale
            self._step = self.job = None

    def _end(self, job: Job, take: Callable[[], None]) -> None:
        if self.job is not job or self._step is None:
            return
        entry = self._step.entry
        try:
            take()
        finally:
            self.job = self._step = None
            self.ended.emit(entry)

    def _take(self, step: Step, result: Any) -> None:
        entry = step.entry
        has_changed, before = entry.stale, entry.compared
        step.done(result)
        if step.compares:
            entry.stale = entry.stale or has_changed or (self._was_stale and entry.compared is before)

    def _note_fault(self, entry: Entry, sentence: str) -> None:
        was_refused = entry.state is State.APPLYING  # by what the portfolio holds now: it must be compared with that
        entry.stale = entry.stale or self._was_stale or was_refused
        entry.go(State.FAULTY if entry.preview is None else State.READY)
        entry.text = sentence

    def _note_cancelled(self, entry: Entry) -> None:
        entry.stale = entry.stale or self._was_stale
        entry.go(State.WAITING if entry.preview is None else State.READY)
        entry.text = _CANCELLED if entry.preview is None else ""
        self.cancelled.emit(entry)
