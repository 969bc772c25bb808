"""What tests of the import preview do: open a sheet, look at its marks, choose in its menus."""

from PySide6.QtWidgets import QMenu

from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.gui.import_sheet import Mark
from fenyang_desktop.gui.import_sheet_view import SheetView

ROWS = [
    ["九月进展情况表"],
    ["序号", "项目名称", "投资情况", None, "联系电话"],
    [None, None, "总投资（万元）", "2023年计划", None],
    [1, "第二污水处理厂", 17000, 300, "123"],
    [2, "新的果园", "很多", None, "456"],
    ["合计", None, 17000, 300, None],
]


def settle(qtbot, page: ImportPage) -> None:
    qtbot.waitUntil(lambda: not page.session.jobs.busy(), timeout=20_000)


def view_of(page: ImportPage) -> SheetView:
    return page.preview.sheets.view


def mark(page: ImportPage, cell: str) -> tuple[Mark | None, str]:
    column, row = ord(cell[0]) - 65, int(cell[1:]) - 1
    model = view_of(page).sheet_model()
    return model.mark_at(model.index(row, column))


def actions(menu: QMenu) -> dict[str, object]:
    """The commands of a menu and of the menus in it, by their text."""
    found = {}
    for action in menu.actions():
        found[action.text().split("\t")[0]] = action
        if isinstance(below := action.menu(), QMenu):
            found |= actions(below)
    return found


def names(page: ImportPage) -> list[str]:
    return [row.name for row in page.current.model.preview.rows()]
