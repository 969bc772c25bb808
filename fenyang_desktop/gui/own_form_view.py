"""A form as it looks, with its marks: a click on a column's head says what is filled in, one on a row where data begin."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QMenu

from fenyang_desktop.domain.amounts import FEN_PER_UNIT
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.exchange.raw import RawSheet, column_letter
from fenyang_desktop.exchange.records import Column
from fenyang_desktop.gui.import_sheet import Mark, SheetModel
from fenyang_desktop.gui.import_sheet_view import SheetView
from fenyang_desktop.services.own_form_marks import Marking, can_be_header, paths_of
from fenyang_desktop.services.own_forms import FILLS, is_amount
from fenyang_desktop.services.preview import SheetPreview

_NOT_FILLED = "不填"
_ROWS_SHOWN = 5  # beneath what is filled, so that a form without any sample has a first row to click on
_NO_UNIT = "？"
_AIR = 24  # pixels beside the text of a head
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class FormModel(SheetModel):
    """The sheet of a form, coloured by its marks."""

    def __init__(self, sheet: RawSheet, tables: Sequence[SheetPreview], parent: QObject | None = None) -> None:
        super().__init__(sheet, tables, parent)
        self._marking, self._units = Marking(), dict[int, str]()

    def show_marking(self, marking: Marking, units: Mapping[int, str]) -> None:
        """Colour the sheet by these marks."""
        self._marking, self._units = marking, dict(units)
        self.show_tables([])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return super().headerData(section, orientation, role)
        key = self._marking.columns.get(section + 1, "")
        match role:
            case Role.DisplayRole:
                return f"{column_letter(section + 1)}\n{self._label(section + 1)}"
            case Role.ToolTipRole | Role.AccessibleDescriptionRole:
                return f"{self._label(section + 1)}，单击选择填什么"
            case Role.ForegroundRole:
                part = QPalette.ColorRole.ButtonText if key else QPalette.ColorRole.PlaceholderText
                return QApplication.palette().color(part)
        return None

    def _label(self, number: int) -> str:
        key = self._marking.columns.get(number, "")
        if key not in FILLS:
            return _NOT_FILLED
        return f"{FILLS[key].label}({self._units.get(number) or _NO_UNIT})" if is_amount(key) else FILLS[key].label

    def mark_at(self, index: Index) -> tuple[Mark | None, str]:
        row, marking = index.row() + 1, self._marking
        if marking.header and marking.header[0] <= row <= marking.header[1]:
            return Mark.HEADER, "表头"
        if marking.first is None or marking.last is None or not marking.first <= row <= marking.last:
            return None, ""
        if index.column() + 1 in marking.columns:
            return Mark.CHANGED, f"填“{self._label(index.column() + 1)}”"
        return Mark.OUT, "这一列不填：示例去掉，公式每行照样有"


class FormView(SheetView):
    """The sheet of a form. Columns and rows are marked by their menus."""

    marked = Signal(object)  # Marking

    def __init__(self) -> None:
        super().__init__()
        self.marking = Marking()
        self.setAccessibleName("表样")
        self.verticalHeader().setToolTip("单击定这一行：第一行数据、数据到哪一行为止、表头")

    def show_form(self, sheet: RawSheet, last_row: int, marking: Marking, units: Mapping[int, str]) -> None:
        """Show a sheet with its marks, down to its last row that looks like anything."""
        model = self.model()
        shown = model.sheet if isinstance(model, FormModel) else None
        if shown is None or shown.name != sheet.name or shown.merges is not sheet.merges:
            shown = _with_room(sheet, last_row)
        self.marking = marking
        choice = {(sheet.name, 1): TableChoice(last=marking.last)}
        self.show_sheet(shown, [_framed(sheet, marking)], choice)
        form = self.model()
        assert isinstance(form, FormModel)
        form.show_marking(marking, units)
        self._fit_columns()
        self._fit_heads(form)
        self.viewport().update()

    def _fit_heads(self, form: FormModel) -> None:
        """Make columns wider where what is filled in needs it."""
        for number in self.marking.columns:
            head = str(form.headerData(number - 1, Qt.Orientation.Horizontal)).split("\n")[-1]
            width = self.heads.fontMetrics().horizontalAdvance(head) + _AIR
            self.setColumnWidth(number - 1, max(self.columnWidth(number - 1), width))

    def make_model(self, sheet: RawSheet, tables: Sequence[SheetPreview]) -> SheetModel:
        return FormModel(sheet, tables, self)

    def open_column_menu(self, section: int) -> None:
        menu = self.fill_menu(section + 1)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.heads.mapToGlobal(QPoint(self.heads.sectionViewportPosition(section), self.heads.height())))

    def fill_menu(self, number: int) -> QMenu:
        """What a column may be filled with, by group, the current one ticked, and the unit of its amounts."""
        menu, now = QMenu(self), self.marking.columns.get(number, "")
        self._add(menu, number, "", _NOT_FILLED, now)
        for group, fills in groupby(FILLS.values(), key=lambda fill: fill.group):
            below = menu.addMenu(group) if group else menu
            for fill in fills:
                self._add(below, number, fill.key, fill.label, now)
            if not group:
                menu.addSeparator()
        if is_amount(now):
            menu.addSeparator()
            below = menu.addMenu("金额单位")
            for unit in FEN_PER_UNIT:
                below.addAction(unit, partial(self._mark, self.marking.with_unit(number, unit)))
        return menu

    def _add(self, menu: QMenu, number: int, key: str, label: str, now: str) -> None:
        action = menu.addAction(label, partial(self._mark, self.marking.with_column(number, key)))
        action.setCheckable(True)
        action.setChecked(key == now)

    def _open_row_menu(self, row: int, spot: QPoint) -> None:
        menu = self.place_menu(row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(spot)

    def place_menu(self, row: int) -> QMenu:
        """What a row may be: the first of the data, the last, a row of the header."""
        menu, marking = QMenu(self), self.marking
        menu.addAction("第一行数据", partial(self._mark, marking.with_first(row))).setEnabled(row > 1)
        menu.addAction("数据到这一行为止", partial(self._mark, marking.with_last(row))).setEnabled(row > 1)
        menu.addSeparator()
        top, bottom = marking.header or (row, row)
        menu.addAction("表头只是这一行", partial(self._mark, marking.with_header(row, row)))
        begins = menu.addAction("表头从这一行开始", partial(self._mark, marking.with_header(row, bottom)))
        begins.setEnabled(can_be_header(row, bottom))
        ends = menu.addAction("表头到这一行为止", partial(self._mark, marking.with_header(top, row)))
        ends.setEnabled(can_be_header(top, row))
        return menu

    def _mark(self, marking: Marking) -> None:
        self.marked.emit(marking)

    def leave_out(self) -> None:
        """Del: don't fill the current column."""
        if self.currentIndex().isValid():
            self._mark(self.marking.with_column(self.currentIndex().column() + 1, ""))

    def take_in(self) -> None:
        """Ins is of the import alone."""


def _with_room(sheet: RawSheet, last_row: int) -> RawSheet:
    """The sheet with its rows that only look like something, and a few more."""
    filled = sheet.rows[-1][0] if sheet.rows else 0
    rows = max(last_row, filled) + _ROWS_SHOWN
    return replace(sheet, rows=[*sheet.rows, (rows, {1: ""})])


def _framed(sheet: RawSheet, marking: Marking) -> SheetPreview:
    """The form as a table of a preview, for its frame to be drawn."""
    header = tuple(range(marking.header[0], marking.header[1] + 1)) if marking.header else ()
    columns = tuple(Column("_".join(path), column_letter(n), None) for n, path in paths_of(sheet, marking).items())
    return SheetPreview(sheet.name, sheet.name, 1, header, columns, (), (), ())
