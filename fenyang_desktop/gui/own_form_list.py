"""自备表样: the office's own forms in a list, and which items to fill one with."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.months import month_before
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.tables import RoomyDelegate, set_widths
from fenyang_desktop.services.own_form_file import OwnForm, OwnForms

_NAME = Qt.ItemDataRole.UserRole
_MONTHS = 13  # offered, back from the report month
_EMPTY = "还没有表样。把本单位自己的 .xlsx 表格导入进来，点出哪一列填什么、从哪一行开始，以后按它的样子填好导出。"


class FormsDialog(QDialog):
    """A line for each form. What takes longer than a moment is asked for by signals."""

    wanted = Signal()  # another form
    marks_wanted = Signal(str)  # name: its marks are to be changed
    fill_wanted = Signal(str)  # name

    def __init__(self, forms: OwnForms, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forms = forms
        self.setWindowTitle("自备表样")
        self.text = QLabel(wordWrap=True)
        self.list = QTreeWidget()
        self.list.setAccessibleName("表样")
        self.list.setItemDelegate(RoomyDelegate(self.list))
        self.list.setHeaderLabels(["名称", "工作表", "数据行", "填写的列"])
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        set_widths(self.list, (16, 10, 8))
        self._add_buttons()
        resize_within(self, 760, 420)
        self.list.itemChanged.connect(self._renamed)
        self.list.currentItemChanged.connect(self._show_state)
        keys = QShortcut(QKeySequence("Del"), self.list, context=Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self._delete)
        self.show_forms()

    def _add_buttons(self) -> None:
        buttons = QDialogButtonBox()

        def add(text: str, slot: Callable[[], object]) -> QPushButton:
            button = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
            button.clicked.connect(slot)
            return button

        self.add = add("导入表样(&I)…", self.wanted.emit)
        self.marks = add("改标记(&M)…", lambda: self.marks_wanted.emit(self.current()))
        self.rename = add("改名(F2)", self._edit)
        self.delete = add("删除(Del)", self._delete)
        self.fill = add("按表样导出(&E)…", lambda: self.fill_wanted.emit(self.current()))
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)

    def current(self) -> str:
        """The name of the current form, "" for none."""
        row = self.list.currentItem()
        return str(row.data(0, _NAME)) if row else ""

    def show_forms(self, name: str = "") -> None:
        """List the forms anew, this one the current."""
        name = name or self.current()
        self.list.blockSignals(True)
        self.list.clear()
        for form in self._forms.all():
            row = _line(form)
            self.list.addTopLevelItem(row)
            if form.name == name:
                self.list.setCurrentItem(row)
        self.list.blockSignals(False)
        if self.list.currentItem() is None and (first := self.list.topLevelItem(0)):
            self.list.setCurrentItem(first)
        self._show_state()

    def tell(self, text: str) -> None:
        """Say something above the list."""
        self.text.setText(text)

    def _show_state(self, *_: object) -> None:
        form = next((one for one in self._forms.all() if one.name == self.current()), None)
        usual = "选一个表样，按它导出；填好的表再报回来，导入时也认得。" if self.list.topLevelItemCount() else _EMPTY
        self.text.setText(str(form.fault) if form and form.fault else usual)
        for button in (self.marks, self.fill):
            button.setEnabled(form is not None and form.fault is None)
        for button in (self.rename, self.delete):
            button.setEnabled(form is not None)

    def _edit(self) -> None:
        if row := self.list.currentItem():
            self.list.editItem(row, 0)

    def _renamed(self, row: QTreeWidgetItem, column: int) -> None:
        old, new = str(row.data(0, _NAME)), row.text(0).strip()
        self._change(lambda: self._forms.rename(old, new), new)

    def _delete(self) -> None:
        name = self.current()
        if not name:
            return
        box = QMessageBox(
            QMessageBox.Icon.Question, "删除表样", f"删除表样“{name}”？已经导出的表不受影响。", parent=self
        )
        agree = box.addButton("删除", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        agreed = box.clickedButton() is agree
        box.deleteLater()
        if agreed:
            self._change(lambda: self._forms.delete(name), "")

    def _change(self, change: Callable[[], None], name: str) -> None:
        fault = ""
        try:
            change()
        except UserError as error:
            fault, name = str(error), ""
        self.show_forms(name)
        if fault:
            self.tell(fault)


def _line(form: OwnForm) -> QTreeWidgetItem:
    marks = form.marks
    if marks is None:
        texts = [form.name, "", "", "不能用"]
    else:
        rows = f"{marks.first}—{marks.last}" if marks.last > marks.first else str(marks.first)
        texts = [form.name, marks.sheet, rows, f"{len(marks.columns)} 列"]
    row = QTreeWidgetItem(texts)
    row.setFlags(row.flags() | Qt.ItemFlag.ItemIsEditable)
    row.setData(0, _NAME, form.name)
    if form.fault:
        row.setToolTip(0, str(form.fault))
    return row


class FillDialog(QDialog):
    """Which form, which items, which month. Accepted, a form is to be filled so."""

    def __init__(
        self, forms: OwnForms, name: str, choices: Mapping[str, int], month: str, parent: QWidget | None = None
    ) -> None:
        """`choices` are the selections by their words, with how many items each has; the first that has any is proposed
        last: 全部, 列表里筛出的, 选中的."""
        super().__init__(parent)
        self.setWindowTitle("按表样导出")
        self.form = QComboBox()
        for form in forms.all():
            if form.fault is None:
                self.form.addItem(form.name)
        self.form.setCurrentIndex(max(self.form.findText(name), 0))
        self.month = QComboBox()
        for _ in range(_MONTHS):
            self.month.addItem(format_month(month), month)
            month = month_before(month)
        self._which = QButtonGroup(self)
        rows = QVBoxLayout()
        for place, (words, count) in enumerate(choices.items()):
            button = QRadioButton(f"{words} {count} 项")
            button.setEnabled(count > 0)
            self._which.addButton(button, place)
            rows.addWidget(button)
            if count and (place == 0 or place == len(choices) - 1 or not self._which.checkedButton()):
                button.setChecked(True)
        self.then_open = QCheckBox("导出后打开(&O)")
        self.then_open.setChecked(True)
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton("导出…", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.agree.setEnabled(self.form.count() > 0 and self._which.checkedButton() is not None)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        lines = QFormLayout(self)
        lines.addRow("表样(&F)", self.form)
        lines.addRow("报告期(&M)", self.month)
        lines.addRow("项目", rows)
        lines.addRow("", self.then_open)
        lines.addRow(buttons)
        resize_within(self, 420, 260)

    def which(self) -> int:
        """The place of the selection that was chosen."""
        return self._which.checkedId()

    def choose(self, place: int) -> None:
        """Choose a selection."""
        self._which.button(place).setChecked(True)
