"""What is kept of an import beside the values that it changed: which file, from whom, and what wasn't taken over."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

SEVERAL = "、"  # between the senders of several tables on one sheet


@lru_cache(maxsize=1024)
def sender_key(sender: str) -> str:
    """A sender's name for comparing: 汾阳市住建局（盖章） is 市住建局."""
    text = re.sub(r"\([^()]*\)|[^\w]", "", unicodedata.normalize("NFKC", sender))
    return re.sub(r"^(?:汾阳)?市|人民政府$|办事处$", "", text) or text


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

    `senders` is sheet → the unit that reported it ("" where nobody knows; several are parted by `SEVERAL`); `digest` is the SHA-256 of the file, under
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
