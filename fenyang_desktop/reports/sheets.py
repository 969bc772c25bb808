"""What the status sheets say: finished texts for a template, computed from items with exact integers.

A sheet is a kind, a title, a Typst template (a plain file under resources/templates) and a function that makes the
template's data of a `Selection`. Columns are read off the list of fields; positions are the template's business.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from fenyang_desktop.domain.amounts import format_qualified
from fenyang_desktop.domain.fields import AMOUNT_WORDS, FIELD, KIND_LABELS, Kind, Type
from fenyang_desktop.domain.items import Item, Tree, counted_ids
from fenyang_desktop.domain.lights import DUE_DAYS, LIGHT_LABELS, LIGHT_SHAPES, Judgement, Light, judge
from fenyang_desktop.domain.values import display

NUMBER, RATE, LIGHT = "number", "rate", "light"  # computed columns beside the fields
MONEY_UNIT = "万元"
NO_SECTION = "未填重点领域"
NOT_COUNTED = "*"
PROGRESS_COLUMNS = (
    NUMBER, "name", "action", "total_investment", "annual_plan", "invested_year", RATE, "progress_percent",
    "deadline", LIGHT, "lead_unit", "progress_text", "problems", "note",
)  # fmt: skip
_RIGHT = frozenset({Type.MONEY, Type.PERCENT, Type.DECIMAL})
_CENTRE = frozenset({Type.CHOICE, Type.DEADLINE, Type.BOOL, Type.KIND})
_WIDEST = {Type.LONG_TEXT: 24}  # paper is scarcer than a window that scrolls
_PADDING = 1
_COUNTERS = {Kind.PROJECT: "个", Kind.PROGRAMME: "个", Kind.TARGET: "项", Kind.TASK: "项"}
# Control characters print nothing; half a surrogate pair is no text; direction marks would turn words round.
_UNPRINTABLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column: what it shows, its header, its width in characters, and where its texts stand."""

    key: str
    label: str
    unit: str
    width: int
    align: str

    @property
    def room(self) -> int:
        """How many letters or digits surely fit on a line."""
        return self.width - 2 * _PADDING


