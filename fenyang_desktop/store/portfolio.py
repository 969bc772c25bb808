"""An open portfolio file: reads give frozen values, and `apply` is the one door through which it changes."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, func, insert, select, update

from fenyang_desktop.domain.changes import EXISTS, ITEM, PORTFOLIO, PORTFOLIO_ID, Change, ChangeSet, Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.items import KEYS, Item
from fenyang_desktop.domain.values import display
from fenyang_desktop.store import history, tables
from fenyang_desktop.store.backup import backup_is_due, make_backup
from fenyang_desktop.store.engine import drop, drop_empty_journal, for_writing, open_engine
from fenyang_desktop.store.faults import mendable
from fenyang_desktop.store.history import StoredChange, StoredSet
from fenyang_desktop.store.lock import WriterLock
from fenyang_desktop.store.schema import bring_up_to_date, build, version_of
from fenyang_desktop.store.tables import SCHEMA_VERSION

_TABLES = {ITEM: tables.item, PORTFOLIO: tables.portfolio}
_BATCH = 500


class Portfolio:
    """A portfolio file, open. Safe to use from several threads; writes are one at a time.

    Made by `open_portfolio` or `create_portfolio`; `close` frees the file and its lock.
    """

    def __init__(self, path: Path, *, read_only: bool = False, lock: WriterLock | None = None) -> None:
        self.path = path
        self.read_only = read_only
        self._lock = lock
        self._engine = open_engine(path, read_only=read_only)

    def close(self) -> None:
        self._engine.dispose()
        if not self.read_only:
            drop_empty_journal(self.path)
        if self._lock:
            self._lock.release()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with mendable(self.path), self._engine.begin() as connection:
            yield connection

    def items(self, ids: Iterable[int] | None = None) -> list[Item]:
        """All items in the order of their ids, or those of `ids` that exist."""
        with self._reading() as connection:
            return _items(connection, ids)

    def title_and_reference_date(self) -> tuple[str, date | None]:
        """The portfolio's title and reference date (基准日); no date means that it follows the calendar."""
        with self._reading() as connection:
            row = connection.execute(select(tables.portfolio)).first()
        if row is None:
            return self.path.stem, None
        return row.title, date.fromisoformat(row.reference_date) if row.reference_date else None

    def next_id(self) -> int:
        """An id that no item has or ever had."""
        with self._reading() as connection:
            latest = connection.scalar(select(func.max(tables.item.c.id))) or 0
            ever = select(func.max(tables.change.c.entity_id)).where(tables.change.c.entity == ITEM)
            return int(max(latest, connection.scalar(ever) or 0)) + 1

    def sets(self) -> list[StoredSet]:
        """Every stored change set, the oldest first."""
        with self._reading() as connection:
            return history.read_sets(connection)

    def changes(self, set_id: int) -> tuple[Change, ...]:
        """The changes of one stored set."""
        with self._reading() as connection:
            return history.read_changes(connection, set_id)

    def trail(self, id: int | None = None, field: str | None = None, limit: int | None = None) -> list[StoredChange]:
        """Who set what, the newest first: of one item, of one of its fields, or of all items."""
        with self._reading() as connection:
            return history.read_trail(connection, ITEM, id, field, limit)

    def apply(self, change_set: ChangeSet) -> int:
        """Write a change set and its history in one transaction and return its id.

        Raises UserError `conflict` if an old value is no longer the current one, `item_missing` if an item is gone,
        `read_only` for a file opened so; nothing is changed then.
        """
        if self.read_only:
            raise UserError("read_only")
        with mendable(self.path), for_writing(self._engine).begin() as connection:
            _check_old_values(connection, change_set.changes)
            _write(connection, change_set.changes)
            return history.write_set(connection, change_set)


def _items(connection: Connection, ids: Iterable[int] | None) -> list[Item]:
    query = select(*(tables.item.c[key] for key in KEYS)).order_by(tables.item.c.id)
    if ids is None:
        return list(map(Item, _raw(connection, query)))
    found: list[Item] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        found += map(Item, _raw(connection, query.where(tables.item.c.id.in_(wanted[start : start + _BATCH]))))
    return found


