"""How the values of each field type are read from text, shown, compared and sorted.

Three different things, kept apart: blank means "not reported" (`KEEP`: the old value stays), a dash or 无 means
"none" (stored as None), and 0 is zero.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from fenyang_desktop.domain.amounts import format_decimal, format_wanyuan, parse_amount, parse_decimal
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import (
    Precision,
    decode_deadline,
    encode_deadline,
    format_deadline,
    parse_deadline,
    parse_span,
)
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import KIND_LABELS, STAGE_WORDS, Field, Kind, Type
from fenyang_desktop.domain.names import one_line
from fenyang_desktop.domain.units import split_persons


class Keep:
    """Nothing was reported: the old value stays."""


KEEP: Final = Keep()
NONE_WORDS = frozenset({"—", "——", "-", "--", "－", "/", "无", "–"})
LONGEST_NONE = 2
_YES, _NO = frozenset({"是", "1", "有", "√", "true", "y", "yes"}), frozenset({"否", "0", "×", "x", "false", "n", "no"})
_DONE = re.compile(
    r"^(?!.*(?:未|否|没|不|尚|待))(?:是|已|全部|全面|√|完|竣|建成|办结|结项|投产|投用|销号).*", re.DOTALL
)
_MONTH = re.compile(r"(?:(\d{4})年?)?(\d{1,2})月?(?:份|底|末)?")  # 202309, 9
_YEARS = range(1949, 2201)
_DONE_KEYS = frozenset({"finished", "actual"})
_LIST_BREAK = re.compile(r"[、,，;；\n\r\t]+|\s{2,}")


@dataclass(frozen=True, slots=True)
class Context:
    """What a text needs to be read: the year that holds where none is named, and the unit of its column."""

    year: int
    unit: str = ""


class Reading(NamedTuple):
    """A value read from text. `qualifier` is the 约/余 that stood beside an amount."""

    value: Stored | Keep
    qualifier: str = ""


def read(field: Field, text: str, context: Context) -> Reading:
    """Read what a person or a sheet wrote into a field.

    Raises UserError `invalid_value`, whose reason is Chinese, for what cannot be read. A parent is given by name and
    is read elsewhere (`Type.PARENT` raises TypeError).
    """
    clean = text.strip(" \t\r\n　\ufeff")
    if not clean:
        return Reading(KEEP)
    if len(clean) <= LONGEST_NONE and is_none_word(clean):
        if field.type is Type.KIND or field.key == "name":
            raise UserError("name_required")
        return Reading(None)
    try:
        return _READERS[field.type](field, clean, context)
    except ValueError as error:
        raise UserError("invalid_value", field=field.label, text=clean, reason=str(error)) from None


def is_yes_or_no(text: str) -> bool:
    """Whether a text says 是 or 否, or that there is nothing to say."""
    word = text.strip().lower()
    return word in _YES or word in _NO or is_none_word(word)


def is_none_word(text: str) -> bool:
    """Whether a text says "none": a dash, 无, in any width."""
    return 0 < len(text) <= LONGEST_NONE and (text in NONE_WORDS or unicodedata.normalize("NFKC", text) in NONE_WORDS)


def _text(field: Field, text: str, context: Context) -> Reading:
    if field.key == "name":
        return Reading(one_line(text))
    return Reading(re.sub(r"\s*[\r\n]+\s*", " ", text) if "\n" in text or "\r" in text else text)


def _long_text(field: Field, text: str, context: Context) -> Reading:
    return Reading(text.replace("\r\n", "\n").replace("\r", "\n"))


def _choice(field: Field, text: str, context: Context) -> Reading:
    text = STAGE_WORDS.get(text, text) if field.key == "stage" else text
    for choice in field.choices:
        if text == choice or text in choice.split("/"):
            return Reading(choice)
    raise ValueError(f"只能是{'、'.join(field.choices)}之一。")


def _kind(field: Field, text: str, context: Context) -> Reading:
    for kind, label in KIND_LABELS.items():
        if text in (label, kind.value):
            return Reading(kind.value)
    if text in ("专项", "任务"):
        return Reading((Kind.PROGRAMME if text == "专项" else Kind.TASK).value)
    raise ValueError(f"只能是{'、'.join(KIND_LABELS.values())}之一。")


def _list(field: Field, text: str, context: Context) -> Reading:
    if field.key == "leaders":
        return Reading("、".join(split_persons(text)) or None)
    return Reading("、".join(part.strip() for part in _LIST_BREAK.split(text) if part.strip()) or None)


def _money(field: Field, text: str, context: Context) -> Reading:
    amount = parse_amount(text, context.unit or field.unit)
    if amount.fen < 0:
        raise ValueError("金额不能是负数。")
    return Reading(amount.fen, amount.qualifier)


def _decimal(field: Field, text: str, context: Context) -> Reading:
    return Reading(format_decimal(parse_decimal(text)))


def _percent(field: Field, text: str, context: Context) -> Reading:
    figure = unicodedata.normalize("NFKC", text)
    points = parse_decimal(figure.removesuffix("%")) * 100
    if points != points.to_integral_value():
        raise ValueError("百分数最多两位小数。")
    if figure.endswith("%") and 100_000 <= points <= 1_000_000:
        meant = format_decimal(points / 10_000)
        raise ValueError(f"可能是 {meant}%（把 {meant} 改成了百分数格式），请改写成 {meant}%。")
    if not 0 <= points <= 10000:
        raise ValueError("应在 0 到 100 之间。")
    return Reading(int(points))


def _deadline(field: Field, text: str, context: Context) -> Reading:
    deadline = parse_span(text, context.year, begins=field.key == "start")
    if field.key in _DONE_KEYS and deadline.date is None and not _DONE.match(text):
        raise ValueError("请填完成的日期，只知道完成了就填“已完成”，没有完成请留空。")
    return Reading(encode_deadline(deadline))


def _bool(field: Field, text: str, context: Context) -> Reading:
    word = text.lower()
    if word in _YES or word in _NO:
        return Reading(1 if word in _YES else 0)
    raise ValueError("只能填是或否。")


def _month(field: Field, text: str, context: Context) -> Reading:
    if month := _read_month(text, context.year):
        return Reading(month)
    raise ValueError("请写成“2023年9月”或“2023-09”的样子。")


def _period(field: Field, text: str, context: Context) -> Reading:
    deadline = parse_deadline(text, context.year)
    if deadline.precision is Precision.DAY and deadline.date:
        return Reading(deadline.date.isoformat())
    if month := _read_month(text, context.year):
        return Reading(month)
    raise ValueError("请写成“2023年9月”或“2023-09-15”的样子。")


def _read_month(text: str, year: int) -> str | None:
    """A month as 2023-09; one without a year is of `year`."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if match := _MONTH.fullmatch(plain):
        of, month = int(match[1] or year), int(match[2])
        return f"{of:04}-{month:02}" if of in _YEARS and 1 <= month <= 12 else None
    deadline = parse_deadline(text, year)
    return f"{deadline.date:%Y-%m}" if deadline.precision is Precision.MONTH and deadline.date else None


