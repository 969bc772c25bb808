"""What an import does not take over unseen: names, amounts, dates and rows that may well be wrong."""

from datetime import date

import pytest
from import_steps import changed, item, only_row, preview_import

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.services.importing import apply_import
from fenyang_desktop.services.preview import RowState


@pytest.mark.parametrize(
    ("name", "state", "doubt"),
    [
        ("汾阳市第二污水处理厂工程", RowState.CHANGED, "台账中是“第二污水处理厂”（编号 3）"),
        ("第二污水处理站", RowState.NEW, "台账中有相近的“第二污水处理厂”（编号 3）"),
        ("第三污水处理厂", RowState.NEW, "台账中有相近的“第二污水处理厂”（编号 3），数字不同"),
        ("第二污水处理厂二期", RowState.NEW, "台账中有相近的“第二污水处理厂”（编号 3），数字不同"),
        ("第二污水处理厂提标改造", RowState.NEW, "台账中有相近的“第二污水处理厂”（编号 3），确认"),
        ("东关路", RowState.NEW, ""),
    ],
)
def test_a_name_that_looks_alike_is_a_question_and_never_an_answer(small_workspace, sheet, name, state, doubt):
    preview = preview_import(small_workspace, sheet([name, "x"], header=["项目名称", "备注"]))
    (row,) = preview.rows()
    assert row.state is state
    assert doubt in row.doubt
    assert bool(preview.acceptable()) == (not doubt)
    assert [change.field for change in row.changes if change.field == "name"] == (
        ["name"] if state is RowState.NEW else []
    )


def test_another_phase_of_an_item_that_the_file_reports_too_is_no_question(small_workspace, sheet):
    rows = [["第三污水处理厂", "x"], ["第二污水处理厂", "y"], ["第二污水处理厂二期", "z"]]
    preview = preview_import(small_workspace, sheet(*rows, header=["项目名称", "备注"]))
    assert [(row.state, row.doubt) for row in preview.rows()] == [
        (RowState.NEW, ""), (RowState.CHANGED, ""), (RowState.NEW, ""),
    ]  # fmt: skip


def test_a_number_with_a_mark_before_a_name_is_no_part_of_it(small_workspace, sheet):
    row = only_row(preview_import(small_workspace, sheet(["1●第二污水处理厂", "x"], header=["项目名称", "备注"])))
    assert (row.id, row.doubt, row.name, changed(row)) == (3, "", "第二污水处理厂", {"note": "x"})


@pytest.mark.parametrize(
    ("before", "lead", "units", "joined"),
    [
        (None, "杏花村镇/市文旅局", "自然资源局", "自然资源局、市文旅局"),
        (None, "杏花村镇、市文旅局、市林业局", "—", "市文旅局、市林业局"),
        (None, "市文旅局；杏花村镇（牵头）", "市文旅局", "市文旅局"),
        ("市财政局", "杏花村镇 市文旅局", "", "市财政局、市文旅局"),
        ("市财政局", "杏花村镇、市文旅局", "—", "市文旅局"),
        ("市财政局、市文旅局", "杏花村镇、市文旅局", "市财政局", "市财政局、市文旅局"),
    ],
)
def test_no_leading_unit_is_lost_beside_a_column_of_units(small_workspace, sheet, before, lead, units, joined):
    small_workspace.edit({3: {"units": before}})
    header = ["项目名称", "牵头单位", "配合单位"]
    row = only_row(preview_import(small_workspace, sheet(["第二污水处理厂", lead, units], header=header)))
    found = {"units": before, **changed(row)}
    assert (found["lead_unit"], found["units"]) == ("杏花村镇", joined)
    assert ("units" in changed(row)) == (before != joined)
    assert row.value_doubts == {}


def test_a_person_beside_a_unit_is_left_out_and_told(small_workspace, sheet):
    row = only_row(
        preview_import(
            small_workspace, sheet(["第二污水处理厂", "杏花村镇 刘某13900002222"], header=["项目名称", "责任单位"])
        )
    )
    assert changed(row) == {"lead_unit": "杏花村镇"}
    assert "刘某 13900002222" in row.remarks["lead_unit"]


def test_a_member_above_the_total_of_its_programme_waits(small_workspace, sheet):
    small_workspace.edit({1: {"total_investment": 42_000_000_000}, 3: {"parent": 1}})
    header = ["项目名称", "总投资(万元)"]
    row = only_row(preview_import(small_workspace, sheet(["第二污水处理厂", 42_001], header=header)))
    assert "白酒项目" in row.value_doubts["total_investment"]


