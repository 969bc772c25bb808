"""Which values wait for a person, and what is only worth a word."""

import pytest

from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.project_codes import code_remark
from fenyang_desktop.services.doubts import month_doubts, remarks, value_doubts

WAN = 1_000_000  # 分


def item(**values):
    return Item.of(1, {"kind": "project", "name": "甲路", **values})


def doubts(before, values):
    return dict(value_doubts(before, values, (), {}))


@pytest.mark.parametrize("key", ["invested_year", "invested_total"])
def test_a_cumulative_that_falls_waits_with_both_figures(key):
    why = doubts(item(**{key: 1200 * WAN}), {key: 1100 * WAN})[key]
    assert "1,200" in why
    assert "1,100" in why
    assert not doubts(item(**{key: 1100 * WAN}), {key: 1200 * WAN})
    assert not doubts(item(), {key: 1200 * WAN})


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
