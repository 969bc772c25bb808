"""The files to be imported, one after the other on the worker: read, compared, taken over. No widgets."""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from fenyang_desktop.domain.history import standing
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.gui.import_entry import BUSY, Entry, State, name_apart
from fenyang_desktop.gui.import_lines import outcome_text
from fenyang_desktop.gui.jobs import Job
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.importing import apply_import
from fenyang_desktop.services.layouts import Layouts, preview_otherwise
from fenyang_desktop.services.preview import Preview, ReceivedFile, RowKey
from fenyang_desktop.services.receiving import Order, Received, is_left_by_office, receive
from fenyang_desktop.services.taking import Counts, Taken, compare_again, figures, take_over
from fenyang_desktop.services.together import Voice, clashes
from fenyang_desktop.services.workspace import Workspace

_CANCELLED = "已取消读取，台账没有改动。"


class ImportQueue(QObject):
    """Files and what is done with them. One thing is done at a time; what a person asks for comes before what waits."""

    changed = Signal()  # a file came, went, or is otherwise than it was
    progressed = Signal(int, int, str)  # of what is done now, within one file
    ended = Signal(object)  # something that a person waited for is done with this Entry

    def __init__(self, session: Session, layouts: Layouts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.entries: list[Entry] = []
        self.held: Entry | None = None  # in view: it isn't compared anew behind the person's back
        self.paused = False
        self.awake = False  # somebody looks: what the portfolio's changes made stale is compared anew
        self._layouts = layouts
        self.reader = Reader()
        self._job: Job | None = None
        self._at: Entry | None = None
        self._asked: deque[tuple[Entry, Callable[[], None]]] = deque()
        self._run: list[Entry] = []  # the files of the reading under way
        self._taking: list[Entry] = []  # those of the taking over under way
        self._woven = True  # what the files contradict each other in is known
        self._deciding: Entry | None = None  # what is, or is to be, understood anew
        session.workspace_changed.connect(self.forget_all)
        session.items_changed.connect(self._mark_stale)
        session.reference_date_changed.connect(self._mark_stale)
        session.undo_changed.connect(self._look_at_undo)

    def shut(self) -> None:
        """The window closes: begin nothing more, and end the reading process."""
        self.forget_all()
        self.reader.close()

    # -- files come and go

    def add(self, paths: Iterable[Path]) -> list[Entry]:
        """Put files at the end and begin to read. A file that is there already is read anew.

        Where all that was there is done with, the new files begin a queue of their own.
        """
        coming = list(dict.fromkeys(path for path in paths if not is_left_by_office(path)))
        if coming and all(entry.is_finished or self._is_lone_fault(entry) for entry in self.entries):
            self.entries, self._run = [], []
        there = {entry.path: entry for entry in self.entries if entry.pasted is None}
        added = []
        for path in coming:
            entry = there.get(path)
            if entry is None:
                entry = Entry(path)
                self.entries.append(entry)
            elif entry.state not in BUSY:
                entry.begin_again()
                self._free_twins([entry])
            added.append(entry)
        name_apart(self.entries)
        if added:
            self.resume()
        return added

    def _is_lone_fault(self, entry: Entry) -> bool:
        return len(self.entries) == 1 and entry.state in (State.FAULTY, State.WAITING) and self._job is None

    def add_pasted(self, pasted: ReceivedFile) -> Entry:
        """Put cells from the clipboard at the end, to be read next."""
        entry = Entry(pasted.path, pasted=pasted)
        self.entries.append(entry)
        name_apart(self.entries)
        self.want(entry)
        return entry

    def remove(self, gone: Collection[Entry]) -> None:
        """Take files off the list, the ones being taken over excepted."""
        leaving = [entry for entry in gone if entry.state not in (State.CHOSEN, State.APPLYING)]
        if self._at in leaving and self._job is not None:
            self._job.cancel()
        self.entries = [entry for entry in self.entries if entry not in leaving]
        self._free_twins(leaving)
        self._asked = deque(one for one in self._asked if one[0] not in leaving)
        self._run = [entry for entry in self._run if entry not in leaving]
        name_apart(self.entries)
        self._woven = False
        self._go_on()

    def _free_twins(self, gone: Collection[Entry]) -> None:
        """What had the same content as these is to be read itself."""
        for entry in self.entries:
            if entry.twin is not None and entry.twin in gone:
                entry.begin_again()

    def remove_finished(self) -> None:
        self.remove([entry for entry in self.entries if entry.is_finished])

    def forget_all(self) -> None:
        """Another portfolio is open: what was read was compared with the last one."""
        if self._job is not None:
            self._job.cancel()
        self._job = self._at = self.held = self._deciding = None
        self.entries, self._run, self._taking = [], [], []
        self._asked.clear()
        self.paused = False
        self.changed.emit()

    # -- what a person asks for

    def want(self, entry: Entry) -> None:
        """Have a file ready to be looked at, before all others."""
        if entry.state is State.WAITING or (entry.state is State.READY and entry.stale):
            self._ask(entry, lambda: self._make_ready(entry))

    def _make_ready(self, entry: Entry) -> None:
        if entry.state is State.WAITING:
            self._read(entry)
        elif entry.state is State.READY and entry.stale:
            self._compare(entry)

    def read_again(self, entry: Entry, *, insists: bool = False) -> None:
        """Read a file anew, and keep what was decided about it."""
        if entry.state not in BUSY:
            entry.insists = entry.insists or insists
            self._ask(entry, lambda: self._read(entry))

    def decide(self, entry: Entry, choices: Choices) -> None:
        """A person has decided something about a file: what was read is understood anew, the preview staying in view."""
        if entry.state is State.READY and self._deciding is None:
            self._deciding, entry.choices = entry, choices
            self._ask(entry, lambda: self._understand(entry, choices))

    def say_sender(self, entry: Entry, sender: str) -> None:
        """A person has said who sent a file."""
        if entry.state is State.READY and self._deciding is None:
            entry.told_sender = sender
            self.decide(entry, entry.choices)

    def accept(self, entry: Entry) -> None:
        """Take over what is ticked, just as it is in view."""
        if entry.state is State.READY and entry.model is not None and self._deciding is None:
            preview, accepted = entry.model.chosen()
            entry.state, entry.text = State.CHOSEN, ""
            self._ask(entry, lambda: self._apply(entry, preview, accepted))

    def drop(self, entry: Entry) -> None:
        """Leave a file: nothing more of it is taken over."""
        if entry.stands:
            entry.finish()
        else:
            entry.forget()
            entry.state, entry.text, entry.counts = State.DROPPED, "已放弃，台账没有改动。", Counts()
        self._woven = False
        self._go_on()

    def takeable(self) -> list[Entry]:
        """The files of which something is ticked, or sure."""
        return [entry for entry in self.entries if entry.state is State.READY and entry.has_chosen]

    def figures(self) -> Counts:
        """How much `take_all` would write at most."""
        return figures([(entry.preview, entry.chosen) for entry in self.takeable() if entry.preview is not None])

    def take_all(self) -> None:
        """Take over of every file what is ticked or sure, each as one action, each compared anew before."""
        self._taking = self.takeable()
        for entry in self._taking:
            entry.state, entry.text = State.CHOSEN, ""
        self._go_on()

    def cancel(self) -> None:
        """Stop what is done now and what follows it: files taken over stay so, those not read wait."""
        self._stop_taking()
        self.paused = True
        if self._job is not None:
            self._job.cancel()
        self.changed.emit()

    def _stop_taking(self) -> None:
        for entry in self._taking:
            if entry.state is State.CHOSEN:
                entry.state = State.READY
        self._taking = []

    def resume(self) -> None:
        """Go on reading what waits."""
        self.paused = False
        self._run = [entry for entry in self._run if entry.state in BUSY or entry.state is State.WAITING]
        self._run += [one for one in self.entries if one.state is State.WAITING and one not in self._run]
        self._go_on()

    def wake(self, *, awake: bool) -> None:
        """Somebody looks at the files, or doesn't any more."""
        self.awake = awake
        if awake:
            self._go_on()

    # -- how far it is

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def waiting(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state is State.WAITING]

    def stand(self) -> tuple[int, int, str]:
        """How far the files are altogether: how many are done of how many, and what is done now ("": nothing)."""
        if self._taking:
            done = sum(entry.state not in (State.CHOSEN, State.APPLYING) for entry in self._taking)
            return done, len(self._taking), self._stand_text("正在导入", done, len(self._taking))
        if self._at is not None and self._at.state is State.READING:
            run = self._run or [self._at]
            done = sum(entry.state not in (State.WAITING, State.READING) for entry in run)
            return done, len(run), self._stand_text("正在读取", done, len(run))
        return 0, 0, ""

    def _stand_text(self, what: str, done: int, total: int) -> str:
        name = f"：“{self._at.label}”" if self._at is not None else ""
        return f"{what}第 {min(done + 1, total)} / {total} 个{name}"

    # -- the work

    def _ask(self, entry: Entry, work: Callable[[], None]) -> None:
        self._asked.append((entry, work))
        self._go_on()

    def _go_on(self) -> None:
        """Begin the next thing there is to do, unless one is being done."""
        while self._asked and self._job is None:
            self._asked.popleft()[1]()
        if self._job is None and self.session.workspace is not None:
            self._begin_next()
        self.changed.emit()

    def _begin_next(self) -> None:
        """What was chosen is taken over first, then what waits is read, then what is stale compared anew.

        Between two files that are read the values are held against each other; else it is enough to do so at the end.
        """
        if chosen := next((entry for entry in self._taking if entry.state is State.CHOSEN), None):
            self._take(chosen)
            return
        self._taking = []
        waiting = [] if self.paused else self.waiting()
        stale = (one for one in self.entries if one.stale and one.state is State.READY and one is not self.held)
        if not waiting and self.awake and not self.paused and (entry := next(stale, None)):
            self._compare(entry)
            return
        self._weave()
        if waiting:
            self._read(waiting[0])
        elif not self.paused:
            self._run = []

    def _start(
        self,
        entry: Entry,
        title: str,
        work: Callable[[Workspace, Progress], Any],
        done: Callable[[Any], None],
        *,
        can_cancel: bool = True,
    ) -> None:
        """Do work for a file, and tell when it ended, one way or the other."""
        workspace = self.session.workspace
        assert workspace is not None

        def end(finish: Callable[[], None]) -> None:
            if self._job is not job:
                return  # nobody waits for it any more
            if entry in self.entries:
                finish()
            self._job = self._at = None
            if entry is self._deciding:
                self._deciding = None
            self._woven = False
            self.ended.emit(entry)
            self._go_on()

        self._at = entry
        job = self._job = self.session.jobs.start(
            title,
            lambda progress: work(workspace, progress),
            lambda result: end(lambda: done(result)),
            lambda sentence: end(lambda: self._note_fault(entry, sentence)),
            can_cancel=can_cancel,
        )
        job.cancelled.connect(lambda: end(lambda: self._note_cancelled(entry)))
        job.progressed.connect(self.progressed)

    def _note_fault(self, entry: Entry, sentence: str) -> None:
        entry.state = State.FAULTY if entry.preview is None else State.READY
        entry.text = sentence

    def _note_cancelled(self, entry: Entry) -> None:
        self._stop_taking()
        self.paused = True
        if entry.state is State.COMPARING:
            entry.stale = True
        entry.state = State.WAITING if entry.preview is None else State.READY
        entry.text = _CANCELLED if entry.preview is None else ""

    def _read(self, entry: Entry) -> None:
        reader, layouts = self.reader, self._layouts
        seen = {one.digest for one in self.entries if one.digest and one is not entry and one.twin is None}
        order = Order(entry.path, entry.choices, entry.pasted, seen, entry.insists, entry.told_sender)
        entry.state, entry.text, entry.stale, entry.twin = State.READING, "", False, None
        self._start(
            entry,
            f"读取“{entry.path.name}”",
            lambda workspace, progress: receive(workspace, order, layouts, reader, progress),
            lambda received: self._take_received(entry, received),
        )

    def _take_received(self, entry: Entry, received: Received) -> None:
        entry.digest = received.digest
        if received.preview is not None:
            was_stale = entry.stale  # the portfolio changed while the file was being read
            entry.state = State.READY
            entry.take_preview(received.preview)
            if was_stale:
                self._asked.appendleft((entry, lambda: self._compare(entry)))
        elif received.imported is not None:
            day = received.imported.source.at.astimezone()
            entry.state, entry.text = State.KNOWN, f"已于 {day.year} 年 {day.month} 月 {day.day} 日导入过"
        else:
            entry.twin = next(one for one in self.entries if one.digest == received.digest and one is not entry)
            entry.state, entry.text = State.TWIN, f"与“{entry.twin.label}”内容相同"

    def _compare(self, entry: Entry) -> None:
        before = entry.compared
        assert before is not None

        def done(preview: Preview) -> None:
            was_stale = entry.stale
            entry.state = State.READY
            entry.take_preview(preview)
            entry.stale = was_stale

        entry.state, entry.stale = State.COMPARING, False
        self._start(entry, "", lambda workspace, progress: compare_again(workspace, before, progress), done)

    def _understand(self, entry: Entry, choices: Choices) -> None:
        assert entry.compared is not None
        source, entry.stale = replace(entry.compared.source, sender=entry.told_sender), False
        before = replace(entry.compared, source=source)
        self._start(
            entry,
            f"重新理解“{entry.path.name}”",
            lambda workspace, progress: preview_otherwise(workspace, before, choices, progress),
            entry.take_preview,
        )

    def _apply(self, entry: Entry, preview: Preview, accepted: frozenset[RowKey]) -> None:
        """Take over what was accepted of the file in view; it is done with then."""
        layouts = self._layouts

        def work(workspace: Workspace, _progress: Progress) -> Taken:
            applied = apply_import(workspace, preview, accepted)
            layouts.learn(preview)
            return Taken(applied, preview, workspace.changes(applied.set_id) if applied else ())

        def done(taken: Taken) -> None:
            self._note_applied(entry, taken)
            entry.finish(outcome_text(preview, accepted) if taken.applied else "")

        entry.state = State.APPLYING
        self._start(entry, f"导入“{entry.path.name}”", work, done, can_cancel=False)

    def _take(self, entry: Entry) -> None:
        """Take over what was chosen of a file among others; the rest of it stays open."""
        preview, chosen, layouts = entry.preview, entry.chosen, self._layouts
        assert preview is not None

        def work(workspace: Workspace, progress: Progress) -> Taken:
            taken = take_over(workspace, preview, chosen, progress)
            if taken.applied is not None:
                layouts.learn(preview)
            return taken

        def done(taken: Taken) -> None:
            self._note_applied(entry, taken)
            entry.take_rest(taken.rest)

        entry.state = State.APPLYING
        self._start(entry, f"导入“{entry.path.name}”", work, done)

    def _note_applied(self, entry: Entry, taken: Taken) -> None:
        if taken.applied is not None:
            entry.take_applied(taken.applied, taken.changes)
            self.session.take_in(taken.applied)

    # -- what happens elsewhere

    def _voice(self, entry: Entry) -> Voice | None:
        """What a file says, unless it is done with and its sender is known: what it brought in is the past by which any
        other sender's file is judged, and what a later file of the same sender goes on from."""
        return None if entry.state is State.DONE and entry.sender else entry.voice()

    def _weave(self) -> None:
        """Look for what the files contradict each other in, if anything changed since."""
        if self._woven:
            return
        self._woven = True
        voices = {entry: voice for entry in self.entries if (voice := self._voice(entry)) is not None}
        for entry, clashing in zip(voices, clashes(list(voices.values())), strict=True):
            entry.take_clashes(clashing)

    def _mark_stale(self, *_: object) -> None:
        """The portfolio changed after a preview was made of it."""
        for entry in self.entries:
            entry.stale = entry.stale or entry.preview is not None or entry.state is State.READING
        self._go_on()

    def _look_at_undo(self) -> None:
        """An import may have been undone, or done again, from anywhere."""
        workspace = self.session.workspace
        if workspace is None or not any(entry.applied for entry in self.entries):
            return
        stands = standing(workspace.sets())
        for entry in self.entries:
            entry.take_undo(stands)
        self._woven = False
        self._go_on()
