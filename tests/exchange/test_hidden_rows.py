"""Totals that count in what is hidden: the sentence names the hidden rows wherever they explain the difference."""

from pathlib import Path

import pytest

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import Number, RawSheet
from fenyang_desktop.services.comparing import compare
from fenyang_desktop.services.preview import ReceivedFile

HEADER = ["序号", "项目名称", "总投资（万元）"]


def disagreements(*rows, hidden):
    """What the totals of a sheet say, by cell."""
    cells = tuple(
        (
            number,
            {c: Number(str(v)) if isinstance(v, int) else v for c, v in enumerate(row, 1) if v is not None},
        )
        for number, row in enumerate([HEADER, *rows], 1)
    )
    sheet = RawSheet("表", cells, hidden_rows=frozenset(hidden))
    (table,) = compare(ReceivedFile(Path("表.xlsx"), (sheet,)), {}, (), 2023, Progress()).sheets
    return {problem.cell: problem.what for problem in table.problems}


def test_a_hidden_row_that_makes_the_total_agree_is_named():
    said = disagreements([1, "甲", 100], [2, "乙", 200], [3, "丙", 300], ["合计", None, 600], hidden=[3])
    assert "逐行读到的是 400；第 3 行是隐藏行，没有计入，加上是 600" in said["C5"]


def test_hidden_rows_that_explain_a_part_are_named_with_what_they_come_to():
    rows = [[1, "甲", 100], [2, "乙", 20], [3, "丙", 30], [4, "丁", 7], ["合计", None, 200]]
    said = disagreements(*rows, hidden=[3, 4])
    assert "逐行读到的是 107；第 3、4 行是隐藏行，没有计入，加上是 157" in said["C6"]


def test_a_count_that_includes_the_hidden_says_so():
    said = disagreements(["合计|3个", None, None], [1, "甲", 100], [2, "乙", 20], [3, "丙", 30], hidden=[4])
    assert "写的是 3，逐行读到的是 2；第 4 行是隐藏行" in said["A2"]


@pytest.mark.parametrize(
    "rows",
    [
        [[1, "甲", 100], [2, "乙", 20], [3, "丙", 30], ["合计", None, 110]],  # less than what was read
        [[1, "甲", 100], ["小计", None, 20], [3, "丙", 30], ["合计", None, 150]],  # the hidden one is a total
        [[1, "甲", 100], [2, None, 20], [3, "丙", 30], ["合计", None, 150]],  # or no project
    ],
)
def test_hidden_rows_that_explain_nothing_go_unnamed(rows):
    said = disagreements(*rows, hidden=[3])
    assert "隐藏" not in said["C5"]
    assert "请核对有没有漏填" in said["C5"]


def test_a_hidden_row_of_another_section_explains_nothing():
    rows = [
        ["一、交通", None, 300], [1, "甲", 100],  # 200 are missing
        ["二、教育", None, 40], [2, "乙", 40], [3, "丙", 200],
    ]  # fmt: skip
    said = disagreements(*rows, hidden=[6])
    assert list(said) == ["C2"]
    assert "隐藏" not in said["C2"]


def test_many_hidden_rows_are_told_by_the_first_and_their_number():
    rows = [[1, "甲", 100], *([place, f"{place}号路", 10] for place in range(2, 10)), ["合计", None, 180]]
    assert "第 3、4、5、6、7 等 8 行是隐藏行" in disagreements(*rows, hidden=range(3, 11))["C11"]
