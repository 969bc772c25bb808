"""`fenyang import --report`: what became of each file, and what its sender is to correct, as a workbook."""

import openpyxl
import pytest

from fenyang_desktop.cli import importing
from fenyang_desktop.domain.errors import UserError

GOOD = [3, "第二污水处理厂", None, None, None, None, None, "市水利局"]
BAD = [2, "华樽3万吨项目", None, None, None, "盖房", None, "市工信局"]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "结 果.xlsx"


def rows(book, title):
    return [[cell.value for cell in row] for row in book[title].iter_rows(min_row=4)]


def test_of_one_file_the_report_is_its_annotated_copy_with_the_result(fenyang, small, sheet, out):
    path = sheet(GOOD, BAD)
    result = fenyang("import", path, "--report", out, "--portfolio", small)
    assert result.code == 1
    assert result.out.rstrip().endswith(f"导入结果已另存为“{out}”。")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["核对清单", "导入结果", "六月"]
    assert book["六月"]["F3"].comment.text.startswith("【请更正】“阶段”不能填“盖房”")
    assert rows(book, "导入结果") == [
        [
            "文件",
            "工作表",
            "行数",
            "新增",
            "修改",
            "无变化",
            "读不出",
            "问题",
            "存疑",
            "文件间不一致",
            "没有导入的列",
            "结果",
        ],
        ["来 件.xlsx", "六月", 2, 0, 2, 0, 0, 1, 0, 0, None, "已导入 2 行。"],
    ]


def test_of_several_files_the_report_lists_the_notes_of_all_and_what_became_of_each(fenyang, small, sheet, out):
    broken = sheet(GOOD, name="坏.xlsx")
    broken.write_bytes(broken.read_bytes()[:-300])
    files = [sheet(GOOD, name="一.xlsx"), sheet(BAD, name="二.xlsx"), broken]
    result = fenyang("import", *files, "--report", out, "--portfolio", small)
    assert result.code == 1
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["导入结果", "核对清单"]
    head, *listed = rows(book, "核对清单")
    assert head[:4] == ["序号", "文件", "工作表", "单元格"]
    assert [row[:4] for row in listed] == [[1, "二.xlsx", "六月", "F2"]]
    one, two, three = rows(book, "导入结果")[1:]
    assert (one[0], one[-1]) == ("一.xlsx", "已导入 1 行。")
    assert (two[0], two[7]) == ("二.xlsx", 1)
    assert (three[0], three[2]) == ("坏.xlsx", None)
    assert "已损坏" in three[-1]


def test_a_report_is_written_where_nothing_needs_attention_too(fenyang, small, sheet, out):
    assert fenyang("import", sheet(GOOD), "--report", out, "--portfolio", small).code == 0
    assert openpyxl.load_workbook(out).sheetnames == ["导入结果"]


def test_a_trial_reports_without_changing_anything(fenyang, small, sheet, out):
    before = small.read_bytes()
    result = fenyang("import", sheet(GOOD), "--dry-run", "--json", "--report", out, "--portfolio", small)
    assert result.json["files"][0]["applied"] is False
    assert rows(openpyxl.load_workbook(out), "导入结果")[1][-1] == "这是试运行，台账没有改动。"
    assert small.read_bytes() == before


@pytest.mark.parametrize("name", ["来 件.xlsx", "结果.pdf", "没有/结果.xlsx"])
def test_a_report_that_cannot_be_there_keeps_the_import_from_starting(fenyang, small, sheet, tmp_path, name):
    path, before = sheet(GOOD), small.read_bytes()
    content = path.read_bytes()
    result = fenyang("import", path, "--report", tmp_path / name, "--portfolio", small)
    assert result.code == 2
    assert result.err.rstrip().endswith("。")
    assert (path.read_bytes(), small.read_bytes()) == (content, before)


def test_a_report_that_is_open_in_excel_is_told_after_an_import_that_stands(fenyang, small, sheet, out, monkeypatch):
    def held(path, data):
        raise UserError("file_not_writable", file=path.name)

    monkeypatch.setattr(importing, "save_bytes", held)
    result = fenyang("import", sheet(GOOD), "--report", out, "--portfolio", small)
    assert result.code == 1
    assert "可能正被 Excel 或 WPS 打开" in result.err
    assert "已导入 1 行" in result.out
    tried = fenyang("import", sheet(GOOD), "--dry-run", "--report", out, "--portfolio", small)
    assert tried.code == 2


def test_the_console_names_problems_by_their_cell_in_the_order_of_the_sheet(fenyang, small, sheet):
    path = sheet([2, "华樽3万吨项目", None, None, "五百万吧", "盖房", "13月"])
    out = fenyang("import", path, "--portfolio", small).out
    told = [line for line in out.splitlines() if "待处理" in line]
    assert [line[:13] for line in told] == ["  待处理，单元格 E2：", "  待处理，单元格 F2：", "  待处理，单元格 G2："]
    assert not any("来 件.xlsx" in line for line in told)
    assert "另存批注副本发回" in out


def test_the_report_lists_the_columns_that_were_left_with_their_first_values(fenyang, small, tmp_path, out):
    path = tmp_path / "来件.csv"
    path.write_text("项目名称,备注,合同金额,地点\n第二污水处理厂,x,1600,城南\n", "utf-8")
    assert fenyang("import", path, "--report", out, "--portfolio", small).code == 0
    head, row = rows(openpyxl.load_workbook(out), "导入结果")
    assert row[head.index("没有导入的列")] == "C 列“合同金额”（有金额，例如 1600）\nD 列“地点”（例如 城南）"
