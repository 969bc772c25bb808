"""The report of an import by command: what became of each file, and what its senders are to correct."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.notes import Checklist
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services.annotating import annotated_copy, notes_of, said_on
from fenyang_desktop.services.preview import Preview, RowState
from fenyang_desktop.services.questions import column_text, unread_columns
from fenyang_desktop.services.workspace import local_now

HEAD = (
    "文件",
    "工作表",
    "行数",
    "新增",
    "修改",
    "无变化",
    "读不出",
    "问题",
    "存疑",
    "文件间不一致",
    "没有导入的列",
    "结果",
)


@dataclass(frozen=True, slots=True)
class FileResult:
    """A file, what was understood of it (None: it was not read), and in a sentence what became of it.

    `conflicts` is how many of its values in doubt another file contradicts.
    """

    path: Path
    preview: Preview | None
    end: str
    conflicts: int = 0


def import_report(files: Sequence[FileResult], reader: Reader, progress: Progress) -> bytes:
    """An .xlsx: of one file its annotated copy, of several the list of all notes; 导入结果 is in it either way.

    Raises UserError as `Reader.read` does; Cancelled.
    """
    results = [HEAD, *map(_result_row, files)]
    noted = [(preview, notes) for one in files if (preview := one.preview) and (notes := notes_of(preview))]
    if len(files) == 1 and noted:
        preview, notes = noted[0]
        return annotated_copy(preview, notes, reader, progress, results)
    from fenyang_desktop.exchange.annotating import report_workbook  # openpyxl is slow to import

    notes = [note for _, some in noted for note in some]
    return report_workbook(Checklist(said_on(local_now().date()), tuple(notes), results))


def _result_row(one: FileResult) -> list[str | int]:
    preview = one.preview
    if preview is None:
        return [one.path.name, "", *[""] * (len(HEAD) - 3), one.end]
    sheets = dict.fromkeys(sheet.name for sheet in preview.sheets if sheet.header_rows)
    states = [preview.count(state) for state in RowState]
    counts = [sum(states), *states, len(preview.problems()), sum(_doubts(preview)) - one.conflicts, one.conflicts]
    left = "\n".join(map(column_text, (column for sheet in preview.sheets for column in unread_columns(sheet))))
    return [preview.file, "、".join(sheets), *counts, left, one.end]


def _doubts(preview: Preview) -> Iterator[int]:
    for row in preview.rows():
        yield bool(row.doubt) + len(row.value_doubts)
