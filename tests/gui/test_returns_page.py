"""报送: the matrix, what is said of a return, marks by key and menu, and chasing."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog

from fenyang_desktop.domain.returning import State
from fenyang_desktop.gui import returns_chasing, returns_dialogs
from fenyang_desktop.gui.history_dialog import HistoryDialog
from fenyang_desktop.gui.returns_dialogs import DayQuestion, Question, ReasonQuestion, RenameQuestion, WorkdayQuestion
from fenyang_desktop.gui.returns_model import STILL
from fenyang_desktop.gui.returns_page import ReturnsPage
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import apply_theme
from fenyang_desktop.services.reporting import report_month
from fenyang_desktop.services.return_ledger import read_ledger
from fenyang_desktop.services.return_marks import set_workday
from fenyang_desktop.services.workspace import Workspace

AUGUST, SEPTEMBER = 7, 8  # columns


@pytest.fixture
def page(qtbot, session) -> ReturnsPage:
    """Three units owe the returns of August 2023, which were due ten days ago: 贾家庄镇, 市水利局, 市住建局."""
    session.act(lambda workspace: workspace.edit({2: {"lead_unit": "市水利局"}, 5: {"lead_unit": "贾家庄镇"}}))
    session.act(lambda workspace: workspace.set_report_month("2023-08"))
    page = ReturnsPage(session)
    qtbot.addWidget(page)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    page.resize(1240, 640)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter()
    return page


@pytest.fixture
def answer(monkeypatch):
    """Answers the next questions: what is called with the question fills it in; it is agreed to then, as by its button."""

    def prepare(fill):
        asked: list[Question] = []

        def exec_(question):
            asked.append(question)
            fill(question)
            question.agree.click()
            return question.result()

        monkeypatch.setattr(returns_dialogs.Question, "exec", exec_)
        return asked

    return prepare


def units(page) -> list[str]:
    return [page.model.headerData(row, Qt.Orientation.Vertical) for row in range(page.model.rowCount())]


def column(page, place=AUGUST) -> list[str | None]:
    return [page.model.index(row, place).data() for row in range(page.model.rowCount())]


def go(page, row: int, place: int = AUGUST) -> None:
    """Make one cell current and the only one selected, whatever key an earlier test left pressed."""
    only = QItemSelectionModel.SelectionFlag.ClearAndSelect
    page.table.selectionModel().setCurrentIndex(page.model.index(row, place), only)


def press(qtbot, page, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, key, modifier)


def act(page, text: str) -> None:
    """Trigger a command of the page by its name."""
    (action,) = [action for action in page.actions() if action.text() == text]
    action.trigger()


def test_the_matrix_says_in_shape_and_word_who_owes_the_month_and_the_heading_counts_them(page):
    assert units(page) == ["贾家庄镇", "市水利局", "市住建局"]
    assert column(page) == ["▲ 未报"] * 3
    assert page.heading.text() == "2023年8月：应报 3 个单位，已报 0，未报 3，截止 2023-09-05"
    assert page.model.headerData(AUGUST, Qt.Orientation.Horizontal) == "8月\n缺 3"
    assert column(page, SEPTEMBER) == [None] * 3
    assert "次月第 3 个工作日" in page.foot.text()


def test_each_state_has_a_colour_of_its_own_in_light_and_dark(page, qapp):
    from fenyang_desktop.gui.returns_model import state_color

    for dark in (False, True):
        assert len({state_color(state, dark).name() for state in State}) == len(State)


def test_space_marks_what_is_selected_as_reported_in_one_step(page, qtbot, session, told):
    go(page, 1)
    page.table.selectColumn(AUGUST)
    before = len(session.workspace.undo_stack())
    press(qtbot, page, Qt.Key.Key_Space)
    assert column(page) == ["◆ 迟报"] * 3
    assert len(session.workspace.undo_stack()) == before + 1
    assert told[-1] == "3 个单位2023年8月标为已报。可以用 Ctrl+Z 撤销。"
    assert page.model.headerData(AUGUST, Qt.Orientation.Horizontal) == "8月\n报齐"
    session.undo()
    assert column(page) == ["▲ 未报"] * 3


def test_a_whole_row_is_marked_only_where_its_months_are_followed(page, qtbot, session):
    page.table.selectRow(2)
    press(qtbot, page, Qt.Key.Key_Space)
    assert [row.month for row in session.workspace.returns()] == ["2023-08"]


def test_delete_takes_a_mark_away(page, qtbot):
    go(page, 2)
    press(qtbot, page, Qt.Key.Key_Space)
    press(qtbot, page, Qt.Key.Key_Delete)
    assert column(page)[2] == "▲ 未报"


def test_a_return_goes_back_with_the_reason_that_is_written(page, qtbot, answer):
    asked = answer(lambda question: question.reason.setPlainText("金额单位写错"))
    go(page, 2)
    press(qtbot, page, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(asked[0], ReasonQuestion)
    assert column(page)[2] == "× 退回"
    assert "退回原因：金额单位写错" in page.side.toPlainText()
    assert "报送状态：未报 → 退回" in page.side.toPlainText()


def test_without_a_reason_nothing_goes_back_and_the_question_says_why(page, qtbot, answer):
    asked = answer(lambda question: question.reason.setPlainText("  "))
    go(page, 2)
    act(page, "退回…")
    assert asked[0].said.text() == "退回要写明原因。"
    assert column(page)[2] == "▲ 未报"


def test_no_change_can_be_noted_and_the_day_on_which_it_came(page, answer):
    answer(lambda question: question.box.setText("2023-09-05"))
    go(page, 0)
    act(page, "标为无变化")
    assert column(page)[0] == "＝ 无变化（迟）"
    act(page, "改收到日期…")
    assert column(page)[0] == "＝ 无变化"
    assert "收到时间：2023-09-05" in page.side.toPlainText()


def test_a_day_that_does_not_exist_is_refused_in_the_question(page, answer):
    asked = answer(lambda question: question.box.setText("2023-09-31"))
    go(page, 0)
    act(page, "改收到日期…")
    assert isinstance(asked[0], DayQuestion)
    assert asked[0].said.text() == "没有“2023-09-31”这一天，请按 2023-10-20 这样填写。"
    assert column(page)[0] == "▲ 未报"


def test_a_return_gets_a_due_date_of_its_own_and_goes_back_to_that_of_the_month(page, answer):
    go(page, 0)
    answer(lambda question: question.box.setText("2023-09-20"))
    act(page, "改截止日期…")
    assert column(page) == ["○ 未报", "▲ 未报", "▲ 未报"]
    assert "截止日期：2023-09-20（单独定的）" in page.side.toPlainText()
    answer(lambda question: question.usual.setChecked(True))
    act(page, "改截止日期…")
    assert column(page) == ["▲ 未报"] * 3


def test_the_due_date_of_a_month_and_of_every_month_can_be_set(page, answer):
    answer(lambda question: question.box.setText("2023-09-25"))
    act(page, "改全月的截止日期…")
    assert column(page) == ["○ 未报"] * 3
    assert page.heading.text().endswith("截止 2023-09-25")
    answer(lambda question: question.usual.setChecked(True))
    act(page, "改全月的截止日期…")

    def last_of_month(question: WorkdayQuestion) -> None:
        question.side.setCurrentIndex(1)
        question.number.setValue(1)

    asked = answer(last_of_month)
    act(page, "每月截止日期…")
    assert asked[0].number.maximum() == 10
    assert page.heading.text().endswith("截止 2023-08-31")
    assert "当月倒数第 1 个工作日" in page.foot.text()


def test_a_unit_is_renamed_and_stays_one_row(page, answer, session):
    go(page, 2)

    def rename(question: RenameQuestion) -> None:
        question.name.setCurrentText("市住房保障局")
        question.until.setCurrentIndex(question.until.findData("2023-07"))

    answer(rename)
    act(page, "单位改名、合并…")
    assert units(page) == ["贾家庄镇", "市水利局", "市住房保障局"]
    assert "曾用名：市住建局（至2023年7月）" in page.side.toPlainText()
    assert session.workspace.items([3])[0].get("lead_unit") == "市住建局"


def test_only_those_who_owe_the_month_are_shown_on_request(page, qtbot, session):
    go(page, 1)
    press(qtbot, page, Qt.Key.Key_Space)
    page.only_open.setChecked(True)
    assert units(page) == ["贾家庄镇", "市住建局"]
    page.table.selectColumn(AUGUST)
    press(qtbot, page, Qt.Key.Key_Space)
    assert (units(page), page.nothing.text()) == ([], "2023年8月都报齐了。")
    assert page.stack.currentWidget() is page.nothing


def test_units_are_found_by_name_and_by_initials(page):
    for text, found in (("水利", ["市水利局"]), ("szjj", ["市住建局"]), ("没有", [])):
        page.filter.setText(text)
        page.filter.returnPressed.emit()
        assert units(page) == found
    assert page.nothing.text() == "没有符合筛选的单位。清空筛选框可看到全部。"


def test_another_month_is_looked_at_by_year_and_month(page):
    page.month.setCurrentIndex(SEPTEMBER)
    assert [cell.month for cell in page.targets()] == ["2023-09"]
    assert page.heading.text() == "2023年9月：应报 3 个单位，已报 0，未报 3，截止 2023-10-11"
    assert column(page, SEPTEMBER) == ["○ 未报"] * 3
    page.year.setValue(2024)
    assert page.heading.text().startswith("2024年9月")
    assert column(page, AUGUST) == [None] * 3


def test_the_side_tells_file_time_and_items_which_lead_to_the_list(page, qtbot):
    go(page, 2)
    assert "应报的事项 1 项\n第二污水处理厂" in page.side.toPlainText().replace("\u2028", "\n")
    with qtbot.waitSignal(page.open_item) as heard:
        page.side.anchorClicked.emit(QUrl("item:3"))
    assert heard.args == [3]


def test_what_stood_still_for_three_months_is_marked_and_named(page, session):
    for month in ("2023-06", "2023-07", "2023-08"):
        session.act(lambda workspace, month=month: report_month(workspace, 3, month, {"progress_text": "施工"}))
    assert column(page, STILL) == [None, None, "≡ 1 项"]
    go(page, 2)
    assert "第二污水处理厂：进展文字三个月相同" in page.side.toPlainText()


def test_the_list_to_chase_goes_to_the_clipboard(page, told):
    page.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1:] == [
        "1. 贾家庄镇（1 项，逾期 10 天）",
        "2. 市水利局（1 项，逾期 10 天）",
        "3. 市住建局（1 项，逾期 10 天）",
        "请尽快报送。",
    ]
    assert told[-1] == "已复制催报名单，可以粘贴到消息里。"


def test_nothing_is_chased_when_all_have_reported(page, qtbot):
    page.table.selectColumn(AUGUST)
    press(qtbot, page, Qt.Key.Key_Space)
    assert (page.copy_button.isEnabled(), page.print_button.isEnabled()) == (False, False)


def test_the_sheet_is_saved_as_pdf(page, qtbot, tmp_path, monkeypatch):
    target = tmp_path / "催报 单"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(page.file_saved, timeout=30_000) as heard:
        act(page, "催报单另存为 PDF…")
    assert heard.args[1] == Path(f"{target}.pdf")
    assert Path(f"{target}.pdf").read_bytes().startswith(b"%PDF")


def test_without_a_printer_the_sheet_is_offered_as_pdf(page, monkeypatch):
    asked = []
    monkeypatch.setattr(returns_chasing, "has_printer", lambda: False)
    monkeypatch.setattr(returns_chasing, "wants_pdf_instead", lambda _: True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: asked.append(arguments[1]) or ("", ""))
    page.print_button.click()
    assert asked == ["另存为 PDF"]


def test_the_menu_of_a_cell_holds_its_commands_and_selects_the_cell(page):
    at = page.table.visualRect(page.model.index(1, AUGUST)).center()
    menu = page.menu_at(at)
    shown = {action.text() for action in menu.actions()}
    menu.deleteLater()
    assert page.menu_at(QPoint(5, 5000)) is None
    assert {"标为已报", "退回…", "标为无变化", "改截止日期…", "复制催报名单", "打印催报单…"} <= shown
    assert [cell.sender.name for cell in page.targets()] == ["市水利局"]


def test_the_cells_selected_are_copied_with_their_units(page, told):
    go(page, 1)
    page.copy()
    assert QGuiApplication.clipboard().text() == "市水利局\t2023-08\t▲ 未报"


def test_a_portfolio_without_units_says_what_to_do(qtbot, session):
    session.act(lambda workspace: workspace.edit({3: {"lead_unit": None}}))
    page = ReturnsPage(session)
    qtbot.addWidget(page)
    page.show()
    assert "还没有填责任单位" in page.nothing.text()
    assert page.heading.text() == "2023年9月：没有应报的单位"
    assert not page.side.isVisible()
    with qtbot.waitSignal(page.go_to) as heard:
        page.nothing.linkActivated.emit("ledger")
    assert heard.args == ["项目台账"]


def test_a_file_opened_to_read_only_is_not_marked(qtbot, session, small_workspace, told):
    path = small_workspace.path
    session.show_workspace(Workspace.open(path, read_only=True))
    page = ReturnsPage(session)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    act(page, "标为已报")
    assert told[-1] == "台账以只读方式打开，不能修改。"
    assert session.workspace.returns() == []
    session.show_workspace(None)


def test_no_file_leaves_nothing_on_the_page(page, session: Session):
    session.show_workspace(None)
    assert (page.heading.text(), page.model.rowCount()) == ("没有打开台账", 0)
    act(page, "标为已报")
    act(page, "打印催报单…")


def test_the_filter_is_found_again_at_the_next_start(page, qtbot, session):
    page.only_open.setChecked(True)
    later = ReturnsPage(session)
    qtbot.addWidget(later)
    later.restore_state(page.save_state())
    assert later.only_open.isChecked()


def test_the_reference_date_decides_what_is_overdue(page, session):
    session.set_reference_date(date(2023, 9, 5))
    assert column(page) == ["○ 未报"] * 3
    assert read_ledger(session.workspace).on == date(2023, 9, 5)


def test_the_page_is_drawn_in_light_and_dark(page, qapp):
    go(page, 2)
    looks = set()
    try:
        for theme in ("light", "dark"):
            apply_theme(qapp, theme)
            QApplication.processEvents()
            looks.add(page.grab().toImage().pixelColor(400, 300).lightness() > 128)
    finally:
        apply_theme(qapp, "light")
    assert looks == {True, False}


def test_the_history_names_marks_by_unit_and_month_and_due_dates_in_words(page, qtbot, session):
    go(page, 2)
    press(qtbot, page, Qt.Key.Key_Space)
    session.act(lambda workspace: set_workday(workspace, 5))
    dialog = HistoryDialog(session)
    qtbot.addWidget(dialog)
    texts = [[dialog.model.index(row, column).data() for column in range(3, 7)] for row in range(8)]
    assert texts[0] == ["（台账）", "报送截止", "次月第 3 个工作日", "次月第 5 个工作日"]
    assert ["市住建局 2023年8月", "报送状态", "", "已报"] in texts
    assert ["市住建局", "单位名称", "", "市住建局"] in texts


def test_the_first_look_is_at_the_month_of_the_office(qtbot, session):
    session.act(lambda workspace: workspace.edit({2: {"lead_unit": "市水利局"}}))
    session.act(lambda workspace: workspace.set_report_month("2023-08"))
    page = ReturnsPage(session)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.table.clearFocus()
    page.enter()
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (0, AUGUST)
