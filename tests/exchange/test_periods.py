"""Of what time the header above a leaf says that it is."""

import pytest

from fenyang_desktop.exchange.headers import field_of, is_month, leaves_open_since_when, similar_field_of

OF_YEAR = ("annual_plan", "invested_year")


def keys(path):
    return {field.key for field in (field_of(path), similar_field_of(path)) if field}


@pytest.mark.parametrize("parent", ["2023年", "2023年度", "今年", "本年", "2023年投资情况（万元）", "2023年（全年）"])
def test_a_parent_that_names_one_year_makes_its_leaves_the_years(parent):
    assert keys((parent, "计划投资（万元）")) == {"annual_plan"}
    assert keys((parent, "完成投资（万元）")) == {"invested_year"}


@pytest.mark.parametrize(
    "parents", [("2023年1-9月",), ("2023年", "1-9月"), ("2023年", "截至9月底"), ("2023年截至9月",), ("今年以来",)]
)
def test_what_is_done_up_to_a_day_of_a_year_is_the_years_and_what_is_planned_is_not(parents):
    assert keys((*parents, "完成投资")) == {"invested_year"}
    assert not keys((*parents, "计划投资"))


OTHER = [
    ("2023年9月",), ("2023年10月",), ("2023年9月当月",), ("2023年", "9月"), ("2023年三季度",), ("2023年", "三季度"),
    ("2021—2023年",), ("2021年至2023年",), ("2022、2023年",), ("十四五以来（2021-2023年）",), ("2023年及以前",),
    ("2021年以来",), ("截至2022年底",), ("2022年底前",), ("截至2023年9月",),
]  # fmt: skip


@pytest.mark.parametrize("parents", OTHER)
def test_a_parent_that_names_another_time_makes_no_leaf_the_years(parents):
    assert not keys((*parents, "计划投资（万元）"))
    assert not keys((*parents, "完成投资（万元）"))


@pytest.mark.parametrize("parents", [("2023年9月",), ("2023年9月当月",), ("2023年", "9月"), ("2023年投资", "9月份")])
def test_what_is_done_under_a_single_month_is_that_months(parents):
    assert is_month((*parents, "完成投资"))
    assert not is_month((*parents, "计划投资"))
    assert not is_month((*parents, "累计完成投资"))


@pytest.mark.parametrize("parent", ["截至2023年9月", "2023年及以前", "2021年以来", "2023年9月"])
def test_a_cumulative_up_to_a_day_since_nobody_says_when_is_a_question(parent):
    assert leaves_open_since_when((parent, "累计完成投资"))


@pytest.mark.parametrize("parent", ["2023年三季度", "2021—2023年", "2023年9月"])
def test_what_is_done_in_another_time_is_no_question_of_since_when(parent):
    assert not leaves_open_since_when((parent, "完成投资"))


@pytest.mark.parametrize("parent", ["2023年9月", "截至2023年9月底", "2023年三季度"])
def test_a_leaf_that_says_itself_that_it_is_the_years_stays_so(parent):
    assert keys((parent, "年度计划投资")) == {"annual_plan"}
    assert keys((parent, "年内累计完成投资")) == {"invested_year"}


def test_a_plan_over_years_is_no_years_plan_whatever_its_leaf_says():
    assert not keys(("2023—2025年", "年度计划投资"))


@pytest.mark.parametrize("parent", ["2023年已到位", "2023年下达", "2023年到位资金"])
def test_what_came_in_is_no_years_plan(parent):
    assert not keys((parent, "投资"))


def test_a_time_above_says_nothing_of_other_fields():
    assert keys(("2023年9月", "总投资")) == {"total_investment"}
