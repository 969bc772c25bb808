"""The windows that open beside the main one. Each is loaded when used."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from fenyang_desktop import places
from fenyang_desktop.gui.session import Session
from fenyang_desktop.version import VERSION


class Dialogs:
    """Opens what shows the session's portfolio beside its pages."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self._session, self._window = session, window

    def show_history(self, id: int | bool | None = None) -> None:
        """The history of one item, or of the whole portfolio."""
        from fenyang_desktop.gui.history_dialog import HistoryDialog

        self._open(HistoryDialog(self._session, None if isinstance(id, bool) else id, self._window))

    def show_records(self) -> None:
        """Every import, what it changed, and the way back."""
        from fenyang_desktop.gui.records_dialog import RecordsDialog

        self._open(RecordsDialog(self._session, self._window))

    def show_fill_ins(self, made: Callable[[str, Path], object]) -> None:
        """Make fill-in workbooks; `made` takes a sentence and the first file once they are there."""
        from fenyang_desktop.gui.fill_in_dialog import FillInDialog

        if self._session.workspace is not None:
            dialog = FillInDialog(self._session, self._window)
            dialog.made.connect(made)
            self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def show_manual(self) -> None:
        from fenyang_desktop.gui.manual import ManualWindow

        for window in self._window.findChildren(ManualWindow):
            if window.isVisible():
                window.raise_()
                window.activateWindow()
                return
        window = ManualWindow(self._window)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.show()

    def about(self) -> None:
        text = f"汾阳项目台账 {VERSION}\n\n设置与日志：{places.user_data()}"
        QMessageBox.about(self._window, "关于", text)
