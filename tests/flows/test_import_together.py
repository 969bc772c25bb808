"""Several files at once: what they contradict each other in waits, and nothing is taken over that nobody has seen."""

import shutil

import pytest
from import_steps import READER, item, preview_import

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.services import taking
from fenyang_desktop.services.annotating import notes_of
from fenyang_desktop.services.importing import apply_import
from fenyang_desktop.services.layouts import Layouts
from fenyang_desktop.services.preview import Preview
from fenyang_desktop.services.receiving import Order, receive, sheets_below
from fenyang_desktop.services.taking import (
    chosen_anew,
    counts,
    figures,
    still_chosen,
    sure_values,
    take_over,
    taken_text,
)
from fenyang_desktop.services.together import clashes, doubted, voice_of, voice_of_taken

HEAD = ["项目名称", "总投资(万元)", "责任单位", "备注"]
PLANT = "第二污水处理厂"


@pytest.fixture
def preview(small_workspace, sheet):
    """Looks at a file with these rows (name, total, unit, note)."""

    def look(name, *rows, header=HEAD):
        return preview_import(small_workspace, sheet(*rows, header=header, name=name))

    return look


@pytest.fixture
def layouts(tmp_path):
    return Layouts(tmp_path / "格式.json")


def contradictions(*previews):
    """Of each file the fields that another contradicts, with the reason."""
    found = clashes([voice_of(one, one.file) for one in previews])
    return [{key: why for (_row, key), why in one.items()} for one in found]


def take(workspace, preview, chosen=None):
    return take_over(workspace, preview, sure_values(preview) if chosen is None else chosen, Progress())


def test_what_was_written_is_told_even_if_the_file_cannot_be_compared_again(
    preview, small_workspace, monkeypatch, caplog
):
    one = preview("民政局.xlsx", [PLANT, 1200, None, None], ["敬老院扩建", 300, None, None])
    compared = taking.compare_again

    def fail_after_the_first(*args):
        monkeypatch.setattr(taking, "compare_again", fail)
        return compared(*args)

    def fail(*args):
        raise MemoryError

    monkeypatch.setattr(taking, "compare_again", fail_after_the_first)
    taken = take(small_workspace, one)
    assert {change.new for change in taken.changes} >= {1200 * 1_000_000, "敬老院扩建"}
    assert [dict(row.changes.values) for row in taken.rest.rows()] == [{}, {}]
    assert "could not be compared again" in caplog.text


# -- two files about one item


def test_two_values_for_one_field_wait_in_both_files_whichever_came_first(preview):
    one = preview("民政局.xlsx", [PLANT, 1200, None, None])
    other = preview("住建局.xlsx", ["别的项目", 5, None, None], [PLANT, 1500, None, None])
    says = {"total_investment": "“民政局.xlsx”B2 写的是 1,200 万元，两个文件不一致"}
    hears = {"total_investment": "“住建局.xlsx”B3 写的是 1,500 万元，两个文件不一致"}
    assert contradictions(one, other) == [hears, says]
    assert contradictions(other, one) == [says, hears]


def test_files_that_say_the_same_do_not_contradict_each_other(preview):
    one = preview("民政局.xlsx", [PLANT, 1200, None, None])
    other = preview("住建局.xlsx", [PLANT, 1200, None, "进场"])
    assert contradictions(one, other) == [{}, {}]


def test_a_deadline_in_other_words_is_no_contradiction(preview):
    head = ["项目名称", "完成时限"]
    one = preview("a.xlsx", [PLANT, "2023年10月底前"], header=head)
    assert contradictions(one, preview("b.xlsx", [PLANT, "2023.10"], header=head)) == [{}, {}]
    assert contradictions(one, preview("c.xlsx", [PLANT, "2023.11"], header=head))[0].keys() == {"deadline"}


def test_a_file_that_writes_what_stands_already_contradicts_one_that_changes_it(small_workspace, preview):
    small_workspace.edit({3: {"total_investment": 10_000_000}})
    changing = preview("改.xlsx", [PLANT, 12, None, None])
    keeping = preview("不改.xlsx", [PLANT, 10, None, None])
    silent = preview("没写.xlsx", [PLANT, None, None, "进场"])
    assert contradictions(keeping, changing, silent) == [
        {},
        {"total_investment": "“不改.xlsx”B2 写的是 10 万元，两个文件不一致"},
        {},
    ]


def test_a_cell_that_cannot_be_read_contradicts_nothing(small_workspace, preview):
    small_workspace.edit({3: {"total_investment": 10_000_000}})
    assert contradictions(
        preview("改.xlsx", [PLANT, 12, None, None]), preview("坏.xlsx", [PLANT, "很多", None, "进场"])
    ) == [{}, {}]


