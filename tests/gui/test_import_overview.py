"""Many files at once: a line per file, progress and cancel, and taking over what is sure of all of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from import_gestures import HEAD, click, read, settle, workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QMessageBox

from fenyang_desktop.gui.import_files import (
    CHANGED,
    CLASHES,
    DOUBTS,
    FILE,
    NEW,
    PROBLEMS,
    REMARK,
    SENDER,
    SKIPPED,
    STATE,
    UNCHANGED,
)
from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.services import receiving
from fenyang_desktop.services.workspace import Workspace

PLANT, LIQUOR = "第二污水处理厂", "华樽3万吨项目"


@pytest.fixture
def untested_page(qtbot, session) -> Iterator[ImportPage]:
    """The page without a test of its model at every signal, which takes long where there are many lines."""
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
def page(untested_page) -> ImportPage:
    model = untested_page.overview.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, untested_page)
    return untested_page


@pytest.fixture
def book(tmp_path):
    """Writes a workbook of rows of 名称, 总投资(亿元), 阶段; the name of the file first."""

    def write(name: str, *rows: tuple[object, ...], folder: str = "来 件") -> Path:
        (tmp_path / folder).mkdir(exist_ok=True)
        full = [(None, row[0], *row[1:], None) for row in rows]
        return workbook(tmp_path / folder / name, [HEAD[:5], *full])

    return write


@pytest.fixture
def three(book) -> list[Path]:
    """A new project and a change; a change that can't be read in part; nothing new."""
    return [
        book("甲局.xlsx", ("新的果园", 0.5, "前期"), (PLANT, 1.25, "续建")),
        book("乙局.xlsx", (LIQUOR, "很多", "竣工"), ("合计", 3, None)),
        book("丙局.xlsx", (LIQUOR, None, None)),
    ]


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The questions asked; each is agreed to."""
    heard: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: heard.append(box.text()))
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0])
    return heard


def lines(page: ImportPage, *columns: int) -> list[tuple[str, ...]]:
    model = page.overview.model
    return [tuple(model.index(row, column).data() for column in columns) for row in range(model.rowCount())]


def states(page: ImportPage) -> list[State]:
    return [entry.state for entry in page.entries]


def select(page: ImportPage, *rows: int) -> None:
    table = page.overview.table
    table.setFocus()
    table.setCurrentIndex(page.overview.model.index(rows[0], 0))
    flags = table.selectionModel().SelectionFlag
    for row in rows[1:]:
        table.selectionModel().select(page.overview.model.index(row, 0), flags.Select | flags.Rows)


# -- reading


def test_all_files_are_read_and_each_has_a_line_above_the_totals(page, three, qtbot):
    read(qtbot, page, *three)

    assert page.stack.currentWidget() is page.overview
    assert lines(page, FILE, STATE, NEW, CHANGED, UNCHANGED, PROBLEMS, SKIPPED) == [
        ("甲局.xlsx", "待确认", "1", "1 / 2", "", "", ""),
        ("乙局.xlsx", "待确认", "", "1 / 1", "", "1", "1"),
        ("丙局.xlsx", "没有变化", "", "", "1", "", ""),
        ("合计 3 个文件", "", "1", "2 / 3", "1", "1", "1"),
    ]
    assert page.heading.text() == "3 个文件：待确认 2，没有变化 1"
    assert page.overview.table.hasFocus()


def test_the_sender_is_told_where_the_sheet_names_it(page, tmp_path, three, qtbot):
    sent = workbook(tmp_path / "表.xlsx", [("填报单位：市住建局",), ("项目名称", "阶段"), (PLANT, "续建")])
    read(qtbot, page, sent, three[0])
    assert lines(page, SENDER)[0] == ("市住建局",)


def test_one_file_goes_straight_to_its_preview(page, three, qtbot):
    read(qtbot, page, three[0])
    assert page.stack.currentWidget() is page.preview
    assert not page.back.isVisible()


def test_a_folder_with_one_spreadsheet_goes_straight_to_its_preview(page, book, qtbot):
    read(qtbot, page, book("甲局.xlsx", (PLANT, 1, None)).parent)
    assert page.stack.currentWidget() is page.preview


def test_a_chosen_folder_is_read_as_a_whole(page, three, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(three[0].parent))
    click(qtbot, page.drop_zone.choose_folder)
    settle(qtbot, page)
    assert len(page.entries) == 3


def test_a_folder_without_spreadsheets_says_so(page, session, tmp_path, qtbot):
    (tmp_path / "空 的").mkdir()
    with qtbot.waitSignal(session.failed) as heard:
        page.add_files([tmp_path / "空 的"])
    assert heard.args[0].startswith("文件夹“空 的”里没有可以导入的表格")
    assert page.stack.currentWidget() is page.drop_zone


def test_progress_says_which_of_how_many_is_read(page, three, book, qtbot, slow):
    page.add_files([*three, book("慢.xlsx", (PLANT, 1, None))])
    qtbot.waitUntil(lambda: states(page)[3] is State.READING)
    line = page.overview.progress
    assert line.label.text() == "正在读取第 4 / 4 个：“慢.xlsx”"
    assert (line.bar.value(), line.bar.maximum()) == (3, 4)
    slow["on"] = False
    settle(qtbot, page)
    assert not line.isVisible()


def test_cancelling_keeps_what_was_read_and_the_rest_can_be_continued(page, three, book, qtbot, slow):
    page.add_files([three[0], book("慢.xlsx", (PLANT, 1, None)), *three[1:]])
    qtbot.waitUntil(lambda: states(page)[1] is State.READING)

    qtbot.keyClick(page.overview.table, Qt.Key.Key_Escape)
    settle(qtbot, page)

    assert states(page) == [State.READY, State.WAITING, State.WAITING, State.WAITING]
    assert page.overview.progress.label.text() == "还有 3 个文件没有读"
    slow["on"] = False
    click(qtbot, page.overview.progress.resume)
    settle(qtbot, page)
    assert states(page) == [State.READY] * 4


def test_a_waiting_file_is_read_when_it_is_opened_and_the_others_go_on_waiting(page, three, book, qtbot, slow):
    page.add_files([book("慢.xlsx", (PLANT, 1, None)), *three])
    qtbot.waitUntil(lambda: states(page)[0] is State.READING)
    page.queue.cancel()
    settle(qtbot, page)

    select(page, 2)
    qtbot.keyClick(page.overview.table, Qt.Key.Key_Return)
    settle(qtbot, page)

    assert page.stack.currentWidget() is page.preview
    assert states(page) == [State.WAITING, State.WAITING, State.READY, State.WAITING]


def test_files_are_added_while_others_are_read(page, three, book, qtbot, slow):
    page.add_files([book("慢.xlsx", (PLANT, 1, None)), three[0]])
    qtbot.waitUntil(lambda: states(page)[0] is State.READING)
    page.add_files(three[1:])
    assert page.overview.progress.label.text() == "正在读取第 1 / 4 个：“慢.xlsx”"
    slow["on"] = False
    settle(qtbot, page)
    assert states(page) == [State.READY] * 4


def test_an_open_preview_stays_in_view_when_files_are_added(page, three, qtbot):
    read(qtbot, page, three[0])
    read(qtbot, page, *three[1:])
    assert page.current is page.entries[0]
    assert page.back.isVisible()


def test_lock_files_are_passed_over_and_a_file_that_vanished_says_so(page, three, tmp_path, qtbot):
    gone = tmp_path / "走 了.xlsx"
    read(qtbot, page, tmp_path / "~$甲局.xlsx", gone, three[0])
    assert lines(page, FILE, STATE)[:2] == [("走 了.xlsx", "没有读成"), ("甲局.xlsx", "待确认")]
    assert lines(page, REMARK)[0][0].startswith("找不到文件")


def test_a_faulty_file_is_tried_again_from_its_line(page, three, book, tmp_path, qtbot):
    bad = tmp_path / "坏的.xlsx"
    bad.write_bytes(b"PK\x03\x04 broken")
    read(qtbot, page, bad, three[0])
    assert lines(page, REMARK)[0][0].startswith("已损坏，无法完整读取")
    workbook(bad, [HEAD[:5], (None, "修好了", 1, None, None)])
    select(page, 0)
    click(qtbot, page.overview.retry)
    settle(qtbot, page)
    assert states(page) == [State.READY] * 2


def test_a_file_without_a_table_says_so_in_its_line(page, three, tmp_path, qtbot):
    read(qtbot, page, workbook(tmp_path / "通知.xlsx", [("请查收",)]), three[0])
    assert lines(page, STATE)[0] == ("没有找到项目表",)


def test_files_of_one_name_are_told_apart_by_their_folders(page, book, qtbot):
    paths = [book("进度.xlsx", (PLANT, number, None), folder=folder) for number, folder in ((1, "甲"), (2, "乙"))]
    read(qtbot, page, *paths)
    assert lines(page, FILE)[:2] == [("甲/进度.xlsx",), ("乙/进度.xlsx",)]
    click(qtbot, page.overview.open_button)
    assert (
        "“乙/进度.xlsx”C2 写的是 20,000 万元"
        in page.current.model.preview.sheets[0].rows[0].value_doubts["total_investment"]
    )


def test_two_hundred_files_are_read_one_after_the_other(untested_page, tmp_path, qtbot):
    page = untested_page
    paths = [tmp_path / f"{number}.csv" for number in range(200)]
    for number, path in enumerate(paths):
        path.write_text(f"项目名称,阶段\n{PLANT} 第{number}期,前期\n", encoding="utf-8")
    read(qtbot, page, *paths)
    assert states(page) == [State.READY] * 200
    assert lines(page, FILE, NEW)[-1] == ("合计 200 个文件", "200")


# -- the same again


def test_a_file_with_the_same_bytes_is_recognised_and_not_counted(page, three, tmp_path, qtbot):
    twin = Path(shutil.copy(three[0], tmp_path / "甲局（副本）.xlsx"))
    read(qtbot, page, three[0], twin, three[1])
    assert lines(page, STATE, NEW, REMARK)[1] == ("内容相同", "", "与“甲局.xlsx”内容相同")
    assert lines(page, NEW)[-1] == ("1",)

    select(page, 1)
    click(qtbot, page.overview.open_button)
    assert page.fault.label.text() == "“甲局（副本）.xlsx”与“甲局.xlsx”内容相同。"
    page.show_all()
    select(page, 0)
    qtbot.keyClick(page.overview.table, Qt.Key.Key_Delete)
    settle(qtbot, page)
    assert states(page) == [State.READY] * 2  # the copy is the only one now


def test_a_file_imported_before_is_recognised_and_opened_on_demand(page, three, qtbot):
    read(qtbot, page, three[0])
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    read(qtbot, page, *three)
    assert lines(page, STATE, REMARK)[0] == ("导入过", "已于 2023 年 9 月 20 日导入过")

    select(page, 0)
    click(qtbot, page.overview.open_button)
    assert page.fault.label.text() == "“甲局.xlsx”已于 2023 年 9 月 20 日导入过。"
    click(qtbot, page.fault.buttons[0])
    settle(qtbot, page)
    assert page.stack.currentWidget() is page.preview


def test_a_corrected_file_dropped_again_is_read_anew_in_its_line(page, three, book, qtbot):
    read(qtbot, page, *three)
    book("乙局.xlsx", (LIQUOR, 3, "竣工"))
    read(qtbot, page, three[1])
    assert lines(page, FILE, CHANGED, PROBLEMS)[1] == ("乙局.xlsx", "1 / 2", "")
    assert len(page.entries) == 3


# -- two files about one value


def test_contradicting_files_count_and_show_it_and_it_is_not_ticked(page, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, 1.2, "续建")), book("乙.xlsx", (PLANT, 1.5, None)))
    assert lines(page, CLASHES, DOUBTS) == [("1", ""), ("1", ""), ("2", "")]

    select(page, 1)
    click(qtbot, page.overview.open_button)

    remarks = [page.preview.model.index(row, 0).data() for row in range(page.preview.model.rowCount())]
    assert "存疑：总投资：“甲.xlsx”C2 写的是 12,000 万元，两个文件不一致" in remarks
    assert page.preview.model.ticked_rows() == 0


def test_a_contradiction_that_comes_up_later_unticks_only_that_value(page, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, 1.2, "续建"), (LIQUOR, 3, "竣工")))
    page.current.model.choose(page.current.chosen - {(("进度", 3), "stage")})
    read(qtbot, page, book("乙.xlsx", (PLANT, 1.5, None)))
    assert page.current.chosen == {(("进度", 2), "stage"), (("进度", 3), "total_investment")}
    assert page.preview.model is page.current.model


def test_removing_one_of_two_contradicting_files_settles_it(page, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, 1.2, "续建")), book("乙.xlsx", (PLANT, 1.5, None)))
    select(page, 1)
    click(qtbot, page.overview.remove)
    assert lines(page, CLASHES)[0] == ("",)


# -- taking over


def test_all_that_is_sure_is_taken_over_after_a_question_that_gives_the_figures(page, session, three, asked, qtbot):
    read(qtbot, page, *three)

    click(qtbot, page.overview.take_all)
    settle(qtbot, page)

    assert asked == [
        "接受 2 个文件中有把握的改动：新增 1 项，修改 2 项的 3 个值。\n"
        "存疑、冲突、有问题的 1 处不导入，留在各文件里待看。\n"
        "每个文件是一次操作，可以分别撤销。"
    ]
    assert lines(page, STATE, NEW, CHANGED, REMARK)[:3] == [
        ("已导入", "1", "1 / 2", "新增 1 项，修改 1 项的 2 个值。"),
        ("已导入，余 1 处待看", "", "1 / 1", "修改 1 项的 1 个值"),
        ("没有变化", "", "", ""),
    ]
    assert session.listing.item(3).get("stage") == "续建"
    assert session.listing.item(2).get("stage") == "竣工"
    titles = [one.source.title for one in session.workspace.undo_stack()]
    assert titles[-2:] == ["导入“甲局.xlsx”", "导入“乙局.xlsx”"]
    assert page.entries[0].preview is None  # what was read of it is let go
    assert not page.overview.take_all.isEnabled()


def test_refusing_the_question_changes_nothing(page, session, three, qtbot, monkeypatch):
    read(qtbot, page, *three)
    before = session.listing.items
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[1])
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    assert session.listing.items == before


def test_contradictions_wait_until_a_person_decides_and_the_rest_is_open_for_it(page, session, book, asked, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, 1.2, "续建")), book("乙.xlsx", (PLANT, 1.5, None)))
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    assert session.listing.item(3).get("total_investment") is None
    assert lines(page, STATE)[:2] == [("已导入，余 1 处待看",), ("待确认",)]

    select(page, 1)
    click(qtbot, page.overview.open_button)
    page.preview.model.toggle([0])
    click(qtbot, page.preview.take)
    settle(qtbot, page)

    assert session.listing.item(3).get("total_investment") == 15_000_000_000
    page.show_all()
    settle(qtbot, page)
    assert lines(page, STATE, CLASHES)[0] == ("已导入，余 1 处待看", "1")  # against what was decided: still no tick
    assert not page.overview.take_all.isEnabled()


def test_what_one_file_brings_is_no_change_in_the_next(page, session, book, asked, qtbot):
    rows = (("新的果园", 0.5, "前期"),)
    read(qtbot, page, book("甲.xlsx", *rows), book("乙.xlsx", *rows, (PLANT, 1, None)))
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    assert sum(item.name == "新的果园" for item in session.listing.items) == 1
    assert lines(page, STATE, NEW, CHANGED)[:2] == [("已导入", "1", ""), ("已导入", "", "1 / 1")]


def test_cancelling_between_files_keeps_those_taken_over(page, session, three, book, asked, qtbot):
    read(qtbot, page, *three, book("丁局.xlsx", ("新的桥", 1, None)))

    def stop(ids: frozenset[int]) -> None:
        session.items_changed.disconnect(stop)
        page.queue.cancel()

    session.items_changed.connect(stop)
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)

    assert states(page) == [State.DONE, State.READY, State.READY, State.READY]
    assert session.listing.item(2).get("stage") == "续建"


def test_what_is_ticked_by_a_person_is_what_is_taken_over(page, session, three, asked, qtbot):
    read(qtbot, page, *three)
    select(page, 0)
    click(qtbot, page.overview.open_button)
    page.preview.model.toggle([0])  # not the new orchard
    click(qtbot, page.back)

    click(qtbot, page.overview.take_all)
    settle(qtbot, page)

    assert all(item.name != "新的果园" for item in session.listing.items)
    assert lines(page, STATE)[0] == ("已导入一部分",)
    assert not page.overview.take_all.isEnabled()  # it stays refused


def test_an_undone_file_is_open_again_as_a_whole(page, session, three, asked, qtbot):
    read(qtbot, page, *three)
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)

    session.undo()
    settle(qtbot, page)

    assert lines(page, STATE, CHANGED)[1] == ("待确认", "1 / 1")
    session.act(Workspace.redo)
    settle(qtbot, page)
    assert lines(page, STATE)[1] == ("已导入，余 1 处待看",)
    session.undo()
    session.undo()
    settle(qtbot, page)
    assert states(page)[0] is State.UNDONE


def test_a_change_elsewhere_is_in_the_figures_without_another_reading(page, session, three, qtbot, monkeypatch):
    read(qtbot, page, *three)
    monkeypatch.setattr(receiving, "read_file", lambda *_: pytest.fail("read again"))
    session.act(lambda workspace: workspace.edit({3: {"stage": "续建"}}))
    settle(qtbot, page)
    assert lines(page, CHANGED)[0] == ("1 / 1",)


def test_while_nobody_looks_nothing_is_compared_anew(page, session, three, qtbot):
    read(qtbot, page, *three)
    page.hide()
    session.act(lambda workspace: workspace.edit({3: {"stage": "续建"}}))
    assert not session.jobs.busy()
    page.show()
    settle(qtbot, page)
    assert lines(page, CHANGED)[0] == ("1 / 1",)


def test_a_read_only_portfolio_shows_the_figures_and_takes_nothing(page, session, three, bundled_file, qtbot):
    session.show_workspace(Workspace.open(bundled_file, read_only=True))
    read(qtbot, page, *three)
    assert not page.overview.take_all.isEnabled()
    assert "只读" in page.overview.take_all.toolTip()
    session.show_workspace(None)


# -- the list


def test_enter_opens_a_file_and_escape_leads_back_to_its_line(page, three, qtbot):
    read(qtbot, page, *three)
    select(page, 1)
    qtbot.keyClick(page.overview.table, Qt.Key.Key_Return)
    assert page.stack.currentWidget() is page.preview
    assert page.preview.table.hasFocus()

    qtbot.keyClick(page.preview.table, Qt.Key.Key_Escape)

    assert page.stack.currentWidget() is page.overview
    assert page.overview.table.currentIndex().row() == 1
    assert page.overview.table.hasFocus()


def test_after_a_file_the_next_that_waits_for_a_person_is_offered(page, three, qtbot):
    read(qtbot, page, *three)
    page.open(page.entries[0])
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.outcome.more.text() == "下一个：乙局.xlsx"
    click(qtbot, page.outcome.more)
    settle(qtbot, page)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.outcome.more.text() == "全部文件"
    click(qtbot, page.outcome.more)
    assert page.stack.currentWidget() is page.overview


def test_lines_are_sorted_by_a_click_with_the_totals_below_and_stay_selected(page, three, qtbot):
    read(qtbot, page, *three)
    select(page, 1)
    page.overview.table.sortByColumn(CHANGED, Qt.SortOrder.DescendingOrder)
    assert lines(page, FILE) == [("甲局.xlsx",), ("乙局.xlsx",), ("丙局.xlsx",), ("合计 3 个文件",)]
    page.overview.table.sortByColumn(FILE, Qt.SortOrder.AscendingOrder)
    assert lines(page, FILE) == [("丙局.xlsx",), ("甲局.xlsx",), ("乙局.xlsx",), ("合计 3 个文件",)]
    assert [entry.path.name for entry in page.overview.selected()] == ["乙局.xlsx"]


def test_finished_files_are_cleared_and_others_removed_by_key(page, three, asked, qtbot):
    read(qtbot, page, *three)
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    click(qtbot, page.overview.clear)
    assert [entry.path.name for entry in page.entries] == ["乙局.xlsx"]
    select(page, 0)
    qtbot.keyClick(page.overview.table, Qt.Key.Key_Delete)
    assert page.stack.currentWidget() is page.drop_zone


def test_removing_the_file_that_is_read_goes_on_with_the_next(page, three, book, qtbot, slow):
    page.add_files([book("慢.xlsx", (PLANT, 1, None)), three[0]])
    qtbot.waitUntil(lambda: states(page)[0] is State.READING)
    select(page, 0)
    qtbot.keyClick(page.overview.table, Qt.Key.Key_Delete)
    settle(qtbot, page)
    assert [(entry.path.name, entry.state) for entry in page.entries] == [("甲局.xlsx", State.READY)]


def test_leaving_a_file_shows_the_others(page, three, qtbot):
    read(qtbot, page, *three)
    page.open(page.entries[0])
    click(qtbot, page.preview.leave)
    assert page.stack.currentWidget() is page.overview
    assert lines(page, STATE, NEW)[0] == ("已放弃", "")


def test_new_files_after_all_is_done_begin_a_list_of_their_own(page, three, book, asked, qtbot):
    read(qtbot, page, three[0], three[2])
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    read(qtbot, page, three[1], book("丁局.xlsx", ("新的桥", 1, None)))
    assert [entry.path.name for entry in page.entries] == ["乙局.xlsx", "丁局.xlsx"]


def test_another_portfolio_while_files_are_read_forgets_them_and_nothing_hangs(page, session, three, book, qtbot, slow):
    page.add_files([book("慢.xlsx", (PLANT, 1, None)), *three])
    qtbot.waitUntil(lambda: states(page)[0] is State.READING)
    session.show_workspace(None)
    settle(qtbot, page)
    assert page.entries == []
    assert page.stack.currentWidget() is page.drop_zone


def test_closing_the_window_while_files_are_read_ends_the_reading(window, three, book, qtbot, slow):
    window.go_to("导入")
    page = window.findChild(ImportPage)
    page.add_files([book("慢.xlsx", (PLANT, 1, None)), *three])
    qtbot.waitUntil(lambda: states(page)[0] is State.READING)
    window.close()
    assert not window.session.jobs.busy() or page.entries == []
    qtbot.waitUntil(lambda: not window.session.jobs.busy())
    assert page.entries == []


def test_everything_clickable_has_a_name_and_a_tip_says_the_whole_sentence(page, three, tmp_path, qtbot):
    read(qtbot, page, tmp_path / "走了.xlsx", *three)
    assert page.overview.table.accessibleName()
    assert page.overview.progress.bar.accessibleName()
    tip = page.overview.model.index(0, REMARK).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith(str(tmp_path / "走了.xlsx"))
    assert tip.endswith("请检查文件名和位置。")
