"""What differs between two states, a row for each difference: the old value struck through beside the new."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.fields import KIND_LABELS
from fenyang_desktop.gui.ledger.model import is_numeric
from fenyang_desktop.gui.tables import LEFT, RIGHT, struck_out
from fenyang_desktop.services.comparing_states import Comparison, Difference, What
from fenyang_desktop.services.view import column_label

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("变动", "名称", "类别", "责任单位", "字段", "原值", "新值")
WIDTHS = (7, 20, 5, 10, 12, 13, 13)
NAME, OLD, NEW = 1, 5, 6


class ChangesModel(QAbstractTableModel):
    """The differences of a comparison, those of one sort together."""

    def __init__(self) -> None:
        super().__init__()
        self._comparison: Comparison | None = None
        self._what: What | None = None
        self.rows: list[Difference] = []

    def show(self, comparison: Comparison | None, what: What | None = None) -> None:
        """Show a comparison, all of it or one sort of differences."""
        self.beginResetModel()
        self._comparison, self._what = comparison, what
        order = list(What)
        found = comparison.differences if comparison else ()
        self.rows = sorted(
            (one for one in found if what in (None, one.what)), key=lambda one: (order.index(one.what), -one.days)
        )
        self.endResetModel()

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        one = self.rows[row]
        assert self._comparison is not None
        match column:
            case 0:
                return one.label
            case 1:
                return one.item.name
            case 2:
                return KIND_LABELS[one.item.kind]
            case 3:
                return str(one.item.get("lead_unit") or "")
            case 4:
                return column_label(one.field) if one.field else ""
            case _:
                return self._comparison.text(one, one.old if column == OLD else one.new)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return COLUMNS[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self.rows[index.row()], index.column()
        gone = column == OLD or (column == NAME and one.what is What.REMOVED)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(index.row(), column).replace("\n", " ")
            case Qt.ItemDataRole.ToolTipRole:
                return self.text(index.row(), column) or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if column in (OLD, NEW) and one.field and is_numeric(one.field) else LEFT
            case Qt.ItemDataRole.ForegroundRole if gone:
                return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
            case Qt.ItemDataRole.FontRole if gone:
                return struck_out()
        return None
