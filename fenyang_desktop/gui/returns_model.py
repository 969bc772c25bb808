"""The matrix of the returns page: units down, the months of a year across."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from fenyang_desktop.domain.returning import State
from fenyang_desktop.gui.style import is_dark
from fenyang_desktop.gui.tables import LEFT, strong
from fenyang_desktop.services.pinyin import initials, sounding
from fenyang_desktop.services.return_ledger import Cell, Ledger, Sender, Standstills

Index = QModelIndex | QPersistentModelIndex
MONTHS = 12
STILL = MONTHS  # the column after the months
_COLORS = {  # on light, on dark
    State.MISSING: ("#616e7c", "#9aa5b1"),
    State.OVERDUE: ("#c62828", "#ff7b72"),
    State.RECEIVED: ("#2e7d32", "#6fcf76"),
    State.LATE: ("#a86400", "#f0b429"),
    State.RETURNED: ("#9c27a0", "#e39be6"),
    State.UNCHANGED: ("#3d6ea5", "#84b6ee"),
}


def state_color(state: State, dark: bool) -> QColor:
    """The colour of a state, readable as text; its shape and its word say the same without colour."""
    return QColor(_COLORS[state][1 if dark else 0])


class ReturnsModel(QAbstractTableModel):
    """Rows are senders, columns the months of a year, and what stood still for three months."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ledger: Ledger | None = None
        self.year = 0
        self.month = ""
        self.rows: list[Sender] = []
        self._only_open = False
        self._needles: list[str] = []
        self._open: Mapping[str, int] = {}  # month → how many returns are still owed
        self._still: Standstills | None = None

    def show(self, ledger: Ledger | None, still: Standstills | None, month: str) -> None:
        """Show the year of a month; `still` is as of that month."""
        self.ledger, self._still, self.month = ledger, still, month
        self.year = int(month[:4]) if month else 0
        months = map(self.month_at, range(MONTHS)) if ledger else ()
        self._open = {of: sum(cell.is_open for cell in self._cells(of)) for of in months}
        self._arrange()

    def set_filter(self, text: str, *, only_open: bool) -> None:
        """Let through senders whose name, or its initials, hold every word, and only those that owe the month."""
        self._needles, self._only_open = text.lower().split(), only_open
        self._arrange()

    def month_at(self, column: int) -> str:
        """The month of a column, "" for the last one."""
        return f"{self.year:04}-{column + 1:02}" if 0 <= column < MONTHS else ""

    def cell(self, index: Index) -> Cell | None:
        """The return that a cell of the table shows."""
        month = self.month_at(index.column()) if index.isValid() else ""
        if self.ledger is None or not month or index.row() >= len(self.rows):
            return None
        return self.ledger.cell(self.rows[index.row()], month, asked=month == self.month)

    def row_of(self, key: str) -> int | None:
        return next((row for row, sender in enumerate(self.rows) if sender.key == key), None)

    def still_of(self, sender: Sender) -> int:
        """How many items of a sender stood still for three months."""
        return len(self._still.of(sender)) if self._still else 0

    def is_wide(self, column: int) -> bool:
        """Whether a month has anything to show."""
        month = self.month_at(column)
        return month == self.month or any(cell.standing for cell in self._cells(month))

    def _cells(self, month: str) -> Sequence[Cell]:
        if self.ledger is None:
            return ()
        return [self.ledger.cell(sender, month, asked=month == self.month) for sender in self.ledger.senders]

    def _arrange(self) -> None:
        rows = [sender for sender in self.ledger.senders if self._passes(sender)] if self.ledger else []
        if [sender.key for sender in rows] == [sender.key for sender in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, STILL))
                self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(rows) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, STILL)
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _passes(self, sender: Sender) -> bool:
        if self._only_open and self.ledger and not self.ledger.cell(sender, self.month, asked=True).is_open:
            return False
        text = "\n".join([sender.name, *(one.name for one in sender.former)]).lower()
        letters = initials(sender.name)
        return all(needle in text or ((sounds := sounding(needle)) and sounds(letters)) for needle in self._needles)

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else STILL + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._unit_data(section, role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        month = self.month_at(section)
        if role == Qt.ItemDataRole.FontRole:
            return strong() if month == self.month and month else None
        if role == Qt.ItemDataRole.ToolTipRole and self.ledger:
            if not month:
                return "本月与前两个月的进展文字或投资、形象进度完全相同的有几项"
            return f"截止日期 {self.ledger.rule.due(month)}"
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if not month:
            return "三个月\n无变化"
        return f"{section + 1}月\n{self._count(section)}"

    def _count(self, column: int) -> str:
        if not self.is_wide(column):
            return ""
        owed = self._open.get(self.month_at(column), 0)
        return f"缺 {owed}" if owed else "报齐"

    def _unit_data(self, section: int, role: int) -> Any:
        if not 0 <= section < len(self.rows):
            return None
        sender = self.rows[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return sender.name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            former = "、".join(one.text for one in sender.former)
            what = f"应报 {len(sender.items)} 项" if sender.is_expected else "不在应报单位中，但报来过"
            return f"{sender.name}：{what}" + (f"；曾用名 {former}" if former else "")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.column() == STILL:
            return self._still_data(self.rows[index.row()], role)
        cell = self.cell(index)
        if cell is None or cell.standing is None:
            return None
        standing = cell.standing
        shown: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: standing.text,
            Qt.ItemDataRole.AccessibleTextRole: lambda: f"{cell.sender.name} {cell.month} {standing.text}",
            Qt.ItemDataRole.ToolTipRole: lambda: tip_of(cell),
            Qt.ItemDataRole.ForegroundRole: lambda: state_color(standing.state, is_dark()),
            Qt.ItemDataRole.TextAlignmentRole: lambda: LEFT,
        }
        return shown[role]() if role in shown else None

    def _still_data(self, sender: Sender, role: int) -> Any:
        count = self.still_of(sender)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"≡ {count} 项" if count else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return state_color(State.LATE, is_dark())
        return LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None


def tip_of(cell: Cell) -> str:
    """What the tooltip of a return says: days, when it came, why it was returned."""
    standing, row = cell.standing, cell.row
    if standing is None:
        return ""
    days = f"，{'逾期' if standing.is_open else '晚'} {standing.days} 天" if standing.days else ""
    lines = [f"{standing.text}{days}", f"截止日期 {standing.due}"]
    lines += [f"收到时间 {row.received}"] if row and row.received else []
    lines += [f"文件 {row.file}"] if row and row.file else []
    lines += [f"退回原因：{row.reason}"] if row and row.reason else []
    return "\n".join(lines)
