"""The sheet as it came, with marks: header, rows left out, cells at fault, cells whose value would change something."""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.exchange.cells import shown_text
from fenyang_desktop.exchange.raw import Number, RawSheet, column_letter
from fenyang_desktop.exchange.records import READ_AS, By, Column, Problem, column_label
from fenyang_desktop.gui.column_heads import ASKS
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import LEFT, RIGHT
from fenyang_desktop.services.preview import PreviewRow, RowState, SheetPreview
from fenyang_desktop.services.questions import certainty_of

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


NOT_READ = "不导入"
OUTSIDE = "不在表内"
_LONGEST_SAMPLE = 24


class Mark(StrEnum):
    """What a cell or row is to the import."""

    HEADER = "表头"
    OUT = "不导入"
    PROBLEM = "有问题"
    DOUBT = "存疑"
    NEW = "新增"
    CHANGED = "变化"


_TINTS = {
    Mark.HEADER: ("#dde8f5", "#24405f"),
    Mark.PROBLEM: ("#fbdcd9", "#5c2626"),
    Mark.DOUBT: ("#fdeecb", "#54431a"),
    Mark.NEW: ("#dcf0dd", "#21472a"),
    Mark.CHANGED: ("#d8e9fb", "#1f4468"),
}


class Marked:
    """The marks of a sheet: by cell, by row, and what each says. Those of a row come into being when it is looked at."""

    def __init__(self, tables: Sequence[SheetPreview]) -> None:
        self.columns: dict[int, Column] = {}  # by number, of the first table that has the column
        self.rows: dict[int, tuple[Mark, str]] = {}
        self._said: dict[int, list[PreviewRow]] = defaultdict(list)  # by the row whose cells say it
        self._cells: dict[str, tuple[Mark, str]] = {}
        self._seen: set[int] = set()
        problems: list[Problem] = []
        for table in tables:
            self.rows |= {one.row: (Mark.OUT, one.reason) for one in table.skipped}
            self.rows |= {row: (Mark.HEADER, "表头") for row in table.header_rows}
            for column in table.columns:
                self.columns.setdefault(column.number, column)
            for row in table.rows:
                self._said[row.row].append(row)
                problems += row.problems
                if row.changes.is_carried:
                    self._mark_changes(row)
            problems += table.problems
        self._problems = {one.cell: (Mark.PROBLEM, one.message) for one in problems}

    def at(self, row: int, column: int) -> tuple[Mark, str] | None:
        """The mark of a cell, else of its row."""
        if row not in self._seen:
            self._seen.add(row)
            for said in self._said.get(row, ()):
                self._mark_changes(said)
        cell = f"{column_letter(column)}{row}"
        return self._problems.get(cell) or self._cells.get(cell) or self.rows.get(row)

    def _mark_changes(self, row: PreviewRow) -> None:
        mark = Mark.DOUBT if row.doubt else Mark.NEW if row.state is RowState.NEW else Mark.CHANGED
        for one in row.changes:
            if one.origin:
                why = row.doubt or row.value_doubts.get(one.field, "")
                says = why or f"{mark.value}：{READ_AS[one.field].label}"
                self._cells[one.origin.cell] = (Mark.DOUBT if why else mark, says)


