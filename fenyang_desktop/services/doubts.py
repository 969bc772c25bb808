"""Values that may well be wrong: a person looks before they are taken over."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from fenyang_desktop.domain.amounts import format_wanyuan
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import decode_deadline, format_deadline, period_start
from fenyang_desktop.domain.fields import FIELD, FIELDS, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.project_codes import code_remark
from fenyang_desktop.domain.values import display
from fenyang_desktop.exchange.cells import FigureDay
from fenyang_desktop.exchange.records import By, Column, column_label

_SPENT = ("annual_plan", "invested_year", "invested_total")
_OF_YEAR = ("annual_plan", "invested_year")
_WHOLE = 10_000  # 100 %
KEPT_TEXTS = ("note", "quantities", "section", "paragraph")  # what the office wrote down, and groups by, itself
_AMOUNTS = frozenset(field.key for field in FIELDS if field.type is Type.MONEY)
_DATES = frozenset(field.key for field in FIELDS if field.type is Type.DEADLINE)
_PROGRESS = "progress_percent"
_DOUBTABLE = _AMOUNTS | _DATES | {_PROGRESS, *KEPT_TEXTS}
_PLANNED = ("start", "deadline")
_UNDATED = "~"  # how stored words without a date begin
_GROWING = ("invested_year", "invested_total")
_NEVER_LESS = (*_GROWING, _PROGRESS)
_AFTER_START = {"deadline": "完成时限", "finished": "实际完成"}
_JUMP = {"total_investment": 5, "annual_plan": 5}
_OTHER_UNIT = 9  # a factor from which on the unit may be another one
_VAST = 10**13  # 1,000 亿元: no project of a county costs that much
_OTHER_JUMP = 1000  # what was invested may grow a hundredfold in a month, and not ten thousandfold
_COMPANIONS = {"lead_unit": "units", "total_investment": "amount_qualifier"}  # what the cells of one tell of another
_UNCONFIRMED = "理解，请确认"
_PROVES = 1_000  # 10 %
_ISO = len("2023-10-31")
_NAMES_YEAR = re.compile(r"\d{4}|[\d〇零○一二三四五六七八九]{2}年")
_NEAR = 10  # an amount so near to the last one confirms the unit in which it was read


def unconfirmed_fields(columns: Sequence[Column]) -> dict[str, str]:
    """Field → why none of its values is taken over yet: its column is only similar to a known one, or its unit unsure."""
    unconfirmed = {
        column.field: f"表头“{column.header}”{_open(column)}按“{column_label(column.field)}”{_UNCONFIRMED}"
        for column in columns
        if column.field and column.by is By.SIMILAR
    }
    for column in columns:
        if column.field and column.unit_before:
            why = f"金额单位上次定的是{column.unit_before}，这次表里写的是{column.unit}，请核对单位"
            unconfirmed.setdefault(column.field, why)
    own = {column.field for column in columns}
    for key, companion in _COMPANIONS.items():
        if key in unconfirmed and companion not in own:
            unconfirmed[companion] = unconfirmed[key]
    return unconfirmed


def _open(column: Column) -> str:
    """Which fields a header may mean, where a person must say which."""
    return f"可能是{'，也可能是'.join(f'“{column_label(key)}”' for key in column.offers)}，暂" if column.offers else ""


def is_of_year(why: str) -> bool:
    """Whether an amount is in doubt since it is of another year than the portfolio's."""
    return why.startswith("表头或标题写的是")


def is_of_header(why: str) -> bool:
    """Whether a value is in doubt since its column is."""
    return why.startswith("表头") and why.endswith(_UNCONFIRMED)


