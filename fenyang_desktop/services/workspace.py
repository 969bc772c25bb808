"""The open portfolio as the window and the commands use it: one function per user action.

Every action that alters something builds one ChangeSet, applies it in one transaction and returns an `Applied`,
which says what it touched; each page fetches again only what was touched. Nothing here knows a window.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from fenyang_desktop.domain.changes import (
    EXISTS,
    ITEM,
    PORTFOLIO,
    PORTFOLIO_ID,
    Action,
    Change,
    ChangeSet,
    Source,
    Stored,
    creation,
    inverse,
    removal,
    without_missing,
)
from fenyang_desktop.domain.closing import Close
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, Kind
from fenyang_desktop.domain.history import StoredChange, StoredReceipt, StoredSet, undo_and_redo
from fenyang_desktop.domain.items import Item, Tree
from fenyang_desktop.domain.parts import PART_KINDS, Part, PartKind
from fenyang_desktop.domain.receipts import LeftColumn, Receipt
from fenyang_desktop.domain.return_records import FreeKind, Return, Unit
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.store.lock import user_name
from fenyang_desktop.store.portfolio import Portfolio, open_portfolio

_NAMED = 5  # how many items a title names by their ids


@dataclass(frozen=True, slots=True)
class Applied:
    """What one action did. `ids` are the items touched (also those that are gone); `title` is for the undo menu."""

    set_id: int
    title: str
    ids: frozenset[int]
    portfolio_changed: bool = False


def local_now() -> datetime:
    return datetime.now().astimezone()


class Workspace:
    """An open portfolio with its actions. Thread-safe as `Portfolio` is. `close` it to free the file."""

    def __init__(self, portfolio: Portfolio, now: Callable[[], datetime] = local_now) -> None:
        self._portfolio = portfolio
        self._now = now

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, now: Callable[[], datetime] = local_now) -> "Workspace":
        """Open a portfolio file. Raises UserError; see `store.portfolio.open_portfolio`."""
        return cls(open_portfolio(path, now(), read_only=read_only), now)

    def close(self) -> None:
        self._portfolio.close()

    @property
    def path(self) -> Path:
        return self._portfolio.path

    @property
    def backup_fault(self) -> UserError | None:
        """Why the day's backup could not be made; None if it was, or wasn't due."""
        return self._portfolio.backup_fault

    def make_ready(self) -> None:
        """Load what the first edit will need. The list is shown without it, so this can be done after."""
        self._portfolio.books()

    @property
    def read_only(self) -> bool:
        return self._portfolio.read_only

    # -- reading

    def items(self, ids: Iterable[int] | None = None) -> list[Item]:
        """All items, or those of `ids` that exist, in the order of their ids."""
        return self._portfolio.items(ids)

    def title(self) -> str:
        return self._portfolio.title_and_reference_date()[0]

    def today(self) -> date:
        """The calendar's date, whatever the reference date."""
        return self._now().date()

    def now(self) -> datetime:
        """The local time."""
        return self._now()

    def reference_date(self) -> date:
        """基准日: the day that everything depending on "today" depends on."""
        return self._portfolio.title_and_reference_date()[1] or self.today()

    def follows_calendar(self) -> bool:
        """Whether the reference date is simply today's."""
        return self._portfolio.title_and_reference_date()[1] is None

    def report_month(self) -> str:
        """报告期 as 2023-09: the one that was set, or the month of the reference date."""
        return self._portfolio.report_month() or f"{self.reference_date():%Y-%m}"

    def follows_reference_date(self) -> bool:
        """Whether the report month is simply that of the reference date."""
        return self._portfolio.report_month() is None

    def parts(self, kind: PartKind, items: Iterable[int] | None = None, key: Stored = None) -> list[Part]:
        """The records of a kind, by item and key: all, those of `items`, or those with this key (a month, a year)."""
        return self._portfolio.parts(kind, items, key)

    def part_heads(self, kind: PartKind, ids: Iterable[int]) -> Mapping[int, tuple[int, Stored]]:
        """The item and key of each record of `ids`, also of those that are gone."""
        return self._portfolio.part_heads(kind, ids)

    def closes(self) -> list[Close]:
        """Every month that was closed once, the oldest first."""
        return self._portfolio.closes()

    def rows_at(self, entity: str, columns: Sequence[str], set_id: int) -> list[tuple[Stored, ...]]:
        """The rows of an entity as they stood after an action, by id; `columns` begin with the id."""
        return self._portfolio.rows_at(entity, columns, set_id)

    def units(self) -> list[Unit]:
        """Every unit that a return was ever kept of."""
        return self._portfolio.units()

    def returns(self) -> list[Return]:
        """Every return, by month and unit."""
        return self._portfolio.returns()

    def due_rule(self) -> str | None:
        """By when returns are due, as `domain.returning` writes it."""
        return self._portfolio.due_rule()

    def free_values(self, kind: FreeKind, ids: Iterable[int]) -> Mapping[int, Mapping[str, Stored]]:
        """The last values of each record of `ids` that belongs to no item, also of those that are gone."""
        return self._portfolio.free_values(kind, ids)

    def free_trail(self, kind: FreeKind, id: int) -> list[StoredChange]:
        """Who set what in one record that belongs to no item, the newest first."""
        return self._portfolio.free_trail(kind, id)

    def undo_stack(self) -> Sequence[StoredSet]:
        """What can be undone, the next one last."""
        return undo_and_redo(self._portfolio.sets())[0]

    def redo_stack(self) -> Sequence[StoredSet]:
        """What can be redone, the next one last."""
        return undo_and_redo(self._portfolio.sets())[1]

    def sets(self) -> list[StoredSet]:
        """Every action ever taken, the oldest first."""
        return self._portfolio.sets()

    def size(self, set_id: int) -> int:
        """How many values one action changed."""
        return self._portfolio.size(set_id)

    def changes(self, set_id: int) -> tuple[Change, ...]:
        """The values that one action changed."""
        return self._portfolio.changes(set_id)

    def trail(self, id: int | None = None, field: str | None = None, limit: int | None = None) -> list[StoredChange]:
        """Who set what, when, and from which cell, the newest first; without an id also 基准日 and the file's title."""
        return self._portfolio.trail(id, field, limit)

    def receipts(self) -> list[StoredReceipt]:
        """The record of every import, the oldest first."""
        return self._portfolio.receipts()

    def left_columns(self, set_id: int) -> tuple[LeftColumn, ...]:
        """The columns of an imported file that are no fields of ours."""
        return self._portfolio.left_columns(set_id)

    def later_changes(self, set_id: int = 0, field: str | None = None) -> list[tuple[int, Change]]:
        """What was changed in items after one action: in one field or all, the oldest first."""
        return self._portfolio.later_changes(set_id, field)

    def changes_in(
        self, set_ids: Iterable[int], ids: Iterable[int] | None = None, entity: str = ITEM
    ) -> list[tuple[int, Change]]:
        """What these actions changed in items, or in records of an entity, or in those of `ids`: set id and change, the
        oldest first."""
        return self._portfolio.changes_in(set_ids, ids, entity)

    def next_id(self, entity: str = ITEM) -> int:
        """An id that no item, or no record of that entity, has or ever had."""
        return self._portfolio.next_id(entity)

    # -- altering

    def apply(
        self,
        action: Action,
        title: str,
        changes: Sequence[Change],
        reverts: int | None = None,
        receipt: Receipt | None = None,
        reason: str = "",
    ) -> Applied:
        """Apply checked changes as one action."""
        source = Source(action, user_name(), self._now().astimezone(UTC), title, reverts, reason)
        change_set = ChangeSet(source, changes, receipt)
        set_id = self._portfolio.apply(change_set)
        touched = change_set.touched(ITEM) | self._owners(change_set)
        return Applied(set_id, title, touched, bool(change_set.touched(PORTFOLIO)))

    def _owners(self, change_set: ChangeSet) -> frozenset[int]:
        """The items whose records the changes name."""
        owners: set[int] = set()
        for kind in PART_KINDS:
            if ids := change_set.touched(kind.entity):
                owners |= {item for item, _ in self._portfolio.part_heads(kind, ids).values()}
        return frozenset(owners)

    def edit(self, values: Mapping[int, Mapping[str, Stored]]) -> Applied | None:
        """Set fields of one or many items: id → field key → stored value. None if nothing differs.

        Raises UserError `name_required`, `parent_cycle`, `item_missing`.
        """
        current = {item.id: item for item in self.items(values)}
        changes = []
        for id, new_values in values.items():
            if id not in current:
                raise UserError("item_missing", id=id)
            for key, new in new_values.items():
                old = current[id].get(key)
                if old != new:
                    changes.append(Change(ITEM, id, key, old, new))
        if not changes:
            return None
        check(changes, self.items)
        return self.apply(Action.EDIT, _edit_title(changes, current), changes)

    def add(self, values: Mapping[str, Stored]) -> Applied:
        """Add an item. `values` holds at least `name`; its kind is a project unless given."""
        id = self._portfolio.next_id()
        row: dict[str, Stored] = {"kind": Kind.PROJECT.value, **values}
        changes = creation(ITEM, id, row)
        if not row.get("name"):
            raise UserError("name_required")
        check(changes, self.items)
        return self.apply(Action.ADD, f"新增“{row['name']}”", changes)

    def delete(self, ids: Iterable[int]) -> Applied:
        """Delete items with their records. Raises UserError `has_members` if one has a member that isn't deleted with it."""
        tree = Tree(self.items())
        doomed = set(ids)
        for id in doomed:
            if id not in tree.items:
                raise UserError("item_missing", id=id)
            if left := [member for member in tree.members(id) if member not in doomed]:
                raise UserError("has_members", name=tree.items[id].name, count=len(left))
        rows = [tree.items[id] for id in sorted(doomed)]
        changes = [change for item in rows for change in removal(ITEM, item.id, item.values())]
        changes = self.removal_of_parts(doomed) + changes
        title = f"删除“{rows[0].name}”" if len(rows) == 1 else f"删除 {len(rows)} 项"
        return self.apply(Action.DELETE, title, changes)

    def removal_of_parts(self, ids: Collection[int]) -> list[Change]:
        """The changes that take away every record of these items."""
        parts = [part for kind in PART_KINDS for part in self.parts(kind, ids)]
        return [change for part in parts for change in removal(part.kind.entity, part.id, part.values())]

    def set_report_month(self, month: str | None) -> Applied | None:
        """Set 报告期; None follows the reference date. Returns None if nothing differs."""
        old = self._portfolio.report_month()
        if old == month:
            return None
        change = Change(PORTFOLIO, PORTFOLIO_ID, "report_month", old, month)
        return self.apply(Action.EDIT, f"报告期改为{format_month(month) if month else '基准日所在的月'}", [change])

    def set_reference_date(self, day: date | None) -> Applied | None:
        """Set 基准日; None follows the calendar. Returns None if nothing differs."""
        old = self._portfolio.title_and_reference_date()[1]
        if old == day:
            return None
        iso = (old.isoformat() if old else None, day.isoformat() if day else None)
        change = Change(PORTFOLIO, PORTFOLIO_ID, "reference_date", *iso)
        return self.apply(Action.EDIT, f"基准日改为 {day or '当天'}", [change])

    def undo(self) -> Applied:
        """Take back the latest action. Raises UserError `nothing_to_undo`."""
        return self._revert(self.undo_stack(), Action.UNDO, "nothing_to_undo")

    def redo(self) -> Applied:
        """Do again what was undone last. Raises UserError `nothing_to_redo`."""
        return self._revert(self.redo_stack(), Action.REDO, "nothing_to_redo")

    def _revert(self, stack: Sequence[StoredSet], action: Action, empty: str) -> Applied:
        """Take back or do again what the top of the stack did.

        Changes to items that don't exist are left out, and the title says so. Only an earlier version could store
        such changes, and what came before them must not be out of reach.
        """
        if not stack:
            raise UserError(empty)
        target = stack[-1]
        stored = self._portfolio.changes(target.id)
        changes = inverse(stored) if action is Action.UNDO else stored
        there = {item.id for item in self.items(ChangeSet(target.source, stored).touched(ITEM))}
        kept, missing = without_missing(changes, there)
        return self.apply(action, target.source.title + _left_out(missing), kept, reverts=target.id)


