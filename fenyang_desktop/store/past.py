"""How things stood after an earlier change set: today's rows with what later sets changed taken back."""

from collections.abc import Sequence
from sqlite3 import Connection

from fenyang_desktop.domain.changes import EXISTS, Stored

Row = tuple[Stored, ...]


def read_rows_at(connection: Connection, entity: str, columns: Sequence[str], set_id: int) -> list[Row]:
    """The rows of an entity as they stood after that set, by id; `columns` begin with the id.

    Both readings are of one moment only inside a transaction.
    """
    rows: dict[int, Row] = {row[0]: row for row in connection.execute(f"SELECT {', '.join(columns)} FROM {entity}")}
    places = {key: place for place, key in enumerate(columns)}
    for id, values in _found_by_later(connection, entity, set_id).items():
        if not values.get(EXISTS, id in rows):
            rows.pop(id, None)
            continue
        row = list(rows.get(id) or (id, *[None] * (len(columns) - 1)))
        for key, old in values.items():
            if key in places:
                row[places[key]] = old
        rows[id] = tuple(row)
    return [rows[id] for id in sorted(rows)]


def _found_by_later(connection: Connection, entity: str, set_id: int) -> dict[int, dict[str, Stored]]:
    """Id → field → the value that stood before the first later change; read backwards, so that the first one stays."""
    changes = connection.execute(
        "SELECT entity_id, field, old FROM change WHERE set_id > ? AND entity = ? ORDER BY id DESC", (set_id, entity)
    )
    found: dict[int, dict[str, Stored]] = {}
    for id, field, old in changes:
        if id in found:
            found[id][field] = old
        else:
            found[id] = {field: old}
    return found
