"""A workbook described cell by cell, and how it becomes the bytes of a file of any sort."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import xlsxwriter
import xlwt
from odf.number import DateStyle, Day, Month, Number, NumberStyle, PercentageStyle, Text, Year
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P
from openpyxl.utils import range_boundaries

DATE = "yyyy-mm-dd"
Plain = str | int | float | date | datetime | None


class Shown(NamedTuple):
    """A value with the number format that shows it."""

    value: Plain
    format: str


class Formula(NamedTuple):
    """A formula with its cached value; None where the program that wrote it never reckoned."""

    text: str
    value: Plain = None


class Wrong(NamedTuple):
    """An error such as #REF!."""

    text: str = "#REF!"


Value = Plain | Shown | Formula | Wrong


@dataclass(frozen=True)
class Sheet:
    """Rows from the first on; `merges` are ranges such as A1:F1, hidden rows and columns are numbers from 1.

    `ghosts`: how many rows under the last one have a format and nothing else.
    """

    rows: Sequence[Sequence[Value]]
    merges: Sequence[str] = ()
    name: str = "Sheet1"
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    ghosts: int = 0

    def spans(self) -> list[tuple[int, int, int, int]]:
        """First row, first column, last row and last column of each merged range, from 0."""
        found = []
        for merge in self.merges:
            left, top, right, bottom = range_boundaries(merge)
            found.append((top - 1, left - 1, bottom - 1, right - 1))
        return found


@dataclass(frozen=True)
class Book:
    sheets: Sequence[Sheet]
    day_zero_1904: bool = False
    options: Mapping[str, str] = field(default_factory=dict)  # `encoding` and `delimiter` of a text

    def bytes(self, sort: str) -> bytes:
        """The file's content; `sort` is xlsx, xlsm, xls, ods or csv."""
        return _WRITERS[sort](self)


def _format_of(value: Value) -> tuple[Value, str]:
    if isinstance(value, Shown):
        return value.value, value.format
    return value, DATE if isinstance(value, date) else "General"


# -- .xlsx and .xlsm


