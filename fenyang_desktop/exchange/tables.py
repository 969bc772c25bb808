"""Finding the table in a sheet: its header row, its columns, its records, and what is left out and why."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, ID_LABEL, Type, normalise_header
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.cells import cell_text, clean_text
from fenyang_desktop.exchange.headers import count_known, field_of, is_id, unit_line, unit_of
from fenyang_desktop.exchange.raw import Cells, Fault, Number, RawSheet, Row, column_letter
from fenyang_desktop.exchange.records import ID_KEY, Cell, Column, Problem, Record, Skipped, Table, problem_at

_SEARCHED = 20
_TOTAL = re.compile(r"^(合计|小计|总计|共计)([|(:、].*)?$")
_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2}|[甲乙丙丁])\)?(=.*)?$")

NO_HEADER = "工作表没有含“名称”列的表头"
HIDDEN = "隐藏的工作表，需要导入时请先取消隐藏"
ABOVE = "表头以上的标题或说明"
TOTAL = "合计行"
BLANK = "空行"
SECTION = "分节或说明行"
NUMBERS = "列号行"
REPEATED = "重复的表头"
NOTHING_KNOWN = "只有不导入的列有内容"
NAME_TWICE = "名称列不止一列"


def build_table(file: str, sheet: RawSheet, progress: Progress) -> Table:
    """Understand one sheet. A sheet without a header row yields no records, and every row is skipped with the reason."""
    header = None if sheet.hidden else _find_header(sheet.rows[:_SEARCHED])
    if header is None:
        reason = HIDDEN if sheet.hidden else NO_HEADER
        skipped = tuple(Skipped(row, reason) for row, _ in sheet.rows)
        return Table(file, sheet.name, (), (), (), skipped, ())
    above = [row for row in sheet.rows if row[0] < header[0]]
    return _Builder(file, sheet, header, above, progress).build(row for row in sheet.rows if row[0] > header[0])


def _find_header(rows: Sequence[Row]) -> Row | None:
    """The row that names a name column and the most fields; the first of equals."""
    counted = [(count_known(_plain(cells)), row, cells) for row, cells in rows]
    known, row, cells = max(counted, key=lambda one: (one[0], -one[1]), default=(0, 0, {}))
    return (row, cells) if known else None


def _plain(cells: Cells) -> list[str]:
    return [_plain_cell(value) for value in cells.values()]


def _plain_cell(value: object) -> str:
    """A cell as text for telling rows apart; one without a value counts as a blank."""
    if isinstance(value, Number):
        return value.digits
    return "" if isinstance(value, Fault) else clean_text(str(value))


def _is_total(text: str) -> bool:
    return bool(_TOTAL.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", text))))


class _Builder:
    """Builds the table of one sheet whose header row is known."""

    def __init__(self, file: str, sheet: RawSheet, header: Row, above: Sequence[Row], progress: Progress) -> None:
        self._file, self._sheet, self._progress = file, sheet, progress
        self._header_row, self._header = header
        self._bands = {(one.top, one.left) for one in sheet.merges if one.right > one.left}
        self._problems: list[Problem] = []
        self._records: list[Record] = []
        self._skipped = [Skipped(row, ABOVE) for row, _ in above]
        self._unit_line = next((unit for _, cells in above if (unit := unit_line(" ".join(_plain(cells))))), "")
        self._columns = self._without_twins({number: self._column(number) for number in sorted(self._header)})
        self._name, self._id = self._place("name"), self._place(ID_KEY)
        self._last = self._header_row

    def build(self, rows: Iterator[Row]) -> Table:
        for number, cells in rows:
            if number % 1000 == 0:
                self._progress.step(number, 0, f"正在整理工作表“{self._sheet.name}”第 {number} 行")
            self._note_blanks(number)
            if reason := self._reason_to_skip(number, cells):
                self._skipped.append(Skipped(number, reason))
            else:
                self._records.append(self._record(number, cells))
        return Table(
            self._file,
            self._sheet.name,
            (self._header_row,),
            tuple(self._columns.values()),
            tuple(self._records),
            tuple(self._skipped),
            tuple(self._problems),
        )

    def _place(self, field: str) -> int | None:
        return next((number for number, column in self._columns.items() if column.field == field), None)

    def _problem(self, number: int, row: int, fault: UserError) -> None:
        place = f"{column_letter(number)}{row}"
        self._problems.append(problem_at(self._file, self._sheet.name, place, fault))

    # -- columns

    def _column(self, number: int) -> Column:
        text = re.sub(r"\s+", " ", _plain_cell(self._header[number]))
        letter = column_letter(number)
        if is_id(text):
            return Column(text, letter, ID_KEY)
        field = field_of(text) if text else None
        if field is None or field.type is not Type.MONEY:
            return Column(text, letter, field.key if field else None)
        unit = unit_of(text)
        if unit is None:
            self._problem(number, self._header_row, UserError("header_unit", text=text))
            return Column(text, letter, None)
        return Column(text, letter, field.key, unit or self._unit_line)

    def _without_twins(self, columns: dict[int, Column]) -> dict[int, Column]:
        """Where two columns name the same field neither is imported: which one counts is not ours to guess."""
        by_field: dict[str, list[int]] = defaultdict(list)
        for number, column in columns.items():
            if column.field:
                by_field[column.field].append(number)
        for key, numbers in by_field.items():
            if len(numbers) < 2:
                continue
            named = "、".join(f"“{columns[n].header}”（{columns[n].letter} 列）" for n in numbers)
            label = ID_LABEL if key == ID_KEY else FIELD[key].label
            self._problem(numbers[1], self._header_row, UserError("header_twice", columns=named, field=label))
            columns.update({n: replace(columns[n], field=None) for n in numbers})
        return columns

    # -- rows

    def _note_blanks(self, number: int) -> None:
        first, last = self._last + 1, number - 1
        if first <= last:
            self._skipped.append(Skipped(first, BLANK if first == last else f"{BLANK}（至第 {last} 行）"))
        self._last = number

    def _reason_to_skip(self, row: int, cells: Cells) -> str:
        """Why a row is no record, or ""."""
        if self._name is None:
            return NAME_TWICE
        if self._id in cells:
            return ""  # it says itself which item it is
        name = _plain_cell(cells.get(self._name, ""))
        first = next(filter(None, map(_plain_cell, cells.values())), "")
        if any(map(_is_total, (name, first))):
            return TOTAL
        if name and normalise_header(name) == normalise_header(self._columns[self._name].header):
            return REPEATED
        if row == self._header_row + 1 and len(cells) > 2 and all(map(_COLUMN_NUMBER.match, _plain(cells))):
            return NUMBERS
        only = next(iter(cells)) if len(cells) == 1 else None
        if only is not None and ((row, only) in self._bands or (only != self._name and first)):
            return SECTION
        if not any(column in self._columns and self._columns[column].field for column in cells):
            return NOTHING_KNOWN
        return ""

    def _record(self, row: int, cells: Cells) -> Record:
        found: dict[str, Cell] = {}
        for number, raw in cells.items():
            column = self._columns.get(number)
            if column is None or column.field is None:
                continue
            try:
                text = cell_text(raw, FIELD.get(column.field), self._sheet.day_zero)
            except UserError as fault:
                self._problem(number, row, fault)
                continue
            if text:
                found[column.field] = Cell(text, f"{column.letter}{row}")
        return Record(row, found)
