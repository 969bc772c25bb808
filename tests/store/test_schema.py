"""Portfolio files: built by migrations, upgraded on a copy, and refused in plain words where they can't be opened."""

import random
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, Inspector, inspect
from sqlalchemy.exc import IntegrityError

from fenyang_desktop import places
from fenyang_desktop.domain.changes import ITEM, Change
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.services.backups import restore
from fenyang_desktop.services.closing import close_month
from fenyang_desktop.services.reporting import report_month
from fenyang_desktop.store import portfolio as portfolio_module
from fenyang_desktop.store import schema, tables
from fenyang_desktop.store import sqlite as our_sqlite
from fenyang_desktop.store.backup import backups
from fenyang_desktop.store.engine import open_engine
from fenyang_desktop.store.schema import version_of
from fenyang_desktop.store.sqlite import connect

from .conftest import NOW, change_set, new_item

DATA = Path(__file__).parent.parent / "data"
LATER = f"{int(our_sqlite.SCHEMA_VERSION) + 1:04}"
UPGRADE = f'''
"""A later version, for the test."""
import sqlalchemy as sa
from alembic import op

revision = "{LATER}"
down_revision = "{our_sqlite.SCHEMA_VERSION}"


def upgrade():
    with op.batch_alter_table("portfolio") as portfolio:
        portfolio.add_column(sa.Column("city", sa.Text, server_default="汾阳"))
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
'''


def columns_and_keys(inspector: Inspector, table: str) -> dict[str, object]:
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], column["primary_key"], column["default"])
            for column in inspector.get_columns(table)
        },
        "indexes": sorted(
            (str(index["name"]), index["column_names"], index["unique"]) for index in inspector.get_indexes(table)
        ),
        "foreign keys": sorted(
            (str(key["name"]), key["constrained_columns"], key["referred_table"], key["options"])
            for key in inspector.get_foreign_keys(table)
        ),
        "checks": sorted((str(check["name"]), check["sqltext"]) for check in inspector.get_check_constraints(table)),
    }


def shape(engine: Engine) -> dict[str, dict[str, object]]:
    """Every table but Alembic's own."""
    inspector = inspect(engine)
    names = set(inspector.get_table_names()) - {"alembic_version"}
    found = {name: columns_and_keys(inspector, name) for name in names}
    engine.dispose()
    return found


def test_the_migrations_build_exactly_the_tables_that_the_program_uses(file, tmp_path):
    declared = open_engine(tmp_path / "declared.db", must_exist=False)
    tables.metadata.create_all(declared)
    assert shape(open_engine(file)) == shape(declared)


