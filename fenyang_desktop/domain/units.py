"""Units and persons as sheets write them: several in a cell, a person and a telephone number after a run of spaces."""

import re
import unicodedata
from typing import NamedTuple

_BETWEEN = re.compile(r"[、,;/]+")
_ENDS = r"局|委|办|厅|院|所|中心|镇|乡|街道|公司|政府"
_BODY = re.compile(rf"(?:{_ENDS}|集团|厂|校|学|站|部|会|社|处|科|队|行|园|区|村|县|市|司|馆|台|组)$")
_GAP = re.compile(
    r"\s{2,}|\s+(?=\S{2,4}(?:\s|$))|\s+(?=[\d\-—]{7,})"
    rf"|(?:(?<=[局委办厅院所镇乡])|(?<=中心|街道|公司|政府))\s+(?=\S{{2,}}(?:{_ENDS})(?:\s|$))"
)
_PHONE = re.compile(r"[(]?(?:电话|联系电话|手机)?[:：]?\s*1?\d{2,4}[- ]?\d{4}[- ]?\d{3,4}[)]?")
_LEADS = r"(?:总?牵头|主责|主办|第一责任)(?:单位|部门)?"
_TAKES_PART = r"(?:责任|负责|配合|协办|协助|协同|参与)(?:单位|部门)?"
_LEADING = re.compile(rf"\({_LEADS}\)|{_LEADS}:")
_ROLE = re.compile(rf"\((?:{_LEADS}|{_TAKES_PART})\)|(?:{_LEADS}|{_TAKES_PART}):")
_LONGEST_NAME = 4
_BETWEEN_PERSONS = re.compile(r"[、,，;；/\n\r\t]+")
_MOST_SINGLES = 3  # 王 小 明; more may be several persons, and stay as they stand
_POST = re.compile(r"(?:书记|市长|县长|镇长|乡长|区长|主任|主席|局长|部长|院长|常委|委员|代表|调研员|同志|组长)$")


class Named(NamedTuple):
    """What a cell names: the units, the leading one first, and the persons and telephone numbers beside them."""

    units: list[str]
    others: list[str]


def split_units(text: str) -> list[str]:
    """The units that a cell names, the leading one first, without persons and telephone numbers."""
    return named_in(text).units


def named_in(text: str) -> Named:
    """Tell the units of a cell from whatever else it names. The unit with （牵头） at its side leads, or else the first.

    A text in which nothing looks like a unit is given back whole: it is not ours to shorten.
    """
    leads: list[str] = []
    units: list[str] = []
    others: list[str] = []
    for part in _BETWEEN.split(unicodedata.normalize("NFKC", text).replace("\n", "  ")):
        bare = _ROLE.sub("  ", part)
        first, *after = [piece.strip() for piece in _GAP.split(_PHONE.sub(" ", bare).strip())]
        found = [piece for piece in (first, *(piece for piece in after if not _is_person(piece))) if piece]
        (leads if _LEADING.search(part) else units).extend(found)
        others += [piece for piece in after if piece and _is_person(piece)]
        others += [phone.strip(" ()") for phone in _PHONE.findall(bare)]
    return Named([*leads, *units], others) if leads or units else Named([text.strip()], [])


def _is_person(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and not _BODY.search(text)


def split_persons(text: str) -> list[str]:
    """The persons that a cell names. A blank may part two of them, stretch one (李　明), or stand after a post."""
    return [person for part in _BETWEEN_PERSONS.split(text) for person in _persons(part.split())]


def _persons(pieces: list[str]) -> list[str]:
    """The persons of a text cut at its blanks; single characters beside one another are one name, if they can be."""
    if any(_POST.search(piece) for piece in pieces):
        return [" ".join(pieces)]
    found: list[str] = []
    singles: list[str] = []
    for piece in [*pieces, ""]:
        if len(piece) == 1:
            singles.append(piece)
            continue
        if singles:
            found.append(("" if len(singles) <= _MOST_SINGLES else " ").join(singles))
            singles = []
        if piece:
            found.append(piece)
    return found
