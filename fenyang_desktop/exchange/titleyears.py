"""The year that the title of a table names, for columns whose own headers name none."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile

from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid

_MOST_TEXTS = 2  # of a line of a title
_ANY = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NAMED = re.compile(r"(?<!\d)20\d\d(?=年|[-./]\d)")
_NUMERALS = "〇一二三四五六七八九"
_IN_NUMERALS = re.compile(rf"二[{_NUMERALS}]{{3}}(?=年)")
# The day on which a sheet was filled in is often in the year after, and a document's number is of its own year.
_OF_THE_SHEET = re.compile(
    r"(?:填报|填表|制表|报送|上报|编制|打印|印发)|^\(?20\d\d[年\-./]\d{1,2}[月\-./]\d{1,2}日?\)?$|文件|号$"
)


def title_year(grid: Grid, area: Area) -> int | None:
    """The year of the first line above a table that names exactly one, else of the lines at the head of its sheet."""
    head = takewhile(lambda row: row < area.header[0] and len(grid.cells(row)) <= _MOST_TEXTS, grid.rows)
    return next(filter(None, (_year(text) for row in (*area.above, *head) for text in _texts(grid, row))), None)


def _texts(grid: Grid, row: int) -> Iterator[str]:
    return (unicodedata.normalize("NFKC", text) for _, text in grid.texts(row, 1, 1 << 14))


def _year(text: str) -> int | None:
    text = re.sub(r"\s", "", text).translate({ord(zero): "〇" for zero in "○零◯"})
    text = _IN_NUMERALS.sub(lambda found: "".join(str(_NUMERALS.index(one)) for one in found[0]), text)
    if _OF_THE_SHEET.search(text) or not _NAMED.search(text):
        return None
    years = set(_ANY.findall(text))
    return int(years.pop()) if len(years) == 1 else None
