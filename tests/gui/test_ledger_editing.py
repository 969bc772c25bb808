"""Editing, adding, deleting and copying in 项目台账, by every gesture."""

import pytest
from gestures import CTRL, SHIFT, Key, click, go_to, hint, open_editor, shown, spot_of, steps, value, write
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.services.listing import COLUMNS
from fenyang_desktop.services.workspace import Workspace

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


@pytest.fixture
def page(ledger: LedgerPage) -> LedgerPage:
    return ledger


# -- editing in place


def test_an_amount_typed_in_words_is_understood_shown_while_typing_and_kept_with_its_qualifier(page, qtbot, session):
    before = steps(session)
    editor = open_editor(qtbot, page, 2, "total_investment", "约1.2亿")
    assert hint(page) == "约12,000 万元"
    qtbot.keyClick(editor, Key.Key_Return)

    assert value(session, 2, "total_investment") == 12_000_000_000
    assert value(session, 2, "amount_qualifier") == "约"
    assert steps(session) == before + 1
    assert page.table.hasFocus()


def test_typing_on_a_cell_edits_it_and_a_deadline_in_words_becomes_a_date(page, qtbot, session):
    go_to(page, 3, "deadline")
    qtbot.keyClick(page.table, "1")
    editor = page.table.open_editor()
    write(editor, "0月底前")
    assert hint(page) == "2023年10月底 → 2023-10-31"
    qtbot.keyClick(editor, Key.Key_Return)

    assert value(session, 3, "deadline") == "2023-10-31|month|10月底前"
    assert shown(page, "deadline")[2] == "2023年10月底"


def test_what_cannot_be_read_keeps_the_editor_open_with_the_reason_until_mended_or_given_up(page, qtbot, session, told):
    before = steps(session)
    editor = open_editor(qtbot, page, 2, "total_investment", "很多")
    qtbot.keyClick(editor, Key.Key_Return)
    assert editor.isVisible()
    assert editor.toolTip() == "读不出金额。"
    assert told == ["总投资：读不出金额。请改正，或按 Esc 放弃。"]

    click(qtbot, page, spot_of(page, 5))
    assert page.table.current_id() == 2
    assert editor.isVisible()
    assert editor.text() == "很多"

    qtbot.keyClick(editor, Key.Key_Escape)
    assert page.table.wrong_editor() is None
    assert value(session, 2, "total_investment") is None
    assert steps(session) == before


def test_a_wrong_value_stays_when_the_focus_goes_elsewhere(page, qtbot, session):
    editor = open_editor(qtbot, page, 2, "deadline", "2023-02-30")
    page.toolbar.search.setFocus()

    assert editor.isVisible()
    assert editor.text() == "2023-02-30"
    assert page.table.wrong_editor() is editor


def test_leaving_an_editor_by_clicking_another_row_keeps_what_was_typed(page, qtbot, session):
    open_editor(qtbot, page, 2, "action", "投产")
    click(qtbot, page, spot_of(page, 5))

    assert value(session, 2, "action") == "投产"
    assert page.table.current_id() == 5


def test_escape_and_an_unchanged_text_leave_no_trace(page, qtbot, session):
    before = steps(session)
    qtbot.keyClick(open_editor(qtbot, page, 2, "action", "投产"), Key.Key_Escape)
    go_to(page, 2, "deadline")
    qtbot.keyClick(page.table, Key.Key_F2)
    qtbot.keyClick(page.table.open_editor(), Key.Key_Return)

    assert value(session, 2, "action") is None
    assert steps(session) == before


def test_an_emptied_editor_and_a_dash_clear_the_value_but_a_name_stays(page, qtbot, session):
    editor = open_editor(qtbot, page, 3, "lead_unit", "x")
    editor.clear()
    qtbot.keyClick(editor, Key.Key_Return)
    assert value(session, 3, "lead_unit") is None
    qtbot.keyClick(open_editor(qtbot, page, 2, "deadline", "—"), Key.Key_Return)
    assert value(session, 2, "deadline") is None

    editor = open_editor(qtbot, page, 2, "name", "x")
    editor.clear()
    qtbot.keyClick(editor, Key.Key_Return)
    assert editor.toolTip() == "名称不能为空，请填写名称。"
    qtbot.keyClick(editor, Key.Key_Escape)
    assert value(session, 2, "name") == "华樽3万吨项目"


def test_a_choice_is_picked_from_its_list(page, qtbot, session):
    go_to(page, 3, "stage")
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.open_editor()
    assert [editor.itemText(place) for place in range(3)] == ["", "储备", "签约"]
    editor.setCurrentIndex(editor.findText("竣工"))
    editor.textActivated.emit("竣工")

    assert value(session, 3, "stage") == "竣工"
    assert shown(page, "light")[2] == "已完成"


