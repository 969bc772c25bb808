"""The program that test_kill.py kills: it imports one workbook after another and tells of each.

`kill_importer.py PORTFOLIO FOLDER FIRST` imports FIRST.csv, FIRST+1.csv, … as long as there are any, and then
waits. Without FIRST it stays warm and, for each number that it reads, forks off a process that does so: 200 starts
must not take minutes.
"""

import os
import sys
from pathlib import Path

from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services.importing import apply_import, preview_import
from fenyang_desktop.services.workspace import Workspace


def tell(what: str, number: int) -> None:
    """One line in one system call: a kill must not tear it."""
    os.write(sys.stdout.fileno(), f"{what} {number}\n".encode())


def import_from(portfolio: Path, folder: Path, number: int) -> None:
    tell("pid", os.getpid())
    workspace, reader = Workspace.open(portfolio), Reader()
    while (book := folder / f"{number}.csv").exists():
        tell("reading", number)
        preview = preview_import(workspace, book, reader)
        tell("applying", number)
        apply_import(workspace, preview)
        tell("done", number)
        number += 1
    sys.stdin.read()  # it ends by being killed, or when the test itself is gone


def serve(portfolio: Path, folder: Path) -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            import_from(portfolio, folder, int(line))
        _, status = os.waitpid(child, 0)
        tell("gone", status)


if __name__ == "__main__":
    where = Path(sys.argv[1]), Path(sys.argv[2])
    if len(sys.argv) > 3:
        import_from(*where, int(sys.argv[3]))
    else:
        serve(*where)
