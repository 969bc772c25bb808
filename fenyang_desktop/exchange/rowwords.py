"""The words by which rows are told: what totals, sections, shares and notes begin with, or hold."""

import re
import unicodedata

FIGURE = re.compile(r"^[+\-]?[\d,，.]+%?$")
TOTAL = re.compile(r"^(?:全市|全县|本页|总|项目)?(?:合计数?|小计|总计|共计|累计|汇总|总数|总和)(?:[|｜(:、,\d].*)?$")
SUBTOTAL = re.compile(
    r"^(?:.{1,16}(?:合计|小计|总计)|.{0,16}(?:合计数|小计数|总计数|总数|总和|汇总))(?:[|｜(:、,\d].*)?$"
)
SHARE = re.compile(r"^其中")
_LIKE_TOTAL = re.compile(
    r"(?:合计|小计|总计)(?![量算划])|汇总$|^(?:计|平均[值数]?|占比|比例|\(?续[上表]\)?|\d{4}[-.年]\d{1,2}[-.月]\d{1,2}日?)$"
)
GRAND = re.compile(r"合计|总计|共计|汇总|总数|总和")
_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2}|[甲乙丙丁戊])\)?(=.*)?$|^栏次$")
COUNTED = re.compile(r"^(?:共|计)?\d+(?:个|项|件|家)(?:项目)?$")
WITH_COUNT = re.compile(r"^.{1,24}(?:\((?:共|计)?\d+(?:个|项|件|家)(?:项目)?\)|[共计]\d+(?:个|项|件|家)(?:项目)?)$")
ENUMERATED = re.compile(r"^\(?[\d一二三四五六七八九十]{1,3}[)、.．]")
_NUMERAL = "一二三四五六七八九十"
_ALSO = rf"(?!第?[{_NUMERAL}]{{1,3}}(?:、|号|期|标|段|楼|栋|幢|座|组|村|中|院|小|批|区))"  # 一、二标段 are two of them
SECTION = re.compile(rf"^(?:\(?[{_NUMERAL}]{{1,3}}(?:[).．]|、{_ALSO})|第[{_NUMERAL}]{{1,3}}(?:部分|章|类)$)")
WORDS = re.compile(r"[一-鿿]{2}")
BARE_NUMERAL = re.compile(rf"^\(?[{_NUMERAL}]{{1,3}}[)、.．]?$")
FOOT = re.compile(r"^(?:单位[:：]|\d{4}年\d{1,2}月(?:\d{1,2}日)?$|共\d+[个项])")
INNER_SECTION = re.compile(rf"^\([{_NUMERAL}]{{1,3}}\)")
NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填表人|填报人|制表|审核|联系人|联系电话|负责人|单位负责人|报送|填报单位|截止|数据截止)\d*[:、(\s]|^注\d?$"
)
BOUNDS = (TOTAL, SUBTOTAL, SHARE, COUNTED, WITH_COUNT, SECTION, BARE_NUMERAL, NOTE)

# What the word of a total, a section or a note begins with or holds; two patterns, since each has a first letter to look for.
MAY_BEGIN = re.compile(
    rf"[^0-9A-Za-z一-鿿]|[{_NUMERAL}]{{1,3}}(?:[)、.．。\s]|$)|第|注|备注|说明|填|制表|审核|联系|负责|单位|报送|截止|数据截止|平均|占比|比例|续|\d{{4}}[-.年]"
)
MAY_HOLD = re.compile(r"\s|计|总[数和]|汇总|其中|\d(?:个|项|件|家)")


def states_a_count(name: str) -> bool:
    """Whether a name says how many projects there are, as a section's or a subtotal's does: 续建项目（2个）."""
    return bool(WITH_COUNT.match(squeezed(name)))


def is_like_total(name: str) -> bool:
    """Whether a name, squeezed, holds the word of a total, wherever it stands: 市交通局小计（2个）, 以上合计情况; or is none
    of a project: 平均, （续上）, a date."""
    return bool(_LIKE_TOTAL.search(name))


def squeezed(text: str) -> str:
    """Text without width and white space: 合  计 is 合计."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def is_numbered(label: str, name: str) -> bool:
    """Whether a row begins with a Chinese numeral, by itself before a name or before its own text."""
    return bool(SECTION.match(label)) or bool(BARE_NUMERAL.match(label) and name)


def are_column_numbers(texts: list[str]) -> bool:
    """Whether a row numbers its columns: 甲, 乙, 1, 2, 3=1-2."""
    found = [_COLUMN_NUMBER.match(squeezed(text)) for text in texts]
    figures = [int(match[1]) for match in found if match and (match[1] or "").isdigit()]
    return len(figures) > 1 and all(found) and figures == list(range(figures[0], figures[0] + len(figures)))
