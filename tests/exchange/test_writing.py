"""What is written is exact, reads back the same, and never harms the file that stood there."""

import csv
import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.amounts import LARGEST_FEN, wanyuan
from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, FIELDS
from fenyang_desktop.exchange.writing import LONGEST_CELL, Sheet, csv_bytes, export_text, save_bytes, workbook_bytes

MONEY, PERCENT, DEADLINE, NAME, NOTE = (
    FIELD[key] for key in ("total_investment", "progress_percent", "deadline", "name", "note")
)


def sheet_of(*pairs):
    return Sheet("汾阳台账", [field for field, _ in pairs], [(1, [value for _, value in pairs])])


def page_of(*pairs):
    data = workbook_bytes(sheet_of(*pairs), lambda done: None)
    return openpyxl.load_workbook(io.BytesIO(data)).active


def csv_of(*pairs):
    text = csv_bytes(sheet_of(*pairs), lambda done: None).decode("utf-8-sig")
    return text, list(csv.reader(io.StringIO(text, newline="")))[1][1:]


@given(st.integers(-LARGEST_FEN, LARGEST_FEN))
def test_every_amount_stands_exactly_in_its_cell(fen):
    cell = page_of((MONEY, fen))["B2"]
    if cell.data_type == "n":
        assert Decimal(f"{cell.value:.15g}") == wanyuan(fen)
    else:
        assert Decimal(cell.value) == wanyuan(fen)
        assert len(wanyuan(fen).normalize().as_tuple().digits) > 15


@pytest.mark.parametrize(
    ("fen", "format"),
    [
        (17_000_000_000, "#,##0"),
        (17_000_500_000, "#,##0.0"),
        (123_456_789, "#,##0.000000"),
        (1, "#,##0.000000"),
        (0, "#,##0"),
    ],
)
def test_an_amount_is_a_number_with_thousands_and_just_its_decimals(fen, format):
    cell = page_of((MONEY, fen))["B2"]
    assert (cell.data_type, cell.number_format) == ("n", format)


def test_a_percentage_is_a_fraction_shown_in_percent():
    cell = page_of((PERCENT, 50))["B2"]
    assert (cell.value, cell.number_format) == (0.005, "0.0%")


def test_a_day_is_a_real_date_and_a_period_its_words():
    day, month, words = (encode_deadline(parse_deadline(text, 2023)) for text in ("2023-06-30", "10月底前", "尽快"))
    page = page_of((FIELD["start"], day), (DEADLINE, month), (FIELD["finished"], words))
    assert (page["B2"].value, page["B2"].number_format) == (datetime(2023, 6, 30), "yyyy-mm-dd")  # noqa: DTZ001
    assert (page["C2"].value, page["D2"].value) == ("2023年10月底", "尽快")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-甲", "@某", "https://a.cn", "123", "1e5", "TRUE"])
def test_text_stays_text(text):
    cell = page_of((NOTE, text))["B2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_the_header_carries_units_stays_in_view_and_filters():
    page = page_of((NAME, "甲"), (MONEY, 1_000_000))
    assert [cell.value for cell in page[1]] == ["编号", "名称", "总投资(万元)"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:C2")


def test_the_sheet_prints_on_a3_across_one_page_with_its_header_repeated():
    page = page_of((NAME, "甲"))
    setup = page.page_setup
    assert (int(setup.paperSize), setup.orientation, setup.fitToWidth or 1, setup.fitToHeight) == (8, "landscape", 1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"


def test_every_column_is_wide_enough_for_its_header_in_two_lines():
    page = page_of(*((field, None) for field in FIELDS))
    for cell in page[1]:
        half = sum(2 if ord(character) > 0x2E7F else 1 for character in cell.value) / 2
        assert page.column_dimensions[cell.column_letter].width >= half, cell.value


def test_the_title_stands_in_the_document_properties():
    data = workbook_bytes(sheet_of((NAME, "甲")), lambda done: None)
    assert openpyxl.load_workbook(io.BytesIO(data)).properties.title == "汾阳台账"


def test_characters_that_no_workbook_can_hold_do_not_break_it():
    assert page_of((NOTE, "甲\x07\ufffe乙"))["B2"].value == "甲乙"


def test_a_text_that_no_cell_can_hold_is_refused_not_cut():
    with pytest.raises(UserError) as caught:
        page_of((NOTE, "字" * (LONGEST_CELL + 1)))
    assert caught.value.code == "text_too_long"
    assert "备注" in str(caught.value)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-甲", "@某", "'=已有撇号"])
def test_csv_text_that_would_run_as_a_formula_is_guarded(text):
    _, (found,) = csv_of((NOTE, text))
    assert found == f"'{text}"


def test_csv_figures_stay_figures():
    text, cells = csv_of((MONEY, -5_000_000), (FIELD["target_value"], "-6.5"), (PERCENT, 50))
    assert cells == ["-5", "-6.5", "0.5%"]
    assert "'" not in text


def test_csv_is_marked_as_utf_8_for_spreadsheets():
    assert csv_bytes(sheet_of((NAME, "甲")), lambda done: None).startswith(b"\xef\xbb\xbf")


def test_export_text_of_nothing_is_blank():
    assert [export_text(field, None) for field in FIELDS] == [""] * len(FIELDS)


def test_a_file_appears_whole_and_leaves_nothing_beside_it(tmp_path):
    save_bytes(tmp_path / "出 表.xlsx", b"neu")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["出 表.xlsx"]


def test_a_file_held_open_is_left_as_it_was(tmp_path, monkeypatch):
    target = tmp_path / "出 表.xlsx"
    target.write_bytes(b"alt")

    def held(source, destination):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", held)
    with pytest.raises(UserError) as caught:
        save_bytes(target, b"neu")
    assert "Excel" in str(caught.value)
    assert target.read_bytes() == b"alt"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["出 表.xlsx"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UserError) as caught:
        save_bytes(tmp_path / "没有" / "出.xlsx", b"x")
    assert caught.value.code == "folder_missing"
