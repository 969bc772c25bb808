"""项目台账 on a real portfolio: what shows, and every gesture on the table."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.ledger.columns_popup import ColumnsPopup
from fenyang_desktop.gui.ledger.delegate import Hint
from fenyang_desktop.gui.ledger.editors import LineEditor
from fenyang_desktop.gui.ledger.filter_popup import FilterPopup
from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COLUMNS, View
from fenyang_desktop.services.workspace import Workspace

Key = Qt.Key
NO, CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


@pytest.fixture
def session(small_workspace) -> Iterator[Session]:
    """1 白酒项目 (programme, 29亿元) with 2 华樽3万吨项目 and 3 第二污水处理厂, 4 白酒产量, 5 制定质量标准."""
    jobs = Jobs()
    session = Session(jobs)
    session.show_workspace(small_workspace)
    yield session
    jobs.stop()


@pytest.fixture
def page(qtbot, session) -> LedgerPage:
    page = LedgerPage(session)
    qtbot.addWidget(page)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    page.resize(1240, 600)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter()
    return page


@pytest.fixture
def told(session) -> list[str]:
    heard: list[str] = []
    session.told.connect(heard.append)
    return heard


def shown(page: LedgerPage, key: str = "name") -> list[str]:
    column = COLUMNS.index(key)
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def go_to(page: LedgerPage, id: int, key: str = "name") -> None:
    page.table.setCurrentIndex(page.model.index(page.model.row_of(id), COLUMNS.index(key)))


def value(session: Session, id: int, key: str):
    return session.listing.item(id).get(key)


def steps(session: Session) -> int:
    assert session.workspace is not None
    return len(session.workspace.undo_stack())


def click(qtbot, page: LedgerPage, spot: QPoint, modifier=NO) -> None:
    qtbot.mouseClick(page.table.viewport(), LEFT, modifier, spot)


def spot_of(page: LedgerPage, id: int, key: str = "name") -> QPoint:
    return page.table.visualRect(page.model.index(page.model.row_of(id), COLUMNS.index(key))).center()


def write(widget, text: str) -> None:
    """Type as an input method does: Chinese has no keys."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def hint(page: LedgerPage) -> str:
    """What stands beside the open editor."""
    return "".join(child.text() for child in page.table.viewport().findChildren(Hint) if child.isVisible())


def open_editor(qtbot, page: LedgerPage, id: int, key: str, text: str) -> LineEditor:
    go_to(page, id, key)
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.open_editor()
    assert editor is not None
    editor.selectAll()
    write(editor, text)
    return editor


# -- showing


def test_rows_stand_under_their_programme_and_the_footer_sums_without_double_count(page):
    assert shown(page) == ["白酒项目", "华樽3万吨项目", "第二污水处理厂", "白酒产量", "制定质量标准"]
    assert [page.model.depth_at(row) for row in range(5)] == [0, 1, 1, 0, 0]
    assert shown(page, "light") == ["无时限", "正常", "无时限", "无时限", "逾期"]
    assert page.footer.shown.text() == "显示 5 项 / 共 5 项"
    assert page.footer.total.text() == "总投资合计 29 亿元 / 290,000 万元（1 项有金额，不重复计）"
    assert page.footer.date.text() == "基准日 2023-09-15"


def test_a_cell_of_a_kind_without_the_field_is_blank_and_says_why(page):
    target = page.model.index(page.model.row_of(4), COLUMNS.index("stage"))

    assert target.data() == ""
    assert target.data(Qt.ItemDataRole.ToolTipRole) == "指标没有“阶段”这一项"
    assert not target.flags() & Qt.ItemFlag.ItemIsEditable


def test_the_light_says_its_reason_and_the_deadline_its_words(page):
    light = page.model.index(page.model.row_of(5), COLUMNS.index("light"))
    deadline = page.model.index(page.model.row_of(2), COLUMNS.index("deadline"))

    assert light.data(Qt.ItemDataRole.ToolTipRole) == "时限 2023年6月底，已逾期 77 天"
    assert deadline.data(Qt.ItemDataRole.ToolTipRole) == "截至 2023-10-31（原文：10月底前）"


