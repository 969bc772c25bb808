"""Comparing the tables of a file with the items: which item each row is about, then what it says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.project_codes import identity_of
from fenyang_desktop.domain.quiet import without_collections
from fenyang_desktop.exchange.choices import Choices
from fenyang_desktop.exchange.reading import tables_of
from fenyang_desktop.exchange.records import ID_KEY, By, Check, Problem, Table, column_label, problem_at
from fenyang_desktop.services.doubts import part_doubts
from fenyang_desktop.services.matching import Matcher, Unmatched
from fenyang_desktop.services.month_rows import Months, completed
from fenyang_desktop.services.neighbours import Neighbours, with_sums_doubted
from fenyang_desktop.services.preview import Preview, PreviewRow, ReceivedFile, RowState, SheetPreview
from fenyang_desktop.services.row_values import TableReader
from fenyang_desktop.services.rows import (
    References,
    Row,
    RowChanges,
    facts_of,
    kind_of,
    row_of,
    rows_of,
)

_ROWS_NAMED = 5
_ONLY_COUNTED = "没有名称，编号从 1 数起，也可能只是序号，确认是这一项吗"


@without_collections()
def compare(
    source: ReceivedFile,
    choices: Choices,
    items: Sequence[Item],
    year: int,
    progress: Progress,
    months: Months | None = None,
    reference: date | None = None,
) -> Preview:
    """What a file would change in these items. `year` holds for deadlines that name none.

    `months` make its rows reports of their month; without them it is only compared with the items. What is finished
    only after the day of `reference`, if it is given, is doubted.
    """
    tables = tables_of(source.path.name, source.sheets, progress, choices, source.words)
    sheets = _Comparison(items, year, months, progress, reference).sheets(tables)
    return Preview(source, source.path.name, tuple(sheets), choices)


def _problems_of_table(table: Table) -> list[Problem]:
    """The problems that belong to no record: of the header, and of cells above or between the records."""
    records = {record.row for record in table.records}
    return [problem for problem in table.problems if row_of(problem.cell) not in records]


def _disagreements(table: Table) -> list[Problem]:
    """The sheet's own totals that the rows read don't add up to."""
    checks = (check for check in table.checks if not check.agrees)
    return [problem_at(table.file, table.sheet, check.cell, _disagreement(check)) for check in checks]


def _disagreement(check: Check) -> UserError:
    facts = {"label": check.label, "what": check.what, "stated": check.stated, "found": check.found}
    if not check.hidden:
        return UserError("total_differs", **facts)
    rows = "、".join(map(str, check.hidden[:_ROWS_NAMED]))
    more = f"等 {len(check.hidden)}" if len(check.hidden) > _ROWS_NAMED else ""
    return UserError("total_differs_hidden", **facts, rows=f"{rows} {more}".strip(), more=check.with_hidden)


def _unsure_identity(table: Table) -> dict[str, str]:
    """The headers, by field, of columns by which a row is told and which nobody confirmed."""
    told_by = ("name", ID_KEY, "project_code")
    return {one.field: one.header for one in table.columns if one.field in told_by and one.by is By.SIMILAR}


def _identity_doubt(row: Row, unsure: Mapping[str, str]) -> str:
    """A row whose 编号, name or project code can't be read or isn't sure may be about another item than it seems."""
    letters = row.record.letters
    if row.problems:
        places = {f"{letters[key]}{row.record.row}" for key in (ID_KEY, "project_code") if key in letters}
        if any(problem.cell in places for problem in row.problems):
            return "编号或项目代码读不出来，只按名称对应"
    if not unsure:
        return ""
    return next((f"{column_label(key)}取自还没有确认的列“{unsure[key]}”" for key in unsure if row.text(key)), "")


def _code_lost(row: Row, code: str) -> dict[str, str]:
    """Why a project code isn't taken over: words such as 正在办理 would take the place of a code."""
    known = str(row.item.get("project_code") or "") if row.item else ""
    if not code or identity_of(code) or not identity_of(known):
        return {}
    return {"project_code": f"会覆盖台账中的项目代码“{known}”"}


def _is_no_report(table: Table, rows: Sequence[Row]) -> None:
    """Where no months are known, nothing is a report of one."""


