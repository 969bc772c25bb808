"""The command that closes a month, opens it again, and carries a year's projects into the next."""

from typing import Annotated

import typer

from fenyang_desktop.cli.console import say, say_json, table
from fenyang_desktop.cli.opening import JsonOption, PortfolioOption, reading, writing
from fenyang_desktop.domain.closing import STATE_LABELS, Close
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.values import Context, format_month, read
from fenyang_desktop.services.closing import carry_year, close_month, reopen_month, restatements
from fenyang_desktop.services.workspace import Workspace

MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="报告期", help="哪个月，如 2023-09；不写就列出各月的封账情况。")
]
ReopenOption = Annotated[bool, typer.Option("--reopen", help="把已经封账的月份重新打开，要写原因。")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="原因", help="为什么重新打开，留在修改记录中。")]
YearOption = Annotated[
    int | None,
    typer.Option(
        "--year", metavar="年度", help="年末结转：给没有完成的续建项目建下一年的年度计划。", min=1990, max=2100
    ),
]


def close(
    month: MonthOption = None,
    reopen: ReopenOption = False,
    reason: ReasonOption = "",
    year: YearOption = None,
    portfolio: PortfolioOption = None,
    as_json: JsonOption = False,
) -> int:
    """给一个月封账，或重新打开；不写月份就列出封账情况。"""
    if month is not None and year is not None:
        raise typer.BadParameter("--month 和 --year 只能写一个。")
    if reopen and month is None:
        raise typer.BadParameter("--reopen 要和 --month 一起写。")
    if year is not None:
        with writing(portfolio) as workspace:
            applied = carry_year(workspace, year)
        say(f"已{applied.title}，各项的年度计划投资待填。可用 fenyang undo 撤销。")
        return 0
    if month is None:
        with reading(portfolio) as workspace:
            _show(workspace, as_json=as_json)
        return 0
    with writing(portfolio) as workspace:
        key = str(read(MONTH.key, month, Context(workspace.reference_date().year)).value)
        applied = reopen_month(workspace, key, reason) if reopen else close_month(workspace, key)
    say(f"已{applied.title}。可用 fenyang undo 撤销。")
    return 0


def _show(workspace: Workspace, *, as_json: bool) -> None:
    closes, corrected = workspace.closes(), restatements(workspace)
    counts = {one.month: sum(other.month == one.month for other in corrected) for one in closes}
    if as_json:
        say_json([_fact(one, counts[one.month]) for one in closes])
    elif closes:
        rows = [
            [format_month(one.month), STATE_LABELS[one.state], one.day.isoformat(), str(counts[one.month])]
            for one in closes
        ]
        say(table(["报告期", "状态", "封账时的基准日", "更正处数"], rows, right={3}))
    else:
        say("还没有封过账。")


def _fact(one: Close, corrected: int) -> dict[str, object]:
    return {
        "month": one.month,
        "state": one.state.value,
        "set": one.closed_at,
        "reference_date": one.day.isoformat(),
        "due_days": one.due_days,
        "restatements": corrected,
    }