def test_the_default_columns_fit_the_window_and_the_name_takes_what_is_left(page):
    assert page.table.horizontalScrollBar().maximum() == 0
    assert sum(page.table.columnWidth(COLUMNS.index(key)) for key in page.table.shown_columns()) == (
        page.table.viewport().width()
    )


# -- searching and filtering


def test_typing_initials_into_the_search_box_finds_the_item_under_its_programme(page, qtbot, session):
    qtbot.keyClick(page, Key.Key_F, CTRL)
    assert page.toolbar.search.hasFocus()
    with qtbot.waitSignal(session.arranged_changed):
        qtbot.keyClicks(page.toolbar.search, "wsclc")

    assert shown(page) == ["白酒项目", "第二污水处理厂"]
    assert session.arranged.matching == {3}
    assert page.footer.shown.text().startswith("显示 1 项 / 共 5 项（筛选隐藏 4 项）")
    assert page.footer.total.text() == "总投资合计 0 万元（0 项有金额，不重复计）"


def test_escape_empties_the_search_and_down_goes_to_the_rows(page, qtbot, session):
    page.toolbar.search.setFocus()
    qtbot.keyClicks(page.toolbar.search, "xyz")
    qtbot.keyClick(page.toolbar.search, Key.Key_Return)
    assert page.unmatched.isVisible()

    qtbot.keyClick(page.toolbar.search, Key.Key_Escape)
    assert session.view.search == ""
    assert not page.unmatched.isVisible()
    qtbot.keyClick(page.toolbar.search, Key.Key_Down)
    assert page.table.hasFocus()


def test_a_kind_chip_shows_that_kind_and_all_shows_everything_again(page, qtbot):
    chips = {chip.text(): chip for chip in page.toolbar.chips.values()}
    qtbot.mouseClick(chips["工作任务"], LEFT)
    assert shown(page) == ["制定质量标准"]
    assert chips["工作任务"].isChecked()

    qtbot.mouseClick(chips["全部"], LEFT)
    assert len(shown(page)) == 5
    assert chips["全部"].isChecked()


def open_filter(qtbot, page: LedgerPage, key: str) -> FilterPopup:
    section = COLUMNS.index(key)
    qtbot.mouseClick(page.table.head.viewport(), LEFT, NO, page.table.head.glyph_rect(section).center())
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, FilterPopup)
    return popup


def test_the_glyph_in_a_column_head_opens_its_values_with_counts_and_filters_by_them(page, qtbot, session):
    popup = open_filter(qtbot, page, "kind")
    rows = [popup.model.index(row).data() for row in range(popup.model.rowCount())]
    assert rows == ["项目  (2)", "项目包  (1)", "指标  (1)", "工作任务  (1)"]

    popup.model.tick_all(False)
    popup.model.setData(popup.model.index(2), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    qtbot.mouseClick(popup.apply, LEFT)

    assert session.view.filters == {"kind": frozenset({"指标"})}
    assert shown(page) == ["白酒产量"]


def test_alt_down_opens_the_filter_of_the_current_column_and_typing_narrows_it(page, qtbot, session):
    go_to(page, 3, "lead_unit")
    qtbot.keyClick(page.table, Key.Key_Down, ALT)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, FilterPopup)

    write(popup.search, "住建")
    qtbot.keyClick(popup.search, Key.Key_Return)

    assert session.view.filters == {"lead_unit": frozenset({"市住建局"})}
    assert session.arranged.matching == {3}


def test_blanks_can_be_filtered_for_and_the_link_in_the_footer_clears_everything(page, qtbot, session):
    popup = open_filter(qtbot, page, "lead_unit")
    write(popup.search, "空白")
    qtbot.keyClick(popup.search, Key.Key_Return)
    assert session.arranged.matching == {1, 2, 4, 5}

    page.footer.shown.linkActivated.emit("clear")
    assert session.view.filters == {}
    assert "清除筛选" not in page.footer.shown.text()


