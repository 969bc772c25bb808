"""Reading what the window shows first, straight from the driver.

SQLAlchemy takes as long to import as the rest of a start; the list is on the screen before it is needed.
"""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from fenyang_desktop.domain.changes import ITEM, Action, Source
from fenyang_desktop.domain.history import StoredSet
from fenyang_desktop.domain.items import KEYS, Item

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


def read_portfolio(connection: Connection) -> tuple[str, str | None] | None:
    """Title and ISO reference date of the file."""
    row: tuple[str, str | None] | None = connection.execute("SELECT title, reference_date FROM portfolio").fetchone()
    return row


def read_sets(connection: Connection) -> list[StoredSet]:
    """Every change set's head, the oldest first."""
    rows = connection.execute("SELECT id, at, author, action, title, reverts FROM change_set ORDER BY id")
    return [
        StoredSet(id, Source(Action(action), author, datetime.fromisoformat(at), title, reverts))
        for id, at, author, action, title, reverts in rows
    ]


def read_size(connection: Connection, set_id: int) -> int:
    """How many values a change set changed."""
    (count,) = connection.execute("SELECT count(*) FROM change WHERE set_id = ?", (set_id,)).fetchone()
    return int(count)


def read_next_id(connection: Connection) -> int:
    """An id that no item has or ever had."""
    query = "SELECT max((SELECT coalesce(max(id), 0) FROM item), (SELECT coalesce(max(entity_id), 0) FROM change WHERE entity = ?))"
    (latest,) = connection.execute(query, (ITEM,)).fetchone()
    return int(latest) + 1