def test_two_files_that_bring_the_same_new_project_are_held_against_each_other(preview):
    one = preview("a.xlsx", ["新的果园", 5, "市农业农村局", None])
    other = preview("b.xlsx", ["新的果园 ", 6, "市农业农村局", None])
    assert [set(found) for found in contradictions(one, other)] == [{"total_investment"}] * 2


def test_projects_of_one_name_under_different_new_packages_are_different_projects(preview):
    head = ["项目名称", "类别", "所属项目包", "总投资(万元)"]
    one = preview("a.xlsx", ["甲包", "项目包", None, None], ["一期", "项目", "甲包", 5], header=head)
    other = preview("b.xlsx", ["乙包", "项目包", None, None], ["一期", "项目", "乙包", 6], header=head)
    assert contradictions(one, other) == [{}, {}]


def test_of_many_files_two_are_named(preview):
    files = [preview(f"{number}.xlsx", [PLANT, number, None, None]) for number in (1, 2, 3, 4)]
    why = contradictions(*files)[3]["total_investment"]
    assert why == "“1.xlsx”B2 写的是 1 万元，“2.xlsx”B2 写的是 2 万元等 3 处，几个文件不一致"


def test_what_was_taken_over_of_one_file_still_contradicts_the_next(small_workspace, preview):
    taken = take(small_workspace, preview("a.xlsx", [PLANT, 1200, None, None]))
    other = preview("b.xlsx", [PLANT, 1500, None, None])
    _, found = clashes([voice_of_taken(taken.changes, "a.xlsx"), voice_of(other, "b.xlsx")])
    assert list(found.values()) == ["“a.xlsx”B2 写的是 1,200 万元，两个文件不一致"]


def test_a_contradicted_value_is_in_doubt_and_the_rest_of_its_row_is_not(preview):
    files = preview("a.xlsx", [PLANT, 1200, None, None]), preview("b.xlsx", [PLANT, 1500, None, "进场"])
    found = clashes([voice_of(one, one.file) for one in files])[1]
    shown = doubted(files[1], found)
    assert sure_values(shown) == {(("六月", 2), "note")}
    assert (counts(shown, found).clashes, counts(shown, found).doubts) == (1, 0)


def test_a_sender_is_not_told_what_others_sent(preview):
    files = preview("a.xlsx", [PLANT, 1200, None, None]), preview("民政局.xlsx", [PLANT, 1500, None, "进场"])
    shown = doubted(files[0], clashes([voice_of(one, one.file) for one in files])[0])
    (note,) = notes_of(shown)
    assert "与另一份报送的表不一致" in note.text
    assert "民政局" not in note.text
    assert "1,500" not in note.text


# -- taking over after others


@pytest.mark.parametrize("first", [0, 1])
def test_the_order_of_the_files_never_decides_a_value(small_workspace, preview, first):
    small_workspace.edit({3: {"total_investment": 10_000_000}})
    files = [preview("改.xlsx", [PLANT, 12, None, "一"]), preview("不改.xlsx", [PLANT, 10, None, None])]
    for one in (files[first], files[1 - first]):
        take(small_workspace, one)
    # Nobody told these two of each other: only the values that were seen are written, never the way back.
    assert item(small_workspace, PLANT).get("total_investment") == 12_000_000


def test_a_file_seen_before_another_changed_the_same_value_leaves_it(small_workspace, preview):
    late = preview("b.xlsx", [PLANT, 1500, None, "进场"])
    take(small_workspace, preview("a.xlsx", [PLANT, 1200, None, None]))

    taken = take(small_workspace, late)

    found = item(small_workspace, PLANT)
    assert (found.get("total_investment"), found.get("note")) == (1_200_000_000, "进场")
    (row,) = taken.rest.rows()
    assert [(change.field, change.old, change.new) for change in row.changes] == [
        ("total_investment", 1_200_000_000, 1_500_000_000)
    ]


def test_a_new_project_of_two_files_is_added_once(small_workspace, preview):
    one = preview("a.xlsx", ["新的果园", 5, "市农业农村局", None])
    other = preview("b.xlsx", ["新的果园", 5, "市农业农村局", "在批"])
    take(small_workspace, one)
    taken = take(small_workspace, other)
    found = item(small_workspace, "新的果园")
    assert found.get("note") == "在批"
    assert {change.id for change in taken.changes} == {found.id}


def test_a_member_finds_the_package_that_another_file_brought(small_workspace, preview):
    head = ["项目名称", "类别", "所属项目包"]
    one = preview("a.xlsx", ["新包", "项目包", None], header=head)
    other = preview("b.xlsx", ["新包", "项目包", None], ["新包里的项目", "项目", "新包"], header=head)
    take(small_workspace, one)
    take(small_workspace, other)
    assert item(small_workspace, "新包里的项目").parent == item(small_workspace, "新包").id