# -- sorting, grouping, columns


def click_head(qtbot, page: LedgerPage, key: str) -> None:
    head, section = page.table.head, COLUMNS.index(key)
    spot = QPoint(head.sectionViewportPosition(section) + 12, head.height() // 2)
    qtbot.mouseClick(head.viewport(), LEFT, NO, spot)


def test_clicking_a_head_sorts_up_then_down_then_in_the_order_of_the_report(page, qtbot, session):
    click_head(qtbot, page, "deadline")
    assert shown(page) == ["制定质量标准", "白酒项目", "华樽3万吨项目", "第二污水处理厂", "白酒产量"]
    click_head(qtbot, page, "deadline")
    assert shown(page)[0] == "白酒项目"
    assert (session.view.sort_by, session.view.descending) == ("deadline", True)
    click_head(qtbot, page, "deadline")
    assert session.view.sort_by == ""
    assert shown(page) == ["白酒项目", "华樽3万吨项目", "第二污水处理厂", "白酒产量", "制定质量标准"]


def test_the_current_row_and_the_selection_survive_sorting_filtering_and_an_edit(page, session):
    page.table.select_ids([3, 5])
    session.change_view(sort_by="deadline", descending=True)
    assert (page.table.current_id(), set(page.table.selected_ids())) == (3, {3, 5})
    session.change_view(search="制定")
    assert page.table.selected_ids() == [5]
    page.table.select_ids([5])
    session.act(lambda workspace: workspace.edit({5: {"name": "制定白酒质量标准"}}))
    assert page.table.current_id() == 5


def test_grouping_shows_heads_with_count_and_amount_that_fold(page, qtbot, session):
    session.change_view(group_by="kind")
    assert shown(page)[:3] == ["项目（2 项）", "华樽3万吨项目", "第二污水处理厂"]
    assert "项目包（1 项，总投资 290,000 万元）" in shown(page)

    click(qtbot, page, QPoint(12, page.table.rowViewportPosition(0) + 10))
    assert shown(page)[:2] == ["项目（2 项）", "项目包（1 项，总投资 290,000 万元）"]
    assert page.footer.shown.text() == "显示 5 项 / 共 5 项"


def test_left_and_right_fold_and_unfold_and_left_goes_up(page, qtbot):
    go_to(page, 2)
    qtbot.keyClick(page.table, Key.Key_Left)
    assert page.table.current_id() == 1
    qtbot.keyClick(page.table, Key.Key_Left)
    assert shown(page) == ["白酒项目", "白酒产量", "制定质量标准"]
    qtbot.keyClick(page.table, Key.Key_Right)
    assert len(shown(page)) == 5
    qtbot.keyClick(page.table, Key.Key_Right)
    assert page.table.current_column() == "kind"


def test_a_click_on_the_triangle_folds_and_does_not_select(page, qtbot):
    go_to(page, 5)
    cell = page.table.visualRect(page.model.index(0, 0))
    spot = page.table.cells.triangle_at(page.model, 0, cell).center()
    click(qtbot, page, spot)

    assert shown(page) == ["白酒项目", "白酒产量", "制定质量标准"]
    assert page.table.current_id() == 5


def test_ticking_a_column_shows_it_last_and_dragging_its_head_moves_it(page, qtbot, session):
    qtbot.mouseClick(page.toolbar.columns, LEFT)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, ColumnsPopup)
    row = next(row for row in range(popup.list.count()) if popup.list.item(row).text() == "备注")
    popup.list.item(row).setCheckState(Qt.CheckState.Checked)
    popup.close()
    assert page.table.shown_columns()[-1] == "note"

    page.table.head.moveSection(page.table.head.visualIndex(COLUMNS.index("note")), 1)
    assert session.view.columns[:3] == ("name", "note", "kind")
    assert page.table.shown_columns() == list(session.view.columns)


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


def test_delete_takes_the_row_away_and_undo_brings_it_back(page, qtbot, session, told):
    go_to(page, 4)
    qtbot.keyClick(page.table, Key.Key_Delete)
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


