"""The command about returns: who reported for a month and who didn't, and noting it by hand."""

from pathlib import Path
from typing import Annotated

import typer

from fenyang_desktop.cli.console import say, say_json, table
from fenyang_desktop.cli.opening import JsonOption, OnOption, PortfolioOption, day, reading, writing
from fenyang_desktop.cli.opening import month as read_month
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.returning import State
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.chasing import chasing_pdf, chasing_text
from fenyang_desktop.services.return_ledger import Cell, Ledger, Standstills, counts_text, read_ledger
from fenyang_desktop.services.return_marks import MARKS, mark
from fenyang_desktop.services.sheets import write_pdf
from fenyang_desktop.services.workspace import Workspace

MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="月份", help="哪个报告期，如 2023-09；不写就用台账的报告期。")
]
MarkOption = Annotated[
    tuple[str, str] | None,
    typer.Option("--mark", metavar="单位 状态", help=f"登记一个单位的报送状态：{'、'.join(MARKS)}。"),
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="原因", help="退回的原因，和 --mark 单位 退回 一起用。")]
TextOption = Annotated[bool, typer.Option("--text", help="只输出催报名单，可以复制到消息里。")]
SheetOption = Annotated[Path | None, typer.Option("--sheet", metavar="输出文件", help="另存催报单，以 .pdf 结尾。")]


def show_returns(
    portfolio: PortfolioOption = None,
    month: MonthOption = None,
    on: OnOption = None,
    marked: MarkOption = None,
    reason: ReasonOption = "",
    text: TextOption = False,
    sheet: SheetOption = None,
    as_json: JsonOption = False,
) -> int:
    """列出一个报告期各单位的报送情况；过了截止日期还有没报的返回 1。"""
    asked = read_month(month)
    with (writing if marked else reading)(portfolio) as workspace:
        if marked:
            _mark(workspace, asked, *marked, reason)
        ledger = read_ledger(workspace, on=day(on))
        asked = asked or ledger.report_month
        still = Standstills(workspace, asked)
        cells = ledger.month(asked)
        if sheet is not None:
            write_pdf(chasing_pdf(ledger, asked), sheet)
        if as_json:
            say_json([_fact(cell, still) for cell in cells])
        elif text:
            say(chasing_text(ledger, asked) or f"{format_month(asked)}没有需要催报的单位。")
        else:
            _say_returns(ledger, asked, cells, still)
    return 1 if any(cell.is_overdue for cell in cells) else 0


def _mark(workspace: Workspace, month: str | None, unit: str, state: str, reason: str) -> None:
    ledger = read_ledger(workspace)
    sender = ledger.sender(unit)
    if sender is None:
        raise UserError("sender_unknown", name=unit)
    mark(workspace, [ledger.cell(sender, month or ledger.report_month, asked=True)], state, reason)


def _say_returns(ledger: Ledger, month: str, cells: list[Cell], still: Standstills) -> None:
    if cells:
        heads = ["报送", "单位", "应报项", "截止日期", "收到时间", "说明"]
        say(table(heads, [_row(cell, still) for cell in cells], right={2}))
    counts = counts_text(cells) if cells else "没有应报的单位，请先在台账里填各项目的责任单位"
    say(f"{format_month(month)}，基准日 {ledger.on}：{counts}，截止日期 {ledger.rule.due(month)}。")


def _row(cell: Cell, still: Standstills) -> list[str]:
    row, standing = cell.row, cell.standing
    assert standing is not None
    late = "逾期" if standing.is_open else "晚"
    notes = [f"{late} {standing.days} 天"] if standing.days else []
    notes += [row.reason] if row and row.reason else []
    notes += [row.file] if row and row.file else []
    notes += [f"三个月无变化 {count} 项"] if (count := len(still.of(cell.sender))) else []
    notes += [] if cell.sender.is_expected else ["不在应报单位中"]
    received = (row.received or "") if row else ""
    items = str(len(cell.sender.items) or "")
    return [standing.text, cell.sender.name, items, str(standing.due), received, "，".join(notes)]


def _fact(cell: Cell, still: Standstills) -> dict[str, object]:
    row, standing = cell.row, cell.standing
    assert standing is not None
    return {
        "unit": cell.sender.name,
        "former_names": [one.name for one in cell.sender.former],
        "month": cell.month,
        "expected": cell.sender.is_expected,
        "items": [item.id for item in cell.sender.items],
        "state": (State.MISSING if standing.state is State.OVERDUE else standing.state).value,
        "open": standing.is_open,
        "due": standing.due.isoformat(),
        "days_over": standing.days,
        "received": row.received if row else None,
        "file": row.file if row else None,
        "reason": row.reason if row else None,
        "unchanged_for_three_months": [item.id for item, _ in still.of(cell.sender)],
    }