class _Comparison:
    """Compares tables with the items: first which item each row is about, then what it says."""

    def __init__(
        self, items: Sequence[Item], year: int, months: Months | None, progress: Progress, reference: date | None
    ) -> None:
        self._progress, self._year, self._months, self._reference = progress, year, months, reference
        self._matcher = Matcher(items)
        self._references = References(items)
        self._neighbours = Neighbours()
        self._provisional = 0

    def sheets(self, tables: Sequence[Table]) -> list[SheetPreview]:
        matched = [self._matched(table) for table in tables]
        self._neighbours.put_doubts()
        prepare = self._months.prepare if self._months else _is_no_report
        months = [prepare(table, rows) for table, rows in zip(tables, matched, strict=True)]
        known = self._year, self._progress, self._reference
        readers = [TableReader(self._references, table, *known) for table in tables]
        return [
            SheetPreview(
                table.title,
                table.sheet,
                table.number,
                table.header_rows,
                table.columns,
                self._previews(table, rows, reader),
                table.skipped,
                (*_problems_of_table(table), *_disagreements(table)),
                table.checks,
                month=month,
            )
            for table, rows, reader, month in zip(tables, matched, readers, months, strict=True)
        ]

    # -- which item

    def _matched(self, table: Table) -> list[Row]:
        unsure = _unsure_identity(table)
        return [self._match(row, unsure) for row in self._reported(self._rows(table))]

    def _rows(self, table: Table) -> list[Row]:
        """The rows of a table. A 编号 that counts 1, 2, 3 while the names are those of other items only numbers the rows.

        Without a single name nobody can tell, and each row is asked about.
        """
        rows = list(rows_of(table))
        facts = [one for row in rows if row.text(ID_KEY) and (one := facts_of(row)).id]
        counts = [one.id for one in facts] == [str(number) for number in range(1, len(facts) + 1)]
        if len(facts) > 1 and counts:
            named = [one for one in facts if one.name]
            if sum(map(self._matcher.gainsays, named)) * 2 > len(named):
                for row in rows:
                    row.record.put(ID_KEY, "")
            elif not named:
                for row in rows:
                    row.doubts = (_ONLY_COUNTED,)
        if self._months:
            self._months.put_keys(table, rows)
        return rows

    def _match(self, row: Row, unsure_identity: Mapping[str, str]) -> Row:
        try:
            row.kind = kind_of(row)
            facts = facts_of(row)
            match = self._matcher.match(facts)
        except Unmatched as unmatched:
            row.problem(unmatched.key, unmatched.fault)
            return row
        row.item = match.item
        asks = row.record.asks if match.item is None else ""
        doubt = match.doubt if row.key is None or row.key_doubt else ""  # the key of a row tells more than its name
        doubts = doubt, _identity_doubt(row, unsure_identity), asks, row.key_doubt
        row.doubts = (*row.doubts, *filter(None, doubts))
        row.keeps_name = match.alike
        row.value_doubts.update(_code_lost(row, facts.code))
        self._neighbours.note_resemblance(row, match.resembles)
        if twin := self._neighbours.twin(row, facts):
            row.problem("name", UserError("row_twice", name=row.name(), sheet=twin.table.sheet, row=twin.record.row))
            return row
        if match.item is None:
            self._provisional -= 1
        row.id = match.item.id if match.item else self._provisional
        self._references.add(row)
        return row

    # -- what it says

    def _reported(self, rows: Sequence[Row]) -> Iterator[Row]:
        for done, row in enumerate(rows):
            if done % 500 == 0:
                self._progress.step(done, len(rows), f"正在比对工作表“{row.table.sheet}”")
            yield row

    def _previews(self, table: Table, rows: Sequence[Row], reader: TableReader) -> tuple[PreviewRow, ...]:
        previews = [self._preview(row, reader) for row in self._reported(rows)]
        return tuple(with_sums_doubted(table, rows, previews))

    def _preview(self, row: Row, reader: TableReader) -> PreviewRow:
        changes = completed(row, reader.changes(row), reader) if row.id else RowChanges(row, {}, {})
        if unsure := reader.unconfirmed:
            row.value_doubts.update((key, why) for key in changes.values if (why := unsure.get(key)))
        if row.record.partial:
            row.value_doubts.update(part_doubts(changes.values, row.record.partial))
        if has_changes := bool(changes.values):
            state = RowState.NEW if row.item is None else RowState.CHANGED
        else:
            state = RowState.PROBLEM if row.problems else RowState.UNCHANGED
        return PreviewRow(
            row.table.title,
            row.record.row,
            row.item.id if row.item else None,
            row.name(),
            state,
            changes,
            tuple(row.problems),
            "；".join(row.doubts) if has_changes else "",
            row.value_doubts if has_changes else {},
            row.remarks,
        )
