"""The commands about what was imported: the list of imports, and taking an older one back."""

from typing import Annotated

import typer

from fenyang_desktop.cli.console import say, say_json, table
from fenyang_desktop.cli.opening import JsonOption, PortfolioOption, reading, writing
from fenyang_desktop.domain.fields import ID_LABEL
from fenyang_desktop.domain.parts import field_of
from fenyang_desktop.services.receipts import ImportRecord, import_records
from fenyang_desktop.services.withdrawing import Withdrawal, look_at_withdrawal, withdraw_import
from fenyang_desktop.services.workspace import Workspace

ImportArgument = Annotated[int, typer.Argument(metavar="编号", help="哪次导入，见 fenyang imports。")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只看会撤回什么，不改动台账。")]


def show_imports(portfolio: PortfolioOption = None, as_json: JsonOption = False) -> int:
    """列出每次导入：何时、哪个文件、谁报送、改了几个值，最新的在前。"""
    with reading(portfolio) as workspace:
        records = import_records(workspace)
    if as_json:
        say_json([_fact(record) for record in records])
        return 0
    heads = [ID_LABEL, "时间", "文件", "报送单位", "谁导入", "改动", "状态"]
    say(table(heads, list(map(_row, records)), right={0, 5}) if records else "还没有导入过表格。")
    return 0


def withdraw(number: ImportArgument, portfolio: PortfolioOption = None, dry_run: DryRunOption = False) -> int:
    """撤回较早的一次导入；之后又改过的值保持不动。"""
    with (reading if dry_run else writing)(portfolio) as workspace:
        look = look_at_withdrawal(workspace, number)
        _say_kept(workspace, look)
        what = f"{look.values_back} 个值改回导入前的样子，删除新增的 {len(look.gone)} 项"
        if dry_run:
            say(f"会有 {what}。这是试运行，台账没有改动。")
            return 1 if look.kept else 0
        applied = withdraw_import(workspace, look)
    say(f"已{applied.title}：{what}。可用 fenyang undo 恢复。")
    return 1 if look.kept else 0


def _say_kept(workspace: Workspace, look: Withdrawal) -> None:
    names = {item.id: item.name for item in workspace.items()}
    for one in look.kept:
        field = field_of(one.change.entity, one.change.field)
        label = field.label if field else "整项"
        say(f"  保持不动：“{names.get(one.item, f'编号 {one.item}')}”的{label}，{one.why}。")


def _fact(record: ImportRecord) -> dict[str, object]:
    source, receipt = record.stored.set.source, record.stored.receipt
    return {
        "set": record.id,
        "at": source.at.astimezone().isoformat(timespec="seconds"),
        "author": source.author,
        "file": receipt.file,
        "sender": receipt.sender or None,
        "sha256": receipt.digest or None,
        "kept": str(record.kept) if record.kept else None,
        "values": record.size,
        "stands": record.stands,
    }


def _row(record: ImportRecord) -> list[str]:
    source, receipt = record.stored.set.source, record.stored.receipt
    when = f"{source.at.astimezone():%Y-%m-%d %H:%M}"
    return [str(record.id), when, receipt.file, receipt.sender, source.author, f"{record.size:,} 个值", record.state]