def _xlsx(book: Book, macros: bytes = b"") -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(
        out, {"date_1904": book.day_zero_1904, "strings_to_formulas": False, "strings_to_urls": False}
    )
    formats: dict[str, object] = {}
    for sheet in book.sheets:
        page = made.add_worksheet(sheet.name)
        for span in sheet.spans():
            page.merge_range(*span, "")
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                plain, shown = _format_of(value)
                style = formats.setdefault(shown, made.add_format({"num_format": shown, "border": 1}))
                _write_xlsx(page, row, column, plain, style)
        for row in range(len(sheet.rows), len(sheet.rows) + sheet.ghosts):
            for column in range(8):
                page.write_blank(row, column, None, made.add_format({"border": 1}) if row == 0 else style)
        for row in sheet.hidden_rows:
            page.set_row(row - 1, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            page.set_column(column - 1, column - 1, None, None, {"hidden": True})
        if sheet.hidden:
            page.hide()
    if macros:
        made.add_vba_project(io.BytesIO(macros), is_stream=True)
    made.close()
    return out.getvalue()


def _write_xlsx(page: object, row: int, column: int, value: Value, style: object) -> None:
    match value:
        case None:
            return
        case Formula():
            page.write_formula(row, column, value.text, style, "" if value.value is None else value.value)
        case Wrong():
            page.write_formula(row, column, f"={value.text}", style, value.text)
        case date():
            page.write_datetime(row, column, value, style)
        case _:
            page.write(row, column, value, style)


def _xlsm(book: Book) -> bytes:
    return _xlsx(book, macros=b"no real macros")


# -- .xls


def _xls(book: Book) -> bytes:
    made = xlwt.Workbook(encoding="utf-8")
    made.dates_1904 = book.day_zero_1904
    for sheet in book.sheets:
        page = made.add_sheet(sheet.name, cell_overwrite_ok=True)
        for top, left, bottom, right in sheet.spans():
            page.merge(top, bottom, left, right)
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                plain, shown = _format_of(value)
                if isinstance(plain, Wrong):
                    page.row(row).set_cell_error(column, plain.text)
                elif plain is not None:
                    page.write(row, column, plain, xlwt.easyxf(num_format_str=shown))
        blank = xlwt.easyxf("borders: bottom thin")
        for row in range(len(sheet.rows), len(sheet.rows) + sheet.ghosts):
            for column in range(8):
                page.write(row, column, None, blank)
        for number in sheet.hidden_rows:
            page.row(number - 1).hidden = True
        for number in sheet.hidden_columns:
            page.col(number - 1).hidden = True
        page.visibility = int(sheet.hidden)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# -- .ods


def _ods(book: Book) -> bytes:
    made = OpenDocumentSpreadsheet()
    styles: dict[str, Style] = {}
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    made.automaticstyles.addElement(hidden)
    for sheet in book.sheets:
        page = Table(name=sheet.name, **({"stylename": hidden} if sheet.hidden else {}))
        width = max((len(values) for values in sheet.rows), default=1)
        for number in range(1, width + 1):
            page.addElement(TableColumn(**({"visibility": "collapse"} if number in sheet.hidden_columns else {})))
        covered = {
            (row, column)
            for top, left, bottom, right in sheet.spans()
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }
        begins = {(span[0], span[1]): span for span in sheet.spans()}
        for row, values in enumerate(sheet.rows):
            line = TableRow(**({"visibility": "collapse"} if row + 1 in sheet.hidden_rows else {}))
            for column in range(width):
                value = values[column] if column < len(values) else None
                if (row, column) in covered:
                    line.addElement(CoveredTableCell())
                else:
                    line.addElement(_ods_cell(made, styles, value, begins.get((row, column))))
            page.addElement(line)
        if sheet.ghosts:
            line = TableRow(numberrowsrepeated=sheet.ghosts)
            line.addElement(TableCell(numbercolumnsrepeated=width))
            page.addElement(line)
        made.spreadsheet.addElement(page)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def _ods_cell(
    made: OpenDocumentSpreadsheet, styles: dict[str, Style], value: Value, span: tuple[int, int, int, int] | None
) -> TableCell:
    plain, shown = _format_of(value)
    attributes: dict[str, object] = {}
    if span:
        top, left, bottom, right = span
        attributes = {"numberrowsspanned": bottom - top + 1, "numbercolumnsspanned": right - left + 1}
    match plain:
        case None:
            return TableCell(**attributes)
        case date():
            attributes |= {"valuetype": "date", "datevalue": plain.isoformat()}
        case int() | float():
            kind = "percentage" if "%" in shown else "float"
            attributes |= {"valuetype": kind, "value": repr(plain)}
        case _:
            attributes |= {"valuetype": "string"}
    if shown != "General":
        attributes["stylename"] = _ods_style(made, styles, shown)
    cell = TableCell(**attributes)
    for line in str(plain).split("\n"):
        cell.addElement(P(text=line))
    return cell


def _ods_style(made: OpenDocumentSpreadsheet, styles: dict[str, Style], shown: str) -> Style:
    """The cell style of a date, of a percentage, or of a figure with a literal unit."""
    if shown not in styles:
        name = f"n{len(styles)}"
        if "y" in shown:
            format = DateStyle(name=name)
            for part in (Year(style="long"), Text(text="-"), Month(style="long"), Text(text="-"), Day(style="long")):
                format.addElement(part)
        elif "%" in shown:
            format = PercentageStyle(name=name)
            format.addElement(Number(decimalplaces=0, minintegerdigits=1))
            format.addElement(Text(text="%"))
        else:
            format = NumberStyle(name=name)
            format.addElement(Number(decimalplaces=2, minintegerdigits=1))
            format.addElement(Text(text=shown.partition('"')[2].rstrip('"')))
        made.automaticstyles.addElement(format)
        styles[shown] = Style(name=f"c{name}", family="table-cell", datastylename=name)
        made.automaticstyles.addElement(styles[shown])
    return styles[shown]


# -- .csv and .txt


def _csv(book: Book) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=book.options.get("delimiter", ","))
    writer.writerows(["" if value is None else str(value) for value in row] for row in book.sheets[0].rows)
    return out.getvalue().encode(book.options.get("encoding", "utf-8"))


_WRITERS: dict[str, Callable[[Book], bytes]] = {"xlsx": _xlsx, "xlsm": _xlsm, "xls": _xls, "ods": _ods, "csv": _csv}