def _raw(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[tuple[Stored, ...]]:
    """The driver's own tuples: making a `Row` of each costs more than reading it."""
    cursor = connection.execute(query).cursor
    return list(cursor.fetchall()) if cursor is not None else []


def _check_old_values(connection: Connection, changes: Sequence[Change]) -> None:
    """Play the changes on the current values; the first old value that doesn't hold is a conflict."""
    items = {item.id: item.values() for item in _items(connection, {c.id for c in changes if c.entity == ITEM})}
    state: dict[tuple[str, int], dict[str, Stored]] = {(ITEM, id): {EXISTS: 1, **row} for id, row in items.items()}
    if row := connection.execute(select(tables.portfolio)).mappings().first():
        state[PORTFOLIO, PORTFOLIO_ID] = {EXISTS: 1, **row}
    for change in changes:
        values = state.setdefault((change.entity, change.id), {})
        if change.field != EXISTS and not values.get(EXISTS) and change.old is not None:
            raise UserError("item_missing", id=change.id)
        if values.get(change.field) != change.old:
            raise _conflict(change, values)
        values[change.field] = change.new


def _conflict(change: Change, values: dict[str, Stored]) -> UserError:
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
    """Write the outcome of the changes: rows that come into being, values that change, rows that go."""
    existed: dict[int, bool] = {}
    after: dict[int, dict[str, Stored]] = defaultdict(dict)
    for change in changes:
        existed.setdefault(change.id, change.old is not None if change.field == EXISTS else True)
        after[change.id][change.field] = change.new
    born, gone = [], []
    updates: dict[str, list[dict[str, Stored]]] = defaultdict(list)
    blank: dict[str, Stored] = dict.fromkeys(column.name for column in table.c)
    for id, values in after.items():
        exists = bool(values.pop(EXISTS, 1))
        if exists and not existed[id]:
            born.append({**blank, **values, "id": id})
        elif not exists and existed[id]:
            gone.append({"row": id})
        elif exists:
            for key, value in values.items():
                updates[key].append({"row": id, "value": value})
    here = table.c.id == bindparam("row")
    if born:
        connection.execute(insert(table), born)
    for key, rows in updates.items():
        connection.execute(update(table).where(here).values({key: bindparam("value")}), rows)
    if gone:
        connection.execute(delete(table).where(here), gone)


def open_portfolio(path: Path, now: datetime, *, read_only: bool = False) -> Portfolio:
    """Open a portfolio file, upgrading an older one and making the day's backup.

    `now` is local time. Raises UserError, among them `portfolio_in_use` if another program writes it (open it
    read-only then), `portfolio_newer`, `portfolio_missing`, `not_portfolio`, `portfolio_broken`.
    """
    version = version_of(path)
    if read_only:
        if version != SCHEMA_VERSION:
            code = "portfolio_newer" if version > SCHEMA_VERSION else "portfolio_in_use"
            raise UserError(code, file=path.name, found=version, known=SCHEMA_VERSION, holder="旧版本程序")
        return Portfolio(path, read_only=True)
    lock = WriterLock(path)
    lock.acquire()
    try:
        bring_up_to_date(path, now)
        if backup_is_due(path, now.date()):
            make_backup(path, "每日", now)
        return Portfolio(path, lock=lock)
    except BaseException:
        lock.release()
        raise


def create_portfolio(path: Path, fill: Callable[[Portfolio], None]) -> None:
    """Make a new portfolio file and let `fill` write its first contents; the file appears only when all is done.

    Raises UserError `file_exists` and leaves that file alone.
    """
    if path.exists():
        raise UserError("file_exists", file=path.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("no_data_folder", folder=path.parent, reason=error.strerror or error) from None
    partial = path.with_name(f"~{path.name}.{os.getpid()}.new")
    try:
        with mendable(path):
            drop(partial)
            build(partial)
        portfolio = Portfolio(partial)
        try:
            fill(portfolio)
        finally:
            portfolio.close()
        if path.exists():
            raise UserError("file_exists", file=path.name)
        os.rename(partial, path)
    finally:
        drop(partial)
