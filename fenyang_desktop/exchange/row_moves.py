"""What becomes of references when the data rows of a sheet become more or fewer, and the rows beneath move along."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError

from fenyang_desktop.domain.errors import UserError

LAST_ROW = 1_048_576
_REFERENCE = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[^'!:\[\]]+)!)?"
    r"(?P<left>\$?[A-Za-z]{1,3})?(?P<top>\$?[0-9]+)"
    r"(?::(?P<right>\$?[A-Za-z]{1,3})?(?P<bottom>\$?[0-9]+))?"
)
_OF_SEVERAL = re.compile(r"(?:SUM|SUBTOTAL|AVERAGE|COUNT|COUNTA|MAX|MIN|SUMIF|COUNTIF|SUMPRODUCT|AGGREGATE)\(", re.I)

Rows = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RowMoves:
    """The data rows `first` to `last` of a sheet become `count` rows; what stands beneath moves along."""

    sheet: str
    first: int
    last: int
    count: int

    @property
    def end(self) -> int:
        """The last data row afterwards."""
        return self.first + self.count - 1

    @property
    def by(self) -> int:
        """How far the rows beneath move."""
        return self.end - self.last

    def row(self, row: int) -> int:
        """Where a row stands afterwards; a data row that goes is the last that stays."""
        if row > self.last:
            return min(row + self.by, LAST_ROW)
        return row if row < self.first else min(row, self.end)

    def span(self, top: int, bottom: int) -> Rows:
        """The rows of a range afterwards; one that reaches into the data and not beyond reaches to its end."""
        if self.first <= top and bottom <= self.last:
            return self.first, self.end
        return self.row(top), self.end if self.first <= bottom <= self.last else self.row(bottom)

    def look_of(self, top: int, bottom: int) -> Rows | None:
        """The rows that a look or a rule of these rows is for afterwards: those of the first data row are for all, of
        other data rows for none."""
        return None if self.first < top and bottom <= self.last else self.span(top, bottom)

    def is_it(self, sheet: str | None, *, on_it: bool) -> bool:
        """Whether a reference means the sheet whose rows move; without a name it means the sheet that it stands on."""
        if sheet is None:
            return on_it
        return sheet.removesuffix("!").strip("'").replace("''", "'").casefold() == self.sheet.casefold()

    def formula(self, text: str, *, on_it: bool) -> str:
        """A formula outside the data rows; `on_it`: on the sheet whose rows move."""

        def moved(reference: re.Match[str], *, of_several: bool) -> str:
            if not self.is_it(reference["sheet"], on_it=on_it):
                return reference[0]
            top, bottom = _number(reference["top"]), _number(reference["bottom"] or reference["top"])
            is_only = self.first == self.last == top and of_several
            if reference["bottom"] is None and not is_only:
                return _written(reference, self.row(top), None)
            return _written(reference, *self.span(min(top, bottom), max(top, bottom)))

        return _with_references(text, moved)

    def formula_in_row(self, text: str, offset: int) -> str:
        """The formula of the first data row for the one `offset` rows below it. What stands far above the data or
        beneath it is the same for all of them."""

        def moved(reference: re.Match[str], **_: bool) -> str:
            if not self.is_it(reference["sheet"], on_it=True):
                return _translated(reference[0], offset)
            top, bottom = reference["top"], reference["bottom"]
            if bottom is None:
                return _written(reference, self._beside(top, offset), None)
            rows = _number(top), _number(bottom)
            if ("$" in top and "$" in bottom) or (rows == (self.first, self.last) and self.first < self.last):
                return _written(reference, *self.span(*rows))
            return _written(reference, self._beside(top, offset), self._beside(bottom, offset))

        return _with_references(text, moved)

    def _beside(self, row: str, offset: int) -> int:
        number = _number(row)
        near = self.first - 1 <= number <= self.last
        return number + offset if near and "$" not in row else self.row(number)


def _number(row: str) -> int:
    return int(row.removeprefix("$"))


def _translated(reference: str, offset: int) -> str:
    try:
        return str(Translator.translate_range(reference, offset, 0))
    except TranslatorError:
        return reference


def _written(reference: re.Match[str], top: int, bottom: int | None) -> str:
    """A reference with other rows; what was one cell becomes a range of its column where there is a bottom."""
    sheet, left = reference["sheet"] or "", reference["left"] or ""
    fixed = "$" if "$" in reference["top"] else ""
    begin = f"{sheet}{left}{fixed}{top}"
    if bottom is None:
        return begin
    right = reference["right"] or "" if reference["bottom"] else left
    fixed = "$" if "$" in (reference["bottom"] or reference["top"]) else ""
    return f"{begin}:{right}{fixed}{bottom}"


def _with_references(text: str, moved: Callable[..., str]) -> str:
    """A formula, with or without its =, whose references `moved` writes anew; names and whole columns stay.

    Raises UserError `form_formula` for one that isn't understood: it must not go on meaning other cells.
    """
    formula = text if text.startswith("=") else f"={text}"
    written, functions = ["="], [""]
    try:
        tokens = Tokenizer(formula).items
    except TokenizerError:
        raise UserError("form_formula", formula=formula) from None
    for token in tokens:
        if token.type == Token.FUNC:
            if token.subtype == Token.OPEN:
                functions.append(token.value)
            else:
                functions.pop()
        reference = _REFERENCE.fullmatch(token.value) if _is_range(token) else None
        of_several = bool(_OF_SEVERAL.match(functions[-1]))
        written.append(moved(reference, of_several=of_several) if reference else token.value)
    found = "".join(written)
    return found if text.startswith("=") else found.removeprefix("=")


def _is_range(token: Token) -> bool:
    return bool(token.type == Token.OPERAND and token.subtype == Token.RANGE)
