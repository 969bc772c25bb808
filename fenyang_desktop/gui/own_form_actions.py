"""自备表样 and 按表样导出 in the menu 文件: what they open, and the long work behind them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog

from fenyang_desktop import places
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.gui.session import Session

if TYPE_CHECKING:  # what these need is loaded when used: the window must start without it
    from fenyang_desktop.gui.own_form_list import FormsDialog
    from fenyang_desktop.gui.shell import MainWindow
    from fenyang_desktop.services.own_form_file import Marks, OwnForms
    from fenyang_desktop.services.own_form_marks import FormFile
    from fenyang_desktop.services.own_forms import FormFilled

SUFFIX = ".xlsx"
_KINDS = f"Excel 工作簿 (*{SUFFIX})"
_OPENED = (SUFFIX, ".xls", ".et", ".xlsm")  # only the first can be a form; the others are told why not
CHOICES = ("全部", "列表里显示的", "选中的")


class OwnFormActions(QObject):
    """The two actions. `saved` is told of a file that was written."""

    def __init__(self, session: Session, window: "MainWindow", saved: Callable[[str, Path], None]) -> None:
        super().__init__(window)
        self._session, self._window, self._saved = session, window, saved
        self.manage = QAction("自备表样…", self)
        self.manage.triggered.connect(self.show_forms)
        self.fill = QAction("按表样导出…", self)
        self.fill.triggered.connect(lambda: self.ask_fill())
        session.workspace_changed.connect(self._show_state)
        self._show_state()

    def actions(self) -> list[QAction]:
        return [self.manage, self.fill]

    def _show_state(self) -> None:
        for action in self.actions():
            action.setEnabled(self._session.workspace is not None)

    def _forms(self) -> "OwnForms":
        from fenyang_desktop.services.own_form_file import forms_of_user

        return forms_of_user()

    def show_forms(self) -> None:
        """The list of forms."""
        from fenyang_desktop.gui.own_form_list import FormsDialog  # seldom used

        if self._session.workspace is None or not self._session.finish_editing():
            return
        dialog = FormsDialog(self._forms(), self._window)
        dialog.wanted.connect(lambda: self._ask_file(dialog))
        dialog.marks_wanted.connect(lambda name: self._mark_anew(dialog, name))
        dialog.fill_wanted.connect(lambda name: self._leave_for(dialog, name))
        dialog.exec()
        dialog.deleteLater()

    def _leave_for(self, dialog: "FormsDialog", name: str) -> None:
        dialog.accept()
        self.ask_fill(name)

    def _ask_file(self, dialog: "FormsDialog") -> None:
        kinds = f"Excel 工作簿 ({' '.join(f'*{suffix}' for suffix in _OPENED)})"
        name, _ = QFileDialog.getOpenFileName(dialog, "导入表样", str(self._folder()), kinds)
        if name:
            self._read(dialog, Path(name), None, "")

    def _mark_anew(self, dialog: "FormsDialog", name: str) -> None:
        try:
            form = self._forms().get(name)
        except UserError as error:
            dialog.tell(str(error))
            return
        self._read(dialog, form.path, form.marks, name)

    def _read(self, dialog: "FormsDialog", path: Path, marks: "Marks | None", name: str) -> None:
        """Read a form off the GUI thread, and mark it then, unless the list was closed meanwhile."""
        workspace = self._session.workspace
        assert workspace is not None

        def work(progress: Progress) -> "tuple[FormFile, bool]":
            from fenyang_desktop.domain.parts import MONTH  # what needs openpyxl is loaded when used
            from fenyang_desktop.exchange.reader import Reader
            from fenyang_desktop.services.own_form_marks import read_form

            with Reader() as reader:
                return read_form(path, progress, reader), bool(workspace.parts(MONTH))

        def done(result: "tuple[FormFile, bool]") -> None:
            if dialog.isVisible():
                dialog.setEnabled(True)
                self._mark(dialog, result[0], marks, name or path.stem, monthly=result[1])

        def failed(sentence: str) -> None:
            if dialog.isVisible():
                dialog.setEnabled(True)
                dialog.tell(sentence)

        dialog.setEnabled(False)
        job = self._session.jobs.start(f"读取表样“{path.name}”", work, done, failed)
        job.cancelled.connect(lambda: failed("没有读取表样。"))

    def _mark(
        self, dialog: "FormsDialog", form: "FormFile", marks: "Marks | None", name: str, *, monthly: bool
    ) -> None:
        from fenyang_desktop.gui.own_form_dialog import MarkDialog

        def keep(name: str, new: "Marks") -> None:
            self._forms().save(name, form.data, new, anew=marks is not None)

        marking = MarkDialog(form, name, keep, monthly=monthly, marks=marks, parent=dialog)
        if marking.exec():
            dialog.show_forms(marking.name.text().strip())
        marking.deleteLater()

    def ask_fill(self, name: str = "") -> None:
        """Ask which form is to be filled with what, and where the file goes."""
        from fenyang_desktop.gui.own_form_list import FillDialog  # seldom used

        workspace = self._session.workspace
        if workspace is None or not self._session.finish_editing():
            return
        if all(form.fault is not None for form in self._forms().all()):
            self.show_forms()
            return
        selections = self._selections()
        counts = {words: len(ids) for words, ids in zip(CHOICES, selections, strict=True)}
        dialog = FillDialog(self._forms(), name, counts, workspace.report_month(), self._window)
        if dialog.exec():
            form, month = dialog.form.currentText(), str(dialog.month.currentData())
            path = self._ask_target(f"{form} {month}{SUFFIX}")
            if path is not None:
                self._fill(form, path, selections[dialog.which()], month, then_open=dialog.then_open.isChecked())
        dialog.deleteLater()

    def _selections(self) -> tuple[list[int], list[int], list[int]]:
        """All items, those that the list shows, and those selected in it, in the order of the list."""
        listing, view = self._session.listing, self._session.view
        unfolded = listing.arrange(view)
        shown = [id for id in unfolded.rows if id in unfolded.matching]
        chosen = set(self._window.page("项目台账").selected_ids())
        return [item.id for item in listing.items], shown, [id for id in unfolded.rows if id in chosen]

    def _ask_target(self, proposal: str) -> Path | None:
        from fenyang_desktop.gui.files import with_suffix

        name, kind = QFileDialog.getSaveFileName(self._window, "按表样导出", str(self._folder() / proposal), _KINDS)
        if not name:
            return None
        path = with_suffix(Path(name), _KINDS, kind, SUFFIX)
        if path != Path(name) and path.exists():  # the dialog asked about the name as it was typed
            self._session.failed.emit(str(UserError("file_exists", file=path.name)))
            return None
        return path

    def _fill(self, name: str, path: Path, ids: list[int], month: str, *, then_open: bool) -> None:
        workspace = self._session.workspace
        assert workspace is not None
        forms, past = self._forms(), self._session.past

        def work(progress: Progress) -> "FormFilled":
            from fenyang_desktop.services.own_forms import fill_own_form  # openpyxl: loaded when used

            return fill_own_form(workspace, forms, name, path, ids, month, progress, past)

        def done(filled: "FormFilled") -> None:
            said = f"已按“{name}”填好 {filled.count} 项。{''.join(filled.remarks)}"
            self._saved(said, path)
            if then_open:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._session.jobs.start(f"按表样导出“{path.name}”", work, done, self._session.failed.emit)

    def _folder(self) -> Path:
        return self._session.workspace.path.parent if self._session.workspace else places.user_data()
