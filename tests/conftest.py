"""What every test gets: no screen, own data folder, Chinese fonts, and portfolios to work on."""

import os

# Before anything loads Qt: no screen, and one look whatever the machine's own settings are.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(QT_SCALE_FACTOR="1", QT_FONT_DPI="96", QT_QPA_PLATFORMTHEME="", LC_ALL="C.UTF-8")
os.environ.pop("QT_STYLE_OVERRIDE", None)

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pytest
from hypothesis import settings

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.launch import window_obstacle
from fenyang_desktop.services.seeding import new_portfolio
from fenyang_desktop.services.workspace import Workspace

if obstacle := window_obstacle():
    pytest.exit(obstacle, returncode=2)

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

NOW = datetime(2023, 9, 20, 10, 0).astimezone()  # local time, as the program's clock gives it

collectors: list[Any] = []  # the windows' Collector, once there is an application


def now() -> datetime:
    """The clock of the tests' workspaces."""
    return NOW


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder of this test alone; portfolios, settings and logs of the program go there."""
    folder = tmp_path / "数据 文件夹"
    monkeypatch.setenv("FENYANG_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(timeout=5)
            assert not thread.is_alive(), f"the test left {thread.name} running"


@pytest.fixture(scope="session")
def qapp(qapp):
    """The application with fonts and style that are the same on every machine."""
    from PySide6.QtGui import QFont, QFontDatabase  # only tests that draw load Qt

    from fenyang_desktop.gui.collector import Collector

    for path in (pylopdf_fonts_zh_cn.sans_path(), pylopdf_fonts_zh_cn.serif_path()):
        assert QFontDatabase.addApplicationFont(str(path)) >= 0
    qapp.setFont(QFont("Noto Sans SC", 9))
    qapp.setStyle("Fusion")
    collectors.append(Collector(qapp))
    return qapp


@pytest.fixture(autouse=True)
def _what_is_dead_ends_on_this_thread() -> Iterator[None]:
    """Once a test has opened windows, Python collects only when the collector says so, and many tests run no loop."""
    yield
    for collector in collectors:
        collector.collect_what_is_due()


@pytest.fixture(scope="session")
def bundled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled portfolio as a file. Copy it: it is shared by all tests."""
    path = tmp_path_factory.mktemp("bundled") / "台账.fenyang"
    new_portfolio(path, empty=False, now=now)
    return path


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio without items as a file. Copy it: it is shared by all tests."""
    path = tmp_path_factory.mktemp("empty") / "台账.fenyang"
    new_portfolio(path, empty=True, now=now)
    return path


@pytest.fixture
def open_workspace() -> Iterator[Callable[[Path], Workspace]]:
    """Opens a portfolio file, at 2023-09-20, until the test ends."""
    opened: list[Workspace] = []

    def open_(path: Path) -> Workspace:
        opened.append(Workspace.open(path, now=now))
        return opened[-1]

    yield open_
    for workspace in opened:
        workspace.close()


@pytest.fixture
def workspace(bundled_file: Path, tmp_path: Path, open_workspace: Callable[[Path], Workspace]) -> Workspace:
    """The bundled portfolio, open."""
    return open_workspace(Path(shutil.copy(bundled_file, tmp_path / "台账.fenyang")))


@pytest.fixture
def empty_workspace(empty_file: Path, tmp_path: Path, open_workspace: Callable[[Path], Workspace]) -> Workspace:
    """A portfolio without items, open."""
    return open_workspace(Path(shutil.copy(empty_file, tmp_path / "空台账.fenyang")))


@pytest.fixture
def small_workspace(empty_workspace: Workspace) -> Workspace:
    """Programme 1 (29亿元, on the group) with the projects 2 and 3, the target 4, and the task 5; 基准日 2023-09-15."""
    october = encode_deadline(parse_deadline("10月底前", 2023))
    for row in (
        {"kind": "programme", "name": "白酒项目", "total_investment": 290_000_000_000, "amount_word": "总投资"},
        {"kind": "project", "name": "华樽3万吨项目", "parent": 1, "stage": "续建", "deadline": october},
        {"kind": "project", "name": "第二污水处理厂", "parent": 1, "lead_unit": "市住建局"},
        {"kind": "target", "name": "白酒产量", "target_value": "25", "target_unit": "万吨"},
        {"kind": "task", "name": "制定质量标准", "deadline": encode_deadline(parse_deadline("6月底", 2023))},
    ):
        empty_workspace.add(row)
    empty_workspace.set_reference_date(date(2023, 9, 15))
    return empty_workspace