def test_a_programme_is_found_by_name_and_a_ring_is_refused_with_the_editor_left_open(page, qtbot, session):
    session.change_view(columns=("name", "parent"))
    errors: list[str] = []
    session.failed.connect(errors.append)
    go_to(page, 4, "parent")
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.open_editor()
    editor.lineEdit().selectAll()
    write(editor.lineEdit(), "白酒项目")
    qtbot.keyClick(editor, Key.Key_Return)
    assert value(session, 4, "parent") == 1

    go_to(page, 1, "parent")
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.open_editor()
    editor.setEditText("白酒项目")
    qtbot.keyClick(editor, Key.Key_Return)
    assert errors == ["“白酒项目”不能放在自己或自己的下级之下，请另选所属项目包。"]
    assert page.table.wrong_editor() is editor
    qtbot.keyClick(editor, Key.Key_Escape)
    assert value(session, 1, "parent") is None


def test_long_text_opens_in_the_form(page, qtbot, session):
    session.change_view(columns=("name", "progress_text"))
    go_to(page, 2, "progress_text")
    qtbot.keyClick(page.table, Key.Key_F2)

    assert page.form.isVisible()
    assert page.form.fields.editors["progress_text"].hasFocus()


# -- adding, deleting, copying


def test_delete_asks_takes_the_row_away_and_undo_brings_it_back(page, qtbot, session, told, monkeypatch):
    go_to(page, 4)
    asked = answer(qtbot, monkeypatch, "删除")
    qtbot.keyClick(page.table, Key.Key_Delete)
    assert asked == ["要删除“白酒产量”吗？\n删错了可以按 Ctrl+Z 撤销。"]
    assert "白酒产量" not in shown(page)
    assert page.table.current_id() == 5
    assert told == ["已删除“白酒产量”，可按 Ctrl+Z 撤销。"]

    session.act(Workspace.undo)
    assert "白酒产量" in shown(page)


def answer(qtbot, monkeypatch, text: str) -> list[str]:
    """Press the button of that text in the next question, and return what was asked."""
    from PySide6.QtWidgets import QMessageBox

    asked: list[str] = []

    def press(box: QMessageBox) -> int:
        asked.append(box.text())
        next(button for button in box.buttons() if button.text() == text).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    return asked


def test_enter_on_the_question_whether_to_delete_keeps_the_items(page, qtbot, session, monkeypatch):
    from PySide6.QtWidgets import QMessageBox

    safe: list[str] = []

    def press_enter(box: QMessageBox) -> int:
        safe.append(box.defaultButton().text())
        box.defaultButton().click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press_enter)
    for id in (4, 1):  # alone, and with members
        go_to(page, id)
        qtbot.keyClick(page.table, Key.Key_Delete)
    assert safe == ["取消", "取消"]
    assert len(shown(page)) == 5


def test_a_programme_goes_with_its_members_only_if_the_user_agrees(page, qtbot, session, monkeypatch):
    go_to(page, 1)
    asked = answer(qtbot, monkeypatch, "取消")
    qtbot.keyClick(page.table, Key.Key_Delete)
    assert asked == ["要删除“白酒项目”和下级 2 项，共 3 项吗？\n删错了可以按 Ctrl+Z 撤销。"]
    assert len(shown(page)) == 5

    before = steps(session)
    answer(qtbot, monkeypatch, "删除")
    qtbot.keyClick(page.table, Key.Key_Delete)
    assert shown(page) == ["白酒产量", "制定质量标准"]
    assert steps(session) == before + 1


def test_a_new_project_goes_into_the_current_programme_and_is_selected(page, qtbot, session, monkeypatch):
    from fenyang_desktop.gui.ledger.add_dialog import AddDialog

    def fill(dialog: AddDialog) -> int:
        assert dialog.windowTitle() == "新增项目"
        assert dialog.editors["parent"].typed() == "白酒项目"
        dialog._accept()
        assert dialog.result() == 0  # a name is missing
        dialog.editors["name"].setText("  汾河4800吨项目 ")
        dialog._accept()
        return dialog.result()

    monkeypatch.setattr(AddDialog, "exec", fill)
    go_to(page, 1)
    qtbot.keyClick(page.table, Key.Key_Insert)

    assert shown(page)[:4] == ["白酒项目", "华樽3万吨项目", "第二污水处理厂", "汾河4800吨项目"]
    assert session.listing.item(page.table.current_id()).name == "汾河4800吨项目"
    session.act(Workspace.undo)
    assert len(shown(page)) == 5


