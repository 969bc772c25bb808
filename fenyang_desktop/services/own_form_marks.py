"""Marking a form: what the program proposes of itself, what follows on a click, and the marks that are kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import normalise_header
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.exchange.finding import DEEPEST_HEADER, Area, find_areas, with_choice
from fenyang_desktop.exchange.finding import Path as HeaderPath
from fenyang_desktop.exchange.grid import Grid, place
from fenyang_desktop.exchange.headers import clean_header, field_of, is_id, is_month, is_serial, unit_of
from fenyang_desktop.exchange.own_form import SheetLook, look_at_form
from fenyang_desktop.exchange.raw import Raw, RawSheet
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.reading import sheets_in
from fenyang_desktop.exchange.records import ID_KEY
from fenyang_desktop.exchange.sniffing import read_bytes
from fenyang_desktop.exchange.titleyears import title_year
from fenyang_desktop.exchange.unitlines import unit_round
from fenyang_desktop.services.layouts import known_by
from fenyang_desktop.services.own_form_file import OF_MONTH, OF_MONTH_BEFORE, Marks
from fenyang_desktop.services.own_forms import FILLS, LIGHT, RATE, SERIAL, is_amount, texts_of_month

_BENEATH = re.compile(
    r"^(?:合计|总计|小计|共计|填[表报]|审[核批]|制表|复核|经办|(?:单位|分管)?(?:负责人|领导)|联系|备注|注\d?[:、.]|说明|附)"
)
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计)")
_FIGURE = re.compile(r"^[\d=()+\-×÷/*.]+$")  # of a row of column numbers: 1, 2, 3=1+2
_MOST_BLANK = 200  # rows made ready beneath the header, beyond which nobody prepares any by hand
_NAMED_MONTH = re.compile(r"(20\d\d)\s*年\s*(\d{1,2})\s*月")
_SAMPLE_MONTH = "2023-09"  # stands for whichever month a form is filled for
_LAST_MONTH = re.compile(r"上月|上个月|截至上月|上期")


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file that is to be a form, as it was read."""

    path: Path
    data: bytes
    sheets: tuple[RawSheet, ...]
    looks: Mapping[str, SheetLook]


@dataclass(frozen=True, slots=True)
class Marking:
    """What is marked so far on one sheet. `chosen_units` are those that a person chose where the form names none."""

    header: tuple[int, int] | None = None
    first: int | None = None
    last: int | None = None
    columns: Mapping[int, str] = field(default_factory=dict)
    chosen_units: Mapping[int, str] = field(default_factory=dict)

    def with_column(self, number: int, key: str) -> "Marking":
        """Fill a column with something ("": nothing); another that was filled with the same is let go."""
        others = {column: one for column, one in self.columns.items() if column != number and one != key}
        return replace(self, columns={**others, number: key} if key else others)

    def with_unit(self, number: int, unit: str) -> "Marking":
        return replace(self, chosen_units={**self.chosen_units, number: unit})

    def with_first(self, row: int) -> "Marking":
        """The data begin in this row; the header ends above it, and the data no sooner than here."""
        header = self.header or (max(row - 1, 1), max(row - 1, 1))
        bottom = min(header[1], row - 1)
        last = self.last if self.last is not None and self.last >= row else row
        header_rows = (min(header[0], bottom), bottom) if bottom >= 1 else None
        return replace(self, first=row, last=last, header=header_rows)

    def with_last(self, row: int) -> "Marking":
        """The sample rows end with this row; what stands beneath moves down."""
        first = self.first if self.first is not None and self.first <= row else row
        return replace(self.with_first(first), last=row)

    def with_header(self, first: int, last: int) -> "Marking":
        """The header rows; the data begin beneath them."""
        begin = self.first if self.first is not None and self.first > last else last + 1
        return replace(self, header=(first, last)).with_first(begin)


