"""Backups: one a day, ten kept, checked before they take their name; and putting one back."""

import shutil
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.services.backups import find_backup, list_backups, restore
from fenyang_desktop.services.files import save_copy
from fenyang_desktop.store import backup as backup_module
from fenyang_desktop.store import sqlite as our_sqlite
from fenyang_desktop.store.backup import DAILY, KEPT, backups, check_database, copy_database, folder, make_backup
from fenyang_desktop.store.engine import for_writing, open_engine
from fenyang_desktop.store.lock import WriterLock
from fenyang_desktop.store.portfolio import create_portfolio
from fenyang_desktop.store.sqlite import connect, journal_of

from .conftest import NOW, change_set, new_item


@pytest.fixture
def one_item(file, open_file) -> Path:
    """A closed file with item 1 and no backup."""
    portfolio = open_file(file)
    portfolio.apply(new_item(1))
    portfolio.close()
    shutil.rmtree(folder(file))
    return file


def ids(open_file, path: Path) -> list[int]:
    portfolio = open_file(path, read_only=True)
    found = [item.id for item in portfolio.items()]
    portfolio.close()
    return found


def add(open_file, path: Path, id: int, now: datetime = NOW) -> None:
    portfolio = open_file(path, now=now)
    portfolio.apply(new_item(id))
    portfolio.close()


def partials(path: Path) -> list[str]:
    everywhere = [*path.parent.iterdir(), *(folder(path).iterdir() if folder(path).exists() else ())]
    return [found.name for found in everywhere if found.name.endswith((".part", "-journal"))]


# -- made


def test_the_first_opening_of_a_day_makes_a_backup_of_what_was_there(one_item, open_file):
    add(open_file, one_item, 2)
    add(open_file, one_item, 3, NOW + timedelta(hours=5))
    (made,) = backups(one_item)
    assert (made.why, made.made) == ("每日", NOW.replace(tzinfo=None))
    assert ids(open_file, made.path) == [1]
    add(open_file, one_item, 4, NOW + timedelta(days=1))
    assert [backup.made.day for backup in backups(one_item)] == [21, 20]


def test_opening_to_look_makes_no_backup(one_item, open_file):
    open_file(one_item, read_only=True)
    assert not folder(one_item).exists()


def test_the_newest_ten_are_kept(one_item):
    for day in range(15):
        make_backup(one_item, "每日", NOW + timedelta(days=day))
    kept = backups(one_item)
    assert len(kept) == KEPT == 10
    assert [backup.made for backup in kept] == [
        (NOW + timedelta(days=day)).replace(tzinfo=None) for day in range(14, 4, -1)
    ]


def test_other_backups_push_out_no_daily_one(one_item):
    for day in range(3):
        make_backup(one_item, DAILY, NOW + timedelta(days=day))
    for minute in range(12):
        make_backup(one_item, "升级前", NOW + timedelta(days=3, minutes=minute))
    assert [backup.why for backup in backups(one_item)] == ["升级前"] * KEPT + [DAILY] * 3


def test_restoring_again_and_again_keeps_ten_of_what_was_there(one_item):
    made = make_backup(one_item, DAILY, NOW)
    for minute in range(12):
        restore(one_item, made.path, NOW + timedelta(minutes=minute + 1))
    assert [backup.why for backup in backups(one_item)] == ["恢复前"] * KEPT + [DAILY]


def test_a_broken_file_that_was_kept_goes_with_its_journal(one_item):
    old = make_backup(one_item, "恢复前", NOW - timedelta(days=1)).path
    journal_of(old).write_bytes(b"what belonged to it")
    for minute in range(KEPT):
        make_backup(one_item, "升级前", NOW + timedelta(minutes=minute))
    assert partials(one_item) == []
    assert not old.exists()


def test_files_of_the_user_in_the_backup_folder_are_left_alone(one_item):
    folder(one_item).mkdir()
    own = [folder(one_item) / name for name in ("我的.fenyang", "说明.txt")]
    for path in own:
        path.write_text("x", encoding="utf-8")
    for day in range(12):
        make_backup(one_item, "每日", NOW + timedelta(days=day))
    assert all(path.exists() for path in own)
    assert not {path.name for path in own} & {backup.path.name for backup in backups(one_item)}


def test_two_backups_within_a_second_are_two(one_item):
    first, second = make_backup(one_item, "升级前", NOW), make_backup(one_item, "升级前", NOW)
    assert [backup.path for backup in backups(one_item)] == [second.path, first.path]


def test_a_backup_is_whole_while_another_program_is_writing(one_item, open_file):
    engine = open_engine(one_item)
    with for_writing(engine).begin() as writer:
        writer.exec_driver_sql("UPDATE item SET name = '还没提交'")
        made = make_backup(one_item, "升级前", NOW)
    engine.dispose()
    portfolio = open_file(made.path, read_only=True)
    assert [item.name for item in portfolio.items()] == ["项目1"]


