"""Writing change sets, and reading the values of stored ones, by SQLAlchemy."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, Update, bindparam, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from fenyang_desktop.domain.changes import (
    EXISTS,
    ITEM,
    PORTFOLIO,
    PORTFOLIO_ID,
    PORTFOLIO_LABELS,
    Change,
    ChangeSet,
    Stored,
)
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.domain.values import display
from fenyang_desktop.store import history, tables
from fenyang_desktop.store.engine import for_writing, open_engine, unwrapped
from fenyang_desktop.store.faults import mendable

_TABLES = {ITEM: tables.item, PORTFOLIO: tables.portfolio}
_BATCH = 500


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
            _check_old_values(connection, change_set.changes)
            _write(connection, change_set.changes)
            return history.write_set(connection, change_set)


def _current(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Stored]]]:
    names = tables.item.c.keys()
    for start in range(0, len(ids), _BATCH):
        query = select(tables.item).where(tables.item.c.id.in_(ids[start : start + _BATCH]))
        for row in connection.execute(query).all():
            yield row.id, dict(zip(names, row, strict=True))


def _check_old_values(connection: Connection, changes: Sequence[Change]) -> None:
    """Play the changes on the current values; the first old value that doesn't hold is a conflict."""
    ids = sorted({change.id for change in changes if change.entity == ITEM})
    state: dict[tuple[str, int], dict[str, Stored]] = {
        (ITEM, id): {EXISTS: 1, **row} for id, row in _current(connection, ids)
    }
    if row := connection.execute(select(tables.portfolio)).mappings().first():
        state[PORTFOLIO, PORTFOLIO_ID] = {EXISTS: 1, **row}
    for change in changes:
        values = state.setdefault((change.entity, change.id), {})
        if change.field != EXISTS and not values.get(EXISTS):
            raise UserError("item_missing", id=change.id)
        if values.get(change.field) != change.old:
            raise _conflict(change, values)
        values[change.field] = change.new


def _conflict(change: Change, values: dict[str, Stored]) -> UserError:
    if change.entity == PORTFOLIO:
        found, expected = values.get(change.field) or "空", change.old or "空"
        return UserError(
            "conflict", name="台账", field=PORTFOLIO_LABELS[change.field], current=found, expected=expected
        )
    field = FIELD.get(change.field)
    if field is None:
        return UserError("item_missing", id=change.id)
    return UserError(
        "conflict",
        name=values.get("name", change.id),
        field=field.label,
        current=display(field, values.get(change.field)) or "空",
        expected=display(field, change.old) or "空",
    )


def _write(connection: Connection, changes: Sequence[Change]) -> None:
    for entity, table in _TABLES.items():
        _write_table(connection, table, [change for change in changes if change.entity == entity])


def _write_table(connection: Connection, table: Table[Any], changes: Sequence[Change]) -> None:
    """Write the outcome of the changes: rows that come into being, values that change, rows that go.

    As plain tuples: SQLAlchemy looks at each row of an executemany, which takes longer than writing it.
    """
    existed: dict[int, bool] = {}
    after: dict[int, dict[str, Stored]] = defaultdict(dict)
    for change in changes:
        existed.setdefault(change.id, change.old is not None if change.field == EXISTS else True)
        after[change.id][change.field] = change.new
    born, gone = [], []
    updates: dict[str, list[tuple[Stored, int]]] = defaultdict(list)
    names = table.c.keys()
    for id, values in after.items():
        exists = bool(values.pop(EXISTS, 1))
        if exists and not existed[id]:
            values["id"] = id
            born.append(tuple(map(values.get, names)))
        elif not exists and existed[id]:
            gone.append((id,))
        elif exists:
            for key, value in values.items():
                updates[key].append((value, id))
    here = table.c.id == bindparam("row")
    if born:
        connection.exec_driver_sql(_sql(insert(table)), born)
    for key, rows in updates.items():
        connection.exec_driver_sql(_sql(update(table).where(here).values({key: bindparam("value")})), rows)
    if gone:
        connection.exec_driver_sql(_sql(delete(table).where(here)), gone)


def _sql(statement: Insert | Update | Delete) -> str:
    """The statement for the driver; its parameters have the order in which it names them."""
    return str(statement.compile(dialect=sqlite.dialect(paramstyle="qmark")))
