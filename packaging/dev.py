"""Sets a checkout up and starts it: `python packaging/dev.py run` the program, `python packaging/dev.py test` its tests.

Standard library only, for Windows (cmd and PowerShell) and bash. The virtual environment lies in `.venv`; its stamp
says for what it was installed, and is written last, so that an interrupted installation shows.
Kept readable for Pythons too old to run the program, because it is this file that tells them so.
"""

import collections
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "fenyang-desktop.stamp"
UNFINISHED = "unfinished"
SHOWN_OF_PIP = ("Downloading", "Using cached", "Building", "Installing collected", "WARNING: Retrying", "ERROR")
USAGE = """\
用法（usage）：
  python packaging/dev.py run  [参数…]   安装并启动程序（install and start the program）
  python packaging/dev.py test [参数…]   安装并运行测试（install and run the tests）"""


class Obstacle(Exception):
    """Why the set-up cannot go on: one sentence for the person at the keyboard."""


def main(arguments: list) -> int:
    speak_to_any_console()
    if not arguments or arguments[0] not in ("run", "test"):
        print(USAGE)
        return 2
    command, rest = arguments[0], arguments[1:]
    try:
        require_python(sys.version_info[:2])
        install("dev" if command == "test" else "")
    except Obstacle as obstacle:
        print(obstacle, file=sys.stderr)
        return 2
    return start_program(rest) if command == "run" else start_tests(rest)


def speak_to_any_console() -> None:
    """A console of another code page shows ? for what it lacks; it must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Python 3.6 has it not, and is told so below
            stream.reconfigure(errors="replace", line_buffering=True)


def require_python(version: tuple) -> None:
    """Raises Obstacle for a Python outside the supported range."""
    if OLDEST <= version <= NEWEST:
        return
    found, oldest, newest = (".".join(map(str, each)) for each in (version, OLDEST, NEWEST))
    raise Obstacle(
        f"本程序需要 Python {oldest} 到 {newest}，现在用的是 {found}：请从 python.org 安装 Python {newest}，再用它重复这条命令。"
        f" (Needs Python {oldest} to {newest}, this is {found}.)"
    )


def install(extra: str) -> None:
    """Bring `.venv` to what pyproject.toml asks for, with the extra; does nothing where it is so already."""
    if stamp() in (wanted_stamp(extra), wanted_stamp("dev")):
        return
    if not usable(VENV):
        make_venv()
    before = stamp()
    write_stamp(UNFINISHED)
    print(f"正在下载并安装（首次约需几分钟）… (Installing into {VENV})")
    if not pip_install(extra):
        write_stamp(before)  # pip changed nothing, or took back what it changed
        raise Obstacle(
            f"安装没有成功，原因见上面几行；请检查网络后重复这条命令：python packaging/dev.py {' '.join(sys.argv[1:])}"
            " (Installing failed, see above; check the network and repeat the command.)"
        )
    write_stamp(wanted_stamp(extra))
    print("安装完成。 (Installed.)")


def wanted_stamp(extra: str) -> str:
    """What the environment must have been installed for: these requirements, at this place, for this Python."""
    requirements = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return "\n".join([requirements, str(ROOT), sys.version.split()[0], extra])


def stamp() -> str:
    """The stamp as it stands; "" where there is none."""
    return STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""


def write_stamp(text: str) -> None:
    STAMP.write_text(text, encoding="utf-8")


def venv_python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def usable(venv: Path) -> bool:
    """Whether the environment was finished, still runs, and is of this Python."""
    if stamp() == UNFINISHED or not venv_python(venv).exists():
        return False
    ask = "import sys, pip; print(sys.version.split()[0])"
    try:
        answer = subprocess.run([str(venv_python(venv)), "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:  # made on another machine, or its Python is gone
        return False
    return answer.stdout.decode().strip() == sys.version.split()[0]


def make_venv() -> None:
    """A new, empty `.venv` in place of whatever stands there. Raises Obstacle."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Obstacle(
            "这个 Python 缺少 venv 组件，请运行 sudo apt-get install python3-venv 后重复这条命令。"
            " (This Python lacks venv; install the package python3-venv.)"
        )
    if Path(sys.prefix).resolve() == VENV:
        raise Obstacle(
            "现在用的正是 .venv 里的 Python，不能重建它：请先运行 deactivate，再重复这条命令。"
            " (This is .venv's own Python; deactivate first.)"
        )
    if VENV.exists():
        print("原有的 .venv 没有装完或不能用，重新建立… (Rebuilding an unfinished .venv)")
    else:
        print("正在建立 .venv … (Creating .venv)")
    try:
        if VENV.exists():
            shutil.rmtree(str(VENV))
        VENV.mkdir()
        write_stamp(UNFINISHED)
    except OSError as error:
        raise Obstacle(
            f"无法建立 {VENV}（{error.strerror}）：请关闭正在运行的本程序，删除 .venv 文件夹，再重复这条命令。"
            " (Cannot write .venv; close the program, delete .venv and repeat.)"
        ) from None
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode != 0:
        print(made.stdout.decode(errors="replace"), file=sys.stderr)
        raise Obstacle(
            "建立 .venv 没有成功，原因见上面几行；Debian 和 Ubuntu 上请先运行 sudo apt-get install python3-venv。"
            " (Creating .venv failed, see above.)"
        )


def pip_install(extra: str) -> bool:
    """Install the checkout itself, editable; the last lines of pip are shown where it fails."""
    command = [str(venv_python(VENV)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    target = f".[{extra}]" if extra else "."
    environ = dict(os.environ, PYTHONIOENCODING="utf-8")
    last = collections.deque(maxlen=8)
    with subprocess.Popen(
        [*command, "--editable", target], cwd=str(ROOT), env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as pip:
        for line in pip.stdout:
            text = line.decode("utf-8", errors="replace").rstrip()
            last.append(text)
            if text.lstrip().startswith(SHOWN_OF_PIP):
                print("  " + text.strip()[:100])
    if pip.returncode != 0:
        print("\n".join(last), file=sys.stderr)
    return pip.returncode == 0


def start_program(arguments: list) -> int:
    """The program's own exit code; it works in the folder that the command was given in."""
    return finished([str(venv_python(VENV)), "-m", "fenyang_desktop", *arguments], os.environ, None)


def start_tests(arguments: list) -> int:
    environ = dict(os.environ)
    environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return finished([str(venv_python(VENV)), "-m", "pytest", *arguments], environ, str(ROOT))


def finished(command: list, environ: dict, folder: str) -> int:
    try:
        return subprocess.run(command, env=environ, cwd=folder).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
