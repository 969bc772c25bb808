"""What the import page says in its lines, and what it shows where there is little room."""

import threading
from pathlib import Path

import pytest
from import_gestures import HEAD, click, read, settle, workbook
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent

from fenyang_desktop.gui.history_model import CLEARED, NEW, ChangesModel
from fenyang_desktop.gui.import_files import PROBLEMS, REMARK, SKIPPED, UNCHANGED
from fenyang_desktop.gui.import_model import STATE
from fenyang_desktop.gui.import_sender import names_like
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.job_line import JobLine

PLANT, LIQUOR, PLANT_ID = "第二污水处理厂", "华樽3万吨项目", 3


@pytest.fixture
def book(tmp_path):
    def write(name: str, *rows: tuple[object, ...]) -> Path:
        return workbook(tmp_path / name, [HEAD[:5], *((None, row[0], *row[1:], None) for row in rows)])

    return write


@pytest.fixture
def at_odds(book) -> list[Path]:
    return [book("甲.xlsx", (PLANT, 1.2, None)), book("乙.xlsx", (PLANT, 1.5, None))]


def test_ticking_all_says_which_doubts_it_left_and_ticks_them_on_a_second_word(page, at_odds, qtbot):
    read(qtbot, page, *at_odds)
    page.open(page.entries[0])
    click(qtbot, page.preview.all)
    assert page.preview.unsure.label.text() == "全选不勾选存疑的：还有 1 行的 1 个值存疑，请看过原因再勾选。"
    assert page.preview.model.ticked_rows() == 0
    click(qtbot, page.preview.unsure.button)
    assert page.preview.model.values_chosen() == {(("进度", 2), "total_investment")}
    assert page.preview.unsure.isHidden()


def test_ticking_all_says_nothing_where_nothing_is_in_doubt(page, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, None, "续建")))
    click(qtbot, page.preview.all)
    assert page.preview.unsure.isHidden()


def test_a_sentence_that_does_not_fit_is_written_out_below_the_list(page, book, qtbot):
    long = "重点项目九月份进展情况汇总"
    read(qtbot, page, book("甲.xlsx", (PLANT, 1.2, None)), book(f"{long}.xlsx", (PLANT, 1.5, None)))
    page.open(page.entries[0])
    page.resize(640, 480)
    qtbot.waitUntil(lambda: page.preview.table.width() < 500)
    model = page.preview.model
    row = next(row for row in range(model.rowCount()) if model.is_sentence(row))
    page.preview.table.setCurrentIndex(model.index(row, 0))
    assert page.preview.whole.text() == model.index(row, 0).data()
    assert page.preview.whole.isVisible()
    page.preview.table.setCurrentIndex(model.index(0, 0))
    assert page.preview.whole.isHidden()


def test_the_state_of_a_row_begins_with_the_worst(page, at_odds, qtbot):
    read(qtbot, page, *at_odds)
    page.open(page.entries[0])
    assert page.preview.model.index(0, STATE).data() == "存疑，变化"


def test_a_new_file_is_shown_from_its_first_column(page, tmp_path, qtbot):
    wide = [("项目名称", "阶段", *(f"很长很长的表头{n}" for n in range(20)))]
    files = [workbook(tmp_path / f"{n}.xlsx", [*wide, (name, "续建")]) for n, name in enumerate((PLANT, LIQUOR))]
    read(qtbot, page, *files)
    page.open(page.entries[0])
    view = page.preview.sheets.view
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    assert view.horizontalScrollBar().value() > 0
    page.open(page.entries[1])
    settle(qtbot, page)
    assert view.horizontalScrollBar().value() == 0


def test_a_sender_is_found_by_a_part_of_its_name_or_by_its_sound():
    names = ["市民政局", "市住建局", "杏花村镇"]
    assert names_like(names, "民政") == names_like(names, "mzj") == ["市民政局"]
    assert names_like(names, "局") == ["市民政局", "市住建局"]
    assert names_like(names, "") == names


