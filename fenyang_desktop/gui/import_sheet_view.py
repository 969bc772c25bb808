"""The left of the preview: the sheet as it came, where a click says what the program saw wrongly."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QMenu, QTabBar, QTableView, QVBoxLayout, QWidget

from fenyang_desktop.domain.amounts import FEN_PER_UNIT
from fenyang_desktop.domain.fields import FIELDS, ID_LABEL, Type
from fenyang_desktop.exchange.choices import AS_FOUND, NOT_IMPORTED, Choices, TableChoice
from fenyang_desktop.exchange.finding import DEEPEST_HEADER
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.records import ID_KEY, MONTH_KEY, READ_AS, column_label
from fenyang_desktop.gui.import_sheet import SheetModel
from fenyang_desktop.services.importing import Preview, SheetPreview

_MOST_SPANS = (
    2000  # more merged ranges than that are left unmerged on screen: Qt looks through all of them at each cell
)
_WIDEST = 14  # Chinese characters


def _width(text: str) -> float:
    """The width of a text in Chinese characters; a digit is as wide as half of one."""
    return sum(1 if character > "\u2e7f" else 0.55 for character in text)


class SheetView(QTableView):
    """One sheet. Rows and columns are decided on by their menus, or by keys on the current row."""

    decided = Signal(int, object)  # number of the table, TableChoice
    cell_chosen = Signal(int, int)  # row, column

    def __init__(self) -> None:
        super().__init__()
        self._tables: Sequence[SheetPreview] = ()
        self._choices: dict[int, TableChoice] = {}
        self.setAccessibleName("表格原样")
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        columns.setFixedHeight(self.fontMetrics().height() * 2 + 10)
        columns.setSectionsClickable(True)
        columns.setToolTip("单击选择这一列导入到哪个字段")
        columns.sectionClicked.connect(self.open_column_menu)
        rows.setSectionsClickable(True)
        rows.setToolTip("单击决定这一行：表头、末行、是否导入")
        rows.sectionClicked.connect(self._open_menu_at_row)
        self.setCornerButtonEnabled(False)
        for button in self.findChildren(QAbstractButton):
            button.setAccessibleName("全选单元格")
        for keys, slot in (("Del", self.leave_out), ("Ins", self.take_in)):
            QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(slot)

    def show_sheet(self, sheet: RawSheet, tables: Sequence[SheetPreview], choices: Choices) -> None:
        """Show a sheet with the tables that were found in it; the same sheet again is only marked anew."""
        self._tables = tables
        self._choices = {table.number: choices.get((sheet.name, table.number), AS_FOUND) for table in tables}
        model = self.model()
        if isinstance(model, SheetModel) and model.sheet is sheet:
            model.show_tables(tables)
            return
        self.setModel(SheetModel(sheet, tables, self))
        if model is not None:
            model.deleteLater()
        self._span(sheet)
        self._fit_columns()
        self.selectionModel().currentChanged.connect(self._tell_current)

    def sheet_model(self) -> SheetModel:
        model = self.model()
        assert isinstance(model, SheetModel)
        return model

    def show_cell(self, row: int, column: int) -> None:
        """Bring a cell into view and make it current, without telling so."""
        model = self.model()
        if model is not None and 0 < row <= model.rowCount():
            index = model.index(row - 1, max(0, column - 1))
            with QSignalBlocker(self):
                self.setCurrentIndex(index)
            self.scrollTo(index, QTableView.ScrollHint.EnsureVisible)

    def _span(self, sheet: RawSheet) -> None:
        model = self.sheet_model()
        for merge in sheet.merges[:_MOST_SPANS]:
            height = min(merge.bottom, model.rowCount()) - merge.top + 1
            width = min(merge.right, model.columnCount()) - merge.left + 1
            if (height > 1 or width > 1) and height > 0 and width > 0:
                self.setSpan(merge.top - 1, merge.left - 1, height, width)

    def _fit_columns(self) -> None:
        one, model = self.fontMetrics().horizontalAdvance("汉"), self.sheet_model()
        rows = self._seen_rows()
        for column in range(min(model.columnCount(), 200)):
            texts = [str(model.index(row, column).data()) for row in rows if self.columnSpan(row, column) == 1]
            head = str(model.headerData(column, Qt.Orientation.Horizontal)).split("\n")[-1]
            longest = max(map(_width, [*texts, head]), default=0)
            self.setColumnWidth(column, round(min(max(longest, 3), _WIDEST) * one) + 24)

    def _seen_rows(self) -> list[int]:
        """The rows by which columns are measured: those that are read, and their header."""
        rows = [row for table in self._tables for row in table.header_rows]
        rows += [row.row for table in self._tables for row in table.rows[:40]]
        return [row - 1 for row in rows] or list(range(min(self.sheet_model().rowCount(), 40)))

    def _tell_current(self, current: QModelIndex) -> None:
        if current.isValid():
            self.cell_chosen.emit(current.row() + 1, current.column() + 1)

    # -- decisions

    def _table_at(self, row: int) -> SheetPreview | None:
        """The table that a row belongs to: the last whose header stands above it, else the first."""
        above = [table for table in self._tables if table.header_rows and table.header_rows[0] <= row]
        return above[-1] if above else (self._tables[0] if self._tables else None)

    def _decide(self, table: SheetPreview, choice: TableChoice) -> None:
        self.decided.emit(table.number, choice)

    def _choice(self, table: SheetPreview) -> TableChoice:
        return self._choices.get(table.number, AS_FOUND)

    def open_column_menu(self, section: int) -> None:
        """Offer the fields that a column may be read as, below its head."""
        table = next((one for one in self._tables if section + 1 in {c.number for c in one.columns}), None)
        if table is None:
            return
        menu = self.column_menu(table, section + 1)
        header = self.horizontalHeader()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(header.mapToGlobal(QPoint(header.sectionViewportPosition(section), header.height())))

    def column_menu(self, table: SheetPreview, number: int) -> QMenu:
        """The fields by group, the current one ticked."""
        menu = QMenu(self)
        now = next((column.field or NOT_IMPORTED for column in table.columns if column.number == number), NOT_IMPORTED)
        self._add_field(menu, table, number, NOT_IMPORTED, "不导入", now)
        self._add_field(menu, table, number, ID_KEY, ID_LABEL, now)
        for group, fields in groupby(FIELDS, key=lambda field: field.group):
            below = menu.addMenu(group)
            for field in fields:
                self._add_field(below, table, number, field.key, field.label, now)
            if group == READ_AS[MONTH_KEY].group:
                self._add_field(below, table, number, MONTH_KEY, column_label(MONTH_KEY), now)
        if now in READ_AS and READ_AS[now].type is Type.MONEY:
            self._add_units(menu, table, number)
        return menu

    def _add_units(self, menu: QMenu, table: SheetPreview, number: int) -> None:
        """The unit of the amounts of a column, where its header names none or the wrong one."""
        now = next((column.unit for column in table.columns if column.number == number), "")
        menu.addSeparator()
        below = menu.addMenu("金额单位")
        for unit in FEN_PER_UNIT:
            action = below.addAction(unit, partial(self.set_unit, table, number, unit))
            action.setCheckable(True)
            action.setChecked(unit == now)

    def set_unit(self, table: SheetPreview, number: int, unit: str) -> None:
        """Read the amounts of a column in another unit."""
        choice = self._choice(table)
        self._decide(table, replace(choice, units={**choice.units, number: unit}))

    def _add_field(self, menu: QMenu, table: SheetPreview, number: int, key: str, label: str, now: str) -> None:
        action = menu.addAction(label, partial(self.map_column, table, number, key))
        action.setCheckable(True)
        action.setChecked(key == now)

    def map_column(self, table: SheetPreview, number: int, key: str) -> None:
        """Read a column as another field; another column that was chosen for it is let go."""
        choice = self._choice(table)
        others = {column: chosen for column, chosen in choice.columns.items() if not key or chosen != key}
        self._decide(table, replace(choice, columns={**others, number: key}))

    def contextMenuEvent(self, event: object) -> None:
        spot = getattr(event, "pos")()  # noqa: B009 (a QContextMenuEvent, whose position is in the viewport)
        index = self.indexAt(spot)
        if index.isValid():
            self._open_row_menu(index.row() + 1, self.viewport().mapToGlobal(spot))

    def _open_menu_at_row(self, section: int) -> None:
        header = self.verticalHeader()
        self._open_row_menu(
            section + 1, header.mapToGlobal(QPoint(header.width(), header.sectionViewportPosition(section)))
        )

    def _open_row_menu(self, row: int, spot: QPoint) -> None:
        if table := self._table_at(row):
            menu = self.row_menu(table, row)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(spot)

    def row_menu(self, table: SheetPreview, row: int) -> QMenu:
        """What can be decided about a row."""
        menu, choice = QMenu(self), self._choice(table)
        reads = row in {one.row for one in table.rows}
        menu.addAction("不导入这一行\tDel", partial(self._set_row, table, row, into=False)).setEnabled(reads)
        menu.addAction("导入这一行\tIns", partial(self._set_row, table, row, into=True)).setEnabled(not reads)
        menu.addSeparator()
        menu.addAction("表头是这一行", lambda: self._decide(table, replace(choice, header=(row, row))))
        first = table.header_rows[0] if table.header_rows else row
        to_here = menu.addAction("表头到这一行为止", lambda: self._decide(table, replace(choice, header=(first, row))))
        to_here.setEnabled(first < row < first + DEEPEST_HEADER)
        menu.addAction("数据到这一行为止", lambda: self._decide(table, replace(choice, last=row))).setEnabled(
            row > first
        )
        menu.addSeparator()
        menu.addAction("恢复自动识别", lambda: self._decide(table, AS_FOUND)).setEnabled(choice != AS_FOUND)
        return menu

    def _set_row(self, table: SheetPreview, row: int, *, into: bool) -> None:
        choice = self._choice(table)
        taken = choice.taken | {row} if into else choice.taken - {row}
        left_out = choice.left_out - {row} if into else choice.left_out | {row}
        self._decide(table, replace(choice, taken=taken, left_out=left_out))

    def leave_out(self) -> None:
        """Leave the current row out."""
        self._set_current(into=False)

    def take_in(self) -> None:
        """Read the current row as a project, whatever it looks like."""
        self._set_current(into=True)

    def _set_current(self, *, into: bool) -> None:
        row = self.currentIndex().row() + 1
        if row > 0 and (table := self._table_at(row)):
            self._set_row(table, row, into=into)


class SheetPane(QWidget):
    """The sheets of one file, one in view."""

    decided = Signal(object)  # Choices
    cell_chosen = Signal(str, int, int)  # sheet, row, column

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._choices: dict[tuple[str, int], TableChoice] = {}
        self.tabs = QTabBar(expanding=False, usesScrollButtons=True)
        self.tabs.setAccessibleName("工作表")
        self.view = SheetView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.view, 1)
        self.tabs.currentChanged.connect(self._show_sheet)
        self.view.decided.connect(self._decide)
        self.view.cell_chosen.connect(lambda row, column: self.cell_chosen.emit(self._sheet_name(), row, column))

    def show_preview(self, preview: Preview) -> None:
        """Show the sheets of a preview, the one that was in view if it is of the same file."""
        again = self._preview is not None and self._preview.source is preview.source
        place = self.tabs.currentIndex() if again else next(iter(self._places(preview, self._has_table)), 0)
        self._preview, self._choices = preview, dict(preview.choices)
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for sheet in preview.source.sheets:
                self.tabs.addTab(sheet.name)
            self.tabs.setCurrentIndex(place)
        self.tabs.setVisible(len(preview.source.sheets) > 1)
        self._show_sheet()

    def show_cell(self, sheet: str, row: int, column: int) -> None:
        """Bring a cell of a sheet into view."""
        assert self._preview is not None
        names = [one.name for one in self._preview.source.sheets]
        if sheet in names:
            self.tabs.setCurrentIndex(names.index(sheet))
            self.view.show_cell(row, column)

    def _places(self, preview: Preview, wanted: Callable[[Preview, str], bool]) -> list[int]:
        return [place for place, sheet in enumerate(preview.source.sheets) if wanted(preview, sheet.name)]

    @staticmethod
    def _has_table(preview: Preview, name: str) -> bool:
        return any(table.rows for table in preview.sheets if table.name == name)

    def _sheet_name(self) -> str:
        assert self._preview is not None
        return self._preview.source.sheets[self.tabs.currentIndex()].name

    def _show_sheet(self, *_: object) -> None:
        if self._preview is None or self.tabs.currentIndex() < 0:
            return
        sheet = self._preview.source.sheets[self.tabs.currentIndex()]
        tables = [table for table in self._preview.sheets if table.name == sheet.name]
        self.view.show_sheet(sheet, tables, self._choices)

    def _decide(self, number: int, choice: TableChoice) -> None:
        key = (self._sheet_name(), number)
        others = {other: one for other, one in self._choices.items() if other != key}
        self.decided.emit(others if choice == AS_FOUND else {**others, key: choice})
