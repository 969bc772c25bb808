"""修改记录: who set which value, when, and from which file, sheet and cell."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.changes import Change
from fenyang_desktop.domain.history import StoredChange, StoredSet
from fenyang_desktop.gui.history_model import WIDTHS, ChangesModel, set_title, time_text
from fenyang_desktop.gui.item_names import ItemNames
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import SEARCH_DELAY, copy_rows, flat_table, set_widths, title_label
from fenyang_desktop.services.naming import is_bookkeeping
from fenyang_desktop.services.workspace import Workspace

BATCH = 1000
_ALL_FIELDS = "全部字段"


class HistoryDialog(QDialog):
    """The history of one item, or of the whole portfolio (`item_id` None). It follows what happens meanwhile."""

    def __init__(self, session: Session, item_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改记录")
        self.session = session
        self._item_id = item_id
        self._limit = BATCH
        self._name_of = ItemNames(session)
        self._read: tuple[tuple[Workspace, int], tuple[Change, ...]] | None = None  # the action read last
        self._sets: list[StoredSet] = []
        self.model = ChangesModel(self._name_of, self)
        self.heading = title_label()
        self.sets = QComboBox()
        self.field = QComboBox()
        self.filter = QLineEdit(placeholderText="筛选：项目、字段、值、文件、姓名", clearButtonEnabled=True)
        self.only = QPushButton("只看所选项目(&O)")
        self.everything = QPushButton("看全部项目(&A)")
        self.table = flat_table("修改过的值")
        self.count = QLabel()
        self.more = QPushButton("更多(&M)")
        self.copy = QPushButton("复制(&C)")
        self.undo = QPushButton()
        self._lay_out()
        self._connect()
        self.reload()

    def _lay_out(self) -> None:
        self.filter.setAccessibleName("筛选修改记录")
        self.sets.setAccessibleName("只看哪次操作")
        self.field.setAccessibleName("只看哪个字段")
        self.copy.setToolTip("复制所选各行（未选则全部），可粘贴到 Excel（Ctrl+C）")
        self.more.setToolTip(f"再读入更早的 {BATCH:,} 条")
        self.sets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sets.setMinimumContentsLength(44)
        self.table.setModel(self.model)
        set_widths(self.table, WIDTHS)
        tools, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for widget in (self.sets, self.field, self.filter, self.only, self.everything):
            tools.addWidget(widget, 1 if widget is self.filter else 0)
        close = QPushButton("关闭")
        close.clicked.connect(self.close)
        foot.addWidget(self.count)
        foot.addWidget(self.more)
        foot.addStretch(1)
        for button in (self.copy, self.undo, close):
            foot.addWidget(button)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        column.addWidget(self.heading)
        column.addLayout(tools)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        resize_within(self, 1240, 600)

    def _connect(self) -> None:
        self.sets.currentIndexChanged.connect(self._show_changes)
        self.table.selectionModel().currentRowChanged.connect(self._show_buttons)
        self._typing = QTimer(self, singleShot=True, interval=SEARCH_DELAY)
        self._typing.timeout.connect(self._filter)
        self.filter.textChanged.connect(lambda: self._typing.start())
        self.filter.returnPressed.connect(self._filter)
        self.field.currentIndexChanged.connect(self._filter)
        self.only.clicked.connect(self._only_current)
        self.everything.clicked.connect(lambda: self._restrict_to(None))
        self.more.clicked.connect(self._load_more)
        self.copy.clicked.connect(self._copy)
        self.undo.clicked.connect(self._undo)
        self.session.undo_changed.connect(self.reload)
        self.session.workspace_changed.connect(self._forget)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self.filter.setFocus)

    # -- what the user does

    def _only_current(self) -> None:
        self._restrict_to(self.model.item_at(self.table.currentIndex().row()))

    def _restrict_to(self, item_id: int | None) -> None:
        self._item_id, self._limit = item_id, BATCH
        self.reload()

    def _load_more(self) -> None:
        self._limit += BATCH
        self._show_changes()

    def _copy(self) -> None:
        self.session.told.emit(f"已复制 {copy_rows(self.table)} 行，可粘贴到 Excel。")

    def _undo(self) -> None:
        self.session.undo()

    # -- what is shown

    def _forget(self) -> None:
        """Another file is open: nothing of the last one holds."""
        self._item_id, self._limit = None, BATCH
        if self.session.workspace is None:
            self.close()

    def reload(self) -> None:
        """Read the history again; the chosen action stays chosen."""
        workspace = self.session.workspace
        if workspace is None:
            return
        self._name_of.forget()
        sets = workspace.sets()
        if self._item_id is not None:
            touching = {one.set.id for one in workspace.trail(self._item_id)}
            sets = [one for one in sets if one.id in touching]
        self._show_sets(sets[::-1])
        self._show_changes()
        whose = f"“{self._name_of(self._item_id)}”" if self._item_id is not None else f"“{workspace.path.stem}”全部项目"
        self.heading.setText(f"{whose}的修改记录")
        stack = workspace.undo_stack()
        self.undo.setText(f"撤销最近一步：{_elided(stack[-1].source.title)}" if stack else "撤销最近一步")
        self.undo.setEnabled(bool(stack) and self.session.can_edit)

    def _show_sets(self, sets: list[StoredSet]) -> None:
        chosen = self.sets.currentData()
        self._sets = sets
        self.sets.blockSignals(True)
        self.sets.clear()
        self.sets.addItem(f"全部操作（{len(sets):,} 次）")
        for one in sets:
            self.sets.addItem(f"{time_text(one)}  {set_title(one)}", one.id)
        self.sets.setCurrentIndex(max(self.sets.findData(chosen), 0))
        self.sets.blockSignals(False)

    def _chosen_set(self) -> StoredSet | None:
        place = self.sets.currentIndex()
        return self._sets[place - 1] if place > 0 else None

    def _show_changes(self, *_: object) -> None:
        if self.session.workspace is not None:
            self.model.show(self._changes(self.session.workspace))
            self._show_fields()
            self._show_count()

    def _changes(self, workspace: Workspace) -> list[StoredChange]:
        """The values set by the chosen action; without one, the latest."""
        chosen = self._chosen_set()
        if chosen is None:
            trail = workspace.trail(self._item_id, limit=self._limit)
            return sorted(reversed(trail), key=lambda one: -one.set.id)  # each action's values in their own order
        if self._read is None or self._read[0] != (workspace, chosen.id):  # what was done doesn't change any more
            self._read = (workspace, chosen.id), workspace.changes(chosen.id)
        told = [change for change in self._read[1] if not is_bookkeeping(change)]
        self._name_of.look_up(told)
        if self._item_id is not None:
            told = [change for change in told if self._name_of.subject(change).item == self._item_id]
        return [StoredChange(chosen, change) for change in told]

    def _show_fields(self) -> None:
        chosen = self.field.currentText()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.addItems([_ALL_FIELDS, *self.model.labels()])
        self.field.setCurrentIndex(max(self.field.findText(chosen), 0))
        self.field.blockSignals(False)
        self._filter()

    def _filter(self, *_: object) -> None:
        field = self.field.currentText() if self.field.currentIndex() > 0 else ""
        self.model.set_filter(self.filter.text(), field)
        self._show_count()

    def _show_count(self) -> None:
        shown, loaded = len(self.model.rows), self.model.loaded
        hidden = f"，筛选隐藏 {loaded - shown:,} 条" if loaded > shown else ""
        full = self._chosen_set() is None and loaded == self._limit
        self.count.setText(("最近的 " if full else "") + f"{shown:,} 条{hidden}" if loaded else "还没有修改记录。")
        self.more.setVisible(full)
        self.copy.setEnabled(shown > 0)
        self._show_buttons()

    def _show_buttons(self, *_: object) -> None:
        self.only.setVisible(self._item_id is None)
        self.everything.setVisible(self._item_id is not None)
        self.only.setEnabled(self.model.item_at(self.table.currentIndex().row()) is not None)


def _elided(title: str, most: int = 20) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"
