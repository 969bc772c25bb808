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

RUNS = 7
BARE = """
import sys
import sqlalchemy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

class Table(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event)
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
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView
from fenyang_desktop.gui.app import make_window, prepare
from fenyang_desktop.gui.settings import Settings

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            table = window.findChild(QTableView)
            if table is not None and watched is table.viewport() and table.model().rowCount() > 300:
                QTimer.singleShot(0, app.quit)
        return False

app = QApplication(sys.argv[:1])
settings = Settings()
prepare(app, "light")
window = make_window(settings)
watch = Watch()
app.installEventFilter(watch)
window.show()
window.files.open(Path(sys.argv[1]))
app.exec()
"""


def main() -> None:
    from fenyang_desktop.services.seeding import new_portfolio

    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users start from compiled modules
        os.environ.update(FENYANG_HOME=folder, QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))
        file = Path(folder) / "基准.fenyang"
        new_portfolio(file, empty=False)
        times: dict[str, list[float]] = {"bare": [], "ours": []}
        for run in range(RUNS + 1):
            for name, command in (("bare", [BARE]), ("ours", [OURS, str(file)])):
                begin = time.perf_counter()
                subprocess.run([sys.executable, "-c", *command], check=True, timeout=60)
                if run:  # the first fills the caches
                    times[name].append(time.perf_counter() - begin)
        medians = {name: statistics.median(found) for name, found in times.items()}
        print(f"bare window + SQLAlchemy  {medians['bare']:.3f} s (median of {RUNS})")
        print(
            f"list of the portfolio     {medians['ours']:.3f} s   ratio {medians['ours'] / medians['bare']:.2f} (at most 1.5)"
        )


if __name__ == "__main__":
    main()
