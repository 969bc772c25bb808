"""Putting together the sheets that the reading process sends in pieces."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import partial
from itertools import repeat
from operator import invert, itemgetter
from typing import Any

from fenyang_desktop.domain.quiet import without_collections
from fenyang_desktop.exchange.raw import Fault, Merge, Number, Raw, RawSheet, Row, Struck

_new_number = partial(tuple.__new__, Number)


class Inbox:
    """Takes messages in their order; `sheets` are those that came to their end."""

    def __init__(self) -> None:
        self.sheets: list[RawSheet] = []
        self._head: tuple[str, date, bool] = ("", date.min, False)
        self._rows: list[Row] = []
        self._formats: list[str] = []
        self._texts: list[Raw] = []  # the last is the first, whose place is -1

    def take(self, message: list[Any]) -> str:
        """Take one message; return what goes on now, in Chinese."""
        match message:
            case ["texts", texts]:
                self._texts[:0] = reversed([_value(text) for text in texts])
            case ["sheet", name, day_zero, hidden]:
                self._head, self._rows = (name, date.fromisoformat(day_zero), hidden), []
            case ["rows", new_formats, values, digits, formats, rows, blocks]:
                self._formats += new_formats
                with without_collections():
                    self._take_rows(self._places(values, digits, formats), rows, blocks)
            case ["end", merges, hidden_rows, hidden_columns]:
                self._finish(merges, hidden_rows, hidden_columns)
            case _:
                raise ValueError(f"unknown message {message[:1]}")
        last = self._rows[-1][0] if self._rows else 0
        return f"正在读取工作表“{self._head[0]}”" + (f"第 {last} 行" if last else "")

    def _places(self, values: list[Any], digits: list[str], formats: list[int]) -> list[Any]:
        """The values by their places, as `Outbox` numbers them."""
        places: list[Any] = [None] * (2 * max(len(values), len(digits)))
        places[0 : 2 * len(values) : 2] = map(_value, values)
        places[1 : 2 * len(digits) : 2] = map(
            _new_number, zip(digits, map(self._formats.__getitem__, formats), strict=True)
        )
        return places + self._texts

    def _take_rows(self, places: list[Any], rows: list[Any], blocks: list[Any]) -> None:
        value_at = places.__getitem__
        columns: list[int] = []
        found: list[Row] = []
        for number, others, wanted in rows:
            columns = others or columns
            found.append((number, dict(zip(columns, map(value_at, wanted), strict=True))))
        for numbers, columns, cells in blocks:
            values = zip(*(self._column(one, value_at) for one in cells), strict=True)
            found += zip(numbers, map(dict, map(zip, repeat(columns), values)), strict=True)
        self._rows += sorted(found, key=itemgetter(0))

    def _column(self, packed: Any, value_at: Callable[[int], Raw]) -> Iterable[Raw]:
        """The values of one column of a block."""
        match packed:
            case str():
                return map(self._texts.__getitem__, map(invert, map(int, packed.split(";"))))
            case [int(format), str(digits)]:
                return map(_new_number, zip(digits.split(";"), repeat(self._formats[format])))
        return map(value_at, packed)

    def _finish(self, merges: list[list[int]], hidden_rows: list[int], hidden_columns: list[int]) -> None:
        name, day_zero, hidden = self._head
        ranges = tuple(Merge(*one) for one in merges)
        self.sheets.append(
            RawSheet(name, self._rows, day_zero, ranges, hidden, frozenset(hidden_rows), frozenset(hidden_columns))
        )
        self._rows = []


def _value(packed: Any) -> Any:
    return packed if type(packed) is str else _unpacked(*packed)


def _unpacked(kind: str, text: Any, more: str = "") -> Any:
    """The inverse of `outbox._packed`."""
    match kind:
        case "d":
            return datetime.fromisoformat(text)
        case "t":
            return time.fromisoformat(text)
        case "f":
            return Fault(text, more)
        case "n":
            return Number(text, more)
        case "k":
            return Struck(_value(text), more)
    raise ValueError(f"unknown value {kind!r}")
