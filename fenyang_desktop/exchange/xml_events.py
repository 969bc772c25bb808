"""XML as a stream of events, by the standard library's expat: no DTD, no entities of a file's own, no tree."""

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


_ENTITY = re.compile(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_OTHER_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)

_DEEPEST = 200


class BadXml(Exception):
    """Not well-formed, or with a document type."""


def make_parser(start: Start | None = None, end: End | None = None, text: Text | None = None) -> expat.XMLParserType:
    """A parser that names elements and attributes `namespace local`; feed it by `feed`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BadXml("元素层层相套，没有尽头")
        if start:
            start(name, attributes)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name)

    if start or end:
        parser.StartElementHandler, parser.EndElementHandler = begin, finish
    if text:
        parser.CharacterDataHandler = text
    return parser


def feed(parser: expat.XMLParserType, chunk: bytes, *, last: bool = False) -> None:
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError as error:
        raise BadXml(f"第 {error.lineno} 行") from None


def parse(
    chunks: Iterable[bytes], start: Start | None = None, end: End | None = None, text: Text | None = None
) -> None:
    """Run through a whole document. Raises BadXml."""
    parser = make_parser(start, end, text)
    for chunk in chunks:
        feed(parser, chunk)
    feed(parser, b"", last=True)


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2]


def by_local_name(attributes: dict[str, str]) -> dict[str, str]:
    return {local(name): value for name, value in attributes.items()}


def is_utf8(beginning: bytes) -> bool:
    """Whether a document that begins so is in UTF-8, as far as it says."""
    return beginning.lstrip(b"\xef\xbb\xbf").startswith(b"<") and not _OTHER_ENCODING.match(beginning)


def character_data(text: str) -> str:
    """What stands between tags as a parser gives it; for what is known to be well-formed."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    if entity[3]:
        return _NAMED[entity[3]]
    return chr(int(entity[1]) if entity[1] else int(entity[2], 16))


def _refuse(*_: object) -> None:
    raise BadXml("含有不允许的声明")