def value_doubts(
    item: Item | None,
    values: Mapping[str, Stored],
    missing_units: Collection[str],
    other_years: Mapping[str, int],
    *,
    ours: bool = False,
    group: Item | None = None,
    reference: date | None = None,
) -> Iterator[tuple[str, str]]:
    """Field and reason of each value that only a person may take over.

    `values` are those that would be set in `item` (None: a new one); `missing_units` are amounts whose unit nobody named;
    `other_years` those whose header or title names a year that isn't the portfolio's;
    `ours`: the sheet is one that the office exported itself, so that its notes are the office's own;
    `group` is what the item is a part of; `reference` is the day after which nothing is done yet.
    """
    keys = [key for key in values if key in _DOUBTABLE]
    total, whole = (_total(item, values), _total(group, {})) if keys else (0, 0)
    for key in keys:
        old, new = item.get(key) if item else None, values[key]
        if key in other_years and key in _OF_YEAR:
            why = f"表头或标题写的是 {other_years[key]} 年，不是台账的年份"
        elif key in _AMOUNTS and isinstance(new, int):
            known = old if isinstance(old, int) else None
            is_sure = not known and new <= total < _VAST and not whole and key not in missing_units
            why = "" if is_sure else _amount_doubt(key, known, new, key in missing_units, total)
            if not why and group and new > whole > 0:
                why = (
                    f"{format_wanyuan(new)} 万元大于所属“{group.name}”的总投资 {format_wanyuan(whole)} 万元，请核对单位"
                )
            why = why or _contradiction(key, new, item, values)
        elif key in _NEVER_LESS:
            why = _fall(key, old, new)
        elif key in _DATES:
            why = (_lost_date(old, new) if old is not None else "") or _order_doubt(key, item, values)
            why = why or _year_doubt(new, other_years.get(key))
            why = why or (_ahead(new, reference) if key == "finished" and reference else "")
        elif key in KEPT_TEXTS and old is not None and not ours:
            why = f"会覆盖台账中的{FIELD[key].label}“{old}”"
        else:
            why = ""
        if why:
            yield key, why
            if key == "total_investment" and "amount_qualifier" in values:
                yield "amount_qualifier", why  # 约 comes and goes with its amount


def calm_rows(columns: Mapping[str, Sequence[object]], count: int, reference: date | None = None) -> Iterator[bool]:
    """Of each of so many rows whether, as a new item, it certainly has neither doubts nor remarks; for whole columns.

    `columns` are the values by field, where what is no int or str isn't given. No header, title or sum casts a doubt.
    """
    nothing = [None] * count
    totals = [total if isinstance(total, int) else 0 for total in columns.get("total_investment", nothing)]
    calm = [total < _VAST for total in totals]
    for key in _AMOUNTS & columns.keys():
        high = [isinstance(new, int) and new > total for new, total in zip(columns[key], totals, strict=True)]
        calm = [one and not too_high for one, too_high in zip(calm, high, strict=True)]
    if columns.keys() >= {*_GROWING}:
        pairs = zip(*(columns[key] for key in _GROWING), strict=True)
        odd_pairs = [isinstance(year, int) and isinstance(all_, int) and year > all_ for year, all_ in pairs]
        calm = [one and not odd for one, odd in zip(calm, odd_pairs, strict=True)]
    if reference and "finished" in columns:
        ahead = {day for day in {*columns["finished"]} if isinstance(day, str) and _ahead(day, reference)}
        calm = [one and day not in ahead for one, day in zip(calm, columns["finished"], strict=True)]
    starts = columns.get("start", nothing)
    for end in _AFTER_START.keys() & columns.keys():
        early = [
            isinstance(day, str) and isinstance(start, str) and day[:_ISO] < start[:_ISO]
            for day, start in zip(columns[end], starts, strict=True)
        ]
        calm = [one and not too_early for one, too_early in zip(calm, early, strict=True)]
    for key, is_odd in _ODD.items():
        if key in columns:
            odd = {value for value in {*columns[key]} if is_odd(value)}
            calm = [one and value not in odd for one, value in zip(calm, columns[key], strict=True)]
    return iter(calm)


def _total(item: Item | None, values: Mapping[str, Stored]) -> int:
    total = values.get("total_investment", item.get("total_investment") if item else None)
    return total if isinstance(total, int) else 0


