"""The slow pass over an .xlsx sheet, element by element: right for any form that the XML may take."""

import re
from collections.abc import Iterable, Sequence

from fenyang_desktop.exchange.outbox import BLANK, Outbox
from fenyang_desktop.exchange.raw import Raw
from fenyang_desktop.exchange.xlsx_cells import BadCell, CellReader
from fenyang_desktop.exchange.xlsx_rows import Columns, Rows, Surroundings, is_main, is_true
from fenyang_desktop.exchange.xlsx_tables import is_on
from fenyang_desktop.exchange.xml_events import local, parse

LONGEST_TEXT = 1_000_000  # thirty times what a cell can hold
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def read_elements(chunks: Iterable[bytes], reader: CellReader, outbox: Outbox) -> None:
    """As `xlsx_sheet.read_sheet`."""
    sheet = _Elements(reader, outbox)
    parse(chunks, sheet.start, sheet.end, sheet.text)
    sheet.finish()


class _Elements:
    def __init__(self, reader: CellReader, outbox: Outbox) -> None:
        self._reader, self._rows, self._outbox = reader, Rows(outbox), outbox
        self._around = Surroundings(outbox)
        self._letters = Columns()
        self._hidden_rows: list[int] = []
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._formula, self._listening, self._phonetic = False, False, False
        self._text: list[str] | None = None
        self._struck: list[bool | None] = []  # of each piece of the text; None: as the style says
        self._is_struck: bool | None = None
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = local(name)
        if not is_main(name):
            return
        if element == "row":
            self._begin_row(attributes)
        elif element == "c":
            self._begin_cell(attributes)
        elif self._cell is None:
            self._around.start(name, attributes)
        elif element == "f":
            self._formula = True
        elif element == "rPh":
            self._phonetic = True
        elif element == "rPr":
            self._is_struck = False
        elif element == "strike":
            self._is_struck = is_on(attributes)
        elif element in ("v", "t") and not self._phonetic:
            self._text = self._text or []
            self._listening = True

    def end(self, name: str) -> None:
        element = local(name)
        if not is_main(name):
            return
        if element in ("v", "t"):
            self._listening = False
        elif element == "rPh":
            self._phonetic = False
        elif element == "r":
            self._is_struck = None
        elif element == "c":
            self._finish_cell()

    def text(self, data: str) -> None:
        if self._listening and self._text is not None:
            self._text.append(data)
            self._struck.append(self._is_struck)
            self._length += len(data)
            if self._length > LONGEST_TEXT:
                raise BadCell(f"第 {self._row} 行有过长的文字")

    def finish(self) -> None:
        self._rows.close()
        self._outbox.end(self._around.merges, self._hidden_rows, sorted(self._around.hidden_columns))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        self._row = int(given) if given.isdecimal() and len(given) < 8 else self._row + 1
        self._column = 0
        if is_true(attributes.get("hidden")):
            self._hidden_rows.append(self._row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._formula, self._text, self._length = attributes, False, None, 0
        self._struck, self._is_struck = [], None
        if "r" in attributes:
            found = _PLACE.fullmatch(attributes["r"])
            if found is None:
                raise BadCell(f"有读不出的单元格位置 {attributes['r'][:20]}")
            self._column, self._row = self._letters[found[1].encode()], int(found[2])
        else:
            self._column += 1

    def _finish_cell(self) -> None:
        assert self._cell is not None
        if self._row != self._rows.number:
            self._rows.open(self._row)
        kind, style = self._cell.get("t", ""), self._cell.get("s", "")
        text = None if self._text is None else "".join(self._text)
        pieces = (
            list(zip(self._text or (), self._struck, strict=True))
            if any(one is not None for one in self._struck)
            else ()
        )
        key = (kind, style, text, self._formula, *pieces)
        place = self._outbox.known.get(key)
        if place is None:
            place = self._outbox.add(key, self._raw(kind, style, text, pieces))
        if place != BLANK:
            self._rows.put(self._column, place)
        self._cell = None

    def _raw(self, kind: str, style: str, text: str | None, pieces: Sequence[tuple[str, bool | None]]) -> Raw | None:
        try:
            return self._reader.raw(kind, style, text, formula=self._formula, pieces=pieces)
        except BadCell as fault:
            raise self._rows.at_row(fault) from None
