"""The menu 月报, and the reports of a closed month in the pane below the list."""

import pytest
from PySide6.QtWidgets import QDialog

from fenyang_desktop.domain.parts import MONTH, YEAR
from fenyang_desktop.gui import closing_dialogs, month_menu
from fenyang_desktop.gui.ledger import parts_table
from fenyang_desktop.gui.ledger.parts_model import CLOSED_MARK
from fenyang_desktop.gui.month_menu import MonthMenu
from fenyang_desktop.gui.reason_dialog import ReasonDialog
from fenyang_desktop.gui.restatements_dialog import RestatementsDialog
from fenyang_desktop.services.closing import close_month, closed_months, restatements
from fenyang_desktop.services.reporting import plan_year, report_month

WAN = 1_000_000


@pytest.fixture
def pane(session, ledger):
    """The reports of project 2, whose September (100万元) is closed."""
    session.act(lambda workspace: report_month(workspace, 2, "2023-09", {"invested_year": 100 * WAN}))
    ledger.open_parts(True)
    ledger.table.select_ids([2])
    session.act(lambda workspace: close_month(workspace, "2023-09"))
    return ledger.parts


@pytest.fixture
def asked(monkeypatch):
    """What was asked, and what is answered."""
    answers = {"reason": "重复计列", "asked": []}

    def ask(title, text, action, reason, parent):
        answers["asked"].append(text)
        return answers["reason"]

    monkeypatch.setattr(parts_table, "ask_reason", ask)
    return answers


def type_amount(pane, text: str) -> None:
    column = [field.key for field in pane.model.fields].index("invested_year")
    index = pane.model.index(0, column)
    pane.table.setCurrentIndex(index)
    pane.table.edit(index)
    pane.table.open_editor().setText(text)
    pane.table.finish_editing()


def amount(session) -> int | None:
    return session.workspace.parts(MONTH, [2], "2023-09")[0].amount("invested_year")


def test_a_closed_month_is_marked_as_soon_as_it_is_closed_and_no_more_when_undone(pane, session):
    assert pane.model.index(0, 0).data() == f"2023年9月{CLOSED_MARK}"
    assert CLOSED_MARK in pane.month.text()
    session.undo()
    assert pane.model.index(0, 0).data() == "2023年9月"
    assert CLOSED_MARK not in pane.month.text()


def test_editing_a_closed_month_asks_for_a_reason_and_is_a_restatement(pane, session, asked):
    type_amount(pane, "90")
    assert amount(session) == 90 * WAN
    assert "2023年9月" in asked["asked"][0]
    (one,) = restatements(session.workspace)
    assert (one.old, one.new, one.set.source.reason) == (100 * WAN, 90 * WAN, "重复计列")


def test_without_a_reason_nothing_is_changed_and_what_was_typed_stays(pane, session, asked):
    asked["reason"] = ""
    type_amount(pane, "90")
    assert amount(session) == 100 * WAN
    assert pane.table.open_editor().typed() == "90"
    pane.table.open_editor().original = "90"  # given up


def test_deleting_and_adding_in_a_closed_month_ask_too(pane, session, asked):
    pane.table.selectRow(0)
    pane.delete_selected()
    assert session.workspace.parts(MONTH) == []
    pane.add_record()
    assert [part.key for part in session.workspace.parts(MONTH, [2])] == ["2023-09"]
    assert len(asked["asked"]) == 2
    assert {one.set.source.reason for one in restatements(session.workspace)} == {"重复计列"}


def test_an_open_month_asks_nothing(pane, session, asked):
    session.act(lambda workspace: report_month(workspace, 2, "2023-10", {"invested_year": 120 * WAN}))
    type_amount(pane, "130")
    assert session.workspace.parts(MONTH, [2], "2023-10")[0].amount("invested_year") == 130 * WAN
    assert asked["asked"] == []


# -- the menu


