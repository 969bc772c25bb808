"""Finding tables under lines of labels, below weak headers, and beside one another."""

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.records import By
from fenyang_desktop.exchange.senders import sender_above, sender_within


def fields(table):
    return {column.letter: column.field for column in table.columns if column.field}


def names(table):
    return [record.cells["name"].text for record in table.records]


@pytest.mark.parametrize(
    "line",
    [
        ["单位名称", "民政局"],
        ["填报单位", "民政局", "填报人", "张某", "联系电话", "0358-1234567"],
        ["填报人", "张某"],
        ["日期", "2023年9月25日"],
        ["截止日期", "2023年9月底", "联系人", "张某"],
        ["联系电话", "（略）"],
    ],
)
def test_a_line_of_labels_above_a_header_is_no_parent_of_it(tables, line):
    (table,) = tables([line, ["项目名称", "总投资", "年度计划", "完成时限", "备注"], ["甲", 1, 2, "年内", "跨年"]])
    assert table.header_rows == (2,)
    assert list(fields(table).values()) == ["name", "total_investment", "annual_plan", "deadline", "note"]


def test_a_parent_that_might_be_a_label_stays_a_parent_over_its_columns(tables):
    rows = [
        [None, "时间", None, "联系人", None],
        ["项目名称", "开工", "竣工", "姓名", "电话"],
        ["甲", "2023.3", "年内"],
    ]
    (table,) = tables(rows, "B1:C1", "D1:E1")
    assert [column.header for column in table.columns][1:4] == ["时间_开工", "时间_竣工", "联系人_姓名"]


@pytest.mark.parametrize("label", ["单位名称", "填报单位", "报送单位（盖章）", "填报单位："])
def test_a_label_names_the_sender_in_the_next_cell(label):
    rows = ((1, {1: label, 2: "市民政局"}), (2, {1: "项目名称"}), (3, {1: "甲"}))
    sheet = RawSheet("汇总", rows)
    assert sender_above(sheet, 2) == sender_within(sheet) == "市民政局"


def test_a_header_beside_a_header_of_units_names_no_sender():
    assert sender_within(RawSheet("汇总", ((1, {1: "单位名称", 2: "项目个数"}),))) == ""


FIRE = ["第二城市消防站", 2600, 1900, "2023年3月", "2023年11月下旬"]


def test_a_bare_header_of_names_beside_serial_numbers_heads_projects(tables):
    (table,) = tables(
        [
            ["消防站建设项目表"],
            ["序号", "项目", "投资额（万元）", None, "时限", None],
            [None, None, "概算", "已完成", "开工", "完工"],
            [1, *FIRE],
            [2, "煤矿救援物资储备库", 8000, 2200, "2023.5", "2024.10"],
        ]
    )
    assert table.header_rows == (2, 3)
    assert names(table) == ["第二城市消防站", "煤矿救援物资储备库"]
    assert fields(table) == dict(
        zip("BCDEF", ["name", "total_investment", "invested_year", "start", "deadline"], strict=True)
    )
    assert [column.by for column in table.columns][2:] == [By.SIMILAR] * 4


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "项目", "1-9月累计", "同比增长%"], [1, "地区生产总值", 198.5, 5.6], [2, "固定资产投资", 62.1, 8.9]],
        [["序号", "项目", "单位", "本年累计"], [1, "粮食播种面积", "万亩", 48.2], [2, "粮食总产量", "万吨", 20]],
        [["序号", "项目", "户数", "人口"], [1, "常住居民情况", 198, 500], [2, "流动人口情况", 62, 89]],
        [
            ["序号", "项目", "数值一", "已完成", "甲", "乙", "丙"],
            [1, "收入", 1, 2, 3, 4, 5],
            [2, "支出", 3, 4, 5, 6, 7],
        ],
    ],
)
def test_a_bare_header_of_statistics_heads_no_projects(tables, rows):
    with pytest.raises(UserError, match="没有找到带表头的项目表"):
        tables(rows)


def test_each_of_two_tables_side_by_side_has_the_unit_above_its_own_columns(tables):
    head = ["项目名称", "总投资"]
    rows = [
        [None, None, "单位：万元", None, None, "单位：亿元"],
        [*head, None, None, *head],
        ["甲", 1, None, None, "乙", 2],
    ]
    one, two = tables(rows)
    assert (one.columns[1].unit, two.columns[1].unit) == ("万元", "亿元")


def test_one_unit_line_holds_for_both_tables_side_by_side(tables):
    head = ["项目名称", "总投资"]
    rows = [[None, None, None, None, None, "单位：亿元"], [*head, None, None, *head], ["甲", 1, None, None, "乙", 2]]
    assert [table.columns[1].unit for table in tables(rows)] == ["亿元", "亿元"]
