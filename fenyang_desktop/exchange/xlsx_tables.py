"""The two tables that the cells of an .xlsx point into: shared strings and cell styles."""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.archive import chunks
from fenyang_desktop.exchange.formats import BUILT_IN
from fenyang_desktop.exchange.raw import Raw, checked_text, struck_text
from fenyang_desktop.exchange.xml_events import character_data, is_utf8, local, parse

MOST_TEXTS = 500_000
_SMALL = 32 << 20  # what may be held whole
_PLAIN = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_TO_LOOK_AT = re.compile("[&\r\u202b\u202e\u2067]")


class SharedTexts(list[Raw]):
    """The shared strings by their place; `under_strike` are those that say something else in a struck cell."""

    def __init__(self, texts: Iterable[Raw] = ()) -> None:
        super().__init__(texts)
        self.under_strike: dict[int, Raw] = {}

    def take(self, pieces: Sequence[tuple[str, bool | None]]) -> None:
        """Add a string of pieces that are struck, not struck, or (None) as their cell is."""
        if any(struck is not None for _, struck in pieces):
            self.under_strike[len(self)] = struck_text((text, struck is not False) for text, struck in pieces)
            self.append(struck_text((text, struck is True) for text, struck in pieces))
        else:
            self.append(checked_text("".join(text for text, _ in pieces)))


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an element such as `<strike/>` says yes, as it does unless it says otherwise."""
    return attributes.get("val", "1") not in ("0", "false", "off")


def shared_texts(archive: zipfile.ZipFile, part: str, file: str) -> SharedTexts:
    """The shared strings, rich text joined, phonetic readings left out. Their declared number is not believed.

    Raises UserError `file_too_complex`, and BadXml.
    """
    if archive.getinfo(part).file_size <= _SMALL:
        content = archive.read(part)
        parse([content])
        if is_utf8(content) and (found := _plain_texts(content.decode())) is not None:
            return SharedTexts(found)
    return _texts_by_element(archive, part, file)


def _plain_texts(content: str) -> list[Raw] | None:
    """The strings where all are without formats of their own, as they mostly are; else None."""
    found: list[str] = _PLAIN.findall(content)
    if content.count("<si") != len(found) or "<!" in content:
        return None
    if not _TO_LOOK_AT.search(content):
        return list(found)
    return [checked_text(character_data(text)) for text in found]


def _texts_by_element(archive: zipfile.ZipFile, part: str, file: str) -> SharedTexts:
    texts = SharedTexts()
    pieces: list[tuple[str, bool | None]] = []
    listening, phonetic = False, False
    is_struck: bool | None = None  # None: as the cell's style says

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal listening, phonetic, is_struck
        match local(name):
            case "t":
                listening = not phonetic
            case "rPh":
                phonetic = True
            case "rPr":
                is_struck = False
            case "strike":
                is_struck = is_on(attributes)

    def end(name: str) -> None:
        nonlocal listening, phonetic, is_struck
        match local(name):
            case "t":
                listening = False
            case "r":
                is_struck = None
            case "rPh":
                phonetic = False
            case "si":
                texts.take(pieces)
                pieces.clear()
                if len(texts) > MOST_TEXTS:
                    raise UserError("file_too_complex", file=file, what="不同的文字", limit=f"{MOST_TEXTS:,} 条")

    def text(data: str) -> None:
        if listening:
            pieces.append((data, is_struck))

    parse(chunks(archive, part), start, end, text)
    return texts


@dataclass(slots=True)
class Styles:
    """What a workbook's cell styles say: the number format of each by its place, and which strike text through."""

    formats: list[str] = field(default_factory=lambda: ["General"])
    struck: frozenset[int] = frozenset()


def cell_styles(archive: zipfile.ZipFile, part: str) -> Styles:
    """The cell styles. A format of the file's own precedes one that Excel has built in."""
    found = _StyleParts()
    parse(chunks(archive, part), found.start, found.end)
    formats = [found.own.get(id) or BUILT_IN.get(id, "General") for id, _ in found.used]
    struck = frozenset(place for place, (_, font) in enumerate(found.used) if font in found.struck_fonts)
    return Styles(formats, struck) if formats else Styles()


class _StyleParts:
    """Takes the elements of the styles; `used` are the format and the font of each cell style."""

    def __init__(self) -> None:
        self.own: dict[int, str] = {}
        self.used: list[tuple[int, int]] = []
        self.struck_fonts: set[int] = set()
        self._fonts, self._within = 0, ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = local(name)
        if element in ("fonts", "cellXfs"):
            self._within = element
        elif element == "numFmt" and self._within != "cellXfs":
            self.own.setdefault(int(attributes["numFmtId"]), attributes["formatCode"])
        elif element == "font" and self._within == "fonts":
            self._fonts += 1
        elif element == "strike" and self._within == "fonts" and is_on(attributes):
            self.struck_fonts.add(self._fonts - 1)
        elif element == "xf" and self._within == "cellXfs":
            self.used.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))

    def end(self, name: str) -> None:
        if local(name) in ("fonts", "cellXfs"):
            self._within = ""
