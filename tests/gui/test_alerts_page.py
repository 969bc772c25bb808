"""The alerts page on a real portfolio."""

from datetime import date

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.gui.alerts_model import DAYS, LIGHT_COLUMN, NAME
from fenyang_desktop.gui.alerts_page import AlertsPage
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import apply_theme
from fenyang_desktop.services.alerts import due_alerts


@pytest.fixture
def page(qtbot, session) -> AlertsPage:
    page = AlertsPage(session)
    qtbot.addWidget(page)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    page.resize(1100, 600)
    page.show()
    page.enter()
    return page


def set_deadline(session: Session, id: int, words: str) -> None:
    session.act(lambda workspace: workspace.edit({id: {"deadline": encode_deadline(parse_deadline(words, 2023))}}))


def shown(page: AlertsPage, column: int) -> list[str]:
    return [page.model.index(row, column).data() or "" for row in range(page.model.rowCount())]


def test_overdue_comes_before_due_and_the_heading_counts_both_as_of_the_reference_date(page):
    page.days.setValue(60)

    assert page.heading.text() == "截至 2023-09-15：逾期 1 项，60 天内到期 1 项"
    assert shown(page, NAME) == ["", "制定质量标准", "", "白酒项目 / 华樽3万吨项目"]
    assert shown(page, DAYS) == ["", "逾期 77 天", "", "剩 46 天"]
    assert shown(page, LIGHT_COLUMN) == ["▲ 逾期  1 项", "▲ 逾期", "◆ 临期  1 项", "◆ 临期"]


def test_the_number_of_days_is_remembered(page, qtbot, session):
    page.days.setValue(60)
    later = AlertsPage(session)
    qtbot.addWidget(later)

    later.restore_state(page.save_state())

    assert later.days.value() == 60
    later.restore_state({"days": "many"})
    assert later.days.value() == 60


def test_a_new_reference_date_is_followed_at_once(page, session):
    session.set_reference_date(date(2023, 11, 1))

    assert page.heading.text() == "截至 2023-11-01：逾期 2 项，30 天内到期 0 项"


def test_a_change_made_while_the_page_is_hidden_is_there_when_it_is_shown_again(page, session):
    page.hide()
    set_deadline(session, 3, "9月底")

    page.show()

    assert "白酒项目 / 第二污水处理厂" in shown(page, NAME)


def test_the_filter_finds_initials_and_says_how_many_it_hides(page, qtbot):
    page.days.setValue(60)

    qtbot.keyClicks(page.filter, "hz3")
    qtbot.waitUntil(lambda: page.model.shown == 1)

    assert shown(page, NAME) == ["", "白酒项目 / 华樽3万吨项目"]
    assert page.hidden_rows.text() == "显示 1 项，筛选隐藏 1 项"
    qtbot.keyClicks(page.filter, "zzz")
    qtbot.keyClick(page.filter, Qt.Key.Key_Return)  # Enter doesn't wait for the next key
    assert page.stack.currentWidget() is page.nothing
    assert "清空筛选框" in page.nothing.text()


def test_without_alerts_the_page_says_so(page, session):
    session.act(lambda workspace: workspace.delete([5]))

    assert page.stack.currentWidget() is page.nothing
    assert page.nothing.text().startswith("没有逾期或临近到期的事项")


def test_a_click_on_a_head_sorts_within_overdue_and_due(page, session, qtbot):
    set_deadline(session, 3, "3月底")
    set_deadline(session, 4, "2月底")
    page.days.setValue(60)
    assert shown(page, NAME)[1:4] == ["白酒产量", "白酒项目 / 第二污水处理厂", "制定质量标准"]  # by deadline
    header = page.table.header()

    def click() -> None:
        spot = QPoint(header.sectionViewportPosition(NAME) + 20, 8)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    click()
    assert shown(page, NAME)[1:4] == ["白酒产量", "白酒项目 / 第二污水处理厂", "制定质量标准"]
    click()
    assert shown(page, NAME)[1:4] == ["制定质量标准", "白酒项目 / 第二污水处理厂", "白酒产量"]
    assert shown(page, NAME)[5] == "白酒项目 / 华樽3万吨项目"


def test_enter_asks_for_the_item_in_the_list(page, qtbot):
    with qtbot.waitSignal(page.open_item) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)

    assert asked.args == [5]


def test_the_line_about_undated_items_leads_to_them(page, session, qtbot):
    assert "另有 3 项没有具体时限" in page.undated.text()

    with qtbot.waitSignal(page.go_to) as asked:
        page.undated.linkActivated.emit("undated")

    assert asked.args == ["项目台账"]
    assert session.arranged.matching == {1, 3, 4}


def test_copying_puts_tab_separated_rows_on_the_clipboard(page, qtbot):
    page.table.setCurrentIndex(page.model.index(1, 0))

    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    head, row = QGuiApplication.clipboard().text().rstrip("\n").split("\n")
    assert head.split("\t")[:2] == ["灯号", "名称"]
    assert row.split("\t")[:4] == ["▲ 逾期", "制定质量标准", "工作任务", "2023年6月底"]


def test_the_current_item_stays_current_when_the_rows_change(page, session):
    page.reveal(5)
    set_deadline(session, 3, "1月底")

    assert page.model.item_id(page.table.currentIndex().row()) == 5


def test_every_item_is_overdue_or_due_or_fine_or_undated(workspace):
    found = due_alerts(workspace.items(), date(2023, 9, 15), 30)

    assert all((alert.judgement.days or 0) < 0 for alert in found.overdue)
    assert all(0 <= (alert.judgement.days or 0) <= 30 for alert in found.due)
    assert found.undated == sum(
        (deadline := item.deadline()) is None or deadline.date is None for item in workspace.items()
    )


def test_links_and_choices_are_readable_after_a_change_to_dark(session, qtbot, qapp):
    page = AlertsPage(session)
    qtbot.addWidget(page)
    choice = QRadioButton("全部", page)
    font = qapp.font()

    def shades(widget: QWidget) -> set[int]:
        image = widget.grab().toImage()
        return {image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())}

    try:
        apply_theme(qapp, "light")
        page.resize(1000, 500)
        page.show()
        choice.move(400, 8)
        choice.show()
        apply_theme(qapp, "dark")
        assert max(shades(page.undated)) > 150
        only_link = QLabel(page.undated.text()[page.undated.text().index("<a") :], page)
        assert max(shades(only_link)) > 150
        choice.setText("")
        assert max(shades(choice)) - min(shades(choice)) > 80
    finally:
        apply_theme(qapp, "light")
        qapp.setStyleSheet("")
        qapp.setFont(font)


def test_the_head_of_every_table_looks_like_the_ledgers(ledger, session, qtbot, qapp):
    """The same ground without a gradient, and labels that begin where the cells' texts do."""
    font = qapp.font()
    try:
        apply_theme(qapp, "light")
        alerts = AlertsPage(session)
        qtbot.addWidget(alerts)
        alerts.show()
        grounds = set()
        for head in (alerts.table.header(), ledger.table.head):
            image = head.viewport().grab().toImage()
            grounds |= {image.pixelColor(2, y).name() for y in range(1, image.height() - 3)}
        assert len(grounds) == 1
    finally:
        qapp.setStyleSheet("")
        qapp.setFont(font)


def test_the_heads_of_overdue_and_due_reach_over_all_columns(page):
    page.days.setValue(60)

    rows = range(page.model.rowCount())
    assert [page.table.isFirstColumnSpanned(row, QModelIndex()) for row in rows] == [True, False, True, False]
