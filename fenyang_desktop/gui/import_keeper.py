"""What is left of the last session: files whose import isn't done, offered until a person takes or dismisses them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.unfinished import Unfinished, UnfinishedFiles, of_portfolio
from fenyang_desktop.services.workspace import Workspace


class Keeper(QObject):
    """Keeps the files of the queue that aren't done, for each portfolio by itself, and with them those still offered."""

    changed = Signal()  # what is offered

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.offered: list[Unfinished] = []
        self._workspace: Workspace | None = None
        self._files: UnfinishedFiles | None = None
        self._kept: list[Unfinished] = []
        session.workspace_changed.connect(self._begin)
        self._begin()

    def _begin(self) -> None:
        """Another portfolio is open, or none: what is kept of the last one stays as it is."""
        self._workspace = self._session.workspace
        self._files = of_portfolio(self._workspace.path) if self._workspace is not None else None
        self.offered = self._kept = self._files.load() if self._files is not None else []
        self.changed.emit()

    def shut(self) -> None:
        """Keep nothing more: that the queue is emptied now doesn't mean that its files are done."""
        self._files = None

    def note(self, entries: Sequence[Entry]) -> None:
        """Keep the files that aren't done as they are now."""
        if self._files is None or self._workspace is not self._session.workspace:
            return
        left = [_unfinished(one) for one in entries if not one.is_finished and one.pasted is None]
        kept = [*self.offered, *left]
        if kept != self._kept:
            self._kept = kept
            self._files.save(kept)

    def recall(self, paths: Sequence[Path]) -> dict[Path, Unfinished]:
        """What was said before of files that come in now: they are no longer offered."""
        found = {one.path: one for one in self.offered if one.path in paths}
        self.offered = [one for one in self.offered if one.path not in found]
        return found

    def dismiss(self) -> None:
        """Offer nothing more of the last session."""
        self.offered = []
        self.changed.emit()


def _unfinished(entry: Entry) -> Unfinished:
    choices, sender = entry.last_decision
    return Unfinished(entry.path, sender, choices, (entry.digest or entry.decided_for) if choices or sender else "")
