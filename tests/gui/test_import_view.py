"""How the preview of an import looks and what of the view is kept when the same file is compared anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from import_gestures import HEAD, click, read, settle, workbook
from openpyxl import Workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.import_lines import Sort
from fenyang_desktop.gui.import_model import COLUMNS, STATE, WHAT, ImportModel
from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.gui.import_preview import empty_text
from fenyang_desktop.gui.import_sheet_flow import flows, reach
from fenyang_desktop.gui.import_table import shared_widths
from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.style import apply_theme, light_color
from fenyang_desktop.services.rows import RowChanges

PLANT = (3, "第二污水处理厂")


@pytest.fixture
def page(qtbot, session) -> Iterator[ImportPage]:
    page = ImportPage(session)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    page.enter()
    yield page
    session.jobs.stop()
    page.shut()


@pytest.fixture
def bridges(tmp_path) -> Path:
    """One changed row and sixty new ones."""
    new = [(None, f"新的桥{number}号", 1, "前期", None, None) for number in range(60)]
    return workbook(tmp_path / "甲.xlsx", [HEAD, (*PLANT, 1.2, "竣工", None, None), *new])


def shown(page: ImportPage) -> ImportModel:
    assert page.preview.model is not None
    return page.preview.model


def sentences(model: ImportModel) -> list[int]:
    return [row for row in range(model.rowCount()) if model.is_sentence(row)]


def test_another_file_that_contradicts_this_one_leaves_its_view_as_it_was(page, bridges, tmp_path, qtbot):
    read(qtbot, page, bridges)
    table, model = page.preview.table, shown(page)
    click(qtbot, page.preview.chips.button(Sort.CHANGED))
    model.set_open(40, is_open=True)
    table.setCurrentIndex(model.index(42, WHAT))
    table.scrollTo(model.index(30, WHAT), table.ScrollHint.PositionAtTop)
    was = table.currentIndex().data(), table.indexAt(QPoint(0, 0)).data(), model.shown_sorts, model.rowCount()

    read(qtbot, page, workbook(tmp_path / "乙.xlsx", [HEAD, (*PLANT, 1.5, None, None, None)]))

    again = shown(page)
    assert again is not model
    assert (
        table.currentIndex().data(),
        table.indexAt(QPoint(0, 0)).data(),
        again.shown_sorts,
        again.rowCount(),
    ) == was


def test_a_line_folded_by_hand_stays_folded_after_a_decision(page, bridges, qtbot):
    read(qtbot, page, bridges)
    model = shown(page)
    assert model.is_open(0)
    model.set_open(0, is_open=False)

    page.preview.sheets.view.setCurrentIndex(page.preview.sheets.view.model().index(8, 0))
    page.preview.sheets.view.leave_out()
    settle(qtbot, page)

    assert shown(page) is not model
    assert shown(page).is_open(0) is False


def test_another_file_is_shown_from_its_top_with_every_sort(page, bridges, tmp_path, qtbot):
    read(qtbot, page, bridges)
    click(qtbot, page.preview.chips.button(Sort.CHANGED))
    page.preview.table.scrollToBottom()
    other = workbook(tmp_path / "丙.xlsx", [HEAD, (1, "白酒项目", 30, None, None, None)])
    read(qtbot, page, other)

    page.open(page.entries[-1])

    assert Sort.CHANGED in shown(page).shown_sorts
    assert page.preview.table.currentIndex().row() == 0


def test_a_sentence_is_written_across_the_columns_and_whole_in_the_tooltip(page, tmp_path, qtbot):
    rows = [HEAD, (1, "白酒项目", 30, None, None, None), (None, "合计", 32.75, None, None, None)]
    read(qtbot, page, workbook(tmp_path / "合计.xlsx", rows))
    table, model = page.preview.table, shown(page)
    row = sentences(model)[0]
    table.setCurrentIndex(model.index(model.rowCount() - 1, WHAT))

    picture = table.viewport().grab().toImage()
    place = table.visualRect(model.index(row, STATE - 1))
    red = light_color(Light.RED, dark=False)
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(place.left(), place.right())
        for y in range(place.top(), place.bottom())
    }
    assert red.name() in colors
    tips = {model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) for column in range(len(COLUMNS))}
    assert len(tips) == 1
    assert "请核对" in tips.pop()


def test_the_columns_share_the_width_so_that_none_is_cut(page, bridges, qtbot):
    read(qtbot, page, bridges)
    table = page.preview.table

    for width in (820, 1000, 1360):
        page.resize(width, 640)
        assert sum(table.columnWidth(column) for column in range(len(COLUMNS))) == table.viewport().width()
        assert not table.horizontalScrollBar().maximum()


def test_a_column_that_was_dragged_keeps_its_width(page, bridges, qtbot):
    read(qtbot, page, bridges)
    page.preview.table.horizontalHeader().resizeSection(WHAT, 222)

    page.resize(1360, 640)

    assert page.preview.table.columnWidth(WHAT) == 222


def test_columns_give_way_down_to_the_least_and_no_further():
    assert sum(shared_widths(500, 13)) <= 500
    assert shared_widths(100, 13) == shared_widths(0, 13)
    wide, wider = shared_widths(900, 13), shared_widths(1000, 13)
    assert [after - before for before, after in zip(wide, wider, strict=True)] == [100, 0, 0, 0, 0]


@pytest.mark.parametrize(("key", "place"), [(Qt.Key.Key_End, -1), (Qt.Key.Key_Home, 0)])
def test_home_and_end_go_to_the_first_and_the_last_row(page, bridges, qtbot, key, place):
    read(qtbot, page, bridges)
    table, last = page.preview.table, shown(page).rowCount() - 1
    table.setCurrentIndex(shown(page).index(5, WHAT))

    qtbot.keyClick(table, key)

    assert table.currentIndex().row() == (last if place else 0)


def test_the_heads_of_the_sheet_are_as_high_as_their_two_lines_need(page, bridges, qtbot):
    read(qtbot, page, bridges)
    heads = page.preview.sheets.view.heads

    assert heads.height() >= heads.sectionSizeFromContents(1).height()


def test_the_edge_of_a_question_follows_the_theme(page, tmp_path, qtbot):
    rows = [("项目名称", "项目总投资概算（万元）", "花多少（万元）"), ("第二污水处理厂", 17000, 300)]
    read(qtbot, page, workbook(tmp_path / "列.xlsx", rows))
    question = page.preview.sheets.question
    assert question.isVisible()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    try:
        for theme in ("light", "dark"):
            apply_theme(app, theme)
            edge = question.grab().toImage().pixelColor(1, question.height() // 2)
            assert edge == light_color(Light.YELLOW, theme == "dark")
    finally:
        apply_theme(app, "light")


def test_quotes_within_the_name_of_a_failed_job_are_single(qtbot):
    jobs = Jobs()
    told: list[str] = []

    def fail(_progress: object) -> None:
        raise AssertionError

    jobs.start("导入“x.xlsx”", fail, print, failed=told.append)
    qtbot.waitUntil(lambda: bool(told))
    jobs.stop()
    assert told[0].startswith("“导入‘x.xlsx’”没有完成")


def test_a_decision_about_a_sheet_leaves_that_sheet_in_view(page, tmp_path, qtbot):
    book = Workbook()
    assert book.active is not None
    second = book.create_sheet("第二张")
    for sheet, number in ((book.active, 1), (second, 2)):
        for row in (
            HEAD,
            (None, f"新的桥{number}号", 1, "前期", None, None),
            (None, f"新的路{number}号", 1, "前期", None, None),
        ):
            sheet.append(row)
    book.save(tmp_path / "两张.xlsx")
    read(qtbot, page, tmp_path / "两张.xlsx")
    sheets = page.preview.sheets
    sheets.tabs.setCurrentIndex(1)
    sheets.view.setCurrentIndex(sheets.view.model().index(2, 1))

    sheets.view.leave_out()
    settle(qtbot, page)

    assert sheets.tabs.currentIndex() == 1
    assert sheets.view.currentIndex().row() == 2


def totals(tmp_path: Path, count: int) -> Path:
    """So many sections of one new project, each with a subtotal that is wrong."""
    rows: list[tuple[object, ...]] = [("项目名称", "总投资（万元）")]
    for number in range(count):
        rows += [(f"第{number}类项目（1个）", None), (f"新的桥{number}号", 300 + number), ("小计", 999)]
    return workbook(tmp_path / "小计.xlsx", rows)


def test_many_failed_totals_are_one_line_that_opens(page, tmp_path, qtbot):
    read(qtbot, page, totals(tmp_path, 12))
    model, table = shown(page), page.preview.table
    assert [model.index(row, WHAT).data() for row in sentences(model)] == ["12 处合计与明细不符"]
    line = sentences(model)[0]
    before = model.rowCount()

    table.setCurrentIndex(model.index(line, WHAT))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Right)

    assert model.rowCount() == before + 12
    assert all("写的是 999" in model.index(row, WHAT).data() for row in range(line + 1, line + 13))
    assert model.index(line, WHAT).flags() & Qt.ItemFlag.ItemIsUserCheckable == Qt.ItemFlag.NoItemFlags
    qtbot.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(model.index(line, STATE)).center()
    )
    assert model.rowCount() == before


def test_failed_totals_that_were_opened_stay_so_when_the_file_is_compared_anew(page, session, tmp_path, qtbot):
    read(qtbot, page, totals(tmp_path, 12))
    line = sentences(shown(page))[0]
    shown(page).set_open(line, is_open=True)
    before = shown(page)
    page.queue.say_sender(page.current, "市住建局")
    settle(qtbot, page)
    assert shown(page) is not before
    assert shown(page).is_open(line)


def test_a_few_failed_totals_are_each_in_view(page, tmp_path, qtbot):
    read(qtbot, page, totals(tmp_path, 3))
    assert len(sentences(shown(page))) == 3


def test_columns_and_sheets_by_the_dozen_are_told_in_a_few_lines(page, tmp_path, qtbot):
    book = Workbook()
    for number in range(9):
        sheet = book.create_sheet(f"第{number}张")
        sheet.append(["项目名称", *(f"某某列{column}" for column in range(20))])
        sheet.append([f"新的桥{number}号", *range(20)])
    path = tmp_path / "多.xlsx"
    book.save(path)
    read(qtbot, page, path)
    lines = page.preview.understood.text().splitlines()
    assert len(lines) == 4
    assert lines[-1] == "还有 6 张表，见下面的标签。"
    assert "不导入 20 列（某某列0、某某列1、某某列2、某某列3、某某列4、某某列5 等）" in lines[0]
    assert len(page.preview.understood.toolTip().splitlines()) == 9


def test_a_list_without_lines_says_why(page, tmp_path, qtbot):
    read(qtbot, page, workbook(tmp_path / "同.xlsx", [HEAD, (*PLANT, None, None, None, None)]))
    assert empty_text(shown(page)) == "没有要改的：1 行与台账一致。"
    blank = page.preview.table.grab().toImage()
    page.preview.table.set_empty_text("")
    assert page.preview.table.grab().toImage() != blank
    read(qtbot, page, workbook(tmp_path / "知.xlsx", [("请查收",)]))
    page.open(page.entries[-1])
    assert empty_text(shown(page)).startswith("没有找到项目表")
    read(qtbot, page, workbook(tmp_path / "新.xlsx", [HEAD, (None, "新的桥", 1, None, None, None)]))
    page.open(page.entries[-1])
    click(qtbot, page.preview.chips.button(Sort.NEW))
    assert empty_text(shown(page)) == "要看的行都隐藏了，点上面的按钮显示。"


def test_what_stands_under_lines_comes_into_being_only_where_it_is_looked_at(page, bridges, qtbot, monkeypatch):
    made: list[object] = []
    real = RowChanges._changes
    monkeypatch.setattr(RowChanges, "_changes", lambda self: made.append(self) or real(self))
    page.add_files([bridges])
    qtbot.waitUntil(lambda: not page.session.jobs.busy(), timeout=20_000)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.preview)
    QApplication.processEvents()
    click(qtbot, page.preview.none)
    click(qtbot, page.preview.all)
    click(qtbot, page.preview.chips.button(Sort.CHANGED))
    assert shown(page).values_chosen()
    assert 0 < len(made) < 45  # of sixty-one rows: those in view


# -- text beside empty cells


def view_of_rows(qtbot, page, tmp_path, *rows: tuple[object, ...], merges: tuple[str, ...] = ()):
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    for merge in merges:
        book.active.merge_cells(merge)
    path = tmp_path / "题.xlsx"
    book.save(path)
    read(qtbot, page, path)
    return page.preview.sheets.view


LONG = "填报单位：市住房和城乡建设局重点工程办公室"
TABLE = (("序号", "项目名称", "阶段", "责任单位"), (1, "新的桥", "前期", "市住建局"))


def test_a_long_text_flows_over_the_empty_cells_to_its_right(page, tmp_path, qtbot):
    view = view_of_rows(qtbot, page, tmp_path, (LONG,), *TABLE)
    assert reach(view, 0, 0) > 1
    beside = view.visualRect(view.model().index(0, 1))
    picture = view.viewport().grab().toImage()
    ground = picture.pixelColor(beside.right() - 3, beside.top() + 1)
    inside = {
        picture.pixelColor(x, y).name()
        for x in range(beside.left() - 2, beside.right() - 20)
        for y in range(beside.top() + 3, beside.bottom() - 3)
    }
    assert len(inside) > 3  # there is writing in it
    line = {picture.pixelColor(beside.left() - 1, y).name() for y in range(beside.top() + 1, beside.top() + 4)}
    assert line == {ground.name()}  # and no grid line through it


def test_a_text_flows_no_further_than_the_next_cell_that_holds_something(page, tmp_path, qtbot):
    view = view_of_rows(qtbot, page, tmp_path, (LONG, None, "单位：万元"), *TABLE)
    assert reach(view, 0, 0) == 1
    assert reach(view, 0, 1) == 1  # nothing flows out of an empty cell


def test_neither_numbers_nor_merged_cells_flow(page, tmp_path, qtbot):
    above = ((123456789012345,), (LONG, None, None, None), (None, None, None, None))
    view = view_of_rows(qtbot, page, tmp_path, *above, *TABLE, merges=("A2:A3",))
    assert reach(view, 0, 0) == 0
    assert reach(view, 1, 0) == 0


def test_a_text_does_not_flow_into_merged_cells(page, tmp_path, qtbot):
    view = view_of_rows(qtbot, page, tmp_path, (LONG, None, None, None), *TABLE, merges=("C1:D1",))
    assert reach(view, 0, 0) == 1


def test_a_text_whose_cell_is_out_of_view_still_reaches_into_it(page, tmp_path, qtbot):
    wide = [f"很长很长的列名第{number}" for number in range(12)]
    view = view_of_rows(qtbot, page, tmp_path, (LONG * 3,), ("项目名称", *wide), ("新的桥", *range(12)))
    view.horizontalScrollBar().setValue(view.columnWidth(0) + 4)
    assert (0, 0) in [(row, column) for row, column, _ in flows(view)]
