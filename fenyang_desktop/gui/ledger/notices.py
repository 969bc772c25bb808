"""What stands where rows would be when there are none."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class Notice(QWidget):
    """A sentence that says what to do next, and the buttons to do it; it fills the widget that it lies on."""

    def __init__(self, over: QWidget, text: str, buttons: Sequence[tuple[str, Callable[[], object]]]) -> None:
        super().__init__(over)
        label = QLabel(text, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        line = QHBoxLayout()
        line.addStretch(1)
        self.buttons = []
        for name, slot in buttons:
            button = QPushButton(name)
            button.clicked.connect(slot)
            line.addWidget(button)
            self.buttons.append(button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(label)
        column.addLayout(line)
        column.addStretch(3)
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        return False

    def show_if(self, wanted: bool) -> None:
        over = self.parentWidget()
        if wanted and over is not None:
            self.resize(over.size())
            self.raise_()
        self.setVisible(wanted)
