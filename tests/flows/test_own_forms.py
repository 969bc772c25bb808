"""The office's own form: marked, kept, filled, sent out, and known again when it comes back."""

import json
from pathlib import Path

import pytest
from form_samples import SHEET, form_file, own_form
from import_steps import READER
from openpyxl import Workbook, load_workbook

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import NOT_IMPORTED
from fenyang_desktop.services import layouts, own_form_file
from fenyang_desktop.services.as_of import as_of_set
from fenyang_desktop.services.importing import read_file
from fenyang_desktop.services.layouts import preview_as_before
from fenyang_desktop.services.own_form_file import OwnForms, layout_of
from fenyang_desktop.services.own_form_marks import (
    Marking,
    marking_of,
    marks_of,
    proposed,
    read_form,
    units_of,
)
from fenyang_desktop.services.own_forms import fill_own_form
from fenyang_desktop.services.preview import Preview, RowState
from fenyang_desktop.services.reporting import report_month
from fenyang_desktop.services.workspace import Workspace


def kept(tmp_path: Path, book: Workbook | None = None, name: str = "调度表", *, monthly: bool = False, **marks: str):
    """The forms of the user, with one as the program marks it by itself; `marks` are further columns by letter."""
    form = read_form(form_file(tmp_path, book), Progress(), READER)
    marking = proposed(form.sheets[0], form.looks[SHEET], monthly=monthly)
    for letter, key in marks.items():
        marking = marking.with_column(ord(letter) - 64, key)
    forms = own_form_file.forms_of_user()
    forms.save(name, form.data, marks_of(form.sheets[0], marking), anew=True)
    return forms


def came_back(workspace: Workspace, path: Path) -> Preview:
    source = read_file(path, Progress(), READER)
    return preview_as_before(layouts.of_user(), workspace, source, {}, Progress())


def test_a_form_is_marked_by_its_headers_and_its_total(tmp_path):
    form = read_form(form_file(tmp_path), Progress(), READER)
    marking = proposed(form.sheets[0], form.looks[SHEET], monthly=False)
    assert (marking.header, marking.first, marking.last) == ((3, 5), 6, 8)
    assert marking.columns == {
        1: "serial", 2: "name", 3: "total_investment", 4: "invested_year", 6: "deadline", 7: "progress_text", 9: "lead_unit",
    }  # fmt: skip
    assert units_of(form.sheets[0], marking) == {3: "亿元", 4: "万元"}  # the line above, and the column's own header


def test_where_months_are_reported_a_column_is_filled_with_the_report(tmp_path):
    form = read_form(form_file(tmp_path), Progress(), READER)
    marking = proposed(form.sheets[0], form.looks[SHEET], monthly=True)
    assert [marking.columns[number] for number in (3, 4, 7)] == [
        "total_investment",
        "month.invested_year",
        "month.progress_text",
    ]


def test_a_form_without_samples_ends_above_its_total_and_a_row_of_numbers_is_no_data(tmp_path):
    book = own_form()
    sheet = book[SHEET]
    for column in range(1, 11):
        for row in range(6, 9):
            if sheet.cell(row, column).coordinate not in ("H6", "H7", "H8"):
                sheet.cell(row, column).value = None
        if column != 8:
            sheet.cell(6, column).value = column if column < 8 else column - 1
    form = read_form(form_file(tmp_path, book), Progress(), READER)
    marking = proposed(form.sheets[0], form.looks[SHEET], monthly=False)
    assert (marking.first, marking.last) == (7, 8)
    marks = marks_of(form.sheets[0], marking)
    assert len(marks.skipped) == 1


def test_what_is_filled_in_reads_back_without_a_change(workspace, tmp_path):
    forms = kept(tmp_path)
    filled = fill_own_form(workspace, forms, "调度表", tmp_path / "九月.xlsx")
    preview = came_back(workspace, filled.path)
    assert preview.layouts == ("调度表",)
    assert preview.count(RowState.UNCHANGED) == filled.count == len(workspace.items())
    assert [table.header_rows for table in preview.sheets if table.header_rows] == [(3, 4, 5)]
    assert preview.problems() == []


