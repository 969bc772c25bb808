"""The overview of an import: a line per file, what each would change, and what is done with them together."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStyleOptionViewItem, QVBoxLayout, QWidget

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_queue import ImportQueue
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.import_words import ORDER, remark, state_light, state_text, tip
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import LEFT, RIGHT, ElidedLabel, RoomyDelegate, flat_table, set_widths, strong
from fenyang_desktop.services.ordering import by_sound
from fenyang_desktop.services.taking import Counts

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = ("文件", "报送单位", "状态", "新增", "修改项/值", "无变化", "存疑", "冲突", "问题", "略过", "说明")
FILE, SENDER, STATE, NEW, CHANGED, UNCHANGED, DOUBTS, CLASHES, PROBLEMS, SKIPPED, REMARK = range(len(COLUMNS))
WIDTHS = (16, 8, 10, 3, 6, 4, 3, 3, 3, 3, 6)
_NUMBERS = range(NEW, REMARK)
_TIPS = {
    CHANGED: "有变化的项目数 / 变化的值数",
    DOUBTS: "有疑问、要人看过才导入的行和值",
    CLASHES: "与另一个文件写的不一致的值，要人决定",
    PROBLEMS: "读不成的单元格",
    SKIPPED: "没有读的行：标题、合计、空行等，打开文件可看原因",
}


class OverviewModel(QAbstractTableModel):
    """A row per file in the order asked for, and the totals below them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self._all: Sequence[Entry] = ()
        self._sort_by, self._order = -1, Qt.SortOrder.AscendingOrder
        self._totals = Counts()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these files as they are now."""
        self._all = entries
        self._totals = reduce(add, (entry.counts for entry in entries), Counts())
        arranged = self._arranged()
        if arranged == self.entries:
            if arranged:
                self.dataChanged.emit(self.index(0, 0), self.index(len(arranged), REMARK))
            return
        self.beginResetModel()
        self.entries = arranged
        self.endResetModel()

    def _arranged(self) -> list[Entry]:
        entries = list(self._all)
        if self._sort_by >= 0:
            entries.sort(key=self._sort_key, reverse=self._order == Qt.SortOrder.DescendingOrder)
        return entries

    def _sort_key(self, entry: Entry) -> Any:
        if self._sort_by in _NUMBERS:
            return _number(entry.counts, self._sort_by), entry.counts.values
        if self._sort_by == STATE:
            return ORDER[entry.state], state_text(entry)
        return by_sound(self._text(entry, self._sort_by))

    def entry_at(self, row: int) -> Entry | None:
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def row_of(self, entry: Entry | None) -> int:
        """The row of a file, -1 if it isn't there."""
        return self.entries.index(entry) if entry in self.entries else -1

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self.entries else len(self.entries) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        match role:
            case Role.DisplayRole:
                return COLUMNS[section]
            case Role.ToolTipRole:
                return _TIPS.get(section)
            case Role.TextAlignmentRole:
                return RIGHT if section in _NUMBERS else LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        totals = self.entry_at(index.row()) is None
        return (Qt.ItemFlag.ItemIsEnabled if totals else super().flags(index)) | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry, column = self.entry_at(index.row()), index.column()
        match role:
            case Role.DisplayRole:
                return self._text(entry, column)
            case Role.TextAlignmentRole:
                return RIGHT if column in _NUMBERS else LEFT
            case Role.ToolTipRole if entry is not None:
                return tip(entry) if column in (FILE, STATE, REMARK) else None
            case Role.ForegroundRole:
                return _color(entry, column) if entry is not None else None
            case Role.FontRole if entry is None:
                return strong()
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort_by, self._order = column, order
        self.beginResetModel()
        self.entries = self._arranged()
        self.endResetModel()

    def _text(self, entry: Entry | None, column: int) -> str:
        if column in _NUMBERS:
            return _number_text(self._totals if entry is None else entry.counts, column)
        if entry is None:
            return f"合计 {len(self.entries):,} 个文件" if column == FILE else ""
        match column:
            case 0:
                return entry.label or entry.path.name
            case 1:
                return entry.sender
            case 2:
                return state_text(entry)
        return remark(entry)


def _number(found: Counts, column: int) -> int:
    return (
        found.new,
        found.changed,
        found.unchanged,
        found.doubts,
        found.clashes,
        found.problems,
        found.skipped,
    )[column - NEW]


def _number_text(found: Counts, column: int) -> str:
    """The figure; none at all is left blank, so that the eye finds the others."""
    number = _number(found, column)
    if not number:
        return ""
    return f"{number:,} / {found.values:,}" if column == CHANGED else f"{number:,}"


def _color(entry: Entry, column: int) -> QColor | None:
    lights = {STATE: state_light(entry), DOUBTS: Light.YELLOW, CLASHES: Light.YELLOW, PROBLEMS: Light.RED}
    if column == REMARK and entry.text and entry.state in (State.FAULTY, State.READY):
        return light_color(Light.RED, is_dark())
    return light_color(lights[column], is_dark()) if column in lights else None


class _OverviewDelegate(RoomyDelegate):
    """A long file name keeps its end, which often tells it from the others; a sentence its beginning."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.column() == FILE:
            option.textElideMode = Qt.TextElideMode.ElideMiddle


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
        self.table = flat_table("要导入的文件")
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
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setItemDelegate(_OverviewDelegate(self.table))
        set_widths(self.table, WIDTHS)
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