def test_a_name_that_was_accepted_once_is_known_the_next_time(small_workspace, sheet):
    path = sheet(["汾阳市第二污水处理厂工程", "x"], header=["项目名称", "备注"])
    preview = preview_import(small_workspace, path)
    apply_import(small_workspace, preview, [preview.key(row) for row in preview.rows()])
    found = item(small_workspace, "第二污水处理厂")
    assert (found.get("aliases"), found.get("note")) == ("汾阳市第二污水处理厂工程", "x")

    again = only_row(
        preview_import(small_workspace, sheet(["汾阳市第二污水处理厂工程", "y"], header=["项目名称", "备注"]))
    )
    assert (again.state, again.doubt, changed(again)) == (RowState.CHANGED, "", {"note": "y"})
    small_workspace.undo()
    assert item(small_workspace, "第二污水处理厂").get("aliases") is None


@pytest.mark.parametrize(
    ("header", "before", "cell", "why"),
    [
        ("总投资（亿元）", {"total_investment": 17_000_000_000}, 17000, "相差 10,000 倍"),
        ("年内累计完成投资(万元)", {"total_investment": 17_000_000_000}, 17001, "大于总投资 17,000 万元"),
        ("完成时限", {"deadline": "2023-10-31|month|10月底前"}, "近期", "读不出日期，不再提醒"),
        ("完成时限", {"deadline": "2023-10-31|month|10月底前"}, "—", "会变成空，不再提醒"),
        ("备注", {"note": "29亿元为全组合计"}, "每月报送", "会覆盖台账中的备注"),
    ],
)
def test_a_value_that_may_well_be_wrong_waits_and_the_others_of_its_row_come_in(
    small_workspace, sheet, header, before, cell, why
):
    small_workspace.edit({3: before})
    preview = preview_import(
        small_workspace, sheet(["第二污水处理厂", cell, "市水利局"], header=["项目名称", header, "责任单位"])
    )
    (doubt,) = only_row(preview).value_doubts.values()
    assert why in doubt
    apply_import(small_workspace, preview)
    found = item(small_workspace, "第二污水处理厂")
    assert found.get("lead_unit") == "市水利局"
    assert {key: found.get(key) for key in before} == before


def test_an_amount_near_the_last_one_confirms_its_unit(small_workspace, sheet):
    small_workspace.edit({3: {"total_investment": 17_000_000_000}})
    preview = preview_import(small_workspace, sheet(["第二污水处理厂", 17500], header=["项目名称", "总投资"]))
    assert only_row(preview).value_doubts == {}


@pytest.mark.parametrize(
    ("before", "cell", "waits"),
    [
        (6500, "0.7", False),  # 0.7 % would be far below the last 65 %
        (7000, "0.65", True),  # less than before either way
        (50, "0.7", True),  # 0.7 % may be the next after 0.5 %
        (None, "0.7", True),
        (6500, "0.65", False),  # nothing changes
    ],
)
def test_a_fraction_of_one_waits_unless_the_last_value_proves_it(small_workspace, sheet, before, cell, waits):
    small_workspace.edit({3: {"progress_percent": before}})
    rows = [["第二污水处理厂", cell], ["甲路", "0.2"], ["乙桥", "1"]]
    row = next(preview_import(small_workspace, sheet(*rows, header=["项目名称", "形象进度"])).rows())
    assert changed(row).get("progress_percent", before) == int(float(cell) * 100) * 100
    assert ("整列都是 0 到 1 的小数" in row.value_doubts.get("progress_percent", "")) == waits


@pytest.mark.parametrize("cells", [(45000, 38000), ("45000", "38000"), (45000, "2023年8月底")])
def test_a_date_that_is_a_plain_figure_waits_for_a_person(small_workspace, sheet, cells):
    rows = [["第二污水处理厂", cells[0]], ["甲路", cells[1]]]
    first, second = preview_import(small_workspace, sheet(*rows, header=["项目名称", "实际完成时间"])).rows()
    assert "是日期还是数字" in first.value_doubts["finished"]
    assert "45000" in first.value_doubts["finished"]
    assert not first.sure_changes.values
    assert ("finished" in second.value_doubts) == str(cells[1]).isdecimal()


def test_the_same_day_in_a_date_cell_waits_for_nobody(small_workspace, sheet):
    rows = [["第二污水处理厂", 45000], ["甲路", date(2023, 3, 15)]]
    first, second = preview_import(small_workspace, sheet(*rows, header=["项目名称", "实际完成时间"])).rows()
    assert "finished" in first.value_doubts
    assert "finished" in second.sure_changes.values


