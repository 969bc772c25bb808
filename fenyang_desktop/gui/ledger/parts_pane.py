"""Below the list: the monthly reports, plans, funding, milestones or readings of the current item."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QScrollArea, QTabBar, QToolButton, QVBoxLayout

from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.domain.months import Difference, differences_of
from fenyang_desktop.domain.parts import (
    MILESTONE,
    MONTH,
    PART_KIND,
    PART_KINDS,
    STEPS,
    Part,
    PartKind,
    head_of,
    part_kinds_of,
)
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.ledger.entry import act_in
from fenyang_desktop.gui.ledger.notices import Notice
from fenyang_desktop.gui.ledger.parts_model import CLOSED_MARK, PartsModel
from fenyang_desktop.gui.ledger.parts_new import months_to_choose, new_keys
from fenyang_desktop.gui.ledger.parts_table import PartsTable
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import ElidedLabel
from fenyang_desktop.services.as_of import State, parts_at
from fenyang_desktop.services.closing import closed_months
from fenyang_desktop.services.reporting import PUT, delete_records, records_of
from fenyang_desktop.services.workspace import Workspace

_EMPTY = {
    "month": "还没有月报。点“新增”，填这个月的投资、进度和问题。",
    "year": "还没有年度计划。点“新增”，填当年的计划投资；各月计划可以不填。",
    "funding": "还没有资金。点“新增”选一个来源，填批复、到位和支付。",
    "milestone": "还没有节点。点“新增”选一个节点，填计划时间和实际时间。",
    "reading": "还没有读数。点“新增”，填这个月的指标完成到多少。",
}
_NOTHING = "选中一项，在这里填写它的月报、年度计划、资金、节点或读数。"
_LINES = 3  # differences in view


class PartsPane(QFrame):
    """Shows one item. An open editor whose text can't be read keeps the pane at its item until that is mended."""

    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._workspace = session.workspace
        self._item_id: int | None = None
        self._waiting: tuple[int | None] | None = None  # the item to show once the wrong value is mended
        self._parts: dict[str, list[Part]] = {}
        self._past: State | None = None  # whose records are these, kept from item to item
        self._past_parts: dict[str, list[Part]] = {}
        self._kinds: tuple[PartKind, ...] = ()
        self._wanted = MONTH.entity  # the tab that the user chose last
        self.model = PartsModel(session)
        self.model.setParent(self)
        self.table = PartsTable(session, self.model)
        self.name = ElidedLabel()
        self.tabs = QTabBar()
        self.month = _button("", "")
        self.add = _button("新增", "add")
        self.delete = _button("删除", "delete")
        self.close_button = _button("✕", "")
        self.faults = QLabel(wordWrap=True)
        self.faults_area = QScrollArea(widgetResizable=True)
        viewport = self.table.viewport()
        self.nothing = Notice(viewport, _NOTHING, [])
        self.empty = {key: Notice(viewport, text, [("新增", self.add_record)]) for key, text in _EMPTY.items()}
        self._lay_out()
        self._connect()
        self._show_item(None)

    def _lay_out(self) -> None:
        self.setAccessibleName("月报和计划")
        self.setMinimumHeight(150)
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        self.tabs.setAccessibleName("记录类别")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.add.setToolTip("新增一行（Ins）")
        self.delete.setToolTip("删除选中的行（Del），可以撤销")
        self.close_button.setAccessibleName("关闭月报栏")
        self.close_button.setToolTip("关闭（F6）")
        self.month.setMenu(QMenu(self.month))
        self.month.setStyleSheet("QToolButton::menu-indicator { image: none; width: 0; }")
        self.month.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.month.setToolTip("报告期：新的月报记在这个月，平时随基准日")
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 4, 4)
        head.setSpacing(4)
        head.addWidget(self.tabs)
        head.addSpacing(8)
        head.addWidget(self.name, 1)
        for button in (self.month, self.add, self.delete, self.close_button):
            head.addWidget(button)
        self.faults.setContentsMargins(12, 4, 12, 4)
        self.faults.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.faults_area.setAccessibleName("数字对不上的地方")
        self.faults_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.faults_area.setWidget(self.faults)
        self.table.setFrameShape(PartsTable.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.faults_area)

    def _connect(self) -> None:
        session = self._session
        self.tabs.currentChanged.connect(self._choose_tab)
        self.table.editor_closed.connect(self._show_waiting)
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        self.add.clicked.connect(self.add_record)
        self.delete.clicked.connect(self.delete_selected)
        self.close_button.clicked.connect(self.closed)
        self.month.menu().aboutToShow.connect(self._fill_months)
        session.items_changed.connect(self._take_items)
        session.workspace_changed.connect(self._look_at_file)
        session.reference_date_changed.connect(self.refresh)
        session.undo_changed.connect(self._look_at_closes)
        session.past_changed.connect(self.refresh)
        removing = QShortcut(QKeySequence("Del"), self.table, context=Qt.ShortcutContext.WidgetShortcut)
        removing.activated.connect(self.delete_selected)

    # -- what is shown

    @property
    def kind(self) -> PartKind | None:
        """The kind of records in view."""
        place = self.tabs.currentIndex()
        return self._kinds[place] if 0 <= place < len(self._kinds) else None

    def show_item(self, id: int | None) -> None:
        """Show an item's records, or none."""
        if id == self._item_id and self._workspace is self._session.workspace:
            self._waiting = None
        elif self._workspace is self._session.workspace and not self.table.finish_editing():
            self._waiting = (id,)
        else:
            self._show_item(id)

    def _show_item(self, id: int | None) -> None:
        self._waiting, self._workspace = None, self._session.workspace
        listing = self._session.listing
        item = listing.item(id) if id is not None and listing.has(id) else None
        self._item_id = item.id if item else None
        self._kinds = part_kinds_of(item.kind) if item else ()
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for kind in self._kinds:
                self.tabs.addTab(kind.label)
            wanted = [place for place, kind in enumerate(self._kinds) if kind.entity == self._wanted]
            self.tabs.setCurrentIndex(wanted[0] if wanted else 0)
        self.refresh()

    def refresh(self) -> None:
        """Read the item's records again."""
        item, workspace, kind = self._item(), self._session.workspace, self.kind
        if item is None or workspace is None or kind is None:
            self._parts = {}
            self.model.show(None, MONTH, (), ())
            self.name.setText("")
            self._show_faults([])
        else:
            self._parts = self._records(workspace, item.id)
            faults = differences_of(self._parts, item)
            self.model.show(item, kind, self._parts[kind.entity], faults, closed_months(workspace))
            self.name.setText(item.name)
            self._show_tabs(faults)
            self._show_faults([one for one in faults if one.part.kind is kind])
        self.nothing.show_if(item is None)
        for entity, notice in self.empty.items():
            notice.show_if(item is not None and kind is not None and entity == kind.entity and not self.model.rows)
            notice.buttons[0].setEnabled(self._session.can_edit)
        self._show_buttons()

    def _records(self, workspace: Workspace, item: int) -> dict[str, list[Part]]:
        """The item's records as they stand, or stood in the past that is shown."""
        past = self._session.past
        if past is None:
            return records_of(workspace, item)
        if self._past is not past:
            self._past = past
            self._past_parts = {kind.entity: parts_at(workspace, kind, past.set_id) for kind in PART_KINDS}
        return {entity: [part for part in parts if part.item == item] for entity, parts in self._past_parts.items()}

    def _item(self) -> Item | None:
        listing, id = self._session.listing, self._item_id
        return listing.item(id) if id is not None and listing.has(id) else None

    def _show_tabs(self, faults: list[Difference]) -> None:
        """How many records each tab has, and whether figures in it contradict each other."""
        for place, kind in enumerate(self._kinds):
            count = len(self._parts[kind.entity])
            at_fault = any(one.part.kind is kind for one in faults)
            self.tabs.setTabText(place, f"{kind.label}{f' {count}' if count else ''}{' ▲' if at_fault else ''}")
            self.tabs.setTabToolTip(place, "有数字对不上，写在表格下面" if at_fault else "")

    def _show_faults(self, faults: list[Difference]) -> None:
        self.faults_area.setVisible(bool(faults))
        self.faults_area.setFixedHeight(self.fontMetrics().lineSpacing() * min(len(faults), _LINES) + 12)
        self.faults.setText("\n".join(f"▲ {one.sentence}" for one in reversed(faults)))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, light_color(Light.RED, is_dark(self)))
        self.faults.setPalette(palette)

    def _show_buttons(self, *_: object) -> None:
        can_edit = self._session.can_edit
        self.add.setEnabled(can_edit and self.kind is not None)
        self.delete.setEnabled(can_edit and bool(self.table.selected_parts()))
        workspace = self._session.workspace
        self.month.setVisible(self.kind is MONTH)
        self.month.setEnabled(can_edit)
        month = workspace.report_month() if workspace else ""
        mark = CLOSED_MARK if month in self.model.closed else ""
        self.month.setText(f"报告期 {format_month(month)}{mark} ▾" if month else "")

    def _choose_tab(self) -> None:
        if not self.table.finish_editing():
            with QSignalBlocker(self.tabs):
                self.tabs.setCurrentIndex(self._kinds.index(self.model.kind))
            return
        if self.kind is not None:
            self._wanted = self.kind.entity
        self.refresh()

    def _take_items(self, ids: frozenset[int]) -> None:
        item = self._item()
        if self._item_id is not None and item is None:
            self._show_item(None)
        elif item is not None and part_kinds_of(item.kind) != self._kinds:
            self._show_item(item.id)
        elif self._item_id in ids:
            self.refresh()

    def _look_at_file(self) -> None:
        if self._workspace is not self._session.workspace:
            self._show_item(None)

    def _look_at_closes(self) -> None:
        """A month may have been closed or opened again, which touches no item."""
        workspace = self._session.workspace
        if workspace is self._workspace and workspace is not None and closed_months(workspace) != self.model.closed:
            self.refresh()

    def _show_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and self.table.wrong_editor() is None:
            self._show_item(waiting[0])

    # -- what the user does

    def show_kind(self, entity: str) -> None:
        """Show the records of a kind, where the item has such, and go to the first."""
        places = [place for place, kind in enumerate(self._kinds) if kind.entity == entity]
        if places:
            self.tabs.setCurrentIndex(places[0])
        self.table.setFocus()

    def finish_editing(self) -> bool:
        """Keep what is being typed. False if that can't be done."""
        return self.table.finish_editing()

    def add_record(self) -> None:
        """Add the record that comes next; where there are several to choose from, ask by a menu."""
        kind, workspace = self.kind, self._session.workspace
        if kind is None or workspace is None or not self._session.can_edit or not self.finish_editing():
            return
        keys = new_keys(workspace, kind, self._parts[kind.entity])
        key = keys[0] if len(keys) == 1 else self._ask(keys)
        if key is not None:
            self._add(kind, key)

    def _ask(self, keys: Sequence[int | str]) -> int | str | None:
        """Which of these, by a menu below the button; None for none."""
        menu = QMenu(self)
        actions = {menu.addAction(str(key)): key for key in keys}
        chosen = menu.exec(self.add.mapToGlobal(self.add.rect().bottomLeft()))
        menu.deleteLater()
        return actions.get(chosen)

    def _add(self, kind: PartKind, key: int | str) -> None:
        item_id = self._item_id
        if item_id is None:
            return
        put = PUT[kind]
        reasoned: tuple[str, ...] = ()
        if self.model.is_closed(Part.of(kind, 0, item_id, {kind.key.key: key})):
            reason = self.table.reasons.ask(head_of(kind, key))
            if reason is None:
                return
            reasoned = (reason,)
        if self._act(lambda workspace: put(workspace, item_id, key, {}, *reasoned)):  # type: ignore[operator]
            added = next(part for part in self._parts[kind.entity] if part.key == key)
            self.table.setFocus()
            own_name = kind is MILESTONE and key not in STEPS
            self.table.go_to(added.id, 0 if own_name else 1)
            if own_name:
                self.table.edit(self.table.currentIndex())

    def _act(self, act: Callable[[Workspace], object]) -> bool:
        return act_in(self._session, self._workspace, act)  # type: ignore[arg-type]

    def delete_selected(self) -> None:
        """Delete the records of the selected rows as one action."""
        parts = self.table.selected_parts()
        if not parts or not self._session.can_edit or not self.finish_editing():
            return
        row = self.model.row_of(parts[0].id)
        closed = [part.head for part in parts if self.model.is_closed(part)]
        reason = self.table.reasons.ask("、".join(closed)) if closed else ""
        if reason is None:
            return
        applied = self._session.act(lambda workspace: delete_records(workspace, parts, reason))
        if applied is not None:
            self._session.told.emit(f"已{applied.title}，可按 Ctrl+Z 撤销。")
            if left := self.model.part_at(min(row, len(self.model.rows) - 1)):
                self.table.go_to(left.id, 0)

    def _fill_months(self) -> None:
        menu, workspace = self.month.menu(), self._session.workspace
        menu.clear()
        if workspace is None:
            return
        for text, month, chosen in months_to_choose(workspace):
            action = menu.addAction(text, partial(self._set_month, month))
            action.setCheckable(True)
            action.setChecked(chosen)

    def _set_month(self, month: str | None) -> None:
        if self.finish_editing():
            self._session.act(lambda workspace: workspace.set_report_month(month))

    # -- state

    def wanted(self) -> str:
        """The tab that the user chose last."""
        return self._wanted

    def set_wanted(self, entity: object) -> None:
        if isinstance(entity, str) and entity in PART_KIND:
            self._wanted = entity
            self._show_item(self._item_id)


def _button(text: str, icon: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    if icon:
        set_icon(button, icon)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
