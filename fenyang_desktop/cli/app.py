"""The commands put together. The window and the painter come in from outside: nothing here knows Qt."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from fenyang_desktop.cli import changing, closing, files, fill_in, forms, history, importing, reading, records, returns
from fenyang_desktop.cli.chinese import ChineseCommand, ChineseGroup, usage_sentence
from fenyang_desktop.cli.console import prepare_streams, say, warn
from fenyang_desktop.cli.opening import PortfolioOption
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.version import VERSION

OpenWindow = Callable[[Path | None], int]
PaintGantt = Callable[[Workspace, Path], None]

NOT_DONE = 2
BROKEN = 3
_HELP = "汾阳市政府工作报告重点项目台账。不写命令就打开窗口。"
_EPILOG = "返回值：0 完成；1 完成，但有需要处理的行；2 没有完成，什么也没有改动；3 程序内部出错。"


def run(arguments: Sequence[str], open_window: OpenWindow, paint_gantt: PaintGantt) -> int:
    """Run one command and return its exit code; what went wrong is told on stderr in a Chinese sentence."""
    prepare_streams()
    app = build(open_window, paint_gantt)
    try:
        return int(app(list(arguments), prog_name="fenyang", standalone_mode=False) or 0)
    except UserError as error:
        warn(str(error))
    except typer.TyperException as error:
        warn(usage_sentence(error, next((word for word in arguments if word in _commands(paint_gantt)), "")))
    except typer.Abort:
        warn("已中止。")
    except Exception:
        logging.getLogger(__name__).exception("command failed: %s", " ".join(arguments))
        warn("程序内部出错，没有完成；请把上面的文字发给维护人员。")
        return BROKEN
    return NOT_DONE


def build(open_window: OpenWindow, paint_gantt: PaintGantt) -> typer.Typer:
    """The Typer app with all commands."""
    app = typer.Typer(
        cls=ChineseGroup,
        help=_HELP,
        epilog=_EPILOG,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        options_metavar="[选项]",
        subcommand_metavar="[命令] [参数]...",
    )
    app.callback(invoke_without_command=True)(_window_command(open_window))
    for name, command in _commands(paint_gantt).items():
        app.command(name, cls=ChineseCommand, options_metavar="[选项]")(command)
    return app


def _commands(paint_gantt: PaintGantt) -> dict[str, Callable[..., int]]:
    return {
        "new": files.new,
        "list": reading.list_items,
        "import": importing.import_files,
        "export": files.export,
        "alerts": reading.show_alerts,
        "returns": returns.show_returns,
        "sheet": files.sheet,
        "gantt": files.gantt_command(paint_gantt),
        "fill-in": fill_in.fill_in,
        "close": closing.close,
        "fill-form": forms.fill_form,
        "undo": changing.undo,
        "redo": changing.redo,
        "history": history.show_history,
        "imports": records.show_imports,
        "withdraw": records.withdraw,
        "backups": changing.show_backups,
        "restore": changing.restore_backup,
    }


def _window_command(open_window: OpenWindow) -> Callable[..., int]:
    def window(
        ctx: typer.Context,
        portfolio: PortfolioOption = None,
        version: Annotated[bool, typer.Option("--version", help="显示版本号。")] = False,
    ) -> int:
        if ctx.invoked_subcommand is not None:
            if portfolio is not None:  # `fenyang --portfolio X list` means the same as `fenyang list --portfolio X`
                assert isinstance(ctx.command, ChineseGroup)
                ctx.default_map = {name: {"portfolio": portfolio} for name in ctx.command.commands}
            return 0
        if version:
            say(f"fenyang {VERSION}")
            return 0
        return open_window(portfolio)

    return window
