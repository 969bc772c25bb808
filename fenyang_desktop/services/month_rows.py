"""The monthly reports that the rows of a file are: read, compared with the records of their month, and written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from fenyang_desktop.domain.changes import ITEM, Change, Stored, creation
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import KIND_LABELS, Type
from fenyang_desktop.domain.months import CURRENT_KEYS, month_before, year_of
from fenyang_desktop.domain.parts import ITEM_ID, MONTH, YEAR, Part, PartKind
from fenyang_desktop.domain.values import Keep, Reading, format_month
from fenyang_desktop.exchange.choices import AS_FOUND, Choices
from fenyang_desktop.exchange.records import Table
from fenyang_desktop.services.doubts import is_of_year
from fenyang_desktop.services.preview import PreviewRow, ReceivedFile, SheetPreview
from fenyang_desktop.services.report_months import MONTHLY, Calendar, ReportMonth, is_monthly, report_month_of
from fenyang_desktop.services.row_reports import RowReport
from fenyang_desktop.services.row_values import TableReader
from fenyang_desktop.services.rows import Row, RowChanges, with_advice
from fenyang_desktop.services.sent_back import keys_of, month_of_keys, names_of, put_keys, unit_of_keys
from fenyang_desktop.services.workspace import Workspace

_PLAN = "annual_plan"


class Months:
    """The months of a file's tables, and the records that its rows are held against."""

    def __init__(self, workspace: Workspace, source: ReceivedFile, choices: Choices) -> None:
        self._workspace, self._source, self._choices = workspace, source, choices
        self._calendar = Calendar(workspace.reference_date(), workspace.report_month())
        self._recent = month_before(self._calendar.report_month)
        self._keys = keys_of(source.sheets)

    @property
    def unit(self) -> str:
        """Whom the file was sent to to be filled in; "" where that isn't known."""
        return unit_of_keys(self._keys)

    def put_keys(self, table: Table, rows: Sequence[Row]) -> None:
        """Give the rows of a fill-in workbook the keys under which they were sent out."""
        if table.sheet in self._keys:
            put_keys(table, rows, self._keys, self._names)

    @cached_property
    def _names(self) -> Mapping[int, set[str]]:
        return names_of(self._workspace.items())

    def month_of(self, table: Table) -> ReportMonth | None:
        """The month that a table is a report of; None for one that says nothing of a month."""
        of_key = month_of_keys(table, self._keys)
        if not (of_key or is_monthly(table.columns)):
            return None
        choice = self._choices.get((table.sheet, table.number), AS_FOUND)
        if choice.is_current and not (choice.month or self._source.month or of_key):
            return None
        said = choice.month or self._source.month
        return report_month_of(table, said, of_key, self._source.path.stem, self._calendar)

    def prepare(self, table: Table, rows: Sequence[Row]) -> ReportMonth | None:
        """Make the rows of a table reports of its month: from here on each is compared with what the month's record says."""
        month = self.month_of(table)
        if month is None:
            return None
        ids = [row.item.id for row in rows if row.item]
        records = self._by_item(MONTH, ids)
        plans = self._by_item(YEAR, list(records), year_of(month.month)) if records else {}
        first = RowReport(
            month, is_recent=month.month >= self._recent
        )  # of all rows whose item has no report yet, where nothing tells them apart
        shared = first if not month.is_stated and month.month >= self._recent else None
        for row in rows:
            if not row.id or row.item_kind() not in MONTH.kinds:
                continue
            if row.item is None or (shared and row.id not in records):
                row.report = first
            else:
                others = records.get(row.id, ()), plans.get(row.id, ())
                row.report = RowReport(month, *others, is_recent=first.is_recent)
                row.item = row.report.keep_apart(row.item)
        return month

    def _by_item(self, kind: PartKind, ids: Collection[int], key: Stored = None) -> Mapping[int, list[Part]]:
        found: dict[int, list[Part]] = {}
        for part in self._workspace.parts(kind, ids, key):
            found.setdefault(part.item, []).append(part)
        return found


def completed(row: Row, changes: RowChanges, reader: TableReader) -> RowChanges:
    """The changes of a row with what goes to the record of its month alone; problems and doubts are noted in the row."""
    report = row.report
    if report is None or (row.item is None and not changes.values):
        return changes
    is_alone = not report.month.is_stated and (row.item is None or not report.records)
    if is_alone and not (reader.of_month or report.month.waits):
        return changes  # of most rows there is no more to say
    values = dict(changes.values)
    values |= _of_month_alone(row, report, reader)
    if row.item is not None and report.month.is_stated:
        values |= _said_before(row, report, reader, values)
    if not values:
        return changes
    if values.keys() & MONTHLY:
        _note_doubts(row, report, values)
    return RowChanges(row, values, changes.elsewhere) if len(values) > len(changes.values) else changes


def _of_month_alone(row: Row, report: RowReport, reader: TableReader) -> dict[str, Stored]:
    """What the row says of the fields that only a monthly report has."""
    found: dict[str, Stored] = {}
    for key, column in reader.of_month.items():
        if not (text := row.text(key)):
            continue
        try:
            reading = reader.read_once(column, text)
            if isinstance(reading.value, Keep):
                continue
            if row.item_kind() not in column.field.kinds:
                if column.field.type is Type.BOOL:
                    continue
                raise UserError("cell_not_of_kind", kind=KIND_LABELS[row.item_kind()], field=column.field.label)
        except UserError as fault:
            row.problem(key, with_advice(fault))
            continue
        if reading.value != report.old(key):
            found[key] = reading.value
            if why := _reading_doubt(reading, text, lacks_unit=column.lacks_unit(text)):
                row.value_doubts[key] = why
    return found


