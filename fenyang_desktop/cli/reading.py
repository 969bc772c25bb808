"""Commands that show how things stand: list, alerts."""

from datetime import date
from typing import Annotated

import typer

from fenyang_desktop.cli.console import say, say_json, table
from fenyang_desktop.cli.opening import AsOfOption, JsonOption, OnOption, PortfolioOption, day, reading, state_of
from fenyang_desktop.cli.values import exact
from fenyang_desktop.domain.amounts import format_wanyuan
from fenyang_desktop.domain.fields import FIELD, FIELDS, ID_LABEL, Field, Kind, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import DUE_DAYS, LIGHT_LABELS, LIGHT_SHAPES, Alert
from fenyang_desktop.domain.values import Context, display, read
from fenyang_desktop.services.alerts import DueAlerts, due_alerts
from fenyang_desktop.services.listing import LIGHT, Listing, View, column_label

_LISTED = ("kind", "name", "parent", "total_investment", "deadline", "action", "stage", "lead_unit", LIGHT)

KindOption = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="类别", help="只列一类：project 项目、programme 项目包、target 指标、task 工作任务。"
    ),
]


def list_items(
    portfolio: PortfolioOption = None, kind: KindOption = None, as_of: AsOfOption = None, as_json: JsonOption = False
) -> int:
    """列出项目、项目包、指标和工作任务。"""
    wanted = _kind(kind)
    with reading(portfolio) as workspace:
        state = state_of(workspace, as_of)
    listing = Listing(state.items, state.on, state.due_days)
    shown = [item for item in listing.items if wanted in (None, item.kind)]
    if as_json:
        say_json([item_facts(item, listing) for item in shown])
    else:
        rows = [[str(item.id), *(listing.text(item, key) for key in _LISTED)] for item in shown]
        head = [ID_LABEL, *map(column_label, _LISTED)]
        say(table(head, rows, right={0, head.index(FIELD["total_investment"].header)}))
        say(_count_line(listing, wanted, state.words))
    return 0


def _kind(text: str | None) -> Kind | None:
    return Kind(str(read(FIELD["kind"], text, Context(date.min.year)).value)) if text and text.strip() else None


def _count_line(listing: Listing, kind: Kind | None, when: str) -> str:
    filters = {"kind": frozenset({display(FIELD["kind"], kind.value)})} if kind else {}
    arranged = listing.arrange(View(filters=filters))
    total = f"，总投资合计 {format_wanyuan(arranged.total)} 万元（{arranged.with_amount} 项计入，不重复计算）"
    head = f"{when}，" if when else ""
    return f"{head}共 {arranged.shown} 项{total if arranged.with_amount else ''}，基准日 {listing.on}。"


def item_facts(item: Item, listing: Listing) -> dict[str, object]:
    """An item for other programs: every field by its key; a deadline adds its words and precision."""
    facts: dict[str, object] = {"id": item.id}
    for field in FIELDS:
        facts |= _facts(field, item, listing)
    facts["light"] = listing.judgement(item.id).light.value
    return facts


def _facts(field: Field, item: Item, listing: Listing) -> dict[str, object]:
    key, value = field.key, item.get(field.key)
    match field.type:
        case Type.PARENT:
            return {key: listing.text(item, key) or None, f"{key}_id": value}
        case Type.DEADLINE:
            deadline = item.deadline(key)
            return {
                key: deadline.date.isoformat() if deadline and deadline.date else None,
                f"{key}_words": deadline.words or None if deadline else None,
                f"{key}_precision": deadline.precision.value if deadline else None,
            }
        case Type.BOOL:
            return {key: value != 0}  # not given counts as yes: see items.counts_in_totals
        case Type.KIND:
            return {key: value}
        case _:
            return {key: exact(field, value)}


DaysOption = Annotated[
    int, typer.Option("--days", metavar="天数", help=f"多少天内到期算临期，1 到 365，默认 {DUE_DAYS}。", min=1, max=365)
]


def show_alerts(
    portfolio: PortfolioOption = None,
    on: OnOption = None,
    as_of: AsOfOption = None,
    days: DaysOption = DUE_DAYS,
    as_json: JsonOption = False,
) -> int:
    """列出已逾期和临近到期的事项；有逾期时返回 1。"""
    asked = day(on)
    with reading(portfolio) as workspace:
        state = state_of(workspace, as_of)
    listing = Listing(state.items, asked or state.on, days)
    found = due_alerts(listing.items, listing.on, days)
    if as_json:
        say_json(
            [
                {
                    **item_facts(alert.item, listing),
                    "days": alert.judgement.days,
                    "reason": alert.judgement.reason,
                    "on": listing.on.isoformat(),
                }
                for alert in found.alerts
            ]
        )
    else:
        _say_alerts(found, state.words)
    return 1 if found.overdue else 0


def _say_alerts(found: DueAlerts, when: str) -> None:
    if found.alerts:
        heads = ["灯号", ID_LABEL, "类别", "名称", "责任单位", "说明"]
        say(table(heads, [_alert_cells(alert) for alert in found.alerts], right={1}))
    counts = f"逾期 {len(found.overdue)} 项，{found.due_days} 天内到期 {len(found.due)} 项"
    head = f"{when}，" if when else ""
    say(f"{head}基准日 {found.on}：{counts}，另有 {found.undated} 项没有具体时限。")


def _alert_cells(alert: Alert) -> list[str]:
    item, light = alert.item, alert.judgement.light
    kind, unit = display(FIELD["kind"], item.kind.value), str(item.get("lead_unit") or "")
    return [f"{LIGHT_SHAPES[light]}{LIGHT_LABELS[light]}", str(item.id), kind, item.name, unit, alert.judgement.reason]
