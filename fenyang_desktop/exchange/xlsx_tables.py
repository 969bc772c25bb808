"""The two tables that the cells of an .xlsx point into: shared strings and cell styles."""

import re
import zipfile

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.archive import chunks
from fenyang_desktop.exchange.formats import BUILT_IN
from fenyang_desktop.exchange.raw import Raw, checked_text
from fenyang_desktop.exchange.xml_events import character_data, is_utf8, local, parse

MOST_TEXTS = 500_000
_SMALL = 32 << 20  # what may be held whole
_PLAIN = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_TO_LOOK_AT = re.compile("[&\r\u202b\u202e\u2067]")


def shared_texts(archive: zipfile.ZipFile, part: str, file: str) -> list[Raw]:
    """The shared strings, rich text joined, phonetic readings left out. Their declared number is not believed.

    Raises UserError `file_too_complex`, and BadXml.
    """
    if archive.getinfo(part).file_size <= _SMALL:
        content = archive.read(part)
        parse([content])
        if is_utf8(content) and (found := _plain_texts(content.decode())) is not None:
            return found
    return _texts_by_element(archive, part, file)


def _plain_texts(content: str) -> list[Raw] | None:
    """The strings where all are without formats of their own, as they mostly are; else None."""
    found: list[str] = _PLAIN.findall(content)
    if content.count("<si") != len(found) or "<!" in content:
        return None
    if not _TO_LOOK_AT.search(content):
        return list(found)
    return [checked_text(character_data(text)) for text in found]


def _texts_by_element(archive: zipfile.ZipFile, part: str, file: str) -> list[Raw]:
    texts: list[Raw] = []
    pieces: list[str] = []
    listening, phonetic = False, False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal listening, phonetic
        match local(name):
            case "t":
                listening = not phonetic
            case "rPh":
                phonetic = True

    def end(name: str) -> None:
        nonlocal listening, phonetic
        match local(name):
            case "t":
                listening = False
            case "rPh":
                phonetic = False
            case "si":
                texts.append(checked_text("".join(pieces)))
                pieces.clear()
                if len(texts) > MOST_TEXTS:
                    raise UserError("file_too_complex", file=file, what="不同的文字", limit=f"{MOST_TEXTS:,} 条")

    def text(data: str) -> None:
        if listening:
            pieces.append(data)

    parse(chunks(archive, part), start, end, text)
    return texts


def cell_formats(archive: zipfile.ZipFile, part: str) -> list[str]:
    """The number format of each cell style. A format of the file's own precedes one that Excel has built in."""
    own: dict[int, str] = {}
    used: list[int] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        match local(name):
            case "numFmt" if not inside:
                own.setdefault(int(attributes["numFmtId"]), attributes["formatCode"])
            case "cellXfs":
                inside = True
            case "xf" if inside:
                used.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == "cellXfs":
            inside = False

    parse(chunks(archive, part), start, end)
    return [own.get(id) or BUILT_IN.get(id, "General") for id in used] or ["General"]
