"""How a command gets at the portfolio: by `--portfolio`, or the user's own, which the first command that alters it makes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from fenyang_desktop import places
from fenyang_desktop.cli.console import warn
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.services.as_of import State, as_closed, as_of_day, current
from fenyang_desktop.services.places_check import file_warning
from fenyang_desktop.services.seeding import new_portfolio
from fenyang_desktop.services.workspace import Workspace

_MONTH = re.compile(r"\d{4}-\d{2}")

PortfolioOption = Annotated[
    Path | None,
    typer.Option("--portfolio", metavar="台账文件", help="要使用的台账文件；不写就用本机默认的台账。"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON（UTF-8），供其他程序读取。")]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="日期", help="按哪一天判断，如 2023-09-15；不写就用基准日。")
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="日期或月份", help="按过去某天结束时的台账，如 2023-09-15；写 2023-09 则按该月封账时。"
    ),
]


def portfolio_path(named: Path | None) -> Path:
    """The portfolio that a command works on; the default one may not be there yet. Raises UserError for a folder."""
    path = places.default_portfolio() if named is None else named
    if path.is_dir():
        raise UserError("file_unreadable", file=path, reason="这是一个文件夹")
    if warning := file_warning(path):
        warn(warning)
    return path


@contextmanager
def reading(named: Path | None) -> Iterator[Workspace]:
    """The portfolio, read-only: it may be open in the window at the same time.

    Looking makes no file: where the default portfolio isn't there yet, what it would hold is shown.
    """
    path = portfolio_path(named)
    if named is not None or path.exists():
        yield from _opened(path, read_only=True)
        return
    with TemporaryDirectory() as folder:
        sample = Path(folder) / path.name
        new_portfolio(sample, empty=False)
        warn(f"还没有台账“{path}”，以下按 2023 年政府工作报告的重点工作给出，没有新建文件。")
        yield from _opened(sample, read_only=True)


@contextmanager
def writing(named: Path | None) -> Iterator[Workspace]:
    """The portfolio with the writer lock; the default one is made if it isn't there yet.

    Raises UserError `portfolio_in_use` while the window has it open.
    """
    path = portfolio_path(named)
    if named is None and not path.exists():
        new_portfolio(path, empty=False)
        warn(f"首次使用，已新建台账“{path}”，内有 2023 年政府工作报告的重点工作。")
    yield from _opened(path, read_only=False)


def _opened(path: Path, *, read_only: bool) -> Iterator[Workspace]:
    workspace = Workspace.open(path, read_only=read_only)
    try:
        if workspace.backup_fault:
            warn(f"今天的自动备份没有成功：{workspace.backup_fault}")
        yield workspace
    finally:
        workspace.close()


def state_of(workspace: Workspace, text: str | None) -> State:
    """The portfolio as it stands, at the end of a day, or when a month was closed.

    Raises UserError `bad_date`, `before_history`, `not_closed`.
    """
    if text is None:
        return current(workspace)
    if _MONTH.fullmatch(text.strip()):
        return as_closed(workspace, text.strip())
    return as_of_day(workspace, day(text) or workspace.today())


def day(text: str | None) -> date | None:
    """A date as an option gives it. Raises UserError `bad_date`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UserError("bad_date", text=text) from None


def month(text: str | None) -> str | None:
    """A report month as an option gives it: 2023-09 or 2023年9月. Raises UserError `bad_month`."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:-|年)(\d{1,2})月?", text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or found[1] < "1949":
        raise UserError("bad_month", text=text)
    return f"{found[1]}-{int(found[2]):02}"
