"""Import and export as a user meets them: a look, a choice, one action, one undo."""

from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_steps import changed, everything, item, only_row, preview_import

from fenyang_desktop.domain.changes import ITEM, Action, creation
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, FIELDS, STAGES, Kind, Type, fields_of
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.domain.values import Context, Keep, read
from fenyang_desktop.exchange.headers import is_name
from fenyang_desktop.services.exporting import export_workbook
from fenyang_desktop.services.importing import apply_import
from fenyang_desktop.services.preview import RowState

# -- the look


def test_looking_changes_nothing(small_workspace, sheet):
    before = everything(small_workspace)
    preview_import(small_workspace, sheet([None, "新项目", "项目", None, 5, "续建", "年内", "市水利局"]))
    assert everything(small_workspace) == before


def test_the_look_tells_new_changed_unchanged_and_problem_rows_apart(small_workspace, sheet):
    preview = preview_import(
        small_workspace,
        sheet(
            [None, "新项目"],
            [None, "第二污水处理厂", None, None, 17000],
            [None, "华樽3万吨项目", None, "白酒项目", None, "续建", "2023年10月31日前", None],
            [99, "没有的编号"],
        ),
    )
    assert [row.state for row in preview.rows()] == [
        RowState.NEW,
        RowState.CHANGED,
        RowState.CHANGED,
        RowState.PROBLEM,
    ]
    assert preview.count(RowState.CHANGED) == 2


def test_a_changed_value_carries_old_new_and_its_cell(small_workspace, sheet):
    row = only_row(
        preview_import(small_workspace, sheet([None, "第二污水处理厂", None, None, None, None, None, "市水务局"]))
    )
    (change,) = row.changes
    assert (change.old, change.new) == ("市住建局", "市水务局")
    assert (change.origin.file, change.origin.sheet, change.origin.cell) == ("来 件.xlsx", "六月", "H2")


def test_a_blank_keeps_a_dash_clears_and_zero_is_zero(small_workspace, sheet):
    path = sheet([None, "第二污水处理厂", None, None, 0, None, "", "—"])
    assert changed(only_row(preview_import(small_workspace, path))) == {"total_investment": 0, "lead_unit": None}


@pytest.mark.parametrize("words", ["10月底前", "2023年10月", "2023.10", "2023-10", "23年10月底"])
def test_the_same_deadline_worded_otherwise_is_no_change(small_workspace, sheet, words):
    row = only_row(preview_import(small_workspace, sheet([None, "华樽3万吨项目", None, None, None, None, words])))
    assert (row.state, row.problems) == (RowState.UNCHANGED, ())


@pytest.mark.parametrize("words", ["2023-02-30", "13月", "2023年13月", "2月30日", "20231301", "第5季度"])
def test_a_day_that_no_calendar_holds_is_a_problem(small_workspace, sheet, words):
    row = only_row(preview_import(small_workspace, sheet([None, "华樽3万吨项目", None, None, None, None, words])))
    assert row.state is RowState.PROBLEM
    assert row.problems[0].message.startswith("文件“来 件.xlsx”工作表“六月”单元格 G2：")
    assert words in row.problems[0].message


def test_words_that_name_no_day_are_kept_as_words(small_workspace, sheet):
    row = only_row(preview_import(small_workspace, sheet([None, "华樽3万吨项目", None, None, None, None, "尽快推进"])))
    assert changed(row) == {"deadline": "~|words|尽快推进"}


def test_good_cells_of_a_row_are_offered_beside_its_problems(small_workspace, sheet):
    row = only_row(preview_import(small_workspace, sheet([None, "第二污水处理厂", None, None, "很多", "续建"])))
    assert (row.state, changed(row)) == (RowState.CHANGED, {"stage": "续建"})
    (problem,) = row.problems
    assert problem.cell == "E2"
    assert "请改正后再导入" in problem.message


