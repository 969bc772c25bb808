"""One file of the import queue, and how far it is."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from fenyang_desktop.domain.changes import Change
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.gui.import_model import ImportModel
from fenyang_desktop.services.preview import Preview, ReceivedFile, RowState
from fenyang_desktop.services.taking import (
    Counts,
    Value,
    chosen_anew,
    counts,
    counts_of_taken,
    still_chosen,
    sure_values,
    taken_text,
)
from fenyang_desktop.services.together import Voice, doubted, voice_of, voice_of_taken
from fenyang_desktop.services.workspace import Applied


class State(StrEnum):
    """How far the import of one file is."""

    WAITING = "等待"
    READING = "正在读取"
    READY = "待确认"
    COMPARING = "正在比对"
    CHOSEN = "等待导入"
    APPLYING = "正在导入"
    DONE = "已导入"
    UNDONE = "已撤销"
    FAULTY = "没有读成"
    DROPPED = "已放弃"
    TWIN = "内容相同"
    KNOWN = "导入过"


FINISHED = frozenset({State.DONE, State.UNDONE, State.DROPPED, State.TWIN, State.KNOWN})
BUSY = frozenset({State.READING, State.COMPARING, State.CHOSEN, State.APPLYING})
_NO_CHANGE = "没有变化"
_NOTHING = "没有需要导入的内容，台账没有改动。"
_LIGHTS = {
    State.READY: Light.DONE,
    State.DONE: Light.GREEN,
    State.FAULTY: Light.RED,
}


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
    label: str = ""  # what it is called beside the others
    digest: str = ""  # of its bytes
    twin: "Entry | None" = None  # the file that has the same bytes
    insists: bool = False  # a person wants it read though it was imported before
    sender: str = ""  # 报送单位, as far as it is known
    told_sender: str = ""  # who sent it, if a person said so
    compared: Preview | None = None
    preview: Preview | None = None
    clashing: Mapping[Value, str] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    applied: list[Applied] = field(default_factory=list)
    written: dict[tuple[int, str], Change] = field(default_factory=dict)
    stands: bool = False  # what was taken over wasn't undone
    _model: ImportModel | None = None
    _chosen: frozenset[Value] | None = None  # what a person chose, until it is looked at again; None: whatever is sure
    _sure: frozenset[Value] = frozenset()
    _voice: Voice | None = None

    # -- how it compares

    def take_preview(self, preview: Preview) -> None:
        """The file was compared with the portfolio as it is now. What a person chose stays chosen where it still holds."""
        before, chosen = self.preview, self._own_choice()
        self.compared, self._voice = preview, None
        self.choices, self.sender, self.stale = preview.choices, preview.sender, False
        self._show(before, chosen, chosen_anew)

    def take_clashes(self, clashing: Mapping[Value, str]) -> bool:
        """Other files contradict these values. Returns whether that is news."""
        if self.compared is None or clashing == self.clashing:
            return False
        before, chosen = self.preview, self._own_choice()
        self.clashing = clashing
        self._show(before, chosen, still_chosen)
        return True

    def _own_choice(self) -> frozenset[Value] | None:
        return self._model.values_chosen() if self._model is not None else self._chosen

    def _show(
        self,
        before: Preview | None,
        chosen: frozenset[Value] | None,
        again: Callable[[Preview, Preview, Collection[Value]], frozenset[Value]],
    ) -> None:
        assert self.compared is not None
        offered = {(Preview.key(row), change.field) for row in self.compared.rows() for change in row.changes}
        self.clashing = {value: why for value, why in self.clashing.items() if value in offered}
        self.preview, self._model = doubted(self.compared, self.clashing), None
        self._chosen = again(self.preview, before, chosen) if before is not None and chosen is not None else None
        self._sure = sure_values(self.preview)
        self._count()

    def _count(self) -> None:
        assert self.preview is not None
        found = counts(self.preview, self.clashing)
        if self.stands:
            taken = counts_of_taken(self.written.values())
            there = {id for id, _ in self.written}
            rows = sum(row.state is RowState.UNCHANGED and row.id not in there for row in self.preview.rows())
            found = replace(found, new=taken.new, changed=taken.changed, values=taken.values, unchanged=rows)
        self.counts = found

    @property
    def chosen(self) -> frozenset[Value]:
        """The values that are taken over if nothing else is said: those ticked, or never looked at, those that are sure."""
        own = self._own_choice()
        return own if own is not None else self._sure

    @property
    def has_chosen(self) -> bool:
        """Whether there is anything to take over."""
        return self._model.ticked_rows() > 0 if self._model is not None else bool(self.chosen)

    @property
    def model(self) -> ImportModel | None:
        """The preview as it was last opened."""
        return self._model

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
        self.compared = self.preview = self._model = self._chosen = self._voice = None
        self._sure = frozenset()
        self.clashing = {}

    def begin_again(self) -> None:
        """Nothing is known of the file any more but what was decided about how to read it."""
        self.forget()
        self.state, self.text, self.stale, self.twin, self.digest = State.WAITING, "", False, None, ""
        self.applied, self.written, self.stands = [], {}, False
        self.counts = Counts()

    def voice(self) -> Voice | None:
        """What the file says, and what of it stands in the portfolio already; None if nothing is known of it."""
        if self.compared is not None and (self._voice is None or self._voice.file != self.label):
            self._voice = voice_of(self.compared, self.label)
        if not (self.stands and self.written):
            return self._voice
        taken = voice_of_taken(self.written.values(), self.label)
        if self._voice is None:
            return taken
        return replace(self._voice, said={**taken.said, **self._voice.said})

    # -- taking it over

    def take_applied(self, applied: Applied, changes: Collection[Change]) -> None:
        """What was chosen of the file is in the portfolio."""
        self.applied.append(applied)
        self.written |= {(change.id, change.field): change for change in changes}
        self.stands = True

    def take_rest(self, rest: Preview) -> None:
        """How the file compares after it was taken over: what it left to look at stays open."""
        self.take_preview(rest)
        self.state = State.READY
        if not self.counts.waiting and not any(row.changes for row in rest.rows()):
            self.finish()

    def finish(self, text: str = "") -> None:
        """The file is done with: what was read of it is let go."""
        self.state = State.DONE
        self.text = text or (f"已导入“{self.path.name}”：{self.taken_text()}。" if self.stands else _NOTHING)
        taken = counts_of_taken(self.written.values())
        self.counts = replace(
            self.counts, new=taken.new, changed=taken.changed, values=taken.values, doubts=0, clashes=0
        )
        self.forget()

    def take_undo(self, standing: Collection[int]) -> None:
        """Note whether the import still stands; `standing` are the ids of the actions that do."""
        if not self.applied:
            return
        before, self.stands = self.stands, any(one.set_id in standing for one in self.applied)
        if self.stands == before:
            return
        if self.state in (State.DONE, State.UNDONE):
            self.state = State.DONE if self.stands else State.UNDONE
        elif self.preview is not None:
            self._count()

    # -- what is said of it

    def taken_text(self) -> str:
        return taken_text(counts_of_taken(self.written.values()))

    @property
    def is_left(self) -> bool:
        """Whether the file was taken over but for some places that wait for a person."""
        return self.state is State.READY and self.stands

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

    @property
    def state_text(self) -> str:
        if self.state is State.DONE and not self.applied:
            return _NO_CHANGE
        if self.state is not State.READY:
            return self.state.value
        if self.is_left:
            return f"已导入，余 {self.counts.waiting:,} 处待看" if self.counts.waiting else "已导入一部分"
        if self.holds_no_table:
            return "没有找到项目表"
        return _NO_CHANGE if self.is_idle else self.state.value

    @property
    def light(self) -> Light:
        """The colour in which the state is told."""
        if self.is_left or (self.state is State.READY and self.holds_no_table):
            return Light.YELLOW
        return Light.NONE if self.is_idle else _LIGHTS.get(self.state, Light.NONE)

    @property
    def remark(self) -> str:
        """What else there is to say in its line."""
        if self.text:
            name = f"“{self.path.name}”"
            return self.text.removeprefix(f"已导入{name}：").removeprefix(name)
        if self.is_left:
            return self.taken_text()
        if self.state is State.READY and self.holds_no_table:
            return "双击打开，单击行号指定表头"
        return ""

    def heading(self) -> str:
        """The file, and what it holds as far as that is known."""
        if self.preview is None or self.state is not State.READY:
            return f"“{self.path.name}”"
        sheets = self.preview.sheets
        rows = sum(len(sheet.rows) for sheet in sheets)
        stand = "已导入一部分，其余待看" if self.is_left else "预览，尚未导入"
        return f"“{self.path.name}”：{len(sheets)} 张工作表，{rows:,} 行项目（{stand}）"


def name_apart(entries: Sequence[Entry]) -> None:
    """Label the files by their names, with the folder before it where two have the same."""
    found = Counter(entry.path.name for entry in entries)
    for entry in entries:
        name = entry.path.name
        entry.label = f"{entry.path.parent.name}/{name}" if found[name] > 1 else name
