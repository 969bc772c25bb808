"""Deadlines: a date, how precisely it is known, and the words that it came from.

The end of the period counts: 10月底前 is 10-31, 上半年 is 06-30, 年内 is 12-31. Words that name no date (尽快) are kept
as words and never guessed at.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache


class Precision(StrEnum):
    """How precisely a date is known; `WORDS` means that there is no date at all."""

    DAY = "day"
    XUN = "xun"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Deadline:
    """`date` is the last day that counts, None exactly when `precision` is `WORDS`."""

    date: date | None
    precision: Precision
    words: str = ""

    def same_as(self, other: "Deadline") -> bool:
        """Whether both say the same, however it is worded."""
        if self.date is None or other.date is None:
            return self.date is other.date and self.words == other.words
        return (self.date, self.precision) == (other.date, other.precision)


_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:(?P<year>\d{4}|\d{2})年|(?P<named>今年|本年|当年|明年|次年|去年|上年))?"
_NAMED_YEARS = {"明年": 1, "次年": 1, "去年": -1, "上年": -1}
_OF_NOW = re.compile("今年|本年|明年|去年|上年")  # whatever the year in which a span begins; 次年 is the one after that
_NEXT_YEAR = re.compile("明年|次年")
_WISH = re.compile(r"^(?:力争|确保|争取|计划|预计|拟|于|在)+")
_SPAN = re.compile(r"^(.+?)\s*(?:-+|[—–~～至到]+)\s*(.*)$")
_NUMERALS, _ZEROS = "一二三四五六七八九", "〇○◯零0OoΟ"
_BELOW_100 = f"(?:[{_NUMERALS}]?十[{_NUMERALS}]?|[{_NUMERALS}])"
_NUMERAL_YEAR = re.compile(
    rf"(?<![{_NUMERALS}十\d])(?:[一二][{_NUMERALS}{_ZEROS}]{{3}}(?=年|$)|[{_NUMERALS}]{{2}}(?=年[元\d{_NUMERALS}十]+月))"
)
_NUMERAL = re.compile(rf"{_BELOW_100}(?=[月日号])|(?<=月){_BELOW_100}(?=$|[前内末底]|[之以]前)|元(?=月)")
_SHORT_MONTH = re.compile(r"^(\d{2})\.(\d{1,2})$")
_TAIL = r"(?:之前|以前|前|内|末|底|底前|末前|完成)*"
_DAY_FORMS = (
    re.compile(
        r"^(?P<y>\d{4})(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)|年(?P<m2>\d{1,2})月)(?P<d>\d{1,2})(?:日|号)?"
        r"(?:\s*T?\d{1,2}:\d{2}(?::\d{2})?)?前?$"
    ),
    re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$"),
)
_SHORT_YEAR_FIRST = re.compile(r"^(?P<y>\d{2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})$")
_YEAR_LAST = re.compile(r"^(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$")
_MONTHS_OF_YEAR = re.compile(r"^((?:\d{4}|\d{2})年)?(\d{1,2})月?$")
_MONTH_ALONE = re.compile(r"^\d{1,2}月")
_MONTH_AND_DAY = re.compile(r"^(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})$")  # read only where it can be no year and month
_MONTH_FORMS = (
    re.compile(r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})$"),
    re.compile(r"^(?P<y>\d{2})\.(?P<m>\d{2})$"),
)
_WORD_FORMS = (
    (Precision.DAY, re.compile(rf"^{_YEAR}(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})(?:日|号)?{_TAIL}$")),
    (Precision.XUN, re.compile(rf"^{_YEAR}(?P<m>\d{{1,2}})月份?(?P<xun>[上中下])旬{_TAIL}$")),
    (Precision.MONTH, re.compile(rf"^{_YEAR}(?P<m>\d{{1,2}})月份?{_TAIL}$")),
    (Precision.QUARTER, re.compile(rf"^{_YEAR}第?(?P<q>[一二三四1-4])季度?{_TAIL}$")),
    (Precision.HALF, re.compile(rf"^{_YEAR}(?P<half>[上下])半年{_TAIL}$")),
    (Precision.YEAR, re.compile(rf"^(?P<year>\d{{4}})年?(?:度|全年)?{_TAIL}$")),
    (Precision.YEAR, re.compile(rf"^(?P<year>\d{{2}})年(?:度|全年)?{_TAIL}$")),
    (
        Precision.YEAR,
        re.compile(rf"^(?P<named>明年|次年|去年|上年)年?(?:内|度|全年)?{_TAIL}$"),
    ),
    (
        Precision.YEAR,
        re.compile(r"^(?:今年|本年|当年)?(?:年内|年底前?|年末前?|全年|年底之前|年底以前)$|^(?:今年|本年|当年)$"),
    ),
)


def parse_deadline(text: str, year: int) -> Deadline:
    """Read a deadline as offices write it; `year` holds where the text names none.

    Text that names no date, or an impossible one, comes back with precision `WORDS` and the words kept.
    """
    words = text.strip()
    found = _parse(words, year)
    return Deadline(found[0], found[1], words) if found else Deadline(None, Precision.WORDS, words)


def names_next_year(text: str) -> bool:
    """Whether a deadline is one of 明年 or 次年, so that it depends on what year is meant by the one before."""
    return bool(_NEXT_YEAR.match(_WISH.sub("", "".join(text.split()))))


def parse_span(text: str, year: int, *, begins: bool) -> Deadline:
    """Like `parse_deadline`; of a span of time (2009-2011, 3月至10月) its beginning or its end, with the words whole.

    An end without a year is in that of the beginning: 2022年3月至10月 ends in 2022.
    """
    whole = parse_deadline(text, year)
    match = _SPAN.match(whole.words) if whole.date is None else None
    if match is None:
        return whole
    first, last = match[1], match[2]
    if _SHORT_MONTH.match(first) and _SHORT_MONTH.match(last):
        first, last = (_SHORT_MONTH.sub(r"20\1.\2", part) for part in (first, last))
    if (months := _MONTHS_OF_YEAR.match(first)) and _MONTH_ALONE.match(last):  # 2023年10-12月
        first = f"{months[1] or ''}{months[2]}月"
    start = _parse(first, year)
    end = _parse(last, year if start is None or _OF_NOW.search(last) else start[0].year)
    if start is None or (last and (end is None or start[0] > end[0])):
        return whole
    found = start if begins else end
    return Deadline(found[0], found[1], whole.words) if found else whole


def _parse(text: str, year: int) -> tuple[date, Precision] | None:
    clean = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    clean = _WISH.sub("", clean)
    return _parse_figures(clean, year) or _parse_words(_in_figures(clean.replace(" ", "")), year)


_DATE_SHAPES = re.compile(
    r"^(?:\d+|\d{4}[-/.年]\d{1,2}(?:[-/.月](?:\d{1,2}(?:日|号)?)?)?|\d{2}\.\d{1,2}"
    rf"|(?:\d{{2,4}}年|今年|本年|当年)?(?:\d{{1,2}}月份?(?:\d{{1,2}}(?:日|号)?)?|第?\d+季度?))"
    rf"(?:T?\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?{_TAIL}$"
)


def names_no_day(text: str) -> bool:
    """Whether the text has the shape of one date that no calendar holds: 2023-02-30, 13月 (尽快 hasn't)."""
    clean = _in_figures(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    return bool(_DATE_SHAPES.match(clean)) and parse_deadline(text, 2000).date is None


def _in_figures(text: str) -> str:
    """A text with the Chinese numerals of its years, months and days in figures: 二〇二三年十月底 is 2023年10月底."""
    text = _NUMERAL_YEAR.sub(lambda found: "".join(map(_figure_of, found[0])), text)
    return _NUMERAL.sub(lambda found: str(_number(found[0])), text)


def _figure_of(numeral: str) -> str:
    return "0" if numeral in _ZEROS else str(_NUMERALS.index(numeral) + 1)


def _number(numeral: str) -> int:
    """A number below 100: 九, 十一, 三十."""
    if numeral == "元":
        return 1
    tens, ten, ones = numeral.rpartition("十")
    return 10 * (int(_figure_of(tens)) if tens else bool(ten)) + (int(_figure_of(ones)) if ones else 0)


def _parse_figures(text: str, default_year: int) -> tuple[date, Precision] | None:
    for form in _DAY_FORMS:
        if match := form.match(text):
            parts = match.groupdict()
            day = _date(int(match["y"]), int(parts["m"] or parts["m2"]), int(match["d"]))
            return (day, Precision.DAY) if day else None
    if match := _SHORT_YEAR_FIRST.match(text):
        return _short_year_first(int(match["y"]), int(match["m"]), int(match["d"]), default_year % 100)
    if match := _YEAR_LAST.match(text):
        return _year_last(int(match["a"]), int(match["b"]), int(match["y"]))
    if (short := _SHORT_MONTH.match(text)) and int(short[1]) <= 12 and int(short[2]) <= 12:
        return None  # 10.12 may be October 2012, 12 October or December 2010
    for form in _MONTH_FORMS:
        if match := form.match(text):
            end = month_end(_full_year(match["y"]), int(match["m"]))
            return (end, Precision.MONTH) if end else _month_and_day(text, default_year)
    return _month_and_day(text, default_year)


def _short_year_first(year: int, month: int, day: int, now: int) -> tuple[date, Precision] | None:
    """23.10.31 is a day of 2023; 10.11.12 may be a day of 2012 as well, and 31.10.23 is hardly one of 2031."""
    is_year = year > 12 and abs(year - now) <= max(1, abs(day - now) - 1)
    found = _date(2000 + year, month, day) if is_year else None
    return (found, Precision.DAY) if found else None


def _year_last(a: int, b: int, year: int) -> tuple[date, Precision] | None:
    """10/31/2023 and 31/10/2023 are one day, since there is no 31st month; 10/11/2023 may be two and is neither."""
    day = None if a <= 12 and b <= 12 and a != b else _date(year, min(a, b), max(a, b))
    return (day, Precision.DAY) if day else None


def _month_and_day(text: str, year: int) -> tuple[date, Precision] | None:
    """9.30 and 10-31 are days, since no year has a 30th month; 10.11 may be either and is neither."""
    match = _MONTH_AND_DAY.match(text)
    day = _date(year, int(match["m"]), int(match["d"])) if match and int(match["d"]) > 12 else None
    return (day, Precision.DAY) if day else None


def _parse_words(text: str, default_year: int) -> tuple[date, Precision] | None:
    for precision, form in _WORD_FORMS:
        if match := form.match(text):
            parts = match.groupdict()
            shift = _NAMED_YEARS.get(parts.get("named") or "", 0)
            year = _full_year(parts["year"]) if parts.get("year") else default_year + shift
            end = _period_end(precision, year, parts)
            return (end, precision) if end else None
    return None


def _period_end(precision: Precision, year: int, parts: dict[str, str | None]) -> date | None:
    month = int(parts.get("m") or 12)
    match precision:
        case Precision.DAY:
            return _date(year, month, int(parts["d"] or 0))
        case Precision.XUN:
            return (
                month_end(year, month)
                if parts["xun"] == "下"
                else _date(year, month, 10 if parts["xun"] == "上" else 20)
            )
        case Precision.QUARTER:
            return month_end(year, _QUARTERS[parts["q"] or ""] * 3)
        case Precision.HALF:
            return month_end(year, 6 if parts["half"] == "上" else 12)
        case _:
            return month_end(year, month)


def _full_year(text: str) -> int:
    """Two digits are of this century: 23年 is 2023."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1949 <= year <= 2200 else None


def month_end(year: int, month: int) -> date | None:
    """The last day of a month, or None if there is no such month."""
    if not (1 <= month <= 12 and 1949 <= year <= 2200):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def period_start(deadline: Deadline) -> date | None:
    """The first day of the period that the deadline ends: 2023年三季度 starts on 07-01."""
    end = deadline.date
    if end is None:
        return None
    match deadline.precision:
        case Precision.XUN:
            return end.replace(day=1 if end.day == 10 else 11 if end.day == 20 else 21)
        case Precision.MONTH:
            return end.replace(day=1)
        case Precision.QUARTER:
            return end.replace(month=end.month - 2, day=1)
        case Precision.HALF:
            return end.replace(month=end.month - 5, day=1)
        case Precision.YEAR:
            return end.replace(month=1, day=1)
        case _:
            return end


def format_deadline(deadline: Deadline) -> str:
    """The deadline in full, in words that `parse_deadline` reads back to the same date whatever the year."""
    end = deadline.date
    if end is None:
        return deadline.words
    match deadline.precision:
        case Precision.DAY:
            return end.isoformat()
        case Precision.XUN:
            return f"{end.year}年{end.month}月{'上' if end.day == 10 else '中' if end.day == 20 else '下'}旬"
        case Precision.MONTH:
            return f"{end.year}年{end.month}月底"
        case Precision.QUARTER:
            return f"{end.year}年{'一二三四'[end.month // 3 - 1]}季度末"
        case Precision.HALF:
            return f"{end.year}年{'上' if end.month == 6 else '下'}半年"
        case _:
            return f"{end.year}年内"


def encode_deadline(deadline: Deadline) -> str:
    """One text that sorts by date: `2023-10-31|month|10月底前`; undated words follow all dates (`~|words|尽快`)."""
    return f"{deadline.date.isoformat() if deadline.date else '~'}|{deadline.precision}|{deadline.words}"


@lru_cache(maxsize=4096)
def decode_deadline(stored: str) -> Deadline:
    """The inverse of `encode_deadline`. Raises ValueError if `stored` was never encoded."""
    day, precision, words = stored.split("|", 2)
    return Deadline(None if day == "~" else date.fromisoformat(day), Precision(precision), words)
