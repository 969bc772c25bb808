"""What a target aims at, said in one cell: 6.5%左右, 25万吨, 不超80个工作日."""

from decimal import Decimal, InvalidOperation

from fenyang_desktop.domain.changes import Stored

GOAL_KEYS = ("target_value", "target_unit", "target_bound")  # all that a goal is made of
GoalRank = tuple[bool, bytes, Decimal, bytes]
_BEFORE = ("不超", "不少于", "不低于", "不高于", "不大于", "不小于", "超过", "突破", "达到", "高于", "低于", "大于", "小于", "至少",
           "最多", "力争", "约", "近")  # fmt: skip
_BETWEEN = ("余", "多")  # 110余户


def goal_text(value: Stored, unit: Stored, bound: Stored) -> str:
    """Value, unit and bound as they are spoken; where no figure is given, the words of the bound alone."""
    words = str(bound or "")
    if value is None:
        return words
    if words in _BETWEEN:
        return f"{value}{words}{unit or ''}"
    figure = f"{value}{unit or ''}"
    return f"{words}{figure}" if words.startswith(_BEFORE) else f"{figure}{words}"


def goal_rank(value: Stored, unit: Stored, bound: Stored) -> GoalRank | None:
    """Goals in the same unit sort by their figure, goals in words come after those with one; None for no goal."""
    words = str(bound or "").encode("gb18030", "replace")
    if value is None:
        return (True, b"", Decimal(0), words) if words else None
    return (False, str(unit or "").encode("gb18030", "replace"), _figure(value), words)


def _figure(value: Stored) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
