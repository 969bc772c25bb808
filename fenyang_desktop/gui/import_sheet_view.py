"""The left of the preview: the sheet as it came, where a click says what the program saw wrongly."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QMenu, QTableView

from fenyang_desktop.domain.amounts import FEN_PER_UNIT
from fenyang_desktop.domain.fields import ID_LABEL, Type
from fenyang_desktop.exchange.choices import AS_FOUND, NOT_IMPORTED, Choices, TableChoice
from fenyang_desktop.exchange.finding import DEEPEST_HEADER
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.records import ID_KEY, READ_AS, Column, column_label
from fenyang_desktop.gui.column_heads import ASKS, ColumnHeads
from fenyang_desktop.gui.import_sheet import SheetModel, asked
from fenyang_desktop.gui.import_sheet_flow import SheetDelegate, paint_flows
from fenyang_desktop.services.preview import SheetPreview

_MOST_SPANS = (
    2000  # more merged ranges than that are left unmerged on screen: Qt looks through all of them at each cell
)
_ROOM_FOR_BUTTON = "A用这列"
_AIR = 16  # pixels beside a text
_WIDEST = 14  # Chinese characters


def _width(text: str) -> float:
    """The width of a text in Chinese characters; a digit is as wide as half of one."""
    return sum(1 if character > "\u2e7f" else 0.55 for character in text)


def _from(right: int | None, left: int) -> int | None:
    """The right edge of a table that begins at `left`."""
    return right if right is not None and right >= left else None


def _upto(left: int | None, right: int) -> int | None:
    """The left edge of a table that ends at `right`."""
    return left if left is not None and left <= right else None


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
        self.setItemDelegate(SheetDelegate(self))
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.heads = ColumnHeads(self)
        self.setHorizontalHeader(self.heads)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heads.sectionClicked.connect(self.open_column_menu)
        self.heads.answered.connect(self.answer)
        rows.setSectionsClickable(True)
        rows.setToolTip("单击决定这一行：表头、首行、末行、是否导入")
        rows.sectionClicked.connect(self._open_menu_at_row)
        self.setCornerButtonEnabled(False)
        for button in self.findChildren(QAbstractButton):
            button.setAccessibleName("全选单元格")
        for keys, slot in (
            ("Del", self.leave_out),
            ("Ins", self.take_in),
            ("Return", self._open_current_menu),
            ("Enter", self._open_current_menu),
            ("Ctrl+Return", self._answer_current),
        ):
            QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(slot)

    def show_sheet(self, sheet: RawSheet, tables: Sequence[SheetPreview], choices: Choices) -> None:
        """Show a sheet with the tables that were found in it; the same sheet again is only marked anew."""
        self._tables = tables
        model = self.model()
        if isinstance(model, SheetModel) and model.sheet is sheet:
            model.show_tables(tables)
            self.show_choices(choices)
            self._fit_columns(widen=True)
            return
        self.setModel(self.make_model(sheet, tables))
        self.show_choices(choices)
        if model is not None:
            model.deleteLater()
        self._span(sheet)
        self._fit_columns()
        self.scrollToTop()
        self.horizontalScrollBar().setValue(0)
        self.selectionModel().currentChanged.connect(self._tell_current)

    def make_model(self, sheet: RawSheet, tables: Sequence[SheetPreview]) -> SheetModel:
        """The model of a sheet that wasn't in view before."""
        return SheetModel(sheet, tables, self)

    def show_choices(self, choices: Choices) -> None:
        """What was decided about the tables in view."""
        name = self.sheet_model().sheet.name
        self._choices = {table.number: choices.get((name, table.number), AS_FOUND) for table in self._tables}

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
        self.clearSpans()  # a new model leaves those of the last sheet
        for merge in sheet.merges[:_MOST_SPANS]:
            height = min(merge.bottom, model.rowCount()) - merge.top + 1
            width = min(merge.right, model.columnCount()) - merge.left + 1
            if (height > 1 or width > 1) and height > 0 and width > 0:
                self.setSpan(merge.top - 1, merge.left - 1, height, width)

    def _fit_columns(self, *, widen: bool = False) -> None:
        """Make the columns as wide as what they hold; or where they were fitted before, only wider for what is asked."""
        one, model = self.fontMetrics().horizontalAdvance("汉"), self.sheet_model()
        rows = self._seen_rows()
        for column in range(min(model.columnCount(), 200)):
            texts = [str(model.index(row, column).data()) for row in rows if self.columnSpan(row, column) == 1]
            head = str(model.headerData(column, Qt.Orientation.Horizontal)).split("\n")[-1]
            asks = [_ROOM_FOR_BUTTON] if model.headerData(column, Qt.Orientation.Horizontal, ASKS) else []
            longest = max(map(_width, [*texts, head, *asks]), default=0)
            width = round(min(max(longest, 2), _WIDEST) * one) + _AIR
            if not widen or (asks and width > self.columnWidth(column)):
                self.setColumnWidth(column, width)

    def _seen_rows(self) -> list[int]:
        """The rows by which columns are measured: those that are read, and their header."""
        rows = [row for table in self._tables for row in table.header_rows]
        rows += [row.row for table in self._tables for row in table.rows[:40]]
        return [row - 1 for row in rows] or list(range(min(self.sheet_model().rowCount(), 40)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        paint_flows(self, painter)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
        for table in self._tables:
            if table.header_rows and table.columns:
                painter.drawRect(self._frame_of(table))
        painter.end()

    def _frame_of(self, table: SheetPreview) -> QRect:
        """The place of a table in the viewport, from its header to its last project."""
        numbers = [column.number for column in table.columns]
        last = max((row.row for row in table.rows), default=table.header_rows[-1])
        last = min(max(self._choice(table).last or last, table.header_rows[-1]), self.sheet_model().rowCount())
        left = self.columnViewportPosition(min(numbers) - 1)
        right = self.columnViewportPosition(max(numbers) - 1) + self.columnWidth(max(numbers) - 1)
        top, bottom = self.rowViewportPosition(table.header_rows[0] - 1), self.rowViewportPosition(last - 1)
        return QRect(QPoint(left, top), QPoint(right - 1, bottom + self.rowHeight(last - 1) - 1)).adjusted(1, 1, -1, -1)

    def _tell_current(self, current: QModelIndex) -> None:
        if current.isValid():
            self.cell_chosen.emit(current.row() + 1, current.column() + 1)

    # -- decisions

    def _table_at(self, row: int) -> SheetPreview | None:
        """The table that a row belongs to: the last whose header stands above it, else the first."""
        above = [table for table in self._tables if table.header_rows and table.header_rows[0] <= row]
        return above[-1] if above else (self._tables[0] if self._tables else None)

    def current_table(self) -> SheetPreview | None:
        """The table of the current cell, else the first that has columns."""
        current = self.currentIndex()
        table = self._table_at(current.row() + 1) if current.isValid() else None
        return table if table and table.columns else next((one for one in self._tables if one.columns), None)

    def _decide(self, table: SheetPreview, choice: TableChoice) -> None:
        self.decided.emit(table.number, choice)

    def _choice(self, table: SheetPreview) -> TableChoice:
        return self._choices.get(table.number, AS_FOUND)

    def _table_over(self, number: int) -> SheetPreview | None:
        """The table that a column belongs to, else the one nearest to it."""
        tables = [table for table in self._tables if table.columns]
        return min(tables, key=lambda table: min(abs(column.number - number) for column in table.columns), default=None)

    def _column(self, number: int) -> tuple[SheetPreview, Column] | None:
        found = ((table, column) for table in self._tables for column in table.columns if column.number == number)
        return next(found, None)

    def open_column_menu(self, section: int) -> None:
        """Offer what can be decided about a column, below its head."""
        if table := self._table_over(section + 1):
            menu = self.column_menu(table, section + 1)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.heads.mapToGlobal(QPoint(self.heads.sectionViewportPosition(section), self.heads.height())))

    def _open_current_menu(self) -> None:
        if self.currentIndex().isValid():
            self.open_column_menu(self.currentIndex().column())

    def _answer_current(self) -> None:
        self.answer(self.currentIndex().column())

    def answer(self, section: int) -> None:
        """Confirm what a column was taken for, choose it among those that claim its field, or ask which field it is."""
        table, column = self._column(section + 1) or (None, None)
        if column and column.offers:
            self.open_column_menu(section)
        elif table and column and asked(column):
            self.map_column(table, column.number, column.rival_for or column.field or NOT_IMPORTED)

    def column_menu(self, table: SheetPreview, number: int) -> QMenu:
        """What is asked about a column, the fields by group with the current one ticked, and the edges of the table."""
        menu = QMenu(self)
        column = next((column for column in table.columns if column.number == number), None)
        if column is not None:
            now = column.field or NOT_IMPORTED
            for key in column.offers:
                menu.addAction(f"是“{column_label(key)}”", partial(self.map_column, table, number, key))
            if column.offers:
                menu.addSeparator()
            elif asks := asked(column):
                label = column_label(column.rival_for or now)
                does = f"{asks}作“{label}”" if column.rival_for else f"{asks}是“{label}”"
                menu.addAction(f"{does}\tCtrl+Enter", partial(self.answer, number - 1))
                menu.addSeparator()
            self._add_field(menu, table, number, NOT_IMPORTED, "不导入", now)
            self._add_field(menu, table, number, ID_KEY, ID_LABEL, now)
            for group, fields in groupby(READ_AS.values(), key=lambda field: field.group):
                below = menu.addMenu(group)
                for field in fields:
                    self._add_field(below, table, number, field.key, field.label, now)
            if now in READ_AS and READ_AS[now].type is Type.MONEY:
                self._add_units(menu, table, column)
            menu.addSeparator()
        self._add_edges(menu, table, number)
        return menu

    def _add_edges(self, menu: QMenu, table: SheetPreview, number: int) -> None:
        choice = self._choice(table)
        decide = partial(self._decide, table)
        menu.addAction(
            "表从这一列开始", partial(decide, replace(choice, left=number, right=_from(choice.right, number)))
        )
        menu.addAction(
            "表到这一列为止", partial(decide, replace(choice, right=number, left=_upto(choice.left, number)))
        )
        back = menu.addAction("恢复左右边界", partial(decide, replace(choice, left=None, right=None)))
        back.setEnabled((choice.left, choice.right) != (None, None))

    def _add_units(self, menu: QMenu, table: SheetPreview, column: Column) -> None:
        """The unit of the amounts of a column, where its header names none or the wrong one."""
        below = menu.addMenu("金额单位")
        for unit in FEN_PER_UNIT:
            action = below.addAction(unit, partial(self.set_unit, table, column.number, unit))
            action.setCheckable(True)
            action.setChecked(unit == column.unit)

    def set_unit(self, table: SheetPreview, number: int, unit: str) -> None:
        """Read the amounts of a column in another unit."""
        self._decide(table, self._choice(table).with_unit(number, unit))

    def _add_field(self, menu: QMenu, table: SheetPreview, number: int, key: str, label: str, now: str) -> None:
        action = menu.addAction(label, partial(self.map_column, table, number, key))
        action.setCheckable(True)
        action.setChecked(key == now)

    def map_column(self, table: SheetPreview, number: int, key: str) -> None:
        """Read a column as another field; another column that was chosen for it is let go."""
        self._decide(table, self._choice(table).with_column(number, key))

    def contextMenuEvent(self, event: QEvent) -> None:
        assert isinstance(event, QContextMenuEvent)
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        spot = self.visualRect(self.currentIndex()).bottomLeft() if by_key else event.pos()
        index = self.currentIndex() if by_key else self.indexAt(spot)
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
        after = row > (table.header_rows[-1] if table.header_rows else 0)
        decide = partial(self._decide, table)
        menu.addAction("数据从这一行开始", partial(decide, replace(choice, first=row))).setEnabled(after)
        menu.addAction("数据到这一行为止", partial(decide, replace(choice, last=row))).setEnabled(after)
        back = menu.addAction("恢复首行末行", partial(decide, replace(choice, first=None, last=None)))
        back.setEnabled((choice.first, choice.last) != (None, None))
        menu.addSeparator()
        menu.addAction("恢复自动识别", lambda: self._decide(table, AS_FOUND)).setEnabled(choice != AS_FOUND)
        return menu

    def _set_row(self, table: SheetPreview, row: int, *, into: bool) -> None:
        self._decide(table, self._choice(table).with_row(row, into=into))

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
