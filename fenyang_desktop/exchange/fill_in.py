"""The fill-in workbook that a unit gets: its items, last month's figures grey and locked, this month's cells open.

Each row carries its hidden key (`fill_in_key.py`) beside the hidden 编号 by which any import knows it. The protection
has no password: it keeps from slips, not from people.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fenyang_desktop.domain.fields import ID_LABEL, STAGES, Kind, Type
from fenyang_desktop.domain.months import month_before
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.exchange.fill_in_columns import (
    PROJECT_COLUMNS,
    TARGET_COLUMNS,
    FillInColumn,
    FillInRow,
    Group,
)
from fenyang_desktop.exchange.fill_in_key import KEY_LABEL, write_key
from fenyang_desktop.exchange.writing import Formats, check_length, write_cell

PROJECTS, TARGETS, HOW = "填报表", "指标", "填报说明"
SPARE_ROWS = 10  # for new projects
_FONT, _HEAD_FONT = "宋体", "黑体"
_TITLE_ROW, _LINE_ROW, _GROUP_ROW, _HEAD_ROW, _FIRST = range(5)
_ID, _KEY, _SERIAL, _LEFT = range(4)  # the hidden two, 序号, and the first column that is read off the fields
_A3, _A4 = 8, 9
_BORDER = "#9AA5B1"
_HEAD_COLOURS = {Group.ITEM: "#E7ECF2", Group.LAST: "#D9D9D9", Group.THIS: "#FCE4B0"}
_OPEN = {"bg_color": "#FFFBE6", "locked": False}
_STYLES: dict[Group, dict[str, object]] = {
    Group.ITEM: {},
    Group.LAST: {"bg_color": "#F2F2F2", "font_color": "#7F7F7F"},
    Group.THIS: _OPEN,
}
_NOT_OF_KIND = {"bg_color": "#E4E4E4"}
_LEAST = {Type.MONEY: 2, Type.PERCENT: 1}  # decimals of an open cell: what is typed is shown
_PATTERNS = {Type.MONEY: "#,##0.00", Type.PERCENT: "0.0%"}
_PROTECTION = {
    one: True
    for one in (
        "format_cells",
        "format_columns",
        "format_rows",
        "insert_columns",
        "insert_rows",
        "sort",
        "autofilter",
        "select_locked_cells",
        "select_unlocked_cells",
    )
}
_STEPS = (
    "只填浅黄色的格子，本月的数填在“本月填报”下面。灰色的是上月报的数，供对照，不用改。",
    "金额单位都是万元，只填数字，不写“万元”；没有发生的填 0，还不知道的留空（留空表示没有报，台账保留原来的数）。",
    "形象进度填 0 到 100：输入 45 就显示 45.0%。",
    "“阶段”“是否开工”等从格子右边的下拉框里选。阶段没有变化的不用改。",
    "“进展情况”写到本月末为止的情况，不要照抄上月；有问题的写清卡在哪里、需要谁协调。",
    "新增的项目填在表末的空行，写上项目名称；不够时可以插入行。不要复制别的项目那一行来改。",
    "可以筛选、调整行高列宽、插入列。需要排序时，先点“审阅”里的“撤销工作表保护”（没有密码），再整表排序。",
    "不要删除表头和隐藏的“编号”“填报标识”两列：退回来时靠它们认出每一行。",
    "填好后保存，原样发回；.xlsx、.xls、.et 都可以。",
)


@dataclass(frozen=True, slots=True)
class FillIn:
    """What goes to one unit for a month; `unit` is "" for the workbook of all units, which no single one sends back."""

    unit: str
    month: str
    rows: Sequence[FillInRow]


def fill_in_bytes(fill_in: FillIn, step: Callable[[int], None] = lambda done: None) -> bytes:
    """The workbook as .xlsx. Raises UserError `text_too_long` for a text that no cell can hold."""
    import xlsxwriter  # needed only when something is written

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    targets = [row for row in fill_in.rows if row.kind is Kind.TARGET]
    projects = [row for row in fill_in.rows if row.kind is not Kind.TARGET]
    with xlsxwriter.Workbook(out, options) as book:
        month = format_month(fill_in.month)
        book.set_properties({"title": f"{month}填报表", "subject": fill_in.unit})
        formats = Formats(book, valign="vcenter", font_name=_FONT, font_size=10)
        if projects or not targets:
            page = _Page(book, PROJECTS, f"{month}重点项目进展填报表", fill_in, PROJECT_COLUMNS, formats)
            page.write(projects, SPARE_ROWS, step, _A3)
        if targets:
            page = _Page(book, TARGETS, f"{month}指标完成情况填报表", fill_in, TARGET_COLUMNS, formats)
            page.write(targets, 0, step, _A4)
        _write_how(book.add_worksheet(HOW), formats)
    return out.getvalue()


class _Page:
    """One sheet with a table to be filled in."""

    def __init__(
        self, book: Any, name: str, title: str, fill_in: FillIn, columns: Sequence[FillInColumn], formats: Formats
    ) -> None:
        self._page = book.add_worksheet(name)
        self._title, self._fill_in, self._columns, self._formats = title, fill_in, columns, formats
        self._right = _LEFT + len(columns) - 1

    def write(self, rows: Sequence[FillInRow], spare: int, step: Callable[[int], None], paper: int) -> None:
        """Write all of it: the head, a row for each item, and spare ones."""
        self._write_head()
        for number, row in enumerate(rows):
            step(number)
            self._write_row(_FIRST + number, number + 1, row)
        first_spare = _FIRST + len(rows)
        for number in range(first_spare, first_spare + spare):
            self._write_spare(number)
        last = max(first_spare + spare - 1, _FIRST)
        self._page.autofilter(_HEAD_ROW, _ID, last, self._right)
        self._check_input(first_spare, last)
        self._page.protect("", _PROTECTION)
        self._set_up_print(last, paper)

    def _write_head(self) -> None:
        page, month = self._page, self._fill_in.month
        title = self._formats.of(font_name=_HEAD_FONT, font_size=18, align="center")
        page.merge_range(_TITLE_ROW, _SERIAL, _TITLE_ROW, self._right, self._title, title)
        self._write_line()
        groups = {
            Group.ITEM: "基本情况",
            Group.LAST: f"上月情况（{format_month(month_before(month))}）",
            Group.THIS: f"本月填报（{format_month(month)}）",
        }
        left = _SERIAL
        for group, members in groupby(self._columns, key=lambda column: column.group):
            right = left + sum(1 for _ in members) - (group is not Group.ITEM)
            page.merge_range(_GROUP_ROW, left, _GROUP_ROW, right, groups[group], self._head_style(group))
            left = right + 1
        hidden = self._formats.of(font_size=8)
        for place, label in ((_ID, ID_LABEL), (_KEY, KEY_LABEL)):
            page.write_string(_HEAD_ROW, place, label, hidden)
        page.set_column(_ID, _KEY, 2, None, {"hidden": True})
        page.write_string(_HEAD_ROW, _SERIAL, "序号", self._head_style(Group.ITEM))
        page.set_column(_SERIAL, _SERIAL, 5)
        for number, column in enumerate(self._columns, start=_LEFT):
            page.write_string(_HEAD_ROW, number, column.header.replace("(", "\n("), self._head_style(column.group))
            page.set_column(number, number, column.width)
        for row, height in ((_TITLE_ROW, 34), (_LINE_ROW, 22), (_GROUP_ROW, 20), (_HEAD_ROW, 44)):
            page.set_row(row, height)
        page.freeze_panes(_FIRST, _LEFT + 1)

    def _write_line(self) -> None:
        """Who fills it in, in what unit; the middle is open for a name and a telephone number."""
        page = self._page
        unit = f"填报单位：{self._fill_in.unit}" if self._fill_in.unit else "全部责任单位"
        page.write_string(_LINE_ROW, _SERIAL, unit, self._formats.of(font_size=11))
        middle = next(n for n, column in enumerate(self._columns, start=_LEFT) if column.group is Group.LAST)
        who = "填报人：　　　　　　联系电话：　　　　　　　　填报日期：　　　　"
        page.merge_range(
            _LINE_ROW, middle, _LINE_ROW, self._right - 1, who, self._formats.of(font_size=11, locked=False)
        )
        money = any(column.field.type is Type.MONEY for column in self._columns)
        line = "单位：万元" if money else ""
        page.write_string(_LINE_ROW, self._right, line, self._formats.of(font_size=11, align="right"))

    def _head_style(self, group: Group) -> Any:
        return self._formats.of(
            font_name=_HEAD_FONT,
            text_wrap=True,
            align="center",
            bg_color=_HEAD_COLOURS[group],
            border=1,
            border_color=_BORDER,
        )

    def _write_row(self, number: int, serial: int, row: FillInRow) -> None:
        page, grid = self._page, {"border": 1, "border_color": _BORDER}
        page.write_number(number, _ID, row.key.item, self._formats.of())
        page.write_string(number, _KEY, write_key(row.key), self._formats.of())
        page.write_number(number, _SERIAL, serial, self._formats.of(align="center", **grid))
        for place, column in enumerate(self._columns, start=_LEFT):
            value, has = column.value(row), column.has(row.kind)
            style = {**grid, **(_STYLES[column.group] if has else _NOT_OF_KIND)}
            is_open = has and column.group is Group.THIS
            if value is None:
                page.write_blank(number, place, None, self._blank(column, style))
                continue
            check_length(row.key.item, column.field, value)
            least = _LEAST.get(column.field.type, 0) if is_open else 0
            write_cell(page, number, place, column.field, value, self._formats, least=least, **style, **_align(column))

    def _write_spare(self, number: int) -> None:
        style = {"border": 1, "border_color": _BORDER}
        self._page.write_blank(number, _SERIAL, None, self._formats.of(align="center", **style, **_OPEN))
        for place, column in enumerate(self._columns, start=_LEFT):
            own = _STYLES[Group.LAST] if column.group is Group.LAST else _OPEN
            self._page.write_blank(number, place, None, self._blank(column, {**style, **own}))

    def _blank(self, column: FillInColumn, style: dict[str, object]) -> Any:
        pattern = _PATTERNS.get(column.field.type)
        shown = {"num_format": pattern} if pattern else {"text_wrap": True}
        return self._formats.of(**shown, **style, **_align(column))

    def _check_input(self, first_spare: int, last: int) -> None:
        """Let each open cell take only what can be read from it; the fixed columns are open in the spare rows."""
        for place, column in enumerate(self._columns, start=_LEFT):
            first = _FIRST if column.group is Group.THIS else first_spare
            rule = _rule(column)
            if rule and column.group is not Group.LAST and first <= last:
                self._page.data_validation(first, place, last, place, rule)

    def _set_up_print(self, last: int, paper: int) -> None:
        page = self._page
        page.set_paper(paper)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(_GROUP_ROW, _HEAD_ROW)
        page.print_area(_TITLE_ROW, _ID, last, self._right)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer("&C第 &P 页 共 &N 页")


def _align(column: FillInColumn) -> dict[str, object]:
    return {"align": "center"} if column.field.type in (Type.BOOL, Type.CHOICE) else {}


def _rule(column: FillInColumn) -> dict[str, object] | None:
    """What an open cell takes, and what is said of anything else."""
    label = column.field.label
    match column.field.type:
        case Type.MONEY:
            text = f"“{label}”请填 0 或以上的数，单位万元，不要写“万元”“约”等字。没有发生的填 0，还不知道的留空。"
            rule: dict[str, object] = {"validate": "decimal", "criteria": ">=", "value": 0}
        case Type.PERCENT:
            text = f"“{label}”请填 0 到 100 之间的数：输入 45 就是 45%。"
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
        case Type.DECIMAL:
            text = f"“{label}”请只填数字，计量单位不用写。"
            rule = {"validate": "decimal", "criteria": "between", "minimum": -1e14, "maximum": 1e14}
        case Type.BOOL:
            text = f"“{label}”请从下拉框里选“是”或“否”。"
            rule = {"validate": "list", "source": ["是", "否"]}
        case Type.CHOICE:
            choices = column.field.choices or STAGES
            text = f"“{label}”请从下拉框里选一个：{'、'.join(choices)}。"
            rule = {"validate": "list", "source": list(choices)}
        case _:
            return None
    return {**rule, "error_title": "请检查所填的内容", "error_message": text}


def _write_how(page: Any, formats: Formats) -> None:
    """One column of sentences: nothing that an import could take for a table."""
    page.set_column(0, 0, 96)
    page.set_row(0, 34)
    page.write_string(0, 0, HOW, formats.of(font_name=_HEAD_FONT, font_size=18, align="center"))
    for number, text in enumerate(_STEPS, start=1):
        page.set_row(number, 38)
        page.write_string(number, 0, f"{number}. {text}", formats.of(font_size=11, text_wrap=True))
    page.hide_gridlines(2)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.protect("", {"format_columns": True, "format_rows": True})
