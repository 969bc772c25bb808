"""The window: navigation, pages, menus, the reference date, messages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDesktopServices, QKeySequence, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.closed_notice import closed_notice
from fenyang_desktop.gui.date_box import DateBox
from fenyang_desktop.gui.dialogs import Dialogs
from fenyang_desktop.gui.files import Files
from fenyang_desktop.gui.icons import app_icon, icon, refresh_icons, set_icon
from fenyang_desktop.gui.job_line import JobLine
from fenyang_desktop.gui.jobs import Job
from fenyang_desktop.gui.message_bar import MessageBar
from fenyang_desktop.gui.month_menu import MonthMenu
from fenyang_desktop.gui.own_form_actions import OwnFormActions
from fenyang_desktop.gui.page import Page, ReceivesText
from fenyang_desktop.gui.past_strip import PastStrip
from fenyang_desktop.gui.place import mend, place_of, put
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.settings import Settings
from fenyang_desktop.gui.style import THEMES, apply_theme

_NAV_WIDTH = 116
_LOOK_AT_CALENDAR = 60_000  # ms; a computer that slept through midnight finds out soon after
_READING_TIME = 8000  # ms that a message stays in the status bar, unless something else is done before
_FRAMED = (0, 300)  # ms after which the window has its frame: at once, or when the desktop got round to it
_SETTLED = 200  # ms without a change, after which the state of the pages is written
_NAV_SHEET = """
QListWidget { background: palette(window); border-right: 1px solid palette(mid); outline: 0; }
QListWidget::item { padding-left: 8px; }
QListWidget::item:selected { background: palette(accent); color: palette(bright-text); }
QListWidget::item:hover:!selected { background: palette(midlight); }
"""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page in the navigation; `make` loads and builds it when it is first shown."""

    title: str
    icon: str
    make: Callable[[Session], Page]