def read_form(path: Path, progress: Progress, reader: Reader) -> FormFile:
    """Read a file that is to be a form. Raises UserError as `look_at_form`, `read_bytes` and `sheets_in` do."""
    return form_of(path, read_bytes(path), progress, reader)


def form_of(path: Path, data: bytes, progress: Progress, reader: Reader) -> FormFile:
    """The same for bytes that were read."""
    looks = look_at_form(path.name, data)
    sheets = tuple(sheet for sheet in sheets_in(path, data, progress, reader) if sheet.name in looks)
    return FormFile(path, data, sheets, looks)


def proposed(sheet: RawSheet, look: SheetLook, *, monthly: bool) -> Marking:
    """What the program makes of a sheet by itself. `monthly`: a field of the monthly report is that of the report month,
    else the item's own."""
    grid = Grid(sheet)
    area = next(iter(find_areas(grid)), None) if not sheet.hidden else None
    if area is None:
        return Marking()
    first = _first_row(grid, area)
    marking = Marking((area.header[0], area.header[-1]), first, _last_row(grid, area, first, look))
    return with_columns(sheet, look, marking, monthly=monthly)


def with_columns(sheet: RawSheet, look: SheetLook, marking: Marking, *, monthly: bool) -> Marking:
    """The marks with what the header says of each column; formulas of the form stay."""
    for number, path in paths_of(sheet, marking).items():
        key = _proposed_key(path, monthly=monthly)
        if key and key not in marking.columns.values() and (marking.first, number) not in look.formulas:
            marking = marking.with_column(number, key)
    return marking


def _first_row(grid: Grid, area: Area) -> int:
    """The first row beneath the header that is no row of column numbers and no total."""
    row = area.first
    while True:
        texts = [text for _, text in grid.texts(row, 1, 1 << 14)]
        numbers = len(texts) > 2 and all(map(_FIGURE.match, texts)) and _count_up(texts)
        if not numbers and not (texts and _TOTAL.match(normalise_header(texts[0])) and grid.below(row)):
            return row
        row += 1


def _count_up(texts: list[str]) -> bool:
    """Whether the figures of a row are 1, 2, 3 …, be it with how one is worked out: 3=1+2."""
    begins = [re.match(r"\(?(\d+)", text) for text in texts]
    return [int(one[1]) if one else 0 for one in begins] == list(range(1, len(texts) + 1))


def _last_row(grid: Grid, area: Area, first: int, look: SheetLook) -> int:
    """The last row of data: above a total, a signature or a remark, or the last that is made ready."""
    beneath = next((row for row in grid.between(first, grid.rows[-1]) if _is_beneath(grid, row)), None)
    if beneath is not None:
        return max(beneath - 1, first)
    return max(first, grid.rows[-1], min(look.last_row, first + _MOST_BLANK))


def _is_beneath(grid: Grid, row: int) -> bool:
    first = next((text for _, text in grid.texts(row, 1, 1 << 14)), "")
    return bool(_BENEATH.match(normalise_header(first)))


def _proposed_key(path: HeaderPath, *, monthly: bool) -> str:
    """What a column with this header is filled with; "" where nobody knows."""
    leaf, whole = path[-1], "".join(map(clean_header, path))
    if is_serial(leaf):
        return SERIAL
    if is_id(leaf):
        return ID_KEY
    plain = clean_header(leaf)
    if plain in ("投资完成率", "年度投资完成率"):
        return RATE
    if plain in ("灯号", "红黄绿灯"):
        return LIGHT
    key = _month_key(path, plain)
    if _LAST_MONTH.search(whole):
        return f"{OF_MONTH_BEFORE}{key}" if key else ""
    found = field_of(path)
    own = found.key if found else key
    if key and (monthly or own not in FILLS):
        return f"{OF_MONTH}{key}"
    return own