def test_a_column_of_serial_numbers_called_id_is_not_taken_for_ids(small_workspace, sheet):
    header = ["编号", "项目名称", "备注"]
    preview = preview_import(
        small_workspace,
        sheet([1, "第二污水处理厂", "x"], [2, "制定质量标准", "y"], [3, "新的果园", "z"], header=header),
    )
    assert [(row.id, row.state) for row in preview.rows()] == [
        (3, RowState.CHANGED), (5, RowState.CHANGED), (None, RowState.NEW),
    ]  # fmt: skip


def test_an_id_and_a_name_of_two_items_are_a_problem(small_workspace, sheet):
    row = only_row(
        preview_import(small_workspace, sheet([1, "第二污水处理厂", "x"], header=["编号", "项目名称", "备注"]))
    )
    assert row.state is RowState.PROBLEM
    assert "编号 1 是“白酒项目”，名称“第二污水处理厂”却是编号 3" in row.problems[0].message


def test_two_rows_about_one_item_both_wait(small_workspace, sheet):
    preview = preview_import(
        small_workspace, sheet(["第二污水处理厂", "x"], ["第二污水处理厂", "y"], header=["项目名称", "备注"])
    )
    assert preview.acceptable() == frozenset()


def test_a_line_break_in_a_name_renames_nothing(small_workspace, sheet):
    row = only_row(preview_import(small_workspace, sheet(["第二污水\n处理厂", "x"], header=["项目名称", "备注"])))
    assert changed(row) == {"note": "x"}


@pytest.mark.parametrize("text", ["未完成", "否", "没有", "进行中", "尚未开工"])
def test_what_is_not_finished_is_no_finish(small_workspace, sheet, text):
    row = only_row(preview_import(small_workspace, sheet(["第二污水处理厂", text], header=["项目名称", "实际完成"])))
    assert row.state is RowState.PROBLEM
    assert "没有完成请留空" in row.problems[0].message


def test_a_negative_amount_is_a_problem(small_workspace, sheet):
    row = only_row(
        preview_import(small_workspace, sheet(["第二污水处理厂", -6200], header=["项目名称", "总投资(万元)"]))
    )
    assert "金额不能是负数" in row.problems[0].message


@pytest.mark.parametrize("text", ["1200\n1500", "100 200 5", "40 0", "5千", "三百"])
def test_a_figure_that_may_be_two_or_lacks_its_unit_is_a_problem(small_workspace, sheet, text):
    row = only_row(
        preview_import(small_workspace, sheet(["第二污水处理厂", text], header=["项目名称", "总投资(万元)"]))
    )
    assert (row.state, len(row.problems)) == (RowState.PROBLEM, 1)


@pytest.mark.parametrize("header", ["2022年完成投资(万元)", "2024年计划投资(万元)"])
def test_the_figures_of_another_year_wait_for_a_person(small_workspace, sheet, header):
    row = only_row(preview_import(small_workspace, sheet(["第二污水处理厂", 100], header=["项目名称", header])))
    (why,) = row.value_doubts.values()
    assert "不是台账的年份" in why


@pytest.mark.parametrize("text", ["10.12", "2023.9-12", "11.03"])
def test_a_date_that_may_be_two_is_never_guessed(small_workspace, sheet, text):
    row = only_row(preview_import(small_workspace, sheet(["第二污水处理厂", text], header=["项目名称", "完成时限"])))
    assert all("|words|" in str(change.new) for change in row.changes if change.field == "deadline")


def test_an_alias_does_not_hide_that_the_project_code_is_another(small_workspace, sheet):
    small_workspace.edit({3: {"aliases": "乙厂", "project_code": "2208-141182-04-01-848098"}})
    header = ["项目名称", "项目代码", "备注"]
    row = only_row(preview_import(small_workspace, sheet(["乙厂", "2301-141182-04-01-000001", "x"], header=header)))
    assert "台账中的项目代码是" in row.doubt


def test_an_alias_that_is_the_own_name_is_no_second_item(small_workspace, sheet):
    small_workspace.edit({3: {"aliases": "第二污水处理厂"}})
    row = only_row(preview_import(small_workspace, sheet(["第二污水处理厂", "x"], header=["项目名称", "备注"])))
    assert (row.id, row.state) == (3, RowState.CHANGED)


def test_a_member_waits_with_its_new_programme_and_the_sure_rows_come_in(small_workspace, sheet):
    small_workspace.add({"kind": "programme", "name": "汾河白酒扩建项目包"})
    preview = preview_import(
        small_workspace,
        sheet(
            ["汾河白酒改建项目包", "项目包", None],
            ["乙车间", "项目", "汾河白酒改建项目包"],
            ["丙仓库", "项目", None],
            header=["项目名称", "类别", "所属项目包"],
        ),
    )
    assert apply_import(small_workspace, preview) is not None
    names = {one.name for one in small_workspace.items()}
    assert "丙仓库" in names
    assert not {"乙车间", "汾河白酒改建项目包"} & names


