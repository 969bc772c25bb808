"""Commands that take changes back and bring them again: undo, redo, backups, restore."""

from datetime import datetime
from typing import Annotated

import typer

from fenyang_desktop.cli.console import say, table
from fenyang_desktop.cli.opening import PortfolioOption, portfolio_path, writing
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.services.backups import find_backup, list_backups, restore
from fenyang_desktop.services.workspace import local_now

BackupArgument = Annotated[
    str, typer.Argument(metavar="序号或备份文件", help="序号见 fenyang backups，1 是最新的一份。")
]


def undo(portfolio: PortfolioOption = None) -> int:
    """撤销最近一次操作，导入也算一次。"""
    with writing(portfolio) as workspace:
        applied = workspace.undo()
    say(f"已撤销：{applied.title}（涉及 {len(applied.ids)} 项）。可用 fenyang redo 重做。")
    return 0


def redo(portfolio: PortfolioOption = None) -> int:
    """重做最近一次撤销的操作。"""
    with writing(portfolio) as workspace:
        applied = workspace.redo()
    say(f"已重做：{applied.title}（涉及 {len(applied.ids)} 项）。可用 fenyang undo 撤销。")
    return 0


def show_backups(portfolio: PortfolioOption = None) -> int:
    """列出台账的备份，最新的在前。"""
    path = portfolio_path(portfolio)
    found = list_backups(path)
    if not found:
        raise UserError("backup_missing")
    rows = [
        [str(number), f"{backup.made:%Y-%m-%d %H:%M:%S}", backup.why, f"{backup.size / 1024:,.0f} KB", backup.path.name]
        for number, backup in enumerate(found, 1)
    ]
    say(table(["序号", "时间", "原因", "大小", "文件"], rows, right={0, 3}))
    say(f"备份在文件夹“{found[0].path.parent}”里；恢复用 fenyang restore 序号。")
    return 0


def restore_backup(backup: BackupArgument, portfolio: PortfolioOption = None) -> int:
    """用一份备份替换台账；现有内容会先另存一份。"""
    path = portfolio_path(portfolio)
    chosen = find_backup(path, backup)
    if portfolio is None:
        path.parent.mkdir(parents=True, exist_ok=True)  # on a machine that had no portfolio yet
    now: datetime = local_now()
    kept = restore(path, chosen, now)
    say(f"已用备份“{chosen.name}”恢复台账“{path.name}”。")
    if kept:
        say(f"恢复前的内容已另存为“{kept}”。")
    return 0
