"""What a cell of an .xlsx means: its type, its style and its text, to a raw value."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from fenyang_desktop.exchange.formats import date_tokens, dated, moment
from fenyang_desktop.exchange.outbox import BLANK
from fenyang_desktop.exchange.raw import Fault, Number, Raw, checked_text, exact, struck_text, wholly_struck
from fenyang_desktop.exchange.xlsx_tables import SharedTexts, Styles

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,400}")


class BadCell(Exception):
    """A cell that breaks the rules of its file; the text is the reason in Chinese."""


class CellReader:
    """Knows the texts, the styles and the calendar of a workbook."""

    def __init__(self, texts: SharedTexts, styles: Styles, day_zero: date) -> None:
        self.texts, self._day_zero = texts, day_zero
        self._blank_texts = frozenset(place for place, text in enumerate(texts) if not text)
        # by style as the cell names it: the format, and whether it shows a date; no style at all is the first
        self._styles = {str(place): (format, bool(date_tokens(format))) for place, format in enumerate(styles.formats)}
        self._first = self._styles["0"]
        self.struck: frozenset[str | None] = frozenset(map(str, styles.struck)) | (
            {None, ""} if 0 in styles.struck else set()
        )

    def text_place(self, number: str | bytes) -> int:
        """The place of a shared text. Raises BadCell."""
        place = int(number)
        if place >= len(self.texts):
            raise BadCell("引用了不存在的共享字符串")
        return BLANK if place in self._blank_texts else -1 - place

    def are_texts(self, numbers: Sequence[int]) -> bool:
        """Whether all these shared texts are there, and none of them is blank."""
        return max(numbers) < len(self.texts) and self._blank_texts.isdisjoint(numbers)

    def plain_formats(self) -> dict[str | None, str]:
        """The formats that show no date, by style; None is the style of a cell that names none."""
        plain: dict[str | None, str] = {} if self._first[1] else {None: self._first[0]}
        plain |= {style: format for style, (format, is_date) in self._styles.items() if not is_date}
        return {style: format for style, format in plain.items() if style not in self.struck} if self.struck else plain

    def raw(
        self, kind: str, style: str, text: str | None, *, formula: bool, pieces: Sequence[tuple[str, bool | None]] = ()
    ) -> Raw | None:
        """The value of a cell of type `kind`, None where it has none. `text` is None where there is no `<v>`.

        `pieces` make up the text where they are struck, not struck, or (None) as the style says. Raises BadCell.
        """
        is_struck = style in self.struck
        if kind == "inlineStr" and any(struck is not None for _, struck in pieces):
            return struck_text((piece, is_struck if struck is None else struck) for piece, struck in pieces)
        if not is_struck:
            return self._raw(kind, style, text, formula=formula)
        if kind == "s" and text and text.isdecimal() and (own := self.texts.under_strike.get(int(text))) is not None:
            return own
        return wholly_struck(self._raw(kind, style, text, formula=formula))

    def _raw(self, kind: str, style: str, text: str | None, *, formula: bool) -> Raw | None:
        if not text and (kind != "str" or text is None):
            return Fault("cell_formula") if formula else None
        assert text is not None
        match kind:
            case "n" | "":
                return self._number(text, style)
            case "s":
                return self._shared(text)
            case "str" | "inlineStr":
                return checked_text(text)
            case "b":
                return "FALSE" if text in ("0", "false") else "TRUE"
            case "e":
                return Fault("cell_error", text)
            case "d":
                return self._iso(text, style)
        raise BadCell(f"有不认识的单元格类型 {kind[:20]}")

    def _shared(self, text: str) -> Raw:
        if not text.isdecimal() or len(text) > 9 or int(text) >= len(self.texts):
            raise BadCell("引用了不存在的共享字符串")
        return self.texts[int(text)]

    def _number(self, text: str, style: str) -> Raw:
        format, is_date = self._styles.get(style, self._first)
        if is_date:
            return moment(float(_checked(text)), format, self._day_zero)
        return number_of(text, format)

    def _iso(self, text: str, style: str) -> Raw:
        try:
            value = datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            return Fault("cell_date", text)
        return dated(value, date_tokens(self._styles.get(style, self._first)[0]))


def number_of(text: str, format: str = "General") -> Number | Fault:
    """A number that is no date, exact. Raises BadCell."""
    text = _checked(text)
    return exact(int(text) if _WHOLE.fullmatch(text) else float(text), format)


def _checked(text: str) -> str:
    """A number as XML writes it. Raises BadCell."""
    if not _NUMBER.fullmatch(text.strip()):
        raise BadCell("有读不出的数字")
    return text.strip()
