"""生成填报表: the dialog says what will be, makes it as a job, and never replaces a workbook unasked."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMessageBox

from fenyang_desktop.gui.fill_in_dialog import FillInDialog
from fenyang_desktop.services import fill_ins
from fenyang_desktop.services.fill_ins import ALL_UNITS


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """The folders that the desktop was asked to show."""
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    return shown


@pytest.fixture
def dialog(qtbot, session, opened, tmp_path):
    session.workspace.edit({2: {"lead_unit": "市工信局"}})
    dialog = FillInDialog(session)
    qtbot.addWidget(dialog)
    dialog.folder.setText(str(tmp_path / "出"))
    dialog.show()
    return dialog


def tick(dialog, *units):
    for place in range(dialog.units.topLevelItemCount()):
        row = dialog.units.topLevelItem(place)
        on = row.data(0, Qt.ItemDataRole.UserRole) in units
        row.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def press(qtbot, dialog):
    with qtbot.waitSignal(dialog._session.jobs.ended):
        dialog.make.click()


def answer(monkeypatch, role):
    asked: list[str] = []

    def exec_(box):
        asked.append(box.text())
        (button,) = [one for one in box.buttons() if box.buttonRole(one) is role]
        button.click()

    monkeypatch.setattr(QMessageBox, "exec", exec_)
    return asked


def test_every_unit_and_one_for_all_is_ticked_with_its_count(dialog):
    rows = [dialog.units.topLevelItem(place) for place in range(dialog.units.topLevelItemCount())]
    assert [(row.text(0), row.text(1)) for row in rows] == [
        ("市工信局", "1"),
        ("市住建局", "1"),
        (f"{ALL_UNITS}（总表）", "5"),
    ]
    assert dialog.chosen_units() == ["市工信局", "市住建局", ALL_UNITS]
    assert dialog.chosen_month() == "2023-09"
    assert "生成 3 份" in dialog.summary.text()
    assert "3 项没有填责任单位" in dialog.summary.text()
    assert dialog.example.text() == "如：市工信局 2023年9月 填报表.xlsx"


def test_the_ticked_ones_are_made_and_the_folder_is_shown(qtbot, dialog, opened, tmp_path):
    tick(dialog, "市住建局")
    said: list[tuple[str, Path]] = []
    dialog.made.connect(lambda text, path: said.append((text, path)))
    press(qtbot, dialog)
    qtbot.waitUntil(dialog.isHidden)
    assert [path.name for path in (tmp_path / "出").iterdir()] == ["市住建局 2023年9月 填报表.xlsx"]
    assert [Path(folder) for folder in opened] == [tmp_path / "出"]
    ((text, path),) = said
    assert "填报表 1 份" in text
    assert path.is_file()


def test_without_the_tick_no_folder_is_shown(qtbot, dialog, opened):
    dialog.open_folder.setChecked(False)
    press(qtbot, dialog)
    qtbot.waitUntil(dialog.isHidden)
    assert opened == []


def test_nothing_ticked_or_a_bad_name_makes_nothing(qtbot, dialog):
    dialog.pattern.setText("{月}月")
    assert not dialog.make.isEnabled()
    assert "{单位}" in dialog.example.text()
    dialog.pattern.setText("{单位}")
    assert dialog.make.isEnabled()
    qtbot.mouseClick(dialog.none, Qt.MouseButton.LeftButton)
    assert not dialog.make.isEnabled()
    qtbot.mouseClick(dialog.all, Qt.MouseButton.LeftButton)
    assert dialog.make.isEnabled()
    dialog.folder.clear()
    assert not dialog.make.isEnabled()


def test_the_folder_follows_the_month_until_another_is_chosen(dialog, tmp_path):
    dialog.folder.setText(str(tmp_path / "填报表 2023年9月"))
    dialog.month.setCurrentIndex(dialog.month.findData("2023-08"))
    assert Path(dialog.folder.text()) == tmp_path / "填报表 2023年8月"
    dialog.folder.setText(str(tmp_path / "别处"))
    dialog.month.setCurrentIndex(dialog.month.findData("2023-10"))
    assert Path(dialog.folder.text()) == tmp_path / "别处"


def test_a_workbook_that_is_there_is_replaced_only_by_consent(qtbot, dialog, monkeypatch, tmp_path):
    tick(dialog, "市住建局")
    (tmp_path / "出").mkdir()
    there = tmp_path / "出" / "市住建局 2023年9月 填报表.xlsx"
    there.write_bytes(b"filled in")
    asked = answer(monkeypatch, QMessageBox.ButtonRole.RejectRole)
    dialog.make.click()
    assert there.name in asked[0]
    assert there.read_bytes() == b"filled in"
    assert dialog.isVisible()
    answer(monkeypatch, QMessageBox.ButtonRole.AcceptRole)
    press(qtbot, dialog)
    qtbot.waitUntil(dialog.isHidden)
    assert there.read_bytes() != b"filled in"


def test_a_fault_is_told_in_the_dialog_which_stays(qtbot, dialog, tmp_path):
    (tmp_path / "出").write_text("a file where the folder would be")
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: bool(dialog.messages.messages()))
    assert "找不到文件夹" in dialog.messages.messages()[0].text
    assert dialog.isVisible()
    assert dialog.make.isEnabled()


def test_closing_stops_what_is_under_way_and_leaves_no_file(qtbot, dialog, tmp_path, monkeypatch):
    gate = threading.Event()

    def held(fill_in, step):
        gate.wait()
        step(0)
        raise AssertionError("it went on after it was stopped")

    monkeypatch.setattr(fill_ins, "fill_in_bytes", held)
    with qtbot.waitSignal(dialog._session.jobs.ended):
        dialog.make.click()
        dialog.reject()
        assert dialog.isVisible()
        gate.set()
    qtbot.waitUntil(dialog.isHidden)
    assert not (tmp_path / "出").exists()


def test_units_that_come_meanwhile_are_listed_and_ticks_stay(dialog, session):
    tick(dialog, "市住建局")
    session.act(lambda workspace: workspace.edit({5: {"lead_unit": "市场监管局"}}))
    assert dialog.chosen_units() == ["市场监管局", "市住建局"]


def test_another_portfolio_closes_it(dialog, session):
    session.show_workspace(None)
    assert dialog.isHidden()


def test_the_menu_opens_it_and_the_window_says_what_was_made(qtbot, window, opened, tmp_path):
    (action,) = [one for one in window.findChildren(QAction) if one.text() == "生成填报表…"]
    action.trigger()
    (dialog,) = window.findChildren(FillInDialog)
    dialog.folder.setText(str(tmp_path / "出"))
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: bool(window.messages.messages()))
    assert "填报表 2 份" in window.messages.messages()[0].text


def test_without_a_portfolio_the_menu_offers_nothing(window):
    (action,) = [one for one in window.findChildren(QAction) if one.text() == "生成填报表…"]
    assert action.isEnabled()
    window.session.show_workspace(None)
    assert not action.isEnabled()
