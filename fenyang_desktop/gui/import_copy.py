"""另存批注副本: a copy of the workbook that was sent, with what its sender is to correct marked in it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.gui.files import with_suffix
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.annotating import SUFFIX, copy_name, save_annotated_copy
from fenyang_desktop.services.preview import Preview

_KINDS = f"Excel 工作簿 (*{SUFFIX})"


class CopySaver(QObject):
    """Asks for a name and writes the copy as a job, with the reader of the page that it belongs to."""

    saved = Signal(str, object)  # a sentence, and the Path of the copy

    def __init__(self, session: Session, reader: Reader, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._reader, self._window = session, reader, window
        self._folder: Path | None = None  # where the last copy went

    def save(self, preview: Preview) -> None:
        path = self._ask(preview.source.path)
        if path is None:
            return
        reader = self._reader

        def work(progress: Progress) -> int:
            return save_annotated_copy(preview, path, reader, progress)

        def done(count: int) -> None:
            self.saved.emit(f"已另存批注副本“{path.name}”，写明 {count:,} 处请填报单位更正或核对。", path)

        self._session.jobs.start(f"另存批注副本“{path.name}”", work, done, self._session.failed.emit)

    def _ask(self, source: Path) -> Path | None:
        proposal = (self._folder or source.parent) / copy_name(source)
        name, chosen = QFileDialog.getSaveFileName(self._window, "另存批注副本", str(proposal), _KINDS)
        if not name:
            return None
        path = with_suffix(Path(name), _KINDS, chosen, SUFFIX)
        if path != Path(name) and path.exists():  # the dialog asked about the name without the suffix
            self._session.failed.emit(str(UserError("file_exists", file=path.name)))
            return None
        self._folder = path.parent
        return path
