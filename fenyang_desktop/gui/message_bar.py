"""Messages above the page: they say what happened and wait until they are read, and never stop the work."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.style import is_dark, light_color

_MOST = 3
_LIGHT_OF = {"error": Light.RED, "warning": Light.YELLOW, "done": Light.GREEN}


class Message(QFrame):
    """One message with a coloured edge, an optional action and a close button."""

    def __init__(self, kind: str, text: str, action: tuple[str, Callable[[], object]] | None) -> None:
        super().__init__()
        self.text = text
        self.dismissed = False
        self.setAccessibleName(text)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        color = light_color(_LIGHT_OF[kind], is_dark(self)).name()
        self.setStyleSheet(f"Message {{ border: 1px solid {color}; border-left: 4px solid {color}; }}")
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(label)
        if action:
            button = QPushButton(action[0])
            button.clicked.connect(action[1])
            button.clicked.connect(self.dismiss)
            row.addWidget(button)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName("关闭这条提示")
        close.clicked.connect(self.dismiss)
        row.addWidget(close)

    def dismiss(self) -> None:
        self.dismissed = True
        self.hide()
        self.deleteLater()


class MessageBar(QWidget):
    """The latest messages, one above the other; the same text is never shown twice."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_message(self, kind: str, text: str, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """`kind` is error, warning or done; `action` is a button's text and what it does."""
        for message in self.messages():
            if message.text == text:
                message.dismiss()
        self._column.addWidget(Message(kind, text, action))
        for message in self.messages()[:-_MOST]:
            message.dismiss()

    def messages(self) -> list[Message]:
        """The messages in view, the latest last."""
        return [one for one in self.findChildren(Message) if not one.dismissed]

    def clear(self) -> None:
        for message in self.messages():
            message.dismiss()
