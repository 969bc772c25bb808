"""The line under the table: how many rows show, what they add up to, what is selected, as of when."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from fenyang_desktop.domain.amounts import format_wanyuan
from fenyang_desktop.gui.session import Session

_YIYUAN = 10_000_000_000  # 亿元 in 分
_CLEAR = "clear"


class Footer(QWidget):
    clear_wanted = Signal()  # the link 清除筛选

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.shown = _label("显示的项数")
        self.total = _label("合计")
        self.total.setToolTip("项目包已有金额的，其下项目的金额不再相加")
        self.selected = _label("选中")
        self.date = _label("基准日")
        self.shown.linkActivated.connect(self.clear_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(16)
        row.addWidget(self.shown)
        row.addWidget(self.total)
        row.addWidget(self.selected, 1)
        row.addWidget(self.date)
        self.selected.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def refresh(self, selected: Sequence[int]) -> None:
        """Say it all again; `selected` are ids of items."""
        arranged = self._session.arranged
        whole = arranged.shown + arranged.hidden
        if arranged.hidden:
            text = f"显示 {arranged.shown:,} 项 / 共 {whole:,} 项（筛选隐藏 {arranged.hidden:,} 项）"
            self.shown.setText(f'{text} <a href="{_CLEAR}">清除筛选</a>')
        else:
            self.shown.setText(f"显示 {arranged.shown:,} 项 / 共 {whole:,} 项")
        self.total.setText(f"总投资合计 {amount_text(arranged.total)}（{arranged.with_amount:,} 项有金额，不重复计）")
        self.selected.setText(self._selection_text(selected))
        self.selected.setToolTip(self.selected.text())
        self.date.setText(f"基准日 {self._session.reference_date}")

    def _selection_text(self, selected: Sequence[int]) -> str:
        if len(selected) < 2:
            return ""
        total, counted = self._session.listing.total_of(selected)
        amount = f"，合计 {amount_text(total)}" if counted else "，没有金额"
        return f"选中 {len(selected):,} 项{amount}"


def amount_text(fen: int) -> str:
    """In 亿元 for the eye and in 万元 to the last digit."""
    if abs(fen) < _YIYUAN:
        return f"{format_wanyuan(fen)} 万元"
    yi = f"{fen / _YIYUAN:,.2f}".rstrip("0").rstrip(".")
    return f"{yi} 亿元 / {format_wanyuan(fen)} 万元"


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setAccessibleName(name)
    label.setMinimumWidth(1)  # a longer text must not widen the window
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    return label
