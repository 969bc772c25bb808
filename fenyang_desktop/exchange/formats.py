"""Number formats: which show a number as a date, and what a stored number means under one."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from fenyang_desktop.exchange.raw import EXCEL_1900, Fault, Raw

_LAST_SERIAL = 2_958_465  # 9999-12-31
_FALSE_LEAP_DAY = 60  # 1900-02-29, which Excel counts and no calendar has
_LITERAL = re.compile(r'"[^"]*"?|[\\!].|[_*].|\[[^\]]*\]|general|g/通用格式')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]")
_MILLISECONDS = 24 * 60 * 60 * 1000

# What a number without a format of its own in the file is shown by. 27 to 36 and 50 to 58 differ between the
# languages of Excel; these are those of a Chinese one.
BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy-m-d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-m-d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 30, 31, 51, 53, 54, 58), "yyyy-m-d"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}


@lru_cache(maxsize=4096)
def date_tokens(format: str) -> str:
    """The letters of a format that stand for parts of a date or time, "" where it shows a plain number."""
    section = format.split(";")[0].lower()
    elapsed = _ELAPSED.search(section)
    bare = _LITERAL.sub("", section)
    found = "".join(re.findall(r"[ymdhs]|aaa", bare))
    return f"[{elapsed[1]}]{found}" if elapsed else found


def moment(serial: float, format: str, day_zero: date) -> Raw:
    """What a serial number means under a format that has `date_tokens`; Fault `cell_date` where it is no day at all."""
    tokens = date_tokens(format)
    if tokens.startswith("["):
        return str(timedelta(milliseconds=round(serial * _MILLISECONDS))) if abs(serial) < _LAST_SERIAL else _no(serial)
    shows_day = any(token in tokens for token in "yda") or set(tokens) == {"m"}
    if not 0 <= serial < _LAST_SERIAL + 1 or (day_zero == EXCEL_1900 and int(serial) == _FALSE_LEAP_DAY):
        return _no(serial)
    since = timedelta(milliseconds=round(serial * _MILLISECONDS))
    if since < timedelta(days=1) and not shows_day:
        return (datetime.combine(day_zero, time()) + since).time()
    if day_zero == EXCEL_1900 and since.days < _FALSE_LEAP_DAY:
        since += timedelta(days=1)
        if since.days < 2:
            return _no(serial)  # 1900-01-00
    return dated(datetime.combine(day_zero, time()) + since, tokens)


def dated(value: datetime, tokens: str) -> Raw:
    """A date that the sheet shows without its day means the month or year that it shows: 2023年10月, 10月, 2023年."""
    if value.time() != time() or "d" in tokens or "h" in tokens or value.day != 1:
        return value
    if "m" in tokens:
        return f"{value.year}年{value.month}月"
    return f"{value.year}年" if "y" in tokens and value.month == 1 else value


def _no(serial: float) -> Fault:
    return Fault("cell_date", f"{serial:.15g}")
