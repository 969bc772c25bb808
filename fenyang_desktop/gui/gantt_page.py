"""The page 甘特图: the rows of the list as bars on a time scale, with zoom, printing and pictures."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.gui.gantt_file import GanttPrint, a3_landscape, print_pages, write
from fenyang_desktop.gui.gantt_view import GanttView
from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.painter import ShapePainter, screen_ink
from fenyang_desktop.gui.pdf_print import agreed, has_printer, wants_pdf_instead
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import is_dark
from fenyang_desktop.gui.tables import ElidedLabel
from fenyang_desktop.reports.gantt_legend import legend
from fenyang_desktop.reports.gantt_paper import Caption
from fenyang_desktop.reports.gantt_scale import COMFORTABLE, UNIT_LABELS
from fenyang_desktop.services.gantt import GanttRows, caption_note, chart_period

_PICTURES = "PDF 文件 (*.pdf);;SVG 图形 (*.svg);;PNG 图片 (*.png)"
YEAR, ALL = "year", "all"  # what the width is fitted to


class GanttPage(Page):
    """Shares filter, order, groups and folded rows with 项目台账; it has a time scale of its own."""

    title = "甘特图"
    icon = "gantt"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._fit = YEAR
        self._stale = True
        self.view = GanttView()
        self.note = ElidedLabel()
        self.empty = _EmptyNote()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self._legend = LegendStrip()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(self._tools())
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._legend)
        self.view.opened.connect(self.open_item)
        self.view.fold_asked.connect(self._fold)
        self.view.scale_changed.connect(self._show_unit)
        self.view.scale_changed.connect(self.state_changed)
        self.view.fit_asked.connect(self.fit_all)
        self.empty.mend.clicked.connect(self._mend_empty)
        for signal in (session.workspace_changed, session.arranged_changed, session.reference_date_changed):
            signal.connect(self._refresh)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.unit = QComboBox()
        self.unit.setAccessibleName("时间刻度")
        self.unit.setToolTip("时间刻度（Ctrl+滚轮缩放）")
        for unit, label in UNIT_LABELS.items():
            self.unit.addItem(label, unit)
        self.unit.activated.connect(self._choose_unit)
        row.addWidget(QLabel("刻度"))
        row.addWidget(self.unit)
        row.addWidget(_tool("zoom-out", "缩小（-）", lambda: self.view.zoom_by(-1)))
        row.addWidget(_tool("zoom-in", "放大（+）", lambda: self.view.zoom_by(1)))
        row.addWidget(_tool("fit", "适合窗口：显示全部日期（0）", self.fit_all, "适合窗口"))
        row.addWidget(_tool("", "显示基准日所在的一年", self.fit_year, "本年"))
        row.addWidget(_tool("today", "移到基准日（T）", self._to_reference_date, "基准日"))
        self.only_dated = QCheckBox("只看有日期的")
        self.only_dated.toggled.connect(self._refresh)
        self.only_dated.toggled.connect(self.state_changed)
        row.addSpacing(8)
        row.addWidget(self.only_dated)
        row.addSpacing(12)
        row.addWidget(self.note, 1)
        self.export = QPushButton("导出图…")
        set_icon(self.export, "export")
        self.export.clicked.connect(self._ask_export)
        self.print = QPushButton("打印…")
        set_icon(self.print, "print")
        self.print.clicked.connect(self._ask_print)
        self.print.setToolTip("打印（Ctrl+P）")
        self.export.setToolTip("导出为 PDF、SVG 或 PNG（Ctrl+Shift+E）")
        row.addWidget(self.export)
        row.addWidget(self.print)
        self.offer("打印…", "Ctrl+P", self.print.click)
        self.offer("导出图…", "Ctrl+Shift+E", self.export.click)
        self.offer("显示全部日期", "", self.fit_all)
        self.offer("显示本年", "", self.fit_year)
        self.offer("移到基准日", "", self._to_reference_date)
        return row

    # -- what is shown

    def enter(self) -> None:
        self.view.setFocus()

    def reveal(self, id: int) -> None:
        """Select an item's row, unfolding what it is folded under."""
        tree = self.session.listing.tree
        if id not in tree.items:
            return
        above = {item.id for item in tree.ancestors(id)}
        if above & self.session.collapsed:
            self.session.set_collapsed(self.session.collapsed - above)
        if self.view.rows is not None and self.view.rows.place_of(id) is None:
            self.only_dated.setChecked(False)
        if self.view.rows is not None and self.view.rows.place_of(id) is None and id in self.session.arranged.matching:
            self.session.set_collapsed(frozenset())  # its group's head is folded
        if self.view.rows is None or self.view.rows.place_of(id) is None:
            self.session.told.emit("这一项被筛选隐藏了，请到“项目台账”放宽筛选。")
        self.view.select(id)

    def fit_all(self) -> None:
        """Show every date of the rows over the width of the window."""
        self._fit = ALL
        if self.view.rows is not None:
            self.view.fit(*chart_period(self.view.rows, self.session.reference_date))

    def fit_year(self) -> None:
        """Show the year of the reference date over the width of the window."""
        self._fit = YEAR
        on = self.session.reference_date
        self.view.fit(on.replace(month=1, day=1), on.replace(month=12, day=31))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def _refresh(self) -> None:
        """Take over the session's rows; put off while the page isn't in sight."""
        session = self.session
        self._stale = not self.isVisible()
        if self._stale or session.workspace is None:
            return
        only_dated = self.only_dated.isChecked()
        rows = GanttRows(session.listing, session.arranged, session.collapsed, only_dated=only_dated)
        on = session.reference_date
        self.view.show_rows(rows, chart_period(rows, on), on, session.workspace.today())
        if self.view.fitted:
            self.fit_all() if self._fit == ALL else self.fit_year()
        self.note.setText(caption_note(rows, on))
        self.note.setToolTip(self.note.text())
        self.export.setEnabled(bool(rows))
        self.print.setEnabled(bool(rows))
        self.empty.tell(len(session.listing.items), rows.shown)
        self._stack.setCurrentWidget(self.view if rows else self.empty)
        self._legend.setVisible(bool(rows))

    def _mend_empty(self) -> None:
        if not self.session.listing.items:
            self.go_to.emit("导入")
        elif not self.session.arranged.shown:
            self.session.change_view(search="", filters={})
        else:
            self.only_dated.setChecked(False)

    def _fold(self, id: int, folded: bool) -> None:
        collapsed = self.session.collapsed
        self.session.set_collapsed(collapsed | {id} if folded else collapsed - {id})

    def _choose_unit(self, place: int) -> None:
        self.view.zoom_to(COMFORTABLE[self.unit.itemData(place)])

    def _show_unit(self) -> None:
        self.unit.setCurrentIndex(self.unit.findData(self.view.unit))

    def _to_reference_date(self) -> None:
        self.view.go_to_day(self.session.reference_date)

    # -- paper and files

    def printout(self) -> GanttPrint:
        """What is printed and exported: all rows that the page shows, folded as they are."""
        assert self.session.workspace is not None
        assert self.view.rows is not None
        rows, on = self.view.rows, self.session.reference_date
        caption = Caption(f"{self.session.workspace.title()}甘特图", caption_note(rows, on))
        return GanttPrint(tuple(rows), caption, chart_period(rows, on), on)

    def _ask_export(self) -> None:
        assert self.session.workspace is not None
        proposal = self.session.workspace.path.with_name(f"甘特图 {self.session.reference_date}.pdf")
        name, chosen = QFileDialog.getSaveFileName(self, "导出甘特图", str(proposal), _PICTURES)
        if name:
            path = Path(name)
            suffix = chosen[chosen.index("*") + 1 : chosen.index(")")] if "*" in chosen else ".pdf"
            self.export_to(path if path.suffix.lower() in (".pdf", ".svg", ".png") else Path(name + suffix))

    def export_to(self, path: Path) -> None:
        """Write the picture off the GUI thread and tell when it is there."""
        what = self.printout()

        def work(progress: Progress) -> None:
            write(what, path, progress)

        def done(_: object) -> None:
            self.session.told.emit(f"甘特图已导出到“{path}”。")

        self.session.jobs.start(f"导出“{path.name}”", work, done, self.session.failed.emit)

    def _ask_print(self) -> None:
        if not has_printer():
            if wants_pdf_instead(self):
                self._ask_export()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(a3_landscape())
        printer.setFullPage(True)
        printer.setDocName("甘特图")
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印甘特图")
        if agreed(dialog):
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Print all rows on the paper that the printer has chosen, off the GUI thread."""
        what = self.printout()

        def work(progress: Progress) -> None:
            try:
                print_pages(what, printer, progress)
            except Cancelled:
                printer.abort()
                raise
            except OSError:
                raise UserError("print_failed", printer=printer.printerName() or "PDF") from None

        def done(_: object) -> None:
            self.session.told.emit("甘特图已送往打印机。")

        self.session.jobs.start("打印甘特图", work, done, self.session.failed.emit)

    # -- state

    def save_state(self) -> dict[str, object]:
        return {
            "fit": self._fit if self.view.fitted else "",
            "per_day": self.view.scale.per_day,
            "table_width": self.view.table_width,
            "only_dated": self.only_dated.isChecked(),
        }

    def restore_state(self, state: dict[str, object]) -> None:
        width, per_day = state.get("table_width"), state.get("per_day")
        if isinstance(width, int | float):
            self.view.table_width = float(round(min(max(width, 160), 2000)))
        self.only_dated.setChecked(state.get("only_dated") is True)
        if state.get("fit") == "" and isinstance(per_day, int | float) and per_day > 0:
            self.view.zoom_to(float(per_day))
        elif state.get("fit") == ALL:
            self._fit = ALL


class LegendStrip(QWidget):
    """The legend under the chart, in as many lines as the width asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("图例")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(max(self.width(), 600)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 22)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(legend(0, 0, float(width), self._painter().measure)[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        shapes = self._painter()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shapes.paint(painter, legend(0, 0, float(self.width()), shapes.measure)[0])
        painter.end()

    def _painter(self) -> ShapePainter:
        return ShapePainter(screen_ink(self.palette(), is_dark(self)), self.font())


class _EmptyNote(QWidget):
    """Why there are no rows, and the way out."""

    def __init__(self) -> None:
        super().__init__()
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.mend = QPushButton()
        layout = QVBoxLayout(self)
        layout.addStretch()
        layout.addWidget(self._words)
        layout.addSpacing(8)
        layout.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()

    def tell(self, items: int, shown: int) -> None:
        if not items:
            words, way = "台账里还没有项目。导入一份表格，或到“项目台账”逐项新增。", "去导入"
        elif not shown:
            words, way = "筛选没有留下任何一项。", "清除筛选和查找"
        else:
            words, way = "没有一项填了计划开工或完成时限。到“项目台账”填写后，这里就会出现横道。", "显示全部"
        self._words.setText(words)
        self.mend.setText(way)


def _tool(name: str, tip: str, action: Callable[[], object], text: str = "") -> QToolButton:
    button = QToolButton()
    if name:
        set_icon(button, name)
    button.setToolTip(tip)
    button.setAccessibleName(text or tip)
    button.setAutoRaise(True)
    if text:
        button.setText(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.clicked.connect(lambda: action())
    return button
