"""The rows of the Gantt: the same rows as the list's, made only when somebody looks at them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import overload

from fenyang_desktop.domain.amounts import format_wanyuan
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import Deadline, decode_deadline, format_deadline
from fenyang_desktop.domain.fields import KIND_LABELS
from fenyang_desktop.domain.items import KEYS
from fenyang_desktop.domain.lights import LIGHT_LABELS
from fenyang_desktop.reports.gantt_rows import GanttRow, Span, extent, starts_after_deadline, union
from fenyang_desktop.services.listing import Arranged, Listing

_START, _DEADLINE = KEYS.index("start"), KEYS.index("deadline")
_KEPT = 5_000  # rows made and not thrown away yet


class GanttRows(Sequence[GanttRow]):
    """What an arrangement shows, row by row from top to bottom.

    With `only_dated`, rows without any date are left out, and programmes and groups that would then be empty.
    """

    def __init__(
        self,
        listing: Listing,
        arranged: Arranged,
        collapsed: frozenset[int] = frozenset(),
        *,
        only_dated: bool = False,
    ) -> None:
        self._listing = listing
        self._arranged = arranged
        self._collapsed = collapsed
        self._made: dict[int, GanttRow] = {}
        self._spans: dict[int, Span | None] = {}
        self._places: dict[int, int] | None = None
        self._counted: Counter[Span | None] | None = None
        self.ids: Sequence[int] = arranged.rows
        self.depths: Sequence[int] = arranged.depths
        self.only_dated = only_dated
        if only_dated:
            self._leave_out_undated()

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> GanttRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[GanttRow]: ...
    def __getitem__(self, place: int | slice) -> GanttRow | Sequence[GanttRow]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        id = self.ids[place]
        if id not in self._made:
            if len(self._made) > _KEPT:
                self._made.clear()
            self._made[id] = self._group(place) if id < 0 else self._row(place)
        return self._made[id]

    def place_of(self, id: int) -> int | None:
        """The number of the row that shows this item or group; None if it isn't among them."""
        if self._places is None:
            self._places = {id: place for place, id in enumerate(self.ids)}
        return self._places.get(id)

    @property
    def shown(self) -> int:
        """How many items the filter lets through, folded ones included."""
        return self._arranged.shown

    @property
    def hidden(self) -> int:
        """How many items the filter hides."""
        return self._arranged.hidden

    def undated(self) -> int:
        """How many of the items that the filter lets through have no date that could be drawn."""
        return sum(count for span, count in self._dates().items() if span is None)

    def unplaced(self) -> int:
        """How many of the items that the filter lets through have nothing to draw, not even by what is below them."""
        tree = self._listing.tree
        spanning = sum(
            not self._has_own_dates(id) and self._span(id) is not None
            for id in self._arranged.matching
            if tree.members(id)
        )
        return self.undated() - spanning

    def period(self) -> tuple[date, date] | None:
        """The first and the last day on which any item that the filter lets through has something to draw."""
        spans = [span for span in self._dates() if span is not None]
        return (min(span.first for span in spans), max(span.last for span in spans)) if spans else None

    def _dates(self) -> Counter[Span | None]:
        """How many items have which dates. Many share theirs, so each pair is read once."""
        if self._counted is None:
            items = map(self._listing.item, self._arranged.matching)
            self._counted = Counter()
            for (start, deadline), count in Counter((item[_START], item[_DEADLINE]) for item in items).items():
                self._counted[extent(_decoded(start), _decoded(deadline))] += count
        return self._counted

    def facts(self, row: GanttRow) -> list[str]:
        """What a tooltip says of a row, line by line: name, dates in words, why the light is what it is, amount."""
        listing = self._listing
        if row.kind is None:
            return [f"{row.name}：{row.count} 项", *([f"总投资合计 {row.amount} 万元"] if row.amount else [])]
        item, judgement = listing.item(row.id), listing.judgement(row.id)
        lines = [row.name, f"{KIND_LABELS[row.kind]} · {LIGHT_LABELS[judgement.light]}：{judgement.reason}"]
        for key, label in (("start", "计划开工"), ("deadline", "完成时限"), ("finished", "实际完成")):
            if when := item.deadline(key):
                text = format_deadline(when)
                lines.append(f"{label}：{text}" + (f"（原文“{when.words}”）" if when.words not in ("", text) else ""))
        if row.span:
            lines.append(f"下级项目：{row.span.first} 至 {row.span.last}")
        if starts_after_deadline(row.start, row.deadline):
            lines.append("计划开工晚于完成时限，请核对。")
        if row.amount:
            lines.append(f"{listing.text(item, 'amount_word') or '总投资'}：{row.amount} 万元")
        if row.progress is not None:
            lines.append(f"形象进度：{row.progress / 100:g}%")
        return lines

    def _group(self, place: int) -> GanttRow:
        id = self.ids[place]
        group = self._arranged.groups[-1 - id]
        amount = format_wanyuan(group.total) if group.total else ""
        return GanttRow(
            id, group.label, kind=None, amount=amount, count=group.count, has_members=True, folded=id in self._collapsed
        )

    def _row(self, place: int) -> GanttRow:
        id = self.ids[place]
        item = self._listing.item(id)
        judgement = self._listing.judgement(id)
        kind, progress, money = item.kind, item.get("progress_percent"), item.get("total_investment")
        start, deadline = item.deadline("start"), item.deadline()
        folded = id in self._collapsed and id in self._arranged.foldable
        return GanttRow(
            id,
            item.name,
            self.depths[place],
            kind,
            format_wanyuan(int(money)) if money is not None else "",
            start,
            deadline,
            item.deadline("finished"),
            judgement.light,
            judgement.days,
            int(progress) if progress is not None else None,
            None if extent(start, deadline) else self._span(id),
            folded or self._shows_members(place),
            folded,
        )

    def _shows_members(self, place: int) -> bool:
        return place + 1 < len(self.depths) and self.depths[place + 1] > self.depths[place]

    def _span(self, id: int) -> Span | None:
        """What all below an item covers together, whether it is shown or not."""
        if id not in self._spans:
            items = (self._listing.item(member) for member in self._listing.tree.descendants(id))
            spans = (extent(item.deadline("start"), item.deadline()) for item in items)
            self._spans[id] = union([span for span in spans if span])
        return self._spans[id]

    def _leave_out_undated(self) -> None:
        kept: list[int] = []
        needed = 0  # a row less deep than this stands above the row kept last
        for place in range(len(self.ids) - 1, -1, -1):
            id, depth = self.ids[place], self.depths[place]
            if depth < needed or (self._has_dates(id) if id > 0 else id in self._collapsed):
                kept.append(place)
                needed = depth
        kept.reverse()
        self.ids, self.depths = [self.ids[place] for place in kept], [self.depths[place] for place in kept]

    def _has_dates(self, id: int) -> bool:
        return self._has_own_dates(id) or self._span(id) is not None

    def _has_own_dates(self, id: int) -> bool:
        item = self._listing.item(id)
        return extent(item.deadline("start"), item.deadline()) is not None


def chart_period(rows: GanttRows, on: date) -> tuple[date, date]:
    """The days that a picture of all rows shows: the year of the reference date, and every dated row."""
    first, last = on.replace(month=1, day=1), on.replace(month=12, day=31)
    period = rows.period()
    return (min(first, period[0]), max(last, period[1])) if period else (first, last)


def caption_note(rows: GanttRows, on: date) -> str:
    """What a view shows, how much has no date or is hidden, and as of when."""
    if rows.only_dated:
        left_out = rows.unplaced()
        parts = [f"显示有日期的 {rows.shown - left_out} 项，没有日期的 {left_out} 项未列出"]
    else:
        parts = [f"显示 {rows.shown} 项，其中 {rows.undated()} 项没有日期"]
    if rows.hidden:
        parts.append(f"筛选隐藏 {rows.hidden} 项")
    return "；".join([*parts, f"基准日 {on.year}年{on.month}月{on.day}日"])


def _decoded(stored: Stored) -> Deadline | None:
    return decode_deadline(str(stored)) if stored is not None else None
