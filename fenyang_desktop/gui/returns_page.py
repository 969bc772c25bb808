"""报送: which unit has reported for which month, and whom to chase."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
)

from fenyang_desktop.domain.return_records import RECEIVED, UNCHANGED
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.returns_actions import ReturnsActions
from fenyang_desktop.gui.returns_chasing import Chasing
from fenyang_desktop.gui.returns_model import MONTHS, STILL, ReturnsModel
from fenyang_desktop.gui.returns_side import ReturnSide
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import SEARCH_DELAY, empty_label, title_label
from fenyang_desktop.gui.undo import TextLine
from fenyang_desktop.services.return_ledger import Cell, Sender, Standstills, counts_text, read_ledger, trail_of
from fenyang_desktop.services.return_marks import MISSING

_UNIT_WIDTH, _WIDE, _NARROW, _STILL_WIDTH = 11, 5, 2, 5  # in Chinese characters
_SHEET = """
QHeaderView::section:vertical { padding: 0 8px; border: 0; border-right: 1px solid palette(mid); }
QTableCornerButton::section { background: palette(button); border: 0; border-bottom: 1px solid palette(mid); }
"""


class ReturnsPage(Page):
    """The ledger of returns as a matrix, with what is known of the return that is current at its side."""

    title = "报送"
    icon = "returns"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._stale = True
        self._chosen_month = ""  # by the user; "" follows the report month
        self._still: Standstills | None = None
        self.model = ReturnsModel(self)
        self.heading = title_label()
        self.year = QSpinBox(minimum=1980, maximum=2199, suffix=" 年")
        self.month = QComboBox()
        self.only_open = QCheckBox("只看未报(&W)")
        self.filter = TextLine(placeholderText="筛选：单位、拼音首字母", clearButtonEnabled=True)
        self.copy_button = QPushButton("复制催报名单")
        self.print_button = QPushButton("打印催报单…")
        self.table = QTableView()
        self.nothing = empty_label()
        self.side = ReturnSide()
        self.foot = QLabel(wordWrap=True)
        self.doing = ReturnsActions(self, session)
        self.chasing = Chasing(self, self.model)
        self._lay_out()
        self._make_actions()
        self._connect()

    # -- building

    def _lay_out(self) -> None:
        self.year.setAccessibleName("年份")
        self.month.setAccessibleName("月份")
        self.month.addItems([f"{number} 月" for number in range(1, MONTHS + 1)])
        self.only_open.setToolTip("只列所选月份还没有报、或被退回的单位")
        self.filter.setAccessibleName("筛选单位")
        self.filter.setMinimumWidth(190)
        self.filter.setMaximumWidth(260)
        self.copy_button.setToolTip("复制所选月份还没有报的单位，可以粘贴到消息里（Ctrl+Shift+C）")
        self.print_button.setToolTip("打印所选月份的催报单（Ctrl+P）")
        set_icon(self.copy_button, "copy")
        set_icon(self.print_button, "print")
        tools = QHBoxLayout()
        for widget in (self.year, self.month, self.only_open, self.filter):
            tools.addWidget(widget)
        tools.addStretch(1)
        tools.addWidget(self.copy_button)
        tools.addWidget(self.print_button)
        self._dress_table()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.splitter = QSplitter()
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([1000, 270])
        self.side.setMinimumWidth(180)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(tools)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.foot)

    def _dress_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("报送台账")
        table.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setAlternatingRowColors(True)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        one = self.fontMetrics().horizontalAdvance("汉")
        units, months = table.verticalHeader(), table.horizontalHeader()
        units.setFixedWidth(_UNIT_WIDTH * one + 16)
        units.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        units.setDefaultSectionSize(self.fontMetrics().height() + 8)
        units.setTextElideMode(Qt.TextElideMode.ElideRight)
        months.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        months.setStretchLastSection(True)
        table.setCornerButtonEnabled(False)
        table.setStyleSheet(_SHEET)

    def _make_actions(self) -> None:
        doing = self.doing
        self._marks = [
            self._action("标为已报", "Space", lambda: doing.mark(self.targets(), RECEIVED)),
            self._action("退回…", "Ctrl+B", lambda: doing.send_back(self.targets())),
            self._action("标为无变化", "Ctrl+M", lambda: doing.mark(self.targets(), UNCHANGED)),
            self._action("改回未报", "Delete", lambda: doing.mark(self.targets(), MISSING)),
            self._action("改收到日期…", "Ctrl+R", lambda: doing.ask_received(self.targets())),
            self._action("改截止日期…", "Ctrl+L", lambda: doing.ask_due(self.targets())),
        ]
        self._rules = [
            self._action("改全月的截止日期…", "", lambda: doing.ask_month_due(self._month())),
            self._action("每月截止日期…", "", doing.ask_workday),
            self._action("单位改名、合并…", "F2", lambda: doing.rename(self._current_sender())),
        ]
        self._others = [
            self._action("复制催报名单", "Ctrl+Shift+C", self.chasing.copy),
            self._action("打印催报单…", "Ctrl+P", self.chasing.print),
            self._action("催报单另存为 PDF…", "Ctrl+S", self.chasing.save),
        ]

    def _action(self, text: str, keys: str, slot: Callable[[], object]) -> QAction:
        """A command of the page: in the menu 查看 while it is in front; plain keys hold in the table only."""
        action = QAction(text, self)
        action.triggered.connect(lambda: slot())
        if keys:
            action.setShortcut(QKeySequence(keys))
        if "+" not in keys:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.table.addAction(action)
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self._typing = QTimer(self, singleShot=True, interval=SEARCH_DELAY)
        self._typing.timeout.connect(self._filter)
        self.filter.textChanged.connect(lambda: self._typing.start())
        self.filter.returnPressed.connect(self._filter)
        self.only_open.toggled.connect(self._filter)
        self.only_open.toggled.connect(self.state_changed)
        self.year.valueChanged.connect(self._choose_month)
        self.month.currentIndexChanged.connect(self._choose_month)
        self.copy_button.clicked.connect(self.chasing.copy)
        self.print_button.clicked.connect(self.chasing.print)
        self.nothing.linkActivated.connect(lambda _: self.go_to.emit("项目台账"))
        self.side.item_clicked.connect(self.open_item)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_side())
        for keys, slot in ((QKeySequence.StandardKey.Find, self.go_search), (QKeySequence.StandardKey.Copy, self.copy)):
            shortcut = QShortcut(keys, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.session.undo_changed.connect(self._look_again)
        self.session.reference_date_changed.connect(self._look_again)

    # -- the window

    def enter(self) -> None:
        if not self.table.currentIndex().isValid():  # a table that gets the focus makes its first cell current
            self._go_to_month()
        self.table.setFocus()

    def save_state(self) -> dict[str, object]:
        return {"only_open": self.only_open.isChecked()}

    def restore_state(self, state: dict[str, object]) -> None:
        self.only_open.setChecked(state.get("only_open") is True)

    def can_search(self) -> bool:
        return self.session.workspace is not None

    def go_search(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_side()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    # -- what is shown

    def _look_again(self) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read the ledger again and show it, the current return still current."""
        self._stale = False
        workspace = self.session.workspace
        ledger = read_ledger(workspace, self.session.listing.items, self.session.reference_date) if workspace else None
        if ledger and self._chosen_month == ledger.report_month:
            self._chosen_month = ""
        month = self._chosen_month or (ledger.report_month if ledger else "")
        self._still = Standstills(workspace, month) if workspace else None
        self._show_month(month)
        self._keeping_place(lambda: self.model.show(ledger, self._still, month))
        self._size_columns()
        self._tell()

    def _show_month(self, month: str) -> None:
        if not month:
            return
        for box in (self.year, self.month):
            box.blockSignals(True)
        self.year.setValue(int(month[:4]))
        self.month.setCurrentIndex(int(month[5:]) - 1)
        for box in (self.year, self.month):
            box.blockSignals(False)

    def _choose_month(self) -> None:
        self._chosen_month = f"{self.year.value():04}-{self.month.currentIndex() + 1:02}"
        self.refresh()
        self._go_to_month()

    def _go_to_month(self) -> None:
        """Make the return of the month current, in the row that is current or the first, and bring it into view."""
        if self.model.rows:
            self._go(max(0, self.table.currentIndex().row()), self.month.currentIndex())

    def _go(self, row: int, column: int) -> None:
        """Make a return current and bring it into view, once the table has its size."""
        self.table.setCurrentIndex(self.model.index(row, column))
        QTimer.singleShot(0, self, lambda: self.table.scrollTo(self.table.currentIndex()))

    def _month(self) -> str:
        return self.model.month

    def _filter(self) -> None:
        self._typing.stop()
        self._keeping_place(lambda: self.model.set_filter(self.filter.text(), only_open=self.only_open.isChecked()))
        self._tell()

    def _keeping_place(self, change: Callable[[], None]) -> None:
        current = self.table.currentIndex()
        sender, column = self._current_sender(), current.column()
        change()
        ledger = self.model.ledger
        known = ledger.sender(sender.name) if ledger and sender else None  # it may have been renamed
        row = self.model.row_of(known.key) if known else None
        if row is not None and not self.table.currentIndex().isValid():
            self._go(row, column)
        elif sender is not None and not self.table.currentIndex().isValid():
            self._go_to_month()
        self._show_side()

    def _size_columns(self) -> None:
        one = self.fontMetrics().horizontalAdvance("汉")
        for column in range(MONTHS):
            width = _WIDE if self.model.is_wide(column) else _NARROW
            self.table.setColumnWidth(column, width * one + 10)
        self.table.setColumnWidth(STILL, _STILL_WIDTH * one)

    def _tell(self) -> None:
        """The heading, the foot, and what stands in the place of an empty table."""
        ledger, month = self.model.ledger, self._month()
        cells = ledger.month(month) if ledger else []
        owed = any(cell.is_open for cell in cells)
        for button in (self.copy_button, self.print_button):
            button.setEnabled(owed)
        if ledger is None:
            self.heading.setText("没有打开台账")
            self.foot.clear()
        else:
            due = ledger.rule.due(month)
            counts = f"{counts_text(cells)}，截止 {due}" if cells else "没有应报的单位"
            self.heading.setText(f"{format_month(month)}：{counts}")
            self.foot.setText(
                f"按基准日 {ledger.on} 判断。每月截止：{ledger.rule.text}（按周末和法定长假推算，没有计调休）。"
            )
        self.side.setVisible(bool(ledger and ledger.senders))
        self.stack.setCurrentWidget(self.table if self.model.rows else self.nothing)
        self.nothing.setText(self._why_empty())

    def _why_empty(self) -> str:
        ledger = self.model.ledger
        if ledger is None:
            return "没有打开台账。请先新建或打开一个台账文件。"
        if not ledger.senders:
            return (
                "台账里的项目还没有填责任单位，不知道该由谁报送。<br>填好以后，这里逐月列出应报的单位。"
                "<br><br><a href='ledger'>去项目台账填责任单位</a>"
            )
        if self.filter.text().strip():
            return "没有符合筛选的单位。清空筛选框可看到全部。"
        return f"{format_month(self._month())}都报齐了。"

    def _show_side(self) -> None:
        cell, workspace = self.model.cell(self.table.currentIndex()), self.session.workspace
        if cell is None and (sender := self._current_sender()) and self.model.ledger:
            cell = self.model.ledger.cell(sender, self._month(), asked=True)
        still = self._still.of(cell.sender) if cell and self._still else []
        self.side.show_return(cell, still, trail_of(workspace, cell) if cell and workspace else [])

    def _current_sender(self) -> Sender | None:
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    # -- what the user does

    def targets(self) -> list[Cell]:
        """The returns that are selected; of several only those whose months are followed."""
        indexes = self.table.selectionModel().selectedIndexes() or [self.table.currentIndex()]
        cells = [cell for index in indexes if (cell := self.model.cell(index))]
        return cells if len(cells) == 1 else [cell for cell in cells if cell.standing]

    def _open_menu(self, at: QPoint) -> None:
        if menu := self.menu_at(at):
            menu.popup(self.table.viewport().mapToGlobal(at))

    def menu_at(self, at: QPoint) -> QMenu | None:
        """The menu of a cell, which is selected if it wasn't; it goes when it is closed."""
        index = self.table.indexAt(at)
        if not index.isValid():
            return None
        if not self.table.selectionModel().isSelected(index):
            self.table.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for actions in (self._marks, self._rules, self._others):
            menu.addActions(actions)
            menu.addSeparator()
        return menu

    def can_copy(self) -> bool:
        return bool(self.targets())

    def copy(self) -> None:
        """The selected returns as lines of unit, month and state."""
        cells = self.targets()
        lines = [f"{one.sender.name}\t{one.month}\t{one.standing.text if one.standing else ''}" for one in cells]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.session.told.emit(f"已复制 {len(lines)} 格。")
