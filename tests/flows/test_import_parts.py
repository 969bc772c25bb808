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
