"""Values that may well be wrong: a person looks before they are taken over."""

from collections.abc import Collection, Iterator, Mapping

from fenyang_desktop.domain.amounts import format_wanyuan
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import decode_deadline, format_deadline
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.domain.items import Item

_SPENT = ("annual_plan", "invested_year", "invested_total")
_KEPT_TEXTS = ("note", "quantities")  # what the office wrote down itself
_JUMP = {"total_investment": 50, "annual_plan": 50}
_OTHER_JUMP = 1000  # what was invested may grow a hundredfold in a month, and not ten thousandfold
_NEAR = 10  # an amount so near to the last one confirms the unit in which it was read


def value_doubts(
    item: Item | None, values: Mapping[str, Stored], missing_units: Collection[str], *, ours: bool = False
) -> Iterator[tuple[str, str]]:
    """Field and reason of each value that only a person may take over.

    `values` are those that would be set in `item` (None: a new one); `missing_units` are amounts whose unit nobody named;
    `ours`: the sheet is one that the office exported itself, so that its notes are the office's own.
    """
    for key, new in values.items():
        old = item.get(key) if item else None
        field = FIELD[key]
        if field.type is Type.MONEY and isinstance(new, int):
            why = _amount_doubt(
                key, old if isinstance(old, int) else None, new, key in missing_units, _total(item, values)
            )
        elif field.type is Type.DEADLINE and old is not None:
            why = _lost_date(old, new)
        elif key in _KEPT_TEXTS and old is not None and not ours:
            why = f"会覆盖台账中的{field.label}“{old}”"
        else:
            why = ""
        if why:
            yield key, why
            if key == "total_investment" and "amount_qualifier" in values:
                yield "amount_qualifier", why  # 约 comes and goes with its amount


def _total(item: Item | None, values: Mapping[str, Stored]) -> int:
    total = values.get("total_investment", item.get("total_investment") if item else None)
    return total if isinstance(total, int) else 0


def _amount_doubt(key: str, old: int | None, new: int, unit_missing: bool, total: int) -> str:
    if old and new:
        factor = max(old, new) / min(old, new)
        if factor >= _JUMP.get(key, _OTHER_JUMP):
            return f"从 {format_wanyuan(old)} 变为 {format_wanyuan(new)} 万元，相差 {factor:,.0f} 倍，请核对单位"
        if factor <= _NEAR:
            unit_missing = False
    if key in _SPENT and total and new > total:
        return f"{format_wanyuan(new)} 万元大于总投资 {format_wanyuan(total)} 万元，请核对"
    return "表头没有写金额单位，按万元理解" if unit_missing and new else ""


def _lost_date(old: Stored, new: Stored) -> str:
    """A date that gives way to words is a deadline that nobody is reminded of any more."""
    before = decode_deadline(str(old))
    after = decode_deadline(str(new)) if new is not None else None
    if before.date is None or (after is not None and after.date is not None):
        return ""
    to = f"“{after.words}”，读不出日期" if after else "空"
    return f"原来的 {format_deadline(before)} 会变成{to}，不再提醒"
