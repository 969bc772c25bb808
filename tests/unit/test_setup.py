"""The set-up script: it says in one sentence what stands in its way, and repairs what was left unfinished."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "dev.py"
PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "fenyang-desktop"
version = "1"
"""
# A build backend of a dozen lines: the real one would have to be downloaded for each environment made here.
BACKEND = """\
import pathlib, zipfile


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "fenyang_desktop-1-py3-none-any.whl"
    info = "fenyang_desktop-1.dist-info/"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w") as wheel:
        wheel.writestr("fenyang_desktop.pth", str(pathlib.Path.cwd()))
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: fenyang-desktop\\nVersion: 1\\nProvides-Extra: dev\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""
SPEAKS = "import sys; print('started with', sys.argv[1:]); sys.exit(3)\n"


def load_script():
    spec = importlib.util.spec_from_file_location("dev", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path):
    """A small project in a folder with spaces and Chinese characters, with the real script in it."""
    root = tmp_path / "检出 文件夹"
    for folder in ("packaging", "fenyang_desktop", "pytest"):
        (root / folder).mkdir(parents=True)
        (root / folder / "__main__.py").write_text(SPEAKS, encoding="utf-8")
    (root / "packaging" / "dev.py").write_bytes(SCRIPT.read_bytes())
    (root / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (root / "backend.py").write_text(BACKEND, encoding="utf-8")
    return root


def run(checkout, *arguments, **environ):
    """Run the script as a person on a machine without a network would, on a console that reads UTF-8."""
    return subprocess.run(
        [sys.executable, str(checkout / "packaging" / "dev.py"), *arguments],
        env={**os.environ, "PIP_NO_INDEX": "1", "PYTHONIOENCODING": "utf-8", **environ},
        cwd=checkout.parent,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.slow
def test_each_command_installs_what_it_needs_once_and_passes_arguments_and_exit_code_on(checkout):
    first = run(checkout, "run", "list", "--json")
    assert "Installed" in first.stdout
    assert "started with ['list', '--json']" in first.stdout, first.stderr
    assert first.returncode == 3
    tested = run(checkout, "test", "-k", "x")
    assert "Installed" in tested.stdout
    assert "started with ['-k', 'x']" in tested.stdout
    for command in ("run", "test"):
        assert run(checkout, command).stdout == "started with []\n"


@pytest.mark.slow
def test_a_changed_pyproject_is_installed_again_and_an_interrupted_environment_is_rebuilt(checkout):
    run(checkout, "run")
    (checkout / "pyproject.toml").write_text(PROJECT + "# changed\n", encoding="utf-8")
    changed = run(checkout, "run")
    assert "Installed" in changed.stdout
    assert "Rebuilding" not in changed.stdout
    (checkout / ".venv" / "fenyang-desktop.stamp").write_text("unfinished", encoding="utf-8")
    repaired = run(checkout, "run")
    assert "Rebuilding" in repaired.stdout
    assert "started with" in repaired.stdout


@pytest.mark.slow
def test_a_failing_pip_shows_its_last_lines_and_the_command_to_repeat_and_the_next_run_tries_again(checkout):
    (checkout / "pyproject.toml").write_text(PROJECT + 'dependencies = ["fenyang-no-such-package"]\n', encoding="utf-8")
    (checkout / "backend.py").write_text(
        BACKEND.replace("Provides-Extra", "Requires-Dist: fenyang-no-such-package\\nProvides-Extra"), encoding="utf-8"
    )
    failed = run(checkout, "run", "list")
    assert failed.returncode == 2
    assert "fenyang-no-such-package" in failed.stderr
    assert "python packaging/dev.py run list" in failed.stderr
    assert "started" not in failed.stdout
    (checkout / "backend.py").write_text(BACKEND, encoding="utf-8")
    assert "started with" in run(checkout, "run").stdout


def test_a_python_without_ensurepip_is_told_the_package_that_brings_it(checkout):
    blocked = checkout / "blocked"
    blocked.mkdir()
    hide = "import sys; sys.modules['ensurepip'] = None\n"
    (blocked / "sitecustomize.py").write_text(hide, encoding="utf-8")
    told = run(checkout, "run", PYTHONPATH=str(blocked))
    assert told.returncode == 2
    assert "python3-venv" in told.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_another_python_is_told_which_ones_serve(version):
    script = load_script()
    with pytest.raises(script.Obstacle, match=r"3\.11.*3\.13"):
        script.require_python(version)


def test_the_supported_pythons_are_those_of_pyproject():
    script = load_script()
    for minor in (11, 12, 13):
        script.require_python((3, minor))
    text = (SCRIPT.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert 'requires-python = ">=3.11,<3.14"' in text


def test_no_command_or_another_one_prints_the_two_that_there_are(checkout):
    for arguments in ([], ["install"]):
        told = run(checkout, *arguments)
        assert told.returncode == 2
        assert "dev.py run" in told.stdout
        assert "dev.py test" in told.stdout


def test_a_console_of_another_code_page_does_not_end_the_script(checkout):
    told = run(checkout, PYTHONIOENCODING="ascii")
    assert told.returncode == 2
    assert "usage" in told.stdout
