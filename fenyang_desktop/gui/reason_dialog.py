"""The question why: before a closed month is corrected or opened again."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from fenyang_desktop.gui.undo import TextLine

_WIDTH = 420


class ReasonDialog(QDialog):
    """Can be accepted once a reason is written."""

    def __init__(self, title: str, text: str, action: str, reason: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.text = QLabel(text, wordWrap=True)
        self.line = TextLine(placeholderText="如：重复计列设备款，按 9 月 30 日验收单更正")
        self.line.setText(reason)
        self.line.setAccessibleName("原因")
        label = QLabel("原因(&R)")
        label.setBuddy(self.line)
        self.buttons = QDialogButtonBox()
        self.agree = self.buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.agree.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(self._enable)
        column = QVBoxLayout(self)
        for widget in (self.text, label, self.line, self.buttons):
            column.addWidget(widget)
        self._enable()

    def reason(self) -> str:
        return self.line.text().strip()

    def _enable(self) -> None:
        self.agree.setEnabled(bool(self.reason()))


def ask_reason(title: str, text: str, action: str, reason: str, parent: QWidget) -> str:
    """The reason that the user gives, starting from `reason`; "" if it was called off."""
    dialog = ReasonDialog(title, text, action, reason, parent)
    given = dialog.reason() if dialog.exec() else ""
    dialog.deleteLater()
    return given
