"""No file that was brought in is lost: what isn't done is offered after a restart, and what is open of it shown."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from import_gestures import HEAD, click, read, settle, workbook

from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.gui.import_state import State

PLANT, LIQUOR, PLANT_ID = "第二污水处理厂", "华樽3万吨项目", 3


@pytest.fixture
def start(qtbot, session) -> Iterator[Callable[[], ImportPage]]:
    """The page as it is after a start of the program; the one before is closed."""
    pages: list[ImportPage] = []

    def start_() -> ImportPage:
        for page in pages:
            page.shut()
            page.hide()
        page = ImportPage(session)
        qtbot.addWidget(page)
        page.resize(1200, 640)
        page.show()
        pages.append(page)
        return page

    yield start_
    session.jobs.stop()
    for page in pages:
        page.shut()


@pytest.fixture
def book(tmp_path):
    """Writes a workbook of rows of 名称, 总投资(亿元), 阶段; the name of the file first."""

    def write(name: str, *rows: tuple[object, ...]) -> Path:
        return workbook(tmp_path / name, [HEAD[:5], *((None, row[0], *row[1:], None) for row in rows)])

    return write


def leave_one_value(page: ImportPage, qtbot, path: Path) -> None:
    """Accept 阶段 of the first row and nothing else."""
    read(qtbot, page, path)
    page.preview.model.choose({(("进度", 2), "stage")})
    click(qtbot, page.preview.take)
    settle(qtbot, page)


def open_again(qtbot, page: ImportPage, path: Path) -> None:
    read(qtbot, page, path)
    page.open(page.entries[0])
    settle(qtbot, page)


def test_files_that_are_not_done_are_read_again_in_one_click_after_a_restart(start, book, qtbot):
    files = [book("甲.xlsx", (PLANT, 1, "续建")), book("乙.xlsx", (LIQUOR, None, "竣工"))]
    read(qtbot, start(), *files)
    page = start()
    assert page.entries == []
    assert page.leftover.button.text() == "继续上次没有处理完的 2 个文件(&J)"
    click(qtbot, page.leftover.button)
    settle(qtbot, page)
    assert [(entry.path, entry.state) for entry in page.entries] == [(path, State.READY) for path in files]
    assert page.leftover.isHidden()


def test_files_that_are_done_are_not_offered(start, book, qtbot):
    page = start()
    read(qtbot, page, book("甲.xlsx", (PLANT, 1, "续建")), book("乙.xlsx", (LIQUOR, None, "竣工")))
    page.open(page.entries[0])
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert [one.path.name for one in start().keeper.offered] == ["乙.xlsx"]


def test_files_that_are_dismissed_are_not_offered_again(start, book, qtbot):
    read(qtbot, start(), book("甲.xlsx", (PLANT, 1, "续建")))
    click(qtbot, start().leftover.dismiss)
    assert start().leftover.isHidden()


def test_the_offer_outlasts_other_files_and_another_restart(start, book, qtbot):
    read(qtbot, start(), book("甲.xlsx", (PLANT, 1, "续建")))
    read(qtbot, start(), book("乙.xlsx", (LIQUOR, None, "竣工")))
    assert [one.path.name for one in start().keeper.offered] == ["甲.xlsx", "乙.xlsx"]


def test_what_a_person_said_of_a_file_holds_after_a_restart(start, tmp_path, qtbot):
    path = workbook(tmp_path / "表.xlsx", [("项目名称", "某某列"), (PLANT, "市水利局")])
    page = start()
    read(qtbot, page, path)
    view = page.preview.sheets.view
    view.map_column(view._tables[0], 2, "lead_unit")
    page.queue.say_sender(page.current, "市民政局")
    settle(qtbot, page)
    page = start()
    click(qtbot, page.leftover.button)
    settle(qtbot, page)
    preview = page.entries[0].preview
    assert preview.sender == "市民政局"
    assert [column.field for column in preview.sheets[0].columns] == ["name", "lead_unit"]


def test_what_was_decided_of_a_file_does_not_hold_for_another_of_that_name(start, tmp_path, qtbot):
    path = workbook(tmp_path / "表.xlsx", [("项目名称", "某某列"), (PLANT, "市水利局")])
    page = start()
    read(qtbot, page, path)
    view = page.preview.sheets.view
    view.map_column(view._tables[0], 2, "lead_unit")
    settle(qtbot, page)
    workbook(path, [("项目名称", "另一列"), (PLANT, "不相干")])
    page = start()
    click(qtbot, page.leftover.button)
    settle(qtbot, page)
    assert page.entries[0].preview.sheets[0].columns[1].field is None


def test_a_file_that_is_gone_meanwhile_is_named(start, book, qtbot):
    path = book("甲.xlsx", (PLANT, 1, "续建"))
    read(qtbot, start(), path)
    path.unlink()
    page = start()
    click(qtbot, page.leftover.button)
    settle(qtbot, page)
    assert page.entries[0].state is State.FAULTY
    assert "找不到文件" in page.entries[0].text
    assert "甲.xlsx" in page.entries[0].text


def test_a_file_taken_in_part_shows_what_is_open_of_it_and_nothing_of_that_is_ticked(start, book, qtbot):
    path = book("甲.xlsx", (PLANT, 1, "续建"))
    leave_one_value(start(), qtbot, path)
    page = start()
    open_again(qtbot, page, path)
    entry = page.entries[0]
    assert entry.state is State.READY
    assert [list(row.changes.values) for row in entry.preview.rows()] == [["total_investment"]]
    assert page.preview.model.ticked_rows() == 0
    assert not entry.chosen
    assert "导入过一部分" in page.preview.hint.label.text()


def test_a_file_of_which_nothing_is_open_was_imported_even_if_its_values_were_changed_since(
    start, book, session, qtbot
):
    path = book("甲.xlsx", (PLANT, 1, "续建"))
    page = start()
    read(qtbot, page, path)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"stage": "竣工"}}))
    page = start()
    read(qtbot, page, path)
    assert page.entries[0].state is State.KNOWN


def test_a_value_set_since_a_file_was_taken_in_part_is_only_taken_back_by_a_person(start, book, session, qtbot):
    path = book("甲.xlsx", (PLANT, 1, "续建"))
    leave_one_value(start(), qtbot, path)
    page = start()
    newer = book("乙.xlsx", (PLANT, None, "竣工"))
    read(qtbot, page, newer)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    page = start()
    read(qtbot, page, path)
    row = next(page.entries[0].preview.rows())
    assert set(row.changes.values) == {"total_investment", "stage"}
    assert "stage" in row.value_doubts
    assert "total_investment" not in row.value_doubts
