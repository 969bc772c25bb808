"""The connection: settings that keep committed work safe, explicit transactions, file names of every sort."""

import sqlite3
from contextlib import closing
from pathlib import Path, PureWindowsPath

import pytest
from sqlalchemy import text

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.store import engine as engine_module
from fenyang_desktop.store.engine import for_writing, open_engine
from fenyang_desktop.store.faults import mendable
from fenyang_desktop.store.sqlite import connect, file_uri

from .conftest import new_item

SETTINGS = {
    "journal_mode": "truncate",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "busy_timeout": 5000,
}


@pytest.fixture
def engine(file):
    engine = open_engine(file)
    yield engine
    engine.dispose()


def test_every_new_connection_has_the_safe_settings(engine):
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            for name, value in SETTINGS.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value, name


def test_a_connection_whose_setting_does_not_hold_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "x.db")) as other:
        other.execute("PRAGMA journal_mode=wal")
        other.execute("CREATE TABLE t (a)")
        other.commit()
        other.execute("BEGIN").execute("SELECT * FROM t").fetchall()
        with pytest.raises((RuntimeError, sqlite3.OperationalError)):
            connect(tmp_path / "x.db")


def test_a_write_takes_the_lock_when_it_begins_and_not_half_way(engine, file):
    with closing(connect(file)) as other, for_writing(engine).begin():
        other.execute("PRAGMA busy_timeout=0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_a_reader_does_not_hinder_a_writer_who_commits_after_it(engine):
    with for_writing(engine).connect() as writer, writer.begin(), engine.begin() as reader:
        assert reader.scalar(text("SELECT count(*) FROM item")) == 0
        writer.execute(text("INSERT INTO item (id, kind, name) VALUES (1, 'project', 'x')"))
        assert reader.scalar(text("SELECT count(*) FROM item")) == 0
    with engine.begin() as reader:
        assert reader.scalar(text("SELECT count(*) FROM item")) == 1


def test_a_table_made_in_a_transaction_goes_when_it_is_rolled_back(engine):
    with for_writing(engine).connect() as connection, connection.begin() as transaction:
        connection.execute(text("CREATE TABLE extra (a)"))
        transaction.rollback()
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'extra'")) == 0


def test_a_parent_that_does_not_exist_is_refused_at_commit(engine):
    with pytest.raises(Exception, match="FOREIGN KEY"), for_writing(engine).begin() as connection:
        connection.execute(text("INSERT INTO item (id, kind, name, parent) VALUES (1, 'project', 'x', 99)"))


def test_a_read_only_connection_writes_nothing(file):
    with closing(connect(file, read_only=True)) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM item")


@pytest.mark.parametrize(
    "name", ["a b.fenyang", "50%.fenyang", "第#1份?.fenyang", "a&b=c;d.fenyang", "汾阳 台账.fenyang"]
)
def test_any_file_name_opens_the_file_of_that_name(tmp_path, name):
    if set(name) & set('?"<>|*') and (tmp_path / name).drive:
        pytest.skip("Windows has no such names")
    with closing(connect(tmp_path / name, must_exist=False)) as connection:
        connection.execute("CREATE TABLE t (a)")
    assert (tmp_path / name).is_file()


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (r"C:\台账\a b.fenyang", "file:///C:/%E5%8F%B0%E8%B4%A6/a%20b.fenyang?mode=rw"),
        (r"\\server\share\a.fenyang", "file:////server/share/a.fenyang?mode=rw"),
    ],
)
def test_windows_paths_become_uris_that_sqlite_takes(path, uri):
    class Absolute(PureWindowsPath):
        def absolute(self):
            return self

    assert file_uri(Absolute(path), "rw") == uri


def test_a_file_that_must_exist_is_not_made(tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        connect(tmp_path / "没有.fenyang")
    assert not list(tmp_path.iterdir())


# -- faults of the disk


def sqlite_fault(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_IOERR, "disk_fault"),
        (sqlite3.SQLITE_IOERR_READ, "disk_fault"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "portfolio_not_writable"),
        (sqlite3.SQLITE_CANTOPEN, "portfolio_not_writable"),
        (sqlite3.SQLITE_PERM, "portfolio_not_writable"),
        (sqlite3.SQLITE_CORRUPT, "portfolio_broken"),
    ],
)
def test_only_damage_is_called_damage(number, code):
    with pytest.raises(UserError) as caught, mendable(Path("我的 台账.fenyang")):
        raise sqlite_fault(number)
    assert caught.value.code == code
    assert ("已损坏" in str(caught.value)) == (code == "portfolio_broken")
    assert "“我的 台账.fenyang”" in str(caught.value)


def test_a_file_that_may_not_be_written_is_not_said_to_be_open_in_excel(file):
    with pytest.raises(UserError) as caught, mendable(file), closing(connect(file, read_only=True)) as connection:
        connection.execute("DELETE FROM item")
    assert caught.value.code == "portfolio_not_writable"


def test_what_is_no_fault_of_the_file_stays_a_bug(file):
    with pytest.raises(sqlite3.OperationalError), mendable(file):
        raise sqlite_fault(sqlite3.SQLITE_ERROR)


def test_a_full_disk_is_told_and_leaves_the_file_as_it_was(portfolio, monkeypatch):
    portfolio.apply(new_item(1))
    before = portfolio.items(), portfolio.sets()

    def nearly_full(path, **options):
        connection = connect(path, **options)
        connection.execute("PRAGMA max_page_count=1")  # SQLite takes the pages that are there for it
        return connection

    portfolio.books().close()  # its connections are made anew
    monkeypatch.setattr(engine_module, "connect", nearly_full)
    with pytest.raises(UserError) as caught:
        portfolio.apply(new_item(2, note="长" * 20_000))
    assert caught.value.code == "disk_full"
    assert (portfolio.items(), portfolio.sets()) == before
