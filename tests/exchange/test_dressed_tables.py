"""A clean table, dressed as departments dress theirs, reads back the same records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from messy.book import Book, Sheet

from fenyang_desktop.domain.amounts import format_decimal
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import Merge, Number, Raw, RawSheet, column_letter
from fenyang_desktop.services.comparing import compare
from fenyang_desktop.services.importing import read_file
from fenyang_desktop.services.preview import Preview, ReceivedFile

YEAR = 2023
Values = dict[str, str | int]
Choose = Callable[[st.SearchStrategy], object]  # hypothesis's `draw`

# -- the clean table

_PLACES = ("杏花村镇", "贾家庄镇", "城东", "城西", "南关", "演武镇", "文峰街道")
_WHAT = ("污水处理厂", "小学新建工程", "供热管网改造", "停车场", "统计信息中心", "标准厂房（二期）", "设计院迁建项目")
_UNITS = ("市住建局", "市交通局", "杏花村镇人民政府", "市水利局")
_DEADLINES = (
    ("10月底前", "2023-10-31|month|10月底前"),
    ("2024年6月", "2024-06-30|month|2024年6月"),
    ("2023.11", "2023-11-30|month|2023.11"),
    ("三季度末", "2023-09-30|quarter|三季度末"),
    ("年内", "2023-12-31|year|年内"),
    ("2023-09-15", "2023-09-15|day|2023-09-15"),
    ("尽快", "~|words|尽快"),
)
_FEN = st.integers(0, 10**9 - 1).map(lambda hundredths: hundredths * 10_000)  # amounts to 0.01 万元
_MONEY = ("total_investment", "annual_plan", "invested_year")


@st.composite
def records(draw) -> list[dict]:
    """Projects with stored values; a text of a deadline stands beside its value."""
    names = draw(
        st.lists(
            st.tuples(st.sampled_from(_PLACES), st.sampled_from(_WHAT)).map("".join),
            min_size=1,
            max_size=7,
            unique=True,
        )
    )
    found = []
    for name in names:
        total = draw(_FEN)
        record = {
            "name": name,
            "total_investment": total,
            "annual_plan": draw(st.one_of(st.none(), st.integers(0, total // 10_000).map(lambda part: part * 10_000))),
            "invested_year": draw(st.one_of(st.none(), st.just(0))),
            "deadline": draw(st.one_of(st.none(), st.sampled_from(_DEADLINES))),
            "progress_percent": draw(st.one_of(st.none(), st.integers(0, 100).map(lambda points: points * 100))),
            "lead_unit": draw(st.one_of(st.none(), st.sampled_from(_UNITS))),
        }
        found.append(record)
    return found


def clean(found: Sequence[dict], keys: Sequence[str], sections: Sequence[str]) -> list[Values]:
    """The stored values of the records in these columns, as an import should bring them."""
    rows = []
    for record, section in zip(found, sections, strict=True):
        values = {key: record[key] for key in keys if record.get(key) is not None}
        if "deadline" in values:
            values["deadline"] = values["deadline"][1]
        rows.append(values | ({"section": section} if section else {}))
    return rows


# -- the dress

_HEADERS = {
    "name": ("项目名称", "项 目 名 称", "项目\n名称", "项　目　名　称", "★项目名称", "工程名称", "建设项目名称"),
    "total_investment": ("总投资", "总 投 资", "计划总投资", "投资\n总额"),
    "annual_plan": ("年度计划投资", "2023年计划投资", "年度\n计划"),
    "invested_year": ("年内累计完成投资", "1-9月完成投资", "年度完成投资"),
    "deadline": ("完成时限", "竣工时间", "计划\n完成时间"),
    "progress_percent": ("形象进度", "工程进度", "形　象　进　度"),
    "lead_unit": ("责任单位", "牵头单位", "主管部门", "责　任　单　位"),
    "serial": ("序号", "序\n号"),
    "phone": ("联系电话", "联系人"),
    "section": ("所属领域", "领域", "重点领域"),
}
_PARENTS = {"total_investment": "投资情况", "annual_plan": "投资情况", "invested_year": "投资情况"} | {
    "deadline": "进度安排",
    "progress_percent": "进度安排",
}
_PER_UNIT = {"万元": 1_000_000, "亿元": 10_000_000_000, "元": 100}
_TITLES = ("汾阳市2023年重点项目进展情况表", "重点工程一览表", "附件2", "2023年9月重点项目清单")
_SENDERS = ("填报单位：市住建局（盖章）", "截止日期：2023年9月30日")
_NOTES = ("注：以上数据截至9月底。", "填表人：张某", "填表说明：", "备注：投资额以统计口径为准", "单位负责人：李某")
_DOMAINS = ("交通", "水利", "城建")
_SECTIONS = ("一、续建项目", "二、新开工项目", "三、前期项目")


@dataclass
class Dressed:
    """A sheet in the making: cells by row and column from 1, and merged ranges."""

    rows: list[dict[int, Raw]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    def add(self, cells: dict[int, Raw]) -> int:
        """A row, and its number."""
        self.rows.append(cells)
        return len(self.rows)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append(Merge(top, left, bottom, right))

    def sheet(self) -> RawSheet:
        filled = [(number, cells) for number, cells in enumerate(self.rows, start=1) if cells]
        return RawSheet("表", filled, merges=self.merges)


class Dresser:
    """Puts records into a sheet as some department might."""

    def __init__(self, draw: Choose, found: Sequence[dict]) -> None:
        self._draw, self._found = draw, found
        self.made = Dressed()
        wanted = [key for key in (*_MONEY, "deadline", "progress_percent", "lead_unit") if draw(st.booleans())]
        order = draw(st.permutations(["name", "total_investment", *(k for k in wanted if k != "total_investment")]))
        self.keys = [key for key in ("serial",) if draw(st.booleans())] + list(order)
        if draw(st.booleans()):
            self.keys.append("phone")
        groups = draw(st.sampled_from(("", "sections", "domains")))
        if groups == "domains":
            self.keys.insert(0, "section")
        self._left = 1 + draw(st.integers(0, 3))
        self._columns = {key: self._left + place for place, key in enumerate(self.keys)}
        self._right = self._left + len(self.keys) - 1
        self._unit = draw(st.sampled_from(sorted(_PER_UNIT)))
        self._unit_at = draw(st.sampled_from(("header", "above", "below", "cells")))
        self._groups_by = groups
        self._has_total = draw(st.sampled_from(("", "above", "below")))
        self.sections: list[str] = []
        self._only_header: dict[int, Raw] = {}

    def _chance(self) -> bool:
        return bool(self._draw(st.booleans()))

    def _one_of(self, choices: Sequence[str]) -> str:
        return str(self._draw(st.sampled_from(choices)))

    def dress(self) -> RawSheet:
        self._blank_rows()
        self._lines_above()
        bottom = self._header()
        if self._chance():
            self.made.add({column: str(place) for place, column in enumerate(self._columns.values(), start=1)})
        if self._has_total == "above":
            self._total(self._found)
        self._body()
        if self._has_total == "below":
            self._total(self._found)
        self._lines_below()
        assert bottom
        return self.made.sheet()

    def _blank_rows(self) -> None:
        for _ in range(self._draw(st.integers(0, 2))):
            self.made.add({})

    def _line(self, text: str, *, merged: bool) -> None:
        """A line of text over the table, in one of its columns or merged over all of them."""
        column = self._left if merged else self._draw(st.sampled_from((self._left, self._right)))
        row = self.made.add({column: text})
        if merged:
            self.made.merge(row, self._left, row, self._right)

    def _lines_above(self) -> None:
        for title in self._draw(st.lists(st.sampled_from(_TITLES), max_size=2, unique=True)):
            self._line(title, merged=self._chance())
            self._blank_rows()
        if self._chance():
            self.made.add(dict(zip((self._left, self._right), _SENDERS, strict=True)))
        if self._unit_at == "above":
            self._line(
                self._one_of((f"单位：{self._unit}", f"（单位:{self._unit}）", f"单 位： {self._unit}")),
                merged=self._chance(),
            )

    def _header(self) -> int:
        """One header row, or two with parents over neighbours that share one."""
        texts = {key: self._header_text(key) for key in self.keys}
        if not self._chance():
            self._only_header = {self._columns[key]: text for key, text in texts.items()}
            return self.made.add(self._only_header)
        merged = self._chance()
        if merged and len(self.keys) > 3 and self._chance():
            self._grandparents()
        top: dict[int, Raw] = {}
        bottom: dict[int, Raw] = {}
        first = len(self.made.rows) + 1
        for start, end, parent in self._groups():
            if parent:
                top[start] = parent
                bottom |= {c: texts[self.keys[c - self._left]] for c in range(start, end + 1)}
                if merged:
                    self.made.merge(first, start, first, end)
            else:
                top[start] = texts[self.keys[start - self._left]]
                if merged:
                    self.made.merge(first, start, first + 1, start)
        self.made.add(top)
        return self.made.add(bottom) if bottom or merged else first

    def _grandparents(self) -> None:
        """A row above the header that parts its columns in two."""
        middle = self._left + self._draw(st.integers(1, len(self.keys) - 3))
        row = self.made.add({self._left: "基本情况", middle + 1: "其他情况"})
        self.made.merge(row, self._left, row, middle)
        self.made.merge(row, middle + 1, row, self._right)

    def _groups(self) -> list[tuple[int, int, str]]:
        """First and last column with the parent of each; a parent stands over two neighbours at least."""
        found: list[tuple[int, int, str]] = []
        for key, column in self._columns.items():
            parent = _PARENTS.get(key, "")
            if parent and found and found[-1][2] == parent:
                found[-1] = (found[-1][0], column, parent)
            else:
                found.append((column, column, parent))
        return [(start, end, parent if end > start else "") for start, end, parent in found]

    def _header_text(self, key: str) -> str:
        text = self._one_of(_HEADERS[key])
        if key in _MONEY and self._unit_at == "header":
            return text + self._one_of((f"（{self._unit}）", f"\n({self._unit})", f"/{self._unit}"))
        return text + ("(%)" if key == "progress_percent" and self._chance() else "")

    def _body(self) -> None:
        names = {"sections": _SECTIONS, "domains": _DOMAINS}.get(self._groups_by, ())
        sections = list(names[: self._draw(st.integers(1, 3))]) or [""]
        parts: list[list[dict]] = [[] for _ in sections]
        for number, record in enumerate(self._found):
            parts[number * len(sections) // len(self._found)].append(record)
        number, has_subtotals = 0, self._chance()
        for section, part in zip(sections, parts, strict=True):
            if not part:
                continue
            if self._groups_by == "sections":
                self._line(section, merged=True)
            first = len(self.made.rows) + 1
            for record in part:
                number += 1
                self._record(number, record)
                self.sections.append(section)
                if not section:
                    self._interrupt()
            if self._groups_by == "domains":
                self.made.rows[first - 1][self._left] = section
                self.made.merge(first, self._left, len(self.made.rows), self._left)
            if section and has_subtotals:
                self._total(part, "小计")

    def _interrupt(self) -> None:
        """Nothing, blank rows, or the header once more as on a new page."""
        self._blank_rows()
        if self._only_header and self._chance():
            if self._chance():
                self._line("续表", merged=True)
            self.made.add(dict(self._only_header))

    def _record(self, number: int, record: dict) -> None:
        cells: dict[int, Raw] = {}
        for key, column in self._columns.items():
            if key == "section":
                continue  # merged down
            if key == "serial":
                cells[column] = Number(str(number)) if self._chance() else f"{number}"
            elif key == "phone":
                cells[column] = "0358-7222222"
            elif (value := record[key]) is not None:
                cells[column] = self._cell(key, value)
        self.made.add(cells)

    def _cell(self, key: str, value: object) -> Raw:
        if key in _MONEY:
            return self._amount(int(value))  # type: ignore[call-overload]
        if key == "progress_percent":
            points = Decimal(int(value)) / 100  # type: ignore[call-overload]
            if points == 1 or self._chance():
                return f"{points}%"
            return Number(str(points)) if self._chance() else Number(format_decimal(points / 100), "0%")
        return str(value[0]) if key == "deadline" else str(value)  # type: ignore[index]

    def _amount(self, fen: int) -> Raw:
        figure = Decimal(fen) / _PER_UNIT[self._unit]
        text = f"{figure:f}"
        if self._unit_at == "cells":
            return text + self._unit
        if len(text.replace(".", "")) <= 15 and self._chance():
            return Number(format_decimal(figure))
        return f"{figure:,f}" if self._chance() else text

    def _total(self, part: Sequence[dict], label: str = "") -> None:
        """A row whose sums are right."""
        cells: dict[int, Raw] = {self._left: label or self._one_of(("合计", "合  计", "总计", f"合计|{len(part)}个"))}
        for key in _MONEY:
            column = self._columns.get(key)
            if column is not None and column != self._left:
                cells[column] = self._amount(sum(record[key] or 0 for record in part))
        self.made.add(cells)

    def _lines_below(self) -> None:
        self._blank_rows()
        if self._unit_at == "below":
            self._line(f"单位：{self._unit}", merged=self._chance())
        for note in self._draw(st.lists(st.sampled_from(_NOTES), max_size=3, unique=True)):
            self._line(note, merged=True)


@st.composite
def dressed(draw) -> tuple[RawSheet, list[Values]]:
    """A sheet, and what an import should bring of it."""
    found = draw(records())
    dresser = Dresser(draw, found)
    sheet = dresser.dress()
    keys = [key for key in dresser.keys if key not in ("serial", "phone", "section")]
    return sheet, clean(found, keys, dresser.sections)


# -- the promise


def brought(preview: Preview) -> list[list[Values]]:
    """The values that each table would bring, new items as they are."""
    return [
        [{one.field: one.new for one in row.changes if one.field not in ("exists", "kind")} for row in table.rows]
        for table in preview.sheets
    ]


def _read(sheet: RawSheet) -> Preview:
    return compare(ReceivedFile(Path("表.xlsx"), (sheet,)), {}, (), YEAR, Progress())


@given(dressed())
@settings(max_examples=60)
def test_a_clean_table_reads_back_the_same_however_it_is_dressed(made):
    sheet, expected = made
    preview = _read(sheet)
    assert brought(preview) == [expected]
    assert preview.problems() == []
    assert all(not row.value_doubts and not row.doubt for row in preview.rows())
    (table,) = preview.sheets
    assert all(check.agrees for check in table.checks)
    told = {*table.header_rows, *(row.row for row in table.rows), *(one.row for one in table.skipped)}
    assert {row for row, _ in sheet.rows} <= told


def _as_sheet(sheet: RawSheet) -> Sheet:
    """The same sheet for the builders of files; a figure becomes a text where a float can't hold it."""
    last = sheet.rows[-1][0]
    cells = dict(sheet.rows)
    width = max(column for _, row in sheet.rows for column in row)
    rows = [
        [_value(cells.get(number, {}).get(column)) for column in range(1, width + 1)] for number in range(1, last + 1)
    ]
    merges = [f"{column_letter(m.left)}{m.top}:{column_letter(m.right)}{m.bottom}" for m in sheet.merges]
    return Sheet(rows, merges, name="表")


def _value(raw: Raw | None) -> str | float | None:
    match raw:
        case Number(digits, "General"):
            return float(digits)
        case Number(digits, _):
            return f"{format_decimal(Decimal(digits) * 100)}%"
        case None:
            return None
        case _:
            return str(raw)


@pytest.mark.parametrize("sort", ["xlsx", "xls", "ods"])
@given(made=dressed())
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_does_so_through_a_file_of_each_sort(sort, made, reader, tmp_path):
    sheet, expected = made
    path = tmp_path / f"表.{sort}"
    path.write_bytes(Book([_as_sheet(sheet)]).bytes(sort))
    preview = compare(read_file(path, Progress(), reader), {}, (), YEAR, Progress())
    assert brought(preview) == [expected]
