"""The files to be imported, one after the other on the worker: read, compared, taken over. No widgets."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from fenyang_desktop.domain.history import standing
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.gui.import_entry import Accepted, Decision, Entry, name_apart
from fenyang_desktop.gui.import_state import BEING_TAKEN, BUSY, IN_VIEW, State
from fenyang_desktop.gui.import_steps import Steps
from fenyang_desktop.gui.import_work import Work
from fenyang_desktop.gui.jobs import Job
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.layouts import Layouts
from fenyang_desktop.services.preview import ReceivedFile
from fenyang_desktop.services.receiving import is_left_by_office
from fenyang_desktop.services.together import Voice, clashes
from fenyang_desktop.services.unfinished import Unfinished

_CONTRADICTED = "另一个文件写得不一样，没有导入，请看过存疑的值再接受。"
Offer = dict[Entry, Accepted]


class ImportQueue(QObject):
    """Files and what is done with them. One thing is done at a time; what a person asks for comes before what waits."""

    changed = Signal()  # a file came, went, or is otherwise than it was
    progressed = Signal(int, int, str)  # of what is done now, within one file
    taken = Signal(object)  # this Entry was taken over as it stood in view
    ended = Signal(object)  # something that a person waited for is done with this Entry

    def __init__(self, session: Session, layouts: Layouts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.entries: list[Entry] = []
        self.held: Entry | None = None  # in view: it isn't compared anew behind the person's back
        self.paused = False
        self.awake = False  # somebody looks: what the portfolio's changes made stale is compared anew
        self.reader = Reader()
        self._urgent: list[Entry] = []  # what a person asked for, and waits for
        self._run: list[Entry] = []  # the files of the reading under way
        self._taking: list[Entry] = []  # the files of the taking over under way
        self._woven = True  # what the files contradict each other in is known
        self._steps = Steps(session, layouts, self.reader, lambda: self.entries, self._put_first, self.taken.emit)
        self._work = Work(session, self)
        self._work.progressed.connect(self.progressed)
        self._work.cancelled.connect(self._stop_all)
        self._work.ended.connect(self._end)
        session.workspace_changed.connect(self.forget_all)
        session.items_changed.connect(self._mark_stale)
        session.reference_date_changed.connect(self._mark_stale)
        session.undo_changed.connect(self._look_at_undo)

    def shut(self) -> None:
        """The window closes: begin nothing more, and end the reading process."""
        self.forget_all()
        self.reader.close()

    # -- files come and go

    def add(self, paths: Iterable[Path], said: Mapping[Path, Unfinished] | None = None) -> list[Entry]:
        """Put files at the end and begin to read. A file that is there already is read anew, and forgotten as it was; one
        taken over in part only if it has changed.

        Where all that was there is done with, the new files begin a queue of their own. `said` is what a person said of
        some of them in an earlier session.
        """
        coming = list(dict.fromkeys(path for path in paths if not is_left_by_office(path)))
        if coming and all(entry.is_finished or self._is_lone_fault(entry) for entry in self.entries):
            self._abandon(self.entries)
            self.entries, self._run = [], []
        there = {entry.path: entry for entry in self.entries if entry.pasted is None}
        added = []
        for path in coming:
            entry = there.get(path)
            if entry is None:
                entry = Entry(path)
                if said and (one := said.get(path)):
                    entry.told_sender, entry.choices, entry.decided_for = one.sender, one.choices, one.digest
                    entry.has_decided = bool(one.choices)
                self.entries.append(entry)
            elif entry.state not in BUSY:
                self._abandon([entry])
                if entry.is_left:
                    entry.go(State.WAITING)
                else:
                    entry.begin_again()
                    self._free_twins([entry])
            added.append(entry)
        name_apart(self.entries)
        if added:
            self.resume()
        return added

    def _is_lone_fault(self, entry: Entry) -> bool:
        return len(self.entries) == 1 and entry.state in (State.FAULTY, State.WAITING) and not self.is_busy

    def add_pasted(self, pasted: ReceivedFile) -> Entry:
        """Put cells from the clipboard at the end, to be read next."""
        entry = Entry(pasted.path, pasted=pasted)
        self.entries.append(entry)
        name_apart(self.entries)
        self.want(entry)
        return entry

    def remove(self, gone: Collection[Entry]) -> None:
        """Take files off the list, the ones being taken over excepted."""
        leaving = [entry for entry in gone if entry.state not in BEING_TAKEN]
        self._abandon(leaving)
        self.entries = [entry for entry in self.entries if entry not in leaving]
        self._free_twins(leaving)
        self._run = [entry for entry in self._run if entry not in leaving]
        name_apart(self.entries)
        self._woven = False
        self._go_on()

    def _abandon(self, gone: Collection[Entry]) -> None:
        """Nothing of what is done, or was asked for, with these files is wanted any more."""
        self._work.abandon(gone)
        self._urgent = [entry for entry in self._urgent if entry not in gone]

    def _free_twins(self, gone: Collection[Entry]) -> None:
        """What had the same content as these is to be read itself."""
        for entry in self.entries:
            if entry.twin is not None and entry.twin in gone:
                entry.begin_again()

    def remove_finished(self) -> None:
        self.remove([entry for entry in self.entries if entry.is_finished])

    def forget_all(self) -> None:
        """Another portfolio is open: what was read was compared with the last one."""
        self._abandon(self.entries)
        self.held = None
        self.entries, self._run, self._taking = [], [], []
        self.paused = False
        self.changed.emit()

    # -- what a person asks for

    def want(self, entry: Entry) -> None:
        """Have a file ready to be looked at, before all others, with what the files read so far contradict in it."""
        self._weave()
        if entry.state is State.WAITING or (entry.state is State.READY and entry.stale):
            self._ask(entry)

    def read_again(self, entry: Entry, *, insists: bool = False) -> None:
        """Read a file anew, and keep what was decided about it."""
        if entry.state not in BUSY:
            entry.insists = entry.insists or insists
            self._abandon([entry])
            entry.go(State.WAITING)
            self._ask(entry)

    def decide(self, entry: Entry, choices: Choices) -> None:
        """A person has decided something about a file: what was read is understood anew, the preview staying in view."""
        self._decide(entry, Decision(choices, entry.last_decision.sender))

    def say_sender(self, entry: Entry, sender: str) -> None:
        """A person has said who sent a file."""
        self._decide(entry, Decision(entry.last_decision.choices, sender))

    def _decide(self, entry: Entry, decision: Decision) -> None:
        """What was decided before and isn't understood yet is part of it: the last word counts."""
        if entry.state in IN_VIEW:
            self._abandon([entry])
            entry.decide(decision)
            self._ask(entry)

    def accept(self, entry: Entry) -> None:
        """Take over what is ticked, just as it is in view; nothing if another file turns out to contradict it."""
        if entry.state is not State.READY or (model := entry.model) is None:
            return
        self._weave()
        if entry.model is not model:
            entry.text = _CONTRADICTED
            self.changed.emit()
            return
        self._abandon([entry])
        entry.accept(Accepted(model.preview, model.values_chosen(), in_view=True))
        self._ask(entry)

    def drop(self, dropped: Collection[Entry]) -> None:
        """Leave files: nothing more of them is taken over."""
        leaving = [entry for entry in dropped if entry.state in IN_VIEW]
        self._abandon(leaving)
        for entry in leaving:
            entry.drop()
        self._woven = False
        self._go_on()

    def takeable(self) -> list[Entry]:
        """The files of which something is ticked, or sure, and nothing is being decided."""
        return [entry for entry in self.entries if entry.state is State.READY and entry.has_chosen]

    def offer(self) -> Offer:
        """What can be taken over now of all files, for a person to agree to."""
        self._weave()
        self.changed.emit()
        found = ((entry, entry.preview) for entry in self.takeable())
        return {entry: Accepted(seen, entry.own_choice, in_view=False) for entry, seen in found if seen is not None}

    def take_all(self, agreed: Offer) -> None:
        """Take over what was agreed to and still holds, each file as one action, each compared anew before."""
        self._weave()
        ready = [entry for entry in self.takeable() if entry in agreed]
        self._abandon(ready)
        self._taking += ready
        for entry in ready:
            entry.accept(agreed[entry])
        self._go_on()

    def cancel(self) -> None:
        """Stop what is done now and what follows it: files taken over stay so, those not read wait."""
        self._stop_taking()
        self.paused = self.paused or self.is_busy or bool(self.waiting())
        self._work.cancel()
        self.changed.emit()

    def _stop_taking(self) -> None:
        """What was accepted, and isn't being written yet, waits for a person again."""
        stopped = [entry for entry in self.entries if entry.state is State.CHOSEN]
        self._abandon(stopped)
        for entry in stopped:
            entry.go(State.READY)
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
            self._forget_stop()
            self._go_on()

    def _forget_stop(self) -> None:
        """Where no file waits to be read, nothing tells that the work was stopped, nor would anybody let it go on."""
        self.paused = self.paused and bool(self.waiting())

    # -- how far it is

    @property
    def is_busy(self) -> bool:
        return self._work.is_busy

    def does(self, job: Job) -> bool:
        """Whether a job is what is done now with a file."""
        return self._work.job is job

    def waiting(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state is State.WAITING]

    def stand(self) -> tuple[int, int, str]:
        """How far the files are altogether: how many are done of how many, and what is done now ("": nothing)."""
        at = self._work.entry
        if self._taking:
            done = sum(entry.state not in BEING_TAKEN for entry in self._taking)
            return done, len(self._taking), _stand_text("正在导入", done, len(self._taking), at)
        if at is not None and at.state is State.READING:
            run = self._run or [at]
            done = sum(entry.state not in (State.WAITING, State.READING) for entry in run)
            return done, len(run), _stand_text("正在读取", done, len(run), at)
        return 0, 0, ""

    # -- the work

    def _ask(self, entry: Entry) -> None:
        if entry not in self._urgent:
            self._urgent.append(entry)
        self._go_on()

    def _put_first(self, entry: Entry) -> None:
        self._urgent.insert(0, entry)

    def _go_on(self) -> None:
        """Begin the next thing there is to do, unless one is being done."""
        while self._urgent and not self.is_busy:
            self._begin(self._urgent.pop(0))
        if not self.is_busy and self.session.workspace is not None:
            self._begin_next()
        self.changed.emit()

    def _begin(self, entry: Entry) -> None:
        if step := self._steps.next_of(entry):
            self._work.start(step)

    def _begin_next(self) -> None:
        """What was chosen is taken over first, then what waits is read, then what is stale compared anew.

        The values of the files are held against each other at the end; whoever looks at one before has that done himself.
        """
        if chosen := next((entry for entry in self._taking if entry.state is State.CHOSEN), None):
            self._begin(chosen)
            return
        self._taking = []
        waiting = [] if self.paused else self.waiting()
        stale = (one for one in self.entries if one.stale and one.state is State.READY and one is not self.held)
        if waiting:
            self._begin(waiting[0])
        elif self.awake and not self.paused and (entry := next(stale, None)):
            self._begin(entry)
        else:
            self._weave()
            self._run = self._run if self.paused else []

    def _stop_all(self) -> None:
        self._stop_taking()
        self.paused = True

    def _end(self, entry: Entry) -> None:
        self._woven = False
        if entry is self.held:
            self._weave()
        self.ended.emit(entry)
        self._go_on()

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
        if len(self.entries) == 1:
            self.entries[0].take_clashes({})
            return
        voices = {entry: voice for entry in self.entries if (voice := self._voice(entry)) is not None}
        for entry, clashing in zip(voices, clashes(list(voices.values())), strict=True):
            entry.take_clashes(clashing)

    def _mark_stale(self, *_: object) -> None:
        """The portfolio changed after a preview was made of it."""
        self._forget_stop()
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


def _stand_text(what: str, done: int, total: int, at: Entry | None) -> str:
    name = f"：“{at.label}”" if at is not None else ""
    return f"{what}第 {min(done + 1, total)} / {total} 个{name}"
