"""What the status sheets say: finished texts for a template, computed from items with exact integers.

A sheet is a kind, a title, a Typst template (a plain file under resources/templates) and a function that makes the
template's data of a `Selection`. Columns are read off the list of fields; positions are the template's business.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
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
PARTIAL = "※"
_PLAN, _DONE = "annual_plan", "invested_year"
PROGRESS_COLUMNS = (
    NUMBER, "name", "action", "total_investment", _PLAN, _DONE, RATE, "progress_percent",
    "deadline", LIGHT, "lead_unit", "progress_text", "problems", "note",
)  # fmt: skip
_RIGHT = frozenset({Type.MONEY, Type.PERCENT, Type.DECIMAL})
_CENTRE = frozenset({Type.CHOICE, Type.DEADLINE, Type.BOOL, Type.KIND})
_ONE_LINE = _RIGHT | {Type.CHOICE, Type.DEADLINE, Type.BOOL, Type.KIND}
_HEADS = {_PLAN: "年度计划\n投资", _DONE: "年内累计\n完成投资"}  # where a head may be broken
_LEAST = 0.6  # the share of its width that a column of texts keeps though it is empty, to write in by hand
_MOST = 1.3  # and what one of long texts takes at most
_USUAL = 0.9  # the share of the texts that decide how wide their column is
_COUNTERS = {Kind.PROJECT: "个", Kind.PROGRAMME: "个", Kind.TARGET: "项", Kind.TASK: "项"}
# Control characters print nothing; half a surrogate pair is no text; direction marks would turn words round.
_UNPRINTABLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_WHOLE = 1000  # tenths of a percent
_ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column: what it shows, its header (with the line break it may have), and where its texts stand.

    `one_line`: as wide as its widest text; `width` is not used. Else `width` is its share, in letters or digits.
    """

    key: str
    label: str
    unit: str
    width: int
    align: str
    one_line: bool

    @property
    def room(self) -> int:
        """How many letters or digits surely fit on a line, however little the figures leave."""
        return max(6, self.width // 2)


_COMPUTED = {
    NUMBER: Column(NUMBER, "序号", "", 6, "center", one_line=True),
    RATE: Column(RATE, "投资完成率", "%", 8, "right", one_line=True),
    LIGHT: Column(LIGHT, "灯号", "", 10, "center", one_line=True),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a sheet is to show: items of a portfolio, the tree of the whole portfolio, the day, who reports.

    `due_days`: up to how many days ahead a deadline is 临期.
    """

    items: Sequence[Item]
    tree: Tree
    on: date
    reporter: str = ""
    due_days: int = DUE_DAYS


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
    return Column(key, _HEADS.get(key, field.label), unit, field.width, align, field.type in _ONE_LINE)


def fitted(column: Column, items: Iterable[Item]) -> Column:
    """A column of texts as wide as most of its texts need; one that is empty throughout leaves its room to others."""
    if column.one_line:
        return column
    widths = sorted(_letters(str(text)) for item in items if (text := item.get(column.key)))
    needed = widths[int(_USUAL * (len(widths) - 1))] if widths else 0
    least = max(int(column.width * _LEAST), _letters(column.label) + 2)
    return replace(column, width=max(least, min(needed + 2, int(column.width * _MOST))))


def _letters(text: str) -> int:
    """How wide the longest line of a text is, in letters; a Chinese character takes two."""
    return max(
        sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in text.split("\n")
    )


def progress_sheet(selection: Selection) -> dict[str, object]:
    """项目进展情况表: grouped by section, members under their programmes, sums that count nothing twice."""
    columns = [fitted(column(key), selection.items) for key in PROGRESS_COLUMNS]
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
        "notes": [*NOTES, *sums.rates.notes()],
        "legend": legend(selection.due_days),
        "shapes": {light.value: LIGHT_SHAPES[light] for light in Light},
    }


NOTES = [
    f"注：金额写在项目包上的，由项目包计入小计、合计，不再按其下各项目重复计。带 {NOT_COUNTED} 的金额（已含在项目包内，"
    "或为另行列出的总盘子）只供对照，不计入小计、合计。",
    f"总投资栏照录来源所列金额（{'、'.join(AMOUNT_WORDS)}）。投资完成率＝年内累计完成投资÷年度计划投资。空白为没有填报。",
]


def legend(due_days: int) -> list[str]:
    """What the lights mean."""
    return [
        LIGHT_SHAPES[light] + LIGHT_LABELS[light] + (f"（{due_days}天内到期）" if light is Light.YELLOW else "")
        for light in Light
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
        self.on, self.due_days = selection.on, selection.due_days
        self._columns = columns
        money = [each.key for each in columns if each.key in FIELD and FIELD[each.key].type is Type.MONEY]
        self.counted = {key: counted_ids(selection.items, selection.tree, key) for key in money}
        self.rates = _Rates(selection, self.counted[_PLAN], self.counted[_DONE])

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
            return _warnings(items, self.on, self.due_days)
        if key == RATE:
            return self._rate(items)
        if key in self.counted:
            return display(FIELD[key], self.of(items, key)) or None
        return ""

    def _rate(self, items: Sequence[Item]) -> str | None:
        """The rate of a group, marked where it is not the quotient of the two sums beside it."""
        done, plan = sums = self.of(items, _DONE), self.of(items, _PLAN)
        paired = self.rates.of(items)
        if paired == sums or done is None or plan is None:
            return rate(*paired)
        return PARTIAL + (rate(*paired) or "")


class _Rates:
    """Rates of groups: only of items that have an annual plan and an investment reported for that plan."""

    def __init__(self, selection: Selection, planned: frozenset[int], invested: frozenset[int]) -> None:
        chosen = {item.id: item for item in selection.items}
        self._pairs: dict[int, tuple[int, int]] = {}  # the id of the planned item → investment, plan
        reported: set[int] = set()
        for id in planned:
            below = [chosen[member] for member in selection.tree.descendants(id) if member in chosen]
            parts = [chosen[id]] if _amount(chosen[id], _DONE) is not None else _carriers(below, selection.tree)
            if parts:
                self._pairs[id] = sum(_amount(part, _DONE) or 0 for part in parts), _amount(chosen[id], _PLAN) or 0
                reported |= {part.id for part in parts}
        self._left_out = (planned | invested) - self._pairs.keys() - reported if planned and invested else frozenset()

    def of(self, items: Sequence[Item]) -> tuple[int | None, int | None]:
        """Investment and plan over `items`; None, None where no item has both."""
        pairs = [self._pairs[item.id] for item in items if item.id in self._pairs]
        return (sum(done for done, _ in pairs), sum(plan for _, plan in pairs)) if pairs else (None, None)

    def notes(self) -> list[str]:
        """What the mark beside a rate means, where something was left out."""
        if not self._left_out:
            return []
        return [
            f"带 {PARTIAL} 的完成率只计年度计划和年内累计完成都填报了的 {len(self._pairs)} 项，"
            f"只填了其中一个的 {len(self._left_out)} 项不计入完成率。"
        ]


def _carriers(items: Sequence[Item], tree: Tree) -> list[Item]:
    """The items whose reported investment adds up to that of all `items`."""
    counted = counted_ids(items, tree, _DONE)
    return [item for item in items if item.id in counted]


def _row(placed: _Placed, number: int, columns: Sequence[Column], sums: _Sums) -> dict[str, object]:
    judgement = judge(placed.item, sums.on, sums.due_days)
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
        return rate(_amount(item, _DONE), _amount(item, _PLAN))
    if key == LIGHT:
        return LIGHT_SHAPES[judgement.light] + LIGHT_LABELS[judgement.light]
    text = display(FIELD[key], item.get(key))
    if text and key == "total_investment":
        text = format_qualified(text, str(item.get("amount_qualifier") or ""))
    if text and key in sums.counted and item.id not in sums.counted[key]:
        text = NOT_COUNTED + text
    return (printable(text) if column.align == "right" else printable(text, column.room)) or None


def _amount(item: Item, key: str) -> int | None:
    value = item.get(key)
    return None if value is None else int(value)


def rate(invested: int | None, plan: int | None) -> str | None:
    """投资完成率 in percent with one decimal, rounded half up, but never up to 100; None where it cannot be told."""
    if invested is None or not plan:
        return None
    tenths = (2000 * abs(invested) + abs(plan)) // (2 * abs(plan))
    if tenths == _WHOLE and abs(invested) < abs(plan):
        tenths -= 1
    sign = "-" if tenths and (invested < 0) != (plan < 0) else ""
    return f"{sign}{tenths // 10:,}.{tenths % 10}"


def _count_text(label: str, items: Sequence[Item]) -> str:
    """三、创新驱动转型（项目12个、项目包1个）"""
    kinds = Counter(item.kind for item in items)
    counts = [f"{KIND_LABELS[kind]}{kinds[kind]}{_COUNTERS[kind]}" for kind in Kind if kinds[kind]]
    return f"{printable(label)}（{'、'.join(counts)}）"


def _warnings(items: Sequence[Item], on: date, due_days: int) -> str:
    """How many are overdue and due soon: ▲2 ◆1"""
    lights = Counter(judge(item, on, due_days).light for item in items)
    return " ".join(f"{LIGHT_SHAPES[light]}{lights[light]}" for light in (Light.RED, Light.YELLOW) if lights[light])


def printable(text: str, width: int = 40) -> str:
    """`text` without what cannot be printed; a run of `width` letters or digits without a space may be broken."""
    clean = _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n"))
    return re.sub(rf"[!-~¡-ɏ]{{{width},}}", lambda run: _ZERO_WIDTH_SPACE.join(run[0]), clean)
