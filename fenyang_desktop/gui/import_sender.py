"""报送单位 of the file in view: as it was told by the file, to be said otherwise."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSignalBlocker, QStringListModel, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLabel, QWidget

from fenyang_desktop.services.ordering import by_sound
from fenyang_desktop.services.pinyin import initials, sounding

_WIDTH = 16  # characters


class SoundCompleter(QCompleter):
    """Completes a name by any part of it, or by the initials of its sound: mzj finds 市民政局."""

    def __init__(self, parent: QWidget) -> None:
        self._found = QStringListModel()
        super().__init__(self._found, parent)
        self._names: list[str] = []
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)

    def set_names(self, names: Sequence[str]) -> None:
        self._names = list(names)

    def splitPath(self, typed: str) -> list[str]:
        """Qt asks at every key what to complete: what is found is put before it."""
        self._found.setStringList(names_like(self._names, typed.strip()))
        return [""]


def names_like(names: Sequence[str], typed: str) -> list[str]:
    """The names that hold what was typed, or sound like it."""
    sounds = sounding(typed) if typed else None
    return [name for name in names if typed in name or (sounds is not None and sounds(initials(name)))]


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
        edit = self.box.lineEdit()
        assert edit is not None
        self.completer = SoundCompleter(self)
        self.box.setCompleter(self.completer)
        self.box.setMaxVisibleItems(16)
        edit.setPlaceholderText("不明，请选择或填写")
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
            names = sorted({*units, sender} - {""}, key=by_sound)
            self.box.addItems(names)
            self.completer.set_names(names)
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
