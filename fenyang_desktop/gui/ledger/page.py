"""项目台账: the page that puts the list, its tools and the form together."""

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QToolButton, QVBoxLayout

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.ledger.commands import Commands
from fenyang_desktop.gui.ledger.filter_popup import FilterPopup
from fenyang_desktop.gui.ledger.footer import Footer
from fenyang_desktop.gui.ledger.form import FORM_WIDTH, ItemForm
from fenyang_desktop.gui.ledger.halves import Halves
from fenyang_desktop.gui.ledger.model import LedgerModel
from fenyang_desktop.gui.ledger.notices import Notice
from fenyang_desktop.gui.ledger.past_pane import PastPane
from fenyang_desktop.gui.ledger.row_menu import row_menu
from fenyang_desktop.gui.ledger.saved_views import SavedViews
from fenyang_desktop.gui.ledger.table import LedgerTable, view_with_sort
from fenyang_desktop.gui.ledger.toolbar import Toolbar
from fenyang_desktop.gui.ledger.views import view_from_json, view_to_json, without_search
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COLUMNS, Prepared, column_label

if TYPE_CHECKING:
    from fenyang_desktop.gui.ledger.parts_pane import PartsPane

_MANY = 3000  # from so many items on, search is made ready before anybody asks for it
_AFTER_PAINT = 300  # ms; the list is shown first
_WIDGET = Qt.ShortcutContext.WidgetShortcut
_PAGE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class LedgerPage(Page):
    """The list of everything, edited in place or in the form at the side."""

    title = "项目台账"
    icon = "ledger"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.model = LedgerModel(session)
        self.model.setParent(self)
        self.table = LedgerTable(session, self.model)
        self.commands = Commands(session, self.table)
        self.toolbar = Toolbar(session, self.commands.add, self.commands.delete)
        self.saved_views = SavedViews(session, self.toolbar.views)
        self.form = ItemForm(session)
        self.footer = Footer(session)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.halves = Halves(session, self.splitter)
        self.past = PastPane(session, [self.toolbar, self.halves, self.footer])
        self.form_button = QToolButton()
        self.parts_button = QToolButton()
        self._form_width = FORM_WIDTH
        self._order: tuple[str, bool, str] | None = None  # how the rows are sorted and grouped
        self._made_ready: object = None  # the items that search was made ready for
        viewport = self.table.viewport()
        ways = [("新增项目", lambda: self.commands.add(Kind.PROJECT)), ("导入表格…", lambda: self.go_to.emit("导入"))]
        self.empty = Notice(viewport, "还没有项目。新增一项，或从“导入”页带入表格。", ways)
        self.unmatched = Notice(
            viewport, "没有符合搜索和筛选条件的项目。", [("清除筛选", lambda: self.clear_filters())]
        )
        self._ready = QTimer(self, singleShot=True, interval=_AFTER_PAINT)
        self._ready.timeout.connect(self._make_search_ready)
        self._lay_out()
        self._connect()
        session.add_editing(self.finish_editing)
        self._add_shortcuts()
        self._take_view()
        self._take_workspace()

    def _lay_out(self) -> None:
        _dress(self.form_button, "编辑栏", "edit", "在右侧查看和编辑选中的行（F4）")
        _dress(self.parts_button, "月报栏", "parts", "在下方填写当前项的月报、年度计划、资金、节点（F6）")
        self.toolbar.add_widget(self.past.button)
        self.toolbar.add_widget(self.parts_button)
        self.toolbar.add_widget(self.form_button)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.form)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setChildrenCollapsible(False)
        self.form.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self.past)
        column.addWidget(self.halves, 1)
        column.addWidget(self.footer)

    def _connect(self) -> None:
        session, table = self.session, self.table
        session.arranged_changed.connect(self._take_view)
        session.workspace_changed.connect(self._take_workspace)
        session.reference_date_changed.connect(self._show_chosen)
        session.items_changed.connect(self._show_chosen)
        table.chosen_changed.connect(self._show_chosen)
        table.widths_changed.connect(self.state_changed)
        self.saved_views.changed.connect(self.state_changed)
        self.form_button.toggled.connect(self.state_changed)
        table.columns_wanted.connect(lambda columns: session.change_view(columns=columns))
        table.menu_wanted.connect(self._open_menu)
        table.cells.long_text_wanted.connect(self._edit_long_text)
        table.head.sort_wanted.connect(self.sort)
        table.head.filter_wanted.connect(self.open_filter)
        table.head.menu_wanted.connect(lambda _: self.toolbar.columns.click())
        self.footer.clear_wanted.connect(self.clear_filters)
        self.form_button.toggled.connect(self.show_form)
        self.form.closed.connect(lambda: self.form_button.setChecked(False))
        self.splitter.splitterMoved.connect(self._remember_form_width)
        self.parts_button.toggled.connect(self.state_changed)
        self.parts_button.toggled.connect(self.open_parts)
        self.halves.closed.connect(lambda: self.parts_button.setChecked(False))
        self.halves.state_changed.connect(self.state_changed)
        self.past.opened.connect(self.reveal)
        self.past.state_changed.connect(self.state_changed)
        self.toolbar.search.installEventFilter(self)

    def _add_shortcuts(self) -> None:
        for keys, widget, context, slot in (
            ("Ctrl+F", self, _PAGE, self.go_search),
            ("F4", self, _PAGE, self.form_button.toggle),
            ("F6", self, _PAGE, self.parts_button.toggle),
            ("Ins", self, _PAGE, self._add),
            ("Del", self.table, _WIDGET, self.commands.delete),
            ("Ctrl+C", self.table, _WIDGET, self.commands.copy),
            ("Ctrl+V", self.table, _WIDGET, self.paste),
            ("Ctrl+Shift+C", self.table, _WIDGET, lambda: self.commands.copy(with_head=True)),
            ("Alt+Down", self.table, _WIDGET, lambda: self.open_filter(self.table.current_column())),
        ):
            QShortcut(QKeySequence(keys), widget, context=context).activated.connect(slot)
        self.offer("选择列…", "Ctrl+L", self.toolbar.columns.click)
        self.offer("保存的视图…", "Ctrl+Shift+L", self.toolbar.views.showMenu)
        self.offer("分组…", "Ctrl+G", self._choose_group)

    # -- showing

    def enter(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def reveal(self, id: int) -> None:
        """Select an item; what hides it (search, filters, a folded programme) is taken away."""
        if not self.session.listing.has(id):
            return
        self.past.leave_comparison()
        if id not in self.session.arranged.matching:
            self.clear_filters()
        if self.model.row_of(id) < 0:
            self.session.set_collapsed(frozenset())
        self.table.select_ids([id])
        self.table.setFocus()

    def _take_view(self) -> None:
        view, arranged = self.session.view, self.session.arranged
        if view.columns != tuple(self.table.shown_columns()):
            self.table.show_columns(view.columns)
        self.table.head.show_view(view)
        self.empty.show_if(not arranged.rows and not arranged.hidden and self.session.workspace is not None)
        self.unmatched.show_if(not arranged.rows and arranged.hidden > 0)
        order = view.sort_by, view.descending, view.group_by
        if self._order not in (None, order):
            self.table.scrollToTop()  # what was sorted for stands there, or the head of the first group
        self._order = order
        self._show_chosen()

    def _take_workspace(self) -> None:
        self.empty.buttons[0].setEnabled(self.session.can_edit)
        self._take_view()
        if len(self.session.listing.items) >= _MANY:
            gc.freeze()  # or each collection walks through all items again, and the list halts
            self._ready.start()

    def selected_ids(self) -> list[int]:
        return self.table.selected_ids()

    def _show_chosen(self, *_: object) -> None:
        chosen = [id for id in self.table.selected_ids() if self.session.listing.has(id)]  # none while a file closes
        self.footer.refresh(chosen)
        if not self.form.isHidden():
            current = self.table.current_id()
            self.form.show_items(chosen if len(chosen) > 1 else [current] if current is not None else [])
        self.halves.show_item(self.table.current_id())

    def show_form(self, on: bool) -> None:
        """Open or close the form at the side."""
        self.form.setVisible(on)
        self.form_button.setChecked(on)
        if on:
            whole = self.splitter.width()
            self.splitter.setSizes([max(1, whole - self._form_width), self._form_width])
            self._show_chosen()
            QTimer.singleShot(0, self.table, self._show_current)  # the list is narrower then, and has a scroll bar
        else:
            self.table.setFocus()

    def _remember_form_width(self, *_: object) -> None:
        self._form_width = self.splitter.sizes()[1]
        self.state_changed.emit()

    @property
    def parts(self) -> "PartsPane":
        """The records of the current item."""
        return self.halves.pane

    def open_parts(self, on: bool) -> None:
        """Open or close the records of the current item below the list."""
        opened = self.halves.open(on)
        self.parts_button.setChecked(self.halves.is_open())
        if on and opened:
            self._show_chosen()
            QTimer.singleShot(0, self.table, self._show_current)
        elif opened:
            self.table.setFocus()

    def show_reports(self) -> None:
        """Bring the monthly reports of the current item to the front."""
        self.open_parts(True)
        self.parts.show_kind(MONTH.entity)

    def _add(self) -> None:
        """Ins adds where the user is: a record below, or a project to the list."""
        if self.halves.has_user_below():
            self.parts.add_record()
        else:
            self.commands.add(Kind.PROJECT)

    def _show_current(self) -> None:
        if (current := self.table.currentIndex()).isValid():
            self.table.scrollTo(self.model.index(current.row(), 0))

    def finish_editing(self, leaving: bool) -> bool:
        """See `Session.finish_editing`."""
        if not self.table.finish_editing():
            return False
        if not self.halves.finish_editing():
            if not self.isVisible():
                self.go_to.emit(self.title)
                self.halves.finish_editing()
            return False
        if self.form.finish_editing(leaving):
            return True
        if not self.isVisible():
            self.go_to.emit(self.title)
        self.show_form(True)
        self.form.go_to_unfinished()
        return False

    def _edit_long_text(self, id: int, key: str) -> None:
        self.show_form(True)
        self.form.edit_field(key)

    # -- the view

    def sort(self, key: str) -> None:
        self.session.change_view(**view_with_sort(self.session.view, key))

    def clear_filters(self) -> None:
        self.session.change_view(search="", filters={})
        self.toolbar.refresh()

    def open_filter(self, key: str) -> None:
        """Open the list of a column's values below its head."""
        view = self.session.view
        choices = self.session.listing.choices(view, key)
        popup = FilterPopup(column_label(key), choices, view.filters.get(key), self)
        popup.chosen.connect(lambda let: self._filter(key, let))
        popup.sort_chosen.connect(lambda descending: self._sort(key, descending))
        section = COLUMNS.index(key)
        left = max(0, self.table.head.sectionViewportPosition(section))
        popup.open_at(self.table.head.mapToGlobal(QPoint(left, self.table.head.height())))

    def _filter(self, key: str, let: frozenset[str] | None) -> None:
        filters = {other: kept for other, kept in self.session.view.filters.items() if other != key}
        if let is not None:
            filters[key] = let
        self.session.change_view(filters=filters)

    def _sort(self, key: str, descending: bool | None) -> None:
        if descending is None:
            self.session.change_view(sort_by="", descending=False)
        else:
            self.session.change_view(sort_by=key, descending=descending)

    def _choose_group(self) -> None:
        self.toolbar.group.setFocus()
        self.toolbar.group.showPopup()

    # -- searching

    def can_search(self) -> bool:
        return True

    def can_copy(self) -> bool:
        return bool(self.table.selected_ids())

    def copy(self) -> None:
        self.commands.copy()

    def go_search(self) -> None:
        self.toolbar.search.setFocus()
        self.toolbar.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.toolbar.search:
            if event.type() is QEvent.Type.FocusIn:
                self._make_search_ready()
            elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                return self._leave_search(event.key())
        return super().eventFilter(watched, event)

    def _leave_search(self, key: int) -> bool:
        """Down goes to the rows found; Esc empties the search, and from an empty one goes back to the rows."""
        if key not in (Qt.Key.Key_Down, Qt.Key.Key_Escape):
            return False
        if key == Qt.Key.Key_Escape and self.toolbar.search.text():
            self.toolbar.search.clear()
            self.toolbar.search_now()
        else:
            self.toolbar.search_now()
            self.enter()
        return True

    def _make_search_ready(self) -> None:
        listing = self.session.listing
        if self._made_ready is not listing.items:
            self._made_ready = listing.items
            work = listing.prepare
            self.session.jobs.start("准备搜索…", lambda _: work(), self._take_prepared, self.session.failed.emit)

    def _take_prepared(self, prepared: Prepared) -> None:
        self.session.listing.take(prepared)

    def paste(self) -> None:
        """Look at the cells on the clipboard as at a file to import: nothing is changed unseen."""
        text = QGuiApplication.clipboard().text()
        if "\n" in text.strip() or "\t" in text:
            self.pasted.emit(text)
        else:
            self.session.told.emit("剪贴板里没有表格：请在 Excel 或 WPS 里连同表头一起选中、复制，再粘贴到这里。")

    # -- the menu of a row

    def _open_menu(self, spot: QPoint) -> None:
        menu = self.row_menu()
        menu.exec(spot)
        menu.deleteLater()

    def row_menu(self) -> QMenu:
        """The commands for the selected rows."""
        return row_menu(self)

    def ask_for(self, signal: SignalInstance) -> None:
        current = self.table.current_id()
        if current is not None:
            signal.emit(current)

    # -- state

    def save_state(self) -> dict[str, object]:
        return {
            "view": view_to_json(without_search(self.session.view)),
            "views": self.saved_views.to_json(),
            "widths": self.table.widths(),
            "form_open": not self.form.isHidden(),
            "form_width": self._form_width,
            "parts": self.halves.save_state(),
            "past": self.past.save_state(),
        }

    def restore_state(self, state: dict[str, object]) -> None:
        self.saved_views.from_json(state.get("views"))
        self.past.restore_state(state.get("past"))
        widths = state.get("widths")
        if isinstance(widths, dict):
            self.table.set_widths({str(key): width for key, width in widths.items() if isinstance(width, int)})
        width = state.get("form_width")
        if isinstance(width, int) and 200 <= width <= 1200:
            self._form_width = width
        if view := view_from_json(state.get("view")):
            self.session.set_view(view)
        if state.get("form_open") is True:
            self.show_form(True)
        if self.halves.restore_state(state.get("parts")):
            self.open_parts(True)


def _dress(button: QToolButton, text: str, icon: str, tip: str) -> None:
    button.setText(text)
    set_icon(button, icon)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setCheckable(True)
    button.setAutoRaise(True)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
