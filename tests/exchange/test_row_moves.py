"""What becomes of references when the data rows of a sheet become more or fewer."""

import pytest

from fenyang_desktop.exchange.row_moves import RowMoves

GROWN = RowMoves("进度 表", 6, 8, 10)  # rows 6 to 8 become 6 to 15
SHRUNK = RowMoves("进度 表", 6, 8, 1)
ONE = RowMoves("进度 表", 6, 6, 4)  # a form with a single sample row


@pytest.mark.parametrize(
    ("formula", "grown", "shrunk"),
    [
        ("=SUM(C6:C8)", "=SUM(C6:C15)", "=SUM(C6:C6)"),
        ("=SUM(C7:C8)", "=SUM(C6:C15)", "=SUM(C6:C6)"),
        ("=SUM($C$6:$D$8)", "=SUM($C$6:$D$15)", "=SUM($C$6:$D$6)"),
        ("=SUM(C5:C9)", "=SUM(C5:C16)", "=SUM(C5:C7)"),
        ("=C9/$D$9", "=C16/$D$16", "=C7/$D$7"),
        ("=C6+C2", "=C6+C2", "=C6+C2"),
        ("=SUM(C:C)+MAX(6:8)", "=SUM(C:C)+MAX(6:15)", "=SUM(C:C)+MAX(6:6)"),
        ('=IF(C9>0,"C9见C6:C8",A1)', '=IF(C16>0,"C9见C6:C8",A1)', '=IF(C7>0,"C9见C6:C8",A1)'),
        ("='进度 表'!C9", "='进度 表'!C16", "='进度 表'!C7"),
        ("=SUM(汇总!C6:C8)+汇总!C9", "=SUM(汇总!C6:C8)+汇总!C9", "=SUM(汇总!C6:C8)+汇总!C9"),
        ("=总额+表1[投资]", "=总额+表1[投资]", "=总额+表1[投资]"),
    ],
)
def test_a_formula_beneath_the_data_follows_its_cells(formula, grown, shrunk):
    assert GROWN.formula(formula, on_it=True) == grown
    assert SHRUNK.formula(formula, on_it=True) == shrunk


def test_a_formula_on_another_sheet_follows_only_what_it_names_of_this_one():
    assert (
        GROWN.formula("=C9+'进度 表'!C9+SUM('进度 表'!C6:C8)", on_it=False) == "=C9+'进度 表'!C16+SUM('进度 表'!C6:C15)"
    )


def test_a_sum_of_the_only_sample_row_becomes_one_of_all_rows():
    assert ONE.formula("=SUM(C6)", on_it=True) == "=SUM(C6:C9)"
    assert ONE.formula("=SUM(C6:C6)", on_it=True) == "=SUM(C6:C9)"
    assert ONE.formula("=C6", on_it=True) == "=C6"


@pytest.mark.parametrize(
    ("formula", "third"),
    [
        ("=D6/C6", "=D8/C8"),
        ("=SUM(C6:F6)", "=SUM(C8:F8)"),
        ("=C6/C$9", "=C8/C$16"),
        ("=C6/C9", "=C8/C16"),  # the total stays the total, without a $ as well
        ("=C6/SUM(C$6:C$8)", "=C8/SUM(C$6:C$15)"),
        ("=C6/SUM(C6:C8)", "=C8/SUM(C6:C15)"),
        ("=SUM(C$6:C6)", "=SUM(C$6:C8)"),
        ("=E5+C6", "=E7+C8"),
        ("=C6*$B$2+B2", "=C8*$B$2+B2"),
        ("=汇总!B6", "=汇总!B8"),
    ],
)
def test_a_formula_of_the_first_row_is_that_of_every_row(formula, third):
    assert GROWN.formula_in_row(formula, 2) == third


def test_a_rule_of_the_first_sample_row_is_for_all_rows_and_one_of_another_for_none():
    assert GROWN.look_of(6, 6) == (6, 15)
    assert GROWN.look_of(6, 8) == (6, 15)
    assert GROWN.look_of(7, 7) is None
    assert GROWN.look_of(3, 9) == (3, 16)
