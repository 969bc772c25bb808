"""What stands in the window while no file is open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fenyang_desktop.gui.files import Files


def closed_notice(files: Files) -> QWidget:
    """The ways to get a file open."""
    notice = QWidget()
    column = QVBoxLayout(notice)
    column.addStretch(1)
    label = QLabel("没有打开台账")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column.addWidget(label)
    line = QHBoxLayout()
    line.addStretch(1)
    for text, slot in (("打开台账…", files.ask_open), ("新建台账…", files.new)):
        button = QPushButton(text)
        button.clicked.connect(slot)
        line.addWidget(button)
    line.addStretch(1)
    column.addLayout(line)
    column.addStretch(2)
    return notice
