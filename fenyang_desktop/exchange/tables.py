"""The tables of a sheet: their columns, their records, and what is left out and why. No row goes unaccounted for."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Type
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.cells import CellTexts, has_fractions
from fenyang_desktop.exchange.checks import Checker
from fenyang_desktop.exchange.choices import AS_FOUND, NO_WORDS, Choices, HeaderWords, TableChoice
from fenyang_desktop.exchange.columns import ColumnReader
from fenyang_desktop.exchange.finding import Area, find_areas, what_instead, with_choice
from fenyang_desktop.exchange.grid import Grid, place
from fenyang_desktop.exchange.raw import Cells, Merge, Raw, RawSheet
from fenyang_desktop.exchange.records import (
    ID_KEY,
    READ_AS,
    Cell,
    Problem,
    ReadFields,
    Record,
    Skipped,
    Table,
    problem_at,
)
from fenyang_desktop.exchange.rowkinds import RowJudge
from fenyang_desktop.exchange.titlemonths import month_above
from fenyang_desktop.exchange.told import REASONS, RowKind, Told

NO_HEADER = "工作表没有含“名称”列的表头"
HIDDEN = "隐藏的工作表，需要导入时请先取消隐藏"
ABOVE = "表头以上的标题或说明"
BLANK = "空行"
NAME_TWICE = "名称列不止一列"
NO_NAME = "还没有指定名称列"
CHOSEN = "已选择不导入"
_INSTEAD = {
    "卡片": "这是一张一个项目的信息卡，不是项目列表；请把它填进有表头的项目表再导入",
    "统计表": "这是统计表，没有逐个列出项目，不需要导入",
}
_SHARED = frozenset({Type.MONEY, Type.PERCENT, Type.DECIMAL})  # figures that may not be spread over the rows of a merge


def build_tables(
    file: str, sheet: RawSheet, progress: Progress, choices: Choices | None = None, words: HeaderWords = NO_WORDS
) -> list[Table]:
    """Understand one sheet: each of its tables, or one without records whose rows are skipped with the reason."""
    grid, choices = Grid(sheet), choices or {}
    areas: list[Area | None] = [] if sheet.hidden else [*find_areas(grid)]
    first = choices.get((sheet.name, 1), AS_FOUND)
    if not areas and first.header is None:
        reason = HIDDEN if sheet.hidden else _INSTEAD.get(what_instead(grid), NO_HEADER)
        skipped = tuple(Skipped(row, reason) for row in grid.rows)
        return [Table(file, sheet.name, (), (), (), skipped, ())]
    tables = []
    for number, area in enumerate(areas or [None], start=1):
        choice = choices.get((sheet.name, number), AS_FOUND)
        tables.append(
            _Builder(file, grid, with_choice(grid, area, choice), choice, words, progress).build(
                number, area.last if area else grid.rows[-1]
            )
        )
    return _with_rows_outside(grid, tables)


def _with_rows_outside(grid: Grid, tables: list[Table]) -> list[Table]:
    """The tables, with the rows that none of them accounts for left out in the first that begins nearest above."""
    told = {row for table in tables for row in table.header_rows}
    told |= {record.row for table in tables for record in table.records}
    told |= {skipped.row for table in tables for skipped in table.skipped}
    begins = sorted({table.header_rows[0] for table in tables})
    outside: dict[int, list[Skipped]] = defaultdict(list)  # by the first header row of the table
    for row in (row for row in grid.rows if row not in told):
        nearest = begins[max(bisect_right(begins, row) - 1, 0)]
        outside[nearest].append(Skipped(row, REASONS[RowKind.OUTSIDE]))
    found = []
    for table in tables:
        if more := outside.pop(table.header_rows[0], []):
            table = replace(table, skipped=tuple(sorted((*table.skipped, *more), key=lambda one: one.row)))
        found.append(table)
    return found


class _Builder:
    """Builds one table whose place in the sheet is known."""

    def __init__(
        self, file: str, grid: Grid, area: Area, choice: TableChoice, words: HeaderWords, progress: Progress
    ) -> None:
        self._file, self._grid, self._area, self._choice, self._progress = file, grid, area, choice, progress
        self._sheet = grid.sheet
        self._problems: list[Problem] = []
        self._told: set[Problem] = set()
        self._shared: dict[Merge, bool] = {}
        self._records: list[Record] = []
        self._skipped = [Skipped(row, ABOVE) for row in area.above]
        self._columns = ColumnReader(grid, area, choice, self._problem, words).columns()
        self._fields = {number: column.field for number, column in self._columns.items() if column.field}
        self._read_fields = ReadFields({str(one.field): one.letter for one in self._columns.values() if one.field})
        self._texts = {
            number: (key, CellTexts(READ_AS.get(key), self._sheet.day_zero)) for number, key in self._fields.items()
        }
        self._read_rows: dict[int, tuple[str, ...]] = {}
        self._name = next((number for number, key in self._fields.items() if key == "name"), None)
        self._judge = RowJudge(grid, area, self._fields, ID_KEY)
        self._checker = Checker(self._columns, self._records, self._problems)
        self._section: Cell | None = None
        self._last = area.header[-1]

    def build(self, table: int, end: int = 0) -> Table:
        """The table. What stands below its last row as far as `end` belongs to it where a person said otherwise."""
        self._skipped += [
            Skipped(row, REASONS[RowKind.OUTSIDE]) for row in self._grid.between(self._area.last + 1, end)
        ]
        numbers = self._grid.between(self._area.first, self._area.last)
        self._know_fractions(numbers)
        self._read_columns()
        plain, within = self._plain_rows(), frozenset(range(self._area.left, self._area.right + 1))
        for number in numbers:
            if number % 1000 == 0:
                self._progress.step(number, 0, f"正在整理工作表“{self._sheet.name}”第 {number} 行")
            self._note_blanks(number)
            if number in plain:
                self._records.append(self._plain_record(number))
            elif cells := {column: raw for column, raw in self._grid.cells(number).items() if column in within}:
                self._take(number, cells)
        return Table(
            self._file,
            self._sheet.name,
            self._area.header,
            tuple(self._columns.values()),
            tuple(self._records),
            tuple(self._skipped),
            tuple(self._problems),
            self._checker.checks(),
            table,
            month_above(self._grid, self._area),
        )

    def _know_fractions(self, numbers: Sequence[int]) -> None:
        """Know the columns of percentages that are written as fractions of one, as far as the projects go."""
        for column, (key, texts) in self._texts.items():
            if key not in READ_AS or READ_AS[key].type is not Type.PERCENT:
                continue
            if has_fractions([self._grid.cells(row).get(column) for row in numbers]):
                rows = [row for row in numbers if self._is_read(row)]
                if texts.take_fractions([self._grid.cells(row).get(column) for row in rows]):
                    self._columns[column] = replace(self._columns[column], fractions=True)

    def _is_read(self, row: int) -> bool:
        if row in self._choice.left_out or row < (self._choice.first or 0):
            return False
        return row in self._choice.taken or self._judge.tell(row, self._grid.cells(row)).kind is RowKind.RECORD

    def _read_columns(self) -> None:
        """Read whole columns; what is at fault or carried is read again with its row."""
        rows = self._grid.filled(self._area.first, self._area.last)
        raws = zip(*[[*map(cells.get, self._texts)] for _, cells in rows], strict=True)
        columns: list[Sequence[str | None]] = []
        for (_, texts), cells in zip(self._texts.values(), raws, strict=False):
            self._progress.step(len(columns), len(self._texts), f"正在整理工作表“{self._sheet.name}”")
            columns.append(texts.of_column(cells))
        self._read_rows = dict(zip((row for row, _ in rows), zip(*columns, strict=True), strict=False))

    def _plain_rows(self) -> Collection[int]:
        """The rows that are projects at first sight and can be read each by itself, without a problem."""
        first, left_out, merges_of = self._choice.first or 0, self._choice.left_out, self._grid.merges_of
        rows = [row for row in self._judge.plain_rows if row >= first and None not in self._read_rows[row]]
        return frozenset(row for row in rows if not merges_of(row)).difference(left_out)

    def _problem(self, cell: str, fault: UserError) -> None:
        problem = problem_at(self._file, self._sheet.name, cell, fault)
        if problem not in self._told:  # a merged range is read once for each of its rows
            self._told.add(problem)
            self._problems.append(problem)

    # -- rows

    def _note_blanks(self, number: int) -> None:
        first, last = self._last + 1, number - 1
        if first <= last:
            self._skipped.append(Skipped(first, BLANK if first == last else f"{BLANK}（至第 {last} 行）"))
        self._last = number

    def _take(self, number: int, cells: Cells) -> None:
        if self._name is None:
            self._skipped.append(Skipped(number, NAME_TWICE if self._problems else NO_NAME))
        elif number in self._choice.left_out or number < (self._choice.first or 0):
            self._skipped.append(Skipped(number, CHOSEN))
        elif number in self._choice.taken:
            self._records.append(self._record(number, cells))
        else:
            told = self._judge.tell(number, cells)
            if told.kind is RowKind.RECORD:
                self._records.append(self._record(number, cells))
                self._records[-1].asks = told.asks
            else:
                self._leave_out(number, told, cells)

    def _leave_out(self, number: int, told: Told, cells: Cells) -> None:
        self._skipped.append(Skipped(number, REASONS[told.kind]))
        if told.kind is RowKind.SECTION:
            first = next(iter(cells))
            self._section = Cell(told.section, place(number, first))
        if told.kind is RowKind.CONTINUED:
            self._continue(number, cells)
        if told.is_project:
            self._checker.take_hidden(number, cells)
        if told.kind in (RowKind.SECTION, RowKind.TOTAL, RowKind.SUBTOTAL):
            self._checker.take_total(told, number, cells)

    def _continue(self, number: int, cells: Cells) -> None:
        """A further row under a merged name: its figures are told, and the same of the merge's first row are but a part."""
        merge = self._grid.merge_at(number, self._name or 0)
        above = (record for record in reversed(self._records) if merge and record.row <= merge.top)
        first = next(above, None)
        for column in cells:
            key = self._fields.get(column, "")
            if key in READ_AS and READ_AS[key].type in _SHARED:
                self._problem(place(number, column), UserError("row_continued"))
                if first and merge and first.row == merge.top:
                    first.partial |= {key}

    def _record(self, row: int, cells: Cells) -> Record:
        texts, over = self._read_rows[row], self._grid.merges_of(row)
        over = over and [m for m in over if m.top >= self._area.first]
        merges, shared = [m for m in over if m.bottom > m.top], self._columns_shared(row, over) if over else ()
        if not merges and not shared and None not in texts:
            return self._plain_record(row)
        record = Record(row, ("",) * len(texts), self._read_fields, self._section)
        for number, raw in self._with_carried(row, cells, merges).items():
            if number not in self._texts or number in shared:
                continue
            if not isinstance(raw, _Carried):
                self._read(record, number, raw)
            elif raw.spread:
                self._read(record, number, raw.value, raw.cell)
            else:
                header = self._columns[number].header
                self._problem(raw.cell, UserError("cell_shared", rows=raw.rows, header=header))
        return record

    def _plain_record(self, row: int) -> Record:
        return Record(row, self._read_rows[row], self._read_fields, self._section)

    def _columns_shared(self, row: int, merges: Sequence[Merge]) -> set[int]:
        """The columns of figures that share a cell of this row with others, so that nobody knows whose it is."""
        shared = set()
        for merge in (one for one in merges if one.right > one.left):
            value = self._grid.cells(merge.top).get(merge.left)
            numbers = [number for number in self._texts if merge.left <= number <= merge.right]
            fields = [READ_AS.get(self._fields[number]) for number in numbers]
            if value is None or sum(field is not None and field.type in _SHARED for field in fields) < 2:
                continue
            shared.update(numbers)
            headers = "、".join(f"“{self._columns[number].header}”" for number in numbers)
            self._problem(place(merge.top, merge.left), UserError("columns_shared", headers=headers))
        return shared

    def _read(self, record: Record, number: int, raw: Raw, elsewhere: str = "") -> None:
        key, text_of = self._texts[number]
        try:
            text = text_of[raw]
        except UserError as fault:
            self._problem(elsewhere or record.place(key), fault)
            return
        if text:
            record.put(key, text)
            if elsewhere:
                record.elsewhere[key] = elsewhere

    def _with_carried(self, row: int, cells: Cells, merges: Sequence[Merge]) -> "dict[int, Raw | _Carried]":
        """The cells of a row with what merged ranges bring down to it; a figure that several rows share stays apart."""
        filled: dict[int, Raw | _Carried] = dict(cells)
        for merge in merges:
            value = self._grid.cells(merge.top).get(merge.left)
            field = READ_AS.get(self._fields.get(merge.left, ""))
            if value is None or field is None or not self._is_shared(merge):
                continue
            spread = field.type not in _SHARED
            if merge.top < row and not spread:
                continue
            rows = f"{merge.top}—{merge.bottom}"
            filled[merge.left] = _Carried(value, place(merge.top, merge.left), rows, spread)
        return filled

    def _is_shared(self, merge: Merge) -> bool:
        """Whether the rows of a merged range are more than one project."""
        if merge not in self._shared:
            assert self._name is not None
            rows = self._grid.between(merge.top, merge.bottom)
            self._shared[merge] = sum(bool(self._grid.text(row, self._name)) for row in rows) > 1
        return self._shared[merge]


class _Carried:
    """The value of a merged range over several rows, and whether it holds for each of them."""

    __slots__ = ("cell", "rows", "spread", "value")

    def __init__(self, value: Raw, cell: str, rows: str, spread: bool) -> None:
        self.value, self.cell, self.rows, self.spread = value, cell, rows, spread
