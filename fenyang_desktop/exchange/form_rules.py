"""What refers to the rows of a sheet without being a cell: rules, names, print set-up, tables, pictures and charts."""

from collections.abc import Callable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.print_settings import PrintArea
from openpyxl.worksheet.worksheet import Worksheet

from fenyang_desktop.exchange.row_moves import RowMoves, Rows

_REFERENCES = ("numRef", "strRef", "multiLvlStrRef")
_OF_SERIES = ("tx", "cat", "val", "xVal", "yVal", "bubbleSize")


def move_rules(book: Workbook, moves: RowMoves) -> None:
    """Move all of it along with the rows."""
    for sheet in book.worksheets:
        on_it = sheet.title == moves.sheet
        _move_validations(sheet, moves, on_it=on_it)
        _move_formats(sheet, moves, on_it=on_it)
        _move_names(sheet, moves)
    for chart in (one for sheet in (*book.worksheets, *book.chartsheets) for one in sheet._charts):
        _move_chart(chart, moves)
    _move_names(book, moves)
    sheet = book[moves.sheet]
    _move_print(sheet, moves)
    _move_lists(sheet, moves)
    for one in (*sheet._images, *sheet._charts):
        _move_anchor(one.anchor, moves)


def _moved(cells: MultiCellRange, rows: Callable[[int, int], Rows | None]) -> list[str]:
    """Ranges with other rows, without those that have none afterwards."""
    found = []
    for one in cells.ranges:
        if (span := rows(one.min_row, one.max_row)) is not None:
            top, bottom = span
            found.append(CellRange(min_col=one.min_col, max_col=one.max_col, min_row=top, max_row=bottom).coord)
    return list(dict.fromkeys(found))


def _formula(text: object, moves: RowMoves, *, on_it: bool) -> object:
    return moves.formula(text, on_it=on_it) if isinstance(text, str) and text else text


def _move_validations(sheet: Worksheet, moves: RowMoves, *, on_it: bool) -> None:
    kept = []
    for rule in sheet.data_validations.dataValidation:
        rule.formula1, rule.formula2 = (_formula(one, moves, on_it=on_it) for one in (rule.formula1, rule.formula2))
        if on_it:
            rule.sqref = MultiCellRange(_moved(rule.sqref, moves.look_of))
        if rule.sqref.ranges:
            kept.append(rule)
    sheet.data_validations.dataValidation = kept


def _move_formats(sheet: Worksheet, moves: RowMoves, *, on_it: bool) -> None:
    found = ConditionalFormattingList()
    for formatting in sheet.conditional_formatting:
        ranges = _moved(formatting.sqref, moves.look_of) if on_it else [one.coord for one in formatting.sqref.ranges]
        for rule in formatting.rules if ranges else ():
            rule.formula = [_formula(one, moves, on_it=on_it) for one in rule.formula]
            for scale in filter(None, (rule.colorScale, rule.dataBar, rule.iconSet)):
                for limit in (one for one in scale.cfvo if one.type == "formula"):
                    limit.val = _formula(limit.val, moves, on_it=on_it)
            found.add(" ".join(ranges), rule)
    sheet.conditional_formatting = found


def _move_names(holder: Any, moves: RowMoves) -> None:
    for name in holder.defined_names.values():
        name.attr_text = _formula(name.attr_text, moves, on_it=False)


def _move_print(sheet: Worksheet, moves: RowMoves) -> None:
    if sheet._print_area.ranges:
        sheet._print_area = PrintArea(_moved(sheet._print_area, moves.span), sheet.title)
    rows = sheet._print_rows
    if rows is not None:
        rows.min_row, rows.max_row = moves.row(rows.min_row), moves.row(rows.max_row)
    kept = [one for one in sheet.row_breaks.brk if not moves.end < one.id <= moves.last]
    for one in kept:
        one.id = moves.row(one.id) if one.id >= moves.last else one.id
    sheet.row_breaks.brk = kept


def _move_lists(sheet: Worksheet, moves: RowMoves) -> None:
    """The filter and the tables of a sheet."""
    for holder in (sheet.auto_filter, *sheet.tables.values()):
        if holder.ref:
            holder.ref = " ".join(_moved(MultiCellRange([holder.ref]), moves.span))
    for table in sheet.tables.values():
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = " ".join(_moved(MultiCellRange([table.autoFilter.ref]), moves.span))


def _move_anchor(anchor: Any, moves: RowMoves) -> None:
    """Move a picture that stands beneath the data; counted from 0."""
    for name in ("_from", "to"):
        marker = getattr(anchor, name, None)
        if marker is not None and marker.row + 1 > moves.last:
            marker.row = moves.row(marker.row + 1) - 1


def _move_chart(chart: Any, moves: RowMoves) -> None:
    for reference in _references(chart):
        reference.f = _formula(reference.f, moves, on_it=False)


def _references(chart: Any) -> Iterator[Any]:
    """The cells that a chart, or one laid over it, is drawn from."""
    for one in getattr(chart, "_charts", None) or (chart,):  # itself is among them
        for series in getattr(one, "ser", None) or ():
            for part in (getattr(series, name, None) for name in _OF_SERIES):
                yield from (found for name in _REFERENCES if (found := getattr(part, name, None)) is not None)
