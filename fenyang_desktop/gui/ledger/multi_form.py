"""The same change to several items at once: tick fields, fill them in, apply as one undo step."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Field, Kind, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.ledger.editors import ChoiceEditor, Editor, LineEditor, LongEditor, make_editor
from fenyang_desktop.gui.ledger.entry import (
    editable_fields,
    parent_choices,
    read_entry,
    reason_of,
    shown_in_editor,
    submit,
)
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import is_dark, light_color

SEVERAL = "〈多个值〉"


class MultiForm(QWidget):
    """The fields that all selected items have. Nothing is saved before 应用."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._workspace = session.workspace  # the file that the items are of
        self._items: Sequence[Item] = ()
        self._kinds: frozenset[Kind] = frozenset()
        self.ticks: dict[str, QCheckBox] = {}
        self.editors: dict[str, Editor] = {}
        self.apply = QPushButton()
        self.apply.clicked.connect(self._apply)
        self._reason = QLabel(wordWrap=True)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area = area
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 8, 12, 12)
        foot.addWidget(self._reason)
        foot.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addLayout(foot)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show several items as they stand now; what is ticked and typed stays until it is applied or unticked."""
        self._items, self._workspace = tuple(items), self._session.workspace
        kinds = frozenset(item.kind for item in items)
        if kinds != self._kinds:
            typed = {key: editor.typed() for key, editor in self.editors.items() if self.ticks[key].isChecked()}
            self._kinds = kinds
            self._build()
            self._type_again(typed)
        self._load()
        self._show_button()

    def forget(self) -> None:
        """The items' file is closed: nothing typed for them holds any more."""
        self._items, self._kinds = (), frozenset()
        self.ticks.clear()
        self.editors.clear()
        if body := self._area.takeWidget():
            body.deleteLater()
        self._say("")

    def is_waiting(self) -> bool:
        """Whether something is ticked that wasn't applied."""
        return any(tick.isChecked() for tick in self.ticks.values())

    def go_to_waiting(self) -> None:
        """Bring the user to what wasn't applied, and say so."""
        self._say("勾选的字段还没有应用。请点“应用”，或取消勾选。")
        self._area.ensureWidgetVisible(next(tick for tick in self.ticks.values() if tick.isChecked()))
        self.apply.setFocus(Qt.FocusReason.OtherFocusReason)

    def _type_again(self, typed: Mapping[str, str]) -> None:
        for key in typed.keys() & self.editors.keys():
            self.editors[key].load(typed[key])
            self.ticks[key].setChecked(True)

    def _build(self) -> None:
        self.ticks.clear()
        self.editors.clear()
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(12, 0, 12, 12)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        shared = [field for field in editable_fields(next(iter(self._kinds))) if self._kinds <= field.kinds]
        row = 0
        for row, field in enumerate(field for field in shared if field.key != "name"):
            self._add_field(grid, row, field)
        grid.setRowStretch(row + 1, 1)
        self._area.setWidget(body)

    def _add_field(self, grid: QGridLayout, row: int, field: Field) -> None:
        tick = QCheckBox(field.header)
        editor = make_editor(field, self._session.listing)
        tick.toggled.connect(self._show_button)
        editor.retyped.connect(lambda: tick.setChecked(True))
        above = Qt.AlignmentFlag.AlignTop if field.type is Type.LONG_TEXT else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(tick, row, 0, above)
        grid.addWidget(editor, row, 1)
        self.ticks[field.key] = tick
        self.editors[field.key] = editor

    def _load(self) -> None:
        listing = self._session.listing
        for key, editor in self.editors.items():
            editor.setEnabled(self._session.can_edit)
            self.ticks[key].setEnabled(self._session.can_edit)
            if editor.field.type is Type.PARENT and isinstance(editor, ChoiceEditor):
                editor.offer(["", *parent_choices(listing)])
            if self.ticks[key].isChecked():
                continue
            texts = {shown_in_editor(item, editor.field, listing) for item in self._items}
            several = len(texts) > 1
            editor.load("" if several else texts.pop())
            _set_placeholder(editor, SEVERAL if several else "")
            editor.mark("")
        if not self.is_waiting():
            self._reason.hide()

    def _show_button(self) -> None:
        ticked = sum(tick.isChecked() for tick in self.ticks.values())
        if not ticked:
            self._reason.hide()
        self.apply.setText(f"应用到 {len(self._items)} 项")
        self.apply.setEnabled(ticked > 0 and self._session.can_edit)
        self.apply.setToolTip("" if ticked else "先勾选要修改的字段")

    def _apply(self) -> None:
        values: dict[str, Stored] = {}
        wrong = ""
        for key, editor in self.editors.items():
            editor.mark("")
            if not self.ticks[key].isChecked():
                continue
            try:
                values |= read_entry(
                    editor.field, editor.typed(), self._session.listing, self._session.reference_date.year
                )
            except UserError as error:
                editor.mark(reason_of(error))
                wrong = wrong or f"{editor.field.label}：{reason_of(error)}"
        self._say(wrong)
        if wrong or not values or not self._agreed_to_empty():
            return
        ids = [item.id for item in self._items]
        if submit(self._session, self._workspace, {id: dict(values) for id in ids}):
            for tick in self.ticks.values():
                tick.setChecked(False)
            listing = self._session.listing
            self.show_items([listing.item(id) for id in ids if listing.has(id)])
            self._session.told.emit(f"已修改 {len(ids)} 项，可按 Ctrl+Z 撤销。")

    def _agreed_to_empty(self) -> bool:
        """Whether the user means it, where a ticked field without a text would take away values."""
        emptied = [
            editor.field.label
            for key, editor in self.editors.items()
            if self.ticks[key].isChecked()
            and not editor.typed().strip()
            and any(item.get(key) is not None for item in self._items)
        ]
        return not emptied or self._ask(f"要把选中 {len(self._items)} 项的“{'”“'.join(emptied)}”清空吗？")

    def _ask(self, question: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, "批量修改", f"{question}\n应用后可以撤销。", parent=self.window())
        agree = box.addButton("清空", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        agreed = box.clickedButton() is agree
        box.deleteLater()
        return agreed

    def _say(self, reason: str) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, light_color(Light.RED, is_dark(self)))
        self._reason.setPalette(palette)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))


def _set_placeholder(editor: Editor, text: str) -> None:
    if isinstance(editor, LineEditor | LongEditor):
        editor.setPlaceholderText(text)
    elif isinstance(editor, ChoiceEditor):
        if line := editor.lineEdit():
            line.setPlaceholderText(text or "输入名称查找")
        else:
            editor.setPlaceholderText(text)
            if text:
                with QSignalBlocker(editor):
                    editor.setCurrentIndex(-1)
