"""What contradicts itself in the monthly figures, yearly plans and funding of one item.

Every difference is told with both figures and left as it is: which of the two is wrong, only the sender knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.fields import Field
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.parts import FUNDING, MONTH, PLAN_KEYS, YEAR, Part
from fenyang_desktop.domain.values import display, format_month

JANUARY = 1
_CUMULATIVE = ("invested_year", "invested_total")
CURRENT_KEYS = ("invested_year", "invested_total", "progress_percent", "progress_text", "problems", "next_steps")
_FIGURES = ("invested_year", "invested_total", "progress_percent")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two figures that don't go together. `part` is the record and `key` the field whose figure is `stated`.

    `sentence` says both in Chinese, and what each is.
    """

    part: Part
    key: str
    stated: int
    expected: int
    sentence: str


def year_of(month: str) -> int:
    return int(month[:4])


def number_of(month: str) -> int:
    """1 to 12."""
    return int(month[5:])


def month_before(month: str) -> str:
    """The report month before: 2023-12 for 2024-01."""
    year, number = year_of(month), number_of(month)
    return f"{year - 1:04}-12" if number == JANUARY else f"{year:04}-{number - 1:02}"


def month_after(month: str) -> str:
    """The report month after: 2024-01 for 2023-12."""
    year, number = year_of(month), number_of(month)
    return f"{year + 1:04}-01" if number == len(PLAN_KEYS) else f"{year:04}-{number + 1:02}"


def month_differences(months: Sequence[Part], years: Sequence[Part] = (), item: Item | None = None) -> list[Difference]:
    """What contradicts itself in the monthly reports of one item, by month.

    `years` are its yearly plans, `item` its current values, which are held against the latest report.
    """
    ordered = sorted(months, key=lambda part: str(part.key))
    by_month = {str(part.key): part for part in ordered}
    plans = {part.key: part for part in years}
    found: list[Difference] = []
    for place, part in enumerate(ordered):
        earlier = ordered[:place]
        for key in _CUMULATIVE:
            found += _cumulative(part, key, earlier, by_month)
        found += _within_total(part)
        found += _falling_progress(part, earlier)
        found += _beyond_plan(part, earlier, plans.get(year_of(str(part.key))))
    if item is not None and ordered:
        found += _current(ordered[-1], item)
    return found


def _cumulative(part: Part, key: str, earlier: Sequence[Part], by_month: Mapping[str, Part]) -> Iterator[Difference]:
    """A cumulative against the one before and this month; where there is none before, against the sum of the months."""
    stated, month = part.amount(key), str(part.key)
    if stated is None:
        return
    starts = key == "invested_year" and number_of(month) == JANUARY
    last = None if starts else _last_given(key, [one for one in earlier if _same_span(key, one, month)])
    if last and stated < (before := last.amount(key) or 0):
        what = f"比{last.head}的 {_text(part, key, before)}还少"
        yield _difference(part, key, stated, before, what)
        return
    invested = part.amount("invested_month")
    before_it = by_month.get(month_before(month))
    base = 0 if starts else before_it.amount(key) if before_it else None
    if invested is not None and base is not None:
        if stated != base + invested:
            sum_ = f"{_label(part, 'invested_month')} {_text(part, 'invested_month', invested)}"
            if not starts:
                sum_ = f"{format_month(month_before(month))}的 {_text(part, key, base)}加{sum_}"
            what = f"按{sum_}应为 {_text(part, key, base + invested)}"
            yield _difference(part, key, stated, base + invested, what)
    elif key == "invested_year":
        yield from _sum_of_months(part, [*earlier, part])


def _sum_of_months(part: Part, up_to: Sequence[Part]) -> Iterator[Difference]:
    """The months of the year as far as they are given: all of them come to the cumulative, some never to more."""
    stated, month = part.amount("invested_year") or 0, str(part.key)
    given = [
        amount
        for one in up_to
        if year_of(str(one.key)) == year_of(month) and (amount := one.amount("invested_month")) is not None
    ]
    total, whole = sum(given), len(given) == number_of(month)
    if total > stated or (whole and total != stated):
        which = "各月" if whole else f"已报的 {len(given)} 个月"
        what = f"{which}的本月完成投资合计为 {_text(part, 'invested_month', total)}"
        yield _difference(part, "invested_year", stated, total, what)


