"""The list of imports shows what each did, and takes one back after a question."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QDialogButtonBox

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.gui import records_dialog
from fenyang_desktop.gui.history_model import FIELD_LABEL, NEW
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.records_dialog import RecordsDialog
from fenyang_desktop.gui.withdraw_dialog import WithdrawDialog
from fenyang_desktop.services.importing import apply_import, preview_import
from fenyang_desktop.services.workspace import Workspace


@pytest.fixture
def dialog(qtbot, session):
    dialog = RecordsDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def bring_in(session, tmp_path):
    """Imports a sheet of 市水利局: names and notes, and a column that is no field."""

    def bring(*rows, name="水利 9月.xlsx"):
        book = openpyxl.Workbook()
        book.active.title = "进度"
        for row in (["填报单位：市水利局"], ["项目名称", "责任单位", "联系电话"], *rows):
            book.active.append(row)
        book.save(tmp_path / name)
        with Reader() as reader:
            applied = apply_import(session.workspace, preview_import(session.workspace, tmp_path / name, reader))
        session.take_in(applied)

    return bring


def texts(line):
    return [line.text(column) for column in range(line.columnCount())]


def withdraw(qtbot, dialog, *, agree):
    """Press 撤回, and answer the question."""
    with qtbot.waitSignal(dialog.session.jobs.ended):
        dialog.withdraw.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(WithdrawDialog)))
    question = dialog.findChildren(WithdrawDialog)[0]
    role = QDialogButtonBox.ButtonRole.AcceptRole if agree else QDialogButtonBox.ButtonRole.RejectRole
    box = question.findChild(QDialogButtonBox)
    (button,) = [one for one in box.buttons() if box.buttonRole(one) is role]
    if agree:
        with qtbot.waitSignal(dialog.session.undo_changed):
            button.click()
    else:
        button.click()


def test_without_imports_the_page_says_what_to_do(dialog):
    assert dialog.nothing.isVisible()
    assert not dialog.list.isVisible()
    assert not dialog.withdraw.isEnabled()


def test_an_import_shows_its_sender_its_values_and_the_columns_that_were_left(dialog, bring_in):
    bring_in(["第二污水处理厂", "市水利局", "0358-1234567"])
    (line,) = [dialog.list.topLevelItem(0)]
    assert texts(line)[1:3] == ["水利 9月.xlsx", "市水利局"]
    assert texts(line)[4:6] == ["1 个值", "有效"]
    shown = [dialog.model.index(0, place).data() for place in (FIELD_LABEL, NEW)]
    assert shown == ["责任单位", "市水利局"]
    assert texts(dialog.left.topLevelItem(0)) == ["第二污水处理厂", "进度 C", "联系电话", "0358-1234567"]
    assert dialog.open_file.isEnabled()


def test_the_newest_import_stands_on_top_and_the_chosen_one_stays_chosen(dialog, bring_in):
    bring_in(["第二污水处理厂", "市水利局"], name="一.xlsx")
    bring_in(["第二污水处理厂", "市住建局"], name="二.xlsx")
    assert dialog.list.topLevelItem(0).text(1) == "二.xlsx"
    dialog.list.setCurrentItem(dialog.list.topLevelItem(1))
    bring_in(["第二污水处理厂", "市教育局"], name="三.xlsx")
    assert dialog.list.currentItem().text(1) == "一.xlsx"


def test_withdrawing_asks_and_then_takes_back(qtbot, dialog, bring_in, session):
    before = session.workspace.items()
    bring_in(["第二污水处理厂", "市水利局"])
    withdraw(qtbot, dialog, agree=True)
    assert session.workspace.items() == before
    assert dialog.list.topLevelItem(0).text(5) == "已撤回"
    assert not dialog.withdraw.isEnabled()
    session.undo()
    assert dialog.list.topLevelItem(0).text(5) == "有效"


def test_refusing_to_withdraw_changes_nothing(qtbot, dialog, bring_in, session):
    bring_in(["第二污水处理厂", "市水利局"])
    before = session.workspace.items(), session.workspace.sets()
    withdraw(qtbot, dialog, agree=False)
    assert (session.workspace.items(), session.workspace.sets()) == before


def test_the_question_lists_what_was_changed_since_and_stays(qtbot, dialog, bring_in, session):
    bring_in(["第二污水处理厂", "市水利局"])
    session.act(lambda workspace: workspace.edit({3: {"lead_unit": "市教育局"}}))
    with qtbot.waitSignal(session.jobs.ended):
        dialog.withdraw.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(WithdrawDialog)))
    question = dialog.findChildren(WithdrawDialog)[0]
    assert texts(question.kept.topLevelItem(0))[:4] == ["第二污水处理厂", "责任单位", "市水利局", "市教育局"]
    assert not question.agree.isEnabled()


def test_an_import_can_be_withdrawn_after_looking_at_it_failed_once(qtbot, dialog, bring_in, session, monkeypatch):
    bring_in(["第二污水处理厂", "市水利局", "1"])

    def fail(*_):
        raise UserError("not_an_import", id=1)

    monkeypatch.setattr(records_dialog, "look_at_withdrawal", fail)
    with qtbot.waitSignal(session.failed):
        dialog.withdraw.click()
    assert dialog.withdraw.isEnabled()


def test_nothing_is_asked_about_a_portfolio_that_is_no_longer_open(qtbot, dialog, bring_in, session, tmp_path):
    bring_in(["第二污水处理厂", "市水利局", "1"])
    other = Workspace.open(Path(shutil.copy(session.workspace.path, tmp_path / "别的.fenyang")), read_only=True)
    dialog.withdraw.click()
    session.show_workspace(other)
    qtbot.waitUntil(lambda: not session.jobs.busy())
    assert not dialog.findChildren(WithdrawDialog)


def test_a_window_is_never_larger_than_its_screen_has_room_for(dialog):
    resize_within(dialog, 100_000, 100_000)
    room = dialog.screen().availableGeometry()
    assert dialog.width() < room.width()
    assert dialog.height() < room.height()
