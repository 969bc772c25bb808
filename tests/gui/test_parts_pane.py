"""Below the list: monthly reports, plans, funding, milestones and readings, by keyboard and button."""

import shutil

import pytest
from gestures import CTRL, Key, go_to, steps, value, write
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.domain.parts import FUNDING, MILESTONE, MONTH, READING, YEAR
from fenyang_desktop.gui.history_dialog import HistoryDialog
from fenyang_desktop.gui.ledger.cell_editing import Hint
from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.gui.ledger.parts_pane import PartsPane
from fenyang_desktop.gui.style import light_color
from fenyang_desktop.services.reporting import plan_year, report_month, set_funding, set_milestone
from fenyang_desktop.services.workspace import Workspace

WAN = 1_000_000


@pytest.fixture
def page(qtbot, session) -> LedgerPage:
    page = LedgerPage(session)
    qtbot.addWidget(page)
    page.resize(1240, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter()
    qtbot.keyClick(page, Key.Key_F6)
    QAbstractItemModelTester(page.parts.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    return page


@pytest.fixture
def pane(page) -> PartsPane:
    """The records of 3 第二污水处理厂."""
    page.table.select_ids([3])
    return page.parts


def cells(pane: PartsPane) -> list[list[str]]:
    model = pane.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def heads(pane: PartsPane) -> list[str]:
    return [pane.model.headerData(column, Qt.Orientation.Horizontal) for column in range(pane.model.columnCount())]


def tab(pane: PartsPane, kind) -> None:
    pane.tabs.setCurrentIndex([one.entity for one in pane._kinds].index(kind.entity))


def column_of(pane: PartsPane, key: str) -> int:
    return [field.key for field in pane.model.fields].index(key)


def type_into(qtbot, pane: PartsPane, row: int, key: str, text: str):
    """Open a cell's editor and type; what is typed is not kept yet."""
    pane.table.setFocus()
    pane.table.setCurrentIndex(pane.model.index(row, column_of(pane, key)))
    qtbot.keyClick(pane.table, Key.Key_F2)
    editor = pane.table.open_editor()
    assert editor is not None
    editor.selectAll()
    write(editor, text)
    return editor


def enter(qtbot, pane: PartsPane, row: int, key: str, text: str) -> None:
    qtbot.keyClick(type_into(qtbot, pane, row, key, text), Key.Key_Return)


def test_the_tabs_are_those_of_the_kind_of_the_current_row(page, pane):
    def shown():
        return [pane.tabs.tabText(place) for place in range(pane.tabs.count())]

    assert shown() == ["月报", "年度计划", "资金", "节点"]
    page.table.select_ids([4])
    assert shown() == ["读数"]
    assert heads(pane) == ["时间", "读数\n(万吨)", "备注"]
    page.table.select_ids([5])
    assert shown() == ["月报", "节点"]
    assert "本月完成投资\n(万元)" not in heads(pane)


def test_an_empty_tab_says_what_to_do_and_its_button_does_it(pane, qtbot, session):
    notice = pane.empty["month"]
    assert notice.isVisible()
    assert "新增" in notice.findChild(QLabel).text()
    qtbot.mouseClick(notice.buttons[0], Qt.MouseButton.LeftButton)
    assert cells(pane)[0][0] == "2023年9月"
    assert not notice.isVisible()
    assert session.workspace.parts(MONTH)[0].item == 3


def test_without_an_item_the_pane_says_to_choose_one(page, session):
    page.session.act(lambda workspace: workspace.delete([1, 2, 3, 4, 5]))
    assert page.parts.nothing.isVisible()
    assert not page.parts.add.isEnabled()


def test_a_report_is_added_and_filled_in_by_keyboard_each_value_an_undo_step(pane, qtbot, session):
    before = steps(session)
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Key.Key_Insert)
    assert pane.table.currentIndex().column() == 1
    enter(qtbot, pane, 0, "invested_month", "1,500")
    enter(qtbot, pane, 0, "invested_year", "1.2亿")
    enter(qtbot, pane, 0, "progress_percent", "45%")
    assert cells(pane)[0][:5] == ["2023年9月", "1,500", "12,000", "", "45"]
    assert steps(session) == before + 4
    assert (value(session, 3, "invested_year"), value(session, 3, "progress_percent")) == (12_000 * WAN, 4500)
    session.undo()
    assert cells(pane)[0][4] == ""
    assert value(session, 3, "progress_percent") is None
    session.redo()
    assert cells(pane)[0][4] == "45"


def test_typing_over_a_cell_edits_it_and_figures_stand_at_the_right(pane, qtbot):
    pane.add_record()
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Key.Key_7)
    qtbot.keyClick(pane.table.open_editor(), Key.Key_Return)
    assert cells(pane)[0][1] == "7"
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    assert pane.model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) == right
    assert pane.model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) == right


