"""The reading process may hang, die or be filled: one sentence says so, and the next file is read as if nothing was."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.exchange.reader import WORKER_OPTION, Reader, worker_command
from fenyang_desktop.exchange.reading import read_sheets
from fenyang_desktop.exchange.sniffing import Content

# Stand-ins for the reading process that behave badly once they have their request. The limit comes as an argument.
RECEIVE = (
    "import sys, os, time\n"
    "from fenyang_desktop.exchange.framing import receive, send\n"
    "receive(sys.stdin.buffer); receive(sys.stdin.buffer)\n"
)


def badly(what: str) -> list[str]:
    return [sys.executable, "-P", "-c", RECEIVE + what]


@pytest.fixture
def path(book):
    return book([["项目名称"], ["甲"]])


def alive(reader: Reader) -> bool:
    return reader._worker is not None and reader._worker.alive()


def fault(reader: Reader, path) -> UserError:
    with pytest.raises(UserError) as caught:
        read_sheets(path, Progress(), reader)
    assert path.name in str(caught.value)
    assert str(caught.value).endswith("。")
    return caught.value


def test_one_process_reads_one_file_after_another(path):
    with Reader() as reader:
        read_sheets(path, Progress(), reader)
        first = reader._worker.process.pid
        read_sheets(path, Progress(), reader)
        assert reader._worker.process.pid == first


def test_a_fault_in_a_file_leaves_the_process_warm(path):
    broken = path.with_name("坏.xlsx")
    broken.write_bytes(path.read_bytes()[:-400])
    with Reader() as reader:
        read_sheets(path, Progress(), reader)
        first = reader._worker.process.pid
        assert fault(reader, broken).code == "file_broken"
        read_sheets(path, Progress(), reader)
        assert reader._worker.process.pid == first


def test_a_text_starts_no_process(tmp_path):
    (tmp_path / "a.csv").write_text("项目名称\n甲\n", encoding="utf-8")
    with Reader() as reader:
        assert read_sheets(tmp_path / "a.csv", Progress(), reader)
        assert reader._worker is None


def test_nothing_is_left_when_the_reader_is_closed(path):
    before = set(threading.enumerate())
    with Reader() as reader:
        read_sheets(path, Progress(), reader)
        process = reader._worker.process
    assert process.poll() is not None
    assert set(threading.enumerate()) == before


def test_a_process_killed_between_two_files_is_made_anew(path):
    with Reader() as reader:
        read_sheets(path, Progress(), reader)
        reader._worker.process.kill()
        reader._worker.process.wait()
        assert read_sheets(path, Progress(), reader)[0].rows


def test_a_process_killed_while_it_reads_gives_a_sentence_and_the_next_file_is_read(path, monkeypatch):
    with Reader(command=badly("time.sleep(60)")) as reader:
        threading.Timer(0.5, lambda: reader._worker.process.kill()).start()
        assert fault(reader, path).code == "reader_died"
        monkeypatch.setattr(reader, "_command", worker_command())
        assert read_sheets(path, Progress(), reader)[0].rows


@pytest.mark.parametrize(
    "what",
    [
        "os.abort()",
        "os._exit(3)",
        "raise BaseException('a Rust panic')",
        "os.write(1, b'\\x10\\x00\\x00\\x00[cut off')",
        'send(sys.stdout.buffer, b\'["bug", "Traceback"]\')',
    ],
)
def test_a_process_that_fails_gives_a_sentence(path, what):
    with Reader(command=badly(what)) as reader:
        assert fault(reader, path).code == "reader_died"


def test_a_process_that_hangs_is_ended_in_time(path):
    with Reader(command=badly("time.sleep(60)"), time_limit=0.5) as reader:
        begun = time.monotonic()
        found = fault(reader, path)
        assert found.code == "file_too_slow"
        assert time.monotonic() - begun < 5
        assert not alive(reader)


def test_a_process_that_takes_no_request_is_ended_in_time(path):
    with Reader(command=[sys.executable, "-c", "import time; time.sleep(60)"], time_limit=0.5) as reader:
        with pytest.raises(UserError) as caught:
            reader.read("大.xlsx", bytes(10_000_000), Content.ZIP, Progress())
        assert caught.value.code == "file_too_slow"


def test_what_cannot_be_started_gives_a_sentence(path, tmp_path):
    with Reader(command=[str(tmp_path / "没有这个程序")]) as reader:
        assert fault(reader, path).code == "reader_blocked"


def test_cancelling_ends_the_process_and_the_next_file_is_read(path, monkeypatch):
    asked = threading.Event()
    threading.Timer(0.3, asked.set).start()
    with Reader(command=badly("time.sleep(60)")) as reader:
        begun = time.monotonic()
        with pytest.raises(Cancelled):
            read_sheets(path, Progress(cancelled=asked.is_set), reader)
        assert time.monotonic() - begun < 5
        assert not alive(reader)
        monkeypatch.setattr(reader, "_command", worker_command())
        assert read_sheets(path, Progress(), reader)[0].rows


def test_reading_tells_how_far_it_is(path):
    told: list[str] = []
    with Reader() as reader:
        read_sheets(path, Progress(lambda done, total, text: told.append(text)), reader)
    assert any("工作表“汇总”" in text for text in told)


@pytest.mark.skipif(
    sys.platform == "win32", reason="there a job object bounds the process, and a stand-in is not bound"
)
def test_a_file_that_needs_too_much_memory_gives_a_sentence_and_the_next_is_read(path):
    data = bytes(30 << 20)
    with Reader(memory_limit=20 << 20) as reader:
        with pytest.raises(UserError) as caught:
            reader.read("大.xlsx", data, Content.ZIP, Progress())
        assert caught.value.code == "file_too_complex"
        assert "大.xlsx" in str(caught.value)
        assert read_sheets(path, Progress(), reader)[0].rows


def test_what_a_library_prints_does_not_disturb_the_answer(path):
    noisy = (
        "import sys, os\n"
        "from fenyang_desktop.exchange import child\n"
        "real = child.read\n"
        "def read(*arguments):\n"
        "    print('printed'); os.write(1, b'written'); sys.stdout.flush(); real(*arguments)\n"
        "child.read = read\n"
        "sys.exit(child.main(sys.argv[1:]))\n"
    )
    with Reader(command=[sys.executable, "-P", "-c", noisy]) as reader:
        assert read_sheets(path, Progress(), reader)[0].rows == [(1, {1: "项目名称"}), (2, {1: "甲"})]


def test_the_process_loads_neither_window_nor_store_and_starts_soon():
    check = (
        "import sys, fenyang_desktop.exchange.child\n"
        "print([name for name in ('PySide6', 'sqlalchemy', 'alembic', 'typer', 'openpyxl', 'xlrd', 'asyncio') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_frozen_program_reads_in_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command() == [sys.executable, WORKER_OPTION]


def test_the_program_serves_as_its_own_reading_process(path):
    with Reader(command=[sys.executable, "-m", "fenyang_desktop", WORKER_OPTION]) as reader:
        assert read_sheets(path, Progress(), reader)[0].rows


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="looks at processes in /proc")
def test_the_process_ends_when_its_parent_is_killed(path):
    parent = (
        "import sys\nfrom pathlib import Path\n"
        "from fenyang_desktop.domain.progress import Progress\n"
        "from fenyang_desktop.exchange.reader import Reader\nfrom fenyang_desktop.exchange.reading import read_sheets\n"
        "reader = Reader(); read_sheets(Path(sys.argv[1]), Progress(), reader)\n"
        "print(reader._worker.process.pid, flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        child = int(running.stdout.readline())
        running.send_signal(signal.SIGKILL)
        running.wait()
        ends = time.monotonic() + 5
        while _runs(child) and time.monotonic() < ends:
            time.sleep(0.05)  # another process's child can't be waited for
        assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
