"""The manual (F1): Markdown chapters under resources/manual, read in a window of their own."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from fenyang_desktop import places
from fenyang_desktop.gui.place import resize_within


def chapters() -> list[tuple[str, Path]]:
    """The manual's chapters in order: heading and file. The file names begin with their number."""
    found = []
    for path in sorted(places.resource("manual").glob("*.md")):
        heading = path.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ").strip()
        found.append((heading, path))
    return found


class ManualWindow(QDialog):
    """Chapters at the left, the text at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        resize_within(self, 960, 680)
        self._list = QListWidget()
        self._list.setMaximumWidth(180)
        self._list.setAccessibleName("章节")
        self._text = QTextBrowser()
        self._text.setOpenExternalLinks(True)
        self._text.document().setDocumentMargin(20)
        for heading, path in chapters():
            row = QListWidgetItem(heading)
            row.setData(0x100, str(path))
            self._list.addItem(row)
        self._list.currentItemChanged.connect(self._show)
        self._text.sourceChanged.connect(self._follow)
        line = QHBoxLayout(self)
        line.addWidget(self._list)
        line.addWidget(self._text, 1)
        self._list.setCurrentRow(0)

    def _show(self, row: QListWidgetItem | None) -> None:
        if row is not None:
            self._text.setSource(QUrl.fromLocalFile(row.data(0x100)), QTextDocument.ResourceType.MarkdownResource)

    def _follow(self, url: QUrl) -> None:
        """A link from one chapter to another moves the list along."""
        for place in range(self._list.count()):
            if Path(self._list.item(place).data(0x100)) == Path(url.toLocalFile()):
                self._list.setCurrentRow(place)
