"""Rows that sum others are told from projects, whatever stands in the columns that don't matter to them."""

from pathlib import Path

import pytest

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import Number, RawSheet
from fenyang_desktop.services.comparing import compare
from fenyang_desktop.services.preview import Preview, ReceivedFile


def look(*rows: list) -> Preview:
    cells = [
        (
            number,
            {column: Number(str(raw)) if isinstance(raw, int) else raw for column, raw in enumerate(row, 1) if raw},
        )
        for number, row in enumerate(rows, start=1)
    ]
    return compare(ReceivedFile(Path("表.xlsx"), (RawSheet("项目", cells),)), {}, [], 2023, Progress())


def sure(preview: Preview) -> list[str]:
    return [row.name for row in preview.rows() if row.sure_changes]


@pytest.mark.parametrize("blank", [None, "—", "/", "无"])
def test_a_dash_makes_no_project_of_a_sum_or_a_section(blank):
    preview = look(
        ["序号", "项目名称", "责任单位", "总投资（万元）", "年度计划投资（万元）", "完成时限"],
        [1, "甲路", "市住建局", 100, 50, "10月底"],
        [2, "丙渠", "市水利局", 200, 30, "12月底"],
        [None, "交通类小计", blank, 300, 80, blank],
        ["一、", "水利类", blank, 90, 9, blank],
        [3, "丁渠", "市水利局", 50, 5, "12月底"],
        [4, "戊渠", "市水利局", 40, 4, "12月底"],
        [None, "续建项目（2个）", blank, 90, 9, blank],
        [None, "其中：中央投资", blank, 50, 5, blank],
    )
    assert [row.name for row in preview.rows()] == ["甲路", "丙渠", "丁渠", "戊渠"]
    assert [(check.stated, check.found) for check in preview.sheets[0].checks[:2]] == [("300", "300"), ("80", "80")]


@pytest.mark.parametrize(
    "total",
    [["合计", 3, 600, 200], ["合计", "/", 600, 200, "—"], ["总　数", 3, 600, 200], ["汇 总", None, 600, 200, "12月底"]],
)
def test_a_total_is_one_in_whichever_of_the_first_columns_its_word_stands(total):
    preview = look(
        ["责任单位", "项目名称", "总投资（万元）", "年度计划投资（万元）", "完成时限"],
        ["市住建局", "甲路", 100, 50, "10月底"],
        ["市住建局", "乙桥", 200, 70, "11月底"],
        ["市水利局", "丙渠", 300, 80, "12月底"],
        total,
    )
    assert sure(preview) == ["甲路", "乙桥", "丙渠"]
    assert [row.name for row in preview.rows()] == ["甲路", "乙桥", "丙渠"]


def test_a_row_whose_number_heads_others_waits_where_it_has_an_amount():
    preview = look(
        ["序号", "项目名称", "总投资（万元）", "责任单位"],
        [1, "交通项目", 300, "市交通局"],
        ["1.1", "甲路", 100, "市交通局"],
        ["1.2", "乙桥", 200, "市交通局"],
        ["一", "水利", 50, "市水利局"],
        [1, "丙渠", 50, "市水利局"],
    )
    assert sure(preview) == ["甲路", "乙桥", "丙渠"]
    assert [row.name for row in preview.rows() if row.doubt] == ["交通项目", "水利"]


def test_what_follows_its_part_without_a_number_may_be_a_part_too():
    preview = look(
        ["序号", "项目名称", "总投资（万元）", "年内累计完成投资（万元）", "责任单位"],
        [1, "甲园区", 1500, 300, "市住建局"],
        [None, "其中：一期", 400, 100, None],
        [None, "二期", 600, 150, None],
        [None, "三期", 500, 50, None],
        [2, "乙厂", 100, 10, "市住建局"],
    )
    assert sure(preview) == ["甲园区", "乙厂"]
    assert [row.name for row in preview.rows() if row.doubt] == ["二期", "三期"]
