"""报表: choose a sheet, see its pages, print them or save them as PDF."""

from pathlib import Path

from PySide6.QtCore import QSizeF, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.pdf_bar import PdfBar
from fenyang_desktop.gui.pdf_pages import page_sizes
from fenyang_desktop.gui.pdf_print import ask_printer, has_printer, print_pdf, wants_pdf_instead
from fenyang_desktop.gui.pdf_view import FIT_PAGE, FIT_WIDTH, ZOOMS, PdfView
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import RoomyDelegate, empty_label, title_label
from fenyang_desktop.gui.undo import TextLine
from fenyang_desktop.services.sheets import DESCRIPTIONS, SHEETS, SUFFIX, sheet_items, sheet_pdf, write_pdf
from fenyang_desktop.services.workspace import Workspace

ALL, SHOWN = "all", "shown"
_SETTLE_MS = 300  # typing and a run of edits end before the sheet is set anew


class ReportsPage(Page):
    """The sheets with a preview. A sheet is set off the GUI thread, and only while somebody looks."""

    title = "报表"
    icon = "reports"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._stale = True
        self._setting = False
        self._pdf = b""
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self.heading = title_label()
        self.view = PdfView()
        self.bar = PdfBar(self.view)
        self.nothing = empty_label()
        self._make_options()
        self._make_tools()
        self._lay_out()
        self._connect()

    # -- building

    def _make_options(self) -> None:
        self.sheets = QListWidget()
        self.sheets.setAccessibleName("报表种类")
        self.sheets.setItemDelegate(RoomyDelegate(self.sheets))
        for key, title in SHEETS.items():
            row = QListWidgetItem(title, self.sheets)
            row.setData(Qt.ItemDataRole.UserRole, key)
        self.sheets.setCurrentRow(0)
        self.description = QLabel(wordWrap=True)
        self.date = QLabel()
        self.date.setToolTip("就是基准日，在窗口右上角更改；要按封账时或过去某天的台账打印，在“项目台账”页点“截至”")
        self.all_items = QRadioButton("全部项目(&L)")
        self.shown_items = QRadioButton("台账中显示的(&T)")
        self.all_items.setChecked(True)
        self.all_items.setToolTip("全部项目和项目包，以及写明金额的工作任务")
        self.shown_items.setToolTip("只列“项目台账”中搜索、筛选后显示的各项")
        self.all_items.setAccessibleName("范围：全部项目")
        self.shown_items.setAccessibleName("范围：台账中显示的")
        self.scope = QButtonGroup(self)
        self.scope.addButton(self.all_items)
        self.scope.addButton(self.shown_items)
        self.reporter = TextLine(placeholderText="不填则留空，便于手写")
        self.reporter.setAccessibleName("填报单位")

    def _make_tools(self) -> None:
        keys = QKeySequence.StandardKey
        self.print_button = self._button("打印…", keys.Print, "打印这份报表")
        self.save_button = self._button("另存为 PDF…", keys.Save, "把这份报表存为 PDF 文件")
        self.refresh_button = self._button("刷新", keys.Refresh, "重新排版")
        set_icon(self.print_button, "print")
        set_icon(self.save_button, "pdf")

    def _button(self, text: str, key: QKeySequence.StandardKey, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setShortcut(QKeySequence(key))
        button.setToolTip(f"{tip}（{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}）")
        return button

    def _lay_out(self) -> None:
        options = QFormLayout()
        options.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        options.addRow("截止日期", self.date)
        options.addRow("范围", self.all_items)
        options.addRow(self.shown_items)
        options.addRow("填报单位(&U)", self.reporter)
        side = QWidget()
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 4, 0)
        left.setSpacing(8)
        left.addWidget(self.sheets, 1)
        left.addWidget(self.description)
        left.addLayout(options)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.nothing)
        preview = QWidget()
        right = QVBoxLayout(preview)
        right.setContentsMargins(4, 0, 0, 0)
        right.setSpacing(8)
        right.addLayout(self._tool_row())
        right.addWidget(self.stack, 1)
        self.splitter = QSplitter()
        self.splitter.addWidget(side)
        self.splitter.addWidget(preview)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([220, 1000])
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.splitter, 1)

    def _tool_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for button in (self.print_button, self.save_button, self.refresh_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.bar)
        return row

    def _connect(self) -> None:
        session = self.session
        self._timer.timeout.connect(self.refresh)
        self.sheets.currentRowChanged.connect(self._look_again)
        self.scope.buttonClicked.connect(self._look_again)
        self.reporter.textEdited.connect(self._look_again)
        for changed in (
            self.sheets.currentRowChanged,
            self.scope.buttonClicked,
            self.reporter.textEdited,
            self.view.zoomed,
        ):
            changed.connect(self.state_changed)
        self.print_button.clicked.connect(self.print)
        self.save_button.clicked.connect(self.save)
        self.refresh_button.clicked.connect(self.refresh)
        self.view.failed.connect(session.failed)
        session.workspace_changed.connect(self._other_file)
        session.items_changed.connect(self._look_again)
        session.reference_date_changed.connect(self._look_again)
        session.past_changed.connect(self._look_again)
        session.arranged_changed.connect(self._rows_changed)

    # -- the window

    def enter(self) -> None:
        self.view.setFocus()

    def save_state(self) -> dict[str, object]:
        return {
            "sheet": self.kind(),
            "scope": SHOWN if self.shown_items.isChecked() else ALL,
            "reporter": self.reporter.text(),
            "zoom": self.view.zoom,
        }

    def restore_state(self, state: dict[str, object]) -> None:
        if state.get("sheet") in SHEETS:
            self.sheets.setCurrentRow(list(SHEETS).index(str(state["sheet"])))
        self.shown_items.setChecked(state.get("scope") == SHOWN)
        self.reporter.setText(str(state.get("reporter") or ""))
        zoom = state.get("zoom")
        if isinstance(zoom, int | str) and zoom in (FIT_WIDTH, FIT_PAGE, *ZOOMS):
            self.view.set_zoom(zoom)

    def kind(self) -> str:
        """The key of the chosen sheet."""
        return str(self.sheets.currentItem().data(Qt.ItemDataRole.UserRole))

    # -- the preview

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _rows_changed(self) -> None:
        if self.shown_items.isChecked():
            self._look_again()

    def _other_file(self) -> None:
        """Nothing of the file before may be printed or saved any more."""
        self._show(b"")
        self.nothing.setText("")
        self._look_again()

    def _look_again(self, *_: object) -> None:
        """Something changed: set the sheet soon if anybody looks, else when the page is next shown."""
        self._stale = True
        self._enable()
        if self.isVisible():
            self._timer.start()

    def _ids(self) -> list[int] | None:
        """The ids of the scope; None for all. A member that is folded away counts as shown."""
        if not self.shown_items.isChecked():
            return None
        arranged = self.session.arranged
        rows = [id for id in arranged.rows if id in arranged.matching]
        return rows + sorted(arranged.matching.difference(rows))

    def refresh(self) -> None:
        """Set the sheet anew and show it when it is done."""
        self._timer.stop()
        session, kind = self.session, self.kind()
        workspace = session.workspace
        self.description.setText(DESCRIPTIONS[kind])
        self.date.setText(str(session.reference_date) if workspace else "—")
        if workspace is None:
            self._stale = False
            self.heading.setText(SHEETS[kind])
            self._tell("没有打开台账。请先新建或打开一个台账文件。")
            return
        if self._setting:
            self._stale = True
            return
        self._stale, self._setting = False, True
        self._enable()
        if not self._pdf:
            self._tell("正在排版…")
        items, on, ids, reporter = (
            list(session.listing.items),
            session.reference_date,
            self._ids(),
            self.reporter.text(),
        )
        due_days, past = session.listing.due_days, session.past
        rows = len(sheet_items(items, ids))
        scope = f"，台账筛选隐藏 {session.arranged.hidden} 项" if ids is not None and session.arranged.hidden else ""
        when = f"（{past.words}的台账）" if past else ""
        heading = f"{SHEETS[kind]}　截至 {on}{when}，{rows} 项{scope}"

        def work(progress: Progress) -> tuple[Workspace, str, bytes, list[QSizeF]]:
            pdf = sheet_pdf(items, kind, on, ids=ids, reporter=reporter, due_days=due_days, progress=progress)
            return workspace, heading, pdf, page_sizes(pdf)

        job = session.jobs.start(f"排版{SHEETS[kind]}", work, self._done, self._failed)
        job.cancelled.connect(self._cancelled)

    def _done(self, result: tuple[Workspace, str, bytes, list[QSizeF]]) -> None:
        self._setting = False
        workspace, heading, pdf, sizes = result
        if workspace is self.session.workspace:
            self.heading.setText(f"{heading}，{len(sizes)} 页")
            self._show(pdf, sizes)
            self.stack.setCurrentWidget(self.view)
        self._go_on()

    def _failed(self, sentence: str) -> None:
        self._setting = False
        self._show(b"")
        self._tell(f"{sentence}\n可以按“刷新”再试。")
        self.session.failed.emit(sentence)
        self._go_on()

    def _cancelled(self) -> None:
        self._setting = False
        if not self._pdf:
            self._tell("已取消排版。按“刷新”重新排版。")
        self._stale = True
        self._enable()

    def _go_on(self) -> None:
        """What changed while the sheet was being set is set now."""
        self._enable()
        if self._stale and self.isVisible() and not self._timer.isActive():
            self.refresh()

    def _show(self, pdf: bytes, sizes: list[QSizeF] | None = None) -> None:
        self._pdf = pdf
        self.view.show_pdf(pdf, sizes or [])
        self._enable()

    def _tell(self, text: str) -> None:
        self.nothing.setText(text)
        self.stack.setCurrentWidget(self.nothing)
        self._enable()

    def _enable(self) -> None:
        """Only what is seen and up to date may be printed or saved."""
        ready = bool(self._pdf) and not self._stale and not self._setting
        self.print_button.setEnabled(ready)
        self.save_button.setEnabled(ready)
        self.refresh_button.setEnabled(self.session.workspace is not None and not self._setting)

    # -- printing and saving

    def print(self) -> None:
        """Print what the preview shows, with the printer's own dialog."""
        if not has_printer():
            if wants_pdf_instead(self):
                self.save()
            return
        pdf, title = self._pdf, SHEETS[self.kind()]
        printer = ask_printer(self, title, page_sizes(pdf))
        if printer is None:
            return

        def done(pages: int) -> None:
            self.session.told.emit(f"已送出打印：{title}，{pages} 页。")

        self.session.jobs.start(
            f"打印{title}", lambda progress: print_pdf(pdf, printer, progress), done, self.session.failed.emit
        )

    def save(self) -> None:
        """Save what the preview shows as PDF."""
        workspace = self.session.workspace
        if workspace is None:
            return
        pdf = self._pdf
        proposal = workspace.path.parent / f"{SHEETS[self.kind()]} {self.session.reference_date}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self, "另存为 PDF", str(proposal), f"PDF 文件 (*{SUFFIX})")
        if not name:
            return
        path = Path(name) if name.lower().endswith(SUFFIX) else Path(name + SUFFIX)

        def done(_: object) -> None:
            self.session.told.emit(f"已存为“{path}”。")

        self.session.jobs.start(
            f"保存“{path.name}”", lambda progress: write_pdf(pdf, path), done, self.session.failed.emit
        )
