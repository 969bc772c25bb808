"""The preview of an import: what the file holds, what it would change, and the choice of what to take over."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.quiet import without_collections
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.exchange.fill_in_key import KEY_LABEL
from fenyang_desktop.gui.import_lines import SHOWN_AT_FIRST, Sort
from fenyang_desktop.gui.import_model import ImportModel, Place
from fenyang_desktop.gui.import_month import MonthButton
from fenyang_desktop.gui.import_parts import Hint
from fenyang_desktop.gui.import_sender import SenderBox
from fenyang_desktop.gui.import_sheet_pane import SheetPane
from fenyang_desktop.gui.import_table import PreviewTable
from fenyang_desktop.gui.tables import ElidedLabel
from fenyang_desktop.services.annotating import has_notes
from fenyang_desktop.services.month_rows import month_text
from fenyang_desktop.services.preview import Preview, SheetPreview

_MOST_TOLD = 4  # lines about sheets over a preview
_MOST_NAMED = 6  # columns named in one of them
_LOW = 26  # lines of text: a panel of less height says what was understood in one
_CHIP = """
QToolButton { border: 1px solid palette(mid); border-radius: 10px; padding: 2px 10px; background: palette(base); }
QToolButton:checked { border-color: palette(highlight); background: palette(highlight); color: palette(highlighted-text); }
QToolButton:focus { border: 2px solid palette(dark); padding: 1px 9px; }
QToolButton:disabled { color: palette(dark); }
"""


class Chips(QWidget):
    """Buttons that show and hide the sorts of lines, each with its count."""

    changed = Signal(object)  # the frozenset of the sorts to show

    def __init__(self) -> None:
        super().__init__()
        self.setStyleSheet(_CHIP)
        self._buttons: dict[Sort, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for sort in Sort:
            button = QToolButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setToolTip(f"显示或隐藏{sort.value}的行")
            button.toggled.connect(self._tell)
            row.addWidget(button)
            self._buttons[sort] = button

    def show_counts(self, model: ImportModel) -> None:
        """Show how many lines of each sort there are, and which are shown."""
        for sort, button in self._buttons.items():
            count = model.count(sort)
            button.setText(f"{sort.value} {count:,}")
            button.setAccessibleName(f"显示{sort.value}的行，共 {count} 行")
            button.setEnabled(count > 0)
            with QSignalBlocker(button):
                button.setChecked(sort in model.shown_sorts and count > 0)

    def button(self, sort: Sort) -> QToolButton:
        return self._buttons[sort]

    def _tell(self) -> None:
        self.changed.emit(frozenset(sort for sort, button in self._buttons.items() if button.isChecked()))


class PreviewPanel(QWidget):
    """Shows one preview at a time. What is chosen stands in its model; the signals say what the user wants."""

    accepted = Signal()
    dropped = Signal()
    copy_wanted = Signal(object)  # the Preview whose annotated copy is to be saved
    reread = Signal()
    decided = Signal(object)  # the Choices by which the file is to be read instead
    sender_said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model: ImportModel | None = None
        self._obstacle = ""
        self.hint = Hint("重新预览(&R)", self.reread.emit)
        self.unsure = Hint("连存疑的一起勾选(&W)", self._tick_doubts)
        self.understood = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.brief = ElidedLabel()
        self.month = MonthButton()
        self.sender_box = SenderBox()
        self.sheets = SheetPane()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.chips = Chips()
        self.hidden_rows = ElidedLabel()
        self.table = PreviewTable()
        self.whole = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.whole.hide()
        self.all = QPushButton("全选(&A)")
        self.none = QPushButton("全不选(&N)")
        self.copy = QPushButton("批注副本(&P)…")
        self.take = QPushButton("接受所选")
        self.leave = QPushButton("放弃(&Q)")
        self._lay_out()
        self.chips.changed.connect(self._show_sorts)
        self.all.clicked.connect(self._tick_all)
        self.none.clicked.connect(self._tick_none)
        self.take.clicked.connect(self.accepted)
        self.leave.clicked.connect(self.dropped)
        self.copy.clicked.connect(self._want_copy)
        self.sheets.decided.connect(self.decided)
        self.sender_box.said.connect(self.sender_said)
        self.month.said.connect(self.decided)
        self.sheets.cell_chosen.connect(self._go_to_cell)

    def _lay_out(self) -> None:
        self.all.setToolTip("勾选列出的全部行，存疑的除外")
        self.none.setToolTip("取消列出的全部行")
        self.setFocusProxy(self.table)
        filters, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        filters.addWidget(self.chips)
        filters.addStretch(1)
        for button in (self.all, self.none):
            foot.addWidget(button)
        foot.addWidget(self.hidden_rows, 1)
        for button in (self.copy, self.leave, self.take):
            foot.addWidget(button)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        right, changes = QWidget(), QVBoxLayout()
        right.setLayout(changes)
        changes.setContentsMargins(8, 0, 0, 0)
        changes.setSpacing(8)
        changes.addLayout(filters)
        changes.addWidget(self.table, 1)
        changes.addWidget(self.whole)
        self.splitter.addWidget(self.sheets)
        self.splitter.addWidget(right)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        column.addWidget(self.hint)
        told = QHBoxLayout()
        told.addWidget(self.understood, 1)
        told.addWidget(self.brief, 1)
        told.addWidget(self.month, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.sender_box, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(told)
        column.addWidget(self.sheets.question)
        column.addWidget(self.unsure)
        column.addWidget(self.splitter, 1)
        column.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_low = self.height() < _LOW * self.fontMetrics().height()
        self.understood.setVisible(not is_low)
        self.brief.setVisible(is_low)
        self.sheets.set_low(is_low)
        self._show_whole()

    def set_obstacle(self, obstacle: str) -> None:
        """Why the preview can be looked at and not be taken over now; "" if it can."""
        self._obstacle = obstacle
        self._show_ticks()

    def set_left(self, *, is_left: bool) -> None:
        """Whether a part was taken over already, so that only the rest can be left."""
        self.leave.setText("放弃其余(&Q)" if is_left else "放弃(&Q)")
        self.leave.setToolTip("其余的不要了，这个文件就此完成" if is_left else "这个文件什么都不导入")

    def show_choices(self, choices: Choices) -> None:
        """What was decided about how the file is read, also where it isn't understood yet."""
        self.sheets.show_choices(choices)

    @without_collections()
    def show_model(self, model: ImportModel, units: Iterable[str] = (), latest: str = "") -> None:
        """Show a preview. `units` are those that may have sent the file, `latest` is the last month it may be of."""
        before = self.model
        again = before is not None and before.preview.source.sheets is model.preview.source.sheets
        places = self._places() if again else None
        if before is not None:
            before.ticks_changed.disconnect(self._show_ticks)
            before.modelReset.disconnect(self._count)
            if again and before is not model:
                model.arrange_like(before)
        self.model = model
        self.table.setModel(model)
        model.ticks_changed.connect(self._show_ticks)
        model.modelReset.connect(self._count)
        self._show_understood(model.preview)
        self.sender_box.show_sender(model.preview.sender, units)
        self.month.show_month(model.preview, latest)
        self.sheets.show_preview(model.preview)
        self.chips.show_counts(model)
        self._show_copy(model.preview)
        self._count()
        self._show_ticks()
        if places:
            self._restore(*places)
        self.table.selectionModel().currentChanged.connect(self._show_cell)
        self._show_whole()
        if model.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(model.index(0, 0))

    def _places(self) -> tuple[int, Place | None, Place | None]:
        """The number of the current row, and what it and the topmost row in view are about."""
        assert self.model is not None
        current, top = self.table.currentIndex(), self.table.indexAt(QPoint(0, 0))
        return (
            max(current.row(), 0),
            self.model.identity(current.row()) if current.isValid() else None,
            self.model.identity(top.row()) if top.isValid() else None,
        )

    def _restore(self, number: int, current: Place | None, top: Place | None) -> None:
        """Make the same row current as before, or one near it, and the same row topmost, where it is still there."""
        assert self.model is not None
        row = self.model.find(current)
        if row is None:
            row = min(number, self.model.rowCount() - 1)
        self.table.setAutoScroll(False)  # else a hidden table goes to its current row when it is shown
        self.table.setCurrentIndex(self.model.index(row, 0))
        self.table.setAutoScroll(True)
        if (row := self.model.find(top)) is not None:
            self.table.scrollTo(self.model.index(row, 0), PreviewTable.ScrollHint.PositionAtTop)

    def _show_understood(self, preview: Preview) -> None:
        """Say what was understood, of many sheets only of the first; the rest stands in the tip."""
        texts = [f"按记住的格式“{name}”{_as_remembered(preview)}。" for name in preview.layouts]
        texts += map(understood_text, told_sheets(preview))
        more = len(texts) - _MOST_TOLD
        shown = [*texts[: _MOST_TOLD - 1], f"还有 {more + 1} 张表，见下面的标签。"] if more > 0 else texts
        self.understood.setText("\n".join(shown))
        self.understood.setToolTip("\n".join(texts) if more > 0 else "")
        self.brief.setText("".join(texts))
        self.brief.setToolTip("\n".join(texts))

    def _show_copy(self, preview: Preview) -> None:
        """Offer the annotated copy where there is something to say, and a file to say it in."""
        self.copy.setEnabled(has_notes(preview))
        if not preview.source.data:
            why = "粘贴的内容没有原表，不能另存批注副本"
        elif not self.copy.isEnabled():
            why = "没有需要填报单位更正或核对的地方"
        else:
            why = "另存一份原表发回填报单位：有问题、存疑的单元格涂上颜色、写明原因，前面附核对清单"
        self.copy.setToolTip(why)

    def _want_copy(self) -> None:
        if self.model is not None:
            self.copy_wanted.emit(self.model.preview)

    def _show_cell(self, current: QModelIndex) -> None:
        """Show in the sheet where the value of the current line stands."""
        if self.model is not None and current.isValid():
            self.sheets.show_cell(*self.model.place_of(current.row()))
        self._show_whole()

    def _show_whole(self) -> None:
        """Write out below the list what doesn't fit into its current row."""
        current, is_shown = self.table.currentIndex(), self.whole.isVisibleTo(self)
        is_cut = self.model is not None and current.isValid() and self.table.is_cut(current.row())
        self.whole.setText(self.model.whole_text(current.row()) if is_cut and self.model is not None else "")
        self.whole.setVisible(is_cut)
        if is_cut and not is_shown:
            QTimer.singleShot(0, self.table, lambda: self.table.scrollTo(self.table.currentIndex()))

    def _go_to_cell(self, sheet: str, row: int, column: int) -> None:
        """Show among the changes what the current cell of the sheet would do."""
        found = self.model.row_for(sheet, row, column) if self.model is not None else None
        if self.model is not None and found is not None and found != self.table.currentIndex().row():
            with QSignalBlocker(self.sheets):
                self.table.setCurrentIndex(self.model.index(found, 0))

    def _count(self) -> None:
        assert self.model is not None
        self.hidden_rows.setText(f"列出 {self.model.shown:,} 行，隐藏 {self.model.hidden:,} 行")
        self.table.set_empty_text(empty_text(self.model))

    def _show_ticks(self) -> None:
        if self.model is None:
            return
        self.unsure.tell("")
        count = self.model.ticked_rows()
        self.take.setText(f"接受所选 {count:,} 行(&Y)" if count else "接受所选(&Y)")
        self.take.setEnabled(count > 0 and not self._obstacle)
        self.take.setToolTip(self._obstacle)
        for button in (self.all, self.none):
            button.setEnabled(self.model.acceptable_rows() > 0)

    def _show_sorts(self, sorts: frozenset[Sort]) -> None:
        if self.model is not None:
            self.model.show_sorts(sorts)

    def _tick_all(self) -> None:
        if self.model is None:
            return
        self.model.tick_shown(ticked=True)
        rows, values = self.model.doubts_left()
        if rows:
            self.unsure.tell(f"全选不勾选存疑的：还有 {rows:,} 行的 {values:,} 个值存疑，请看过原因再勾选。")

    def _tick_doubts(self) -> None:
        if self.model is not None:
            self.model.tick_doubts()

    def _tick_none(self) -> None:
        if self.model is not None:
            self.model.tick_shown(ticked=False)