def check(changes: Sequence[Change], items: Callable[[], Iterable[Item]]) -> None:
    """The rules that hold for the portfolio as a whole, whoever changes it.

    `items` fetches all items; it is called only where the changes move something in the tree.
    Raises UserError `name_required`, `parent_cycle`, or `item_missing` for a parent that is gone.
    """
    for change in changes:
        if change.entity == ITEM and change.field == "name" and not change.new:
            raise UserError("name_required")
    moves = {c.id: c.new for c in changes if c.entity == ITEM and c.field == "parent" and c.new is not None}
    if moves:
        _check_tree(moves, changes, items())


def _check_tree(moves: Mapping[int, Stored], changes: Sequence[Change], items: Iterable[Item]) -> None:
    known = {item.id: item for item in items}
    born = {change.id for change in changes if change.entity == ITEM and change.field == EXISTS and change.new}
    for above in moves.values():
        if above not in known and above not in born:
            raise UserError("item_missing", id=above)
    parents: dict[int, Stored] = {id: item.parent for id, item in known.items()}
    parents.update({change.id: change.new for change in changes if change.entity == ITEM and change.field == "parent"})
    for id in moves:
        seen, above = {id}, parents[id]
        while above is not None:
            if above in seen:
                raise UserError("parent_cycle", name=known[id].name if id in known else id)
            seen.add(int(above))
            above = parents.get(int(above))


def _left_out(missing: Collection[int]) -> str:
    """What a title adds where changes to these items could be neither taken back nor done again."""
    if not missing:
        return ""
    some = "、".join(map(str, sorted(missing)[:_NAMED]))
    more = f"等 {len(missing)} 个" if len(missing) > _NAMED else "的"
    return f"（编号 {some} {more}项目已不存在，相关改动已跳过）"


def _edit_title(changes: Sequence[Change], items: Mapping[int, Item]) -> str:
    ids, keys = {change.id for change in changes}, {change.field for change in changes}
    what = FIELD[keys.pop()].label if len(keys) == 1 else f"{len(keys)} 个字段"
    return f"修改“{items[ids.pop()].name}”的{what}" if len(ids) == 1 else f"修改 {len(ids)} 项的{what}"