def _amount_doubt(key: str, old: int | None, new: int, unit_missing: bool, total: int) -> str:
    if old and new:
        factor = max(old, new) / min(old, new)
        if factor >= _JUMP.get(key, _OTHER_JUMP):
            check = "请核对单位" if factor >= _OTHER_UNIT else "请核对"
            return f"从 {format_wanyuan(old)} 变为 {format_wanyuan(new)} 万元，相差 {factor:,.0f} 倍，{check}"
        if factor <= _NEAR:
            unit_missing = False
    if key in _GROWING and (why := _fall(key, old, new)):
        return why
    if key in _SPENT and total and new > total:
        return f"{format_wanyuan(new)} 万元大于总投资 {format_wanyuan(total)} 万元，请核对"
    if new >= _VAST and not old:
        return f"{format_wanyuan(new)} 万元合 {format_wanyuan(new // 10_000)} 亿元，大得少见，请核对单位"
    return "表头没有写金额单位，按万元理解" if unit_missing and new else ""


def _fall(key: str, old: Stored, new: Stored) -> str:
    """What only ever grows became less, or gives way to nothing."""
    if not isinstance(old, int) or not old or (isinstance(new, int) and new >= old):
        return ""
    what = "累计数" if key in _GROWING else FIELD[key].label
    became = "会清空" if new is None else "变小了"
    now = f"，表中是 {_figure(key, new)}" if new is not None else ""
    year = "，跨年度的请确认" if key == "invested_year" else ""
    return f"{what}{became}：台账是 {_figure(key, old)}{now}{year}"


def _figure(key: str, value: Stored) -> str:
    return f"{display(FIELD[key], value)}%" if key == _PROGRESS else f"{format_wanyuan(int(value or 0))} 万元"


def _contradiction(key: str, new: Stored, item: Item | None, values: Mapping[str, Stored]) -> str:
    """More was invested in the year than at all, or the total no longer covers what is known to be planned or spent."""
    if not isinstance(new, int):
        return ""
    if key in _GROWING:
        year, whole = (new if one == key else values.get(one, item.get(one) if item else None) for one in _GROWING)
        if isinstance(year, int) and isinstance(whole, int) and year > whole:
            figures = f"{format_wanyuan(year)} 万元大于开工累计 {format_wanyuan(whole)} 万元"
            return f"年内累计 {figures}，请核对"
    elif key == "total_investment" and item:
        known = {one: spent for one in _SPENT if one not in values and isinstance(spent := item.get(one), int)}
        highest = max(known, key=known.__getitem__, default="")
        if highest and new < known[highest]:
            figures = (
                f"{format_wanyuan(new)} 万元小于台账中的{FIELD[highest].label} {format_wanyuan(known[highest])} 万元"
            )
            return f"{figures}，请核对"
    return ""


def _ahead(finished: Stored, reference: date) -> str:
    """What is said to be finished in a period that begins after the reference date."""
    if not isinstance(finished, str) or finished[:_ISO] <= reference.isoformat():
        return ""
    deadline = decode_deadline(finished)
    start = period_start(deadline)
    if start is None or start <= reference:
        return ""
    return f"实际完成（{format_deadline(deadline)}）晚于基准日 {reference:%Y-%m-%d}，请核对"


def _lost_date(old: Stored, new: Stored) -> str:
    """A date that gives way to words is a deadline that nobody is reminded of any more."""
    before = decode_deadline(str(old))
    after = decode_deadline(str(new)) if new is not None else None
    if before.date is None or (after is not None and after.date is not None):
        return ""
    to = f"“{after.words}”，读不出日期" if after else "空"
    return f"原来的 {format_deadline(before)} 会变成{to}，不再提醒"


def _year_doubt(new: Stored, other_year: int | None) -> str:
    """A date without a year is of the year of its header or title, which may not be what its sender meant."""
    deadline = decode_deadline(str(new)) if new is not None and other_year else None
    if deadline is None or deadline.date is None or _NAMES_YEAR.search(deadline.words):
        return ""
    return f"没有写年份，按表头或标题的 {other_year} 年理解，不是台账的年份"


