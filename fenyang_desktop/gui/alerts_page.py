"""预警: what is overdue and what falls due within some days of the reference date."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
)

from fenyang_desktop.domain.lights import DUE_DAYS, LIGHT_LABELS, Light
from fenyang_desktop.gui.alerts_model import DAYS, WIDTHS, AlertsModel
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import SEARCH_DELAY, copy_rows, empty_label, flat_table, set_widths, title_label
from fenyang_desktop.gui.undo import TextLine
from fenyang_desktop.services.alerts import DueAlerts, due_alerts
from fenyang_desktop.services.listing import LIGHT

MOST_DAYS = 365


class AlertsPage(Page):
    """The alerts as a list."""

    title = "预警"
    icon = "alerts"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._stale = True
        self.model = AlertsModel(self)
        self.heading = title_label()
        self.days = QSpinBox(minimum=1, maximum=MOST_DAYS, value=DUE_DAYS, suffix=" 天内到期")
        self.filter = TextLine(placeholderText="筛选：名称、单位、拼音首字母", clearButtonEnabled=True)
        self.copy_button = QPushButton("复制")
        self.table = flat_table("逾期和临期事项")
        self.nothing = empty_label()
        self.hidden_rows = QLabel()
        self.undated = QLabel()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.days.setAccessibleName("提前几天预警")
        self.filter.setAccessibleName("筛选预警")
        self.filter.setFixedWidth(280)
        self.copy_button.setToolTip("复制所选各行（未选则全部），可粘贴到 Excel（Ctrl+C）")
        days_label = QLabel("临期(&D)：")
        days_label.setBuddy(self.days)
        tools = QHBoxLayout()
        for widget in (days_label, self.days, self.filter):
            tools.addWidget(widget)
        tools.addStretch(1)
        tools.addWidget(self.copy_button)
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(DAYS, Qt.SortOrder.AscendingOrder)
        set_widths(self.table, WIDTHS)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        foot = QHBoxLayout()
        foot.addWidget(self.hidden_rows)
        foot.addStretch(1)
        foot.addWidget(self.undated)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(tools)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.days.valueChanged.connect(self._look_again)
        self.days.valueChanged.connect(self.state_changed)
        self._typing = QTimer(self, singleShot=True, interval=SEARCH_DELAY)
        self._typing.timeout.connect(self._filter)
        self.filter.textChanged.connect(lambda: self._typing.start())
        self.filter.returnPressed.connect(self._filter)
        self.copy_button.clicked.connect(self.copy)
        self.table.activated.connect(self._open)
        self.undated.linkActivated.connect(self._show_undated)
        self.model.modelReset.connect(self._span_heads)
        find = QShortcut(QKeySequence.StandardKey.Find, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.go_search)
        for signal in (
            self.session.workspace_changed,
            self.session.items_changed,
            self.session.reference_date_changed,
        ):
            signal.connect(self._look_again)

    def enter(self) -> None:
        self.table.setFocus()
        if self.model.item_id(self.table.currentIndex().row()) is None and self.model.shown:
            self.table.setCurrentIndex(self.model.index(1, 0))  # the first row is a head

    def save_state(self) -> dict[str, object]:
        return {"days": self.days.value()}

    def restore_state(self, state: dict[str, object]) -> None:
        days = state.get("days")
        if isinstance(days, int) and 1 <= days <= MOST_DAYS:
            self.days.setValue(days)

    # -- what the user does

    def _filter(self) -> None:
        self._typing.stop()
        self._keeping_place(lambda: self.model.set_filter(self.filter.text()))
        self._tell_rows()

    def can_search(self) -> bool:
        return self.session.workspace is not None

    def go_search(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()

    def can_copy(self) -> bool:
        return self.model.shown > 0

    def copy(self) -> None:
        self.session.told.emit(f"已复制 {copy_rows(self.table)} 行，可粘贴到 Excel。")

    def _open(self, index: QModelIndex) -> None:
        item_id = self.model.item_id(index.row())
        if item_id is not None:
            self.open_item.emit(item_id)

    def _show_undated(self) -> None:
        """The items without a light, in the list of all items."""
        self.session.change_view(search="", filters={LIGHT: frozenset({LIGHT_LABELS[Light.NONE]})})
        self.go_to.emit("项目台账")

    def reveal(self, id: int) -> None:
        row = self.model.row_of(id)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, 0))

    # -- what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _look_again(self, *_: object) -> None:
        """Something changed: judge at once if anybody looks, else when the page is next shown."""
        self._stale = True
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Judge all items again and show the outcome."""
        self._stale = False
        listing = self.session.listing
        found = due_alerts(listing.items, self.session.reference_date, self.days.value())
        self._keeping_place(lambda: self.model.show(found, listing.tree))
        self._tell(found)
        self._tell_rows()

    def _keeping_place(self, change: Callable[[], None]) -> None:
        current = self.model.item_id(self.table.currentIndex().row())
        change()
        if current is not None:
            self.reveal(current)

    def _tell(self, found: DueAlerts) -> None:
        if self.session.workspace is None:
            self.heading.setText("没有打开台账")
            self.undated.clear()
            return
        self.heading.setText(
            f"截至 {found.on}：逾期 {len(found.overdue)} 项，{found.due_days} 天内到期 {len(found.due)} 项"
        )
        self.undated.setText(
            f"另有 {found.undated} 项没有具体时限，无法预警。<a href='undated'>查看这些事项</a>"
            if found.undated
            else ""
        )

    def _tell_rows(self) -> None:
        found = self.model.found
        total = len(found.alerts) if found else 0
        shown = self.model.shown
        self.stack.setCurrentWidget(self.table if shown else self.nothing)
        self.nothing.setText(self._why_empty(total))
        hidden = f"，筛选隐藏 {total - shown} 项" if total > shown else ""
        self.hidden_rows.setText(f"显示 {shown} 项{hidden}")
        self.copy_button.setEnabled(shown > 0)

    def _why_empty(self, total: int) -> str:
        if self.session.workspace is None:
            return "没有打开台账。请先新建或打开一个台账文件。"
        if total:
            return "没有符合筛选的事项。清空筛选框可看到全部。"
        return "没有逾期或临近到期的事项。\n可以增加上面的天数，看更远的时限。"

    def _span_heads(self) -> None:
        for row in self.model.heads():
            self.table.setFirstColumnSpanned(row, QModelIndex(), True)
