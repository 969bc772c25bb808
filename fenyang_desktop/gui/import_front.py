"""The parts of the import page of which one is in view: each shows what there is to say of the files, or of one."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.import_endings import Fault, Outcome
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_overview import Overview
from fenyang_desktop.gui.import_parts import Busy, DropZone
from fenyang_desktop.gui.import_preview import PreviewPanel
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.senders import known_units, senders_of

READ_ONLY = "台账以只读方式打开，不能导入。"
_STALE = "台账在预览后有修改，请重新预览。"
_BACK, _CANCEL = "返回全部文件(Esc)", "取消(Esc)"


class Front(QStackedWidget):
    """Brings one of the parts into view and fills it."""

    def __init__(
        self,
        session: Session,
        drop_zone: DropZone,
        overview: Overview,
        busy: Busy,
        preview: PreviewPanel,
        fault: Fault,
        outcome: Outcome,
    ) -> None:
        super().__init__()
        self._session = session
        self._drop_zone, self._overview, self._busy = drop_zone, overview, busy
        self._preview, self._fault, self._outcome = preview, fault, outcome
        for widget in (drop_zone, overview, busy, preview, fault, outcome):
            self.addWidget(widget)

    def part(self) -> QWidget:
        """The part in view; it hands the focus to where work begins."""
        part = self.currentWidget()
        assert part is not None
        return part

    def show_many(self, entries: Sequence[Entry]) -> None:
        """Show the overview, or where there is no file what may be brought in."""
        if entries:
            self.setCurrentWidget(self._overview)
            return
        year = self._session.reference_date.year
        only = "" if self._session.can_edit else "\n台账以只读方式打开：可以预览，不能导入。"
        self._drop_zone.what.setText(
            "可以是 .xlsx、.xlsm、.xls、.et、.ods、.csv 或 .txt，一次可选多个，或整个文件夹。"
            "表中要有一行表头，其中有“名称”或“项目名称”列。\n"
            f"没写年份的时限按基准日所在的 {year} 年理解。先预览、后导入，导入后可以撤销。{only}"
        )
        self.setCurrentWidget(self._drop_zone)

    def show_busy(self, entry: Entry, *, is_alone: bool) -> None:
        """Show that something is done with a file, or that it waits for that."""
        if self.currentWidget() is not self._busy or entry.state is State.APPLYING:
            self.begin_busy(entry, is_alone=is_alone)
        self.setCurrentWidget(self._busy)

    def begin_busy(self, entry: Entry, *, is_alone: bool) -> None:
        """Say anew what is done with a file, and how to leave it."""
        will_read = entry.state in (State.WAITING, State.READING)
        what = State.READING.value if will_read else entry.state.value
        way_out = _BACK if not is_alone else _CANCEL if will_read else ""
        self._busy.begin(f"{what}“{entry.path.name}”…", way_out=way_out)

    def show_preview(self, entry: Entry) -> None:
        """Show what a file would change."""
        model, preview = entry.open(self._name_of), self._preview
        if preview.model is not model:
            preview.show_model(model, self._units(), self._latest_month())
        preview.show_choices(entry.last_decision.choices)
        stale = _STALE if entry.stale else ""
        before = f"这个文件 {entry.before}，下面是当时没有导入的，都没有勾选。" if entry.before else ""
        light = Light.RED if entry.text else Light.YELLOW if stale else Light.DONE
        preview.hint.tell(entry.text or stale or before, light)
        preview.hint.button.setVisible(bool(entry.text or stale))
        preview.set_obstacle(stale if self._session.can_edit else READ_ONLY)
        preview.set_left(is_left=entry.is_left)
        self.setCurrentWidget(preview)

    def _units(self) -> frozenset[str]:
        """Who may have sent a file: whoever ever sent one, or is responsible for anything."""
        workspace = self._session.workspace
        sent = senders_of(workspace.receipts()) if workspace is not None else ()
        return known_units(self._session.listing.tree.items.values(), sent)

    def _latest_month(self) -> str:
        """The month of the reference date, or the one that the office works on if that is later."""
        workspace = self._session.workspace
        return max(f"{workspace.reference_date():%Y-%m}", workspace.report_month()) if workspace is not None else ""

    def _name_of(self, item_id: int) -> str:
        item = self._session.listing.tree.items.get(item_id)
        return item.name if item else f"编号 {item_id}"

    def show_fault(self, entry: Entry, following: Entry | None) -> None:
        """Say why a file can't, or needn't, be previewed."""
        self._fault.show_entry(entry, following)
        self.setCurrentWidget(self._fault)

    def show_outcome(self, entry: Entry, following: Entry | None, *, is_alone: bool) -> None:
        """Say what became of a file."""
        self._outcome.show_entry(entry, self._session.workspace, following, is_alone=is_alone)
        self.setCurrentWidget(self._outcome)
