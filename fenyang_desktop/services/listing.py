"""The list as it is shown: searched, filtered, sorted, grouped, and summed without double count.

Works on positions in plain lists: a filter over 100,000 items is a pass over a list, and an order is sorted once and
kept. The list page, the Gantt view, the export and the sheets share one arrangement, so they show the same rows.
"""

import copy
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from fenyang_desktop.domain.items import Item, Tree, counts_in_totals
from fenyang_desktop.domain.lights import DUE_DAYS, Judgement
from fenyang_desktop.services.columns import FIELD_INDEX, Columns
from fenyang_desktop.services.layout import Nest, Rows, amounts_above, cut_rings, grouped, nest, roles_of, unfolded
from fenyang_desktop.services.ordering import COMPUTED, GOAL, LIGHT, sorted_labels
from fenyang_desktop.services.pinyin import initials, sounding
from fenyang_desktop.services.view import COLUMNS, DEFAULT_COLUMNS, GROUPS, Arranged, Group, View, column_label

__all__ = [
    "COLUMNS",
    "COMPUTED",
    "DEFAULT_COLUMNS",
    "FIELD_INDEX",
    "GOAL",
    "GROUPS",
    "LIGHT",
    "Arranged",
    "Group",
    "Listing",
    "Prepared",
    "View",
    "column_label",
]

_MISSING = {"section": "未填重点领域", "paragraph": "未填条目", "stage": "未填阶段", "lead_unit": "未填责任单位"}
_PARENT, _NAME, _MONEY = FIELD_INDEX["parent"], FIELD_INDEX["name"], FIELD_INDEX["total_investment"]
_SORTED_SOON = ("name", "total_investment", "deadline", LIGHT)  # what a long list is mostly sorted by
_SEARCHED_KEYS = (
    "name", "project_code", "lead_unit", "units", "owner_unit", "leaders", "action", "quantities", "aliases", "note",
)  # fmt: skip
_SEARCHED = itemgetter(*(FIELD_INDEX[key] for key in _SEARCHED_KEYS))