def agree(monkeypatch, module, name, prepare=lambda dialog: None) -> None:
    """The dialog that `name` makes is answered with yes."""
    real = getattr(module, name)

    def make(*arguments):
        dialog = real(*arguments)
        prepare(dialog)
        assert dialog.agree.isEnabled()
        monkeypatch.setattr(dialog, "exec", lambda: QDialog.DialogCode.Accepted)
        return dialog

    monkeypatch.setattr(module, name, make)


@pytest.fixture
def menu(session, ledger):
    return MonthMenu(session, lambda _: ledger, ledger)


def test_the_menu_closes_the_report_month_and_opens_it_again_with_a_reason(menu, session, monkeypatch, told):
    menu.refresh()
    assert not menu.reopen_action.isEnabled()
    agree(monkeypatch, closing_dialogs, "close_dialog")
    menu.close_action.trigger()
    assert closed_months(session.workspace) == {"2023-09"}
    assert told[-1] == "已封账2023年9月，可按 Ctrl+Z 撤销。"
    menu.refresh()
    assert menu.reopen_action.isEnabled()
    agree(monkeypatch, closing_dialogs, "reopen_dialog", lambda dialog: dialog.line.setText("市里要求重报"))
    menu.reopen_action.trigger()
    assert closed_months(session.workspace) == frozenset()
    assert session.workspace.sets()[-1].source.reason == "市里要求重报"


def test_opening_again_waits_for_a_reason(qtbot, menu, session):
    session.act(lambda workspace: close_month(workspace, "2023-09"))
    dialog = closing_dialogs.reopen_dialog(session.workspace)
    qtbot.addWidget(dialog)
    assert not dialog.agree.isEnabled()
    dialog.line.setText("重报")
    assert dialog.agree.isEnabled()


def test_a_month_that_is_closed_is_not_offered_again(qtbot, session):
    session.act(lambda workspace: close_month(workspace, "2023-09"))
    dialog = closing_dialogs.close_dialog(session.workspace)
    qtbot.addWidget(dialog)
    assert [dialog.choice.itemData(place) for place in range(2)] == ["2023-08", "2023-07"]


def test_the_menu_carries_the_year_s_projects(menu, session, monkeypatch):
    session.act(lambda workspace: plan_year(workspace, 2, 2023, {"annual_plan": 10}))
    agree(
        monkeypatch,
        closing_dialogs,
        "carry_dialog",
        lambda dialog: dialog.choice.setCurrentIndex(dialog.choice.findData("2023")),
    )
    menu.carry_action.trigger()
    assert [(part.item, part.get("year_class")) for part in session.workspace.parts(YEAR, key=2024)] == [(2, "续建")]


def test_correcting_leads_to_the_reports_of_the_current_item(menu, session, ledger):
    session.act(lambda workspace: close_month(workspace, "2023-09"))
    ledger.table.select_ids([3])
    menu.refresh()
    menu.correct_action.trigger()
    assert ledger.halves.is_open()
    assert ledger.parts.kind is MONTH


def test_the_table_of_corrections_shows_old_and_new(qtbot, pane, session, asked):
    type_amount(pane, "90")
    dialog = RestatementsDialog(session)
    qtbot.addWidget(dialog)
    row = dialog.list.topLevelItem(0)
    assert [row.text(column) for column in range(6)] == [
        "2023年9月", "华樽3万吨项目", "年内累计完成投资(万元)", "100", "90", "重复计列",
    ]  # fmt: skip
    assert row.font(3).strikeOut()
    assert dialog.save_button.isEnabled()


def test_a_reason_of_blanks_is_none(qtbot):
    dialog = ReasonDialog("更正", "为什么", "更正")
    qtbot.addWidget(dialog)
    dialog.line.setText("   ")
    assert not dialog.agree.isEnabled()


def test_the_menu_stands_in_the_window(window):
    titles = [action.text() for action in window.menuBar().actions()]
    assert "月报(&M)" in titles
    assert month_menu.MonthMenu in {type(action.menu()) for action in window.menuBar().actions()}
