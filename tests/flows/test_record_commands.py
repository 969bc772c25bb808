"""The commands about imports: the list of them, and taking one back."""

import csv

import pytest


@pytest.fixture
def imported(fenyang, small, tmp_path):
    """The small portfolio after one import: a value changed, a project added."""
    path = tmp_path / "市水利局 9月.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [["填报单位：市水利局"], ["项目名称", "备注"], ["第二污水处理厂", "土建完成"], ["全新渠系改造", "前期"]]
        )
    assert fenyang("import", path, "--portfolio", small).code == 0
    return small


def test_the_list_of_imports_says_who_sent_what(fenyang, imported):
    (record,) = fenyang("imports", "--json", "--portfolio", imported).json
    assert (record["file"], record["sender"], record["stands"]) == ("市水利局 9月.csv", "市水利局", True)
    assert record["kept"]
    assert "市水利局 9月.csv" in fenyang("imports", "--portfolio", imported).out


def test_without_imports_the_list_says_so(fenyang, small):
    assert "还没有导入过" in fenyang("imports", "--portfolio", small).out


def test_an_import_is_withdrawn_after_a_dry_run_that_changed_nothing(fenyang, imported):
    def notes():
        return {row["name"]: row["note"] for row in fenyang("list", "--json", "--portfolio", imported).json}

    before = notes()
    (record,) = fenyang("imports", "--json", "--portfolio", imported).json
    look = fenyang("withdraw", str(record["set"]), "--dry-run", "--portfolio", imported)
    assert look.code == 0
    assert "1 个值改回" in look.out
    assert notes() == before
    assert fenyang("withdraw", str(record["set"]), "--portfolio", imported).code == 0
    after = notes()
    assert after["第二污水处理厂"] != "土建完成"
    assert "全新渠系改造" not in after
    assert fenyang("undo", "--portfolio", imported).code == 0
    assert notes() == before


def test_what_no_import_has_as_its_number_cannot_be_withdrawn(fenyang, imported):
    result = fenyang("withdraw", "1", "--portfolio", imported)
    assert result.code == 2
    assert "不是导入" in result.err
