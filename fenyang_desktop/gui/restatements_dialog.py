"""更正表: what was corrected of closed months, to read and to save as PDF."""

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.tables import dress_table, set_widths, struck_out
from fenyang_desktop.services.closing import restatements
from fenyang_desktop.services.restating import TITLE, restatement_lines, restatements_pdf
from fenyang_desktop.services.sheets import SUFFIX, write_pdf

_OLD = 3


class RestatementsDialog(QDialog):
    """Lists every correction that stands, by month."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._workspace = session, session.workspace
        self.setWindowTitle(TITLE)
        resize_within(self, 980, 420)
        self._found = restatements(self._workspace) if self._workspace else []
        self.list = QTreeWidget()
        dress_table(self.list, TITLE)
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setHeaderLabels(["报告期", "项目", "更正内容", "原报数", "更正为", "原因", "经手人", "时间"])
        set_widths(self.list, (7, 15, 11, 10, 10, 16, 6, 8))
        for line in restatement_lines(self._found):
            texts = [line.month, line.name, line.field, line.old, line.new, line.reason, line.author, line.at]
            row = QTreeWidgetItem([text.replace("\n", " ") for text in texts])
            row.setFont(_OLD, struck_out())
            for column, text in enumerate(texts):
                row.setToolTip(column, text)
            self.list.addTopLevelItem(row)
        text = f"共更正 {len(self._found)} 处。" if self._found else "还没有更正过已封账的月份。"
        buttons = QDialogButtonBox()
        self.save_button = buttons.addButton("另存为 PDF…", QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.setEnabled(bool(self._found))
        self.save_button.clicked.connect(self.save)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(QLabel(text))
        lines.addWidget(self.list, 1)
        lines.addWidget(buttons)
        session.workspace_changed.connect(self.close)

    def save(self) -> None:
        """Save the table as PDF."""
        workspace, session, found = self._workspace, self._session, self._found
        if workspace is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, "另存为 PDF", str(workspace.path.parent / f"{TITLE}{SUFFIX}"), f"PDF 文件 (*{SUFFIX})"
        )
        if not name:
            return
        path = Path(name) if name.lower().endswith(SUFFIX) else Path(name + SUFFIX)

        def work(progress: Progress) -> None:
            write_pdf(restatements_pdf(found, workspace.today(), progress), path)

        session.jobs.start(
            f"保存“{path.name}”", work, lambda _: session.told.emit(f"已存为“{path}”。"), session.failed.emit
        )
