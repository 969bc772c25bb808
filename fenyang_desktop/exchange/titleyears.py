"""The year that the title of a table, its tab or its file names, for columns whose own headers name none."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile
from pathlib import PurePath

from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid

_MOST_TEXTS = 2  # of a line of a title
_FARTHEST = 60  # rows of a sheet that may be its head
_TAB = re.compile(r"20\d\d")  # a tab may be called by nothing but its year
_ANY = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NAMED = re.compile(r"(?<!\d)20\d\d(?=年|[-./]\d)")
# The figures are of this year, whatever projects they are about.
_UP_TO = re.compile(r"截[至止]到?(20\d\d)(?=年|[-./]\d)")
_NUMERALS = "〇一二三四五六七八九"
_IN_NUMERALS = re.compile(rf"二[{_NUMERALS}]{{3}}(?=年)")
# The day on which a sheet was filled in is often in the year after, and a document's number is of its own year.
_OF_THE_SHEET = re.compile(
    r"(?:填报|填表|制表|报送|上报|编制|打印|印发)|^\(?20\d\d[年\-./]\d{1,2}[月\-./]\d{1,2}日?\)?$|文件|号$"
)
_DAY = re.compile(r"20\d\d[年\-._]\d{1,2}[月\-._]\d{1,2}")  # in a file's name it is when that was sent


def title_year(grid: Grid, area: Area, file: str) -> int | None:
    """The year of the first line above a table that names exactly one, else of the lines at the head of its sheet.

    Where none does it is the one that the sheet's tab names, and else the file's name.
    """
    rows = grid.rows[:_FARTHEST]
    head = takewhile(lambda row: row < area.header[0] and len(grid.cells(row)) <= _MOST_TEXTS, rows)
    named = (_year(text) for row in (*area.above, *head) for text in _texts(grid, row))
    return next(filter(None, named), None) or _year_outside(grid.sheet.name, file)


def _year_outside(tab: str, file: str) -> int | None:
    """The year that a tab or the name of a file names."""
    tab, name = (unicodedata.normalize("NFKC", text).strip() for text in (tab, PurePath(file).stem))
    if _TAB.fullmatch(tab):
        return int(tab)
    return _year(tab) or (None if _DAY.search(name) else _year(name))


def _texts(grid: Grid, row: int) -> Iterator[str]:
    return (unicodedata.normalize("NFKC", text) for _, text in grid.texts(row, 1, 1 << 14))


def _year(text: str) -> int | None:
    text = re.sub(r"\s", "", text).translate({ord(zero): "〇" for zero in "○零◯"})
    text = _IN_NUMERALS.sub(lambda found: "".join(str(_NUMERALS.index(one)) for one in found[0]), text)
    if _OF_THE_SHEET.search(text) or not _NAMED.search(text):
        return None
    years = set(_UP_TO.findall(text) or _ANY.findall(text))
    return int(years.pop()) if len(years) == 1 else None
