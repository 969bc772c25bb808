"""Writing notes into a workbook: the cells coloured, with a comment each, and a list of all in front.

Runs in the reading process (`child.py`): openpyxl hangs on some files, and is slow on large ones.
"""

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fenyang_desktop.exchange.cells import clean_text
from fenyang_desktop.exchange.checklist import FILLS, add_checklist, add_results, lines_of, remove_former
from fenyang_desktop.exchange.formula_values import formula_values, with_formula_values
from fenyang_desktop.exchange.notes import Checklist, Note, Severity
from fenyang_desktop.exchange.plain_copy import plain_workbook
from fenyang_desktop.exchange.raw import RawSheet

FilledRow = tuple[int, Sequence[int]]  # a row, and its columns that hold something
Filled = Mapping[str, Sequence[FilledRow]]  # by sheet

_AUTHOR = "核对"
_FORMER = re.compile("\n*【(?:请更正|请核对)】.*", re.DOTALL)
_WIDTH, _LINE = 300, 20  # pixels of a comment, and of a line in it
_LETTERS = 44  # digits in a line of it
_LONGEST = 30_000  # characters of a comment; Excel takes 32,767


def annotated_workbook(data: bytes, checklist: Checklist, filled: Filled) -> bytes:
    """The workbook itself with the notes in it: formats, formulas and print set-up stay, macros do not.

    Raises whatever openpyxl does for a workbook that it can't read, KeyError or ValueError where it doesn't see every
    cell that is `filled`: a copy without one of the sender's figures is worse than one that looks plain.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        values = formula_values(archive)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", ".*outside the limits for dates")  # it would put #VALUE! in place of the value
        book = load_workbook(io.BytesIO(data), rich_text=True)
    for name, rows in filled.items():
        _check_is_whole(book[name], rows)
    if remove_former(book):
        for sheet in book.worksheets:
            _remove_former_notes(sheet)
    return with_formula_values(_annotated(book, checklist), values)


def _check_is_whole(sheet: Worksheet, rows: Sequence[FilledRow]) -> None:
    """Raises ValueError where a cell is missing; what a merged range covers is seen by nobody."""
    cells = sheet._cells  # to ask by place would make the cells that aren't there
    for row, columns in rows:
        for column in columns:
            cell = cells.get((row, column))
            if cell is None or (cell.value is None and not isinstance(cell, MergedCell)):
                raise ValueError(f"{sheet.title} lacks {get_column_letter(column)}{row}")


def annotated_afresh(sheets: Sequence[RawSheet], checklist: Checklist) -> bytes:
    """A workbook with the values of the sheets and the notes in it."""
    book, titles = plain_workbook(sheets)
    notes = tuple(replace(note, sheet=titles[note.sheet]) for note in checklist.notes)
    return _annotated(book, replace(checklist, notes=notes))


def report_workbook(checklist: Checklist) -> bytes:
    """The notes of several files as a list, and what became of each."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_results(book, 0, checklist)
    if checklist.notes:
        add_checklist(book, 1, checklist, with_files=True)
    return _saved(book)


def _annotated(book: Workbook, checklist: Checklist) -> bytes:
    anchors = {sheet.title: _Anchors(sheet) for sheet in book.worksheets}
    notes = tuple(replace(note, cell=anchors[note.sheet].of(note.cell)) for note in checklist.notes)
    by_cell: dict[tuple[str, str], list[Note]] = defaultdict(list)
    for note in notes:
        by_cell[note.sheet, note.cell].append(note)
        for cell in note.also:
            _fill(book[note.sheet], anchors[note.sheet].of(cell), note.severity)
    for (sheet, cell), some in by_cell.items():
        wrong = any(note.severity is Severity.WRONG for note in some)
        _fill(book[sheet], cell, Severity.WRONG if wrong else Severity.DOUBTED)
        _comment(book[sheet][cell], "\n".join(dict.fromkeys(note.words for note in some)))
    add_checklist(book, 0, replace(checklist, notes=notes))
    if checklist.results:
        add_results(book, 1, checklist)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False  # two selected sheets would be typed into at once
    for view in book.views:
        view.firstSheet = 0
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Anchors:
    """Where a note for a cell goes: to the first cell of the merged range that covers it."""

    def __init__(self, sheet: Worksheet) -> None:
        self._ranges = [one.bounds for one in sheet.merged_cells.ranges]

    def of(self, cell: str) -> str:
        row, column = coordinate_to_tuple(cell)
        for left, top, right, bottom in self._ranges:
            if top <= row <= bottom and left <= column <= right:
                return f"{get_column_letter(left)}{top}"
        return cell


def _fill(sheet: Worksheet, cell: str, severity: Severity) -> None:
    sheet[cell].fill = FILLS[severity]


def _comment(cell: Any, words: str) -> None:
    """Set the comment of a cell, behind the one that it has."""
    before = cell.comment
    text = clean_text(f"{before.text}\n{words}" if before else words)[:_LONGEST]
    height = min(600, _LINE * (lines_of(text, _LETTERS) + 1))
    cell.comment = Comment(text, before.author if before else _AUTHOR, height, _WIDTH)


def _remove_former_notes(sheet: Worksheet) -> None:
    """What an earlier copy said about a cell need not hold for the one that came back."""
    ours = {fill.fgColor.rgb for fill in FILLS.values()}
    for cell in sheet._cells.values():  # those that there are; to go by rows would make all others
        if cell.has_style and cell.fill.fgColor.rgb in ours:
            cell.fill = PatternFill()
        if (comment := cell.comment) and _FORMER.search(comment.text):
            left = _FORMER.sub("", comment.text)
            cell.comment = Comment(left, comment.author, comment.height, comment.width) if left else None
