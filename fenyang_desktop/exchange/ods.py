"""Reading .ods: one pass over its content, as `xlsx_sheet.py` does and for the same reasons."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.archive import chunks
from fenyang_desktop.exchange.formats import date_tokens, dated
from fenyang_desktop.exchange.ods_styles import Styles
from fenyang_desktop.exchange.outbox import MOST_MERGES, Outbox
from fenyang_desktop.exchange.raw import EXCEL_1900, Fault, Merge, Raw, checked_text, exact, struck_text, wholly_struck
from fenyang_desktop.exchange.xml_events import BadXml, by_local_name, local, parse

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_LONGEST_TEXT = 1_000_000
_ERROR = re.compile(r"#(REF|DIV/0|VALUE|NAME|N/A|NUM|NULL)[!?]?|(Err|错误)[:：]\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DURATION = re.compile(r"(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,]\d*)?S)?")
_BREAKS = {"tab": "\t", "line-break": "\n"}


def read_ods(archive: zipfile.ZipFile, outbox: Outbox) -> None:
    """Send on the sheets of a checked archive in their order. Raises UserError as `read_xlsx`, and `file_encrypted`."""
    try:
        _refuse_encrypted(archive, outbox)
        styles = Styles()
        if "styles.xml" in archive.namelist():
            _parse_styles(archive, styles)
        content = _Content(styles, outbox)
        parse(chunks(archive, "content.xml"), content.start, content.end, content.text)
    except BadXml as fault:
        raise outbox.broken(f"的 XML 有误：{fault}") from None


def _refuse_encrypted(archive: zipfile.ZipFile, outbox: Outbox) -> None:
    if "META-INF/manifest.xml" not in archive.namelist():
        return

    def start(name: str, _: dict[str, str]) -> None:
        if local(name) in ("encryption-data", "encrypted-key"):
            raise UserError("file_encrypted", file=outbox.file)

    parse(chunks(archive, "META-INF/manifest.xml"), start)


def _parse_styles(archive: zipfile.ZipFile, styles: Styles) -> None:
    parse(
        chunks(archive, "styles.xml"),
        lambda name, attributes: styles.start(local(name), by_local_name(attributes)),
        lambda name: styles.end(local(name)),
        styles.text,
    )


class _Content:
    """Handles `content.xml`: styles first, then a table after another."""

    def __init__(self, styles: Styles, outbox: Outbox) -> None:
        self._styles, self._outbox = styles, outbox
        self._depth = 0  # of tables: one within a cell or a drawing is not a sheet
        self._day_zero = EXCEL_1900
        self._table: _Table | None = None
        self._silent = 0  # depth within notes and drawings, whose text is not the cell's

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element, known = local(name), by_local_name(attributes)
        if element == "null-date":
            self._day_zero = date.fromisoformat(known.get("date-value", "1899-12-30"))
        if element == "table" and not self._silent and ":table:" in name:
            self._depth += 1
            if self._depth == 1:
                self._begin_table(known)
        elif self._table is None:
            self._styles.start(element, known)
        elif self._silent or element in ("annotation", "shapes", "frame", "custom-shape", "tracked-changes"):
            self._silent += 1
        elif self._depth == 1:
            self._table.start(element, known)

    def end(self, name: str) -> None:
        element = local(name)
        if self._silent:
            self._silent -= 1
        elif element == "table" and ":table:" in name:
            self._depth -= 1
            if self._depth == 0 and self._table is not None:
                self._table.finish()
                self._table = None
        elif self._table is None:
            self._styles.end(element)
        elif self._depth == 1:
            self._table.end(element)

    def text(self, data: str) -> None:
        if self._table is None:
            self._styles.text(data)
        elif self._depth == 1 and not self._silent:
            self._table.text(data)

    def _begin_table(self, attributes: dict[str, str]) -> None:
        hidden = attributes.get("style-name", "") in self._styles.hidden_tables
        self._outbox.begin(attributes.get("name", ""), self._day_zero, hidden=hidden)
        self._table = _Table(self._styles, self._outbox)


class _Table:
    """One sheet: its columns, then its rows, each of which may stand for many."""

    def __init__(self, styles: Styles, outbox: Outbox) -> None:
        self._styles, self._outbox = styles, outbox
        self._column_styles: list[tuple[int, str]] = []  # last column, style
        self._columns = 0
        self._row, self._column, self._row_repeat = 0, 0, 1
        self._row_style = ""
        self._cells: list[tuple[int, Raw]] = []
        self._merges: list[Merge] = []
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[int] = []
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._length = 0
        self._in_paragraph = False
        self._marks_strike = styles.has_strike()
        self._spans: list[bool | None] = []  # of the spans round the text that is read, whether they are struck
        self._pieces: list[tuple[str, bool | None]] = []

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "table-column":
            self._take_column(attributes)
        elif element == "table-row":
            self._begin_row(attributes)
        elif element in ("table-cell", "covered-table-cell"):
            self._begin_cell(attributes, covered=element == "covered-table-cell")
        elif self._cell is None:
            return
        elif element == "p":
            if self._paragraphs:
                self._pieces.append(("\n", None))
            self._paragraphs.append("")
            self._in_paragraph = True
        elif element == "s":
            count = attributes.get("c", "1")
            self.text(" " * min(int(count) if count.isdecimal() else 1, 1000))
        elif element == "span":
            self._spans.append(self._styles.is_struck(attributes.get("style-name", ""), of_words=True))
        elif element in _BREAKS:
            self.text(_BREAKS[element])

    def end(self, element: str) -> None:
        if element == "p":
            self._in_paragraph = False
        elif element == "span" and self._spans:
            self._spans.pop()
        elif element in ("table-cell", "covered-table-cell"):
            self._finish_cell()
        elif element == "table-row":
            self._finish_row()

    def text(self, data: str) -> None:
        if self._in_paragraph:
            self._paragraphs[-1] += data
            if self._marks_strike:
                struck = [one for one in self._spans if one is not None]
                self._pieces.append((data, struck[-1] if struck else None))
            self._length += len(data)
            if self._length > _LONGEST_TEXT:
                raise self._outbox.broken(f"第 {self._row} 行有过长的文字")

    def finish(self) -> None:
        self._outbox.end(self._merges, self._hidden_rows, self._hidden_columns)

    # -- columns and rows

    def _take_column(self, attributes: dict[str, str]) -> None:
        first, count = self._columns + 1, _count(attributes.get("number-columns-repeated"))
        self._columns = min(self._columns + count, LAST_COLUMN)
        self._column_styles.append((self._columns, attributes.get("default-cell-style-name", "")))
        if attributes.get("visibility", "visible") != "visible":
            self._hidden_columns += range(first, self._columns + 1)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row += self._row_repeat if self._row else 1
        self._row_repeat = _count(attributes.get("number-rows-repeated"))
        self._row_style = attributes.get("default-cell-style-name", "")
        self._column, self._cells = 0, []
        if attributes.get("visibility", "visible") != "visible":
            self._hidden_rows += range(self._row, min(self._row + self._row_repeat, LAST_ROW + 1))

    def _finish_row(self) -> None:
        if not self._cells:
            return
        if self._row + self._row_repeat - 1 > LAST_ROW:
            raise self._outbox.broken("有超出范围的行")
        columns = [column for column, _ in self._cells]
        for row in range(self._row, self._row + self._row_repeat):
            self._outbox.row(row, columns, [self._outbox.place(raw) for _, raw in self._cells])

    # -- cells

    def _begin_cell(self, attributes: dict[str, str], *, covered: bool) -> None:
        self._cell = {} if covered else attributes
        self._paragraphs, self._length = [], 0
        self._spans, self._pieces = [], []
        self._repeat = _count(attributes.get("number-columns-repeated"))

    def _finish_cell(self) -> None:
        assert self._cell is not None
        attributes, self._cell = self._cell, None
        first = self._column + 1
        self._column += self._repeat
        raw = self._raw(attributes, first)
        if self._marks_strike:
            raw = self._with_strike(raw, attributes, first)
        if raw is not None and raw != "":
            if self._column > LAST_COLUMN:
                raise self._outbox.broken("有超出范围的列")
            self._cells += [(column, raw) for column in range(first, self._column + 1)]
        self._note_merge(attributes, first)

    def _with_strike(self, raw: Raw | None, attributes: dict[str, str], column: int) -> Raw | None:
        """What a cell says once what is struck through in it is told from the rest."""
        is_struck = bool(self._styles.is_struck(self._style(attributes, column)))
        if isinstance(raw, str) and any(struck is not None for _, struck in self._pieces):
            return struck_text((text, is_struck if struck is None else struck) for text, struck in self._pieces)
        return wholly_struck(raw) if is_struck else raw

    def _note_merge(self, attributes: dict[str, str], column: int) -> None:
        across, down = (_count(attributes.get(f"number-{way}-spanned")) for way in ("columns", "rows"))
        if across > 1 or down > 1:
            self._merges.append(Merge(self._row, column, self._row + down - 1, column + across - 1))
            if len(self._merges) > MOST_MERGES:
                raise self._outbox.too_big(f"第 {self._row} 行", "合并区域", MOST_MERGES)

    def _raw(self, attributes: dict[str, str], column: int) -> Raw | None:
        kind, text = attributes.get("value-type", ""), "\n".join(self._paragraphs)
        has_formula = "formula" in attributes
        if kind == "error" or (has_formula and _ERROR.fullmatch(text.strip())):
            return Fault("cell_error", text.strip())
        if not kind:
            return Fault("cell_formula") if has_formula else (checked_text(text) if text else None)
        read = _READERS.get(kind)
        if read is None:
            return checked_text(attributes.get("string-value", text))
        return read(attributes, self._format(attributes, column))

    def _format(self, attributes: dict[str, str], column: int) -> str:
        return self._styles.format(self._style(attributes, column))

    def _style(self, attributes: dict[str, str], column: int) -> str:
        style = attributes.get("style-name") or self._row_style
        if not style:
            style = next((style for last, style in self._column_styles if column <= last), "")
        return style


def _count(text: str | None) -> int:
    """How often something repeats; never less than once."""
    return max(1, min(int(text), 1 << 24)) if text and text.isdecimal() else 1


def _number(attributes: dict[str, str], format: str) -> Raw:
    text = attributes.get("value", "")
    if not _NUMBER.fullmatch(text):
        return Fault("cell_error", text[:40])
    if date_tokens(format):
        format = "General"  # shown as a date, but it says itself that it is a number
    return exact(int(text) if text.lstrip("+-").isdecimal() and len(text) < 400 else float(text), format)


def _percentage(attributes: dict[str, str], format: str) -> Raw:
    return _number(attributes, format if "%" in format else "0%")


def _date(attributes: dict[str, str], format: str) -> Raw:
    text = attributes.get("date-value", "")
    try:
        return dated(datetime.fromisoformat(text).replace(tzinfo=None), date_tokens(format))
    except ValueError:
        return Fault("cell_date", text[:40])


def _time(attributes: dict[str, str], _: str) -> Raw:
    found = _DURATION.fullmatch(attributes.get("time-value", ""))
    if found is None:
        return Fault("cell_date", attributes.get("time-value", "")[:40])
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    since = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found[1] or since >= timedelta(days=1):
        return str(-since if found[1] else since)
    return (datetime.combine(EXCEL_1900, time()) + since).time()


def _boolean(attributes: dict[str, str], _: str) -> Raw:
    return "TRUE" if attributes.get("boolean-value") == "true" else "FALSE"


_READERS: dict[str, Callable[[dict[str, str], str], Raw]] = {
    "float": _number,
    "currency": _number,
    "percentage": _percentage,
    "date": _date,
    "time": _time,
    "boolean": _boolean,
}
