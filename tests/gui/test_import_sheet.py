"""The sheet beside the changes: what it marks, and what a person decides on it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from sheet_steps import ROWS, actions, mark, names, settle, view_of

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.raw import Merge, RawSheet
from fenyang_desktop.gui.import_sheet import Mark
from fenyang_desktop.gui.import_sheet_view import SheetView
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.layouts_dialog import LayoutsDialog
from fenyang_desktop.services import layout_file
from fenyang_desktop.services.layouts import Layouts

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


def test_the_sheet_stands_as_it_came_with_its_merged_header_and_what_each_column_is_read_as(opened):
    view = view_of(opened(ROWS, "A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"))
    model = view.sheet_model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, view)
    assert view.columnSpan(0, 0) == 5
    assert view.rowSpan(1, 1) == 2
    heads = [model.headerData(column, Qt.Orientation.Horizontal).split("\n")[1] for column in range(5)]
    assert heads == ["不导入", "名称", "总投资(万元)", "年度计划投资", "不导入"]


def test_header_rows_left_out_problems_and_changes_are_marked_and_say_why(opened):
    page = opened()
    assert mark(page, "B2")[0] is Mark.HEADER
    assert mark(page, "C6") == (Mark.OUT, "合计行")
    assert mark(page, "E4") == (Mark.OUT, "这一列不导入")
    assert mark(page, "C4") == (Mark.CHANGED, "变化：总投资")
    assert mark(page, "B5")[0] is Mark.NEW
    fault, says = mark(page, "C5")
    assert fault is Mark.PROBLEM
    assert "很多" in says


def test_a_value_among_the_changes_and_its_cell_in_the_sheet_find_each_other(opened):
    page = opened()
    model, table, view = page.current.model, page.preview.table, view_of(page)
    row = model.row_for("进度", 4, 4)
    assert model.index(row, 0).data() == "年度计划投资(万元)"

    table.setCurrentIndex(model.index(row, 0))
    assert (view.currentIndex().row(), view.currentIndex().column()) == (3, 3)
    view.setCurrentIndex(view.sheet_model().index(3, 2))
    assert table.currentIndex().siblingAtColumn(0).data() == "总投资(万元)"


def test_a_click_on_a_column_offers_the_fields_and_the_choice_holds_at_once(opened, qtbot):
    page = opened()
    table = page.current.model.preview.sheets[0]
    menu = view_of(page).column_menu(table, 5)
    offered = actions(menu)
    assert offered["不导入"].isChecked()
    offered["备注"].trigger()
    settle(qtbot, page)

    assert view_of(page).sheet_model().headerData(4, Qt.Orientation.Horizontal) == "E\n备注"
    assert mark(page, "E4") == (Mark.CHANGED, "变化：备注")


def test_a_person_says_in_which_unit_a_column_is(opened, qtbot):
    page = opened()
    table = page.current.model.preview.sheets[0]
    assert "没有写金额单位" in mark(page, "D4")[1]
    offered = actions(view_of(page).column_menu(table, 4))
    offered["亿元"].trigger()
    settle(qtbot, page)
    assert view_of(page).sheet_model().headerData(3, Qt.Orientation.Horizontal) == "D\n年度计划投资(亿元)"
    (value,) = [c.new for c in page.current.model.preview.sheets[0].rows[0].changes if c.field == "annual_plan"]
    assert value == 300 * 10_000_000_000


def test_rows_are_left_out_and_taken_in_by_keys(opened, qtbot):
    page = opened()
    view = view_of(page)
    view.setFocus()
    view.setCurrentIndex(view.sheet_model().index(4, 1))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    settle(qtbot, page)
    assert names(page) == ["第二污水处理厂"]
    assert mark(page, "B5") == (Mark.OUT, "已选择不导入")

    view.setCurrentIndex(view.sheet_model().index(4, 1))
    qtbot.keyClick(view, Qt.Key.Key_Insert)
    settle(qtbot, page)
    assert names(page) == ["第二污水处理厂", "新的果园"]


def test_a_sheet_without_a_known_header_says_so_and_can_be_taught(opened, qtbot):
    page = opened([["随便写写"], ["建什么", "花多少"], ["第二污水处理厂", "1.8亿"], ["新的果园", "900"]])
    assert page.current.state is State.READY
    assert "没有导入" in page.preview.understood.text()
    view = view_of(page)
    for action in ("表头是这一行", None):
        table = page.current.model.preview.sheets[0]
        if action:
            actions(view.row_menu(table, 2))[action].trigger()
        else:
            view.map_column(table, 1, "name")
        settle(qtbot, page)
    assert names(page) == ["第二污水处理厂", "新的果园"]

    view.map_column(page.current.model.preview.sheets[0], 2, "total_investment")
    settle(qtbot, page)
    assert mark(page, "B3")[0] is not None


def test_what_was_decided_can_be_taken_back(opened, qtbot):
    page = opened()
    view = view_of(page)
    table = page.current.model.preview.sheets[0]
    actions(view.row_menu(table, 4))["不导入这一行"].trigger()
    settle(qtbot, page)
    table = page.current.model.preview.sheets[0]
    actions(view.row_menu(table, 4))["恢复自动识别"].trigger()
    settle(qtbot, page)
    assert names(page) == ["第二污水处理厂", "新的果园"]
    assert page.current.choices == {}


def test_the_menu_opens_where_a_row_is_clicked(opened, qtbot):
    page = opened()
    header = view_of(page).verticalHeader()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, header.sectionViewportPosition(3) + 4))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text() == "不导入这一行\tDel"
    menu.close()


def test_what_was_decided_about_a_senders_sheet_holds_for_the_next_one_until_it_is_forgotten(opened, qtbot, session):
    rows = [["填报单位：市住建局"], ["建什么", "花多少（亿元）"], ["第二污水处理厂", 1.5]]
    page = opened(rows)
    view = view_of(page)
    actions(view.row_menu(page.current.model.preview.sheets[0], 2))["表头是这一行"].trigger()
    settle(qtbot, page)
    for number, key in ((1, "name"), (2, "total_investment")):
        view.map_column(page.current.model.preview.sheets[0], number, key)
        settle(qtbot, page)
    qtbot.mouseClick(page.preview.take, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert session.listing.item(3).get("total_investment") == 15_000_000_000

    page = opened([["十月"], *rows[:2], ["第二污水处理厂", 1.6], ["新的果园", 2]])
    assert names(page) == ["第二污水处理厂", "新的果园"]
    assert "按记住的格式“市住建局 进度”识别" in page.preview.understood.text()

    qtbot.mouseClick(page.preview.leave, Qt.MouseButton.LeftButton)
    other = opened([["填报单位：市水利局"], *rows[1:]])
    assert names(other) == ["第二污水处理厂"]
    assert not other.current.model.preview.acceptable()  # what another sender's words mean, a person must confirm

    dialog = LayoutsDialog(page._layouts)
    qtbot.addWidget(dialog)
    dialog.list.topLevelItem(0).setText(0, "住建月报")
    assert [one.name for one in page._layouts.all()] == ["住建月报"]
    qtbot.mouseClick(dialog.forget, Qt.MouseButton.LeftButton)
    assert page._layouts.all() == []
    assert "还没有" in dialog.text.text()


def test_a_damaged_list_of_layouts_is_an_empty_one(tmp_path):
    path = tmp_path / "表格格式.json"
    for content in ("", "[1]", '{"a": 2}', '[{"name": "x"}]'):
        path.write_text(content, encoding="utf-8")
        assert Layouts(path).all() == []


def test_a_layout_that_cannot_be_renamed_keeps_its_name_and_the_reason_is_said(opened, qtbot, monkeypatch):
    page = opened(ROWS)
    layouts = page._layouts
    view = view_of(page)
    view.map_column(view._tables[0], 5, "note")
    settle(qtbot, page)
    layouts.learn(page.current.preview)
    (before,) = layouts.all()

    def full(path, data):
        raise UserError("disk_full", file=path.name)

    monkeypatch.setattr(layout_file, "save_bytes", full)
    dialog = LayoutsDialog(layouts)
    qtbot.addWidget(dialog)
    dialog.list.topLevelItem(0).setText(0, "住建月报")
    assert dialog.list.topLevelItem(0).text(0) == before.name
    assert "磁盘空间不足" in dialog.text.text()
    qtbot.mouseClick(dialog.forget, Qt.MouseButton.LeftButton)
    assert layouts.all() == [before]
    assert "磁盘空间不足" in dialog.text.text()


def test_cells_copied_from_a_spreadsheet_go_through_the_same_preview(page, qtbot, session):
    page.add_text('项目名称\t总投资（万元）\t备注\n第二污水处理厂\t17000\t"两\n行"\n')
    settle(qtbot, page)
    assert names(page) == ["第二污水处理厂"]
    assert mark(page, "C2") == (Mark.CHANGED, "变化：备注")
    qtbot.mouseClick(page.preview.take, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert session.listing.item(3).get("note") == "两\n行"
    assert session.workspace.trail(3, "note")[0].change.origin.cell == "C2"


def test_a_change_made_while_a_file_is_read_is_in_its_preview(page, qtbot, session, tmp_path):
    path = tmp_path / "来.csv"
    path.write_text("项目名称,责任单位\n第二污水处理厂,市水利局\n", encoding="utf-8")
    page.add_files([path])
    assert page.current.state is State.READING
    session.act(lambda workspace: workspace.edit({3: {"lead_unit": "市城管局"}}))
    settle(qtbot, page)
    (row,) = page.current.model.preview.rows()
    assert [(change.old, change.new) for change in row.changes] == [("市城管局", "市水利局")]
    assert page.preview.take.isEnabled()


def test_the_merged_cells_of_one_sheet_are_not_those_of_the_next(qtbot):
    view = SheetView()
    qtbot.addWidget(view)
    rows = [(number, {1: "甲", 2: "乙"}) for number in range(1, 6)]
    view.show_sheet(RawSheet("一", rows, merges=(Merge(2, 1, 4, 1),)), [], {})
    assert view.rowSpan(1, 0) == 3
    view.show_sheet(RawSheet("二", rows), [], {})
    assert view.rowSpan(1, 0) == 1


def test_a_comma_in_a_copied_figure_cuts_no_cell(page, qtbot):
    page.add_text("项目名称,简称\t总投资（万元）\n第二污水处理厂\t17,600\n")
    settle(qtbot, page)
    (sheet,) = page.queue.entries[-1].pasted.sheets
    assert [list(cells.values()) for _, cells in sheet.rows] == [
        ["项目名称,简称", "总投资（万元）"], ["第二污水处理厂", "17,600"],
    ]  # fmt: skip
