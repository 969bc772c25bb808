"""How files come into the import: chosen, dropped with their folders, or pasted from a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.delimited import read_delimited
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.ordering import in_order
from fenyang_desktop.services.preview import ReceivedFile
from fenyang_desktop.services.receiving import sheets_below

_FILES = "表格 (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.txt);;所有文件 (*)"


class Intake(QObject):
    """Asks for files and looks through folders; `came` tells the files that are to be brought in."""

    came = Signal(list)  # of Path
    pasted = Signal(object)  # a ReceivedFile

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.folder = ""  # of the last choice

    def choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self._window, "选择要导入的表格", self.folder, _FILES)
        if names:
            self.folder = str(Path(names[0]).parent)
            self.add(sorted(map(Path, names), key=lambda path: in_order(path.name)))

    def choose_folder(self) -> None:
        """Let the user choose a folder whose spreadsheets are all brought in."""
        name = QFileDialog.getExistingDirectory(self._window, "选择放着表格的文件夹", self.folder)
        if name:
            self.folder = name
            self.add([Path(name)])

    def add(self, paths: Iterable[Path]) -> None:
        """Bring in files, and of folders the spreadsheets in them."""
        given = list(paths)
        folders = [path for path in given if path.is_dir()]
        if not folders:
            self.came.emit(given)
            return

        def look(progress: Progress) -> list[Path]:
            files = (sheets_below(path, progress) if path in folders else [path] for path in given)
            return [path for some in files for path in some]

        self._session.jobs.start("查找表格", look, self.came.emit, self._session.failed.emit)

    def add_text(self, text: str) -> None:
        """Look at cells copied from a spreadsheet as at a file."""
        now = datetime.now().astimezone()
        path = Path(f"粘贴的表格 {now:%Y-%m-%d %H%M%S}")
        try:
            sheet = read_delimited(path.name, "粘贴", text, "\t")  # as every spreadsheet copies cells
        except UserError as error:
            self._session.failed.emit(str(error))
            return
        self.pasted.emit(ReceivedFile(path, (sheet,)))

    def can_take(self, data: QMimeData) -> bool:
        """Whether what is dragged over the window can be brought in."""
        return self._session.workspace is not None and any(url.isLocalFile() for url in data.urls())

    def drop(self, data: QMimeData) -> None:
        """Bring in what was dropped."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        self.add(sorted(paths, key=lambda path: in_order(path.name)))
