"""What the user does with rows: add, delete, copy. One command is one action, and so one undo step."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.gui.ledger.add_dialog import AddDialog
from fenyang_desktop.gui.ledger.clipboard import copied
from fenyang_desktop.gui.ledger.table import LedgerTable
from fenyang_desktop.gui.session import Session


class Commands:
    """Works on the rows that are selected in the table."""

    def __init__(self, session: Session, table: LedgerTable) -> None:
        self._session = session
        self._table = table

    def add(self, kind: Kind = Kind.PROJECT) -> None:
        """Ask for a new item and add it beside the current one."""
        if not self._session.can_edit:
            return
        current = self._table.current_id()
        beside = self._session.listing.item(current) if current is not None else None
        dialog = AddDialog(self._session, kind, beside, self._table.window())
        if dialog.exec():
            self.add_item(dialog)
        dialog.deleteLater()

    def add_item(self, dialog: AddDialog) -> None:
        applied = self._session.act(lambda workspace: workspace.add(dialog.values))
        if applied is None:
            return
        self._table.select_ids(applied.ids)
        if not applied.ids <= self._session.arranged.matching:
            self._session.told.emit(f"{applied.title}；它不符合当前的搜索或筛选，“清除筛选”后可见。")
        else:
            self._session.told.emit(f"{applied.title}，可在右侧继续填写（F4）。")

    def delete(self) -> None:
        """Delete the selected items, and what is below them, if the user agrees."""
        chosen = self._table.selected_ids()
        if not chosen or not self._session.can_edit or not self._session.finish_editing():
            return
        tree = self._session.listing.tree
        members = {member for id in chosen for member in tree.descendants(id)} - set(chosen)
        if not self._ask(self.question(chosen, len(members))):
            return
        doomed = [*chosen, *members]
        applied = self._session.act(lambda workspace: workspace.delete(doomed))
        if applied is not None:
            self._session.told.emit(f"已{applied.title}，可按 Ctrl+Z 撤销。")

    def question(self, chosen: list[int], members: int) -> str:
        """What is asked before deleting: how many, one by name, and what goes with them."""
        name = self._session.listing.item(chosen[0]).name
        what = f"“{name}”" if len(chosen) == 1 else f"“{name}”等 {len(chosen)} 项"
        below = f"和下级 {members} 项，共 {len(chosen) + members} 项" if members else ""
        return f"要删除{what}{below}吗？\n删错了可以按 Ctrl+Z 撤销。"

    def _ask(self, question: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, "删除", question, parent=self._table.window())
        agree = box.addButton("删除", QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)
        box.exec()
        agreed = box.clickedButton() is agree
        box.deleteLater()
        return agreed

    def copy(self, *, with_head: bool = False) -> None:
        """Put the selected rows on the clipboard, with the columns shown."""
        ids = self._table.selected_ids()
        if not ids:
            return
        data = copied(self._session.listing, ids, self._table.shown_columns(), with_head=with_head)
        QGuiApplication.clipboard().setMimeData(data)
        self._session.told.emit(f"已复制 {len(ids):,} 行，可粘贴到 Excel 或 WPS。")
