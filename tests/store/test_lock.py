"""One writer at a time: the second is told who the first is, and a dead program holds nothing."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.store import lock as lock_module
from fenyang_desktop.store.lock import WriterLock, user_name

from .conftest import new_item

HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from fenyang_desktop.store.portfolio import open_portfolio
held = open_portfolio(Path(sys.argv[1]), datetime.now())
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other_program(file):
    """Another process that has the file open for writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.communicate()


def companions(file: Path) -> list[str]:
    return [path.name for path in file.parent.iterdir() if path.name.endswith(".lock")]


def test_a_second_writer_is_told_who_has_the_file_open(file, open_file, other_program):
    with pytest.raises(UserError) as caught:
        open_file(file)
    assert caught.value.code == "portfolio_in_use"
    for part in (file.name, user_name(), "起"):
        assert part in str(caught.value)


def test_a_second_program_may_look(file, open_file, other_program):
    assert open_file(file, read_only=True).items() == []


def test_a_program_that_was_killed_leaves_the_file_free(file, open_file, other_program):
    other_program.kill()
    other_program.wait()
    open_file(file).apply(new_item(1))


def test_closing_frees_the_file_and_forgets_who_had_it(file, open_file):
    portfolio = open_file(file)
    assert len(companions(file)) == 1
    portfolio.close()
    assert companions(file) == []
    open_file(file)


def test_closing_a_read_only_file_does_not_free_the_writers_lock(file, open_file):
    open_file(file)
    open_file(file, read_only=True).close()
    with pytest.raises(UserError):
        open_file(file)


def test_a_holder_that_left_no_name_is_another_program(file):
    first, second = WriterLock(file), WriterLock(file)
    first.acquire()
    for path in file.parent.glob("*.lock"):
        path.write_text("{half", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        second.acquire()
    assert "另一个程序" in str(caught.value)
    second.release()
    with pytest.raises(UserError):
        second.acquire()
    first.release()


def test_a_place_where_no_lock_can_be_written_is_told(tmp_path):
    (tmp_path / "文件").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        WriterLock(tmp_path / "文件" / "台账.fenyang").acquire()
    assert caught.value.code == "portfolio_not_writable"


def test_a_lock_taken_on_one_thread_is_freed_from_another(tmp_path):
    lock = WriterLock(tmp_path / "台账.fenyang")
    thread = threading.Thread(target=lock.acquire)
    thread.start()
    thread.join()
    lock.release()
    other = WriterLock(tmp_path / "台账.fenyang")
    other.acquire()
    other.release()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no file that another program has open")
def test_a_lock_on_a_file_that_was_just_removed_is_taken_again(tmp_path, monkeypatch):
    path = tmp_path / "台账.fenyang"
    try_lock, removed = lock_module._try_lock, []

    def try_after_the_holder_before_has_gone(file):
        try_lock(file)
        if not removed:
            removed.extend(tmp_path.glob("*.lock"))
            removed[0].unlink()

    monkeypatch.setattr(lock_module, "_try_lock", try_after_the_holder_before_has_gone)
    first, second = WriterLock(path), WriterLock(path)
    first.acquire()
    assert len(removed) == 1
    with pytest.raises(UserError) as caught:
        second.acquire()
    assert caught.value.code == "portfolio_in_use"
    first.release()
