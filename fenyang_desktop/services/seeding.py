"""Making a new portfolio file: empty, or with the bundled 2023 portfolio, which comes in by the path of any import."""

import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from fenyang_desktop import places
from fenyang_desktop.domain.changes import PORTFOLIO, PORTFOLIO_ID, Action, Change, ChangeSet, Source, creation
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services.comparing import compare
from fenyang_desktop.services.importing import read_file, real_ids, with_real_ids
from fenyang_desktop.services.workspace import local_now
from fenyang_desktop.store.lock import user_name
from fenyang_desktop.store.portfolio import Portfolio, create_portfolio

BUNDLED = "fenyang-2023"


def new_portfolio(path: Path, *, empty: bool = False, now: Callable[[], datetime] = local_now) -> None:
    """Make a portfolio file: empty and following the calendar, or with the bundled portfolio and its reference date.

    The file appears only when all is in it. Raises UserError `file_exists`, `portfolio_not_writable`, `no_data_folder`.
    """
    title, day = (path.stem, None) if empty else _bundled_head()
    changes = creation(PORTFOLIO, PORTFOLIO_ID, {"title": title, "reference_date": day.isoformat() if day else None})
    if day is not None:
        changes += _bundled_items(day.year)
    source = Source(Action.SEED, user_name(), now().astimezone(UTC), f"新建“{title}”")

    def fill(portfolio: Portfolio) -> None:
        portfolio.apply(ChangeSet(source, changes))

    create_portfolio(path, fill)


def _bundled_head() -> tuple[str, date]:
    head = tomllib.loads(places.resource("portfolios", f"{BUNDLED}.toml").read_text(encoding="utf-8"))
    return head["title"], head["reference_date"]


def _bundled_items(year: int) -> Sequence[Change]:
    """The changes that bring in the bundled table. A problem in it is a fault of ours, not the user's."""
    path, progress = places.resource("portfolios", f"{BUNDLED}.csv"), Progress()
    with Reader() as reader:  # it starts nothing for a text
        preview = compare(read_file(path, progress, reader), {}, [], year, progress)
    if problems := preview.problems():
        raise ValueError(problems[0].message)
    changes = [change for row in preview.rows() for change in row.changes]
    return with_real_ids(changes, real_ids(changes, first=1))
