"""截至… and 与…相比: every page shows how the file stood, to look at only, or what differs since."""

from datetime import date
from functools import partial

import pytest
from windows import choose_file, wait_for_jobs

from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.gui.alerts_page import AlertsPage
from fenyang_desktop.gui.ledger import past_pane
from fenyang_desktop.gui.ledger.changes_model import NEW, OLD
from fenyang_desktop.gui.ledger.past_pane import PastPane
from fenyang_desktop.gui.past_strip import PastStrip
from fenyang_desktop.services.as_of import as_closed
from fenyang_desktop.services.closing import close_month
from fenyang_desktop.services.comparing_states import What
from fenyang_desktop.services.reporting import report_month
from fenyang_desktop.services.workspace import Workspace

WAN = 1_000_000
SEPTEMBER = partial(past_pane._close, "2023-09")


@pytest.fixture
def busy(session, ledger):
    """September is closed with 100万元 for project 2; then it has 150, 3 another name, 5 is gone, 6 is new."""
    session.act(lambda workspace: report_month(workspace, 2, "2023-09", {"invested_year": 100 * WAN}))
    session.act(lambda workspace: close_month(workspace, "2023-09"))
    session.act(lambda workspace: report_month(workspace, 2, "2023-10", {"invested_year": 150 * WAN}))
    session.act(lambda workspace: workspace.edit({3: {"name": "今天的名称"}}))
    session.act(lambda workspace: workspace.delete([5]))
    session.act(lambda workspace: workspace.add({"name": "新项目"}))
    session.act(lambda workspace: workspace.set_reference_date(date(2023, 10, 8)))
    return ledger


def look(qtbot, ledger, read=SEPTEMBER) -> PastPane:
    with qtbot.waitSignal(ledger.session.past_changed):
        ledger.past.look(read)
    return ledger.past


def compare(qtbot, ledger, read=SEPTEMBER) -> PastPane:
    ledger.past.compare(read)
    qtbot.waitUntil(lambda: ledger.past.comparison is not None)
    return ledger.past


def names(ledger) -> list[str]:
    return [ledger.model.cell_text(row, "name") for row in range(ledger.model.rowCount())]


def test_the_list_shows_what_stood_at_the_close_and_says_so(qtbot, busy):
    strip = PastStrip(busy.session)
    qtbot.addWidget(strip)
    look(qtbot, busy)
    assert "第二污水处理厂" in names(busy)
    assert "制定质量标准" in names(busy)
    assert "新项目" not in names(busy)
    assert strip.isVisible()
    assert "2023年9月封账时" in strip.said.text()
    assert busy.session.reference_date == date(2023, 9, 15)


def test_a_past_state_cannot_be_edited_and_the_present_can_again(qtbot, busy):
    strip = PastStrip(busy.session)
    qtbot.addWidget(strip)
    look(qtbot, busy)
    row = busy.model.row_of(3)
    assert not busy.session.can_edit
    assert not busy.model.can_edit(row, "name")
    assert not busy.toolbar.add.isEnabled()
    strip.back.click()
    assert busy.session.past is None
    assert "今天的名称" in names(busy)
    assert "制定质量标准" not in names(busy)
    assert busy.session.reference_date == date(2023, 10, 8)
    assert busy.model.can_edit(busy.model.row_of(3), "name")
    assert not strip.isVisible()


def test_the_selected_item_stays_selected_in_the_past(qtbot, busy):
    busy.table.select_ids([3])
    look(qtbot, busy)
    assert busy.table.selected_ids() == [3]


def test_the_records_below_are_those_of_then(qtbot, busy):
    busy.open_parts(True)
    busy.table.select_ids([2])
    assert [part.key for part in busy.parts.model.rows] == ["2023-10", "2023-09"]
    look(qtbot, busy)
    assert busy.parts.model.kind is MONTH
    assert [part.key for part in busy.parts.model.rows] == ["2023-09"]
    assert not busy.parts.add.isEnabled()


def test_other_pages_show_the_past_too(qtbot, busy):
    alerts = AlertsPage(busy.session)
    qtbot.addWidget(alerts)
    look(qtbot, busy)
    alerts.show()
    alerts.enter()
    texts = [
        str(alerts.model.index(row, column).data())
        for row in range(alerts.model.rowCount())
        for column in range(alerts.model.columnCount())
    ]
    assert any("制定质量标准" in text for text in texts)  # deleted since


def test_what_is_done_by_other_means_brings_the_present_back(qtbot, busy):
    look(qtbot, busy)
    busy.session.act(lambda workspace: workspace.undo())
    assert busy.session.past is None
    assert "今天的名称" in names(busy)


