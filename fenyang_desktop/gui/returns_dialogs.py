"""The small questions of the returns page: why a return goes back, by which day, what a unit is called now."""

from datetime import date

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.returning import LEAST_WORKDAY, MOST_WORKDAY
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.date_box import DateBox
from fenyang_desktop.gui.undo import TextLine


class Question(QDialog):
    """A question with an answer that may be refused; `said` tells why."""

    def __init__(self, title: str, text: str, agree: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form = QFormLayout()
        self.said = QLabel(wordWrap=True)
        self.said.hide()
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(agree, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.agree.setDefault(True)
        buttons.accepted.connect(self._answer)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        label = QLabel(text, wordWrap=True)
        label.setMinimumWidth(360)
        column.addWidget(label)
        column.addLayout(self.form)
        column.addWidget(self.said)
        column.addWidget(buttons)

    def fault(self) -> str:
        """What is wrong with the answer (Chinese), "" for nothing."""
        return ""

    def _answer(self) -> None:
        if fault := self.fault():
            self.said.setText(fault)
            self.said.show()
        else:
            self.accept()


class ReasonQuestion(Question):
    """Why a return goes back to its sender."""

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__("退回", f"{what}退回重报，请写明原因，催报名单和催报单里会带上。", "退回", parent)
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName("退回原因")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(self.fontMetrics().lineSpacing() * 5)
        self.form.addRow("原因(&Y)：", self.reason)
        self.reason.setFocus()

    def text(self) -> str:
        return self.reason.toPlainText().strip()

    def fault(self) -> str:
        return "" if self.text() else "退回要写明原因。"


class DayQuestion(Question):
    """By which day, or on which day. `usual` is what "none of its own" means, "" where a day must be given."""

    def __init__(self, title: str, text: str, day: date, usual: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, text, "确定", parent)
        self.box = DateBox()
        self.box.setAccessibleName("日期")
        self.box.show_day(day)
        self._refused = ""
        self.box.refused.connect(self._refuse)
        self.own = QRadioButton("这一天(&D)：")
        self.usual = QRadioButton(usual)
        if usual:
            self.own.setChecked(True)
            self.box.chosen.connect(lambda _: self.own.setChecked(True))
            self.form.addRow(self.own, self.box)
            self.form.addRow(self.usual)
        else:
            self.form.addRow("日期(&D)：", self.box)
        self.box.setFocus()

    def day(self) -> date | None:
        """The day; None for the usual one."""
        return None if self.usual.isChecked() else self.box.day()

    def _refuse(self, typed: str) -> None:
        self._refused = typed

    def fault(self) -> str:
        self.box.take_typed()
        typed, self._refused = self._refused, ""
        return f"没有“{typed}”这一天，请按 2023-10-20 这样填写。" if typed else ""


class WorkdayQuestion(Question):
    """By which working day returns are due every month."""

    def __init__(self, workday: int, parent: QWidget | None = None) -> None:
        text = "每个报告期默认的报送截止日期。工作日按周末和法定长假推算，没有计调休；遇到调休，另给那个月改截止日期。"
        super().__init__("每月截止日期", text, "确定", parent)
        self.side = QComboBox()
        self.side.addItems(["次月第", "当月倒数第"])
        self.side.setCurrentIndex(0 if workday > 0 else 1)
        self.number = QSpinBox(minimum=1, suffix=" 个工作日")
        self.side.setAccessibleName("哪个月")
        self.number.setAccessibleName("第几个工作日")
        self.side.currentIndexChanged.connect(self._bound)
        self._bound()
        self.number.setValue(abs(workday))
        self.form.addRow(self.side, self.number)

    def _bound(self) -> None:
        self.number.setMaximum(MOST_WORKDAY if self.side.currentIndex() == 0 else -LEAST_WORKDAY)

    def workday(self) -> int:
        return self.number.value() if self.side.currentIndex() == 0 else -self.number.value()


class RenameQuestion(Question):
    """What a unit is called now, and until which month it had the name that it has here."""

    def __init__(self, name: str, names: list[str], months: list[str], parent: QWidget | None = None) -> None:
        text = (
            f"“{name}”现在叫什么？两个名称从此算同一个单位，用哪个名称报来的都认得。"
            "选台账里已有的另一个单位，就把两个合并成一个。台账中项目的责任单位不改。"
        )
        super().__init__("单位改名", text, "改名", parent)
        self._name = name
        self.name = QComboBox(editable=True)
        self.name.setLineEdit(TextLine())
        self.name.addItems(names)
        self.name.setCurrentText(name)
        self.name.setAccessibleName("现在的名称")
        self.until = QComboBox()
        self.until.setAccessibleName("旧名称用到")
        self.until.addItem("不清楚", "")
        for month in months:
            self.until.addItem(format_month(month), month)
        self.form.addRow("现在的名称(&N)：", self.name)
        self.form.addRow("旧名称用到(&U)：", self.until)

    def fault(self) -> str:
        typed = self.name.currentText().strip()
        return "请填写现在的名称。" if not typed else "名称没有变。" if typed == self._name else ""
