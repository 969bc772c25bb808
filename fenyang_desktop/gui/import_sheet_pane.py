"""The sheets of one file beside the changes, with what is asked about the columns of the one in view."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTabBar, QVBoxLayout, QWidget

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.exchange.choices import AS_FOUND, NOT_IMPORTED, Choices, TableChoice
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.gui.columns_dialog import ColumnsDialog
from fenyang_desktop.gui.import_sheet import column_text, field_label
from fenyang_desktop.gui.import_sheet_view import SheetView
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import ElidedLabel
from fenyang_desktop.services.preview import Preview, SheetPreview
from fenyang_desktop.services.questions import (
    confirmed,
    left_columns,
    left_text,
    open_columns,
    open_text,
    rivals_in,
    settled,
    similar_columns,
)

_EDGE = 4
_NAMED = 3  # columns that a question names


class QuestionBar(QFrame):
    """One question about the columns at a time, with its answers as buttons; hidden where nothing is asked."""

    answered = Signal(int, object)  # number of the table, TableChoice

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 6, 4)
        self._row.addWidget(self.label, 1)
        self.hide()

    def ask(
        self, sheet: RawSheet, tables: list[SheetPreview], choice_of: Callable[[SheetPreview], TableChoice]
    ) -> None:
        """Ask the first of the open questions of a sheet."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        rivals = [(table, one) for table in tables for one in rivals_in(sheet, table)]
        open_ones = [(table, column) for table in tables for column in open_columns(table)]
        similar = [(table, columns) for table in tables if (columns := similar_columns(table))]
        left = [(table, columns) for table in tables if (columns := left_columns(table))]
        more = len(rivals) + len(open_ones) + len(similar) - 1
        if rivals:
            table, one = rivals[0]
            for column in one.columns:
                self._add(f"用 {column.letter} 列", table, settled(choice_of(table), one, column))
            self._add("都不用", table, settled(choice_of(table), one, None))
            self._tell(one.text, more)
        elif open_ones:
            table, column = open_ones[0]
            for key in (*column.offers, NOT_IMPORTED):
                self._add(field_label(key), table, choice_of(table).with_column(column.number, key))
            self._tell(open_text(column), more)
        elif similar:
            table, columns = similar[0]
            named = "，".join(
                f"{one.letter} 列“{one.header}”按“{field_label(one.field or '')}”" for one in columns[:_NAMED]
            )
            others = f"等 {len(columns)} 列" if len(columns) > _NAMED else ""
            self._add("全部确认", table, confirmed(choice_of(table), columns))
            self._tell(f"{named}{others}理解，确认以后才导入。", more)
        elif left:
            table, columns = left[0]
            self._add("都不导入", table, confirmed(choice_of(table), columns))
            self._tell(f"{left_text(columns, _NAMED)}需要的请单击列头指定字段。", len(left) - 1)
        else:
            self.hide()

    def _add(self, text: str, table: SheetPreview, choice: TableChoice) -> None:
        button = QPushButton(text)
        button.clicked.connect(lambda: self.answered.emit(table.number, choice))
        self._row.addWidget(button)
        self.buttons.append(button)

    def _tell(self, text: str, more: int) -> None:
        text += f"（还有 {more} 个问题）" if more else ""
        self.label.setText(text)
        self.setAccessibleName(text)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = light_color(Light.YELLOW, is_dark(self))
        painter.setPen(color)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.fillRect(0, 0, _EDGE, self.height(), color)
        painter.end()


