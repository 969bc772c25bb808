"""What tests of the whole window ask of it, and choose in the system's dialogs."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog


def texts(window) -> list[str]:
    return [message.text for message in window.messages.messages()]


def wait_for_jobs(qtbot, window) -> None:
    qtbot.waitUntil(lambda: not window.session.jobs.busy(), timeout=20_000)


def choose_file(monkeypatch, path: Path, kinds: str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(path), kinds))


def type_date(qtbot, window, text: str) -> None:
    window._date.setFocus()
    window._date.selectAll()
    qtbot.keyClicks(window._date, text)
    qtbot.keyClick(window._date, Qt.Key.Key_Return)


def status(window) -> str:
    return window.statusBar().currentMessage()
