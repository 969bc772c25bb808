"""Sheets as their files hold them, before anyone knows what a column means."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

EXCEL_1900 = date(1899, 12, 30)  # day 0 of serial numbers, for days from 1900-03-01 on
EXCEL_1904 = date(1904, 1, 1)
MOST_DIGITS = 15  # what Excel keeps of a number
_LONGEST_SHOWN = 30


class Number(NamedTuple):
    """A number cell: its value in plain digits, and how the sheet shows it. A tuple, as 100,000 are made at a time."""

    digits: str
    format: str = "General"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell whose value cannot be told; `code` is one of `domain.errors.MESSAGES`."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Struck:
    """A cell of which something is struck through: `gone` of its words, so that `value` is the rest; "" where all is."""

    value: "str | Number | datetime | time"
    gone: str = ""


Raw = str | Number | datetime | time | Fault | Struck
Cells = dict[int, Raw]


Row = tuple[int, Cells]  # row number from 1, and its filled cells by column number from 1


class Merge(NamedTuple):
    """A merged range, by its first and last row and column; only its first cell holds a value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """`rows` are those with a filled cell, top down. Hidden rows and columns are by number.

    `widths` are, of a text that is cut at commas, the numbers of cells by row, blank ones too.
    """

    name: str
    rows: Sequence[Row]
    day_zero: date = EXCEL_1900
    merges: Sequence[Merge] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    widths: Mapping[int, int] = field(default_factory=dict)


_BACKWARDS = re.compile("[\u202b\u202e\u2067]")


def checked_text(text: str) -> str | Fault:
    """Text as it is, unless it asks to be shown backwards: it would read differently from how it is stored."""
    return Fault("cell_direction") if _BACKWARDS.search(text) else text


def struck_text(pieces: Iterable[tuple[str, bool]]) -> Raw:
    """A text of pieces, each struck through or not: what isn't stands, unless nothing is left to read."""
    pieces = [piece for piece in pieces if piece[0]]
    text = checked_text("".join(piece for piece, _ in pieces))
    gone = "".join(piece for piece, is_struck in pieces if is_struck).strip()
    if not gone or isinstance(text, Fault):
        return text
    left = "".join(piece for piece, is_struck in pieces if not is_struck)
    return Struck(left, gone) if any(map(str.isalnum, left)) else Struck(text)


def wholly_struck(raw: Raw | None) -> Raw | None:
    """A cell whose style strikes it through."""
    return raw if raw is None or raw == "" or isinstance(raw, Fault | Struck) else Struck(raw)


def exact(value: int | float, format: str = "General") -> Number | Fault:
    """A number cell with the digits that Excel vouches for; more than 15 of them are a fault."""
    if abs(value) >= 10**MOST_DIGITS or value != value:
        return Fault("cell_long_number", _in_plain_digits(value))
    digits = f"{Decimal(f'{value:.15g}' if isinstance(value, float) else value):f}"
    return Number("0" if digits == "-0" else digits, format)


def _in_plain_digits(value: int | float) -> str:
    """A number as a sheet shows it, with zeros for the digits that were lost; of an endless one its beginning."""
    digits = str(value) if isinstance(value, int) else f"{Decimal(f'{value:.15g}'):f}"
    if len(digits) <= _LONGEST_SHOWN:
        return digits
    sign = "-" if value < 0 else ""
    digits = digits.removeprefix(sign)
    return f"{sign}{digits[:MOST_DIGITS]}…（共 {len(digits)} 位）"


def column_letter(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The inverse of `column_letter`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
