"""What both passes over an .xlsx sheet share: places, rows in their order, and what stands around the cells."""

import re

from fenyang_desktop.exchange.outbox import MOST_MERGES, Outbox
from fenyang_desktop.exchange.raw import Merge, column_letter
from fenyang_desktop.exchange.xlsx_cells import BadCell
from fenyang_desktop.exchange.xml_events import by_local_name

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_RANGE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")
_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",
)


class Columns(dict[bytes, int]):
    """The numbers of column letters, each worked out once. Raises BadCell beyond the last column."""

    def __missing__(self, letters: bytes) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        if number > LAST_COLUMN:
            raise BadCell(f"有超出范围的列 {letters.decode()}")
        self[letters] = number
        return number


class Rows:
    """Collects the cells of one row after another; both must come in ascending order, as every program writes them.

    Out of order, one of two values for the same cell would win in silence.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.number = 0
        self.columns: list[int] = []
        self.places: list[int] = []

    def open(self, number: int) -> None:
        """Go on to another row."""
        self.close()
        if number <= self.number or number > LAST_ROW:
            raise BadCell(f"第 {self.number} 行之后是第 {number} 行，次序有误")
        self.number = number

    def put(self, column: int, place: int) -> None:
        if self.columns and column <= self.columns[-1]:
            raise self.out_of_order(column)
        self.columns.append(column)
        self.places.append(place)

    def out_of_order(self, column: int) -> BadCell:
        return BadCell(f"单元格 {column_letter(column)}{self.number} 重复或次序有误")

    def close(self) -> None:
        """The row is at its end."""
        if self.columns:
            self._outbox.row(self.number, self.columns, self.places)
            self.columns, self.places = [], []

    def at_row(self, fault: BadCell) -> BadCell:
        return BadCell(f"第 {self.number} 行{fault}")


class Surroundings:
    """Merged ranges and hidden columns, from the elements before and after the cells."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._letters = Columns()
        self.merges: list[Merge] = []
        self.hidden_columns: set[int] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """The handler of an element that begins."""
        element = name.rpartition(" ")[2]
        if element == "mergeCell" and is_main(name):
            self._merge(attributes.get("ref", ""))
        elif element == "col" and is_main(name) and is_true(attributes.get("hidden")):
            first, last = (int(by_local_name(attributes).get(key, "0")) for key in ("min", "max"))
            self.hidden_columns.update(range(max(first, 1), min(last, LAST_COLUMN) + 1))

    def _merge(self, ref: str) -> None:
        found = _RANGE.fullmatch(ref)
        if found is None:
            raise BadCell(f"有读不出的合并区域 {ref[:30]}")
        left, top = self._letters[found[1].encode()], int(found[2])
        right, bottom = (self._letters[found[3].encode()], int(found[4])) if found[3] else (left, top)
        self.merges.append(Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
        if len(self.merges) > MOST_MERGES:
            raise self._outbox.too_big(f"区域 {ref}", "合并区域", MOST_MERGES)


def is_main(name: str) -> bool:
    """Whether an element is of SpreadsheetML itself, in either of its two namespaces."""
    return name.startswith(_MAIN)


def is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")
