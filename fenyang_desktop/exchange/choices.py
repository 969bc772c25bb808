"""What a person decides about a table where the program saw it otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NOT_IMPORTED = ""


@dataclass(frozen=True, slots=True)
class TableChoice:
    """Decisions about one table of a sheet; None and empty where it stays as it was found.

    `header` is its first and last header row, `first` and `last` the first and last of its other rows, `left` and `right` its outer columns. `columns` gives
    the field key (or `NOT_IMPORTED`) of columns by their number, `units` the unit of amounts in them. `taken` and `left_out` are rows that are read, or not,
    whatever they look like.
    """

    header: tuple[int, int] | None = None
    first: int | None = None
    last: int | None = None
    left: int | None = None
    right: int | None = None
    columns: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()


AS_FOUND = TableChoice()
HeaderWords = Mapping[tuple[str, str], str]  # what a person said: sender ("": any) and words of a header → field key
NO_WORDS: HeaderWords = {}
Choices = Mapping[tuple[str, int], TableChoice]  # by sheet name and number of the table in it, from 1
