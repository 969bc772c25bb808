"""Deadlines: a date, how precisely it is known, and the words; never guessed."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.deadlines import (
    Deadline,
    Precision,
    decode_deadline,
    encode_deadline,
    format_deadline,
    month_end,
    names_no_day,
    parse_deadline,
    parse_span,
    period_start,
)

DAY, XUN, MONTH, QUARTER, HALF, YEAR = (Precision(name) for name in "day xun month quarter half year".split())
YEARS = st.integers(1949, 2200)
MONTHS = st.integers(1, 12)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("words", "end", "precision"),
    [
        ("10月底前", "2023-10-31", MONTH),
        ("10月底", "2023-10-31", MONTH),
        ("6月底前", "2023-06-30", MONTH),
        ("2月末", "2023-02-28", MONTH),
        ("12月份", "2023-12-31", MONTH),
        ("2023年10月底前", "2023-10-31", MONTH),
        ("2024年2月底前", "2024-02-29", MONTH),
        ("23年10月", "2023-10-31", MONTH),
        ("2023.10", "2023-10-31", MONTH),
        ("2023-10", "2023-10-31", MONTH),
        ("2023/10", "2023-10-31", MONTH),
        ("23.10", "2023-10-31", MONTH),
        ("今年10月底前", "2023-10-31", MONTH),
        ("１０月底前", "2023-10-31", MONTH),
        ("10 月 底 前", "2023-10-31", MONTH),
        ("10月上旬", "2023-10-10", XUN),
        ("10月中旬", "2023-10-20", XUN),
        ("2月下旬", "2023-02-28", XUN),
        ("三季度", "2023-09-30", QUARTER),
        ("三季度末", "2023-09-30", QUARTER),
        ("第一季度", "2023-03-31", QUARTER),
        ("2024年4季度末前", "2024-12-31", QUARTER),
        ("上半年", "2023-06-30", HALF),
        ("下半年", "2023-12-31", HALF),
        ("2024年上半年完成", "2024-06-30", HALF),
        ("年内", "2023-12-31", YEAR),
        ("今年", "2023-12-31", YEAR),
        ("年底前", "2023-12-31", YEAR),
        ("年底之前", "2023-12-31", YEAR),
        ("今年年底", "2023-12-31", YEAR),
        ("2025年", "2025-12-31", YEAR),
        ("2025年底前", "2025-12-31", YEAR),
        ("2025年内", "2025-12-31", YEAR),
        ("2023年度", "2023-12-31", YEAR),
        ("2025", "2025-12-31", YEAR),
        ("25年底", "2025-12-31", YEAR),
        ("10月15日前", "2023-10-15", DAY),
        ("2023年10月15日", "2023-10-15", DAY),
        ("2023年10月15日前", "2023-10-15", DAY),
        ("2023年10月15日前完成", "2023-10-15", DAY),
        ("2023-10-15", "2023-10-15", DAY),
        ("2023/1/5", "2023-01-05", DAY),
        ("2023.1.5", "2023-01-05", DAY),
        ("23.10.31", "2023-10-31", DAY),
        ("24-1-5", "2024-01-05", DAY),
        ("10/31/2023", "2023-10-31", DAY),
        ("31/10/2023", "2023-10-31", DAY),
        ("11/11/2023 00:00", "2023-11-11", DAY),
        ("20220316", "2022-03-16", DAY),
        ("20200422 00:00:00", "2020-04-22", DAY),
        ("2023-10-15 08:30", "2023-10-15", DAY),
        ("2023-10-15T08:30:00", "2023-10-15", DAY),
        ("二〇二三年十月", "2023-10-31", MONTH),
        ("二○二三年十月底前", "2023-10-31", MONTH),
        ("二零二三年十月三十一日", "2023-10-31", DAY),
        ("二0二三年 十 月底", "2023-10-31", MONTH),
        ("二〇二四年元月", "2024-01-31", MONTH),
        ("二三年十一月二十前", "2023-11-20", DAY),
        ("十月底", "2023-10-31", MONTH),
        ("十二月底前", "2023-12-31", MONTH),
        ("力争十月上旬", "2023-10-10", XUN),
        ("第三季度", "2023-09-30", QUARTER),
        ("二〇二五年底", "2025-12-31", YEAR),
        ("二〇二五", "2025-12-31", YEAR),
        ("9.30", "2023-09-30", DAY),
        ("10-31", "2023-10-31", DAY),
        ("明年底", "2024-12-31", YEAR),
        ("明年6月底前", "2024-06-30", MONTH),
        ("去年10月", "2022-10-31", MONTH),
        ("力争10月底", "2023-10-31", MONTH),
        ("确保2023年三季度末完成", "2023-09-30", QUARTER),
    ],
)
def test_the_end_of_the_period_counts(words, end, precision):
    found = parse_deadline(words, 2023)
    assert (found.date, found.precision, found.words) == (day(end), precision, words)


@pytest.mark.parametrize(
    "words",
    ["10.11.12", "31.10.23", "10/11/2023", "31/31/2023", "23.10.32", "2024年国庆前", "2024年春节前", "尽快", "已结项", "长期", "待定", "2009-2011", "2010-", "09.10-11.3", "2007.10-2010.12", "13月底前", "2023-02-30",
     "2月30日", "0月", "2023年13月", "五季度", "10底前", "3天", "12345", "45215", "1.2", "1900年1月1日", "9999年",
     "二〇二三年十三月", "二月三十日", "十底前", "三年内", "十年内", "二三年内", "三个月内", "十一前", "二期", "一九〇〇年一月一日"],
)  # fmt: skip
def test_words_that_name_no_possible_date_are_kept_as_words(words):
    assert parse_deadline(words, 2023) == Deadline(None, Precision.WORDS, words)


@pytest.mark.parametrize(
    ("words", "begin", "end"),
    [
        ("2009-2011", "2009-12-31", "2011-12-31"),
        ("2009年—2011年", "2009-12-31", "2011-12-31"),
        ("2007.10-2010.12", "2007-10-31", "2010-12-31"),
        ("09.10-11.3", "2009-10-31", "2011-03-31"),
        ("3月至10月底", "2023-03-31", "2023-10-31"),
        ("10月1日～11月1日", "2023-10-01", "2023-11-01"),
        ("二〇二〇—二〇二五", "2020-12-31", "2025-12-31"),
        ("三月至十月底", "2023-03-31", "2023-10-31"),
        ("2023年10-12月", "2023-10-31", "2023-12-31"),
        ("10—12月", "2023-10-31", "2023-12-31"),
        ("2024年3月至10月底", "2024-03-31", "2024-10-31"),
        ("22年10月-2023年5月", "2022-10-31", "2023-05-31"),
    ],
)
def test_a_span_of_time_begins_and_ends_and_keeps_its_words(words, begin, end):
    assert parse_span(words, 2023, begins=True).date == day(begin)
    assert parse_span(words, 2023, begins=False) == Deadline(
        day(end), parse_span(words, 2023, begins=False).precision, words
    )


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("2022年3月至10月", "2022-10-31"),
        ("2024年5月—12月", "2024-12-31"),
        ("2023年3月1日-10月31日", "2023-10-31"),
        ("2023年3月—12月31日", "2023-12-31"),
        ("2023.3.1-10.31", "2023-10-31"),
        ("二〇二二年三月至十月", "2022-10-31"),
        ("2022年10月至次年3月", "2023-03-31"),
        ("去年10月至今年3月", "2025-03-31"),
        ("今年10月至明年3月", "2026-03-31"),
    ],
)
def test_a_span_ends_in_the_year_in_which_it_begins_unless_it_says_otherwise(words, end):
    assert parse_span(words, 2025, begins=False).date == day(end)


def test_a_span_that_would_end_before_it_begins_names_no_end():
    assert parse_span("2022年10月至3月", 2025, begins=False).date is None


@pytest.mark.parametrize("words", ["2011-2009", "2022年10月-5月", "2010-某时", "甲-乙", "-"])
def test_a_span_with_an_end_that_is_none_is_words(words):
    assert parse_span(words, 2023, begins=False).date is None


def test_an_open_span_begins_and_has_no_end():
    assert parse_span("2010-", 2023, begins=True).date == day("2010-12-31")
    assert parse_span("2010-", 2023, begins=False) == Deadline(None, Precision.WORDS, "2010-")


def test_words_are_kept_as_written_but_for_space_round_them():
    assert parse_deadline("  10 月底前\n", 2023).words == "10 月底前"


@st.composite
def deadlines(draw) -> Deadline:
    """Any deadline that the program can hold with a date."""
    year, month = draw(YEARS), draw(MONTHS)
    precision = draw(st.sampled_from([DAY, XUN, MONTH, QUARTER, HALF, YEAR]))
    last = month_end(year, month)
    assert last
    ends = {
        DAY: [last.replace(day=number) for number in range(1, last.day + 1)],
        XUN: [last.replace(day=10), last.replace(day=20), last],
        MONTH: [last],
        QUARTER: [month_end(year, number) for number in (3, 6, 9, 12)],
        HALF: [month_end(year, 6), month_end(year, 12)],
        YEAR: [month_end(year, 12)],
    }
    return Deadline(draw(st.sampled_from(ends[precision])), precision, draw(st.text(max_size=8)))


@given(deadlines(), YEARS)
def test_what_is_shown_reads_back_to_the_same_deadline_in_any_year(deadline, year):
    again = parse_deadline(format_deadline(deadline), year)
    assert (again.date, again.precision) == (deadline.date, deadline.precision)


OF_A_MONTH = (
    "{y}年{m}月", "{y}年{m:02}月底前", "{y}.{m:02}", "{y}-{m:02}", "{y}-{m}", "{y}/{m}", "力争{y}年{m}月份完成", " {y} 年 {m} 月 末 ",
)  # fmt: skip
OF_A_DAY = (
    "{y}-{m:02}-{d:02}",
    "{y}年{m}月{d}日前",
    "{y}.{m}.{d}",
    "{y}{m:02}{d:02}",
    "{y}/{m}/{d} 00:00:00",
    "{y}年{m}月{d}号",
)
FULL_WIDTH = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")


@given(YEARS, MONTHS, st.sampled_from(OF_A_MONTH), st.booleans(), YEARS)
def test_every_form_of_a_month_is_its_last_day(year, month, form, full_width, other):
    text = form.format(y=year, m=month)
    found = parse_deadline(text.translate(FULL_WIDTH) if full_width else text, other)
    assert (found.date, found.precision) == (month_end(year, month), MONTH)


@given(YEARS, MONTHS, st.integers(1, 31), st.sampled_from(OF_A_DAY), YEARS)
def test_every_form_of_a_day_is_that_day_or_none_at_all(year, month, day, form, other):
    text = form.format(y=year, m=month, d=day)
    last = month_end(year, month)
    assert last
    found = parse_deadline(text, other)
    assert found.date == (date(year, month, day) if day <= last.day else None)
    assert names_no_day(text) == (day > last.day)


def numeral(number: int) -> str:
    """A number below 100 as it is said: 十一, 三十."""
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else "一二三四五六七八九"[tens - 1]) + "十" * (tens > 0) + " 一二三四五六七八九"[ones].strip()
    )


NUMERAL_FORMS = [
    form.replace(":02", "")
    for form in (*OF_A_MONTH, *OF_A_DAY, "{y}年{m}月{d}", "{m}月{d}日前", "{m}月下旬", "{y}年", "{y}年{m}月{d}日以前")
    if "年" in form or form.startswith("{m}月")
]


@given(YEARS, MONTHS, st.integers(1, 31), st.sampled_from(NUMERAL_FORMS), st.sampled_from("〇○零0"), YEARS)
def test_a_date_in_chinese_numerals_is_the_same_date_in_figures(year, month, day, form, zero, other):
    said = form.format(
        y="".join((zero + "一二三四五六七八九")[int(figure)] for figure in str(year)), m=numeral(month), d=numeral(day)
    )
    found, figures = parse_deadline(said, other), parse_deadline(form.format(y=year, m=month, d=day), other)
    assert (found.date, found.precision) == (figures.date, figures.precision)
    assert names_no_day(said) == names_no_day(form.format(y=year, m=month, d=day))
    assert found.words == said.strip()


@given(st.text("一二三四五六七八九十〇零元年月日号底前内个多期", max_size=8), YEARS)
def test_chinese_numerals_that_are_no_date_are_kept_as_words(text, year):
    found = parse_deadline(text, year)
    assert found.words == text.strip()
    assert found.date is None or re.search("[月日年]|^[一二].{3}$", text)


@given(st.text(max_size=12), YEARS)
def test_undated_words_are_shown_as_they_were_written(words, year):
    deadline = parse_deadline(words, year)
    if deadline.date is None:
        assert parse_deadline(format_deadline(deadline), year) == deadline


@given(st.one_of(deadlines(), st.text().map(lambda words: Deadline(None, Precision.WORDS, words))))
def test_a_stored_deadline_is_the_same_when_read_back(deadline):
    assert decode_deadline(encode_deadline(deadline)) == deadline


@given(st.lists(st.one_of(deadlines(), st.just(Deadline(None, Precision.WORDS, "尽快"))), max_size=6))
def test_stored_deadlines_sort_by_date_with_undated_words_last(found):
    dates = [decode_deadline(text).date for text in sorted(map(encode_deadline, found))]
    assert dates == sorted(dates, key=lambda end: end or date.max)


@given(deadlines())
def test_a_period_starts_no_later_than_it_ends_and_lies_in_one_year(deadline):
    start = period_start(deadline)
    assert start is not None
    assert start <= deadline.date
    assert start.year == deadline.date.year


@pytest.mark.parametrize(
    ("words", "start"),
    [("10月上旬", "2023-10-01"), ("10月中旬", "2023-10-11"), ("10月下旬", "2023-10-21"), ("10月", "2023-10-01"),
     ("三季度", "2023-07-01"), ("上半年", "2023-01-01"), ("下半年", "2023-07-01"), ("年内", "2023-01-01"),
     ("10月5日", "2023-10-05")],
)  # fmt: skip
def test_the_start_of_a_period_is_its_first_day(words, start):
    assert period_start(parse_deadline(words, 2023)) == day(start)


def test_undated_words_have_no_period():
    assert period_start(parse_deadline("尽快", 2023)) is None


def test_two_wordings_of_one_date_and_precision_say_the_same():
    october = parse_deadline("10月底前", 2023)
    assert october.same_as(parse_deadline("2023.10", 2023))
    assert not october.same_as(parse_deadline("2023-10-31", 2023))  # a day is more than a month
    assert not october.same_as(parse_deadline("10月底前", 2024))
    assert not october.same_as(parse_deadline("尽快", 2023))
    assert not parse_deadline("尽快", 2023).same_as(parse_deadline("待定", 2023))


@given(st.text(max_size=16), YEARS)
def test_any_text_gives_a_deadline_that_keeps_its_words(text, year):
    found = parse_deadline(text, year)
    assert found.words == text.strip()
    assert (found.date is None) == (found.precision is Precision.WORDS)


@given(st.text("0123456789年月日底前上下半旬季度第一二三四 .-/今", max_size=12), YEARS)
def test_any_text_of_figures_and_date_words_gives_a_deadline(text, year):
    found = parse_deadline(text, year)
    assert (found.date is None) == (found.precision is Precision.WORDS)
