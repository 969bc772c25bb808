"""What the pages share: the open workspace, the items as they stand, the view, and the rows that it shows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.history import StoredSet
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.services.as_of import State
from fenyang_desktop.services.listing import Arranged, Listing, View
from fenyang_desktop.services.workspace import Applied, Workspace

_MANY = 1000  # values; to undo more takes longer than a moment


class Session(QObject):
    """The one object that pages talk to. Every action goes through `act`; every page repaints on its signals."""

    workspace_changed = Signal()  # another file is open (or none)
    items_changed = Signal(object)  # frozenset of ids touched, after `listing` took them in
    arranged_changed = Signal()  # the rows shown are others (view, items or reference date changed)
    reference_date_changed = Signal()
    past_changed = Signal()  # another state is shown, or that of now again
    undo_changed = Signal()
    failed = Signal(str)  # a Chinese sentence for the user
    told = Signal(str)  # a quiet message for the status bar
    settled = Signal()  # what was told last is mended or given up: nobody needs to read it any more

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self.workspace: Workspace | None = None
        self.reference_date = date.min
        self.listing = Listing([], date.min)
        self.past: State | None = None  # how the file stood, where that is shown instead of how it stands
        self._present = date.min  # the reference date to go back to
        self.view = View()
        self.collapsed: frozenset[int] = frozenset()
        self.arranged: Arranged = self.listing.arrange(self.view)
        self._stepping = False  # a large action is being undone or redone
        self._follows_here: bool | None = None  # in a file opened read-only: what was chosen for this session
        self._looked_on = date.min
        self._finishers: list[Callable[[bool], bool]] = []

    def add_editing(self, finish: Callable[[bool], bool]) -> None:
        """Register a place where values are typed; `finish` does there what `finish_editing` promises."""
        self._finishers.append(finish)

    def finish_editing(self, *, leaving: bool = False) -> bool:
        """Keep what is being typed anywhere, before something else is done that reads, replaces or closes the file.

        False if something typed can't be kept: the user was told and brought there, and must mend it or give it up
        first. `leaving` says that the file is about to be closed, with all that was typed and not applied yet.
        """
        return self.workspace is None or all(finish(leaving) for finish in self._finishers)

    def show_workspace(self, workspace: Workspace | None, listing: Listing | None = None) -> None:
        """Take an opened workspace (or none) and its items, if they were read already; the one before is closed."""
        if self.workspace is not None:
            self.workspace.close()
        self.workspace, self.past = workspace, None
        self.collapsed = frozenset()
        if workspace is None:
            self.listing = Listing([], date.min)
        else:
            self._follows_here, self._looked_on = None, workspace.today()
            self.reference_date = workspace.reference_date()
            self.listing = listing or Listing(workspace.items(), self.reference_date)
        self._arrange()
        self.workspace_changed.emit()
        self.past_changed.emit()
        self.undo_changed.emit()

    def show_past(self, state: State | None) -> bool:
        """Show on every page how the file stood, to look at only; None shows how it stands.

        False if what is being typed can't be kept.
        """
        if self.workspace is None or not self.finish_editing():
            return False
        if self.past is None:
            self._present = self.reference_date
        if state is not self.past:
            self._show_state(state)
        return True

    def _show_state(self, state: State | None) -> None:
        assert self.workspace is not None
        self.past = state
        self.reference_date = state.on if state else self._present
        if state:
            self.listing = Listing(state.items, state.on, state.due_days)
        else:
            self.listing = Listing(self.workspace.items(), self._present)
        self._arrange()
        self.reference_date_changed.emit()
        self.past_changed.emit()
        self.undo_changed.emit()

    @property
    def can_edit(self) -> bool:
        return self.workspace is not None and not self.workspace.read_only and self.past is None

    def set_view(self, view: View) -> None:
        """Show another view of the same items."""
        if view != self.view:
            if view.group_by != self.view.group_by:
                self.collapsed = frozenset()
            self.view = view
            self._arrange()

    def change_view(self, **changes: object) -> None:
        """Change parts of the view: `change_view(search="wsclc")`."""
        self.set_view(replace(self.view, **changes))  # type: ignore[arg-type]

    def set_collapsed(self, ids: frozenset[int]) -> None:
        """Fold away the members of these rows."""
        self.collapsed = ids
        self._arrange()

    def act(self, action: Callable[[Workspace], Applied | None]) -> Applied | None:
        """Do one user action; a fault that the user can mend is told by `failed`, and nothing has changed then."""
        if self.workspace is None:
            return None
        try:
            applied = action(self.workspace)
        except UserError as error:
            self.failed.emit(str(error))
            return None
        if applied is not None:
            self.take_in(applied)
        return applied

    def take_in(self, applied: Applied, fetched: Sequence[Item] | None = None) -> None:
        """Fetch what an action touched, unless a job did, and let the pages know."""
        assert self.workspace is not None
        if self.past is not None:
            self._show_state(None)  # what was done is done to the present
        if applied.portfolio_changed:
            self._take_reference_date()
        if applied.ids:
            fetched = self.workspace.items(applied.ids) if fetched is None else fetched
            self.listing.update(fetched, applied.ids - {item.id for item in fetched})
            self._arrange()
            self.items_changed.emit(applied.ids)
        self.undo_changed.emit()

    def undo(self) -> None:
        """Take back the latest action, and tell which; a large one as a job."""
        if self._may_step():
            assert self.workspace is not None
            self._step("撤销", Workspace.undo, self.workspace.undo_stack())

    def redo(self) -> None:
        """Do again what was undone last, and tell what; a large one as a job."""
        if self._may_step():
            assert self.workspace is not None
            self._step("重做", Workspace.redo, self.workspace.redo_stack())

    def _may_step(self) -> bool:
        return self.workspace is not None and not self._stepping and self.finish_editing()

    def _step(self, word: str, step: Callable[[Workspace], Applied], stack: Sequence[StoredSet]) -> None:
        workspace = self.workspace
        assert workspace is not None
        if not stack or workspace.size(stack[-1].id) <= _MANY:
            if applied := self.act(step):
                self.told.emit(f"已{word}：{applied.title}")
            return

        def work(_: Progress) -> tuple[Applied, list[Item]]:
            applied = step(workspace)
            return applied, workspace.items(applied.ids)

        def done(result: tuple[Applied, list[Item]]) -> None:
            self._stepping = False
            applied, fetched = result
            if workspace is self.workspace:
                self.take_in(applied, fetched)
                self.told.emit(f"已{word}：{applied.title}")

        def failed(sentence: str) -> None:
            self._stepping = False
            self.failed.emit(sentence)

        self._stepping = True
        job = self.jobs.start(f"{word}“{stack[-1].source.title}”", work, done, failed)
        job.cancelled.connect(lambda: failed(f"没有{word}。"))

    def set_reference_date(self, day: date | None) -> None:
        """Set 基准日 (None: follow the calendar). A file opened read-only keeps it for this session only."""
        assert self.workspace is not None
        if self.past is not None or not self.finish_editing():
            self.reference_date_changed.emit()  # whoever shows another day already takes it back
        elif self.workspace.read_only:
            self._follows_here = day is None
            self._show_reference_date(day or self.workspace.today())
        else:
            self.act(lambda workspace: workspace.set_reference_date(day))

    def follows_calendar(self) -> bool:
        """Whether 基准日 goes on with the calendar, or stays where it was set."""
        if self.workspace is None:
            return False
        return self.workspace.follows_calendar() if self._follows_here is None else self._follows_here

    def look_at_calendar(self) -> None:
        """Go on to today if another day has begun and 基准日 follows the calendar."""
        if self.workspace is None or self.past is not None or self.workspace.today() == self._looked_on:
            return
        self._looked_on = self.workspace.today()
        if self.follows_calendar():
            self._show_reference_date(self._looked_on)

    def _take_reference_date(self) -> None:
        assert self.workspace is not None
        self._show_reference_date(self.workspace.reference_date())

    def _show_reference_date(self, day: date) -> None:
        if day != self.reference_date:
            self.reference_date = day
            self.listing = self.listing.at(day)
            self._arrange()
        self.reference_date_changed.emit()

    def _arrange(self) -> None:
        self.arranged = self.listing.arrange(self.view, self.collapsed)
        self.arranged_changed.emit()
