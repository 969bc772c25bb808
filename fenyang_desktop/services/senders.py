"""Who sent a sheet, as far as the sheet, the file's name or its projects say."""

from collections.abc import Collection, Iterable

from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.names import plain_name


def sender_named(file: str, units: Collection[str]) -> str:
    """The longest of the known units that a file's name holds, else ""."""
    name = plain_name(file)
    return max((unit for unit in units if len(unit) > 1 and plain_name(unit) in name), key=len, default="")


def sender_of_items(items: Iterable[Item]) -> str:
    """The one responsible unit of all these items, else ""."""
    units = {item.get("lead_unit") for item in items}
    return str(units.pop()) if len(units) == 1 and None not in units else ""


def known_units(items: Iterable[Item], senders: Iterable[str]) -> frozenset[str]:
    """The units that are responsible for something or sent something before."""
    return frozenset({str(unit) for item in items if (unit := item.get("lead_unit"))} | {*senders} - {""})
