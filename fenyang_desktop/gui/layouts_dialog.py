"""记住的表格格式: what was learned about senders' sheets, to look at, rename and forget."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.gui.import_sheet import field_label
from fenyang_desktop.services.layouts import Layout, Layouts


class LayoutsDialog(QDialog):
    """One line for each layout, the one used last on top. A name is changed in place."""

    def __init__(self, layouts: Layouts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layouts = layouts
        self.setWindowTitle("记住的表格格式")
        self.resize(720, 400)
        self.text = QLabel(wordWrap=True)
        self.list = QTreeWidget()
        self.list.setAccessibleName("表格格式")
        self.list.setHeaderLabels(["名称", "填报单位", "改定的列"])
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setColumnWidth(0, 220)
        self.list.setColumnWidth(1, 140)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.rename = buttons.addButton("改名(F2)", QDialogButtonBox.ButtonRole.ActionRole)
        self.forget = buttons.addButton("删除(Del)", QDialogButtonBox.ButtonRole.ActionRole)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        buttons.rejected.connect(self.reject)
        self.rename.clicked.connect(self._edit)
        self.forget.clicked.connect(self._forget)
        self.list.itemChanged.connect(self._renamed)
        self.list.currentItemChanged.connect(self._show_buttons)
        QShortcut(QKeySequence("Del"), self.list, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(
            self._forget
        )
        self._show()

    def _show(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for layout in reversed(self._layouts.all()):
            row = QTreeWidgetItem([layout.name, layout.sender or "（没有写）", _decided(layout)])
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsEditable)
            row.setData(0, Qt.ItemDataRole.UserRole, layout.name)
            row.setToolTip(2, _decided(layout))
            self.list.addTopLevelItem(row)
        self.list.blockSignals(False)
        count = self.list.topLevelItemCount()
        self.text.setText(
            f"改定过的表格格式有 {count} 种，同一单位再来同样表头的表，就照这样认。"
            if count
            else "还没有。在导入预览里单击列头、行号改过并接受后，那种表格式就记在这里，下次照样认。"
        )
        if first := self.list.topLevelItem(0):
            self.list.setCurrentItem(first)
        self._show_buttons()

    def _show_buttons(self, *_: object) -> None:
        for button in (self.rename, self.forget):
            button.setEnabled(self.list.currentItem() is not None)

    def _edit(self) -> None:
        if row := self.list.currentItem():
            self.list.editItem(row, 0)

    def _renamed(self, row: QTreeWidgetItem, column: int) -> None:
        old, new = row.data(0, Qt.ItemDataRole.UserRole), row.text(0).strip()
        if column == 0 and new and new != old and new not in {one.name for one in self._layouts.all()}:
            self._layouts.rename(old, new)
        self._show()

    def _forget(self) -> None:
        if row := self.list.currentItem():
            self._layouts.forget(row.data(0, Qt.ItemDataRole.UserRole))
            self._show()


def _decided(layout: Layout) -> str:
    columns = [f"{head}→{field_label(key)}" for head, key in layout.columns.items()]
    units = [f"{head} 按{unit}" for head, unit in layout.units.items()]
    return "、".join([*columns, *units]) or "表头的位置"
