"""The form at the side: the fields of the current item, or of all selected items at once."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.items import Item
from fenyang_desktop.gui.ledger.entry import kind_label
from fenyang_desktop.gui.ledger.fields_panel import FieldsPanel
from fenyang_desktop.gui.ledger.multi_form import MultiForm
from fenyang_desktop.gui.ledger.sources import Sources
from fenyang_desktop.gui.session import Session

FORM_WIDTH = 340


class ItemForm(QFrame):
    """Shows what is selected. A value that can't be read keeps the form at its item until it is mended."""

    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._waiting: Sequence[int] | None = None  # what to show once the wrong value is mended
        self._ids: Sequence[int] = ()
        self._workspace = session.workspace  # the file that the items shown are of
        self.setAccessibleName("编辑")
        self.setMinimumWidth(280)
        self._panels: dict[Kind, FieldsPanel] = {}
        self._panel_stack = QStackedWidget()
        self.multi = MultiForm(session)
        self.sources = Sources(session)
        self._nothing = QLabel("选中一行，在这里查看和修改。", wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._title = QLabel(wordWrap=True)
        self._subtitle = QLabel()
        self._subtitle.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._notice = _Notice(self._give_up)
        self._stack = QStackedWidget()
        self._lay_out()
        session.workspace_changed.connect(self._look_at_file)
        session.items_changed.connect(self._refresh)
        session.reference_date_changed.connect(self._refresh)

    def _lay_out(self) -> None:
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        self._title.setFont(font)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName("关闭编辑栏")
        close.setToolTip("关闭（F4）")
        close.clicked.connect(self.closed)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 4, 8)
        head.addLayout(texts, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        one = QSplitter(Qt.Orientation.Vertical)
        one.setChildrenCollapsible(False)
        one.addWidget(self._panel_stack)
        one.addWidget(self.sources)
        one.setStretchFactor(0, 1)
        one.setSizes([600, 110])
        for widget in (self._nothing, one, self.multi):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._notice)
        column.addWidget(self._stack, 1)

    @property
    def fields(self) -> FieldsPanel | None:
        """The fields in view, of the kind of the item shown."""
        area = self._panel_stack.currentWidget()
        return area.widget() if isinstance(area, QScrollArea) else None  # type: ignore[return-value]

    def _panel(self, kind: Kind) -> FieldsPanel:
        """The fields of a kind, made when the first such item is shown."""
        if kind not in self._panels:
            panel = self._panels[kind] = FieldsPanel(self._session, kind)
            panel.focused.connect(self.sources.show_field)
            panel.mended.connect(self._show_waiting)
            self._panel_stack.addWidget(_scrolled(panel))
        return self._panels[kind]

    def show_items(self, ids: Sequence[int]) -> None:
        """Show one item, several, or none."""
        self._look_at_file()
        if self.fields is not None and list(ids) != list(self._ids):
            self.fields.finish_editing()
        if self.fields is not None and self.fields.is_wrong():
            self._waiting = None if list(ids) == list(self._ids) else ids
            self._notice.setVisible(self._waiting is not None)
            return
        self._notice.hide()
        self._waiting = None
        if list(ids) != list(self._ids):
            self.sources.clear()
        self._ids = tuple(ids)
        listing = self._session.listing
        items = [listing.item(id) for id in ids if listing.has(id)]
        if len(items) == 1:
            self._show_one(items[0])
        elif items:
            self._show_several(items)
        else:
            self._title.setText("编辑")
            self._subtitle.setText("")
            self._stack.setCurrentIndex(0)

    def _show_one(self, item: Item) -> None:
        listing = self._session.listing
        above = " / ".join(over.name for over in listing.tree.ancestors(item.id))
        self._title.setText(item.name)
        self._subtitle.setText(" · ".join(part for part in (kind_label(item.kind), f"编号 {item.id}", above) if part))
        self._subtitle.setToolTip(self._subtitle.text())
        panel = self._panel(item.kind)
        panel.show_item(item)
        self._panel_stack.setCurrentWidget(_area_of(panel))
        self._stack.setCurrentIndex(1)

    def _show_several(self, items: Sequence[Item]) -> None:
        self._title.setText(f"选中 {len(items)} 项")
        self._subtitle.setText("勾选要统一修改的字段，填好后一次应用")
        self.multi.show_items(items)
        self._stack.setCurrentIndex(2)

    def finish_editing(self, leaving: bool) -> bool:
        """Save what is typed. False if that can't be, or if the file is left with a change to several not applied."""
        self._look_at_file()
        if self.fields is not None and not self.fields.finish_editing():
            return False
        shows_several = not self.isHidden() and self._stack.currentWidget() is self.multi
        return not (leaving and shows_several and self.multi.is_waiting())

    def go_to_unfinished(self) -> None:
        """Bring the user to what `finish_editing` couldn't keep."""
        if self.fields is not None and self.fields.is_wrong():
            self.fields.go_to_wrong()
        else:
            self.multi.go_to_waiting()

    def _look_at_file(self) -> None:
        """If another file is open, forget everything about the last one."""
        if self._workspace is self._session.workspace:
            return
        self._workspace = self._session.workspace
        self._ids, self._waiting = (), None
        for panel in self._panels.values():
            panel.forget()
        self.multi.forget()
        self.sources.clear()
        self.show_items(())

    def edit_field(self, key: str) -> None:
        """Put the focus into a field of the item shown."""
        if self.fields is not None:
            self.fields.edit_field(key)

    def _refresh(self, *_: object) -> None:
        self.show_items([id for id in self._ids if self._session.listing.has(id)])

    def _give_up(self) -> None:
        if self.fields is not None:
            self.fields.give_up()

    def _show_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        self._notice.hide()
        if waiting is not None:
            self.show_items(waiting)


class _Notice(QFrame):
    """Says that the form waits for a value to be mended."""

    def __init__(self, give_up: Callable[[], None]) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        text = QLabel("这一项还有填错的值没有保存，请改正。", wordWrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        button = QPushButton("放弃改动")
        button.clicked.connect(give_up)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(text, 1)
        row.addWidget(button)
        self.hide()


def _area_of(panel: QWidget) -> QScrollArea:
    viewport = panel.parentWidget()
    area = viewport.parentWidget() if viewport else None
    assert isinstance(area, QScrollArea)
    return area


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area
