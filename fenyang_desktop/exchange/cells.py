"""What a person reads in a cell, exact to the digit, for the field of its column."""

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter, eq
from types import NoneType
from typing import Self, cast

from fenyang_desktop.domain.amounts import format_decimal
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Field, Type
from fenyang_desktop.domain.names import name_in_cell
from fenyang_desktop.exchange.raw import Fault, Number, Raw, Struck

_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")
# Controls, and what no eye sees: marks of direction, blanks without width. Text is stored as it is seen.
_UNSEEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
_UNREADABLE = re.compile(f"[{_UNSEEN}]")
_UNCLEAN = re.compile(rf"_x00|[\r{_UNSEEN}]")
_BLANK = " \t\r\n　\ufeff"
_SERIALS = range(30_000, 80_001)  # 1982 to 2119 in either system of Excel; 20231 is no day of 1955
_BARE_FIGURE = re.compile(r"\d*\.?\d+", re.ASCII)
_FIRST_OR_TENTH = re.compile(r"^\d{4}\.1$")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|[_*].|\[[^\]]*\]')
_UNIT = re.compile(r"亿元|千万元|百万元|万元|千元|元|亿|万")


class FigureDay(str):
    """A day that is written as a plain figure, without a format of dates: it may be an amount as well."""

    __slots__ = ("figure",)
    figure: str

    def __new__(cls, figure: str, day_zero: date) -> Self:
        """The day so many days after the first."""
        day = super().__new__(cls, (day_zero + timedelta(days=int(figure))).isoformat())
        day.figure = figure
        return day


class StruckText(str):
    """What a cell says of which something is struck through; `gone` as of `raw.Struck`."""

    __slots__ = ("gone",)
    gone: str

    def __new__(cls, text: str, gone: str) -> Self:
        """The text without what is struck, or all of it."""
        made = super().__new__(cls, text)
        made.gone = gone
        return made


def clean_text(text: str) -> str:
    """Text without characters that nobody sees and without outer blanks; line breaks are \\n."""
    if (not text.isprintable() or "_x00" in text) and _UNCLEAN.search(text):
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _UNREADABLE.sub("", text)
    return text.strip(_BLANK)


def _are_clean(texts: Sequence[str]) -> bool:
    """Whether `clean_text` would certainly change none of these."""
    joined = "".join(texts)
    return joined.isprintable() and "_x00" not in joined and all(map(eq, texts, map(str.strip, texts)))


def shown_text(raw: Raw) -> str:
    """A cell as the sheet shows it, as far as matters to an eye: no value is read from it."""
    match raw:
        case Fault():
            return raw.text or "（公式无结果）"
        case datetime():
            return raw.date().isoformat() if raw.time() == time() else f"{raw:%Y-%m-%d %H:%M}"
        case time():
            return f"{raw:%H:%M}"
        case Struck():
            return shown_text(raw.value)
        case Number():
            shown = _shown(raw.format)
            return f"{format_decimal(Decimal(raw.digits) * 100)}%" if shown.percent else raw.digits + shown.unit
        case _:
            return clean_text(raw)


def cell_text(raw: Raw, field: Field | None, day_zero: date) -> str:
    """The text of a cell in a column of `field` (None: 编号 or a header).

    Raises UserError for a cell that has no value, or one that can be read in two ways.
    """
    if type(raw) is str:
        text = clean_text(raw)
        is_serial = field is not None and field.type is Type.DEADLINE and text.isdecimal()
        return _date_number(text, _shown("General"), day_zero) if is_serial else _checked_text(text, field)
    match raw:
        case Number():
            return _number_text(raw, field, day_zero)
        case Fault():
            raise UserError(raw.code, text=raw.text)
        case Struck():
            return StruckText(cell_text(raw.value, field, day_zero), raw.gone)
        case datetime():
            return raw.date().isoformat() if _day_only(raw, field) else f"{raw:%Y-%m-%d %H:%M}"
        case _:
            return f"{raw:%H:%M}"


_AMBIGUOUS = (Type.DEADLINE, Type.PERCENT)
_DIGITS, _FORMAT = attrgetter("digits"), attrgetter("format")


