"""What the returns page says at the side of its matrix: all that is known of one return."""

from html import escape
from itertools import groupby

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser

from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.parts import field_of
from fenyang_desktop.domain.values import display, format_month
from fenyang_desktop.gui.history_model import time_text
from fenyang_desktop.gui.returns_model import state_color
from fenyang_desktop.gui.style import is_dark
from fenyang_desktop.services.naming import label_of
from fenyang_desktop.services.return_ledger import Cell
from fenyang_desktop.services.return_marks import MISSING

_ITEMS_SHOWN = 12


class ReturnSide(QTextBrowser):
    """The detail of a return; its items can be clicked."""

    item_clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setAccessibleName("报送详情")
        self.anchorClicked.connect(self._follow)

    def show_return(self, cell: Cell | None, still: list[tuple[Item, str]], trail: list[StoredChange]) -> None:
        """Show a return, what of its unit's items stood still for three months, and what was noted of it."""
        if cell is None:
            self.setHtml(f"<p style='color:{self._faded()}'>选中一格，这里写明何时收到、哪个文件、为什么退回。</p>")
            return
        parts = [self._head(cell), self._facts(cell), self._items("三个月无变化", still)]
        parts.append(self._items("应报的事项", [(item, "") for item in cell.sender.items]))
        parts.append(self._trail(trail))
        self.setHtml("".join(parts))

    def _head(self, cell: Cell) -> str:
        standing = cell.standing
        state = "没有登记"
        if standing is not None:
            color = state_color(standing.state, is_dark()).name()
            days = f"，{'逾期' if standing.is_open else '晚'} {standing.days} 天" if standing.days else ""
            state = f"<span style='color:{color}'><b>{escape(standing.text)}</b>{days}</span>"
        return f"<h3>{escape(cell.sender.name)}</h3><p>{format_month(cell.month)}　{state}</p>"

    def _facts(self, cell: Cell) -> str:
        row, standing = cell.row, cell.standing
        own = "（单独定的）" if row and row.due else ""
        facts = [
            ("截止日期", f"{standing.due}{own}" if standing else ""),
            ("收到时间", (row.received or "") if row else ""),
            ("文件", (row.file or "") if row else ""),
            ("退回原因", (row.reason or "") if row else ""),
            ("曾用名", "、".join(one.text for one in cell.sender.former)),
            ("", "" if cell.sender.is_expected else "不在应报单位中：台账里没有它牵头的项目。"),
        ]
        lines = (f"{f'{label}：' if label else ''}{escape(text)}" for label, text in facts if text)
        return f"<p>{'<br>'.join(lines)}</p>"

    def _items(self, title: str, items: list[tuple[Item, str]]) -> str:
        if not items:
            return ""
        shown = [
            f"<a href='item:{item.id}'>{escape(item.name)}</a>{f'：{why}' if why else ''}"
            for item, why in items[:_ITEMS_SHOWN]
        ]
        shown += [f"等 {len(items)} 项"] if len(items) > _ITEMS_SHOWN else []
        return f"<p><b>{title} {len(items)} 项</b><br>{'<br>'.join(shown)}</p>"

    def _trail(self, trail: list[StoredChange]) -> str:
        if not trail:
            return ""
        lines = []
        for _, changes in groupby(trail, key=lambda one: one.set.id):
            first, *others = changes
            when = f"{time_text(first.set)} {escape(first.set.source.author)}"
            said = "<br>".join(escape(_said(one)) for one in (first, *others))
            lines.append(f"<span style='color:{self._faded()}'>{when}</span><br>{said}")
        return f"<p><b>记录</b></p><p>{'</p><p>'.join(lines)}</p>"

    def _faded(self) -> str:
        return self.palette().placeholderText().color().name()

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "item":
            self.item_clicked.emit(int(url.path()))


def _said(one: StoredChange) -> str:
    """报送状态：未报 → 已报."""
    change = one.change
    field, none = field_of(change.entity, change.field), MISSING if change.field == "state" else "空"
    old, new = (display(field, value) if field else "" for value in (change.old, change.new))
    return f"{label_of(change)}：{old or none} → {new or none}"
