"""Runs every benchmark in this folder, one after another: `python tests/benchmarks/run.py [name …]`.

Each is a process of its own. The exit code is 0 only if all of them kept to their limits.
"""

import subprocess
import sys
from pathlib import Path

SCRIPTS = {path.stem.removeprefix("bench_"): path for path in sorted(Path(__file__).parent.glob("bench_*.py"))}


def main(wanted: list[str], scripts: dict[str, Path] = SCRIPTS) -> int:
    """Run the benchmarks of these names, all without one, and say which failed."""
    if unknown := [name for name in wanted if name not in scripts]:
        print(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(scripts)})")
        return 2
    failed = []
    for name in wanted or scripts:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, str(scripts[name])], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