@pytest.mark.parametrize(
    ("header", "cell", "fen"),
    [
        ("总投资(亿元)", 1.7, 17_000_000_000),
        ("总投资(万元)", "1.7亿元", 17_000_000_000),
        ("总投资(元)", 170000000, 17_000_000_000),
        ("总投资", "1亿7千万", 17_000_000_000),
    ],
)
def test_the_unit_is_looked_for_in_the_cell_then_in_the_header(small_workspace, sheet, header, cell, fen):
    path = sheet(["第二污水处理厂", cell], header=["项目名称", header])
    row = only_row(preview_import(small_workspace, path))
    assert (changed(row), row.doubt) == ({"total_investment": fen}, "")


def test_an_amount_whose_unit_nobody_names_is_not_accepted_by_default(small_workspace, sheet):
    preview = preview_import(small_workspace, sheet(["第二污水处理厂", 17000], header=["项目名称", "总投资"]))
    assert only_row(preview).value_doubts == {"total_investment": "表头没有写金额单位，按万元理解"}
    assert apply_import(small_workspace, preview) is None
    assert apply_import(small_workspace, preview, {("六月", 2)}) is not None
    assert item(small_workspace, "第二污水处理厂").get("total_investment") == 17_000_000_000


def test_the_qualifier_beside_an_amount_comes_and_goes_with_it(small_workspace, sheet):
    header = ["项目名称", "总投资(万元)"]
    apply_import(small_workspace, preview_import(small_workspace, sheet(["第二污水处理厂", "约17000"], header=header)))
    assert item(small_workspace, "第二污水处理厂").get("amount_qualifier") == "约"
    same = preview_import(small_workspace, sheet(["第二污水处理厂", 17000], header=header))
    assert only_row(same).state is RowState.UNCHANGED
    other = preview_import(small_workspace, sheet(["第二污水处理厂", 17001], header=header))
    assert changed(only_row(other)) == {"total_investment": 17_001_000_000, "amount_qualifier": None}


def test_a_qualifier_beside_an_amount_fills_a_blank_qualifier_cell_and_yields_to_a_filled_one(small_workspace, sheet):
    header = ["项目名称", "总投资(万元)", "金额限定"]
    preview = preview_import(
        small_workspace,
        sheet(["第二污水处理厂", "约17000", None], ["华樽3万吨项目", "约5", "近"], header=header),
    )
    assert [changed(row)["amount_qualifier"] for row in preview.rows()] == ["约", "近"]


def test_a_qualifier_that_no_field_can_keep_is_dropped_only_if_a_person_says_so(small_workspace, sheet):
    path = sheet(["第二污水处理厂", "约1200"], header=["项目名称", "年度计划投资(万元)"])
    assert "不带“约”" in only_row(preview_import(small_workspace, path)).value_doubts["annual_plan"]


def test_a_field_that_the_kind_does_not_have_is_a_problem(small_workspace, sheet):
    row = only_row(preview_import(small_workspace, sheet([None, "白酒产量", "指标", None, 5])))
    assert "指标没有“总投资”这一项" in row.problems[0].message


# -- which item


def test_width_and_white_space_do_not_hide_an_item(small_workspace, sheet):
    row = only_row(
        preview_import(small_workspace, sheet([None, "第二 污水\n处理厂", None, None, None, None, None, "甲"]))
    )
    assert row.id == item(small_workspace, "第二污水处理厂").id


@pytest.mark.parametrize("id", ["３", " 3 ", 3, 3.0])
def test_an_id_is_read_however_it_is_typed(small_workspace, sheet, id):
    assert only_row(preview_import(small_workspace, sheet([id, "第二污水处理厂"]))).id == 3


def test_a_dash_for_an_id_or_a_code_says_nothing(small_workspace, sheet):
    path = sheet(["—", "无", "第二污水处理厂"], header=["编号", "项目代码", "项目名称"])
    row = only_row(preview_import(small_workspace, path))
    assert (row.id, row.state) == (3, RowState.UNCHANGED)


def test_the_id_wins_over_the_name_but_asks_before_renaming(small_workspace, sheet):
    preview = preview_import(small_workspace, sheet([3, "第二污水厂"]))
    row = only_row(preview)
    assert (row.id, row.state) == (3, RowState.CHANGED)
    assert "第二污水处理厂" in row.doubt
    assert "第二污水厂" in row.doubt
    assert apply_import(small_workspace, preview) is None


