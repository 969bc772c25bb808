"""The row above the table: search, kinds, grouping, columns, saved views, add and delete."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from fenyang_desktop.domain.fields import KIND_LABELS, Kind
from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.ledger.columns_popup import ColumnsPopup
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import SEARCH_DELAY
from fenyang_desktop.gui.undo import TextLine
from fenyang_desktop.services.listing import GROUPS

_ROOMY = 77  # characters that the row takes with all its words
_ADDED = (Kind.PROJECT, Kind.PROGRAMME, Kind.TARGET, Kind.TASK)
_CHIPS = (None, Kind.PROGRAMME, Kind.PROJECT, Kind.TARGET, Kind.TASK)


class Toolbar(QWidget):
    """Shows the session's view and changes it."""

    def __init__(self, session: Session, add: Callable[[Kind], None], delete: Callable[[], None]) -> None:
        super().__init__()
        self._session = session
        self.search = TextLine(placeholderText="搜索名称、单位、拼音首字母", clearButtonEnabled=True)
        glass = QAction(self.search)
        set_icon(glass, "search")
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_DELAY)
        self.chips: dict[Kind | None, QToolButton] = {}
        self.group = _Groups()
        self.columns = QToolButton()
        self.views = _menu_button("视图 ▾", "view", "保存和切换常用的列、筛选、排序")
        self.add = _menu_button("新增 ▾", "add", "新增（Ins）")
        self.delete = QToolButton()
        self._build(add, delete)
        session.arranged_changed.connect(self.refresh)
        session.workspace_changed.connect(self.refresh)
        self.refresh()

    def _build(self, add: Callable[[Kind], None], delete: Callable[[], None]) -> None:
        self.search.setAccessibleName("搜索")
        self.search.setToolTip("搜索（Ctrl+F）：可输入多个词，用空格隔开")
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(280)
        self.search.textChanged.connect(lambda: self._timer.start())
        self.search.returnPressed.connect(self.search_now)
        self._timer.timeout.connect(self.search_now)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 8)
        row.setSpacing(4)
        row.addWidget(self.search, 1)
        row.addSpacing(8)
        self._add_chips(row)
        row.addSpacing(8)
        for key, label in GROUPS.items():
            self.group.addItem(label, key)
        self.group.setAccessibleName("分组")
        self.group.setToolTip("分组")
        self.group.activated.connect(self._take_group)
        row.addWidget(self.group)
        row.addWidget(self.columns)
        row.addWidget(self.views)
        row.addStretch(0)
        for kind in _ADDED:
            action = self.add.menu().addAction(KIND_LABELS[kind])
            action.triggered.connect(lambda _=False, kind=kind: add(kind))
        _dress(self.columns, "列 ▾", "columns", "选择显示哪些列；拖动列标题换位置")
        _dress(self.delete, "删除", "delete", "删除选中的行（Del），会先问一声")
        self.delete.clicked.connect(delete)
        row.addWidget(self.add)
        row.addWidget(self.delete)
        self.columns.clicked.connect(self._choose_columns)

    def _add_chips(self, row: QHBoxLayout) -> None:
        group = QButtonGroup(self)
        for kind in _CHIPS:
            chip = QToolButton()
            chip.setText(KIND_LABELS[kind] if kind else "全部")
            chip.setCheckable(True)
            chip.setAutoRaise(True)
            chip.setAccessibleName(f"只看{chip.text()}" if kind else "全部类别")
            chip.clicked.connect(lambda _=False, kind=kind: self._take_kind(kind))
            group.addButton(chip)
            row.addWidget(chip)
            self.chips[kind] = chip
        self._chip_group = group

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for words, the icons do, and their tips say the rest."""
        super().resizeEvent(event)
        tight = event.size().width() < self._whole
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if tight else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for place in range(self._row.count()):
            item = self._row.itemAt(place)
            button = item.widget() if item else None
            if isinstance(button, QToolButton) and not button.icon().isNull():
                button.setToolButtonStyle(style)

    @property
    def _whole(self) -> int:
        """The width from which on every button has its words."""
        return round(self.fontMetrics().horizontalAdvance("汉") * _ROOMY)

    def add_widget(self, widget: QWidget) -> None:
        """Put one more at the right end."""
        self._row.addWidget(widget)

    # -- showing

    def refresh(self) -> None:
        """Show the session's view."""
        view = self._session.view
        if not self._timer.isActive() and self.search.text() != view.search:
            with QSignalBlocker(self.search):
                self.search.setText(view.search)
        let = view.filters.get("kind")
        self._chip_group.setExclusive(False)  # several kinds, or odd ones, press no chip
        for kind, chip in self.chips.items():
            chip.setChecked(let is None if kind is None else let == frozenset({KIND_LABELS[kind]}))
        self._chip_group.setExclusive(True)
        self.group.setCurrentIndex(self.group.findData(view.group_by))
        self.show_editable(self._session.can_edit)

    def show_editable(self, can_edit: bool) -> None:
        self.add.setEnabled(can_edit)
        self.delete.setEnabled(can_edit)
        only = "台账以只读方式打开，不能修改"
        self.add.setToolTip("新增（Ins）" if can_edit else only)
        self.delete.setToolTip("删除选中的行（Del）" if can_edit else only)

    # -- changing

    def search_now(self) -> None:
        """Search without waiting for the next key."""
        self._timer.stop()
        self._session.change_view(search=self.search.text())

    def _take_kind(self, kind: Kind | None) -> None:
        filters = {key: let for key, let in self._session.view.filters.items() if key != "kind"}
        if kind is not None:
            filters["kind"] = frozenset({KIND_LABELS[kind]})
        self._session.change_view(filters=filters)
        self.refresh()

    def _take_group(self, _: int) -> None:
        self._session.change_view(group_by=self.group.currentData())

    def _choose_columns(self) -> None:
        popup = ColumnsPopup(self._session.view.columns, self)
        popup.chosen.connect(lambda columns: self._session.change_view(columns=columns))
        popup.open_at(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))


class _Groups(QComboBox):
    """The wheel turns it over only for who has gone to it: in passing it would change the list unseen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _menu_button(text: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    _dress(button, text, name, tip)
    button.setStyleSheet("QToolButton::menu-indicator { image: none; width: 0; }")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(QMenu(button))
    return button


def _dress(button: QToolButton, text: str, name: str, tip: str) -> None:
    button.setText(text)
    set_icon(button, name)
    button.setIconSize(QSize(16, 16))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAutoRaise(True)
    button.setAccessibleName(text.removesuffix(" ▾"))
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
