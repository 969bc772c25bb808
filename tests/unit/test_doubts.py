"""Which values wait for a person, and what is only worth a word."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.project_codes import code_remark
from fenyang_desktop.services.doubts import calm_rows, month_doubts, remarks, value_doubts

WAN = 1_000_000  # 分


def item(**values):
    return Item.of(1, {"kind": "project", "name": "甲路", **values})


def doubts(before, values, reference=None):
    return dict(value_doubts(before, values, (), {}, reference=reference))


@pytest.mark.parametrize("key", ["invested_year", "invested_total"])
def test_a_cumulative_that_falls_waits_with_both_figures(key):
    why = doubts(item(**{key: 1200 * WAN}), {key: 1100 * WAN})[key]
    assert "1,200" in why
    assert "1,100" in why
    assert not doubts(item(**{key: 1100 * WAN}), {key: 1200 * WAN})
    assert not doubts(item(), {key: 1200 * WAN})


@pytest.mark.parametrize(("new", "waits"), [(300, True), (7_999, True), (None, True), (8_000, False), (8_100, False)])
def test_progress_that_falls_or_is_cleared_waits(new, waits):
    found = doubts(item(progress_percent=8_000), {"progress_percent": new})
    assert bool(found) == waits
    assert not waits or "台账是 80%" in found["progress_percent"]
    assert not doubts(item(progress_percent=0), {"progress_percent": None})
    assert not doubts(item(), {"progress_percent": new})


@pytest.mark.parametrize("key", ["invested_year", "invested_total"])
def test_a_cumulative_that_is_cleared_waits_unless_it_was_nothing(key):
    assert "会清空：台账是 1,200 万元" in doubts(item(**{key: 1200 * WAN}), {key: None})[key]
    assert not doubts(item(**{key: 0}), {key: None})
    assert "本月完成 50 万元" in dict(month_doubts(item(**{key: 1200 * WAN}), {key: None}, 50 * WAN))[key]
    assert not dict(month_doubts(item(**{key: 1200 * WAN}), {key: None}, 0))


@pytest.mark.parametrize(
    ("before", "values", "at"),
    [
        ({}, {"invested_year": 1900, "invested_total": 950}, {"invested_year", "invested_total"}),
        ({"invested_total": 950}, {"invested_year": 1900}, {"invested_year"}),
        ({"invested_year": 900}, {"invested_total": 850}, {"invested_total"}),
        ({"invested_total": 950}, {"invested_year": 1900, "invested_total": 2900}, set()),
        ({"invested_year": 900}, {"invested_total": 900}, set()),
        ({}, {"invested_year": 1900}, set()),
    ],
)
def test_more_in_a_year_than_at_all_waits_at_each_figure_that_is_new(before, values, at):
    known = item(**{key: amount * WAN for key, amount in before.items()})
    assert doubts(known, {key: amount * WAN for key, amount in values.items()}).keys() == at


@pytest.mark.parametrize("key", ["annual_plan", "invested_year", "invested_total"])
def test_a_total_below_what_is_known_to_be_planned_or_spent_waits(key):
    known = item(total_investment=5000 * WAN, **{key: 2000 * WAN})
    assert "2,000" in doubts(known, {"total_investment": 1100 * WAN})["total_investment"]
    assert not doubts(known, {"total_investment": 2000 * WAN})
    assert not doubts(known, {"total_investment": 1100 * WAN, key: 600 * WAN, "note": "x"}).get("total_investment")
    assert not doubts(known, {"total_investment": None})


@pytest.mark.parametrize(
    ("finished", "waits"),
    [
        ("2024-06-30|month|2024年6月", True),
        ("2024-12-31|year|2023-2024", True),
        ("2023-12-31|month|2023.1-2023.12", True),
        ("2023-09-16|day|2023-09-16", True),
        ("2023-09-15|day|2023-09-15", False),
        ("2023-09-30|month|2023年9月", False),
        ("2023-09-30|quarter|三季度", False),
        ("2023-12-31|year|2023年", False),
        ("2022-06-30|month|2022年6月", False),
        ("~|words|已完成", False),
    ],
)
def test_what_is_finished_after_the_reference_date_waits(finished, waits):
    found = doubts(item(stage="竣工"), {"finished": finished, "progress_percent": 8_500}, date(2023, 9, 15))
    assert found.keys() == ({"finished"} if waits else set())
    assert not doubts(item(), {"finished": finished})
    assert not doubts(item(), {"deadline": finished}, date(2023, 9, 15))


@pytest.mark.parametrize(
    ("before", "values", "at"),
    [
        ({"start": "2023-06-30|month|2023年6月"}, {"deadline": "2023-05-31|month|2023年5月"}, {"deadline"}),
        ({"start": "2023-06-30|month|2023年6月"}, {"finished": "2023-05-31|month|2023年5月"}, {"finished"}),
        ({"deadline": "2023-05-31|month|2023年5月"}, {"start": "2023-06-30|month|2023年6月"}, {"start"}),
        ({}, {"start": "2023-06-30|month|6月", "deadline": "2023-05-31|month|5月"}, {"deadline"}),
        ({"start": "2023-06-30|month|2023年6月"}, {"deadline": "2023-06-30|month|2023年6月"}, set()),
        ({"start": "~|words|尽快"}, {"deadline": "2023-05-31|month|2023年5月"}, set()),
        ({}, {"deadline": "2023-05-31|month|2023年5月"}, set()),
    ],
)
def test_an_end_before_the_start_waits(before, values, at):
    assert set(doubts(item(**before), values)) == at


def test_a_cumulative_must_be_the_last_one_and_this_month():
    before = item(invested_year=1000 * WAN, invested_total=5000 * WAN)
    right = {"invested_year": 1200 * WAN, "invested_total": 5200 * WAN}
    assert not dict(month_doubts(before, right, 200 * WAN))
    why = dict(month_doubts(before, {"invested_year": 1250 * WAN}, 200 * WAN))["invested_year"]
    assert [figure in why for figure in ("1,000", "200", "1,250")] == [True] * 3


def test_a_first_cumulative_has_no_last_one_to_be_held_against():
    assert not dict(month_doubts(item(), {"invested_year": 1250 * WAN}, 200 * WAN))
    assert not dict(month_doubts(None, {"invested_year": 1250 * WAN}, 200 * WAN))


@pytest.mark.parametrize("key", ["total_investment", "annual_plan"])
@pytest.mark.parametrize(("new", "waits"), [(69_380, True), (34_690, True), (1_300, True), (30_000, False)])
def test_an_amount_five_times_the_last_one_waits(key, new, waits):
    before = item(**{"total_investment": 100_000 * WAN, key: 6_938 * WAN})
    assert (key in doubts(before, {key: new * WAN})) == waits


@pytest.mark.parametrize("key", ["total_investment", "annual_plan", "invested_total"])
def test_a_vast_amount_with_nothing_before_waits_for_its_unit(key):
    assert "1,000 亿元" in doubts(item(), {key: 10_000_000 * WAN})[key]
    assert not doubts(None, {key: 9_999_999 * WAN})
    assert not doubts(item(**{key: 9_000_000 * WAN}), {key: 10_000_000 * WAN})


@pytest.mark.parametrize("key", ["total_investment", "annual_plan", "invested_year"])
def test_an_amount_above_the_total_of_its_group_waits(key):
    group = Item.of(7, {"kind": "programme", "name": "五所学校", "total_investment": 42_000 * WAN})
    found = dict(value_doubts(None, {key: 42_001 * WAN}, (), {}, group=group))
    assert "五所学校" in found[key]
    assert "42,000" in found[key]
    assert not dict(value_doubts(None, {key: 42_000 * WAN}, (), {}, group=group))


@pytest.mark.parametrize("key", ["start", "deadline"])
def test_words_without_a_date_are_worth_a_word_unless_they_are_a_doubt(key):
    words, dated = "~|words|2024年国庆前", "2023-10-31|month|10月底前"
    assert "2024年国庆前”读不出日期" in dict(remarks(None, {key: words}))[key]
    assert key in dict(remarks(item(**{key: "~|words|尽快"}), {key: words}))
    assert not dict(remarks(item(**{key: dated}), {key: words}))
    assert not dict(remarks(None, {key: dated}))
    assert not dict(remarks(None, {"finished": "~|words|已完成"}))


def test_a_hundred_percent_without_a_finish_is_worth_a_word():
    assert "progress_percent" in dict(remarks(item(), {"progress_percent": 10_000}))
    assert not dict(remarks(item(finished="2023-09-01|day|2023-09-01"), {"progress_percent": 10_000}))
    assert not dict(remarks(item(), {"progress_percent": 10_000, "finished": "2023-09-01|day|2023-09-01"}))
    assert not dict(remarks(item(), {"progress_percent": 9_999}))


@pytest.mark.parametrize(
    "code", ["2208-141182-04-01-848098", "２２０８－１４１１８２－０４－０１－８４８０９８", "2019-141182-77-03-123456"]
)
def test_a_good_project_code_is_worth_no_word(code):
    assert code_remark(code) == ""


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("2208-440106-04-01-848098", "440106"),
        ("2213-141182-04-01-848098", "2213"),
        ("2208141182040184809", "4-6-2-2-6"),
        ("2208-141182-04-01-84809", "4-6-2-2-6"),
        ("晋发改备〔2022〕12号", "4-6-2-2-6"),
    ],
)
def test_an_odd_project_code_is_told_and_not_refused(code, why):
    assert why in code_remark(code)
    assert "project_code" in dict(remarks(item(), {"project_code": code}))
    assert not doubts(item(), {"project_code": code})


_SOME_DAYS = ("2023-03-01|day|3月1日", "2023-10-31|month|10月底前", "~|words|尽快", "2024-12-31|year|2024年")
_MAYBE = {
    **dict.fromkeys(
        ("total_investment", "annual_plan", "invested_year", "invested_total"),
        st.none() | st.sampled_from((0, 1, 50_000 * WAN, 50_001 * WAN, 10**13, 10**13 + 1)),
    ),
    **dict.fromkeys(("start", "deadline", "finished"), st.none() | st.sampled_from(_SOME_DAYS)),
    "progress_percent": st.none() | st.sampled_from((0, 9_999, 10_000)),
    "project_code": st.none() | st.sampled_from(("2208-141182-04-01-848098", "2208-440106-04-01-848098", "12号")),
    "note": st.none() | st.just("省级重点"),
}


@given(
    st.lists(st.fixed_dictionaries(_MAYBE), min_size=1, max_size=5),
    st.sets(st.sampled_from(sorted(_MAYBE))),
    st.none() | st.sampled_from((date(2023, 2, 1), date(2023, 10, 15), date(2024, 1, 1))),
)
def test_what_is_calm_at_first_sight_has_neither_doubts_nor_remarks(rows, absent, reference):
    columns = {key: [row[key] for row in rows] for key in _MAYBE if key not in absent}
    for row, calm in zip(rows, calm_rows(columns, len(rows), reference), strict=True):
        values = {key: row[key] for key in columns if row[key] is not None}
        if calm:
            assert not doubts(None, values, reference)
            assert not dict(remarks(None, values))


def test_a_usual_new_row_is_calm():
    usual = {"total_investment": 9 * WAN, "annual_plan": 5 * WAN, "start": _SOME_DAYS[0], "deadline": _SOME_DAYS[1]}
    usual |= {"invested_year": 2 * WAN, "invested_total": 3 * WAN, "finished": _SOME_DAYS[0]}
    assert [*calm_rows({key: [value] for key, value in usual.items()}, 1, date(2023, 9, 15))] == [True]
