"""Text that is cut into cells: a comma within a figure makes no figure of its own."""

import pytest

from fenyang_desktop.exchange.delimited import read_delimited


@pytest.fixture
def csv_table(tmp_path, table):
    def read(*lines):
        path = tmp_path / "a.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return table(path)

    return read


@pytest.mark.parametrize(
    "row",
    ["甲,1,200,300,说明", "甲,18,000,2023年,正常", "甲,1,234,567,8", "甲,6,500,,", "甲,约6,500,,", "甲,500,100,,"],
)
def test_a_row_wider_than_the_header_is_a_problem_and_nothing_of_it_is_taken(csv_table, row):
    found = csv_table("项目名称,总投资(万元),年度计划投资(万元),备注", row, "乙,500,100,")
    assert [record.text("name") for record in found.records] == ["乙"]
    assert [one.row for one in found.skipped] == [2]
    (problem,) = found.problems
    assert (problem.cell, problem.code) == ("A2", "row_cut")
    assert "这一行有 5 格，表头只有 4 列，可能是数字里的逗号把一格分成了两格" in problem.what


@pytest.mark.parametrize("row", ['甲,"1,200",300,说明', "甲,500,60,,", "甲,500,100", "甲,500,,,,"])
def test_a_row_whose_figures_are_whole_is_read(csv_table, row):
    found = csv_table("项目名称,总投资(万元),年度计划投资(万元),备注", row)
    assert [record.text("name") for record in found.records] == ["甲"]
    assert not found.problems


def test_a_total_that_is_cut_is_no_check(csv_table):
    found = csv_table("项目名称,总投资(万元),备注", "甲,500,", "乙,700,", "合计,1,200,")
    assert not found.problems
    assert all(check.agrees for check in found.checks)


@pytest.mark.parametrize("text", ["第二污水处理厂\t17,600", "第二污水处理厂，二期\n市人民医院,东院\n"])
def test_cells_that_were_copied_are_cut_at_tabs_only(text):
    sheet = read_delimited("粘贴", "粘贴", text, "\t")
    assert [list(cells.values()) for _, cells in sheet.rows] == [line.split("\t") for line in text.splitlines()]
