"""Of what time the headers above a leaf say that it is: 计划 under 2023年 is the year's, under 2023年9月 it isn't."""

import re
from collections.abc import Sequence
from enum import Enum, auto

_DASH = re.compile(r"[—–－~～]")
_YEAR = re.compile(r"(?<!\d)(20\d\d|\d\d)年")
_YEARS = re.compile(r"\d年?度?[-至到、和及,/](?:20)?\d\d年")
_THIS_YEAR = re.compile(r"今年|本年|当年|全年")
_THIS_YEAR_SO_FAR = re.compile(r"(?:今年|本年|当年)以来")
_OPEN = re.compile(r"以[来前]|之前|年前(?![一二三1-3]季)|截[至止到]?20\d\d年|[年][底末]")
_SO_FAR = re.compile(
    r"(?<!\d)1月?份?[-至到]\d{1,2}月|截[至止到].*\d月|目前|当前|\d月份?[底末]"
    r"|(?:前[一二三1-3]|[1一]季?度?[-至到][二三四2-4])季度|上半年"
)
_PART = re.compile(r"季|半年|旬|周")
_ONE_MONTH = re.compile(r"(?<![-至到\d])(?:\d{1,2}|[一二三四五六七八九十]+)月(?!份?[-至到])|[本当]月")


class Period(Enum):
    """What time it is; figures of the year stand under `NONE`, `YEAR` and, as far as they are done, `SO_FAR` only."""

    NONE = auto()
    YEAR = auto()  # one whole year
    SO_FAR = auto()  # a year up to a day: 1-9月
    MONTH = auto()
    PART = auto()  # a quarter, or several months
    YEARS = auto()
    OPEN = auto()  # up to or from a day, since nobody says when: 截至2023年9月, 2021年以来


def period_of(headers: Sequence[str]) -> Period:
    """The time that these headers name together, from the outermost on; they are clean already."""
    text = _DASH.sub("-", "".join(headers))
    if len(set(_YEAR.findall(text))) > 1 or _YEARS.search(text):
        return Period.YEARS
    if _OPEN.search(_THIS_YEAR_SO_FAR.sub("", text)):
        return Period.OPEN
    if _SO_FAR.search(text) or _THIS_YEAR_SO_FAR.search(text):
        return Period.SO_FAR
    if _PART.search(text):
        return Period.PART
    if "月" in text:
        return Period.MONTH if len({*_ONE_MONTH.findall(text)} - {"当月"}) <= 1 else Period.PART
    return Period.YEAR if _YEAR.search(text) or _THIS_YEAR.search(text) else Period.NONE
