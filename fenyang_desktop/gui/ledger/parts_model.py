"""The records of one item and one kind as a Qt model: a row each, a column for every field."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.fields import Field, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.domain.months import Difference
from fenyang_desktop.domain.parts import MONTH, READING, YEAR, Part, PartKind, in_order
from fenyang_desktop.domain.values import display
from fenyang_desktop.gui.ledger.model import NUMERIC, Index, Role
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import is_dark, light_color

_ROOT = QModelIndex()
CLOSED_MARK = "（已封账）"
_CLOSED = "这个月已封账；要更正就照常修改，写明原因后列入更正表"
_FADED = QPalette.ColorRole.PlaceholderText
_LATEST_FIRST = (MONTH, YEAR, READING)
_MARKS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class PartsModel(QAbstractTableModel):
    """Rows move only by signals that keep an open editor at its record."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._item: Item | None = None
        self.kind: PartKind = MONTH
        self.fields: tuple[Field, ...] = ()
        self.rows: list[Part] = []
        self._faults: Mapping[tuple[int, str], str] = {}
        self.closed: frozenset[str] = frozenset()

    def show(
        self,
        item: Item | None,
        kind: PartKind,
        parts: Sequence[Part],
        faults: Sequence[Difference],
        closed: frozenset[str] = frozenset(),
    ) -> None:
        """Show the records of an item; `faults` are marked in their cells, and reports of the months `closed`."""
        self.closed = closed
        rows = sorted(parts, key=in_order, reverse=kind in _LATEST_FIRST)
        said: dict[tuple[int, str], str] = {}
        for one in faults:
            key = one.part.id, one.key
            said[key] = f"{said[key]}\n{one.sentence}" if key in said else one.sentence
        fields = kind.fields_of(item.kind) if item else ()
        same = item and self._item and item.id == self._item.id and kind is self.kind and fields == self.fields
        if not same:
            self.beginResetModel()
            self._item, self.kind, self.fields, self.rows, self._faults = item, kind, fields, rows, said
            self.endResetModel()
            return
        self._item, self._faults = item, said
        self._take_rows(rows)

    def _take_rows(self, rows: list[Part]) -> None:
        """Rows that are gone go, new ones come at the end, and then all find their places."""
        new = {part.id: part for part in rows}
        for row in reversed(range(len(self.rows))):
            if self.rows[row].id not in new:
                self.beginRemoveRows(_ROOT, row, row)
                del self.rows[row]
                self.endRemoveRows()
        there = {part.id for part in self.rows}
        born = [part for part in rows if part.id not in there]
        if born:
            self.beginInsertRows(_ROOT, len(self.rows), len(self.rows) + len(born) - 1)
            self.rows = [*self.rows, *born]
            self.endInsertRows()
        if [part.id for part in rows] != [part.id for part in self.rows]:
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            place = {part.id: row for row, part in enumerate(rows)}
            after = [self.index(place[self.rows[index.row()].id], index.column()) for index in before]
            self.rows = rows
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()
        self.rows = rows
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.fields) - 1))

    def part_at(self, row: int) -> Part | None:
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def is_closed(self, part: Part, values: Mapping[str, Stored] | None = None) -> bool:
        """Whether a record is the report of a closed month, or would become one by these values."""
        months = {part.key, (values or {}).get(MONTH.key.key)}
        return part.kind is MONTH and not self.closed.isdisjoint(months)

    def row_of(self, id: int) -> int:
        """The row of a record, -1 if it isn't there."""
        return next((row for row, part in enumerate(self.rows) if part.id == id), -1)

    # -- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        part, field = self.rows[index.row()], self.fields[index.column()]
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                text = display(field, part.get(field.key)).replace("\n", " ")
                return f"{text}{CLOSED_MARK}" if field is MONTH.key and self.is_closed(part) else text
            case Role.ToolTipRole:
                fault = self._faults.get((part.id, field.key))
                text = display(field, part.get(field.key)) if field.type is Type.LONG_TEXT else ""
                return "\n".join(filter(None, (text, fault, _CLOSED if self.is_closed(part) else ""))) or None
            case Role.TextAlignmentRole:
                return int(_side(field) | Qt.AlignmentFlag.AlignVCenter)
            case Role.ForegroundRole:
                if (part.id, field.key) in self._faults:
                    return self._colour()
                return QApplication.palette().color(_FADED) if self.is_closed(part) else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or not section < len(self.fields):
            return None
        field = self.fields[section]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self.label(field)
        if role == Role.TextAlignmentRole:
            return int(_side(field) | Qt.AlignmentFlag.AlignVCenter)
        return None

    def label(self, field: Field) -> str:
        """The head of a column, its unit in a second line; readings are in the target's own unit."""
        own = self._item.get("target_unit") if self._item and self.kind is READING else None
        unit = own if field.type is Type.DECIMAL else field.unit
        return f"{field.label}\n({unit})" if unit else field.label

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _MARKS | Qt.ItemFlag.ItemIsEditable if self._session.can_edit else _MARKS

    @staticmethod
    def _colour() -> QColor:
        return light_color(Light.RED, is_dark())


def _side(field: Field) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if field.type in NUMERIC else Qt.AlignmentFlag.AlignLeft
