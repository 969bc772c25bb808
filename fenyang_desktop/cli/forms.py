"""The command that fills the office's own forms."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fenyang_desktop.cli.console import say
from fenyang_desktop.cli.opening import AsOfOption, PortfolioOption, reading, state_of
from fenyang_desktop.cli.opening import month as month_of
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.own_form_file import forms_of_user

NameArgument = Annotated[str | None, typer.Argument(metavar="表样", help="表样的名称，见 fenyang fill-form --list。")]
OutArgument = Annotated[Path | None, typer.Argument(metavar="输出文件", help="以 .xlsx 结尾。")]
UnitOption = Annotated[str | None, typer.Option("--unit", metavar="单位", help="只填责任单位是它的项目。")]
MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="月份", help="哪个报告期，如 2023-09；不写就用台账的报告期。")
]
ListOption = Annotated[bool, typer.Option("--list", help="列出表样。")]


def fill_form(
    name: NameArgument = None,
    out: OutArgument = None,
    unit: UnitOption = None,
    month: MonthOption = None,
    as_of: AsOfOption = None,
    portfolio: PortfolioOption = None,
    list_all: ListOption = False,
) -> int:
    """按自备的表样填好项目导出，如 fenyang fill-form 调度表 九月.xlsx。表样在窗口的“文件”菜单里导入。"""
    forms = forms_of_user()
    if list_all:
        for form in forms.all():
            say(f"{form.name}  {form.fault}" if form.fault else form.name)
        return 0
    if name is None or out is None:
        raise typer.BadParameter("缺少“表样”和“输出文件”，如 fenyang fill-form 调度表 九月.xlsx。")
    from fenyang_desktop.services.own_forms import fill_own_form  # openpyxl is slow to import

    with reading(portfolio) as workspace:
        asked = month_of(month) or workspace.report_month()
        state = state_of(workspace, as_of)
        ids = _ids(state.items, unit)
        filled = fill_own_form(workspace, forms, name, out, ids, asked, state=state if as_of else None)
    say(f"已按“{name}”填好 {format_month(asked)} {filled.count} 项，存到“{out}”。")
    for remark in filled.remarks:
        say(remark)
    return 0


def _ids(items: Sequence[Item], unit: str | None) -> list[int] | None:
    """The items of a unit; None for all. Raises UserError `unit_without_items`."""
    if unit is None:
        return None
    found = [item.id for item in items if item.get("lead_unit") == unit.strip()]
    if not found:
        raise UserError("unit_without_items", unit=unit)
    return found