def _as_remembered(preview: Preview) -> str:
    """What a remembered layout does: that of an unknown sender may be another's."""
    return "识别" if preview.sender else "提出建议：不知道填报单位，列对应要您确认，也可以先指定填报单位"


def empty_text(model: ImportModel) -> str:
    """Why no line is shown, and what to do about it."""
    if not any(sheet.header_rows for sheet in model.preview.sheets):
        return "没有找到项目表。单击左边的行号指定表头。"
    if any(model.count(sort) for sort in SHOWN_AT_FIRST):
        return "要看的行都隐藏了，点上面的按钮显示。"
    return f"没有要改的：{model.count(Sort.UNCHANGED):,} 行与台账一致。"


def told_sheets(preview: Preview) -> list[SheetPreview]:
    """The tables of which there is something to say: those that hold projects, else every one."""
    return [sheet for sheet in preview.sheets if sheet.header_rows] or list(preview.sheets)


def understood_text(sheet: SheetPreview) -> str:
    """What was understood of a sheet, in a line: rows, columns, and whether its own totals agree."""
    if not sheet.header_rows:
        why = sheet.skipped[0].reason if sheet.skipped else "空的工作表"
        return f"工作表“{sheet.sheet}”没有导入：{why}。可以单击左边的行号指定表头，再单击列头选择字段。"
    known = sum(bool(column.field) for column in sheet.columns)
    unknown = [
        column.header or f"{column.letter} 列"
        for column in sheet.columns
        if not column.field and column.header != KEY_LABEL
    ]
    text = f"工作表“{sheet.sheet}”：{len(sheet.rows)} 行项目，认出 {known} 列"
    if unknown:
        named = "、".join(unknown[:_MOST_NAMED]) + (" 等" if len(unknown) > _MOST_NAMED else "")
        text += f"，不导入 {len(unknown)} 列（{named}）"
    if sheet.checks:
        agreed = sum(check.agrees for check in sheet.checks)
        text += f"；与表中合计核对，{agreed} 处一致" + (
            f"、{len(sheet.checks) - agreed} 处不一致" if agreed < len(sheet.checks) else ""
        )
    return f"{text}。{month_text(sheet)}"
