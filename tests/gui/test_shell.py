"""The window around the pages: messages, settings, files, undo, the manual."""

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QPushButton, QToolButton
from windows import choose_file, status, texts, type_date, wait_for_jobs

from fenyang_desktop import places
from fenyang_desktop.gui import gantt_page
from fenyang_desktop.gui import session as session_module
from fenyang_desktop.gui.app import make_window, prepare
from fenyang_desktop.gui.date_box import read_day
from fenyang_desktop.gui.manual import ManualWindow, chapters
from fenyang_desktop.gui.message_bar import MessageBar
from fenyang_desktop.gui.place import LEAST, fitted
from fenyang_desktop.gui.restore_dialog import RestoreDialog
from fenyang_desktop.gui.settings import Settings
from fenyang_desktop.gui.style import is_dark
from fenyang_desktop.services.workspace import Workspace


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
    type_date(qtbot, window, "2023-06-30")
    qtbot.waitUntil(lambda: window._nav.item(2).text() == "预警")
    assert window.session.workspace.reference_date() == date(2023, 6, 30)


def test_a_file_opened_read_only_keeps_another_reference_date_to_itself(window, qtbot):
    path = window.session.workspace.path
    reader = Workspace.open(path, read_only=True)
    window.session.show_workspace(reader)
    type_date(qtbot, window, "2023-06-30")
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
    assert window.session.workspace.reference_date() == window.session.workspace.today()


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


def press(monkeypatch, text: str) -> list[str]:
    """Press the button of that text in the next questions; returns what was asked and which button Enter presses."""
    asked: list[str] = []

    def press_button(box: QMessageBox) -> int:
        asked.extend([box.text(), box.defaultButton().text()])
        next(button for button in box.buttons() if button.text() == text).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press_button)
    return asked


def test_restoring_a_backup_asks_and_then_says_what_was_restored_and_where_the_former_state_is(
    window, qtbot, monkeypatch
):
    def take(dialog: RestoreDialog) -> int:
        assert dialog._list.topLevelItem(0) is not None  # made when the file was opened, before its five items came
        dialog._take()
        return dialog.result()

    monkeypatch.setattr(RestoreDialog, "exec", take)
    window.session.act(lambda workspace: workspace.edit({3: {"stage": "续建"}}))
    window.page("项目台账").table.select_ids([2, 3])
    asked = press(monkeypatch, "取消")
    window._choose_backup()
    assert "现在的内容会先另存为一份备份" in asked[0]
    assert asked[1] == "取消"
    assert len(window.session.workspace.items()) == 5

    press(monkeypatch, "恢复")
    with qtbot.waitSignal(window.files.restored, timeout=20_000):
        window._choose_backup()
    assert window.session.workspace.items() == []
    said = texts(window)[-1]
    assert said.startswith("已恢复到 2023-09-20 10:00:00 的备份（")
    kept = Path(said[said.index("“") + 1 : said.index("”")])
    assert kept.is_file()
    reader = Workspace.open(kept, read_only=True)
    assert len(reader.items()) == 5
    reader.close()


def test_settings_survive_and_odd_ones_read_as_their_defaults(tmp_path):
    settings = Settings(tmp_path / "设置.ini")
    settings.set_page_state("项目台账", {"列": ["name", "deadline"]})
    settings.add_recent_file(tmp_path / "甲.fenyang")
    settings.add_recent_file(tmp_path / "乙.fenyang")
    settings.add_recent_file(tmp_path / "甲.fenyang")
    settings.set_place((40, 30, 1200, 700))
    settings.sync()
    again = Settings(tmp_path / "设置.ini")
    assert again.page_state("项目台账") == {"列": ["name", "deadline"]}
    assert [path.stem for path in again.recent_files()] == ["甲", "乙"]
    assert again.place() == (40, 30, 1200, 700)
    (tmp_path / "坏.ini").write_text("[pages]\n项目台账=不是JSON\n[files]\nrecent=12\n", encoding="utf-8")
    odd = Settings(tmp_path / "坏.ini")
    assert odd.page_state("项目台账") == {}
    assert odd.recent_files() == []
    assert odd.place() is None


