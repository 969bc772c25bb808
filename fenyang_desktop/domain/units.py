"""Units and persons as sheets write them: several in a cell, a person and a telephone number after a run of spaces."""

import re
import unicodedata

_BETWEEN = re.compile(r"[、,;/]+")
_GAP = re.compile(r"\s{2,}|\s+(?=\S{2,4}(?:\s|$))|\s+(?=[\d\-—]{7,})")
_PHONE = re.compile(r"[(]?(?:电话|联系电话|手机)?[:：]?\s*1?\d{2,4}[- ]?\d{4}[- ]?\d{3,4}[)]?")
_BODY = re.compile(
    r"(?:局|委|办|厅|院|所|中心|镇|乡|街道|公司|政府|集团|厂|校|学|站|部|会|社|处|科|队|行|园|区|村|县|市|司|馆|台|组)$"
)
_LONGEST_NAME = 4
_BETWEEN_PERSONS = re.compile(r"[、,，;；/\n\r\t]+")
_MOST_SINGLES = 3  # 王 小 明; more may be several persons, and stay as they stand
_POST = re.compile(r"(?:书记|市长|县长|镇长|乡长|区长|主任|主席|局长|部长|院长|常委|委员|代表|调研员|同志|组长)$")


def split_units(text: str) -> list[str]:
    """The units that a cell names, the leading one first, without persons and telephone numbers.

    A text in which nothing looks like a unit is given back whole: it is not ours to shorten.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\n", "  ")
    units = []
    for part in _BETWEEN.split(plain):
        first, *after = [piece.strip() for piece in _GAP.split(_PHONE.sub(" ", part).strip())]
        units += [piece for piece in (first, *(piece for piece in after if not _is_person(piece))) if piece]
    return units or [text.strip()]


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
