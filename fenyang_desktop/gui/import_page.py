"""导入: files come in, show what they would change, and are taken over as one action each."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.gui.import_asking import agrees_to
from fenyang_desktop.gui.import_copy import CopySaver
from fenyang_desktop.gui.import_endings import Fault, Outcome
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_front import READ_ONLY, Front
from fenyang_desktop.gui.import_intake import Intake
from fenyang_desktop.gui.import_keeper import Keeper
from fenyang_desktop.gui.import_overview import Overview
from fenyang_desktop.gui.import_parts import Busy, DropVeil, DropZone, Leftover
from fenyang_desktop.gui.import_preview import PreviewPanel
from fenyang_desktop.gui.import_queue import ImportQueue
from fenyang_desktop.gui.import_state import IN_VIEW, State
from fenyang_desktop.gui.import_words import heading, summary
from fenyang_desktop.gui.jobs import Job
from fenyang_desktop.gui.layouts_dialog import LayoutsDialog
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import PageTitle
from fenyang_desktop.services.layouts import of_user
from fenyang_desktop.services.preview import Preview
from fenyang_desktop.services.taking import Value


class ImportPage(Page):
    """One file goes straight to its preview, several to the overview. Nothing is changed before the user accepts."""

    title = "导入"
    icon = "import"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.current: Entry | None = None  # the file in view; None: all of them, or the start
        # What is to be accepted once it is understood as was just decided: the file, how it compared, what was ticked.
        self._awaited: tuple[Entry, Preview | None, frozenset[Value]] | None = None
        self._outcome_of: Entry | None = None  # taken over just now, the rest of it not looked at yet
        self._layouts = of_user()
        self._intake = Intake(session, self)
        self.queue = ImportQueue(session, self._layouts, self)
        self.keeper = Keeper(session, self)
        self._copies = CopySaver(session, self.queue.reader, self)
        self.setAcceptDrops(True)
        self.heading = PageTitle()
        self.back = QPushButton("‹ 全部文件")
        self.choose = QPushButton("添加文件(&B)…")
        self.choose_more = QPushButton("添加文件夹…")
        self.drop_zone = DropZone(
            self._intake.choose_files,
            self._intake.choose_folder,
            self.export_requested.emit,
            self.show_layouts,
            self.show_records.emit,
        )
        self.leftover = Leftover(self._resume_leftover, self.keeper.dismiss)
        self.overview = Overview(self.queue)
        self.busy = Busy(self._escape)
        self.preview = PreviewPanel()
        self.fault = Fault(self._read_again, self._go_on)
        self.outcome = Outcome(
            self._read_again, self._go_on, self._look_at_rest, self._drop, self._show_ledger, self._undo
        )
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        self.back.setToolTip("回到全部文件的一览（Esc）")
        self.stack = Front(
            self.session, self.drop_zone, self.overview, self.busy, self.preview, self.fault, self.outcome
        )
        top, column = QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.back)
        top.addWidget(self.heading, 1)
        top.addWidget(self.choose)
        top.addWidget(self.choose_more)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.leftover)
        column.addWidget(self.stack, 1)
        self._veil = DropVeil(self)

    def _connect(self) -> None:
        self.back.clicked.connect(self.show_all)
        self.choose.clicked.connect(self._intake.choose_files)
        self.choose_more.clicked.connect(self._intake.choose_folder)
        self._intake.came.connect(self._take_files)
        self._intake.pasted.connect(lambda pasted: self.open(self.queue.add_pasted(pasted)))
        self.overview.opened.connect(self.open)
        self.overview.take_all_requested.connect(self.take_all)
        self.preview.accepted.connect(self._accept)
        self.preview.dropped.connect(self._drop)
        self.preview.copy_wanted.connect(self._copies.save)
        self._copies.saved.connect(self.file_saved)
        self.preview.reread.connect(self._read_again)
        self.preview.decided.connect(self._decide)
        self.preview.sender_said.connect(self._say_sender)
        self.queue.changed.connect(self._show)
        self.keeper.changed.connect(self._note_files)
        self.queue.taken.connect(self._note_taken)
        self.queue.ended.connect(self._show_ended)
        self.queue.progressed.connect(self.busy.show_progress)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._escape)

    @property
    def entries(self) -> list[Entry]:
        return self.queue.entries

    @property
    def _is_alone(self) -> bool:
        return len(self.entries) == 1

    def enter(self) -> None:
        self.stack.part().setFocus()

    def shut(self) -> None:
        self.keeper.shut()
        self.queue.shut()

    def stops(self, job: Job) -> bool:
        is_stop = self.busy.cancel.isVisible() and self._is_alone
        return self.queue.does(job) and (is_stop or self.overview.progress.cancel.isVisible())

    def save_state(self) -> dict[str, object]:
        return {"folder": self._intake.folder}

    def restore_state(self, state: dict[str, object]) -> None:
        folder = state.get("folder")
        self._intake.folder = folder if isinstance(folder, str) else ""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.queue.wake(awake=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.queue.wake(awake=False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._show()  # light and dark have colours of their own

    # -- files come in

    def add_files(self, paths: Iterable[Path]) -> None:
        """Bring in files, and of folders the spreadsheets in them."""
        self._intake.add(paths)

    def add_text(self, text: str) -> None:
        """Look at cells copied from a spreadsheet as at a file."""
        self._intake.add_text(text)

    def _take_files(self, paths: list[Path]) -> None:
        if self.session.workspace is None:
            return
        added = self.queue.add(paths, self.keeper.recall(paths))
        self.moved_on.emit()
        if len(self.entries) == 1:
            self.open(self.entries[0])
        elif added and (self.current is None or self.current.state not in IN_VIEW):
            self.show_all()
        elif added:
            self.session.told.emit(f"已加入 {len(added)} 个文件，按 Esc 查看全部。")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._intake.can_take(event.mimeData()):
            event.acceptProposedAction()
            if self.drop_zone.isVisible():
                self.drop_zone.set_active(True)
            else:
                self._veil.cover(self.stack.geometry())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drag()

    def _end_drag(self) -> None:
        self.drop_zone.set_active(False)
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._end_drag()
        event.acceptProposedAction()
        self._intake.drop(event.mimeData())

    def _resume_leftover(self) -> None:
        """Go on with the files that the last session left."""
        self._take_files([one.path for one in self.keeper.offered])

    def _note_files(self) -> None:
        """Keep what isn't done for the next session, and offer what the last one left."""
        self.keeper.note(self.entries)
        self.leftover.offer([one.path.name for one in self.keeper.offered] if self.current is None else [])

    # -- all files

    def show_all(self) -> None:
        """Show all files, the one that was in view selected."""
        self.moved_on.emit()
        entry, self.current, self.queue.held, self._outcome_of = self.current, None, None, None
        self._show()
        if entry is not None:
            self.overview.reveal(entry)
        self.queue.wake(awake=self.isVisible())
        self._focus()

    def take_all(self) -> None:
        """Take over what is sure, or ticked, of all files, after the user has seen how much that is."""
        offer = self.queue.offer()
        if offer and agrees_to(offer, self.entries, self.window()):
            self.queue.take_all(offer)

    # -- one file

    def open(self, entry: Entry) -> None:
        """Bring a file into view, and have it ready to be looked at."""
        if entry is not self.current:
            self.moved_on.emit()
        self.current, self.queue.held, self._outcome_of = entry, entry, None
        if entry.state in (State.WAITING, State.READING):
            self.stack.begin_busy(entry, is_alone=self._is_alone)
        self.queue.want(entry)
        self._show()
        self._show_sender(entry)
        self._focus()

    def _read_again(self) -> None:
        if self.current is not None:
            insists = self.current.state in (State.TWIN, State.KNOWN, State.UNDONE)
            self.queue.read_again(self.current, insists=insists or self.current.stale)

    def _decide(self, choices: Choices) -> None:
        if self.current is not None:
            self.queue.decide(self.current, choices)

    def _say_sender(self, sender: str) -> None:
        if self.current is not None:
            self.queue.say_sender(self.current, sender)

    def _show_sender(self, entry: Entry) -> None:
        """Show the sender that holds: one typed and not told, or told and then cancelled, doesn't."""
        if entry.state is State.READY and entry.preview is not None:
            self.preview.sender_box.show_again(entry.preview.sender)

    def _accept(self) -> None:
        entry = self.current
        if entry is None:
            return
        if entry.state is State.DECIDING:
            self._awaited = entry, entry.compared, entry.chosen
            self.session.told.emit("正在按刚才的改动重新比对，完成后就导入。")
        else:
            self.queue.accept(entry)
            self._show()

    def _accept_awaited(self, entry: Entry) -> None:
        """Accept what was to be accepted, if what was decided before is understood and makes no difference to it."""
        if self._awaited is None or self._awaited[0] is not entry or entry.state is State.DECIDING:
            return
        (_, before, chosen), self._awaited = self._awaited, None
        if entry is not self.current or entry.state is not State.READY or entry.compared is before:
            return
        if entry.chosen == chosen and not entry.stale:
            self.queue.accept(entry)
        else:
            entry.text = "重新比对后勾选的内容变了，没有导入，请看过再接受。"
            self._show()

    def _note_taken(self, entry: Entry) -> None:
        """Say first what was taken over of a file in view, before the rest of it is looked at."""
        self._outcome_of = entry

    def _look_at_rest(self) -> None:
        if self.current is not None:
            self.open(self.current)

    def _drop(self) -> None:
        """Leave a file: nothing of it is taken over, or nothing more."""
        entry = self.current
        if entry is None or entry.state not in IN_VIEW:
            return
        stays = entry.stands
        if stays or len(self.entries) > 1:
            self.queue.drop([entry])
        else:
            self.queue.remove([entry])
        if stays:
            self._show()
            self._focus()
        else:
            self.show_all()

    def _escape(self) -> None:
        """A step back: from a file to all of them; there, or where there is but one, stop what is done."""
        if self.current is not None and len(self.entries) > 1:
            self.show_all()
        else:
            self.queue.cancel()

    def show_layouts(self) -> None:
        """Open the list of remembered layouts."""
        dialog = LayoutsDialog(self._layouts, self)
        dialog.exec()
        dialog.deleteLater()

    # -- afterwards

    def _undo(self) -> None:
        self.session.undo()
        if self.current is not None:
            self.queue.want(self.current)

    def _next_open(self) -> Entry | None:
        """The next file that waits for a person, in the order of the overview; one that only has a rest comes last."""
        entries = self.overview.model.entries
        place = self.overview.model.row_of(self.current) + 1
        around = [one for one in (*entries[place:], *entries[:place]) if one is not self.current]
        waiting = [one for one in around if one.state is State.WAITING or (one.state in IN_VIEW and not one.is_idle)]
        return min(waiting, key=lambda entry: entry.is_left, default=None)

    def _go_on(self) -> None:
        """The next file that waits, else all files, else the choice of more."""
        following = self._next_open()
        if following is not None:
            self.open(following)
        elif len(self.entries) > 1:
            self.show_all()
        else:
            self._intake.choose_files()

    def _show_ledger(self) -> None:
        self.go_to.emit("项目台账")

    # -- what is shown

    def _focus(self) -> None:
        if self.isVisible():
            self.stack.part().setFocus()

    def _show_ended(self, entry: Entry) -> None:
        """A file is further than it was; the focus moves only where something else came into view."""
        if entry is self.current:
            front = self.stack.part()
            self._show()
            self._show_sender(entry)
            if self.stack.part() is not front:
                self._focus()
        self._accept_awaited(entry)

    def _show(self) -> None:
        if self.current not in self.entries:
            self.current = self.queue.held = None
        entry = self.current
        self.heading.setWordWrap(entry is None)
        self.back.setVisible(entry is not None and len(self.entries) > 1)
        self.choose.setVisible(bool(self.entries))
        self.choose_more.setVisible(bool(self.entries) and entry is None)
        self.overview.set_obstacle("" if self.session.can_edit else READ_ONLY)
        self.overview.show_files()
        self._note_files()
        if entry is None:
            self.heading.setText(summary(self.entries) if self.entries else "导入表格")
            self.stack.show_many(self.entries)
            return
        self.heading.setText(heading(entry))
        match entry.state:
            case State.READY if entry is self._outcome_of and entry.is_left and not entry.text:
                self.stack.show_outcome(entry, self._next_open(), is_alone=self._is_alone)
            case State.READY | State.DECIDING:
                self.stack.show_preview(entry)
            case State.DONE | State.UNDONE:
                self.stack.show_outcome(entry, self._next_open(), is_alone=self._is_alone)
            case State.FAULTY | State.DROPPED | State.TWIN | State.KNOWN:
                self.stack.show_fault(entry, self._next_open())
            case State.WAITING if self.queue.paused and entry.text:
                self.stack.show_fault(entry, self._next_open())
            case _:
                self.stack.show_busy(entry, is_alone=self._is_alone)
