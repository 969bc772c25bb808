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
from fenyang_desktop.gui.import_table import shared_widths
from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.style import apply_theme, light_color

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
