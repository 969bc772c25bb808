"""Parts and sums that stand in the rows of a list as projects do: nobody takes them for projects, or for a whole, unseen."""

import openpyxl
import pytest
from import_steps import changed, item, preview_import

from fenyang_desktop.services.importing import apply_import

WAN = 1_000_000  # 分
MONEY = ["序号", "项目名称", "建设内容", "总投资（万元）", "年内累计完成投资（万元）"]


@pytest.fixture
def merged(sheet):
    """Writes rows under a header, with ranges of them merged."""

    def write(*rows, ranges, header=MONEY):
        path = sheet(*rows, header=header)
        book = openpyxl.load_workbook(path)
        for one in ranges:
            book.active.merge_cells(one)
        book.save(path)
        return path

    return write


def _doubts(preview):
    return {row.name: set(row.value_doubts) for row in preview.rows()}


def test_the_first_of_several_rows_under_one_name_is_not_taken_for_the_whole(small_workspace, merged):
    small_workspace.edit({3: {"total_investment": 5000 * WAN}})
    path = merged(
        [1, "第二污水处理厂", "一期", "约3000", 600],
        [None, None, "二期", 2000, 200],
        [None, None, "三期", 10, None],
        [2, "丙园区", "主体", 900, 90],
        [None, None, "附属", None, 60],
        ranges=["A2:A4", "B2:B4", "A5:A6", "B5:B6"],
    )
    preview = preview_import(small_workspace, path)
    both = {"total_investment", "amount_qualifier", "invested_year"}
    assert _doubts(preview) == {"第二污水处理厂": both, "丙园区": {"invested_year"}}
    apply_import(small_workspace, preview)
    assert item(small_workspace, "第二污水处理厂").get("total_investment") == 5000 * WAN
    assert item(small_workspace, "丙园区").get("total_investment") == 900 * WAN


def test_a_figure_merged_as_its_name_is_is_the_whole(small_workspace, merged):
    path = merged(
        [1, "第二污水处理厂", "一期", 3000, 600],
        [None, None, "二期", None, None],
        ranges=["A2:A3", "B2:B3", "D2:D3", "E2:E3"],
    )
    (row,) = preview_import(small_workspace, path).rows()
    assert changed(row).keys() == {"quantities", "total_investment", "invested_year"}
    assert not row.value_doubts


UNIT = ["序号", "项目名称", "责任单位", "总投资（万元）"]


def _asked(preview):
    return [row.name for row in preview.rows() if row.doubt]


@pytest.mark.parametrize("blank", [None, "—"])
def test_a_new_row_without_a_number_among_numbered_ones_waits_whatever_stands_beside_it(empty_workspace, sheet, blank):
    rows = [
        [blank, "全市重点项目", "市发改局", 12000],
        [1, "甲河治理", "市水利局", 5100],
        [blank, "一期工程", "市水利局", 2000],
        [blank, "二期工程", "市水利局", 3200],
        [2, "戊园区", "市工信局", 70],
    ]
    preview = preview_import(empty_workspace, sheet(*rows, header=UNIT))
    assert _asked(preview) == ["全市重点项目", "一期工程", "二期工程"]
    apply_import(empty_workspace, preview)
    assert [one.name for one in empty_workspace.items()] == ["甲河治理", "戊园区"]


@pytest.mark.parametrize(
    "name",
    [
        "市交通局小计（2个）",
        "以上合计",
        "总 投 资 合 计",
        "全市合计情况",
        "交通局汇总",
        "平均",
        "（续上）",
        "2023-03-08",
    ],
)
def test_a_new_row_named_like_a_total_waits_whatever_stands_beside_it(empty_workspace, sheet, name):
    rows = [["甲路", "市交通局", 4000], ["乙桥", "市交通局", 5000], [name, "市交通局", 9100]]
    assert _asked(preview_import(empty_workspace, sheet(*rows, header=UNIT[1:]))) == [name]


@pytest.mark.parametrize(
    "rows",
    [
        [[None, "甲路", "市交通局", 40], [None, "乙桥", "市交通局", 57]],
        [["一", "甲路", "市交通局", 40], [None, "乙桥", "市交通局", 57]],
        [[1, "数据汇总平台", "市交通局", 40], [2, "大小计量站", "市市场局", 57]],
        [[1, "甲路", "市交通局", 40], [None, "制定质量标准", "市市场局", None]],
    ],
)
def test_a_row_is_not_asked_about_for_nothing(empty_workspace, sheet, rows):
    assert not _asked(preview_import(empty_workspace, sheet(*rows, header=UNIT)))


def test_a_row_that_is_known_or_says_what_it_belongs_to_needs_no_number(small_workspace, sheet):
    rows = [[1, "甲路", "", 40], [None, "第二污水处理厂", "", 57], [None, "丙车间", "白酒项目", 9]]
    preview = preview_import(small_workspace, sheet(*rows, header=["序号", "项目名称", "所属项目包", "总投资（万元）"]))
    assert not _asked(preview)


def test_rows_under_one_merged_number_are_numbered(empty_workspace, merged):
    path = merged([1, "甲路", "x", 40, 4], [None, "乙桥", "y", 57, 5], [2, "丙渠", "z", 9, 1], ranges=["A2:A3"])
    assert not _asked(preview_import(empty_workspace, path))


def test_ids_that_count_up_without_a_name_are_ids_and_asked_about(small_workspace, sheet):
    header = ["编号", "项目名称", "总投资（万元）"]
    preview = preview_import(small_workspace, sheet([1, None, 600], [2, None, 900], header=header))
    assert [(row.id, row.name, len(row.problems)) for row in preview.rows()] == [
        (1, "白酒项目", 0),
        (2, "华樽3万吨项目", 0),
    ]
    assert all("也可能只是序号" in row.doubt for row in preview.rows())


def test_ids_that_count_up_beside_the_names_of_their_items_need_no_further_look(small_workspace, sheet):
    header = ["编号", "项目名称", "责任单位"]
    rows = [1, "白酒项目", "市工信局"], [2, None, "市工信局"], [3, "第二污水处理厂", "市住建局"]
    preview = preview_import(small_workspace, sheet(*rows, header=header))
    assert [(row.id, row.doubt) for row in preview.rows()] == [(1, ""), (2, ""), (3, "")]


def test_numbers_that_count_up_beside_other_names_are_no_ids_of_the_rows_without_a_name_either(small_workspace, sheet):
    header = ["编号", "项目名称", "责任单位"]
    rows = [1, "甲路", "市工信局"], [2, None, "市工信局"], [3, None, "市住建局"], [4, None, "市住建局"]
    preview = preview_import(small_workspace, sheet(*rows, header=header))
    assert [row.id for row in preview.rows()] == [None] * 4
