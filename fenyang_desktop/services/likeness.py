"""Which known items a name resembles, as far as that is worth a question."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import Marks, bare_name, core_name, marks_of

_ALIKE = 80  # of 100: from here on two names are worth a question
_SHORTEST_BARE = 3  # 第二小学 has nothing in common with 第三小学 that says anything
_SHORTEST_PART = 4
_PART = 3  # a name that is contained in one more than so many times as long says little


class LikeNames:
    """Names among which one is sought that is nearly the same."""

    def __init__(self) -> None:
        self.items: dict[str, list[Item]] = {}  # by the core of their names
        self._cores: list[str] = []
        self._having: dict[str, list[int]] = defaultdict(list)  # character → places of the names that have it

    def add(self, core: str, item: Item) -> None:
        if core not in self.items:
            for character in set(core):
                self._having[character].append(len(self._cores))
            self._cores.append(core)
            self.items[core] = []
        self.items[core].append(item)

    def most_alike(self, core: str) -> str | None:
        """The name most like this one, as far as any is worth a question.

        Names so alike share a certain part of their characters, so that one of the few rarest is among them: all
        others needn't be looked at.
        """
        shared = -(-len(core) * _ALIKE // (200 - _ALIKE))
        having = sorted((self._having.get(character, ()) for character in core), key=len)
        places = set[int]().union(*having[: len(core) - shared + 1])
        candidates = [*map(self._cores.__getitem__, sorted(places))] if core else self._cores
        found = extractOne(core, candidates, scorer=ratio, score_cutoff=_ALIKE)
        return found[0] if found else None


class _Parts:
    """Names among which one is sought that is a part of another, or has it for a part."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)
        self._forward = sorted(self._names)
        self._backward = sorted(name[::-1] for name in self._names)

    def related(self, name: str) -> str | None:
        """The longest of the names within this one; else one that begins or ends with it."""
        if len(name) < _SHORTEST_PART:
            return None
        least = max(_SHORTEST_PART, -(-len(name) // _PART))
        for length in self._lengths:
            for start in range(len(name) - length + 1) if length >= least else ():
                if (part := name[start : start + length]) in self._names:
                    return part
        longer = _beginning(self._forward, name) or _beginning(self._backward, name[::-1])[::-1]
        return longer if longer and len(longer) <= len(name) * _PART else None


def _beginning(names: Sequence[str], beginning: str) -> str:
    """The first of the sorted names that begins so, "" if none does."""
    place = bisect_left(names, beginning)
    return names[place] if place < len(names) and names[place].startswith(beginning) else ""


class _Area:
    """The items whose names mention the same townships, or none."""

    def __init__(self) -> None:
        self.cores: dict[str, Item] = {}
        self.numbered, self.plain = LikeNames(), LikeNames()  # by what they are called without their numbers
        self._bare: dict[str, list[Item]] = defaultdict(list)

    def add(self, marks: Marks, item: Item) -> None:
        self.cores.setdefault(core_name(item.name), item)
        bare = bare_name(item.name)
        self._bare[bare].append(item)
        (self.numbered if _is_numbered(marks) else self.plain).add(bare, item)

    @cached_property
    def _parts(self) -> _Parts:
        return _Parts(self.cores)

    def resembling(self, name: str, marks: Marks) -> Sequence[Item]:
        """The items of the same name but for its numbers; else one that is nearly so, or contains the other's name."""
        bare = bare_name(name)
        if len(bare) >= _SHORTEST_BARE:
            if same := self._bare.get(bare):
                return same
            for names in (self.numbered, self.plain) if _is_numbered(marks) else (self.numbered,):
                if (found := names.most_alike(bare)) is not None:
                    return names.items[found]
        related = self._parts.related(core_name(name))
        return [self.cores[related]] if related is not None else ()


class Likeness:
    """The names of items. They are looked at when one is first sought; a return of known items never asks."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = items

    @cached_property
    def _by_marks(self) -> Mapping[Marks, LikeNames]:
        found: dict[Marks, LikeNames] = defaultdict(LikeNames)
        for item in self._items:
            found[marks_of(item.name)].add(core_name(item.name), item)
        return dict(found)

    @cached_property
    def _areas(self) -> Mapping[tuple[str, ...], _Area]:
        found: dict[tuple[str, ...], _Area] = defaultdict(_Area)
        for item in self._items:
            marks = marks_of(item.name)
            found[marks.townships].add(marks, item)
        return dict(found)

    def same(self, name: str) -> Sequence[Item]:
        """The items whose names differ in dress only."""
        names = self._by_marks.get(marks_of(name))
        return names.items.get(core_name(name), ()) if names else ()

    def alike(self, name: str) -> Item | None:
        """The item whose name is most like this one and has the same numbers, if any is worth a question."""
        names = self._by_marks.get(marks_of(name))
        found = names.most_alike(core_name(name)) if names else None
        return names.items[found][0] if names and found is not None else None

    def resembling(self, name: str) -> Sequence[Item]:
        """Items that this one may be a part or another phase of: the names differ by numbers, or one contains the other."""
        marks = marks_of(name)
        area = self._areas.get(marks.townships)
        return area.resembling(name, marks) if area else ()


def _is_numbered(marks: Marks) -> bool:
    return bool(marks.numbers or marks.counted)
