"""What the plain sums of a filled form come to, for those who look at it where nothing is worked out: on a telephone, or
in Excel's protected view."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from fenyang_desktop.domain.amounts import format_decimal
from fenyang_desktop.exchange.formula_values import Values

_SUM = re.compile(r"=(?:SUM\(|SUBTOTAL\((?:9|109),)(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)\)")


def sums_of(sheet: Worksheet) -> Values:
    """By cell the result of each SUM or SUBTOTAL over one range that holds no formula itself."""
    found: dict[str, tuple[str, str]] = {}
    for cell in sheet._cells.values():
        if cell.data_type == "f" and isinstance(cell.value, str) and (match := _SUM.fullmatch(cell.value)):
            total = _total(sheet, match[1].replace("$", ""))
            if total is not None:
                found[cell.coordinate] = "n", format_decimal(total)
    return found


def _total(sheet: Worksheet, cells: str) -> Decimal | None:
    left, top, right, bottom = range_boundaries(cells)
    total = Decimal(0)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            cell = sheet._cells.get((row, column))
            if cell is None or cell.value is None or cell.data_type == "s":
                continue
            figure = _figure(cell)
            if figure is None:
                return None
            total += figure
    return total


def _figure(cell: Any) -> Decimal | None:
    """The figure of a cell; None for what isn't known, such as a formula, or is no plain number, such as a date."""
    if cell.data_type != "n":
        return None
    try:
        return Decimal(str(cell.value))
    except InvalidOperation:
        return None