class SheetPane(QWidget):
    """The sheets of one file, one in view. `question` is to be laid out where it has the whole width."""

    decided = Signal(object)  # Choices
    cell_chosen = Signal(str, int, int)  # sheet, row, column

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._choices: dict[tuple[str, int], TableChoice] = {}
        self.tabs = QTabBar(expanding=False, usesScrollButtons=True)
        self.tabs.setAccessibleName("工作表")
        self.question = QuestionBar()
        self.view = SheetView()
        self.said = ElidedLabel()
        self.columns = QPushButton("列对应(&L)…")
        self.columns.setToolTip("一张表列出每一列对应的字段，逐个改好，一次确定")
        self.set_aside = QPushButton("不按记住的格式(&U)")
        self.set_aside.setToolTip("这个文件重新识别，记住的格式不变")
        self._lay_out()
        self.tabs.currentChanged.connect(self._show_sheet)
        self.view.decided.connect(self._decide)
        self.question.answered.connect(self._decide)
        self.view.cell_chosen.connect(self._chosen)
        self.columns.clicked.connect(self.open_columns)
        self.set_aside.clicked.connect(self._set_aside)

    def _lay_out(self) -> None:
        top, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)
        top.addStretch()
        top.addWidget(self.columns, 0, Qt.AlignmentFlag.AlignTop)
        top.setSpacing(8)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.set_aside)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    def set_low(self, is_low: bool) -> None:
        """Whether there is little height: what a column is read as then stands only in its head."""
        self.said.setVisible(not is_low)

    def show_preview(self, preview: Preview) -> None:
        """Show the sheets of a preview, the one that was in view if it is of the same file."""
        again = self._preview is not None and self._preview.source.sheets is preview.source.sheets
        place = self.tabs.currentIndex() if again else next(iter(self._places(preview, self._has_table)), 0)
        self._preview, self._choices = preview, dict(preview.choices)
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for sheet in preview.source.sheets:
                self.tabs.addTab(sheet.name)
            self.tabs.setCurrentIndex(place)
        self.tabs.setVisible(len(preview.source.sheets) > 1)
        self.set_aside.setVisible(bool(preview.layouts))
        self._show_sheet()

    def show_choices(self, choices: Choices) -> None:
        """Decide from now on upon these choices, also where they aren't understood yet: no decision undoes another."""
        if choices != self._choices and self._preview is not None:
            self._choices = dict(choices)
            self.view.show_choices(choices)
            self._ask()

    def show_cell(self, sheet: str, row: int, column: int) -> None:
        """Bring a cell of a sheet into view."""
        assert self._preview is not None
        names = [one.name for one in self._preview.source.sheets]
        if sheet in names:
            self.tabs.setCurrentIndex(names.index(sheet))
            self.view.show_cell(row, column)
            self._say(column)

    def open_columns(self) -> None:
        """List the columns of the table in view, to be decided on together."""
        table = self.view.current_table()
        if table is None:
            return
        dialog = ColumnsDialog(table, self._choice(table), self)
        if dialog.exec() == ColumnsDialog.DialogCode.Accepted:
            self._decide(table.number, dialog.choice())
        dialog.deleteLater()

    def _places(self, preview: Preview, wanted: Callable[[Preview, str], bool]) -> list[int]:
        return [place for place, sheet in enumerate(preview.source.sheets) if wanted(preview, sheet.name)]

    @staticmethod
    def _has_table(preview: Preview, name: str) -> bool:
        return any(table.rows for table in preview.sheets if table.name == name)

    def _sheet(self) -> RawSheet:
        assert self._preview is not None
        return self._preview.source.sheets[self.tabs.currentIndex()]

    def _choice(self, table: SheetPreview) -> TableChoice:
        return self._choices.get((table.name, table.number), AS_FOUND)

    def _show_sheet(self, *_: object) -> None:
        if self._preview is None or self.tabs.currentIndex() < 0:
            return
        sheet = self._sheet()
        tables = self._tables()
        self.view.show_sheet(sheet, tables, self._choices)
        self._ask()
        self.columns.setEnabled(any(table.columns for table in tables))
        self._say(self.view.currentIndex().column() + 1)

    def _tables(self) -> list[SheetPreview]:
        """The tables of the sheet in view."""
        assert self._preview is not None
        return [table for table in self._preview.sheets if table.name == self._sheet().name]

    def _ask(self) -> None:
        self.question.ask(self._sheet(), self._tables(), self._choice)

    def _chosen(self, row: int, column: int) -> None:
        self._say(column)
        self.cell_chosen.emit(self._sheet().name, row, column)

    def _say(self, number: int) -> None:
        """Say of the current column what it is read as."""
        column = self.view.sheet_model().marked.columns.get(number)
        self.said.setText(column_text(column).replace("\n", "；") if column else "")

    def _decide(self, number: int, choice: TableChoice) -> None:
        key = (self._sheet().name, number)
        others = {other: one for other, one in self._choices.items() if other != key}
        self.decided.emit(others if choice == AS_FOUND else {**others, key: choice})

    def _set_aside(self) -> None:
        """Read the file as if nothing were remembered of its like: that nothing was decided is a decision."""
        self.decided.emit(dict.fromkeys(self._choices, AS_FOUND))
