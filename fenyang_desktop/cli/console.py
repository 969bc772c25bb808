"""Plain text on any console: tables that count a Chinese character as two columns, and JSON that is always UTF-8."""

import codecs
import io
import json
import sys
import unicodedata
from collections.abc import Collection, Sequence

_GAP = "  "
CELL_COLUMNS = 44


_LOOK_ALIKES = {"✓": "√", "•": "·", "—": "-", "\xa0": " ", "²": "2", "³": "3"}


def _look_alike(error: UnicodeError) -> tuple[str, int]:
    """What stands for a character that a code page lacks: one that looks like it, or "?"."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_LOOK_ALIKES.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


codecs.register_error("look-alike", _look_alike)


def prepare_streams() -> None:
    """Never fail on a character that the console's code page lacks: its look-alike or "?" is shown."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="look-alike")


def say(text: str = "") -> None:
    """A line of the result."""
    print(text)


def warn(text: str) -> None:
    """A line beside the result, on stderr."""
    print(text, file=sys.stderr)


def say_json(value: object) -> None:
    """The result for other programs; in UTF-8 wherever it isn't a person's console that reads it."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")
    print(json.dumps(value, ensure_ascii=False, indent=2))


def columns(text: str) -> int:
    """How many columns of a console the text takes."""
    return sum(_columns_of(char) for char in text)


def _columns_of(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(text: str, limit: int = CELL_COLUMNS) -> str:
    """One line of at most `limit` columns; "…" stands for what was cut off."""
    line = " ".join(text.split())
    if columns(line) <= limit:
        return line
    kept, used = [], 1
    for char in line:
        used += _columns_of(char)
        if used > limit:
            break
        kept.append(char)
    return f"{''.join(kept)}…"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> str:
    """Aligned lines under a head; the columns numbered in `right` are flush right."""
    cells = [[fit(cell) for cell in row] for row in [head, *rows]]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padded = [
            " " * (width - columns(cell)) + cell if place in right else cell + " " * (width - columns(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(_GAP.join(padded).rstrip())
    return "\n".join(lines)
