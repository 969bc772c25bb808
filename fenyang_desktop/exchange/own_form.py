"""Filling the office's own form (自备表样): its data rows are written anew, everything else stays as it looks.

A form is an .xlsx. The first of its data rows is the pattern: every row gets its formats, its height and its formulas.
Rows that are too many go, rows that are missing come, and what stands beneath moves along with all that refers to it.
"""

import io
import math
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from fenyang_desktop.domain.amounts import format_decimal
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.archive import is_ods, open_archive
from fenyang_desktop.exchange.cells import clean_text
from fenyang_desktop.exchange.form_pictures import keep_pictures, lost_in
from fenyang_desktop.exchange.form_rules import move_rules
from fenyang_desktop.exchange.form_sums import sums_of
from fenyang_desktop.exchange.formula_values import with_formula_values
from fenyang_desktop.exchange.raw import MOST_DIGITS
from fenyang_desktop.exchange.row_moves import RowMoves
from fenyang_desktop.exchange.sniffing import Content, sniff

LONGEST_CELL = 32_767
_TALLEST = 409.0  # points; Excel's own limit
_WIDTH = 8.43  # digits in a column of the usual width
_LINE = 1.35  # the height of a line, of the height of its letters
_MACROS = ("xl/vbaProject.bin",)


class Percent(NamedTuple):
    """A percentage in points: 62.5 is 62.5%."""

    points: Decimal


Value = str | Decimal | Percent | None


@dataclass(frozen=True, slots=True)
class DataRows:
    """Where a form has its rows of data: the sheet, and the first and last of its sample rows."""

    sheet: str
    first: int
    last: int


class Filled(NamedTuple):
    """A filled form, and what of the form could not be kept, in the office's words."""

    data: bytes
    lost: tuple[str, ...]


class SheetLook(NamedTuple):
    """What reading a sheet's values doesn't tell: its last row that holds or looks like anything, and its formulas."""

    last_row: int
    formulas: frozenset[tuple[int, int]]  # row and column


def look_at_form(name: str, data: bytes) -> dict[str, SheetLook]:
    """The worksheets of a file that is to be a form.

    Raises UserError `form_not_xlsx`, `form_with_macros`, `form_protected`, `form_broken`, or what `sniff` and
    `open_archive` raise.
    """
    book, _ = _loaded(name, data)
    for sheet in book.worksheets:
        if sheet.protection.sheet:
            raise UserError("form_protected", file=name, sheet=sheet.title)
    return {
        sheet.title: SheetLook(
            max((row for row, _ in sheet._cells), default=0),
            frozenset(place for place, cell in sheet._cells.items() if cell.data_type == "f"),
        )
        for sheet in book.worksheets
    }


def _opened(name: str, data: bytes) -> zipfile.ZipFile:
    if sniff(name, data) is not Content.ZIP:
        raise UserError("form_not_xlsx", file=name)
    archive = open_archive(name, data, Progress())
    if is_ods(archive):
        raise UserError("form_not_xlsx", file=name)
    if any(part in archive.namelist() for part in _MACROS):
        raise UserError("form_with_macros", file=name)
    return archive


def _loaded(name: str, data: bytes) -> tuple[Workbook, list[str]]:
    """The workbook with its pictures, and what else it holds that can't be kept.

    Raises UserError `form_broken`, as openpyxl fails in many ways, and what `_opened` does.
    """
    with _opened(name, data) as archive:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what is lost is told by `lost_in`
                book = load_workbook(io.BytesIO(data), rich_text=True)
            lost = lost_in(archive)
            if not keep_pictures(archive, book):
                lost.append("不是 PNG、JPG 的图片")
        except MemoryError:
            raise
        except Exception as error:
            raise UserError("form_broken", file=name) from error
    return book, lost


