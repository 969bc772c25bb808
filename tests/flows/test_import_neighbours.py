"""What the rows of one file, and the names of the past, say of a new row: it waits until a person has looked."""

import pytest
from import_steps import item, only_row, preview_import

from fenyang_desktop.services.importing import apply_import
from fenyang_desktop.services.preview import RowState

AMOUNT = ["项目名称", "总投资(万元)"]
UNIT = ["项目名称", "总投资(万元)", "建设单位"]
CODE = ["项目名称", "项目代码"]
ONE, OTHER = "2208-141182-04-01-848098", "2208-141182-04-01-848099"


def _doubts(preview):
    return {row.name: row.doubt for row in preview.rows() if row.doubt}


@pytest.mark.parametrize("place", [0, 3])
def test_a_new_row_with_the_sum_of_its_neighbours_waits(empty_workspace, sheet, place):
    rows = [["甲路", 100], ["乙桥", 250], ["丙渠", 70]]
    rows.insert(place, ["交通类", 420])
    preview = preview_import(empty_workspace, sheet(*rows, header=AMOUNT))
    assert _doubts(preview) == {"交通类": "金额等于上下各项之和，可能是合计，确认是项目吗"}
    apply_import(empty_workspace, preview)
    assert [one.name for one in empty_workspace.items()] == ["甲路", "乙桥", "丙渠"]


def test_a_new_row_with_what_the_total_has_less_waits_whatever_else_it_says(empty_workspace, sheet):
    rows = [["甲路", 100, "a局"], ["交通类", 170, "a局"], ["乙桥", 250, "b局"], ["合计", 350, ""]]
    preview = preview_import(empty_workspace, sheet(*rows, header=UNIT))
    assert _doubts(preview) == {"交通类": "与合计相差的正好是这一行的金额，可能是小计，确认是项目吗"}


@pytest.mark.parametrize(
    "rows",
    [
        [["甲路", 100], ["乙桥", 200], ["丙渠", 300], ["合计", 600]],
        [["甲路", 70], ["乙桥", 100], ["丙渠", 200], ["丁塘", 300], ["戊坝", 5]],
        [["甲路", 100], ["乙桥", 0], ["丙渠", 100]],
    ],
    ids=["the total agrees", "two rows in the midst", "one row and nothing"],
)
def test_figures_that_add_up_by_chance_keep_no_row_waiting(empty_workspace, sheet, rows):
    assert _doubts(preview_import(empty_workspace, sheet(*rows, header=AMOUNT))) == {}


def test_a_new_row_that_states_a_wrong_number_of_projects_waits(empty_workspace, sheet):
    preview = preview_import(empty_workspace, sheet(["公厕改造（3个）", 5], ["甲路", 100], header=AMOUNT))
    assert _doubts(preview) == {"公厕改造（3个）": "名称中写着项目数，可能是小计或分节，确认是项目吗"}


@pytest.mark.parametrize(
    ("first", "second", "doubt"),
    [
        (["城东水厂", ""], ["汾阳市城东水厂工程", ""], "与第 2 行“城东水厂”名称只差写法，确认是另外一项吗"),
        (["城东水厂", ONE], ["供水中心", ONE], "与第 2 行“城东水厂”项目代码相同，确认是另外一项吗"),
        (["城东水厂", ONE], ["供水中心", OTHER], ""),
        (["城东水厂", "正在办理"], ["供水中心", "正在办理"], ""),
        (["城东水厂一期", ""], ["城东水厂二期", ""], ""),
    ],
)
def test_of_two_new_rows_that_may_be_one_project_the_second_waits(empty_workspace, sheet, first, second, doubt):
    preview = preview_import(empty_workspace, sheet(first, second, header=CODE))
    assert [row.doubt for row in preview.rows()] == ["", doubt]


def test_many_rows_about_one_item_are_told_in_one_short_sentence(empty_workspace, sheet):
    preview = preview_import(empty_workspace, sheet(*[["甲路", n] for n in range(50)], header=AMOUNT))
    assert [row.state for row in preview.rows()].count(RowState.PROBLEM) == 49
    (doubt,) = _doubts(preview).values()
    assert doubt == "、".join(f"工作表“六月”第 {row} 行" for row in (3, 4, 5)) + "等 49 行写的是同一项"


def test_words_in_place_of_a_code_tell_no_project_and_replace_no_code(empty_workspace, sheet):
    apply_import(empty_workspace, preview_import(empty_workspace, sheet(["甲路", "暂无"], ["乙桥", ONE], header=CODE)))
    rows = [["甲路", ONE.replace("98", "97")], ["乙桥", "正在办理"], ["丙渠", "正在办理"]]
    preview = preview_import(empty_workspace, sheet(*rows, header=CODE))
    assert not preview.problems()
    assert [dict(row.value_doubts) for row in preview.rows()] == [
        {}, {"project_code": f"会覆盖台账中的项目代码“{ONE}”"}, {},
    ]  # fmt: skip
    apply_import(empty_workspace, preview)
    assert item(empty_workspace, "乙桥").get("project_code") == ONE


def test_a_new_row_under_a_name_that_was_changed_waits(empty_workspace, sheet):
    path = sheet(["甲路工程", 1000], header=AMOUNT)
    apply_import(empty_workspace, preview_import(empty_workspace, path))
    empty_workspace.edit({1: {"name": "城北大道一期"}})
    row = only_row(preview_import(empty_workspace, path))
    assert row.doubt == "台账中编号 1 曾叫“甲路工程”，现名“城北大道一期”，确认要另外新增一项吗"
    assert not row.sure_changes


def test_a_new_row_that_was_deleted_waits(empty_workspace, sheet):
    apply_import(empty_workspace, preview_import(empty_workspace, sheet(["甲路工程", 1000], header=AMOUNT)))
    empty_workspace.delete([1])
    row = only_row(preview_import(empty_workspace, sheet(["甲路", 1000], header=AMOUNT)))
    assert row.doubt == "台账中曾有“甲路工程”，后来删除了，确认要重新新增吗"


def test_what_was_undone_leaves_no_former_name(empty_workspace, sheet):
    path = sheet(["甲路工程", 1000], header=AMOUNT)
    apply_import(empty_workspace, preview_import(empty_workspace, path))
    empty_workspace.undo()
    assert only_row(preview_import(empty_workspace, path)).doubt == ""


def test_a_share_that_is_written_before_a_known_name_is_a_question_about_that_item(small_workspace, sheet):
    rows = [["白酒产业", 900, "市工信局"], ["其中：第二污水处理厂", 400, "市住建局"]]
    preview = preview_import(small_workspace, sheet(*rows, header=["项目名称", "总投资(万元)", "责任单位"]))
    row = next(row for row in preview.rows() if "其中" in row.name)
    assert row.id == item(small_workspace, "第二污水处理厂").id
    assert "确认是同一项吗" in row.doubt
