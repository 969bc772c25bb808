"""How long a frame of the Gantt takes at many rows, beside a QGraphicsScene that holds the same items.

Run: python tests/benchmarks/bench_gantt.py [rows]
Times are the GUI thread's CPU time, so that a busy machine doesn't blur them.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QGraphicsScene, QGraphicsView

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.items import Item
from fenyang_desktop.gui.gantt_view import GanttView
from fenyang_desktop.gui.style import ui_font
from fenyang_desktop.reports.gantt import HEAD_HEIGHT, ROW_HEIGHT
from fenyang_desktop.services.gantt import GanttRows, chart_period
from fenyang_desktop.services.listing import Listing, View

ON = date(2023, 9, 15)
SIZE = (1366, 768)
FRAMES = 60
FRAME_LIMIT = 33.0  # ms of the GUI thread, median


def generated(count: int) -> list[Item]:
    """Programmes of 20 members; starts and deadlines of every precision."""
    words = ["10月底前", "2023-08-20", "年内", "三季度末", "2024年6月底", "尽快", "2023-12-05", "11月上旬"]
    starts = ["2023-01-10", "2022年3月", "2023年二季度", None]
    items = []
    for id in range(1, count + 1):
        head = id - (id - 1) % 20
        start = starts[id % 4]
        items.append(
            Item.of(
                id,
                {
                    "name": f"第{id}号重点工程道路及配套管网建设项目",
                    "kind": "programme" if id == head else "project",
                    "parent": None if id == head else head,
                    "total_investment": id * 1_000_000,
                    "progress_percent": id * 37 % 10000,
                    "start": encode_deadline(parse_deadline(start, 2023)) if start else None,
                    "deadline": encode_deadline(parse_deadline(words[id % 8], 2023)),
                },
            )
        )
    return items


def frame_times(paint: Callable[[int], None], frames: int = FRAMES) -> tuple[float, float]:
    """Median and best time of a frame in ms, each at another place."""
    times = []
    for frame in range(frames):
        begun = time.thread_time()
        paint(frame)
        times.append((time.thread_time() - begun) * 1000)
    return statistics.median(times), min(times)


def our_view(rows: GanttRows) -> GanttView:
    view = GanttView()
    view.setFont(ui_font())
    view.resize(*SIZE)
    view.show_rows(rows, chart_period(rows, ON), ON, ON)
    view.fit(date(2023, 1, 1), date(2023, 12, 31))
    return view


def graphics_view(view: GanttView, rows: GanttRows) -> QGraphicsView:
    """The same names, amounts, deadlines and bars as items of a scene."""
    shown = QGraphicsView()
    scene = QGraphicsScene(shown)
    brush, pen = QBrush(QColor("#7cab7f")), QPen(Qt.PenStyle.NoPen)
    for place, row in enumerate(rows):
        y = HEAD_HEIGHT + place * ROW_HEIGHT
        for x, text in ((8, row.name), (260, row.amount), (370, row.deadline_text)):
            item = scene.addSimpleText(text, ui_font())
            item.setPos(x, y + 4)
        if (extent := row.extent) is not None:
            left, right = view.scale.x(extent.first), view.scale.end(extent.last)
            scene.addRect(490 + left, y + 6, right - left, 14, pen, brush)
    shown.setScene(scene)
    shown.resize(*SIZE)
    return shown


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    app = QApplication.instance() or QApplication([])
    items = generated(count)
    listing = Listing(items, ON)
    arranged = listing.arrange(View())
    begun = time.thread_time()
    rows = GanttRows(listing, arranged)
    view = our_view(rows)
    view.show()
    app.processEvents()
    opened = (time.thread_time() - begun) * 1000

    def jump(shown: QAbstractScrollArea) -> Callable[[int], None]:
        def paint(frame: int) -> None:
            bar = shown.verticalScrollBar()
            bar.setValue(frame * 102_947 % max(bar.maximum(), 1))
            app.processEvents()

        return paint

    def step(frame: int) -> None:
        view.verticalScrollBar().setValue(5_000 + frame * 26)
        app.processEvents()

    def zoom(frame: int) -> None:
        view.zoom_by(1 if frame % 20 < 10 else -1, 300)
        app.processEvents()

    begun = time.thread_time()
    peer = graphics_view(view, rows)
    peer.show()
    app.processEvents()
    peer_opened = (time.thread_time() - begun) * 1000

    ours_jump, peer_jump = frame_times(jump(view)), frame_times(jump(peer))
    print(f"{count:,} rows, {SIZE[0]} x {SIZE[1]}, ms")
    print(
        f"first frame            ours {opened:8.1f}   QGraphicsScene {peer_opened:8.1f}   ratio {opened / peer_opened:.3f}"
    )
    print(
        f"jump, median (best)   ours {ours_jump[0]:8.1f} ({ours_jump[1]:.1f})   QGraphicsScene {peer_jump[0]:8.1f}"
        f" ({peer_jump[1]:.1f})   ratio {ours_jump[0] / peer_jump[0]:.2f}"
    )
    medians = {"jump": ours_jump[0]}
    for name, paint in (("scroll by a row", step), ("zoom a step", zoom)):
        medians[name], best = frame_times(paint)
        print(f"{name:<22} ours {medians[name]:8.1f} ({best:.1f})")
    slow = [name for name, median in medians.items() if median > FRAME_LIMIT]
    print(f"limit {FRAME_LIMIT:g} a frame   {'TOO SLOW: ' + ', '.join(slow) if slow else 'ok'}")
    app.quit()
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
