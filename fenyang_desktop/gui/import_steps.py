"""The steps of an import: reading a file, comparing it, understanding it otherwise, taking it over."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.import_work import Step
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.layouts import Layouts, preview_otherwise
from fenyang_desktop.services.preview import Preview
from fenyang_desktop.services.receiving import Order, Received, receive
from fenyang_desktop.services.taking import Taken, compare_again, still_chosen, sure_values, take_as_seen, take_over
from fenyang_desktop.services.together import Voice, voice_of
from fenyang_desktop.services.workspace import Workspace

Found = TypeVar("Found", Received, Preview)


class Steps:
    """What is to be done with a file follows from its state.

    `others` gives all files of the queue, `again` has one looked at again before all others, `taken` hears of one that
    was taken over as it stood in view.
    """

    def __init__(
        self,
        session: Session,
        layouts: Layouts,
        reader: Reader,
        others: Callable[[], list[Entry]],
        again: Callable[[Entry], None],
        taken: Callable[[Entry], None],
    ) -> None:
        self._session, self._layouts, self._reader = session, layouts, reader
        self._others, self._again, self._taken = others, again, taken

    def next_of(self, entry: Entry) -> Step | None:
        """What waits to be done with a file; None if nothing does."""
        match entry.state:
            case State.WAITING:
                return self._reading(entry)
            case State.READY if entry.stale:
                return self._comparing(entry)
            case State.DECIDING:
                return self._understanding(entry)
            case State.CHOSEN:
                return self._taking_over(entry)
        return None

    # -- reading

    def _reading(self, entry: Entry) -> Step:
        reader, layouts, several = self._reader, self._layouts, self._are_several
        seen = {one.digest for one in self._with_content() if one is not entry}
        order = Order(
            entry.path, entry.choices, entry.pasted, seen, entry.insists, entry.told_sender, entry.decided_for
        )
        entry.text, entry.twin = "", None
        return Step(
            entry,
            State.READING,
            f"读取“{entry.path.name}”",
            lambda workspace, progress: _heard(receive(workspace, order, layouts, reader, progress), several=several),
            lambda result: self._take_received(entry, *result),
            compares=True,
        )

    def _with_content(self) -> Iterator[Entry]:
        """The files that were read, and not only found to be the same as another."""
        return (one for one in self._others() if one.digest and one.twin is None)

    @property
    def _are_several(self) -> bool:
        """Whether what a file says will be held against what others say: best learned on the worker."""
        return len(self._others()) > 1

    def _take_received(self, entry: Entry, received: Received, voice: Voice | None) -> None:
        if entry.digest != received.digest:
            self._free_twins(entry)
        entry.digest = received.digest
        if entry.decided_for not in ("", received.digest):
            entry.become_another()
        if entry.stands and entry.compared is not None and (received.preview is None or received.imported is not None):
            self._leave_open(entry, entry.compared)
            return
        day = received.imported.source.at.astimezone() if received.imported is not None else None
        if received.preview is not None:
            if entry.stale:  # the portfolio changed while the file was being read
                self._again(entry)
            entry.decided_for = received.digest
            entry.take_preview(received.preview, voice)
            entry.go(State.READY)
            if day is not None:
                entry.take_as_left(f"{day.year} 年 {day.month} 月 {day.day} 日导入过一部分")
        elif day is not None:
            entry.go(State.KNOWN)
            entry.text = f"已于 {day.year} 年 {day.month} 月 {day.day} 日导入过"
        elif twin := next(
            (one for one in self._with_content() if one.digest == received.digest and one is not entry), None
        ):
            entry.go(State.TWIN)
            entry.twin, entry.text = twin, f"与“{twin.label}”内容相同"
        else:  # what had the same content is gone, or to be read again itself
            entry.begin_again()
            self._again(entry)

    def _leave_open(self, entry: Entry, compared: Preview) -> None:
        """A file that was taken over in part, and is the same still, stays as it is."""
        entry.go(State.READY)
        if (entry.choices, entry.told_sender) != (compared.choices, compared.source.sender):
            entry.decide(entry.last_decision)  # which wasn't understood yet
            self._again(entry)

    def _free_twins(self, changed: Entry) -> None:
        """What had the same content as this file is to be read itself."""
        for entry in self._others():
            if entry.twin is changed:
                entry.begin_again()

    # -- comparing

    def _comparing(self, entry: Entry) -> Step:
        before, several = entry.compared, self._are_several
        assert before is not None
        return Step(
            entry,
            State.COMPARING,
            "",
            lambda workspace, progress: _heard(compare_again(workspace, before, progress), several=several),
            lambda result: self._take_compared(entry, *result),
            compares=True,
        )

    def _understanding(self, entry: Entry) -> Step:
        """Understand a file by what a person decided. Where that comes to nothing, all stays as it was decided before."""
        assert entry.compared is not None
        choices, sender = entry.last_decision
        before = replace(entry.compared, source=replace(entry.compared.source, sender=sender))

        several = self._are_several

        def done(result: tuple[Preview, Voice | None]) -> None:
            entry.told_sender = sender
            self._take_compared(entry, *result)

        return Step(
            entry,
            State.DECIDING,
            f"重新识别“{entry.path.name}”",
            lambda workspace, progress: _heard(
                preview_otherwise(workspace, before, choices, progress), several=several
            ),
            done,
            compares=True,
        )

    @staticmethod
    def _take_compared(entry: Entry, preview: Preview, voice: Voice | None) -> None:
        entry.take_preview(preview, voice)
        entry.go(State.READY)

    # -- taking over

    def _taking_over(self, entry: Entry) -> Step:
        """Take over what was accepted: just as it is in view, or else as far as it still holds."""
        preview, accepted = entry.preview, entry.accepted
        assert preview is not None
        assert accepted is not None

        def take(workspace: Workspace, progress: Progress) -> Taken:
            values = sure_values(accepted.preview) if accepted.values is None else accepted.values
            if accepted.in_view:
                return take_as_seen(workspace, accepted.preview, values)
            # A file that was read since may contradict it.
            chosen = still_chosen(preview, accepted.preview, values)
            return take_over(workspace, preview, chosen, progress)

        def done(taken: Taken) -> None:
            if taken.applied is not None:
                entry.take_applied(taken.applied, taken.changes)
                self._session.take_in(taken.applied)
                if accepted.in_view:
                    self._taken(entry)
                self._remember(accepted.preview)
            entry.take_rest(taken.rest)
            entry.stale = not taken.is_compared

        title = f"导入“{entry.path.name}”"
        return Step(entry, State.APPLYING, title, take, done, compares=True, can_cancel=not accepted.in_view)

    def _remember(self, preview: Preview) -> None:
        """Learn from what was taken over: work of its own, which may fail without a word against the import."""
        layouts, sentence = self._layouts, str(UserError("layout_not_kept"))
        self._session.jobs.start(
            "", lambda _: layouts.learn(preview), lambda _: None, lambda _: self._session.told.emit(sentence)
        )


def _heard(found: Found, *, several: bool) -> tuple[Found, Voice | None]:
    """With what the file says, for several are held against each other: on the worker, since it takes its time."""
    preview = found.preview if isinstance(found, Received) else found
    return found, voice_of(preview) if preview is not None and several else None