def test_several_lines_are_kept_by_ctrl_enter_and_shown_in_one(pane, qtbot, session):
    pane.add_record()
    editor = type_into(qtbot, pane, 0, "problems", "缺资金")
    qtbot.keyClick(editor, Key.Key_Return)
    write(editor, "缺土地")
    qtbot.keyClick(editor, Key.Key_Return, CTRL)
    assert value(session, 3, "problems") == "缺资金\n缺土地"
    assert cells(pane)[0][column_of(pane, "problems")] == "缺资金 缺土地"


def test_what_cannot_be_read_stays_marked_and_holds_the_pane_at_its_item_until_mended(page, pane, qtbot, session):
    pane.add_record()
    editor = type_into(qtbot, pane, 0, "invested_month", "许多")
    qtbot.keyClick(editor, Key.Key_Return)
    assert editor.toolTip() == "读不出金额。"
    go_to(page, 2)
    assert pane.name.text() == "第二污水处理厂"
    assert not session.finish_editing()
    editor.selectAll()
    write(editor, "12")
    qtbot.keyClick(editor, Key.Key_Return)
    assert session.workspace.parts(MONTH)[0].get("invested_month") == 12 * WAN
    assert pane.name.text() == "华樽3万吨项目"


def test_going_to_another_row_keeps_what_was_typed(page, pane, qtbot, session):
    pane.add_record()
    type_into(qtbot, pane, 0, "invested_month", "12")
    go_to(page, 2)
    assert session.workspace.parts(MONTH)[0].get("invested_month") == 12 * WAN
    assert pane.name.text() == "华樽3万吨项目"


def test_a_month_that_is_there_already_is_refused_and_nothing_is_lost(pane, qtbot, session):
    pane.add_record()
    pane.add_record()
    assert [row[0] for row in cells(pane)] == ["2023年10月", "2023年9月"]
    heard = []
    session.failed.connect(heard.append)
    editor = type_into(qtbot, pane, 0, "month", "9月")
    qtbot.keyClick(editor, Key.Key_Return)
    assert heard == ["“第二污水处理厂 · 2023年9月”的月报已经有了，请在那一行修改，或改填另一个。"]
    assert pane.table.wrong_editor() is editor
    qtbot.keyClick(editor, Key.Key_Escape)
    assert [row[0] for row in cells(pane)] == ["2023年10月", "2023年9月"]


def test_another_month_moves_the_row_to_its_place_and_the_user_with_it(pane, qtbot):
    pane.add_record()
    pane.add_record()
    enter(qtbot, pane, 0, "month", "2023-08")
    assert [row[0] for row in cells(pane)] == ["2023年9月", "2023年8月"]
    assert pane.table.currentIndex().row() == 1


def test_a_key_cannot_be_emptied(pane, qtbot, session):
    pane.add_record()
    editor = type_into(qtbot, pane, 0, "month", "")
    editor.clear()
    qtbot.keyClick(editor, Key.Key_Return)
    assert pane.table.wrong_editor() is editor
    assert session.workspace.parts(MONTH)[0].key == "2023-09"


