"""Reading .xls (BIFF 2 to 8), and .et as far as it is one, by xlrd."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import xlrd

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.formats import BUILT_IN, date_tokens, moment
from fenyang_desktop.exchange.outbox import BLANK, MOST_MERGES, Outbox
from fenyang_desktop.exchange.raw import (
    EXCEL_1900,
    EXCEL_1904,
    Fault,
    Merge,
    Raw,
    checked_text,
    exact,
    struck_text,
    wholly_struck,
)
from fenyang_desktop.exchange.sniffing import ole2_content

_OLDEST_WITH_UNICODE = 80


def read_xls(name: str, data: bytes, outbox: Outbox) -> None:
    """Send on the worksheets in their order; chart and macro sheets are left out.

    Raises UserError `file_broken`, `file_encrypted`, `file_not_sheet` and `sheet_too_big`.
    """
    with open(os.devnull, "w", encoding="utf-8") as silent:
        try:
            book = _opened(data, silent)
            for place in range(book.nsheets):
                _Sheet(book, book.sheet_by_index(place), outbox).send()
                book.unload_sheet(place)
        except (UserError, MemoryError):
            raise
        except Exception as fault:  # whatever comes to a parser's mind that trusts its bytes
            raise _fault(name, data, fault) from fault


def _opened(data: bytes, log: Any) -> Any:
    options: dict[str, Any] = {"file_contents": data, "formatting_info": True, "ragged_rows": True, "on_demand": True}
    book = xlrd.open_workbook(logfile=log, **options)
    if book.codepage is None and book.biff_version < _OLDEST_WITH_UNICODE:
        # Without a code page xlrd takes Latin-1; what reaches this office so is Chinese.
        book = xlrd.open_workbook(logfile=log, encoding_override="gb18030", **options)
    return book


def _fault(name: str, data: bytes, fault: Exception) -> UserError:
    words = str(fault).lower()
    if "encrypted" in words or "password" in words:
        return UserError("file_encrypted", file=name)
    if "can't find workbook" in words:
        return UserError("file_not_sheet", file=name, found=ole2_content(data))
    return UserError("file_broken", file=name, reason=f"旧版工作簿内容有误：{type(fault).__name__}")


class _Sheet:
    def __init__(self, book: Any, sheet: Any, outbox: Outbox) -> None:
        self._sheet, self._outbox = sheet, outbox
        self._day_zero: date = EXCEL_1904 if book.datemode else EXCEL_1900
        self._formats = [_format(book, xf.format_key) for xf in book.xf_list]
        self._struck_fonts = frozenset(font.font_index for font in book.font_list if font.struck_out)
        self._struck = frozenset(xf.xf_index for xf in book.xf_list if xf.font_index in self._struck_fonts)

    def send(self) -> None:
        sheet = self._sheet
        self._outbox.begin(sheet.name, self._day_zero, hidden=bool(sheet.visibility))
        for number in range(sheet.nrows):
            columns, places = [], []
            for column, place in self._row(number):
                columns.append(column + 1)
                places.append(place)
            self._outbox.row(number + 1, columns, places)
        merges = [Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
        if len(merges) > MOST_MERGES:
            raise self._outbox.too_big("表尾", "合并区域", MOST_MERGES)
        hidden_rows = sorted(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
        hidden_columns = sorted(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
        self._outbox.end(merges, hidden_rows, hidden_columns)

    def _row(self, number: int) -> Iterator[tuple[int, int]]:
        """Column and place of each filled cell."""
        kinds, values = self._sheet.row_types(number), self._sheet.row_values(number)
        known = self._outbox.known
        for column, kind in enumerate(kinds):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            is_number = kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE)
            style = self._sheet.cell_xf_index(number, column) if is_number or self._struck else 0
            runs = self._runs(number, column) if self._struck_fonts and not is_number else ()
            key = (kind, values[column], style, *runs)
            place = known.get(key)
            if place is None:
                raw = self._raw(kind, values[column], style)
                place = self._outbox.add(key, self._with_strike(raw, style, runs) if self._struck_fonts else raw)
            if place != BLANK:
                yield column, place

    def _runs(self, row: int, column: int) -> Sequence[tuple[int, int]]:
        """Where in a text another font begins, and which."""
        found: Sequence[tuple[int, int]] = self._sheet.rich_text_runlist_map.get((row, column), ())
        return found

    def _with_strike(self, raw: Raw, style: int, runs: Sequence[tuple[int, int]]) -> Raw:
        """What a cell says once what is struck through in it is told from the rest."""
        is_struck = style in self._struck
        if not runs or not isinstance(raw, str):
            return wholly_struck(raw) or raw if is_struck else raw
        begins = [0, *(begin for begin, _ in runs), len(raw)]
        fonts = [is_struck, *(font in self._struck_fonts for _, font in runs)]
        return struck_text((raw[a:b], struck) for (a, b), struck in zip(pairwise(begins), fonts, strict=True))

    def _raw(self, kind: int, value: Any, style: int) -> Raw:
        match kind:
            case xlrd.XL_CELL_TEXT:
                return checked_text(value)
            case xlrd.XL_CELL_BOOLEAN:
                return "TRUE" if value else "FALSE"
            case xlrd.XL_CELL_ERROR:
                return Fault("cell_error", xlrd.error_text_from_code.get(value, "#ERR!"))
        format = self._formats[style] if style < len(self._formats) else "General"
        if date_tokens(format):
            return moment(value, format, self._day_zero)
        return exact(value, format)


def _format(book: Any, key: int) -> str:
    found = book.format_map.get(key)
    return (found.format_str if found else None) or BUILT_IN.get(key, "General")
