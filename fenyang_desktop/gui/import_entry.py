"""One file of the import queue, and how far it is."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.gui.import_model import ImportModel
from fenyang_desktop.services.importing import ReceivedFile
from fenyang_desktop.services.workspace import Applied


class State(StrEnum):
    """How far the import of one file is."""

    WAITING = "等待"
    READING = "正在读取"
    READY = "待确认"
    APPLYING = "正在导入"
    DONE = "已导入"
    UNDONE = "已撤销"
    FAULTY = "没有读成"
    DROPPED = "已放弃"


@dataclass(eq=False, slots=True)
class Entry:
    """One file of the queue. `text` is the sentence of a fault or of the outcome."""

    path: Path
    state: State = State.WAITING
    model: ImportModel | None = None
    text: str = ""
    applied: Applied | None = None
    stale: bool = False
    pasted: ReceivedFile | None = None  # cells that came from the clipboard and stand in no file
    choices: Choices = field(default_factory=dict)  # what a person decided about how it is read

    def heading(self) -> str:
        """The file, and what it holds as far as that is known."""
        if self.model is None or self.state is not State.READY:
            return f"“{self.path.name}”"
        sheets = self.model.preview.sheets
        rows = sum(len(sheet.rows) for sheet in sheets)
        return f"“{self.path.name}”：{len(sheets)} 张工作表，{rows:,} 行项目（预览，尚未导入）"

    def take_undo(self, standing: Collection[int]) -> None:
        """Note whether the import still stands; `standing` are the ids of the actions that do."""
        if self.applied is not None and self.state in (State.DONE, State.UNDONE):
            self.state = State.DONE if self.applied.set_id in standing else State.UNDONE
