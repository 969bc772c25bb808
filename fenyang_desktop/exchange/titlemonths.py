"""The month that a table is a report of, as the lines above it, its sheet's name or another text says."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile

from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.records import MonthNamed

_MOST_TEXTS = 4  # of a line above a table that is no table itself
_LONGEST = 60  # characters of a line that may name its month; longer ones tell of the work
_NUMERALS = "〇一二三四五六七八九"
_YEAR_IN_NUMERALS = re.compile(rf"二[{_NUMERALS}]{{3}}(?=年)")
_MONTH_IN_NUMERALS = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=月)")
_ELSE = re.compile(r"文件|\d号$|印发|计划(?!的?(?:完成|执行|进展|落实))|目标|安排|前完成|开工时间|竣工时间")
_FILLED = re.compile(r"(?:填报|填表|制表|报送|上报|编制|打印|统计)(?:日期|时间)")
_LABEL = re.compile(
    r"^(?:(?:填报|填表|制表|报送|上报|编制|打印|统计|数据)(?:日期|时间)|(?:数据)?截[止至](?:日期|时间)?|报告期|(?:填报|报表|报告)月份)[:：]?$"
)
_YEAR = r"(?:(?<!\d)(?P<year>20\d\d|\d\d)年)?"
_DATE = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?:(?P<mark>[./-])|年)(?P<month>\d{1,2})(?(mark)(?P=mark)|月)(?P<day>\d{1,2})(?![\d月])"
)
_ANY_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
_DAY = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_SPAN = re.compile(rf"{_YEAR}(?<!\d)1月?份?[-—–－~～至到](?P<month>\d{{1,2}})月")
_QUARTERS = re.compile(rf"{_YEAR}(?P<word>上半年|前[三3]季度|第?[一二三四1-4]季度)")
_QUARTER_ENDS = {"一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9, "四": 12, "4": 12}
_MONTH = re.compile(rf"{_YEAR}(?<!\d)(?P<month>\d{{1,2}})月")
_DOTTED = re.compile(r"(?<!\d)(?P<year>20\d\d)[.\-/_](?P<month>0?[1-9]|1[0-2])(?![\d./\-])")


def month_above(grid: Grid, area: Area) -> MonthNamed | None:
    """What the lines above a table say: the first that names one month, one with the day of filling in only for want of it."""
    head = takewhile(lambda row: row < area.header[0] and len(grid.cells(row)) <= _MOST_TEXTS, grid.rows)
    rows = dict.fromkeys((*area.above, *head))
    found = [named for row in rows for text in _texts(grid, row) if (named := month_named(text))]
    return next((one for one in found if not one.is_filled), next(iter(found), None))


def _texts(grid: Grid, row: int) -> Iterator[str]:
    """The texts of a line; a label such as 截止日期 and the cell beside it are one."""
    label = ""
    for _, text in grid.texts(row, 1, 1 << 14):
        if _LABEL.match(squeezed := "".join(text.split())):
            label = squeezed.rstrip(":：") + "："
        else:
            yield label + text
            label = ""


def month_named(text: str) -> MonthNamed | None:
    """The one month that a text names: 2023年9月, 1-9月, 截至9月底, 前三季度; None where it names none, or several."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate({ord(zero): "〇" for zero in "○零◯"})
    if len(plain) > _LONGEST:
        return None
    plain = _YEAR_IN_NUMERALS.sub(lambda found: "".join(str(_NUMERALS.index(one)) for one in found[0]), plain)
    plain = _MONTH_IN_NUMERALS.sub(_number, plain)
    is_filled = bool(_FILLED.search(plain))
    if _ELSE.search(plain):
        return None
    for pattern in (_SPAN, _DATE, _QUARTERS, _DAY, _MONTH, _DOTTED):
        found = [named for match in pattern.finditer(plain) if (named := _named(match, plain, is_filled=is_filled))]
        if found:
            return found[0] if len({(one.month, one.year) for one in found}) == 1 else None
    return None


def _named(match: re.Match[str], plain: str, *, is_filled: bool) -> MonthNamed | None:
    said = match.groupdict()
    year, day = said.get("year"), said.get("day")
    if word := said.get("word"):
        month = 6 if word == "上半年" else _QUARTER_ENDS[re.sub("[前第季度]", "", word)]
    else:
        month = int(said["month"])
    if not 1 <= month <= 12:
        return None
    years = set(_ANY_YEAR.findall(plain))
    year = year or (years.pop() if len(years) == 1 else None)  # 2023年重点项目1-9月进展
    whole = int(year) + (2000 if len(year) == 2 else 0) if year else None
    is_bare_date = day is not None and re.fullmatch(r"\(?[^一-鿿]*[年]?\d*月?\d*[日号]?\)?", plain) is not None
    return MonthNamed(plain, month, whole, int(day) if day else None, is_filled or is_bare_date)


def _number(match: re.Match[str]) -> str:
    """十一 as 11."""
    word = match[0]
    return (
        str(10 + (_NUMERALS.index(word[1]) if len(word) > 1 else 0)) if word[0] == "十" else str(_NUMERALS.index(word))
    )