def test_the_reference_date_stays_while_the_past_is_shown(qtbot, busy):
    look(qtbot, busy)
    busy.session.set_reference_date(date(2024, 1, 1))
    assert busy.session.reference_date == date(2023, 9, 15)
    assert busy.session.workspace.reference_date() == date(2023, 10, 8)


def test_a_day_before_the_first_record_is_told_and_the_present_stays(qtbot, busy):
    with qtbot.waitSignal(busy.session.failed) as failed:
        busy.past.look(partial(past_pane._day, date(2000, 1, 1)))
    assert "开始有记录" in failed.args[0]
    assert busy.session.past is None


def test_the_differences_stand_in_the_list_s_place_with_old_beside_new(qtbot, busy):
    past = compare(qtbot, busy)
    assert past.table.isVisible()
    assert not busy.halves.isVisible()
    rows = {(one.what, one.item.id): place for place, one in enumerate(past.model.rows)}
    money = rows[What.AMOUNT, 2]
    assert (past.model.text(money, OLD), past.model.text(money, NEW)) == ("100", "150")
    old = past.model.index(money, OLD)
    assert old.data(0x6).strikeOut()  # FontRole
    assert {(What.NEW, 6), (What.REMOVED, 5), (What.OTHER, 3)} <= rows.keys()


def test_differences_are_filtered_by_their_sort(qtbot, busy):
    past = compare(qtbot, busy)
    chips = [past.filters.itemAt(place).widget() for place in range(past.filters.count() - 1)]
    next(chip for chip in chips if chip.text() == "新增 1").click()
    assert [one.item.id for one in past.model.rows] == [6]
    chips[0].click()
    assert len(past.model.rows) > 3


def test_a_difference_opens_its_item_in_the_list(qtbot, busy):
    past = compare(qtbot, busy)
    row = next(place for place, one in enumerate(past.model.rows) if one.item.id == 3)
    past.table.activated.emit(past.model.index(row, 0))
    assert busy.halves.isVisible()
    assert busy.table.selected_ids() == [3]


def test_an_item_asked_for_elsewhere_brings_the_list_back(qtbot, busy):
    past = compare(qtbot, busy)
    busy.reveal(2)
    assert not past.isVisible()
    assert busy.table.selected_ids() == [2]


def test_differences_follow_what_is_undone(qtbot, busy):
    past = compare(qtbot, busy)
    first = past.comparison
    busy.session.undo()  # the reference date
    busy.session.undo()  # the new item
    qtbot.waitUntil(lambda: past.comparison is not first)
    assert not [one for one in past.model.rows if one.what is What.NEW]


def test_the_menu_offers_yesterday_the_closes_and_the_day_chosen_last(busy):
    busy.past.restore_state("2023-09-28")
    busy.past.fill_menu()
    texts = [action.text() for action in busy.past.button.menu().actions() if action.text()]
    assert texts == ["现在", "昨天", "2023年9月封账时", "2023-09-28", "会议日或其他日期…", "与…相比"]
    assert busy.past.save_state() == "2023-09-28"


def test_another_file_is_shown_as_it_stands(qtbot, busy, small_workspace):
    look(qtbot, busy)
    other = Workspace.open(small_workspace.path, read_only=True)
    busy.session.show_workspace(other)
    assert busy.session.past is None
    assert not busy.past.isVisible()
    busy.session.show_workspace(None)


def test_the_export_holds_the_past_that_is_shown(window, qtbot, tmp_path, monkeypatch):
    session, out = window.session, tmp_path / "导出.csv"
    session.act(lambda workspace: close_month(workspace, "2023-09"))
    session.act(lambda workspace: workspace.edit({3: {"name": "今天的名称"}}))
    session.show_past(as_closed(session.workspace, "2023-09"))
    choose_file(monkeypatch, out, "CSV 文本 (*.csv)")
    window.files.export()
    wait_for_jobs(qtbot, window)
    text = out.read_text(encoding="utf-8-sig")
    assert "第二污水处理厂" in text
    assert "今天的名称" not in text


def test_in_the_window_the_date_rests_and_the_strip_stands_above_every_page(window):
    session = window.session
    session.act(lambda workspace: close_month(workspace, "2023-09"))
    session.show_past(as_closed(session.workspace, "2023-09"))
    (strip,) = window.findChildren(PastStrip)
    window.go_to("预警")
    assert strip.isVisible()
    assert not window._date.isEnabled()
    assert not window._undo.isEnabled()
    strip.back.click()
    assert not strip.isVisible()
    assert window._date.isEnabled()
    assert window._undo.isEnabled()