def test_the_project_code_wins_over_the_name(small_workspace, sheet):
    small_workspace.edit({3: {"project_code": "2208-141182-04-01-848098"}})
    path = sheet(["２２０８-141182-04-01-848098", "别的名字"], header=["项目代码", "项目名称"])
    row = only_row(preview_import(small_workspace, path))
    assert row.id == 3
    assert "别的名字" in row.doubt


def test_a_name_that_two_items_bear_is_a_problem_that_names_both(small_workspace, sheet):
    small_workspace.add({"name": "第二污水处理厂"})
    row = only_row(preview_import(small_workspace, sheet([None, "第二污水处理厂", None, None, 1])))
    assert row.state is RowState.PROBLEM
    assert "编号 3、6" in row.problems[0].message


def test_kind_and_parent_narrow_the_search_down(small_workspace, sheet):
    small_workspace.add({"name": "第二污水处理厂"})
    small_workspace.add({"name": "第二污水处理厂", "kind": "task"})
    preview = preview_import(
        small_workspace,
        sheet(
            [None, "第二污水处理厂", "工作任务", None, None, None, None, "甲"],
            [None, "第二污水处理厂", "项目", "白酒项目", None, None, None, "乙"],
            [None, "第二污水处理厂", "项目", "—", None, None, None, "丙"],
        ),
    )
    assert [row.id for row in preview.rows()] == [7, 3, 6]


def test_a_namesake_of_another_kind_is_new_only_if_a_person_says_so(small_workspace, sheet):
    row = only_row(preview_import(small_workspace, sheet([None, "第二污水处理厂", "工作任务"])))
    assert row.state is RowState.NEW
    assert "已有同名的项目（编号 3" in row.doubt


def test_a_second_row_about_the_same_item_is_a_problem(small_workspace, sheet):
    preview = preview_import(
        small_workspace,
        sheet([None, "第二污水处理厂", None, None, 1], [3, None, None, None, 2], [None, "新"], [None, "新"]),
    )
    assert [row.state for row in preview.rows()] == [
        RowState.CHANGED,
        RowState.PROBLEM,
        RowState.NEW,
        RowState.PROBLEM,
    ]
    assert "第 2 行" in list(preview.rows())[1].problems[0].message


def test_a_row_without_a_name_is_a_problem(small_workspace, sheet):
    row = only_row(preview_import(small_workspace, sheet([None, None, "项目", None, 5])))
    assert row.state is RowState.PROBLEM
    assert "没有名称" in row.problems[0].message


@pytest.mark.parametrize(("parent", "words"), [("没有的包", "没有名为"), ("第二污水处理厂", "自己之下")])
def test_an_unknown_parent_and_oneself_are_problems(small_workspace, sheet, parent, words):
    row = only_row(preview_import(small_workspace, sheet([3, "第二污水处理厂", None, parent])))
    assert (row.problems[0].cell, words in row.problems[0].message) == ("D2", True)


# -- the action


def test_an_import_is_one_action_and_undo_restores_exactly(small_workspace, sheet):
    items, sets = everything(small_workspace)
    preview = preview_import(
        small_workspace,
        sheet(
            [None, "新包", "项目包", None, 9], [None, "新项目", "项目", "新包"], [None, "第二污水处理厂", None, None, 7]
        ),
    )
    applied = apply_import(small_workspace, preview)
    assert applied.title == "导入“来 件.xlsx”"
    assert applied.ids == {3, 6, 7}
    assert [one.source.action for one in small_workspace.sets()[len(sets) :]] == [Action.IMPORT]
    assert item(small_workspace, "新项目").parent == item(small_workspace, "新包").id
    small_workspace.undo()
    assert small_workspace.items() == items


def test_history_knows_the_cell_of_an_imported_value(small_workspace, sheet):
    apply_import(small_workspace, preview_import(small_workspace, sheet([None, "第二污水处理厂", None, None, 7])))
    origin = small_workspace.trail(3, "total_investment")[0].change.origin
    assert (origin.file, origin.sheet, origin.cell) == ("来 件.xlsx", "六月", "E2")


