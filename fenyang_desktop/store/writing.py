"""Writing change sets, and reading the values of stored ones, by SQLAlchemy."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Delete, Insert, Update, bindparam, delete, insert, update
from sqlalchemy.dialects import sqlite

from fenyang_desktop.domain.changes import EXISTS, Change, ChangeSet, Stored
from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.domain.parts import ITEM_ID, PART_KIND
from fenyang_desktop.domain.return_records import FREE_KIND
from fenyang_desktop.store import history
from fenyang_desktop.store.checking import TABLES, State, played
from fenyang_desktop.store.closed import check_closed
from fenyang_desktop.store.engine import for_writing, open_engine, unwrapped
from fenyang_desktop.store.faults import mendable


class Books:
    """The SQLAlchemy side of an open portfolio: its change sets. `Portfolio` makes it when it is first needed."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._path = path
        self._engine = open_engine(path, read_only=read_only)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with mendable(self._path), unwrapped(), self._engine.begin() as connection:
            yield connection

    def changes(self, set_id: int) -> tuple[Change, ...]:
        with self._reading() as connection:
            return history.read_changes(connection, set_id)

    def trail(self, id: int | None, field: str | None, limit: int | None) -> list[StoredChange]:
        with self._reading() as connection:
            return history.read_trail(connection, id, field, limit)

    def apply(self, change_set: ChangeSet) -> int:
        """See `Portfolio.apply`."""
        with mendable(self._path), unwrapped(), for_writing(self._engine).begin() as connection:
            state = played(connection, change_set.changes)
            check_closed(connection, change_set, state)
            _write(connection, change_set.changes, state)
            return history.write_set(connection, change_set)


def _write(connection: Connection, changes: Sequence[Change], state: State) -> None:
    for entity in TABLES:
        of_entity = [change for change in changes if change.entity == entity]
        if of_entity:
            _write_table(connection, entity, of_entity, state)


def _write_table(connection: Connection, entity: str, changes: Sequence[Change], state: State) -> None:
    """Write the outcome of the changes: rows that go, values that change, rows that come into being.

    As plain tuples: SQLAlchemy looks at each row of an executemany, which takes longer than writing it.
    """
    existed: dict[int, bool] = {}
    after: dict[int, dict[str, Stored]] = defaultdict(dict)
    for change in changes:
        existed.setdefault(change.id, change.old is not None if change.field == EXISTS else True)
        after[change.id][change.field] = change.new
    born, gone = [], []
    updates: dict[str, list[tuple[Stored, int]]] = defaultdict(list)
    table, keys = TABLES[entity], _unique_keys(entity)
    names = table.c.keys()
    for id, values in after.items():
        exists = bool(values.pop(EXISTS, 1))
        anew = exists and existed[id] and not keys.isdisjoint(values)  # two rows may have swapped their keys
        if existed[id] and (anew or not exists):
            gone.append((id,))
        if exists and (anew or not existed[id]):
            whole: Mapping[str, Stored] = {**state[entity, id], "id": id}
            born.append(tuple(map(whole.get, names)))
        elif exists:
            for key, value in values.items():
                updates[key].append((value, id))
    here = table.c.id == bindparam("row")
    if gone:
        connection.exec_driver_sql(_sql(delete(table).where(here)), gone)
    for key, rows in updates.items():
        connection.exec_driver_sql(_sql(update(table).where(here).values({key: bindparam("value")})), rows)
    if born:
        connection.exec_driver_sql(_sql(insert(table)), born)


def _unique_keys(entity: str) -> frozenset[str]:
    """The columns that together must be unique: a row in which they change is written anew."""
    if free := FREE_KIND.get(entity):
        return frozenset(free.keys)
    kind = PART_KIND.get(entity)
    return frozenset({ITEM_ID, kind.key.key}) if kind else frozenset()


def _sql(statement: Insert | Update | Delete) -> str:
    """The statement for the driver; its parameters have the order in which it names them."""
    return str(statement.compile(dialect=sqlite.dialect(paramstyle="qmark")))
