"""导入: files come in, show what they would change, and are taken over as one action each."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.exchange.delimited import read_delimited
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.gui.import_copy import CopySaver
from fenyang_desktop.gui.import_entry import Entry, State
from fenyang_desktop.gui.import_model import ImportModel, outcome_text
from fenyang_desktop.gui.import_parts import Busy, DropZone, Notice
from fenyang_desktop.gui.import_preview import PreviewPanel
from fenyang_desktop.gui.jobs import Job
from fenyang_desktop.gui.layouts_dialog import LayoutsDialog
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import title_label
from fenyang_desktop.services.importing import Preview, ReceivedFile, RowKey, apply_import, preview_file, read_file
from fenyang_desktop.services.layouts import of_user, preview_as_before
from fenyang_desktop.services.workspace import Applied, Workspace

_FILES = "表格 (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.txt);;所有文件 (*)"
_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt"})
_QUEUE_WIDTH = 220


def found_files(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and of each folder the spreadsheets in it and below, in the order of their names.

    What Excel and WPS leave beside an open file (~$…) is passed over.
    """
    found = []
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix.lower() in _SUFFIXES and file.is_file())
            found += sorted(file for file in inside if not file.name.startswith(("~$", ".")))
        else:
            found.append(path)
    return found


class ImportPage(Page):
    """A queue of files, one of them in view. Nothing is changed before the user accepts."""

    title = "导入"
    icon = "import"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.entries: list[Entry] = []
        self.current: Entry | None = None
        self._job: Job | None = None
        self._reader = Reader()
        self._copies = CopySaver(session, self._reader, self)
        self._layouts = of_user()
        self._folder = ""
        self.setAcceptDrops(True)
        self.heading = title_label()
        self.choose = QPushButton("选择文件(&B)…")
        self.queue = QListWidget()
        self.drop_zone = DropZone(self.choose_files, self.export_requested.emit, self.show_layouts)
        self.busy = Busy(self._cancel)
        self.preview = PreviewPanel()
        self.fault = Notice(("重试(&R)", self._read_again), ("换一个文件…", self._go_on))
        self.outcome = Notice(
            ("重新导入(&R)", self._read_again),
            ("继续导入…", self._go_on),
            ("查看台账(&L)", self._show_ledger),
            ("撤销(Ctrl+Z)", self._undo),
        )
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        self.queue.setFixedWidth(_QUEUE_WIDTH)
        self.queue.setAccessibleName("要导入的文件")
        self.queue.setSpacing(4)
        self.queue.setAlternatingRowColors(True)
        self.queue.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.stack = QStackedWidget()
        for widget in (self.drop_zone, self.busy, self.preview, self.fault, self.outcome):
            self.stack.addWidget(widget)
        top, middle, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.heading, 1)
        top.addWidget(self.choose)
        middle.addWidget(self.queue)
        middle.addWidget(self.stack, 1)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(middle, 1)

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_files)
        self.queue.currentRowChanged.connect(self._choose_entry)
        self.preview.accepted.connect(self._accept)
        self.preview.dropped.connect(self._drop)
        self.preview.copy_wanted.connect(self._copies.save)
        self._copies.saved.connect(self.file_saved)
        self.preview.reread.connect(self._read_again)
        self.preview.decided.connect(self._read_otherwise)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._cancel)
        self.session.workspace_changed.connect(self._forget_all)
        self.session.items_changed.connect(self._mark_stale)
        self.session.reference_date_changed.connect(self._mark_stale)
        self.session.undo_changed.connect(self._look_at_undo)

    def enter(self) -> None:
        self._front().setFocus()

    def shut(self) -> None:
        self._reader.close()

    def save_state(self) -> dict[str, object]:
        return {"folder": self._folder}

    def restore_state(self, state: dict[str, object]) -> None:
        folder = state.get("folder")
        self._folder = folder if isinstance(folder, str) else ""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._show()  # light and dark have colours of their own

    # -- files come in

    def choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "选择要导入的表格", self._folder, _FILES)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.add_files(map(Path, names))

    def add_files(self, paths: Iterable[Path]) -> None:
        """Put files at the end of the queue and read the first of them, unless another is being looked at."""
        added = [Entry(path) for path in found_files(paths)]
        finished = (State.DONE, State.UNDONE, State.DROPPED, State.FAULTY)
        self.entries = [entry for entry in self.entries if entry.state not in finished] + added
        if added and self.current not in self.entries:
            self._go_to(added[0])
        self._show()

    def add_text(self, text: str) -> None:
        """Look at cells copied from a spreadsheet as at a file."""
        now = datetime.now().astimezone()
        path = Path(f"粘贴的表格 {now:%Y-%m-%d %H%M%S}")
        try:
            sheet = read_delimited(path.name, "粘贴", text)
        except UserError as error:
            self.session.failed.emit(str(error))
            return
        entry = Entry(path, pasted=ReceivedFile(path, (sheet,)))
        self.entries.append(entry)
        if self._job is None:
            self._go_to(entry)
        self._show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.session.workspace is not None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.drop_zone.set_active(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_zone.set_active(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_zone.set_active(False)
        event.acceptProposedAction()
        self.add_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # -- one file

    def _choose_entry(self, place: int) -> None:
        if 0 <= place < len(self.entries):
            self._go_to(self.entries[place])

    def _go_to(self, entry: Entry | None) -> None:
        """Bring a file into view, and read it if it wasn't yet (or what was read no longer holds)."""
        self.current = entry
        if entry is not None and (entry.state is State.WAITING or (entry.state is State.READY and entry.stale)):
            self._read(entry)
        self._show()

    def _next_waiting(self) -> Entry | None:
        return next((entry for entry in self.entries if entry.state is State.WAITING), None)

    def _read_again(self) -> None:
        if self.current is not None:
            self._read(self.current)

    def _read_otherwise(self, choices: Choices) -> None:
        """A person has decided something about the file: what was read is understood anew, the preview staying in view."""
        entry, workspace = self.current, self.session.workspace
        if entry is None or entry.model is None or workspace is None or self._job is not None:
            return
        source = entry.model.preview.source
        entry.choices, entry.stale = choices, False
        self._job = self.session.jobs.start(
            f"重新理解“{entry.path.name}”",
            lambda progress: preview_file(workspace, source, choices, progress),
            lambda preview: self._understood_otherwise(entry, preview),
            lambda sentence: self._failed(entry, sentence),
        )
        self._job.cancelled.connect(self._job_over)

    def _understood_otherwise(self, entry: Entry, preview: Preview) -> None:
        self._job = None
        if entry in self.entries:
            entry.model = ImportModel(preview, self._name_of)
            self._show()

    def _read(self, entry: Entry) -> None:
        """Read a file anew, and keep what was decided about it."""
        workspace, path, choices = self.session.workspace, entry.path, entry.choices
        reader, layouts, pasted = self._reader, self._layouts, entry.pasted
        if workspace is None or self._job is not None:
            return
        entry.state, entry.stale, entry.text = State.READING, False, ""
        self.busy.begin(f"正在读取“{path.name}”…", can_cancel=True)
        self._job = self.session.jobs.start(
            f"读取“{path.name}”",
            lambda progress: preview_as_before(
                layouts, workspace, pasted or read_file(path, progress, reader), choices, progress
            ),
            lambda preview: self._read_done(entry, preview),
            lambda sentence: self._failed(entry, sentence),
        )
        self._job.cancelled.connect(lambda: self._cancelled(entry))
        self._job.progressed.connect(self.busy.show_progress)
        self._show()

    def _read_done(self, entry: Entry, preview: Preview) -> None:
        if entry not in self.entries:
            return
        entry.state, entry.model = State.READY, ImportModel(preview, self._name_of)
        entry.choices = preview.choices
        self._job_over()
        if entry.stale:  # the portfolio changed while the file was being read
            self._read_otherwise(entry.choices)

    def _failed(self, entry: Entry, sentence: str) -> None:
        if entry not in self.entries:
            return
        entry.state = State.READY if entry.model is not None else State.FAULTY
        entry.text = sentence
        self._job_over()

    def _cancelled(self, entry: Entry) -> None:
        if entry not in self.entries:
            return
        entry.state, entry.text = State.DROPPED, "已取消读取，台账没有改动。"
        self._job_over()

    def _accept(self) -> None:
        entry, workspace = self.current, self.session.workspace
        if entry is None or entry.model is None or workspace is None or self._job is not None:
            return
        preview, accepted = entry.model.chosen()
        entry.state, entry.text = State.APPLYING, ""
        self.busy.begin(f"正在导入“{entry.path.name}”…", can_cancel=False)
        self._job = self.session.jobs.start(
            f"导入“{entry.path.name}”",
            lambda _progress: self._take_over(workspace, preview, accepted),
            lambda applied: self._applied(entry, applied, outcome_text(preview, accepted)),
            lambda sentence: self._failed(entry, sentence),
        )
        self._show()

    def _take_over(self, workspace: Workspace, preview: Preview, accepted: frozenset[RowKey]) -> Applied | None:
        """Runs on the worker: what was decided about a sheet is remembered once what it says was taken over."""
        applied = apply_import(workspace, preview, accepted)
        self._layouts.learn(preview)
        return applied

    def show_layouts(self) -> None:
        """Open the list of remembered layouts."""
        dialog = LayoutsDialog(self._layouts, self)
        dialog.exec()
        dialog.deleteLater()

    def _applied(self, entry: Entry, applied: Applied | None, text: str) -> None:
        if entry not in self.entries:
            return
        entry.state, entry.model, entry.applied = State.DONE, None, applied
        entry.text = text if applied else "没有需要导入的内容，台账没有改动。"
        if applied is not None:
            self.session.take_in(applied)
        self._job_over()

    def _job_over(self) -> None:
        self._job = None
        self._show()
        if self.isVisible():
            self._front().setFocus()

    def _drop(self) -> None:
        """Leave a preview: nothing of it is taken over."""
        if self.current is not None and self._job is None:
            self.current.state, self.current.model = State.DROPPED, None
            self.current.text = "已放弃，台账没有改动。"
            self._go_to(self._next_waiting())
            self.enter()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # -- afterwards

    def _undo(self) -> None:
        self.session.undo()

    def _go_on(self) -> None:
        """The next file that waits, else the choice of more files."""
        waiting = self._next_waiting()
        if waiting is not None:
            self._go_to(waiting)
        else:
            self.choose_files()

    def _show_ledger(self) -> None:
        self.go_to.emit("项目台账")

    # -- what happens elsewhere

    def _forget_all(self) -> None:
        """Another portfolio is open: what was read was compared with the last one."""
        self._cancel()
        self._job = None
        self.entries = []
        self._go_to(None)

    def _mark_stale(self, *_: object) -> None:
        """The portfolio changed after a preview was made of it."""
        for entry in self.entries:
            entry.stale = entry.state in (State.READY, State.READING)
        self._show()

    def _look_at_undo(self) -> None:
        """An import may have been undone, or done again, from anywhere."""
        workspace = self.session.workspace
        if workspace is None or not any(entry.applied for entry in self.entries):
            return
        standing = [one.id for one in workspace.undo_stack()]
        for entry in self.entries:
            entry.take_undo(standing)
        self._show()

    # -- what is shown

    def _front(self) -> QWidget:
        """The part of the page in view; it hands the focus to where work begins."""
        front = self.stack.currentWidget()
        assert front is not None
        return front

    def _name_of(self, item_id: int) -> str:
        item = self.session.listing.tree.items.get(item_id)
        return item.name if item else f"编号 {item_id}"

    def _show(self, *_: object) -> None:
        entry = self.current
        self._show_queue()
        self.heading.setText(entry.heading() if entry else "导入表格")
        self.choose.setVisible(entry is not None)
        self.choose.setEnabled(self._job is None)
        match entry.state if entry else None:
            case State.READING | State.APPLYING:
                self.stack.setCurrentWidget(self.busy)
            case State.READY:
                self._show_preview()
            case State.DONE | State.UNDONE:
                self._show_outcome()
            case State.FAULTY | State.DROPPED | State.WAITING:
                self._show_fault()
            case _:
                self._show_start()

    def _show_queue(self) -> None:
        with QSignalBlocker(self.queue):
            self.queue.clear()
            for entry in self.entries:
                row = QListWidgetItem(f"{entry.path.name}\n{entry.state.value}")
                row.setToolTip(f"{entry.path}\n{entry.text}".strip())
                self.queue.addItem(row)
            if self.current in self.entries:
                self.queue.setCurrentRow(self.entries.index(self.current))
        self.queue.setVisible(len(self.entries) > 1)
        self.queue.setEnabled(self._job is None)

    def _show_start(self) -> None:
        year = self.session.reference_date.year
        only = "" if self.session.can_edit else "\n台账以只读方式打开：可以预览，不能导入。"
        self.drop_zone.what.setText(
            "可以是 .xlsx、.xlsm、.xls、.et、.ods、.csv 或 .txt，一次可选多个。表中要有一行表头，其中有“名称”或“项目名称”列。\n"
            f"没写年份的时限按基准日所在的 {year} 年理解。先预览、后导入，导入后可以撤销。{only}"
        )
        self.stack.setCurrentWidget(self.drop_zone)

    def _show_preview(self) -> None:
        entry = self.current
        assert entry is not None
        assert entry.model is not None
        if self.preview.model is not entry.model:
            self.preview.show_model(entry.model)
        stale = "台账在预览后有修改，请重新预览。" if entry.stale else ""
        self.preview.hint.tell(entry.text or stale, Light.RED if entry.text else Light.YELLOW)
        self.preview.set_obstacle(stale if self.session.can_edit else "台账以只读方式打开，不能导入。")
        self.stack.setCurrentWidget(self.preview)

    def _show_fault(self) -> None:
        assert self.current is not None
        faulty, waiting = self.current.state is State.FAULTY, self._next_waiting()
        self.fault.buttons[1].setText(f"下一个：{waiting.path.name}" if waiting else "换一个文件…")
        self.fault.tell(self.current.text, "" if not faulty else "台账没有改动。", Light.RED if faulty else None)
        self.stack.setCurrentWidget(self.fault)

    def _show_outcome(self) -> None:
        entry, workspace = self.current, self.session.workspace
        assert entry is not None
        undone, waiting = entry.state is State.UNDONE, self._next_waiting()
        stack = workspace.undo_stack() if workspace else ()
        is_latest = entry.applied is not None and bool(stack) and stack[-1].id == entry.applied.set_id
        again, more, _ledger, undo = self.outcome.buttons
        undo.setVisible(not undone and entry.applied is not None)
        undo.setEnabled(is_latest)
        undo.setToolTip("" if is_latest else "之后还有别的操作，请先逐步撤销它们，或在“修改记录”中查看")
        again.setVisible(undone)
        more.setText(f"下一个：{waiting.path.name}" if waiting else "继续导入…")
        self.outcome.setFocusProxy(again if undone else more)
        if undone:
            self.outcome.tell(f"已撤销导入“{entry.path.name}”。", "台账恢复到导入之前。")
        else:
            self.outcome.tell(entry.text, "每个值的来源（文件、工作表、单元格）都记在修改记录里。", Light.GREEN)
        self.stack.setCurrentWidget(self.outcome)
