"""Who a sheet says filled it in."""

import re
from collections.abc import Sequence
from itertools import takewhile

from fenyang_desktop.exchange.grid import plain
from fenyang_desktop.exchange.headers import is_sender_label, sender_of
from fenyang_desktop.exchange.raw import Cells, RawSheet

_LONGEST_UNIT = 30
_UNIT = re.compile(
    r"(?:局|委|办|厅|院|所|中心|镇|乡|街道|公司|政府|集团|站|部|会|社|处|区|村|校|学|行|队|司|馆)(?:\(.*\)|（.*）)?$"
)
_SEARCHED = 60  # rows in which 填报单位 is looked for where nobody knows the header


def sender_above(sheet: RawSheet, header: int) -> str:
    """The unit that the nearest line above a header row names as 填报单位, else "". Each table may have a line of its own."""
    above = takewhile(lambda row: row[0] < header, sheet.rows)
    return next((found for _, cells in reversed([*above]) if (found := _sender_in(cells))), "")


def senders_above(sheet: RawSheet, headers: Sequence[int]) -> list[str]:
    """The same of each of many header rows, from top to bottom; the lines above are looked at once."""
    found, rows, nearest = [], iter(sheet.rows), ""
    row, cells = next(rows, (0, {}))
    for header in headers:
        while 0 < row < header:
            nearest = _sender_in(cells) or nearest
            row, cells = next(rows, (0, {}))
        found.append(nearest)
    return found


def sender_within(sheet: RawSheet) -> str:
    """The unit that the first line of a sheet to do so names as 填报单位, else ""."""
    return next((found for _, cells in sheet.rows[:_SEARCHED] if (found := _sender_in(cells))), "")


def _sender_in(cells: Cells) -> str:
    texts = [*map(plain, cells.values())]
    for text, beside in zip(texts, [*texts[1:], ""], strict=True):
        found = sender_of(text) or (is_sender_label(text) and _is_unit(beside) and beside.strip())
        if found:
            return found
    return ""


def _is_unit(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_UNIT and bool(_UNIT.search(text))