def test_only_the_accepted_rows_are_taken_over(small_workspace, sheet):
    preview = preview_import(
        small_workspace, sheet([None, "甲"], [None, "乙"], [None, "第二污水处理厂", None, None, 7])
    )
    apply_import(small_workspace, preview, {("六月", 3)})
    names = {one.name for one in small_workspace.items()}
    assert "乙" in names
    assert "甲" not in names
    assert item(small_workspace, "第二污水处理厂").get("total_investment") is None


def test_a_member_of_a_new_group_that_was_left_out_is_refused_by_name(small_workspace, sheet):
    preview = preview_import(small_workspace, sheet([None, "新包", "项目包"], [None, "新项目", "项目", "新包"]))
    before = everything(small_workspace)
    with pytest.raises(UserError) as caught:
        apply_import(small_workspace, preview, {("六月", 3)})
    assert caught.value.code == "parent_not_accepted"
    assert "新包" in str(caught.value)
    assert everything(small_workspace) == before


def test_a_parent_may_stand_below_its_members_and_on_another_sheet(small_workspace, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["项目名称", "所属项目包"])
    book.active.append(["新项目", "新包"])
    book.create_sheet("项目包").append(["名称", "类别"])
    book["项目包"].append(["新包", "项目包"])
    book.save(tmp_path / "两表.xlsx")
    apply_import(small_workspace, preview_import(small_workspace, tmp_path / "两表.xlsx"))
    assert item(small_workspace, "新项目").parent == item(small_workspace, "新包").id


def test_a_value_changed_since_the_look_is_a_conflict_and_nothing_is_written(small_workspace, sheet):
    preview = preview_import(small_workspace, sheet([None, "新项目"], [None, "第二污水处理厂", None, None, 7]))
    small_workspace.edit({3: {"total_investment": 5_000_000}})
    before = everything(small_workspace)
    with pytest.raises(UserError) as caught:
        apply_import(small_workspace, preview)
    assert caught.value.code == "conflict"
    assert everything(small_workspace) == before


def test_nothing_to_take_over_is_no_action(small_workspace, sheet):
    before = everything(small_workspace)
    assert apply_import(small_workspace, preview_import(small_workspace, sheet([3, "第二污水处理厂"]))) is None
    assert everything(small_workspace) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "file_not_sheet"),
        (b"PK\x03\x04 broken", "file_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        ("随便写写".encode(), "no_table"),
        (None, "file_missing"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_portfolio_as_it_was(small_workspace, tmp_path, content, code):
    before = everything(small_workspace)
    path = tmp_path / "坏 文件.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        preview_import(small_workspace, path)
    assert (caught.value.code, "坏 文件.xlsx" in str(caught.value)) == (code, True)
    assert everything(small_workspace) == before


def test_a_look_can_be_cancelled(small_workspace, sheet):
    with pytest.raises(Cancelled):
        preview_import(small_workspace, sheet([None, "甲"]), Progress(cancelled=lambda: True))


# -- there and back


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_bundled_portfolio_exported_and_imported_changes_nothing(workspace, tmp_path, suffix):
    path = export_workbook(workspace, tmp_path / f"导 出{suffix}")
    preview = preview_import(workspace, path)
    assert preview.count(RowState.UNCHANGED) == len(workspace.items()) == 388
    assert preview.problems() == []
    assert all(column.field for column in preview.sheets[0].columns)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_an_export_read_in_another_year_changes_nothing(workspace, tmp_path, suffix):
    path = export_workbook(workspace, tmp_path / f"导出{suffix}")
    workspace.set_reference_date(date(2026, 1, 5))
    assert preview_import(workspace, path).count(RowState.UNCHANGED) == 388


def test_an_export_filled_into_an_empty_portfolio_gives_the_same_items(workspace, empty_workspace, tmp_path):
    path = export_workbook(workspace, tmp_path / "导出.csv", columns=[field.key for field in FIELDS])
    text = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(line.partition(",")[2] for line in text), encoding="utf-8")  # without 编号
    apply_import(empty_workspace, preview_import(empty_workspace, path))
    shown = [{**one.values(), "deadline": one.deadline() and one.deadline().date} for one in workspace.items()]
    again = [{**one.values(), "deadline": one.deadline() and one.deadline().date} for one in empty_workspace.items()]
    assert again == shown


def test_chosen_rows_and_columns_are_exported_in_their_order(workspace, tmp_path):
    path = export_workbook(workspace, tmp_path / "a.xlsx", ids=[20, 3], columns=["deadline", "name"])
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0] == ("编号", "完成时限", "名称")
    assert [row[0] for row in rows[1:]] == [20, 3]


