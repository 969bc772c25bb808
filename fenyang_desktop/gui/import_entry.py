"""One file of the import queue, and how far it is."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from fenyang_desktop.domain.changes import Change
from fenyang_desktop.domain.quiet import without_collections
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.gui.import_model import ImportModel
from fenyang_desktop.gui.import_state import FINISHED, IN_VIEW, NEXT, State
from fenyang_desktop.services.preview import Preview, ReceivedFile, RowState
from fenyang_desktop.services.questions import left_remark
from fenyang_desktop.services.taking import (
    Counts,
    Value,
    chosen_anew,
    counts,
    counts_of_taken,
    rest_text,
    still_chosen,
    sure_values,
    taken_text,
)
from fenyang_desktop.services.together import Voice, doubted, voice_of, voice_of_taken
from fenyang_desktop.services.workspace import Applied

_CHANGED = "这个文件的内容变了：先前改定的列和行、指定的报送单位、勾选的值都不再算数，请重新看过。"
_NOTHING = "没有需要导入的内容，台账没有改动。"


class Decision(NamedTuple):
    """What a person says about how a file is read, and who sent it."""

    choices: Choices
    sender: str


class Accepted(NamedTuple):
    """What a person agreed to take over: the preview that was looked at, and what is chosen of it."""

    preview: Preview
    values: frozenset[Value] | None  # None: whatever is sure in it
    in_view: bool  # just as it stands there, rather than as far as it still holds


@dataclass(eq=False, slots=True)
class Entry:
    """One file of the queue. `text` is the sentence of a fault or of the outcome.

    `compared` is how the file compares with the portfolio, `preview` the same with what other files contradict in
    doubt. `applied` are the actions by which it was taken over, `written` the values that they wrote.
    """

    path: Path
    state: State = State.WAITING
    text: str = ""
    stale: bool = False  # the portfolio changed since the file was compared with it
    pasted: ReceivedFile | None = None  # cells that came from the clipboard and stand in no file
    choices: Choices = field(default_factory=dict)  # what a person decided about how it is read
    decided_for: str = ""  # the digest of the file that the choices and the sender told are about
    has_decided: bool = False  # a person did decide something, not only a layout
    before: str = ""  # when a part of it was taken over, in an earlier session
    label: str = ""  # what it is called beside the others
    digest: str = ""  # of its bytes
    twin: "Entry | None" = None  # the file that has the same bytes
    insists: bool = False  # a person wants it read though it was imported before
    sender: str = ""  # 报送单位, as far as it is known
    month: str = ""  # the month of which it is a report
    told_sender: str = ""  # who sent it, if a person said so
    decision: Decision | None = None  # not understood yet
    accepted: Accepted | None = None  # not taken over yet
    compared: Preview | None = None
    preview: Preview | None = None
    clashing: Mapping[Value, str] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    applied: list[Applied] = field(default_factory=list)
    _written: dict[int, Collection[Change]] = field(default_factory=dict)  # by the ids of `applied`
    _standing: frozenset[int] = frozenset()  # those of them that aren't undone
    _model: ImportModel | None = None
    _chosen: frozenset[Value] | None = None  # what a person chose, until it is looked at again; None: whatever is sure
    _sure: frozenset[Value] | None = None  # None: not reckoned yet
    _voice: Voice | None = None

    def go(self, state: State) -> None:
        """Be in another state from now on."""
        assert state is self.state or state in NEXT[self.state], (self.state, state)
        self.state = state
        if state is State.WAITING and self.decision is not None:  # to be read by what was decided last
            self.choices, self.told_sender = self.decision
        if state is not State.DECIDING:
            self.decision = None
        if state not in (State.CHOSEN, State.APPLYING):
            self.accepted = None

    # -- how it compares

    @without_collections()
    def take_preview(self, preview: Preview, voice: Voice | None = None) -> None:
        """The file was compared with the portfolio as it is now. What a person chose stays chosen where it still holds.

        `voice` is what it says, where that is known already.
        """
        before, chosen = self.preview, self.own_choice
        self.compared, self._voice = preview, voice
        self.choices, self.sender, self.stale = preview.choices, preview.sender, False
        self.month = preview.month
        self._show(before, chosen, chosen_anew)

    def take_as_left(self, before: str) -> None:
        """The file was taken over but for what is open now: of that nobody chose anything then, so nothing is ticked."""
        self.before, self._chosen = before, frozenset()

    def take_clashes(self, clashing: Mapping[Value, str]) -> None:
        """Other files contradict these values."""
        if self.compared is not None and clashing != self.clashing:
            before, chosen = self.preview, self.own_choice
            self.clashing = clashing
            self._show(before, chosen, still_chosen)

    @property
    def own_choice(self) -> frozenset[Value] | None:
        """The values that a person left ticked; None where nobody looked, and whatever is sure is taken over."""
        return self._model.values_chosen() if self._model is not None else self._chosen

    def _show(
        self,
        before: Preview | None,
        chosen: frozenset[Value] | None,
        again: Callable[[Preview, Preview, Collection[Value]], frozenset[Value]],
    ) -> None:
        assert self.compared is not None
        if self.clashing:
            fields = {Preview.key(row): row.changes.values for row in self.compared.rows()}
            self.clashing = {one: why for one, why in self.clashing.items() if one[1] in fields.get(one[0], ())}
        self.preview, self._model, self._sure = doubted(self.compared, self.clashing), None, None
        self._chosen = again(self.preview, before, chosen) if before is not None and chosen is not None else None
        self._count()

    def _count(self) -> None:
        assert self.preview is not None
        found = counts(self.preview, self.clashing)
        if self.stands:
            taken, there = counts_of_taken(self.written.values()), {id for id, _ in self.written}
            rows = sum(row.state is RowState.UNCHANGED and row.id not in there for row in self.preview.rows())
            found = replace(found, new=taken.new, changed=taken.changed, values=taken.values, unchanged=rows)
        self.counts = found

    @property
    def chosen(self) -> frozenset[Value]:
        """The values that are taken over if nothing else is said: those ticked, or never looked at, those that are sure."""
        own = self.own_choice
        if own is not None or self.preview is None:
            return own or frozenset()
        return self._sure_of_view()

    def _sure_of_view(self) -> frozenset[Value]:
        if self._sure is None:
            self._sure = sure_values(self.preview) if self.preview is not None else frozenset()
        return self._sure

    @property
    def has_chosen(self) -> bool:
        """Whether there is anything to take over."""
        if self._model is not None:
            return self._model.ticked_rows() > 0
        if self._chosen is not None or self.preview is None:
            return bool(self._chosen)
        return any(len(row.sure_changes) for row in self.preview.rows())

    @property
    def model(self) -> ImportModel | None:
        """The preview as it was last opened."""
        return self._model

    @without_collections()
    def open(self, name_of: Callable[[int], str]) -> ImportModel:
        """The preview to be looked at, with what was chosen ticked."""
        assert self.preview is not None
        if self._model is None:
            self._model = ImportModel(self.preview, name_of)
            if self._chosen is not None:
                self._model.choose(self._chosen)
        return self._model

    def forget(self) -> None:
        """Let go of what was read."""
        self.compared = self.preview = self._model = self._chosen = self._sure = self._voice = None
        self.clashing = {}

    def become_another(self) -> None:
        """The file has other content than before: what was decided, ticked and taken over was about that."""
        own = self.own_choice
        if self.has_decided or self.told_sender or (own is not None and own != self._sure_of_view()):
            self.text = _CHANGED
        self.forget()
        self.told_sender, self.has_decided = "", False
        self.applied, self._written, self._standing = [], {}, frozenset()

    def begin_again(self) -> None:
        """Nothing is known of the file any more but what was decided about how to read it."""
        self.forget()
        self.go(State.WAITING)
        self.text, self.before, self.stale, self.twin, self.digest = "", "", False, None, ""
        self.applied, self._written, self._standing = [], {}, frozenset()
        self.counts = Counts()

    @without_collections()
    def voice(self) -> Voice | None:
        """What the file says, and what of it stands in the portfolio already; None if nothing is known of it."""
        if self.compared is not None and (self._voice is None or self._voice.file != self.label):
            self._voice = replace(self._voice or voice_of(self.compared), file=self.label)
        if not (self.stands and self.written):
            return self._voice
        taken = voice_of_taken(self.written.values(), self.label, self.month)
        if self._voice is None:
            return taken
        return replace(self._voice, said={**taken.said, **self._voice.said})

    # -- deciding

    @property
    def last_decision(self) -> Decision:
        """What holds about how the file is read, as soon as it is understood."""
        return self.decision or Decision(self.choices, self.told_sender)

    def decide(self, decision: Decision) -> None:
        """A person has decided: what was decided last is what counts."""
        self.go(State.DECIDING)
        self.decision, self.has_decided, self.text = decision, True, ""

    def accept(self, accepted: Accepted) -> None:
        """A person has agreed to take this over."""
        self.go(State.CHOSEN)
        self.accepted, self.text = accepted, ""

    # -- taking it over

    @property
    def stands(self) -> bool:
        """Whether something was taken over and not undone."""
        return bool(self._standing)

    @property
    def written(self) -> dict[tuple[int, str], Change]:
        """The values that were taken over and not undone, the last where there are several."""
        standing = (changes for id, changes in self._written.items() if id in self._standing)
        return {(change.id, change.field): change for changes in standing for change in changes}

    def take_applied(self, applied: Applied, changes: Collection[Change]) -> None:
        """What was chosen of the file is in the portfolio."""
        self.applied.append(applied)
        self._written[applied.set_id] = changes
        self._standing |= {applied.set_id}

    def take_rest(self, rest: Preview) -> None:
        """How the file compares after it was taken over: what it left to look at stays open until a person says otherwise."""
        self.take_preview(rest)
        self.go(State.READY)
        if not self.counts.waiting and not rest_text(rest):
            self.finish()

    def finish(self) -> None:
        """The file is done with, whatever is left of it: what was read is let go."""
        self.go(State.DONE)
        if rest := self.rest_text():
            rest = f"其余 {rest}，已放弃。"
        left = f"{left}。" if self.preview is not None and (left := left_remark(self.preview)) else ""
        self.text = (
            f"已导入“{self.path.name}”：{self.taken_text()}。{rest}{left}" if self.stands else f"{_NOTHING}{left}"
        )
        taken = counts_of_taken(self.written.values())
        self.counts = replace(
            self.counts, new=taken.new, changed=taken.changed, values=taken.values, doubts=0, clashes=0
        )
        self.forget()

    def drop(self) -> None:
        """Nothing more of the file is wanted: what was taken over of it stays."""
        if self.stands:
            self.finish()
            return
        self.forget()
        self.go(State.DROPPED)
        self.text, self.counts = "已放弃，台账没有改动。", Counts()

    def take_undo(self, standing: Collection[int]) -> None:
        """Note what of the import still stands; `standing` are the ids of the actions that do."""
        before, self._standing = self._standing, frozenset(self._written.keys() & standing)
        if self._standing == before:
            return
        if self.state in (State.DONE, State.UNDONE):
            self.go(State.DONE if len(self._standing) == len(self._written) else State.UNDONE)
        elif self.preview is not None:
            self._count()

    def taken_text(self) -> str:
        """What was taken over of it."""
        return taken_text(counts_of_taken(self.written.values()))

    def rest_text(self) -> str:
        """What is left open of it."""
        return rest_text(self.preview) if self.preview is not None else ""

    # -- how far it is

    @property
    def is_left(self) -> bool:
        """Whether the file was taken over but for what is left open."""
        return self.state in IN_VIEW and self.stands

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing in the file to decide about."""
        if self.state is not State.READY or self.preview is None or self.stands or self.holds_no_table:
            return False
        found = self.counts
        return not (found.new or found.changed or found.waiting)

    @property
    def holds_no_table(self) -> bool:
        return self.preview is not None and not any(sheet.header_rows for sheet in self.preview.sheets)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is to be done with the file."""
        return self.state in FINISHED or self.is_idle


def name_apart(entries: Sequence[Entry]) -> None:
    """Label the files by their names, with the folder before it where two have the same."""
    found = Counter(entry.path.name for entry in entries)
    for entry in entries:
        name = entry.path.name
        entry.label = f"{entry.path.parent.name}/{name}" if found[name] > 1 else name
