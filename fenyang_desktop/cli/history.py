"""The command that says who set which value, when, and from which cell."""

from collections.abc import Sequence
from typing import Annotated

import typer

from fenyang_desktop.cli.console import say, say_json, table
from fenyang_desktop.cli.opening import JsonOption, PortfolioOption, reading
from fenyang_desktop.cli.values import exact_text
from fenyang_desktop.domain.changes import ACTION_LABELS, EXISTS, ITEM, Change
from fenyang_desktop.domain.closing import CLOSE, close_text
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.services.naming import Subject, label_of, subjects
from fenyang_desktop.services.workspace import Workspace

_ROWS = 50
_FILE = "台账"  # whose 基准日 and title change

ItemOption = Annotated[str | None, typer.Option("--item", metavar="编号或名称", help="只看一个项目的变更。")]
LimitOption = Annotated[
    int | None, typer.Option("--limit", metavar="条数", help=f"最多列多少条；不写时列 {_ROWS} 条，JSON 列全部。", min=1)
]


def show_history(
    portfolio: PortfolioOption = None, item: ItemOption = None, limit: LimitOption = None, as_json: JsonOption = False
) -> int:
    """列出每个数值由谁、何时、从哪个单元格改来，最新的在前。"""
    with reading(portfolio) as workspace:
        id = _item_id(workspace, item) if item else None
        trail = workspace.trail(id, limit=limit if as_json or limit else _ROWS + 1)
        facts = _facts(workspace, trail)
    if as_json:
        say_json(facts)
        return 0
    shown = facts if limit else facts[:_ROWS]
    say(
        table(
            ["时间", "经手人", "操作", "编号", "名称", "字段", "原值", "新值", "来源"],
            list(map(_row, shown)),
            right={3},
        )
    )
    more = f"，只列了最新的 {_ROWS} 条，用 --limit 多列一些" if len(shown) < len(facts) else ""
    say(f"共列出 {len(shown)} 条{more}。")
    return 0


def _item_id(workspace: Workspace, text: str) -> int:
    """The id that a number or a name means; also of an item that is gone. Raises UserError."""
    named = {item.id for item in workspace.items() if item.name == text}
    if len(named) > 1:
        raise UserError("name_ambiguous", text=text, ids="、".join(map(str, sorted(named))))
    if named:
        return named.pop()
    if text.isdecimal() and len(text) < 18 and workspace.trail(int(text), limit=1):
        return int(text)
    if not (trail := _named_once(workspace, text)):
        raise UserError("name_unknown", text=text)
    return trail[0].change.id


def _named_once(workspace: Workspace, text: str) -> list[StoredChange]:
    """The latest change that gave or took this name."""
    return [one for one in workspace.trail(field="name") if text in (one.change.old, one.change.new)][:1]


def _facts(workspace: Workspace, trail: list[StoredChange]) -> list[dict[str, object]]:
    changes = [one.change for one in trail]
    names, known = _names(workspace, changes), subjects(workspace, changes)
    return [_fact(one, names, known[one.change.entity, one.change.id]) for one in trail]


def _names(workspace: Workspace, changes: Sequence[Change]) -> dict[int, str]:
    """The names of the items that the changes speak of; of one that is gone the last name that it had."""
    wanted = {one.item for one in subjects(workspace, changes).values() if one.item is not None}
    for change in changes:
        if change.entity == ITEM and change.field == "parent":
            wanted |= {int(value) for value in (change.old, change.new) if value is not None}
    names = {item.id: item.name for item in workspace.items(wanted)}
    for id in wanted - names.keys():
        if last := workspace.trail(id, "name", 1):
            names[id] = str(last[0].change.old or last[0].change.new)
    return names


def _fact(one: StoredChange, names: dict[int, str], subject: Subject) -> dict[str, object]:
    change, source, origin = one.change, one.set.source, one.change.origin
    return {
        "at": source.at.astimezone().isoformat(timespec="seconds"),
        "author": source.author,
        "action": source.action.value,
        "title": source.title,
        "set": one.set.id,
        "id": subject.item,
        "name": names.get(subject.item) if subject.item is not None else _FILE,
        "entity": change.entity,
        "record": subject.record or None,
        "field": change.field,
        "label": label_of(change),
        "old": exact_text(change, change.old, names),
        "new": exact_text(change, change.new, names),
        "file": origin.file if origin else None,
        "sheet": origin.sheet if origin else None,
        "cell": origin.cell if origin else None,
        "sender": (origin.sender or None) if origin else None,
    }


def _row(fact: dict[str, object]) -> list[str]:
    key = str(fact["field"])
    label = ("新增" if fact["new"] else "删除") if key == EXISTS else str(fact["label"])
    name = " · ".join(str(fact[part]) for part in ("name", "record") if fact[part])
    values = ["", ""] if key == EXISTS else [str(fact[which] or "") for which in ("old", "new")]
    if fact["entity"] == CLOSE:
        values = [close_text(key, value or None) for value in values]
    origin = " ".join(str(fact[part]) for part in ("sender", "file", "sheet", "cell") if fact[part])
    when = str(fact["at"])[:16].replace("T", " ")
    action = next(text for action, text in ACTION_LABELS.items() if action.value == fact["action"])
    return [when, str(fact["author"]), action, str(fact["id"] or ""), name, label, *values, origin]
