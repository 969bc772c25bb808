"""`fenyang import` of several files: what they contradict each other in waits in all of them, whatever their order."""

import shutil

import openpyxl
import pytest
from import_steps import READER, item

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.services.layouts import of_user
from fenyang_desktop.services.several import look_at_files, take_over_sure
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.keeping import folder

AMOUNT = ["项目名称", "总投资(万元)"]
WAN = 10**6
PLANT = "第二污水处理厂"


@pytest.fixture
def stored(small):
    def value(name, key):
        workspace = Workspace.open(small, read_only=True)
        try:
            return item(workspace, name).get(key)
        finally:
            workspace.close()

    return value


@pytest.fixture
def two(sheet):
    """A局 and B局 say different things of the plant, and each has something of its own to say."""
    return [
        sheet([PLANT, 110], ["甲路", 7], header=AMOUNT, name="A局.xlsx"),
        sheet([PLANT, 120], ["乙桥", 8], header=AMOUNT, name="B局.xlsx"),
    ]


@pytest.mark.parametrize("step", [1, -1])
def test_what_two_files_contradict_each_other_in_waits_in_both_in_any_order(fenyang, small, stored, two, step):
    result = fenyang("import", *two[::step], "--portfolio", small)
    assert result.code == 1
    assert stored(PLANT, "total_investment") is None
    assert (stored("甲路", "total_investment"), stored("乙桥", "total_investment")) == (7 * WAN, 8 * WAN)
    assert "“B局.xlsx”B2 写的是 120 万元，两个文件不一致" in result.out
    assert "“A局.xlsx”B2 写的是 110 万元，两个文件不一致" in result.out
    assert "把这几个文件一起放进去，选定一个值" in result.out
    assert result.out.count("已导入 1 行。") == 2
    assert "共 2 个文件，导入了 2 个。" in result.out


def test_a_file_that_repeats_what_stands_contradicts_one_that_changes_it(fenyang, small, stored, two, sheet):
    fenyang("import", two[0], "--portfolio", small)
    stands = sheet([PLANT, 110], ["丙渠", 1], header=AMOUNT, name="C局.xlsx")
    result = fenyang("import", two[1], stands, "--portfolio", small)
    assert result.code == 1
    assert stored(PLANT, "total_investment") == 110 * WAN
    assert "“C局.xlsx”B2 写的是 110 万元，两个文件不一致" in result.out


def test_new_items_of_two_files_wait_with_the_value_that_differs(fenyang, small, stored, sheet):
    header = [*AMOUNT, "责任单位"]
    files = [
        sheet(["丙渠", 500, "市水利局"], header=header, name="A局.xlsx"),
        sheet(["丙渠", 600, "市水利局"], header=header, name="B局.xlsx"),
    ]
    result = fenyang("import", *files, "--portfolio", small)
    assert result.code == 1
    assert (stored("丙渠", "lead_unit"), stored("丙渠", "total_investment")) == ("市水利局", None)
    assert result.out.count("两个文件不一致") == 2


def test_a_trial_and_the_json_tell_the_conflicts_too(fenyang, small, two):
    before = small.read_bytes()
    assert fenyang("import", *two, "--dry-run", "--portfolio", small).out.count("两个文件不一致") == 2
    result = fenyang("import", *two, "--dry-run", "--json", "--portfolio", small)
    assert result.code == 1
    for file, other in zip(result.json["files"], ("B局", "A局"), strict=True):
        (conflict,) = file["conflicts"]
        assert (conflict["sheet"], conflict["row"], conflict["field"]) == ("六月", 2, "total_investment")
        assert other in conflict["reason"]
    assert small.read_bytes() == before


def test_the_report_counts_conflicts_apart_from_doubts(fenyang, small, two, tmp_path):
    out = tmp_path / "结果.xlsx"
    fenyang("import", *two, "--report", out, "--portfolio", small)
    head, *files = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(out)["导入结果"].iter_rows(min_row=4)
    ]
    at = head.index("存疑")
    assert head[at + 1] == "文件间不一致"
    assert [row[at:] for row in files] == [[0, 1, None, "已导入 1 行。"]] * 2


