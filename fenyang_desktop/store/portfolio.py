"""An open portfolio file: reads give frozen values, and `apply` is the one door through which it changes."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection
from threading import Lock
from typing import TYPE_CHECKING

from fenyang_desktop.domain.changes import ITEM, Change, ChangeSet, Stored
from fenyang_desktop.domain.closing import Close
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.history import StoredChange, StoredReceipt, StoredSet
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.parts import Part, PartKind
from fenyang_desktop.domain.receipts import LeftColumn
from fenyang_desktop.domain.return_records import FreeKind, Return, Unit
from fenyang_desktop.store import past, reading
from fenyang_desktop.store.backup import DAILY, backup_is_due, clear_journal, make_backup
from fenyang_desktop.store.faults import mendable
from fenyang_desktop.store.lock import WriterLock
from fenyang_desktop.store.schema import bring_up_to_date, build, check_version
from fenyang_desktop.store.sqlite import SCHEMA_VERSION, connect, drop, drop_empty_journal

if TYPE_CHECKING:
    from fenyang_desktop.store.writing import Books


class Portfolio:
    """A portfolio file, open. Safe to use from several threads; writes are one at a time.

    Made by `open_portfolio` or `create_portfolio`; `close` frees the file and its lock, and whatever still tries to
    use it then gets UserError `portfolio_closed`. `backup_fault` says why the day's backup could not be made.
    """

    def __init__(self, path: Path, *, read_only: bool = False, lock: WriterLock | None = None) -> None:
        self.path = path
        self.read_only = read_only
        self.backup_fault: UserError | None = None
        self._lock = lock
        self._closed = False
        self._kept: tuple[tuple[object, ...], list[Item]] | None = None  # all items, as of a change set
        self._books: Books | None = None
        self._making_books = Lock()

    def close(self) -> None:
        self._closed = True
        self._kept = None
        if self._books is not None:
            self._books.close()
        if not self.read_only:
            drop_empty_journal(self.path)
        if self._lock:
            self._lock.release()

    def _check_open(self) -> None:
        if self._closed:
            raise UserError("portfolio_closed", file=self.path.name)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._check_open()
        with mendable(self.path), closing(connect(self.path, read_only=True)) as connection:
            yield connection

    def books(self) -> "Books":
        """The change sets; a job may call this ahead of the first edit, which would wait for SQLAlchemy otherwise."""
        self._check_open()
        with self._making_books:
            if self._books is None:
                from fenyang_desktop.store.writing import Books  # SQLAlchemy: the list is shown before it is loaded

                self._books = Books(self.path, read_only=self.read_only)
            return self._books

    def items(self, ids: Iterable[int] | None = None) -> list[Item]:
        """All items in the order of their ids, or those of `ids` that exist.

        All are kept until the next change set: they are asked for by page after page, and by every import.
        """
        with self._reading() as connection:
            if ids is not None:
                return reading.read_items(connection, ids)
            file = self.path.stat()  # another one where another program restored a backup
            # Read first: what comes in between is only read once more.
            latest = file.st_ino, file.st_mtime_ns, *reading.read_latest_set(connection)
            kept = self._kept
            if kept is None or kept[0] != latest:
                kept = self._kept = latest, reading.read_items(connection, None)
            return kept[1].copy()

    def title_and_reference_date(self) -> tuple[str, date | None]:
        """The portfolio's title and reference date (基准日); no date means that it follows the calendar."""
        with self._reading() as connection:
            row = reading.read_portfolio(connection)
        if row is None:
            return self.path.stem, None
        title, day, _ = row
        return title, date.fromisoformat(day) if day else None

    def report_month(self) -> str | None:
        """The report month (报告期) as 2023-09; None means that it is that of the reference date."""
        with self._reading() as connection:
            row = reading.read_portfolio(connection)
        return row[2] if row else None

    def parts(self, kind: PartKind, items: Iterable[int] | None = None, key: Stored = None) -> list[Part]:
        """The records of a kind, by item and key: all, those of `items`, or those with this key."""
        with self._reading() as connection:
            return reading.read_parts(connection, kind, items, key)

    def part_heads(self, kind: PartKind, ids: Iterable[int]) -> Mapping[int, tuple[int, Stored]]:
        """The item and key of each record of `ids`, also of those that are gone."""
        with self._reading() as connection:
            return reading.read_part_heads(connection, kind, ids)

    def closes(self) -> list[Close]:
        """Every month that was closed, the oldest first."""
        with self._reading() as connection:
            return reading.read_closes(connection)

    def rows_at(self, entity: str, columns: Sequence[str], set_id: int) -> list[tuple[Stored, ...]]:
        """The rows of an entity as they stood after a set, by id; `columns` begin with the id."""
        with self._reading() as connection:
            connection.execute("BEGIN")  # nobody writes between the two readings; closing ends it
            return past.read_rows_at(connection, entity, columns, set_id)

    def units(self) -> list[Unit]:
        """Every unit that a return was ever kept of."""
        with self._reading() as connection:
            return reading.read_units(connection)

    def returns(self) -> list[Return]:
        """Every return, by month and unit."""
        with self._reading() as connection:
            return reading.read_returns(connection)

    def due_rule(self) -> str | None:
        """By when returns are due, as `domain.returning` writes it."""
        with self._reading() as connection:
            return reading.read_due_rule(connection)

    def free_values(self, kind: FreeKind, ids: Iterable[int]) -> Mapping[int, Mapping[str, Stored]]:
        """The last values of each record of `ids`, also of those that are gone."""
        with self._reading() as connection:
            return reading.read_free_values(connection, kind, ids)

    def free_trail(self, kind: FreeKind, id: int) -> list[StoredChange]:
        """Who set what in one record that belongs to no item, the newest first."""
        with self._reading() as connection:
            sets = {one.id: one for one in reading.read_sets(connection)}
            return [StoredChange(sets[set_id], one) for set_id, one in reading.read_free_trail(connection, kind, id)]

    def next_id(self, entity: str = ITEM) -> int:
        """An id that no item, or no record of that entity, has or ever had."""
        with self._reading() as connection:
            return reading.read_next_id(connection, entity)

    def sets(self) -> list[StoredSet]:
        """Every stored change set, the oldest first."""
        with self._reading() as connection:
            return reading.read_sets(connection)

    def size(self, set_id: int) -> int:
        """How many values one stored set changed."""
        with self._reading() as connection:
            return reading.read_size(connection, set_id)

    def receipts(self) -> list[StoredReceipt]:
        """The record of every import, the oldest first, without the columns that were left."""
        with self._reading() as connection:
            return reading.read_receipts(connection)

    def left_columns(self, set_id: int) -> tuple[LeftColumn, ...]:
        """The columns of one imported file that were not taken over."""
        with self._reading() as connection:
            return reading.read_left_columns(connection, set_id)

    def later_changes(self, set_id: int = 0, field: str | None = None) -> list[tuple[int, Change]]:
        """What was changed in items after a set, in one field or all: set id and change, the oldest first."""
        with self._reading() as connection:
            return reading.read_later_changes(connection, set_id, field)

    def changes_in(
        self, set_ids: Iterable[int], ids: Iterable[int] | None = None, entity: str = ITEM
    ) -> list[tuple[int, Change]]:
        """What these sets changed in items, or records of an entity, or in those of `ids`: set id and change, the oldest
        first."""
        with self._reading() as connection:
            return reading.read_changes_in(connection, set_ids, ids, entity)

    def changes(self, set_id: int) -> tuple[Change, ...]:
        """The changes of one stored set."""
        return self.books().changes(set_id)

    def trail(self, id: int | None = None, field: str | None = None, limit: int | None = None) -> list[StoredChange]:
        """Who set what, the newest first: of one item with its records, of one of its fields, or of all and the file."""
        return self.books().trail(id, field, limit)

    def apply(self, change_set: ChangeSet) -> int:
        """Write a change set and its history in one transaction and return its id.

        Raises UserError `conflict` if an old value is no longer the current one, `item_missing` if an item is gone,
        `read_only` for a file opened so, and for records what `checking.played` says; nothing is changed then.
        """
        if self.read_only:
            raise UserError("read_only")
        return self.books().apply(change_set)


