"""催报: the units that still owe the returns of a month, as text for a message and as a sheet."""

from collections.abc import Sequence
from datetime import date

from fenyang_desktop import places
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.returning import STATE_LABELS, STATE_SHAPES, State
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.reports.chasing import TEMPLATE, Owed, chasing_data
from fenyang_desktop.reports.typeset import typeset
from fenyang_desktop.services.return_ledger import Cell, Ledger, counts_text

TITLE = "催报单"


def chased(ledger: Ledger, month: str) -> list[Cell]:
    """The returns to chase: those longest overdue first, then as the ledger has them."""
    return sorted(ledger.open_cells(month), key=lambda cell: -(cell.standing.days if cell.standing else 0))


def chasing_text(ledger: Ledger, month: str) -> str:
    """The list to copy into a message; "" where nothing is owed."""
    cells = chased(ledger, month)
    if not cells:
        return ""
    due = ledger.rule.due(month)
    asked = "请尽快报送。" if ledger.on > due else f"请于{_day(due)}前报送。"
    head = f"{format_month(month)}重点项目月报（截止日期{_day(due)}），截至{_day(ledger.on)}还有 {len(cells)} 个单位没有报："
    lines = [f"{place}. {cell.sender.name}（{_how(cell, due)}）" for place, cell in enumerate(cells, 1)]
    return "\n".join([head, *lines, asked])


def chasing_pdf(ledger: Ledger, month: str, progress: Progress | None = None) -> bytes:
    """The printed sheet as PDF. Raises UserError `sheet_failed`; Cancelled."""
    progress = progress or Progress()
    progress.step(0, 1, f"排版{TITLE}")
    cells = ledger.month(month)
    title = f"{format_month(month)}重点项目月报{TITLE}"
    data = chasing_data(title, counts_text(cells), str(ledger.on), [_owed(cell) for cell in chased(ledger, month)])
    pdf = typeset(places.resource("templates", TEMPLATE), data)
    progress.step(1, 1, "排版完成")
    return pdf


def _owed(cell: Cell) -> Owed:
    standing = cell.standing
    assert standing is not None
    return Owed(
        unit=cell.sender.name,
        items=str(len(cell.sender.items)),
        due=str(standing.due),
        state=f"{STATE_SHAPES[standing.state]}{STATE_LABELS[standing.state]}",
        days=f"{standing.days} 天" if standing.days else "",
        reason=(cell.row.reason or "") if cell.row and standing.state is State.RETURNED else "",
    )


def _how(cell: Cell, usual: date) -> str:
    """5 项，截止10月20日，逾期 4 天；退回：金额单位写错."""
    standing = cell.standing
    assert standing is not None
    parts: Sequence[str] = (
        f"{len(cell.sender.items)} 项" if cell.sender.items else "",
        f"截止日期{_day(standing.due)}" if standing.due != usual else "",
        f"逾期 {standing.days} 天" if standing.days else "",
        f"已退回：{cell.row.reason}" if cell.row and standing.state is State.RETURNED else "",
    )
    return "，".join(filter(None, parts))


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