def test_the_manual_has_a_chapter_on_every_page_of_the_window(qtbot):
    manual = ManualWindow()
    qtbot.addWidget(manual)
    headings = " ".join(heading for heading, _ in chapters())
    for word in ("台账", "导入", "甘特图", "预警", "报送", "报表"):
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


def test_a_message_goes_with_the_next_action_or_when_its_matter_is_given_up(window, qtbot):
    window.session.told.emit("总投资：读不出金额。请改正，或按 Esc 放弃。")
    window.session.act(lambda workspace: workspace.edit({3: {"stage": "续建"}}))
    assert status(window) == ""
    window._undo.trigger()
    assert status(window).startswith("已撤销")
    window.session.act(lambda workspace: workspace.edit({3: {"stage": "竣工"}}))
    assert status(window) == ""


def test_another_reference_date_is_told_and_a_day_that_is_none_changes_nothing(window, qtbot):
    type_date(qtbot, window, "2023-02-30")
    assert window.session.reference_date == date(2023, 9, 15)
    assert window._date.text() == "2023-09-15"
    assert "没有“2023-02-30”这一天" in texts(window)[-1]
    type_date(qtbot, window, "2023/10/20")
    assert window.session.workspace.reference_date() == date(2023, 10, 20)
    assert status(window) == "基准日已改为 2023-10-20"
    window._today.click()
    assert status(window) == f"基准日已改为 {window.session.workspace.today()}，并随日期走"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023/2/3", date(2023, 2, 3)), ("20231020", date(2023, 10, 20)), ("２０２３.１０.２０", date(2023, 10, 20)),
        ("2023-02-29", None), ("0023-02-03", None), ("明天", None), ("", None), ("2023-10", None),
    ],
)  # fmt: skip
def test_a_typed_day_is_read_as_it_is_written_or_not_at_all(text, day):
    assert read_day(text) == day


def test_without_an_open_file_the_reference_date_is_empty_and_barred(window):
    assert window._date.isEnabled()
    window.session.show_workspace(None)
    assert window._date.text() == ""
    assert not window._date.isEnabled()


def test_the_title_names_the_file_the_program_and_that_it_is_read_only(window):
    path = window.session.workspace.path
    assert window.windowTitle() == f"{path.stem} — 汾阳项目台账"
    window.session.show_workspace(Workspace.open(path, read_only=True))
    assert window.windowTitle() == f"{path.stem} [只读] — 汾阳项目台账"


def test_a_saved_view_is_in_the_settings_file_although_the_program_never_ends(window, qtbot, data_folder):
    window.session.change_view(group_by="stage")
    window.page("项目台账").saved_views.save("污水厂视图")

    def kept() -> list[str]:
        return [view["name"] for view in Settings().page_state("项目台账").get("views", [])]

    qtbot.waitUntil(lambda: kept() == ["污水厂视图"])


def test_the_edit_menu_copies_and_searches_on_the_page_in_front(window, qtbot):
    ledger = window.page("项目台账")
    window._show_edit_menu()
    ledger.table.select_ids([4])
    window._show_edit_menu()
    assert window._copy.isEnabled()
    window._copy.trigger()
    assert QApplication.clipboard().text().startswith("白酒产量\t")
    window._find.trigger()
    assert window.focusWidget() is ledger.toolbar.search

    window.go_to("预警")
    window._show_edit_menu()
    assert window._find.isEnabled()
    window._find.trigger()
    assert window.focusWidget() is window.page("预警").filter
    window._copy.trigger()
    assert "制定质量标准" in QApplication.clipboard().text()

    window.go_to("甘特图")
    window._show_edit_menu()
    assert not window._copy.isEnabled()
    assert not window._find.isEnabled()


