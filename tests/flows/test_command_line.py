"""The command line itself: what is said about a command typed wrongly, help, and the way to the window."""

import re
from pathlib import Path

import pytest
import typer

from fenyang_desktop import places
from fenyang_desktop.cli.app import run
from fenyang_desktop.cli.chinese import usage_sentence
from fenyang_desktop.version import VERSION


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["没有"], "没有命令“没有”"),
        (["list", "--bogus"], "没有选项 --bogus"),
        (["list", "多余"], "多写了“多余”"),
        (["import"], "缺少“表格文件”"),
        (["export"], "缺少“输出文件”"),
        (["list", "--portfolio"], "--portfolio"),
        (["alerts", "--days", "几天"], "“--days”写得不对，请写 1 到 365 的整数。"),
        (["alerts", "--days", "0"], "“--days”写得不对，请写 1 到 365 的整数。"),
        (["alerts", "--days", "366"], "“--days”写得不对，请写 1 到 365 的整数。"),
        (["alerts", "--day", "3"], "没有选项 --day，是不是 --days？"),
        (["list", "--kind"], "写法见：fenyang list --help"),
        (["sheet"], "缺少“报表”和“输出文件”，如 fenyang sheet 项目进展情况表 进展.pdf。"),
        (["sheet", "项目进展情况表"], "缺少“输出文件”"),
        (["sheet", "进展.PDF"], "缺少“报表”，"),
        (["list", "--portfolio", "."], "这是一个文件夹"),
        (["list", "--kind", "别的"], "只能是项目"),
        (["history", "--limit", "0"], "“--limit”写得不对，请写不小于 1 的整数。"),
    ],
)
def test_a_command_typed_wrongly_is_explained_in_chinese(fenyang, arguments, part):
    result = fenyang(*arguments)
    assert (result.code, result.out) == (2, "")
    assert part in result.err
    assert not re.search("Invalid|value|Missing|option|Input", result.err)
    assert not places.default_portfolio().exists()


COMMANDS = "new list import export alerts sheet gantt undo redo history backups restore".split()


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=lambda command: " ".join(command))
def test_help_is_in_chinese_throughout(fenyang, command):
    result = fenyang(*command, "--help")
    assert result.code == 0
    assert "{" not in result.out
    for word in ("Usage", "Options", "Arguments", "Commands", "Show this", "required", "default"):
        assert word not in result.out
    assert "用法" in result.out
    assert all(name in result.out for name in (COMMANDS if not command else []))


def test_every_exit_code_is_named_wherever_they_are_listed(fenyang):
    root = Path(__file__).parents[2]
    manual = places.resource("manual", "11-commands.md").read_text(encoding="utf-8")
    for text in (fenyang("--help").out, (root / "README.md").read_text(encoding="utf-8"), manual):
        codes = "".join(text.partition("返回值：")[2].split())
        assert all(meaning in codes for meaning in ("0完成", "1完成", "2没有完成", "3程序内部出错"))


def test_what_typer_says_in_other_words_stands_behind_a_chinese_sentence():
    said = usage_sentence(typer.BadParameter("Something new."), "list")
    assert said == "命令写得不对（Something new）。写法见：fenyang list --help"


def test_version_is_told(fenyang):
    assert fenyang("--version").out.strip() == f"fenyang {VERSION}"


def test_no_command_opens_the_window_on_the_named_file(fenyang, outside, small):
    assert fenyang("--portfolio", small).code == 0
    assert fenyang().code == 0
    assert outside.opened == [small, None]


def test_a_fault_of_the_program_itself_is_logged_and_told(outside, small, capsys, caplog, monkeypatch):
    def fail(workspace, path):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(outside, "paint_gantt", fail)
    assert run(["gantt", "图.svg", "--portfolio", str(small)], outside.open_window, outside.paint_gantt) == 3
    assert "a bug" in caplog.text
    assert "程序内部出错" in capsys.readouterr().err
