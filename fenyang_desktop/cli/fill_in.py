"""The command that makes fill-in workbooks."""

from pathlib import Path
from typing import Annotated

import typer

from fenyang_desktop.cli.console import say
from fenyang_desktop.cli.opening import PortfolioOption, month, reading
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.fill_ins import ALL_UNITS, PATTERN, make_fill_ins, who_is_asked

FolderArgument = Annotated[Path, typer.Argument(metavar="输出文件夹", help="放填报表的文件夹，没有就新建。")]
MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="报告期", help="哪个月，如 2023-09；不写就用台账的报告期。")
]
UnitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        metavar="责任单位",
        help=f"只生成这个单位的，可以写几次；写“{ALL_UNITS}”生成一份总表。不写就每个单位一份，另加一份总表。",
    ),
]
PatternOption = Annotated[
    str, typer.Option("--name", metavar="文件名", help="文件名的样子，可以用 {单位}、{年}、{月}。")
]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="替换文件夹里同名的文件。")]


def fill_in(
    folder: FolderArgument,
    of: MonthOption = None,
    unit: UnitOption = None,
    name: PatternOption = PATTERN,
    replace: ReplaceOption = False,
    portfolio: PortfolioOption = None,
) -> int:
    """给每个责任单位生成一份填报表，如 fenyang fill-in 填报表 --month 2023-09。"""
    with reading(portfolio) as workspace:
        report_month = month(of) or workspace.report_month()
        made = make_fill_ins(workspace, folder, report_month, unit, name, replace=replace)
        without = who_is_asked(workspace).without_unit
    for path in made:
        say(f"  {path.name}")
    say(f"已在“{folder}”生成 {format_month(report_month)}的填报表 {len(made)} 份。")
    if without and not unit:
        say(f"另有 {without} 项没有填责任单位，只在“{ALL_UNITS}”一份里。")
    return 0