def test_a_figure_edited_in_a_filled_form_is_the_only_change(small_workspace, tmp_path):
    small_workspace.edit({2: {"total_investment": 1_234_567}, 3: {"total_investment": 5_000_000_000}})
    filled = fill_own_form(small_workspace, kept(tmp_path), "调度表", tmp_path / "九月.xlsx", [3, 2])
    book = load_workbook(filled.path)
    assert [book[SHEET]["B6"].value, book[SHEET]["C7"].value] == ["第二污水处理厂", 0.0001234567]
    book[SHEET]["C6"] = 0.6
    book[SHEET]["A1"] = "填报单位改了标题"
    book.save(filled.path)
    preview = came_back(small_workspace, filled.path)
    changed = [(row.id, [(one.field, one.new) for one in row.changes]) for row in preview.rows() if row.changes]
    assert changed == [(3, [("total_investment", 6_000_000_000)])]


def test_a_filled_form_is_known_again_whoever_sends_it(small_workspace, tmp_path):
    book = own_form()
    book[SHEET]["A2"] = "单位：亿元　　填报单位：市住建局"
    forms = kept(tmp_path, book)
    filled = fill_own_form(small_workspace, forms, "调度表", tmp_path / "九月.xlsx")
    assert came_back(small_workspace, filled.path).layouts == ("调度表",)


def test_reports_of_the_month_and_of_the_month_before_stand_beside_one_another(small_workspace, tmp_path):
    report_month(small_workspace, 2, "2023-08", {"invested_year": 500_000_000, "progress_text": "主体施工"})
    report_month(small_workspace, 2, "2023-09", {"invested_year": 612_345_600, "progress_text": "主体完工"})
    report_month(small_workspace, 3, "2023-08", {"invested_year": 100_000_000})
    forms = kept(tmp_path, monthly=True, C="before.invested_year", J="rate")
    small_workspace.edit({2: {"annual_plan": 1_000_000_000}})
    path = fill_own_form(small_workspace, forms, "调度表", tmp_path / "九月.xlsx", [2, 3]).path
    sheet = load_workbook(path)[SHEET]
    assert [[sheet.cell(row, column).value for column in (3, 4, 7)] for row in (6, 7)] == [
        [0.05, 612.3456, "主体完工"],
        [0.01, None, None],
    ]
    assert sheet["J6"].value == 61.23
    assert sheet["A1"].value == "重点项目进展情况表（2023年9月）"
    assert came_back(small_workspace, path).count(RowState.CHANGED) == 0


def test_a_deadline_stands_in_the_words_of_the_office_unless_they_mean_another_year(small_workspace, tmp_path):
    stored = [encode_deadline(parse_deadline(text, year)) for text, year in (("10月底前", 2023), ("10月底前", 2022))]
    small_workspace.edit({2: {"deadline": stored[0]}, 3: {"deadline": stored[1]}, 5: {"deadline": "~|words|尽快"}})
    path = fill_own_form(small_workspace, kept(tmp_path), "调度表", tmp_path / "九月.xlsx", [2, 3, 5]).path
    sheet = load_workbook(path)[SHEET]
    assert [sheet.cell(row, 6).value for row in (6, 7, 8)] == ["10月底前", "2022年10月底", "尽快"]
    assert came_back(small_workspace, path).count(RowState.UNCHANGED) == 3


def test_a_month_that_stands_in_the_title_for_good_is_told_of(small_workspace, tmp_path):
    book = own_form()
    book[SHEET]["A1"] = "重点项目进展情况表（2023年8月）"
    forms = kept(tmp_path, book)
    filled = fill_own_form(small_workspace, forms, "调度表", tmp_path / "九月.xlsx")
    assert "写的是2023年8月，不是报告期2023年9月" in filled.remarks[0]
    assert fill_own_form(small_workspace, forms, "调度表", tmp_path / "八月.xlsx", None, "2023-08").remarks == ()


