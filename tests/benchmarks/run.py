"""Runs every benchmark in this folder, one after another: `python tests/benchmarks/run.py [name …]`."""

import runpy
import sys
from pathlib import Path


def main() -> None:
    wanted = sys.argv[1:]
    for script in sorted(Path(__file__).parent.glob("bench_*.py")):
        name = script.stem.removeprefix("bench_")
        if not wanted or name in wanted:
            print(f"== {name}", flush=True)
            runpy.run_path(str(script), run_name="__main__")


if __name__ == "__main__":
    main()
