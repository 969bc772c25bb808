"""The hidden key of a row of a fill-in workbook: which item and month it is of, and the values as they were sent out.

A key is one text in the row itself, so it goes wherever the row goes: sorted, filtered, in another workbook, saved as
.xls, beside columns that were inserted. It is known by its first letters, wherever in the row it stands, and bears a
check sum: whatever was altered in it is noticed. Its letters are plain ASCII, which no replacing of Chinese words hits.
"""

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.raw import Row

KEY_LABEL = "填报标识"  # heads the column of the keys, which is hidden
LONGEST_KEY = 32_000  # of the 32,767 characters that a cell holds
_SIGN = "FYK1"
_SHAPE = re.compile(
    rf"{_SIGN}\|([1-9]\d{{0,17}})\|(\d{{4}}-(?:0[1-9]|1[0-2]))\|([\w-]+={{0,2}})\|([0-9a-f]{{12}})", re.ASCII
)
_MOST_BYTES = 1 << 20  # what a key may unpack to


@dataclass(frozen=True, slots=True)
class Shortened:
    """A text that was too long for its key: what is left of it tells whether another text is the same."""

    digest: str


Sent = Mapping[str, Stored | Shortened]


@dataclass(frozen=True, slots=True)
class FillInKey:
    """What a row was sent out as. Values are by field key; one that isn't named was empty.

    `sent` are those of the month's own record (`domain.parts.MONTH`), `shown` those of the item. `set_id` is the last
    change set at that time, 0 for none. `unit` is whom it was sent to, as it was called then.
    """

    item: int
    month: str
    unit: str = ""
    set_id: int = 0
    sent: Sent = field(default_factory=dict)
    shown: Sent = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetKeys:
    """The keys of a sheet by row. `broken` are rows with a damaged one; `copied` those whose item other rows name too."""

    by_row: Mapping[int, FillInKey]
    broken: frozenset[int]
    copied: frozenset[int]

    @property
    def months(self) -> tuple[str, ...]:
        """The months that the rows are of, the one of most rows first."""
        return tuple(month for month, _ in Counter(key.month for key in self.by_row.values()).most_common())

    @property
    def units(self) -> tuple[str, ...]:
        """Whom the rows were sent to, the one of most rows first."""
        return tuple(unit for unit, _ in Counter(key.unit for key in self.by_row.values()).most_common())


def is_same(sent: Stored | Shortened, value: Stored) -> bool:
    """Whether a value is the one that was sent out."""
    if isinstance(sent, Shortened):
        return isinstance(value, str) and _digest(value) == sent.digest
    return sent == value


def is_key(text: str) -> bool:
    """Whether a cell's text is meant as a key, whole or damaged."""
    return text.lstrip().startswith(f"{_SIGN}|")


def write_key(key: FillInKey) -> str:
    """The key as the text of a cell, which is never longer than `LONGEST_KEY`: its longest texts give way."""
    while len(text := _packed(key)) > LONGEST_KEY:
        key = _shortened(key)
    return text


def read_key(text: str) -> FillInKey:
    """The inverse of `write_key`. Raises UserError `fill_in_key_broken` for what was altered in any way."""
    found = _SHAPE.fullmatch(text.strip())
    if not found or _check_sum(f"{_SIGN}|{found[1]}|{found[2]}|{found[3]}") != found[4]:
        raise UserError("fill_in_key_broken")
    try:
        unit, set_id, sent, shown = json.loads(_unpacked(found[3]))
        return FillInKey(int(found[1]), found[2], str(unit), int(set_id), _from_plain(sent), _from_plain(shown))
    except (ValueError, TypeError, AttributeError, KeyError, zlib.error) as error:
        raise UserError("fill_in_key_broken") from error


def keys_in(rows: Iterable[Row]) -> SheetKeys:
    """The keys of a sheet, in whatever column they stand. A row with several different ones has a damaged one."""
    by_row: dict[int, FillInKey] = {}
    broken: set[int] = set()
    for number, cells in rows:
        texts = {raw.strip() for raw in cells.values() if isinstance(raw, str) and is_key(raw)}
        try:
            keys = [read_key(text) for text in texts]
        except UserError:
            keys = []
        if len(keys) == 1:
            by_row[number] = keys[0]
        elif texts:
            broken.add(number)
    times = Counter(key.item for key in by_row.values())
    copied = frozenset(number for number, key in by_row.items() if times[key.item] > 1)
    return SheetKeys(by_row, frozenset(broken), copied)


def _packed(key: FillInKey) -> str:
    values = [key.unit, key.set_id, _to_plain(key.sent), _to_plain(key.shown)]
    plain = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    body = f"{_SIGN}|{key.item}|{key.month}|{base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode()}"
    return f"{body}|{_check_sum(body)}"


def _unpacked(text: str) -> bytes:
    """Raises ValueError or zlib.error for what is no packed values, or unpacks to more than any key holds."""
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(base64.urlsafe_b64decode(text), _MOST_BYTES)
    except binascii.Error as error:
        raise ValueError(text) from error
    if not unpacking.eof:
        raise ValueError("too long")
    return plain


def _to_plain(values: Sent) -> dict[str, object]:
    return {
        key: [value.digest] if isinstance(value, Shortened) else value
        for key, value in values.items()
        if value is not None
    }


def _from_plain(values: Mapping[str, object]) -> dict[str, Stored | Shortened]:
    found: dict[str, Stored | Shortened] = {}
    for key, value in values.items():
        if isinstance(value, list):
            found[key] = Shortened(str(value[0]))
        elif isinstance(value, int | str):
            found[key] = value
        else:
            raise ValueError(key)
    return found


def _shortened(key: FillInKey) -> FillInKey:
    """The key with the longest of its texts shortened. A key without texts is never too long."""
    texts = [
        (len(value), part, name)
        for part, values in (("sent", key.sent), ("shown", key.shown))
        for name, value in values.items()
        if isinstance(value, str)
    ]
    _, part, name = max(texts)
    values = key.sent if part == "sent" else key.shown
    shorter = {**values, name: Shortened(_digest(str(values[name])))}
    return replace(key, sent=shorter) if part == "sent" else replace(key, shown=shorter)


def _digest(text: str) -> str:
    return f"{len(text)}-{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def _check_sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
