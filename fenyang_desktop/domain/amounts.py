"""Amounts of money, exact.

Inside the program an amount is an integer number of 分 (1/100 元). Offices write and speak 万元 and 亿元; a figure is
turned into 分 when it comes in and back into 万元 when it is shown, never through a float.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from operator import mul, sub
from typing import NamedTuple

FEN_PER_UNIT = {
    "元": 100,
    "千元": 100_000,
    "万元": 1_000_000,
    "百万元": 100_000_000,
    "千万元": 1_000_000_000,
    "亿元": 10_000_000_000,
}
LARGEST_FEN = 10**17  # 1,000 万亿元: far above any budget, far below SQLite's 64 bits

_PREFIXES = ("大约", "暂定", "约", "近", "超过", "超", "逾")
_SUFFIXES = ("左右", "以上", "以内", "余", "多")
_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_PLAIN = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,15}))?")
_PARTED = re.compile(r"[\d.,]\s+[\d.,]")
_GROUPED = re.compile(r"[^\d]*\d{1,3}(?:[ \u00a0]\d{3})+(?:\.\d+)?[^\d]*")  # 12 345 678
_FIGURE = re.compile(r"[+-]?\d+(?:\.\d+)?|[+-]?\.\d+")
_TOO_FINE = "金额精确到了分以下，请四舍五入到分。"
_PART = re.compile(r"(\d+(?:\.\d+)?)(亿|千万|百万|万|千|百|十)?")
_THOUSANDS = re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$")


class Amount(NamedTuple):
    """An exact amount in 分 with the qualifier that stood beside it (约, 余 …; empty if none)."""

    fen: int
    qualifier: str = ""


def parse_amount(text: str, unit: str = "万元") -> Amount:
    """Read an amount as offices write it: 1.2亿, 1亿2千万, 约 3,400, １２万元, 110余万元.

    `unit` is the unit that holds where the text names none; it must be a key of `FEN_PER_UNIT`.
    Raises ValueError with a Chinese reason for anything that isn't one amount, or is finer than a 分.
    """
    if plain := _PLAIN.fullmatch(text):
        whole, fraction = plain.groups("")
        return Amount(_checked(_exact_fen(whole, fraction, FEN_PER_UNIT[unit])))
    clean = _joined(text)
    clean, qualifier = _take_qualifier(clean.removeprefix("￥").removeprefix("¥").removeprefix("人民币"))
    negative = clean.startswith("-")
    clean = clean[1:] if clean.startswith(("+", "-")) else clean
    number, scale_unit = _split_unit(clean)
    yuan_fen = FEN_PER_UNIT[scale_unit] if scale_unit else FEN_PER_UNIT[unit]
    fen = _sum_parts(number, yuan_fen) * (-1 if negative else 1)
    if fen != fen.to_integral_value():
        raise ValueError(_TOO_FINE)
    return Amount(_checked(int(fen)), qualifier)


@lru_cache(maxsize=8)  # a column is summed, and then read
def plain_amounts(texts: frozenset[str], unit: str) -> Mapping[str, int]:
    """The 分 of those texts that are bare figures with no more decimals than the unit has, as `parse_amount` reads them.

    For texts by the ten thousand.
    """
    decimals = len(str(FEN_PER_UNIT[unit])) - 1
    figure = rf"[0-9]{{1,7}}(?:\.[0-9]{{1,{decimals}}})?"
    plain = [text for text in texts if text]
    joined = ";".join((*plain, ""))
    if joined.count(";") > len(plain) or not re.fullmatch(rf"(?:{figure};)*", joined):
        is_plain = re.compile(figure).fullmatch
        plain = [text for text in plain if is_plain(text)]
    whole = [text for text in plain if "." not in text]
    parted = [text for text in plain if "." in text]
    scales = [0, *(10**power for power in range(decimals, -1, -1))]  # by the length of what begins at the point
    digits = map(int, ";".join(parted).replace(".", "").split(";")) if parted else ()
    lengths = map(sub, map(len, parted), map(str.index, parted, repeat(".")))
    return {
        **dict(zip(whole, map(mul, map(int, whole), repeat(10**decimals)), strict=True)),
        **dict(zip(parted, map(mul, digits, map(scales.__getitem__, lengths)), strict=True)),
    }


def _joined(text: str) -> str:
    """The text without blanks, which may stand anywhere but between two digits: 12 34 may be two figures."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _PARTED.search(plain) and not _GROUPED.fullmatch(plain):
        raise ValueError("数字中间有空格或换行，分不清是一个数还是几个数。")
    return re.sub(r"\s+", "", plain)