def test_what_cannot_be_filled_leaves_the_old_file_as_it_was(small_workspace, tmp_path):
    forms, target = kept(tmp_path), tmp_path / "旧.xlsx"
    target.write_bytes(b"old")
    for name, ids, code in (("没有", None, "form_unknown"), ("调度表", [], "form_without_rows")):
        with pytest.raises(UserError) as raised:
            fill_own_form(small_workspace, forms, name, target, ids)
        assert raised.value.code == code
    own = forms.get("调度表").path
    with pytest.raises(UserError) as raised:
        fill_own_form(small_workspace, forms, "调度表", own)
    assert raised.value.code == "form_itself"
    assert target.read_bytes() == b"old"
    assert load_workbook(own)[SHEET]["B6"].value == "样例"


def test_marks_without_a_name_or_with_an_unknown_unit_are_not_kept(tmp_path):
    book = own_form()
    book[SHEET]["C4"] = "总投资（美元）"
    form = read_form(form_file(tmp_path, book), Progress(), READER)
    sheet = form.sheets[0]
    marking = proposed(sheet, form.looks[SHEET], monthly=False).with_column(3, "total_investment")
    with pytest.raises(UserError, match="C5 的表头“投资_总投资（美元）”"):
        marks_of(sheet, marking)
    assert marks_of(sheet, marking.with_unit(3, "元")).units[3] == "元"
    with pytest.raises(UserError) as raised:
        marks_of(sheet, marking.with_column(2, ""))
    assert raised.value.code == "form_without_name"
    with pytest.raises(UserError) as raised:
        marks_of(sheet, Marking())
    assert raised.value.code == "form_without_first"


def test_a_column_filled_anew_lets_the_other_go_and_rows_stay_in_order():
    marking = Marking((3, 5), 6, 8, {2: "name", 3: "note"})
    assert marking.with_column(4, "note").columns == {2: "name", 4: "note"}
    assert (marking.with_first(7).first, marking.with_first(7).last) == (7, 8)
    assert (marking.with_first(10).first, marking.with_first(10).last) == (10, 10)
    assert (marking.with_last(4).first, marking.with_last(4).last, marking.with_last(4).header) == (4, 4, (3, 3))
    assert (marking.with_header(6, 7).header, marking.with_header(6, 7).first) == ((6, 7), 8)


def test_marks_survive_being_kept_and_are_changed_from_there(tmp_path):
    forms = kept(tmp_path)
    marks = forms.get("调度表").marks
    assert marks is not None
    form = read_form(forms.get("调度表").path, Progress(), READER)
    assert marks_of(form.sheets[0], marking_of(marks)) == marks


def test_of_two_columns_of_one_field_the_report_of_the_month_is_read(tmp_path):
    forms = kept(tmp_path, J="month.invested_year")
    marks = forms.get("调度表").marks
    assert marks is not None
    columns = layout_of("调度表", marks).columns
    assert columns[marks.heads[4]] == NOT_IMPORTED
    assert columns[marks.heads[10]] == "invested_year"


def test_a_form_is_renamed_and_deleted_and_its_name_is_no_other_file(tmp_path):
    forms = kept(tmp_path)
    forms.rename("调度表", "月度表")
    assert [form.name for form in forms.all()] == ["月度表"]
    for name, code in (
        ("a/b", "form_name_bad"),
        ("", "form_name_bad"),
        ("CON", "form_name_bad"),
        ("表.", "form_name_bad"),
    ):
        with pytest.raises(UserError) as raised:
            forms.rename("月度表", name)
        assert raised.value.code == code
    data, marks = forms.get("月度表").path.read_bytes(), forms.get("月度表").marks
    assert marks is not None
    with pytest.raises(UserError) as raised:
        forms.save("月度表", data, marks)
    assert raised.value.code == "form_name_taken"
    forms.delete("月度表")
    assert forms.all() == []


