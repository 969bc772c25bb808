"""What must hold before a change set is written: its old values are the current ones, and its records have their items."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from fenyang_desktop.domain.changes import (
    EXISTS,
    ITEM,
    PORTFOLIO,
    PORTFOLIO_ID,
    PORTFOLIO_LABELS,
    Change,
    Stored,
)
from fenyang_desktop.domain.closing import CLOSE, CLOSE_LABELS, close_text
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.parts import ITEM_ID, PART_KIND, PART_KINDS, PartKind, head_of
from fenyang_desktop.domain.return_records import FREE_KIND, FREE_KINDS, FreeKind
from fenyang_desktop.domain.values import display
from fenyang_desktop.store import tables

TABLES = {ITEM: tables.item, PORTFOLIO: tables.portfolio, CLOSE: tables.close, **tables.parts, **tables.free}
_BATCH = 500

Values = dict[str, Stored]
State = dict[tuple[str, int], Values]  # entity and id → what it holds, with `EXISTS`


def played(connection: Connection, changes: Sequence[Change]) -> State:
    """What the changes leave of everything they name, played on the current values.

    Raises UserError: `conflict` for the first old value that doesn't hold, `item_missing` or `part_missing` for what
    is gone, `part_twice` and `part_key_required` for a key, `parts_left` for an item whose records stay.
    """
    state = _current(connection, changes)
    for change in changes:
        values = state.setdefault((change.entity, change.id), {})
        _check_old_value(connection, state, values, change)
        values[change.field] = change.new
    _check_parts(connection, state)
    for free in FREE_KINDS:
        _check_free(connection, state, free)
    return state


def _check_old_value(connection: Connection, state: State, values: Values, change: Change) -> None:
    if change.field != EXISTS and not values.get(EXISTS):
        raise _missing(change)
    if values.get(change.field) != change.old:
        raise _conflict(connection, state, change)


def _current(connection: Connection, changes: Sequence[Change]) -> State:
    ids: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        ids[change.entity].add(change.id)
    state: State = {}
    for entity in ids.keys() - {PORTFOLIO}:
        names = TABLES[entity].c.keys()
        for row in rows_of(connection, entity, "id", ids[entity]):
            state[entity, row[0]] = {EXISTS: 1, **dict(zip(names, row, strict=True))}
    if file := connection.execute(select(tables.portfolio)).mappings().first():
        state[PORTFOLIO, PORTFOLIO_ID] = {EXISTS: 1, **file}
    return state


def rows_of(
    connection: Connection, entity: str, column: str, among: Collection[int]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of a table whose `column` is among these, the id first."""
    table, wanted = TABLES[entity], sorted(among)
    for start in range(0, len(wanted), _BATCH):
        query = select(table).where(table.c[column].in_(wanted[start : start + _BATCH]))
        yield from connection.execute(query).all()


def _missing(change: Change) -> UserError:
    if kind := PART_KIND.get(change.entity) or FREE_KIND.get(change.entity):
        return UserError("part_missing", kind=kind.label)
    return UserError("item_missing", id=change.id)


def _conflict(connection: Connection, state: State, change: Change) -> UserError:
    values = state[change.entity, change.id]
    if change.entity == PORTFOLIO:
        found, expected = values.get(change.field) or "空", change.old or "空"
        label = PORTFOLIO_LABELS[change.field]
        return UserError("conflict", name="台账", field=label, current=found, expected=expected)
    if change.entity == CLOSE:
        current, expected = (
            close_text(change.field, value) or "空" for value in (values.get(change.field), change.old)
        )
        label = CLOSE_LABELS[change.field]
        return UserError("conflict", name="封账", field=label, current=current, expected=expected)
    kind = PART_KIND.get(change.entity)
    if free := FREE_KIND.get(change.entity):
        return UserError("return_changed", kind=free.label)
    if change.field == EXISTS or (kind and change.field == ITEM_ID):
        return _missing(change)
    field = kind.field(change.field) if kind else FIELD[change.field]
    return UserError(
        "conflict",
        name=_part_name(connection, state, kind, values) if kind else values.get("name", change.id),
        field=field.label,
        current=display(field, values.get(change.field)) or "空",
        expected=display(field, change.old) or "空",
    )


