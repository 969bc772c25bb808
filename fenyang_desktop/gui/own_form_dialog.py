"""标记表样: which column of a form is which field, and where its data begin and end."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.exchange.raw import RawSheet, column_letter
from fenyang_desktop.gui.own_form_view import FormView
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.services.own_form_file import Marks
from fenyang_desktop.services.own_form_marks import (
    FormFile,
    Marking,
    marking_of,
    marks_of,
    months_in_title,
    proposed,
    units_of,
    with_columns,
)

_MOST_NAMED = 6
Keep = Callable[[str, Marks], None]  # keeps a form under a name, or raises UserError


class MarkDialog(QDialog):
    """The sheets of a form, one in view. Accepted, it was kept by `keep`."""

    def __init__(
        self,
        form: FormFile,
        name: str,
        keep: Keep,
        *,
        monthly: bool,
        marks: Marks | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`marks` are those that the form has already; its name stays then."""
        super().__init__(parent)
        self._form, self._keep, self._monthly = form, keep, monthly
        self._markings = {sheet.name: proposed(sheet, form.looks[sheet.name], monthly=monthly) for sheet in form.sheets}
        if marks is not None and marks.sheet in self._markings:
            self._markings[marks.sheet] = marking_of(marks)
        self.setWindowTitle("标记表样")
        self.name = QLineEdit(name)
        self.name.setEnabled(marks is None)
        self.name.setAccessibleName("表样名称")
        self.tabs = QTabBar(expanding=False, usesScrollButtons=True)
        self.tabs.setAccessibleName("工作表")
        for sheet in form.sheets:
            self.tabs.addTab(sheet.name)
        self.view = FormView()
        self.said, self.fault = QLabel(wordWrap=True), QLabel(wordWrap=True)
        buttons = QDialogButtonBox()
        self.agree: QPushButton = buttons.addButton("保存(&S)", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out(buttons)
        buttons.accepted.connect(self._try_to_keep)
        buttons.rejected.connect(self.reject)
        self.view.marked.connect(self.mark)
        self._show_place(marks)
        self.tabs.currentChanged.connect(self._show)
        resize_within(self, 1180, 640)
        self._show()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        top, column = QHBoxLayout(), QVBoxLayout(self)
        label = QLabel("名称(&N)")
        label.setBuddy(self.name)
        self.name.setMaximumWidth(320)
        top.addWidget(label)
        top.addWidget(self.name, 1)
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(self.said)
        column.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.view, 1)
        column.addWidget(self.fault)
        column.addWidget(buttons)
        self.tabs.setVisible(self.tabs.count() > 1)

    def _show_place(self, marks: Marks | None) -> None:
        """The sheet that has marks already, else the first that is understood."""
        wanted = (
            place
            for place, sheet in enumerate(self._form.sheets)
            if (sheet.name == marks.sheet if marks else self._markings[sheet.name].first is not None)
        )
        self.tabs.setCurrentIndex(next(wanted, 0))

    def sheet(self) -> RawSheet:
        """The sheet in view."""
        return self._form.sheets[max(self.tabs.currentIndex(), 0)]

    def marking(self) -> Marking:
        """The marks of the sheet in view."""
        return self._markings[self.sheet().name]

    def mark(self, marking: Marking) -> None:
        """Mark the sheet in view so; once its header is known, the columns are marked by it."""
        sheet = self.sheet()
        if not marking.columns and not self.marking().columns:
            marking = with_columns(sheet, self._form.looks[sheet.name], marking, monthly=self._monthly)
        self._markings[sheet.name] = marking
        self._show()

    def _show(self, *_: object) -> None:
        sheet, marking = self.sheet(), self.marking()
        self.view.show_form(sheet, self._form.looks[sheet.name].last_row, marking, units_of(sheet, marking))
        self.said.setText(_said(marking))
        self._tell(self._warning())

    def _warning(self) -> str:
        """What may surprise: formulas that are overwritten, a month that stands in the title for good."""
        sheet, marking = self.sheet(), self.marking()
        formulas = self._form.looks[sheet.name].formulas
        lost = [column_letter(number) for number in sorted(marking.columns) if (marking.first, number) in formulas]
        parts = []
        if lost:
            parts.append(f"{'、'.join(lost)} 列原来是公式，填写后公式就没有了；要留着公式，请把列头改为“不填”。")
        if marking.header and (months := months_in_title(sheet, marking.header[0])):
            parts.append(f"标题里写着“{months[0]}”，每月不会变；在 Excel 里改成 {{报告期}} 再导入，就自动填当月。")
        return "".join(parts)

    def _tell(self, text: str, *, is_fault: bool = False) -> None:
        palette = self.palette()
        if is_fault:
            palette.setColor(palette.ColorRole.WindowText, light_color(Light.RED, is_dark(self)))
        self.fault.setPalette(palette)
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def _try_to_keep(self) -> None:
        try:
            self._keep(self.name.text().strip(), marks_of(self.sheet(), self.marking()))
        except UserError as error:
            self._tell(str(error), is_fault=True)
            return
        self.accept()


def _said(marking: Marking) -> str:
    """Where the marks are, and what to do next."""
    if marking.header is None or marking.first is None or marking.last is None:
        return "没有认出表头：请单击第一行数据的行号，选“第一行数据”；再逐列单击列头，选填什么。"
    top, bottom = marking.header
    header = f"第 {top} 行" if top == bottom else f"第 {top}—{bottom} 行"
    data = f"第 {marking.first} 行" if marking.first == marking.last else f"第 {marking.first}—{marking.last} 行"
    return (
        f"表头{header}；数据{data}，导出时换成项目，下面的行跟着移动。已选 {len(marking.columns)} 列。"
        "单击列头改填什么，单击行号改首行、末行、表头。"
    )
