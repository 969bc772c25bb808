"""The list in which columns are ticked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from fenyang_desktop.gui.popup import Popup
from fenyang_desktop.services.listing import COLUMNS, DEFAULT_COLUMNS, column_label

_WIDTH, _HEIGHT = 240, 460


class ColumnsPopup(Popup):
    """Every tick takes effect at once; a column newly shown comes last, and is dragged by its head from there."""

    chosen = Signal(object)  # tuple of column keys

    def __init__(self, columns: Sequence[str], parent: QWidget) -> None:
        super().__init__("选择列", parent)
        self._columns = tuple(columns)
        self.list = QListWidget()
        self.list.setAccessibleName("要显示的列")
        for key in COLUMNS:
            if key != "name":
                row = QListWidgetItem(column_label(key))
                row.setData(Qt.ItemDataRole.UserRole, key)
                row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                self.list.addItem(row)
        self._show()
        self.list.itemChanged.connect(self._take)
        default = QPushButton("恢复默认列")
        default.clicked.connect(self._restore)
        done = QPushButton("完成", default=True)
        done.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(default)
        buttons.addStretch(1)
        buttons.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.resize(_WIDTH, _HEIGHT)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _show(self) -> None:
        self.list.blockSignals(True)
        for place in range(self.list.count()):
            row = self.list.item(place)
            on = row.data(Qt.ItemDataRole.UserRole) in self._columns
            row.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def _take(self, row: QListWidgetItem) -> None:
        key = row.data(Qt.ItemDataRole.UserRole)
        others = tuple(other for other in self._columns if other != key)
        self._columns = (*others, key) if row.checkState() is Qt.CheckState.Checked else others
        self.chosen.emit(self._columns)

    def _restore(self) -> None:
        self._columns = DEFAULT_COLUMNS
        self._show()
        self.chosen.emit(self._columns)
