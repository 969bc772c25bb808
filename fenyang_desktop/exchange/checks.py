"""What a sheet's own totals say, beside what was read: 13 projects against 12, 54,583 against 54,583."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fenyang_desktop.domain.amounts import FEN_PER_UNIT, format_decimal, parse_amount, plain_amounts
from fenyang_desktop.domain.fields import Type
from fenyang_desktop.domain.values import is_none_word
from fenyang_desktop.exchange.grid import place, plain
from fenyang_desktop.exchange.raw import Cells
from fenyang_desktop.exchange.records import READ_AS, Check, Column, Problem, Record
from fenyang_desktop.exchange.told import RowKind, Told

COUNT = "项目数"
_LEVELS = (1, 2)  # of sections: 一、 and （一）
_ANY_FURTHER = 1 << 20  # rows


@dataclass(slots=True)
class _Total:
    """A total after the first `at` records; `stated` holds cell, field ("" for the count), unit and figure of each."""

    told: Told
    row: int
    at: int
    stated: list[tuple[str, str, str, Decimal]]


class Checker:
    """Compares totals with records. A total stands above what it sums, or below it."""

    def __init__(self, columns: Mapping[int, Column], records: Sequence[Record], problems: Sequence[Problem]) -> None:
        """`records` and `problems` are the lists that those of the table are put into, one after another."""
        self._records, self._problems = records, problems
        self._money = {
            number: column
            for number, column in columns.items()
            if column.field in READ_AS and READ_AS[column.field].type is Type.MONEY
        }
        self._letters = {str(column.field): column.letter for column in self._money.values()}
        self._headers = {str(column.field): column.header for column in self._money.values()}
        self._units = {str(column.field): column.unit or "万元" for column in self._money.values()}
        self._unread: dict[str, list[int]] = defaultdict(list)  # by letter of the column: rows that have a problem
        self._totals: list[_Total] = []
        self._hidden: list[tuple[int, int, Cells]] = []  # row, how many records stand above it, what it holds
        self._sums: dict[tuple[int, int, str], int | None] = {}  # by first and last record and field

    def take_total(self, told: Told, row: int, cells: Cells) -> None:
        """A total, subtotal or section; one that states no figure only bounds the others."""
        stated: list[tuple[str, str, str, Decimal]] = []
        label_cell = place(row, next(iter(cells)))
        if told.count is not None:
            stated.append((label_cell, "", "", Decimal(told.count)))
        for number, column in self._money.items():
            figure = _figure(plain(cells.get(number)), self._units[str(column.field)])
            if figure is not None:
                stated.append((place(row, number), str(column.field), self._units[str(column.field)], Decimal(figure)))
        self._totals.append(_Total(told, row, len(self._records), stated))

    def take_hidden(self, row: int, cells: Cells) -> None:
        """A hidden row that would be a project: it isn't read, but may be part of a total."""
        self._hidden.append((row, len(self._records), cells))

    def checks(self) -> tuple[Check, ...]:
        """Every figure that a total states, in the order of the sheet."""
        for problem in self._problems:
            letter = problem.cell.rstrip("0123456789")
            insort(self._unread[letter], int(problem.cell[len(letter) :]))
        found = []
        for total, (first, last) in zip(self._totals, self._scopes(), strict=True):
            if first < last:
                found += [self._check(first, last, total, *stated) for stated in total.stated]
        return tuple(check for check in found if check)

    def _scopes(self) -> list[tuple[int, int]]:
        """The records that each total sums: those above it where there are any, else those below."""
        end = len(self._records)
        ends, scopes = self._ends(), []
        grand = before = 0  # where the last total, and the last of any sort, stood
        for total, after in zip(self._totals, ends, strict=True):
            if total.told.kind is RowKind.SECTION:
                scopes.append((total.at, after))
            elif total.told.kind is RowKind.TOTAL:
                scopes.append((grand, total.at) if total.at > grand else (total.at, end))
                grand = total.at
            else:
                scopes.append((before, total.at) if total.at > before else (total.at, after))
            before = total.at
        return scopes

    def _ends(self) -> list[int]:
        """Where the records that follow each total end: at what ends a section, at the next of any sort for others."""
        end = len(self._records)
        by_level: dict[int, int] = {}  # where a section of the level ends
        following = after = end  # the next total, and the next one below a record
        found = []
        for total in reversed(self._totals):
            after = following if following > total.at else after
            is_section = total.told.kind is RowKind.SECTION
            found.append(by_level.get(total.told.level, end) if is_section else after)
            if total.told.kind is not RowKind.SUBTOTAL:
                own = total.told.level if is_section else 0
                by_level.update(dict.fromkeys((level for level in _LEVELS if level >= own), total.at))
            following = total.at
        return found[::-1]

    def _check(
        self, first: int, last: int, total: _Total, cell: str, key: str, unit: str, stated: Decimal
    ) -> Check | None:
        label = total.told.label
        if not key:
            rows = [row for row, _ in self._hidden_within(first, last, total)]
            hidden = _explained(rows, stated, last - first, len(rows), Decimal(1))
            return Check(cell, label, COUNT, format_decimal(stated), str(last - first), *hidden)
        place = first, last, key
        if place not in self._sums:
            self._sums[place] = self._sum(self._records[first:last], key, unit)
        found = self._sums[place]
        if found is None:
            return None
        header = self._headers[key]
        what = header if unit in header else f"{header}({unit})"
        fen = Decimal(FEN_PER_UNIT[unit])
        hidden = self._explained_by_hidden(first, last, total, key, unit, stated, found) if stated != found else ()
        return Check(cell, label, what, format_decimal(stated / fen), format_decimal(found / fen), *hidden)

    def _explained_by_hidden(
        self, first: int, last: int, total: _Total, key: str, unit: str, stated: Decimal, found: int
    ) -> tuple[tuple[int, ...], str] | tuple[()]:
        number = next(number for number, column in self._money.items() if column.field == key)
        within = self._hidden_within(first, last, total)
        amounts = {row: _figure(plain(cells.get(number)), unit) or 0 for row, cells in within}
        rows = [row for row, amount in amounts.items() if amount]
        return _explained(rows, stated, found, sum(amounts.values()), Decimal(FEN_PER_UNIT[unit]))

    def _hidden_within(self, first: int, last: int, total: _Total) -> list[tuple[int, Cells]]:
        """The hidden rows among those that a total sums, which end where another total stands."""
        above, below = (
            [one.row for one in self._totals if one.at == first],
            [one.row for one in self._totals if one.at == last],
        )
        begin = total.row if total.at == first else min(above, default=0)
        end = total.row if total.at == last else min(below, default=self._records[last - 1].row + _ANY_FURTHER)
        return [(row, cells) for row, at, cells in self._hidden if first <= at <= last and begin < row < end]

    def _sum(self, records: Sequence[Record], key: str, unit: str) -> int | None:
        """What the records have in a column, in 分; None where one of them can't be read, which is told at its cell."""
        if self._has_problem(self._letters[key], records[0].row, records[-1].row):
            return None
        place = records[0].fields.places[key]
        given = Counter([record.values[place] for record in records])
        amounts: dict[str, int | None] = {**plain_amounts(frozenset(given), unit)}
        for text in given.keys() - amounts.keys():
            amounts[text] = 0 if not text or is_none_word(text) else _figure(text, unit)
        found = [amount * count for text, count in given.items() if (amount := amounts[text]) is not None]
        return sum(found) if len(found) == len(given) else None

    def _has_problem(self, letter: str, first: int, last: int) -> bool:
        """Whether a cell of the column could not be read between two rows."""
        rows = self._unread[letter]
        return bisect_left(rows, first) < bisect_right(rows, last)


def _explained(
    rows: Sequence[int], stated: Decimal, found: int, more: int, unit: Decimal
) -> tuple[tuple[int, ...], str] | tuple[()]:
    """The hidden rows and what was found with them, in the unit, where the total agrees better then."""
    if not rows or abs(stated - found - more) >= abs(stated - found):
        return ()
    return tuple(rows), format_decimal((found + more) / unit)


def _figure(text: str, unit: str) -> int | None:
    """An amount in 分, None where the text is none."""
    if not text:
        return None
    try:
        return parse_amount(text, unit).fen
    except ValueError:
        return None
