"""What the rows of one file say of each other: two of one project, and sums that pass for projects."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from fenyang_desktop.domain.amounts import FEN_PER_UNIT
from fenyang_desktop.domain.fields import FIELD, FIELDS, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import core_name, marks_of, plain_name, rough_core
from fenyang_desktop.domain.project_codes import identity_of
from fenyang_desktop.domain.values import is_none_word
from fenyang_desktop.exchange.checks import COUNT
from fenyang_desktop.exchange.records import ID_KEY, Table
from fenyang_desktop.exchange.rowwords import states_a_count
from fenyang_desktop.services.matching import Facts, resemblance_doubt
from fenyang_desktop.services.preview import PreviewRow, RowState
from fenyang_desktop.services.rows import Row, row_of

_NAMED = 3  # of the rows about one item, how many are told by their numbers
_FIGURES = frozenset({Type.MONEY, Type.DECIMAL, Type.PERCENT})
_NAME_OR_FIGURE = frozenset({"name", ID_KEY, *(field.key for field in FIELDS if field.type in _FIGURES)})
_MAY_BE_SUM = "金额等于上下各项之和，可能是合计，确认是项目吗"
_MAY_BE_EXCESS = "与合计相差的正好是这一行的金额，可能是小计，确认是项目吗"
_MAY_HEAD = "名称中写着项目数，可能是小计或分节，确认是项目吗"


class _Alike:
    """New rows whose names have one rough core; nearly always a single one, so that no more need be known of it."""

    def __init__(self, row: Row, name: str) -> None:
        self._row, self._name = row, name
        self._rows: dict[Hashable, Row] = {}  # by what tells names apart

    def first_like(self, row: Row, name: str) -> Row:
        """The first row whose name differs from this one's in dress only, mostly the row itself."""
        if row is self._row:
            return row
        if not self._rows:
            self._rows[core_name(self._name), marks_of(self._name)] = self._row
        return self._rows.setdefault((core_name(name), marks_of(name)), row)


class Neighbours:
    """Finds the rows of a file that are about one item, or may be about one new item."""

    def __init__(self) -> None:
        self._taken: dict[Hashable, Row] = {}
        self._twins: dict[Hashable, list[Row]] = defaultdict(list)
        self._codes: dict[str, Row] = {}
        self._alike: dict[Hashable, _Alike] = {}
        self._resembling: list[tuple[Row, Sequence[Item]]] = []

    def twin(self, row: Row, facts: Facts) -> Row | None:
        """The row before this one that is about the same item; a new one that only may be the same gets a doubt."""
        parent = plain_name(facts.parent)
        identity = row.item.id if row.item else (plain_name(facts.name), facts.kind, parent)
        if identity in self._taken:
            self._twins[identity].append(row)
            return self._taken[identity]
        self._taken[identity] = row
        code = identity_of(facts.code)
        if code and (other := self._codes.setdefault(code, row)) is not row:
            _ask(row, other, "项目代码相同")
        elif row.item is None:
            rough = rough_core(facts.name), facts.kind, parent
            alike = self._alike.setdefault(rough, _Alike(row, facts.name))
            if (other := alike.first_like(row, facts.name)) is not row:
                _ask(row, other, "名称只差写法")
        return None

    def note_resemblance(self, row: Row, items: Sequence[Item]) -> None:
        """A new row resembles these items, which is a question unless other rows turn out to be about them."""
        if items:
            self._resembling.append((row, items))

    def put_doubts(self) -> None:
        """Tell the first rows of those that others are about the same item, and the new ones which item they resemble."""
        self._put_resemblances()
        for identity, twins in self._twins.items():
            first = self._taken[identity]
            places = "、".join(f"工作表“{row.table.sheet}”第 {row.record.row} 行" for row in twins[:_NAMED])
            more = f"等 {len(twins)} 行" if len(twins) > _NAMED else ""
            first.doubts = (*first.doubts, f"{places}{more}写的是同一项")

    def _put_resemblances(self) -> None:
        open_items: dict[int, Item | None] = {}  # by the lists, of which many rows have the same
        for row, items in self._resembling:
            if id(items) not in open_items:
                open_items[id(items)] = next((item for item in items if item.id not in self._taken), None)
            if item := open_items[id(items)]:
                row.doubts = (resemblance_doubt(row.name(), item), *row.doubts)


