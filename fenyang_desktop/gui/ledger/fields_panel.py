"""The fields of one item, each saved by itself when it is left."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Field, Kind, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.ledger.editors import PLACEHOLDERS, ChoiceEditor, Editor, make_editor
from fenyang_desktop.gui.ledger.entry import (
    editable_fields,
    parent_choices,
    read_entry,
    reason_of,
    shown_in_editor,
    submit,
    understood,
)
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.style import is_dark, light_color

READ_ONLY = "台账以只读方式打开，不能修改"


class FieldsPanel(QWidget):
    """Labels and editors for the items of one kind, in the groups of the field list.

    Enter, or leaving a field, saves it; Esc puts back what was saved.
    """

    focused = Signal(int, str)  # id, field
    mended = Signal()  # the last wrong value was mended or given up

    def __init__(self, session: Session, kind: Kind) -> None:
        super().__init__()
        self._session = session
        self._item: Item | None = None
        self._workspace = session.workspace  # the item's
        self.editors: dict[str, Editor] = {}
        self._hints: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 0, 12, 12)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._build(kind)

    def show_item(self, item: Item) -> None:
        """Show an item's values; what is being typed into a field of the same item stays."""
        same_item = self._item is not None and self._item.id == item.id
        self._item, self._workspace = item, self._session.workspace
        can_edit = self._session.can_edit
        for key, editor in self.editors.items():
            if same_item and (editor.reason or (has_focus(editor) and editor.typed() != editor.original)):
                continue
            editor.setEnabled(can_edit)
            text = shown_in_editor(item, editor.field, self._session.listing)
            if editor.original != text or editor.typed() != text:
                editor.load(text)
            if editor.reason:
                editor.mark("")
            editor.setToolTip("" if can_edit else READ_ONLY)
            self._say(key, "")

    def is_wrong(self) -> bool:
        """Whether some field holds what can't be read."""
        return any(editor.reason for editor in self.editors.values())

    def give_up(self) -> None:
        """Put back the saved values of all wrong fields."""
        for editor in self.editors.values():
            if editor.reason:
                self._restore(editor)

    def finish_editing(self) -> bool:
        """Save what is typed and not saved yet. False if some of it can't be."""
        for editor in self.editors.values():
            if editor.typed() != editor.original:
                self._save(editor)
        return not self.is_wrong()

    def forget(self) -> None:
        """The item's file is closed: nothing typed for it holds any more."""
        self._item = None
        for key, editor in self.editors.items():
            editor.load("")
            editor.mark("")
            self._say(key, "")

    def go_to_wrong(self) -> None:
        """Put the focus into the first field that can't be read."""
        for key, editor in self.editors.items():
            if editor.reason:
                self.edit_field(key)
                return

    def edit_field(self, key: str) -> None:
        editor = self.editors.get(key)
        if editor is not None:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._bring_into_view(editor)

    # -- building

    def _build(self, kind: Kind) -> None:
        row, group = 0, ""
        for field in editable_fields(kind):
            if field.group != group:
                group = field.group
                self._grid.addWidget(_group_heading(group, first=row == 0), row, 0, 1, 3)
                row += 1
            row = self._add_field(field, row)
        self._grid.setRowStretch(row, 1)

    def _add_field(self, field: Field, row: int) -> int:
        editor = make_editor(field, self._session.listing, self)
        label = QLabel(field.label, alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        label.setBuddy(editor)
        tall = field.type is Type.LONG_TEXT
        if tall:
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            label.setContentsMargins(0, 4, 0, 0)
        if field.type in PLACEHOLDERS and hasattr(editor, "setPlaceholderText"):
            editor.setPlaceholderText(PLACEHOLDERS[field.type])
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(editor, row, 1, 1, 1 if field.unit else 2)
        if field.unit:
            self._grid.addWidget(QLabel(field.unit), row, 2)
        hint = QLabel(wordWrap=True)
        hint.hide()
        self._grid.addWidget(hint, row + 1, 1, 1, 2)
        self.editors[field.key] = editor
        self._hints[field.key] = hint
        editor.retyped.connect(lambda: self._retyped(editor))
        editor.left.connect(lambda: self._save(editor))
        editor.given_up.connect(lambda: self._restore(editor))
        editor.installEventFilter(self)
        if isinstance(editor, ChoiceEditor) and (line := editor.lineEdit()):
            line.installEventFilter(self)
        return row + 2

    # -- typing and saving

    def _retyped(self, editor: Editor) -> None:
        try:
            self._say(editor.field.key, understood(editor.field, editor.typed(), self._session.reference_date.year))
        except UserError as error:
            self._say(editor.field.key, reason_of(error), wrong=True)

    def _save(self, editor: Editor) -> None:
        """Save one field as one undo step; what can't be saved stays, marked, with the reason."""
        if self._item is None or editor.typed() == editor.original:
            if editor.reason:
                self._restore(editor)
            return
        was_wrong, typed, before = self.is_wrong(), editor.typed(), editor.original
        try:
            values = read_entry(editor.field, typed, self._session.listing, self._session.reference_date.year)
        except UserError as error:
            self._refuse(editor, reason_of(error))
            return
        editor.mark("")
        editor.original = typed
        if not submit(self._session, self._workspace, {self._item.id: values}):
            editor.original = before
            self._refuse(editor, "没有保存，请改正，或按 Esc 还原。")
            return
        self._say(editor.field.key, "")
        if self._session.listing.has(self._item.id):
            self._item = self._session.listing.item(self._item.id)
            editor.load(shown_in_editor(self._item, editor.field, self._session.listing))
        if was_wrong and not self.is_wrong():
            self.mended.emit()

    def _refuse(self, editor: Editor, reason: str) -> None:
        editor.mark(reason)
        self._say(editor.field.key, reason, wrong=True)
        self._session.told.emit(f"{editor.field.label}没有保存：{reason}")

    def _restore(self, editor: Editor) -> None:
        was_wrong = self.is_wrong()
        editor.load(editor.original)
        if editor.reason:
            self._session.settled.emit()
        editor.mark("")
        self._say(editor.field.key, "")
        if was_wrong and not self.is_wrong():
            self.mended.emit()

    def _say(self, key: str, text: str, *, wrong: bool = False) -> None:
        hint = self._hints[key]
        if not text and hint.isHidden():
            return
        hint.setText(text)
        hint.setVisible(bool(text))
        palette = self.palette()
        if wrong:
            palette.setColor(QPalette.ColorRole.WindowText, light_color(Light.RED, is_dark(self)))
        else:
            palette.setColor(QPalette.ColorRole.WindowText, palette.color(QPalette.ColorRole.PlaceholderText))
        hint.setPalette(palette)

    # -- focus

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn and self._item is not None:
            for editor in self.editors.values():
                if watched is editor or watched.parent() is editor:
                    self._entered(editor)
        return False

    def _entered(self, editor: Editor) -> None:
        assert self._item is not None
        if editor.field.type is Type.PARENT and isinstance(editor, ChoiceEditor):
            editor.offer(["", *parent_choices(self._session.listing)])
        self._bring_into_view(editor)
        self.focused.emit(self._item.id, editor.field.key)

    def _bring_into_view(self, editor: QWidget) -> None:
        parent = self.parentWidget()
        area = parent.parentWidget() if parent else None
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(editor, 0, 24)


def _group_heading(text: str, *, first: bool) -> QLabel:
    heading = QLabel(text)
    font = heading.font()
    font.setBold(True)
    heading.setFont(font)
    heading.setContentsMargins(0, 4 if first else 12, 0, 4)
    return heading


def has_focus(editor: Editor) -> bool:
    """Whether the user is in this editor (an editable combo box has a line of its own)."""
    inner = editor.lineEdit() if isinstance(editor, ChoiceEditor) else None
    return editor.hasFocus() or (inner is not None and inner.hasFocus())
