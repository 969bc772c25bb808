"""记住的表格格式: what was learned about senders' sheets and of single headers, to look at, rename and forget."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.gui.import_sheet import field_label
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.tables import RoomyDelegate
from fenyang_desktop.services.layout_file import Layout
from fenyang_desktop.services.layouts import Layouts

_LAYOUTS, _HEADERS = 0, 1
_NOBODY = "（不知道）"


class LayoutsDialog(QDialog):
    """A line for each layout and for each header, the one used last on top. A layout's name is changed in place."""

    def __init__(self, layouts: Layouts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layouts = layouts
        self.setWindowTitle("记住的表格格式")
        resize_within(self, 760, 440)
        self.text = QLabel(wordWrap=True)
        self.tabs = QTabWidget()
        self.list = _list("表格格式", ("名称", "填报单位", "改定的内容"), (220, 140))
        self.headers = _list("学到的表头", ("表头", "填报单位", "对应的字段"), (300, 160))
        self.tabs.addTab(self.list, "表格格式")
        self.tabs.addTab(self.headers, "学到的表头")
        buttons = QDialogButtonBox()
        self.rename: QPushButton = buttons.addButton("改名(F2)", QDialogButtonBox.ButtonRole.ActionRole)
        self.forget: QPushButton = buttons.addButton("删除(Del)", QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(self.tabs, 1)
        column.addWidget(buttons)
        buttons.rejected.connect(self.reject)
        self.rename.clicked.connect(self._edit)
        self.forget.clicked.connect(self._forget)
        self.list.itemChanged.connect(self._renamed)
        self.tabs.currentChanged.connect(self._show_state)
        for tree in (self.list, self.headers):
            tree.currentItemChanged.connect(self._show_state)
            keys = QShortcut(QKeySequence("Del"), tree, context=Qt.ShortcutContext.WidgetShortcut)
            keys.activated.connect(self._forget)
        self._show()

    def _show(self) -> None:
        self.list.blockSignals(True)
        for tree in (self.list, self.headers):
            tree.clear()
        for layout in reversed(self._layouts.all()):
            row = QTreeWidgetItem([layout.name, layout.sender or _NOBODY, _decided(layout)])
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsEditable)
            row.setData(0, Qt.ItemDataRole.UserRole, layout.name)
            row.setToolTip(2, _decided(layout))
            self.list.addTopLevelItem(row)
        for header in reversed(self._layouts.headers()):
            row = QTreeWidgetItem([header.head.replace("_", " / "), header.sender or _NOBODY, field_label(header.key)])
            row.setData(0, Qt.ItemDataRole.UserRole, header)
            self.headers.addTopLevelItem(row)
        self.list.blockSignals(False)
        for tree in (self.list, self.headers):
            if first := tree.topLevelItem(0):
                tree.setCurrentItem(first)
        self._show_state()

    def _current(self) -> QTreeWidget:
        return self.headers if self.tabs.currentIndex() == _HEADERS else self.list

    def _show_state(self, *_: object) -> None:
        tree, count = self._current(), self._current().topLevelItemCount()
        if tree is self.list:
            self.text.setText(
                f"改定过的表格格式有 {count} 种，同一单位再来同样表头的表，就照这样认。"
                if count
                else "还没有。在导入预览里单击列头、行号改过并接受后，那种表格式就记在这里，下次照样认。"
            )
        else:
            self.text.setText(
                f"您定过的表头有 {count} 个，这个单位换了格式的表里再出现，也这样认；别的单位的表里出现，先请您确认。"
                if count
                else "还没有。在导入预览里把一列对应到字段并接受后，它的表头就记在这里。"
            )
        self.rename.setVisible(tree is self.list)
        for button in (self.rename, self.forget):
            button.setEnabled(tree.currentItem() is not None)

    def _edit(self) -> None:
        if row := self.list.currentItem():
            self.list.editItem(row, 0)

    def _renamed(self, row: QTreeWidgetItem, column: int) -> None:
        old, new = row.data(0, Qt.ItemDataRole.UserRole), row.text(0).strip()
        if column == 0 and new and new != old and new not in {one.name for one in self._layouts.all()}:
            self._change(lambda: self._layouts.rename(old, new))
        else:
            self._show()

    def _forget(self) -> None:
        if not (row := self._current().currentItem()):
            return
        remembered = row.data(0, Qt.ItemDataRole.UserRole)
        if self._current() is self.headers:
            header = next(one for one in self._layouts.headers() if one == tuple(remembered))
            self._change(lambda: self._layouts.forget_header(header))
        else:
            self._change(lambda: self._layouts.forget(remembered))

    def _change(self, change: Callable[[], None]) -> None:
        """Alter what is remembered, and say so where that can't be written."""
        fault = ""
        try:
            change()
        except UserError as error:
            fault = str(error)
        self._show()
        if fault:
            self.text.setText(fault)


def _list(name: str, head: tuple[str, ...], widths: tuple[int, ...]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(name)
    tree.setItemDelegate(RoomyDelegate(tree))
    tree.setHeaderLabels(list(head))
    tree.setRootIsDecorated(False)
    tree.setAlternatingRowColors(True)
    for place, width in enumerate(widths):
        tree.setColumnWidth(place, width)
    return tree


def _decided(layout: Layout) -> str:
    """What a layout says otherwise than the program would have seen it."""
    said = [f"{head.replace('_', ' / ')}→{field_label(key)}" for head, key in layout.columns.items()]
    said += [f"{head.replace('_', ' / ')} 按{unit}" for head, unit in layout.units.items()]
    said += [f"从“{layout.left}”列开始"] if layout.left else []
    said += [f"到“{layout.right}”列为止"] if layout.right else []
    said += [f"表头下跳过 {layout.skipped} 行"] if layout.skipped else []
    said += [f"到“{layout.below}”之前为止"] if layout.below else []
    return "、".join(said) or "表头的位置"
