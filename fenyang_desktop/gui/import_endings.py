"""What the page says of a file that is not to be previewed: it failed, is known, was left, or was taken over."""

from collections.abc import Callable

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_parts import Notice
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.services.workspace import Workspace

Slot = Callable[[], object]
_SOURCES = "每个值的来源（文件、工作表、单元格）都记在修改记录里。"


class Fault(Notice):
    """A file that can't be previewed, or needn't be."""

    def __init__(self, again: Slot, more: Slot) -> None:
        super().__init__(("重试(&R)", again), ("换一个文件…", more))

    def show_entry(self, entry: Entry, following: Entry | None) -> None:
        """Say what is the matter with a file; `following` is the next that waits for a person."""
        faulty, known = entry.state is State.FAULTY, entry.state in (State.TWIN, State.KNOWN)
        again, more = self.buttons
        again.setText("仍要打开(&R)" if known else "重试(&R)")
        more.setText(f"下一个：{following.label}" if following else "换一个文件…")
        self.tell(
            f"“{entry.path.name}”{entry.text}。" if known else entry.text,
            "没有再读它。" if known else "台账没有改动。" if faulty else "",
            Light.RED if faulty else None,
        )


class Outcome(Notice):
    """A file that was taken over, as a whole or but for a rest that is open still; or that was undone."""

    def __init__(self, again: Slot, more: Slot, look: Slot, finish: Slot, ledger: Slot, undo: Slot) -> None:
        super().__init__(
            ("重新导入(&R)", again),
            ("继续导入…", more),
            ("看其余的(&V)", look),
            ("放弃其余(&Q)", finish),
            ("查看台账(&L)", ledger),
            ("撤销(Ctrl+Z)", undo),
        )
        self.again, self.more, self.look, self.finish, self.ledger, self.undo = self.buttons
        self.finish.setToolTip("其余的不要了，这个文件就此完成")

    def show_entry(self, entry: Entry, workspace: Workspace | None, following: Entry | None, *, is_alone: bool) -> None:
        """Say what became of a file; `following` is the next that waits for a person."""
        undone, is_left = entry.state is State.UNDONE, entry.is_left
        stack = workspace.undo_stack() if workspace else ()
        is_latest = bool(entry.applied) and bool(stack) and stack[-1].id == entry.applied[-1].set_id
        self.undo.setVisible(not undone and bool(entry.applied))
        self.undo.setEnabled(is_latest)
        self.undo.setToolTip("" if is_latest else "之后还有别的操作，请先逐步撤销它们，或在“修改记录”中查看")
        self.again.setVisible(undone)
        for button in (self.look, self.finish):
            button.setVisible(is_left)
        more = "继续导入…" if is_alone else "全部文件"
        self.more.setText(f"下一个：{following.label}" if following else more)
        self.more.setVisible(not (is_left and is_alone))  # what is left comes first
        self.setFocusProxy(self.again if undone else self.more if self.more.isVisibleTo(self) else self.look)
        name = f"“{entry.path.name}”"
        if undone and entry.stands:
            self.tell(f"{name}的导入撤销了一部分。", f"仍在台账里的：{entry.taken_text()}。")
        elif undone:
            self.tell(f"已撤销导入{name}。", "台账恢复到导入之前。")
        elif is_left:
            rest = entry.rest_text()
            self.tell(
                f"已导入{name}：{entry.taken_text()}。" + (f"还有 {rest}，没有导入。" if rest else ""),
                f"没有导入的留在这个文件里，可以再看；不要了就“放弃其余”。\n{_SOURCES}",
                Light.GREEN,
            )
        else:
            self.tell(entry.text, _SOURCES if entry.applied else "", Light.GREEN)