def test_text_marked_in_a_field_is_what_the_edit_menu_copies(window, qtbot):
    search = window.page("项目台账").toolbar.search
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    search.setText("污水")
    search.setFocus()
    search.selectAll()
    window._copy.trigger()
    assert QApplication.clipboard().text() == "污水"


SCREENS = [QRect(0, 0, 1366, 728), QRect(0, 0, 1280, 680), QRect(1920, 30, 911, 470), QRect(-1280, 0, 1280, 984)]


@pytest.mark.parametrize("room", SCREENS)
@pytest.mark.parametrize("place", [None, (40, 58, 2048, 1092), (5000, -3000, 1200, 700), (1900, 700, 1366, 728)])
def test_a_window_stands_inside_its_screen_with_its_frame_and_does_not_wander(room, place):
    frame = QMargins(2, 30, 2, 2)
    left, top, width, height = fitted(place, room, frame)
    outer = QRect(left, top, width + 4, height + 32)
    assert room.contains(outer)
    assert fitted((left, top, width, height), room, frame) == (left, top, width, height)


def test_the_window_is_never_larger_than_its_screen_and_comes_back_as_large_as_it_was(window, qtbot):
    room = window.screen().availableGeometry()
    qtbot.waitUntil(lambda: room.contains(window.frameGeometry()))
    window._keep_state()
    kept = Settings().place()
    assert kept == (window.x(), window.y(), window.width(), window.height())
    again = make_window(Settings())
    qtbot.addWidget(again, before_close_func=lambda window: window.session.jobs.stop())
    again.show()
    assert again.size() == window.size()
    qtbot.waitUntil(lambda: room.contains(again.frameGeometry()))


def test_at_the_least_size_the_pages_fit(window, qtbot):
    for title in ("项目台账", "甘特图", "预警", "导入", "报送", "报表"):
        window.go_to(title)
    assert window.minimumSizeHint().width() <= LEAST.width()
    assert window.minimumSizeHint().height() <= LEAST.height()
    wait_for_jobs(qtbot, window)


def test_a_change_of_theme_draws_every_icon_and_link_again(window, qtbot, qapp):
    font = qapp.font()

    def shade(button) -> int:
        """How light the lightest line of an icon is."""
        image = button.icon().pixmap(20, 20).toImage()
        points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return max(point.lightness() for point in points if point.alpha() > 200)

    try:
        prepare(qapp, "light")
        for title in ("甘特图", "预警", "报表", "项目台账"):
            window.go_to(title)
        wait_for_jobs(qtbot, window)
        pages = [window.page(title) for title in ("甘特图", "报表", "项目台账")]
        buttons = [b for page in pages for b in page.findChildren(QAbstractButton) if b.property("icon_name")]
        assert len(buttons) >= 14
        assert max(map(shade, buttons)) < 150
        window._set_theme("dark")
        assert min(map(shade, buttons)) > 170
    finally:
        window._set_theme("light")
        qapp.setStyleSheet("")
        qapp.setFont(font)


def test_qts_own_buttons_are_chinese(qapp):
    font = qapp.font()
    try:
        prepare(qapp, "light")
        box = QMessageBox()
        assert box.addButton(QMessageBox.StandardButton.Cancel).text() == "取消"
    finally:
        qapp.setStyleSheet("")
        qapp.setFont(font)


# -- a large action, the calendar, menus


