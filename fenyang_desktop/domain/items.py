"""Items: the rows of the portfolio as frozen stored values, their tree, and sums that count nothing twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import Deadline, decode_deadline
from fenyang_desktop.domain.fields import FIELDS, Kind

KEYS: tuple[str, ...] = ("id", *(field.key for field in FIELDS))
_INDEX = {key: position for position, key in enumerate(KEYS)}
_KINDS: Mapping[Stored, Kind] = {kind.value: kind for kind in Kind}
_KIND, _NAME, _PARENT = _INDEX["kind"], _INDEX["name"], _INDEX["parent"]
_MONEY, _IN_TOTALS = _INDEX["total_investment"], _INDEX["in_totals"]


class Item(tuple[Stored, ...]):
    """One item: its stored values in the order of `KEYS`. Cheap to make by the hundred thousand."""

    __slots__ = ()

    @classmethod
    def of(cls, id: int, values: Mapping[str, Stored]) -> "Item":
        return cls((id, *(values.get(field.key) for field in FIELDS)))

    def get(self, key: str) -> Stored:
        return self[_INDEX[key]]

    def values(self) -> dict[str, Stored]:
        """Field key → stored value, without the id."""
        return dict(zip(KEYS[1:], self[1:], strict=True))

    @property
    def id(self) -> int:
        return self[0]  # type: ignore[return-value]

    @property
    def kind(self) -> Kind:
        return _KINDS[self[_KIND]]

    @property
    def name(self) -> str:
        return self[_NAME]  # type: ignore[return-value]

    @property
    def parent(self) -> int | None:
        return self[_PARENT]  # type: ignore[return-value]

    def deadline(self, key: str = "deadline") -> Deadline | None:
        stored = self.get(key)
        return decode_deadline(str(stored)) if stored is not None else None


class Tree:
    """Parents and members of a set of items; an item whose parent is not among them stands at the top."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items: dict[int, Item] = {item.id: item for item in items}
        self._members: dict[int | None, list[int]] = {}
        for item in self.items.values():
            parent = item.parent if item.parent in self.items else None
            self._members.setdefault(parent, []).append(item.id)

    def members(self, id: int | None) -> Sequence[int]:
        """Ids of the direct members, in the order of the items given; None asks for the top."""
        return self._members.get(id, ())

    def ancestors(self, id: int) -> Iterator[Item]:
        """The item above, the one above that, and so on. A ring in damaged data ends the walk."""
        seen = {id}
        parent = self.items[id].parent
        while parent is not None and parent in self.items and parent not in seen:
            seen.add(parent)
            yield self.items[parent]
            parent = self.items[parent].parent

    def descendants(self, id: int) -> Iterator[int]:
        """Ids of everything below, parents before members."""
        stack, seen = list(reversed(self.members(id))), {id}
        while stack:
            current = stack.pop()
            if current in seen:
                continue
            seen.add(current)
            yield current
            stack.extend(reversed(self.members(current)))

    def path(self, id: int) -> str:
        """项目包 / 项目, for naming an item where its name alone may not do."""
        names = [item.name for item in self.ancestors(id)]
        return " / ".join([*reversed(names), self.items[id].name])


def counts_in_totals(item: Item, key: str = "total_investment") -> bool:
    """Whether the item carries an amount `key` that is meant to be summed (not a total stated beside its parts)."""
    return item[_INDEX[key]] is not None and item[_IN_TOTALS] != 0


def counted_ids(items: Sequence[Item], tree: Tree, key: str = "total_investment") -> frozenset[int]:
    """The ids among `items` whose amount `key` a sum over `items` counts.

    An amount counts once: where a group among `items` carries the amount, its members' amounts are part of it.
    """
    carrying = {item.id for item in items if counts_in_totals(item, key)}
    return frozenset(id for id in carrying if not any(above.id in carrying for above in tree.ancestors(id)))


def total_investment(items: Sequence[Item], tree: Tree) -> int:
    """The sum of total_investment over `items` in 分, nothing counted twice."""
    counted = counted_ids(items, tree)
    return sum(int(item[_MONEY] or 0) for item in items if item.id in counted)
