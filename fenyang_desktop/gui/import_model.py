"""What an import would change: the rows of a file, under each its changed values and its problems, to fold away."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.changes import Change, Stored
from fenyang_desktop.domain.fields import Type
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.values import display
from fenyang_desktop.exchange.raw import column_letter, column_number
from fenyang_desktop.exchange.records import READ_AS
from fenyang_desktop.gui.history_model import CLEARED
from fenyang_desktop.gui.import_folding import Below, Folding
from fenyang_desktop.gui.import_lines import STATES, Line, Remark, Sort, lines_of, state_light, state_text
from fenyang_desktop.gui.import_ticks import Ticks
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import LEFT, RIGHT, strong, struck_out
from fenyang_desktop.services.preview import Preview, RowKey, RowState
from fenyang_desktop.services.taking import Value

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
Place = tuple[str, int, str]  # sheet, row of the file, and the field or remark under it ("": the row itself)
COLUMNS = ("项目和字段", "原值", "新值", "单元格", "状态")
WHAT, OLD, NEW, CELL, STATE = range(len(COLUMNS))
WIDTHS = (15, 7, 9, 5, 7)  # in Chinese characters, where there is room
LEAST_WIDTHS = (12, 4, 5, 4, 4)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TICKABLE = _FLAGS | Qt.ItemFlag.ItemIsUserCheckable
_NUMBERS = (Type.MONEY, Type.PERCENT, Type.DECIMAL)


class ImportModel(QAbstractTableModel):
    """The lines of a preview with ticks. `name_of` gives the name of an item of the portfolio by its id.

    Flat, so that a hundred thousand values are no burden: a line, then what stands under it unless it is folded; and
    what stands there comes into being when it is looked at.
    """

    ticks_changed = Signal()

    def __init__(self, preview: Preview, name_of: Callable[[int], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preview = preview
        self._name_of = name_of
        self._lines = list(lines_of(preview))
        self._ticks = Ticks(preview)
        self._folding = Folding(self._lines)
        self._counts = Counter(sort for line in self._lines for sort in line.sorts)
        self._acceptable = sum(line.has_values for line in self._lines)
        self._one_table = len(preview.sheets) == 1
        self._born: dict[int, str] | None = None

    # -- which lines are shown

    @property
    def shown_sorts(self) -> frozenset[Sort]:
        return self._folding.sorts

    def count(self, sort: Sort) -> int:
        return self._counts[sort]

    @property
    def shown(self) -> int:
        return len(self._folding.shown)

    @property
    def hidden(self) -> int:
        return len(self._lines) - self.shown

    def show_sorts(self, sorts: frozenset[Sort]) -> None:
        """Show the lines of these sorts only."""
        self.beginResetModel()
        self._folding.show(sorts)
        self.endResetModel()

    def is_open(self, row: int) -> bool | None:
        """Whether what stands under the line of this row is shown; None if there is nothing, or this isn't a line."""
        line, place = self._folding.at(row)
        return self._folding.is_open(line) if place == 0 and line.height else None

    def line_row(self, row: int) -> int:
        """The row of the line that this row belongs to."""
        return row - self._folding.at(row)[1]

    def set_open(self, row: int, *, is_open: bool) -> None:
        """Show or fold away what stands under a line."""
        if self.is_open(row) is not (not is_open):
            return
        line = self._folding.at(row)[0]
        if is_open:
            self.beginInsertRows(QModelIndex(), row + 1, row + line.height)
            self._folding.turn(line)
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), row + 1, row + line.height)
            self._folding.turn(line)
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def arrange_like(self, other: "ImportModel") -> None:
        """Show the sorts of lines that another model of the same file shows, and fold what was folded there by hand."""
        self.beginResetModel()
        self._folding.arrange_like(other._folding)
        self.endResetModel()

    def _at(self, row: int) -> tuple[Line, Below | None]:
        """The line that a row belongs to, and what of it stands there (None: the line itself)."""
        line, place = self._folding.at(row)
        return line, self._folding.below(line)[place - 1] if place else None

    def identity(self, row: int) -> Place:
        """What a row of the preview is about, by which it is found again in another model of the same file."""
        line, below = self._at(row)
        part = below.field if isinstance(below, Change) else below.text if below else "" if line.number else line.text
        return line.sheet, line.number, part

    def find(self, place: Place | None) -> int | None:
        """The row that is about this; else the one of its line; None where neither is shown."""
        found = None
        for line in self._folding.lines_at(place[1]) if place else ():
            if place and line.sheet == place[0] and (row := self._folding.row_of(line)) is not None:
                for one in range(row, row + self._folding.rows_of(line)):
                    if self.identity(one) == place:
                        return one
                found = row if line.number else found
        return found

    def is_sentence(self, row: int) -> bool:
        """Whether the text of a row needs the whole width: remarks, and problems of a header."""
        line, below = self._at(row)
        return isinstance(below, Remark) or (line.row is None and line.number == 0)

    def is_value(self, row: int) -> bool:
        """Whether a row is a value that stands under its line."""
        return isinstance(self._at(row)[1], Change)

    def label(self, row: int) -> str:
        """What the value of a row is called where there is no room for its unit too; "" for no value."""
        below = self._at(row)[1]
        return READ_AS[below.field].label if isinstance(below, Change) else ""

    def whole_text(self, row: int) -> str:
        """All that a row says, for where it is cut off: of a value also why it is in doubt."""
        line, below = self._at(row)
        if not isinstance(below, Change):
            return self._text(line, below, WHAT)
        old, new = (self._change_text(below, column) for column in (OLD, NEW))
        why = line.row.value_doubts.get(below.field, "") if line.row else ""
        return f"{READ_AS[below.field].header}：{old or '（空）'} → {new}" + (f"；存疑：{why}" if why else "")

    def place_of(self, row: int) -> tuple[str, int, int]:
        """The sheet, row and column (0: none) in the file that a row of the preview is about."""
        line, below = self._at(row)
        cell = below.origin.cell if isinstance(below, Change) and below.origin else ""
        letters = cell.rstrip("0123456789")
        return line.name, int(cell[len(letters) :] or line.number), column_number(letters)

    def row_for(self, name: str, number: int, column: int) -> int | None:
        """The row of the preview about a cell of the file, else about its row; None where none is shown."""
        found, cell = None, f"{column_letter(column)}{number}"
        for line in (*self._folding.lines_at(number), *self._folding.carried):
            row = self._folding.row_of(line)
            if row is None or line.name != name:
                continue
            for place, below in enumerate(self._folding.below(line) if self._folding.is_open(line) else (), start=1):
                if isinstance(below, Change) and below.origin and below.origin.cell == cell:
                    return row + place
            if found is None and line.number == number:
                found = row
        return found

    # -- ticks

    def ticked_rows(self) -> int:
        return len(self._ticks)

    def acceptable_rows(self) -> int:
        """How many rows can be ticked at all."""
        return self._acceptable

    def chosen(self) -> tuple[Preview, frozenset[RowKey]]:
        """The preview without the values left out, and the rows to be accepted of it."""
        return self._ticks.chosen()

    def values_chosen(self) -> frozenset[Value]:
        """The values that are ticked, by row and field."""
        return self._ticks.values()

    def choose(self, values: Collection[Value]) -> None:
        """Tick these values and nothing else; of a new item none unless the item itself is among them."""
        self._ticks.choose(values)
        self._tell_ticks(0, self.rowCount() - 1)

    def tick_shown(self, *, ticked: bool) -> None:
        """Tick all rows that are shown and whatever in them is sure, or none of them."""
        if ticked:
            self._ticks.tick_sure(self._folding.shown)
        else:
            for line in self._folding.shown:
                self._ticks.tick_row(line, ticked=False)
        self._tell_ticks(0, self.rowCount() - 1)

    def doubts_left(self) -> tuple[int, int]:
        """Of the rows that are shown: in how many a doubt isn't ticked, and how many values these are."""
        left = [fields for _, fields in self._ticks.doubts_left(self._folding.shown)]
        return len(left), sum(map(len, left))

    def tick_doubts(self) -> None:
        """Tick also what is in doubt, of the rows that are shown."""
        for line, fields in list(self._ticks.doubts_left(self._folding.shown)):
            for name in fields:
                self._ticks.tick_value(line, name, ticked=True)
        self._tell_ticks(0, self.rowCount() - 1)

    def toggle(self, rows: Iterable[int]) -> None:
        """Turn the ticks of these rows: all on, unless all are on already."""
        able = [row for row in rows if self._can_tick(*self._at(row))]
        if not able:
            return
        wanted = any(self._tick(*self._at(row)) != Qt.CheckState.Checked for row in able)
        for row in able:
            self._set_tick(row, ticked=wanted)
        self._tell_ticks(0, self.rowCount() - 1)

    def _set_tick(self, row: int, *, ticked: bool) -> None:
        line, below = self._at(row)
        if isinstance(below, Change):
            self._ticks.tick_value(line, below.field, ticked=ticked)
        else:
            self._ticks.answer(line, ticked=ticked)

    def _tick(self, line: Line, below: Below | None) -> Qt.CheckState:
        if not (self._ticks.has_value(line, below.field) if isinstance(below, Change) else self._ticks.has_row(line)):
            return Qt.CheckState.Unchecked
        partly = below is None and self._ticks.is_partial(line)
        return Qt.CheckState.PartiallyChecked if partly else Qt.CheckState.Checked

    def _can_tick(self, line: Line, below: Below | None) -> bool:
        if below is None:
            return self._ticks.can_tick(line)
        return isinstance(below, Change) and self._ticks.can_tick(line, below.field)

    def _tell_ticks(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, WHAT), self.index(last, WHAT), [Role.CheckStateRole])
        self.ticks_changed.emit()

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._folding)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole
        return COLUMNS[section] if shown else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _TICKABLE if index.column() == WHAT and self._can_tick(*self._at(index.row())) else _FLAGS

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or index.column() != WHAT or not self._can_tick(*self._at(index.row())):
            return False
        self._set_tick(index.row(), ticked=Qt.CheckState(value) != Qt.CheckState.Unchecked)
        first = self.line_row(index.row())
        self._tell_ticks(first, first + self._folding.rows_of(self._at(first)[0]) - 1)
        return True

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        (line, below), column = self._at(index.row()), index.column()
        match role:
            case Role.CheckStateRole:
                return self._tick(line, below) if column == WHAT and self._can_tick(line, below) else None
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
                number = isinstance(below, Change) and READ_AS[below.field].type in _NUMBERS
                return RIGHT if number and column in (OLD, NEW) else LEFT
            case Role.FontRole if isinstance(below, Change) and column == OLD:
                return struck_out()
            case Role.FontRole if below is None and line.row is not None and column == WHAT:
                return strong()
        return None

    # -- what is shown

    def _text(self, line: Line, below: Below | None, column: int) -> str:
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
                return f"{count} 个值" if (count := len(row.changes.values)) else ""
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
                return READ_AS[below.field].header
            case 1:
                return self._value_text(below.field, below.old)
            case 2:
                return self._value_text(below.field, below.new) or CLEARED
            case 3:
                return below.origin.cell if below.origin else ""
            case 4 if below.entity == MONTH.entity:
                return "只记月报"
        return ""

    def _short(self, line: Line, text: str) -> str:
        """The sentence without the file and the sheet, which stand in the heading and in the row."""
        return text.removeprefix(f"文件“{self.preview.file}”工作表“{line.name}”")

    def _value_text(self, key: str, value: Stored) -> str:
        if READ_AS[key].type is Type.PARENT and value is not None:
            return self._names_of_new().get(int(value)) or self._name_of(int(value))
        return display(READ_AS[key], value)

    def _names_of_new(self) -> dict[int, str]:
        """The names of the items that the file would bring, by their provisional ids."""
        if self._born is None:
            new = (row for row in self.preview.rows() if row.state is RowState.NEW)
            self._born = {row.changes[0].id: row.name for row in new}
        return self._born

    def _color(self, line: Line, below: Below | None, column: int) -> QColor | None:
        if isinstance(below, Remark):
            return light_color(below.light, is_dark())
        if line.row is None:
            notice = light_color(Light.RED, is_dark())
            return notice if line.number == 0 else QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        if below is not None and column == OLD:
            return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        if below is None and column == STATE:
            return light_color(state_light(line.row), is_dark())
        if isinstance(below, Change) and column == NEW:
            doubted = bool(line.row.doubt) or below.field in line.row.value_doubts
            return light_color(Light.YELLOW if doubted else STATES[line.row.state][1], is_dark())
        return None
