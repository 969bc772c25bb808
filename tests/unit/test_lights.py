"""Lights: what is overdue, what falls due, what no rule can judge."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import LIGHT_LABELS, LIGHT_SHAPES, Light, is_finished, judge

ON = date(2023, 9, 15)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
WORST_FIRST = [Light.RED, Light.YELLOW, Light.GREEN]


def item(deadline: str = "", finished: str = "", **values: Stored) -> Item:
    dated = {key: encode_deadline(parse_deadline(text, 2023)) if text else None
             for key, text in {"deadline": deadline, "finished": finished}.items()}  # fmt: skip
    return Item.of(1, {"kind": "project", "name": "第二污水处理厂", **dated, **values})


@pytest.mark.parametrize(
    ("deadline", "light", "days"),
    [
        ("8月底前", Light.RED, -15),
        ("9月14日", Light.RED, -1),
        ("9月15日", Light.YELLOW, 0),
        ("9月底前", Light.YELLOW, 15),
        ("10月15日", Light.YELLOW, 30),
        ("10月16日", Light.GREEN, 31),
        ("10月底前", Light.GREEN, 46),
        ("年内", Light.GREEN, 107),
        ("9月上旬", Light.RED, -5),
        ("三季度", Light.YELLOW, 15),
        ("上半年", Light.RED, -77),
        ("尽快", Light.NONE, None),
        ("", Light.NONE, None),
    ],
)
def test_the_light_follows_from_the_last_day_that_counts(deadline, light, days):
    found = judge(item(deadline), ON, due_days=30)
    assert (found.light, found.days) == (light, days)


@pytest.mark.parametrize(
    ("values", "light"),
    [
        ({"stage": "竣工"}, Light.DONE),
        ({"stage": "投产/投用"}, Light.DONE),
        ({"finished": "8月底"}, Light.DONE),
        ({"finished": "9月15日"}, Light.DONE),
        ({"finished": "已结项"}, Light.DONE),
        ({"finished": "9月底"}, Light.RED),
        ({"finished": "9月底", "stage": "竣工"}, Light.RED),
        ({"stage": "退库"}, Light.NONE),
        ({"stage": "终止"}, Light.NONE),
        ({"stage": "停工"}, Light.RED),
        ({"stage": "续建"}, Light.RED),
    ],
)
def test_what_is_done_or_withdrawn_is_not_overdue(values, light):
    assert judge(item("6月底前", **values), ON).light is light


def test_an_actual_finish_counts_from_its_day_on():
    done_in_october = item("6月底前", finished="10月20日")
    assert not is_finished(done_in_october, date(2023, 10, 19))
    assert is_finished(done_in_october, date(2023, 10, 20))


@pytest.mark.parametrize(
    ("deadline", "part"),
    [("8月底前", "已逾期 15 天"), ("9月15日", "今天到期"), ("9月底前", "还有 15 天"), ("尽快", "“尽快”")],
)
def test_the_reason_says_in_words_how_it_stands(deadline, part):
    assert part in judge(item(deadline), ON).reason


@given(DAYS, DAYS, st.integers(0, 2000), st.integers(0, 366))
def test_the_light_never_gets_worse_as_the_day_moves_earlier(deadline, on, earlier, due_days):
    one = item(deadline.isoformat())
    now, before = judge(one, on, due_days), judge(one, max(on - timedelta(days=earlier), date(1, 1, 1)), due_days)
    assert WORST_FIRST.index(before.light) >= WORST_FIRST.index(now.light)


@given(DAYS, DAYS, st.integers(0, 366), st.integers(0, 366))
def test_a_longer_notice_only_turns_green_into_yellow(deadline, on, days, more):
    one = item(deadline.isoformat())
    short, long = judge(one, on, days).light, judge(one, on, days + more).light
    assert short is long or (short, long) == (Light.GREEN, Light.YELLOW)


@given(DAYS, DAYS)
def test_red_means_that_the_last_day_has_passed(deadline, on):
    assert (judge(item(deadline.isoformat()), on).light is Light.RED) == (deadline < on)


def test_every_light_has_a_word_and_a_shape_of_its_own():
    assert set(LIGHT_LABELS) == set(LIGHT_SHAPES) == set(Light)
    assert len(set(LIGHT_LABELS.values())) == len(set(LIGHT_SHAPES.values())) == len(Light)
