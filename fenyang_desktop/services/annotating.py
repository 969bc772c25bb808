"""批注副本: what a sender is to correct or look at again, written into a copy of the workbook that was sent."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import ID_LABEL
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.cells import shown_text
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.notes import Checklist, Note, Severity
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.records import ID_KEY, READ_AS, Column, Problem
from fenyang_desktop.exchange.sniffing import Content, sniff
from fenyang_desktop.exchange.writing import save_bytes
from fenyang_desktop.services.doubts import KEPT_TEXTS, is_of_header
from fenyang_desktop.services.preview import Preview, PreviewRow, SheetPreview
from fenyang_desktop.services.rows import cell_place, row_of
from fenyang_desktop.services.together import without_others
from fenyang_desktop.services.workspace import local_now

SUFFIX = ".xlsx"
_OF_HEADER = "（表头）"
_SET_BY = re.compile(r"是\S+ (\d+月\d+日)改定的")
_AFRESH = ("file_too_slow", "file_too_complex", "reader_died")  # what openpyxl may do where reading went well


def notes_of(preview: Preview) -> list[Note]:
    """What there is to say to the sender, in the order of the sheets and their cells."""
    grids = {sheet.name: Grid(sheet) for sheet in preview.source.sheets}
    places = {name: place for place, name in enumerate(grids)}
    notes = [note for sheet in preview.sheets for note in _SheetNotes(preview.file, sheet, grids[sheet.name]).notes()]
    return sorted(notes, key=lambda note: (places[note.sheet], *cell_place(note.cell)))


def has_notes(preview: Preview) -> bool:
    """Whether there is anything to say to the sender, and a file to say it in."""
    if not preview.source.data:
        return False
    return any(
        sheet.problems or any(row.problems or row.doubt or _told(row) for row in sheet.rows) for sheet in preview.sheets
    )


def copy_name(source: Path) -> str:
    """The name that is proposed for the annotated copy of a file."""
    return f"{source.stem}（批注）{SUFFIX}"


def save_annotated_copy(preview: Preview, path: Path, reader: Reader, progress: Progress) -> int:
    """Write the annotated copy of a file, and return how many notes it holds. The file itself stays as it is.

    Raises UserError `nothing_to_annotate`, those of `check_target` and `save_bytes`, what `Reader.read` raises; Cancelled.
    """
    check_target(path, [preview.source.path])
    notes = notes_of(preview)
    if not notes or not preview.source.data:
        raise UserError("nothing_to_annotate", file=preview.file)
    save_bytes(path, annotated_copy(preview, notes, reader, progress))
    return len(notes)


def check_target(path: Path, sources: Sequence[Path]) -> None:
    """Raises UserError `unknown_format`, `folder_missing`, or `source_file` for one of the files that were sent."""
    if path.suffix.lower() != SUFFIX:
        raise UserError("unknown_format", suffix=path.suffix or path.name, known=SUFFIX)
    if not path.parent.is_dir():
        raise UserError("folder_missing", folder=path.parent)
    if path.exists() and any(source.exists() and path.samefile(source) for source in sources):
        raise UserError("source_file", file=path.name)


def annotated_copy(
    preview: Preview,
    notes: Sequence[Note],
    reader: Reader,
    progress: Progress,
    results: Sequence[Sequence[str | int]] = (),
) -> bytes:
    """The workbook with the notes in it: itself, or made afresh from its values where it can't be kept as it is.

    Raises UserError as `Reader.read` does; Cancelled.
    """
    source = preview.source
    kind = sniff(source.path.name, source.data)
    checklist = Checklist(_heading(preview), tuple(notes), results)
    try:
        return reader.annotate(source.path.name, source.data, kind, checklist, progress)
    except UserError as fault:
        if kind is not Content.ZIP or fault.code not in _AFRESH:
            raise
    return reader.annotate(source.path.name, source.data, kind, checklist, progress, afresh=True)


def said_on(day: date) -> str:
    return f"日期：{day.year}年{day.month}月{day.day}日"


def _heading(preview: Preview) -> str:
    sender = [f"报送单位：{preview.sender}"] if preview.sender else []
    return "　　".join([f"文件：{preview.file}", *sender, said_on(local_now().date())])


def _told(row: PreviewRow) -> list[tuple[str, str]]:
    """Field and reason of what the sender is to look at again. What only the office can say is no affair of the sender's:
    its own notes, and how a header is to be understood."""
    doubts = [(key, why) for key, why in row.value_doubts.items() if key not in KEPT_TEXTS and not is_of_header(why)]
    doubts = [(key, without_others(why)) for key, why in doubts]
    return [*doubts, *row.remarks.items()]


@dataclass(slots=True)
class _Shared:
    """A doubt that lies in the header, and the cells under it."""

    column: Column
    why: str
    cells: list[str] = field(default_factory=list)


class _SheetNotes:
    """The notes of one table."""

    def __init__(self, file: str, sheet: SheetPreview, grid: Grid) -> None:
        self._file, self._sheet, self._grid = file, sheet, grid
        self._columns = {column.number: column for column in sheet.columns}
        self._letters = {column.field: column.letter for column in sheet.columns if column.field}
        self._labels = {check.cell: check.label for check in sheet.checks}
        self._shared: dict[tuple[str, str], _Shared] = {}

    def notes(self) -> Iterator[Note]:
        for problem in self._sheet.problems:
            yield self._of_problem(problem, self._item_at(problem.cell))
        for row in self._sheet.rows:
            item = row.name or f"第 {row.row} 行"
            yield from (self._of_problem(problem, item) for problem in row.problems)
            if row.doubt:
                yield self._doubt(f"{self._letters.get('name', 'A')}{row.row}", item, row.doubt)
            yield from self._of_values(row, item)
        for shared in self._shared.values():
            yield self._of_header(shared)

    def _of_problem(self, problem: Problem, item: str) -> Note:
        severity = Severity.DOUBTED if problem.code.startswith("total_differs") else Severity.WRONG
        return self._note(problem.cell, severity, item, _for_sender(problem.what))

    def _of_values(self, row: PreviewRow, item: str) -> Iterator[Note]:
        cells = {change.field: change.origin.cell for change in row.changes if change.origin}
        said: set[tuple[str, str]] = set()
        for key, why in _told(row):
            cell = cells.get(key) or f"{self._letters.get(key, 'A')}{row.row}"
            if (cell, why) in said:
                continue
            said.add((cell, why))
            column = self._columns.get(cell_place(cell)[1])
            if why.startswith("表头") and column is not None:
                self._shared.setdefault((column.letter, why), _Shared(column, why)).cells.append(cell)
            else:
                yield self._doubt(cell, item, why)

    def _of_header(self, shared: _Shared) -> Note:
        """One note at the header instead of the same at every cell."""
        cell = f"{shared.column.letter}{self._sheet.header_rows[-1]}"
        said, label = _doubt_text(shared.why), self._field(shared.column.number)
        sheet, also = self._grid.sheet.name, tuple(shared.cells)
        return Note(sheet, cell, Severity.DOUBTED, said, _OF_HEADER, label, shared.column.header, self._file, also)

    def _doubt(self, cell: str, item: str, why: str) -> Note:
        return self._note(cell, Severity.DOUBTED, item, _doubt_text(why))

    def _note(self, cell: str, severity: Severity, item: str, text: str) -> Note:
        row, number = cell_place(cell)
        merge = self._grid.merge_at(row, number)
        raw = self._grid.cells(merge.top).get(merge.left) if merge else self._grid.cells(row).get(number)
        written = shown_text(raw) if raw is not None else ""
        quoted = written and len(written) <= 40 and written not in text
        words = f"填的是“{written}”。{text}" if quoted else text
        return Note(self._grid.sheet.name, cell, severity, words, item, self._field(number), written, self._file)

    def _field(self, number: int) -> str:
        column = self._columns.get(number)
        if column is None:
            return ""
        if column.field in READ_AS:
            return READ_AS[str(column.field)].label
        return ID_LABEL if column.field == ID_KEY else " ".join(column.header.split())

    def _item_at(self, cell: str) -> str:
        row = row_of(cell)
        return self._labels.get(cell) or (_OF_HEADER if row in self._sheet.header_rows else f"第 {row} 行")


def _doubt_text(why: str) -> str:
    if why.endswith("吗"):
        return f"{why}？"
    advice = "" if "请" in why else "有误的请改正。"
    return _for_sender(f"{why}。{advice}")


def _for_sender(what: str) -> str:
    """A sentence for the office, said to the sender: one imports, the other reports, and neither need know the clerk."""
    what = what.replace("再导入", "再报送").replace("没有导入", "没有采用")
    return _SET_BY.sub(r"已于\1由我们改定", what)
