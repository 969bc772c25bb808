"""The file in which 表格格式 are kept from one import to the next: nothing in it is lost to a failed read or write."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.choices import NOT_IMPORTED
from fenyang_desktop.exchange.heads import heads_of, timeless
from fenyang_desktop.exchange.records import ID_KEY, READ_AS
from fenyang_desktop.exchange.writing import save_bytes

_MOST = 500  # layouts kept, and ten times as many headers; the ones used longest ago go first
_VERSION = 3  # 1 was the bare list of layouts; until 2 one year was as good as another
_DAMAGED = (ValueError, TypeError, KeyError, AttributeError)  # what is no file of ours comes to

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """`header` holds the words of each header row; `columns` and `units` go by a column's whole header.

    `left` and `right` are the headers of the outer columns, `skipped` counts the rows between the header and the first
    that is read, `skipped_words` are what stood in them, and `below` begins the row under the last; "" and 0 where
    nobody decided. `beside` counts the tables to the left under the same header rows. `is_own_form`: it is of a form that
    the office made itself, which holds whoever sends it; such a layout lies with the form, not here. `is_current`: its figures are no report of a month.
    """

    name: str
    sender: str
    header: tuple[Words, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    left: str = ""
    right: str = ""
    skipped: int = 0
    skipped_words: tuple[Words, ...] = ()
    below: str = ""
    beside: int = 0
    is_own_form: bool = False
    is_current: bool = False

    def is_like(self, other: "Layout") -> bool:
        """Whether both are of the same table of a sender's sheet."""
        return (self.sender, self.header, self.beside) == (other.sender, other.header, other.beside)


class LearnedHeader(NamedTuple):
    """What a person said of a header: in the sheets of `sender` ("": nobody knew whose it was) `head` names `key`."""

    sender: str
    head: str
    key: str


class Remembered(NamedTuple):
    """Layouts and headers in the order of their last use."""

    layouts: list[Layout]
    headers: list[LearnedHeader]


class LayoutFile:
    """Safe to use from several threads: each change is made of what the one before it left."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at_work = threading.RLock()

    def known(self) -> Remembered:
        """What is remembered; nothing where the file can't be read."""
        try:
            return self._load()
        except (OSError, *_DAMAGED):
            return Remembered([], [])

    def _load(self) -> Remembered:
        """What the file holds. Raises OSError or one of _DAMAGED if it is there and can't be read."""
        with self._at_work:
            try:
                text = self._path.read_text(encoding="utf-8")
            except FileNotFoundError:
                return Remembered([], [])
        stored = json.loads(text)
        stored = {"layouts": stored, "headers": []} if isinstance(stored, list) else stored
        is_old = stored.get("version", 1) < _VERSION
        headers = [LearnedHeader(*map(str, row)) for row in stored["headers"]]
        headers = [one for one in headers if _is_key(one.key) and not (is_old and "Y" in one.head)]
        return Remembered([_layout(row, is_old=is_old) for row in stored["layouts"]], headers)

    def change(self, changed: Callable[[list[Layout], list[LearnedHeader]], Remembered]) -> None:
        """Write what `changed` makes of what is remembered. A damaged file is put aside before.

        Raises UserError `file_unreadable` where it can't be told what the file holds, and as `save_bytes` does.
        """
        with self._at_work:
            damaged, before = False, Remembered([], [])
            try:
                before = self._load()
            except OSError as error:
                raise UserError("file_unreadable", file=self._path.name, reason=error.strerror or error) from error
            except _DAMAGED:
                damaged = True
            after = changed(before.layouts, before.headers)
            if after == before:
                return
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                if damaged:
                    self._put_aside()
            except OSError as error:
                raise UserError("file_not_writable", file=self._path.name) from error
            self._save(*after)

    def _put_aside(self) -> None:
        """Keep a damaged file under another name, for somebody to mend it."""
        name = f"{self._path.stem}（损坏）"
        taken, free, count = {path.stem for path in self._path.parent.iterdir()}, name, 2
        while free in taken:
            free, count = f"{name}{count}", count + 1
        self._path.rename(self._path.with_stem(free))

    def _save(self, layouts: Sequence[Layout], headers: Sequence[LearnedHeader]) -> None:
        stored = {
            "version": _VERSION,
            "layouts": [asdict(layout) for layout in layouts[-_MOST:]],
            "headers": headers[-_MOST * 10 :],
        }
        save_bytes(self._path, json.dumps(stored, ensure_ascii=False, indent=1).encode())


def _is_key(key: object) -> bool:
    return key in READ_AS or key in (ID_KEY, NOT_IMPORTED)


def _layout(row: Mapping[str, object], *, is_old: bool) -> Layout:
    """A layout as it was stored. An old one (`is_old`) doesn't say which of two years it means."""
    header, columns, units = row["header"], row["columns"], row["units"]
    if not (isinstance(header, list) and isinstance(columns, dict) and isinstance(units, dict)):
        raise TypeError
    words = tuple(tuple(timeless(str(word)) for word in line) for line in header)
    columns, units = (
        {_head(str(head), is_old=is_old): value for head, value in one.items()} for one in (columns, units)
    )
    skipped, beside, skipped_words = row.get("skipped", 0), row.get("beside", 0), row.get("skipped_words", ())
    return Layout(
        str(row["name"]),
        str(row["sender"]),
        words,
        {head: str(key) for head, key in columns.items() if _is_key(key) and not (is_old and "Y" in head)},
        {head: str(unit) for head, unit in units.items() if not (is_old and "Y" in head)},
        str(row.get("left", "")),
        str(row.get("right", "")),
        skipped if isinstance(skipped, int) else 0,
        tuple(tuple(map(str, line)) for line in skipped_words) if isinstance(skipped_words, list) else (),
        str(row.get("below", "")),
        beside if isinstance(beside, int) else 0,
    )


def _head(stored: str, *, is_old: bool) -> str:
    return heads_of({0: (stored,)})[0] if is_old else stored
