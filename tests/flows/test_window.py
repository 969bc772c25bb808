"""The main job in the real window, from a new data folder to a printed sheet."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

from fenyang_desktop import places
from fenyang_desktop.gui.app import make_window
from fenyang_desktop.gui.settings import Settings
from fenyang_desktop.gui.shell import MainWindow
from fenyang_desktop.services.listing import COLUMNS

PLANT = "第二污水处理厂"
FEN = 1_000_000  # 分 in a 万元


@pytest.fixture
def window(qtbot, data_folder: Path) -> Iterator[MainWindow]:
    """The window as it comes up on a machine that never ran the program."""
    window = make_window(Settings())
    qtbot.addWidget(window, before_close_func=lambda window: window.session.jobs.stop())
    window.resize(1366, 728)
    window.show()
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.open(places.default_portfolio(), make=True)
    yield window
    window.close()


def item_named(window: MainWindow, name: str):
    return next(item for item in window.session.listing.items if item.name == name)


def edit_in_place(qtbot, window: MainWindow, column: str, text: str) -> None:
    table = window.page("项目台账").table
    row = table.model().row_of(item_named(window, PLANT).id)
    table.setCurrentIndex(table.model().index(row, COLUMNS.index(column)))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    editor.insert(text)  # typing Chinese goes through an input method, which a test has not
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def monthly_workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(["项目名称", "形象进度(%)", "进展情况", "年内累计完成投资(亿元)", "类别"])
    sheet.append([PLANT, 85, "设备安装完成，正在单机调试", 1.25, None])
    sheet.append(["垃圾中转站", None, "已选址", None, "项目"])
    book.save(path)
    return path


def test_the_whole_job_works_in_the_window(window, qtbot, tmp_path, monkeypatch):
    session = window.session

    # The list: the report's portfolio on its reference date.
    assert len(session.listing.items) > 350
    assert session.reference_date.isoformat() == "2023-09-15"
    ledger = window.page("项目台账")
    assert ledger.model.rowCount() == len(session.arranged.rows) > 350

    # Find by pinyin initials and edit in place.
    qtbot.keyClicks(ledger.toolbar.search, "wsclc")
    qtbot.waitUntil(lambda: session.view.search == "wsclc")
    assert {session.listing.item(id).name for id in session.arranged.matching} == {PLANT, "西马寨村污水处理厂"}
    edit_in_place(qtbot, window, "total_investment", "1.8亿")
    qtbot.waitUntil(lambda: item_named(window, PLANT).get("total_investment") == 18_000 * FEN)

    # Import a monthly workbook: preview, accept.
    count = len(session.listing.items)
    window.go_to("导入")
    page = window.page("导入")
    page.add_files([monthly_workbook(tmp_path / "住建局 9月 报送.xlsx")])
    button = next(b for b in page.findChildren(QPushButton) if b.text().startswith("接受所选"))
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=20_000)
    with qtbot.waitSignal(session.items_changed, timeout=20_000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    plant = item_named(window, PLANT)
    assert plant.get("progress_percent") == 8500
    assert plant.get("invested_year") == 12_500 * FEN
    assert len(session.listing.items) == count + 1
    source = session.workspace.trail(plant.id, "invested_year")[0].change.origin
    assert (source.file, source.cell) == ("住建局 9月 报送.xlsx", "D2")

    # One step takes the whole import back, the next one the edit; redo brings the edit again.
    window._undo.trigger()
    assert item_named(window, PLANT).get("progress_percent") is None
    assert len(session.listing.items) == count
    window._undo.trigger()
    assert item_named(window, PLANT).get("total_investment") == 17_000 * FEN
    window._redo.trigger()
    assert item_named(window, PLANT).get("total_investment") == 18_000 * FEN

    # The Gantt shows the same rows; the alerts name what is overdue on the reference date.
    window.go_to("甘特图")
    assert session.arranged.shown == 2
    ledger.clear_filters()
    window.go_to("预警")
    assert "逾期 3 项" in window.page("预警").heading.text()
    qtbot.waitUntil(lambda: "3" in window._nav.item(2).text())

    # The sheet: its text, read back from the PDF, has the edited amount.
    window.go_to("报表")
    reports = window.page("报表")
    out = tmp_path / "进展情况 9月.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(out), "PDF (*.pdf)"))
    qtbot.waitUntil(lambda: not session.jobs.busy(), timeout=30_000)
    reports.save()
    qtbot.waitUntil(out.exists, timeout=30_000)
    qtbot.waitUntil(lambda: not session.jobs.busy(), timeout=30_000)
    document = pypdfium2.PdfDocument(out)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert PLANT in text
    assert "18,000" in text
    assert "2023年9月15日" in text


def test_a_second_start_finds_everything_as_it_was_left(window, qtbot):
    """File, view, page, and what can be undone survive a restart."""
    window.session.change_view(group_by="section")
    edit_in_place(qtbot, window, "total_investment", "17500")
    qtbot.waitUntil(lambda: item_named(window, PLANT).get("total_investment") == 17_500 * FEN)
    window.go_to("甘特图")
    window.close()

    again = make_window(Settings())
    qtbot.addWidget(again, before_close_func=lambda window: window.session.jobs.stop())
    again.show()
    with qtbot.waitSignal(again.files.opened, timeout=20_000):
        again.files.open(again.settings.recent_files()[0])
    assert again._nav.currentItem().text() == "甘特图"
    again.go_to("项目台账")
    assert again.session.view.group_by == "section"
    assert "第二污水处理厂" in again.session.workspace.undo_stack()[-1].source.title
    again._undo.trigger()
    assert item_named(again, PLANT).get("total_investment") == 17_000 * FEN
    again.close()


def test_a_file_open_elsewhere_is_offered_read_only(window, qtbot, tmp_path):
    path = window.session.workspace.path
    other = make_window(Settings(tmp_path / "other.ini"))
    qtbot.addWidget(other, before_close_func=lambda window: window.session.jobs.stop())
    other.show()
    with qtbot.waitSignal(other.files.open_failed, timeout=20_000):
        other.files.open(path)
    message = other.messages.messages()[-1]
    assert "打开" in message.text
    button = next(b for b in message.findChildren(QPushButton) if b.text() == "以只读方式打开")
    with qtbot.waitSignal(other.files.opened, timeout=20_000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert other.session.workspace.read_only
    assert "[只读]" in other.windowTitle()
    assert not other.session.can_edit
    other.close()


def test_today_is_one_click_away_and_can_be_undone(window, qtbot):
    qtbot.mouseClick(window._today, Qt.MouseButton.LeftButton)
    assert window.session.reference_date == window.session.workspace.today()
    assert window.session.workspace.undo_stack()[-1].source.title == "基准日改为 当天"
    window._undo.trigger()
    assert window.session.reference_date.isoformat() == "2023-09-15"
