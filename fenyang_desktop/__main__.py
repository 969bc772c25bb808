"""The two entries: `fenyang` in a console, `fenyang-desktop` from the desktop. Here the window meets the commands."""

import sys

if sys.argv[1:2] == ["--read-worker"]:  # `exchange.reader.WORKER_OPTION`: a frozen program reads workbooks in itself
    from fenyang_desktop.exchange.child import main as read_workbooks  # and must not load anything else for it

    sys.exit(read_workbooks(sys.argv[2:]))

from pathlib import Path

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.launch import drawing_obstacle, window_obstacle
from fenyang_desktop.services.workspace import Workspace

NO_WINDOW = 2


def main() -> int:
    """`fenyang` and `python -m fenyang_desktop`: a command, or the window where there is none."""
    if len(sys.argv) == 1:
        return open_window(None)
    from fenyang_desktop.cli.app import run  # the window must not wait for the commands

    return run(sys.argv[1:], open_window, paint_gantt)


def main_window() -> int:
    """`fenyang-desktop`: the window, on the file that the desktop hands over."""
    return open_window(Path(sys.argv[1]) if len(sys.argv) > 1 else None)


def open_window(portfolio: Path | None) -> int:
    """Open the window on a portfolio file (None: the one used last) and stay until it closes."""
    if obstacle := window_obstacle():
        print(obstacle, file=sys.stderr)
        return NO_WINDOW
    from fenyang_desktop.gui.app import run  # no command may load Qt

    return run(portfolio)


def paint_gantt(workspace: Workspace, path: Path) -> None:
    """Draw the Gantt chart of a portfolio into a .pdf, .svg or .png file. Raises UserError, among them `no_drawing`."""
    if obstacle := drawing_obstacle():
        raise UserError("no_drawing", what=obstacle)
    from fenyang_desktop.gui.gantt_file import paint_file  # no other command may load Qt

    paint_file(workspace, path)


if __name__ == "__main__":
    sys.exit(main())
