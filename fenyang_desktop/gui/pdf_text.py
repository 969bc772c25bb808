"""Makes the Chinese in Qt's PDFs searchable.

A font may draw 日 and the radical ⽇ (U+2F47) with one glyph, or 胶 and the rare 㬵 (U+3B35). Of such a pair Qt's PDF
writer notes the lower code, so that whoever searches for 日 finds nothing and whoever copies it gets the other. Here
the notes are changed to the character that was meant.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

_RARE = "".join(map(chr, range(0x2E80, 0x4DC0)))
_CHARACTERS = "".join(map(chr, range(0x4E00, 0xA000)))
_NOTES = re.compile(rb"beginbfrange.*?endbfrange", re.DOTALL)
_CODE = re.compile(rb"<([0-9A-F]{4})>")


def searchable(font: QFont) -> QFont:
    """The font without local letter forms, which have no code that a PDF could note: digits would be lost as text."""
    font.setFeature(QFont.Tag("locl"), 0)
    return font


def mend_pdf_text(path: Path, families: Iterable[str]) -> None:
    """Change the notes in the PDF at `path`, which these font families drew. Raises OSError."""
    meant: dict[bytes, bytes] = {}
    for family in set(families) & set(QFontDatabase.families()):
        meant |= _look_alikes(QRawFont.fromFont(QFont(family)))
    drawn = path.read_bytes()
    path.write_bytes(_NOTES.sub(lambda notes: _mended(notes[0], meant), drawn))


def _mended(notes: bytes, meant: dict[bytes, bytes]) -> bytes:
    """As long as before: every code has four digits, and so the places that the file lists stay right."""
    return _CODE.sub(lambda code: b"<" + meant.get(code[1], code[1]) + b">", notes)


def _look_alikes(font: QRawFont) -> dict[bytes, bytes]:
    """Code of a rare character or radical → code of the common character that the font draws alike, in hexadecimal."""
    character_of: dict[int, str] = {}
    for character, glyph in zip(_CHARACTERS, font.glyphIndexesForString(_CHARACTERS), strict=True):
        if glyph:
            character_of.setdefault(glyph, character)
    rare = zip(_RARE, font.glyphIndexesForString(_RARE), strict=True)
    return {_code(other): _code(character_of[glyph]) for other, glyph in rare if glyph in character_of}


def _code(character: str) -> bytes:
    return f"{ord(character):04X}".encode()
