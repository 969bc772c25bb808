"""What contradicts itself in monthly figures is told with both figures, at its edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.months import (
    differences_of,
    funding_differences,
    month_after,
    month_before,
    month_differences,
    plan_differences,
)
from fenyang_desktop.domain.parts import FUNDING, MONTH, PLAN_KEYS, YEAR, Part

WAN = 1_000_000


def month(key: str, month=None, year=None, total=None, percent=None) -> Part:
    """A report with amounts in 万元."""
    figures = {"invested_month": month, "invested_year": year, "invested_total": total}
    values = {name: None if value is None else value * WAN for name, value in figures.items()}
    return Part.of(MONTH, int(key[5:]), 1, {"month": key, "progress_percent": percent, **values})


def plan(amount, *months, year=2023) -> Part:
    given = dict(zip(PLAN_KEYS, (None if one is None else one * WAN for one in months), strict=False))
    return Part.of(YEAR, 1, 1, {"year": year, "annual_plan": None if amount is None else amount * WAN, **given})


def told(*months: Part, years=(), item=None) -> list[tuple[str, str, int, int]]:
    """Month, field, stated and expected of each difference."""
    unit = {"progress_percent": 100}
    return [
        (str(one.part.key), one.key, one.stated // unit.get(one.key, WAN), one.expected // unit.get(one.key, WAN))
        for one in month_differences(months, years, item)
    ]


def test_the_month_before_january_is_december_and_the_one_after_december_is_january():
    assert (month_before("2024-01"), month_after("2023-12")) == ("2023-12", "2024-01")
    assert (month_before("2023-10"), month_after("2023-09")) == ("2023-09", "2023-10")


def test_cumulatives_that_grow_by_the_month_are_in_order():
    assert told(month("2023-08", 30, 100, 300), month("2023-09", 20, 120, 320)) == []


@pytest.mark.parametrize(("stated", "found"), [(119, True), (120, False), (121, True)])
def test_a_cumulative_of_the_year_is_last_months_and_this_month(stated, found):
    expected = [("2023-09", "invested_year", stated, 120)] if found else []
    assert told(month("2023-08", 30, 100), month("2023-09", 20, stated)) == expected


def test_a_difference_says_both_figures_and_what_they_are():
    (one,) = month_differences([month("2023-08", 30, 1100), month("2023-09", 20, 1140)])
    assert one.sentence == (
        "2023年9月：年内累计完成投资 1,140 万元，按2023年8月的 1,100 万元加本月完成投资 20 万元应为 1,120 万元。"
    )


def test_january_starts_the_year_anew_and_the_total_goes_on():
    december = month("2022-12", 10, 100, 500)
    assert told(december, month("2023-01", 7, 7, 507)) == []
    assert told(december, month("2023-01", 7, 107, 507)) == [("2023-01", "invested_year", 107, 7)]
    assert told(december, month("2023-01", 7, 7, 7)) == [("2023-01", "invested_total", 7, 500)]


def test_the_total_since_the_start_is_checked_like_that_of_the_year():
    assert told(month("2023-08", total=300), month("2023-09", 20, total=330)) == [
        ("2023-09", "invested_total", 330, 320)
    ]


def test_a_cumulative_that_falls_is_told_even_over_a_gap():
    assert told(month("2023-05", year=90), month("2023-09", year=80)) == [("2023-09", "invested_year", 80, 90)]
    assert told(month("2023-05", year=90), month("2023-09", year=90)) == []


def test_nothing_is_told_of_months_that_were_not_reported():
    assert told(month("2023-07", 30, 100, 300), month("2023-09", 20, 150, 350)) == []
    assert told(month("2023-08"), month("2023-09", 20, 120, 320)) == []


def test_without_last_months_cumulative_the_months_of_the_year_are_summed():
    first = [month(f"2023-{number:02}", 10) for number in (1, 2)]
    assert told(*first, month("2023-03", 10, 30)) == []
    assert told(*first, month("2023-03", 10, 31)) == [("2023-03", "invested_year", 31, 30)]
    assert told(first[1], month("2023-03", 10, 31)) == []  # January may have been 11
    assert told(first[1], month("2023-03", 10, 19)) == [("2023-03", "invested_year", 19, 20)]
    assert told(month("2022-12", 90), month("2023-03", 10, 19)) == []


def test_the_total_is_never_less_than_the_year():
    assert told(month("2023-09", year=100, total=99)) == [("2023-09", "invested_total", 99, 100)]
    assert told(month("2023-09", year=100, total=100)) == []


def test_progress_that_falls_is_told():
    fallen = [month("2023-07", percent=6000), month("2023-08"), month("2023-09", percent=5950)]
    assert told(*fallen) == [("2023-09", "progress_percent", 59, 60)]
    assert "59.5%，比2023年7月的 60%还低" in month_differences(fallen)[0].sentence


def test_going_beyond_the_years_plan_is_told_once_of_the_month_that_does():
    months = [month("2023-08", 10, 100), month("2023-09", 1, 101), month("2023-10", 1, 102)]
    assert told(*months, years=[plan(100)]) == [("2023-09", "invested_year", 101, 100)]
    assert told(*months, years=[plan(102)]) == []
    assert told(*months, years=[plan(50, year=2022), plan(None)]) == []


def test_one_month_above_the_whole_years_plan_is_told():
    assert told(month("2023-09", 101), years=[plan(100)]) == [("2023-09", "invested_month", 101, 100)]
    assert told(month("2023-09", 100), years=[plan(100)]) == []


def test_the_lists_own_figure_is_held_against_the_latest_report_only():
    item = Item.of(1, {"kind": "project", "name": "甲", "invested_year": 130 * WAN})
    months = [month("2023-08", 20, 100), month("2023-09", 20, 120)]
    assert told(*months, item=item) == [("2023-09", "invested_year", 120, 130)]
    assert told(months[0], item=Item.of(1, {"kind": "project", "name": "甲"})) == []


def test_a_monthly_plan_comes_to_the_years():
    def found(*plans):
        return [(one.key, one.stated // WAN, one.expected // WAN) for one in plan_differences(plans)]

    assert found(plan(120, *[10] * 12)) == []
    assert found(plan(119, *[10] * 12)) == [("annual_plan", 119, 120)]
    assert found(plan(121, *[10] * 11)) == []  # December is to come
    assert found(plan(100, *[10] * 11)) == [("annual_plan", 100, 110)]
    assert found(plan(100), plan(None, 10)) == []


def test_more_arrived_than_approved_or_paid_than_arrived_is_told():
    def funding(**values):
        return Part.of(FUNDING, 1, 1, {"source": "专项债", **{key: value * WAN for key, value in values.items()}})

    assert funding_differences([funding(approved=10, arrived=10, paid=10), funding(paid=5)]) == []
    over, paid = funding_differences([funding(approved=10, arrived=11, paid=12)])
    assert over.sentence == "专项债：到位 11 万元，超过批复的 10 万元。"
    assert (paid.key, paid.stated, paid.expected) == ("paid", 12 * WAN, 11 * WAN)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30), st.integers(1, 12))
def test_reports_made_from_the_months_are_never_found_fault_with(amounts, first):
    months, key, year, total = [], f"2022-{first:02}", 0, 0
    for amount in amounts:
        year, total = amount + (0 if key.endswith("-01") else year), total + amount
        values = {"month": key, "invested_month": amount, "invested_year": year, "invested_total": total}
        months.append(Part.of(MONTH, len(months) + 1, 1, values))
        key = month_after(key)
    assert differences_of({"month": months}) == []


@given(st.lists(st.tuples(st.integers(1, 12), *[st.one_of(st.none(), st.integers(0, 500))] * 4), max_size=12))
def test_every_difference_has_two_figures_and_a_sentence_with_both(rows):
    months = [month(f"2023-{row[0]:02}", *row[1:]) for row in {row[0]: row for row in rows}.values()]
    for one in month_differences(months, [plan(300)]):
        assert one.stated != one.expected
        assert one.sentence.startswith(one.part.head)
        assert one.sentence.endswith("。")
        assert one.part.get(one.key) == one.stated
