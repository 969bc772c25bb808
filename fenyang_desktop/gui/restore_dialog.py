"""恢复: the backups of a portfolio file, and the choice of one to go back to."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from fenyang_desktop.services import backups


class RestoreDialog(QDialog):
    """Lists the backups, newest first. `chosen` is the backup's path once the dialog was accepted."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("从备份恢复")
        self.resize(560, 360)
        self.chosen: Path | None = None
        self._list = QTreeWidget()
        self._list.setHeaderLabels(["备份时间", "原因", "大小"])
        self._list.setRootIsDecorated(False)
        self._list.setAccessibleName("备份")
        for backup in backups.list_backups(path):
            size = f"{backup.size / 1024:,.0f} KB"
            row = QTreeWidgetItem([f"{backup.made:%Y-%m-%d %H:%M:%S}", backup.why, size])
            row.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
            row.setData(0, Qt.ItemDataRole.UserRole, str(backup.path))
            self._list.addTopLevelItem(row)
        if first := self._list.topLevelItem(0):
            self._list.setCurrentItem(first)
        self._list.setColumnWidth(0, 200)
        self._list.setColumnWidth(1, 160)
        text = QLabel(
            f"台账“{path.stem}”将回到所选备份时的样子；现在的内容会先另存为一份“恢复前”备份，可以再恢复回来。"
            if self._list.topLevelItemCount()
            else "还没有备份。程序每天第一次打开台账时、升级前都会自动备份。"
        )
        text.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        accept = buttons.addButton("恢复到这份备份", QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setEnabled(bool(self._list.topLevelItemCount()))
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        self._list.itemActivated.connect(self._take)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(self._list, 1)
        column.addWidget(buttons)

    def _take(self) -> None:
        if row := self._list.currentItem():
            self.chosen = Path(row.data(0, Qt.ItemDataRole.UserRole))
            self.accept()
