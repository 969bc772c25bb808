"""The sheets 核对清单 and 导入结果, as they are handed on: on paper they stand as they are."""

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from fenyang_desktop.exchange.cells import clean_text
from fenyang_desktop.exchange.notes import CHECKLIST_TITLE, RESULTS_TITLE, Checklist, Note, Severity

FILLS = {  # not quite the colours that Excel itself offers: a copy that comes back is freed of ours alone
    Severity.WRONG: PatternFill("solid", fgColor="FFFFC9CD"),
    Severity.DOUBTED: PatternFill("solid", fgColor="FFFFED9E"),
}
_HEAD_FILL = PatternFill("solid", fgColor="FFE7ECF2")
_SIDE = Side(style="thin", color="FF9AA5B1")
_GRID = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_TITLE_FONT = Font(name="黑体", size=18)
_HEAD_FONT = Font(name="黑体", size=11)
_FONT = Font(name="宋体", size=11)
_LINK_FONT = Font(name="宋体", size=11, color="FF0563C1", underline="single")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_A4 = 9
_LONGEST = 300  # characters of what stood in a cell that are quoted
# Header and width. None of the words may make a list of projects of the sheet: the copy comes back as an import.
_FILE = ("文件", 22)
_COLUMNS = (
    ("序号", 6),
    ("工作表", 14),
    ("单元格", 9),
    ("涉及项目", 26),
    ("字段", 14),
    ("表中写的", 22),
    ("问题", 46),
    ("更正后的内容", 24),
)
_HEAD_ROW = 4
_LINE = 15.0  # points


def add_checklist(book: Workbook, place: int, checklist: Checklist, *, with_files: bool = False) -> None:
    """Put the list of all notes into a workbook; each names its cell by a link, or its file where there are several."""
    columns = (_COLUMNS[0], _FILE, *_COLUMNS[1:]) if with_files else _COLUMNS
    sheet = _sheet(book, CHECKLIST_TITLE, place, [width for _, width in columns])
    wrong, doubted = checklist.count(Severity.WRONG), checklist.count(Severity.DOUBTED)
    asked = f"共 {len(checklist.notes)} 处：请更正 {wrong} 处（浅红），请核对 {doubted} 处（浅黄）。"
    how = "请直接在表中改正，或填在“更正后的内容”一栏；核对无误的，请在该栏写“无误”。"
    _head(sheet, [CHECKLIST_TITLE, checklist.heading, asked + how], [header for header, _ in columns])
    for number, note in enumerate(checklist.notes, start=1):
        row = _HEAD_ROW + number
        values: list[str | int] = [number, *([note.file] if with_files else []), *_values(note)]
        _write(sheet, row, values, centred={1, len(columns) - 5})
        _fit_height(sheet, row, values, columns)
        sheet.cell(row, len(columns) - 1).fill = FILLS[note.severity]
        if not with_files:
            link_to(sheet.cell(row, 3), note.sheet, note.cell)
    _finish(sheet, len(columns))


def _values(note: Note) -> list[str]:
    written = note.written if len(note.written) <= _LONGEST else f"{note.written[:_LONGEST]}…"
    return [note.sheet, note.cell, note.item, note.field, written, f"{note.severity.value}：{note.text}", ""]


def add_results(book: Workbook, place: int, checklist: Checklist) -> None:
    """Put what became of each file into a workbook."""
    head, *rows = checklist.results
    widths = [30, 20, *[8] * (len(head) - 4), 40, 50]
    sheet = _sheet(book, RESULTS_TITLE, place, widths)
    _head(sheet, [RESULTS_TITLE, checklist.heading, f"共 {len(rows)} 个文件"], list(map(str, head)))
    for number, values in enumerate(rows, start=1):
        _write(sheet, _HEAD_ROW + number, values, centred=set(range(3, len(head) - 1)))
        _fit_height(sheet, _HEAD_ROW + number, values, list(zip(head, widths, strict=True)))
    _finish(sheet, len(head))


def link_to(cell: Cell, sheet: str, place: str) -> None:
    """Let a click on the cell lead to another, whatever the name of its sheet."""
    name = sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{place}", tooltip="转到这个单元格")
    cell.font = _LINK_FONT


def put(cell: Cell, value: str | int) -> None:
    """Set a value; text stays text, also where a spreadsheet would take it for a formula."""
    if isinstance(value, str):
        cell.value = clean_text(value)
        if cell.data_type == "f":
            cell.data_type = "s"
    else:
        cell.value = value


def remove_former(book: Workbook) -> bool:
    """Take out the sheets that an earlier annotated copy got from us; whether there were any."""
    former = [
        sheet
        for sheet in book.worksheets
        if any(
            sheet.title.startswith(title) and sheet["A1"].value == title for title in (CHECKLIST_TITLE, RESULTS_TITLE)
        )
    ]
    for sheet in former:
        book.remove(sheet)
    return bool(former)


def _sheet(book: Workbook, title: str, place: int, widths: Iterable[float]) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title, place)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def _head(sheet: Worksheet, lines: Sequence[str], headers: Sequence[str]) -> None:
    for row, line in enumerate(lines, start=1):
        put(sheet.cell(row, 1), line)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(headers))
        sheet.cell(row, 1).font = _FONT if row > 1 else _TITLE_FONT
        sheet.cell(row, 1).alignment = _LEFT if row > 1 else _CENTRE
        sheet.row_dimensions[row].height = 30 if row == 1 else 22
    for column, header in enumerate(headers, start=1):
        cell = sheet.cell(_HEAD_ROW, column, header)
        cell.font, cell.fill, cell.border, cell.alignment = _HEAD_FONT, _HEAD_FILL, _GRID, _CENTRE
    sheet.row_dimensions[_HEAD_ROW].height = 26


def _write(sheet: Worksheet, row: int, values: Sequence[str | int], centred: set[int]) -> None:
    for column, value in enumerate(values, start=1):
        cell: Any = sheet.cell(row, column)
        put(cell, value)
        cell.font, cell.border, cell.alignment = _FONT, _GRID, _CENTRE if column in centred else _LEFT


def _fit_height(
    sheet: Worksheet, row: int, values: Sequence[str | int], columns: Sequence[tuple[str | int, int]]
) -> None:
    """As high as the longest text needs: no spreadsheet program does it for a file that it didn't write."""
    lines = max(lines_of(str(value), width) for value, (_, width) in zip(values, columns, strict=True))
    sheet.row_dimensions[row].height = min(400.0, _LINE * lines + 7)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width; a Chinese character is as wide as two digits."""
    return sum(1 + int(max(0, shown_width(line) - 1) // max(1, width - 1)) for line in text.split("\n"))


def shown_width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F or character in "“”‘’…—" else 1 for character in text)


def _finish(sheet: Worksheet, columns: int) -> None:
    """Frozen header, and A4 landscape, as wide as the paper and as long as it takes."""
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.print_area = f"A1:{get_column_letter(columns)}{sheet.max_row}"