_COMPUTED = {
    NUMBER: Column(NUMBER, "序号", "", 7, "center"),
    RATE: Column(RATE, "投资完成率", "%", 10, "right"),
    LIGHT: Column(LIGHT, "灯号", "", 10, "center"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a sheet is to show: items of a portfolio, the tree of the whole portfolio, the day, who reports."""

    items: Sequence[Item]
    tree: Tree
    on: date
    reporter: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of sheet. `data` makes of a selection what the template takes."""

    key: str
    title: str
    description: str
    template: str
    data: Callable[[Selection], dict[str, object]]


def column(key: str) -> Column:
    """The printed column of a field, or a computed one. 万元 stands once above the table, other units in the head."""
    if key in _COMPUTED:
        return _COMPUTED[key]
    field = FIELD[key]
    align = "right" if field.type in _RIGHT else "center" if field.type in _CENTRE else "left"
    unit = "" if field.unit == MONEY_UNIT else field.unit
    return Column(key, field.label, unit, min(field.width, _WIDEST.get(field.type, field.width)) + _PADDING, align)


def progress_sheet(selection: Selection) -> dict[str, object]:
    """项目进展情况表: grouped by section, members under their programmes, sums that count nothing twice."""
    columns = [column(key) for key in PROGRESS_COLUMNS]
    lead = next(place for place, each in enumerate(columns) if each.align == "right")
    sums = _Sums(selection, columns[lead:])
    number = 0
    groups = []
    for section, branches in _by_section(_nested(selection)).items():
        rows = []
        for branch in branches:
            number += 1
            rows += [_row(placed, number, columns, sums) for placed in branch]
        items = [placed.item for branch in branches for placed in branch]
        groups.append(
            {"title": printable(section), "sum": [_count_text(section, items), *sums.texts(items)], "rows": rows}
        )
    return {
        "reporter": printable(selection.reporter),
        "on": f"{selection.on.year}年{selection.on.month}月{selection.on.day}日",
        "unit": MONEY_UNIT,
        "columns": [asdict(each) for each in columns],
        "lead": lead,
        "total": [_count_text("合计", selection.items), *sums.texts(selection.items)],
        "groups": groups,
        "notes": NOTES,
    }


NOTES = [
    f"注：金额写在项目包上的，由项目包计入小计、合计，不再按其下各项目重复计。带 {NOT_COUNTED} 的金额（已含在项目包内，"
    "或为另行列出的总盘子）只供对照，不计入小计、合计。",
    f"总投资栏照录来源所列金额（{'、'.join(AMOUNT_WORDS)}）。投资完成率＝年内累计完成投资÷年度计划投资。“—”为未填或无。灯号："
    + "　".join(f"{LIGHT_SHAPES[light]}{LIGHT_LABELS[light]}" for light in Light)
    + f"（临期指 {DUE_DAYS} 天内到期）。",
]
PROGRESS = Sheet(
    "progress",
    "项目进展情况表",
    "A3 横向。按重点领域分组，项目包下列出各项目，有小计、合计、完成率和灯号，可直接用于调度会。",
    "progress.typ",
    progress_sheet,
)
SHEETS: Mapping[str, Sheet] = {sheet.key: sheet for sheet in (PROGRESS,)}


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item in its place: the numbers of its members below its branch, such as "1.2", and how deep it stands."""

    item: Item
    numbering: str
    depth: int
    heads: bool  # whether members stand below it


def _nested(selection: Selection) -> Iterator[list[_Placed]]:
    """The branches of the selection: an item at the top with its selected members below it.

    An item whose programme is not selected stands under the nearest selected one above, or at the top.
    """
    chosen = {item.id for item in selection.items}
    members: dict[int | None, list[Item]] = {}
    for item in selection.items:
        above = next((above.id for above in selection.tree.ancestors(item.id) if above.id in chosen), None)
        members.setdefault(above, []).append(item)
    for top in members.get(None, ()):
        branch = []
        stack = [(top, "", 0)]
        while stack:
            item, numbering, depth = stack.pop()
            below = members.get(item.id, ())
            branch.append(_Placed(item, numbering, depth, bool(below)))
            placed = [(member, f"{numbering}.{place}", depth + 1) for place, member in enumerate(below, 1)]
            stack += reversed(placed)
        yield branch


def _by_section(branches: Iterator[list[_Placed]]) -> dict[str, list[list[_Placed]]]:
    """Branches by the section of their top item, sections in order of appearance."""
    groups: dict[str, list[list[_Placed]]] = {}
    for branch in branches:
        groups.setdefault(str(branch[0].item.get("section") or NO_SECTION), []).append(branch)
    return groups


class _Sums:
    """Sums of the selection's amounts; what counts is settled once for the whole selection."""

    def __init__(self, selection: Selection, columns: Sequence[Column]) -> None:
        self.on = selection.on
        self._columns = columns
        money = [each.key for each in columns if each.key in FIELD and FIELD[each.key].type is Type.MONEY]
        self.counted = {key: counted_ids(selection.items, selection.tree, key) for key in money}

    def of(self, items: Sequence[Item], key: str) -> int | None:
        """The sum of an amount in 分 over `items`; None where none of them carries one."""
        amounts = [int(item.get(key) or 0) for item in items if item.id in self.counted[key]]
        return sum(amounts) if amounts else None

    def texts(self, items: Sequence[Item]) -> list[str | None]:
        """One text a column for the row of a group or the whole sheet; "" where there is nothing to sum."""
        return [self._text(items, each) for each in self._columns]

    def _text(self, items: Sequence[Item], column: Column) -> str | None:
        key = column.key
        if key == LIGHT:
            return _warnings(items, self.on)
        if key == RATE:
            return rate(self.of(items, "invested_year"), self.of(items, "annual_plan"))
        if key in self.counted:
            return printable(display(FIELD[key], self.of(items, key)), column.room) or None
        return ""


def _row(placed: _Placed, number: int, columns: Sequence[Column], sums: _Sums) -> dict[str, object]:
    judgement = judge(placed.item, sums.on)
    return {
        "cells": [_cell(placed, f"{number}{placed.numbering}", each, judgement, sums) for each in columns],
        "depth": placed.depth,
        "package": placed.heads or placed.item.kind is Kind.PROGRAMME,
        "light": judgement.light.value,
    }


def _cell(placed: _Placed, number: str, column: Column, judgement: Judgement, sums: _Sums) -> str | None:
    item, key = placed.item, column.key
    if key == NUMBER:
        return number
    if key == RATE:
        return rate(_amount(item, "invested_year"), _amount(item, "annual_plan"))
    if key == LIGHT:
        return LIGHT_SHAPES[judgement.light] + LIGHT_LABELS[judgement.light]
    text = display(FIELD[key], item.get(key))
    if text and key == "total_investment":
        text = format_qualified(text, str(item.get("amount_qualifier") or ""))
    if text and key in sums.counted and item.id not in sums.counted[key]:
        text = NOT_COUNTED + text
    return printable(text, column.room) or None


def _amount(item: Item, key: str) -> int | None:
    value = item.get(key)
    return None if value is None else int(value)


def rate(invested: int | None, plan: int | None) -> str | None:
    """投资完成率 in percent with one decimal, rounded half up; None where it cannot be told."""
    if invested is None or not plan:
        return None
    tenths = (2000 * abs(invested) + abs(plan)) // (2 * abs(plan))
    sign = "-" if tenths and (invested < 0) != (plan < 0) else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def _count_text(label: str, items: Sequence[Item]) -> str:
    """三、创新驱动转型（项目12个、项目包1个）"""
    kinds = Counter(item.kind for item in items)
    counts = [f"{KIND_LABELS[kind]}{kinds[kind]}{_COUNTERS[kind]}" for kind in Kind if kinds[kind]]
    return f"{printable(label)}（{'、'.join(counts)}）"


def _warnings(items: Sequence[Item], on: date) -> str:
    """How many are overdue and due soon: ▲2 ◆1"""
    lights = Counter(judge(item, on).light for item in items)
    return " ".join(f"{LIGHT_SHAPES[light]}{lights[light]}" for light in (Light.RED, Light.YELLOW) if lights[light])


def printable(text: str, width: int = 40) -> str:
    """`text` without what cannot be printed; a run of `width` letters or digits without a space may be broken."""
    clean = _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n"))
    return re.sub(rf"[!-~¡-ɏ]{{{width},}}", lambda run: _ZERO_WIDTH_SPACE.join(run[0]), clean)
