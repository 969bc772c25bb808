"""File names are such as Windows takes, and different to it."""

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.services.file_names import different_names, filled_in, safe_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市住建局 9月", "市住建局 9月.xlsx"),
        ("市住建局.XLSX", "市住建局.xlsx"),
        ('局/处\\科:"a"<b>|?*', "局／处＼科：＂a＂＜b＞｜？＊.xlsx"),
        ("  局. . ", "局.xlsx"),
        ("局\n处", "局 处.xlsx"),
        ("", "_.xlsx"),
        ("..", "_.xlsx"),
        ("con", "_con.xlsx"),
        ("NUL.表", "_NUL.表.xlsx"),
        ("CONFIG", "CONFIG.xlsx"),
    ],
)
def test_a_name_is_one_that_windows_takes(text, expected):
    assert safe_name(text, ".xlsx") == expected


def test_a_long_name_is_cut():
    assert len(safe_name("长" * 500, ".xlsx")) <= 130


def test_names_that_are_the_same_to_windows_get_numbers():
    assert different_names(["A.xlsx", "a.xlsx", "b.xlsx", "A.xlsx", "a (2).xlsx"]) == [
        "A.xlsx",
        "a (2).xlsx",
        "b.xlsx",
        "A (3).xlsx",
        "a (2) (2).xlsx",
    ]


def test_blanks_are_filled_and_unknown_ones_told():
    assert filled_in("{a}-{b}-{a}", {"a": "1", "b": "{a}"}) == "1-{a}-1"
    with pytest.raises(UserError, match=r"\{c\}.*\{a\}"):
        filled_in("{c}", {"a": "1"})
