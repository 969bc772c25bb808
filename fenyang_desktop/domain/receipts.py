"""What is kept of an import beside the values that it changed: which file, from whom, and what wasn't taken over."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

SEVERAL = "、"  # between the senders of tables side by side
_FROM_ROW = "/"  # which no sheet's name may hold


@lru_cache(maxsize=1024)
def sender_key(sender: str) -> str:
    """A sender's name for comparing: 汾阳市住建局（盖章） is 市住建局."""
    text = re.sub(r"\([^()]*\)|[^\w]", "", unicodedata.normalize("NFKC", sender))
    return re.sub(r"^(?:汾阳)?市|人民政府$|办事处$", "", text) or text


def senders_by_place(tables: Iterable[tuple[str, int, str]]) -> dict[str, str]:
    """`Receipt.senders` of tables from top to bottom: the sheet of each, its first row, and who reported it."""
    found: dict[str, str] = {}
    first: dict[str, int] = {}
    for sheet, row, sender in tables:
        place = sheet if row == first.setdefault(sheet, row) else f"{sheet}{_FROM_ROW}{row}"
        known = found.get(place, "").split(SEVERAL)
        found[place] = SEVERAL.join(dict.fromkeys(filter(None, (*known, sender))))
    return found


def sender_at(senders: Mapping[str, str], sheet: str, cell: str) -> str:
    """Who reported the value of a cell."""
    row, further = int(re.sub(r"\D", "", cell) or 0), f"{sheet}{_FROM_ROW}"
    begins = [int(place.removeprefix(further)) for place in senders if place.startswith(further)]
    begin = max((one for one in begins if one <= row), default=None)
    return senders.get(sheet if begin is None else f"{further}{begin}", "")


@dataclass(frozen=True, slots=True)
class LeftColumn:
    """A column of the file that is no field of ours: what it says about each item, by id."""

    sheet: str
    letter: str
    header: str
    texts: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The record of one imported file.

    `senders` is sheet → the unit that reported it ("" where nobody knows; several are parted by `SEVERAL`), and for tables
    further down "sheet/row" → that of the rows from there on. `digest` is the SHA-256 of the file, under
    which it is kept, "" for cells that were pasted; `size` is in bytes.
    """

    file: str
    digest: str = ""
    size: int = 0
    senders: Mapping[str, str] = field(default_factory=dict)
    left: tuple[LeftColumn, ...] = ()

    @property
    def sender(self) -> str:
        """Who reported, for a person to read."""
        return SEVERAL.join(dict.fromkeys(filter(None, self.senders.values())))
