"""Reading what the window shows first, straight from the driver.

SQLAlchemy takes as long to import as the rest of a start; the list is on the screen before it is needed.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from sqlite3 import Connection

from fenyang_desktop.domain.changes import ITEM, Action, Change, Source, Stored
from fenyang_desktop.domain.closing import COLUMNS as CLOSE_COLUMNS
from fenyang_desktop.domain.closing import Close, CloseState
from fenyang_desktop.domain.history import StoredReceipt, StoredSet
from fenyang_desktop.domain.items import KEYS, Item
from fenyang_desktop.domain.parts import ITEM_ID, MONTH, Part, PartKind
from fenyang_desktop.domain.receipts import LeftColumn, Receipt
from fenyang_desktop.domain.return_records import RETURN, UNIT, FreeKind, Return, Unit

_BATCH = 500
_ITEMS = f"SELECT {', '.join(KEYS)} FROM item"


def read_items(connection: Connection, ids: Iterable[int] | None) -> list[Item]:
    """All items in the order of their ids, or those of `ids` that exist."""
    if ids is None:
        return list(map(Item, connection.execute(f"{_ITEMS} ORDER BY id")))
    found: list[Item] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        found += map(Item, connection.execute(f"{_ITEMS} WHERE id IN ({marks}) ORDER BY id", batch))
    return found


def read_parts(connection: Connection, kind: PartKind, items: Iterable[int] | None, key: Stored) -> list[Part]:
    """The records of a kind by item and key: those of `items`, and those with this key, where these are given."""
    conditions, values = ["1"], list[Stored]()
    if items is not None:
        conditions.append(f"{ITEM_ID} IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(items)))
    if key is not None:
        conditions.append(f"{kind.key.key} = ?")
        values.append(key)
    query = f"SELECT {', '.join(kind.columns)} FROM {kind.entity} WHERE {' AND '.join(conditions)}"
    rows = connection.execute(f"{query} ORDER BY {ITEM_ID}, {kind.key.key}", values)
    return [Part(kind, row) for row in rows]


def read_part_heads(connection: Connection, kind: PartKind, ids: Iterable[int]) -> Mapping[int, tuple[int, Stored]]:
    """The item and key of each record of `ids` as the history knows them, also of those that are gone."""
    rows = connection.execute(
        "SELECT entity_id, field, coalesce(new, old) FROM change WHERE entity = ?"
        " AND entity_id IN (SELECT value FROM json_each(?)) AND field IN (?, ?) ORDER BY id",
        (kind.entity, json.dumps(sorted(ids)), ITEM_ID, kind.key.key),
    )
    found: dict[int, dict[str, Stored]] = {}
    for id, field, value in rows:
        found.setdefault(id, {})[field] = value
    return {id: (int(one.get(ITEM_ID) or 0), one.get(kind.key.key)) for id, one in found.items()}


def read_units(connection: Connection) -> list[Unit]:
    """Every unit that a return was ever kept of."""
    return [
        Unit(*row) for row in connection.execute(f"SELECT {', '.join(UNIT.columns)} FROM {UNIT.entity} ORDER BY id")
    ]


def read_returns(connection: Connection) -> list[Return]:
    """Every return, by month and unit."""
    query = f'SELECT {", ".join(RETURN.columns)} FROM "{RETURN.entity}" ORDER BY month, unit'
    return [Return(*row) for row in connection.execute(query)]


def read_due_rule(connection: Connection) -> str | None:
    """By when returns are due; see `domain.returning`."""
    row = connection.execute("SELECT due_rule FROM portfolio").fetchone()
    return row[0] if row else None


def read_free_values(connection: Connection, kind: FreeKind, ids: Iterable[int]) -> Mapping[int, Mapping[str, Stored]]:
    """The last values that the history knows of each record of `ids`, also of those that are gone."""
    rows = connection.execute(
        "SELECT entity_id, field, coalesce(new, old) FROM change WHERE entity = ?"
        " AND entity_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (kind.entity, json.dumps(sorted(ids))),
    )
    found: dict[int, dict[str, Stored]] = {}
    for id, field, value in rows:
        found.setdefault(id, {})[field] = value
    return found


def read_free_trail(connection: Connection, kind: FreeKind, id: int) -> list[tuple[int, Change]]:
    """What was changed in one record, the newest first: set id and change."""
    rows = connection.execute(
        "SELECT set_id, entity, entity_id, field, old, new FROM change"
        " WHERE entity = ? AND entity_id = ? ORDER BY id DESC",
        (kind.entity, id),
    )
    return [(set_id, Change(*change)) for set_id, *change in rows]


def read_portfolio(connection: Connection) -> tuple[str, str | None, str | None] | None:
    """Title, ISO reference date and report month of the file."""
    query = "SELECT title, reference_date, report_month FROM portfolio"
    row: tuple[str, str | None, str | None] | None = connection.execute(query).fetchone()
    return row


def read_closes(connection: Connection) -> list[Close]:
    """Every month that was closed, the oldest first."""
    rows = connection.execute(f"SELECT {', '.join(CLOSE_COLUMNS)} FROM close ORDER BY month")
    return [
        Close(id, month, CloseState(state), closed_at, date.fromisoformat(day), due_days)
        for id, month, state, closed_at, day, due_days in rows
    ]


def read_sets(connection: Connection) -> list[StoredSet]:
    """Every change set's head, the oldest first."""
    rows = connection.execute(
        "SELECT id, at, author, action, title, reverts, coalesce(reason, '') FROM change_set ORDER BY id"
    )
    return [
        StoredSet(id, Source(Action(action), author, datetime.fromisoformat(at), title, reverts, reason))
        for id, at, author, action, title, reverts, reason in rows
    ]