def _within_total(part: Part) -> Iterator[Difference]:
    year, total = part.amount("invested_year"), part.amount("invested_total")
    if year is not None and total is not None and total < year:
        what = f"比{_label(part, 'invested_year')}的 {_text(part, 'invested_year', year)}还少"
        yield _difference(part, "invested_total", total, year, what)


def _falling_progress(part: Part, earlier: Sequence[Part]) -> Iterator[Difference]:
    key = "progress_percent"
    stated, last = part.amount(key), _last_given(key, earlier)
    if stated is not None and last and stated < (before := last.amount(key) or 0):
        yield _difference(part, key, stated, before, f"比{last.head}的 {_text(part, key, before)}还低")


def _beyond_plan(part: Part, earlier: Sequence[Part], plan: Part | None) -> Iterator[Difference]:
    """More than the year's plan: told of the first month that goes beyond, and of a month that does so by itself."""
    planned = plan.amount("annual_plan") if plan else None
    if plan is None or planned is None:
        return
    what = f"超过{plan.head}的年度计划投资 {_text(part, 'invested_year', planned)}"
    stated = part.amount("invested_year")
    last = _last_given("invested_year", [one for one in earlier if _same_span("invested_year", one, str(part.key))])
    if stated is not None and stated > planned and (last is None or (last.amount("invested_year") or 0) <= planned):
        yield _difference(part, "invested_year", stated, planned, what)
    month = part.amount("invested_month")
    if month is not None and month > planned:
        yield _difference(part, "invested_month", month, planned, what)


def _current(latest: Part, item: Item) -> Iterator[Difference]:
    """The list's own figures against the latest report."""
    for key in _FIGURES:
        stated, known = latest.amount(key), item.get(key)
        if stated is not None and known is not None and stated != known:
            what = f"台账的当前值是 {_text(latest, key, known)}"
            yield _difference(latest, key, stated, int(known), what)


def plan_differences(years: Sequence[Part]) -> list[Difference]:
    """Yearly plans whose monthly plan doesn't come to the year's: all months to another sum, or some to more."""
    found = []
    for part in sorted(years, key=lambda part: int(part.key or 0)):
        planned = part.amount("annual_plan")
        given = [amount for key in PLAN_KEYS if (amount := part.amount(key)) is not None]
        total, whole = sum(given), len(given) == len(PLAN_KEYS)
        if planned is not None and given and (total > planned or (whole and total != planned)):
            which = "各月" if whole else f"已填 {len(given)} 个月的"
            what = f"{which}计划合计为 {_text(part, 'annual_plan', total)}"
            found.append(_difference(part, "annual_plan", planned, total, what))
    return found


def funding_differences(funding: Sequence[Part]) -> list[Difference]:
    """More money arrived than approved, or paid than arrived."""
    found = []
    for part in funding:
        for key, limit in (("arrived", "approved"), ("paid", "arrived")):
            stated, most = part.amount(key), part.amount(limit)
            if stated is not None and most is not None and stated > most:
                what = f"超过{_label(part, limit)}的 {_text(part, limit, most)}"
                found.append(_difference(part, key, stated, most, what))
    return found


def differences_of(parts: Mapping[str, Sequence[Part]], item: Item | None = None) -> list[Difference]:
    """All that contradicts itself in the records of one item, given by their entities."""
    months, years = parts.get(MONTH.entity, ()), parts.get(YEAR.entity, ())
    return [
        *month_differences(months, years, item),
        *plan_differences(years),
        *funding_differences(parts.get(FUNDING.entity, ())),
    ]


def _same_span(key: str, part: Part, month: str) -> bool:
    """Whether a cumulative of that record goes on in `month`: that of a year ends with it."""
    return key != "invested_year" or year_of(str(part.key)) == year_of(month)


def _last_given(key: str, parts: Sequence[Part]) -> Part | None:
    return next((part for part in reversed(parts) if part.get(key) is not None), None)


def _field(part: Part, key: str) -> Field:
    return part.kind.field(key)


def _label(part: Part, key: str) -> str:
    return _field(part, key).label


def _text(part: Part, key: str, value: Stored) -> str:
    """A figure with its unit: 1,200 万元, 45%."""
    field = _field(part, key)
    return f"{display(field, value)}{'' if field.unit == '%' else ' '}{field.unit}"


def _difference(part: Part, key: str, stated: int, expected: int, what: str) -> Difference:
    sentence = f"{part.head}：{_label(part, key)} {_text(part, key, stated)}，{what}。"
    return Difference(part, key, stated, expected, sentence)