def _exact_fen(whole: str, fraction: str, fen_per_unit: int) -> int:
    """The 分 of a figure such as 1234.5, by integers alone."""
    if not fraction:
        return int(whole) * fen_per_unit
    fen, rest = divmod(int(whole + fraction) * fen_per_unit, int(10 ** len(fraction)))
    if rest:
        raise ValueError(_TOO_FINE)
    return fen


def _checked(fen: int) -> int:
    if abs(fen) > LARGEST_FEN:
        raise ValueError("金额大得不合常理，请核对单位。")
    return fen


def _take_qualifier(text: str) -> tuple[str, str]:
    for word in _PREFIXES:
        if text.startswith(word):
            return text[len(word) :], word
    for word in _SUFFIXES:
        if word in text and text.index(word) > 0:
            return text.replace(word, "", 1), word
    return text, ""


def _split_unit(text: str) -> tuple[str, str]:
    """Split "1.2亿元" into ("1.2亿", "元"); a bare "1.2亿" is in 元 as well; "12" names no unit."""
    if text.endswith(("元整", "圆", "块")):
        text = text.removesuffix("整").rstrip("圆块")
        return text.removesuffix("元"), "元"
    if text.endswith("元"):
        return text[:-1], "元"
    if re.search(r"[万亿]", text):
        return text, "元"
    if re.search(r"[千百十]", text):
        raise ValueError("读不出金额：请写明是元、万元还是亿元。")
    return text, ""


def _sum_parts(text: str, fen: int) -> Decimal:
    """Add up "1亿2千万"; scales must fall, and "1亿2" (1.2亿 or 100000002?) is left to a person."""
    if _THOUSANDS.match(text.rstrip("万亿千百十")):
        text = text.replace(",", "")
    total, last, end, parts = Decimal(0), 10**9, 0, 0
    for match in _PART.finditer(text):
        scale = _SCALES[match.group(2) or ""]
        if match.start() != end or scale >= last:
            break
        total += Decimal(match.group(1)) * scale
        last, end, parts = scale, match.end(), parts + 1
    if not text or end != len(text) or (parts > 1 and last == 1):
        raise ValueError("读不出金额。")
    return total * fen


def wanyuan(fen: int) -> Decimal:
    """The exact 万元 of an amount in 分."""
    return Decimal(fen).scaleb(-6)


def format_wanyuan(fen: int, *, thousands: bool = True) -> str:
    """万元 as a decimal string with no trailing zeros: 1,234.5 (or 1234.5)."""
    text = f"{wanyuan(fen):{',' if thousands else ''}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_qualified(amount: str, qualifier: str) -> str:
    """A shown amount with its qualifier where it is spoken: 约1,000, 1,000余."""
    return f"{amount}{qualifier}" if qualifier in _SUFFIXES else f"{qualifier}{amount}"


def format_decimal(value: Decimal) -> str:
    """A decimal in plain digits without trailing zeros or exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_decimal(text: str) -> Decimal:
    """Read a plain figure (full-width digits and thousands commas allowed). Raises ValueError, in Chinese."""
    clean = _joined(text)
    if _THOUSANDS.match(clean.lstrip("+-")):
        clean = clean.replace(",", "")
    value = Decimal(clean) if _FIGURE.fullmatch(clean) else None
    if value is None or abs(value) > 10**18:
        raise ValueError("读不出数字。")
    return value
