"""The page 报表: preview, printing, saving."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.gui import reports_page
from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.pdf_pages import page_image, page_sizes
from fenyang_desktop.gui.pdf_print import print_pdf, printer_for, target
from fenyang_desktop.gui.pdf_view import FIT_PAGE, FIT_WIDTH, PdfView
from fenyang_desktop.gui.reports_page import ReportsPage
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.sheets import make_sheet
from fenyang_desktop.services.workspace import Workspace

A3 = QSizeF(1190.55, 841.89)


@pytest.fixture
def open_page(qtbot) -> Iterator[Callable[[Workspace | None], ReportsPage]]:
    sessions: list[Session] = []

    def open_(workspace: Workspace | None, *, shown: bool = True) -> ReportsPage:
        session = Session(Jobs())
        sessions.append(session)
        session.show_workspace(workspace)
        page = ReportsPage(session)
        qtbot.addWidget(page)
        page.resize(1000, 650)
        if shown:
            page.show()
        return page

    yield open_
    for session in sessions:
        session.jobs.stop()


@pytest.fixture
def page(qtbot, open_page, workspace) -> ReportsPage:
    """The page with the bundled portfolio's sheet in view."""
    page = open_page(workspace)
    settled(qtbot, page)
    return page


@pytest.fixture(scope="module")
def pdf(bundled_file: Path) -> bytes:
    workspace = Workspace.open(bundled_file, read_only=True)
    made = make_sheet(workspace, "progress")
    workspace.close()
    return made


def settled(qtbot, page: ReportsPage) -> None:
    """Wait until the sheet is set and shown."""
    qtbot.waitUntil(page.print_button.isEnabled, timeout=20_000)


def pdf_printer(path: Path, resolution: int = 72) -> QPrinter:
    """A printer that prints into a PDF file, coarse so that tests are quick."""
    printer = printer_for(A3)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(resolution)
    return printer


def test_the_page_says_what_it_shows_as_of_when_and_how_many_rows(page):
    assert page.heading.text() == f"项目进展情况表　截至 2023-09-15，158 项，{page.view.page_count()} 页"
    assert page.date.text() == "2023-09-15"
    assert page.description.text()


def test_the_pages_in_view_are_drawn_at_the_resolution_of_the_screen(qtbot, page):
    qtbot.waitUntil(lambda: 1 in page.view.drawn_pages(), timeout=20_000)
    shown = page.view.grab().toImage()
    colours = {shown.pixel(x, 200) for x in range(0, shown.width(), 3)}
    assert len(colours) > 5


def test_another_reference_date_sets_the_sheet_anew(qtbot, page):
    page.session.set_reference_date(date(2023, 10, 1))
    assert not page.print_button.isEnabled()
    settled(qtbot, page)
    assert "截至 2023-10-01" in page.heading.text()


def test_an_edit_sets_the_sheet_anew(qtbot, page):
    page.session.act(lambda workspace: workspace.add({"kind": "project", "name": "新项目"}))
    settled(qtbot, page)
    assert "159 项" in page.heading.text()


def test_a_hidden_page_does_no_work_until_it_is_shown(qtbot, open_page, workspace):
    page = open_page(workspace, shown=False)
    page.session.act(lambda workspace: workspace.add({"kind": "project", "name": "新项目"}))
    assert not page.session.jobs.busy()
    page.show()
    settled(qtbot, page)
    assert "159 项" in page.heading.text()


def test_the_scope_can_be_what_the_list_shows(qtbot, page):
    page.session.change_view(search="污水")
    assert page.print_button.isEnabled(), "all projects are on the sheet, whatever the list shows"
    page.shown_items.click()
    settled(qtbot, page)
    shown = page.session.arranged.shown
    assert f"{shown} 项，台账筛选隐藏 {388 - shown} 项" in page.heading.text()
    page.session.change_view(search="")
    settled(qtbot, page)
    assert "388 项" in page.heading.text()


