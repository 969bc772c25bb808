"""What the returns page does on request: ask what must be asked, and act through the session."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from fenyang_desktop.domain.months import month_before
from fenyang_desktop.domain.return_records import RETURNED
from fenyang_desktop.domain.returning import decode_due_rule
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.returns_dialogs import DayQuestion, Question, ReasonQuestion, RenameQuestion, WorkdayQuestion
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.return_ledger import Cell, Sender, read_ledger
from fenyang_desktop.services.return_marks import (
    cells_text,
    mark,
    rename_unit,
    set_due,
    set_month_due,
    set_received,
    set_workday,
)
from fenyang_desktop.services.workspace import Applied

_MONTHS_OFFERED = 24


class ReturnsActions:
    """One method for each command; each is one undo step."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        self._parent, self._session = parent, session

    def mark(self, cells: Sequence[Cell], state: str) -> None:
        """Note a state."""
        if self._may(cells):
            self._told(self._session.act(lambda workspace: mark(workspace, cells, state)))

    def send_back(self, cells: Sequence[Cell]) -> None:
        """Note that returns go back, and why."""
        if not self._may(cells):
            return
        question = ReasonQuestion(cells_text(cells), self._parent)
        if self._agreed(question):
            reason = question.text()
            self._told(self._session.act(lambda workspace: mark(workspace, cells, RETURNED, reason)))

    def ask_received(self, cells: Sequence[Cell]) -> None:
        """Note on which day returns came."""
        if not self._may(cells):
            return
        row = cells[0].row
        day = date.fromisoformat(row.received[:10]) if row and row.received else self._session.reference_date
        text = f"{cells_text(cells)}是哪一天收到的？还没有报的同时标为已报。"
        question = DayQuestion("收到日期", text, day, parent=self._parent)
        if self._agreed(question) and (chosen := question.day()):
            self._told(self._session.act(lambda workspace: set_received(workspace, cells, chosen)))

    def ask_due(self, cells: Sequence[Cell]) -> None:
        """Give returns a due date of their own."""
        workspace = self._session.workspace
        if not self._may(cells) or workspace is None:
            return
        rule = decode_due_rule(workspace.due_rule())
        standing = cells[0].standing
        day = standing.due if standing else rule.due(cells[0].month)
        text = f"{cells_text(cells)}的截止日期，只改选中的这些。"
        question = DayQuestion("截止日期", text, day, "随全月的截止日期(&F)", self._parent)
        if self._agreed(question):
            chosen = question.day()
            self._told(self._session.act(lambda workspace: set_due(workspace, cells, chosen)))

    def ask_month_due(self, month: str) -> None:
        """Set by when all returns of a month are due."""
        workspace = self._session.workspace
        if workspace is None or not self._may([month]):
            return
        rule = decode_due_rule(workspace.due_rule())
        usual = rule.with_day(month, None).due(month)
        text = f"{format_month(month)}全部单位的截止日期；单独改过的单位不变。"
        question = DayQuestion("截止日期", text, rule.due(month), f"按每月的规定：{usual}(&F)", self._parent)
        if self._agreed(question):
            chosen = question.day()
            self._told(self._session.act(lambda workspace: set_month_due(workspace, month, chosen)))

    def ask_workday(self) -> None:
        """Set by which working day returns are due every month."""
        workspace = self._session.workspace
        if workspace is None or not self._may([True]):
            return
        question = WorkdayQuestion(decode_due_rule(workspace.due_rule()).workday, self._parent)
        if self._agreed(question):
            workday = question.workday()
            self._told(self._session.act(lambda workspace: set_workday(workspace, workday)))

    def rename(self, sender: Sender | None) -> None:
        """Give a unit its new name, or make one of two."""
        workspace = self._session.workspace
        if sender is None or workspace is None or not self._may([sender]):
            return
        names = [other.name for other in read_ledger(workspace, self._session.listing.items).senders]
        months = [workspace.report_month()]
        while len(months) < _MONTHS_OFFERED:
            months.append(month_before(months[-1]))
        question = RenameQuestion(sender.name, names, months, self._parent)
        if self._agreed(question):
            name, until = question.name.currentText(), str(question.until.currentData() or "")
            self._told(self._session.act(lambda workspace: rename_unit(workspace, sender, name, until)))

    def _may(self, what: Sequence[object]) -> bool:
        """Whether there is something to act on, in a file that can be written."""
        if what and not self._session.can_edit:
            self._session.told.emit("台账以只读方式打开，不能修改。")
        return bool(what) and self._session.can_edit

    def _agreed(self, question: Question) -> bool:
        agreed = bool(question.exec())
        question.deleteLater()
        return agreed

    def _told(self, applied: Applied | None) -> None:
        if applied is not None:
            self._session.told.emit(f"{applied.title}。可以用 Ctrl+Z 撤销。")