def _reading_doubt(reading: Reading, text: str, *, lacks_unit: bool) -> str:
    if reading.qualifier:
        return f"写的是“{text}”，只能记下数字，不带“{reading.qualifier}”"
    return "表头没有写金额单位，按万元理解" if lacks_unit and reading.value else ""


def _said_before(row: Row, report: RowReport, reader: TableReader, values: Mapping[str, Stored]) -> dict[str, Stored]:
    """What the item says already, and the report of the month doesn't: it was reported again."""
    found: dict[str, Stored] = {}
    for column in reader.columns:
        key = column.field.key
        if key not in CURRENT_KEYS or key in values or not (text := row.text(key)):
            continue
        try:
            value = reader.read_once(column, text).value
        except UserError:
            continue  # told already
        if value is None or isinstance(value, Keep) or row.item_kind() not in column.field.kinds:
            continue
        if row.item is not None and row.item.get(key) == value != report.old(key):
            found[key] = value
            report.only |= {key}
    return found


def _note_doubts(row: Row, report: RowReport, values: Mapping[str, Stored]) -> None:
    """Why a person must look first: the month isn't sure, or other reports say otherwise."""
    doubts = row.value_doubts
    if report.month.waits:
        doubts.update(dict.fromkeys(values.keys() & MONTHLY, f"报告期不能确定：{report.month.text}"))
        return
    for key in [key for key, why in doubts.items() if key != _PLAN and is_of_year(why)]:
        if report.is_of_its_year(key):
            del doubts[key]
    if row.item is not None:
        for key, why in report.doubts(row.item, values).items():
            doubts.setdefault(key, why)
    if report.is_late:
        latest = report.latest
        why = f"这是{report.head}的表，台账已报到{latest.head if latest else ''}，表中的可能不是现在的情况"
        for key in values.keys() - MONTHLY:
            doubts.setdefault(key, why)


def month_text(sheet: SheetPreview) -> str:
    """What is to be said of the month of a table, in a sentence; "" where it says nothing of a month."""
    if sheet.month is None:
        return ""
    reports = [one for row in sheet.rows if (one := row.changes.report) is not None and one.apart and row.changes]
    late, text = sum(one.is_late for one in reports), f"报告期：{sheet.month.text}。"
    if late:
        text += f"{late:,} 项已报过以后的月份，只改{format_month(sheet.month.month)}的月报，台账的当前值不变。"
    if len(reports) > late:
        text += f"{len(reports) - late:,} 项的当前值不是月报里来的，这么早的表不改它，只记入月报。"
    return text


def changes_of(workspace: Workspace, rows: Iterable[PreviewRow]) -> list[Change]:
    """The changes of rows with those of the records that they are reports for. New items still have provisional ids."""
    found: list[Change] = []
    next_id = 0
    for row in rows:
        report = row.changes.report
        if report is None:
            found += row.changes
            continue
        found += (change for change in row.changes if change.entity == ITEM)
        said = [one for one in row.changes if one.field in MONTHLY and one.new != report.old(one.field)]
        if report.record is not None:
            found += (
                Change(MONTH.entity, report.id, one.field, report.old(one.field), one.new, one.origin) for one in said
            )
        elif any(one.new is not None for one in said):
            next_id = next_id + 1 if next_id else workspace.next_id(MONTH.entity)
            values: dict[str, Stored] = {ITEM_ID: row.changes.id, MONTH.key.key: report.month.month}
            values |= {one.field: one.new for one in said}
            found += creation(MONTH.entity, next_id, values, {one.field: one.origin for one in said if one.origin})
    return found


def values_written(workspace: Workspace, set_id: int) -> tuple[Change, ...]:
    """What an import wrote, each value of an item once: those that its monthly report alone has are given with the
    item's id."""
    return tuple(
        change if change.entity == ITEM else change._replace(id=item)
        for change, item in _written(workspace, workspace.changes(set_id))
    )


def changes_written(workspace: Workspace, set_id: int) -> tuple[Change, ...]:
    """The same as the changes that they are, those of reports with the ids of these."""
    return tuple(change for change, _ in _written(workspace, workspace.changes(set_id)))


def _written(workspace: Workspace, changes: Sequence[Change]) -> list[tuple[Change, int]]:
    """Changes with their items, without those that tie a report to its item or say again what the item says."""
    ids = {change.id for change in changes if change.entity == MONTH.entity}
    if not ids:
        return [(change, change.id) for change in changes]
    heads = workspace.part_heads(MONTH, ids)
    of_items = [(change, change.id) for change in changes if change.entity == ITEM]
    known = {(item, change.field) for change, item in of_items}
    reported = [
        (change, heads[change.id][0]) for change in changes if change.entity == MONTH.entity and change.field in MONTHLY
    ]
    return of_items + [(change, item) for change, item in reported if (item, change.field) not in known]