def test_the_same_file_given_twice_is_told_and_imported_once(fenyang, small, two, tmp_path):
    copy = shutil.copy(two[0], tmp_path / "A局 副本.xlsx")
    result = fenyang("import", two[0], copy, "--portfolio", small)
    assert result.code == 0
    assert "与“A局.xlsx”内容相同，不重复导入。" in result.out
    assert "共 2 个文件，导入了 1 个。" in result.out
    assert len(list(folder(small).iterdir())) == 1
    one, other = fenyang("import", two[0], copy, "--dry-run", "--json", "--portfolio", small).json["files"]
    assert (one["same_as"], other["same_as"]) == (None, str(two[0]))


def test_a_file_that_was_imported_before_is_noted(fenyang, small, two):
    assert "导入过内容相同的文件" not in fenyang("import", two[0], "--portfolio", small).out
    result = fenyang("import", two[0], "--portfolio", small)
    assert result.code == 0
    assert "导入过内容相同的文件" in result.out
    assert "没有可以导入的改动" in result.out


def test_a_faulty_file_among_contradicting_ones_leaves_them_alone(fenyang, small, stored, two, tmp_path):
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    result = fenyang("import", two[0], broken, two[1], "--json", "--portfolio", small)
    assert result.code == 1
    assert [file["applied"] for file in result.json["files"]] == [True, False, True]
    assert stored(PLANT, "total_investment") is None


def test_rows_that_wait_for_their_new_programme_are_told_and_not_counted(fenyang, small, stored, sheet):
    header = ["项目名称", "类别", "所属项目包"]
    fenyang("import", sheet(["汾河白酒扩建项目包", "项目包", None], header=header), "--portfolio", small)
    rows = (["汾河白酒改建项目包", "项目包", None], ["乙车间", "项目", "汾河白酒改建项目包"], ["丙仓库", "项目", None])
    result = fenyang("import", sheet(*rows, header=header), "--portfolio", small)
    assert result.code == 1
    assert "已导入 1 行。" in result.out
    assert "第 3 行“乙车间”没有导入：所属的“汾河白酒改建项目包”还没有导入。" in result.out


def test_what_an_earlier_file_made_doubtful_waits_with_its_reason(small_workspace, sheet):
    paths = [
        sheet(["汾河白酒扩建项目", 5], header=AMOUNT, name="A局.xlsx"),
        sheet(["汾河白酒改建项目", 6], ["丁园", 7], header=AMOUNT, name="B局.xlsx"),
    ]
    looks = look_at_files(small_workspace, paths, of_user(), READER, Progress())
    assert not any(one.waits for one in looks)
    first, second = [take_over_sure(small_workspace, one, Progress()) for one in looks]
    assert not first.waits
    assert second.taken is not None
    assert second.taken.new == 1
    assert {row.name for row in second.preview.rows() if row.doubt} == {"汾河白酒改建项目"}
    assert "汾河白酒改建项目" not in {one.name for one in small_workspace.items()}


def test_an_edit_after_the_look_is_not_overwritten(small_workspace, two):
    looks = look_at_files(small_workspace, two[:1], of_user(), READER, Progress())
    small_workspace.edit({item(small_workspace, PLANT).id: {"total_investment": 105 * WAN}})
    (done,) = [take_over_sure(small_workspace, one, Progress()) for one in looks]
    assert item(small_workspace, PLANT).get("total_investment") == 105 * WAN
    assert done.waits
    assert done.taken is not None
    assert done.taken.new == 1


def test_files_of_one_name_are_told_apart_by_their_folders(fenyang, small, sheet, tmp_path):
    files = []
    for unit, amount in (("A局", 110), ("B局", 120)):
        (tmp_path / unit).mkdir()
        files.append(sheet([PLANT, amount], header=AMOUNT, name=f"{unit}/月报.xlsx"))
    out = fenyang("import", *files, "--portfolio", small).out
    for path in files:
        assert f"“{path.parent.name}" in out
