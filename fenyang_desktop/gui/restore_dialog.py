"""恢复: the backups of a portfolio file, and the choice of one to go back to."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.services import backups


class RestoreDialog(QDialog):
    """Lists the backups, newest first. Once it was accepted, `chosen` is the backup's path and `what` names it."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("从备份恢复")
        resize_within(self, 560, 360)
        self.chosen: Path | None = None
        self.what = ""
        self._name = path.stem
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
            what = f"{row.text(0)} 的备份（{row.text(1)}）"
            if self._agreed(what):
                self.chosen, self.what = Path(row.data(0, Qt.ItemDataRole.UserRole)), what
                self.accept()

    def _agreed(self, what: str) -> bool:
        question = f"把“{self._name}”恢复到 {what}吗？\n那以后的修改将不在台账里；现在的内容会先另存为一份备份。"
        box = QMessageBox(QMessageBox.Icon.Question, "从备份恢复", question, parent=self)
        agree = box.addButton("恢复", QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)
        box.exec()
        return box.clickedButton() is agree