def _month_key(path: HeaderPath, plain: str) -> str:
    """The field of a monthly report that a header names, "" for none."""
    keys = {one.key for one in MONTH.fields[1:]}
    bare = tuple(_LAST_MONTH.sub("", text) or text for text in path)
    if is_month(path):
        return "invested_month"
    by_label = {normalise_header(one.label): one.key for one in MONTH.fields[1:]}
    found = field_of(bare)
    key = by_label.get(plain) or (found.key if found else "")
    return key if key in keys else ""


def paths_of(sheet: RawSheet, marking: Marking) -> dict[int, HeaderPath]:
    """The header of each column."""
    if marking.header is None:
        return {}
    return with_choice(Grid(sheet), None, TableChoice(header=marking.header)).paths


def units_of(sheet: RawSheet, marking: Marking) -> dict[int, str]:
    """By column of amounts its unit: the one that was chosen, that its header names, or the line round the table.

    None of these is 万元. "" where the header names one that nobody knows.
    """
    if marking.header is None or marking.last is None:
        return {}
    grid = Grid(sheet)
    area = with_choice(grid, None, TableChoice(header=marking.header))
    line, units = unit_round(grid, area), {}
    for number, key in marking.columns.items():
        if is_amount(key):
            named = unit_of(area.paths.get(number, ("",)))
            units[number] = marking.chosen_units.get(number) or ("" if named is None else named or line or "万元")
    return units


def marks_of(sheet: RawSheet, marking: Marking) -> Marks:
    """The marks to keep. Raises UserError `form_without_name`, `form_without_first`, or `form_unit` for a column of amounts
    whose unit isn't known."""
    if marking.header is None or marking.first is None or marking.last is None:
        raise UserError("form_without_first")
    if "name" not in marking.columns.values():
        raise UserError("form_without_name")
    units = units_of(sheet, marking)
    paths = paths_of(sheet, marking)
    for number, unit in units.items():
        if not unit:
            raise UserError("form_unit", cell=place(marking.header[1], number), text="_".join(paths[number]))
    grid = Grid(_with_month(sheet))
    known = known_by(grid, marking.header, marking.first, marking.last)
    return Marks(
        sheet.name,
        marking.header,
        marking.first,
        marking.last,
        dict(sorted(marking.columns.items())),
        units,
        known.heads,
        known.words,
        known.skipped,
        known.below,
        title_year(Grid(sheet), with_choice(Grid(sheet), None, TableChoice(header=marking.header)), ""),
        tuple(dict.fromkeys(_months_above(sheet, marking.header[0]))),
    )


def marking_of(marks: Marks) -> Marking:
    """The marks of a form that is kept, to be changed."""
    return Marking(marks.header, marks.first, marks.last, marks.columns, marks.units)


def _months_above(sheet: RawSheet, header: int) -> Iterator[str]:
    """The months that the lines above the table name."""
    for row, cells in sheet.rows:
        if row >= header:
            return
        for raw in cells.values():
            for year, month in _NAMED_MONTH.findall(raw) if isinstance(raw, str) else ():
                if 1 <= int(month) <= 12:
                    yield f"{year}-{int(month):02}"


def months_in_title(sheet: RawSheet, header: int) -> list[str]:
    """The months that the lines above the table name, as a person reads them."""
    return [format_month(month) for month in dict.fromkeys(_months_above(sheet, header))]


def _with_month(sheet: RawSheet) -> RawSheet:
    """The sheet as it will be when a month stands in place of {报告期}: by that it is known again."""
    texts = texts_of_month(_SAMPLE_MONTH, date(2023, 9, 30))

    def filled(raw: Raw) -> Raw:
        for mark, text in texts.items() if isinstance(raw, str) else ():
            raw = raw.replace(mark, text) if isinstance(raw, str) else raw
        return raw

    return replace(sheet, rows=[(row, {n: filled(raw) for n, raw in cells.items()}) for row, cells in sheet.rows])


def can_be_header(first: int, last: int) -> bool:
    """Whether these rows can be header rows."""
    return first <= last < first + DEEPEST_HEADER
