"""The month of a file stands in its preview, beside its sender, and can be said otherwise."""

import pytest
from import_gestures import read, settle, workbook

from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.services.reporting import report_month

HEAD = ["项目名称", "本月完成投资（万元）", "年内累计完成投资（万元）", "存在问题", "备注"]
TITLE = ["2023年9月重点项目进展情况表"]


@pytest.fixture
def page(qtbot, session):
    session.workspace.set_report_month("2023-09")
    page = ImportPage(session)
    qtbot.addWidget(page)
    page.resize(1240, 600)
    page.show()
    yield page
    page.shut()


def entries(page):
    """The months that the button offers at once."""
    page.preview.month.menu().aboutToShow.emit()
    return page.preview.month.menu().actions()


def say(qtbot, page, month):
    (action,) = [one for one in entries(page) if one.text() == month]
    with qtbot.waitSignal(page.session.jobs.ended):
        action.trigger()
    settle(qtbot, page)


def test_the_month_that_the_title_names_is_shown_and_ticked(qtbot, page, tmp_path):
    read(qtbot, page, workbook(tmp_path / "报表.xlsx", [TITLE, HEAD, ["第二污水处理厂", 10, 90, "缺资金", None]]))
    assert page.preview.month.text() == "报告期(&E) 2023年9月"
    assert [one.text() for one in entries(page) if one.isChecked()] == ["2023年9月"]
    assert "报告期：2023年9月（标题）" in page.preview.understood.text()


def test_a_month_that_nobody_named_is_shown_with_a_question(qtbot, page, tmp_path):
    read(qtbot, page, workbook(tmp_path / "报表.xlsx", [HEAD, ["第二污水处理厂", 10, 90, None, None]]))
    assert page.preview.month.text() == "报告期(&E) 2023年9月？"
    assert "表中没有写" in page.preview.month.toolTip()


def test_a_file_without_monthly_figures_asks_for_no_month(qtbot, page, tmp_path):
    read(qtbot, page, workbook(tmp_path / "报表.xlsx", [["项目名称", "备注"], ["第二污水处理厂", "土建"]]))
    assert page.preview.month.isHidden()


def test_a_month_that_a_person_says_holds_for_a_second_reading_and_for_what_is_written(qtbot, page, tmp_path, session):
    read(qtbot, page, workbook(tmp_path / "报表.xlsx", [TITLE, HEAD, ["第二污水处理厂", 10, 90, None, None]]))
    say(qtbot, page, "2023年8月")
    assert page.preview.month.text() == "报告期(&E) 2023年8月"
    page.queue.read_again(page.current, insists=True)
    settle(qtbot, page)
    assert page.preview.model.preview.month == "2023-08"
    with qtbot.waitSignal(session.undo_changed):
        page.preview.take.click()
    (part,) = session.workspace.parts(MONTH)
    assert (part.item, part.key, part.amount("invested_month")) == (3, "2023-08", 10_000_000)


def test_a_late_return_says_that_the_items_values_stay(qtbot, page, tmp_path, session):
    report_month(session.workspace, 3, "2023-09", {"invested_year": 200_000_000})
    rows = [["2023年8月进展"], HEAD, ["第二污水处理厂", 10, 90, "缺资金", None]]
    read(qtbot, page, workbook(tmp_path / "迟报.xlsx", rows))
    assert "1 项已报过以后的月份，只改2023年8月的月报" in page.preview.understood.text()
    model = page.preview.model
    states = [model.index(row, 4).data() for row in range(model.rowCount()) if model.is_value(row)]
    assert states == ["只记月报"] * 3
