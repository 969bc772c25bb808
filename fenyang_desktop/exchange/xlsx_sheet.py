"""One pass over the XML of an .xlsx sheet: every cell with its type and style, merged ranges, what is hidden.

python-calamine gives values alone: no formats, no error cells, no formula without a result, and it allocates the
whole rectangle that the outermost cells span. For all that a pass of our own over the XML is needed; once it looks
at every cell the values cost it nothing more, and keep the digits that the file holds. So it reads them.

The pass has two speeds with one outcome. Excel, WPS and the usual libraries write rows and cells in one form. Text
in that form is cut into rows and cells, and every row of a shape, and cell's content, not seen before must match an
expression as a whole: so nothing goes unread, and what is not well-formed cannot slip through. Whatever else XML allows (prefixes, comments,
rich text in a cell, cells without a place) makes the pass begin again in `xlsx_elements.py`, element by element.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from fenyang_desktop.exchange.outbox import Outbox
from fenyang_desktop.exchange.raw import Raw
from fenyang_desktop.exchange.xlsx_cells import BadCell, CellReader
from fenyang_desktop.exchange.xlsx_elements import read_elements
from fenyang_desktop.exchange.xlsx_layout import PLAIN_NUMBER, RowShape, Shapes, filled_only
from fenyang_desktop.exchange.xlsx_rows import Columns, Rows, Surroundings, is_true
from fenyang_desktop.exchange.xml_events import character_data, feed, is_utf8, make_parser

Chunks = Callable[[], Iterable[bytes]]

_KEPT = 50_000
_LONGEST_ROW = 8 << 20
_DATA = re.compile(rb"<sheetData\b[^>]*>")
_DATA_END = b"</sheetData>"
_ATTRIBUTES = rb'((?: [A-Za-z0-9:]+="[^"<&]*")*) ?'
_TEXT = rb"([^<&\x00-\x08\x0b\x0c\x0e-\x1f]*(?:&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);[^<&\x00-\x08\x0b\x0c\x0e-\x1f]*)*)"
_SPACE = rb'(?: xml:space="preserve")?'
_ROW = re.compile(rb'(?: r="([1-9][0-9]{0,6})")?' + _ATTRIBUTES + rb"(/?)>")
_is_plain = re.compile(PLAIN_NUMBER.encode()).fullmatch
_SHARED, _UNKNOWN = -1, -2
_END = b"</v></c>"
_END_LENGTH = len(_END)
_HEAD = re.compile(_ATTRIBUTES)
_OTHER = re.compile(
    _ATTRIBUTES
    + rb"(?:/>|>(<f"
    + _ATTRIBUTES
    + rb"(?:/>|>"
    + _TEXT
    + rb"</f>))?(?:<v"
    + _SPACE
    + rb">"
    + _TEXT
    + rb"</v>|(<v ?/>)|<is><t"
    + _SPACE
    + rb">"
    + _TEXT
    + rb"</t></is>)?</c>)\s*"
)
_ATTRIBUTE = re.compile(rb' ([A-Za-z0-9:]+)="([^"]*)"')
_KNOWN_ATTRIBUTES = {"s", "t", "cm", "vm", "ph"}


class _Unusual(Exception):
    """Not in the form that the fast pass knows."""


def read_sheet(chunks: Chunks, reader: CellReader, outbox: Outbox) -> None:
    """Send on the rows of the sheet that the outbox has begun; `chunks()` gives its XML from the beginning.

    Raises BadCell, BadXml, and what the outbox raises.
    """
    try:
        _FastPass(reader, outbox).read(chunks())
    except (_Unusual, UnicodeDecodeError):
        outbox.begin_again()
        read_elements(chunks(), reader, outbox)


class _FastPass:
    def __init__(self, reader: CellReader, outbox: Outbox) -> None:
        self._reader, self._rows, self._outbox = reader, Rows(outbox), outbox
        self._numbers_of_letters = Columns()
        self._letters: Sequence[bytes] = ()
        self._columns: list[int] = []
        self._hidden_rows: list[int] = []
        self._attributes: set[bytes] = set()  # those of rows, as far as they were seen and say nothing
        self._around = Surroundings(outbox)
        self._shapes = Shapes(reader, outbox)
        self._read: dict[bytes, Raw | None] = {}
        self._heads = _Heads(reader, outbox)

    def read(self, chunks: Iterable[bytes]) -> None:
        parser = make_parser(self._around.start)
        for rows, piece in _pieces(chunks):
            if rows:
                self._take(piece)
            elif b"<!" in piece:
                raise _Unusual
            else:
                feed(parser, piece)
        feed(parser, b"", last=True)
        self._outbox.end(self._around.merges, self._hidden_rows, sorted(self._around.hidden_columns))

    def _take(self, piece: bytes) -> None:
        blank, *rows = piece.split(b"<row")
        if blank.strip():
            raise _Unusual
        filled = [one for row in rows if (one := self._filled(row))]
        last = self._rows.number
        self._read_rows(filled)
        self._rows.number = last
        self._outbox.end_of_rows()

    def _filled(self, row: bytes) -> tuple[bytes, bytes] | None:
        """The number of a row and its cells; None where it has none."""
        begin, _, cells = row.partition(b">")
        number, _, attributes = begin[4:].partition(b'"')
        if attributes in self._attributes and begin.startswith(b' r="') and number.isdigit() and number[:1] != b"0":
            content, end, blank = cells.partition(b"</row>")
            if content and end and not blank and not content.isspace():
                self._rows.open(int(number))
                return number, content
        return self._unknown(row)

    def _unknown(self, row: bytes) -> tuple[bytes, bytes] | None:
        """The same for a row with attributes that may mean something."""
        head = _ROW.match(row)
        if head is None:
            raise _Unusual
        content, end, blank = row[head.end() :].partition(b"</row>")
        digits, others, closed = head.groups()
        if bool(end) == bool(closed) or blank.strip() or b"xmlns" in others:
            raise _Unusual
        if b"hidden" in others:
            self._note_hidden(digits, others)
        if not content or content.isspace():
            return None
        if closed or not digits:
            raise _Unusual
        self._rows.open(int(digits))
        if b"hidden" not in others:
            self._attributes.add(others)
        return digits, content

    def _note_hidden(self, digits: bytes | None, attributes: bytes) -> None:
        if not digits:
            raise _Unusual
        if is_true(_attributes(attributes).get("hidden")):
            self._hidden_rows.append(int(digits))

    def _read_rows(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Send on some rows: those of one known shape together, all others cell by cell."""
        alike: dict[RowShape, list[tuple[bytes, bytes, Sequence[bytes]]]] = defaultdict(list)
        for row, content in rows:
            shape, values = self._shapes.find(row, content)
            if shape is None:
                self._read_cells(row, content)
            else:
                alike[shape].append((row, content, values))
        for shape, members in alike.items():
            columns = shape.read([values for _, _, values in members])
            if columns is None:
                for row, content, _ in members:
                    self._read_cells(row, content)
            else:
                self._outbox.block([int(row) for row, _, _ in members], shape.columns, columns)

    def _read_cells(self, row: bytes, content: bytes) -> None:
        """Read a row cell by cell, cut into letters, digits and what follows; its shape is known from then on."""
        self._rows.number = int(row)
        between, *cells = content.split(b'<c r="')
        if between.strip() or not cells:
            raise _Unusual
        letters, _, contents = zip(*[cell.partition(row + b'"') for cell in cells], strict=True)
        places = self._places(contents)
        if letters != self._letters:
            self._letters, self._columns = letters, self._numbered(letters)
        self._shapes.learn(letters, contents, self._columns)
        self._outbox.row(int(row), *filled_only(self._columns, places), whole=False)

    def _numbered(self, letters: Sequence[bytes]) -> list[int]:
        if not all(one.isalpha() and one.isupper() and len(one) <= 3 for one in letters):
            raise _Unusual
        columns = [self._numbers_of_letters[one] for one in letters]
        for before, column in pairwise(columns):
            if column <= before:
                raise self._rows.out_of_order(column)
        return columns

    def _places(self, contents: Sequence[bytes]) -> list[int]:
        """The places of the values of some cells; new ones become known.

        Shared texts and plain numbers, the commonest two, take no detours: this loop is where the time goes.
        """
        outbox, heads = self._outbox, self._heads
        known, digits_of, formats_of = outbox.known, outbox.digits, outbox.formats
        places = []
        for content in contents:
            place = known.get(content)
            if place is None:
                head, _, tail = content.partition(b"><v>")
                format, digits = heads[head], tail[:-_END_LENGTH]
                if format == _UNKNOWN or not tail.endswith(_END):
                    place = self._checked(content)
                elif format >= 0 and _is_plain(digits):
                    place = known[content] = 2 * len(digits_of) + 1
                    digits_of.append(digits.decode())
                    formats_of.append(format)
                elif format == _SHARED and digits.isdigit():
                    place = known[content] = self._text(digits)
                else:
                    place = self._checked(content)
            places.append(place)
        return places

    def _text(self, digits: bytes) -> int:
        try:
            return self._reader.text_place(digits)
        except BadCell as fault:
            raise self._rows.at_row(fault) from None

    def _checked(self, content: bytes) -> int:
        """The slow way to a place. Dates take it, and repeat: what was read is kept for the pieces to come."""
        if content not in self._read:
            if len(self._read) > _KEPT:
                self._read.clear()
            try:
                self._read[content] = self._other(content)
            except BadCell as fault:
                raise self._rows.at_row(fault) from None
        return self._outbox.add(content, self._read[content])

    def _other(self, content: bytes) -> Raw | None:
        """Any cell that is in the form that the fast pass knows."""
        found = _OTHER.fullmatch(content)
        if found is None:
            raise _Unusual
        attributes = _attributes(found[1])
        if not attributes.keys() <= _KNOWN_ATTRIBUTES:
            raise _Unusual
        value = next((part for part in (found[5], found[6] and b"", found[7]) if part is not None), None)
        return self._reader.raw(
            attributes.get("t", ""),
            attributes.get("s", ""),
            None if value is None else character_data(value.decode()),
            formula=found[2] is not None,
        )


