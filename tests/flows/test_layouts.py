"""What a person decided about a sheet holds for its like, and what was said of a header in other sheets too."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from fenyang_desktop.domain.changes import EXISTS
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import NO_WORDS, NOT_IMPORTED, TableChoice
from fenyang_desktop.exchange.delimited import read_delimited
from fenyang_desktop.exchange.records import By
from fenyang_desktop.services.importing import preview_file
from fenyang_desktop.services.layout_file import LearnedHeader
from fenyang_desktop.services.layouts import Layouts, preview_as_before
from fenyang_desktop.services.preview import ReceivedFile


@pytest.fixture
def layouts(tmp_path):
    return Layouts(tmp_path / "表格格式.json")


@pytest.fixture
def look(small_workspace, layouts, tmp_path):
    """A preview of a sheet of texts; with `choice`, of what a person decides about its first table."""

    def preview(text, choice=None, sender="", file="月报.csv"):
        sheet = read_delimited(file, "月报", text)
        source = ReceivedFile(tmp_path / file, (sheet,), sender=sender)
        choices = {("月报", 1): choice} if choice else {}
        return preview_as_before(layouts, small_workspace, source, choices, Progress())

    return preview


def columns(preview):
    return {column.letter: (column.field, column.by) for column in preview.sheets[0].columns}


def names(preview):
    return [row.name for row in preview.rows()]


SEPTEMBER = "填报单位：市住建局\n序号,项目名称,项目总投资概算（万元）,截至9月底完成数\n1,甲项目,17000,300\n"
OCTOBER = SEPTEMBER.replace("9月", "10月").replace("17000", "18000")


def test_the_values_of_a_similar_column_wait_until_it_is_confirmed(look):
    preview = look(SEPTEMBER)
    assert columns(preview)["C"] == ("total_investment", By.SIMILAR)
    (row,) = preview.rows()
    assert row.value_doubts["total_investment"] == "表头“项目总投资概算（万元）”按“总投资”理解，请确认"
    assert "total_investment" not in {change.field for change in row.sure_changes}

    (row,) = look(SEPTEMBER, TableChoice(columns={3: "total_investment"})).rows()
    assert "total_investment" in {change.field for change in row.sure_changes}


def test_next_months_sheet_is_read_as_this_months_was_decided(look, layouts):
    decided = TableChoice(columns={3: "total_investment", 4: "invested_year"}, units={4: "亿元"})
    layouts.learn(look(SEPTEMBER, decided))
    preview = look(OCTOBER)
    assert preview.layouts == ("市住建局 月报",)
    assert columns(preview)["C"] == ("total_investment", By.CHOSEN)
    assert columns(preview)["D"] == ("invested_year", By.CHOSEN)
    assert preview.sheets[0].columns[3].unit == "亿元"
    (row,) = preview.rows()
    assert "total_investment" in {change.field for change in row.sure_changes}


def test_the_edges_of_a_table_are_remembered_by_what_stands_there(look, layouts):
    text = "填报单位：市住建局\n序号,项目名称,备注,问题\n1,列号,x,v\n2,甲,y,z\n3,乙,y,z\n如实填写,不得漏报,x,w\n"
    layouts.learn(look(text, TableChoice(first=4, last=5, left=2, right=3)))
    again = look("九月\n" + text.replace("3,乙", "3,丙,y,z\n4,乙"))
    assert names(again) == ["甲", "丙", "乙"]
    assert {column.letter for column in again.sheets[0].columns} == {"B", "C"}


def test_each_of_two_tables_beside_one_another_has_a_layout_of_its_own(look, layouts):
    rows = "序号,项目名称,花多少,序号,项目名称,花多少\n1,甲,4,1,乙,5\n"
    preview = look(rows)
    choices = {("月报", 2): TableChoice(columns={6: "annual_plan"})}
    layouts.learn(replace(preview, choices=choices))
    again = look(rows)
    assert [[c.field for c in table.columns] for table in again.sheets] == [
        [None, "name", None],
        [None, "name", "annual_plan"],
    ]


def test_every_row_below_a_last_row_that_was_chosen_is_accounted_for(look):
    preview = look("项目名称,备注\n甲,x\n乙,y\n丙,z\n", TableChoice(last=2))
    assert names(preview) == ["甲"]
    assert [(one.row, one.reason) for one in preview.sheets[0].skipped] == [
        (3, "表格以外的内容"),
        (4, "表格以外的内容"),
    ]


def test_a_layout_keeps_the_name_that_it_was_given(look, layouts):
    layouts.learn(look(SEPTEMBER, TableChoice(columns={3: "total_investment"})))
    layouts.rename("市住建局 月报", "住建")
    layouts.learn(look(OCTOBER))
    assert [one.name for one in layouts.all()] == ["住建"]


def test_a_header_is_known_from_another_layout_of_the_same_sender_only(look, layouts):
    layouts.learn(look(SEPTEMBER, TableChoice(columns={4: "invested_year"})))
    assert layouts.headers() == [LearnedHeader("市住建局", "截至N月底完成数", "invested_year")]
    other = "填报单位：市住建局\n项目名称,截至12月底完成数,备注\n甲项目,400,x\n"
    assert columns(look(other))["B"] == ("invested_year", By.LEARNED)
    assert columns(look(other.replace("住建", "水利")))["B"] == ("invested_year", By.SIMILAR)

    layouts.forget_header(layouts.headers()[0])
    assert columns(look(other))["B"] == (None, By.NONE)


def test_a_header_of_a_sheet_that_names_no_sender_is_a_suggestion_elsewhere(look, layouts):
    layouts.learn(look("项目名称,花多少\n甲项目,400\n", TableChoice(columns={2: "total_investment"})))
    found = look("填报单位：市住建局\n备注,花多少,项目名称\nx,400,甲项目\n")
    assert columns(found)["B"] == ("total_investment", By.SIMILAR)
    (row,) = found.rows()
    assert "total_investment" not in row.sure_changes.values


def test_a_suggestion_takes_no_field_from_a_column_that_is_sure_of_it(look, layouts):
    layouts.learn(look("项目名称,花多少\n甲项目,400\n", TableChoice(columns={2: "total_investment"})))
    found = columns(look("填报单位：市住建局\n总投资（万元）,花多少,项目名称\n900,400,甲项目\n"))
    assert (found["A"], found["B"]) == (("total_investment", By.NAMED), (None, By.NONE))


def test_senders_who_mean_different_things_by_a_header_suggest_nothing_to_others(look, layouts):
    rows = "填报单位：市住建局\n项目名称,花多少\n甲项目,400\n"
    layouts.learn(look(rows, TableChoice(columns={2: "total_investment"})))
    layouts.learn(look(rows.replace("住建", "水利"), TableChoice(columns={2: "annual_plan"})))
    assert columns(look(rows.replace("住建", "教育")))["B"] == (None, By.NONE)


def test_a_header_is_learned_for_the_sender_whom_a_person_the_file_or_the_projects_tell(look, layouts):
    rows, decided = "项目名称,花多少\n甲项目,400\n", TableChoice(columns={2: "total_investment"})
    layouts.learn(look(rows, decided, sender="市水利局"))
    layouts.learn(look(rows, decided, file="市教育局9月.csv"))
    assert [one.sender for one in layouts.headers()] == ["市水利局", "市教育局"]
    other = "备注,项目名称,花多少\nx,甲项目,400\n"
    assert columns(look(other, file="市教育局10月.csv"))["C"] == ("total_investment", By.LEARNED)
    assert columns(look(other, sender="市水利局"))["C"] == ("total_investment", By.LEARNED)
    assert columns(look(other, sender="市文旅局"))["C"] == ("total_investment", By.SIMILAR)
    assert look(rows, file="市教育局10月.csv").layouts == ("市教育局 月报",)
    assert look(rows).layouts == ()


def test_a_layout_is_found_again_by_the_sender_whom_the_projects_tell(look, layouts, small_workspace):
    small_workspace.add({"kind": "project", "name": "城北水厂"})
    items = [item for item in small_workspace.items() if item.kind == "project"]
    small_workspace.edit({item.id: {"lead_unit": "市水利局"} for item in items})
    rows = "项目名称,花多少\n" + "".join(f"{item.name},{item.id}\n" for item in items)
    layouts.learn(look(rows, TableChoice(columns={2: "total_investment"})))
    assert layouts.headers()[0].sender == "市水利局"
    assert look(rows).layouts == ("市水利局 月报",)
    assert columns(look("备注," + rows.replace("\n", "\nx,")[:-2]))["C"] == ("total_investment", By.LEARNED)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1月完成投资（万元）", "2月完成投资（万元）"),
        ("一季度完成投资（万元）", "二季度完成投资（万元）"),
        ("3月份投资额（万元）", "4月份投资额（万元）"),
    ],
)
def test_what_was_said_of_a_single_month_or_quarter_does_not_hold_for_the_next(look, layouts, before, after):
    rows = f"填报单位：市住建局\n序号,项目名称,{before}\n1,甲项目,300\n"
    layouts.learn(look(rows, TableChoice(columns={3: "invested_year"})))
    assert columns(look(rows))["C"] == ("invested_year", By.CHOSEN)
    for text in (rows.replace(before, after), f"填报单位：市住建局\n项目名称,备注,{after}\n甲项目,x,400\n"):
        assert columns(look(text))["C"][0] != "invested_year"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1-9月花费（万元）", "1—10月花费（万元）"),
        ("截至9月30日花费", "截至10月31日花费"),
        ("2023年9月底花费", "2024年1月底花费"),
        ("9月份累计花费", "10月份累计花费"),
        ("前三季度花费", "前二季度花费"),
        ("2023年花费", "2024年花费"),
    ],
)
def test_what_was_said_of_a_sum_up_to_a_day_holds_for_a_later_day(look, layouts, before, after):
    rows = f"填报单位：市住建局\n序号,项目名称,{before}\n1,甲项目,300\n"
    layouts.learn(look(rows, TableChoice(columns={3: "invested_total"})))
    assert columns(look(rows.replace(before, after)))["C"] == ("invested_total", By.CHOSEN)


@pytest.mark.parametrize(("older", "newer"), [("截至2022年底", "截至2023年底"), ("截至8月底", "截至9月底")])
def test_columns_that_change_places_keep_what_was_said_of_them(look, layouts, older, newer):
    rows = "填报单位：市住建局\n项目名称,{}完成投资（万元）,{}完成投资（万元）\n甲项目,100,300\n"
    layouts.learn(look(rows.format(older, newer), TableChoice(columns={3: "invested_total", 2: NOT_IMPORTED})))
    found = columns(look(rows.format(newer, older)))
    assert (found["B"], found["C"]) == (("invested_total", By.CHOSEN), (None, By.CHOSEN))


def test_a_year_later_the_latest_of_two_years_is_still_the_one_that_counts(look, layouts):
    rows = "填报单位：市住建局\n项目名称,截至2022年底花费,截至2023年底花费\n甲项目,100,300\n"
    layouts.learn(look(rows, TableChoice(columns={3: "invested_total"})))
    found = columns(look(rows.replace("2023", "2024").replace("2022", "2023")))
    assert (found["B"][0], found["C"]) == (None, ("invested_total", By.CHOSEN))


def test_a_remembered_unit_gives_way_to_the_sheets_own_and_its_values_wait(look, layouts):
    rows = "填报单位：市住建局\n序号,项目名称,总投资\n1,甲项目,3\n"
    layouts.learn(look(rows, TableChoice(units={3: "万元"})))
    (same,) = look(rows).rows()
    assert same.sure_changes.values["total_investment"] == 3_000_000

    other = look(rows.replace("序号", "单位：亿元\n序号"))
    assert (other.layouts, other.sheets[0].columns[2].unit) == (("市住建局 月报",), "亿元")
    (row,) = other.rows()
    assert row.changes.values["total_investment"] == 3 * 10**10
    assert row.value_doubts["total_investment"] == "金额单位上次定的是万元，这次表里写的是亿元，请核对单位"

    decided = other.choices["月报", 1].with_unit(3, "亿元")
    layouts.learn(look(rows.replace("序号", "单位：亿元\n序号"), decided))
    (row,) = look(rows.replace("序号", "单位：亿元\n序号")).rows()
    assert row.sure_changes.values["total_investment"] == 3 * 10**10


def test_a_remembered_unit_is_still_known_after_a_month_that_named_one(look, layouts):
    rows = "填报单位：市住建局\n序号,项目名称,总投资\n1,甲项目,3\n"
    layouts.learn(look(rows, TableChoice(units={3: "亿元"})))
    layouts.learn(look(rows.replace("序号", "单位：亿元\n序号")))
    assert look(rows).sheets[0].columns[2].unit == "亿元"


def test_rows_that_were_left_out_under_a_header_are_known_by_what_stands_in_them(look, layouts):
    rows = "填报单位：市住建局\n序号,项目名称,总投资(万元)\n{}1,甲项目,17000\n2,乙项目,3\n"
    layouts.learn(look(rows.format("（1）,（2）,（3）\n"), TableChoice(first=4)))
    assert names(look(rows.format(""))) == ["甲项目", "乙项目"]
    assert names(look(rows.format("（1）,（2）,（3）\n"))) == ["甲项目", "乙项目"]
    assert names(look(rows.format("例,示例项目,1\n"))) == ["甲项目", "乙项目"]


def test_what_an_older_version_remembers_of_one_of_two_years_is_asked_again(look, layouts, tmp_path):
    head = "截至Y年底完成投资(万元)"
    old = {
        "name": "住建",
        "sender": "市住建局",
        "header": [["项目名称", head, head]],
        "columns": {head: "invested_total"},
        "units": {},
    }
    stored = {"version": 2, "layouts": [old], "headers": [["市住建局", "Y年花费", "invested_year"]]}
    (tmp_path / "表格格式.json").write_text(json.dumps(stored), encoding="utf-8")
    assert layouts.headers() == []
    text = "填报单位：市住建局\n项目名称,截至2022年底完成投资（万元）,截至2023年底完成投资（万元）\n甲项目,1,3\n"
    preview = look(text)
    assert preview.layouts == ("住建",)
    assert By.CHOSEN not in {by for _, by in columns(preview).values()}


def test_a_header_that_names_the_projects_finds_another_table(look, layouts):
    rows = "九月\n建什么,花多少\n甲项目,400\n"
    layouts.learn(look(rows, TableChoice(header=(2, 2), columns={1: "name", 2: "total_investment"})))
    found = look("十月\n说明,花多少,建什么\nx,400,甲项目\n")
    assert names(found) == ["甲项目"]
    assert columns(found)["C"] == ("name", By.SIMILAR)
    (row,) = found.rows()
    assert row.doubt == "名称取自还没有确认的列“建什么”"
    assert not row.sure_changes


def test_what_is_decided_otherwise_later_replaces_what_was_learned(look, layouts):
    rows = "项目名称,花多少,备注\n甲项目,400,x\n"
    layouts.learn(look(rows, TableChoice(columns={2: "total_investment"})))
    layouts.learn(look(rows, TableChoice(columns={2: "annual_plan"})))
    assert [one.key for one in layouts.headers()] == ["annual_plan"]
    layouts.learn(look(rows, TableChoice(columns={2: NOT_IMPORTED})))
    assert layouts.headers() == []


def test_a_header_that_was_forgotten_is_not_learned_again_from_its_layout(look, layouts):
    layouts.learn(look(SEPTEMBER, TableChoice(columns={4: "invested_year"})))
    layouts.forget_header(layouts.headers()[0])
    layouts.learn(look(OCTOBER))
    assert layouts.headers() == []


def test_which_of_two_columns_with_the_same_header_counts_is_remembered(look, layouts):
    rows = "填报单位：市住建局\n项目名称,总投资,总投资\n甲项目,400,500\n"
    layouts.learn(look(rows, TableChoice(columns={3: "total_investment"})))
    found = columns(look(rows))
    assert (found["B"][0], found["C"][0]) == (None, "total_investment")
    assert layouts.headers() == []


def test_layouts_of_the_first_version_are_read(look, layouts, tmp_path):
    old = {
        "name": "住建",
        "sender": "市住建局",
        "header": [["序号", "项目名称", "项目总投资概算(万元)", "截至9月底完成数"]],
        "columns": {"截至9月底完成数": "invested_year"},
        "units": {},
    }
    (tmp_path / "表格格式.json").write_text(json.dumps([old]), encoding="utf-8")
    preview = look(OCTOBER)
    assert preview.layouts == ("住建",)
    assert columns(preview)["D"] == ("invested_year", By.CHOSEN)
    layouts.rename("住建", "住建月报")
    assert json.loads((tmp_path / "表格格式.json").read_text(encoding="utf-8"))["version"] == 3
    assert look(OCTOBER).layouts == ("住建月报",)


def test_a_file_can_be_read_without_what_is_remembered(look, layouts, small_workspace):
    layouts.learn(look(SEPTEMBER, TableChoice(columns={4: "invested_year"})))
    preview = look(OCTOBER, TableChoice())
    assert preview.layouts == ()
    plain = preview_file(small_workspace, replace(preview.source, words=NO_WORDS), preview.choices, Progress())
    assert columns(plain)["D"] == (None, By.NONE)


def test_what_an_unconfirmed_column_tells_of_other_fields_waits_too(look):
    (row,) = look("项目名称,主责单位\n第二污水处理厂,市水利局、市城管局\n").rows()
    assert {change.field for change in row.changes} == {"lead_unit", "units"}
    assert not row.sure_changes
    (row,) = look("项目名称,主责单位,配合单位\n第二污水处理厂,市水利局,市城管局\n").rows()
    assert {change.field for change in row.sure_changes} == {"units"}


def test_a_row_that_is_told_by_the_code_of_an_unconfirmed_column_waits(look):
    (row,) = look("项目名称,全国投资项目统一代码\n第二污水处理厂,2208-141182-04-01-848098\n").rows()
    assert row.doubt == "项目代码取自还没有确认的列“全国投资项目统一代码”"


def test_a_word_that_means_something_else_in_every_sheet_is_remembered_in_its_layout_only(look, layouts):
    rows = "填报单位：市住建局\n项目名称,金额\n甲项目,400\n"
    layouts.learn(look(rows, TableChoice(columns={2: "total_investment"})))
    assert columns(look(rows))["B"] == ("total_investment", By.CHOSEN)
    assert columns(look("序号,项目名称,金额\n1,甲项目,400\n"))["C"] == (None, By.NONE)


def test_a_learned_header_does_not_hold_where_the_values_are_no_figures(look, layouts):
    layouts.learn(look("项目名称,花多少\n甲项目,400\n", TableChoice(columns={2: "total_investment"})))
    assert columns(look("备注,项目名称,花多少\nx,甲项目,看情况\n"))["C"] == (None, By.NONE)


def test_what_an_open_header_means_is_remembered_of_its_sender_and_offered_first_of_others(look, layouts):
    text = "填报单位：市住建局\n项目名称,累计完成投资（万元）\n甲项目,400\n"
    assert look(text).sheets[0].columns[1].offers == ("invested_total", "invested_year")
    layouts.learn(look(text, TableChoice(columns={2: "invested_year"})))
    assert columns(look(text))["B"] == ("invested_year", By.CHOSEN)
    other = "填报单位：市水利局\n序号,项目名称,累计完成投资（万元）\n1,甲项目,400\n"
    assert columns(look(other.replace("水利", "住建")))["C"] == ("invested_year", By.LEARNED)
    found = look(other).sheets[0].columns[2]
    assert (found.offers, found.by) == (("invested_year", "invested_total"), By.SIMILAR)


# -- of an unknown sender

UNKNOWN = "项目名称,金额,总投资（万元）,备注\n{},{},{},x\n"


def test_a_layout_of_an_unknown_sender_is_a_suggestion_for_another_unknown_file(look, layouts):
    decided = TableChoice(columns={2: "annual_plan", 4: "problems"}, units={2: "亿元"})
    layouts.learn(look(UNKNOWN.format("甲项目", 4, 400), decided))
    preview = look(UNKNOWN.format("乙项目", 900, 500))
    assert preview.layouts == ("月报 月报",)
    assert columns(preview) == {
        "A": ("name", By.NAMED),
        "B": ("annual_plan", By.SIMILAR),
        "C": ("total_investment", By.NAMED),
        "D": ("problems", By.SIMILAR),
    }
    assert preview.sheets[0].columns[1].unit == "", "that of another's amounts says nothing of these"
    (row,) = preview.rows()
    assert {change.field for change in row.sure_changes if change.field != EXISTS} == {
        "kind",
        "name",
        "total_investment",
    }


def test_a_column_that_an_unknown_sender_left_out_is_imported_once_that_is_confirmed(look, layouts):
    layouts.learn(look(UNKNOWN.format("甲项目", 4, 400), TableChoice(columns={3: NOT_IMPORTED})))
    preview = look(UNKNOWN.format("乙项目", 900, 500))
    assert columns(preview)["C"] == ("total_investment", By.SIMILAR)


def test_what_nobody_confirmed_of_a_suggested_layout_is_suggested_again(look, layouts):
    layouts.learn(look(UNKNOWN.format("甲项目", 4, 400), TableChoice(columns={2: "annual_plan"})))
    layouts.learn(look(UNKNOWN.format("乙项目", 900, 500)))
    assert columns(look(UNKNOWN.format("丙项目", 1, 2)))["B"] == ("annual_plan", By.SIMILAR)


def test_a_suggested_layout_gives_way_where_the_values_are_no_figures(look, layouts):
    layouts.learn(look(UNKNOWN.format("甲项目", 4, 400), TableChoice(columns={2: "annual_plan"})))
    assert columns(look(UNKNOWN.format("乙项目", "未定", 500)))["B"] == (None, By.NONE)


def test_the_header_row_that_was_shown_in_the_sheet_of_an_unknown_sender_is_found_again(look, layouts):
    text = "建什么,花多少\n甲项目,400\n"
    layouts.learn(look(text, TableChoice(header=(1, 1), columns={1: "name"})))
    (row,) = look(text.replace("甲", "乙")).rows()
    assert (row.name, row.doubt) == ("乙项目", "名称取自还没有确认的列“建什么”")


def test_where_an_unknown_senders_table_ended_cuts_no_row_or_column_of_another(look, layouts):
    text = "项目名称,金额,总投资（万元）,备注\n（1）,（2）,（3）,（4）\n甲项目,1,400,x\n以下为储备,,,\n{},5,6,y\n"
    layouts.learn(look(text.format("丙项目"), TableChoice(first=3, last=3, left=1, right=3)))
    preview = look(text.format("丁项目"))
    assert "丁项目" in names(preview)
    assert columns(preview)["D"] == ("note", By.NAMED)
    assert preview.layouts == (), "nothing of it is suggested"


# -- nothing remembered is lost


@pytest.fixture
def remembered(look, layouts):
    """Two layouts and the header of one of them are remembered."""
    layouts.learn(look(SEPTEMBER, TableChoice(columns={4: "invested_year"})))
    layouts.learn(look("填报单位：市水利局\n项目名称,花多少\n甲项目,4\n", TableChoice(columns={2: "total_investment"})))
    return layouts.all(), layouts.headers()


def test_what_is_remembered_outlives_a_time_in_which_its_file_cannot_be_read(look, layouts, remembered, monkeypatch):
    def held(path, *args, **options):
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", held)
        assert look(SEPTEMBER).layouts == ()
        for change in (
            lambda: layouts.learn(look(SEPTEMBER, TableChoice(columns={4: "note"}))),
            lambda: layouts.rename(remembered[0][0].name, "别的"),
        ):
            with pytest.raises(UserError) as caught:
                change()
            assert caught.value.code == "file_unreadable"
    assert (layouts.all(), layouts.headers()) == remembered


@pytest.mark.parametrize("damaged", [b"{", b"\xff\xfe", b"[1]", b"7"])
def test_a_damaged_file_of_layouts_is_put_aside_before_another_is_written(look, layouts, tmp_path, damaged):
    file = tmp_path / "表格格式.json"
    for _ in range(2):
        file.write_bytes(damaged)
        layouts.learn(look(SEPTEMBER))
        assert file.read_bytes() == damaged, "nothing was to be remembered"
        layouts.learn(look(SEPTEMBER, TableChoice(columns={4: "invested_year"})))
        assert len(layouts.all()) == 1
    assert (tmp_path / "表格格式（损坏）.json").read_bytes() == damaged
    assert (tmp_path / "表格格式（损坏）2.json").read_bytes() == damaged


def test_layouts_altered_by_several_threads_at_once_are_all_altered(look, layouts):
    rows = "填报单位：市第{}局\n项目名称,花多少\n甲项目,4\n"
    for number in range(8):
        layouts.learn(look(rows.format(number), TableChoice(columns={2: "total_investment"})))
    before = layouts.all()
    more = [look(rows.format(f"又{number}"), TableChoice(columns={2: "annual_plan"})) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(layouts.rename, one.name, f"改过 {one.name}") for one in before]
        done += [pool.submit(layouts.learn, one) for one in more]
        assert [one.result() for one in done] == [None] * 16
    assert {one.name for one in layouts.all()} >= {f"改过 {one.name}" for one in before}
    assert len(layouts.all()) == 16


DONE = "填报单位：市住建局\n项目名称,完成,总投资（万元）\n甲项目,{},5000\n乙项目,{},8000\n"


@pytest.mark.parametrize("figures", [("0.7", "0.8"), ("70%", "80%"), ("1", "0.5")])
def test_a_remembered_column_of_amounts_that_holds_shares_is_asked_about(look, layouts, figures):
    layouts.learn(look(DONE.format(600, 800), TableChoice(columns={2: "invested_year"}, units={2: "万元"})))
    preview = look(DONE.format(*figures))
    assert columns(preview)["B"] == ("invested_year", By.SIMILAR)
    assert all("invested_year" not in row.sure_changes.values for row in preview.rows())
    seen = preview.choices["月报", 1].with_column(2, "invested_year")
    assert columns(look(DONE.format(*figures), seen))["B"] == ("invested_year", By.CHOSEN)


@pytest.mark.parametrize(
    ("unit", "figures"), [("亿元", ("0.7", "0.8")), ("万元", ("600", "0.8")), ("万元", ("0", "1"))]
)
def test_a_remembered_column_of_amounts_stays_one_where_its_values_may_be_amounts(look, layouts, unit, figures):
    layouts.learn(look(DONE.format(600, 800), TableChoice(columns={2: "invested_year"}, units={2: unit})))
    assert columns(look(DONE.format(*figures)))["B"] == ("invested_year", By.CHOSEN)


def test_a_remembered_column_of_shares_takes_its_field_from_no_other(look, layouts):
    layouts.learn(look(DONE.format(600, 800), TableChoice(columns={2: "invested_year"}, units={2: "万元"})))
    text = "填报单位：市住建局\n项目名称,完成,总投资（万元）\n甲项目,0.7,5000\n"
    again = look(
        text.replace("总投资（万元）\n", "总投资（万元）,年内累计完成投资（万元）\n").replace("5000", "5000,600")
    )
    assert columns(again)["D"] == ("invested_year", By.NAMED)