def _ask(row: Row, other: Row, what: str) -> None:
    """Ask of the row that is new, by preference the later one, whether it is the same as the other."""
    if row.item is not None:
        row, other = other, row
    if row.item is None:
        place = "" if row.table is other.table else f"工作表“{other.table.sheet}”"
        text = f"与{place}第 {other.record.row} 行“{other.name()}”{what}，确认是另外一项吗"
        row.doubts = (*row.doubts, text)


def with_sums_doubted(table: Table, rows: Sequence[Row], previews: Sequence[PreviewRow]) -> Iterator[PreviewRow]:
    """The rows of a table, in doubt where a new one may be a total: it has the figure of one, or a name like one."""
    failed = any(not check.agrees for check in table.checks)
    suspects = [
        one.state is RowState.NEW and (failed or _only_figures(row)) for row, one in zip(rows, previews, strict=True)
    ]
    if not any(suspects):
        yield from previews
        return
    keys = [str(column.field) for column in table.columns if _is_money(column.field)]
    amounts = [{key: _amount(row, one, key) for key in keys} for row, one in zip(rows, previews, strict=True)]
    sums = {key: [0, *accumulate(one[key] for one in amounts)] for key in keys}
    excesses = frozenset(_excesses(table))
    proven = not failed and any(check.what != COUNT for check in table.checks)
    for place, (row, one) in enumerate(zip(rows, previews, strict=True)):
        why = ""
        if suspects[place]:
            own = {key: amount for key, amount in amounts[place].items() if amount}
            if own and not excesses.isdisjoint(own.items()):
                why = _MAY_BE_EXCESS
            elif own and not proven and _sums_neighbours(place, own, sums, sure=not failed):
                why = _MAY_BE_SUM
            elif states_a_count(one.name) and _only_figures(row):
                why = _MAY_HEAD
        yield replace(one, doubt="；".join(filter(None, (one.doubt, why)))) if why else one


def _is_money(key: str | None) -> bool:
    return key in FIELD and FIELD[str(key)].type is Type.MONEY


def _amount(row: Row, preview: PreviewRow, key: str) -> int:
    """What the row says in 分, 0 where it says nothing or nothing that can be read."""
    if not row.text(key):
        return 0
    value = preview.changes.values.get(key, row.item.get(key) if row.item else None)
    return value if isinstance(value, int) else 0


def _only_figures(row: Row) -> bool:
    """Whether the row says nothing but its name and figures; what a merged range brings down isn't its own."""
    record = row.record
    return all(
        not text or key in _NAME_OR_FIGURE or key in record.elsewhere or is_none_word(text)
        for key, text in zip(record.fields.letters, record.values, strict=True)
    )


def _sums_neighbours(place: int, own: Mapping[str, int], sums: Mapping[str, Sequence[int]], *, sure: bool) -> bool:
    """Whether every amount is the sum of the same rows, two at least, directly above or below.

    `sums` are those of the rows before each; no amount is below zero, so they only grow. Where it must be `sure`, two
    rows in the midst of a table whose only amounts happen to add up are not enough.
    """
    least = 3 if sure and len(own) == 1 else 2
    above, below = (0, place - 1), (place + 2, len(next(iter(sums.values()))))
    for key, amount in own.items():
        so_far = sums[key]
        before, after = so_far[place] - amount, so_far[place + 1] + amount
        above = max(above[0], bisect_left(so_far, before)), min(above[1], bisect_right(so_far, before))
        below = max(below[0], bisect_left(so_far, after)), min(below[1], bisect_right(so_far, after))
    so_far = sums[next(iter(own))]
    is_above = above[0] < above[1] and _are_several(so_far, above[1] - 1, place, 2 if above[0] == 0 else least)
    to_end = below[1] == len(so_far)
    return is_above or (below[0] < below[1] and _are_several(so_far, place + 1, below[0], 2 if to_end else least))


def _are_several(so_far: Sequence[int], first: int, last: int, least: int) -> bool:
    """Whether at least so many of the rows, 2 or 3, have an amount."""
    for _ in range(least - 1):
        first = bisect_right(so_far, so_far[first])
    return so_far[first] < so_far[last]


def _excesses(table: Table) -> Iterator[tuple[str, int]]:
    """By field, what the rows have more than a total of the sheet says."""
    by_letter = {column.letter: column for column in table.columns}
    for check in table.checks:
        if check.what != COUNT and not check.agrees:
            column = by_letter[check.cell.removesuffix(str(row_of(check.cell)))]
            more = (Decimal(check.found) - Decimal(check.stated)) * FEN_PER_UNIT[column.unit or "万元"]
            yield str(column.field), int(more)
