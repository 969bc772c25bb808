"""The files of an import in a table: a line per file, the columns that there is room for, the totals below."""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.import_words import ORDER, remark, state_light, state_text, tip
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import LEFT, RIGHT, RoomyDelegate, dress_flat, flat_table, strong
from fenyang_desktop.services.ordering import in_order
from fenyang_desktop.services.taking import Counts

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = ("文件", "报送单位", "状态", "新增", "修改项/值", "无变化", "存疑", "冲突", "问题", "略过", "说明")
FILE, SENDER, STATE, NEW, CHANGED, UNCHANGED, DOUBTS, CLASHES, PROBLEMS, SKIPPED, REMARK = range(len(COLUMNS))
WIDTHS = (16, 8, 10, 3, 6, 4, 3, 3, 3, 3, 6)
NARROW = (11, 5, 10, 3, 5, 3, 3, 3, 3, 3, 6)  # where there is no room for these; some columns are left out then
_SPARED = (UNCHANGED, SKIPPED)
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
        return in_order(self._text(entry, self._sort_by))

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


class FilesTable(QTreeView):
    """The files; the columns fit its width until one is dragged. The totals stand below it, always in view."""

    def __init__(self) -> None:
        super().__init__()
        dress_flat(self, "要导入的文件")
        self.setItemDelegate(_OverviewDelegate(self))
        self.totals = flat_table("合计")
        self.totals.setHeaderHidden(True)
        self.totals.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.totals.setFrameShape(QTreeView.Shape.NoFrame)
        self.totals.setAlternatingRowColors(False)
        self._fitting = self._by_hand = False
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.totals.setHorizontalScrollBarPolicy(never)
        self.totals.setVerticalScrollBarPolicy(never)
        self.horizontalScrollBar().valueChanged.connect(self.totals.horizontalScrollBar().setValue)
        self.header().sectionResized.connect(self._note_width)

    def show_model(self, model: OverviewModel) -> None:
        self.setModel(model)
        self.totals.setModel(model)
        model.modelReset.connect(self._part)
        self._part()

    def _part(self) -> None:
        """The files here, the totals below."""
        last = self.model().rowCount() - 1
        for row in range(last):
            self.totals.setRowHidden(row, QModelIndex(), True)
        self.setRowHidden(last, QModelIndex(), True)
        self.totals.setVisible(last > 1)
        if last > 1:
            self.totals.setFixedHeight(self.totals.sizeHintForRow(last) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give every column what it needs; where the width falls short, leave out what a person misses least."""
        model = self.model()
        if self._by_hand or not isinstance(model, OverviewModel):
            return
        one, bold = self.fontMetrics().horizontalAdvance("汉"), QFontMetrics(strong())
        is_narrow = self.viewport().width() < sum(count * one + 12 for count in WIDTHS)
        self._fitting = True
        for column, count in enumerate(NARROW if is_narrow else WIDTHS):
            total = str(model.index(model.rowCount() - 1, column).data() or "") if column in _NUMBERS else ""
            self.setColumnWidth(column, max(count * one + 12, bold.horizontalAdvance(total) + 18))
        for table in (self, self.totals):
            for column in _SPARED:
                table.setColumnHidden(column, is_narrow)
        self._fitting = False

    def _note_width(self, column: int, _: int, width: int) -> None:
        self.totals.setColumnWidth(column, width)
        self._by_hand = self._by_hand or not (self._fitting or column == REMARK or not width)
