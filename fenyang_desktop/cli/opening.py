"""How a command gets at the portfolio: by `--portfolio`, or the user's own, which is made on first use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fenyang_desktop import places
from fenyang_desktop.cli.console import warn
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.services.places_check import file_warning
from fenyang_desktop.services.seeding import new_portfolio
from fenyang_desktop.services.workspace import Workspace

PortfolioOption = Annotated[
    Path | None,
    typer.Option("--portfolio", metavar="台账文件", help="要使用的台账文件；不写就用本机默认的台账。"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON（UTF-8），供其他程序读取。")]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="日期", help="按哪一天判断，如 2023-09-15；不写就用基准日。")
]


def portfolio_path(named: Path | None) -> Path:
    """The portfolio that a command works on. The default one is made if it isn't there yet."""
    path = named or places.default_portfolio()
    if warning := file_warning(path):
        warn(warning)
    if named is None and not path.exists():
        new_portfolio(path, empty=False)
        warn(f"首次使用，已新建台账“{path}”，内有 2023 年政府工作报告的重点工作。")
    return path


@contextmanager
def reading(named: Path | None) -> Iterator[Workspace]:
    """The portfolio, read-only: it may be open in the window at the same time."""
    yield from _opened(named, read_only=True)


@contextmanager
def writing(named: Path | None) -> Iterator[Workspace]:
    """The portfolio with the writer lock. Raises UserError `portfolio_in_use` while the window has it open."""
    yield from _opened(named, read_only=False)


def _opened(named: Path | None, *, read_only: bool) -> Iterator[Workspace]:
    workspace = Workspace.open(portfolio_path(named), read_only=read_only)
    try:
        if workspace.backup_fault:
            warn(f"今天的自动备份没有成功：{workspace.backup_fault}")
        yield workspace
    finally:
        workspace.close()


def day(text: str | None) -> date | None:
    """A date as an option gives it. Raises UserError `bad_date`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UserError("bad_date", text=text) from None