def test_another_kind_of_file_is_refused(workspace, tmp_path):
    with pytest.raises(UserError, match=r"不支持输出“\.docx”"):
        export_workbook(workspace, tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
FIGURES = st.decimals(-(10**9), 10**9, places=6, allow_nan=False).map(str)
WORDS = {
    Type.TEXT: TEXTS,
    Type.LONG_TEXT: TEXTS,
    Type.LIST: st.lists(TEXTS, max_size=3).map("、".join),
    Type.MONEY: FIGURES,
    Type.DECIMAL: FIGURES | st.integers(-(10**17), 10**17).map(str),
    Type.PERCENT: st.decimals(0, 100, places=2, allow_nan=False).map(str),
    Type.BOOL: st.sampled_from(["是", "否"]),
    Type.DEADLINE: st.dates(date(1950, 1, 1), date(2199, 12, 31)).map(str)
    | st.sampled_from(["10月底前", "2024年三季度", "上半年", "今年", "6月中旬", "23年10月", "尽快", "2009-2011"])
    | TEXTS,
}


@st.composite
def items(draw):
    """The stored values of an item: whatever `read` makes of texts. One called 任务名称 would be told as a header."""
    kind = draw(st.sampled_from(list(Kind)))
    values = {"kind": kind.value, "name": draw(TEXTS.filter(lambda text: text.strip() and not is_name(text)))}
    for field in fields_of(kind):
        if field.type is Type.CHOICE:
            values[field.key] = draw(st.none() | st.sampled_from(field.choices))
        elif field.type in WORDS and field.key != "name" and draw(st.booleans()):
            try:
                value = read(field, draw(WORDS[field.type]), Context(2023)).value
            except UserError:
                continue
            values[field.key] = None if isinstance(value, Keep) else value
    return values


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(items(), min_size=1, max_size=4), suffix=st.sampled_from([".xlsx", ".csv"]))
def test_whatever_an_item_holds_its_export_imported_again_changes_nothing(rows, suffix, empty_workspace, tmp_path):
    first = empty_workspace.next_id()
    changes = [change for id, values in enumerate(rows, first) for change in creation(ITEM, id, values)]
    ids = empty_workspace.apply(Action.ADD, "新增", changes).ids
    try:
        preview = preview_import(empty_workspace, export_workbook(empty_workspace, tmp_path / f"导出{suffix}"))
    finally:
        empty_workspace.delete(ids)
    assert [row.state for row in preview.rows()] == [RowState.UNCHANGED] * len(rows), list(preview.rows())
    assert preview.problems() == []


def test_a_text_longer_than_a_workbook_cell_comes_back_from_csv(empty_workspace, tmp_path):
    empty_workspace.add({"name": "甲", "note": "字" * 200_000})
    preview = preview_import(empty_workspace, export_workbook(empty_workspace, tmp_path / "a.csv"))
    assert only_row(preview).state is RowState.UNCHANGED


def test_every_choice_of_stage_survives(empty_workspace, tmp_path):
    for stage in STAGES:
        empty_workspace.add({"name": f"{stage}项目", "stage": stage})
    preview = preview_import(empty_workspace, export_workbook(empty_workspace, tmp_path / "a.xlsx"))
    assert preview.count(RowState.UNCHANGED) == len(STAGES)
    assert FIELD["stage"].choices == STAGES
