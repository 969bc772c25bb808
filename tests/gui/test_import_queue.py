"""The import queue: what is ticked is what is written, and whatever a person does meanwhile, it goes on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from import_gestures import HEAD, click, read, settle, workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from fenyang_desktop.gui import import_queue
from fenyang_desktop.gui.import_entry import State
from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.services import receiving

PLANT, LIQUOR = "第二污水处理厂", "华樽3万吨项目"
PLANT_ID = 3


@pytest.fixture
def page(qtbot, session) -> Iterator[ImportPage]:
    page = ImportPage(session)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter()
    yield page
    session.jobs.stop()
    page.shut()


@pytest.fixture
def book(tmp_path):
    """Writes a workbook of rows of 名称, 总投资(亿元), 阶段; the name of the file first."""

    def write(name: str, *rows: tuple[object, ...]) -> Path:
        return workbook(tmp_path / name, [HEAD[:5], *((None, row[0], *row[1:], None) for row in rows)])

    return write


@pytest.fixture
def two(book) -> list[Path]:
    """A new project and a change; a change of another project."""
    return [
        book("甲局.xlsx", ("新的果园", 0.5, "前期"), (PLANT, 1.25, "续建")),
        book("乙局.xlsx", (LIQUOR, None, "竣工")),
    ]


@pytest.fixture
def at_odds(book) -> list[Path]:
    """Two files that differ in the investment of one project."""
    return [book("甲.xlsx", (PLANT, 1.2, "续建")), book("乙.xlsx", (PLANT, 1.5, None))]


@pytest.fixture
def odd_column(tmp_path) -> Path:
    """A new project and a change, and a column that no field is found for."""
    head = ("项目名称", "阶段", "某某列")
    return workbook(tmp_path / "表.xlsx", [head, ("新的果园", "前期", "市住建局"), (PLANT, "续建", "市水利局")])


@pytest.fixture
def slow(monkeypatch) -> dict[str, bool]:
    """Reading of a file named 慢.xlsx goes on until it is cancelled, or until `slow` says otherwise."""
    switch, real = {"on": True}, receiving.read_file

    def read_file(path, progress, reader):
        while path.name == "慢.xlsx" and switch["on"]:
            progress.step(0, 0, "正在读取")
        return real(path, progress, reader)

    monkeypatch.setattr(receiving, "read_file", read_file)
    return switch


@pytest.fixture
def hold(monkeypatch) -> dict[str, bool]:
    """What a person decides is understood, and that doesn't end while `on`, unless it is cancelled."""
    switch, real = {"on": False, "understood": False}, import_queue.preview_otherwise

    def understand(workspace, before, choices, progress):
        found = real(workspace, before, choices, progress)
        switch["understood"] = True
        while switch["on"]:
            progress.step(0, 0, "比对")
        return found

    monkeypatch.setattr(import_queue, "preview_otherwise", understand)
    return switch


def answer(monkeypatch, meanwhile=lambda: None) -> list[str]:
    """The questions asked from now on; each is agreed to, after something happened meanwhile."""
    heard: list[str] = []

    def ask(box):
        heard.append(box.text())
        meanwhile()

    monkeypatch.setattr(QMessageBox, "exec", ask)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0])
    return heard


def states(page: ImportPage) -> list[State]:
    return [entry.state for entry in page.entries]


def two_and_a_slow_one(qtbot, page, two, book) -> None:
    page.add_files([*two, book("慢.xlsx", ("新的桥", 1, None))])
    qtbot.waitUntil(lambda: states(page)[2] is State.READING)


def map_odd_column(qtbot, page) -> None:
    view = page.preview.sheets.view
    view.map_column(view._tables[0], 3, "lead_unit")
    settle(qtbot, page)


def type_sender(page, sender: str) -> None:
    edit = page.preview.sender_box.box.lineEdit()
    edit.setFocus()
    edit.selectAll()
    edit.insert(sender)


# -- what is ticked is what is written


def test_a_new_row_that_was_refused_stays_so_when_one_more_column_is_read(page, odd_column, qtbot):
    read(qtbot, page, odd_column)
    click(qtbot, page.preview.none)
    map_odd_column(qtbot, page)
    assert page.preview.model.ticked_rows() == 0
    assert not page.preview.model.values_chosen()


def test_a_changed_row_that_was_refused_stays_so_when_one_more_column_is_read(page, odd_column, qtbot):
    read(qtbot, page, odd_column)
    model = page.preview.model
    model.toggle([row for row in range(model.rowCount()) if model.index(row, 0).data() == PLANT])
    map_odd_column(qtbot, page)
    chosen = page.preview.model.values_chosen()
    assert (("进度", 2), "lead_unit") in chosen
    assert not [field for key, field in chosen if key == ("进度", 3)]


def test_values_of_a_new_item_are_ticked_only_with_the_item_itself(page, odd_column, qtbot):
    read(qtbot, page, odd_column)
    page.preview.model.choose({(("进度", 2), "stage")})
    assert page.preview.model.ticked_rows() == 0


def test_ticking_all_keeps_a_doubt_that_a_person_ticked(page, at_odds, qtbot):
    read(qtbot, page, *at_odds)
    page.open(page.entries[0])
    ticked = {(("进度", 2), "total_investment"), (("进度", 2), "stage")}
    page.preview.model.choose(ticked)
    click(qtbot, page.preview.all)
    assert page.preview.model.values_chosen() == ticked


def test_ticking_all_leaves_out_a_doubt_that_nobody_ticked(page, at_odds, qtbot):
    read(qtbot, page, *at_odds)
    page.open(page.entries[0])
    click(qtbot, page.preview.none)
    click(qtbot, page.preview.all)
    assert page.preview.model.values_chosen() == {(("进度", 2), "stage")}


def test_a_file_without_a_table_is_not_cleared_as_finished(page, tmp_path, two, qtbot):
    read(qtbot, page, workbook(tmp_path / "通知.xlsx", [("请查收",)]), two[0])
    assert not page.entries[0].is_finished
    page.queue.remove_finished()
    assert len(page.entries) == 2
