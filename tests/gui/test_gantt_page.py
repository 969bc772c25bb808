"""The page 甘特图 with real mouse, wheel and key events."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.items import Item
from fenyang_desktop.gui import gantt_page
from fenyang_desktop.gui.gantt_page import GanttPage
from fenyang_desktop.gui.gantt_view import GanttView
from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.session import Session
from fenyang_desktop.reports import gantt
from fenyang_desktop.reports.gantt_scale import Unit
from fenyang_desktop.reports.gantt_shapes import Rect, Text
from fenyang_desktop.services.gantt import GanttRows
from fenyang_desktop.services.listing import Listing, View
from fenyang_desktop.services.workspace import Workspace

ON = date(2023, 9, 15)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    session = Session(Jobs())
    yield session
    session.jobs.stop()


@pytest.fixture
def page(qtbot: QtBot, session: Session, small_workspace: Workspace) -> GanttPage:
    """The small portfolio: 1 programme, 2 and 3 its projects, 4 a target, 5 an overdue task."""
    return shown(qtbot, session, small_workspace)


def shown(qtbot: QtBot, session: Session, workspace: Workspace) -> GanttPage:
    session.show_workspace(workspace)
    page = GanttPage(session)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    qtbot.waitExposed(page)
    page.enter()
    return page


def deadline(text: str) -> str:
    return encode_deadline(parse_deadline(text, 2023))


def at_row(view: GanttView, id: int, x: float) -> QPoint:
    assert view.rows is not None
    place = view.rows.place_of(id)
    assert place is not None
    return QPoint(round(x), round(view.row_top(place) + gantt.ROW_HEIGHT / 2))


def in_chart(view: GanttView, x: float = 300, y: float = 120) -> QPointF:
    return QPointF(view.table_width + x, y)


def turn(view: GanttView, at: QPointF, modifiers: Qt.KeyboardModifier, notches: int = 1) -> None:
    viewport = view.viewport()
    event = QWheelEvent(
        at, viewport.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def drag(qtbot: QtBot, view: GanttView, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(view.viewport(), LEFT, pos=start)
    qtbot.mouseMove(view.viewport(), start + (end - start) / 2)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=end)


# -- what it shows


def test_the_page_opens_on_the_year_of_the_reference_date(page: GanttPage) -> None:
    view = page.view
    assert view.scale.date_at(0) == date(2023, 1, 1)
    assert 0 < view.scale.end(date(2023, 12, 31)) <= view.chart_width
    assert page.unit.currentText() == "月"


def test_the_year_stays_fitted_when_the_window_is_resized(qtbot: QtBot, page: GanttPage) -> None:
    page.resize(900, 500)
    qtbot.waitUntil(lambda: page.view.viewport().width() < 900)
    assert page.view.scale.date_at(0) == date(2023, 1, 1)
    assert page.view.scale.end(date(2023, 12, 31)) <= page.view.chart_width


def test_the_note_counts_what_is_shown_and_what_has_no_date(page: GanttPage) -> None:
    assert page.note.text() == "显示 5 项，其中 3 项没有日期；基准日 2023年9月15日"


def test_the_note_counts_what_a_filter_hides(page: GanttPage, session: Session) -> None:
    session.change_view(search="华樽")
    assert page.note.text() == "显示 1 项，其中 0 项没有日期；筛选隐藏 4 项；基准日 2023年9月15日"


def test_table_and_chart_share_each_rows_height(page: GanttPage) -> None:
    shapes = {layer.dx: layer.shapes for layer in gantt.layers(page.view.picture()) if layer.y == gantt.HEAD_HEIGHT}
    name = next(shape for shape in shapes[0.0] if isinstance(shape, Text) and shape.text == "华樽3万吨项目")
    bar = next(shape for shape in shapes[page.view.table_width] if isinstance(shape, Rect) and "bar" in shape.fill)
    assert name.y + name.h / 2 == bar.y + bar.h / 2


def test_an_edit_in_the_session_moves_the_bar(page: GanttPage, session: Session) -> None:
    session.act(lambda workspace: workspace.edit({3: {"deadline": deadline("2023-11-05")}}))
    row = page.view.row_at(at_row(page.view, 3, 10).y())
    assert row is not None
    assert row.deadline_text == "2023-11-05"


def test_another_reference_date_moves_the_fitted_year(page: GanttPage, session: Session) -> None:
    session.set_reference_date(date(2024, 2, 1))
    assert page.view.scale.date_at(0) == date(2024, 1, 1)
    assert "基准日 2024年2月1日" in page.note.text()


def test_only_the_rows_in_sight_are_made(qtbot: QtBot, qapp: QApplication) -> None:
    listing = Listing([Item.of(id, {"name": f"项目{id}", "kind": "project"}) for id in range(1, 20_001)], ON)
    rows = GanttRows(listing, listing.arrange(View()))
    view = GanttView()
    qtbot.addWidget(view)
    view.resize(1200, 600)
    view.show_rows(rows, (date(2023, 1, 1), date(2023, 12, 31)), ON, ON)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    assert len(view.picture().rows) <= 600 / gantt.ROW_HEIGHT + 1
    view.grab()
    assert len(rows._made) < 100


def test_what_scrolling_leaves_on_the_screen_is_what_a_fresh_painting_shows(
    qtbot: QtBot, session: Session, workspace: Workspace
) -> None:
    page = shown(qtbot, session, workspace)

    def on_screen() -> QImage:
        QApplication.processEvents()
        return page.screen().grabWindow(page.winId()).toImage()

    before = on_screen()
    page.view.verticalScrollBar().setValue(333)
    scrolled = on_screen()
    page.view.viewport().update()
    assert scrolled != before
    assert scrolled == on_screen()


# -- wheel


def test_ctrl_wheel_zooms_round_the_pointer(page: GanttPage) -> None:
    view, at = page.view, in_chart(page.view, 420)
    before, width = view.scale.at(420), view.scale.per_day
    turn(view, at, Qt.KeyboardModifier.ControlModifier, 3)
    assert view.scale.per_day > width * 1.9
    assert view.scale.at(420) == pytest.approx(before, abs=1e-6)


def test_shift_wheel_moves_through_time_and_not_through_rows(page: GanttPage) -> None:
    view = page.view
    view.zoom_to(10)
    before = view.scale.left
    turn(view, in_chart(view), Qt.KeyboardModifier.ShiftModifier, -1)
    assert view.scale.left > before
    assert view.verticalScrollBar().value() == 0


def test_the_wheel_alone_moves_through_rows(qtbot: QtBot, session: Session, workspace: Workspace) -> None:
    view = shown(qtbot, session, workspace).view
    before = view.scale
    turn(view, in_chart(view), Qt.KeyboardModifier.NoModifier, -1)
    assert view.verticalScrollBar().value() > 0
    assert view.scale == before


# -- mouse


def test_a_click_selects_the_row_it_hits(qtbot: QtBot, page: GanttPage) -> None:
    with qtbot.waitSignal(page.view.current_changed) as told:
        qtbot.mouseClick(page.view.viewport(), LEFT, pos=at_row(page.view, 3, 200))
    assert told.args == [3]
    assert page.view.picture().current == 3


def test_a_double_click_opens_the_item(qtbot: QtBot, page: GanttPage) -> None:
    with qtbot.waitSignal(page.open_item) as told:
        qtbot.mouseDClick(page.view.viewport(), LEFT, pos=at_row(page.view, 2, 700))
    assert told.args == [2]


def test_dragging_the_chart_pans_it_by_the_distance_dragged(qtbot: QtBot, page: GanttPage) -> None:
    view = page.view
    view.zoom_to(5)
    start = in_chart(view).toPoint()
    held = view.scale.at(start.x() - view.table_width)
    drag(qtbot, view, start, start + QPoint(-120, 0))
    assert view.scale.at(start.x() - 120 - view.table_width) == pytest.approx(held, abs=1e-6)
    assert view.current is None


def test_a_hand_that_trembles_still_clicks(qtbot: QtBot, page: GanttPage) -> None:
    view, before = page.view, page.view.scale
    start = at_row(view, 2, view.table_width + 200)
    drag(qtbot, view, start, start + QPoint(2, 1))
    assert view.current == 2
    assert view.scale == before


def test_the_line_between_table_and_chart_can_be_dragged(qtbot: QtBot, page: GanttPage) -> None:
    view = page.view
    line = QPoint(round(view.table_width), 300)
    drag(qtbot, view, line, line + QPoint(-180, 0))
    assert view.table_width == line.x() - 180
    assert [column.key for column in view.picture().columns] == ["name", "deadline"]


def test_a_click_on_the_triangle_folds_the_programme_for_the_list_as_well(
    qtbot: QtBot, page: GanttPage, session: Session
) -> None:
    qtbot.mouseClick(page.view.viewport(), LEFT, pos=at_row(page.view, 1, gantt.PADDING + 5))
    assert session.collapsed == {1}
    assert list(session.arranged.rows) == [1, 4, 5]


# -- keys


def test_arrow_keys_move_the_current_row(qtbot: QtBot, page: GanttPage) -> None:
    view = page.view
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(view, key)
    assert view.current == 2


def test_left_and_right_fold_and_unfold_a_programme(qtbot: QtBot, page: GanttPage, session: Session) -> None:
    page.view.select(1)
    qtbot.keyClick(page.view, Qt.Key.Key_Left)
    assert session.collapsed == {1}
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    assert session.collapsed == frozenset()


def test_left_and_right_move_through_time_on_a_row_without_members(qtbot: QtBot, page: GanttPage) -> None:
    page.view.zoom_to(5)
    page.view.select(4)
    before = page.view.scale.left
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    assert page.view.scale.left > before


def test_plus_minus_and_nought_zoom(qtbot: QtBot, page: GanttPage) -> None:
    view, before = page.view, page.view.scale.per_day
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.scale.per_day > before
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.scale.per_day == pytest.approx(before)
    view.zoom_to(40)
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.scale.end(date(2023, 12, 31)) <= view.chart_width


def test_t_brings_the_reference_date_and_home_and_end_the_ends(qtbot: QtBot, page: GanttPage) -> None:
    view = page.view
    view.zoom_to(20)
    qtbot.keyClick(view, Qt.Key.Key_T)
    assert view.scale.date_at(view.chart_width / 2) == ON
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.scale.date_at(0) == date(2023, 1, 1)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert 0 < view.scale.end(date(2023, 12, 31)) <= view.chart_width


def test_enter_opens_the_current_item(qtbot: QtBot, page: GanttPage) -> None:
    page.view.select(5)
    with qtbot.waitSignal(page.open_item) as told:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert told.args == [5]


# -- tools


def test_the_zoom_box_chooses_the_unit(page: GanttPage) -> None:
    for place in range(page.unit.count()):
        page.unit.activated.emit(place)
        assert page.view.unit is Unit(place)
        assert page.unit.currentIndex() == place


def test_only_dated_leaves_the_programme_of_a_dated_project(page: GanttPage) -> None:
    page.only_dated.setChecked(True)
    assert page.view.rows is not None
    assert list(page.view.rows.ids) == [1, 2, 5]


def test_only_dated_keeps_a_folded_programme_that_holds_dates(page: GanttPage, session: Session) -> None:
    session.set_collapsed(frozenset({1}))
    page.only_dated.setChecked(True)
    assert page.view.rows is not None
    assert list(page.view.rows.ids) == [1, 5]


def test_the_tooltip_gives_dates_in_words_and_the_reason_of_the_light(page: GanttPage) -> None:
    assert page.view.rows is not None
    facts = page.view.rows.facts(page.view.rows[1])
    assert facts[0] == "华樽3万吨项目"
    assert facts[1] == "项目 · 正常：时限 2023年10月底，还有 46 天"
    assert facts[2] == "完成时限：2023年10月底（原文“10月底前”）"


def test_revealing_an_item_unfolds_what_hides_it(page: GanttPage, session: Session) -> None:
    session.set_collapsed(frozenset({1}))
    page.reveal(3)
    assert page.view.current == 3
    assert session.collapsed == frozenset()


def test_an_empty_portfolio_says_what_to_do(qtbot: QtBot, session: Session, empty_workspace: Workspace) -> None:
    page = shown(qtbot, session, empty_workspace)
    assert not page.view.isVisible()
    with qtbot.waitSignal(page.go_to) as told:
        qtbot.mouseClick(page.empty.mend, LEFT)
    assert told.args == ["导入"]


def test_a_filter_that_leaves_nothing_can_be_cleared_from_here(qtbot: QtBot, page: GanttPage, session: Session) -> None:
    session.change_view(search="没有这样的项目")
    assert not page.view.isVisible()
    qtbot.mouseClick(page.empty.mend, LEFT)
    assert page.view.isVisible()
    assert session.view.search == ""


def test_the_page_finds_its_scale_and_its_switch_again(qtbot: QtBot, page: GanttPage, session: Session) -> None:
    page.view.zoom_to(12)
    page.only_dated.setChecked(True)
    state = page.save_state()
    other = GanttPage(session)
    qtbot.addWidget(other)
    other.restore_state(state)
    other.resize(1200, 640)
    other.show()
    assert other.view.scale.per_day == 12
    assert other.only_dated.isChecked()


def test_odd_state_is_survived(page: GanttPage) -> None:
    page.restore_state({"per_day": "breit", "table_width": None, "only_dated": 3, "fit": ["x"]})
    assert not page.only_dated.isChecked()


# -- files and paper


@pytest.mark.parametrize("suffix", [".pdf", ".svg", ".png"])
def test_export_writes_the_picture_and_tells(
    qtbot: QtBot, page: GanttPage, session: Session, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"甘特 图{suffix}"
    with qtbot.waitSignal(session.told) as told:
        page.export_to(path)
    assert path.stat().st_size > 1000
    assert str(path) in told.args[0]


def test_a_failed_export_is_told_in_a_sentence(qtbot: QtBot, page: GanttPage, session: Session, tmp_path: Path) -> None:
    with qtbot.waitSignal(session.failed) as failed:
        page.export_to(tmp_path / "没有这个文件夹" / "图.pdf")
    assert "找不到文件夹" in failed.args[0]


def test_printing_uses_the_paper_that_was_chosen(
    qtbot: QtBot, page: GanttPage, session: Session, tmp_path: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "打印.pdf"))
    printer.setFullPage(True)
    with qtbot.waitSignal(session.told, timeout=20_000) as told:
        page.print_to(printer)
        assert session.jobs.busy(), "the window goes on meanwhile"
    assert told.args == ["甘特图已送往打印机。"]
    assert (tmp_path / "打印.pdf").read_bytes().startswith(b"%PDF")


def test_the_note_counts_what_is_shown_when_only_dated_items_are(page, session):
    assert page.note.text().startswith("显示 5 项，其中 3 项没有日期")
    page.only_dated.setChecked(True)
    # 1 has no date of its own, but a member with one; 2 and 5 have theirs
    assert page.note.text().startswith("显示有日期的 3 项，没有日期的 2 项未列出；基准日")
    assert len(page.view.rows) == 3
    assert page.printout().caption.note == page.note.text()


def test_an_item_of_a_folded_group_is_brought_into_view(page, session):
    session.change_view(group_by="kind")
    session.set_collapsed(session.arranged.foldable)
    assert page.view.rows.place_of(5) is None
    page.reveal(5)
    assert page.view.current == 5


def test_without_a_printer_the_gantt_offers_a_picture(page, monkeypatch):
    asked = []
    monkeypatch.setattr(gantt_page, "has_printer", lambda: False)
    monkeypatch.setattr(gantt_page, "wants_pdf_instead", lambda parent: True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: asked.append(args[1]) or ("", ""))
    page.print.click()
    assert asked == ["导出甘特图"]


def test_the_print_dialog_is_gone_before_its_printer(page, qtbot, monkeypatch):
    monkeypatch.setattr(gantt_page, "has_printer", lambda: True)
    monkeypatch.setattr(QPrintDialog, "exec", lambda dialog: 0)
    page.print.click()
    assert page.findChildren(QPrintDialog) == []
