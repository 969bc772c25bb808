"""From the items that pass to rows: members under their programmes, or groups under their heads.

Everything here is a position in the listing's plain lists; -1 is "nothing above".
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fenyang_desktop.services.view import Group

_ALONE_ONLY = bytes([1]) + bytes(255)
Rows = tuple[list[int], list[int], list[Group], frozenset[int]]  # rows, depths, groups, foldable: see `view.Arranged`


def cut_rings(parents: list[int]) -> list[int]:
    """The same parents without rings, which only damaged data has."""
    for place, parent in enumerate(parents):
        if parent >= 0 and parents[parent] >= 0:
            seen = {place}
            while parent >= 0 and parent not in seen:
                seen.add(parent)
                parent = parents[parent]
            if parent >= 0:
                parents[parent] = -1
    return parents


def amounts_above(
    parents: Sequence[int], amounts: Sequence[int | None], ids: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """Id of an item with an amount → the ids above it that carry one too; only where there are any."""
    found: dict[int, tuple[int, ...]] = {}
    for place, parent in enumerate(parents):
        if parent >= 0 and amounts[place] is not None:
            above = []
            while parent >= 0:
                if amounts[parent] is not None:
                    above.append(ids[parent])
                parent = parents[parent]
            if above:
                found[ids[place]] = tuple(above)
    return found


ALONE, MEMBER, HEAD = 0, 1, 2


def roles_of(parents: Sequence[int]) -> bytes:
    """Position → ALONE without parent and members, HEAD with members, else MEMBER."""
    roles = bytearray(len(parents))
    for place, parent in enumerate(parents):
        if parent >= 0:
            roles[place] = roles[place] or MEMBER
            roles[parent] = HEAD
    return bytes(roles)


@dataclass(frozen=True, slots=True)
class Nest:
    """What stands at the top, in order, which of that has members (`heads`: indices), and the members shown."""

    tops: Sequence[int]
    heads: Sequence[int]
    members: Mapping[int, Sequence[int]]


def nest(matching: Sequence[int], parents: Sequence[int], roles: bytes) -> Nest:
    """Members under their programmes; a programme whose member passes is shown for its sake.

    A programme stands where the first of it (itself or a member) comes in the order of `matching`. What stands
    alone, the most by far, is passed on without a loop of its own.
    """
    members: defaultdict[int, list[int]] = defaultdict(list)
    marks = bytearray(roles.translate(_ALONE_ONLY))  # 1: stands alone, 2: the first of its programme that comes
    placed: set[int] = set()
    firsts = []
    for first in [place for place in matching if roles[place]]:
        place = first
        while place not in placed:  # only what has members can come again
            if roles[place] == HEAD:
                placed.add(place)
            parent = parents[place]
            if parent < 0:
                marks[first] = 2
                firsts.append(place)
                break
            members[parent].append(place)
            place = parent
    tops = [place for place in matching if marks[place]]
    heads = [at for at, place in enumerate(tops) if marks[place] == 2]
    for at, top in zip(heads, firsts, strict=True):
        tops[at] = top
    return Nest(tops, heads, members)


def unfolded(nest: Nest, ids: Sequence[int], collapsed: frozenset[int]) -> Rows:
    """The rows of a nest. What stands alone is copied in long runs."""
    tops, members = nest.tops, nest.members
    rows: list[int] = []
    depths: list[int] = []
    begun = 0
    for at in nest.heads:
        rows += map(ids.__getitem__, tops[begun:at])
        depths += [0] * (at - begun)
        begun = at + 1
        _unfold(tops[at], members, ids, collapsed, rows, depths)
    rows += map(ids.__getitem__, tops[begun:])
    depths += [0] * (len(tops) - begun)
    return rows, depths, [], frozenset(map(ids.__getitem__, members))


def _unfold(
    top: int,
    members: Mapping[int, Sequence[int]],
    ids: Sequence[int],
    collapsed: frozenset[int],
    rows: list[int],
    depths: list[int],
) -> None:
    stack = [(top, 0)]
    while stack:
        place, depth = stack.pop()
        rows.append(ids[place])
        depths.append(depth)
        if place in members and ids[place] not in collapsed:
            below = members[place]
            if members.keys().isdisjoint(below):
                rows += map(ids.__getitem__, below)
                depths += [depth + 1] * len(below)
            else:
                stack += [(member, depth + 1) for member in reversed(below)]


def grouped(
    matching: Sequence[int],
    texts: Sequence[str],
    numbers: Mapping[str, int],
    ordered: Sequence[str],
    head: Callable[[str, Sequence[int]], Group],
    ids: Sequence[int],
    collapsed: frozenset[int],
) -> Rows:
    """Flat rows under group heads; the head of group g is row -1 - g and folds like a programme.

    `texts` are the labels by position, `ordered` all labels in the order of the heads, `numbers` their g.
    """
    buckets: dict[str, list[int]] = {label: [] for label in ordered}
    for place in matching:
        buckets[texts[place]].append(place)
    rows: list[int] = []
    depths: list[int] = []
    groups = [Group("")] * len(numbers)
    foldable = []
    for label, bucket in buckets.items():
        row = -1 - numbers[label]
        groups[numbers[label]] = head(label, bucket)
        if not bucket:
            continue
        foldable.append(row)
        rows.append(row)
        depths.append(0)
        if row not in collapsed:
            rows += map(ids.__getitem__, bucket)
            depths += [1] * len(bucket)
    return rows, depths, groups, frozenset(foldable)
