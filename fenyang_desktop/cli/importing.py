"""The import command: what files would change, and taking over what is sure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fenyang_desktop.cli.console import say, say_json, table, warn
from fenyang_desktop.cli.opening import JsonOption, PortfolioOption, reading, writing
from fenyang_desktop.cli.values import exact_text
from fenyang_desktop.domain.changes import EXISTS, Change
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import ID_LABEL
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.values import Context, read
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.records import READ_AS, Column, column_label
from fenyang_desktop.exchange.writing import save_bytes
from fenyang_desktop.services.annotating import check_target, has_notes
from fenyang_desktop.services.doubts import is_of_header
from fenyang_desktop.services.import_report import FileResult, import_report
from fenyang_desktop.services.layouts import of_user
from fenyang_desktop.services.month_rows import month_text
from fenyang_desktop.services.preview import Preview, PreviewRow, RowState, SheetPreview
from fenyang_desktop.services.questions import (
    left_columns,
    left_text,
    open_columns,
    open_text,
    similar_columns,
    unread_columns,
)
from fenyang_desktop.services.report_months import MONTHLY
from fenyang_desktop.services.rows import cell_place
from fenyang_desktop.services.several import FileOutcome, look_at_files, take_over_sure

_STATES = {RowState.NEW: "新增", RowState.CHANGED: "修改", RowState.UNCHANGED: "无变化", RowState.PROBLEM: "读不出"}

FilesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="表格文件...", help="要导入的 .xlsx、.xlsm、.xls、.et、.ods、.csv 或 .txt 文件。"),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只看会改什么，不改动台账。")]
MonthOption = Annotated[
    str | None,
    typer.Option("--month", metavar="报告期", help="这些表格是哪个月的，如 2023-09；不写就按表里的填报标识、标题认。"),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="文件.xlsx",
        help="另存结果：只有一个表格时是它的批注副本，几个表格时是一份核对清单；都附导入结果。",
    ),
]


def import_files(
    files: FilesArgument,
    portfolio: PortfolioOption = None,
    month: MonthOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    report: ReportOption = None,
) -> int:
    """导入表格中的更新；有把握的行直接导入，其余列出来待处理。"""
    if report is not None:
        check_target(report, files)  # before anything is changed
    with (reading if dry_run else writing)(portfolio) as workspace, Reader() as reader:
        context = Context(workspace.reference_date().year)
        said = str(read(MONTH.key, month, context).value) if month else ""
        outcomes = look_at_files(workspace, files, of_user(), reader, Progress(), said)
        if not dry_run:
            outcomes = [take_over_sure(workspace, one, Progress()) for one in outcomes]
        fault = _save_report(report, outcomes, reader, dry_run=dry_run) if report else None
    if as_json:
        say_json({"files": [_facts(outcome) for outcome in outcomes]})
    for outcome in outcomes:
        if outcome.error:
            warn(outcome.error)
        if not as_json:
            _say(outcome, dry_run=dry_run, alone=len(outcomes) == 1)
    if fault:
        warn(fault)
        return 1 if any(outcome.applied for outcome in outcomes) else 2
    if not as_json:
        _say_all(outcomes, dry_run=dry_run)
        _say_report(report, outcomes)
    return _exit_code(outcomes, dry_run=dry_run)


def _say_all(outcomes: Sequence[FileOutcome], *, dry_run: bool) -> None:
    """What a person is to do about the files together, and how many of several came in."""
    rows = [row for one in outcomes if one.preview for row in one.preview.rows()]
    if any(row.doubt or row.value_doubts for row in rows):
        clash = any(one.conflicts for one in outcomes)
        together = "；文件之间写得不一致的，把这几个文件一起放进去，选定一个值" if clash else ""
        say(f"以上没有导入的值，请在程序窗口的“导入”页确认{together}。")
    if len(outcomes) > 1 and not dry_run:
        done = sum(one.applied for one in outcomes)
        undo = "每个文件是一步，可用 fenyang undo 从后往前逐步撤销。" if done else ""
        say(f"共 {len(outcomes)} 个文件，导入了 {done} 个。{undo}")


def _say_report(report: Path | None, outcomes: Sequence[FileOutcome]) -> None:
    """Where the report is; without one, how to get what can be sent back."""
    if report:
        say(f"导入结果已另存为“{report}”。")
    elif any(one.preview and has_notes(one.preview) for one in outcomes):
        say("需要填报单位更正的，可用 fenyang import 表格 --dry-run --report 批注.xlsx 另存批注副本发回。")


def _save_report(path: Path, outcomes: Sequence[FileOutcome], reader: Reader, *, dry_run: bool) -> str | None:
    """Write the report; the sentence of what keeps it from being written."""
    results = [
        FileResult(one.path, one.preview, one.error or _end(one, dry_run=dry_run), len(one.conflicts))
        for one in outcomes
    ]
    try:
        save_bytes(path, import_report(results, reader, Progress()))
    except UserError as error:
        return str(error)
    return None


def _exit_code(outcomes: list[FileOutcome], *, dry_run: bool) -> int:
    if not any(outcome.waits for outcome in outcomes):
        return 0
    failed = [outcome for outcome in outcomes if outcome.error]
    done = len(failed) < len(outcomes) if dry_run or not failed else any(outcome.applied for outcome in outcomes)
    return 1 if done else 2


def _facts(outcome: FileOutcome) -> dict[str, object]:
    sheets = outcome.preview.sheets if outcome.preview else ()
    return {
        "file": str(outcome.path),
        "sheets": [_sheet_facts(sheet, outcome.names) for sheet in sheets],
        "conflicts": [
            {"sheet": sheet, "row": row, "field": key, "reason": why}
            for ((sheet, row), key), why in outcome.conflicts.items()
        ],
        "same_as": str(outcome.twin) if outcome.twin else None,
        "imported_before": outcome.imported.source.at.isoformat() if outcome.imported else None,
        "applied": outcome.applied,
        "error": outcome.error,
    }


def _sheet_facts(sheet: SheetPreview, names: Mapping[int, str]) -> dict[str, object]:
    problems = [*sheet.problems, *(problem for row in sheet.rows for problem in row.problems)]
    return {
        "sheet": sheet.sheet,
        "header_rows": list(sheet.header_rows),
        "columns": dict(_columns(sheet.columns)),
        "columns_to_confirm": [column.letter for column in similar_columns(sheet)],
        "columns_to_choose": {column.letter: list(column.offers) for column in open_columns(sheet)},
        "columns_left": [
            {"column": one.letter, "header": one.header, "holds": one.holds, "samples": list(one.samples)}
            for one in unread_columns(sheet)
        ],
        "month": _month_facts(sheet),
        "records": _records(sheet),
        "rows": len(sheet.rows),
        "states": {state.value: sum(row.state is state for row in sheet.rows) for state in RowState},
        "skipped": [{"row": skipped.row, "reason": skipped.reason} for skipped in sheet.skipped],
        "problems": [{"cell": problem.cell, "message": problem.message} for problem in problems],
        "doubts": [
            {"row": row.row, "name": row.name, "field": key, "reason": why}
            for row in sheet.rows
            for key, why in _doubts(row)
        ],
        "checks": [
            {"cell": one.cell, "label": one.label, "what": one.what, "stated": one.stated, "found": one.found}
            for one in sheet.checks
        ],
        "changes": [fact for row in sheet.rows for fact in _change_facts(row, names)],
    }


def _month_facts(sheet: SheetPreview) -> dict[str, object] | None:
    """The month of which a table is a report, how it is known, and whether a person had better say it."""
    if (month := sheet.month) is None:
        return None
    return {"month": month.month, "by": month.by.name.lower(), "certain": not month.doubt, "doubt": month.doubt or None}


def _records(sheet: SheetPreview) -> dict[str, int]:
    """How many monthly reports the rows would make or change; `late` are those of which a later month is there."""
    reports = [row.changes.report for row in sheet.rows if row.changes.values.keys() & MONTHLY]
    found = [one for one in reports if one is not None]
    new = sum(one.record is None for one in found)
    return {"new": new, "changed": len(found) - new, "late": sum(one.is_late for one in found)}


def _doubts(row: PreviewRow) -> Iterator[tuple[str | None, str]]:
    """Why a person should look at a row (None) or at one of its values (by field) first."""
    if row.doubt:
        yield None, row.doubt
    yield from row.value_doubts.items()


def _columns(columns: tuple[Column, ...]) -> Iterator[tuple[str, str | None]]:
    """Header → field key; a header that is blank or stands twice is told apart by its column letter."""
    seen: set[str] = set()
    for column in columns:
        header = column.header if column.header and column.header not in seen else f"{column.header}[{column.letter}]"
        seen.add(header)
        yield header, column.field


def _change_facts(row: PreviewRow, names: Mapping[int, str]) -> Iterator[dict[str, object]]:
    for change in _values(row):
        yield {
            "id": row.id,
            "name": row.name,
            "field": change.field,
            "only_report": change.entity == MONTH.entity,
            "old": exact_text(change, change.old, names),
            "new": exact_text(change, change.new, names),
            "cell": change.origin.cell if change.origin else None,
        }


def _values(row: PreviewRow) -> list[Change]:
    return [change for change in row.changes if change.field != EXISTS]


def _say(outcome: FileOutcome, *, dry_run: bool, alone: bool) -> None:
    preview = outcome.preview
    if preview is None and outcome.error:
        return  # told already
    say(f"文件“{outcome.path.name}”")
    if outcome.imported:
        say(f"  {_day(outcome.imported.source.at)}导入过内容相同的文件，这次与台账重新比对。")
    if preview is not None:
        _say_preview(preview, outcome.names, dry_run=dry_run)
    if not outcome.error:
        undo = "可用 fenyang undo 撤销。" if outcome.applied and alone else ""
        say(f"  {_end(outcome, dry_run=dry_run)}{undo}")


def _day(at: datetime) -> str:
    day = at.astimezone()
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _end(outcome: FileOutcome, *, dry_run: bool) -> str:
    """What became of a file that nothing went wrong with."""
    if outcome.twin:
        return f"与“{outcome.twin.name}”内容相同，不重复导入。"
    if dry_run:
        return "这是试运行，台账没有改动。"
    if outcome.taken:
        return f"已导入 {outcome.taken.new + outcome.taken.changed} 行。"
    return "没有可以导入的改动，台账没有变化。"


def _say_preview(preview: Preview, names: Mapping[int, str], *, dry_run: bool) -> None:
    for name in preview.layouts:
        say(f"  按记住的格式“{name}”识别。")
    for sheet in preview.sheets:
        _say_sheet(sheet)
    if dry_run:
        _say_changes(preview, names)


def _say_sheet(sheet: SheetPreview) -> None:
    counts = "、".join(f"{label} {sum(row.state is state for row in sheet.rows)}" for state, label in _STATES.items())
    where = f"表头在第 {_numbers(sheet.header_rows)} 行，" if sheet.header_rows else ""
    say(f"  工作表“{sheet.sheet}”：{where}共 {len(sheet.rows)} 行，{counts}。")
    if text := month_text(sheet):
        say(f"  {text}")
    left = left_columns(sheet)
    if unknown := [one.header for one in unread_columns(sheet) if one not in left]:
        say(f"  没有导入的列：{'、'.join(unknown)}。")
    if left:
        say(f"  请看一下，{left_text(left)}需要的请在程序窗口的“导入”页指定字段。")
    waiting = {key for row in sheet.rows for key, why in _doubts(row) if is_of_header(why)}
    for column in similar_columns(sheet):
        if column.field not in waiting:
            continue  # it says nothing new
        label = column_label(column.field or "")
        say(f"  待确认，{column.letter} 列“{column.header}”像是“{label}”，没有导入。")
    for column in open_columns(sheet):
        say(f"  待确认，{open_text(column)}")
    reasons: dict[str, list[int]] = defaultdict(list)
    for skipped in sheet.skipped:
        reasons[skipped.reason].append(skipped.row)
    for reason, rows in reasons.items():
        say(f"  略过第 {_numbers(rows)} 行：{reason}")
    if agreed := sum(check.agrees for check in sheet.checks):
        say(f"  与表中合计、小计核对，{agreed} 处一致。")
    problems = [*sheet.problems, *(problem for row in sheet.rows for problem in row.problems)]
    for problem in sorted(problems, key=lambda one: cell_place(one.cell)):
        say(f"  待处理，单元格 {problem.cell}：{problem.what}")
    for row in sheet.rows:
        for key, why in _doubts(row):
            if is_of_header(why):
                continue  # told of its column above
            what = f"的{READ_AS[key].label}" if key else ""
            end = "？" if why.endswith("吗") else "。"
            say(f"  待确认，第 {row.row} 行“{row.name}”{what}没有导入：{why}{end}")


def _numbers(rows: Iterator[int] | list[int] | tuple[int, ...]) -> str:
    return "、".join(map(str, rows))


def _say_changes(preview: Preview, names: Mapping[int, str]) -> None:
    rows = []
    for row in preview.rows():
        for change in _values(row):
            texts = [exact_text(change, value, names) or "" for value in (change.old, change.new)]
            cell = change.origin.cell if change.origin else ""
            waits = "待确认" if row.doubt or change.field in row.value_doubts else ""
            rows.append([str(row.id or "新增"), row.name, READ_AS[change.field].header, *texts, cell, waits])
    if rows:
        say(table([ID_LABEL, "名称", "字段", "原值", "新值", "单元格", "状态"], rows, right={0}))
