"""File names by a pattern, as Windows takes them."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from fenyang_desktop.domain.errors import UserError

_BLANK = re.compile(r"\{([^{}]*)\}")
_WIDE = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST = 120  # of the 255 letters of a name, as folders have long names too


def filled_in(pattern: str, values: Mapping[str, str]) -> str:
    """A pattern such as "{单位} {月}月" with its blanks filled. Raises UserError `pattern_unknown` for another blank."""
    for name in _BLANK.findall(pattern):
        if name not in values:
            known = "、".join(f"{{{one}}}" for one in values)
            raise UserError("pattern_unknown", name=f"{{{name}}}", known=known)
    return _BLANK.sub(lambda found: values[found[1]], pattern)


def safe_name(text: str, suffix: str) -> str:
    """A file name that Windows takes, with this suffix: forbidden characters become wide ones, a long name is cut."""
    stem = text[: -len(suffix)] if text.lower().endswith(suffix) else text
    stem = _CONTROL.sub(" ", stem).translate(_WIDE).strip(" .")[:_LONGEST].rstrip(" .")
    return f"{'_' if not stem or _RESERVED.fullmatch(stem) else ''}{stem}{suffix}"


def different_names(names: Sequence[str]) -> list[str]:
    """The names, each with a number where an earlier one is the same to Windows, which knows no capitals."""
    taken: set[str] = set()
    found = []
    for name in names:
        path, number, one = Path(name), 1, name
        while one.casefold() in taken:
            number += 1
            one = f"{path.stem} ({number}){path.suffix}"
        taken.add(one.casefold())
        found.append(one)
    return found