def test_a_large_action_is_undone_while_the_window_goes_on(window, qtbot):
    session = window.session
    many = {"action": "统一动作"}
    session.act(lambda workspace: workspace.edit({item.id: many for item in workspace.items()}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session_module, "_MANY", 3)
        window._undo.trigger()
        assert session.jobs.busy()
        assert window.job_line.label.text().startswith("撤销“修改")
        window._undo.trigger()  # while it goes on, another one is not begun
        wait_for_jobs(qtbot, window)
    assert session.listing.item(2).get("action") is None
    assert window._redo.isEnabled()
    assert len(session.workspace.redo_stack()) == 1
    window._redo.trigger()
    assert session.listing.item(2).get("action") == "统一动作"


def test_a_reference_date_that_follows_the_calendar_goes_on_at_midnight(window, monkeypatch):
    session, workspace = window.session, window.session.workspace
    tomorrow = datetime(2023, 9, 21, 0, 1).astimezone()
    window._today.click()
    assert session.reference_date == date(2023, 9, 20)
    assert window._today.isChecked()
    monkeypatch.setattr(workspace, "_now", lambda: tomorrow)
    window._calendar.timeout.emit()
    assert session.reference_date == date(2023, 9, 21)
    assert window._date.day() == date(2023, 9, 21)


def test_a_reference_date_that_was_set_stays_at_midnight(window, monkeypatch):
    session, workspace = window.session, window.session.workspace
    monkeypatch.setattr(workspace, "_now", lambda: datetime(2023, 9, 21, 0, 1).astimezone())
    window._calendar.timeout.emit()
    assert session.reference_date == date(2023, 9, 15)
    assert not window._today.isChecked()


def test_the_menu_offers_what_the_page_in_front_can_do(window):
    def offered() -> list[str]:
        return [action.text() for action in window._view_menu.actions()]

    assert {"选择列…", "分组…", "保存的视图…", "基准日用今天"} <= set(offered())
    window.go_to("甘特图")
    assert "打印…" in offered()
    assert "选择列…" not in offered()
    window.go_to("项目台账")
    assert "打印…" not in offered()
    assert offered().count("选择列…") == 1


def test_ctrl_p_prints_the_gantt_and_only_while_it_is_in_front(window, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(gantt_page, "has_printer", lambda: False)
    monkeypatch.setattr(gantt_page, "wants_pdf_instead", lambda parent: bool(asked.append("打印")))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go_to("甘特图")
    qtbot.keyClick(window.page("甘特图").view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["打印"]
    window.go_to("项目台账")
    qtbot.keyClick(window.page("项目台账").table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["打印"]


def test_no_alerts_are_counted_when_no_file_is_open(window, qtbot):
    qtbot.waitUntil(lambda: "1" in window._nav.item(2).text())
    window.session.show_workspace(None)
    qtbot.waitUntil(lambda: window._nav.item(2).text() == "预警")


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_the_manual_is_opened_once(window):
    for _ in range(3):
        window.dialogs.show_manual()
    assert len(window.findChildren(ManualWindow)) == 1


def test_a_change_of_theme_repaints_the_icons(window):
    before = window._nav.item(0).icon().pixmap(20).toImage()
    app = QApplication.instance()
    try:
        window._set_theme("dark")
        assert window._nav.item(0).icon().pixmap(20).toImage() != before
    finally:
        prepare(app, "light")
        app.setStyleSheet("")


def test_the_recent_files_are_offered_and_only_the_latest_are_kept(window, tmp_path):
    for number in range(12):
        window.settings.add_recent_file(tmp_path / f"第{number}份.fenyang")
    window._recent_menu.aboutToShow.emit()
    names = [action.text().split()[0] for action in window._recent_menu.actions()]
    assert names == [f"第{number}份" for number in range(11, 3, -1)]


def test_a_file_opened_read_only_offers_to_open_it_again(window, qtbot):
    path = window.session.workspace.path
    window.session.show_workspace(None)
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.open(path, read_only=True)
    [message] = window.messages.messages()
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        message.findChild(QPushButton).click()
    assert not window.session.workspace.read_only


def test_a_file_made_for_somebody_else_is_told_with_the_way_to_its_folder(window, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())))
    window.page("导入").file_saved.emit("已另存批注副本“甲.xlsx”。", tmp_path / "甲.xlsx")
    [message] = window.messages.messages()
    assert message.text == "已另存批注副本“甲.xlsx”。"
    message.findChild(QPushButton).click()
    assert opened == [tmp_path]