def test_damaged_and_missing_forms_are_named_and_hinder_no_other(small_workspace, tmp_path, data_folder):
    forms = kept(tmp_path)
    for name in ("坏标记", "没有表", "行乱了"):
        kept(tmp_path, name=name)
    folder = data_folder / "表样"
    (folder / "坏标记.json").write_text("{", encoding="utf-8")
    (folder / "没有表.xlsx").unlink()
    stored = json.loads((folder / "行乱了.json").read_text(encoding="utf-8"))
    (folder / "行乱了.json").write_text(json.dumps({**stored, "first": 2}), encoding="utf-8")
    said = {form.name: str(form.fault) for form in forms.all() if form.fault}
    assert said.keys() == {"坏标记", "没有表", "行乱了"}
    assert said["没有表"] == "表样“没有表”的 .xlsx 文件不见了，请删除它，重新导入表样。"
    filled = fill_own_form(small_workspace, forms, "调度表", tmp_path / "九月.xlsx")
    assert came_back(small_workspace, filled.path).layouts == ("调度表",)
    with pytest.raises(UserError, match="“坏标记”的标记读不出来"):
        fill_own_form(small_workspace, forms, "坏标记", tmp_path / "十月.xlsx")


def test_forms_of_nobody_are_an_empty_list(tmp_path):
    assert OwnForms(tmp_path / "没有").all() == []


def test_the_command_fills_a_form_with_the_items_of_a_unit(fenyang, small, tmp_path):
    kept(tmp_path)
    out = tmp_path / "九月.xlsx"
    assert "调度表" in fenyang("fill-form", "--list").out
    done = fenyang(
        "fill-form", "调度表", str(out), "--unit", "市住建局", "--month", "2023-08", "--portfolio", str(small)
    )
    assert (done.code, "2023年8月 1 项" in done.out) == (0, True)
    assert load_workbook(out)[SHEET]["B6"].value == "第二污水处理厂"
    missing = fenyang("fill-form", "没有", str(out), "--portfolio", str(small))
    assert (missing.code, "可用的有：调度表" in missing.err) == (2, True)
    nobody = fenyang("fill-form", "调度表", str(out), "--unit", "市水局", "--portfolio", str(small))
    assert (nobody.code, "没有责任单位是“市水局”的项目" in nobody.err) == (2, True)
    assert fenyang("fill-form", "调度表", str(out), "--month", "十三月", "--portfolio", str(small)).code == 2


def test_current_values_that_no_report_holds_read_back_without_a_change(small_workspace, tmp_path):
    small_workspace.edit({2: {"invested_year": 512_345_600, "progress_text": "主体施工", "progress_percent": 6250}})
    forms = kept(tmp_path, J="progress_percent")
    path = fill_own_form(small_workspace, forms, "调度表", tmp_path / "九月.xlsx", [2, 3]).path
    assert came_back(small_workspace, path).count(RowState.UNCHANGED) == 2


def test_a_form_is_filled_as_things_stood_then(small_workspace, tmp_path):
    report_month(small_workspace, 2, "2023-09", {"progress_text": "主体施工"})
    then = as_of_set(small_workspace, small_workspace.sets()[-1].id)
    report_month(small_workspace, 2, "2023-09", {"progress_text": "主体完工"})
    small_workspace.edit({2: {"lead_unit": "市工信局"}})
    forms = kept(tmp_path, monthly=True)
    texts = []
    for state in (None, then):
        path = fill_own_form(small_workspace, forms, "调度表", tmp_path / "九月.xlsx", [2], state=state).path
        sheet = load_workbook(path)[SHEET]
        texts.append((sheet["G6"].value, sheet["I6"].value))
    assert texts == [("主体完工", "市工信局"), ("主体施工", None)]
