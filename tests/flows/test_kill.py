"""An import that is killed leaves nothing of itself: 200 kills at random points, the file whole after each.

Every import sets one and the same new value on all `CHANGED` items and adds `ADDED` items, so that half an import
would show. FENYANG_KILL_SEED repeats a run.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fenyang_desktop.domain.changes import ITEM, Action
from fenyang_desktop.domain.return_records import RETURN
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services.importing import apply_import, preview_import
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.backup import check_database

KILLS = 200
CHANGED = 20
ADDED = 3
AHEAD = 5  # how many workbooks a process finds waiting
PROGRAM = [sys.executable, str(Path(__file__).with_name("kill_importer.py"))]


class Importer:
    """Processes that import, one at a time; forked off a warm one where the system can fork."""

    def __init__(self, portfolio: Path, folder: Path) -> None:
        self._command = [*PROGRAM, str(portfolio), str(folder)]
        self._warm = self._begin() if hasattr(os, "fork") else None
        self._process = self._warm
        self._pid = 0

    def _begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self._command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def start(self, number: int) -> None:
        """A process that imports from workbook `number` on; returns when it is up."""
        if self._warm:
            self._warm.stdin.write(f"{number}\n")
            self._warm.stdin.flush()
        else:
            self._process = self._begin(str(number))
        self._pid = self.wait_for("pid")

    def wait_for(self, what: str) -> int:
        """Read on until the process tells `what`; its number."""
        for word, number in self._lines():
            if word == what:
                return number
        raise AssertionError(f"the importing process ended without telling “{what}”")

    def _lines(self) -> Iterator[tuple[str, int]]:
        """What the importing process tells, until it is gone."""
        for line in self._process.stdout:
            word, number = line.split()
            if word == "gone":
                return
            yield word, int(number)

    def kill(self) -> list[int]:
        """Kill it; the numbers of the imports that it had acknowledged and nobody has read yet."""
        pid, self._pid = self._pid, 0
        if self._warm:
            os.kill(pid, signal.SIGKILL)
        else:
            self._process.kill()
        acknowledged = [number for word, number in self._lines() if word == "done"]
        if not self._warm:
            self._process.communicate()
        return acknowledged

    def close(self) -> None:
        if self._pid:
            self.kill()
        if self._warm:
            self._warm.communicate()


def added_names(number: int) -> list[str]:
    """The new items of table `number`; no name resembles another, which would be a question."""
    chance = random.Random(number)
    return ["".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(8)) for _ in range(ADDED)]


def write_book(folder: Path, number: int) -> Path:
    """Table `number`: every item gets the responsible unit “第N次”, and three items are new.

    A text: 200 processes each with a reading process of its own would take minutes, and the file is whole or not by
    what is written.
    """
    path = folder / f"{number}.csv"
    names = [f"项目{place}" for place in range(CHANGED)] + added_names(number)
    lines = [
        "填报单位：市发改局",
        "项目名称,责任单位,总投资(万元)",
        *(f"{name},第{number}次,{number}" for name in names),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def imported(portfolio: Path) -> int:
    """How many imports the file holds, after finding it whole and each import complete."""
    check_database(portfolio)
    workspace = Workspace.open(portfolio)
    try:
        items = {item.name: item for item in workspace.items()}
        changed = [items[f"项目{place}"] for place in range(CHANGED)]
        last = {(item.get("lead_unit"), item.get("total_investment")) for item in changed}
        assert len(last) == 1, f"half an import is there: {last}"
        sets = [one for one in workspace.sets() if one.source.action is Action.IMPORT]
        assert last == {(f"第{len(sets)}次", len(sets) * 10**6)}
        added = {name for number in range(1, len(sets) + 1) for name in added_names(number)}
        assert set(items) == added | {item.name for item in changed}
        history = [change.entity for change in workspace.changes(sets[-1].id)]
        assert history.count(ITEM) == 2 * CHANGED + 5 * ADDED, "history is as whole as the items"
        assert RETURN.entity in history, "the return is noted in the same step"
        return len(sets)
    finally:
        workspace.close()


def import_one(portfolio: Path, book: Path) -> None:
    workspace = Workspace.open(portfolio)
    try:
        with Reader() as reader:
            assert apply_import(workspace, preview_import(workspace, book, reader))
    finally:
        workspace.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "各部门 报表"
    folder.mkdir()
    return folder


@pytest.fixture
def portfolio(empty_workspace: Workspace, folder: Path) -> Path:
    """A portfolio whose first import is done."""
    for place in range(CHANGED):
        empty_workspace.add({"name": f"项目{place}"})
    empty_workspace.close()
    import_one(empty_workspace.path, write_book(folder, 1))
    return empty_workspace.path


@pytest.fixture
def importer(portfolio: Path, folder: Path) -> Iterator[Importer]:
    importer = Importer(portfolio, folder)
    yield importer
    importer.close()


def usual_times(importer: Importer, first: int) -> tuple[float, float]:
    """How long an undisturbed import takes from the start of its process, and how long its last part, applying."""
    begun = time.perf_counter()
    importer.start(first)
    importer.wait_for("applying")
    applying = time.perf_counter()
    importer.wait_for("done")
    done = time.perf_counter()
    importer.kill()
    return done - begun, done - applying


@pytest.mark.slow
def test_200_kills_leave_the_file_whole_and_no_import_half_there(portfolio, folder, importer):
    seed = int(os.environ.get("FENYANG_KILL_SEED", random.randrange(10**6)))
    chance = random.Random(seed)
    for number in range(2, 2 + AHEAD):
        write_book(folder, number)
    usual_times(importer, 2)  # the first is slower than all that follow
    whole, applying = usual_times(importer, 3)
    first = imported(portfolio) + 1
    print(f"FENYANG_KILL_SEED={seed}; an import takes {whole:.3f} s, applying {applying:.3f} s")
    for kill in range(KILLS):
        print(f"kill {kill}")
        for number in range(first, first + AHEAD):
            write_book(folder, number)
        importer.start(first)
        if kill % 2:  # anywhere from the start on; else within the part that writes
            time.sleep(chance.uniform(0, whole * 1.5))
        else:
            importer.wait_for("applying")
            time.sleep(chance.uniform(0, applying * 1.2))
        acknowledged = importer.kill()
        held = imported(portfolio)
        assert held >= max(acknowledged, default=first - 1), "an acknowledged import is lost"
        import_one(portfolio, write_book(folder, held + 1))
        first = held + 2
    assert imported(portfolio) == first - 1