class CellTexts(dict[Raw | None, str]):
    """The texts of the cells of one column, each worked out once: cells repeat. Raises UserError as `cell_text`."""

    def __init__(self, field: Field | None, day_zero: date) -> None:
        super().__init__({None: ""})
        self._field, self._day_zero = field, day_zero

    def of_column(self, cells: Sequence[Raw | None]) -> list[str | None]:
        """The texts of many cells, "" for blanks and None for those at fault; much faster than one by one."""
        is_ambiguous = self._field is not None and self._field.type in _AMBIGUOUS
        if not is_ambiguous and (plain := self._plain(cells)) is not None:
            return list(plain)
        for raw in set(cells) - self.keys():
            if raw is not None:
                with suppress(UserError):
                    self[raw] = cell_text(raw, self._field, self._day_zero)
        return [*map(self.get, cells)]

    @property
    def has_struck(self) -> bool:
        """Whether something is struck through in one of the cells that were read so far."""
        return Struck in map(type, self)

    def take_fractions(self, cells: Sequence[Raw | None]) -> bool:
        """Know the figures of a column that holds fractions of one, so that 0.7 is 70%; whether it holds nothing else."""
        figures = [cell for cell in cells if cell is not None and _has_figure(cell)]
        found = {cell: _plain_figure(cell) for cell in set(figures)}
        values = [value for value in found.values() if value is not None and 0 <= value <= 1]
        is_sure = len(figures) >= _SEVERAL and len(values) == len(found) and any(0 < value < 1 for value in values)
        if is_sure:
            self.update({cell: f"{format_decimal(value * 100)}%" for cell, value in found.items() if value is not None})
        return is_sure

    def _plain(self, cells: Sequence[Raw | None]) -> list[str] | None:
        """The texts of many cells where none needs a closer look, as in nearly every column; None where one does."""
        types = {*map(type, cells)}
        if types == {Number}:
            numbers = cast("Sequence[Number]", cells)
            is_plain = all(_shown(format).is_plain for format in {*map(_FORMAT, numbers)})
            return [*map(_DIGITS, numbers)] if is_plain else None
        if not types <= {str, NoneType}:
            return None
        texts = [text or "" for text in cast("Sequence[str | None]", cells)]
        if not _are_clean(texts):
            return None
        return [*map(name_in_cell, texts)] if self._field is not None and self._field.key == "name" else texts

    def __missing__(self, raw: Raw | None) -> str:
        assert raw is not None
        text = self[raw] = cell_text(raw, self._field, self._day_zero)
        return text


def _day_only(moment: datetime, field: Field | None) -> bool:
    return (field is not None and field.type is Type.DEADLINE) or moment.time() == time()


def _checked_text(text: str, field: Field | None) -> str:
    """Text that leaves two readings open is as doubtful as a number that does: in a .csv every cell is text."""
    if field is None:
        return text
    if field.key == "name":
        return name_in_cell(text)
    if field.type not in _AMBIGUOUS:
        return text
    plain = unicodedata.normalize("NFKC", text)
    if field.type is Type.DEADLINE and _FIRST_OR_TENTH.match(plain):
        raise UserError("cell_year_month", text=text)
    if field.type is Type.PERCENT and re.fullmatch(r"0?\.\d+|1|1\.0+", plain) and Decimal(plain):
        raise _ambiguous_percent(Decimal(plain))
    return text


_SEVERAL = 3  # figures that make a column of fractions


def has_fractions(cells: Sequence[Raw | None]) -> bool:
    """Whether any of the cells is a bare figure between 0 and 1."""
    figures = (_plain_figure(cell) for cell in set(cells) if cell is not None)
    return any(0 < value < 1 for value in figures if value is not None)


def _has_figure(raw: Raw) -> bool:
    return isinstance(raw, Number) or (isinstance(raw, str) and any(map(str.isdigit, raw)))


def _plain_figure(raw: Raw) -> Decimal | None:
    """The value of a bare figure, be it a number or text; None where anything else stands there."""
    if isinstance(raw, Number):
        return Decimal(raw.digits) if _shown(raw.format).is_plain else None
    text = unicodedata.normalize("NFKC", clean_text(raw)) if isinstance(raw, str) else ""
    return Decimal(text) if _BARE_FIGURE.fullmatch(text) else None


def _ambiguous_percent(value: Decimal) -> UserError:
    return UserError(
        "cell_percent",
        text=format_decimal(value),
        whole=format_decimal(value * 100),
        small=format_decimal(value),
    )


def _number_text(number: Number, field: Field | None, day_zero: date) -> str:
    if field is None:
        return number.digits
    shown = _shown(number.format)
    if field.type is Type.DEADLINE:
        return _date_number(number.digits, shown, day_zero)
    if shown.scaled and field.type in (Type.MONEY, Type.DECIMAL):
        raise UserError("cell_scaled", text=number.digits)
    if shown.percent:
        return f"{format_decimal(Decimal(number.digits) * 100)}%"
    if field.type is Type.PERCENT and 0 < (value := Decimal(number.digits)) <= 1:
        raise _ambiguous_percent(value)
    return number.digits + (shown.unit if field.type is Type.MONEY else "")


def _date_number(digits: str, shown: "_Shown", day_zero: date) -> str:
    if digits.isdigit() and int(digits) in _SERIALS:
        return FigureDay(digits, day_zero)
    if re.fullmatch(r"\d{4}\.\d", digits) and shown.decimals == 2:
        return f"{digits}0"
    return _checked_text(digits, _ANY_DEADLINE)


_ANY_DEADLINE = Field("", "", Type.DEADLINE)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a number format does to the eye: a percentage, a unit beside the figure, a figure on another scale."""

    percent: bool
    unit: str
    scaled: bool
    decimals: int

    @property
    def is_plain(self) -> bool:
        """Whether it leaves a figure as it is."""
        return not (self.percent or self.unit or self.scaled)


@lru_cache(maxsize=1024)
def _shown(format: str) -> _Shown:
    section = format.split(";")[0]
    literal = "".join((match[1] or match[2] or "") for match in _LITERAL.finditer(section))
    bare = _LITERAL.sub("", section)
    unit = _UNIT.search(literal + "".join(re.findall(r"[一-鿿]+", bare)))
    fraction = re.search(r"\.([0#?]+)", bare)
    scaled = bool(re.search(r"[0#?],+(?![0#?])", bare)) or "." in literal
    return _Shown("%" in bare, unit[0] if unit else "", scaled, len(fraction[1]) if fraction else 0)
