"""The button 批注副本 of the import preview: a marked copy of the workbook is saved for its sender."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fenyang_desktop.gui.import_page import ImportPage

HEAD = ("项目名称", "阶段", "责任单位")


@pytest.fixture
def page(qtbot, session) -> Iterator[ImportPage]:
    page = ImportPage(session)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    yield page
    session.jobs.stop()
    page.shut()


@pytest.fixture
def preview(qtbot, page, tmp_path):
    """Reads a workbook with these rows into the page; returns its path."""

    def read(*rows) -> Path:
        book = openpyxl.Workbook()
        for row in (HEAD, *rows):
            book.active.append(row)
        path = tmp_path / "住建局 9月.xlsx"
        book.save(path)
        page.add_files([path])
        settle(qtbot, page)
        return path

    return read


@pytest.fixture
def answer(monkeypatch):
    """Answers the question for a name; returns what was proposed."""
    proposed = []

    def choose(name: Path | str) -> list[Path]:
        def ask(_parent, _title, proposal, kinds):
            proposed.append(Path(proposal))
            return str(name), kinds

        monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
        return proposed

    return choose


def settle(qtbot, page) -> None:
    qtbot.waitUntil(lambda: not page.session.jobs.busy(), timeout=20_000)


def press(qtbot, page) -> None:
    qtbot.mouseClick(page.preview.copy, Qt.MouseButton.LeftButton)


def test_the_copy_is_saved_where_the_user_says_and_told(page, preview, answer, qtbot, tmp_path):
    path, told = preview(("华樽3万吨项目", "盖房", None)), []
    page.file_saved.connect(lambda *what: told.append(what))
    proposed = answer(tmp_path / "发回")
    press(qtbot, page)
    settle(qtbot, page)

    assert proposed == [path.parent / "住建局 9月（批注）.xlsx"]
    assert told == [("已另存批注副本“发回.xlsx”，写明 1 处请填报单位更正或核对。", tmp_path / "发回.xlsx")]
    assert openpyxl.load_workbook(tmp_path / "发回.xlsx").sheetnames == ["核对清单", "Sheet"]
    assert page.preview.isVisible()


def test_the_next_copy_is_proposed_in_the_folder_of_the_last_one(page, preview, answer, qtbot, tmp_path):
    preview(("华樽3万吨项目", "盖房", None))
    (tmp_path / "发回").mkdir()
    proposed = answer(tmp_path / "发回" / "一.xlsx")
    for _ in range(2):
        press(qtbot, page)
        settle(qtbot, page)

    assert proposed[1] == tmp_path / "发回" / "住建局 9月（批注）.xlsx"


def test_the_button_is_there_only_where_there_is_something_to_say(page, preview, qtbot):
    preview(("华樽3万吨项目", "竣工", None))
    assert not page.preview.copy.isEnabled()
    assert page.preview.copy.toolTip() == "没有需要填报单位更正或核对的地方"
    page.entries.clear()
    preview(("华樽3万吨项目", "盖房", None))
    assert page.preview.copy.isEnabled()


def test_pasted_cells_have_no_workbook_to_annotate(page, qtbot):
    page.add_text("项目名称\t阶段\n华樽3万吨项目\t盖房\n")
    settle(qtbot, page)

    assert not page.preview.copy.isEnabled()
    assert "没有原表" in page.preview.copy.toolTip()


def test_the_workbook_itself_is_refused_as_a_target(page, session, preview, answer, qtbot):
    path, failed = preview(("华樽3万吨项目", "盖房", None)), []
    before = path.read_bytes()
    session.failed.connect(failed.append)
    answer(path)
    press(qtbot, page)
    settle(qtbot, page)

    assert failed == ["“住建局 9月.xlsx”是报来的原表，没有改动它；请换一个文件名。"]
    assert path.read_bytes() == before


def test_a_file_that_the_dialog_did_not_ask_about_is_not_replaced(page, session, preview, answer, qtbot, tmp_path):
    preview(("华樽3万吨项目", "盖房", None))
    (tmp_path / "发回.xlsx").write_bytes(b"mine")
    failed: list[str] = []
    session.failed.connect(failed.append)
    answer(tmp_path / "发回")
    press(qtbot, page)
    settle(qtbot, page)

    assert "已经存在" in failed[0]
    assert (tmp_path / "发回.xlsx").read_bytes() == b"mine"


def test_no_name_no_copy(page, session, preview, answer, qtbot):
    preview(("华樽3万吨项目", "盖房", None))
    answer("")
    press(qtbot, page)
    assert not session.jobs.busy()


def test_the_copy_can_be_cancelled_and_then_is_not_written(page, session, preview, answer, qtbot, tmp_path):
    preview(("华樽3万吨项目", "盖房", None))
    answer(tmp_path / "发回.xlsx")
    session.jobs.started.connect(lambda job: job.cancel())
    press(qtbot, page)
    settle(qtbot, page)

    assert not (tmp_path / "发回.xlsx").exists()
    assert page.preview.isVisible()
