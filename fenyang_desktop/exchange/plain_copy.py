"""A workbook made afresh from sheets as they were read, where their file can't be kept as it is."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fenyang_desktop.exchange.cells import shown_text
from fenyang_desktop.exchange.checklist import put, shown_width
from fenyang_desktop.exchange.raw import Fault, Number, Raw, RawSheet, Struck

_STYLE = "来表"
_A4 = 9
_NARROWEST, _WIDEST = 6, 40
_MEASURED = 200  # rows that say how wide a column is
_LONGEST_FORMAT = 60
_NOT_IN_TITLE = re.compile(r"[\\*?:/\[\]\x00-\x1f]")  # a .csv may bear any name, and .ods allows more than Excel
_LONGEST_TITLE = 28  # of 31: room for the number that tells two alike apart


def plain_workbook(sheets: Sequence[RawSheet]) -> tuple[Workbook, dict[str, str]]:
    """Values, merged ranges and what is hidden, plainly dressed; and the title that each sheet got by its name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    side = Side(style="thin", color="FFBFC6CE")
    style = NamedStyle(_STYLE, Font(name="宋体", size=11))
    style.alignment = Alignment(vertical="center", wrap_text=True)
    style.border = Border(left=side, right=side, top=side, bottom=side)
    book.add_named_style(style)
    return book, {sheet.name: _add(book, sheet) for sheet in sheets}


def _add(book: Workbook, raw: RawSheet) -> str:
    sheet: Worksheet = book.create_sheet(_NOT_IN_TITLE.sub(" ", raw.name)[:_LONGEST_TITLE].strip("' ") or None)
    sheet.sheet_state = "hidden" if raw.hidden else "visible"
    widths: dict[int, int] = {}
    merged = {(merge.top, merge.left) for merge in raw.merges if merge.right > merge.left}
    for place, (row, cells) in enumerate(raw.rows):
        for column, value in cells.items():
            _write(sheet.cell(row, column), value)
            if place < _MEASURED and (row, column) not in merged:
                widths[column] = max(widths.get(column, 0), _width(value))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(_NARROWEST, width + 2))
    for merge in raw.merges:
        sheet.merge_cells(start_row=merge.top, start_column=merge.left, end_row=merge.bottom, end_column=merge.right)
    for hidden in raw.hidden_rows:
        sheet.row_dimensions[hidden].hidden = True
    for hidden in raw.hidden_columns:
        sheet.column_dimensions[get_column_letter(hidden)].hidden = True
    sheet.page_setup.paperSize, sheet.page_setup.orientation = _A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return str(sheet.title)


def _write(cell: Any, value: Raw) -> None:
    cell.style = _STYLE
    match value:
        case Number(digits, shown):
            cell.value = Decimal(digits)
            cell.number_format = shown if len(shown) <= _LONGEST_FORMAT else "General"
        case datetime():
            cell.value = value
            cell.number_format = "yyyy-mm-dd" if value.time() == time() else "yyyy-mm-dd hh:mm"
        case time():
            cell.value = value
            cell.number_format = "hh:mm"
        case Struck():
            _write(cell, value.value)
        case Fault():
            put(cell, shown_text(value))
        case _:
            put(cell, value)


def _width(value: Raw) -> int:
    return max(map(shown_width, shown_text(value).split("\n")))