class SheetModel(QAbstractTableModel):
    """A raw sheet, its cells as a person sees them, coloured by what the import makes of them."""

    def __init__(self, sheet: RawSheet, tables: Sequence[SheetPreview], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self._cells = dict(sheet.rows)
        self._height = sheet.rows[-1][0] if sheet.rows else 0
        self._width = max((max(cells) for _, cells in sheet.rows), default=0)
        self.marked = Marked(tables)

    def show_tables(self, tables: Sequence[SheetPreview]) -> None:
        """Mark the sheet anew, after a decision."""
        self.marked = Marked(tables)
        if self._height:
            self.dataChanged.emit(self.index(0, 0), self.index(self._height - 1, self._width - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._width - 1)

    def is_empty(self, row: int, column: int) -> bool:
        """Whether nothing is written in a cell of the sheet, which has it."""
        if not 0 <= column < self._width:
            return False
        raw = self._cells.get(row + 1, {}).get(column + 1)
        return raw is None or not shown_text(raw)

    def filled(self, row: int, last: int) -> list[int]:
        """The columns of a row up to this one that hold something."""
        return [number - 1 for number in self._cells.get(row + 1, ()) if number <= last + 1]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._height

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._width

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Role.DisplayRole else None
        column = self.marked.columns.get(section + 1)
        match role:
            case Role.DisplayRole:
                return f"{column_letter(section + 1)}\n{read_as(column) if column else NOT_READ}"
            case Role.ToolTipRole | Role.AccessibleDescriptionRole:
                return f"{column_text(column)}\n单击选择导入到哪个字段" if column else f"{OUTSIDE}，单击可以改表的边界"
            case Role.ForegroundRole:
                unknown = column is None or not (column.field or column.rival_for)
                return QApplication.palette().color(
                    QPalette.ColorRole.PlaceholderText if unknown else QPalette.ColorRole.ButtonText
                )
        return asked(column) if role == ASKS and column else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        raw = self._cells.get(index.row() + 1, {}).get(index.column() + 1)
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                return "" if raw is None else shown_text(raw).replace("\n", " ")
            case Role.TextAlignmentRole:
                return RIGHT if isinstance(raw, Number) else LEFT
            case Role.BackgroundRole | Role.ForegroundRole | Role.ToolTipRole | Role.FontRole:
                return self._look(index, role, "" if raw is None else shown_text(raw))
        return None

    def _look(self, index: Index, role: int, text: str) -> object:
        mark, says = self.mark_at(index)
        if role == Role.ToolTipRole:
            return "\n".join(part for part in (text if len(text) > 12 else "", says) if part) or None
        if mark is Mark.OUT:
            placeholder = QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
            return placeholder if role == Role.ForegroundRole else None
        if role == Role.BackgroundRole and mark:
            return QColor(_TINTS[mark][1 if is_dark() else 0])
        if role == Role.FontRole and mark is Mark.HEADER:
            font = QFont(QApplication.font())
            font.setBold(True)
            return font
        if role == Role.ForegroundRole and mark is Mark.PROBLEM:
            return light_color(Light.RED, is_dark())
        return None

    def mark_at(self, index: Index) -> tuple[Mark | None, str]:
        """What the cell is to the import, and what there is to say about it."""
        if found := self.marked.at(index.row() + 1, index.column() + 1):
            return found
        if not self.marked.columns:
            return None, ""
        column = self.marked.columns.get(index.column() + 1)
        if column is None:
            return Mark.OUT, OUTSIDE
        return (None, "") if column.field else (Mark.OUT, "这一列不导入")


def field_label(key: str) -> str:
    """What the head of a column says of the field that it is read as."""
    return column_label(key) if key else NOT_READ


def read_as(column: Column) -> str:
    """What a column is read as, with the unit of its amounts and a mark where a person must look."""
    label = f"{field_label(column.rival_for or column.field or '')}{f'({column.unit})' if column.unit else ''}"
    return f"？{label}" if asked(column) else label


def asked(column: Column) -> str:
    """What the button on a column's head says; "" where nothing is asked."""
    if column.rival_for:
        return "用这列"
    if column.offers:
        return "请选"
    return "确认" if column.by is By.SIMILAR else ""


def column_text(column: Column) -> str:
    """What there is to say of a column: its header, its field, how sure that is, and its first values."""
    certainty = certainty_of(column)
    label = field_label(column.rival_for or column.field or "")
    parts = [f"{column.letter} 列“{column.header}” → {label}" + (f"（{certainty}）" if certainty else "")]
    if column.samples:
        parts.append("例如：" + "，".join(one.replace("\n", " ")[:_LONGEST_SAMPLE] for one in column.samples))
    return "\n".join(parts)
