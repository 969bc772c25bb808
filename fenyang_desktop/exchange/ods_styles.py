"""What the styles of an .ods say about its cells: number formats, written as Excel writes them, and what is hidden."""

from dataclasses import dataclass, field

_DATA_STYLES = {
    "number-style",
    "percentage-style",
    "currency-style",
    "date-style",
    "time-style",
    "boolean-style",
    "text-style",
}
_PARTS = {"year": "y", "month": "m", "day": "d", "hours": "h", "minutes": "m", "seconds": "s", "day-of-week": "aaa"}
_LINES = ("text-line-through-style", "text-line-through-type")
_FOR_POSITIVE = ("value()>=0", "value()>0")


@dataclass(slots=True)
class Styles:
    """Takes the elements of `office:styles` and `office:automatic-styles`; names are local ones."""

    _formats: dict[str, str] = field(default_factory=dict)
    _positive: dict[str, str] = field(default_factory=dict)  # the format that another hands positive values to
    _cells: dict[str, tuple[str, str]] = field(default_factory=dict)  # format and parent of a cell style
    _lines: dict[tuple[str, str], bool] = field(
        default_factory=dict
    )  # whether a style of a family strikes text through
    hidden_tables: set[str] = field(default_factory=set)
    _style: str = ""
    _family: str = ""
    _format: str = ""
    _pieces: list[str] = field(default_factory=list)
    _literal: bool = False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "style":
            self._style, self._family = attributes.get("name", ""), attributes.get("family", "")
            if self._family == "table-cell":
                self._cells[self._style] = (
                    attributes.get("data-style-name", ""),
                    attributes.get("parent-style-name", ""),
                )
        elif element == "text-properties" and not attributes.keys().isdisjoint(_LINES):
            self._lines[self._family, self._style] = any(attributes.get(one, "none") != "none" for one in _LINES)
        elif element == "table-properties" and attributes.get("display") == "false":
            self.hidden_tables.add(self._style)
        elif element in _DATA_STYLES:
            self._format, self._pieces = attributes.get("name", ""), []
        elif self._format:
            self._start_piece(element, attributes)

    def _start_piece(self, element: str, attributes: dict[str, str]) -> None:
        if element in ("number", "scientific-number", "fraction"):
            decimals = attributes.get("decimal-places", "0")
            self._pieces.append(
                "0" + ("." + "0" * min(int(decimals), 20) if decimals.isdecimal() and int(decimals) else "")
            )
            if attributes.get("display-factor", "1") not in ("1", "1.0"):
                self._pieces.append(",")
        elif element in _PARTS:
            self._pieces.append(_PARTS[element])
        elif element in ("text", "currency-symbol"):
            self._literal = True
            self._pieces.append('"')
        elif element == "map" and attributes.get("condition") in _FOR_POSITIVE:
            self._positive[self._format] = attributes.get("apply-style-name", "")

    def text(self, data: str) -> None:
        if self._literal:
            self._pieces.append("%" if data == "%" else data.replace('"', ""))

    def end(self, element: str) -> None:
        if self._literal and element in ("text", "currency-symbol"):
            self._literal = False
            self._close_literal()
        elif element in _DATA_STYLES:
            self._formats[self._format] = "".join(self._pieces)
            self._format = ""

    def _close_literal(self) -> None:
        """A bare percent sign scales the figure, and does not stand in quotes."""
        begin = len(self._pieces) - 1 - self._pieces[::-1].index('"')
        literal = "".join(self._pieces[begin + 1 :])
        self._pieces[begin:] = ["%" if literal.strip() == "%" else f'"{literal}"']

    def has_strike(self) -> bool:
        """Whether any style strikes text through."""
        return any(self._lines.values())

    def is_struck(self, style: str, *, of_words: bool = False) -> bool | None:
        """Whether a cell style, or one `of_words` in a cell, strikes text through; None where it doesn't say."""
        family = "text" if of_words else "table-cell"
        for _ in range(20):
            if (said := self._lines.get((family, style))) is not None or of_words:
                return said
            style = self._cells.get(style, ("", ""))[1]
        return None

    def format(self, cell_style: str) -> str:
        """The number format of a cell style, or of the nearest one above it that has one."""
        for _ in range(20):  # a loop of parents would be a fault of the file's
            name, parent = self._cells.get(cell_style, ("", ""))
            if name:
                return self._formats.get(self._positive.get(name, name), "") or self._formats.get(name, "") or "General"
            if not parent:
                break
            cell_style = parent
        return "General"
