"""A row as the report of a month: what of it goes to the month's record, and what of that the item follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fenyang_desktop.domain.changes import Change, Stored
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.months import CURRENT_KEYS, month_differences
from fenyang_desktop.domain.parts import MONTH, MONTH_ONLY, Part
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.services.report_months import ReportMonth

NO_ID = 0  # of a record that doesn't exist yet
_FIGURES = ("invested_month", "invested_year", "invested_total", "progress_percent")
_ONLY = frozenset(field.key for field in MONTH_ONLY)


@dataclass(slots=True)
class RowReport:
    """The report that a row is. `records` are those that its item has, by month, `plans` its yearly plans.

    `is_recent`: it is of last month or a later one, as the office works. `apart` are the fields of the item that this report leaves as they are. `only` are the fields whose values go to the
    record alone, those among them; the other values of the month go to both.
    """

    month: ReportMonth
    records: Sequence[Part] = ()
    plans: Sequence[Part] = ()
    is_recent: bool = True
    apart: frozenset[str] = frozenset()
    only: frozenset[str] = _ONLY
    record: Part | None = field(init=False)  # what was reported of this month before
    latest: Part | None = field(init=False)  # the last month that was reported so far
    is_late: bool = field(init=False)  # whether that is a later month

    def __post_init__(self) -> None:
        month = self.month.month
        self.record = next((part for part in self.records if part.key == month), None)
        self.latest = self.records[-1] if self.records else None
        self.is_late = self.latest is not None and str(self.latest.key) > month

    @property
    def id(self) -> int:
        return self.record.id if self.record else NO_ID

    @property
    def has_others(self) -> bool:
        """Whether there are other reports that this one is checked by, be it an earlier one of the same month."""
        return bool(self.records)

    def old(self, key: str) -> Stored:
        """What the record of the month says now."""
        return self.record.get(key) if self.record else None

    def is_restated(self, values: Mapping[str, Stored]) -> bool:
        """Whether some of these values would change, in a report that is there, what the item doesn't say itself."""
        return self.record is not None and not values.keys().isdisjoint(self.only)

    def is_of_its_year(self, key: str) -> bool:
        """Whether a figure of the year stands beside its month, so that it needs no second look if that is of last year."""
        return self.month.is_stated and (self.is_recent or key in self.only)

    def keep_apart(self, item: Item) -> Item:
        """Find the fields `apart`; returns the item with what the record says in them, to compare the row with.

        A report sets those that are blank, or as the last report said; others, which come from elsewhere, only if it is recent;
        and none where a later month was reported. As `reporting.report_month` does.
        """
        if self.is_late:
            self.apart = frozenset(CURRENT_KEYS)
        elif not self.is_recent:
            told = {key: self.latest.get(key) if self.latest else None for key in CURRENT_KEYS}
            self.apart = frozenset(key for key in CURRENT_KEYS if item.get(key) not in (None, told[key]))
        if not self.apart:
            return item
        self.only |= self.apart
        return Item.of(item.id, {**item.values(), **{key: self.old(key) for key in self.apart}})

    def doubts(self, item: Item, values: Mapping[str, Stored]) -> Mapping[str, str]:
        """What the values of the month among these would contradict in the item's other reports and plans, by field."""
        if not (self.records or self.plans) or values.keys().isdisjoint(_FIGURES):
            return {}
        others = [one for one in self.records if one is not self.record]
        if not others and not self.plans and self._is_plain(values):
            return {}
        now = {**(self.record.values() if self.record else {}), **values}
        part = Part.of(MONTH, self.id, item.id, {**now, MONTH.key.key: self.month.month})
        found: dict[str, str] = {}
        differing = month_differences([*others, part], self.plans)
        known = {one.sentence for one in month_differences(self.records, self.plans)} if differing else set()
        for one in differing:
            if one.sentence not in known:
                key = one.key if one.key in values else next((key for key in values if key in _FIGURES), "")
                own = one.part.key == part.key
                why = one.sentence if not own else one.sentence.removeprefix(f"{part.head}：")
                found.setdefault(key, why.removesuffix("。"))
        return {key: why for key, why in found.items() if key}

    def _is_plain(self, values: Mapping[str, Stored]) -> bool:
        """Whether the report by itself can't contradict itself: it has no amount of the month, and no more of the year
        than in all."""
        invested, year, total = (
            values[key] if key in values else self.old(key)
            for key in ("invested_month", "invested_year", "invested_total")
        )
        is_within = not (isinstance(year, int) and isinstance(total, int)) or year <= total
        return invested is None and is_within

    @property
    def head(self) -> str:
        return format_month(self.month.month)


def is_same_report(change: Change, before: Change, report: RowReport | None, seen: RowReport | None) -> bool:
    """Whether a value goes into the same report as when it was looked at, though the report of another month came
    between: of an earlier month, whose value the item has now, or of a later one, so that the item stays as it is."""
    if report is None or seen is None or change.field not in CURRENT_KEYS or change.new != before.new:
        return False
    if report.month.month != seen.month.month or report.old(change.field) != seen.old(change.field):
        return False
    if change.entity == MONTH.entity:
        return report.is_late
    last = report.latest
    return last is not None and str(last.key) < report.month.month and last.get(change.field) == change.old
