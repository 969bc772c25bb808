"""What the tests of the commands get: a way to run one, and portfolios as files of their own."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from import_steps import HEADER, READER

from fenyang_desktop.cli.app import run
from fenyang_desktop.services.workspace import Workspace


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Outside:
    """Stands for the window and the painter, which the commands know only as two callables."""

    def __init__(self) -> None:
        self.opened: list[Path | None] = []
        self.painted: list[tuple[int, Path]] = []

    def open_window(self, portfolio: Path | None) -> int:
        self.opened.append(portfolio)
        return 0

    def paint_gantt(self, workspace: Workspace, path: Path) -> None:
        self.painted.append((len(workspace.items()), path))


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def fenyang(outside: Outside, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs one command."""

    def call(*arguments: str | Path) -> Result:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments], outside.open_window, outside.paint_gantt)
        return Result(code, *capsys.readouterr())

    return call


@pytest.fixture
def bundled(bundled_file: Path, tmp_path: Path) -> Path:
    """The bundled portfolio as a file of this test's own."""
    return Path(shutil.copy(bundled_file, tmp_path / "汾阳 台账.fenyang"))


@pytest.fixture
def small(small_workspace: Workspace) -> Path:
    """The small portfolio, closed."""
    small_workspace.close()
    return small_workspace.path


@pytest.fixture(scope="session", autouse=True)
def _no_reader_left() -> Iterator[None]:
    """The reading process of `import_steps`, warm for all tests of a worker, ends with it."""
    yield
    READER.close()


@pytest.fixture
def sheet(tmp_path):
    """Writes rows under a header (HEADER unless given) and returns the workbook's path."""

    def write(*rows, header=HEADER, name="来 件.xlsx", tab="六月"):
        book = openpyxl.Workbook()
        book.active.title = tab
        for row in (header, *rows):
            book.active.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return write
