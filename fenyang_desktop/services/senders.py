"""Who sent a sheet, as far as the sheet, the file's name or its projects say."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from fenyang_desktop.domain.history import StoredReceipt
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.domain.receipts import SEVERAL

_ENOUGH = 3  # projects of one unit that tell who sent a sheet
_UNIT = re.compile(
    r"^[\d.、_\-年月]*([\u4e00-\u9fff]{1,12}?(?:局|委|镇|乡|街道|中心|公司|集团|开发区|管委会))(?![\u4e00-\u9fff]*(?:局|委员会))"
)


def sender_named(file: str, units: Collection[str]) -> str:
    """The longest of the known units that a file's name holds, else what looks like a unit at its beginning, else ""."""
    name = plain_name(file)
    if known := max((unit for unit in units if len(unit) > 1 and plain_name(unit) in name), key=len, default=""):
        return known
    found = _UNIT.match(name)
    return found[1] if found else ""


def sender_of_items(items: Sequence[Item]) -> str:
    """The one responsible unit of all these items, "" where there are several, or too few to tell."""
    units = {item.get("lead_unit") for item in items}
    return str(units.pop()) if len(items) >= _ENOUGH and len(units) == 1 and None not in units else ""


def senders_of(receipts: Iterable[StoredReceipt]) -> Iterator[str]:
    """Who sent the files of these imports, each unit by itself."""
    for one in receipts:
        for senders in one.receipt.senders.values():
            yield from filter(None, senders.split(SEVERAL))


def known_units(items: Iterable[Item], senders: Iterable[str]) -> frozenset[str]:
    """The units that are responsible for something or sent something before."""
    return frozenset({str(unit) for item in items if (unit := item.get("lead_unit"))} | {*senders} - {""})
