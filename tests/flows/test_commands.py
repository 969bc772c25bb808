"""The commands, end to end on real files: what they print, what they change, what they return."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fenyang_desktop import places
from fenyang_desktop.cli.console import columns
from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.backup import folder

LISTED = {"id", "kind", "name", "parent", "parent_id", "section", "paragraph", "total_investment", "amount_word",
          "amount_qualifier", "deadline", "deadline_words", "deadline_precision", "action", "stage", "lead_unit",
          "in_totals", "quantities", "target_value", "target_unit", "target_bound", "note", "light"}  # fmt: skip


def write_csv(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def items(path: Path) -> dict[str, Any]:
    workspace = Workspace.open(path, read_only=True)
    try:
        return {item.name: item for item in workspace.items()}
    finally:
        workspace.close()


# -- list


def test_list_json_says_everything_about_each_item(fenyang, small):
    result = fenyang("list", "--json", "--portfolio", small)
    assert result.code == 0
    programme, project, plant, target, task = result.json
    assert set(programme) >= LISTED
    assert (programme["kind"], programme["total_investment"], programme["amount_word"]) == (
        "programme",
        "290000",
        "总投资",
    )
    assert (project["parent"], project["parent_id"], project["stage"]) == ("白酒项目", 1, "续建")
    assert (project["deadline"], project["deadline_words"], project["deadline_precision"]) == (
        "2023-10-31", "10月底前", "month",
    )  # fmt: skip
    assert (plant["lead_unit"], plant["deadline"], plant["deadline_words"], plant["parent"]) == (
        "市住建局", None, None, "白酒项目",
    )  # fmt: skip
    assert (target["target_value"], target["target_unit"], target["parent"], target["total_investment"]) == (
        "25", "万吨", None, None,
    )  # fmt: skip
    assert (task["light"], project["light"], plant["light"]) == ("red", "green", "none")


def test_list_json_gives_the_bundled_portfolio_with_exact_amounts(fenyang, bundled):
    rows = fenyang("list", "--json", "--portfolio", bundled).json
    assert len(rows) == 388
    by_name = {row["name"]: row for row in rows}
    assert by_name["第二污水处理厂"]["total_investment"] == "17000"
    assert by_name["华樽3万吨、芦荟清王1万吨、汾河4800吨等项目"]["total_investment"] == "290000"
    assert by_name["分布式光伏发电项目"]["deadline"] is None
    assert by_name["分布式光伏发电项目"]["deadline_words"] == "尽快"
    assert by_name["“百项百亿”项目建设大会战"]["in_totals"] is False


@pytest.mark.parametrize(
    ("kind", "count"), [("project", 130), ("programme", 26), ("target", 54), ("task", 178), ("指标", 54)]
)
def test_list_can_be_narrowed_to_one_kind(fenyang, bundled, kind, count):
    assert len(fenyang("list", "--kind", kind, "--json", "--portfolio", bundled).json) == count


def test_list_in_plain_text_is_a_table_aligned_for_wide_characters(fenyang, small):
    result = fenyang("list", "--portfolio", small)
    head, *rows, counted = result.out.splitlines()
    assert len(rows) == 5
    edge = columns(head[: head.index("所属项目包")])
    starts = [columns(row[: row.index("白酒项目")]) for row in rows[1:3]]
    assert starts == [edge, edge]
    assert counted == "共 5 项，总投资合计 290,000 万元（1 项计入，不重复计算），基准日 2023-09-15。"


def test_the_total_of_the_bundled_portfolio_is_the_one_worked_out_by_hand(fenyang, bundled):
    assert "总投资合计 3,236,528 万元" in fenyang("list", "--portfolio", bundled).out


# -- which portfolio


def test_the_default_portfolio_is_made_by_the_first_command_that_changes_it(fenyang, tmp_path):
    sheet = write_csv(tmp_path / "更新.csv", ["名称", "责任单位"], ["第二污水处理厂", "市水利局"])
    result = fenyang("import", sheet)
    assert result.code == 0
    assert "首次使用" in result.err
    assert places.default_portfolio().is_file()
    again = fenyang("list", "--json")
    assert (len(again.json), again.err) == (388, "")


def test_looking_and_trying_without_a_portfolio_leave_nothing_on_the_disk(fenyang, tmp_path, monkeypatch):
    sheet = write_csv(tmp_path / "更新.csv", ["名称", "责任单位"], ["第二污水处理厂", "市水利局"])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    tried = fenyang("import", sheet, "--dry-run", "--json")
    assert tried.json["files"][0]["sheets"][0]["states"]["changed"] == 1
    assert len(fenyang("list", "--json").json) == 388
    assert "没有新建文件" in fenyang("alerts").err
    assert fenyang("backups").code == 2
    assert fenyang("restore", "1").code == 2
    assert set(tmp_path.iterdir()) == before
    assert not places.user_data().exists()


def test_a_backup_can_be_put_back_where_no_portfolio_is_yet(fenyang, small):
    backup = next(folder(small).iterdir())
    assert fenyang("restore", backup).code == 0
    assert places.default_portfolio().is_file()


def test_a_named_portfolio_that_is_missing_is_an_error_and_is_not_made(fenyang, tmp_path):
    result = fenyang("list", "--portfolio", tmp_path / "没有.fenyang")
    assert (result.code, result.out) == (2, "")
    assert "找不到台账文件" in result.err
    assert not list(tmp_path.glob("*.fenyang"))


def test_the_portfolio_may_be_named_before_the_command(fenyang, small):
    assert len(fenyang("--portfolio", small, "list", "--json").json) == 5
    assert not places.default_portfolio().exists()


@pytest.mark.parametrize(("option", "count"), [([], 388), (["--empty"], 0)])
def test_new_makes_a_portfolio_with_or_without_the_report(fenyang, tmp_path, option, count):
    path = tmp_path / "新 文件夹" / "新台账.fenyang"
    assert fenyang("new", *option, "--portfolio", path).code == 0
    assert len(fenyang("list", "--json", "--portfolio", path).json) == count


def test_new_leaves_an_existing_file_alone(fenyang, small):
    before = small.read_bytes()
    result = fenyang("new", "--portfolio", small)
    assert result.code == 2
    assert "已经存在" in result.err
    assert small.read_bytes() == before


# -- import and export


def test_an_import_takes_over_new_and_changed_rows_and_can_be_undone(fenyang, small, tmp_path):
    sheet = write_csv(
        tmp_path / "九月 更新.csv",
        ["项目名称", "总投资（亿元）", "完成时限", "责任单位"],
        ["第二污水处理厂", "1.7", "11月底前", ""],
        ["餐厨垃圾处理项目", "0.5", "", "市住建局"],
    )
    assert fenyang("import", sheet, "--portfolio", small).code == 0
    after = items(small)
    plant = after["第二污水处理厂"]
    assert plant.get("total_investment") == 17000 * 10**6
    assert plant.deadline().date == date(2023, 11, 30)
    assert plant.get("lead_unit") == "市住建局", "a blank cell keeps the old value"
    assert after["餐厨垃圾处理项目"].get("total_investment") == 5000 * 10**6
    assert fenyang("undo", "--portfolio", small).code == 0
    assert "餐厨垃圾处理项目" not in items(small)
    assert items(small)["第二污水处理厂"].get("total_investment") is None
    assert fenyang("redo", "--portfolio", small).code == 0
    assert items(small) == after


def test_the_values_of_a_column_that_is_only_similar_are_left_out_and_told_once(fenyang, small, tmp_path):
    sheet = write_csv(
        tmp_path / "更新.csv",
        ["项目名称", "项目总投资概算（万元）", "备注"],
        ["第二污水处理厂", "17000", "x"],
        ["华樽3万吨项目", "29000", "y"],
    )
    result = fenyang("import", sheet, "--portfolio", small)
    assert result.code == 1
    assert result.out.count("待确认") == 1
    assert "B 列“项目总投资概算（万元）”像是“总投资”，没有导入" in result.out
    after = items(small)["第二污水处理厂"]
    assert (after.get("note"), after.get("total_investment")) == ("x", None)

    result = fenyang("import", sheet, "--dry-run", "--json", "--portfolio", small)
    (found,) = result.json["files"][0]["sheets"]
    assert found["columns_to_confirm"] == ["B"]
    assert {doubt["field"] for doubt in found["doubts"]} == {"total_investment"}


def test_a_header_that_may_mean_two_fields_is_told_with_both_and_left_out(fenyang, small, tmp_path):
    sheet = write_csv(tmp_path / "更新.csv", ["项目名称", "累计完成（万元）"], ["第二污水处理厂", "300"])
    result = fenyang("import", sheet, "--portfolio", small)
    assert result.code == 1
    assert "B 列“累计完成（万元）”（例如 300）可能是“开工累计完成投资”，也可能是“年内累计完成投资”" in result.out
    assert items(small)["第二污水处理厂"].get("invested_total") is None
    result = fenyang("import", sheet, "--dry-run", "--json", "--portfolio", small)
    (found,) = result.json["files"][0]["sheets"]
    assert found["columns_to_choose"] == {"B": ["invested_total", "invested_year"]}
    assert found["columns_to_confirm"] == []


def test_columns_that_are_left_are_told_with_what_stands_in_them(fenyang, small, tmp_path):
    sheet = write_csv(
        tmp_path / "更新.csv",
        ["序号", "项目名称", "备注", "合同金额", "滞后原因"],
        ["1", "第二污水处理厂", "x", "1,600", "#REF!"],
        ["2", "华樽3万吨项目", "y", "2900", "征地"],
    )
    result = fenyang("import", sheet, "--portfolio", small)
    assert result.code == 0
    assert "没有导入的列：滞后原因。" in result.out
    assert "请看一下，这些列没有导入：D 列“合同金额”（有金额，例如 1,600、2900）。" in result.out

    result = fenyang("import", sheet, "--dry-run", "--json", "--portfolio", small)
    (found,) = result.json["files"][0]["sheets"]
    assert found["columns_left"] == [
        {"column": "D", "header": "合同金额", "holds": "金额", "samples": ["1,600", "2900"]},
        {"column": "E", "header": "滞后原因", "holds": "", "samples": ["#REF!", "征地"]},
    ]


def test_nothing_is_said_of_left_columns_where_there_are_none(fenyang, small, tmp_path):
    sheet = write_csv(tmp_path / "更新.csv", ["序号", "项目名称", "备注"], ["1", "第二污水处理厂", "x"])
    assert "没有导入" not in fenyang("import", sheet, "--portfolio", small).out


def test_a_card_is_told_to_be_one_in_the_words_of_the_window(fenyang, small, tmp_path):
    sheet = write_csv(
        tmp_path / "卡.csv", ["项目名称", "甲路"], ["总投资", "1亿元"], ["责任单位", "市住建局"], ["完成时限", "年内"]
    )
    result = fenyang("import", sheet, "--portfolio", small)
    assert result.code == 2
    assert "“卡.csv”没有导入：这是一张一个项目的信息卡，不是项目列表；请把它填进有表头的项目表再导入。" in result.err


def test_import_json_tells_sheet_columns_rows_and_every_change_with_its_cell(fenyang, small, tmp_path):
    sheet = write_csv(
        tmp_path / "更新.csv",
        ["名称", "责任单位", "所属项目包", "总投资(万元)", "联系电话"],
        ["第二污水处理厂", "—", "", "1,7000.5", "123"],
        ["白酒项目", "", "", "300000", "456"],
        ["汾河项目", "", "白酒项目", "12", "789"],
        ["合计", "", "", "317012.5", ""],
    )
    result = fenyang("import", sheet, "--dry-run", "--json", "--portfolio", small)
    (file,) = result.json["files"]
    assert (file["file"], file["applied"], file["error"]) == (str(sheet), False, None)
    (found,) = file["sheets"]
    assert found["header_rows"] == [1]
    assert found["columns"] == {
        "名称": "name", "责任单位": "lead_unit", "所属项目包": "parent", "总投资(万元)": "total_investment", "联系电话": None,
    }  # fmt: skip
    assert found["rows"] == 3
    assert [skipped["row"] for skipped in found["skipped"]] == [5]
    assert [problem["cell"] for problem in found["problems"]] == ["D2"]
    changes = {(change["name"], change["field"]): change for change in found["changes"]}
    assert changes["第二污水处理厂", "lead_unit"] == {
        "id": 3, "name": "第二污水处理厂", "field": "lead_unit", "old": "市住建局", "new": None, "cell": "B2", "only_report": False,
    }  # fmt: skip
    assert changes["白酒项目", "total_investment"] == {
        "id": 1, "name": "白酒项目", "field": "total_investment", "old": "290000", "new": "300000", "cell": "D3", "only_report": False,
    }  # fmt: skip
    assert changes["汾河项目", "parent"] == {
        "id": None, "name": "汾河项目", "field": "parent", "old": None, "new": "白酒项目", "cell": "C4", "only_report": False,
    }  # fmt: skip
    assert result.code == 1


def test_a_dry_run_changes_nothing_and_works_while_the_file_is_open(fenyang, small_workspace, tmp_path):
    sheet = write_csv(tmp_path / "更新.csv", ["名称", "责任单位"], ["第二污水处理厂", "市水利局"])
    result = fenyang("import", sheet, "--dry-run", "--portfolio", small_workspace.path)
    assert result.code == 0
    assert "市水利局" in result.out
    assert "没有改动" in result.out
    assert items(small_workspace.path)["第二污水处理厂"].get("lead_unit") == "市住建局"


def test_rows_that_cannot_be_read_are_listed_and_the_sure_ones_still_come_in(fenyang, small, tmp_path):
    sheet = write_csv(
        tmp_path / "更新.csv",
        ["名称", "总投资(万元)"],
        ["第二污水处理厂", "待定"],
        ["白酒项目", "310000"],
    )
    result = fenyang("import", sheet, "--portfolio", small)
    assert result.code == 1
    assert "B2" in result.out
    assert items(small)["白酒项目"].get("total_investment") == 310000 * 10**6


def test_one_bad_file_does_not_stop_the_others(fenyang, small, tmp_path):
    good = write_csv(tmp_path / "好.csv", ["名称", "责任单位"], ["第二污水处理厂", "市水利局"])
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 not a workbook")
    result = fenyang("import", bad, tmp_path / "没有.csv", good, "--json", "--portfolio", small)
    assert result.code == 1
    assert [file["applied"] for file in result.json["files"]] == [False, False, True]
    assert [file["error"] is None for file in result.json["files"]] == [False, False, True]
    assert len(result.err.splitlines()) == 2
    assert "坏.xlsx" in result.err
    assert items(small)["第二污水处理厂"].get("lead_unit") == "市水利局"


def test_when_no_file_can_be_read_nothing_is_changed(fenyang, small, tmp_path):
    before = items(small)
    (tmp_path / "信.docx").write_bytes(b"%PDF-1.7")
    result = fenyang("import", tmp_path / "信.docx", "--portfolio", small)
    assert result.code == 2
    assert len(result.err.splitlines()) == 1
    assert items(small) == before


def test_each_file_of_an_import_is_an_undo_step_of_its_own(fenyang, small, tmp_path):
    files = [
        write_csv(tmp_path / "甲.csv", ["名称", "责任单位"], ["第二污水处理厂", "甲局"]),
        write_csv(tmp_path / "乙.csv", ["名称", "备注"], ["第二污水处理厂", "乙局说"]),
    ]
    assert fenyang("import", *files, "--portfolio", small).code == 0
    assert items(small)["第二污水处理厂"].get("note") == "乙局说"
    fenyang("undo", "--portfolio", small)
    plant = items(small)["第二污水处理厂"]
    assert (plant.get("lead_unit"), plant.get("note")) == ("甲局", None)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_was_exported_comes_back_without_a_change(fenyang, bundled, tmp_path, suffix):
    out = tmp_path / f"导出 全部{suffix}"
    assert fenyang("export", out, "--portfolio", bundled).code == 0
    result = fenyang("import", out, "--json", "--portfolio", bundled)
    assert result.code == 0
    (file,) = result.json["files"]
    assert file["applied"] is False
    assert [sheet["states"]["unchanged"] for sheet in file["sheets"]] == [388]
    assert [sheet["changes"] for sheet in file["sheets"]] == [[]]


def test_an_export_to_an_unknown_kind_of_file_is_refused(fenyang, small, tmp_path):
    result = fenyang("export", tmp_path / "导出.doc", "--portfolio", small)
    assert result.code == 2
    assert ".xlsx" in result.err
    assert not (tmp_path / "导出.doc").exists()


# -- alerts, sheet, gantt


def test_alerts_return_1_where_something_is_overdue(fenyang, small):
    result = fenyang("alerts", "--json", "--portfolio", small)
    assert result.code == 1
    assert [(row["name"], row["light"], row["days"]) for row in result.json] == [("制定质量标准", "red", -77)]


def test_alerts_are_judged_on_the_day_that_is_asked_for(fenyang, small):
    result = fenyang("alerts", "--on", "2023-06-10", "--portfolio", small)
    assert result.code == 0
    assert "制定质量标准" in result.out
    assert "还有 20 天" in result.out
    assert fenyang("alerts", "--on", "2023-06-10", "--days", "19", "--json", "--portfolio", small).json == []


@pytest.mark.parametrize("text", ["9月15日", "2023-02-30", ""])
def test_a_date_that_cannot_be_read_is_an_error(fenyang, small, text):
    result = fenyang("alerts", "--on", text, "--portfolio", small)
    assert result.code == 2
    assert "2023-09-15" in result.err


def test_sheet_lists_what_there_is_and_makes_a_pdf(fenyang, small, tmp_path):
    assert "项目进展情况表" in fenyang("sheet", "--list").out
    out = tmp_path / "进展 九月.pdf"
    assert fenyang("sheet", "项目进展情况表", out, "--on", "2023-09-30", "--portfolio", small).code == 0
    assert out.read_bytes().startswith(b"%PDF-")


def test_sheet_says_what_is_missing_or_unknown(fenyang, small, tmp_path):
    result = fenyang("sheet", "没有的表", tmp_path / "表.pdf", "--portfolio", small)
    assert result.code == 2
    assert "项目进展情况表" in result.err
    missing = fenyang("sheet", "项目进展情况表")
    assert missing.code == 2
    assert "输出文件" in missing.err


def test_gantt_hands_the_portfolio_to_the_painter(fenyang, outside, small, tmp_path):
    assert fenyang("gantt", tmp_path / "甘特图.svg", "--portfolio", small).code == 0
    assert outside.painted == [(5, tmp_path / "甘特图.svg")]


# -- undo, history, backups


def test_undo_with_nothing_to_undo_is_not_done(fenyang, bundled):
    result = fenyang("undo", "--portfolio", bundled)
    assert (result.code, result.err.strip()) == (2, "没有可以撤销的操作。")
    assert fenyang("redo", "--portfolio", bundled).code == 2


def test_history_names_who_when_and_the_cell_with_the_newest_first(fenyang, small, tmp_path):
    sheet = write_csv(tmp_path / "九月.csv", ["名称", "总投资(万元)"], ["第二污水处理厂", "17,000"])
    fenyang("import", sheet, "--portfolio", small)
    newest, *older = fenyang("history", "--item", "第二污水处理厂", "--json", "--portfolio", small).json
    assert (newest["field"], newest["old"], newest["new"], newest["action"]) == (
        "total_investment", None, "17000", "import",
    )  # fmt: skip
    assert (newest["file"], newest["sheet"], newest["cell"]) == ("九月.csv", "九月", "B2")
    assert newest["author"]
    assert newest["at"] >= older[0]["at"]
    assert {row["name"] for row in older} == {"第二污水处理厂"}
    assert {row["field"]: row["new"] for row in older}["parent"] == "白酒项目"
    assert fenyang("history", "--item", "3", "--json", "--portfolio", small).json == [newest, *older]


def test_history_still_names_an_item_that_is_gone(fenyang, small):
    workspace = Workspace.open(small)
    workspace.delete([5])
    workspace.close()
    (gone,) = fenyang("history", "--limit", "1", "--json", "--portfolio", small).json
    assert (gone["id"], gone["name"], gone["field"], gone["action"]) == (5, "制定质量标准", "exists", "delete")
    by_name = fenyang("history", "--item", "制定质量标准", "--json", "--portfolio", small).json
    assert {row["id"] for row in by_name} == {5}


def test_history_tells_that_the_reference_date_was_changed(fenyang, small):
    workspace = Workspace.open(small)
    workspace.set_reference_date(date(2023, 10, 8))
    workspace.close()
    newest, *_ = fenyang("history", "--json", "--portfolio", small).json
    assert (newest["id"], newest["name"], newest["field"]) == (None, "台账", "reference_date")
    assert (newest["old"], newest["new"]) == ("2023-09-15", "2023-10-08")
    line = fenyang("history", "--portfolio", small).out.splitlines()[1]
    for part in ("台账", "基准日", "2023-09-15", "2023-10-08"):
        assert part in line
    of_the_first = fenyang("history", "--item", "1", "--json", "--portfolio", small).json
    assert {row["name"] for row in of_the_first} == {"白酒项目"}


def test_history_in_plain_text_says_how_much_it_leaves_out(fenyang, bundled):
    result = fenyang("history", "--portfolio", bundled)
    assert len(result.out.splitlines()) == 52
    assert "--limit" in result.out


def test_history_of_an_unknown_item_is_an_error(fenyang, small):
    assert fenyang("history", "--item", "没有这项", "--portfolio", small).code == 2


def test_a_backup_can_be_listed_and_put_back_and_the_present_is_kept(fenyang, small):
    workspace = Workspace.open(small)
    workspace.edit({3: {"name": "第二污水处理厂（改）"}})
    workspace.close()
    assert "每日" in fenyang("backups", "--portfolio", small).out
    result = fenyang("restore", "1", "--portfolio", small)
    assert result.code == 0
    assert "第二污水处理厂（改）" not in items(small)
    assert "恢复前" in fenyang("backups", "--portfolio", small).out
    fenyang("restore", "1", "--portfolio", small)
    assert "第二污水处理厂（改）" in items(small)


def test_a_backup_that_cannot_be_made_is_told_and_the_work_is_done(fenyang, small, tmp_path):
    shutil.rmtree(folder(small))
    folder(small).write_text("a file stands where the folder should be", encoding="utf-8")
    sheet = write_csv(tmp_path / "更新.csv", ["名称", "责任单位"], ["第二污水处理厂", "市水利局"])
    result = fenyang("import", sheet, "--portfolio", small)
    assert result.code == 0
    assert "自动备份没有成功" in result.err
    assert items(small)["第二污水处理厂"].get("lead_unit") == "市水利局"


def test_restoring_what_is_no_backup_changes_nothing(fenyang, small, tmp_path):
    before = items(small)
    other = tmp_path / "别的.txt"
    other.write_text("不是台账", encoding="utf-8")
    for name in ("99", "没有", str(other)):
        result = fenyang("restore", name, "--portfolio", small)
        assert (result.code, result.out) == (2, "")
        assert len(result.err.splitlines()) == 1
    assert items(small) == before


# -- while the window has the file open


def test_looking_works_while_another_program_has_the_file_open(fenyang, small_workspace, tmp_path):
    path = small_workspace.path
    for command in (["list"], ["alerts"], ["history"], ["export", tmp_path / "出.csv"], ["backups"]):
        assert fenyang(*command, "--portfolio", path).code in (0, 1), command


def test_changing_is_refused_while_another_program_has_the_file_open(fenyang, small_workspace, tmp_path):
    before = small_workspace.items()
    sheet = write_csv(tmp_path / "更新.csv", ["名称", "责任单位"], ["第二污水处理厂", "市水利局"])
    for command in (["import", sheet], ["undo"], ["redo"], ["restore", "1"]):
        result = fenyang(*command, "--portfolio", small_workspace.path)
        assert result.code == 2, command
        assert "打开" in result.err
    assert small_workspace.items() == before


# -- as a process of its own


def start(*arguments: str | Path, code: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    program = ["-c", code] if code else ["-m", "fenyang_desktop"]
    return subprocess.run(
        [sys.executable, *program, *map(str, arguments)],
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["list", "--json"], ["history"], ["alerts"]], ids=" ".join)
def test_a_command_that_only_looks_loads_nothing_heavy(small, arguments):
    code = (
        "import sys; from fenyang_desktop.__main__ import main; main();"
        "print([name for name in ('PySide6', 'typst', 'openpyxl', 'alembic', 'xlsxwriter', 'rich', 'pypinyin')"
        " if name in sys.modules], file=sys.stderr)"
    )
    done = start(*arguments, *(["--portfolio", small] if arguments != ["--help"] else []), code=code)
    assert done.stderr.decode().splitlines()[-1] == "[]"


def test_a_console_of_another_code_page_shows_what_it_can(small):
    workspace = Workspace.open(small)
    workspace.edit({3: {"name": "污水处理厂★𠮷"}})
    workspace.close()
    done = start("list", "--portfolio", small, PYTHONIOENCODING="gbk")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "污水处理厂★?" in done.stdout.decode("gbk")


def test_a_sign_that_the_code_page_lacks_gives_way_to_one_like_it(small):
    workspace = Workspace.open(small)
    workspace.edit({3: {"name": "面积300m²✓"}})
    workspace.close()
    done = start("list", "--portfolio", small, PYTHONIOENCODING="gbk")
    assert "面积300m2√" in done.stdout.decode("gbk")


def test_json_is_utf8_whatever_the_code_page(small):
    done = start("list", "--json", "--portfolio", small, PYTHONIOENCODING="gbk")
    assert json.loads(done.stdout.decode("utf-8"))[1]["name"] == "华樽3万吨项目"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_a_screen_one_sentence_says_what_still_works():
    done = start(QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 2
    (sentence,) = done.stderr.decode().splitlines()
    assert "list" in sentence


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_gantt_makes_a_file_without_opening_a_window(small, tmp_path, suffix):
    out = tmp_path / f"甘特图{suffix}"
    done = start("gantt", out, "--portfolio", small, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert out.stat().st_size > 500


def test_a_deadline_that_is_only_words_is_listed_with_its_words(fenyang, small):
    workspace = Workspace.open(small)
    workspace.edit({3: {"deadline": encode_deadline(parse_deadline("尽快", 2023))}})
    workspace.close()
    assert "尽快" in fenyang("list", "--portfolio", small).out
