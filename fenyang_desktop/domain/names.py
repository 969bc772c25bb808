"""Names of projects as people write them: what is the same under another dress, and what only looks alike.

汾阳市第二污水处理厂工程 is 第二污水处理厂. 污水处理厂二期 is not 污水处理厂一期, however alike they look: numbers, phases,
lots and townships must agree.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# 市 before 人民医院 is the city, and in 市场 and 市政 it is no place.
_PLACES = re.compile(r"^(?:山西省|吕梁市|山西|汾阳市|汾阳|市(?![级区场政民容委内辖长直]))*(?!市?级)")
_ENDINGS = re.compile(r"(?:建设项目|工程项目|建设工程|项目建设|工程建设|项目|工程|建设)$")
_DRESS = re.compile(r"[\W_]+|（|）")
_NUMERALS = {**{c: str(i) for i, c in enumerate("零一二三四五六七八九")}, "两": "2", "〇": "0"}
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_CHINESE = r"[零〇一二两三四五六七八九十百]+"
_NUMBERED = re.compile(r"\d+(?:\.\d+)?(?:期|标段|标|批|段|#)?")
_ROMAN = {"III": "3", "II": "2", "IV": "4"}
_COUNTED = re.compile(
    rf"第?({_CHINESE}|\d+|III|II|IV)(期|标段|标|号|批|中学|小学|中|小|院|组|段|部|座|条|个|厂|村|区)|第({_CHINESE})"
)
_MARKED = "★☆●○▲△◆◇■□※"
_MARKS = re.compile(rf"^(?:\d{{1,3}}[★☆●▲◆■※])?[{_MARKED}\s]+|^\d{{1,3}}[★☆●▲◆■※]\s*|[{_MARKED}\s]+$")
_MARKED_OUTSIDE = frozenset(_MARKED + "0123456789")
_BREAK_IN_WORD = re.compile(r"(?<=[一-鿿])\s*[\r\n]+\s*(?=[一-鿿])")
_TOWNSHIPS = re.compile(r"[一-鿿]{2,3}(?:镇|乡|街道)")


_SHARE = re.compile("^其中:")
_LITTLE = dict.fromkeys(map(ord, "其中山西省吕梁市汾阳建设项目工程零〇一二三四五六七八九十百两0123456789.#第IV ()、-"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells projects apart that are otherwise called the same."""

    numbers: tuple[str, ...]
    counted: tuple[str, ...]
    townships: tuple[str, ...]


def one_line(text: str) -> str:
    """A name without line breaks: one inside a Chinese word was made to fit the cell and leaves no blank."""
    if "\n" in text or "\r" in text:
        return re.sub(r"\s*[\r\n]+\s*", " ", _BREAK_IN_WORD.sub("", text))
    return text


def name_in_cell(text: str) -> str:
    """A project's name as a cell gives it, on one line and without marks such as ★ and 1● round it."""
    return _without_marks(one_line(text))


def _without_marks(text: str) -> str:
    is_marked = text and (text[0] in _MARKED_OUTSIDE or text[-1] in _MARKED)
    return (_MARKS.sub("", text) or text) if is_marked else text


@lru_cache(maxsize=65_536)
def plain_name(text: str) -> str:
    """A name for comparing: width, white space and marks don't matter."""
    return _without_marks("".join(unicodedata.normalize("NFKC", text).split()))


def rough_core(text: str) -> str:
    """What is left of a name without any character that its dress or numbers may be made of.

    Names of one core have one rough core, and this one is found much faster.
    """
    plain = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    rough = plain.translate(_LITTLE)
    return rough if rough.isalnum() else _DRESS.sub("", rough)


@lru_cache(maxsize=65_536)
def core_name(text: str) -> str:
    """A name without 其中： and the city's name before it, 工程 or 项目 after it, brackets and other signs; 二期 is 2期."""
    clean = _counted(_DRESS.sub("", _SHARE.sub("", plain_name(text))))
    clean = _PLACES.sub("", clean) or clean
    while (shorter := _ENDINGS.sub("", clean)) != clean and len(shorter) > 1:
        clean = shorter
    return clean


@lru_cache(maxsize=65_536)
def marks_of(text: str) -> Marks:
    """The numbers, phases, lots and townships that a name mentions."""
    clean = _counted(_DRESS.sub("", _PLACES.sub("", _SHARE.sub("", plain_name(text)))))
    counted = tuple(sorted(match[0] for match in _COUNTED.finditer(clean)))
    figures = sorted(_FIGURES.findall(_counted(plain_name(text))))
    return Marks(tuple(figures), counted, tuple(sorted(_TOWNSHIPS.findall(clean))))


@lru_cache(maxsize=65_536)
def bare_name(text: str) -> str:
    """The core of a name without its numbers, phases and lots: what several parts of one project have in common."""
    bare = _NUMBERED.sub("", core_name(text))
    return bare if bare == core_name(text) else core_name(bare)


def _counted(text: str) -> str:
    """The text with what it counts by in figures: 第二期 is 2期."""
    return _COUNTED.sub(lambda match: f"{_arabic(match[1] or match[3])}{match[2] or '#'}", text)


def _arabic(numeral: str) -> str:
    """A Chinese numeral below a hundred in figures: 十二 is 12, 二十 is 20."""
    if numeral.isdigit():
        return str(int(numeral))
    if numeral in _ROMAN:
        return _ROMAN[numeral]
    if "百" in numeral:
        return numeral
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return "".join(_NUMERALS[digit] for digit in numeral)
    return f"{_NUMERALS.get(tens, '1') if tens else '1'}{_NUMERALS.get(ones, '0') if ones else '0'}"
