"""Amounts: read as offices write them, kept exact, written back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.amounts import (
    FEN_PER_UNIT,
    LARGEST_FEN,
    Amount,
    format_decimal,
    format_wanyuan,
    parse_amount,
    parse_decimal,
    plain_amounts,
    wanyuan,
)

FEN = st.integers(-LARGEST_FEN, LARGEST_FEN)


@pytest.mark.parametrize(
    ("text", "unit", "wanyuan_text", "qualifier"),
    [
        ("29", "亿元", "290000", ""),
        ("3400", "万元", "3400", ""),
        ("3,400", "万元", "3400", ""),
        ("1,234,567.89", "元", "123.456789", ""),
        ("１２万元", "亿元", "12", ""),
        ("１，２３４", "万元", "1234", ""),
        ("1.2亿", "万元", "12000", ""),
        ("1.2亿元", "万元", "12000", ""),
        ("1亿2千万", "万元", "12000", ""),
        ("1亿2千万元", "元", "12000", ""),
        ("3亿6528万元", "元", "36528", ""),
        ("5百万", "万元", "500", ""),
        ("5百万元", "万元", "500", ""),
        ("800千元", "万元", "80", ""),
        ("800", "千元", "80", ""),
        ("12元", "万元", "0.0012", ""),
        ("0.01元", "万元", "0.000001", ""),
        ("12万元整", "元", "12", ""),
        ("12万圆", "元", "12", ""),
        ("约3400", "万元", "3400", "约"),
        ("约 3,400 万元", "亿元", "3400", "约"),
        ("近1.2亿元", "万元", "12000", "近"),
        ("110余万元", "元", "110", "余"),
        ("110万余元", "元", "110", "余"),
        ("15亿元左右", "万元", "150000", "左右"),
        ("1.2亿元以上", "万元", "12000", "以上"),
        ("超过3万元", "元", "3", "超过"),
        ("0", "万元", "0", ""),
        ("-12.5", "万元", "-12.5", ""),
        (" 12 \n 万元 ", "元", "12", ""),
    ],
)
def test_an_amount_is_read_exactly_with_its_unit_and_qualifier(text, unit, wanyuan_text, qualifier):
    amount = parse_amount(text, unit)
    assert wanyuan(amount.fen) == Decimal(wanyuan_text)
    assert amount.qualifier == qualifier


@pytest.mark.parametrize(
    "text",
    ["", "约", "万元", "—", "待定", "12-15", "12~15万元", "1亿2", "2千万1亿", "12万3万", "1.2.3", "1,23", "12,34,567",
     "十二万", "12万元/年", "US$5", "1e5", "nan", "--5", "+", "-", "余12"],
)  # fmt: skip
def test_what_is_not_one_amount_is_refused_in_chinese(text):
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        parse_amount(text, "万元")


def test_a_figure_finer_than_a_fen_is_refused_and_never_rounded():
    assert parse_amount("0.000001", "万元") == Amount(1)
    with pytest.raises(ValueError, match="分"):
        parse_amount("0.0000001", "万元")


def test_an_absurd_amount_is_refused():
    assert parse_amount("10000000", "亿元") == Amount(LARGEST_FEN)
    with pytest.raises(ValueError, match="核对单位"):
        parse_amount("10000001", "亿元")


@given(FEN)
def test_what_is_shown_in_wanyuan_reads_back_to_the_same_fen(fen):
    assert parse_amount(format_wanyuan(fen), "万元") == Amount(fen)
    assert parse_amount(format_wanyuan(fen, thousands=False), "万元") == Amount(fen)


@given(FEN, st.sampled_from(sorted(FEN_PER_UNIT)))
def test_an_exact_decimal_of_any_unit_reads_back_to_the_same_fen(fen, unit):
    text = format_decimal(Decimal(fen) / FEN_PER_UNIT[unit])
    assert parse_amount(text, unit) == Amount(fen)
    assert parse_amount(f"{text}{unit}", "元") == Amount(fen)


FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@given(st.integers(0, 9_999), st.integers(0, 9_999), st.sampled_from(["", "约", "近", "超"]), st.booleans())
def test_an_amount_in_words_is_its_parts_added_up(hundreds_of_millions, tens_of_thousands, word, full_width):
    text = f"{word}{hundreds_of_millions}亿{tens_of_thousands}万元"
    expected = hundreds_of_millions * FEN_PER_UNIT["亿元"] + tens_of_thousands * FEN_PER_UNIT["万元"]
    assert parse_amount(text.translate(FULL_WIDTH) if full_width else text) == Amount(expected, word)


@given(
    FEN.map(abs), st.sampled_from(["", "约", "近"]), st.sampled_from(["", "左右", "余"]), st.booleans(), st.booleans()
)
def test_an_amount_is_the_same_however_it_is_dressed(fen, before, after, grouped, full_width):
    figure = format_wanyuan(fen, thousands=grouped)
    dressed = f" {before} {figure.translate(FULL_WIDTH) if full_width else figure}{after if not before else ''} 万元 "
    assert parse_amount(dressed, "亿元") == Amount(fen, before or after)


@given(FEN)
def test_the_text_is_the_exact_decimal_without_trailing_zeros(fen):
    text = format_wanyuan(fen, thousands=False)
    assert Decimal(text) * FEN_PER_UNIT["万元"] == fen
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0"), (100_000_000, "100"), (1_234_500_000, "1,234.5"), (-1, "-0.000001"), (10**12, "1,000,000")],
)
def test_wanyuan_are_shown_with_thousands_separators(fen, shown):
    assert format_wanyuan(fen) == shown


@given(st.decimals(-(10**15), 10**15, places=6))
def test_a_plain_decimal_reads_back_to_the_same_value(value):
    assert parse_decimal(format_decimal(value)) == value


@pytest.mark.parametrize(("text", "value"), [("６．５", "6.5"), ("1,200", "1200"), ("-3", "-3"), (" 4 200 ", "4200")])
def test_a_plain_figure_is_read_in_full_width_and_with_thousands(text, value):
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "6.5%", "NaN", "Infinity", "1e400", "六", "1,23", "12万"])
def test_what_is_no_plain_figure_is_refused_in_chinese(text):
    with pytest.raises(ValueError, match="读不出数字"):
        parse_decimal(text)


def outcome(text: str) -> int | str:
    """The 分 that were read, or the reason why not."""
    try:
        return parse_amount(text, "万元").fen
    except ValueError as error:
        return str(error)


def is_amount_or_chinese(found: int | str) -> bool:
    return isinstance(found, int) or any("\u4e00" <= char <= "\u9fff" for char in found)


@given(st.text(max_size=12))
def test_any_text_gives_an_amount_or_a_chinese_reason(text):
    assert is_amount_or_chinese(outcome(text))


@given(st.text("0123456789.,，０１亿万千百十元约余近左右 -+E", max_size=14))
def test_any_text_of_figures_and_units_gives_an_amount_or_a_chinese_reason(text):
    assert is_amount_or_chinese(outcome(text))


FIGURE = st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,12})?|[0-9.;万约 -]{0,6}", fullmatch=True)


@given(st.lists(FIGURE, max_size=8), st.sampled_from(sorted(FEN_PER_UNIT)))
def test_figures_read_together_are_those_read_one_by_one(texts, unit):
    found = plain_amounts(frozenset(texts), unit)
    assert found == {text: parse_amount(text, unit).fen for text in found}
    assert set(texts) - found.keys() == {text for text in texts if not _is_plain(text, unit)}


def _is_plain(text: str, unit: str) -> bool:
    """Whether a text is a bare figure below ten million that its unit holds to the 分."""
    whole, point, fraction = text.partition(".")
    digits = [whole, fraction] if point else [whole]
    fits = len(whole) <= 7 and 10 ** len(fraction) <= FEN_PER_UNIT[unit]
    return fits and all(part.isdecimal() for part in digits)
