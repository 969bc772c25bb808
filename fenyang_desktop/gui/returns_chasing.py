"""催报 from the returns page: the list for a message, and the sheet printed or saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.pdf_pages import page_sizes
from fenyang_desktop.gui.pdf_print import ask_printer, has_printer, print_pdf, wants_pdf_instead
from fenyang_desktop.gui.returns_model import ReturnsModel
from fenyang_desktop.services.chasing import TITLE, chasing_pdf, chasing_text
from fenyang_desktop.services.sheets import SUFFIX, write_pdf


class Chasing:
    """Those who still owe the month that the page shows."""

    def __init__(self, page: Page, model: ReturnsModel) -> None:
        self._page, self._session, self._model = page, page.session, model

    def copy(self) -> None:
        """Put the list on the clipboard, for a message."""
        ledger, month = self._model.ledger, self._model.month
        if ledger is None:
            return
        if text := chasing_text(ledger, month):
            QGuiApplication.clipboard().setText(text)
            self._session.told.emit("已复制催报名单，可以粘贴到消息里。")
        else:
            self._session.told.emit(f"{format_month(month)}没有需要催报的单位。")

    def print(self) -> None:
        """Print the sheet, with the printer's own dialog."""
        if self._model.ledger is None:
            return
        if has_printer():
            self._make(self._print)
        elif wants_pdf_instead(self._page):
            self.save()

    def save(self) -> None:
        """Save the sheet as PDF."""
        workspace = self._session.workspace
        if workspace is None:
            return
        proposal = workspace.path.parent / f"{TITLE} {self._model.month}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self._page, "另存为 PDF", str(proposal), f"PDF 文件 (*{SUFFIX})")
        if name:
            path = Path(name) if name.lower().endswith(SUFFIX) else Path(name + SUFFIX)
            self._make(lambda pdf: self._save(pdf, path))

    def _make(self, then: Callable[[bytes], None]) -> None:
        ledger, month, session = self._model.ledger, self._model.month, self._session
        if ledger is not None:
            session.jobs.start(
                f"排版{TITLE}", lambda progress: chasing_pdf(ledger, month, progress), then, session.failed.emit
            )

    def _print(self, pdf: bytes) -> None:
        printer, session = ask_printer(self._page, TITLE, page_sizes(pdf)), self._session
        if printer is None:
            return

        def work(progress: Progress) -> int:
            return print_pdf(pdf, printer, progress)

        def done(pages: int) -> None:
            session.told.emit(f"已送出打印：{TITLE}，{pages} 页。")

        session.jobs.start(f"打印{TITLE}", work, done, session.failed.emit)

    def _save(self, pdf: bytes, path: Path) -> None:
        def done(_: object) -> None:
            self._page.file_saved.emit(f"已存为“{path.name}”。", path)

        self._session.jobs.start(f"保存“{path.name}”", lambda _: write_pdf(pdf, path), done, self._session.failed.emit)