def test_a_preview_taken_over_twice_makes_no_twin(small_workspace, sheet):
    preview = preview_import(small_workspace, sheet(["新的果园", "x"], header=["项目名称", "备注"]))
    assert apply_import(small_workspace, preview) is not None
    with pytest.raises(UserError) as caught:
        apply_import(small_workspace, preview)
    assert caught.value.code == "new_twice"
    assert "请重新预览" in str(caught.value)


def test_a_row_whose_id_cannot_be_read_waits(small_workspace, sheet):
    path = sheet(["#N/A", "第二污水处理厂", "x"], header=["编号", "项目名称", "备注"])
    assert "编号或项目代码读不出来" in only_row(preview_import(small_workspace, path)).doubt


OTHER_YEAR = [
    "汾阳市2022年重点工程项目12月进展情况",
    "截止日期：2022年12月31日",
    "（截至2022.12.31）",
    "二〇二二年重点工程",
]


@pytest.mark.parametrize("title", OTHER_YEAR)
def test_the_figures_under_a_title_of_another_year_wait_for_a_person(small_workspace, sheet, title):
    header = ["项目名称", "年度计划投资（万元）", "年内累计完成投资（万元）", "完成时限"]
    rows = (["项目名称", *header[1:]], ["第二污水处理厂", 1000, 900, "11月底"], ["甲路", 1, 1, "2023年11月底"])
    first, second = preview_import(small_workspace, sheet(*rows, header=[title])).rows()
    assert all("2022 年" in first.value_doubts[key] for key in ("annual_plan", "invested_year", "deadline"))
    assert changed(first)["deadline"].startswith("2022-11-30")
    assert set(second.value_doubts) == {"annual_plan", "invested_year"}


@pytest.mark.parametrize(
    "title",
    [
        "2023年重点工程",
        "2021—2023年重点工程",
        "填报日期：2024年1月5日",
        "2024年1月5日",
        "汾政发〔2022〕5号",
        "重点工程",
    ],
)
def test_a_title_that_names_no_other_year_gives_no_doubt(small_workspace, sheet, title):
    rows = (["项目名称", "年度计划投资（万元）"], ["第二污水处理厂", 1000])
    row = only_row(preview_import(small_workspace, sheet(*rows, header=[title])))
    assert "annual_plan" not in row.value_doubts


def test_a_header_that_names_its_year_needs_no_title(small_workspace, sheet):
    rows = (["项目名称", "2023年计划投资（万元）"], ["第二污水处理厂", 1000])
    row = only_row(preview_import(small_workspace, sheet(*rows, header=["2022年重点工程"])))
    assert not row.value_doubts


def test_a_second_table_without_a_title_is_of_the_year_of_the_first(small_workspace, sheet):
    first, second = ["项目名称", "年度计划投资（万元）"], ["项目名称", "总投资（万元）", "年度计划投资（万元）"]
    rows = (first, ["第二污水处理厂", 1000], [None], second, ["甲路", 9, 5])
    preview = preview_import(small_workspace, sheet(*rows, header=["2022年重点工程"]))
    assert len(preview.sheets) == 2
    assert ["annual_plan" in row.value_doubts for row in preview.rows()] == [True, True]


def test_a_usual_monthly_return_asks_nothing(small_workspace, sheet):
    header = ["序号", "项目名称", "总投资（万元）", "年度计划投资（万元）", "本月完成投资（万元）", "年内累计完成投资（万元）",
              "开工累计完成投资（万元）", "形象进度", "阶段", "实际完成时间"]  # fmt: skip
    august = [1, "第二污水处理厂", 17_000, 4_000, 300, 2_300, 9_300, "85%", "续建", None]
    built = [2, "华樽3万吨项目", 90_000, 5_000, 0, 5_000, 90_000, "100%", "竣工", "2023年8月"]
    apply_import(small_workspace, preview_import(small_workspace, sheet(august, built, header=header)))
    september = [1, "第二污水处理厂", 17_000, 4_000, 200, 2_500, 9_500, "85%", "竣工", "2023年9月"]
    preview = preview_import(small_workspace, sheet(september, built, header=header))
    assert [(row.state, row.doubt, row.value_doubts) for row in preview.rows()] == [
        (RowState.CHANGED, "", {}),
        (RowState.UNCHANGED, "", {}),
    ]