def _part_name(connection: Connection, state: State, kind: PartKind, values: Mapping[str, Stored]) -> str:
    """第二污水处理厂 · 2023年9月."""
    item = item_name(connection, state, int(values[ITEM_ID] or 0))
    return f"{item} · {head_of(kind, values[kind.key.key])}"


def item_name(connection: Connection, state: State, id: int) -> str:
    """The name of an item, also of one that goes."""
    name = state.get((ITEM, id), {}).get("name")
    if name is None:
        name = connection.execute(select(tables.item.c.name).where(tables.item.c.id == id)).scalar()
    return str(name or f"编号 {id}")


# -- records and their items


def _check_parts(connection: Connection, state: State) -> None:
    by_entity: dict[str, dict[int, Values]] = defaultdict(dict)
    for (entity, id), values in state.items():
        by_entity[entity][id] = values
    gone = {id for id, values in by_entity[ITEM].items() if not values.get(EXISTS)}
    for kind in PART_KINDS:
        named = by_entity[kind.entity]
        if named or gone:
            _check_kind(connection, state, kind, named, gone)


def _check_kind(
    connection: Connection, state: State, kind: PartKind, named: Mapping[int, Values], gone: Collection[int]
) -> None:
    standing = {id: values for id, values in named.items() if values.get(EXISTS)}
    owners = {int(values.get(ITEM_ID) or 0) for values in standing.values()}
    if lost := owners - _existing(connection, state, owners):
        raise UserError("item_missing", id=min(lost))
    taken: dict[tuple[Stored, Stored], int] = {}
    for row in rows_of(connection, kind.entity, ITEM_ID, owners | set(gone)):
        if row[0] in named:
            continue
        if row[1] in gone:
            raise UserError("parts_left", name=item_name(connection, state, row[1]), kind=kind.label)
        taken[row[1], row[2]] = row[0]
    for id, values in standing.items():
        key = values.get(kind.key.key)
        if key is None:
            raise UserError("part_key_required", kind=kind.label, field=kind.key.label)
        if taken.setdefault((values[ITEM_ID], key), id) != id:
            name = _part_name(connection, state, kind, values)
            raise UserError("part_twice", name=name, kind=kind.label)


def _existing(connection: Connection, state: State, ids: Collection[int]) -> set[int]:
    """Those of the ids whose items exist once the changes are made."""
    known = {id for id in ids if (ITEM, id) in state}
    found = {row[0] for row in rows_of(connection, ITEM, "id", set(ids) - known)}
    return found | {id for id in known if state[ITEM, id].get(EXISTS)}


# -- records that belong to no item


def _check_free(connection: Connection, state: State, kind: FreeKind) -> None:
    """Each has the owner that it names, and its key to itself; an owner stays as long as it owns something."""
    named = {id: values for (entity, id), values in state.items() if entity == kind.entity}
    gone = {id for (entity, id), values in state.items() if entity == kind.owner and not values.get(EXISTS)}
    standing = {id: values for id, values in named.items() if values.get(EXISTS)}
    if not standing and not gone:
        return
    taken: dict[tuple[Stored, ...], int] = {}
    for row in connection.execute(select(*(TABLES[kind.entity].c[key] for key in ("id", *kind.keys)))).all():
        if row[0] not in named:
            taken[tuple(row[1:])] = row[0]
    for id, values in standing.items():
        key = tuple(values.get(column) for column in kind.keys)
        if key[-1] is None:
            raise UserError("part_key_required", kind=kind.label, field=kind.fields[0].label)
        if taken.setdefault(key, id) != id:
            raise UserError("return_changed", kind=kind.label)
    if kind.owner:
        _check_owners(connection, state, kind.owner, {key[0] for key in taken})


def _check_owners(connection: Connection, state: State, owner: str, ids: Collection[Stored]) -> None:
    stored = set(connection.execute(select(TABLES[owner].c.id)).scalars())
    named = {id: bool(values.get(EXISTS)) for (entity, id), values in state.items() if entity == owner}
    if any(not named.get(int(id or 0), id in stored) for id in ids):
        raise UserError("part_missing", kind=FREE_KIND[owner].label)
