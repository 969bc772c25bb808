"""The window around the pages: messages, settings, files, undo, the manual."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QDate, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QToolButton

from fenyang_desktop import places
from fenyang_desktop.gui.app import make_window, prepare
from fenyang_desktop.gui.manual import ManualWindow, chapters
from fenyang_desktop.gui.message_bar import MessageBar
from fenyang_desktop.gui.restore_dialog import RestoreDialog
from fenyang_desktop.gui.settings import Settings
from fenyang_desktop.gui.style import is_dark
from fenyang_desktop.services.workspace import Workspace


@pytest.fixture
def window(qtbot, small_workspace):
    window = make_window(Settings())
    qtbot.addWidget(window, before_close_func=lambda window: window.session.jobs.stop())
    window.show()
    window.session.show_workspace(small_workspace)
    yield window
    window.close()


def texts(window) -> list[str]:
    return [message.text for message in window.messages.messages()]


def wait_for_jobs(qtbot, window) -> None:
    qtbot.waitUntil(lambda: not window.session.jobs.busy(), timeout=20_000)


def choose_file(monkeypatch, path: Path, kinds: str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(path), kinds))


def test_an_action_that_fails_is_told_and_leaves_everything_as_it_was(window):
    before = window.session.workspace.items()
    window.session.act(lambda workspace: workspace.delete([1]))
    assert "下还有 2 个下级" in texts(window)[-1]
    assert window.session.workspace.items() == before


def test_the_same_message_is_shown_once_and_old_ones_make_room(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    for text in ("甲", "乙", "甲", "丙", "丁"):
        bar.show_message("error", text)
    assert [message.text for message in bar.messages()] == ["甲", "丙", "丁"]


def test_a_message_goes_when_it_is_closed_or_acted_on(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    done = []
    bar.show_message("warning", "文件在网络位置")
    bar.show_message("error", "文件已损坏", ("恢复", lambda: done.append("restored")))
    first, second = bar.messages()
    qtbot.mouseClick(first.findChild(QToolButton), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(second.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert done == ["restored"]
    assert bar.messages() == []


def test_the_undo_button_names_what_it_takes_back(window):
    window.session.act(lambda workspace: workspace.edit({3: {"stage": "续建"}}))
    assert "第二污水处理厂" in window._undo.toolTip()
    window._undo.trigger()
    assert window.session.listing.item(3).get("stage") is None
    assert "第二污水处理厂" in window._redo.toolTip()


def test_the_navigation_counts_what_is_overdue_on_the_reference_date(window, qtbot):
    qtbot.waitUntil(lambda: "1" in window._nav.item(2).text())  # 制定质量标准, due in June
    window._date.setDate(QDate(2023, 6, 30))
    qtbot.waitUntil(lambda: window._nav.item(2).text() == "预警")
    assert window.session.workspace.reference_date() == date(2023, 6, 30)


def test_a_file_opened_read_only_keeps_another_reference_date_to_itself(window, qtbot):
    path = window.session.workspace.path
    reader = Workspace.open(path, read_only=True)
    window.session.show_workspace(reader)
    window._date.setDate(QDate(2023, 6, 30))
    assert window.session.reference_date == date(2023, 6, 30)
    assert reader.reference_date() == date(2023, 9, 15)


def test_save_as_goes_on_with_a_whole_copy(window, qtbot, tmp_path, monkeypatch):
    target = tmp_path / "另存 一份"
    choose_file(monkeypatch, target, f"台账文件 (*{places.SUFFIX})")
    items, sets = window.session.workspace.items(), len(window.session.workspace.sets())
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.save_as()
    workspace = window.session.workspace
    assert workspace.path == tmp_path / "另存 一份.fenyang"
    assert (workspace.items(), len(workspace.sets())) == (items, sets)
    assert workspace.path.stem in window.windowTitle()


def test_save_as_over_the_open_file_is_refused(window, qtbot, monkeypatch):
    path = window.session.workspace.path
    choose_file(monkeypatch, path, f"台账文件 (*{places.SUFFIX})")
    with qtbot.waitSignal(window.files.open_failed, timeout=20_000):
        window.files.save_as()
    assert "请换一个文件名" in texts(window)[-1]
    assert window.session.workspace.path == path


def test_a_new_empty_portfolio_opens_and_follows_the_calendar(window, qtbot, tmp_path, monkeypatch):
    choose_file(monkeypatch, tmp_path / "2024 年.fenyang", f"台账文件 (*{places.SUFFIX})")

    def choose_empty(box: QMessageBox) -> int:
        button = next(button for button in box.buttons() if button.text() == "空白台账")
        monkeypatch.setattr(box, "clickedButton", lambda: button)
        return 0

    monkeypatch.setattr(QMessageBox, "exec", choose_empty)
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.new()
    assert window.session.workspace.items() == []
    assert window.session.workspace.follows_calendar()


def test_the_export_holds_the_rows_that_are_shown(window, qtbot, tmp_path, monkeypatch):
    from openpyxl import load_workbook

    out = tmp_path / "导出 结果.xlsx"
    choose_file(monkeypatch, out, "Excel 工作簿 (*.xlsx)")
    window.session.change_view(search="第二污水")
    window.files.export()
    wait_for_jobs(qtbot, window)
    names = [row[2] for row in load_workbook(out).active.iter_rows(values_only=True)]
    assert "第二污水处理厂" in names
    assert "白酒产量" not in names


def test_a_broken_file_is_told_and_the_open_one_stays(window, qtbot, tmp_path):
    path = tmp_path / "坏的.fenyang"
    path.write_bytes("不是台账".encode())
    open_now = window.session.workspace
    with qtbot.waitSignal(window.files.open_failed, timeout=20_000):
        window.files.open(path)
    assert "不是本程序的台账文件" in texts(window)[-1]
    assert window.session.workspace is open_now


def test_restoring_a_backup_brings_back_its_items(window, qtbot, tmp_path):
    path = window.session.workspace.path
    dialog = RestoreDialog(path)
    qtbot.addWidget(dialog)
    backup = dialog._list.topLevelItem(0)
    assert backup is not None  # made when the file was opened, before its five items came
    dialog._take()
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.restore(path, dialog.chosen)
    assert window.session.workspace.items() == []


def test_settings_survive_and_odd_ones_read_as_their_defaults(tmp_path):
    settings = Settings(tmp_path / "设置.ini")
    settings.set_page_state("项目台账", {"列": ["name", "deadline"]})
    settings.add_recent_file(tmp_path / "甲.fenyang")
    settings.add_recent_file(tmp_path / "乙.fenyang")
    settings.add_recent_file(tmp_path / "甲.fenyang")
    settings.set_geometry(QByteArray(b"\x01\x02"))
    settings.sync()
    again = Settings(tmp_path / "设置.ini")
    assert again.page_state("项目台账") == {"列": ["name", "deadline"]}
    assert [path.stem for path in again.recent_files()] == ["甲", "乙"]
    assert again.geometry() == QByteArray(b"\x01\x02")
    (tmp_path / "坏.ini").write_text("[pages]\n项目台账=不是JSON\n[files]\nrecent=12\n", encoding="utf-8")
    odd = Settings(tmp_path / "坏.ini")
    assert odd.page_state("项目台账") == {}
    assert odd.recent_files() == []


def test_the_manual_has_a_chapter_on_every_page_of_the_window(qtbot):
    manual = ManualWindow()
    qtbot.addWidget(manual)
    headings = " ".join(heading for heading, _ in chapters())
    for word in ("台账", "导入", "甘特图", "预警", "报表"):
        assert word in headings
    manual._list.setCurrentRow(3)
    assert chapters()[3][0] in manual._text.toPlainText()


def test_both_themes_dress_the_program_and_mark_the_dark_one(qapp):
    assert isinstance(qapp, QApplication)
    font = qapp.font()
    try:
        prepare(qapp, "dark")
        assert is_dark()
        prepare(qapp, "light")
        assert not is_dark()
    finally:
        qapp.setStyleSheet("")
        qapp.setFont(font)
