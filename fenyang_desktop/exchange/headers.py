"""What a header cell says: the field of its column and the unit of its amounts."""

import re
import unicodedata
from collections.abc import Iterable

from fenyang_desktop.domain.amounts import FEN_PER_UNIT
from fenyang_desktop.domain.fields import ID_LABEL, Field, field_for_header, normalise_header

_UNITS = "|".join(sorted(FEN_PER_UNIT, key=len, reverse=True))
_BRACKET = re.compile(r"\(([^()]*)\)$")
_BARE_UNIT = re.compile(rf"[/,、]?(?:单位)?({_UNITS})$")
_UNIT_LINE = re.compile(rf"单位(?:人民币)?({_UNITS})(?![一-鿿])")
_SHORT = {"万": "万元", "亿": "亿元"}


def field_of(text: str) -> Field | None:
    """The field that a header names; "总投资万元" and "总投资/亿元" name theirs as well."""
    return field_for_header(text) or field_for_header(_BARE_UNIT.sub("", normalise_header(text)))


def is_id(text: str) -> bool:
    return normalise_header(text) == ID_LABEL


def count_known(texts: Iterable[str]) -> int:
    """How many of these headers are known, 0 unless one of them is the name."""
    found = [field_of(text) for text in texts if text.strip()]
    keys = {field.key for field in found if field is not None}
    return len(keys) if "name" in keys else 0


def unit_of(text: str) -> str | None:
    """The unit of money that a header names: "" if it names none, None if it names one that isn't known."""
    clean = normalise_header(text)
    bracket = _BRACKET.search(clean)
    if bracket is None:
        bare = _BARE_UNIT.search(clean)
        return bare[1] if bare else ""
    for part in re.split(r"[,、;/]", bracket[1]):
        word = part.removeprefix("单位").removeprefix("人民币")
        if _SHORT.get(word, word) in FEN_PER_UNIT:
            return _SHORT.get(word, word)
    return None


def unit_line(text: str) -> str:
    """The unit that a line such as "单位：万元" names for the whole sheet, else ""."""
    found = _UNIT_LINE.search(re.sub(r"[\s:()]", "", unicodedata.normalize("NFKC", text)))
    return found[1] if found else ""