def open_portfolio(path: Path, now: datetime, *, read_only: bool = False) -> Portfolio:
    """Open a portfolio file, upgrading an older one and making the day's backup.

    Opened read-only, the file may be open elsewhere; only an upgrade takes the lock then, and frees it again.
    `now` is local time. Raises UserError, among them `portfolio_in_use` if another program writes it,
    `portfolio_newer`, `portfolio_missing`, `not_portfolio`, `portfolio_broken`.
    """
    if check_version(path) == SCHEMA_VERSION and read_only:
        return Portfolio(path, read_only=True)
    lock = WriterLock(path)
    lock.acquire()
    try:
        bring_up_to_date(path, now)
        if not read_only:
            portfolio = Portfolio(path, lock=lock)
            portfolio.backup_fault = _daily_backup(path, now)
            return portfolio
    except BaseException:
        lock.release()
        raise
    lock.release()
    return Portfolio(path, read_only=True)


def _daily_backup(path: Path, now: datetime) -> UserError | None:
    """Make the day's backup. What keeps it from being made is told, but doesn't keep the file from being opened.

    Raises UserError `portfolio_broken` if the copy fails its check: the file itself is damaged then.
    """
    try:
        if backup_is_due(path, now.date()):
            make_backup(path, DAILY, now)
    except UserError as error:
        if error.code == "portfolio_broken":
            raise
        return error
    return None


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
        clear_journal(path)  # of a file that was deleted, but not with its journal
        os.rename(partial, path)
    finally:
        drop(partial)
