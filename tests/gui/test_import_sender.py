"""Who sent a file is shown in its preview, and can be said otherwise."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fenyang_desktop.gui.import_page import ImportPage


@pytest.fixture
def page(qtbot, session):
    page = ImportPage(session)
    qtbot.addWidget(page)
    page.resize(1240, 600)
    page.show()
    yield page
    page.shut()


def look_at(qtbot, page, tmp_path):
    path = tmp_path / "9月.csv"
    path.write_text("填报单位：市水利局\n项目名称,备注\n第二污水处理厂,土建完成\n", encoding="utf-8-sig")
    page.add_files([path])
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.preview, timeout=20_000)


def test_the_sender_that_a_sheet_names_is_shown_among_the_known_units(qtbot, page, tmp_path):
    look_at(qtbot, page, tmp_path)
    box = page.preview.sender_box.box
    assert box.currentText() == "市水利局"
    assert box.findText("市住建局") >= 0


def test_a_sender_that_a_person_says_holds_for_the_import_and_a_second_reading(qtbot, page, tmp_path, session):
    look_at(qtbot, page, tmp_path)
    box = page.preview.sender_box.box
    box.lineEdit().setFocus()
    box.lineEdit().setText("市教育局")
    with qtbot.waitSignal(session.jobs.ended):
        QTest.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.current.sender == "市教育局")
    page.queue.read_again(page.current, insists=True)
    qtbot.waitUntil(lambda: page.current.preview is not None and not session.jobs.busy())
    assert page.current.preview.sender == "市教育局"
    with qtbot.waitSignal(session.undo_changed):
        page.preview.take.click()
    (record,) = session.workspace.receipts()
    assert record.receipt.sender == "市教育局"