def test_whoever_sent_a_file_before_is_among_the_senders(page, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, None, "续建")))
    page.queue.say_sender(page.current, "杏花村镇")
    settle(qtbot, page)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    read(qtbot, page, book("乙.xlsx", (LIQUOR, None, "竣工")))
    box = page.preview.sender_box.box
    assert {"杏花村镇", "市住建局"} <= {box.itemText(place) for place in range(box.count())}


def test_a_value_that_an_import_cleared_is_said_to_be(page, session, book, qtbot):
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"stage": "续建"}}))
    read(qtbot, page, book("甲.xlsx", (PLANT, None, "—")))
    page.preview.model.choose({(("进度", 2), "stage")})
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    model = ChangesModel(lambda id: str(id))
    model.show(session.workspace.trail(PLANT_ID, "stage", 1))
    assert model.index(0, NEW).data() == CLEARED


def test_where_there_is_little_room_the_problems_and_remarks_stay_in_view(page, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, "很多", None)), book("乙.xlsx", (LIQUOR, None, "竣工")))
    table = page.overview.table
    page.resize(1400, 480)
    qtbot.waitUntil(lambda: not table.isColumnHidden(SKIPPED))
    page.resize(780, 480)
    qtbot.waitUntil(lambda: table.isColumnHidden(SKIPPED))
    assert table.isColumnHidden(UNCHANGED)
    for column in (PROBLEMS, REMARK):
        assert table.columnViewportPosition(column) + 40 < table.viewport().width()


def test_the_totals_stay_in_view_below_many_files(page, book, qtbot):
    read(qtbot, page, *(book(f"{n}.xlsx", (f"新项目{n}", n, None)) for n in range(1, 30)))
    totals, model = page.overview.table.totals, page.overview.model
    last = model.index(model.rowCount() - 1, 0)
    assert totals.viewport().rect().contains(totals.visualRect(last).center())
    assert page.overview.table.isRowHidden(last.row(), last.parent())


def test_files_that_hover_over_the_list_light_it_up(page, at_odds, qtbot):
    read(qtbot, page, *at_odds)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(at_odds[0]))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dragEnterEvent(QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))
    assert page._veil.isVisible()
    page.dragLeaveEvent(QDragLeaveEvent())
    assert not page._veil.isVisible()


def test_the_page_stops_what_it_does_itself_where_it_shows_a_button_for_it(page, book, qtbot, slow):
    page.add_files([book("甲.xlsx", (PLANT, None, "续建")), book("慢.xlsx", (LIQUOR, None, "竣工"))])
    qtbot.waitUntil(lambda: page.entries[1].state is State.READING)
    job = page.queue._work.job
    assert page.stops(job)
    page.open(page.entries[0])
    assert not page.stops(job)
    slow["on"] = False
    settle(qtbot, page)


def test_the_status_bar_has_no_second_button_to_stop_a_job(session, qtbot):
    there, jobs = {"stop": True}, session.jobs
    line = JobLine(jobs, lambda job: there["stop"])
    qtbot.addWidget(line)
    go = threading.Event()

    def work(progress):
        progress.step(1, 2, "半")
        go.wait(10)

    job = jobs.start("读取", work, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: job.can_cancel)
    assert line.cancel.isHidden()
    there["stop"] = False
    job.take_progress(1, 2, "半")
    assert not line.cancel.isHidden()
    with qtbot.waitSignal(jobs.ended):
        go.set()


def test_the_line_about_a_saved_copy_goes_when_another_file_is_shown(window, at_odds, qtbot, tmp_path):
    page = window.page("导入")
    window.go_to("导入")
    read(qtbot, page, *at_odds)
    page.open(page.entries[0])
    page.file_saved.emit("已另存批注副本。", tmp_path / "副本.xlsx")
    assert [message.text for message in window.messages.messages()] == ["已另存批注副本。"]
    page.open(page.entries[1])
    assert window.messages.messages() == []
