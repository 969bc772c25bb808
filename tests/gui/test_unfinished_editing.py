"""What is being typed is kept in the file it was typed for, or the user is brought back to it."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from gestures import Key, open_editor, value, write
from PySide6.QtWidgets import QFileDialog, QMessageBox

from fenyang_desktop import places
from fenyang_desktop.gui.ledger.entry import submit
from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.gui.shell import MainWindow
from fenyang_desktop.services.workspace import Workspace

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


@pytest.fixture
def page(window: MainWindow) -> LedgerPage:
    page = window.page("项目台账")
    assert isinstance(page, LedgerPage)
    page.enter()
    return page


@pytest.fixture
def first(window: MainWindow) -> Path:
    """The file that is open."""
    assert window.session.workspace is not None
    return window.session.workspace.path


@pytest.fixture
def second(first: Path, tmp_path: Path) -> Path:
    """Another file with the same ids."""
    path = tmp_path / "另一份.fenyang"
    shutil.copy(first, path)
    with_other_names(path)
    return path


def with_other_names(path: Path) -> None:
    workspace = Workspace.open(path)
    workspace.edit({id: {"name": f"另一文件的第 {id} 项"} for id in (2, 5)})
    workspace.close()


def fill(page: LedgerPage, id: int, key: str, text: str):
    """Type into a field of the form, and stay in it."""
    page.show_form(True)
    page.table.select_ids([id])
    editor = page.form.fields.editors[key]
    editor.setFocus()
    editor.selectAll()
    write(editor, text)
    return editor


def open_file(qtbot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.open(path)


def stored(path: Path, id: int, key: str):
    workspace = Workspace.open(path, read_only=True)
    try:
        return next(item for item in workspace.items([id])).get(key)
    finally:
        workspace.close()


# -- another file


def test_text_left_in_a_form_field_is_kept_in_its_own_file_when_another_is_opened(window, page, qtbot, first, second):
    fill(page, 5, "action", "加快")
    open_file(qtbot, window, second)

    assert stored(first, 5, "action") == "加快"
    assert value(window.session, 5, "action") is None


def test_text_in_an_open_cell_is_kept_in_its_own_file_when_another_is_opened(window, page, qtbot, first, second):
    open_editor(qtbot, page, 5, "name", "改了名的第五项")
    open_file(qtbot, window, second)

    assert stored(first, 5, "name") == "改了名的第五项"
    assert value(window.session, 5, "name") == "另一文件的第 5 项"
    assert page.table.open_editor() is None


@pytest.mark.parametrize("place", ["form", "cell"])
def test_what_cannot_be_read_keeps_the_file_open_until_it_is_mended_or_given_up(
    window, page, qtbot, first, second, place
):
    fill(page, 5, "deadline", "2月31日") if place == "form" else open_editor(qtbot, page, 5, "deadline", "2月31日")
    window.files.open(second)
    assert not window.session.jobs.busy()
    assert window.session.workspace.path == first

    editor = page.form.fields.editors["deadline"] if place == "form" else page.table.open_editor()
    assert editor.hasFocus()
    assert editor.toolTip() == "没有这样的日期。"
    qtbot.keyClick(editor, Key.Key_Escape)
    open_file(qtbot, window, second)
    assert window.session.workspace.path == second


def test_what_is_typed_while_another_file_is_being_opened_keeps_the_first_if_it_cannot_be_read(
    window, page, qtbot, first, second
):
    window.files.open(second)
    fill(page, 5, "deadline", "2月31日")
    qtbot.waitUntil(lambda: not window.session.jobs.busy(), timeout=20_000)

    assert window.session.workspace.path == first


def test_the_form_forgets_the_item_of_a_file_that_is_closed(window, page, qtbot, second):
    editor = fill(page, 5, "deadline", "2月31日")
    page.table.setFocus()
    assert editor.reason
    window.session.show_workspace(Workspace.open(second))

    assert not editor.reason
    assert page.form._title.text() != "制定质量标准"
    page.table.select_ids([5])
    assert page.form._title.text() == "另一文件的第 5 项"


def test_a_value_meant_for_another_file_is_refused(window, page, second):
    old = window.session.workspace
    window.session.show_workspace(Workspace.open(second))

    assert not submit(window.session, old, {5: {"action": "加快"}})
    assert value(window.session, 5, "action") is None
    assert "没有保存" in window.messages.messages()[-1].text


def test_rows_selected_in_one_file_are_no_obstacle_to_opening_another_or_closing(window, page, qtbot, first, tmp_path):
    empty = tmp_path / "空.fenyang"
    shutil.copy(first, empty)
    workspace = Workspace.open(empty)
    workspace.delete([1, 2, 3, 4])
    workspace.close()
    page.show_form(True)
    page.table.select_ids([2, 3, 4])
    open_file(qtbot, window, empty)

    assert page.table.selected_ids() == [5]
    assert page.form._title.text() == "制定质量标准"
    page.table.selectAll()
    window.session.show_workspace(None)
    assert page.footer.selected.text() == ""


# -- closing


def test_closing_keeps_what_is_being_typed(window, page, qtbot, first):
    open_editor(qtbot, page, 5, "name", "改了名的第五项")
    assert window.close()
    assert stored(first, 5, "name") == "改了名的第五项"


def test_closing_keeps_what_is_being_typed_in_the_form(window, page, first):
    fill(page, 5, "action", "加快")
    assert window.close()
    assert stored(first, 5, "action") == "加快"


@pytest.mark.parametrize("place", ["form", "cell"])
def test_the_window_stays_open_while_something_typed_cannot_be_read(window, page, qtbot, place):
    fill(page, 5, "deadline", "2月31日") if place == "form" else open_editor(qtbot, page, 5, "deadline", "2月31日")
    page.table.setFocus()
    page.show_form(False)

    assert not window.close()
    editor = page.form.fields.editors["deadline"] if place == "form" else page.table.open_editor()
    assert editor.hasFocus()
    assert window.session.workspace is not None


def test_a_change_to_several_that_was_not_applied_keeps_the_window_open(window, page):
    page.show_form(True)
    page.table.select_ids([2, 3])
    write(page.form.multi.editors["lead_unit"], "市住建局")

    window.go_to("预警")
    assert not window.close()
    assert window._stack.currentWidget() is page
    assert "还没有应用" in page.form.multi._reason.text()
    assert page.form.multi.apply.hasFocus()
    page.form.multi.ticks["lead_unit"].setChecked(False)
    assert window.close()


def test_a_change_to_several_that_is_out_of_sight_is_no_obstacle_to_closing(window, page):
    page.show_form(True)
    page.table.select_ids([2, 3])
    write(page.form.multi.editors["lead_unit"], "市住建局")
    page.table.select_ids([4])

    assert window.close()


# -- commands that read the file


def test_the_export_holds_what_is_still_being_typed(window, page, qtbot, tmp_path, monkeypatch):
    from openpyxl import load_workbook

    out = tmp_path / "导出.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **options: (str(out), "Excel 工作簿 (*.xlsx)"))
    fill(page, 5, "action", "加快")
    window._export.trigger()
    qtbot.waitUntil(lambda: not window.session.jobs.busy(), timeout=20_000)

    assert any("加快" in row for row in load_workbook(out).active.iter_rows(values_only=True))


def test_the_copy_holds_what_is_still_being_typed(window, page, qtbot, tmp_path, monkeypatch):
    out = tmp_path / f"副本{places.SUFFIX}"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *args, **options: (str(out), f"台账文件 (*{places.SUFFIX})")
    )
    fill(page, 5, "action", "加快")
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window._save_as.trigger()

    assert value(window.session, 5, "action") == "加快"


def test_undo_takes_back_what_is_on_the_screen_and_not_the_action_before(window, page):
    window.session.act(lambda workspace: workspace.edit({5: {"lead_unit": "市发改局"}}))
    editor = fill(page, 5, "action", "加快")
    window._undo.trigger()

    assert editor.text() == ""
    assert value(window.session, 5, "action") is None
    assert value(window.session, 5, "lead_unit") == "市发改局"


def test_undo_waits_until_what_is_typed_can_be_read(window, page):
    window.session.act(lambda workspace: workspace.edit({5: {"lead_unit": "市发改局"}}))
    fill(page, 5, "deadline", "2月31日")
    window._undo.trigger()

    assert value(window.session, 5, "lead_unit") == "市发改局"


def test_the_reference_date_stays_while_something_typed_cannot_be_read(window, page):
    fill(page, 5, "deadline", "2月31日")
    window._date.chosen.emit(date(2024, 1, 1))

    assert window.session.reference_date.year == 2023
    assert window._date.day() == date(2023, 9, 15)


def test_another_page_comes_to_the_front_only_when_what_is_typed_is_kept(window, page, qtbot):
    editor = open_editor(qtbot, page, 5, "deadline", "2月31日")
    window.go_to("预警")
    assert window._stack.currentWidget() is page
    assert window._nav.currentItem().text() == "项目台账"
    assert editor.hasFocus()

    editor.selectAll()
    write(editor, "年底")
    window.go_to("预警")
    assert window._stack.currentWidget() is window.page("预警")
    assert value(window.session, 5, "deadline") == "2023-12-31|year|年底"


def test_deleting_the_row_that_is_being_edited_first_keeps_what_was_typed(window, page, qtbot, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    open_editor(qtbot, page, 4, "name", "白酒产量指标")
    page.commands.delete()

    assert value(window.session, 4, "name") == "白酒产量指标"


def test_another_row_shown_by_the_program_keeps_what_was_typed_for_the_one_before(window, page):
    fill(page, 5, "action", "加快")
    page.form.show_items([4])

    assert value(window.session, 5, "action") == "加快"
    assert page.form._title.text() == "白酒产量"


def test_a_reference_date_that_is_still_being_typed_counts(window, page, qtbot):
    window._date.setFocus()
    window._date.selectAll()
    qtbot.keyClicks(window._date, "2023-10-01")
    window._undo.trigger()  # takes back what the box shows, and not the action before

    assert window.session.reference_date == date(2023, 9, 15)
    assert window.session.workspace.redo_stack()[-1].source.title == "基准日改为 2023-10-01"


def test_a_day_that_does_not_exist_keeps_the_window_open(window, page, qtbot):
    window._date.setFocus()
    window._date.selectAll()
    qtbot.keyClicks(window._date, "2023-02-30")

    assert not window.close()
    assert window._date.hasFocus()
    assert "没有“2023-02-30”这一天" in window.messages.messages()[-1].text
    assert window.close()
