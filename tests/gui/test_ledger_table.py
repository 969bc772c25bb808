"""项目台账 on a real portfolio: what shows, and every gesture on the table."""

import pytest
from gestures import ALT, CTRL, LEFT, NO, Key, click, go_to, shown, write
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QWheelEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox

from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.ledger.cells import PAD
from fenyang_desktop.gui.ledger.columns_popup import ColumnsPopup
from fenyang_desktop.gui.ledger.filter_popup import FilterPopup
from fenyang_desktop.gui.ledger.header import MARKS
from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COLUMNS, View, column_label
from fenyang_desktop.services.workspace import Workspace

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


@pytest.fixture
def page(ledger: LedgerPage) -> LedgerPage:
    return ledger


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


@pytest.fixture
def long_page(page, session):
    """The page with so many projects that they don't fit it."""
    for number in range(40):
        session.act(
            lambda workspace, number=number: workspace.add(
                {"name": f"项目{number}", "total_investment": number * 10**6}
            )
        )
    return page


def test_after_sorting_or_grouping_the_list_shows_its_top_and_the_selection_stays(long_page, session):
    table = long_page.table
    table.select_ids([40])
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    session.change_view(sort_by="total_investment", descending=True)
    assert table.verticalScrollBar().value() == 0
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    session.change_view(group_by="kind")
    assert table.verticalScrollBar().value() == 0
    assert table.selected_ids() == [40]


def test_an_edit_leaves_the_list_where_it_is(long_page, session):
    table = long_page.table
    session.change_view(sort_by="total_investment")
    table.select_ids([40])
    table.verticalScrollBar().setValue(300)
    session.act(lambda workspace: workspace.edit({40: {"name": "另一个名字"}}))
    assert table.verticalScrollBar().value() == 300


def test_a_deadline_and_the_label_of_a_sorted_column_stand_whole_at_the_default_widths(page, session):
    table = page.table
    bold = table.font()
    bold.setBold(True)
    for key in session.view.columns[1:]:
        needed = QFontMetrics(bold).horizontalAdvance(column_label(key)) + MARKS
        assert table.columnWidth(COLUMNS.index(key)) >= needed, key
    room = table.columnWidth(COLUMNS.index("deadline")) - 2 * PAD
    assert table.fontMetrics().horizontalAdvance("2023年10月中旬") <= room


def test_names_stay_in_view_when_the_table_is_scrolled_sideways(page, qtbot, session):
    table, bar = page.table, page.table.horizontalScrollBar()
    session.change_view(columns=(*session.view.columns, "note", "progress_text", "problems"))
    assert table.pinned.isHidden()
    bar.setValue(bar.maximum())
    assert table.pinned.isVisible()
    assert table.pinned.width() == table.columnWidth(0)

    spot = QPoint(80, table.rowViewportPosition(page.model.row_of(4)) + 5)
    qtbot.mouseClick(table.pinned, LEFT, NO, spot)
    assert (table.current_id(), table.current_column()) == (4, "name")
    assert bar.value() == bar.maximum()
    folding = table.cells.triangle_at(page.model, 0, QRect(0, 0, 200, table.rowHeight(0))).center()
    qtbot.mouseClick(table.pinned, LEFT, NO, folding)
    assert shown(page) == ["白酒项目", "白酒产量", "制定质量标准"]
    qtbot.mouseClick(table.head.viewport(), LEFT, NO, QPoint(80, 12))
    assert session.view.sort_by == "name"


def test_a_cell_is_never_left_behind_the_names_and_a_name_is_edited_in_its_own_place(page, qtbot, session):
    table, bar = page.table, page.table.horizontalScrollBar()
    session.change_view(columns=(*session.view.columns, "note", "progress_text", "problems"))
    bar.setValue(bar.maximum())
    go_to(page, 4, "action")
    cell = table.visualRect(table.currentIndex())
    assert cell.left() >= table.columnWidth(0) or bar.value() == 0

    bar.setValue(bar.maximum())
    go_to(page, 4)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(table, Key.Key_F2)
    assert table.open_editor() is not None
    assert table.viewport().rect().contains(table.open_editor().geometry())
    qtbot.keyClick(table.open_editor(), Key.Key_Escape)


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
    later.saved_views._fill()
    ticked = [action.text() for action in later.toolbar.views.menu().actions() if action.isChecked()]
    assert ticked == ["续建项目"]  # the menu ticks what the button names
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


@pytest.mark.parametrize("id", [2, 4, 5])
def test_the_menu_key_opens_the_menu_of_the_current_row(page, id):
    wanted = []
    page.table.menu_wanted.disconnect()
    page.table.menu_wanted.connect(wanted.append)
    go_to(page, id)
    # as Qt makes it for the focus widget: at the cursor, in the table's own coordinates
    place = page.table.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, page.table.mapToGlobal(place))
    QApplication.sendEvent(page.table, event)

    assert page.table.current_id() == id
    assert page.table.selected_ids() == [id]
    cell = page.table.visualRect(page.table.currentIndex())
    assert wanted == [page.table.viewport().mapToGlobal(cell.bottomLeft())]


def test_the_wheel_in_passing_leaves_the_groups_alone(page, session):
    group = page.toolbar.group
    spot = QPointF(group.rect().center())
    event = QWheelEvent(
        spot, group.mapToGlobal(spot), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(group, event)

    assert session.view.group_by == ""
    assert group.currentIndex() == 0


@pytest.mark.parametrize("agreed", [False, True])
def test_a_view_takes_the_name_of_another_only_if_that_one_is_given_up(page, session, monkeypatch, agreed):
    saved = page.saved_views
    for name, search in (("甲", "污水"), ("乙", "道路")):
        session.set_view(View(search=search))
        saved.save(name)
    monkeypatch.setattr(QInputDialog, "getText", lambda *args: ("甲", True))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0 if agreed else 1])
    saved._ask_rename(saved.views[1])
    found = [(view.name, view.search) for view in saved.views]
    assert found == ([("甲", "道路")] if agreed else [("甲", "污水"), ("乙", "道路")])


def test_opening_the_form_leaves_the_current_row_in_view(page, qtbot, session):
    for number in range(40):
        session.workspace.add({"name": f"第 {number} 项"})
    session.show_workspace(Workspace.open(session.workspace.path, read_only=True))
    last = page.model.rowCount() - 1
    page.table.setCurrentIndex(page.model.index(last, 0))
    page.show_form(True)

    def in_view() -> bool:
        return page.table.viewport().rect().contains(page.table.visualRect(page.model.index(last, 0)).center())

    assert page.table.viewport().width() < page.table.head.length()
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().isVisible() and in_view())


def test_the_box_of_groups_groups_the_list_and_another_grouping_unfolds_it(page, qtbot, session):
    group = page.toolbar.group
    group.setFocus()
    group.setCurrentIndex(group.findData("kind"))
    group.activated.emit(group.currentIndex())
    assert session.view.group_by == "kind"
    page.table.fold_all(True)
    assert page.model.rowCount() == len(session.arranged.groups)

    group.setCurrentIndex(group.findData("stage"))
    group.activated.emit(group.currentIndex())
    assert session.collapsed == frozenset()
    assert page.model.rowCount() == len(session.arranged.foldable) + 5


def test_a_form_that_was_open_is_open_at_the_next_start(page, qtbot, session):
    page.show_form(True)
    later = LedgerPage(session)
    qtbot.addWidget(later)
    assert later.form.isHidden()
    later.restore_state(page.save_state())
    assert not later.form.isHidden()
