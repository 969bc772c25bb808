"""The files whose import isn't done are found again as they were left."""

from pathlib import Path

from fenyang_desktop.exchange.choices import NOT_IMPORTED, TableChoice
from fenyang_desktop.services.ordering import in_order
from fenyang_desktop.services.unfinished import Unfinished, UnfinishedFiles, of_portfolio


def test_a_file_comes_back_with_all_that_a_person_said_of_it(tmp_path):
    choice = TableChoice(
        (2, 3),
        first=4,
        last=9,
        left=1,
        right=8,
        columns={3: "lead_unit", 11: NOT_IMPORTED},
        units={4: "亿元"},
        units_before={5: "万元"},
        columns_before={6: "note"},
        unseen=frozenset({3}),
        taken=frozenset({7}),
        left_out=frozenset({5, 12}),
    )
    files = [
        Unfinished(tmp_path / "甲.xlsx", "市民政局", {("进度", 2): choice, ("表", 1): TableChoice()}, "ab12"),
        Unfinished(tmp_path / "乙.xlsx"),
    ]
    of_portfolio(tmp_path / "台账.fenyang").save(files)
    assert of_portfolio(tmp_path / "台账.fenyang").load() == files
    assert of_portfolio(tmp_path / "另一个.fenyang").load() == []


def test_a_list_that_cannot_be_read_is_none_and_an_empty_one_leaves_no_file(tmp_path):
    path = tmp_path / "files.json"
    path.write_text('[{"path": 3}]', encoding="utf-8")
    assert UnfinishedFiles(path).load() == []
    UnfinishedFiles(path).save([])
    assert not path.exists()


def test_decisions_that_another_version_wrote_are_let_go_and_the_file_is_not(tmp_path):
    path = tmp_path / "files.json"
    row = '{"path": "a.xlsx", "sender": "某局", "choices": [["表", 1, {"colour": "red"}]], "digest": ""}'
    path.write_text(f"[{row}]", encoding="utf-8")
    assert UnfinishedFiles(path).load() == [Unfinished(Path("a.xlsx"), "某局")]


def test_numbers_in_names_are_ordered_as_numbers():
    names = ["第10单位", "第2单位", "第1单位", "第02单位 补报", "安监局"]
    assert sorted(names, key=in_order) == ["安监局", "第1单位", "第2单位", "第02单位 补报", "第10单位"]
