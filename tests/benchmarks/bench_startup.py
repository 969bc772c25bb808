"""From process start to the painted list of the bundled portfolio, against a bare window plus a SQLAlchemy import.

Promise: at most 1.5 times. Both programs run as whole processes, in turn, in this one call.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 9
LIMIT = 1.5
BARE = """
import sys
import time
import sqlalchemy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

class Table(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time())
        QTimer.singleShot(0, app.quit)

app = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(Table())
window.resize(1366, 728)
window.show()
app.exec()
"""
OURS = """
import sys
import time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from fenyang_desktop.gui.app import make_window, prepare
from fenyang_desktop.gui.ledger.table import LedgerTable
from fenyang_desktop.gui.settings import Settings

paint, painted = LedgerTable.paintEvent, []

def stamp(table, event):
    paint(table, event)
    if table.model().rowCount() > 300 and not painted:
        painted.append(True)
        print(time.time())
        QTimer.singleShot(0, app.quit)

LedgerTable.paintEvent = stamp
app = QApplication(sys.argv[:1])
settings = Settings()
prepare(app, "light")
window = make_window(settings)
window.show()
window.files.open(Path(sys.argv[1]))
app.exec()
"""


def time_to_paint(command: list[str]) -> float:
    """Seconds from before the process starts until its list is painted, by its own stamp."""
    begin = time.time()
    done = subprocess.run([sys.executable, "-c", *command], check=True, timeout=60, capture_output=True, text=True)
    return float(done.stdout.split()[0]) - begin


def main() -> int:
    from fenyang_desktop.services.seeding import new_portfolio

    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users start from compiled modules
        os.environ.update(FENYANG_HOME=folder, QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))
        file = Path(folder) / "基准.fenyang"
        new_portfolio(file, empty=False)
        times: dict[str, list[float]] = {"bare": [], "ours": []}
        for run in range(RUNS + 1):
            for name, command in (("bare", [BARE]), ("ours", [OURS, str(file)])):
                spent = time_to_paint(command)
                if run:  # the first fills the caches
                    times[name].append(spent)
    medians = {name: statistics.median(found) for name, found in times.items()}
    ratio = medians["ours"] / medians["bare"]
    print(f"bare window + SQLAlchemy  {medians['bare']:.3f} s (median of {RUNS})")
    print(f"list of the portfolio     {medians['ours']:.3f} s   ratio {ratio:.2f}   limit {LIMIT}")
    return 1 if ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
