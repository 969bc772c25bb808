"""By what a header is known again: its words, as far as they mean the same next month and next year."""

import re
from collections.abc import Mapping, Sequence

from fenyang_desktop.domain.fields import normalise_header

_IN_TIME = re.compile(r"(?<!\d)(?:20\d\d(?=年)|\d{1,2}(?=[月日])|[一二三四](?=季度))")
# Figures that count from a start to a day which moves on: 1-9月, 截至9月30日, 9月底, 前三季度. 9月 alone is another month.
_DAY = re.compile(
    r"(?P<lead>(?<!\d)1月?份?[-至到]|(?:截[至止到]|[至到])(?:Y(?:-\d+)?年)?)\d{1,2}月(?:\d{1,2}日)?"
    r"|(?<!\d)\d{1,2}月(?=份?(?:[底末止]|累计))"
)
_QUARTER = re.compile(r"(?P<lead>前|[1一]季?度?[-至到])[1-4一二三四]季度|[1-4一二三四]季度(?=[底末止])")
_DASH = re.compile(r"[—–－~～]")
_NAMED_LONG = re.compile(r"(?<!\d)20\d\d(?=年)")


def heads_of(paths: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """The words by which what each header of a table means is known again, with those of its parents.

    What counts up to a day means the same a month later, and the latest year the same a year later. A single month or
    quarter (9月完成投资) stays as it is named, as do days where the table has several: they are told apart by them.
    """
    texts = {number: "_".join(map(_plain, path)) for number, path in paths.items()}
    latest = max((int(year) for text in texts.values() for year in _NAMED_LONG.findall(text)), default=0)
    dated = {number: _NAMED_LONG.sub(lambda year: _rank(latest - int(year[0])), t) for number, t in texts.items()}
    heads = {number: _without_day(text) for number, text in dated.items()}
    several = {head for head in heads.values() if len({dated[n] for n, one in heads.items() if one == head}) > 1}
    return {number: dated[number] if head in several else head for number, head in heads.items()}


def _rank(years: int) -> str:
    return f"Y-{years}" if years else "Y"


def _without_day(text: str) -> str:
    text = _DAY.sub(lambda found: f"{found['lead'] or ''}N月", text)
    return _QUARTER.sub(lambda found: f"{found['lead'] or ''}N季度", text)


def timeless(text: str) -> str:
    """The words of a header by which its like is found next month, without any month and year."""
    return _IN_TIME.sub(lambda found: "Y" if len(found[0]) == 4 else "N", _plain(text))


def _plain(text: str) -> str:
    return _DASH.sub("-", normalise_header(text))
