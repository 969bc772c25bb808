"""月报: the menu of the monthly round: closing a month, opening it again, correcting it, and the end of the year."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from fenyang_desktop.gui.page import Page, ShowsReports
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.closing import carry_year, close_month, closed_months, reopen_month
from fenyang_desktop.services.workspace import Applied, Workspace


class MonthMenu(QMenu):
    """`front` brings a page to the front and returns it."""

    def __init__(self, session: Session, front: Callable[[str], Page], window: QWidget) -> None:
        super().__init__("月报(&M)", window)
        self._session, self._front, self._window = session, front, window
        self.close_action = self.addAction("封账…", self._close)
        self.reopen_action = self.addAction("重新打开…", self._reopen)
        self.correct_action = self.addAction("更正…", self._correct)
        self.restatements_action = self.addAction("更正表…", self._show_restatements)
        self.addSeparator()
        self.carry_action = self.addAction("年末结转…", self._carry)
        self.aboutToShow.connect(self.refresh)

    def refresh(self) -> None:
        """Offer what can be done now."""
        workspace, can_edit = self._session.workspace, self._session.can_edit
        closed = closed_months(workspace) if workspace else frozenset()
        self.close_action.setEnabled(can_edit)
        self.carry_action.setEnabled(can_edit)
        self.reopen_action.setEnabled(can_edit and bool(closed))
        self.correct_action.setEnabled(can_edit and bool(closed))
        self.restatements_action.setEnabled(workspace is not None)

    def _close(self) -> None:
        if workspace := self._ready():
            from fenyang_desktop.gui.closing_dialogs import close_dialog  # seldom used

            dialog = close_dialog(workspace, self._window)
            if dialog.exec():
                month = dialog.key()
                self._act(lambda workspace: close_month(workspace, month))
            dialog.deleteLater()

    def _reopen(self) -> None:
        if workspace := self._ready():
            from fenyang_desktop.gui.closing_dialogs import reopen_dialog  # seldom used

            dialog = reopen_dialog(workspace, self._window)
            if dialog.exec():
                month, reason = dialog.key(), dialog.reason()
                self._act(lambda workspace: reopen_month(workspace, month, reason))
            dialog.deleteLater()

    def _correct(self) -> None:
        """Go to where the reports of an item are typed; a closed month asks for the reason there."""
        page = self._front("项目台账")
        if isinstance(page, ShowsReports):
            page.show_reports()
            self._session.told.emit("在已封账的月份那一行双击要更正的数，写明原因后再改。")

    def _carry(self) -> None:
        if workspace := self._ready():
            from fenyang_desktop.gui.closing_dialogs import carry_dialog  # seldom used

            dialog = carry_dialog(workspace, self._window)
            if dialog.exec():
                year = int(dialog.key())
                self._act(lambda workspace: carry_year(workspace, year))
            dialog.deleteLater()

    def _show_restatements(self) -> None:
        if self._session.workspace is not None:
            from fenyang_desktop.gui.restatements_dialog import RestatementsDialog  # seldom used

            dialog = RestatementsDialog(self._session, self._window)
            dialog.exec()
            dialog.deleteLater()

    def _ready(self) -> Workspace | None:
        """The workspace, once what is being typed is kept: it belongs to the month."""
        return self._session.workspace if self._session.finish_editing() else None

    def _act(self, action: Callable[[Workspace], Applied]) -> None:
        if applied := self._session.act(action):
            self._session.told.emit(f"已{applied.title}，可按 Ctrl+Z 撤销。")
