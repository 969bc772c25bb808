"""The overview of an import: its files, and what is done with them together."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_files import FilesTable, OverviewModel
from fenyang_desktop.gui.import_queue import ImportQueue
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.tables import ElidedLabel


class ProgressLine(QWidget):
    """How far the files are altogether, with what stops it or goes on with it."""

    def __init__(self, cancel: Callable[[], object], resume: Callable[[], object]) -> None:
        super().__init__()
        self.label = ElidedLabel()
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedWidth(240)
        self.bar.setAccessibleName("全部文件的进度")
        self.cancel = QPushButton("停止(Esc)")
        self.cancel.setToolTip("已经读完、已经导入的不变，其余的等着，可以继续")
        self.resume = QPushButton("继续读取(&G)")
        self.cancel.clicked.connect(lambda: cancel())
        self.resume.clicked.connect(lambda: resume())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        for widget in (self.bar, self.cancel, self.resume):
            row.addWidget(widget)

    def show_stand(self, stand: tuple[int, int, str], waiting: int) -> None:
        """Show what is done now; else, where files wait and nothing is done, that they do."""
        done, total, text = stand
        self.label.setText(text or f"还有 {waiting:,} 个文件没有读")
        self.label.setAccessibleName(self.label.text())
        self.bar.setRange(0, total or 1)
        self.bar.setValue(done)
        self.bar.setVisible(bool(text))
        self.cancel.setVisible(bool(text))
        self.resume.setVisible(not text)
        self.setVisible(bool(text or waiting))


class Overview(QWidget):
    """The files in a table. The signals say what the user wants; the files are the queue's."""

    opened = Signal(object)  # an Entry
    take_all_requested = Signal()

    def __init__(self, queue: ImportQueue) -> None:
        super().__init__()
        self._queue = queue
        self.model = OverviewModel(self)
        self.table = FilesTable()
        self.progress = ProgressLine(queue.cancel, queue.resume)
        self.open_button = QPushButton("打开预览(&O)")
        self.retry = QPushButton("重试(&R)")
        self.finish = QPushButton("放弃其余(&Q)")
        self.remove = QPushButton("移除(&D)")
        self.clear = QPushButton("清除已完成(&C)")
        self.take_all = QPushButton("接受全部有把握的改动(&Y)…")
        self._obstacle = ""
        self._selected: list[Entry] = []
        self._current: Entry | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.table.show_model(self.model)
        self.table.setSortingEnabled(True)
        self.table.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setFocusProxy(self.table)
        self.open_button.setToolTip("看这个文件会改什么（Enter 或双击）")
        self.retry.setToolTip("再读一次所选的文件")
        self.finish.setToolTip("所选文件中已导入一部分的，其余的不要了，就此完成")
        self.remove.setToolTip("把所选的文件移出列表，文件本身不动（Del）")
        self.clear.setToolTip("把已导入、没有变化、内容相同的移出列表")
        foot, column = QHBoxLayout(), QVBoxLayout(self)
        for button in (self.open_button, self.retry, self.finish, self.remove, self.clear):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.take_all)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.progress)
        column.addWidget(self.table, 1)
        column.addWidget(self.table.totals)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.table.activated.connect(lambda _: self._open())
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.modelReset.connect(self._recall)
        self.open_button.clicked.connect(self._open)
        self.retry.clicked.connect(self._retry)
        self.finish.clicked.connect(self._finish)
        self.remove.clicked.connect(self._remove)
        self.clear.clicked.connect(self._queue.remove_finished)
        self.take_all.clicked.connect(self.take_all_requested)
        deleting = QAction("移除", self.table)
        deleting.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        deleting.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        deleting.triggered.connect(self._remove)
        opening, retrying, finishing = (QAction(text, self.table) for text in ("打开预览", "重试", "放弃其余"))
        opening.triggered.connect(self._open)
        retrying.triggered.connect(self._retry)
        finishing.triggered.connect(self._finish)
        self.table.addActions([opening, retrying, finishing, deleting])
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_obstacle(self, obstacle: str) -> None:
        """Why nothing can be taken over now; "" if it can."""
        self._obstacle = obstacle

    def selected(self) -> list[Entry]:
        """The selected files, from top to bottom."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [entry for row in rows if (entry := self.model.entry_at(row)) is not None]

    def show_files(self) -> None:
        """Show the files as they are now."""
        self.model.show(self._queue.entries)
        self.table.fit()
        self.progress.show_stand(self._queue.stand(), len(self._queue.waiting()))
        self._show_buttons()

    def _remember(self) -> None:
        self._selected, self._current = self.selected(), self.model.entry_at(self.table.currentIndex().row())

    def _recall(self) -> None:
        """What was selected stays so, wherever it stands now."""
        selection = self.table.selectionModel()
        row = max(self.model.row_of(self._current), 0)
        selection.setCurrentIndex(self.model.index(row, 0), selection.SelectionFlag.NoUpdate)
        flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        for entry in self._selected or self.model.entries[:1]:
            if (place := self.model.row_of(entry)) >= 0:
                selection.select(self.model.index(place, 0), flags)
        self._show_buttons()

    def reveal(self, entry: Entry) -> None:
        """Select a file."""
        if (row := self.model.row_of(entry)) >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))

    def _show_buttons(self, *_: object) -> None:
        selected = self.selected()
        self.open_button.setEnabled(len(selected) == 1)
        self.retry.setEnabled(any(entry.state is State.FAULTY for entry in selected))
        self.finish.setEnabled(any(entry.is_left for entry in selected))
        self.remove.setEnabled(bool(selected))
        self.clear.setEnabled(any(entry.is_finished for entry in self._queue.entries))
        takeable = len(self._queue.takeable())
        self.take_all.setEnabled(takeable > 0 and not self._obstacle)
        found = (
            f"{takeable:,} 个文件中有勾选或有把握的改动；先给您看总数，再导入" if takeable else "没有可以直接接受的改动"
        )
        self.take_all.setToolTip(self._obstacle or found)

    def _open(self) -> None:
        entry = self.model.entry_at(self.table.currentIndex().row())
        if entry is not None:
            self.opened.emit(entry)

    def _retry(self) -> None:
        for entry in self.selected():
            if entry.state is State.FAULTY:
                self._queue.read_again(entry)

    def _finish(self) -> None:
        self._queue.drop([entry for entry in self.selected() if entry.is_left])

    def _remove(self) -> None:
        row = self.table.currentIndex().row()
        self._queue.remove(self.selected())
        if self.model.entries:
            self.table.setCurrentIndex(self.model.index(min(row, len(self.model.entries) - 1), 0))
