"""Reading .xlsx and .xlsm: values by openpyxl, and a look of our own at what it doesn't tell."""

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.archive import open_archive
from fenyang_desktop.exchange.raw import EXCEL_1900, EXCEL_1904, Cells, Fault, Merge, Raw, RawSheet, exact

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# Built-in formats that a Chinese Excel shows as dates; openpyxl knows only those that are dates everywhere.
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 30, 31, 51, 53, 54, 58), "yyyy-m-d"),
}
# What openpyxl raises on workbooks that break the rules; it has no exception of its own for them.
_DAMAGE = (
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    OSError,
    EOFError,
    ElementTree.ParseError,
    zipfile.BadZipFile,
)


@dataclass(frozen=True, slots=True)
class _Extras:
    """What our own look finds: formulas that nobody calculated, and merged ranges."""

    uncalculated: frozenset[str]
    merges: tuple[Merge, ...]


def read_workbook(name: str, data: bytes, progress: Progress) -> list[RawSheet]:
    """The sheets of a workbook, in order, with all their rows; chart sheets are left out.

    Raises UserError `file_broken` and what `open_archive` raises.
    """
    import openpyxl  # slow to import: the window starts without it

    with open_archive(name, data, progress) as archive:
        parts = _sheet_parts(name, archive)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells what it will not write back; we write nothing back
                book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
                day_zero = EXCEL_1904 if book.epoch.year == 1904 else EXCEL_1900
                sheets = [
                    _sheet(sheet, _look(archive, parts[sheet.title]), day_zero, progress) for sheet in book.worksheets
                ]
                book.close()
        except _DAMAGE as error:
            raise UserError("file_broken", file=name, reason=f"工作簿内容有误：{type(error).__name__}") from error
    return sheets


def _sheet_parts(name: str, archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part. A part that is missing makes the file broken: openpyxl would pass over it in silence."""
    try:
        book = _target(archive, "_rels/.rels", "", lambda kind, id: kind.endswith("/officeDocument"))
        content = archive.read(book)
        if _STRICT in content:
            raise UserError("file_not_sheet", file=name, found="“严格开放 XML”工作簿")
        relations = posixpath.join(posixpath.dirname(book), "_rels", posixpath.basename(book) + ".rels")
        parts = {}
        for sheet in ElementTree.fromstring(content).iter(f"{_MAIN}sheet"):
            wanted = sheet.attrib[f"{_OFFICE}id"]
            part = _target(archive, relations, posixpath.dirname(book), lambda kind, id, w=wanted: id == w)
            archive.getinfo(part)
            parts[sheet.attrib["name"]] = part
        return parts
    except (KeyError, ElementTree.ParseError):
        raise UserError("file_broken", file=name, reason="缺少工作表或目录部件") from None


def _target(archive: zipfile.ZipFile, relations: str, folder: str, wanted: Any) -> str:
    for relation in ElementTree.fromstring(archive.read(relations)).iter(_RELATION):
        if wanted(relation.attrib["Type"], relation.attrib["Id"]):
            target = relation.attrib["Target"]
            return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    raise KeyError(relations)


def _look(archive: zipfile.ZipFile, part: str) -> _Extras:
    content = archive.read(part)
    uncalculated: set[str] = set()
    if b"<f" in content or b":f" in content:
        for _, element in ElementTree.iterparse(io.BytesIO(content)):
            if element.tag == f"{_MAIN}c":
                if element.find(f"{_MAIN}f") is not None and not _has_value(element):
                    uncalculated.add(element.attrib["r"])
                element.clear()
            elif element.tag == f"{_MAIN}row":
                element.clear()
    merges = (
        Merge(int(m[2]), _number(m[1].decode()), int(m[4]), _number(m[3].decode())) for m in _MERGE.finditer(content)
    )
    return _Extras(frozenset(uncalculated), tuple(merges))


def _has_value(cell: ElementTree.Element) -> bool:
    """Whether a formula was calculated; an empty text is a result too."""
    value = cell.find(f"{_MAIN}v")
    return value is not None and (bool(value.text) or cell.get("t") == "str")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _sheet(sheet: Any, extras: _Extras, day_zero: date, progress: Progress) -> RawSheet:
    sheet.reset_dimensions()  # the declared size is often wrong
    rows = list(_rows(sheet, extras.uncalculated, day_zero, progress))
    return RawSheet(sheet.title, rows, day_zero, extras.merges, sheet.sheet_state != "visible")


def _rows(sheet: Any, uncalculated: frozenset[str], day_zero: date, progress: Progress) -> Iterator[tuple[int, Cells]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number % 1000 == 1:
            progress.step(number, 0, f"正在读取工作表“{sheet.title}”第 {number} 行")
        cells: Cells = {}
        for cell in row:
            value = cell.value
            if value is not None:
                cells[cell.column] = _raw(cell, value, day_zero)
            elif uncalculated and getattr(cell, "coordinate", None) in uncalculated:
                cells[cell.column] = Fault("cell_formula")
        if cells:
            yield number, cells


def _raw(cell: Any, value: object, day_zero: date) -> Raw:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() if cell.style_array.numFmtId in _CHINESE_DATES:
            return _moment(datetime.combine(day_zero, time()) + timedelta(days=value), _format(cell))
        case int() | float():
            return exact(value, cell.number_format)
        case datetime():
            return _moment(value, _format(cell))
        case time():
            return value
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (a sheet's date has no zone)
        case timedelta():
            return str(value)
        case _:
            return Fault("cell_error", str(value)) if cell.data_type == "e" else str(value)


def _format(cell: Any) -> str:
    return _CHINESE_DATES.get(cell.style_array.numFmtId) or str(cell.number_format)


def _moment(value: datetime, format: str) -> Raw:
    """A date that the sheet shows without its day (2023年10月, stored as its first) means that month."""
    tokens = _LITERAL.sub("", format).lower()
    if value.day == 1 and value.time() == time() and "d" not in tokens and "y" in tokens and "m" in tokens:
        return f"{value.year}年{value.month}月"
    return value
