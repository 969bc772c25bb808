"""Making and upgrading portfolio files. Fresh files are built by the same migrations as old ones."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from fenyang_desktop import places
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.store.backup import check_database, copy_database, make_backup, put_in_place
from fenyang_desktop.store.faults import mendable
from fenyang_desktop.store.sqlite import APPLICATION_ID, SCHEMA_VERSION, connect, drop

_HEADER = b"SQLite format 3\x00"


def version_of(path: Path) -> str:
    """The schema version of a portfolio file, read without Alembic.

    Raises UserError: `portfolio_missing`, `not_portfolio`, `file_unreadable` or `portfolio_broken`.
    """
    try:
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except FileNotFoundError:
        raise UserError("portfolio_missing", file=path) from None
    except OSError as error:
        raise UserError("file_unreadable", file=path.name, reason=error.strerror or error) from None
    if header != _HEADER:
        raise UserError("not_portfolio", file=path.name)
    with mendable(path), closing(connect(path, read_only=True)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            raise UserError("not_portfolio", file=path.name)
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise UserError("not_portfolio", file=path.name)
    return str(row[0])


def check_version(path: Path) -> str:
    """The schema version of a portfolio file that this program can read or upgrade.

    Raises UserError as `version_of` does, and `portfolio_newer` if a newer program wrote it.
    """
    version = version_of(path)
    if version > SCHEMA_VERSION:
        raise UserError("portfolio_newer", file=path.name, found=version, known=SCHEMA_VERSION)
    return version


def build(path: Path) -> None:
    """Make the tables of a new, empty portfolio file at `path`, which must not exist yet."""
    with closing(connect(path, must_exist=False)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    _migrate(path)


def bring_up_to_date(path: Path, now: datetime) -> None:
    """Upgrade a portfolio file that an older program wrote: on a copy, checked, then swapped in.

    A backup is made first. Raises UserError `portfolio_newer` if a newer program wrote it; nothing is changed then.
    """
    if check_version(path) == SCHEMA_VERSION:
        return
    make_backup(path, "升级前", now)
    copy = path.with_name(f"~{path.name}.upgrade")
    try:
        copy_database(path, copy)
        _migrate(copy)
        check_database(copy, path.name)
        put_in_place(copy, path)
    finally:
        drop(copy)


def _migrate(path: Path) -> None:
    from alembic import command  # slow to import, and needed only when a file is made or upgraded
    from alembic.config import Config

    from fenyang_desktop.store.engine import open_engine

    config = Config()
    config.set_main_option("script_location", str(places.migrations()).replace("%", "%%"))
    engine = open_engine(path)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
