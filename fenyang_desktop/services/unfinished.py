"""Files whose import isn't done: kept in the user's data folder, so that closing the program loses none of them."""

import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fenyang_desktop import places
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.choices import Choices, TableChoice
from fenyang_desktop.exchange.writing import save_bytes
from fenyang_desktop.store.keeping import SHOWN, digest_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A file, and what a person said of it: who sent it, and how it is read as long as its bytes have this digest."""

    path: Path
    sender: str = ""
    choices: Choices = field(default_factory=dict)
    digest: str = ""


def of_portfolio(portfolio: Path) -> "UnfinishedFiles":
    """The files of one portfolio that this user's program remembers."""
    name = digest_of(str(portfolio.absolute()).encode())[:SHOWN]
    return UnfinishedFiles(places.user_data() / "待处理文件" / f"{name}.json")


class UnfinishedFiles:
    """The remembered files of a portfolio. A list that can't be read counts as empty; one that can't be written is logged."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> list[Unfinished]:
        try:
            return [_file(row) for row in json.loads(self._path.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return []

    def save(self, files: Sequence[Unfinished]) -> None:
        try:
            if not files:
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            save_bytes(self._path, json.dumps([_row(one) for one in files], ensure_ascii=False).encode())
        except (OSError, UserError):
            log.exception("the unfinished files of an import were not kept")


def _row(one: Unfinished) -> dict[str, object]:
    choices = [
        [sheet, number, {key: _plain(value) for key, value in asdict(choice).items() if value}]
        for (sheet, number), choice in one.choices.items()
    ]
    return {"path": str(one.path), "sender": one.sender, "choices": choices, "digest": one.digest}


def _plain(value: Any) -> Any:
    """A decision as JSON has it: pairs where the keys are numbers, a list for a set."""
    if isinstance(value, Mapping):
        return sorted(value.items())
    return sorted(value) if isinstance(value, frozenset) else value


def _file(row: Mapping[str, Any]) -> Unfinished:
    choices: Choices = {}
    with suppress(TypeError, ValueError):  # those of another version
        choices = {(str(sheet), int(number)): _choice(said) for sheet, number, said in row["choices"]}
    return Unfinished(Path(row["path"]), str(row["sender"]), choices, str(row["digest"]))


def _choice(said: Mapping[str, Any]) -> TableChoice:
    read: dict[str, Any] = dict(said)
    for key in ("columns", "units", "units_before", "columns_before"):
        read[key] = {int(number): str(text) for number, text in said.get(key, ())}
    for key in ("unseen", "taken", "left_out"):
        read[key] = frozenset(map(int, said.get(key, ())))
    if "header" in said:
        first, last = said["header"]
        read["header"] = (int(first), int(last))
    return TableChoice(**read)
