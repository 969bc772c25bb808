"""报送单位 of the file in view: as it was told by the file, to be said otherwise."""

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLabel, QWidget

from fenyang_desktop.services.ordering import by_sound

_WIDTH = 16  # characters


class SenderBox(QWidget):
    """A box with the known units. `said` tells a unit that a person chose or typed."""

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.box = QComboBox(editable=True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setMinimumContentsLength(_WIDTH)
        self.box.setAccessibleName("报送单位")
        self.box.setToolTip("这张表是谁报来的。程序按它与该单位上次报送的值比对；认错了请在这里改")
        edit, completer = self.box.lineEdit(), self.box.completer()
        assert edit is not None
        assert completer is not None
        edit.setPlaceholderText("不明，请选择或填写")
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        label = QLabel("报送单位(&U)")
        label.setBuddy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.box)
        self.box.activated.connect(self._tell)
        edit.editingFinished.connect(self._tell)

    def show_sender(self, sender: str, units: Iterable[str]) -> None:
        """Show who sent the file, among the units that are known."""
        self._shown = sender
        with QSignalBlocker(self.box):
            self.box.clear()
            self.box.addItems(sorted({*units, sender} - {""}, key=by_sound))
            self.box.setCurrentIndex(self.box.findText(sender) if sender else -1)
            self.box.setEditText(sender)

    def show_again(self, sender: str) -> None:
        """Show this sender instead of what was chosen or typed since."""
        self._shown = sender
        if self.box.currentText() != sender:
            with QSignalBlocker(self.box):
                self.box.setCurrentIndex(self.box.findText(sender) if sender else -1)
                self.box.setEditText(sender)

    def _tell(self, *_: object) -> None:
        sender = self.box.currentText().strip()
        if sender != self._shown:
            self._shown = sender
            self.said.emit(sender)
