"""Typer in Chinese: its help and what it says about a command typed wrongly."""

import re
from collections.abc import Sequence
from typing import Any

from typer import TyperException
from typer.core import TyperCommand, TyperGroup

from fenyang_desktop.cli.console import columns

_SENTENCES = (
    (r"No such option: ([^\s(]+) .*: (--\w+)\)", "没有选项 {0}，是不是 {1}？"),
    (r"No such option: ([^\s(]+)", "没有选项 {0}。"),
    (r"No such command '([^']*)'", "没有命令“{0}”。"),
    (r"Missing argument '([^']+?)(?:\.\.\.)?'", "缺少“{0}”。"),
    (r"Missing option '([^']+)'", "缺少选项“{0}”。"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "多写了“{0}”。"),
    (r"Option '([^']+)' requires (?:an argument|\d+ arguments)", "选项 {0} 后面还要写内容。"),
    (r"Option '([^']+)' does not take a value", "选项 {0} 后面不用写内容。"),
    (r"Invalid value for '([^']+)'", "“{0}”写得不对，请写{bounds}整数。"),
    (r"Invalid value: (.*)", "{0}"),
)
_CHINESE = re.compile("[一-鿿]")


def usage_sentence(error: TyperException, command: str = "") -> str:
    """What was typed wrongly, and where to read how it goes: at `command` where the error doesn't say.

    What is said in no Chinese sentence stands behind one.
    """
    message = error.format_message()
    for pattern, sentence in _SENTENCES:
        if match := re.search(pattern, message):
            message = sentence.format(*match.groups(), bounds=_bounds(getattr(error, "param", None)))
            break
    if not _CHINESE.search(message):
        message = f"命令写得不对（{message.strip().rstrip('.')}）。"
    context = getattr(error, "ctx", None)
    return f"{message}写法见：{context.command_path if context else f'fenyang {command}'.rstrip()} --help"


def _bounds(param: Any) -> str:
    """Between which numbers a value must lie; older versions of Typer keep them in the parameter's type."""
    least, most = (getattr(param, end, getattr(getattr(param, "type", None), end, None)) for end in ("min", "max"))
    if least is None:
        return ""
    return f"不小于 {least} 的" if most is None else f" {least} 到 {most} 的"


class _Chinese:
    """Headings and help option in Chinese, the two columns aligned; mixed into Typer's command classes."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        pieces = re.sub(r"\{([^{}]*?)(?:\.\.\.)?\}", r"\1", pieces)
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示这份帮助。"
        return option

    def format_options(self, ctx: Any, formatter: Any) -> None:
        params = self.get_params(ctx)  # type: ignore[attr-defined]
        arguments = [(param.metavar, param.help) for param in params if param.param_type_name == "argument"]
        options = [(_option(param), param.help) for param in params if param.param_type_name == "option"]
        _section(formatter, "参数", arguments)
        _section(formatter, "选项", options)


class ChineseCommand(_Chinese, TyperCommand):
    """One command."""


class ChineseGroup(_Chinese, TyperGroup):
    """The program with its commands."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        super().format_options(ctx, formatter)
        commands = [(name, command.get_short_help_str(200)) for name, command in self.commands.items()]
        _section(formatter, "命令", commands)


def _option(param: Any) -> str:
    names = "、".join(param.opts)
    return f"{names} {param.metavar}" if param.metavar else names


def _section(formatter: Any, title: str, rows: Sequence[tuple[str, str | None]]) -> None:
    if not rows:
        return
    width = max(columns(name) for name, _ in rows) + 2
    formatter.write(f"\n{title}：\n")
    for name, text in rows:
        formatter.write(f"  {name}{' ' * (width - columns(name))}{text or ''}\n")