def test_a_folded_member_is_still_on_the_sheet(qtbot, open_page, small_workspace):
    page = open_page(small_workspace)
    page.shown_items.click()
    page.session.set_collapsed(frozenset({1}))
    settled(qtbot, page)
    assert "5 项" in page.heading.text()


def test_without_an_open_file_it_says_what_to_do(open_page):
    page = open_page(None)
    assert "打开一个台账" in page.nothing.text()
    assert not any(
        button.isEnabled()
        for button in (page.print_button, page.save_button, page.refresh_button, page.bar.page_number)
    )


def test_nothing_of_a_file_that_was_closed_can_be_printed(qtbot, page):
    page.session.show_workspace(None)
    assert not page.print_button.isEnabled()
    assert page.view.page_count() == 0


def test_a_sheet_that_cannot_be_set_says_why_and_can_be_tried_again(qtbot, page, monkeypatch):
    def fail(*args: object, **options: object) -> bytes:
        raise UserError("sheet_failed", reason="模板 progress.typ 第 3 行")

    works = reports_page.sheet_pdf
    monkeypatch.setattr(reports_page, "sheet_pdf", fail)
    with qtbot.waitSignal(page.session.failed) as failed:
        page.refresh_button.click()
    assert "第 3 行" in failed.args[0]
    assert "第 3 行" in page.nothing.text()
    assert not page.print_button.isEnabled()
    monkeypatch.setattr(reports_page, "sheet_pdf", works)
    page.refresh_button.click()
    settled(qtbot, page)


def test_it_remembers_its_options(qtbot, page, open_page, workspace):
    page.reporter.setText("市重点项目办")
    page.shown_items.setChecked(True)
    page.view.set_zoom(125)
    again = open_page(None)
    again.restore_state(page.save_state())
    assert again.save_state() == page.save_state()
    again.restore_state({"sheet": 5, "zoom": [], "reporter": None})
    assert again.kind() == "progress"


