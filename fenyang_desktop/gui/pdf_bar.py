"""The controls of a preview: which page is in view, and how large."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QToolButton, QWidget

from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.pdf_view import FIT_PAGE, FIT_WIDTH, ZOOMS, PdfView


class PdfBar(QWidget):
    """Turns the pages of a preview and zooms it, and says where it stands."""

    def __init__(self, view: PdfView) -> None:
        super().__init__()
        self._view = view
        self.page_number = QSpinBox(minimum=0, maximum=0, prefix="第 ")
        self.page_number.setKeyboardTracking(False)
        self.page_number.setAccessibleName("页码")
        self.zoom = QComboBox()
        self.zoom.setAccessibleName("显示比例")
        self.zoom.addItem("适合宽度", FIT_WIDTH)
        self.zoom.addItem("适合整页", FIT_PAGE)
        for percent in ZOOMS:
            self.zoom.addItem(f"{percent}%", percent)
        self.zoom_out = _tool("缩小", "Ctrl+-", "zoom-out")
        self.zoom_in = _tool("放大", "Ctrl++", "zoom-in")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.page_number, self.zoom_out, self.zoom, self.zoom_in):
            row.addWidget(widget)
        self._connect()
        self._tell_page(0, 0)

    def _connect(self) -> None:
        self.page_number.valueChanged.connect(self._view.go_to_page)
        self.zoom.activated.connect(self._take_zoom)
        self.zoom_out.clicked.connect(self._view.zoom_out)
        self.zoom_in.clicked.connect(self._view.zoom_in)
        self._view.moved.connect(self._tell_page)
        self._view.zoomed.connect(self._tell_zoom)

    def _tell_page(self, page: int, pages: int) -> None:
        self.page_number.blockSignals(True)
        self.page_number.setRange(min(1, pages), pages)
        self.page_number.setSuffix(f" 页 / 共 {pages} 页")
        self.page_number.setValue(page)
        self.page_number.blockSignals(False)
        self.setEnabled(pages > 0)

    def _take_zoom(self, place: int) -> None:
        self._view.set_zoom(self.zoom.itemData(place))

    def _tell_zoom(self) -> None:
        self.zoom.setCurrentIndex(self.zoom.findData(self._view.zoom))


def _tool(text: str, keys: str, icon_name: str) -> QToolButton:
    button = QToolButton()
    set_icon(button, icon_name)
    button.setToolTip(f"{text}（{keys}）")
    button.setAccessibleName(text)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
