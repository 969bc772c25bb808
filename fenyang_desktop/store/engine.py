"""The SQLAlchemy engine over our connections: transactions begin where it says so.

A write begins IMMEDIATE, so that it never fails half way through a read-then-write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from fenyang_desktop.store.sqlite import connect

_WRITES = "fenyang_writes"


def open_engine(path: Path, *, read_only: bool = False, must_exist: bool = True) -> Engine:
    """An engine whose transactions begin where SQLAlchemy says so; see `for_writing`."""
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, read_only=read_only, must_exist=must_exist), poolclass=QueuePool
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def for_writing(engine: Engine) -> Engine:
    """The same engine; its transactions take the write lock at once."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def unwrapped() -> Iterator[None]:
    """The driver's own errors come out, without SQLAlchemy's wrapping."""
    try:
        yield
    except DBAPIError as error:
        if error.orig is None:
            raise
        raise error.orig from error
