"""Pinyin initials, so that wsclc finds 第二污水处理厂.

Many characters are read in two ways (长 is zh and c, 行 is x and h), so the initials of a name are no single word. A
character with several initials is one private symbol, and a search for a letter looks for any symbol that means it.
"""

import re
from collections.abc import Callable
from functools import lru_cache

_READINGS = 2  # rarer readings only find what nobody meant
_FIRST_SYMBOL = 0xE000  # the private use area: no name holds these characters


class _Symbols(dict[str, str]):
    """Character → the symbol of its initials. ASCII letters and digits stand for themselves, other marks for none."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: dict[str, str] = {}  # symbol → its letters, for characters with several

    def __missing__(self, char: str) -> str:
        from pypinyin.constants import PINYIN_DICT  # 0.3 s to import: only a search needs it
        from pypinyin.contrib.tone_convert import to_normal

        if char.isascii():
            symbol = char.lower() if char.isalnum() else ""
        else:
            readings = PINYIN_DICT.get(ord(char), "").split(",")[:_READINGS]
            symbol = self._symbol("".join(sorted({to_normal(reading)[0] for reading in readings if reading})))
        self[char] = symbol
        return symbol

    def _symbol(self, letters: str) -> str:
        if len(letters) < 2:
            return letters
        for symbol, known in self.letters.items():
            if known == letters:
                return symbol
        symbol = chr(_FIRST_SYMBOL + len(self.letters))
        self.letters[symbol] = letters
        return symbol


_symbols = _Symbols()


def initials(name: str) -> str:
    """The initials of a name, a letter or a symbol for each character; for `sounding`."""
    return "".join(map(_symbols.__getitem__, name))


def sounding(letters: str) -> Callable[[str], object] | None:
    """What tells whether some `initials` hold these letters; None if they aren't all letters or digits."""
    if not (letters.isascii() and letters.isalnum()):
        return None
    return _pattern(letters.lower(), len(_symbols.letters)).search


@lru_cache(maxsize=64)
def _pattern(letters: str, symbols: int) -> re.Pattern[str]:
    """`symbols` is how many there are by now: with a new one the pattern is another."""
    means = {
        letter: "".join(symbol for symbol, known in _symbols.letters.items() if letter in known) for letter in letters
    }
    return re.compile("".join(f"[{letter}{means[letter]}]" for letter in letters))
