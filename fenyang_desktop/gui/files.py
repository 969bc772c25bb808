"""New, open, recent, save-as, restore and export: what the file menu does."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from fenyang_desktop import places
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import Listing
from fenyang_desktop.services.workspace import Workspace, local_now

_PORTFOLIOS = f"台账文件 (*{places.SUFFIX})"


class Files(QObject):
    """Opens and saves portfolio files for the window, off the GUI thread."""

    opened = Signal(object)  # Path
    open_failed = Signal(object, object)  # Path, UserError
    told = Signal(str)
    restored = Signal(object)  # Path of what the portfolio was until then; None if there was nothing

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    def open(self, path: Path, *, read_only: bool = False, make: bool = False) -> None:
        """Open a portfolio file; `make` first makes the bundled one where there is none yet."""
        path = Path(os.path.abspath(path))
        now_open = self._session.workspace
        if now_open is not None and not now_open.read_only and _is_same(now_open.path, path):
            self.told.emit(f"“{path.stem}”已经打开。")
            return
        if not self._session.finish_editing(leaving=True):
            return

        def work(progress: Progress) -> Workspace:
            if make and not path.exists():
                progress.step(0, 0, "正在准备随附的项目台账…")
                _make(path, empty=False)
            progress.step(0, 0, "正在打开台账…")
            return Workspace.open(path, read_only=read_only)

        self._load(path, work)

    def new(self) -> None:
        """Ask for a name and for what to begin with, and open the new file."""
        if not self._session.finish_editing(leaving=True):
            return
        box = QMessageBox(self._window)
        box.setWindowTitle("新建台账")
        box.setText("新台账从什么开始？")
        empty = box.addButton("空白台账", QMessageBox.ButtonRole.AcceptRole)
        bundled = box.addButton("随附的 2023 年政府工作报告项目", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        chosen, begin_empty = box.clickedButton() in (empty, bundled), box.clickedButton() is empty
        box.deleteLater()
        if not chosen:
            return
        path = self._ask_save("新建台账", _PORTFOLIOS, self._folder() / f"新台账{places.SUFFIX}", new=True)
        if path is not None:

            def work(progress: Progress) -> Workspace:
                _make(path, empty=begin_empty)
                return Workspace.open(path)

            self._load(path, work)

    def ask_open(self) -> None:
        """Let the user choose a portfolio file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "打开台账", str(self._folder()), _PORTFOLIOS)
        if name:
            self.open(Path(name))

    def save_as(self) -> None:
        """Copy the open file under another name and go on with the copy."""
        workspace = self._session.workspace
        if workspace is None or not self._session.finish_editing(leaving=True):
            return
        path = self._ask_save("另存为", _PORTFOLIOS, workspace.path.with_stem(f"{workspace.path.stem} 副本"))
        if path is None:
            return

        def work(progress: Progress) -> Workspace:
            from fenyang_desktop.services.files import save_copy  # loaded when used

            save_copy(workspace, path)
            return Workspace.open(path)

        self._load(path, work)

    def export(self) -> None:
        """Write the rows that the list shows, with its filters, to a workbook that can be imported again."""
        workspace = self._session.workspace
        if workspace is None or not self._session.finish_editing():
            return
        kinds = "Excel 工作簿 (*.xlsx);;CSV 文本 (*.csv)"
        path = self._ask_save(
            "导出", kinds, self._folder() / f"{workspace.path.stem} {self._session.reference_date}.xlsx"
        )
        if path is None:
            return
        past = self._session.past
        unfolded = self._session.listing.arrange(self._session.view)
        ordered = [id for id in unfolded.rows if id in unfolded.matching]

        def work(progress: Progress) -> Path:
            from fenyang_desktop.services.exporting import export_workbook  # XlsxWriter: loaded when used

            return export_workbook(workspace, path, ordered, None, progress, past)

        def done(written: Path) -> None:
            self.told.emit(f"已导出 {len(ordered)} 项到“{written}”。")

        self._session.jobs.start(f"导出“{path.name}”", work, done, self._session.failed.emit)

    def restore(self, path: Path, backup: Path) -> None:
        """Put a backup in place of a portfolio file, which may be open or broken, and open it again."""
        if not self._session.finish_editing(leaving=True):
            return
        open_now = self._session.workspace
        read_only = open_now is not None and open_now.read_only
        self._session.show_workspace(None)
        kept: list[Path | None] = []

        def work(progress: Progress) -> Workspace:
            from fenyang_desktop.services import backups  # loaded when used

            kept.append(backups.restore(path, backup, local_now()))
            return Workspace.open(path)

        self._load(
            path, work, lambda: self.restored.emit(kept[0]), lambda: self.open(path, read_only=read_only)
        )  # a backup that can't be restored leaves the file as it was

    def _load(
        self,
        path: Path,
        work: Callable[[Progress], Workspace],
        then: Callable[[], object] = bool,
        otherwise: Callable[[], object] = bool,
    ) -> None:
        def attempt(progress: Progress) -> tuple[Workspace, Listing] | UserError:
            try:
                workspace = work(progress)
                return workspace, Listing(workspace.items(), workspace.reference_date())
            except UserError as error:
                return error  # with its code: the window offers a way out of some

        def done(result: tuple[Workspace, Listing] | UserError) -> None:
            if isinstance(result, UserError):
                self.open_failed.emit(path, result)
                otherwise()
                return
            if not self._session.finish_editing(leaving=True):  # typed while the other file was being opened
                result[0].close()
                return
            self._session.show_workspace(*result)
            self.opened.emit(path)
            then()

        def failed(sentence: str) -> None:
            self._session.failed.emit(sentence)
            otherwise()

        self._session.jobs.start("打开台账", attempt, done, failed, can_cancel=False)

    def _folder(self) -> Path:
        return self._session.workspace.path.parent if self._session.workspace else places.user_data()

    def _ask_save(self, title: str, kinds: str, proposal: Path, *, new: bool = False) -> Path | None:
        """Let the user name a file. One that exists is replaced only where the user said so, a `new` one never."""
        options = QFileDialog.Option.DontConfirmOverwrite if new else QFileDialog.Option(0)
        name, chosen = QFileDialog.getSaveFileName(self._window, title, str(proposal), kinds, options=options)
        if not name:
            return None
        path = with_suffix(Path(name), kinds, chosen, proposal.suffix)
        if new and path.exists():
            self._session.failed.emit(f"“{path}”已经存在，没有改动它。请换一个文件名，或用“打开”打开它。")
            return None
        if path != Path(name) and path.exists() and not self._agreed_to_replace(path):
            return None
        return path

    def _agreed_to_replace(self, path: Path) -> bool:
        """The dialog asked about the name as it was typed, without the suffix."""
        question = f"“{path.name}”已经存在，要替换它吗？"
        box = QMessageBox(QMessageBox.Icon.Question, "替换文件", question, parent=self._window)
        agree = box.addButton("替换", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        agreed = box.clickedButton() is agree
        box.deleteLater()
        return agreed


def with_suffix(path: Path, kinds: str, chosen: str, usual: str) -> Path:
    """A name with one of the suffixes in `kinds` ("… (*.xlsx);;… (*.csv)") as it is, any other with that of `chosen`."""
    if path.suffix.lower() in _suffixes(kinds):
        return path
    suffix = next(iter(_suffixes(chosen)), usual)
    return path.with_name(path.name + suffix)


def _suffixes(kinds: str) -> list[str]:
    return re.findall(r"\*(\.\w+)", kinds)


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are of one file, however they are spelt."""
    try:
        return one.samefile(other)
    except OSError:
        return one == other


def _make(path: Path, *, empty: bool) -> None:
    from fenyang_desktop.services.seeding import new_portfolio  # needs Alembic and the importer: only for a new file

    new_portfolio(path, empty=empty)
