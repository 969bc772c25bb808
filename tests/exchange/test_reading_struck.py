"""What is struck through in a cell is told from what stands."""

from datetime import datetime

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, Span
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import Number, Struck
from fenyang_desktop.exchange.reading import read_sheets


def _with_strikes(sheet):
    struck, plain = InlineFont(strike=True), InlineFont(color="FFFF0000")
    sheet["A1"] = CellRichText(TextBlock(struck, "6"), TextBlock(plain, "8"))
    sheet["B1"] = CellRichText(TextBlock(struck, "作"), TextBlock(struck, "废"))
    sheet["C1"] = CellRichText(TextBlock(plain, "照旧"), "不变")
    for cell, value in (("A2", 6500), ("B2", 0.7), ("C2", datetime(2023, 10, 31)), ("D2", "作废")):  # noqa: DTZ001
        sheet[cell] = value
        sheet[cell].font = Font(strike=True)
    sheet["B2"].number_format = "0%"
    sheet["E2"] = "照旧"


STRIKES = [
    (1, {1: Struck("8", "6"), 2: Struck("作废"), 3: "照旧不变"}),
    (
        2,
        {
            1: Struck(Number("6500")),
            2: Struck(Number("0.7", "0%")),
            3: Struck(datetime(2023, 10, 31)),  # noqa: DTZ001
            4: Struck("作废"),
            5: "照旧",
        },
    ),
]


def test_what_is_struck_through_is_told_from_the_rest(book, reader):
    (found,) = read_sheets(book([], _with_strikes), Progress(), reader)
    assert found.rows == STRIKES


def test_a_shared_text_is_struck_by_its_runs_and_else_by_the_style_of_its_cell(tmp_path, reader):
    """As Excel writes it: pieces without a format of their own look as their cell does."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        sheet, struck, plain = made.add_worksheet(), made.add_format({"font_strikeout": True}), made.add_format()
        for row, style in enumerate((plain, struck)):
            sheet.write_rich_string(row, 0, struck, "6", plain, "8", style)
            sheet.write_rich_string(row, 1, "旧", plain, "新", style)
            sheet.write_string(row, 2, "照旧", style)
    (found,) = read_sheets(tmp_path / "a.xlsx", Progress(), reader)
    assert found.rows == [
        (1, {1: Struck("8", "6"), 2: "旧新", 3: "照旧"}),
        (2, {1: Struck("8", "6"), 2: Struck("新", "旧"), 3: Struck("照旧")}),
    ]


def test_rows_alike_of_which_one_cell_is_struck_through_are_told_apart(book, reader):
    def strike(sheet):
        sheet["B5"].font = Font(strike=True)
        sheet["A7"].font = Font(strike=True)

    (found,) = read_sheets(book([[f"项目{n}", n] for n in range(1, 20)], strike), Progress(), reader)
    cells = dict(found.rows)
    assert cells[5] == {1: "项目5", 2: Struck(Number("5"))}
    assert cells[7] == {1: Struck("项目7"), 2: Number("7")}
    assert sum(isinstance(raw, Struck) for row in cells.values() for raw in row.values()) == 2


def test_what_is_struck_through_in_an_xls_is_told_from_the_rest(tmp_path, reader):
    made = xlwt.Workbook(encoding="utf-8")
    sheet, struck, plain = made.add_sheet("汇总"), xlwt.easyxf("font: struck_out on"), xlwt.easyxf()
    sheet.write_rich_text(0, 0, [("6", struck.font), ("8", plain.font)], plain)
    sheet.write(0, 1, 6500, struck)
    sheet.write(0, 2, "作废", struck)
    sheet.write(0, 3, "照旧")
    made.save(str(tmp_path / "旧.xls"))
    (found,) = read_sheets(tmp_path / "旧.xls", Progress(), reader)
    assert found.rows == [(1, {1: Struck("8", "6"), 2: Struck(Number("6500")), 3: Struck("作废"), 4: "照旧"})]


@pytest.mark.parametrize("mark", [{"textlinethroughstyle": "solid"}, {"textlinethroughtype": "single"}])
def test_what_is_struck_through_in_an_ods_is_told_from_the_rest(tmp_path, reader, mark):
    made, table, row = OpenDocumentSpreadsheet(), Table(name="表"), TableRow()
    words, cells = Style(name="T1", family="text"), Style(name="ce1", family="table-cell")
    for style in (words, cells):
        style.addElement(TextProperties(**mark))
        made.automaticstyles.addElement(style)
    paragraph = P()
    paragraph.addElement(Span(text="6", stylename=words))
    paragraph.addText("8")
    mixed = TableCell(valuetype="string")
    mixed.addElement(paragraph)
    row.addElement(mixed)
    row.addElement(TableCell(valuetype="float", value="6500", stylename=cells))
    table.addElement(row)
    made.spreadsheet.addElement(table)
    made.save(str(tmp_path / "划.ods"))
    (found,) = read_sheets(tmp_path / "划.ods", Progress(), reader)
    assert found.rows == [(1, {1: Struck("8", "6"), 2: Struck(Number("6500"))})]
