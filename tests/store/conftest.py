"""Portfolio files at the lowest level that tests need."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fenyang_desktop.domain.changes import ITEM, Action, Change, ChangeSet, Source, Stored, creation
from fenyang_desktop.store.portfolio import Portfolio, open_portfolio

NOW = datetime(2023, 9, 20, 10, 0).astimezone()


def change_set(*changes: Change, action: Action = Action.EDIT) -> ChangeSet:
    return ChangeSet(Source(action, "张三", datetime(2023, 9, 20, 2, 0, tzinfo=UTC), "测试"), changes)


def new_item(id: int, **values: Stored) -> ChangeSet:
    return change_set(*creation(ITEM, id, {"kind": "project", "name": f"项目{id}", **values}), action=Action.ADD)


@pytest.fixture
def file(empty_file: Path, tmp_path: Path) -> Path:
    """An empty portfolio file whose name has a space and Chinese in it."""
    return Path(shutil.copy(empty_file, tmp_path / "我的 台账.fenyang"))


@pytest.fixture
def open_file() -> Iterator[Callable[..., Portfolio]]:
    """Opens portfolio files until the test ends."""
    opened: list[Portfolio] = []

    def open_(path: Path, *, read_only: bool = False, now: datetime = NOW) -> Portfolio:
        opened.append(open_portfolio(path, now, read_only=read_only))
        return opened[-1]

    yield open_
    for portfolio in opened:
        portfolio.close()


@pytest.fixture
def portfolio(file: Path, open_file: Callable[..., Portfolio]) -> Portfolio:
    """An empty portfolio, open for writing."""
    return open_file(file)
