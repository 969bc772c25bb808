"""Which item a row of a sheet is about: by 编号, else by project code, else by its name.

A name that is the same but for its dress, or only looks alike, is a question to a person and never an answer.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import KIND_LABELS, Kind
from fenyang_desktop.domain.items import KEYS, Item
from fenyang_desktop.domain.names import marks_of, plain_name
from fenyang_desktop.domain.project_codes import identity_of
from fenyang_desktop.domain.values import is_none_word
from fenyang_desktop.services.likeness import Likeness

_TOLD_BY = itemgetter(*map(KEYS.index, ("name", "aliases", "project_code")))


class Facts(NamedTuple):
    """What a row says about which item it is; "" and None where it says nothing."""

    id: str = ""
    code: str = ""
    name: str = ""
    kind: Kind | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The item that a row is about, None for a new one, and why a person should look first ("" if needless).

    `alike`: the names differ in dress only, and the item keeps its own. `resembles` are items of which a new one may be
    another phase or a part: a question too, unless other rows of the file are about them.
    """

    item: Item | None
    doubt: str = ""
    alike: bool = False
    resembles: Sequence[Item] = ()


_NEW = Match(None)


class Unmatched(Exception):
    """A row that no item can be told for: the field whose cell is at fault, and the fault."""

    def __init__(self, key: str, fault: UserError) -> None:
        super().__init__(key)
        self.key = key
        self.fault = fault


def aliases_of(item: Item) -> list[str]:
    """The other names under which sheets have named the item."""
    return [line.strip() for line in str(item.get("aliases") or "").splitlines() if line.strip()]


class Matcher:
    """Finds the item of a row among the items of the portfolio."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._by_id = {item.id: item for item in items}
        self._likeness = Likeness(items)
        self._by_code: Mapping[str, list[Item]] = defaultdict(list)
        self._by_name: Mapping[str, list[Item]] = defaultdict(list)
        for item, (name, aliases, code) in zip(items, map(_TOLD_BY, items), strict=True):
            names = map(plain_name, (name, *aliases_of(item))) if aliases else (plain_name(name),)
            for one in dict.fromkeys(names):
                self._by_name[one].append(item)
            if code and (identity := identity_of(code)):
                self._by_code[identity].append(item)

    def match(self, facts: Facts) -> Match:
        """The item that the row is about. Raises Unmatched for an unknown 编号, for several items, or for no name."""
        if facts.id:
            return self._by_given_id(facts)
        code = identity_of(facts.code)
        if code and (found := self._by_code.get(code)):
            return self._one(found, facts, "project_code")
        if not facts.name:
            raise Unmatched("name", UserError("row_unnamed"))
        namesakes = self._by_name.get(plain_name(facts.name), [])
        fitting = [item for item in namesakes if self._fits(item, facts)]
        if fitting:
            return self._one(fitting, facts, "name")
        if namesakes:
            return Match(None, self._namesake_doubt(namesakes))
        return self._by_likeness(facts) if self._by_id else _NEW

    def _by_likeness(self, facts: Facts) -> Match:
        """The item of the same name but for its dress, or a new one that an item resembles: either way a question."""
        same = [item for item in self._likeness.same(facts.name) if self._fits(item, facts)]
        if len(same) == 1:
            item = same[0]
            return Match(
                item, f"表中写作“{facts.name}”，台账中是“{item.name}”（编号 {item.id}），确认是同一项吗", alike=True
            )
        if like := self._likeness.alike(facts.name):
            return Match(None, resemblance_doubt(facts.name, like))
        resembling = self._likeness.resembling(facts.name)
        return Match(None, resembles=resembling) if resembling else _NEW

    def gainsays(self, facts: Facts) -> bool:
        """Whether the name of a row is not that of the item that its 编号 gives."""
        item = self._by_id.get(int(facts.id)) if re.fullmatch(r"[0-9]{1,18}", facts.id) else None
        return item is None or plain_name(facts.name) not in map(plain_name, (item.name, *aliases_of(item)))

    def _by_given_id(self, facts: Facts) -> Match:
        item = self._by_id.get(int(facts.id)) if re.fullmatch(r"[0-9]{1,18}", facts.id) else None
        if item is None:
            raise Unmatched("id", UserError("row_id_unknown", text=facts.id))
        others = [other.id for other in self._by_name.get(plain_name(facts.name), ()) if other is not item]
        if others and self.gainsays(facts):
            fault = UserError("row_id_gainsaid", id=item.id, known=item.name, name=facts.name, other=others[0])
            raise Unmatched("id", fault)
        return Match(item, _rename_doubt(item, facts))

    def _one(self, found: Sequence[Item], facts: Facts, key: str) -> Match:
        if len(found) > 1:
            ids = "、".join(str(item.id) for item in found)
            raise Unmatched(key, UserError("row_ambiguous", name=facts.name or facts.code, ids=ids))
        item = found[0]
        known = item.get("project_code")
        code, own = identity_of(facts.code), identity_of(str(known or ""))
        if code and own and code != own:
            return Match(item, f"名称相同，但台账中的项目代码是“{known}”，表中是“{facts.code}”")
        if key == "name" and not _are_same(item.name, facts.name):
            return Match(item, alike=True)  # by an alias that somebody accepted
        return Match(item, _rename_doubt(item, facts))

    def _fits(self, item: Item, facts: Facts) -> bool:
        if facts.kind is not None and item.kind is not facts.kind:
            return False
        if not facts.parent:
            return True
        if item.parent is None or is_none_word(facts.parent):
            return item.parent is None and is_none_word(facts.parent)
        parent = self._by_id.get(item.parent)
        return parent is not None and plain_name(facts.parent) in (plain_name(parent.name), str(parent.id))

    def _namesake_doubt(self, namesakes: Sequence[Item]) -> str:
        if not namesakes:
            return ""
        item = namesakes[0]
        parent = self._by_id.get(item.parent) if item.parent is not None else None
        place = f"，属于“{parent.name}”" if parent else ""
        return f"台账中已有同名的{KIND_LABELS[item.kind]}（编号 {item.id}{place}），确认要另外新增一项吗"


def resemblance_doubt(name: str, item: Item) -> str:
    """The question that a new name calls for which resembles an item's."""
    other = "" if marks_of(name) == marks_of(item.name) else "，数字不同"
    return f"台账中有相近的“{item.name}”（编号 {item.id}）{other}，确认要另外新增一项吗"


def _are_same(a: str, b: str) -> bool:
    """Whether two names or codes are the same, however they are written."""
    return a == b or plain_name(a) == plain_name(b)


def _rename_doubt(item: Item, facts: Facts) -> str:
    if not facts.name or _are_same(item.name, facts.name):
        return ""
    return f"台账中编号 {item.id} 的名称是“{item.name}”，表中是“{facts.name}”"
