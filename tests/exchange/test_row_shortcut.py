"""Rows that are projects at first sight are told without a closer look; the look itself would say the same."""

from functools import cached_property

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.exchange.raw import Merge, Number, RawSheet
from fenyang_desktop.exchange.records import Table
from fenyang_desktop.exchange.rowkinds import RowJudge
from fenyang_desktop.exchange.tables import build_tables

HEADERS = ("序号", "责任单位", "项目名称", "总投资（万元）", "完成时限", "所属项目包")
WORDS = (
    "南环路改造", "第二污水处理厂", "一、水利类", "一", "㈠农业", "（二）其他", "二、三标段供水", "三泉镇卫生院", "合计", "总　数", "汇 总",
    "交通类小计", "续建项目（2个）", "共3个", "其中：一期", "项目名称", "责任单位", "单位负责人：王某", "填表人：张某", "备注", "说明：以上为全部",
    "市住建局", "10月底", "—", "设计院迁建", "12月", "１个",
    "以上合计", "市交通局小计（2个）", "全市合计情况", "数据汇总",
    "计", "平均", "占比", "（续上）", "2023-03-08",
)  # fmt: skip
ANY = st.one_of(st.none(), st.sampled_from(WORDS), st.integers(1, 900).map(lambda one: Number(str(one))))
FIGURE = st.integers(1, 900).map(lambda one: Number(str(one)))
NAME = st.sampled_from(WORDS)
SERIAL = st.sampled_from(("1", "1.1", "1.2", "2")).map(Number)
USUAL = (
    SERIAL | st.sampled_from((None, "—", "附")),
    st.just("市住建局"),
    NAME,
    FIGURE,
    st.just("10月底"),
    st.just("无"),
)
BARE = (st.none(), st.none() | st.just("—"), NAME, FIGURE, st.just("—"), st.just("/"))  # as totals and sections are


@st.composite
def row(draw):
    """Mostly what a row of a project or a sum holds, with up to two cells that hold anything."""
    cells = [draw(cell) for cell in draw(st.sampled_from((USUAL, BARE)))]
    for column in draw(st.sets(st.integers(0, len(HEADERS) - 1), max_size=2)):
        cells[column] = draw(ANY)
    return cells


ROWS = st.lists(row(), min_size=3, max_size=9)


def build(sheet: RawSheet, choice: TableChoice, *, fast: bool) -> list[Table]:
    with pytest.MonkeyPatch.context() as patch:
        if not fast:
            nothing = cached_property(lambda judge: frozenset())
            nothing.__set_name__(RowJudge, "plain_rows")
            patch.setattr(RowJudge, "plain_rows", nothing)
        return build_tables("表.xlsx", sheet, Progress(), {("项目", 1): choice})


@settings(max_examples=300, deadline=None)
@given(
    ROWS,
    st.sets(st.integers(2, 10), max_size=2),
    st.sets(st.integers(2, 10), max_size=2),
    st.none() | st.integers(2, 6),
    st.none() | st.tuples(st.integers(2, 8), st.integers(1, len(HEADERS)), st.integers(1, 2)),
)
def test_a_row_told_at_first_sight_is_told_the_same_by_a_closer_look(rows, hidden, left_out, first, merged):
    filled = [dict(enumerate(HEADERS, start=1))]
    filled += [{column: raw for column, raw in enumerate(row, start=1) if raw is not None} for row in rows]
    merges = [Merge(merged[0], merged[1], merged[0] + merged[2], merged[1])] if merged else []
    cells = [(number, row) for number, row in enumerate(filled, start=1) if row]
    sheet = RawSheet("项目", cells, merges=merges, hidden_rows=frozenset(hidden))
    choice = TableChoice(left_out=frozenset(left_out), first=first)
    assert build(sheet, choice, fast=True) == build(sheet, choice, fast=False)