def test_adding_a_name_that_exists_says_so_before_it_is_added(page, qtbot, session):
    from fenyang_desktop.domain.fields import Kind
    from fenyang_desktop.gui.ledger.add_dialog import AddDialog

    dialog = AddDialog(session, Kind.PROJECT, None, page)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.editors["name"].setText("华樽 ３万吨项目")
    assert dialog.namesake.text() == "台账里已有同名的 编号 2（项目）；不是同一项才需要新增。"
    assert dialog.namesake.isVisible()
    dialog.editors["name"].setText("华樽3万吨项目二期")
    assert not dialog.namesake.isVisible()
    dialog.editors["name"].setText("华樽3万吨项目")
    dialog._accept()
    assert dialog.values["name"] == "华樽3万吨项目"


def test_an_amount_outside_the_totals_is_marked_says_so_and_is_copied_plain(page, qtbot, session):
    session.act(lambda workspace: workspace.edit({1: {"in_totals": 0}}))
    cell = page.model.index(page.model.row_of(1), COLUMNS.index("total_investment"))
    assert cell.data() == "*290,000"
    assert "不计入合计" in cell.data(Qt.ItemDataRole.ToolTipRole)
    session.change_view(columns=("name", "total_investment"))
    go_to(page, 1)
    qtbot.keyClick(page.table, Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "白酒项目\t290000\r\n"
    editor = open_editor(qtbot, page, 1, "total_investment", "")
    assert editor.original == "290,000"


def test_a_target_shows_its_value_with_unit_and_bound_in_one_cell_that_is_copied_as_shown(page, qtbot, session):
    assert shown(page, "goal") == ["", "", "", "25万吨", ""]
    session.act(lambda workspace: workspace.edit({4: {"target_bound": "左右"}}))
    cell = page.model.index(page.model.row_of(4), COLUMNS.index("goal"))
    assert cell.data() == "25万吨左右"
    assert not cell.flags() & Qt.ItemFlag.ItemIsEditable
    assert "编辑栏" in cell.data(Qt.ItemDataRole.ToolTipRole)
    session.change_view(columns=("name", "goal"))
    go_to(page, 4)
    qtbot.keyClick(page.table, Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "白酒产量\t25万吨左右\r\n"


def test_copied_rows_are_plain_figures_and_text_for_a_spreadsheet(page, qtbot, session):
    session.act(lambda workspace: workspace.edit({2: {"project_code": "220844010604018480", "name": '=A1\n"华樽"'}}))
    session.change_view(columns=("name", "project_code", "total_investment", "deadline"))
    page.table.select_ids([1, 2])
    qtbot.keyClick(page.table, Key.Key_C, CTRL | SHIFT)

    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == (
        "名称\t项目代码\t总投资(万元)\t完成时限\r\n"
        "白酒项目\t\t290000\t\r\n"
        '"=A1\n""华樽"""\t220844010604018480\t\t2023年10月底\r\n'
    )
    assert "<td>290000</td>" in data.html()
    assert "<td style=\"mso-number-format:'\\@'\">220844010604018480</td>" in data.html()
    qtbot.keyClick(page.table, Key.Key_C, CTRL)
    assert not QGuiApplication.clipboard().text().startswith("名称")


def test_selecting_several_rows_sums_them_without_double_count(page, session):
    session.act(
        lambda workspace: workspace.edit({2: {"total_investment": 5_000_000}, 5: {"total_investment": 1_000_000}})
    )
    page.table.select_ids([1, 2, 5])

    assert page.footer.selected.text() == "选中 3 项，合计 29 亿元 / 290,001 万元"


def test_the_menu_of_a_row_shows_it_in_the_gantt(page, qtbot):
    go_to(page, 3)
    actions = {action.text().split("\t")[0]: action for action in page.row_menu().actions()}
    with qtbot.waitSignal(page.show_in_gantt, check_params_cb=lambda id: id == 3):
        actions["在甘特图中查看"].trigger()
    actions["折叠全部"].trigger()
    assert shown(page) == ["白酒项目", "白酒产量", "制定质量标准"]


def test_revealing_an_item_takes_away_what_hides_it(page, session):
    session.set_collapsed(frozenset({1}))
    session.change_view(search="白酒")
    page.reveal(3)

    assert page.table.current_id() == 3
    assert session.view.search == ""


def test_pasting_asks_for_a_preview_and_says_what_to_copy_where_there_is_no_table(page, qtbot, told):
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("一个词")
    qtbot.keyClick(page.table, Key.Key_V, CTRL)
    assert "连同表头" in told[-1]
    clipboard.setText("项目名称\t备注\n第二污水处理厂\tx\n")
    with qtbot.waitSignal(page.pasted, check_params_cb=lambda text: text.startswith("项目名称\t备注")):
        qtbot.keyClick(page.table, Key.Key_V, CTRL)
