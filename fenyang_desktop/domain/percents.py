"""Percentages as people write them: 约70%, 70%左右, 百分之七十, 近七成."""

import re
import unicodedata

_NUMERALS = "零一二三四五六七八九"
_ABOUT = r"(?:大约|大概|将近|接近|约|近)?"
_ALMOST = r"(?:左右|上下)?"
_FIGURE = r"\d{1,3}(?:\.\d{1,2})?"
_WORDS = f"一百|[{_NUMERALS[1:]}]?十[{_NUMERALS[1:]}]?|[{_NUMERALS}]"
_FORMS = re.compile(
    rf"{_ABOUT}(?:(?P<figure>{_FIGURE})%?|百分之(?P<of>{_FIGURE}|{_WORDS})"
    rf"|(?P<tenths>[1-9{_NUMERALS[1:]}])成(?P<half>[半{_NUMERALS[1:]}])?){_ALMOST}"
)
_SMALL = re.compile(r"[01](?:\.\d+)?")  # without a sign of percent it may be a fraction


def loose_percent(text: str) -> str:
    """The plain figure of a percentage that is written in words or roughly; "" for any other text, plain ones too."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    found = _FORMS.fullmatch(plain)
    if found is None or re.fullmatch(rf"{_FIGURE}%?", plain):
        return ""
    if figure := found["figure"]:
        return "" if "%" not in plain and _SMALL.fullmatch(figure) else figure
    if of := found["of"]:
        return of if of[0].isdigit() else str(_number(of))
    half = 5 if found["half"] == "半" else _number(found["half"] or "零")
    return str(_number(found["tenths"]) * 10 + half)


def _number(words: str) -> int:
    """A number up to a hundred in Chinese numerals, or a figure."""
    if words.isdigit():
        return int(words)
    if words == "一百":
        return 100
    tens, ten, ones = words.rpartition("十")
    return (_NUMERALS.index(tens or "一") * 10 if ten else 0) + _NUMERALS.index(ones or "零")
