"""The pages of a finished PDF as pictures, for the preview and for the printer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw
from PySide6.QtCore import QRect, QSize, QSizeF
from PySide6.QtGui import QImage

POINTS_PER_INCH = 72
_ONE_AT_A_TIME = threading.Lock()  # PDFium works for one thread at a time, whatever the document


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def page_sizes(pdf: bytes) -> list[QSizeF]:
    """The size of each page in points."""
    with _opened(pdf) as document:
        return [QSizeF(*document.get_page_size(number)) for number in range(len(document))]


def page_image(pdf: bytes, number: int, pixels: QSize, part: QRect | None = None, *, printing: bool = False) -> QImage:
    """Page `number` (from 0) drawn `pixels` large, or that part of it. May be called from any thread."""
    part = part or QRect(0, 0, pixels.width(), pixels.height())
    flags = pypdfium2.raw.FPDF_PRINTING if printing else 0
    with _opened(pdf) as document:
        page = document[number]
        bitmap = pypdfium2.PdfBitmap.new_native(part.width(), part.height(), pypdfium2.raw.FPDFBitmap_BGRx)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, part.width(), part.height())
            pypdfium2.raw.FPDF_RenderPageBitmap(
                bitmap, page, -part.x(), -part.y(), pixels.width(), pixels.height(), 0, flags
            )
            drawn = QImage(bitmap.buffer, part.width(), part.height(), bitmap.stride, QImage.Format.Format_RGB32)
            return drawn.copy()  # the buffer goes with the bitmap
        finally:
            bitmap.close()
            page.close()