def _order_doubt(key: str, item: Item | None, values: Mapping[str, Stored]) -> str:
    """An end before the start: told at the end, and at the start only where the sheet doesn't give the end anew."""
    for end, label in _AFTER_START.items():
        if key == end or (key == "start" and end not in values):
            known = [values[one] if one in values else item and item.get(one) for one in ("start", end)]
            if None in known or str(known[0])[:_ISO] <= str(known[1])[:_ISO]:  # stored deadlines sort by date
                continue
            start, day = (decode_deadline(str(one)).date for one in known)
            if start and day:
                return f"{label}（{day:%Y-%m-%d}）早于计划开工（{start:%Y-%m-%d}），请核对"
    return ""


def _is_undated(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_UNDATED)


_ODD: Mapping[str, Callable[[object], bool]] = {  # the values of which `remarks` may say something
    **dict.fromkeys(_PLANNED, _is_undated),
    _PROGRESS: lambda value: value == _WHOLE,
    "project_code": lambda value: isinstance(value, str) and bool(code_remark(value)),
}


def fraction_doubts(
    item: Item | None, values: Mapping[str, Stored], fractions: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Field and reason of each percentage that was read as a fraction of one, unless its last value proves that right.

    It does where it is far above one percent, which is the most that the figure could be otherwise, and not above the new.
    """
    for key in fractions:
        new, old = values.get(key), item.get(key) if item else None
        if isinstance(new, int) and new and not (isinstance(old, int) and _PROVES <= old <= new):
            yield key, f"按 {display(FIELD[key], new)}% 理解：整列都是 0 到 1 的小数"


def figure_doubts(dates: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Field and reason of each date that is a plain figure; `dates` are fields with what was read for them."""
    for key, text in dates:
        if isinstance(text, FigureDay):
            yield key, f"是日期还是数字？表中是没有日期格式的 {text.figure}，按日期是 {text}"


def part_doubts(values: Collection[str], partial: Collection[str]) -> Iterator[tuple[str, str]]:
    """Field and reason of each figure that is only the first of several under one merged name; `partial` are their fields."""
    for key in values:
        if key in partial or (key == "amount_qualifier" and "total_investment" in partial):
            yield key, "下面与名称合并的行还有数，这可能只是其中一部分，请核对"


def month_doubts(item: Item | None, values: Mapping[str, Stored], month: int) -> Iterator[tuple[str, str]]:
    """Field and reason of each new cumulative that isn't the last one and this month's amount (分) together.

    It may be that a month was left out: which figure is wrong is for a person to find.
    """
    for key in _GROWING:
        last, new = item.get(key) if item else None, values.get(key)
        if month and key in values and new is None:
            yield key, f"本月完成 {format_wanyuan(month)} 万元，这次累计却会清空，请核对"
        elif isinstance(last, int) and isinstance(new, int) and last + month != new:
            figures = [format_wanyuan(one) for one in (last, month, new)]
            yield key, "上次累计 {} ＋ 本月 {} ≠ 这次累计 {} 万元，请核对".format(*figures)


def remarks(item: Item | None, values: Mapping[str, Stored]) -> Iterator[tuple[str, str]]:
    """Field and text of what is worth a word and keeps nothing from being taken over."""
    for key in _PLANNED:
        new, old = values.get(key), item.get(key) if item else None
        if _is_undated(new) and (old is None or _is_undated(old)):  # else it is a doubt
            yield key, f"{FIELD[key].label}“{decode_deadline(str(new)).words}”读不出日期，只记下文字，不会提醒"
    if values.get("progress_percent") == _WHOLE and not values.get("finished", item.get("finished") if item else None):
        yield "progress_percent", "形象进度 100%，还没有实际完成时间"
    code = values.get("project_code")
    if code is not None and (why := code_remark(str(code))):
        yield "project_code", why
