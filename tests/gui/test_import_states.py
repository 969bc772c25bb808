"""What may be done with a file in which state, what stays of an earlier one, and that the last decision counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from import_gestures import HEAD, click, read, settle, workbook
from openpyxl import Workbook
from PySide6.QtWidgets import QMessageBox

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.gui import import_steps
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_model import WHAT
from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.gui.import_sheet import Mark, Marked
from fenyang_desktop.gui.import_state import NEXT, State

PLANT, LIQUOR = "第二污水处理厂", "华樽3万吨项目"
PLANT_ID = 3


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
def book(tmp_path):
    """Writes a workbook of rows of 名称, 总投资(亿元), 阶段; the name of the file first."""

    def write(name: str, *rows: tuple[object, ...]) -> Path:
        return workbook(tmp_path / name, [HEAD[:5], *((None, row[0], *row[1:], None) for row in rows)])

    return write


@pytest.fixture
def odd_columns(tmp_path) -> Path:
    """A change, and two columns that no field is found for."""
    head = ("项目名称", "阶段", "某某列", "另一列")
    return workbook(tmp_path / "表.xlsx", [head, (PLANT, "续建", "市水利局", "干得好")])


@pytest.fixture
def agreed(monkeypatch) -> None:
    """Every question is agreed to."""
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0])


def map_column(page: ImportPage, number: int, key: str) -> None:
    view = page.preview.sheets.view
    view.map_column(view._tables[0], number, key)


def value(session, key: str):
    return session.listing.item(PLANT_ID).get(key)


def tick(page: ImportPage, *fields: str) -> None:
    """Tick these fields of the first row and nothing else."""
    page.preview.model.choose({(("进度", 2), field) for field in fields})


# -- the last decision counts


def test_a_decision_made_while_another_is_pending_is_added_to_it(page, odd_columns, qtbot, hold):
    read(qtbot, page, odd_columns)
    hold["on"] = True
    map_column(page, 3, "lead_unit")
    qtbot.waitUntil(lambda: hold["understood"])
    map_column(page, 4, "note")
    hold["on"] = False
    settle(qtbot, page)
    fields = {column.field for column in page.current.preview.sheets[0].columns}
    assert {"lead_unit", "note"} <= fields
    assert page.current.state is State.READY


def test_of_two_decisions_about_one_column_the_last_one_counts(page, odd_columns, qtbot, hold):
    read(qtbot, page, odd_columns)
    hold["on"] = True
    map_column(page, 3, "lead_unit")
    qtbot.waitUntil(lambda: hold["understood"])
    map_column(page, 3, "note")
    hold["on"] = False
    settle(qtbot, page)
    assert page.current.preview.sheets[0].columns[2].field == "note"


def test_a_sender_said_while_a_decision_is_pending_does_not_undo_it(page, odd_columns, qtbot, hold):
    read(qtbot, page, odd_columns)
    hold["on"] = True
    map_column(page, 3, "lead_unit")
    page.queue.say_sender(page.current, "市民政局")
    map_column(page, 4, "note")
    hold["on"] = False
    settle(qtbot, page)
    assert page.current.preview.sender == "市民政局"
    assert [column.field for column in page.current.preview.sheets[0].columns[2:]] == ["lead_unit", "note"]


@pytest.mark.parametrize("gesture", ["read again", "brought again"])
def test_what_was_decided_and_is_not_understood_yet_holds_when_the_file_is_read_again(
    page, odd_columns, qtbot, hold, gesture
):
    read(qtbot, page, odd_columns)
    hold["on"] = True
    map_column(page, 3, "lead_unit")
    page.queue.say_sender(page.current, "市民政局")
    hold["on"] = False
    if gesture == "read again":
        page._read_again()
        settle(qtbot, page)
    else:
        read(qtbot, page, odd_columns)
    assert page.current.preview.sender == "市民政局"
    assert page.current.preview.sheets[0].columns[2].field == "lead_unit"


def test_decisions_made_while_another_file_is_read_are_all_understood(page, odd_columns, book, qtbot, slow):
    read(qtbot, page, odd_columns)
    page.add_files([book("慢.xlsx", ("新的桥", 1, None))])
    qtbot.waitUntil(lambda: page.entries[1].state is State.READING)
    map_column(page, 3, "lead_unit")
    map_column(page, 4, "note")
    assert page.current.state is State.DECIDING
    assert page.stack.currentWidget() is page.preview  # it stays in view
    slow["on"] = False
    settle(qtbot, page)
    assert [column.field for column in page.current.preview.sheets[0].columns[2:]] == ["lead_unit", "note"]


def test_what_was_decided_and_then_cancelled_is_no_part_of_the_next_decision(page, odd_columns, qtbot, hold):
    read(qtbot, page, odd_columns)
    hold["on"] = True
    map_column(page, 3, "lead_unit")
    page.queue.cancel()
    settle(qtbot, page)
    hold["on"] = False
    map_column(page, 4, "note")
    settle(qtbot, page)
    assert [column.field for column in page.current.preview.sheets[0].columns[2:]] == [None, "note"]


def test_a_stale_preview_stays_so_when_one_decision_takes_the_place_of_another_and_is_cancelled(
    page, session, odd_columns, qtbot, hold
):
    read(qtbot, page, odd_columns)
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"annual_plan": 5}}))
    settle(qtbot, page)
    assert page.current.stale
    hold["on"] = True
    map_column(page, 3, "lead_unit")
    qtbot.waitUntil(lambda: hold["understood"])
    map_column(page, 3, "note")
    page.queue.cancel()
    settle(qtbot, page)
    assert page.current.stale
    assert not page.preview.take.isEnabled()


# -- what may be done when


def test_a_file_goes_only_from_one_state_to_those_that_may_follow(tmp_path):
    assert set(NEXT) == set(State)
    for state in State:
        for following in State:
            entry = Entry(tmp_path, state)
            if following is state or following in NEXT[state]:
                entry.go(following)
                assert entry.state is following
            else:
                with pytest.raises(AssertionError):
                    entry.go(following)
    assert State.APPLYING not in NEXT[State.READY]  # nothing is written that wasn't accepted


def test_a_file_being_understood_anew_is_neither_accepted_nor_among_those_that_can_be(
    page, session, odd_columns, qtbot, hold
):
    read(qtbot, page, odd_columns)
    hold["on"] = True
    map_column(page, 3, "lead_unit")
    qtbot.waitUntil(lambda: hold["understood"])
    page.queue.accept(page.current)
    assert page.queue.takeable() == []
    assert page.current.state is State.DECIDING
    hold["on"] = False
    settle(qtbot, page)
    assert page.current.state is State.READY
    assert not session.workspace.receipts()


def test_a_file_is_compared_anew_when_the_portfolio_changed_while_it_was_read(page, session, book, qtbot, slow):
    page.add_files([book("慢.xlsx", (PLANT, 1.25, "续建"))])
    qtbot.waitUntil(lambda: page.entries[0].state is State.READING)
    assert page.current is page.entries[0]
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"annual_plan": 5}}))
    slow["on"] = False
    settle(qtbot, page)
    entry = page.entries[0]
    assert (entry.state, entry.stale) == (State.READY, False)
    assert page.preview.take.isEnabled()
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert value(session, "stage") == "续建"


def test_a_comparison_that_is_cancelled_leaves_the_preview_stale(page, session, book, qtbot, monkeypatch):
    read(qtbot, page, book("甲.xlsx", (PLANT, 1.25, "续建")), book("乙.xlsx", (LIQUOR, 3, None)))
    page.hide()
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"stage": "续建"}}))
    entry = page.entries[0]
    real, switch = import_steps.compare_again, {"on": True}

    def compare(workspace, before, progress):
        while switch["on"]:
            progress.step(0, 0, "比对")
        return real(workspace, before, progress)

    monkeypatch.setattr(import_steps, "compare_again", compare)
    page.queue.want(entry)
    assert entry.state is State.COMPARING
    page.queue.cancel()
    settle(qtbot, page)
    assert (entry.state, entry.stale, entry.text) == (State.READY, True, "")
    switch["on"] = False
    page.open(entry)
    settle(qtbot, page)
    assert (entry.stale, entry.counts.values) == (False, 1)


def test_a_file_that_is_read_or_waits_to_be_written_is_not_given_up(page, session, book, qtbot, slow):
    page.add_files([book("甲.xlsx", (PLANT, 1.25, "续建")), book("慢.xlsx", ("新的桥", 1, None))])
    qtbot.waitUntil(lambda: page.entries[1].state is State.READING)
    first, second = page.entries
    page.open(first)
    click(qtbot, page.preview.take)
    page.queue.drop([first, second])
    assert [first.state, second.state] == [State.CHOSEN, State.READING]
    slow["on"] = False
    settle(qtbot, page)
    assert [first.state, second.state] == [State.DONE, State.READY]
    assert value(session, "stage") == "续建"


def test_a_file_read_on_demand_though_it_is_known_stays_so_when_it_is_read_again(page, book, qtbot):
    path = book("甲.xlsx", (PLANT, 1.25, "续建"))
    read(qtbot, page, path)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    read(qtbot, page, path)
    entry = page.entries[0]
    assert entry.state is State.KNOWN
    page.queue.read_again(entry, insists=True)
    settle(qtbot, page)
    page.queue.read_again(entry)
    settle(qtbot, page)
    assert entry.state is State.READY


# -- what stays open, and what is given up


def test_the_rest_of_several_files_is_given_up_at_once(page, session, book, qtbot, agreed):
    files = [book("甲.xlsx", (PLANT, "很多", "续建")), book("乙.xlsx", (LIQUOR, "不少", "竣工"))]
    read(qtbot, page, *files, book("丙.xlsx", ("新的桥", "多", None)))
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    assert [entry.is_left for entry in page.entries] == [True, True, True]
    page.overview.table.selectAll()
    click(qtbot, page.overview.finish)
    assert [entry.state for entry in page.entries] == [State.DONE] * 3
    assert [(one.counts.new, one.counts.changed, one.counts.doubts) for one in page.entries] == [
        (0, 1, 0),
        (0, 1, 0),
        (1, 0, 0),
    ]
    assert page.entries[0].text == "已导入“甲.xlsx”：修改 1 项的 1 个值。其余 1 处有问题，已放弃。"
    assert len(session.workspace.receipts()) == 3
    assert not page.overview.finish.isEnabled()


def test_the_rest_is_offered_after_the_files_that_nobody_has_seen(page, book, qtbot):
    files = [book("甲.xlsx", (PLANT, "很多", "续建")), book("乙.xlsx", (LIQUOR, "不少", "竣工"))]
    read(qtbot, page, *files, book("丙.xlsx", ("新的桥", 1, None)))
    for number in (0, 1):
        page.open(page.entries[number])
        click(qtbot, page.preview.take)
        settle(qtbot, page)
    assert page.outcome.more.text() == "下一个：丙.xlsx"
    page.open(page.entries[2])
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.outcome.more.text() == "下一个：甲.xlsx"


def test_accepting_all_remembers_how_a_file_was_read(page, session, odd_columns, book, qtbot, agreed):
    read(qtbot, page, odd_columns, book("乙.xlsx", (LIQUOR, 3, None)))
    page.open(page.entries[0])
    map_column(page, 3, "lead_unit")
    settle(qtbot, page)
    page.show_all()
    assert page._layouts.all() == []
    click(qtbot, page.overview.take_all)
    settle(qtbot, page)
    assert len(page._layouts.all()) == 1


@pytest.mark.parametrize("gesture", ["read again", "brought again"])
@pytest.mark.parametrize("decides", [False, True])
def test_a_file_taken_over_in_part_stays_so_when_it_is_brought_again(page, book, qtbot, hold, gesture, decides):
    path = book("甲.xlsx", (PLANT, 1.25, "续建"), ("新的桥", 3, "前期"))
    read(qtbot, page, path, book("乙.xlsx", ("别的路", 3, "前期")))
    entry = page.entries[0]
    page.open(entry)
    tick(page, "stage")
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    page.open(entry)
    rest, applied = entry.rest_text(), list(entry.applied)
    assert entry.is_left
    if decides:
        hold["on"] = True
        page.queue.say_sender(entry, "市民政局")
        hold["on"] = False
    if gesture == "read again":
        page._read_again()
        settle(qtbot, page)
    else:
        read(qtbot, page, path)
    assert (entry.is_left, entry.rest_text(), entry.applied, entry.text) == (True, rest, applied, "")
    assert entry.preview.sender == ("市民政局" if decides else "")


@pytest.mark.parametrize("fault", [UserError("disk_full", file="表格格式.json"), ValueError("a bug")])
def test_an_import_is_told_to_have_succeeded_though_its_layout_cannot_be_kept(
    page, session, odd_columns, qtbot, monkeypatch, told, fault
):
    def full(preview):
        raise fault

    read(qtbot, page, odd_columns)
    map_column(page, 3, "lead_unit")
    settle(qtbot, page)
    monkeypatch.setattr(page._layouts, "learn", full)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.current.stands
    assert page.current.text.startswith("已导入“表.xlsx”")
    assert (value(session, "stage"), value(session, "lead_unit")) == ("续建", "市水利局")
    assert told[-1].startswith("已经导入，只是没能记住")


def test_a_file_brought_again_has_nothing_of_its_earlier_import(page, session, book, qtbot):
    path = book("甲.xlsx", (PLANT, "很多", "续建"))
    read(qtbot, page, path, book("乙.xlsx", (LIQUOR, 3, None)))
    page.open(page.entries[0])
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.entries[0].is_left
    read(qtbot, page, book("甲.xlsx", (PLANT, 1.5, "续建")))
    entry = page.entries[0]
    assert (entry.state, entry.is_left, entry.applied, entry.written) == (State.READY, False, [], {})
    page.open(entry)
    click(qtbot, page.preview.leave)
    assert entry.state is State.DROPPED


# -- what files say of each other


def test_a_contradiction_that_goes_away_ticks_nothing_by_itself(page, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, 1.2, "续建")), book("乙.xlsx", (PLANT, 1.5, None)))
    page.open(page.entries[0])
    assert page.current.chosen == {(("进度", 2), "stage")}
    page.queue.remove([page.entries[1]])
    assert page.current.counts.clashes == 0
    assert page.current.chosen == {(("进度", 2), "stage")}


def test_undoing_an_import_takes_back_what_it_contradicted_though_nobody_looks(page, session, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, None, "续建")), book("乙.xlsx", (PLANT, None, "竣工")))
    page.open(page.entries[0])
    tick(page, "stage")
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    page.show_all()
    settle(qtbot, page)
    assert (page.entries[0].state, page.entries[1].counts.clashes) == (State.DONE, 1)
    page.hide()
    session.undo()
    settle(qtbot, page)
    assert (page.entries[0].state, page.entries[1].counts.clashes) == (State.UNDONE, 0)


def test_what_a_file_still_says_counts_before_what_it_brought_in(page, session, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, "很多", "续建")), book("乙.xlsx", (LIQUOR, 3, None)))
    page.open(page.entries[0])
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    page.show_all()
    session.act(lambda workspace: workspace.edit({PLANT_ID: {"stage": "停工"}}))
    settle(qtbot, page)
    read(qtbot, page, book("丙.xlsx", (PLANT, None, "竣工")))
    first = page.entries[0]
    assert first.is_left
    assert (("进度", 2), "stage") in first.clashing  # it waits, rather than being offered as sure


def test_one_sheet_with_a_table_is_enough_for_a_file_to_hold_one(page, tmp_path, qtbot):
    book = Workbook()
    assert book.active is not None
    book.active.append(["请查收"])
    sheet = book.create_sheet("进度")
    sheet.append(["项目名称", "阶段"])
    sheet.append([PLANT, "续建"])
    path = tmp_path / "两张.xlsx"
    book.save(path)
    read(qtbot, page, path)
    assert not page.entries[0].holds_no_table


def test_a_file_never_looked_at_can_be_taken_over_where_any_row_is_sure(page, book, qtbot):
    read(qtbot, page, book("甲.xlsx", (PLANT, None, None), ("新的桥", 1, None)), book("乙.xlsx", (LIQUOR, None, None)))
    assert page.queue.takeable() == page.entries[:1]


def test_a_value_that_a_merged_cell_brings_down_is_marked_and_found_in_that_cell(page, tmp_path, qtbot):
    book = Workbook()
    assert book.active is not None
    book.active.title = "进度"
    for row in (("责任单位", "项目名称"), ("市住建局", PLANT), (None, LIQUOR)):
        book.active.append(list(row))
    book.active.merge_cells("A2:A3")
    path = tmp_path / "合并.xlsx"
    book.save(path)
    read(qtbot, page, path)
    model = page.preview.model
    assert Marked(page.current.preview.sheets).at(2, 1) == (
        Mark.CHANGED,
        "变化：责任单位",
    )  # by the row below: its own says nothing new
    liquor = next(row for row in range(model.rowCount()) if model.index(row, WHAT).data() == LIQUOR)
    assert model.is_open(liquor)
    assert model.place_of(liquor + 1) == ("进度", 2, 1)
    assert model.row_for("进度", 2, 1) == liquor + 1


# -- another file at the same place


def test_a_copy_is_read_itself_once_the_other_file_has_changed(page, book, tmp_path, qtbot):
    first = book("甲.xlsx", (PLANT, 1, "续建"))
    copy = tmp_path / "乙.xlsx"
    copy.write_bytes(first.read_bytes())
    read(qtbot, page, first, copy)
    assert [entry.state for entry in page.entries] == [State.READY, State.TWIN]
    page.queue.read_again(page.entries[0])
    settle(qtbot, page)
    assert [entry.state for entry in page.entries] == [State.READY, State.TWIN], "the same content still"
    book("甲.xlsx", (PLANT, 2, "竣工"))
    page.queue.read_again(page.entries[0])
    settle(qtbot, page)
    assert [entry.state for entry in page.entries] == [State.READY, State.READY]


@pytest.mark.parametrize("gesture", ["read again", "brought again"])
def test_what_was_decided_of_a_column_holds_for_no_other_once_the_file_has_changed(page, tmp_path, qtbot, gesture):
    path, head = tmp_path / "表.xlsx", ("项目名称", "阶段", "某某列（万元）")
    workbook(path, [head, (PLANT, "续建", 100)])
    read(qtbot, page, path)
    map_column(page, 3, "annual_plan")
    settle(qtbot, page)
    workbook(path, [(*head[:2], "上年完成投资（万元）", head[2]), (PLANT, "续建", 777, 100)])
    if gesture == "read again":
        page._read_again()
        settle(qtbot, page)
    else:
        read(qtbot, page, path)
    (row,) = page.current.preview.rows()
    assert "annual_plan" not in row.changes.values
    assert page.preview.hint.label.text().startswith("这个文件的内容变了")
    page._read_again()
    settle(qtbot, page)
    assert page.current.text == ""


def test_what_was_decided_of_a_column_holds_when_the_same_file_is_read_again(page, odd_columns, qtbot):
    read(qtbot, page, odd_columns)
    map_column(page, 3, "lead_unit")
    settle(qtbot, page)
    page._read_again()
    settle(qtbot, page)
    assert page.current.preview.sheets[0].columns[2].field == "lead_unit"
    assert page.current.text == ""


def test_a_row_refused_or_left_out_is_no_other_row_once_the_file_has_changed(page, tmp_path, qtbot):
    path, head = tmp_path / "表.xlsx", ("项目名称", "阶段", "备注")
    workbook(path, [head, ("甲路", "续建", "x"), ("乙路", "续建", "y")])
    read(qtbot, page, path)
    page._decide({("进度", 1): TableChoice(left_out=frozenset({2}))})
    settle(qtbot, page)
    page.preview.model.choose(frozenset())
    workbook(path, [head, ("丙路", "续建", "x"), ("丁路", "续建", "x")])
    page._read_again()
    settle(qtbot, page)
    assert [row.name for row in page.current.preview.rows()] == ["丙路", "丁路"]
    assert {key for key, _ in page.current.chosen} == {("进度", 2), ("进度", 3)}


def test_the_sender_told_of_a_file_is_not_that_of_another_saved_at_its_place(page, session, tmp_path, qtbot):
    path, head = tmp_path / "报送.xlsx", ("项目名称", "阶段")
    workbook(path, [("填报单位：市住建局",), head, (PLANT, "续建")])
    read(qtbot, page, path)
    page.queue.say_sender(page.current, "市民政局")
    settle(qtbot, page)
    workbook(path, [("填报单位：市水利局",), head, (PLANT, "竣工")])
    read(qtbot, page, path)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert [one.receipt.senders for one in session.workspace.receipts()] == [{"进度": "市水利局"}]