def fill_form(
    name: str,
    data: bytes,
    place: DataRows,
    rows: Sequence[Mapping[int, Value]],
    texts: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Filled:
    """The form `data` with these rows: by column number what stands there. `texts` replace marks such as {报告期}.

    Raises UserError as `look_at_form` does, `form_sheet_missing`, and `form_text_too_long` for a text that no cell holds.
    """
    progress = progress or Progress()
    book, lost = _loaded(name, data)
    if place.sheet not in book.sheetnames or not isinstance(book[place.sheet], Worksheet):
        raise UserError("form_sheet_missing", file=name, sheet=place.sheet)
    moves = RowMoves(place.sheet, place.first, place.last, max(len(rows), 1))
    sheet = book[place.sheet]
    pattern = _Pattern(sheet, moves)
    _move_cells(sheet, moves)
    _move_formulas(book, moves)
    move_rules(book, moves)
    pattern.write(rows, progress)
    for mark, text in (texts or {}).items():
        _replace(sheet, mark, text)
    _work_out_when_opened(book)
    out = io.BytesIO()
    book.save(out)
    return Filled(with_formula_values(out.getvalue(), {place.sheet: sums_of(sheet)}), tuple(dict.fromkeys(lost)))


def _work_out_when_opened(book: Workbook) -> None:
    """openpyxl keeps no results of formulas: whoever opens the workbook works out all but plain sums."""
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True


def _replace(sheet: Worksheet, mark: str, text: str) -> None:
    for cell in sheet._cells.values():
        if isinstance(cell.value, str) and mark in cell.value and cell.data_type == "s":
            cell._value = cell.value.replace(mark, text)


def _move_cells(sheet: Worksheet, moves: RowMoves) -> None:
    """Let the sample rows below the first go, and move what stands beneath, rows' heights and looks along with it."""
    cells = sheet._cells
    beneath = sorted(key for key in cells if key[0] > moves.last)
    moved = {key: cells.pop(key) for key in beneath}
    for key in [key for key in cells if moves.first < key[0] <= moves.last]:
        del cells[key]
    for (row, column), cell in moved.items():
        cell.row = moves.row(row)
        cells[cell.row, column] = cell
        if link := getattr(cell, "hyperlink", None):
            link.ref = cell.coordinate
    heights = sheet.row_dimensions
    below = {row: heights.pop(row) for row in sorted(heights) if row > moves.last}
    for row in [row for row in heights if moves.first < row <= moves.last]:
        del heights[row]
    for row, height in below.items():
        height.index = moves.row(row)
        heights[height.index] = height


def _move_formulas(book: Workbook, moves: RowMoves) -> None:
    """Write every formula outside the data rows anew, on all sheets."""
    for sheet in book.worksheets:
        on_it = sheet.title == moves.sheet
        for cell in sheet._cells.values():
            if cell.data_type != "f" or (on_it and cell.row == moves.first):
                continue
            if isinstance(cell.value, str):
                cell._value = moves.formula(cell.value, on_it=on_it)
            elif isinstance(cell.value, ArrayFormula):
                formula = cell.value
                formula.text = moves.formula(formula.text or "=", on_it=on_it)
                if on_it:
                    formula.ref = _moved_range(formula.ref, moves)


def _moved_range(coordinates: str, moves: RowMoves) -> str:
    cells = CellRange(coordinates)
    top, bottom = moves.span(cells.min_row, cells.max_row)
    return str(CellRange(min_col=cells.min_col, max_col=cells.max_col, min_row=top, max_row=bottom).coord)


class _Pattern:
    """The first data row of a form, from which all rows are made; taken before anything moves."""

    def __init__(self, sheet: Worksheet, moves: RowMoves) -> None:
        self._sheet, self._moves = sheet, moves
        self._cells = {column: cell for (row, column), cell in sheet._cells.items() if row == moves.first}
        self._formulas = {
            column: cell.value
            for column, cell in self._cells.items()
            if cell.data_type == "f" and isinstance(cell.value, str | ArrayFormula)
        }
        dimension = sheet.row_dimensions.get(moves.first)
        self._height = dimension.ht if dimension else None
        self._dimension = dimension
        ranges = [one for one in sheet.merged_cells.ranges if one.min_row == moves.first == one.max_row]
        self._widths: dict[int, float] = {}
        self._wide = {one.min_col: one.max_col for one in ranges}  # cells that are merged with those beside them
        self._anchors = {column: one.min_col for one in ranges for column in range(one.min_col, one.max_col + 1)}

    def write(self, rows: Sequence[Mapping[int, Value]], progress: Progress) -> None:
        """Write the data rows."""
        rows = [{self._anchors.get(column, column): value for column, value in row.items()} for row in rows or [{}]]
        columns = sorted({column for row in rows for column in row})
        captions = self._captions(columns)
        for column in columns:
            if any(isinstance(row.get(column), str) for row in rows):
                self._wrap(column)
        for offset, row in enumerate(rows):
            if offset % 200 == 0:
                progress.step(offset, len(rows), "正在填写表样")
            self._write_row(offset, row, columns, captions)
        self._merge(columns, captions)

    def _captions(self, columns: Sequence[int]) -> set[int]:
        """The columns whose sample rows are one merged cell that isn't filled: it stands beside all of the data."""
        moves, found = self._moves, set()
        for one in self._sheet.merged_cells.ranges:
            spans = one.min_row <= moves.first and one.max_row >= moves.last and one.max_row > one.min_row
            within = {*range(one.min_col, one.max_col + 1)}
            if spans and not within & set(columns):
                found |= within
        return found

    def _wrap(self, column: int) -> None:
        cell = self._made(self._moves.first, column)
        if not cell.alignment.wrap_text and not cell.alignment.shrink_to_fit:
            alignment = copy(cell.alignment)
            alignment.wrap_text = True
            cell.alignment = alignment
            self._cells[column] = cell

    def _made(self, row: int, column: int) -> Any:
        cell = self._sheet._cells.get((row, column))
        if cell is None or isinstance(cell, MergedCell):
            pattern = self._cells.get(column)
            cell = Cell(self._sheet, row=row, column=column)
            if pattern is not None:
                cell._style = copy(pattern._style)
            self._sheet._cells[row, column] = cell
        return cell

    def _write_row(self, offset: int, values: Mapping[int, Value], columns: Sequence[int], captions: set[int]) -> None:
        row = self._moves.first + offset
        for column in sorted({*self._cells, *columns}):
            if column in captions and offset == 0:
                continue
            cell = self._made(row, column)
            cell._style = copy(self._cells[column]._style) if column in self._cells else cell._style
            if column in columns:
                _put(cell, values.get(column))
            elif formula := self._formulas.get(column):
                cell._value, cell.data_type = self._formula(formula, cell.coordinate, offset), "f"
            else:
                cell._value, cell.data_type = None, "n"
            cell._hyperlink = None
        self._set_height(row, values)

    def _formula(self, formula: str | ArrayFormula, cell: str, offset: int) -> str | ArrayFormula:
        if isinstance(formula, str):
            return self._moves.formula_in_row(formula, offset)
        return ArrayFormula(cell, self._moves.formula_in_row(formula.text or "=", offset))

    def _set_height(self, row: int, values: Mapping[int, Value]) -> None:
        """The height of the first row, or more where its texts need it; where the form leaves it to the program that
        opens it, it does so for all but texts in merged cells, which no program measures."""
        merged = any(isinstance(text, str) and column in self._wide for column, text in values.items())
        if self._dimension is not None:
            own = self._sheet.row_dimensions[row]
            own.hidden, own.outlineLevel = self._dimension.hidden, self._dimension.outlineLevel
            own._style = copy(self._dimension._style)
        if self._height is None and not merged:
            return
        usual = self._height or self._sheet.sheet_format.defaultRowHeight or 15.0
        needed = max((self._needed(column, value) for column, value in values.items()), default=0.0)
        if self._height is not None or needed > usual:
            self._sheet.row_dimensions[row].height = min(max(usual, needed), _TALLEST)

    def _needed(self, column: int, value: Value) -> float:
        """The height that a text needs in its column."""
        if not isinstance(value, str):
            return 0.0
        if column not in self._widths:
            beside = range(column, self._wide.get(column, column) + 1)
            self._widths[column] = sum(_width(self._sheet, one) for one in beside)
        room = self._widths[column] - 1
        size = float(self._cells[column].font.sz or 11) if column in self._cells else 11.0
        fitting = max(room * 11 / size, 1)
        lines = sum(max(math.ceil(_shown_width(line) / fitting), 1) for line in value.split("\n"))
        return lines * size * _LINE + 2 if lines > 1 else 0.0

    def _merge(self, columns: Sequence[int], captions: set[int]) -> None:
        """The merged cells afterwards: those of the first row in each row, the others where they moved to."""
        sheet, moves = self._sheet, self._moves
        kept = []
        for one in sheet.merged_cells.ranges:
            inside = moves.first <= one.min_row and one.max_row <= moves.last
            is_filled = not {*range(one.min_col, one.max_col + 1)}.isdisjoint(columns)
            if one.min_row == moves.first == one.max_row and one.min_col not in captions:
                kept += [(one, row, row) for row in range(moves.first, moves.end + 1)]
            elif inside and one.min_col not in captions:
                continue
            elif is_filled and one.min_row < moves.first <= one.max_row:
                kept.append((one, one.min_row, moves.first - 1))  # its part above: no value may lie beneath another
            elif is_filled and one.min_row <= moves.last < one.max_row:
                kept.append((one, moves.row(moves.last + 1), moves.row(one.max_row)))
            else:
                kept.append((one, *moves.span(one.min_row, one.max_row)))
        sheet.merged_cells = MultiCellRange(
            [
                CellRange(min_col=one.min_col, max_col=one.max_col, min_row=top, max_row=bottom)
                for one, top, bottom in kept
                if (top, one.min_col) != (bottom, one.max_col)
            ]
        )


def _put(cell: Any, value: Value) -> None:
    """Write a value: figures with just their digits, text never as a formula."""
    match value:
        case None:
            cell._value, cell.data_type = None, "n"
        case Percent(points):
            if "%" in cell.number_format:
                _put(cell, points.scaleb(-2))
            elif 0 < points <= 1:  # it might be read as a fraction of one
                _put(cell, f"{format_decimal(points)}%")
            else:
                _put(cell, points)
        case Decimal():
            digits = format_decimal(value)
            if len(value.normalize().as_tuple().digits) > MOST_DIGITS or abs(value) >= 10**MOST_DIGITS:
                _put(cell, digits)  # a number would lose some
            else:
                cell._value, cell.data_type = digits, "n"  # as text: openpyxl would write a float's sixteenth digit
        case _:
            text = clean_text(value)
            if len(text) > LONGEST_CELL:
                raise UserError("form_text_too_long", cell=cell.coordinate, length=len(text), limit=LONGEST_CELL)
            cell._value, cell.data_type = text or None, "s" if text else "n"


def _shown_width(text: str) -> int:
    """A Chinese character is as wide as two digits."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _width(sheet: Worksheet, column: int) -> float:
    """The width of a column in digits; one dimension may be of several columns."""
    for dimension in sheet.column_dimensions.values():
        if (dimension.min or 0) <= column <= (dimension.max or 0) and dimension.width:
            return 0.0 if dimension.hidden else float(dimension.width)
    own = sheet.column_dimensions.get(get_column_letter(column))
    return float(own.width if own and own.width else sheet.sheet_format.defaultColWidth or _WIDTH)
