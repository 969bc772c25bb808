"""Python's garbage collector, kept on the GUI thread."""

import gc

from PySide6.QtCore import QObject, QTimer

from fenyang_desktop.domain.quiet import bulk_work_is_under_way

_INTERVAL = 1000  # ms


class Collector(QObject):
    """Looks for rings of dead objects on the GUI thread only, for as long as the program runs.

    A closed window is such a ring of Python's and Qt's objects. Left to itself the collector runs on whichever thread
    happens to make objects; on the worker thread it would end Qt's objects there, and that crashes the program.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_INTERVAL)
        self._timer.timeout.connect(self.collect_what_is_due)
        self._timer.start()

    def collect_what_is_due(self) -> None:
        """Collect the generations that Python's own thresholds call due, unless bulk work is under way."""
        if bulk_work_is_under_way():
            return
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(2 if due[1] and due[2] else 1 if due[1] else 0)
