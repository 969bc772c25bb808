"""The hidden key of a row: what it carries, and that nothing altered in it goes unnoticed."""

import random

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.fill_in_key import (
    LONGEST_KEY,
    FillInKey,
    Shortened,
    is_key,
    is_same,
    keys_in,
    read_key,
    write_key,
)

KEY = FillInKey(
    12,
    "2026-07",
    "市住建局",
    345,
    {"invested_month": 120_000_001, "progress_text": "主体封顶，\n“外墙”施工", "has_started": 1},
    {"name": "汾河公园（二期）", "stage": "续建"},
)


def test_a_key_reads_back_as_it_was_written():
    assert read_key(write_key(KEY)) == KEY
    assert read_key(write_key(FillInKey(1, "2026-01"))) == FillInKey(1, "2026-01")


def test_an_empty_value_is_not_named():
    assert read_key(write_key(FillInKey(1, "2026-01", sent={"problems": None, "invested_month": 0}))).sent == {
        "invested_month": 0
    }


def test_a_key_says_which_item_and_month_it_is_of_to_whoever_looks_at_it():
    assert write_key(KEY).startswith("FYK1|12|2026-07|")


def test_every_altered_letter_is_noticed():
    text = write_key(KEY)
    for place, letter in enumerate(text):
        altered = text[:place] + ("x" if letter != "x" else "y") + text[place + 1 :]
        with pytest.raises(UserError, match="填报标识已损坏"):
            read_key(altered)


@pytest.mark.parametrize("text", ["", "FYK1|", "FYK1|0|2026-07|AA==|000000000000", "编号 12"])
def test_what_is_no_key_is_told(text):
    with pytest.raises(UserError, match="填报标识已损坏"):
        read_key(text)


def test_a_cut_key_is_noticed():
    text = write_key(KEY)
    with pytest.raises(UserError):
        read_key(text[:-1])
    with pytest.raises(UserError):
        read_key(text[: len(text) // 2])


def test_a_key_fits_a_cell_whatever_it_holds():
    letters = random.Random(4)
    words = "".join(chr(letters.randrange(0x4E00, 0x9FA5)) for _ in range(40_000))
    text = write_key(FillInKey(7, "2026-07", sent={"progress_text": words, "problems": "缺水"}))
    assert len(text) <= LONGEST_KEY
    read = read_key(text)
    assert read.sent["problems"] == "缺水"
    assert isinstance(read.sent["progress_text"], Shortened)
    assert is_same(read.sent["progress_text"], words)
    assert not is_same(read.sent["progress_text"], words[:-1])
    assert not is_same(read.sent["progress_text"], None)


def test_keys_are_found_in_whatever_column_they_stand():
    text, other = write_key(KEY), write_key(FillInKey(13, "2026-07", "市水利局"))
    found = keys_in(
        [(5, {1: "序号", 2: "填报标识"}), (6, {1: "1", 9: text}), (7, {3: f" {other} "}), (8, {1: "新项目"})]
    )
    assert {row: key.item for row, key in found.by_row.items()} == {6: 12, 7: 13}
    assert not found.broken
    assert not found.copied
    assert found.months == ("2026-07",)
    assert set(found.units) == {"市住建局", "市水利局"}


def test_a_copied_row_and_a_damaged_key_are_told_apart():
    text = write_key(KEY)
    found = keys_in(
        [(6, {2: text}), (7, {2: text}), (8, {2: text[:-3]}), (9, {2: text, 3: write_key(FillInKey(1, "2026-07"))})]
    )
    assert set(found.by_row) == {6, 7}
    assert found.copied == {6, 7}
    assert found.broken == {8, 9}


def test_only_a_key_looks_like_one():
    assert is_key(write_key(KEY))
    assert not is_key("FYK1")
    assert not is_key("填报标识")
