"""封账, 重新打开 and 年末结转: the choice of the month or year, with what it means now."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from fenyang_desktop.domain.months import month_before, number_of, year_of
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.undo import TextLine
from fenyang_desktop.services.closing import closed_months, to_carry
from fenyang_desktop.services.workspace import Workspace

_BACK = 11  # months before the report month that can be closed as well
_LATE = 7  # from this month on, the end of the year to come is meant
_WIDTH = 440


class ChoiceDialog(QDialog):
    """One choice from a list, a text about it, and where asked for a reason."""

    def __init__(
        self,
        title: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        action: str,
        *,
        reasoned: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`choices`: what is shown and the key of each."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.choice = QComboBox()
        self.choice.setAccessibleName(label)
        for text, key in choices:
            self.choice.addItem(text, key)
        self.about = QLabel(wordWrap=True)
        self.line = TextLine(placeholderText="如：市里要求重报")
        self.line.setAccessibleName("原因")
        self._reasoned = reasoned
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.agree.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(f"{label}(&M)", self.choice)
        if reasoned:
            form.addRow("原因(&R)", self.line)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.about)
        column.addWidget(buttons)
        self.line.textChanged.connect(self._enable)
        self._enable()

    def key(self) -> str:
        return str(self.choice.currentData())

    def reason(self) -> str:
        return self.line.text().strip()

    def _enable(self) -> None:
        self.agree.setEnabled(self.choice.count() > 0 and (not self._reasoned or bool(self.reason())))


def close_dialog(workspace: Workspace, parent: QWidget | None = None) -> ChoiceDialog:
    """Which month to close: the report month unless another is chosen."""
    closed, month = closed_months(workspace), workspace.report_month()
    months = [month]
    for _ in range(_BACK):
        months.append(month_before(months[-1]))
    choices = [(format_month(one), one) for one in months if one not in closed]
    dialog = ChoiceDialog("封账", "报告期", choices, "封账(&C)", parent=parent)

    def tell() -> None:
        count = len(workspace.parts(MONTH, key=dialog.key())) if choices else 0
        dialog.about.setText(
            f"这个月已有 {count} 项填了月报。封账后，这个月的报表随时可以照原样再打印；月报不能直接改，"
            "要改须用“更正”写明原因，列入更正表。封账可以撤销，也可以重新打开。"
            if choices
            else f"{format_month(months[-1])}到{format_month(month)}都已封账。"
        )

    dialog.choice.currentIndexChanged.connect(tell)
    tell()
    return dialog


def reopen_dialog(workspace: Workspace, parent: QWidget | None = None) -> ChoiceDialog:
    """Which closed month to open again, and why."""
    choices = [(format_month(one), one) for one in sorted(closed_months(workspace), reverse=True)]
    dialog = ChoiceDialog("重新打开", "报告期", choices, "重新打开(&O)", reasoned=True, parent=parent)
    dialog.about.setText(
        "重新打开后，这个月的月报可以直接修改，改动不列入更正表；再次封账时按那时的样子留底。只改个别数字请用“更正”。"
        if choices
        else "没有已封账的月份。"
    )
    return dialog


def carry_dialog(workspace: Workspace, parent: QWidget | None = None) -> ChoiceDialog:
    """Which year's projects to carry into the next."""
    year = year_of(workspace.report_month())
    choices = [(f"{one} 年 → {one + 1} 年", str(one)) for one in (year, year - 1)]
    dialog = ChoiceDialog("年末结转", "年度", choices, "结转(&C)", parent=parent)
    dialog.choice.setCurrentIndex(
        int(number_of(workspace.report_month()) < _LATE)
    )  # early in a year it is the last one's

    def tell() -> None:
        count = len(to_carry(workspace, int(dialog.key())))
        dialog.agree.setEnabled(count > 0)
        dialog.about.setText(
            f"{count} 个项目有当年的年度计划、到年底没有完成、还没有下一年的计划，将各建一条下一年的年度计划，"
            "类别为续建，计划投资待填。"
        )

    dialog.choice.currentIndexChanged.connect(tell)
    tell()
    return dialog
