"""What holds for the source as a whole: who may know whom, what is shipped, and how long a file may be."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from fenyang_desktop import places
from fenyang_desktop.domain.fields import FIELDS
from fenyang_desktop.domain.parts import PART_KINDS
from fenyang_desktop.version import VERSION

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "fenyang_desktop"
SOURCES = sorted(
    path for folder in ("fenyang_desktop", "tests", "packaging", "db") for path in (ROOT / folder).rglob("*.py")
)
_RESOURCE = re.compile(r"resource\(((?:\s*\"[^\"{}]+\",?)+)\s*\)")


def test_imports_go_only_downward():
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    # In a process of its own: it sets logging up anew, and would silence the loggers that other tests listen to.
    run = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_resource_that_the_code_names_is_there():
    named = {
        tuple(re.findall(r'"([^"]+)"', match[1]))
        for path in PACKAGE.rglob("*.py")
        for match in _RESOURCE.finditer(path.read_text(encoding="utf-8"))
    }
    assert named
    assert [parts for parts in named if not places.resource(*parts).exists()] == []


def test_every_module_of_the_program_is_shorter_than_600_lines():
    long = {path.name: lines for path in SOURCES if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 600}
    assert long == {}


def test_the_version_stands_in_one_place_only():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "fenyang_desktop/version.py"
    assert [path.name for path in PACKAGE.rglob("*.py") if f'"{VERSION}"' in path.read_text(encoding="utf-8")] == [
        "version.py"
    ]


def test_the_manual_has_every_chapter_that_its_index_lists_and_no_other():
    folder = places.resource("manual")
    listed = re.findall(r"\]\(([^)#]+\.md)", (folder / "00-index.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(path.name for path in folder.glob("*.md") if path.name != "00-index.md")


def test_the_manual_links_only_to_what_is_there():
    for page in places.resource("manual").glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_manual_explains_every_field():
    text = (places.resource("manual") / "12-terms.md").read_text(encoding="utf-8")
    fields = [*FIELDS, *(field for kind in PART_KINDS for field in kind.fields)]
    assert [field.label for field in fields if field.label not in text] == []


def _shipped_files() -> set[str]:
    """Every file under resources/ and db/ that a user needs."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in ("resources", "db")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with the wheel and the source archive, built as a release is."""
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys, hatchling.build as b; b.build_wheel(sys.argv[1]); b.build_sdist(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True)
    return folder


def test_the_wheel_carries_resources_and_migrations_inside_the_package(built):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    assert VERSION in wheel.name
    assert {f"fenyang_desktop/{name}" for name in _shipped_files()} <= carried


def test_the_source_archive_carries_everything_that_builds_and_tests_the_program(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        carried = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {path.relative_to(ROOT).as_posix() for path in SOURCES}
    wanted |= _shipped_files() | {"pyproject.toml", "README.md", "LICENSE", ".ci/run"}
    assert wanted - carried == set()
