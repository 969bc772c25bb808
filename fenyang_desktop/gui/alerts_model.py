"""The rows of the alerts page: overdue items and items falling due, each sort under a head."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.items import Tree
from fenyang_desktop.domain.lights import LIGHT_LABELS, LIGHT_SHAPES, Alert, Light
from fenyang_desktop.domain.values import display
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import LEFT, RIGHT
from fenyang_desktop.services.alerts import DueAlerts
from fenyang_desktop.services.ordering import by_sound
from fenyang_desktop.services.pinyin import initials

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("灯号", "名称", "类别", "完成时限", "逾期/剩余", "责任单位", FIELD["total_investment"].header, "原因")
LIGHT_COLUMN, NAME, KIND, DEADLINE, DAYS, UNIT, MONEY, REASON = range(len(COLUMNS))
WIDTHS = (5, 22, 6, 9, 8, 10, 9, 14)
_FIELDS = {KIND: "kind", DEADLINE: "deadline", UNIT: "lead_unit", MONEY: "total_investment"}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a group of alerts with the same light."""

    light: Light
    count: int

    @property
    def text(self) -> str:
        return f"{LIGHT_SHAPES[self.light]} {LIGHT_LABELS[self.light]}  {self.count} 项"


Row = Alert | Head


def days_text(days: int) -> str:
    """逾期 3 天, 今天到期, 剩 12 天."""
    return f"逾期 {-days} 天" if days < 0 else f"剩 {days} 天" if days else "今天到期"


class AlertsModel(QAbstractTableModel):
    """Flat rows, heads among them. Sorting keeps overdue before due."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: DueAlerts | None = None
        self._tree = Tree([])
        self._needles: list[str] = []
        self._texts: dict[int, str] = {}  # item → what is searched; made when first asked for
        self._sort_by, self._order = DAYS, Qt.SortOrder.AscendingOrder
        self.rows: list[Row] = []

    def show(self, found: DueAlerts, tree: Tree) -> None:
        """Show these alerts; `tree` names their items."""
        self.found, self._tree = found, tree
        self._texts.clear()
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Let through the alerts that contain every word of `text` in a cell, or whose initials do."""
        self._needles = text.lower().split()
        self._arrange()

    @property
    def shown(self) -> int:
        return sum(isinstance(row, Alert) for row in self.rows)

    def heads(self) -> list[int]:
        """The rows that are heads of groups."""
        return [number for number, row in enumerate(self.rows) if isinstance(row, Head)]

    def item_id(self, row: int) -> int | None:
        """The item that a row stands for; None for a head."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found.item.id if isinstance(found, Alert) else None

    def row_of(self, item_id: int) -> int | None:
        return next((number for number in range(len(self.rows)) if self.item_id(number) == item_id), None)

    def _arrange(self) -> None:
        rows: list[Row] = []
        if self.found is not None:
            for light, alerts in ((Light.RED, self.found.overdue), (Light.YELLOW, self.found.due)):
                passing = self._sorted([alert for alert in alerts if self._passes(alert)])
                if passing:
                    rows += [Head(light, len(passing)), *passing]
        if _identities(rows) == _identities(self.rows):
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _passes(self, alert: Alert) -> bool:
        if not self._needles:
            return True
        text = self._texts.get(alert.item.id)
        if text is None:
            cells = [self._text(alert, column) for column in range(len(COLUMNS))]
            text = self._texts[alert.item.id] = "\n".join([*cells, initials(alert.item.name)]).lower()
        return all(needle in text for needle in self._needles)

    def _sorted(self, alerts: Sequence[Alert]) -> list[Alert]:
        """In the order asked for; what is not given comes last either way, equals by their deadline."""
        keys = {id(alert): self._sort_key(alert) for alert in alerts}
        given = [alert for alert in alerts if keys[id(alert)] is not None]
        given.sort(key=lambda alert: keys[id(alert)], reverse=self._order == Qt.SortOrder.DescendingOrder)
        return given + [alert for alert in alerts if keys[id(alert)] is None]

    def _sort_key(self, alert: Alert) -> Any:
        if self._sort_by in (LIGHT_COLUMN, DAYS):
            return alert.judgement.days
        if self._sort_by in (MONEY, DEADLINE):
            return alert.item.get(_FIELDS[self._sort_by])
        return by_sound(self._text(alert, self._sort_by)) or None

    def _text(self, alert: Alert, column: int) -> str:
        if column == LIGHT_COLUMN:
            return f"{LIGHT_SHAPES[alert.judgement.light]} {LIGHT_LABELS[alert.judgement.light]}"
        if column == NAME:
            return self._tree.path(alert.item.id) if alert.item.id in self._tree.items else alert.item.name
        if column == DAYS:
            return days_text(alert.judgement.days or 0)
        if column == REASON:
            return alert.judgement.reason
        return display(FIELD[_FIELDS[column]], alert.item.get(_FIELDS[column]))

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section in (DAYS, MONEY) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], Head):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if isinstance(row, Head):
            return self._head_data(row, column, role)
        shown: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: self._text(row, column),
            Qt.ItemDataRole.ToolTipRole: lambda: self._text(row, column) if column in (NAME, REASON) else None,
            Qt.ItemDataRole.TextAlignmentRole: lambda: RIGHT if column in (DAYS, MONEY) else LEFT,
            Qt.ItemDataRole.ForegroundRole: lambda: self._color(row) if column in (LIGHT_COLUMN, DAYS) else None,
            Qt.ItemDataRole.AccessibleTextRole: lambda: self._text(row, column),
        }
        return shown[role]() if role in shown else None

    def _head_data(self, head: Head, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return light_color(head.light, is_dark())
        return head.text if column == 0 and role == Qt.ItemDataRole.DisplayRole else None

    def _color(self, alert: Alert) -> QColor:
        return light_color(alert.judgement.light, is_dark())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort_by, self._order = column, order
        self._arrange()


def _identities(rows: Sequence[Row]) -> list[object]:
    return [row if isinstance(row, Head) else row.item.id for row in rows]
