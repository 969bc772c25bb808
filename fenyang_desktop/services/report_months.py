"""报告期 of a table: which month what it says is of, and how sure that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fenyang_desktop.domain.months import month_before
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.exchange.records import Column, MonthNamed, Table
from fenyang_desktop.exchange.titlemonths import month_named

MONTHLY = frozenset(field.key for field in MONTH.fields[1:])  # the fields of a monthly report
_EARLY = 10  # up to this day of a month a sheet is filled in for the month before


class MonthBy(StrEnum):
    """By what the month of a table is known, as it is told."""

    KEY = "填报表"
    SAID = "指定"
    TITLE = "标题"
    SHEET = "工作表名"
    FILE = "文件名"
    HEADER = "表头"
    FILLED = "填报日期"
    PRESUMED = "台账报告期"


@dataclass(frozen=True, slots=True)
class ReportMonth:
    """The month of a table (2023-09). `doubt` is why it isn't certain, in Chinese, "" where it is.

    `waits`: nothing that goes by it is taken over until a person says the month.
    """

    month: str
    by: MonthBy
    doubt: str = ""
    waits: bool = False

    @property
    def is_stated(self) -> bool:
        """Whether the file, or a person, names the month."""
        return self.by is not MonthBy.PRESUMED

    @property
    def text(self) -> str:
        """2023年9月（标题）, and why that isn't certain."""
        return f"{format_month(self.month)}（{self.by.value}{'；' if self.doubt else ''}{self.doubt}）"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days by which a month is judged: 基准日, and the month that the office works on."""

    reference: date
    report_month: str

    @property
    def present(self) -> str:
        """The month of the reference date."""
        return f"{self.reference:%Y-%m}"


def is_monthly(columns: Sequence[Column]) -> bool:
    """Whether a table says anything of a month."""
    return any(column.field in MONTHLY for column in columns)


def report_month_of(table: Table, said: str, of_key: str, file: str, calendar: Calendar) -> ReportMonth:
    """The month of a table: that of its key, or what a person said, else what the file says, else the portfolio's.

    `file` is the name of the file without its suffix. A month that only a part of the file names otherwise, or that
    lies after the reference date, waits for a person.
    """
    if said or of_key:
        return ReportMonth(said or of_key, MonthBy.SAID if said else MonthBy.KEY)
    named = list(_named(table, file))
    years = [*(one.year for _, one in named), *(column.year for column in table.columns)]
    dated = [(_dated(by, one, next(filter(None, years), None), calendar), one.year) for by, one in named]
    found = [one for one, _ in dated if not one.doubt or one.by in (MonthBy.TITLE, MonthBy.FILLED)]
    sure = [one for one in found if one.by is not MonthBy.FILLED]
    if not found:
        month = calendar.report_month
        return ReportMonth(month, MonthBy.PRESUMED, "表中没有写，暂按台账的报告期")
    first = (sure or found)[0]
    if other := next((one for one in sure if one.month != first.month), None):
        why = f"{other.by.value}写的是{format_month(other.month)}，请确认是哪个月"
        is_name = other.by in (MonthBy.SHEET, MonthBy.FILE) and (other, None) in dated  # 6月 of a copied sheet
        return ReportMonth(first.month, first.by, why, waits=not is_name)
    if first.month > max(calendar.present, calendar.report_month):
        return ReportMonth(first.month, first.by, f"晚于基准日 {calendar.reference}，请确认", waits=True)
    return first


def _named(table: Table, file: str) -> Iterator[tuple[MonthBy, MonthNamed]]:
    """What names a month, the most reliable first."""
    above = table.month
    if above and not above.is_filled:
        yield MonthBy.TITLE, above
    for by, text in ((MonthBy.SHEET, table.sheet), (MonthBy.FILE, file)):
        if named := month_named(text):
            yield by, named
    headers = {one for column in table.columns if column.field in MONTHLY and (one := month_named(column.header))}
    if len({one.month for one in headers}) == 1:
        yield MonthBy.HEADER, max(headers, key=lambda one: one.year or 0)
    if above and above.is_filled:
        yield MonthBy.FILLED, above


def _dated(by: MonthBy, named: MonthNamed, other: int | None, calendar: Calendar) -> ReportMonth:
    """A month with its year; `other` is one that the file names elsewhere.

    What was filled in early in a month is of the month before, unless the office works on that one.
    """
    year = named.year or other
    if year is None:
        month = f"{calendar.reference.year:04}-{named.month:02}"
        if month > max(calendar.present, calendar.report_month):
            month = f"{calendar.reference.year - 1:04}-{named.month:02}"
        is_near = month in (calendar.report_month, month_before(calendar.report_month))
        return ReportMonth(month, by, "" if is_near else "没有写年份，请核对")
    month = f"{year:04}-{named.month:02}"
    if named.day is None or named.day > _EARLY:
        return ReportMonth(month, by)
    month = month if month == calendar.report_month else month_before(month)
    return ReportMonth(month, by, f"写的日期是 {named.month} 月 {named.day} 日，请核对")