class _Heads(dict[bytes, int]):
    """What the attributes of a cell say of its value, each worked out once: the number of its format where it is a
    number and no date, `_SHARED`, or `_UNKNOWN` for all that needs a closer look.
    """

    def __init__(self, reader: CellReader, outbox: Outbox) -> None:
        super().__init__()
        self._struck = reader.struck
        self._formats = {style: outbox.format(format) for style, format in reader.plain_formats().items()}

    def __missing__(self, head: bytes) -> int:
        found = _HEAD.fullmatch(head)
        attributes = _attributes(head) if found else {"?": ""}
        if not attributes.keys() <= {"s", "t"} or attributes.get("s") in self._struck:
            self[head] = _UNKNOWN
        elif attributes.get("t", "n") == "n":
            self[head] = self._formats.get(attributes.get("s"), _UNKNOWN)
        else:
            self[head] = _SHARED if attributes["t"] == "s" else _UNKNOWN
        return self[head]


def _attributes(text: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    known = {name.decode(): value.decode() for name, value in found}
    if len(known) < len(found):
        raise _Unusual
    return known


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Cut the XML into whole rows (True) and what stands before and after them (False)."""
    stream = iter(chunks)
    first, buffer = True, b""
    inside = False
    for chunk in stream:
        buffer += chunk
        if first and not is_utf8(buffer):
            raise _Unusual
        first = False
        if not inside and (begin := _DATA.search(buffer)) and not begin[0].endswith(b"/>"):
            inside = True
            yield False, buffer[: begin.end()]
            buffer = buffer[begin.end() :]
        end = buffer.find(_DATA_END) if inside else -1
        if end >= 0:
            yield True, buffer[:end]
            yield False, buffer[end:]
            break
        cut = buffer.rfind(b"<row") if inside else 0
        if cut > 0:
            yield True, buffer[:cut]
            buffer = buffer[cut:]
        elif len(buffer) > _LONGEST_ROW:
            raise _Unusual
    else:
        raise _Unusual  # no cells, or none that end: for the other pass to say
    for chunk in stream:
        yield False, chunk
