"""What each column is read as, how surely, and by what."""

import pytest

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import Number, RawSheet
from fenyang_desktop.exchange.records import MONTH_KEY
from fenyang_desktop.exchange.tables import build_tables


def table_of(rows, choices=None):
    """The first table of a sheet of texts and figures."""
    cells = tuple(
        (
            number,
            {c: Number(str(v)) if isinstance(v, int | float) else v for c, v in enumerate(row, 1) if v is not None},
        )
        for number, row in enumerate(rows, 1)
    )
    return build_tables("表.xlsx", RawSheet("汇总", cells), Progress(), {("汇总", 1): choices} if choices else None)[0]


@pytest.mark.parametrize(
    "header", ["本月完成投资", "当月完成投资", "本月完成", "本月完成投资（万元）", "本月投资完成额", "9月完成投资"]
)
def test_the_investment_of_the_month_is_read_to_check_by(header):
    table = table_of([["项目名称", header], ["甲", 120], ["乙", "—"]])
    assert table.columns[1].field == MONTH_KEY
    assert table.records[0].cells[MONTH_KEY].text == "120"


def test_the_month_below_a_parent_of_investment_is_read_with_the_parents_unit():
    rows = [["项目名称", "完成投资（亿元）", None], [None, "本月", "年内累计"], ["甲", 1, 2]]
    columns = table_of(rows).columns
    assert (columns[1].field, columns[1].unit) == (MONTH_KEY, "亿元")


@pytest.mark.parametrize("header", ["本月计划", "本月计划投资", "本月完成形象进度", "本月", "上月完成投资"])
def test_what_else_is_of_the_month_is_no_investment_of_it(header):
    assert table_of([["项目名称", header], ["甲", 120]]).columns[1].field != MONTH_KEY


def test_a_month_done_in_words_is_no_amount():
    assert table_of([["项目名称", "本月完成"], ["甲", "主体封顶"]]).columns[1].field is None


def test_a_column_for_each_month_is_none_to_check_by_and_no_question():
    table = table_of([["项目名称", "1月完成投资", "2月完成投资"], ["甲", 1, 2]])
    assert [column.field for column in table.columns] == ["name", None, None]
    assert not table.problems