def test_selected_rows_are_deleted_by_key_as_one_step(pane, qtbot, session):
    for _ in range(3):
        pane.add_record()
    before = steps(session)
    pane.table.selectAll()
    qtbot.keyClick(pane.table, Key.Key_Delete)
    assert cells(pane) == []
    assert steps(session) == before + 1
    session.undo()
    assert len(cells(pane)) == 3


def test_differences_stand_beneath_with_both_figures_and_mark_cells_and_tab(pane, session):
    def report(month, **values):
        session.act(
            lambda workspace: report_month(workspace, 3, month, {key: one * WAN for key, one in values.items()})
        )

    report("2023-08", invested_month=10, invested_year=100)
    assert not pane.faults_area.isVisible()
    report("2023-09", invested_month=20, invested_year=125)
    assert "年内累计完成投资 125 万元，按2023年8月的 100 万元加本月完成投资 20 万元应为 120 万元" in pane.faults.text()
    assert pane.tabs.tabText(0) == "月报 2 ▲"
    cell = pane.model.index(0, column_of(pane, "invested_year"))
    assert cell.data(Qt.ItemDataRole.ForegroundRole) == QColor(light_color(Light.RED, False))
    assert "应为 120 万元" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert cell.data() == "125"  # never repaired
    report("2023-09", invested_year=120)
    assert not pane.faults_area.isVisible()
    assert pane.tabs.tabText(0) == "月报 2"


def test_funding_and_plans_show_their_own_differences(pane, session):
    session.act(lambda workspace: set_funding(workspace, 3, "专项债", {"approved": 10 * WAN, "arrived": 11 * WAN}))
    session.act(lambda workspace: plan_year(workspace, 3, 2023, {"annual_plan": 10 * WAN, "plan_01": 11 * WAN}))
    tab(pane, FUNDING)
    assert pane.faults.text() == "▲ 专项债：到位 11 万元，超过批复的 10 万元。"
    tab(pane, YEAR)
    assert "计划合计为 11 万元" in pane.faults.text()
    assert value(session, 3, "annual_plan") == 10 * WAN


def test_a_source_or_milestone_is_chosen_from_those_that_are_left(pane, session, monkeypatch):
    offered = []
    monkeypatch.setattr(pane, "_ask", lambda keys: offered.append(keys) or keys[1])
    tab(pane, FUNDING)
    pane.add_record()
    pane.add_record()
    assert [row[0] for row in cells(pane)] == ["超长期国债", "专项债"]
    assert "超长期国债" not in offered[1]
    tab(pane, MILESTONE)
    pane.add_record()
    assert cells(pane)[0][:2] == ["可研", "前期手续"]
    assert offered[2][-1] == "其他节点"


def test_a_milestone_of_ones_own_is_named_at_once(pane, qtbot, session, monkeypatch):
    monkeypatch.setattr(pane, "_ask", lambda keys: keys[-1])
    tab(pane, MILESTONE)
    pane.add_record()
    editor = pane.table.open_editor()
    assert editor.typed() == "其他节点"
    editor.selectAll()
    write(editor, "试运行")
    qtbot.keyClick(editor, Key.Key_Return)
    assert [part.key for part in session.workspace.parts(MILESTONE)] == ["试运行"]


def test_a_month_says_how_it_is_understood_while_it_is_typed(pane, qtbot):
    pane.add_record()
    editor = type_into(qtbot, pane, 0, "month", "8")
    (hint,) = [child for child in pane.table.viewport().findChildren(Hint) if child.isVisible()]
    assert hint.text() == "2023年8月"
    qtbot.keyClick(editor, Key.Key_Escape)


def test_milestones_take_deadlines_in_words(pane, qtbot, session):
    session.act(lambda workspace: set_milestone(workspace, 3, "开工", {}))
    tab(pane, MILESTONE)
    enter(qtbot, pane, 0, "planned", "上半年")
    assert cells(pane)[0][2] == "2023年上半年"
    assert session.workspace.parts(MILESTONE)[0].get("planned") == "2023-06-30|half|上半年"


