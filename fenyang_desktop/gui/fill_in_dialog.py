"""生成填报表: for which month and units, into which folder, under what names; made as a job that can be stopped."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.months import month_after, month_before
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.gui.jobs import Job
from fenyang_desktop.gui.message_bar import MessageBar
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import RIGHT, dress_table
from fenyang_desktop.services.fill_ins import (
    ALL_UNITS,
    PATTERN,
    Asked,
    already_there,
    file_names,
    make_fill_ins,
    who_is_asked,
)

_MONTHS_BACK = 12
_FILES_NAMED = 8
_UNIT, _COUNT = range(2)


class FillInDialog(QDialog):
    """Asks for what is needed to make the workbooks, and makes them. It stays until they are made or it is closed."""

    made = Signal(str, object)  # a sentence, and the Path of the first file

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("生成填报表")
        self._session = session
        self._job: Job | None = None
        self._closing = False
        self.month, self.folder, self.pattern = QComboBox(), QLineEdit(), QLineEdit(PATTERN)
        self.units, self.open_folder = QTreeWidget(), QCheckBox("完成后打开文件夹(&O)")
        self.all, self.none = QPushButton("全选(&A)"), QPushButton("全不选(&N)")
        self.browse = QPushButton("浏览(&B)…")
        self.example, self.summary, self.messages = QLabel(wordWrap=True), QLabel(wordWrap=True), MessageBar()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.make = self.buttons.addButton("生成(&G)", QDialogButtonBox.ButtonRole.AcceptRole)
        self._fill()
        self._lay_out()
        self._connect()
        self._show_what_will_be()

    def reject(self) -> None:
        """Close, once what is under way has stopped."""
        if self._job is not None:
            self._closing = True
            self._job.cancel()
        else:
            super().reject()

    # -- building

    def _fill(self) -> None:
        workspace = self._session.workspace
        assert workspace is not None
        now = workspace.report_month()
        month = month_after(now)
        for _ in range(_MONTHS_BACK + 2):
            self.month.addItem(format_month(month), month)
            month = month_before(month)
        self.month.setCurrentIndex(self.month.findData(now))
        self.folder.setText(str(workspace.path.parent / f"填报表 {format_month(now)}"))
        self.open_folder.setChecked(True)
        self._asked = who_is_asked(workspace)
        self._list_units(lambda unit: True)

    def _lay_out(self) -> None:
        dress_table(self.units, "责任单位")
        self.units.setRootIsDecorated(False)
        self.units.setHeaderLabels(["责任单位", "项数"])
        self.units.setColumnWidth(_UNIT, 400)
        self.units.headerItem().setTextAlignment(_COUNT, RIGHT)
        for box, name in ((self.month, "报告期"), (self.folder, "文件夹"), (self.pattern, "文件名")):
            box.setAccessibleName(name)
        self.pattern.setToolTip("{单位}、{年}、{月} 换成各份填报表的单位和月份")
        ticks, place, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for button in (self.all, self.none, self.browse):
            button.setAutoDefault(False)
        ticks.addWidget(self.summary, 1)
        ticks.addWidget(self.all)
        ticks.addWidget(self.none)
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        form = QFormLayout()
        form.addRow("报告期(&M)", self.month)
        form.addRow(_buddy("责任单位(&U)", self.units), self.units)
        form.addRow("", ticks)
        form.addRow(_buddy("文件夹(&F)", self.folder), place)
        form.addRow("文件名(&P)", self.pattern)
        form.addRow("", self.example)
        form.addRow("", self.open_folder)
        self.example.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.messages)
        column.addLayout(form, 1)
        column.addWidget(self.buttons)
        self.make.setDefault(True)
        resize_within(self, 640, 600)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        self.browse.clicked.connect(self._choose_folder)
        self.all.clicked.connect(lambda: self._tick(True))
        self.none.clicked.connect(lambda: self._tick(False))
        self.month.currentIndexChanged.connect(self._follow_month)
        self.units.itemChanged.connect(self._show_what_will_be)
        self.pattern.textChanged.connect(self._show_what_will_be)
        self.folder.textChanged.connect(self._show_what_will_be)
        self._session.workspace_changed.connect(self.reject)
        self._session.items_changed.connect(self._take_in)

    # -- what is asked for

    def chosen_month(self) -> str:
        return str(self.month.currentData())

    def chosen_units(self) -> list[str]:
        """The units that are ticked, from top to bottom."""
        rows = (self.units.topLevelItem(place) for place in range(self.units.topLevelItemCount()))
        return [row.data(_UNIT, Qt.ItemDataRole.UserRole) for row in rows if row and _is_ticked(row)]

    def _list_units(self, is_ticked: Callable[[str], bool]) -> None:
        """List the units anew, each ticked as is said of it."""
        self.units.blockSignals(True)
        self.units.clear()
        for unit, count in _lines(self._asked):
            row = QTreeWidgetItem([f"{unit}（总表）" if unit == ALL_UNITS else unit, f"{count:,}"])
            row.setData(_UNIT, Qt.ItemDataRole.UserRole, unit)
            row.setCheckState(_UNIT, Qt.CheckState.Checked if is_ticked(unit) else Qt.CheckState.Unchecked)
            row.setTextAlignment(_COUNT, RIGHT)
            self.units.addTopLevelItem(row)
        self.units.blockSignals(False)

    def _tick(self, on: bool) -> None:
        self._list_units(lambda _: on)
        self._show_what_will_be()

    def _take_in(self) -> None:
        """Items were changed meanwhile: list the units anew, with the ticks as they were."""
        if self._job is not None or self._session.workspace is None:
            return
        ticked = {*self.chosen_units()}
        known = {unit for unit, _ in _lines(self._asked)}
        self._asked = who_is_asked(self._session.workspace)
        self._list_units(lambda unit: unit in ticked or unit not in known)
        self._show_what_will_be()

    def _follow_month(self) -> None:
        """The folder is named after the month, as long as nobody chose another."""
        folder = Path(self.folder.text())
        if any(folder.name == f"填报表 {self.month.itemText(place)}" for place in range(self.month.count())):
            self.folder.setText(str(folder.with_name(f"填报表 {self.month.currentText()}")))
        self._show_what_will_be()

    def _choose_folder(self) -> None:
        start = Path(self.folder.text())
        start = start if start.is_dir() else start.parent
        if name := QFileDialog.getExistingDirectory(self, "填报表放在哪个文件夹", str(start)):
            self.folder.setText(str(Path(name)))

    def _show_what_will_be(self) -> None:
        """Say how many files there will be and how the first is called, or why there can't be any."""
        units, without = self.chosen_units(), self._asked.without_unit
        text = f"生成 {len(units)} 份" if units else "请勾选责任单位"
        if without:
            text += f"；另有 {without:,} 项没有填责任单位，只在总表里"
        self.summary.setText(text)
        fault = ""
        try:
            names = file_names(units, self.chosen_month(), self.pattern.text())
            self.example.setText(f"如：{next(iter(names.values()))}" if names else "")
        except UserError as error:
            fault = str(error)
            self.example.setText(fault)
        can_make = bool(units) and not fault and bool(self.folder.text().strip())
        self.make.setEnabled(can_make and self._job is None)

    # -- making

    def _start(self) -> None:
        workspace = self._session.workspace
        if workspace is None or not self._session.finish_editing():
            return
        month, units, pattern = self.chosen_month(), self.chosen_units(), self.pattern.text()
        folder = Path(self.folder.text().strip())
        there = already_there(folder, file_names(units, month, pattern).values())
        if there and not self._agreed_to_replace(there):
            return

        def work(progress: Progress) -> list[Path]:
            return make_fill_ins(workspace, folder, month, units, pattern, replace=bool(there), progress=progress)

        self.messages.clear()
        title = f"生成{format_month(month)}的填报表"
        self._show_working(self._session.jobs.start(title, work, self._done, self._failed))

    def _agreed_to_replace(self, names: list[str]) -> bool:
        more = f"\n等 {len(names)} 个文件" if len(names) > _FILES_NAMED else ""
        question = (
            "文件夹里已经有下面的文件，要替换吗？其中填好的内容会丢失。\n\n" + "\n".join(names[:_FILES_NAMED]) + more
        )
        box = QMessageBox(QMessageBox.Icon.Warning, "替换文件", question, parent=self)
        agree = box.addButton("替换", QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)
        box.exec()
        agreed = box.clickedButton() is agree
        box.deleteLater()
        return agreed

    def _show_working(self, job: Job | None) -> None:
        self._job = job
        for widget in (self.month, self.units, self.all, self.none, self.folder, self.browse, self.pattern):
            widget.setEnabled(job is None)
        if job is not None:
            job.progressed.connect(self._show_progress)
            job.cancelled.connect(self._stopped)
        self._show_what_will_be()

    def _show_progress(self, done: int, total: int, text: str) -> None:
        self.summary.setText(f"{text}（{done} / {total}）")

    def _done(self, paths: list[Path]) -> None:
        self._show_working(None)
        folder = paths[0].parent
        self.made.emit(f"已在“{folder}”生成 {self.month.currentText()}的填报表 {len(paths)} 份。", paths[0])
        if self.open_folder.isChecked():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        self.accept()

    def _failed(self, sentence: str) -> None:
        self._show_working(None)
        if self._closing:
            self.reject()
        else:
            self.messages.show_message("error", sentence)

    def _stopped(self) -> None:
        self._show_working(None)
        if self._closing:
            self.reject()
        else:
            self.messages.show_message("warning", "已停止，没有生成填报表。")


def _lines(asked: Asked) -> list[tuple[str, int]]:
    """The units with the number of their items, and all of them as the last line."""
    return [*((one.unit, one.count) for one in asked.units), (ALL_UNITS, asked.count)]


def _is_ticked(row: QTreeWidgetItem) -> bool:
    return row.checkState(_UNIT) is Qt.CheckState.Checked


def _buddy(text: str, widget: QWidget) -> QLabel:
    """A label whose key brings the focus to a widget; it stands at the top of what is tall."""
    label = QLabel(text)
    label.setBuddy(widget)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setContentsMargins(0, 6, 0, 0)
    return label
