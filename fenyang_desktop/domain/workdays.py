"""Working days, as far as they follow from the calendar: without weekends and the long holidays.

Which weekend days are worked instead (调休) is told by a notice each year, and not known here: whoever shows such a
day says so.
"""

from datetime import date, timedelta

_DAY = timedelta(days=1)
_FIXED = (((1, 1), 1), ((5, 1), 5), ((10, 1), 7))  # 元旦, 劳动节, 国庆: the first day, and how many
_SPRING = {  # the first day of the lunar year
    2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26),
    2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
_SPRING_DAYS = 7  # from the eve on


def is_workday(day: date) -> bool:
    """Whether people work on a day, as far as the calendar tells."""
    return day.weekday() < 5 and not _is_holiday(day)


def _is_holiday(day: date) -> bool:
    for (month, first), days in _FIXED:
        if day.month == month and first <= day.day < first + days:
            return True
    if day.year in _SPRING:
        eve = date(day.year, *_SPRING[day.year]) - _DAY
        return 0 <= (day - eve).days <= _SPRING_DAYS
    return False


def nth_workday(year: int, month: int, number: int) -> date:
    """The `number`th working day of a month; counted from its end where it is negative.

    A month that has fewer gives its last (or first) one.
    """
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    days = [first + _DAY * place for place in range((following - first).days)]
    found = list(filter(is_workday, days))
    if number > 0:
        return found[min(number, len(found)) - 1]
    return found[max(number, -len(found))]