def test_a_new_file_bears_the_mark_and_version_of_the_program(file):
    assert version_of(file) == our_sqlite.SCHEMA_VERSION
    with closing(connect(file)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (our_sqlite.APPLICATION_ID,)


def test_the_declared_version_is_the_newest_migration():
    newest = max(path.name for path in (places.migrations() / "versions").glob("0*.py"))
    assert newest.startswith(our_sqlite.SCHEMA_VERSION)


# -- refused


def refused(open_file, path: Path, *, read_only: bool = False) -> str:
    """The code of the fault that opening gives; the file is as it was."""
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(UserError) as caught:
        open_file(path, read_only=read_only)
    assert any("\u4e00" <= char <= "\u9fff" for char in str(caught.value))
    assert (path.read_bytes() if path.exists() else None) == before
    return caught.value.code


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_of_a_newer_program_is_refused(file, open_file, read_only):
    with closing(connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert refused(open_file, file, read_only=read_only) == "portfolio_newer"


@pytest.mark.parametrize("content", [b"", b"SQLite", b"PK\x03\x04" + b"x" * 5000, "名称,总投资\n".encode("gbk")])
def test_a_file_that_is_no_database_is_refused(tmp_path, open_file, content):
    (tmp_path / "x.fenyang").write_bytes(content)
    assert refused(open_file, tmp_path / "x.fenyang") == "not_portfolio"


def test_the_database_of_another_program_is_refused(tmp_path, open_file):
    with closing(sqlite3.connect(tmp_path / "x.fenyang")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.commit()
    assert refused(open_file, tmp_path / "x.fenyang") == "not_portfolio"


def test_a_database_with_our_mark_but_without_our_tables_is_told_as_broken(tmp_path, open_file):
    with closing(sqlite3.connect(tmp_path / "x.fenyang")) as connection:
        connection.execute(f"PRAGMA application_id={our_sqlite.APPLICATION_ID}")
        connection.execute("CREATE TABLE item (id)")
    assert refused(open_file, tmp_path / "x.fenyang") == "portfolio_broken"


def test_a_missing_file_is_named_and_not_made(tmp_path, open_file):
    assert refused(open_file, tmp_path / "没有.fenyang") == "portfolio_missing"
    assert not (tmp_path / "没有.fenyang").exists()


def test_a_folder_is_refused(tmp_path, open_file):
    with pytest.raises(UserError):
        open_file(tmp_path)


@pytest.fixture
def filled(file, open_file) -> Path:
    """A file of many pages."""
    portfolio = open_file(file)
    portfolio.apply(change_set(*(change for id in range(1, 40) for change in new_item(id, note="备注" * 90).changes)))
    portfolio.apply(change_set(Change(ITEM, 1, "note", "备注" * 90, None)))
    portfolio.close()
    shutil.rmtree(file.with_name("我的 台账 备份"))
    return file


def use(open_file, path: Path) -> None:
    """Open, read everything, write something, close."""
    portfolio = open_file(path)
    try:
        portfolio.items()
        portfolio.sets()
        portfolio.trail()
        portfolio.title_and_reference_date()
        portfolio.apply(new_item(portfolio.next_id()))
    finally:
        portfolio.close()


@pytest.mark.parametrize("part", [0.01, 0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_told_in_one_sentence_and_left_as_it_is(filled, open_file, part):
    whole = filled.read_bytes()
    cut = whole[: int(len(whole) * part)]
    filled.write_bytes(cut)
    with pytest.raises(UserError) as caught:
        use(open_file, filled)
    assert caught.value.code in ("portfolio_broken", "not_portfolio")
    assert f"“{filled.name}”" in str(caught.value)
    assert filled.read_bytes() == cut


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_file_gives_a_sentence_or_works_and_never_a_fault_of_ours(filled, open_file, seed):
    chance = random.Random(seed)
    content = bytearray(filled.read_bytes())
    for _ in range(chance.choice([1, 20, 500])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    filled.write_bytes(content)
    with suppress(UserError):
        use(open_file, filled)


# -- upgraded


@pytest.fixture
def later_program(tmp_path, monkeypatch):
    """A program one version on: its migrations are ours and one more."""

    def install(migration: str = UPGRADE) -> None:
        folder = tmp_path / "later"
        shutil.copytree(places.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / f"{LATER}_later.py").write_text(migration, encoding="utf-8")
        monkeypatch.setattr(places, "migrations", lambda: folder)
        for module in (schema, portfolio_module):
            monkeypatch.setattr(module, "SCHEMA_VERSION", LATER)

    return install


def table_names(path: Path) -> set[str]:
    with closing(connect(path, read_only=True)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_older_file_is_upgraded_and_keeps_all_it_held(filled, open_file, later_program):
    before = open_file(filled)
    items, sets, trail = before.items(), before.sets(), before.trail()
    before.close()
    later_program()
    after = open_file(filled)
    assert (after.items(), after.sets(), after.trail()) == (items, sets, trail)
    assert version_of(filled) == LATER
    assert "extra" in table_names(filled)


def test_a_backup_of_the_old_version_is_made_before_the_upgrade(filled, open_file, later_program):
    later_program()
    open_file(filled)
    (backup,) = backups(filled)
    assert (backup.why, version_of(backup.path)) == ("升级前", our_sqlite.SCHEMA_VERSION)


def test_looking_at_an_older_file_upgrades_it_and_leaves_it_free(filled, open_file, later_program):
    later_program()
    reader = open_file(filled, read_only=True)
    assert len(reader.items()) == 39
    assert open_file(filled).next_id() == 40


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(filled, open_file, later_program):
    later_program(UPGRADE + '    op.execute("UPDATE item SET note = 1")\n    raise ZeroDivisionError\n')
    before = filled.read_bytes()
    with pytest.raises(ZeroDivisionError):
        open_file(filled)
    assert filled.read_bytes() == before
    assert not [path for path in filled.parent.iterdir() if path.name.endswith((".upgrade", ".part", "-journal"))]


def test_an_upgrade_that_would_break_references_is_not_put_in_place(filled, open_file, later_program):
    later_program(UPGRADE + '    op.execute("DELETE FROM change_set")\n')
    before = filled.read_bytes()
    with pytest.raises(IntegrityError):
        open_file(filled)
    assert filled.read_bytes() == before


def test_the_lock_is_free_after_a_failed_upgrade(filled, open_file, later_program, monkeypatch):
    later_program(UPGRADE + "    raise ZeroDivisionError\n")
    with pytest.raises(ZeroDivisionError):
        open_file(filled)
    monkeypatch.undo()
    assert len(open_file(filled, now=NOW).items()) == 39


@pytest.fixture(params=["without aliases", "with aliases"])
def first_version(request, tmp_path) -> Path:
    """A file as the program of version 0001 left it; a few of its days had the column `aliases` already."""
    path = Path(shutil.copy(DATA / "version-0001.fenyang", tmp_path / "旧 台账.fenyang"))
    if request.param == "with aliases":
        with closing(connect(path)) as connection:
            connection.execute("ALTER TABLE item ADD COLUMN aliases TEXT")
    return path


def test_a_file_of_the_first_version_is_read_edited_and_undone(first_version, open_workspace):
    assert version_of(first_version) == "0001"
    workspace = open_workspace(first_version)
    group, member, task = workspace.items()
    assert (group.get("total_investment"), member.parent, task.get("note")) == (290_000_000_000, 1, "按季度报")
    assert (workspace.reference_date().isoformat(), len(workspace.sets())) == ("2023-09-15", 8)
    workspace.edit({2: {"aliases": "华樽项目"}})
    assert workspace.items([2])[0].get("aliases") == "华樽项目"
    for _ in workspace.undo_stack():
        workspace.undo()
    assert workspace.items() == []


def test_a_file_of_the_first_version_has_the_tables_of_a_new_one(first_version, open_workspace, file):
    open_workspace(first_version).close()
    assert version_of(first_version) == our_sqlite.SCHEMA_VERSION
    assert shape(open_engine(first_version)) == shape(open_engine(file))


def test_a_backup_of_the_first_version_can_be_restored(first_version, file, open_workspace):
    restore(file, first_version, NOW)
    assert len(open_workspace(file).items()) == 3


def test_an_upgrade_that_leaves_the_copy_unsound_is_not_put_in_place(filled, open_file, later_program):
    later_program(
        UPGRADE
        + '    op.execute("PRAGMA ignore_check_constraints=1")\n'
        + '    op.execute("INSERT INTO portfolio (id, title) VALUES (2, 1)")\n'
    )
    before = filled.read_bytes()
    with pytest.raises(UserError) as caught:
        open_file(filled)
    assert caught.value.code == "portfolio_broken"
    assert filled.read_bytes() == before


@pytest.fixture
def third_version(tmp_path) -> Path:
    """A file as the program of version 0003 left it: a programme, a project, a target, and an import with its receipt."""
    return Path(shutil.copy(DATA / "version-0003.fenyang", tmp_path / "旧 台账.fenyang"))


def test_a_file_of_the_third_version_keeps_all_and_takes_monthly_reports(third_version, open_workspace):
    assert version_of(third_version) == "0003"
    workspace = open_workspace(third_version)
    group, project, target = workspace.items()
    assert (group.get("total_investment"), project.get("invested_year")) == (290_000_000_000, 4_500_000_000)
    assert (target.get("target_value"), len(workspace.sets()), workspace.report_month()) == ("25", 9, "2023-09")
    (column,) = workspace.left_columns(7)
    assert (column.header, dict(column.texts)) == ("联系人", {2: "某科室"})
    report_month(workspace, 2, "2023-09", {"invested_month": 100})
    assert [part.head for part in workspace.parts(MONTH)] == ["2023年9月"]
    for _ in workspace.undo_stack():
        workspace.undo()
    assert (workspace.items(), workspace.parts(MONTH)) == ([], [])


def test_a_file_of_the_third_version_has_the_tables_of_a_new_one(third_version, open_workspace, file):
    open_workspace(third_version).close()
    assert shape(open_engine(third_version)) == shape(open_engine(file))


@pytest.fixture
def fourth_version(tmp_path) -> Path:
    """A file as the program of version 0004 left it: two monthly reports, a yearly plan, and a funding that was undone."""
    return Path(shutil.copy(DATA / "version-0004.fenyang", tmp_path / "旧 台账.fenyang"))


def test_a_file_of_the_fourth_version_keeps_its_reports_and_can_be_closed(fourth_version, open_workspace):
    assert version_of(fourth_version) == "0004"
    workspace = open_workspace(fourth_version)
    assert [part.amount("invested_month") for part in workspace.parts(MONTH)] == [100_000_000, 200_000_000]
    assert len(workspace.sets()) == 9
    close_month(workspace, "2023-09")
    assert [close.month for close in workspace.closes()] == ["2023-09"]
    for _ in workspace.undo_stack():
        workspace.undo()
    assert (workspace.items(), workspace.parts(MONTH), workspace.closes()) == ([], [], [])


def test_a_file_of_the_fourth_version_has_the_tables_of_a_new_one(fourth_version, open_workspace, file):
    open_workspace(fourth_version).close()
    assert shape(open_engine(fourth_version)) == shape(open_engine(file))