def test_a_programme_goes_with_its_members_only_if_the_user_agrees(page, qtbot, session, monkeypatch):
    go_to(page, 1)
    asked = answer(qtbot, monkeypatch, "取消")
    qtbot.keyClick(page.table, Key.Key_Delete)
    assert asked == ["“白酒项目”下还有 2 个下级，要一并删除吗？\n删除后可以撤销。"]
    assert len(shown(page)) == 5

    before = steps(session)
    answer(qtbot, monkeypatch, "一并删除")
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


# -- state, other files


def test_a_saved_view_comes_back_with_columns_sort_group_and_filters(page, qtbot, session):
    session.change_view(
        columns=("name", "stage"), sort_by="stage", descending=True, group_by="kind", search="项目",
        filters={"stage": frozenset({"续建", ""})},
    )  # fmt: skip
    page.saved_views.save("续建项目")
    wanted = session.view
    state = page.save_state()
    session.set_view(View())

    later = LedgerPage(session)
    qtbot.addWidget(later)
    later.restore_state(state)
    assert later.saved_views.views == [wanted]
    assert later.table.shown_columns() == ["name", "stage"]
    assert session.view.filters == {}
    session.set_view(later.saved_views.views[0])
    assert later.toolbar.views.text() == "视图：续建项目 ▾"
    session.change_view(search="")
    assert later.toolbar.views.text() == "视图：续建项目 * ▾"
    later.saved_views.rename("续建项目", "续建")
    later.saved_views.delete("续建")
    assert later.saved_views.views == []


@pytest.mark.parametrize(
    "state",
    [{}, {"view": 3, "views": [1, {"name": "x", "columns": "y"}], "widths": {"name": "wide"}, "form_width": -1}],
)
def test_a_missing_or_odd_state_is_left_out(page, state):
    page.restore_state(state)
    assert page.table.shown_columns()[0] == "name"


def test_widths_that_the_user_set_are_kept(page, session, qtbot):
    page.table.head.resizeSection(COLUMNS.index("action"), 222)
    later = LedgerPage(session)
    qtbot.addWidget(later)
    later.restore_state(page.save_state())
    assert later.table.columnWidth(COLUMNS.index("action")) == 222


def test_an_empty_portfolio_says_what_to_do_next(qtbot, empty_workspace):
    jobs = Jobs()
    session = Session(jobs)
    session.show_workspace(empty_workspace)
    page = LedgerPage(session)
    qtbot.addWidget(page)
    page.show()
    assert page.empty.isVisible()
    assert not page.unmatched.isVisible()
    with qtbot.waitSignal(page.go_to, check_params_cb=lambda title: title == "导入"):
        qtbot.mouseClick(page.empty.buttons[1], LEFT)
    jobs.stop()


def test_a_file_opened_read_only_can_be_looked_at_and_not_edited(qtbot, small_workspace):
    other = Workspace.open(small_workspace.path, read_only=True)
    jobs = Jobs()
    session = Session(jobs)
    page = LedgerPage(session)
    qtbot.addWidget(page)
    session.show_workspace(other)
    cell = page.model.index(1, COLUMNS.index("action"))
    assert not cell.flags() & Qt.ItemFlag.ItemIsEditable
    assert not page.toolbar.add.isEnabled()
    assert page.toolbar.delete.toolTip() == "台账以只读方式打开，不能修改"
    page.show_form(True)
    page.table.select_ids([2])
    assert not page.form.fields.editors["name"].isEnabled()
    session.show_workspace(None)
    jobs.stop()


def test_undo_redo_and_another_file_keep_the_model_in_step(page, session, small_workspace):
    session.act(lambda workspace: workspace.add({"name": "新项目", "parent": 1}))
    session.act(lambda workspace: workspace.delete([6]))
    session.act(Workspace.undo)
    session.act(Workspace.undo)
    session.act(Workspace.redo)
    assert "新项目" in shown(page)
    session.show_workspace(None)
    assert page.model.rowCount() == 0
    assert page.footer.shown.text() == "显示 0 项 / 共 0 项"