def _year(field: Field, text: str, context: Context) -> Reading:
    plain = unicodedata.normalize("NFKC", text).removesuffix("度").removesuffix("年")
    if not re.fullmatch(r"[0-9]{4}", plain) or int(plain) not in _YEARS:
        raise ValueError("请写成“2023”或“2023年”的样子。")
    return Reading(int(plain))


def _parent(field: Field, text: str, context: Context) -> Reading:
    raise TypeError("a parent is looked up by name, not read")


_READERS: dict[Type, Callable[[Field, str, Context], Reading]] = {
    Type.TEXT: _text,
    Type.LONG_TEXT: _long_text,
    Type.CHOICE: _choice,
    Type.LIST: _list,
    Type.MONEY: _money,
    Type.DECIMAL: _decimal,
    Type.PERCENT: _percent,
    Type.DEADLINE: _deadline,
    Type.BOOL: _bool,
    Type.MONTH: _month,
    Type.YEAR: _year,
    Type.PERIOD: _period,
    Type.KIND: _kind,
    Type.PARENT: _parent,
}


def display(field: Field, value: Stored) -> str:
    """The value as the window and the sheets show it, without its unit; "" for not given.

    A parent shows as its id: whoever knows the names puts the name in its place.
    """
    if value is None:
        return ""
    match field.type:
        case Type.MONEY:
            return format_wanyuan(int(value))
        case Type.PERCENT:
            return format_decimal(Decimal(int(value)).scaleb(-2))
        case Type.DEADLINE:
            return format_deadline(decode_deadline(str(value)))
        case Type.BOOL:
            return "是" if value else "否"
        case Type.KIND:
            return KIND_LABELS[Kind(str(value))]
        case Type.MONTH:
            return format_month(str(value))
        case Type.YEAR:
            return f"{value}年"
        case Type.PERIOD:
            return format_month(str(value)) if len(str(value)) == len("2023-09") else str(value)
        case _:
            return str(value)


def format_month(month: str) -> str:
    """2023-09 as 2023年9月."""
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月"


def same(field: Field, a: Stored, b: Stored) -> bool:
    """Whether two stored values say the same (a deadline worded otherwise is the same deadline)."""
    if a == b or a is None or b is None:
        return a == b
    if field.type is Type.DEADLINE:
        return decode_deadline(str(a)).same_as(decode_deadline(str(b)))
    return False
