"""What the reading process sends: sheets in pieces, as they are read, within limits. `inbox.py` is its counterpart."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.raw import Fault, Merge, Number, Raw, Struck, column_letter

MOST_CELLS = 1_000_000  # filled ones, in the whole file
MOST_ROWS = 200_000  # filled ones, in a sheet
MOST_IN_ROW = 2_000
MOST_MERGES = 200_000
BLANK = 1 << 40  # the place of what is no value
_CELLS_AT_ONCE = 20_000

Send = Callable[[list[object]], None]
Packed = str | tuple[int, str] | Sequence[int]  # a column of a block


class Outbox:
    """Takes the rows of one sheet after another and sends them on in pieces.

    Texts that the file itself numbers are sent before its sheets, and their places are -1, -2 and so on. Any other
    value is sent once a piece: `known` maps what stands in the file to its place, `BLANK` where it is no value.
    Numbers stand in `digits` and `formats`, with odd places 2n + 1, all else in `values`, with even places 2n. All
    four empty whenever a piece goes off, which is only at the end of a row. Formats are sent once, and then named by
    their number; columns are None where they are those of the row before. Rows that are filled alike go as a block,
    column by column: as the numbers of texts that the file numbers, as digits of one format, or as places.
    """

    def __init__(self, file: str, send: Send) -> None:
        self.file, self._send = file, send
        self.known: dict[object, int] = {}
        self.values: list[object] = []
        self.digits: list[str] = []
        self.formats: list[int] = []
        self._formats: dict[str, int] = {}
        self._new_formats: list[str] = []
        self._rows: list[tuple[int, Sequence[int] | None, Sequence[int]]] = []
        self._blocks: list[tuple[Sequence[int], Sequence[int], Sequence[Packed]]] = []
        self._columns: Sequence[int] | None = None
        self._head: list[object] = []
        self._sheet, self._cells, self._cells_before, self._rows_in_sheet, self._last_row = "", 0, 0, 0, 0
        self._pending = 0

    def share(self, texts: Sequence[Raw]) -> None:
        """Send the texts that the file numbers."""
        for first in range(0, len(texts), _CELLS_AT_ONCE):
            self._send(
                [
                    "texts",
                    [text if type(text) is str else _packed(text) for text in texts[first : first + _CELLS_AT_ONCE]],
                ]
            )

    def begin(self, sheet: str, day_zero: date, *, hidden: bool) -> None:
        self._sheet, self._cells_before = sheet, self._cells
        self._head = ["sheet", sheet, day_zero.isoformat(), hidden]
        self.begin_again()

    def begin_again(self) -> None:
        """Forget the rows of this sheet, here and where they were sent."""
        self._cells, self._rows_in_sheet, self._last_row = self._cells_before, 0, 0
        self._rows, self._blocks = [], []
        self._flush()
        self._send(self._head)

    def add(self, key: object, raw: Raw | None) -> int:
        """Make a value known and return its place; None and "" are blank."""
        place = BLANK
        if isinstance(raw, Number):
            place = 2 * len(self.digits) + 1
            self.digits.append(raw.digits)
            self.formats.append(self.format(raw.format))
        elif raw is not None and raw != "":
            place = 2 * len(self.values)
            self.values.append(_packed(raw))
        self.known[key] = place
        return place

    def place(self, raw: Raw) -> int:
        """The place of a value, known or not yet."""
        place = self.known.get(raw)
        return self.add(raw, raw) if place is None else place

    def row(self, number: int, columns: Sequence[int], places: Sequence[int], *, whole: bool = True) -> None:
        """The filled cells of a row; not `whole`: its piece is to have more rows. Raises UserError `sheet_too_big`."""
        if not columns:
            return
        self._rows.append((number, None if columns == self._columns else columns, places))
        self._columns = columns
        self._count(number, columns)
        if whole:
            self.end_of_rows()

    def block(self, numbers: Sequence[int], columns: Sequence[int], cells: Sequence[Packed]) -> None:
        """Rows that are filled alike; rows between them may come before or after, but in the same piece.

        Raises UserError `sheet_too_big`.
        """
        if not columns:
            return
        for number in numbers:  # each may be the one too many
            self._count(number, columns)
        self._blocks.append((numbers, columns, cells))

    def end_of_rows(self) -> None:
        """Where all rows so far are whole, a piece may go off."""
        if self._pending >= _CELLS_AT_ONCE:
            self._flush()

    def _count(self, number: int, columns: Sequence[int]) -> None:
        self._rows_in_sheet += 1
        self._last_row = max(self._last_row, number)
        self._cells += len(columns)
        self._pending += len(columns)
        if len(columns) > MOST_IN_ROW:
            raise self.too_big(f"第 {number} 行", "一行中有内容的单元格", MOST_IN_ROW)
        if self._rows_in_sheet > MOST_ROWS:
            raise self.too_big(f"第 {number} 行", "有内容的行", MOST_ROWS)
        if self._cells > MOST_CELLS:
            raise self.too_big(f"单元格 {column_letter(columns[-1])}{number} ", "有内容的单元格", MOST_CELLS)

    def end(self, merges: Sequence[Merge], hidden_rows: Sequence[int], hidden_columns: Sequence[int]) -> None:
        """The sheet is at its end; rows hidden below the last filled one are of no interest."""
        self._flush()
        self._send(["end", merges, [row for row in hidden_rows if row <= self._last_row], hidden_columns])

    def too_big(self, place: str, what: str, limit: int) -> UserError:
        return UserError("sheet_too_big", file=self.file, sheet=self._sheet, place=place, what=what, limit=f"{limit:,}")

    def broken(self, reason: str) -> UserError:
        place = f"工作表“{self._sheet}”{reason}" if self._sheet else reason
        return UserError("file_broken", file=self.file, reason=place)

    def format(self, format: str) -> int:
        """The number by which a format goes."""
        number = self._formats.get(format)
        if number is None:
            number = self._formats[format] = len(self._formats)
            self._new_formats.append(format)
        return number

    def _flush(self) -> None:
        if self._rows or self._blocks:
            self._send(["rows", self._new_formats, self.values, self.digits, self.formats, self._rows, self._blocks])
            self._new_formats = []
        self._rows, self._blocks, self._columns, self._pending = [], [], None, 0
        self.values, self.digits, self.formats = [], [], []
        self.known.clear()


def _packed(raw: Raw) -> object:
    """A value that is no number as JSON: text as it is, everything else as a list."""
    match raw:
        case Fault():
            return ["f", raw.code, raw.text]
        case datetime():
            return ["d", raw.isoformat()]
        case time():
            return ["t", raw.isoformat()]
        case Struck(Number(digits, format), gone):
            return ["k", ["n", digits, format], gone]
        case Struck(value, gone):
            return ["k", _packed(value), gone]
        case _:
            return raw