def test_pages_turn_by_keyboard_and_by_number(qtbot, page):
    qtbot.keyClick(page.view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.bar.page_number.value() == 2
    page.bar.page_number.setValue(4)
    assert page.view.page() == 4
    qtbot.keyClick(page.view, Qt.Key.Key_End)
    assert page.view.page() == page.view.page_count()
    qtbot.keyClick(page.view, Qt.Key.Key_Home)
    assert page.view.page() == 1
    assert page.view.accessibleDescription() == f"第 1 页，共 {page.view.page_count()} 页"


def test_zooming_keeps_the_page_in_view(qtbot, page):
    page.view.go_to_page(3)
    page.view.set_zoom(100)
    assert page.view.page() == 3
    assert page.bar.zoom.currentText() == "100%"
    qtbot.keyClick(page.view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert page.view.zoom == 125
    page.bar.zoom_out.click()
    assert page.view.zoom == 100
    page.view.set_zoom(FIT_PAGE)
    page.bar.zoom_in.click()
    assert page.view.zoom not in (FIT_PAGE, FIT_WIDTH, 100)
    qtbot.keyClick(page.view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert page.view.zoom == FIT_WIDTH


def test_an_empty_view_takes_keys_and_zooms_in_peace(qtbot):
    view = PdfView()
    qtbot.addWidget(view)
    view.show()
    for key in (Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Plus):
        qtbot.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
    view.set_zoom(FIT_PAGE)
    assert view.page() == 0


def test_everything_that_can_be_used_has_a_name_and_a_place_in_the_tab_order(page):
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(page) and widget.parent():
            named = widget.accessibleName() or getattr(widget, "text", str)() or widget.focusProxy()
            assert named or widget.parent().accessibleName(), widget


def test_printing_prints_every_page(qtbot, page, tmp_path, monkeypatch):
    printer = pdf_printer(tmp_path / "打印 稿.pdf")
    monkeypatch.setattr(reports_page, "has_printer", lambda: True)
    monkeypatch.setattr(reports_page, "ask_printer", lambda *arguments: printer)
    with qtbot.waitSignal(page.session.told, timeout=20_000) as told:
        page.print_button.click()
    assert f"{page.view.page_count()} 页" in told.args[0]
    sizes = page_sizes((tmp_path / "打印 稿.pdf").read_bytes())
    assert [(round(size.width()), round(size.height())) for size in sizes] == [(1191, 842)] * page.view.page_count()


def test_a_printed_page_looks_like_the_sheet(pdf, tmp_path):
    print_pdf(pdf, pdf_printer(tmp_path / "a.pdf"), Progress())
    pixels = QSize(595, 421)
    sheet, printed = (page_image(each, 0, pixels) for each in (pdf, (tmp_path / "a.pdf").read_bytes()))
    inked = [(x, y) for x in range(595) for y in range(421) if sheet.pixelColor(x, y).lightness() < 128]
    found = sum(printed.pixelColor(x, y).lightness() < 200 for x, y in inked)
    assert len(inked) > 1000
    assert found > 0.8 * len(inked)


def test_only_the_chosen_pages_are_printed(pdf, tmp_path):
    printer = pdf_printer(tmp_path / "a.pdf")
    printer.setFromTo(2, 3)
    assert print_pdf(pdf, printer, Progress()) == 2
    assert len(page_sizes((tmp_path / "a.pdf").read_bytes())) == 2


def test_a_page_is_true_to_size_on_a3_and_fitted_on_a4(tmp_path):
    layout = printer_for(A3).pageLayout()
    assert layout.pageSize().id() == QPageSize.PageSizeId.A3
    assert layout.orientation() == QPageLayout.Orientation.Landscape
    assert target(layout, A3, 72).size() == QSize(1191, 842)
    layout.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    fitted = target(layout, A3, 72)
    assert layout.paintRectPixels(72).contains(fitted)
    assert fitted.width() > 800
    assert abs(fitted.width() / fitted.height() - A3.width() / A3.height()) < 0.01


def test_printing_can_be_cancelled(pdf, tmp_path):
    steps: list[str] = []
    progress = Progress(lambda done, total, text: steps.append(text), lambda: "打印第 2 页" in steps)
    with pytest.raises(Cancelled):
        print_pdf(pdf, pdf_printer(tmp_path / "a.pdf"), progress)
    assert "打印第 3 页" not in steps


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_is_named(pdf, tmp_path):
    with pytest.raises(UserError) as fault:
        print_pdf(pdf, pdf_printer(tmp_path / "没有" / "a.pdf"), Progress())
    assert fault.value.code == "print_failed"


def test_without_a_printer_it_says_so_and_offers_pdf(qtbot, page, tmp_path, monkeypatch):
    said: list[str] = []

    def take_offer(box: QMessageBox) -> int:
        said.append(box.text())
        box.buttons()[0].click()
        return 0

    monkeypatch.setattr(reports_page, "has_printer", lambda: False)
    monkeypatch.setattr(QMessageBox, "exec", take_offer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(tmp_path / "进展 表"), ""))
    with qtbot.waitSignal(page.session.told, timeout=20_000):
        page.print_button.click()
    assert said == ["没有找到打印机。"]
    assert len(page_sizes((tmp_path / "进展 表.pdf").read_bytes())) == page.view.page_count()


def test_a_file_that_cannot_be_written_is_told(qtbot, page, tmp_path, monkeypatch):
    (tmp_path / "a.pdf").mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(tmp_path / "a.pdf"), ""))
    with qtbot.waitSignal(page.session.failed, timeout=20_000) as failed:
        page.save_button.click()
    assert "a.pdf" in failed.args[0]


def test_a_picture_of_an_earlier_sheet_that_arrives_late_is_thrown_away(qtbot, page):
    view = page.view
    qtbot.waitUntil(lambda: 1 in view.drawn_pages() and not view._drawing, timeout=20_000)
    late = (view._edition, 0, QImage(10, 10, QImage.Format.Format_RGB32))
    view.show_pdf(view._pdf, view._sizes)
    view._take_image(late)

    assert 0 not in view._images
