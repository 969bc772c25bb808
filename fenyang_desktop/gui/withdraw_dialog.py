"""The question before an import is withdrawn: what goes back, and what stays since it was changed later."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from fenyang_desktop.domain.changes import Change, Stored
from fenyang_desktop.domain.fields import Type
from fenyang_desktop.domain.parts import field_of
from fenyang_desktop.domain.values import display
from fenyang_desktop.gui.history_model import time_text
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.tables import dress_table, set_widths
from fenyang_desktop.services.naming import label_of
from fenyang_desktop.services.withdrawing import Kept, Withdrawal


class WithdrawDialog(QDialog):
    """Accepted, the import is to be withdrawn."""

    def __init__(self, withdrawal: Withdrawal, name_of: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("撤回导入")
        self._name_of = name_of
        self.text = QLabel(_summary(withdrawal), wordWrap=True)
        self.kept = QTreeWidget()
        dress_table(self.kept, "保持不变的值")
        self.kept.setRootIsDecorated(False)
        self.kept.setAlternatingRowColors(True)
        self.kept.setHeaderLabels(["项目", "字段", "导入的值", "之后改为", "谁改的", "为什么不动"])
        set_widths(self.kept, (14, 9, 10, 10, 12, 13))
        self.kept.addTopLevelItems([self._line(one) for one in withdrawal.kept])
        self.kept.setVisible(bool(withdrawal.kept))
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton("撤回(&R)", QDialogButtonBox.ButtonRole.AcceptRole)
        self.refuse = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.agree.setEnabled(bool(withdrawal.changes))
        self.refuse.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(self.kept, 1)
        column.addWidget(buttons)
        if withdrawal.kept:
            resize_within(self, 980, 360)

    def _line(self, one: Kept) -> QTreeWidgetItem:
        change, since = one.change, one.since
        who = f"{since.set.source.author} {time_text(since.set)}" if since else ""
        now = self._shown(since.change, since.change.new) if since else ""
        texts = [
            self._name_of(one.item),
            label_of(change),
            self._shown(change, change.new),
            now,
            who,
            one.why,
        ]
        line = QTreeWidgetItem(texts)
        for column, text in enumerate(texts):
            line.setToolTip(column, text)
        return line

    def _shown(self, change: Change, value: Stored) -> str:
        field = field_of(change.entity, change.field)
        if field is None:
            return "新增" if value else "删除"
        if field.type is Type.PARENT:
            return self._name_of(int(value)) if value is not None else "空"
        return display(field, value) or "空"


def _summary(withdrawal: Withdrawal) -> str:
    """What would happen, in a sentence or two."""
    gone, back = withdrawal.gone, withdrawal.values_back
    does = [f"{back:,} 个值改回导入前的样子"] if back else []
    if gone:
        does.append(f"删除这次新增的 {len(gone):,} 项")
    text = f"撤回{withdrawal.set.source.title}：{'，'.join(does)}。" if does else "没有可以撤回的内容。"
    if withdrawal.kept:
        text += f"下面 {len(withdrawal.kept):,} 处保持现在的样子，之后可以逐个修改。"
    return text + ("撤回后可以用 Ctrl+Z 恢复。" if does else "")
