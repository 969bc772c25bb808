"""Reading and writing stored change sets."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, false, insert, or_, select
from sqlalchemy.dialects import sqlite

from fenyang_desktop.domain.changes import ITEM, PORTFOLIO, Action, Change, ChangeSet, Origin, Source, Stored
from fenyang_desktop.domain.history import StoredChange, StoredSet
from fenyang_desktop.domain.parts import ITEM_ID
from fenyang_desktop.domain.receipts import Receipt, sender_at
from fenyang_desktop.domain.return_records import UNIT_ID
from fenyang_desktop.store.tables import IS_OWNER, change, change_set, receipt


def write_set(connection: Connection, changes: ChangeSet) -> int:
    """Store a change set and return its id."""
    source = changes.source
    head = insert(change_set).values(
        at=source.at.isoformat(),
        author=source.author,
        action=source.action,
        title=source.title,
        reverts=source.reverts,
        reason=source.reason or None,
    )
    result = connection.execute(head)
    assert result.inserted_primary_key is not None
    set_id = int(result.inserted_primary_key[0])
    if changes.receipt is not None:
        connection.execute(insert(receipt), _receipt_row(set_id, changes.receipt))
    if changes.changes:
        # As plain tuples: SQLAlchemy looks at each row of an executemany, which took longer than writing it.
        connection.exec_driver_sql(_INSERT_CHANGE, [_row(set_id, one) for one in changes.changes])
    return set_id


def _receipt_row(set_id: int, one: Receipt) -> dict[str, object]:
    left = [
        {"sheet": column.sheet, "letter": column.letter, "header": column.header, "texts": column.texts}
        for column in one.left
    ]
    return {
        "set_id": set_id,
        "file": one.file,
        "digest": one.digest,
        "size": one.size,
        "senders": json.dumps(one.senders, ensure_ascii=False),
        "left_columns": json.dumps(left, ensure_ascii=False),
    }


_COLUMNS = ("set_id", "entity", "entity_id", "field", "old", "new", "file", "sheet", "cell")
_INSERTION = insert(change).compile(dialect=sqlite.dialect(paramstyle="qmark"), column_keys=_COLUMNS)
_INSERT_CHANGE = str(_INSERTION)
assert tuple(_INSERTION.positiontup or ()) == _COLUMNS, "the places of a row's values"


def _row(set_id: int, one: Change) -> tuple[Stored, ...]:
    """The values of `_COLUMNS`."""
    file, sheet, cell = one.origin[:3] if one.origin else (None, None, None)
    return (set_id, one.entity, one.id, one.field, one.old, one.new, file, sheet, cell)


def read_changes(connection: Connection, set_id: int) -> tuple[Change, ...]:
    """The changes of one set in the order in which they were made."""
    rows = connection.execute(select(change).where(change.c.set_id == set_id).order_by(change.c.id))
    senders = _senders(connection, [set_id])
    return tuple(_change(row, senders) for row in rows)


def read_trail(connection: Connection, id: int | None, field: str | None, limit: int | None) -> list[StoredChange]:
    """The changes of one item with its records, or without an id of all and of the file itself; newest first.

    With a field only those of the items' field of this key. That a record is tied to its item or unit is left
    out: its name says so.
    """
    query = (
        select(
            change,
            change_set.c.at,
            change_set.c.author,
            change_set.c.action,
            change_set.c.title,
            change_set.c.reverts,
            change_set.c.reason,
        )
        .join(change_set, change.c.set_id == change_set.c.id)
        .where(change.c.field.not_in((ITEM_ID, UNIT_ID)))
        .order_by(change.c.id.desc())
        .limit(limit)
    )
    if id is not None:
        mine = (change.c.entity == ITEM) & (change.c.entity_id == id)
        query = query.where(mine if field is not None else mine | _of_parts(connection, id))
    if field is not None:
        query = query.where(change.c.entity.in_((ITEM, PORTFOLIO)), change.c.field == field)
    rows = connection.execute(query).all()
    senders = _senders(connection, {row.set_id for row in rows if row.file})
    return [StoredChange(StoredSet(row.set_id, _source(row)), _change(row, senders)) for row in rows]


def _of_parts(connection: Connection, item: int) -> ColumnElement[bool]:
    """Whether a change is of a record that belongs to the item, or did."""
    query = select(change.c.entity, change.c.entity_id).where(IS_OWNER, change.c.new == item)
    owned: dict[str, set[int]] = {}
    for entity, id in connection.execute(query):
        owned.setdefault(entity, set()).add(id)
    return or_(false(), *((change.c.entity == entity) & change.c.entity_id.in_(ids) for entity, ids in owned.items()))


def _senders(connection: Connection, set_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Who reported each table of these imports (`Receipt.senders`)."""
    if not set_ids:
        return {}
    rows = connection.execute(select(receipt.c.set_id, receipt.c.senders).where(receipt.c.set_id >= min(set_ids)))
    return {set_id: json.loads(senders) for set_id, senders in rows if set_id in set_ids}


def _source(row: Row[*tuple[Any, ...]]) -> Source:
    at = datetime.fromisoformat(row.at)
    return Source(Action(row.action), row.author, at, row.title, row.reverts, row.reason or "")


def _change(row: Row[*tuple[Any, ...]], senders: Mapping[int, Mapping[str, str]]) -> Change:
    origin = None
    if row.file:
        sheet = row.sheet or ""
        cell = row.cell or ""
        origin = Origin(row.file, sheet, cell, sender_at(senders.get(row.set_id, {}), sheet, cell))
    return Change(row.entity, row.entity_id, row.field, row.old, row.new, origin)
