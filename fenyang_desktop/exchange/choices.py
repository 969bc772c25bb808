"""What a person decides about a table where the program saw it otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

NOT_IMPORTED = ""


@dataclass(frozen=True, slots=True)
class TableChoice:
    """Decisions about one table of a sheet; None and empty where it stays as it was found.

    `header` is its first and last header row, `first` and `last` the first and last of its other rows, `left` and `right` its outer columns. `columns` gives
    the field key (or `NOT_IMPORTED`) of columns by their number, `units` the unit of amounts in them, `units_before` the
    one chosen in a sheet like this, which holds where this one names none; `columns_before` are the fields chosen in one
    that nobody knows to be of the same sender, which are only suggested. `unseen` are the columns whose field was chosen
    in a sheet like this, and by nobody who saw this one. `taken` and `left_out` are rows that are read,
    or not, whatever they look like. `month` is the one that it is a report of: it holds for this file alone.
    `is_current`: its figures are how things stand, as the office filled them in, and no report of a month.
    """

    header: tuple[int, int] | None = None
    first: int | None = None
    last: int | None = None
    left: int | None = None
    right: int | None = None
    columns: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    units_before: Mapping[int, str] = field(default_factory=dict)
    columns_before: Mapping[int, str] = field(default_factory=dict)
    unseen: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()
    month: str = ""
    is_current: bool = False

    def with_column(self, number: int, key: str) -> "TableChoice":
        """The decision to read a column as a field; another that was chosen for it is let go."""
        others = {column: chosen for column, chosen in self.columns.items() if not key or chosen != key}
        return replace(self, columns={**others, number: key}, unseen=self.unseen - {number})

    def with_unit(self, number: int, unit: str) -> "TableChoice":
        """The decision to read the amounts of a column in a unit."""
        return replace(self, units={**self.units, number: unit})

    def with_row(self, row: int, *, into: bool) -> "TableChoice":
        """The decision to read a row, whatever it looks like, or to leave it out."""
        taken = self.taken | {row} if into else self.taken - {row}
        return replace(self, taken=taken, left_out=self.left_out - {row} if into else self.left_out | {row})


AS_FOUND = TableChoice()


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """What a person said of headers in other files: `said` gives the field key by sender ("": nobody knew) and head.

    `told` is who sent this file, as a person says; `presumed` as its name or projects say, where the sheet doesn't.
    """

    said: Mapping[tuple[str, str], str] = field(default_factory=dict)
    told: str = ""
    presumed: str = ""

    def of(self, named: str) -> Mapping[str, str]:
        """What the sender of a sheet means by each head; `named` is who the sheet says filled it in."""
        sender = self.told or named or self.presumed
        return {head: key for (one, head), key in self.said.items() if one and one == sender}

    def of_others(self) -> Mapping[str, str]:
        """What each head means to all who use it, as far as they agree."""
        meant: dict[str, set[str]] = {}
        for (_, head), key in self.said.items():
            meant.setdefault(head, set()).add(key)
        return {head: next(iter(keys)) for head, keys in meant.items() if len(keys) == 1}


NO_WORDS = HeaderWords()
Choices = Mapping[tuple[str, int], TableChoice]  # by sheet name and number of the table in it, from 1