def test_readings_of_a_target_are_added_by_month(page, pane, qtbot, session):
    page.table.select_ids([4])
    page.parts.add_record()
    enter(qtbot, page.parts, 0, "figure", "18.5")
    assert cells(page.parts)[0][:2] == ["2023年9月", "18.5"]
    assert session.workspace.parts(READING)[0].get("figure") == "18.5"


def test_the_report_month_is_chosen_here_and_new_reports_are_of_it(pane, session):
    assert pane.month.text() == "报告期 2023年9月 ▾"
    pane._fill_months()
    actions = {action.text(): action for action in pane.month.menu().actions()}
    assert actions["随基准日（2023年9月）"].isChecked()
    actions["2023年8月"].trigger()
    assert pane.month.text() == "报告期 2023年8月 ▾"
    pane.add_record()
    assert cells(pane)[0][0] == "2023年8月"
    session.undo()
    session.undo()
    assert session.workspace.report_month() == "2023-09"
    assert pane.month.text() == "报告期 2023年9月 ▾"


def test_history_names_item_month_and_field(pane, qtbot, session):
    pane.add_record()
    enter(qtbot, pane, 0, "invested_month", "1500")
    dialog = HistoryDialog(session, 3)
    qtbot.addWidget(dialog)
    first = [dialog.model.index(0, column).data() for column in (3, 4, 5, 6)]
    assert first == ["第二污水处理厂 · 2023年9月", "本月完成投资(万元)", "", "1,500"]
    assert dialog.sets.itemText(1).endswith("修改“第二污水处理厂 · 2023年9月”的本月完成投资")
    session.act(lambda workspace: workspace.delete([3]))
    whole = HistoryDialog(session)
    qtbot.addWidget(whole)
    whole.sets.setCurrentIndex(1)
    told = {tuple(whole.model.index(row, column).data() for column in (3, 4)) for row in range(whole.model.rowCount())}
    assert ("第二污水处理厂（已删除） · 2023年9月", "（月报）") in told
    assert "所属项目" not in {label for _, label in told}


def test_a_read_only_file_shows_its_records_and_offers_no_change(page, pane, session, tmp_path):
    pane.add_record()
    copy = tmp_path / "只读.fenyang"
    shutil.copy(session.workspace.path, copy)
    session.show_workspace(Workspace.open(copy, read_only=True))
    page.table.select_ids([3])
    assert cells(pane)[0][0] == "2023年9月"
    assert not pane.add.isEnabled()
    assert not pane.model.flags(pane.model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    session.show_workspace(None)
    assert cells(pane) == []


def test_the_rows_can_be_copied_with_heads_in_one_line(pane, qtbot):
    pane.add_record()
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Key.Key_C, CTRL)
    head, row = QGuiApplication.clipboard().text().rstrip("\n").split("\n")
    assert head.startswith("报告期\t本月完成投资 (万元)\t")
    assert row.startswith("2023年9月\t")


def test_f6_closes_the_pane_and_its_state_is_kept(page, pane, qtbot, session):
    tab(pane, FUNDING)
    state = page.save_state()
    assert state["parts"] == {"open": True, "height": 240, "tab": "funding"}
    qtbot.keyClick(page, Key.Key_F6)
    assert not pane.isVisible()
    assert page.table.hasFocus()
    other = LedgerPage(session)
    qtbot.addWidget(other)
    other.show()
    other.restore_state(state)
    other.table.select_ids([3])
    assert other.parts_button.isChecked()
    assert other.parts.isVisible()
    assert other.parts.kind is FUNDING


def test_everything_clickable_has_a_name(pane):
    for button in (pane.month, pane.add, pane.delete, pane.close_button):
        assert button.text() or button.accessibleName()
        assert button.toolTip()
    assert all(widget.accessibleName() for widget in (pane.tabs, pane.table, pane.faults_area))
