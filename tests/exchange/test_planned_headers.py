"""Headers that speak of what is planned or forecast are no figures of what was done, and none that was is lost."""

import pytest

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.headers import field_of, fields_left_open, is_month, similar_field_of
from fenyang_desktop.exchange.monthheaders import month_key_of
from fenyang_desktop.exchange.raw import Number, RawSheet
from fenyang_desktop.exchange.records import By
from fenyang_desktop.exchange.tables import build_tables


def key_of(path):
    found = field_of(path)
    return found.key if found else None


def suggested(path):
    found = similar_field_of(path)
    return found.key if found else None


def columns_of(*lines):
    cells = tuple(
        (row, {column: value for column, value in enumerate(line, 1) if value is not None})
        for row, line in enumerate(lines, 1)
    )
    (table,) = build_tables("表.xlsx", RawSheet("汇总", cells), Progress())
    return {column.header: column for column in table.columns}


GOALS = [
    "计划",
    "年度目标",
    "2023年计划",
    "二季度计划",
    "9月底计划",
    "年底预计",
    "全年预计",
    "下月计划",
    "下步计划",
    "计划完成",
]


@pytest.mark.parametrize("goal", GOALS)
def test_progress_and_money_under_a_goal_are_neither_taken_nor_suggested(goal):
    for leaf in ("形象进度", "年度完成投资（万元）"):
        assert key_of((goal, leaf)) in (None, "annual_plan")
        assert suggested((goal, leaf)) in (None, "annual_plan")
    assert "invested_year" not in fields_left_open((goal, "完成投资（万元）"))
    assert month_key_of((goal, "本月完成投资")) is None
    assert month_key_of((goal, "本月投资额")) is None


def test_what_was_done_is_taken_beside_what_is_planned_and_the_plan_is_not():
    columns = columns_of(
        ["项目名称", "计划", None, "实际", None],
        [None, "完成投资（万元）", "形象进度", "年度完成投资（万元）", "形象进度"],
        ["甲", Number("1900"), "90%", Number("600"), "30%"],
        ["乙", Number("2900"), "80%", Number("700"), "20%"],
    )
    assert columns["计划_形象进度"].field is None
    assert columns["计划_完成投资（万元）"].field is None
    assert columns["实际_形象进度"].field == "progress_percent"


@pytest.mark.parametrize(
    "section",
    [
        "投资计划及完成情况",
        "进展情况及下步计划",
        "年度任务执行情况",
        "任务完成情况",
        "2023年目标任务完成情况",
        "投资情况",
    ],
)
def test_a_section_of_plans_and_what_was_done_leaves_its_columns_what_they_are(section):
    assert key_of((section, "年内累计完成投资")) == "invested_year"
    assert key_of((section, "形象进度")) == "progress_percent"


@pytest.mark.parametrize("section", ["项目进度计划", "投资计划", "2023年投资计划"])
def test_what_was_done_under_a_heading_that_only_speaks_of_a_plan_is_a_question(section):
    for leaf, key in [("年内累计完成投资", "invested_year"), ("形象进度", "progress_percent")]:
        assert key_of((section, leaf)) is None
        assert suggested((section, leaf)) == key
    assert suggested((section, "实际形象进度")) == "progress_percent"
    assert suggested((section, "实际", "形象进度")) == "progress_percent"


def test_what_was_really_done_under_a_plan_is_what_its_words_say():
    assert fields_left_open(("项目进度计划", "实际完成投资")) == ("invested_year", "invested_total")
    assert key_of(("2023年投资计划", "实际完成投资")) == "invested_year"


def test_how_far_a_goal_is_met_in_words_is_a_question_and_a_tasks_own_progress_is_not():
    assert (key_of(("年度目标", "进展情况")), suggested(("年度目标", "进展情况"))) == (None, "progress_text")
    assert key_of(("工作任务", "进展情况")) == "progress_text"


@pytest.mark.parametrize("parent", ["2023年", "2023年1-9月", "2023年投资计划", "年度"])
def test_a_whole_amount_under_a_time_is_a_question(parent):
    assert (key_of((parent, "总投资")), suggested((parent, "总投资"))) == (None, "total_investment")


@pytest.mark.parametrize("parent", ["二季度计划", "年度目标", "下年度计划", "全年预计"])
def test_a_whole_amount_under_a_goal_is_no_whole_amount(parent):
    assert (key_of((parent, "总投资")), suggested((parent, "总投资"))) == (None, None)


@pytest.mark.parametrize("parent", ["2023年重点项目", "2023年投资情况", "投资计划", "投资规模及年度计划", "项目概况"])
def test_a_whole_amount_in_a_section_of_its_own_stays_one(parent):
    assert key_of((parent, "总投资")) == "total_investment"


@pytest.mark.parametrize(
    ("header", "known", "like"),
    [
        ("年度完成投资（预计）", None, None),
        ("年度完成投资（预计，万元）", None, None),
        ("年度完成投资（预计）（万元）", None, None),
        ("形象进度（计划）", None, None),
        ("形象进度（实际）", "progress_percent", "progress_percent"),
        ("形象进度（完成比例）", "progress_percent", "progress_percent"),
        ("年度完成投资（实际）", "invested_year", "invested_year"),
        ("年度投资（已完成）", None, "invested_year"),
        ("年度投资（已完成）（万元）", None, "invested_year"),
        ("年度投资（计划）", "annual_plan", "annual_plan"),
        ("完成时间（实际）", "finished", "finished"),
        ("完成时间（计划）", "deadline", "deadline"),
        ("开工时间（实际）", None, None),
        ("总投资（计划）", "total_investment", "total_investment"),
        ("总投资（预计）", None, "total_investment"),
        ("总投资（原）", None, None),
        ("总投资（调整前）", None, None),
        ("总投资（调整后）", None, "total_investment"),
        ("完成时限（调整后）", None, "deadline"),
        ("完成时限（已完成的填实际时间）", "deadline", "deadline"),
        ("总投资（含税）", "total_investment", "total_investment"),
    ],
)
def test_a_bracket_that_tells_a_plan_from_what_was_done_counts(header, known, like):
    assert (key_of((header,)), suggested((header,))) == (known, like)


@pytest.mark.parametrize("header", ["完成投资（预计）", "完成投资（计划）", "累计完成投资（预计）"])
def test_a_forecast_in_a_bracket_is_no_question_of_since_when(header):
    assert not fields_left_open((header,))
    assert not is_month((f"本月{header}",))


def test_the_years_investment_in_a_section_of_what_was_done_is_a_question():
    path = ("投资完成情况", "年度投资")
    assert (key_of(path), suggested(path)) == (None, "annual_plan")
    assert key_of(("投资完成情况", "年度计划投资")) == "annual_plan"


def test_two_versions_of_an_amount_are_a_question_about_the_newer():
    columns = columns_of(
        ["项目名称", "总投资（原）", "总投资（调整后）"],
        ["甲", Number("5000"), Number("6000")],
        ["乙", Number("800"), Number("900")],
    )
    newer = columns["总投资（调整后）"]
    assert (newer.field, newer.by) == ("total_investment", By.SIMILAR)
    assert columns["总投资（原）"].field is None