def read_receipts(connection: Connection) -> list[StoredReceipt]:
    """The record of every import without the columns left, the oldest first."""
    sets = {one.id: one for one in read_sets(connection)}
    rows = connection.execute("SELECT set_id, file, digest, size, senders FROM receipt ORDER BY set_id")
    return [
        StoredReceipt(sets[set_id], Receipt(file, digest, size, json.loads(senders)))
        for set_id, file, digest, size, senders in rows
    ]


def read_left_columns(connection: Connection, set_id: int) -> tuple[LeftColumn, ...]:
    """The columns of an imported file that were not taken over."""
    row = connection.execute("SELECT left_columns FROM receipt WHERE set_id = ?", (set_id,)).fetchone()
    return tuple(
        LeftColumn(one["sheet"], one["letter"], one["header"], {int(id): text for id, text in one["texts"].items()})
        for one in json.loads(row[0] if row else "[]")
    )


def read_later_changes(connection: Connection, set_id: int, field: str | None) -> list[tuple[int, Change]]:
    """What the sets after this one changed in items, the oldest first: set id and change without its cell."""
    rows = connection.execute(
        "SELECT set_id, entity, entity_id, field, old, new FROM change"
        " WHERE set_id > ? AND entity = ? AND field = coalesce(?, field) ORDER BY id",
        (set_id, ITEM, field),
    )
    return [(set_id, Change(*change)) for set_id, *change in rows]


def read_changes_in(
    connection: Connection, set_ids: Iterable[int], ids: Iterable[int] | None, entity: str
) -> list[tuple[int, Change]]:
    """What these sets changed in items, or records of an entity, or in those of `ids`, the oldest first.

    Set id and change without its cell.
    """
    wanted = sorted(set_ids)
    if not wanted:
        return []  # of which SQLite would make sure by looking at every change there is
    rows = connection.execute(
        "SELECT set_id, entity, entity_id, field, old, new FROM change"
        " WHERE set_id IN (SELECT value FROM json_each(?)) AND entity = ?"
        " AND (? IS NULL OR entity_id IN (SELECT value FROM json_each(?))) ORDER BY id",
        (json.dumps(wanted), entity, *[None if ids is None else json.dumps(sorted(ids))] * 2),
    )
    return [(set_id, Change(*change)) for set_id, *change in rows]


def read_latest_set(connection: Connection) -> tuple[object, ...]:
    """What tells the last change set from any other, also from one with its id in another history of the file."""
    latest: tuple[object, ...] | None = connection.execute(
        "SELECT id, at, author FROM change_set ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return latest or ()


def read_size(connection: Connection, set_id: int) -> int:
    """How many values a change set changed. One that stands in a record as well as in its item counts once,
    and that a return was noted beside isn't one."""
    (count,) = connection.execute(
        "SELECT count(*) FROM change WHERE set_id = ?1 AND (entity <> ?2 OR (cell IS NOT NULL AND (field, sheet, cell)"
        " NOT IN (SELECT field, sheet, cell FROM change WHERE set_id = ?1 AND entity = ?3 AND cell IS NOT NULL)))"
        " AND entity NOT IN (?4, ?5)",
        (set_id, MONTH.entity, ITEM, UNIT.entity, RETURN.entity),
    ).fetchone()
    return int(count)


def read_next_id(connection: Connection, entity: str) -> int:
    """An id that no item, or no record of that entity, has or ever had."""
    query = f"SELECT max((SELECT coalesce(max(id), 0) FROM {entity}), (SELECT coalesce(max(entity_id), 0) FROM change WHERE entity = ?))"
    (latest,) = connection.execute(query, (entity,)).fetchone()
    return int(latest) + 1
