"""The command that runs the benchmarks. The benchmarks themselves are run by hand."""

import runpy
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "benchmarks" / "run.py"


@pytest.fixture
def run(tmp_path):
    """Runs `run.py` on three scripts of which the first breaks its limit; gives the exit code and which ran."""
    scripts = {}
    for name, code in (("a", 1), ("b", 0), ("c", 0)):
        scripts[name] = tmp_path / f"bench_{name}.py"
        scripts[name].write_text(
            f"import sys\nfrom pathlib import Path\nassert sys.argv[1:] == []\n"
            f"(Path(__file__).parent / '{name}.ran').touch()\nsys.exit({code})\n",
            encoding="utf-8",
        )
    main = runpy.run_path(str(RUN))["main"]

    def run_(*names: str) -> tuple[int, list[str]]:
        code = main(list(names), scripts)
        return code, sorted(path.stem for path in tmp_path.glob("*.ran"))

    return run_


def test_all_benchmarks_run_even_after_one_broke_its_limit_and_the_exit_code_says_so(run):
    assert run() == (1, ["a", "b", "c"])


def test_a_name_runs_that_benchmark_alone(run):
    assert run("b") == (0, ["b"])


def test_a_name_that_is_no_benchmark_is_refused(run):
    assert run("b", "listings") == (2, [])


def test_every_benchmark_is_found_by_its_name():
    assert {"gantt", "listing", "startup"} <= set(runpy.run_path(str(RUN))["SCRIPTS"])