def test_a_backup_gets_its_name_only_after_it_passed_its_check(one_item, monkeypatch):
    def fail(path, called=""):
        assert not backups(one_item)
        raise UserError("portfolio_broken", file=called, reason="内容校验不通过")

    monkeypatch.setattr(backup_module, "check_database", fail)
    with pytest.raises(UserError):
        make_backup(one_item, "每日", NOW)
    assert backups(one_item) == []
    assert partials(one_item) == []


def test_a_file_with_dangling_references_does_not_pass_the_check(one_item):
    with closing(connect(one_item)) as connection:
        connection.execute("PRAGMA foreign_keys=0")
        connection.execute("UPDATE item SET parent = 77")
    with pytest.raises(UserError) as caught:
        check_database(one_item)
    assert caught.value.code == "portfolio_broken"


def test_a_folder_that_cannot_be_made_is_told(one_item):
    folder(one_item).write_text("a file stands where the folder goes", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        make_backup(one_item, "每日", NOW)
    assert folder(one_item).name in str(caught.value)


# -- put back


def test_a_backup_is_found_by_number_by_name_or_as_a_file(one_item, tmp_path):
    older, newer = (make_backup(one_item, "升级前", NOW + timedelta(days=day)).path for day in (0, 1))
    assert [backup.path for backup in list_backups(one_item)] == [newer, older]
    assert find_backup(one_item, "1") == newer
    assert find_backup(one_item, "2") == older
    assert find_backup(one_item, older.name) == older
    elsewhere = Path(shutil.copy(older, tmp_path / "U盘.fenyang"))
    assert find_backup(one_item, str(elsewhere)) == elsewhere
    for unknown in ("0", "3", "没有"):
        with pytest.raises(UserError):
            find_backup(one_item, unknown)


def test_restoring_puts_the_backup_in_place_and_keeps_what_was_there(one_item, open_file):
    made = make_backup(one_item, "升级前", NOW)
    add(open_file, one_item, 2)
    kept = restore(one_item, made.path, NOW + timedelta(hours=1))
    assert ids(open_file, one_item) == [1]
    assert ids(open_file, kept) == [1, 2]
    assert backups(one_item)[0].why == "恢复前"
    assert partials(one_item) == []


def test_a_broken_portfolio_is_kept_as_it_is_and_replaced(one_item, open_file):
    made = make_backup(one_item, "升级前", NOW)
    broken = one_item.read_bytes()[:5000] + b"\x00" * 3000
    one_item.write_bytes(broken)
    kept = restore(one_item, made.path, NOW + timedelta(hours=1))
    assert ids(open_file, one_item) == [1]
    assert kept.read_bytes() == broken


@pytest.mark.parametrize("content", [b"", b"no backup at all" * 100, b"SQLite format 3\x00" + b"\x01" * 9000])
def test_what_is_no_whole_backup_is_not_put_in_place(one_item, tmp_path, content):
    before = one_item.read_bytes()
    bad = tmp_path / "坏.fenyang"
    bad.write_bytes(content)
    with pytest.raises(UserError):
        restore(one_item, bad, NOW)
    assert one_item.read_bytes() == before
    assert not folder(one_item).exists()


def test_a_backup_with_a_damaged_page_is_not_put_in_place(one_item):
    made = make_backup(one_item, "升级前", NOW).path
    content = bytearray(made.read_bytes())
    content[8192:8292] = b"\xff" * 100
    made.write_bytes(content)
    before = one_item.read_bytes()
    with pytest.raises(UserError) as caught:
        restore(one_item, made, NOW)
    assert caught.value.code in ("backup_broken", "portfolio_broken")
    assert one_item.read_bytes() == before


def test_a_backup_that_cannot_be_read_just_now_is_not_said_to_be_broken(one_item, monkeypatch):
    made = make_backup(one_item, "每日", NOW).path

    def unplugged(path):
        raise UserError("disk_fault", file=path.name)

    monkeypatch.setattr(backup_module, "check_database", unplugged)
    with pytest.raises(UserError) as caught:
        restore(one_item, made, NOW)
    assert caught.value.code == "disk_fault"


def test_a_backup_of_a_newer_program_is_not_put_in_place(one_item):
    made = make_backup(one_item, "升级前", NOW).path
    with closing(connect(made)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserError) as caught:
        restore(one_item, made, NOW)
    assert caught.value.code == "portfolio_newer"


def test_nothing_is_restored_while_somebody_writes_the_file(one_item, open_file):
    made = make_backup(one_item, "升级前", NOW)
    add(open_file, one_item, 2)
    holder = open_file(one_item)
    with pytest.raises(UserError) as caught:
        restore(one_item, made.path, NOW)
    assert caught.value.code == "portfolio_in_use"
    assert [item.id for item in holder.items()] == [1, 2]


def test_the_lock_is_free_after_restoring(one_item):
    restore(one_item, make_backup(one_item, "升级前", NOW).path, NOW)
    lock = WriterLock(one_item)
    lock.acquire()
    lock.release()


def test_when_the_present_cannot_be_kept_nothing_is_replaced(one_item, monkeypatch):
    made = make_backup(one_item, "升级前", NOW).path
    before = one_item.read_bytes()

    def full(source, target):
        raise UserError("disk_full", file=target.name)

    monkeypatch.setattr(backup_module, "copy_database", full)
    with pytest.raises(UserError) as caught:
        restore(one_item, made, NOW)
    assert caught.value.code == "disk_full"
    assert one_item.read_bytes() == before


def test_a_copy_that_cannot_be_put_in_place_leaves_the_target_and_no_rest(one_item, tmp_path, monkeypatch):
    target = Path(shutil.copy(one_item, tmp_path / "目标.fenyang"))
    before = target.read_bytes()

    def held(source, target):
        raise PermissionError(13, "the file is open in another program")

    monkeypatch.setattr(backup_module.os, "replace", held)
    with pytest.raises(UserError) as caught:
        copy_database(one_item, target)
    assert caught.value.code == "portfolio_open"
    assert target.read_bytes() == before
    assert partials(target) == []


def test_a_backup_that_cannot_be_made_is_told_and_the_file_opens_all_the_same(one_item, open_file):
    folder(one_item).write_text("a file stands where the folder should be", encoding="utf-8")
    portfolio = open_file(one_item)
    assert portfolio.backup_fault is not None
    assert str(folder(one_item)) in str(portfolio.backup_fault)
    assert len(portfolio.items()) == 1


# -- a program that died while it wrote the file that is replaced

DIE_WRITING = """
import os, sys
from pathlib import Path
from fenyang_desktop.store.sqlite import connect
connection = connect(Path(sys.argv[1]))
connection.execute("PRAGMA cache_size=1")
connection.execute("BEGIN IMMEDIATE")
for id in range(1, 81):
    connection.execute("UPDATE item SET note = ? WHERE id = ?", ("没提交" * 900, id))
os._exit(9)
"""


def large_file(path: Path, sign: str, open_file) -> Path:
    portfolio = open_file(path)
    items = (change for id in range(1, 81) for change in new_item(id, note=sign * 900).changes)
    portfolio.apply(change_set(*items))
    portfolio.close()
    return path


def notes(open_file, path: Path) -> set[str]:
    """All notes of a file that passes its check."""
    portfolio = open_file(path, read_only=True)
    found = {item.get("note") for item in portfolio.items()}
    portfolio.close()
    check_database(path)
    return found


@pytest.fixture
def half_written(empty_file, tmp_path, open_file) -> Path:
    """A file of 80 items whose last writer died: half of what it wrote is in, and the journal takes it back."""
    path = large_file(Path(shutil.copy(empty_file, tmp_path / "写了一半.fenyang")), "旧", open_file)
    subprocess.run([sys.executable, "-c", DIE_WRITING, str(path)], check=False)
    assert any(journal_of(path).read_bytes()[8:12])  # the head counts pages: SQLite will play it
    return path


@pytest.fixture
def other(file, open_file) -> Path:
    """A whole file of as many pages."""
    return large_file(file, "新", open_file)


def test_a_copy_that_replaces_a_half_written_file_holds_what_was_saved(other, half_written, open_workspace, open_file):
    save_copy(open_workspace(other), half_written)
    assert notes(open_file, half_written) == {"新" * 900}
    assert partials(half_written) == []


def test_a_new_file_where_a_journal_was_left_holds_what_is_new(half_written, open_file):
    half_written.unlink()
    create_portfolio(half_written, lambda portfolio: portfolio.apply(new_item(7)))
    assert ids(open_file, half_written) == [7]
    check_database(half_written)


@pytest.mark.parametrize("deleted", [False, True])
def test_a_backup_put_in_place_of_a_half_written_file_holds_what_was_backed_up(other, half_written, open_file, deleted):
    made = make_backup(other, "每日", NOW)
    if deleted:
        half_written.unlink()
    kept = restore(half_written, made.path, NOW)
    assert notes(open_file, half_written) == {"新" * 900}
    assert (kept is None) == deleted
    if kept:
        assert notes(open_file, kept) == {"旧" * 900}


def test_a_half_written_file_that_cannot_be_replaced_keeps_what_was_committed(
    other, half_written, open_file, monkeypatch
):
    def held(source, target):
        raise PermissionError(13, "the file is open in another program")

    with monkeypatch.context() as windows:
        windows.setattr(backup_module.os, "replace", held)
        with pytest.raises(UserError):
            copy_database(other, half_written)
    assert notes(open_file, half_written) == {"旧" * 900}


def test_a_file_that_is_no_database_can_be_replaced_with_a_journal_beside_it(one_item, tmp_path, open_file):
    target = tmp_path / "别的.fenyang"
    target.write_bytes(b"something else " * 500)
    journal_of(target).write_bytes(b"left over " * 500)
    copy_database(one_item, target)
    assert ids(open_file, target) == [1]
    assert partials(target) == []


def test_a_file_that_another_program_is_writing_is_not_replaced(other, half_written, open_workspace, monkeypatch):
    workspace = open_workspace(other)
    monkeypatch.setitem(our_sqlite._SETTINGS, "busy_timeout", 0)
    with closing(connect(half_written)) as writer:
        writer.execute("PRAGMA cache_size=1")
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("UPDATE item SET note = '没提交'")
        with pytest.raises(UserError) as caught:
            save_copy(workspace, half_written)
    assert caught.value.code == "portfolio_busy"
