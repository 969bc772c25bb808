"""报送台账: which unit must report for which month, and how its return stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from fenyang_desktop.domain.fields import CLOSED_STAGES
from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.months import month_before
from fenyang_desktop.domain.parts import MONTH, Part
from fenyang_desktop.domain.receipts import sender_key
from fenyang_desktop.domain.return_records import RETURN, Return, Unit
from fenyang_desktop.domain.returning import (
    STILL_MONTHS,
    DueRule,
    Former,
    Standing,
    State,
    decode_due_rule,
    former_names,
    keys_of,
    standing_of,
    standstill,
)
from fenyang_desktop.domain.units import split_units
from fenyang_desktop.services.ordering import in_order
from fenyang_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Sender:
    """A unit in the ledger. `key` tells it from others; `items` are those that it must report on.

    One without items sent something all the same. `unit` is None until something is kept of it.
    """

    key: str
    name: str
    items: tuple[Item, ...] = ()
    unit: Unit | None = None

    @property
    def is_expected(self) -> bool:
        """Whether a return of it is waited for."""
        return bool(self.items)

    @property
    def former(self) -> tuple[Former, ...]:
        return former_names(self.unit) if self.unit else ()


@dataclass(frozen=True, slots=True)
class Cell:
    """The return of a sender for a month. `standing` is None where none is waited for and none came."""

    sender: Sender
    month: str
    row: Return | None
    standing: Standing | None

    @property
    def state(self) -> State | None:
        return self.standing.state if self.standing else None

    @property
    def is_open(self) -> bool:
        """Whether the unit must still send something."""
        return self.standing is not None and self.standing.is_open

    @property
    def is_overdue(self) -> bool:
        """Whether it must, and the due date is over."""
        return self.is_open and self.standing is not None and self.standing.days > 0


def lead_unit_of(item: Item) -> str:
    """The unit that reports on an item; "" where none is named, or nothing is to be reported any more."""
    unit = item.get("lead_unit")
    if unit is None or item.kind not in MONTH.kinds or item.get("stage") in CLOSED_STAGES:
        return ""
    return _first_unit(str(unit))


@lru_cache(maxsize=4096)
def _first_unit(text: str) -> str:
    return split_units(text)[0]


class Ledger:
    """The ledger of returns as it stands on a day."""

    def __init__(
        self,
        items: Iterable[Item],
        units: Sequence[Unit],
        returns: Sequence[Return],
        rule: DueRule,
        on: date,
        report_month: str,
    ) -> None:
        self.rule, self.on, self.report_month = rule, on, report_month
        self._returns = {(row.unit, row.month): row for row in returns}
        self._first = min((*(row.month for row in returns if row.state), report_month))
        self.senders = _senders(items, units, {row.unit for row in returns})
        self._by_key = {sender.key: sender for sender in self.senders}
        self._aliases = {key: sender.key for sender in self.senders for key in (sender.key, *_keys(sender))}

    @property
    def expected(self) -> list[Sender]:
        """The senders whose returns are waited for."""
        return [sender for sender in self.senders if sender.is_expected]

    def sender(self, name: str) -> Sender | None:
        """The sender of that name, be it a former one."""
        return self._by_key.get(self._aliases.get(sender_key(name), ""))

    def is_kept(self, month: str) -> bool:
        """Whether returns of this month are followed: from the first one that was noted to the report month."""
        return self._first <= month <= self.report_month

    def cell(self, sender: Sender, month: str, *, asked: bool = False) -> Cell:
        """The return of a sender for a month; one that is `asked` for stands whether its month is followed or not."""
        row = self._returns.get((sender.unit.id, month)) if sender.unit else None
        waited = sender.is_expected and (asked or self.is_kept(month))
        known = row is not None and row.state is not None
        if not waited and not known:
            return Cell(sender, month, row, None)
        return Cell(sender, month, row, standing_of(row, self.rule.due(month), self.on))

    def month(self, month: str) -> list[Cell]:
        """The returns of a month: of each sender that is waited for, and of others that sent something."""
        cells = (self.cell(sender, month, asked=True) for sender in self.senders)
        return [cell for cell in cells if cell.standing is not None]

    def open_cells(self, month: str) -> list[Cell]:
        """What is still to be sent for a month."""
        return [cell for cell in self.month(month) if cell.is_open]


def read_ledger(workspace: Workspace, items: Iterable[Item] | None = None, on: date | None = None) -> Ledger:
    """The ledger of returns on a day, else the reference date. `items` are all items, where they were read already."""
    return Ledger(
        workspace.items() if items is None else items,
        workspace.units(),
        workspace.returns(),
        decode_due_rule(workspace.due_rule()),
        on or workspace.reference_date(),
        workspace.report_month(),
    )


def counts_text(cells: Iterable[Cell]) -> str:
    """应报 12 个单位，已报 8（迟报 2、无变化 1），未报 3，退回 1."""
    expected = [cell for cell in cells if cell.sender.is_expected and cell.state]
    states = Counter(cell.state for cell in expected)
    done = len(expected) - sum(cell.is_open for cell in expected)
    parts = [(State.LATE, "迟报"), (State.UNCHANGED, "无变化")]
    among = "、".join(f"{label} {states[state]}" for state, label in parts if states[state])
    missing = states[State.MISSING] + states[State.OVERDUE]
    returned = f"，退回 {states[State.RETURNED]}" if states[State.RETURNED] else ""
    return f"应报 {len(expected)} 个单位，已报 {done}{f'（{among}）' if among else ''}，未报 {missing}{returned}"


def trail_of(workspace: Workspace, cell: Cell) -> list[StoredChange]:
    """Who changed what of a return, the newest first."""
    if cell.row is None:
        return []
    keys = {field.key for field in RETURN.fields} - {RETURN.fields[0].key}
    return [one for one in workspace.free_trail(RETURN, cell.row.id) if one.change.field in keys]


class Standstills:
    """三个月无变化: the items whose reports say the same for three months running."""

    def __init__(self, workspace: Workspace, month: str) -> None:
        self._workspace, self.month = workspace, month

    @cached_property
    def _reports(self) -> Mapping[int, Mapping[str, Part]]:
        months = [self.month]
        while len(months) < STILL_MONTHS:
            months.append(month_before(months[-1]))
        found: dict[int, dict[str, Part]] = {}
        for month in months:
            for part in self._workspace.parts(MONTH, key=month):
                found.setdefault(part.item, {})[month] = part
        return found

    def of(self, sender: Sender) -> list[tuple[Item, str]]:
        """The sender's items that stand still, and what of them (Chinese)."""
        told = ((item, standstill(self._reports.get(item.id, {}), self.month)) for item in sender.items)
        return [(item, why) for item, why in told if why]


def _senders(items: Iterable[Item], units: Sequence[Unit], sent: set[int]) -> list[Sender]:
    """Units that must report, by the sound of their names, and after them others that sent something."""
    known = {key: unit for unit in units for key in keys_of(unit)}
    named: dict[str, str] = {}
    owed: dict[str, list[Item]] = {}
    for item in items:
        if name := lead_unit_of(item):
            key = sender_key(name)
            key = sender_key(known[key].name) if key in known else key
            named.setdefault(key, name)
            owed.setdefault(key, []).append(item)
    own = {sender_key(unit.name): unit for unit in units}
    keys = dict.fromkeys([*owed, *(key for key, unit in own.items() if unit.id in sent)])
    found = [
        Sender(key, own[key].name if key in own else named[key], tuple(owed.get(key, ())), own.get(key)) for key in keys
    ]
    return sorted(found, key=lambda sender: (not sender.is_expected, in_order(sender.name)))


def _keys(sender: Sender) -> list[str]:
    return keys_of(sender.unit) if sender.unit else []
