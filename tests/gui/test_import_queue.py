"""The import queue: what is ticked is what is written, and whatever a person does meanwhile, it goes on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from import_gestures import HEAD, click, read, settle, workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from fenyang_desktop.gui import import_queue
from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.gui.import_state import State

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


def test_a_file_that_is_read_while_the_question_is_open_is_not_taken_over(page, two, book, qtbot, slow, monkeypatch):
    two_and_a_slow_one(qtbot, page, two, book)

    def finish_reading():
        slow["on"] = False
        qtbot.waitUntil(lambda: states(page)[2] is State.READY)

    answer(monkeypatch, finish_reading)
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    assert states(page) == [State.DONE, State.DONE, State.READY]


def test_a_value_that_changes_while_the_question_is_open_is_not_taken_over(page, session, two, qtbot, monkeypatch):
    read(qtbot, page, *two)

    def edit():
        session.act(lambda workspace: workspace.edit({PLANT_ID: {"stage": "竣工"}}))
        qtbot.waitUntil(lambda: not session.jobs.busy())

    answer(monkeypatch, edit)
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    assert session.listing.item(PLANT_ID).get("stage") == "竣工"


def test_a_contradiction_read_while_the_question_is_open_keeps_the_value_out(
    page, session, book, qtbot, slow, monkeypatch
):
    page.add_files([book("甲.xlsx", (PLANT, 1.2, "续建")), book("慢.xlsx", (PLANT, 1.5, None))])
    qtbot.waitUntil(lambda: states(page)[1] is State.READING)
    before = session.listing.item(PLANT_ID).get("total_investment")

    def finish_reading():
        slow["on"] = False
        qtbot.waitUntil(lambda: states(page)[1] is State.READY)

    answer(monkeypatch, finish_reading)
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    item = session.listing.item(PLANT_ID)
    assert (item.get("stage"), item.get("total_investment")) == ("续建", before)
    assert [entry.counts.clashes for entry in page.entries] == [1, 1]


def test_the_question_does_not_deny_a_doubt_that_is_ticked(page, at_odds, qtbot, monkeypatch):
    read(qtbot, page, *at_odds)
    page.open(page.entries[0])
    page.preview.model.choose({(("进度", 2), "total_investment")})
    page.show_all()
    asked = answer(monkeypatch)
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    assert "1 处不导入" in asked[0]


def test_a_sender_that_is_cancelled_is_neither_shown_nor_recorded(page, session, two, qtbot, hold):
    read(qtbot, page, two[0])
    before = page.current.preview.sender
    hold["on"] = True
    type_sender(page, "市民政局")
    page.preview.take.setFocus()
    page.queue.cancel()
    settle(qtbot, page)
    assert page.preview.sender_box.box.currentText() == before
    assert not page.current.told_sender
    hold["on"] = False
    type_sender(page, "市民政局")
    page.preview.take.setFocus()
    settle(qtbot, page)
    assert page.current.preview.sender == "市民政局"


def test_a_sender_typed_and_left_by_escape_is_not_shown_on_reopening(page, two, qtbot):
    read(qtbot, page, *two)
    page.open(page.entries[0])
    type_sender(page, "市民政局")
    for _ in range(2):  # the first may only close the list of names
        if page.current is not None:
            qtbot.keyClick(page.preview.sender_box.box.lineEdit(), Qt.Key.Key_Escape)
    settle(qtbot, page)
    assert page.current is None
    page.open(page.entries[0])
    settle(qtbot, page)
    assert page.preview.sender_box.box.currentText() == page.entries[0].preview.sender


def test_a_stale_preview_stays_stale_when_a_decision_is_cancelled(page, session, two, qtbot, hold):
    read(qtbot, page, two[0])
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"annual_plan": 5}}))
    settle(qtbot, page)
    hold["on"] = True
    page.queue.decide(page.current, page.current.choices)
    page.queue.cancel()
    settle(qtbot, page)
    assert page.current.stale
    assert not page.preview.take.isEnabled()


def test_a_preview_is_stale_when_the_portfolio_changes_during_a_decision(page, session, two, qtbot, hold):
    read(qtbot, page, two[0])
    hold["on"] = True
    page.queue.decide(page.current, page.current.choices)
    qtbot.waitUntil(lambda: hold["understood"])
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"stage": "竣工"}}))
    hold["on"] = False
    settle(qtbot, page)
    assert page.current.stale
    assert not page.preview.take.isEnabled()


# -- it goes on, whatever a person does meanwhile


def test_removing_a_file_with_a_decision_waiting_leaves_the_others_to_be_accepted(page, two, book, qtbot, slow):
    two_and_a_slow_one(qtbot, page, two, book)
    first = page.entries[0]
    page.queue.decide(first, first.choices)
    page.queue.remove([first])
    slow["on"] = False
    settle(qtbot, page)
    page.open(page.entries[0])
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.current.state is State.DONE


def test_leaving_a_file_with_a_decision_waiting_leaves_it(page, two, book, qtbot, slow):
    two_and_a_slow_one(qtbot, page, two, book)
    page.open(page.entries[0])
    page.queue.decide(page.entries[0], page.entries[0].choices)
    click(qtbot, page.preview.leave)
    slow["on"] = False
    settle(qtbot, page)
    assert states(page) == [State.DROPPED, State.READY, State.READY]


def test_bringing_a_file_again_with_a_decision_waiting_reads_it_anew(page, two, book, qtbot, slow):
    two_and_a_slow_one(qtbot, page, two, book)
    page.queue.decide(page.entries[0], page.entries[0].choices)
    page.add_files([two[0]])
    slow["on"] = False
    settle(qtbot, page)
    assert states(page) == [State.READY] * 3
    assert page.entries[0].decision is None


def test_a_decision_about_one_file_does_not_keep_another_from_being_accepted(page, two, book, qtbot, slow):
    two_and_a_slow_one(qtbot, page, two, book)
    page.queue.decide(page.entries[0], page.entries[0].choices)
    page.open(page.entries[1])
    click(qtbot, page.preview.take)
    slow["on"] = False
    settle(qtbot, page)
    assert states(page)[1] is State.DONE


def test_a_file_left_while_it_is_understood_anew_says_nothing_any_more(page, at_odds, qtbot, hold):
    read(qtbot, page, *at_odds)
    page.open(page.entries[0])
    hold["on"] = True
    page.queue.decide(page.current, page.current.choices)
    click(qtbot, page.preview.leave)
    hold["on"] = False
    settle(qtbot, page)
    dropped, other = page.entries
    assert (dropped.state, dropped.preview, dropped.counts.values) == (State.DROPPED, None, 0)
    assert other.counts.clashes == 0


def test_a_copy_is_read_itself_when_its_twin_is_brought_again_meanwhile(page, two, tmp_path, qtbot, monkeypatch):
    copy = Path(shutil.copy(two[0], tmp_path / "副本.xlsx"))
    looks, real = [], page.queue._steps._take_received

    def take_received(entry, received, voice):
        if entry.path == copy and not looks:
            looks.append(received)
            page.add_files([two[0]])
        real(entry, received, voice)

    monkeypatch.setattr(page.queue._steps, "_take_received", take_received)
    read(qtbot, page, *two, copy)
    assert looks[0].preview is None
    assert sorted(states(page)) == sorted([State.TWIN, State.READY, State.READY])


def test_all_accepted_twice_in_a_row_is_taken_over_once_each(page, two, book, qtbot, slow):
    two_and_a_slow_one(qtbot, page, two, book)
    page.queue.take_all(page.queue.offer())
    again = []

    def take_the_third(entry):
        if entry.path.name == "慢.xlsx" and not again:
            again.append(entry)
            page.queue.take_all(page.queue.offer())

    page.queue.ended.connect(take_the_third)
    slow["on"] = False
    settle(qtbot, page)
    assert states(page) == [State.DONE] * 3
    assert [len(entry.applied) for entry in page.entries] == [1, 1, 1]


def test_stopping_keeps_an_accepted_file_that_still_waits_from_being_written(page, session, two, book, qtbot, slow):
    two_and_a_slow_one(qtbot, page, two, book)
    page.open(page.entries[0])
    click(qtbot, page.preview.take)
    page.show_all()
    assert states(page)[0] is State.CHOSEN
    page.queue.cancel()
    settle(qtbot, page)
    assert states(page)[0] is State.READY
    assert not session.workspace.receipts()


def test_escape_with_nothing_under_way_does_not_freeze_the_figures(page, session, two, qtbot):
    read(qtbot, page, *two)
    qtbot.keyClick(page.overview.table, Qt.Key.Key_Escape)
    assert not page.queue.paused
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"stage": "续建"}}))
    settle(qtbot, page)
    assert page.entries[0].counts.values == 1


def test_accepting_right_after_a_sender_was_typed_waits_for_it_and_accepts(page, session, two, qtbot):
    read(qtbot, page, two[0])
    type_sender(page, "市民政局")
    page.preview.take.setFocus()
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.current.state is State.DONE
    assert session.workspace.receipts()[-1].receipt.sender == "市民政局"


def test_what_is_ticked_otherwise_after_a_decision_is_not_accepted_unseen(page, session, odd_column, qtbot):
    read(qtbot, page, odd_column)
    view = page.preview.sheets.view
    view.map_column(view._tables[0], 3, "lead_unit")
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.current.state is State.READY
    assert page.preview.hint.isVisible()
    assert not session.workspace.receipts()


def test_a_file_is_not_accepted_over_a_contradiction_that_nobody_saw(page, session, book, qtbot, slow):
    files = [
        book("甲.xlsx", (PLANT, 1.2, "续建")),
        book("乙.xlsx", (PLANT, 1.5, None)),
        book("慢.xlsx", ("新的桥", 1, None)),
    ]
    page.add_files(files[:1])
    settle(qtbot, page)
    page.add_files(files[1:])
    qtbot.waitUntil(lambda: states(page)[2] is State.READING)
    assert page.current is page.entries[0]
    click(qtbot, page.preview.take)
    assert page.current.state is State.READY
    assert page.current.counts.clashes == 1
    slow["on"] = False
    settle(qtbot, page)
    assert not session.workspace.receipts()


def test_files_are_held_against_each_other_once_for_a_run_of_reading(page, book, qtbot, monkeypatch):
    looks, real = [], import_queue.clashes
    monkeypatch.setattr(import_queue, "clashes", lambda voices: looks.append(len(voices)) or real(voices))
    read(qtbot, page, *(book(f"{number}.xlsx", (PLANT, number, None)) for number in range(1, 6)))
    assert looks == [5]
    assert [entry.counts.clashes for entry in page.entries] == [1] * 5
