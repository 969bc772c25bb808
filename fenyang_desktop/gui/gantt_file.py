"""The Gantt on paper and in files: PDF, SVG and PNG from the same scene and by the same painter as on the screen."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, QSize
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.gui.painter import ShapePainter, paper_ink
from fenyang_desktop.gui.pdf_text import mend_pdf_text, searchable
from fenyang_desktop.gui.style import ui_font
from fenyang_desktop.reports.gantt_paper import MM, Caption, PaperPage, Sheet, pages, tall_page
from fenyang_desktop.reports.gantt_rows import GanttRow
from fenyang_desktop.services.gantt import GanttRows, caption_note, chart_period
from fenyang_desktop.services.listing import Listing, View
from fenyang_desktop.services.workspace import Workspace

SUFFIXES = (".pdf", ".svg", ".png")
_DOTS = 600  # an inch, in PDF
_TALLEST_IMAGE = 30_000  # pixels; Qt draws no further than 32,767
_SHARP_UP_TO = 40_000_000  # pixels that an image may have at twice the size
_NO_PROGRESS = Progress()


@dataclass(frozen=True, slots=True)
class GanttPrint:
    """What is printed: the rows as plain values, so that a job can draw them on its own thread."""

    rows: tuple[GanttRow, ...]
    caption: Caption
    period: tuple[date, date]
    on: date


def paint_file(workspace: Workspace, path: Path, progress: Progress = _NO_PROGRESS) -> None:
    """Draw the whole portfolio at its reference date into a PDF, SVG or PNG, with or without a window or a screen.

    Raises UserError `unknown_format`, `folder_missing`, `file_not_writable`, `picture_too_tall`; Cancelled.
    """
    check_suffix(path)
    on = workspace.reference_date()
    listing = Listing(workspace.items(), on)
    rows = GanttRows(listing, listing.arrange(View()))
    what = GanttPrint(
        tuple(rows), Caption(f"{workspace.title()}甘特图", caption_note(rows, on)), chart_period(rows, on), on
    )
    with _application():
        write(what, path, progress)


def write(what: GanttPrint, path: Path, progress: Progress = _NO_PROGRESS) -> None:
    """Draw into a file of the kind that its name says; an existing file is replaced as a whole or stays as it was.

    Needs a QGuiApplication. Raises as `paint_file`.
    """
    check_suffix(path)
    if not path.parent.is_dir():
        raise UserError("folder_missing", folder=path.parent)
    partial = path.with_name(f"~{path.stem}.{os.getpid()}.part")
    try:
        partial.touch()  # Qt would only print a warning
        _WRITERS[path.suffix.lower()](what, partial, progress)
        os.replace(partial, path)
    except OSError:
        raise UserError("file_not_writable", file=path.name) from None
    finally:
        partial.unlink(missing_ok=True)


def check_suffix(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise UserError("unknown_format", suffix=path.suffix or path.name, known="、".join(SUFFIXES))


def print_pages(what: GanttPrint, device: QPagedPaintDevice, progress: Progress = _NO_PROGRESS) -> None:
    """Draw the pages on a printer or PDF writer that has its paper chosen. Raises OSError if it cannot begin."""
    shapes = _shape_painter()
    paper = device.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    made = pages(_sheet(what, shapes), (paper.width() * MM, paper.height() * MM))
    painter = QPainter()
    if not painter.begin(device):
        raise OSError("the device cannot be drawn on")
    try:
        painter.scale(device.logicalDpiX() / 96, device.logicalDpiY() / 96)
        for number, page in enumerate(made):
            progress.step(number, len(made), f"正在绘制第 {number + 1} 页")
            if number:
                device.newPage()
            shapes.paint_layers(painter, page.layers())
    finally:
        painter.end()


def a3_landscape() -> QPageLayout:
    """The paper that is proposed; the margins are the drawing's own."""
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A3), QPageLayout.Orientation.Landscape, QMarginsF())


def _write_pdf(what: GanttPrint, path: Path, progress: Progress) -> None:
    writer = QPdfWriter(str(path))
    writer.setResolution(_DOTS)
    writer.setTitle(what.caption.title)
    writer.setCreator("fenyang-desktop")
    writer.setPageLayout(a3_landscape())
    print_pages(what, writer, progress)
    mend_pdf_text(path, ui_font().families())


def _write_svg(what: GanttPrint, path: Path, progress: Progress) -> None:
    progress.step(0, 1, "正在绘制图形")
    shapes = _shape_painter()
    page = tall_page(_sheet(what, shapes))
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setResolution(96)
    generator.setSize(QSize(round(page.width), round(page.height)))
    generator.setViewBox(QRect(0, 0, round(page.width), round(page.height)))
    generator.setTitle(what.caption.title)
    generator.setDescription(what.caption.note)
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError("the file cannot be written")
    shapes.paint_layers(painter, page.layers())
    painter.end()


def _write_png(what: GanttPrint, path: Path, progress: Progress) -> None:
    progress.step(0, 1, "正在绘制图形")
    shapes = _shape_painter()
    page = tall_page(_sheet(what, shapes))
    if page.height > _TALLEST_IMAGE:
        raise UserError("picture_too_tall", count=len(what.rows))
    sharp = page.width * page.height * 4 <= _SHARP_UP_TO and page.height * 2 <= _TALLEST_IMAGE
    image = _image(page, 2 if sharp else 1, shapes)
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
        raise OSError("the file cannot be written")


def _image(page: PaperPage, ratio: int, shapes: ShapePainter) -> QImage:
    size = QSize(round(page.width * ratio), round(page.height * ratio))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    shapes.paint_layers(painter, page.layers())
    painter.end()
    return image


_WRITERS = {".pdf": _write_pdf, ".svg": _write_svg, ".png": _write_png}


def _sheet(what: GanttPrint, shapes: ShapePainter) -> Sheet:
    return Sheet(what.rows, what.caption, what.period, what.on, shapes.measure)


def _shape_painter() -> ShapePainter:
    font = searchable(ui_font())
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return ShapePainter(paper_ink(), font, paper=True)


@contextmanager
def _application() -> Iterator[None]:
    """A Qt application for the time of drawing, without a screen, unless the window has one already."""
    if QGuiApplication.instance() is not None:
        yield
        return
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication(["fenyang"])
    try:
        yield
    finally:
        application.shutdown()
