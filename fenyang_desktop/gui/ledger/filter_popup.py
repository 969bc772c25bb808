"""The list that opens at a column's head: which values to show, and how to sort by them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.gui.popup import Popup

BLANK = "（空白）"
_WIDTH, _HEIGHT = 280, 420
_ROOT = QModelIndex()
Role = Qt.ItemDataRole


class ChoicesModel(QAbstractListModel):
    """The values of a column with a tick and a count each; `search` narrows them."""

    def __init__(self, choices: Sequence[tuple[str, int]], ticked: frozenset[str] | None) -> None:
        super().__init__()
        self._all = choices
        self._shown = list(range(len(choices)))
        self._ticked = {text for text, _ in choices if ticked is None or text in ticked}

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        text, count = self._all[self._shown[index.row()]]
        if role == Role.DisplayRole:
            return f"{text or BLANK}  ({count:,})".replace("\n", " ")
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if text in self._ticked else Qt.CheckState.Unchecked
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def setData(self, index: QModelIndex | QPersistentModelIndex, value: object, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole:
            return False
        text = self._all[self._shown[index.row()]][0]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._ticked.add(text)
        else:
            self._ticked.discard(text)
        self.dataChanged.emit(index, index, [Role.CheckStateRole])
        return True

    def search(self, text: str) -> None:
        """Show only the values that hold this text."""
        needle = text.strip().lower()
        self.beginResetModel()
        self._shown = [
            place for place, (value, _) in enumerate(self._all) if not needle or needle in (value or BLANK).lower()
        ]
        self.endResetModel()

    def tick_all(self, on: bool) -> None:
        """Tick, or untick, what is shown."""
        shown = {self._all[place][0] for place in self._shown}
        self._ticked = self._ticked | shown if on else self._ticked - shown
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1), [Role.CheckStateRole])

    def let_through(self) -> frozenset[str] | None:
        """The values to show: the ticked ones among those listed now; None if that is all there are."""
        chosen = frozenset(self._all[place][0] for place in self._shown) & self._ticked
        return None if len(chosen) == len(self._all) else chosen


class FilterPopup(Popup):
    """Closes when something else is clicked; only 确定 and the sort buttons change anything."""

    chosen = Signal(object)  # frozenset of texts to let through, or None for all
    sort_chosen = Signal(object)  # True descending, False ascending, None the order of the report

    def __init__(
        self, label: str, choices: Sequence[tuple[str, int]], ticked: frozenset[str] | None, parent: QWidget
    ) -> None:
        super().__init__(f"筛选{label}", parent)
        self.model = ChoicesModel(choices, ticked)
        self.model.setParent(self)
        self.search = QLineEdit(placeholderText="在列表中查找", clearButtonEnabled=True)
        self.search.setAccessibleName("在列表中查找")
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(f"{label}的值")
        self.apply = QPushButton("确定", default=True)
        self._lay_out()
        self.search.textChanged.connect(self._search)
        self.apply.clicked.connect(self._accept)
        self.resize(_WIDTH, _HEIGHT)
        self.search.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        sorts = QHBoxLayout()
        sorts.setSpacing(4)
        for text, how in (("升序", False), ("降序", True), ("按报告顺序", None)):
            sorts.addWidget(self._tool(text, lambda _=False, how=how: self._sort(how)))
        sorts.addStretch(1)
        ticks = QHBoxLayout()
        ticks.setSpacing(4)
        ticks.addWidget(self._tool("全选", lambda: self._tick(True)))
        ticks.addWidget(self._tool("清除", lambda: self._tick(False)))
        ticks.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._tool("不筛选", self._let_all))
        buttons.addStretch(1)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.close)
        buttons.addWidget(self.apply)
        buttons.addWidget(cancel)
        column.addLayout(sorts)
        column.addWidget(self.search)
        column.addLayout(ticks)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)

    def _tool(self, text: str, slot: Callable[..., object]) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setAccessibleName(text)
        button.clicked.connect(slot)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus()
            self.list.setCurrentIndex(self.model.index(0))
        else:
            super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._show_usable()

    def _tick(self, on: bool) -> None:
        self.model.tick_all(on)

    def _show_usable(self) -> None:
        self.apply.setEnabled(self.model.rowCount() > 0)

    def _accept(self) -> None:
        let = self.model.let_through()
        if let is not None and not let:
            self.search.setPlaceholderText("请至少勾选一项")
            self.search.clear()
            return
        self.chosen.emit(let)
        self.close()

    def _let_all(self) -> None:
        self.chosen.emit(None)
        self.close()

    def _sort(self, descending: bool | None) -> None:
        self.sort_chosen.emit(descending)
        self.close()
