"""Writing workbooks and .csv: exact figures, real dates, and headers that reading understands."""

import csv
import errno
import io
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from fenyang_desktop.domain.amounts import format_wanyuan, wanyuan
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import Precision, decode_deadline
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import ID_LABEL, Field, Type
from fenyang_desktop.domain.values import display
from fenyang_desktop.exchange.cells import clean_text
from fenyang_desktop.exchange.delimited import guarded
from fenyang_desktop.exchange.raw import MOST_DIGITS

LONGEST_CELL = 32_767
_ID_WIDTH = 6
_A3 = 8
_HEADER_LINES = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """What to write: the columns after 编号, and per row its id and its stored values in the order of the columns.

    A parent's value is its name.
    """

    title: str
    columns: Sequence[Field]
    rows: Iterable[tuple[int, Sequence[Stored]]]


def export_text(field: Field, value: Stored) -> str:
    """A stored value as an export shows it and as reading gives it back; a parent is given by its name."""
    if value is None:
        return ""
    match field.type:
        case Type.MONEY:
            return format_wanyuan(int(value), thousands=False)
        case Type.PERCENT:
            return f"{display(field, value)}%"
        case Type.PARENT:
            return clean_text(str(value))
        case _:
            return clean_text(display(field, value))


def csv_bytes(sheet: Sheet, step: Callable[[int], None]) -> bytes:
    """The sheet as UTF-8 with a byte order mark. Text that a spreadsheet would run as a formula is guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([ID_LABEL, *(field.header for field in sheet.columns)])
    for done, (id, values) in enumerate(sheet.rows):
        step(done)
        writer.writerow([id, *map(_csv_text, sheet.columns, values)])
    return out.getvalue().encode("utf-8-sig")


def _csv_text(field: Field, value: Stored) -> str:
    text = export_text(field, value)
    return text if field.type in (Type.MONEY, Type.PERCENT, Type.DECIMAL) else guarded(text)


def workbook_bytes(sheet: Sheet, step: Callable[[int], None]) -> bytes:
    """The sheet as .xlsx. Raises UserError `text_too_long` for a text that no cell can hold."""
    import xlsxwriter  # needed only when something is exported

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheet.title})
        page = book.add_worksheet("项目台账")
        formats = Formats(book)
        _write_header(page, sheet.columns, formats)
        last = 0
        for last, (id, values) in enumerate(sheet.rows, start=1):
            step(last)
            page.write_number(last, 0, id, formats.of())
            for number, (field, value) in enumerate(zip(sheet.columns, values, strict=True), start=1):
                if value is not None:
                    check_length(id, field, value)
                    write_cell(page, last, number, field, value, formats)
        page.autofilter(0, 0, max(last, 1), len(sheet.columns))
        _set_up_print(page)
    return out.getvalue()


class Formats:
    """Cell formats, each made once: a workbook holds only so many."""

    def __init__(self, book: Any, **base: object) -> None:
        """`base` are properties that all of them have, unless they say otherwise."""
        self._book, self._base = book, {"valign": "top", **base}
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**self._base, **properties})
        return self._made[key]

    def number(self, value: Decimal, *, percent: bool = False, least: int = 0, **properties: object) -> Any:
        """Thousands separators, and just the decimals that the figure has, or the `least` that its cell shows."""
        places = max(least, -int(value.normalize().as_tuple().exponent))
        pattern = "0" if percent else "#,##0"
        if places:
            pattern += "." + "0" * places
        return self.of(num_format=pattern + ("%" if percent else ""), **properties)


def _write_header(page: Any, columns: Sequence[Field], formats: Formats) -> None:
    style = formats.of(bold=True, text_wrap=True, align="center", valign="vcenter", bg_color="#E7ECF2", bottom=1)
    page.write_string(0, 0, ID_LABEL, style)
    page.set_column(0, 0, _ID_WIDTH)
    for number, field in enumerate(columns, start=1):
        page.write_string(0, number, field.header, style)
        half = -(-_shown_width(field.header) // _HEADER_LINES)
        page.set_column(number, number, max(field.width, half + 2))
    page.set_row(0, 32)
    page.freeze_panes(1, 0)


def _shown_width(text: str) -> int:
    """A Chinese character is as wide as two digits."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def write_cell(
    page: Any,
    row: int,
    column: int,
    field: Field,
    value: Stored,
    formats: Formats,
    *,
    least: int = 0,
    **style: object,
) -> None:
    """Write a value that is given as what it is: a figure (with `least` decimals at least), a day, or a text."""
    figure = _figure(field, value)
    day = _day(field, value)
    if figure is not None:
        percent = field.type is Type.PERCENT
        shown = figure * 100 if percent else figure
        page.write_number(row, column, float(figure), formats.number(shown, percent=percent, least=least, **style))
    elif day is not None:
        page.write_datetime(row, column, day, formats.of(num_format="yyyy-mm-dd", align="left", **style))
    else:
        text = export_text(field, value)
        wraps = field.type in (Type.LONG_TEXT, Type.TEXT, Type.LIST)
        page.write_string(row, column, text, formats.of(text_wrap=wraps, **style))


def check_length(id: int, field: Field, value: Stored) -> None:
    """Raises UserError `text_too_long` for a text that no cell can hold."""
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise UserError("text_too_long", id=id, field=field.label, length=len(value), limit=LONGEST_CELL)


def _figure(field: Field, value: Stored) -> Decimal | None:
    """The figure to write as a number: None where there is none, or where a number cell would lose digits of it."""
    match field.type:
        case Type.MONEY:
            figure = wanyuan(int(value or 0))
        case Type.PERCENT:
            figure = Decimal(int(value or 0)).scaleb(-4)
        case Type.DECIMAL:
            figure = Decimal(str(value))
        case _:
            return None
    fits = len(figure.normalize().as_tuple().digits) <= MOST_DIGITS and abs(figure) < 10**MOST_DIGITS
    return figure if fits else None


def _day(field: Field, value: Stored) -> date | None:
    if field.type is not Type.DEADLINE:
        return None
    deadline = decode_deadline(str(value))
    return deadline.date if deadline.precision is Precision.DAY else None


def _set_up_print(page: Any) -> None:
    page.set_paper(_A3)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C第 &P 页 共 &N 页")


def save_bytes(path: Path, data: bytes) -> None:
    """Write a file that appears only when it is whole; one held open by another program is left as it was.

    Raises UserError `folder_missing`, `file_not_writable` or `disk_full`.
    """
    if not path.parent.is_dir():
        raise UserError("folder_missing", folder=path.parent)
    partial = path.with_name(f"~{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        code = "disk_full" if error.errno == errno.ENOSPC else "file_not_writable"
        raise UserError(code, file=path.name) from error
    finally:
        partial.unlink(missing_ok=True)