class MainWindow(QMainWindow):
    """Shows one portfolio file. Pages are made when first shown; everything goes through the session."""

    def __init__(self, session: Session, settings: Settings, entries: list[PageEntry]) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.files = Files(session, self)
        self.dialogs = Dialogs(session, self)
        self._entries = entries
        self._pages: dict[str, Page] = {}
        self.messages = MessageBar()
        self._restored_what = self._saved_text = ""
        self._build_centre()
        self.job_line = JobLine(session.jobs, self._page_stops)
        self.statusBar().addPermanentWidget(self.job_line)
        self._build_actions()
        self._build_toolbar()
        self._connect()
        self.setWindowIcon(app_icon())
        put(self, settings.place())
        if settings.maximized():
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self._show_file()

    # -- building

    def _build_centre(self) -> None:
        self._nav = QListWidget()
        self._nav.setFixedWidth(_NAV_WIDTH)
        self._nav.setIconSize(QSize(20, 20))
        self._nav.setAccessibleName("页面")
        self._nav.setFrameShape(QListWidget.Shape.NoFrame)
        self._nav.setBackgroundRole(QPalette.ColorRole.Window)
        self._nav.setStyleSheet(_NAV_SHEET)
        for entry in self._entries:
            row = QListWidgetItem(icon(entry.icon), entry.title)
            row.setSizeHint(QSize(_NAV_WIDTH, 40))
            self._nav.addItem(row)
        self._stack = QStackedWidget()
        self._closed = closed_notice(self.files)
        self._stack.addWidget(self._closed)
        right = QVBoxLayout()
        right.setContentsMargins(8, 8, 8, 8)
        right.addWidget(self.messages)
        right.addWidget(PastStrip(self.session))
        right.addWidget(self._stack, 1)
        centre = QWidget()
        line = QHBoxLayout(centre)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._nav)
        line.addLayout(right, 1)
        self.setCentralWidget(centre)

    def _build_actions(self) -> None:
        keys = QKeySequence.StandardKey
        self._new = self._action("新建…", "new", self.files.new, keys.New)
        self._open = self._action("打开…", "open", self.files.ask_open, keys.Open)
        self._save_as = self._action("另存为…", "save-as", self.files.save_as, QKeySequence("Ctrl+Shift+S"))
        self._export = self._action("导出表格…", "export", self.files.export, QKeySequence("Ctrl+E"))
        self._fill_in = self._action("生成填报表…", "", lambda: self.dialogs.show_fill_ins(self._tell_saved))
        self._restore = self._action("从备份恢复…", "", self._choose_backup)
        self._quit = self._action("退出", "", self.close, QKeySequence("Ctrl+Q"))
        self._undo = self._action("撤销", "undo", self._do_undo, keys.Undo)
        self._redo = self._action("重做", "redo", self._do_redo, QKeySequence("Ctrl+Y"))
        self._history = self._action("修改记录…", "history", self.dialogs.show_history, QKeySequence("Ctrl+H"))
        self._records = self._action("导入记录…", "import", self.dialogs.show_records, QKeySequence("Ctrl+Shift+H"))
        self._help = self._action("使用手册", "help", self.dialogs.show_manual, keys.HelpContents)
        menus = self.menuBar()
        file_menu = menus.addMenu("文件(&F)")
        file_menu.addActions([self._new, self._open])
        self._recent_menu = file_menu.addMenu("最近打开")
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        self.own_forms = OwnFormActions(self.session, self, self._tell_saved)
        file_menu.addActions([self._save_as, self._export, self._fill_in, *self.own_forms.actions()])
        file_menu.addSeparator()
        file_menu.addActions([self._restore])
        file_menu.addSeparator()
        file_menu.addAction(self._quit)
        edit_menu = menus.addMenu("编辑(&E)")
        edit_menu.addActions([self._undo, self._redo])
        edit_menu.addSeparator()
        # Their keys belong to the page or the text that has the focus; here they are only named.
        self._copy = self._action("复制\tCtrl+C", "copy", self._do_copy)
        self._find = self._action("查找\tCtrl+F", "search", self._do_find)
        edit_menu.addActions([self._copy, self._find])
        edit_menu.addSeparator()
        edit_menu.addActions([self._history, self._records])
        edit_menu.aboutToShow.connect(self._show_edit_menu)
        view_menu = menus.addMenu("查看(&V)")
        for place, entry in enumerate(self._entries):
            action = self._action(entry.title, entry.icon, lambda _=False, place=place: self._nav.setCurrentRow(place))
            action.setShortcut(f"Ctrl+{place + 1}")
            view_menu.addAction(action)
        view_menu.addSeparator()
        view_menu.addAction(self._action("修改基准日", "", self._go_date, QKeySequence("Ctrl+D")))
        view_menu.addAction(self._action("基准日用今天", "today", self._go_today, QKeySequence("Ctrl+T")))
        view_menu.addSeparator()
        themes = view_menu.addMenu("外观")
        group = QActionGroup(self)
        for theme, label in THEMES.items():
            action = QAction(label, self, checkable=True, checked=theme == self.settings.theme())
            action.triggered.connect(lambda _=False, theme=theme: self._set_theme(theme))
            group.addAction(action)
            themes.addAction(action)
        self._view_menu, self._page_actions = view_menu, [view_menu.addSeparator()]
        menus.addMenu(MonthMenu(self.session, self.front, self))
        help_menu = menus.addMenu("帮助(&H)")
        help_menu.addActions([self._help, self._action("关于", "", self.dialogs.about)])

    def _action(
        self,
        text: str,
        icon_name: str,
        slot: Callable[..., object],
        key: QKeySequence | QKeySequence.StandardKey | None = None,
    ) -> QAction:
        action = QAction(text, self)
        if icon_name:
            set_icon(action, icon_name)
        if key is not None:
            action.setShortcut(key)
        action.triggered.connect(slot)
        return action

    def _build_toolbar(self) -> None:
        bar = QToolBar("工具栏")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.addActions([self._open, self._export])
        bar.addSeparator()
        bar.addActions([self._undo, self._redo, self._history])
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
        bar.addWidget(QLabel("基准日 "))
        self._date = DateBox()
        self._date.setAccessibleName("基准日")
        self._date.setToolTip("逾期、临期、甘特图和报表都按这一天计算")
        bar.addWidget(self._date)
        self._today = QToolButton()
        self._today.setText("今天")
        self._today.setCheckable(True)
        set_icon(self._today, "today")
        self._today.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.addWidget(self._today)
        self.addToolBar(bar)

    def _connect(self) -> None:
        session = self.session
        self._nav.currentRowChanged.connect(self._show_page)
        self._date.chosen.connect(self._take_date)
        self._date.refused.connect(self._refuse_date)
        self._today.clicked.connect(self._go_today)
        session.workspace_changed.connect(self._show_file)
        session.undo_changed.connect(self._show_undo)
        session.undo_changed.connect(self.statusBar().clearMessage)
        session.undo_changed.connect(self._forget_saved)
        session.settled.connect(self.statusBar().clearMessage)
        session.arranged_changed.connect(self._state_changed)
        session.reference_date_changed.connect(self._show_date)
        session.items_changed.connect(self._count_alerts)
        session.failed.connect(self.show_error)
        session.told.connect(self.tell)
        self.files.opened.connect(self._opened)
        self.files.open_failed.connect(self._open_failed)
        self.files.told.connect(self.tell)
        self.files.restored.connect(self._tell_restored)
        self._badge = QTimer(self, singleShot=True, interval=0)
        self._badge.timeout.connect(self._show_alert_count)
        self._calendar = QTimer(self, interval=_LOOK_AT_CALENDAR)
        self._calendar.timeout.connect(session.look_at_calendar)
        self._calendar.start()
        session.add_editing(self._finish_date)
        self._keeping = QTimer(self, singleShot=True, interval=_SETTLED)
        self._keeping.timeout.connect(self._keep_state)
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)

    # -- pages

    def page(self, title: str) -> Page:
        """A page by its title, made if it wasn't yet."""
        if title not in self._pages:
            entry = next(entry for entry in self._entries if entry.title == title)
            page = entry.make(self.session)
            page.restore_state(self.settings.page_state(title))
            self._pages[title] = page
            self._stack.addWidget(page)
            self._wire(page)
        return self._pages[title]

    def go_to(self, title: str) -> None:
        """Bring a page to the front."""
        for place, entry in enumerate(self._entries):
            if entry.title == title:
                self._nav.setCurrentRow(place)

    def front(self, title: str) -> Page:
        """Bring a page to the front and return it."""
        self.go_to(title)
        return self.page(title)

    def reveal(self, title: str, id: int) -> None:
        """Bring a page to the front with an item selected on it."""
        self.front(title).reveal(id)

    def _wire(self, page: Page) -> None:
        page.open_item.connect(lambda id: self.reveal("项目台账", id))
        page.show_in_gantt.connect(lambda id: self.reveal("甘特图", id))
        page.show_history.connect(self.dialogs.show_history)
        page.show_records.connect(self.dialogs.show_records)
        page.export_requested.connect(self.files.export)
        page.go_to.connect(self.go_to)
        page.pasted.connect(self._look_at_pasted)
        page.state_changed.connect(self._state_changed)
        page.file_saved.connect(self._tell_saved)
        page.moved_on.connect(self._forget_saved)

    def _tell_saved(self, text: str, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        self._forget_saved()
        self._saved_text = text
        self.messages.show_message("done", text, ("打开所在文件夹", lambda: QDesktopServices.openUrl(folder)))

    def _forget_saved(self) -> None:
        """What was said of a file that was saved goes once something else is done."""
        for message in self.messages.messages():
            if self._saved_text and message.text == self._saved_text:
                message.dismiss()
        self._saved_text = ""

    def _look_at_pasted(self, text: str) -> None:
        """Cells copied from a spreadsheet go through the preview of any import."""
        self.go_to("导入")
        page = self.page("导入")
        assert isinstance(page, ReceivesText)
        page.add_text(text)

    def _show_page(self, place: int) -> None:
        if self.session.workspace is None or place < 0:
            self._stack.setCurrentWidget(self._closed)
            return
        page = self.page(self._entries[place].title)
        if page is not self._stack.currentWidget() and not self.session.finish_editing():
            self._stay()
            return
        if page is not self._stack.currentWidget():
            self._forget_saved()
        self._stack.setCurrentWidget(page)
        self._offer_actions_of(page)
        page.enter()
        self._state_changed()

    def _offer_actions_of(self, page: Page) -> None:
        """Put what the page in front can do into the menu 查看, in place of the last one's."""
        first, *others = self._page_actions
        for action in others:
            self._view_menu.removeAction(action)
        self._view_menu.addActions(page.actions())
        self._page_actions = [first, *page.actions()]

    def _front(self) -> Page | None:
        page = self._stack.currentWidget()
        return page if isinstance(page, Page) else None

    def _page_stops(self, job: Job) -> bool:
        page = self._front()
        return page is not None and page.stops(job)

    def _show_edit_menu(self) -> None:
        page = self._front()
        self._copy.setEnabled(_selected_text(QApplication.focusWidget()) or (page is not None and page.can_copy()))
        self._find.setEnabled(page is not None and page.can_search())

    def _do_copy(self) -> None:
        """Copy what Ctrl+C would: marked text where the focus is, else what is selected on the page."""
        focus, page = QApplication.focusWidget(), self._front()
        if _selected_text(focus):
            focus.copy()  # type: ignore[union-attr]
        elif page is not None and page.can_copy():
            page.copy()

    def _do_find(self) -> None:
        if (page := self._front()) is not None:
            page.go_search()

    def _stay(self) -> None:
        """The page in front holds what can't be kept: the navigation goes back to it."""
        front = self._stack.currentWidget()
        titles = [entry.title for entry in self._entries]
        place = next((titles.index(title) for title, page in self._pages.items() if page is front), -1)
        with QSignalBlocker(self._nav):
            self._nav.setCurrentRow(place)

    # -- the file

    def _opened(self, path: Path) -> None:
        self.settings.add_recent_file(path)
        self.settings.sync()
        if self.session.workspace is not None and self.session.workspace.read_only:
            retry = ("重新打开", lambda: self.files.open(path))
            self.messages.show_message("warning", "台账以只读方式打开：可以查看、导出和打印，不能修改。", retry)
        from fenyang_desktop.services.places_check import file_warning  # reads the mount table: after the list is shown

        if warning := file_warning(path):
            self.messages.show_message("warning", warning)
        workspace = self.session.workspace
        if workspace is None:
            return
        if workspace.backup_fault:
            self.messages.show_message("warning", f"今天的自动备份没有成功：{workspace.backup_fault}")
        self.session.jobs.start("", lambda progress: workspace.make_ready(), lambda _: None, self.session.failed.emit)

    def _open_failed(self, path: Path, error: UserError) -> None:
        action: tuple[str, Callable[[], object]] | None = None
        if error.code == "portfolio_in_use":
            action = ("以只读方式打开", lambda: self.files.open(path, read_only=True))
        elif error.code == "portfolio_broken":
            action = ("从备份恢复…", lambda: self._choose_backup_of(path))
        self.messages.show_message("error", str(error), action)
        self._show_file()

    def _show_file(self) -> None:
        workspace = self.session.workspace
        is_open = workspace is not None
        for action in (self._save_as, self._export, self._fill_in, self._restore, self._history, self._records):
            action.setEnabled(is_open)
        self._today.setEnabled(is_open)
        if workspace is None:
            self.setWindowTitle("汾阳项目台账")
            self._date.show_day(None)
            self._stack.setCurrentWidget(self._closed)
            self._badge.start()
        else:
            only = " [只读]" if workspace.read_only else ""
            self.setWindowTitle(f"{workspace.path.stem}{only} — 汾阳项目台账")
            self._show_date()
            self._show_page(self._nav.currentRow())
        self._show_undo()

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for path in self.settings.recent_files():
            action = self._recent_menu.addAction(f"{path.stem}    {path.parent}")
            action.triggered.connect(lambda _=False, path=path: self.files.open(path))
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction("（还没有）").setEnabled(False)

    def _choose_backup(self) -> None:
        if self.session.workspace is not None:
            self._choose_backup_of(self.session.workspace.path)

    def _choose_backup_of(self, path: Path) -> None:
        from fenyang_desktop.gui.restore_dialog import RestoreDialog  # seldom used

        dialog = RestoreDialog(path, self)
        if dialog.exec() and dialog.chosen:
            self._restored_what = dialog.what
            self.files.restore(path, dialog.chosen)
        dialog.deleteLater()

    def _tell_restored(self, kept: Path | None) -> None:
        text = f"已恢复到 {self._restored_what}。"
        if kept is not None:
            text += f"恢复前的内容另存在“{kept}”，也列在“从备份恢复”里，可以再恢复回来。"
        self.messages.show_message("done", text)

    # -- reference date, undo, alerts

    def _show_date(self) -> None:
        day, workspace = self.session.reference_date, self.session.workspace
        self._date.show_day(day if workspace is not None else None)
        self._date.setEnabled(self.session.past is None)
        self._today.setEnabled(workspace is not None and self.session.past is None)
        is_today = workspace is not None and day == workspace.today()
        follows = self.session.follows_calendar()
        self._today.setChecked(follows)
        tip = "基准日随日期走" if follows else "基准日固定在今天" if is_today else ""
        self._today.setToolTip(tip if follows else f"{tip}。点这里随日期走" if tip else "把基准日改为今天，并随日期走")
        self._badge.start()

    def _take_date(self, day: date) -> None:
        if self.session.workspace is not None and day != self.session.reference_date:
            self._set_date(day)

    def _refuse_date(self, typed: str) -> None:
        self.messages.show_message("warning", f"没有“{typed}”这一天，基准日没有改。请按 2023-10-20 这样填写。")

    def _finish_date(self, leaving: bool) -> bool:
        taken = self._date.take_typed()
        if not taken:
            self._go_date()
        return taken

    def _go_date(self) -> None:
        self._date.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_today(self) -> None:
        if self.session.workspace is not None:
            self._set_date(None)

    def _set_date(self, day: date | None) -> None:
        """Set 基准日 and say so: all lights depend on it."""
        workspace = self.session.workspace
        assert workspace is not None
        self.session.set_reference_date(day)
        self._show_date()
        if self.session.reference_date == (day or workspace.today()):
            only = "（只读，关闭后不保留）" if workspace.read_only else ""
            along = "，并随日期走" if day is None and not only else ""
            self.tell(f"基准日已改为 {self.session.reference_date}{along}{only}")

    def _show_undo(self) -> None:
        workspace = self.session.workspace
        for action, word, stack in (
            (self._undo, "撤销", workspace.undo_stack() if workspace else ()),
            (self._redo, "重做", workspace.redo_stack() if workspace else ()),
        ):
            action.setEnabled(bool(stack) and self.session.can_edit)
            action.setText(word)
            action.setToolTip(f"{word}：{stack[-1].source.title}" if stack else f"没有可以{word}的操作")
            action.setStatusTip(action.toolTip())

    def _do_undo(self) -> None:
        self.session.undo()

    def _do_redo(self) -> None:
        self.session.redo()

    def _count_alerts(self, ids: frozenset[int]) -> None:
        self._badge.start()

    def _show_alert_count(self) -> None:
        listing = self.session.listing
        count = sum(listing.judgement(item.id).light is Light.RED for item in listing.items)
        for place, entry in enumerate(self._entries):
            if entry.title == "预警":
                self._nav.item(place).setText(f"预警  {count}" if count else "预警")
                self._nav.item(place).setToolTip(f"{count} 项逾期" if count else "没有逾期的事项")

    # -- messages and jobs

    def show_error(self, sentence: str) -> None:
        self.messages.show_message("error", sentence)

    def tell(self, text: str) -> None:
        self.statusBar().showMessage(text, _READING_TIME)

    # -- looks

    def _set_theme(self, theme: str) -> None:
        self.settings.set_theme(theme)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.settings.sync()
        apply_theme(app, theme)
        self._refresh_icons()

    def _follow_desktop(self) -> None:
        """The desktop went from light to dark or back."""
        if self.settings.theme() not in ("light", "dark"):
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            apply_theme(app, "system")
        self._refresh_icons()

    def _refresh_icons(self) -> None:
        for place, entry in enumerate(self._entries):
            self._nav.item(place).setIcon(icon(entry.icon))
        refresh_icons(self)

    # -- what is kept for the next start

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.session.look_at_calendar()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for wait in _FRAMED:
            QTimer.singleShot(wait, self, lambda: mend(self))

    def _state_changed(self) -> None:
        self._keeping.start()

    def _keep_state(self) -> None:
        """Write what the next start should find, now: a power cut asks nobody."""
        self._keeping.stop()
        self.settings.set_maximized(self.isMaximized())
        if not self.isMaximized() and not self.isFullScreen():
            self.settings.set_place(place_of(self))
        if self._nav.currentRow() >= 0:
            self.settings.set_page(self._entries[self._nav.currentRow()].title)
        for title, page in self._pages.items():
            self.settings.set_page_state(title, page.save_state())
        self.settings.sync()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.session.finish_editing(leaving=True):
            event.ignore()
            return
        self.session.jobs.stop()
        self._keep_state()
        for page in self._pages.values():
            page.shut()
        self.session.show_workspace(None)
        self._keeping.stop()
        event.accept()


def _selected_text(widget: QWidget | None) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.hasSelectedText()
    return isinstance(widget, QPlainTextEdit) and widget.textCursor().hasSelection()
