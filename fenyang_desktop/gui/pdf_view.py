"""A preview of a finished PDF: its pages one below the other, drawn off the GUI thread at the screen's resolution."""

from PySide6.QtCore import QPoint, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.pdf_pages import POINTS_PER_INCH, page_image

FIT_WIDTH, FIT_PAGE = "width", "page"
ZOOMS = (25, 33, 50, 67, 75, 90, 100, 125, 150, 175, 200)  # percent of the size on paper
_GAP = 12
_LEAST = 0.05  # logical pixels for a point, however small the window is


class PdfView(QAbstractScrollArea):
    """Shows the pages of a PDF. Arrow and page keys scroll, Ctrl+PgUp/PgDn turn pages, Ctrl and + - 0 zoom."""

    moved = Signal(int, int)  # the page in view (from 1), how many there are
    zoomed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom: int | str = FIT_WIDTH
        self._pdf = b""
        self._sizes: list[QSizeF] = []
        self._places: list[QRect] = []
        self._images: dict[int, QImage] = {}
        self._edition = 0  # a picture of an earlier PDF that arrives late is thrown away
        self._drawing = False
        self._at = 0
        self._jobs = Jobs()  # no child: the end of a job may arrive after the view is gone
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # fit to width must not go to and fro
        self.setAccessibleName("报表预览")
        self.viewport().setBackgroundRole(QPalette.ColorRole.Mid)
        self.verticalScrollBar().valueChanged.connect(self._tell_page)

    # -- what it shows

    def show_pdf(self, pdf: bytes, sizes: list[QSizeF]) -> None:
        """Show another PDF (b"" for none); `sizes` are its pages' sizes in points. The place in it is kept."""
        place = self._place()
        self._pdf, self._sizes = pdf, sizes
        self._images.clear()
        self._edition += 1
        self._arrange(place)

    def page_count(self) -> int:
        return len(self._sizes)

    def page(self) -> int:
        """The page in view, from 1; 0 if there is none."""
        return self._at

    def go_to_page(self, number: int) -> None:
        """Scroll to the top of a page, counted from 1."""
        if 1 <= number <= len(self._places):
            self.verticalScrollBar().setValue(self._places[number - 1].top() - _GAP)

    def drawn_pages(self) -> set[int]:
        """The pages (from 1) that stand ready at the resolution of the screen."""
        return {number + 1 for number, image in self._images.items() if image.size() == self._pixels(number)}

    # -- zoom

    def set_zoom(self, zoom: int | str) -> None:
        """Zoom to a percentage of the size on paper, to `FIT_WIDTH` or to `FIT_PAGE`."""
        if zoom != self.zoom:
            place = self._place()
            self.zoom = zoom
            self._arrange(place)
            self.zoomed.emit()

    def zoom_in(self) -> None:
        """To the next larger of `ZOOMS`."""
        self.set_zoom(next((zoom for zoom in ZOOMS if zoom > self._percent()), ZOOMS[-1]))

    def zoom_out(self) -> None:
        """To the next smaller of `ZOOMS`."""
        self.set_zoom(next((zoom for zoom in reversed(ZOOMS) if zoom < self._percent()), ZOOMS[0]))

    def _percent(self) -> int:
        return round(self._factor() * 100 * POINTS_PER_INCH / self.logicalDpiX())

    def _factor(self) -> float:
        """Logical pixels for a point of the paper."""
        if isinstance(self.zoom, int):
            return self.zoom / 100 * self.logicalDpiX() / POINTS_PER_INCH
        if not self._sizes:
            return 1.0
        across = (self.viewport().width() - 2 * _GAP) / max(size.width() for size in self._sizes)
        down = (self.viewport().height() - 2 * _GAP) / max(size.height() for size in self._sizes)
        return max(_LEAST, across if self.zoom == FIT_WIDTH else min(across, down))

    # -- layout

    def _place(self) -> float:
        """Where the top of the viewport stands: 2.5 is the middle of the third page."""
        top = self.verticalScrollBar().value()
        for number, place in enumerate(self._places):
            if top < place.bottom() + _GAP:
                return number + max(0, top - place.top()) / place.height()
        return 0

    def _arrange(self, place: float) -> None:
        """Lay the pages out anew, with `place` at the top again."""
        factor = self._factor()
        pages = [QSize(max(1, round(s.width() * factor)), max(1, round(s.height() * factor))) for s in self._sizes]
        width = max([self.viewport().width(), *(page.width() + 2 * _GAP for page in pages)])
        top = _GAP
        self._places = []
        for page in pages:
            self._places.append(QRect(QPoint((width - page.width()) // 2, top), page))
            top += page.height() + _GAP
        view = self.viewport().size()
        self._set_range(self.verticalScrollBar(), top - view.height(), view.height())
        self._set_range(self.horizontalScrollBar(), width - view.width(), view.width())
        if place and int(place) < len(self._places):
            page_place = self._places[int(place)]
            self.verticalScrollBar().setValue(round(page_place.top() + place % 1 * page_place.height()))
        self._tell_page()
        self.viewport().update()

    @staticmethod
    def _set_range(bar: QScrollBar, furthest: int, view: int) -> None:
        bar.setRange(0, max(0, furthest))
        bar.setPageStep(max(1, view - 2 * _GAP))
        bar.setSingleStep(max(1, view // 12))

    def _tell_page(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        at = next((n for n, place in enumerate(self._places, 1) if middle <= place.bottom() + _GAP), len(self._places))
        self._at = at
        self.setAccessibleDescription(f"第 {at} 页，共 {len(self._sizes)} 页" if self._sizes else "没有可预览的内容")
        self.moved.emit(at, len(self._sizes))

    def _pixels(self, number: int) -> QSize:
        return self._places[number].size() * self.devicePixelRatioF()

    # -- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        in_view = []
        for number, place in enumerate(self._places):
            shown = place.translated(-offset)
            if not shown.intersects(self.viewport().rect()):
                continue
            in_view.append(number)
            painter.fillRect(shown, Qt.GlobalColor.white)
            if number in self._images:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(shown, self._images[number])
            painter.setPen(self.palette().color(QPalette.ColorRole.Dark))
            painter.drawRect(shown.adjusted(-1, -1, 0, 0))
        painter.end()
        self._draw_missing(in_view)

    def _draw_missing(self, in_view: list[int]) -> None:
        """Have the first page that is wanted and not there yet at this resolution drawn; the next one follows it."""
        wanted = in_view + [number + 1 for number in in_view[-1:] if number + 1 < len(self._sizes)]
        self._images = {number: image for number, image in self._images.items() if number in wanted}
        missing = [number for number in wanted if number + 1 not in self.drawn_pages()]
        if self._drawing or not missing:
            return
        self._drawing = True
        pdf, number, pixels, edition = self._pdf, missing[0], self._pixels(missing[0]), self._edition
        self._jobs.start(
            f"绘制第 {number + 1} 页",
            lambda progress: (edition, number, page_image(pdf, number, pixels)),
            self._take_image,
            self._not_drawn,
        )

    def _take_image(self, result: tuple[int, int, QImage]) -> None:
        edition, number, image = result
        self._drawing = False
        if edition == self._edition:
            self._images[number] = image
        self.viewport().update()

    def _not_drawn(self, sentence: str) -> None:
        """Left as it is: without a repaint nothing is tried again and again."""
        self._drawing = False
        self.failed.emit(sentence)

    # -- the user

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(self._place())

    def hideEvent(self, event: QHideEvent) -> None:
        self._jobs.stop()  # nothing may be at work when the view goes
        super().hideEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_in() if event.angleDelta().y() > 0 else self.zoom_out()
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar = self.verticalScrollBar()
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())
        elif control and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go_to_page(self.page() + (1 if key == Qt.Key.Key_PageDown else -1))
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_out() if key == Qt.Key.Key_Minus else self.zoom_in()
        elif control and key == Qt.Key.Key_0:
            self.set_zoom(FIT_WIDTH)
        else:
            super().keyPressEvent(event)
