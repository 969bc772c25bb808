"""The menu of the rows that are selected in the ledger."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from fenyang_desktop.domain.fields import KIND_LABELS, Kind

if TYPE_CHECKING:
    from fenyang_desktop.gui.ledger.page import LedgerPage


def row_menu(page: "LedgerPage") -> QMenu:
    """The commands for the selected rows of a page."""
    menu, can_edit = QMenu(page), page.session.can_edit
    chosen, current = page.table.selected_ids(), page.table.current_id()
    edit = menu.addAction("修改这一格\tF2", lambda: page.table.edit(page.table.currentIndex()))
    edit.setEnabled(bool(page.model.flags(page.table.currentIndex()) & Qt.ItemFlag.ItemIsEditable))
    menu.addAction("在编辑栏中打开\tF4", lambda: page.show_form(True)).setEnabled(bool(chosen))
    menu.addAction("填月报和计划\tF6", lambda: page.open_parts(True)).setEnabled(current is not None)
    menu.addSeparator()
    adding = menu.addMenu("新增")
    for kind in (Kind.PROJECT, Kind.PROGRAMME, Kind.TARGET, Kind.TASK):
        adding.addAction(KIND_LABELS[kind], partial(page.commands.add, kind))
    adding.setEnabled(can_edit)
    menu.addAction("删除\tDel", page.commands.delete).setEnabled(can_edit and bool(chosen))
    menu.addSeparator()
    menu.addAction("复制\tCtrl+C", page.commands.copy).setEnabled(bool(chosen))
    with_head = menu.addAction("复制（含表头）\tCtrl+Shift+C", lambda: page.commands.copy(with_head=True))
    with_head.setEnabled(bool(chosen))
    menu.addAction("粘贴为导入…\tCtrl+V", page.paste).setEnabled(can_edit)
    menu.addSeparator()
    menu.addAction("展开全部", lambda: page.table.fold_all(False))
    menu.addAction("折叠全部", lambda: page.table.fold_all(True))
    menu.addSeparator()
    menu.addAction("在甘特图中查看", lambda: page.ask_for(page.show_in_gantt)).setEnabled(current is not None)
    menu.addAction("修改记录…", lambda: page.ask_for(page.show_history)).setEnabled(current is not None)
    return menu
