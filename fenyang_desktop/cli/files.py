"""Commands that make files: new, export, sheet, gantt."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from fenyang_desktop import places
from fenyang_desktop.cli.console import say, warn
from fenyang_desktop.cli.opening import AsOfOption, OnOption, PortfolioOption, day, reading, state_of
from fenyang_desktop.services.exporting import export_workbook
from fenyang_desktop.services.places_check import file_warning
from fenyang_desktop.services.seeding import new_portfolio
from fenyang_desktop.services.sheets import OF_RECORDS, SHEETS, SUFFIX, save_sheet
from fenyang_desktop.services.workspace import Workspace

EmptyOption = Annotated[bool, typer.Option("--empty", help="不放入 2023 年的重点工作，只建空台账。")]
ExportArgument = Annotated[Path, typer.Argument(metavar="输出文件", help="以 .xlsx 或 .csv 结尾。")]
GanttArgument = Annotated[Path, typer.Argument(metavar="输出文件", help="以 .pdf、.svg 或 .png 结尾。")]
KindArgument = Annotated[str | None, typer.Argument(metavar="报表", help="报表名，见 fenyang sheet --list。")]
SheetArgument = Annotated[Path | None, typer.Argument(metavar="输出文件", help="以 .pdf 结尾。")]
ListOption = Annotated[bool, typer.Option("--list", help="列出可用的报表。")]


def new(portfolio: PortfolioOption = None, empty: EmptyOption = False) -> int:
    """新建台账文件，内有 2023 年政府工作报告的重点工作。"""
    path = portfolio or places.default_portfolio()
    if warning := file_warning(path):
        warn(warning)
    new_portfolio(path, empty=empty)
    say(f"已新建台账“{path}”。")
    return 0


def export(out: ExportArgument, portfolio: PortfolioOption = None, as_of: AsOfOption = None) -> int:
    """把全部项目导出成表格，改好后可用 import 导回。"""
    with reading(portfolio) as workspace:
        state = state_of(workspace, as_of)
        export_workbook(workspace, out, state=state)
    say(f"已导出{state.words and f'{state.words}的'} {len(state.items)} 项到“{out}”。")
    return 0


def sheet(
    kind: KindArgument = None,
    out: SheetArgument = None,
    portfolio: PortfolioOption = None,
    on: OnOption = None,
    as_of: AsOfOption = None,
    list_all: ListOption = False,
) -> int:
    """生成报表 PDF，如 fenyang sheet 项目进展情况表 进展.pdf。"""
    if list_all:
        for key, title in {**SHEETS, **OF_RECORDS}.items():
            say(f"{key}  {title}")
        return 0
    if kind is None or out is None:
        raise typer.BadParameter(_missing(kind))
    with reading(portfolio) as workspace:
        save_sheet(workspace, kind, out, on=day(on), state=state_of(workspace, as_of))
    say(f"已生成“{out}”。")
    return 0


def _missing(kind: str | None) -> str:
    """What is still to be written after `fenyang sheet`; a lone .pdf is the file."""
    what = "“报表”和“输出文件”" if kind is None else "“报表”" if kind.lower().endswith(SUFFIX) else "“输出文件”"
    return f"缺少{what}，如 fenyang sheet {next(iter(SHEETS.values()))} 进展.pdf。"


def gantt_command(paint: Callable[[Workspace, Path], None]) -> Callable[..., int]:
    """The gantt command; `paint` draws a portfolio into a file, by its suffix."""

    def gantt(out: GanttArgument, portfolio: PortfolioOption = None) -> int:
        """把全部项目的甘特图画成 PDF、SVG 或 PNG 文件。"""
        with reading(portfolio) as workspace:
            paint(workspace, out)
        say(f"已生成“{out}”。")
        return 0

    return gantt