_Index = tuple[list[str], list[str]]  # words and initials by position


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `Listing.prepare` made ahead of time, for the items as they were then."""

    items: Sequence[Item]
    on: date
    search: _Index
    orders: Mapping[str, Sequence[int]]  # by column, ascending
    nests: Mapping[str, Nest]


@dataclass(frozen=True, slots=True)
class _Sums:
    """What passes, its amount and how many amounts that is; `within` are ids whose amount is part of one above."""

    ids: frozenset[int]
    total: int
    counted: int
    within: frozenset[int]


class Listing:
    """All items of a portfolio on a reference date, ready to be arranged."""

    def __init__(self, items: Iterable[Item], on: date, due_days: int = DUE_DAYS) -> None:
        self.on = on
        self.due_days = due_days
        self._numbers: dict[str, dict[str, int]] = {}  # group_by → label → number of the group
        self._set_items(list(items))

    def _set_items(self, items: Sequence[Item]) -> None:
        self.items = items
        self._ids = array("q", map(itemgetter(0), items))  # beside a list, half the way through memory
        self._position: dict[int, int] = dict(zip(self._ids, range(len(items)), strict=True))
        self._columns = Columns(items, self._position, self.on, self.due_days)
        self._search: _Index | None = None
        self._forget_structure()

    def _forget_structure(self) -> None:
        self._tree: Tree | None = None
        self._parents: list[int] | None = None
        self._roles = b""
        self._nests: dict[tuple[str, bool], Nest] = {}
        self._forget_amounts()

    def _forget_amounts(self) -> None:
        self._amounts: list[int | None] | None = None
        self._beneath: dict[int, tuple[int, ...]] = {}
        self._sums: tuple[View, _Sums] | None = None

    # -- items and cells

    @property
    def tree(self) -> Tree:
        """Parents and members of all items."""
        if self._tree is None:
            self._tree = Tree(self.items)
        return self._tree

    def item(self, id: int) -> Item:
        return self.items[self._position[id]]

    def has(self, id: int) -> bool:
        return id in self._position

    def judgement(self, id: int) -> Judgement:
        """The light of an item."""
        return self._columns.judgement(self.item(id))

    def text(self, item: Item, key: str) -> str:
        """What a cell of the list says."""
        return self._columns.text(item, key)

    def texts(self, key: str) -> list[str]:
        """The cells of a column in the order of the items, made once; for filters and their lists of choices."""
        return self._columns.texts(key)

    # -- taking in changes

    def update(self, items: Iterable[Item], gone: Iterable[int] = ()) -> None:
        """Take in items that were added or changed, and let go of those that are gone."""
        changed = {item.id: item for item in items}
        lost = self._position.keys() & set(gone)
        if lost or not changed.keys() <= self._position.keys():
            merged = {item.id: item for item in self.items if item.id not in lost} | changed
            self._set_items([merged[id] for id in sorted(merged)])
            return
        current = list(self.items)  # a copy: a job may be reading the former list
        places = [self._position[id] for id in changed]
        for place, item in zip(places, changed.values(), strict=True):
            current[place] = item
        self.items = current
        self._take_values(changed.values(), places)

    def _take_values(self, changed: Iterable[Item], places: Sequence[int]) -> None:
        """The same items with other values: mend what is kept instead of making it again."""
        altered = self._columns.replace(self.items, places)
        self._nests = {order: kept for order, kept in self._nests.items() if order[0] not in altered}
        self._sums = None
        if any(self._moved(item) for item in changed):
            self._forget_structure()
        elif altered & {"total_investment", "in_totals"}:
            self._forget_amounts()
        if self._tree is not None:
            self._tree.items.update((item.id, item) for item in changed)
        if self._search is not None:
            words, names = map(list, self._search)
            for place in places:
                ((words[place],), (names[place],)) = _index([self.items[place]])
            self._search = words, names

    def _moved(self, item: Item) -> bool:
        """Whether the item has another parent than the kept structure says."""
        if self._parents is None:
            return self._tree is not None
        above = self._position.get(item[_PARENT], -1)  # type: ignore[arg-type]
        return self._parents[self._position[item.id]] != above

    def at(self, on: date) -> "Listing":
        """The same items seen on another reference date."""
        other = copy.copy(self)
        other.on = on
        other._columns = self._columns.at(on, self.due_days)
        other._tree = None
        other._sums = None  # a filter by light lets others pass on another day
        other._nests = {order: kept for order, kept in self._nests.items() if order[0] != LIGHT}
        other._numbers = {key: dict(numbers) for key, numbers in self._numbers.items()}
        return other

    # -- preparing

    def prepare(self) -> Prepared:
        """Make what the first search and the first sorts need. Alters nothing: a job may call it."""
        items, columns, on, parents, roles = self.items, self._columns, self.on, self._parents, self._roles
        orders = {key: columns.ascending(key) for key in _SORTED_SOON}
        nests = {} if parents is None else {key: nest(order, parents, roles) for key, order in orders.items()}
        return Prepared(items, on, _index(items), orders, nests)

    def take(self, prepared: Prepared) -> None:
        """Keep what was prepared, unless the items have changed since."""
        if prepared.items is not self.items:
            return
        self._search = prepared.search
        for key, order in prepared.orders.items():
            if key != LIGHT or prepared.on == self.on:
                self._columns.take_order(key, order)
                if key in prepared.nests:
                    self._nests.setdefault((key, False), prepared.nests[key])

    # -- arranging

    def arrange(self, view: View, collapsed: frozenset[int] = frozenset()) -> Arranged:
        """The rows of a view. `collapsed` holds ids whose members are folded away; they stay counted."""
        matching = self._matching(view)
        sums = self._sums_of(view, matching)
        if view.group_by:
            rows, depths, groups, foldable = self._grouped(matching, view.group_by, collapsed, sums.within)
        else:
            rows, depths, groups, foldable = unfolded(self._nest(view, matching), self._ids, collapsed)
        return Arranged(
            rows=rows,
            depths=depths,
            groups=groups,
            matching=sums.ids,
            hidden=len(self.items) - len(matching),
            total=sums.total,
            with_amount=sums.counted,
            foldable=foldable,
        )

    def total_of(self, ids: Iterable[int]) -> tuple[int, int]:
        """The total_investment of some items in 分, nothing counted twice, and how many of them it counts."""
        chosen = frozenset(ids)
        sums = self._sum_up(chosen, [self._position[id] for id in chosen])
        return sums.total, sums.counted

    def choices(self, view: View, key: str) -> list[tuple[str, int]]:
        """The texts of a column among the items that pass everything but this column's filter, and how often each.

        In the order in which the column sorts, the blank last.
        """
        others = {other: let for other, let in view.filters.items() if other != key}
        texts = self.texts(key)
        found = Counter(map(texts.__getitem__, self._matching(View(search=view.search, filters=others))))
        if key in view.filters:  # what is ticked now can be unticked even if nothing shows it any more
            found.update(dict.fromkeys(view.filters[key] - found.keys(), 0))
        ranks: dict[str, int] = {}
        for rank, place in enumerate(self._columns.order(key)):
            ranks.setdefault(texts[place], rank)
        ordered = sorted(found, key=lambda text: (not text, ranks.get(text, len(texts))))
        return [(text, found[text]) for text in ordered]

    def _matching(self, view: View) -> Sequence[int]:
        """The positions of the items that pass, in the order of the view."""
        matching: Sequence[int] = self._columns.order(view.sort_by, view.descending)
        for key, let in view.filters.items():
            texts = self.texts(key)
            matching = [place for place in matching if texts[place] in let]
        if needles := unicodedata.normalize("NFKC", view.search).lower().split():
            words, names = self._search_index()
            for needle in needles:
                if sounds := sounding(needle):
                    matching = [place for place in matching if needle in words[place] or sounds(names[place])]
                else:
                    matching = [place for place in matching if needle in words[place]]
        return matching

    def _search_index(self) -> _Index:
        if self._search is None:
            self._search = _index(self.items)
        return self._search

    def _nest(self, view: View, matching: Sequence[int]) -> Nest:
        """The nest of what passes. Those of the whole list are kept: folding, and clearing a search, come often."""
        order = view.sort_by, view.descending
        parents = self._above()
        if len(matching) < len(self.items):
            return nest(matching, parents, self._roles)
        if order not in self._nests:
            self._nests[order] = nest(matching, parents, self._roles)
        return self._nests[order]

    def _grouped(self, matching: Sequence[int], key: str, collapsed: frozenset[int], within: frozenset[int]) -> Rows:
        texts = self.texts(key)
        labels = sorted_labels(set(texts), key)
        numbers = self._numbers.setdefault(key, {})
        for label in labels:
            numbers.setdefault(label, len(numbers))
        amounts, ids = self._amounts_of(), self._ids

        def head(label: str, places: Sequence[int]) -> Group:
            total = sum(amounts[place] or 0 for place in places if ids[place] not in within)
            return Group(label or _MISSING.get(key, "未填"), len(places), total)

        return grouped(matching, texts, numbers, labels, head, ids, collapsed)

    def _above(self) -> list[int]:
        """Position → its parent's position, -1 at the top. A ring in damaged data is cut open."""
        if self._parents is None:
            at = self._position.get
            self._parents = cut_rings([at(item[_PARENT], -1) for item in self.items])  # type: ignore[arg-type]
            self._roles = roles_of(self._parents)
        return self._parents

    # -- sums

    def _sums_of(self, view: View, matching: Sequence[int]) -> _Sums:
        """The sums over what passes; another order or grouping of the same items needs no new ones."""
        asked = View(search=view.search, filters=view.filters)
        if self._sums is None or self._sums[0] != asked:
            places = range(len(self.items)) if len(matching) == len(self.items) else matching  # in a row: faster
            self._sums = asked, self._sum_up(frozenset(map(self._ids.__getitem__, places)), places)
        return self._sums[1]

    def _sum_up(self, ids: frozenset[int], places: Iterable[int]) -> _Sums:
        amounts = self._amounts_of()
        counted = [amount for amount in map(amounts.__getitem__, places) if amount is not None]
        beneath = self._beneath
        within = frozenset(id for id in beneath.keys() & ids if not ids.isdisjoint(beneath[id]))
        part = sum(amounts[self._position[id]] or 0 for id in within)
        return _Sums(ids, sum(counted) - part, len(counted) - len(within), within)

    def _amounts_of(self) -> list[int | None]:
        """Position → the amount that a sum may count. Makes `_beneath` as well: who has amounts above."""
        if self._amounts is None:
            amounts = self._amounts = [
                int(item[_MONEY] or 0) if counts_in_totals(item) else None for item in self.items
            ]
            self._beneath = amounts_above(self._above(), amounts, self._ids)
        return self._amounts


def _index(items: Iterable[Item]) -> _Index:
    """What a search looks through: the words of each item in lower case, and the initials of its name."""
    words = ["\n".join(str(value) for value in _SEARCHED(item) if value is not None).lower() for item in items]
    return words, [initials(str(item[_NAME])) for item in items]
