"""截至… and 与…相比: which past the list shows, or what differs between then and now."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.ledger.changes_model import WIDTHS, ChangesModel
from fenyang_desktop.gui.ledger.day_dialog import DayDialog
from fenyang_desktop.gui.past_strip import Strip
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import dress_table, set_widths
from fenyang_desktop.services.as_of import State, as_closed, as_of_day, current
from fenyang_desktop.services.comparing_states import WHAT_LABELS, Comparison, What, compare_states
from fenyang_desktop.services.workspace import Workspace

Read = Callable[[Workspace], State]
_MOST_CLOSES = 12
_TIP = "按过去某一天或封账时的样子看台账，或看那以后有哪些变动"


class PastPane(QWidget):
    """The choice of a past, and in a comparison the differences, to which `aside` gives way.

    `button` opens the choice and stands where its owner puts it.
    """

    opened = Signal(int)  # an item of the differences
    state_changed = Signal()

    def __init__(self, session: Session, aside: Sequence[QWidget]) -> None:
        super().__init__()
        self._session, self._aside = session, aside
        self._before: Read | None = None  # what the present is compared with
        self._meeting: date | None = None  # the day that was chosen last
        self.comparison: Comparison | None = None
        self.button = QToolButton()
        self.strip = Strip()
        self.model = ChangesModel()
        self.model.setParent(self)
        self.table = QTreeView()
        self.filters = QHBoxLayout()
        self._lay_out()
        self.strip.back.clicked.connect(self.go_back)
        self.table.activated.connect(lambda index: self._open(index.row()))
        session.past_changed.connect(self._show)
        session.items_changed.connect(self._compare_again)
        session.workspace_changed.connect(self._forget)
        self.hide()

    def _lay_out(self) -> None:
        self.button.setText("截至 ▾")
        set_icon(self.button, "history")
        self.button.setToolTip(_TIP)
        self.button.setAccessibleName("截至")
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setStyleSheet("QToolButton::menu-indicator { image: none; width: 0; }")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setMenu(QMenu(self.button))
        self.button.menu().aboutToShow.connect(self.fill_menu)
        dress_table(self.table, "变动")
        self.table.setModel(self.model)
        self.table.setRootIsDecorated(False)
        self.table.setAlternatingRowColors(True)
        self.table.header().setStretchLastSection(False)
        set_widths(self.table, WIDTHS)
        self._kinds = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(self.strip)
        column.addLayout(self.filters)
        column.addWidget(self.table, 1)

    # -- the choice

    def fill_menu(self) -> None:
        """The pasts to choose from, to look at and to compare with."""
        menu, workspace = self.button.menu(), self._session.workspace
        menu.clear()
        if workspace is None:
            return
        now = menu.addAction("现在", self.go_back)
        now.setCheckable(True)
        now.setChecked(self._session.past is None and self.comparison is None)
        menu.addSeparator()
        comparing = QMenu("与…相比", menu)
        for text, read in self._pasts(workspace):
            menu.addAction(text, partial(self.look, read))
            comparing.addAction(f"与{text}相比", partial(self.compare, read))
        menu.addAction("会议日或其他日期…", lambda: self._ask_day(self.look))
        comparing.addAction("与会议日或其他日期相比…", lambda: self._ask_day(self.compare))
        menu.addSeparator()
        menu.addMenu(comparing)

    def _pasts(self, workspace: Workspace) -> list[tuple[str, Read]]:
        yesterday = workspace.today() - timedelta(days=1)
        found: list[tuple[str, Read]] = [("昨天", partial(_day, yesterday))]
        closes = [one.month for one in workspace.closes() if one.is_closed]
        for month in reversed(closes[-_MOST_CLOSES:]):
            found.append((f"{format_month(month)}封账时", partial(_close, month)))
        if self._meeting is not None:
            found.append((str(self._meeting), partial(_day, self._meeting)))
        return found

    def _ask_day(self, then: Callable[[Read], None]) -> None:
        workspace = self._session.workspace
        sets = workspace.sets() if workspace else []
        if workspace is None or not sets:
            return
        first, last = sets[0].source.at.astimezone().date(), workspace.today()
        dialog = DayDialog("会议日或其他日期", min(first, last), last, self._meeting or last, self.window())
        if dialog.exec():
            self._meeting = dialog.day()
            self.state_changed.emit()
            then(partial(_day, self._meeting))
        dialog.deleteLater()

    # -- showing

    def look(self, read: Read) -> None:
        """Show every page as the file stood then."""
        workspace = self._session.workspace
        if workspace is None or not self._session.finish_editing():
            return

        def done(state: State) -> None:
            if workspace is self._session.workspace:
                self._before = self.comparison = None
                self._session.show_past(state)
                self._show()

        self._session.jobs.start("读取过去的台账", lambda _: read(workspace), done, self._session.failed.emit)

    def compare(self, read: Read) -> None:
        """Show what differs between then and now."""
        workspace = self._session.workspace
        if workspace is None or not self._session.show_past(None):
            return

        def done(comparison: Comparison) -> None:
            if workspace is self._session.workspace and self._session.past is None:
                self._before, self.comparison = read, comparison
                self._show()

        def work(_: Progress) -> Comparison:
            return compare_states(read(workspace), current(workspace))

        self._session.jobs.start("比较台账", work, done, self._session.failed.emit)

    def go_back(self) -> None:
        """Show how the file stands."""
        self._before = self.comparison = None
        self._session.show_past(None)
        self._show()

    def leave_comparison(self) -> None:
        """Give the list its place again."""
        if self.comparison is not None:
            self.go_back()

    def _forget(self) -> None:
        self._before = self.comparison = None
        self._show()

    def _compare_again(self) -> None:
        if self._before is not None:
            self.compare(self._before)

    def _show(self) -> None:
        comparison = self.comparison
        self.setVisible(comparison is not None)
        for widget in self._aside:
            widget.setVisible(comparison is None)
        if comparison is not None:
            since = comparison.before.words.removeprefix("截至").removesuffix("时")
            self.strip.said.setText(f"{since}以来的变动：{_counted(comparison)}")
        self._show_filters(comparison)
        self.model.show(comparison)

    def _show_filters(self, comparison: Comparison | None) -> None:
        while (item := self.filters.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        if comparison is None or not comparison.differences:
            return
        counts: list[tuple[What | None, str]] = [(None, "全部")]
        counts += [(what, f"{WHAT_LABELS[what]} {count}") for what, count in comparison.counts().items()]
        for what, text in counts:
            chip = QToolButton()
            chip.setText(text)
            chip.setCheckable(True)
            chip.setAutoRaise(True)
            chip.setChecked(what is None)
            chip.clicked.connect(partial(self._filter, what))
            self._kinds.addButton(chip)
            self.filters.addWidget(chip)
        self.filters.addStretch(1)

    def _filter(self, what: What | None, *_: object) -> None:
        self.model.show(self.comparison, what)

    def _open(self, row: int) -> None:
        """Back to the list, at the item of a row."""
        id = self.model.rows[row].item.id
        self.go_back()
        self.opened.emit(id)

    # -- state

    def save_state(self) -> str:
        return str(self._meeting or "")

    def restore_state(self, state: object) -> None:
        if isinstance(state, str) and state:
            try:
                self._meeting = date.fromisoformat(state)
            except ValueError:
                self._meeting = None


def _day(day: date, workspace: Workspace) -> State:
    return as_of_day(workspace, day)


def _close(month: str, workspace: Workspace) -> State:
    return as_closed(workspace, month)


def _counted(comparison: Comparison) -> str:
    items = len(comparison.by_item)
    return f"{items} 项有变动" if items else "没有变动"
