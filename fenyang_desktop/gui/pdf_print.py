"""Printing a finished PDF: its pages are drawn at the printer's own resolution."""

import math

from PySide6.QtCore import QMarginsF, QRect, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.gui.pdf_pages import POINTS_PER_INCH, page_image, page_sizes

_FINEST = 600  # dots an inch: finer ones only make the print job larger
_TILE = 512
_MARGIN_MM = 5
_TOLERANCE = 3  # points: paper sizes are rounded


def has_printer() -> bool:
    """Whether the system knows any printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def printer_for(size: QSizeF) -> QPrinter:
    """The default printer, set to the paper that pages of `size` (in points) need."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    lying = size.width() > size.height()
    portrait = size.transposed() if lying else size
    orientation = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    paper = QPageSize(portrait, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageLayout(QPageLayout(paper, orientation, margins, QPageLayout.Unit.Millimeter))
    return printer


def ask_printer(parent: QWidget, title: str, sizes: list[QSizeF]) -> QPrinter | None:
    """Let the user choose printer, paper, pages and copies; None if they think better of it."""
    printer = printer_for(sizes[0])
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.setMinMax(1, len(sizes))
    return printer if agreed(dialog) else None


def agreed(dialog: QPrintDialog) -> bool:
    """Show a print dialog. It is gone afterwards: it must not outlive its printer."""
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.setParent(None)
    dialog.deleteLater()
    return accepted


def wants_pdf_instead(parent: QWidget) -> bool:
    """Say that there is no printer; whether the user takes the PDF that is offered instead."""
    box = QMessageBox(QMessageBox.Icon.Information, "打印", "没有找到打印机。", parent=parent)
    box.setInformativeText("请先在系统中添加打印机；也可以另存为 PDF，到有打印机的电脑上打印。")
    saving = box.addButton("另存为 PDF…", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    wanted = box.clickedButton() is saving
    box.deleteLater()
    return wanted


def print_pdf(pdf: bytes, printer: QPrinter, progress: Progress) -> int:
    """Print the chosen pages and return how many went out, copies not counted.

    A page stands in true size where the paper has room for it, and is made smaller to fit where it hasn't.
    Raises UserError `print_failed`; Cancelled, and the print job is withdrawn then.
    """
    sizes = page_sizes(pdf)
    numbers = _chosen_pages(printer, len(sizes))
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("print_failed", printer=printer.printerName() or "PDF")
    try:
        for done, number in enumerate(numbers * copies):
            progress.step(done, len(numbers) * copies, f"打印第 {number + 1} 页")
            if done and not printer.newPage():
                raise UserError("print_failed", printer=printer.printerName() or "PDF")
            _draw_page(painter, printer, pdf, number, sizes[number], progress)
    except Cancelled:
        printer.abort()
        raise
    finally:
        painter.end()
    return len(numbers)


def _chosen_pages(printer: QPrinter, count: int) -> list[int]:
    """The page numbers from 0, in the order in which they are to come out."""
    ranges = printer.pageRanges()
    numbers = [number for number in range(count) if ranges.isEmpty() or ranges.contains(number + 1)]
    backwards = printer.pageOrder() == QPrinter.PageOrder.LastPageFirst
    return numbers[::-1] if backwards else numbers


def target(layout: QPageLayout, size: QSizeF, resolution: int) -> QRect:
    """Where on the paper, in dots, a page of `size` points stands: in its true size, or fitted between the margins."""
    paper = layout.fullRectPixels(resolution)
    true = size * (resolution / POINTS_PER_INCH)
    spare = _TOLERANCE * resolution / POINTS_PER_INCH
    if true.width() <= paper.width() + spare and true.height() <= paper.height() + spare:
        room, drawn = paper, true.toSize()
    else:
        inner = QPageLayout(layout)
        inner.setMode(QPageLayout.Mode.StandardMode)
        room = inner.paintRectPixels(resolution)
        scale = min(room.width() / true.width(), room.height() / true.height())
        drawn = QSize(math.floor(true.width() * scale), math.floor(true.height() * scale))
    placed = QRect(room.topLeft(), drawn)
    placed.moveCenter(room.center())
    return placed


def _draw_page(painter: QPainter, printer: QPrinter, pdf: bytes, number: int, size: QSizeF, progress: Progress) -> None:
    """Draw a page in strips: as a whole it would take 300 MB. White squares are left out of the print job."""
    dots = math.ceil(printer.resolution() / _FINEST)  # dots of the printer for one of our pixels
    place = target(printer.pageLayout(), size, printer.resolution())
    whole = QSize(place.width() // dots, place.height() // dots)
    for top in range(0, whole.height(), _TILE):
        progress.step(0, 0)
        part = QRect(0, top, whole.width(), min(_TILE, whole.height() - top))
        strip = page_image(pdf, number, whole, part, printing=True)
        for left in range(0, whole.width(), _TILE):
            tile = strip.copy(left, 0, min(_TILE, whole.width() - left), part.height())
            if not _is_white(tile):
                at = QRect(place.x() + left * dots, place.y() + top * dots, tile.width() * dots, tile.height() * dots)
                painter.drawImage(at, tile)


def _is_white(image: QImage) -> bool:
    white = QImage(image.size(), image.format())
    white.fill(0xFFFFFFFF)
    return image == white