def test_a_doubt_that_a_person_ticked_is_taken_over(small_workspace, preview):
    one = preview("a.xlsx", ["汾阳市第二污水处理厂工程", 12, None, None])
    assert not sure_values(one)
    every = {(Preview.key(row), change.field) for row in one.rows() for change in row.changes}
    assert take(small_workspace, one, every).applied
    assert item(small_workspace, PLANT).get("total_investment") == 12_000_000


def test_a_doubt_that_came_up_since_keeps_a_ticked_value_back(small_workspace, preview):
    before = preview("a.xlsx", [PLANT, 12, None, None])
    small_workspace.edit({3: {"total_investment": 100}})
    fresh = preview("a.xlsx", [PLANT, 12, None, None])
    assert sure_values(before)
    assert not still_chosen(fresh, before, sure_values(before))


def test_a_row_that_is_about_another_item_now_takes_nothing_along(small_workspace, preview):
    before = preview("a.xlsx", [PLANT, 12, None, "x"])
    small_workspace.edit({3: {"name": "改了名的厂"}})
    new = small_workspace.add({"name": PLANT})
    assert take(small_workspace, before).applied is None
    assert small_workspace.items(new.ids)[0].get("total_investment") is None


def test_an_item_deleted_since_is_not_added_again_by_itself(small_workspace, preview):
    before = preview("a.xlsx", [PLANT, 12, None, "x"])
    small_workspace.delete([3])
    taken = take(small_workspace, before)
    assert taken.applied is None
    assert counts(taken.rest).new == 1


def test_what_a_person_refused_stays_refused_in_a_later_look(small_workspace, preview):
    before = preview("a.xlsx", [PLANT, 12, None, "x"])
    chosen = sure_values(before) - {(("六月", 2), "note")}
    small_workspace.edit({2: {"stage": "停工"}})
    fresh = preview("a.xlsx", [PLANT, 12, None, "x"], ["另一个新项目", 1, None, None])
    ticked = chosen_anew(fresh, before, chosen)
    assert (("六月", 2), "note") not in ticked
    assert {(("六月", 2), "total_investment"), (("六月", 3), "name")} <= ticked


def test_cancelling_leaves_a_file_untouched(small_workspace, preview):
    one = preview("a.xlsx", [PLANT, 12, None, None])
    before = small_workspace.items()
    with pytest.raises(Cancelled):
        take_over(small_workspace, one, sure_values(one), Progress(cancelled=lambda: True))
    assert small_workspace.items() == before


def test_the_figures_count_once_what_two_files_say_alike(preview):
    one = preview("a.xlsx", [PLANT, 12, None, None], ["新的果园", 5, None, None])
    other = preview("b.xlsx", [PLANT, 12, None, "x"], ["新的果园", 5, None, None])
    found = figures([(file, sure_values(file)) for file in (one, other)])
    assert taken_text(found) == "新增 1 项，修改 1 项的 2 个值"


# -- which files


def test_a_folder_brings_in_the_spreadsheets_below_it_and_nothing_else(tmp_path):
    for name in (
        "乙局/二月.xls",
        "甲局/一月.XLSX",
        "甲局/~$一月.xlsx",
        "甲局/照片.png",
        ".隐藏/x.xlsx",
        "台账 备份/x.fenyang",
    ):
        path = tmp_path / "来 件" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert [path.name for path in sheets_below(tmp_path / "来 件", Progress())] == ["一月.XLSX", "二月.xls"]


def test_a_folder_without_spreadsheets_says_so(tmp_path):
    (tmp_path / "空 的").mkdir()
    with pytest.raises(UserError, match="文件夹“空 的”里没有可以导入的表格"):
        sheets_below(tmp_path / "空 的", Progress())


def test_a_file_with_the_bytes_of_another_is_not_read(small_workspace, sheet, layouts, tmp_path):
    path = sheet([PLANT, 12, None, None], header=HEAD)
    first = receive(small_workspace, Order(path), layouts, READER, Progress())
    twin = shutil.copy(path, tmp_path / "副本.xlsx")
    second = receive(small_workspace, Order(twin, seen={first.digest}), layouts, READER, Progress())
    assert (second.digest, second.preview, second.imported) == (first.digest, None, None)
    assert receive(small_workspace, Order(twin, seen={first.digest}, insists=True), layouts, READER, Progress()).preview


def test_a_file_that_was_imported_before_is_known_until_that_is_undone(small_workspace, sheet, layouts):
    path = sheet([PLANT, 12, None, None], header=HEAD)
    applied = apply_import(small_workspace, preview_import(small_workspace, path))
    known = receive(small_workspace, Order(path), layouts, READER, Progress())
    assert known.preview is None
    assert known.imported.id == applied.set_id
    small_workspace.undo()
    assert receive(small_workspace, Order(path), layouts, READER, Progress()).preview
