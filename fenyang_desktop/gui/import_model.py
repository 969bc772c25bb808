"""What an import would change: the rows of a file, under each its changed values and its problems, to fold away."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.changes import EXISTS, Change, Stored
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.domain.values import display
from fenyang_desktop.exchange.raw import column_letter, column_number
from fenyang_desktop.gui.import_lines import SHOWN_AT_FIRST, STATES, Line, Remark, Sort, lines_of, state_text
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import LEFT, RIGHT, strong, struck_out
from fenyang_desktop.services.preview import Preview, PreviewRow, RowKey, RowState
from fenyang_desktop.services.taking import Value

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
Place = tuple[str, int, str]  # sheet, row of the file, and the field or remark under it ("": the row itself)
COLUMNS = ("项目和字段", "原值", "新值", "单元格", "状态")
WHAT, OLD, NEW, CELL, STATE = range(len(COLUMNS))
WIDTHS = (15, 7, 9, 5, 7)  # in Chinese characters, where there is room
LEAST_WIDTHS = (11, 4, 5, 4, 5)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TICKABLE = _FLAGS | Qt.ItemFlag.ItemIsUserCheckable
_NUMBERS = (Type.MONEY, Type.PERCENT, Type.DECIMAL)


class ImportModel(QAbstractTableModel):
    """The lines of a preview with ticks. `name_of` gives the name of an item of the portfolio by its id.

    Flat, so that a hundred thousand values are no burden: a line, then what stands under it unless it is folded. At
    first all is ticked that isn't doubted. A value that is left out leaves its row ticked in part.
    """

    ticks_changed = Signal()

    def __init__(self, preview: Preview, name_of: Callable[[int], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preview = preview
        self._name_of = name_of
        self._born = {row.changes[0].id: row.name for row in preview.rows() if row.state is RowState.NEW}
        self._lines = list(lines_of(preview))
        self._one_table = len({line.sheet for line in self._lines}) == 1
        self._ticked: set[RowKey] = set(preview.acceptable())
        self._left_out: dict[RowKey, set[str]] = {
            line.key: set(line.row.value_doubts)
            for line in self._lines
            if line.row and line.row.value_doubts and line.key in self._ticked
        }
        # Changed values and problems are in view at once; a new item's many values are folded away.
        self._open = {line for line in self._lines if line.row and (Sort.CHANGED in line.sorts or line.remarks)}
        self._turned: dict[RowKey, bool] = {}  # lines that were opened or folded by hand
        self.shown_sorts = SHOWN_AT_FIRST
        self._belows: dict[Line, tuple[Change | Remark, ...]] = {}
        self._rows: list[tuple[Line, Change | Remark | None]] = []
        self._arrange()

    # -- which lines are shown

    def count(self, sort: Sort) -> int:
        return sum(sort in line.sorts for line in self._lines)

    @property
    def shown(self) -> int:
        return sum(bool(line.sorts & self.shown_sorts) for line in self._lines)

    @property
    def hidden(self) -> int:
        return len(self._lines) - self.shown

    def show_sorts(self, sorts: frozenset[Sort]) -> None:
        """Show the lines of these sorts only."""
        self.shown_sorts = sorts
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        self._rows = []
        for line in self._lines:
            if line.sorts & self.shown_sorts:
                self._rows.append((line, None))
                if line in self._open:
                    self._rows += [(line, below) for below in self._below(line)]

    def _below(self, line: Line) -> tuple[Change | Remark, ...]:
        """What stands under a line, put together once: a filter shows ten thousand lines at a click."""
        if line not in self._belows:
            self._belows[line] = line.below
        return self._belows[line]

    def is_open(self, row: int) -> bool | None:
        """Whether what stands under the line of this row is shown; None if there is nothing, or this isn't a line."""
        line, below = self._rows[row]
        return line in self._open if below is None and line.row and (line.values or line.remarks) else None

    def line_row(self, row: int) -> int:
        """The row of the line that this row belongs to."""
        while self._rows[row][1] is not None:
            row -= 1
        return row

    def set_open(self, row: int, *, is_open: bool) -> None:
        """Show or fold away what stands under a line."""
        if self.is_open(row) is not (not is_open):
            return
        line = self._rows[row][0]
        below = self._below(line)
        first, last = row + 1, row + len(below)
        if is_open:
            self.beginInsertRows(QModelIndex(), first, last)
            self._open.add(line)
            self._turned[line.key] = True
            self._rows[first:first] = [(line, one) for one in below]
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), first, last)
            self._open.discard(line)
            self._turned[line.key] = False
            del self._rows[first : last + 1]
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def arrange_like(self, other: "ImportModel") -> None:
        """Show the sorts of lines that another model of the same file shows, and fold what was folded there by hand."""
        self._turned = dict(other._turned)
        for line in self._lines:
            if line.row and line.key in self._turned:
                (self._open.add if self._turned[line.key] else self._open.discard)(line)
        self.show_sorts(other.shown_sorts)

    def identity(self, row: int) -> Place:
        """What a row of the preview is about, by which it is found again in another model of the same file."""
        line, below = self._rows[row]
        part = below.field if isinstance(below, Change) else below.text if below else "" if line.number else line.text
        return line.sheet, line.number, part

    def find(self, place: Place | None) -> int | None:
        """The row that is about this; else the one of its line; None where neither is shown."""
        found = None
        for row, (line, below) in enumerate(self._rows if place else ()):
            if place and (line.sheet, line.number) == place[:2]:
                if self.identity(row) == place:
                    return row
                found = row if below is None and line.number else found
        return found

    def is_sentence(self, row: int) -> bool:
        """Whether the text of a row needs the whole width: remarks, and problems of a header."""
        line, below = self._rows[row]
        return isinstance(below, Remark) or (line.row is None and line.number == 0)

    def is_value(self, row: int) -> bool:
        """Whether a row is a value that stands under its line."""
        return isinstance(self._rows[row][1], Change)

    def place_of(self, row: int) -> tuple[str, int, int]:
        """The sheet, row and column (0: none) in the file that a row of the preview is about."""
        line, below = self._rows[row]
        cell = below.origin.cell if isinstance(below, Change) and below.origin else ""
        letters = cell.rstrip("0123456789")
        return line.name, int(cell[len(letters) :] or line.number), column_number(letters)

    def row_for(self, name: str, number: int, column: int) -> int | None:
        """The row of the preview about a cell of the file, else about its row; None where none is shown."""
        found = None
        cell = f"{column_letter(column)}{number}"
        for row, (line, below) in enumerate(self._rows):
            if line.name == name and isinstance(below, Change) and below.origin and below.origin.cell == cell:
                return row
            if found is None and below is None and (line.name, line.number) == (name, number):
                found = row
        return found

    # -- ticks

    def ticked_rows(self) -> int:
        return len(self._ticked)

    def acceptable_rows(self) -> int:
        """How many rows can be ticked at all."""
        return sum(bool(line.values) for line in self._lines)

    def chosen(self) -> tuple[Preview, frozenset[RowKey]]:
        """The preview without the values left out, and the rows to be accepted of it."""
        return replace(
            self.preview,
            sheets=tuple(
                replace(sheet, rows=tuple(self._without_left_out(row) for row in sheet.rows))
                for sheet in self.preview.sheets
            ),
        ), frozenset(self._ticked)

    def values_chosen(self) -> frozenset[Value]:
        """The values that are ticked, by row and field."""
        preview, accepted = self.chosen()
        rows = (row for row in preview.rows() if Preview.key(row) in accepted)
        return frozenset((Preview.key(row), change.field) for row in rows for change in row.changes)

    def choose(self, values: Collection[Value]) -> None:
        """Tick these values and nothing else; of a new item none unless the item itself is among them."""
        self._ticked.clear()
        self._left_out.clear()
        for line in self._lines:
            if line.row and line.row.id is None and (line.key, EXISTS) not in values:
                continue
            left_out = {change.field for change in line.values if (line.key, change.field) not in values}
            if line.values and len(left_out) < len(line.values):
                self._ticked.add(line.key)
                if left_out:
                    self._left_out[line.key] = left_out
        self._tell_ticks(0, len(self._rows) - 1)

    def _without_left_out(self, row: PreviewRow) -> PreviewRow:
        left_out = self._left_out.get(Preview.key(row))
        if not left_out:
            return row
        return replace(row, changes=row.changes.without(left_out))

    def tick_shown(self, *, ticked: bool) -> None:
        """Tick all rows that are shown and whatever in them is sure, or none of them. A doubt ticked before stays so."""
        for line, below in self._rows:
            if below is not None or line.row is None or not line.values:
                continue
            if ticked and not line.row.sure_changes:
                continue
            doubted = set(line.row.value_doubts)
            left_out = doubted & self._left_out.get(line.key, set()) if line.key in self._ticked else doubted
            self._tick_row(line, ticked=ticked)
            if ticked and left_out:
                self._left_out[line.key] = left_out
        self._tell_ticks(0, len(self._rows) - 1)

    def toggle(self, rows: Iterable[int]) -> None:
        """Turn the ticks of these rows: all on, unless all are on already."""
        able = [row for row in rows if self._can_tick(row)]
        if not able:
            return
        wanted = any(self._tick(*self._rows[row]) != Qt.CheckState.Checked for row in able)
        for row in able:
            self._set_tick(row, ticked=wanted)
        self._tell_ticks(0, len(self._rows) - 1)

    def _set_tick(self, row: int, *, ticked: bool) -> None:
        """Turn one tick. A row's answers the question about the row; what is doubted in it stays out until ticked again."""
        line, below = self._rows[row]
        if isinstance(below, Change):
            self._tick_value(line, below.field, ticked=ticked)
            return
        was_ticked = line.key in self._ticked
        self._tick_row(line, ticked=ticked)
        doubted = line.row.value_doubts.keys() if line.row else ()
        if ticked and not was_ticked and 0 < len(doubted) < len(line.values):
            self._left_out[line.key] = set(doubted)

    def _tick_row(self, line: Line, *, ticked: bool) -> None:
        self._left_out.pop(line.key, None)
        (self._ticked.add if ticked else self._ticked.discard)(line.key)

    def _tick_value(self, line: Line, field: str, *, ticked: bool) -> None:
        every = {change.field for change in line.values}
        left_out = set(self._left_out.get(line.key, ())) if line.key in self._ticked else set(every)
        (left_out.discard if ticked else left_out.add)(field)
        self._tick_row(line, ticked=left_out != every)
        if left_out and left_out != every:
            self._left_out[line.key] = left_out

    def _tick(self, line: Line, below: Change | Remark | None) -> Qt.CheckState:
        left_out = self._left_out.get(line.key, set())
        if line.key not in self._ticked or (isinstance(below, Change) and below.field in left_out):
            return Qt.CheckState.Unchecked
        partly = below is None and bool(left_out)
        return Qt.CheckState.PartiallyChecked if partly else Qt.CheckState.Checked

    def _can_tick(self, row: int) -> bool:
        """Whether the row has a tick. Any value may stay out but what a new item is called."""
        line, below = self._rows[row]
        if below is None:
            return bool(line.values)
        return isinstance(below, Change) and not (Sort.NEW in line.sorts and below.field in ("name", "kind", "parent"))

    def _tell_ticks(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, WHAT), self.index(last, WHAT), [Role.CheckStateRole])
        self.ticks_changed.emit()

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole
        return COLUMNS[section] if shown else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _TICKABLE if index.column() == WHAT and self._can_tick(index.row()) else _FLAGS

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or index.column() != WHAT or not self._can_tick(index.row()):
            return False
        self._set_tick(index.row(), ticked=Qt.CheckState(value) != Qt.CheckState.Unchecked)
        first = self.line_row(index.row())
        self._tell_ticks(first, first + (len(self._below(self._rows[first][0])) if self.is_open(first) else 0))
        return True

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        (line, below), column = self._rows[index.row()], index.column()
        match role:
            case Role.CheckStateRole:
                return self._tick(line, below) if column == WHAT and self._can_tick(index.row()) else None
            case Role.DisplayRole:
                return self._text(line, below, column).replace("\n", " ")
            case Role.ToolTipRole:
                sentence = below.text if isinstance(below, Remark) else line.text if not line.number else ""
                return sentence or self._text(line, below, column) or None
            case Role.ForegroundRole:
                return self._color(line, below, column)
            case Role.BackgroundRole if below is None and line.row is not None:
                return QApplication.palette().brush(QPalette.ColorRole.AlternateBase)
            case Role.TextAlignmentRole:
                number = isinstance(below, Change) and FIELD[below.field].type in _NUMBERS
                return RIGHT if number and column in (OLD, NEW) else LEFT
            case Role.FontRole if isinstance(below, Change) and column == OLD:
                return struck_out()
            case Role.FontRole if below is None and line.row is not None and column == WHAT:
                return strong()
        return None

    # -- what is shown

    def _text(self, line: Line, below: Change | Remark | None, column: int) -> str:
        if below is None:
            return self._line_text(line, column)
        if isinstance(below, Remark):
            return self._short(line, below.text) if column == WHAT else ""
        return self._change_text(below, column)

    def _line_text(self, line: Line, column: int) -> str:
        row = line.row
        if row is None:
            left_out = {WHAT: line.text, CELL: self._place_text(line), STATE: Sort.SKIPPED.value}
            notice = {WHAT: self._short(line, line.text)}
            return (left_out if line.number else notice).get(column, "")
        match column:
            case 0:
                return row.name or "（没有名称）"
            case 2:
                return f"{len(line.values)} 个值" if line.values else ""
            case 3:
                return self._place_text(line)
            case 4:
                return state_text(row)
        return ""

    def _place_text(self, line: Line) -> str:
        return f"第 {line.number} 行" if self._one_table else f"{line.sheet} {line.number} 行"

    def _change_text(self, below: Change, column: int) -> str:
        match column:
            case 0:
                return FIELD[below.field].header
            case 1:
                return self._value_text(below.field, below.old)
            case 2:
                return self._value_text(below.field, below.new) or "（清空）"
            case 3:
                return below.origin.cell if below.origin else ""
        return ""

    def _short(self, line: Line, text: str) -> str:
        """The sentence without the file and the sheet, which stand in the heading and in the row."""
        return text.removeprefix(f"文件“{self.preview.file}”工作表“{line.name}”")

    def _value_text(self, key: str, value: Stored) -> str:
        if FIELD[key].type is Type.PARENT and value is not None:
            return self._born.get(int(value)) or self._name_of(int(value))
        return display(FIELD[key], value)

    def _color(self, line: Line, below: Change | Remark | None, column: int) -> QColor | None:
        if isinstance(below, Remark):
            return light_color(below.light, is_dark())
        if line.row is None:
            notice = light_color(Light.RED, is_dark())
            return notice if line.number == 0 else QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        if below is not None and column == OLD:
            return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        if column == (STATE if below is None else NEW):
            doubted = bool(line.row.doubt) or (
                below.field in line.row.value_doubts if isinstance(below, Change) else False
            )
            return light_color(Light.YELLOW if doubted else STATES[line.row.state][1], is_dark())
        return None
