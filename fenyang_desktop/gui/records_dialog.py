"""导入记录: every import, what it changed, which columns it left, its file, and the way back."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTabWidget,
    QTreeView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.gui import history_model
from fenyang_desktop.gui.history_model import ChangesModel, time_text
from fenyang_desktop.gui.item_names import ItemNames
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import copy_rows, dress_table, empty_label, flat_table, set_widths, title_label
from fenyang_desktop.gui.withdraw_dialog import WithdrawDialog
from fenyang_desktop.services.month_rows import changes_written
from fenyang_desktop.services.receipts import ImportRecord, import_records
from fenyang_desktop.services.return_marks import without_marks
from fenyang_desktop.services.withdrawing import Withdrawal, look_at_withdrawal, withdraw_import
from fenyang_desktop.services.workspace import Applied, Workspace

_HEAD = ("时间", "文件", "报送单位", "谁导入", "改动", "状态", "留存的文件")
_WIDTHS = (9, 15, 8, 4, 5, 4, 16)
_CHANGES_SHOWN = (
    history_model.ITEM_NAME,
    history_model.FIELD_LABEL,
    history_model.OLD,
    history_model.NEW,
    history_model.ORIGIN,
)
_CHANGE_WIDTHS = (9, 5, 5, 13, 10, 10, 11, 8)


class RecordsDialog(QDialog):
    """Every import, the newest on top; below, what the chosen one did. It follows what happens meanwhile."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入记录")
        self.session = session
        self._records: list[ImportRecord] = []
        self._names = ItemNames(session)
        self._shown: int | None = None
        self.heading = title_label()
        self.list = QTreeWidget()
        self.model = ChangesModel(self._names, self, with_file=False)
        self.changes = flat_table("这次导入改动的值")
        self.left = QTreeWidget()
        self.tabs = QTabWidget()
        self.nothing = empty_label()
        self.open_file = QPushButton("打开留存的文件(&O)")
        self.open_folder = QPushButton("打开文件夹(&D)")
        self.copy = QPushButton("复制(&C)")
        self.withdraw = QPushButton("撤回这次导入(&R)…")
        self._lay_out()
        self._connect()
        self.reload()

    def _lay_out(self) -> None:
        for tree, name in ((self.list, "导入记录"), (self.left, "没有导入的列")):
            dress_table(tree, name)
            tree.setRootIsDecorated(False)
            tree.setAlternatingRowColors(True)
        self.list.setSelectionMode(QTreeView.SelectionMode.SingleSelection)
        self.list.setHeaderLabels(list(_HEAD))
        set_widths(self.list, _WIDTHS)
        self.left.setHeaderLabels(["项目", "列", "表头", "表中写的"])
        set_widths(self.left, (22, 12, 16, 30))
        self.changes.setModel(self.model)
        set_widths(self.changes, _CHANGE_WIDTHS)
        for place in set(range(self.model.columnCount())) - {*_CHANGES_SHOWN}:
            self.changes.setColumnHidden(place, True)
        self.tabs.addTab(self.changes, "")
        self.tabs.addTab(self.left, "")
        self.nothing.setText(
            "还没有导入过表格。在“导入”页接受一个文件以后，这里就有它的记录：谁报的、改了什么、原文件在哪里。"
        )
        self.withdraw.setToolTip("把这次导入改动的值改回去；之后又改过的值保持现在的样子")
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.list)
        self.split.addWidget(self.tabs)
        self.split.setChildrenCollapsible(False)
        foot, column = QHBoxLayout(), QVBoxLayout(self)
        close = QPushButton("关闭")
        close.clicked.connect(self.close)
        for button in (self.open_file, self.open_folder):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.copy, self.withdraw, close):
            foot.addWidget(button)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        column.addWidget(self.heading)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.split, 1)
        column.addLayout(foot)
        resize_within(self, 1160, 640)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._show_record)
        self.open_file.clicked.connect(self._open_file)
        self.open_folder.clicked.connect(self._open_folder)
        self.copy.clicked.connect(self._copy)
        self.withdraw.clicked.connect(self._look)
        self.session.undo_changed.connect(self.reload)
        self.session.workspace_changed.connect(self._forget)

    def _forget(self) -> None:
        """Another file is open: nothing of the last one holds."""
        if self.session.workspace is None:
            self.close()

    # -- what is shown

    def reload(self) -> None:
        """Read the records again; the chosen one stays chosen."""
        workspace = self.session.workspace
        if workspace is None:
            return
        chosen = self._chosen()
        self._records, self._shown = import_records(workspace), None
        self._names.forget()
        self.heading.setText(f"“{workspace.path.stem}”的导入记录：{len(self._records):,} 次")
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addTopLevelItems([_line(record) for record in self._records])
        self.list.blockSignals(False)
        self.nothing.setVisible(not self._records)
        self.split.setVisible(bool(self._records))
        places = [place for place, one in enumerate(self._records) if chosen and one.id == chosen.id]
        if line := self.list.topLevelItem(places[0] if places else 0):
            self.list.setCurrentItem(line)
        self._show_record()

    def _chosen(self) -> ImportRecord | None:
        line = self.list.currentItem()
        place = self.list.indexOfTopLevelItem(line) if line else -1
        return self._records[place] if 0 <= place < len(self._records) else None

    def _show_record(self, *_: object) -> None:
        record, workspace = self._chosen(), self.session.workspace
        if record is not None and workspace is not None and self._shown != record.id:
            self._shown = record.id
            self.model.show(
                [
                    StoredChange(record.stored.set, change)
                    for change in without_marks(changes_written(workspace, record.id))
                ]
            )
            self._show_left(record)
            self.tabs.setTabText(0, f"改动的值 {record.size:,}")
        has_file = record is not None and record.kept is not None
        for button in (self.open_file, self.open_folder):
            button.setEnabled(has_file)
        self.copy.setEnabled(record is not None)
        self.withdraw.setEnabled(record is not None and record.stands and self.session.can_edit)

    def _show_left(self, record: ImportRecord) -> None:
        assert self.session.workspace is not None
        columns = self.session.workspace.left_columns(record.id)
        self.left.clear()
        self.left.addTopLevelItems(
            [
                QTreeWidgetItem([self._names(id), f"{column.sheet} {column.letter}", column.header, text])
                for column in columns
                for id, text in column.texts.items()
            ]
        )
        self.tabs.setTabText(1, f"没有导入的列 {len(columns):,}")
        self.tabs.setTabEnabled(1, bool(columns))

    # -- what the user does

    def _open_file(self) -> None:
        record = self._chosen()
        if record is not None and record.kept is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(record.kept)))

    def _open_folder(self) -> None:
        record = self._chosen()
        if record is not None and record.kept is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(record.kept.parent)))

    def _copy(self) -> None:
        count = copy_rows(self.changes if self.tabs.currentWidget() is self.changes else self.left)
        self.session.told.emit(f"已复制 {count} 行，可粘贴到 Excel。")

    def _look(self) -> None:
        """What withdrawing would do is found off the window's thread, and then asked."""
        record, workspace = self._chosen(), self.session.workspace
        if record is None or workspace is None or not self.session.finish_editing():
            return
        self.withdraw.setEnabled(False)
        set_id = record.id

        def failed(sentence: str) -> None:
            self._show_record()
            self.session.failed.emit(sentence)

        self.session.jobs.start(
            "查看可以撤回的内容",
            lambda _: look_at_withdrawal(workspace, set_id),
            lambda withdrawal: self._ask(workspace, withdrawal),
            failed,
        )

    def _ask(self, workspace: Workspace, withdrawal: Withdrawal) -> None:
        self._show_record()
        if workspace is not self.session.workspace:
            return  # another portfolio is open
        dialog = WithdrawDialog(withdrawal, self._names, self)
        dialog.accepted.connect(lambda: self._withdraw(workspace, withdrawal))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _withdraw(self, workspace: Workspace, withdrawal: Withdrawal) -> None:
        if workspace is not self.session.workspace:
            return

        def work(_: Progress) -> Applied:
            return withdraw_import(workspace, withdrawal)

        def done(applied: Applied) -> None:
            if workspace is self.session.workspace:
                self.session.take_in(applied)
                self.session.told.emit(f"已{applied.title}")

        self.session.jobs.start("撤回导入", work, done, self.session.failed.emit)


def _line(record: ImportRecord) -> QTreeWidgetItem:
    source, receipt = record.stored.set.source, record.stored.receipt
    file = "粘贴的单元格" if not receipt.digest else record.kept.name if record.kept else "已不在文件夹中"
    texts = [
        time_text(record.stored.set),
        receipt.file,
        receipt.sender or "（不明）",
        source.author,
        f"{record.size:,} 个值",
        record.state,
        file,
    ]
    line = QTreeWidgetItem(texts)
    for column, text in enumerate(texts):
        line.setToolTip(column, text)
    line.setTextAlignment(4, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return line
