"""How fast the list is at 1,000 and 100,000 projects, beside a raw sqlite3 read of the same columns in the same run.

    python tests/benchmarks/bench_listing.py [rows ...]

Prints medians; ends with exit code 1 if a limit is broken.
"""

import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.fields import FIELDS, STAGES
from fenyang_desktop.gui.app import prepare
from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import LIGHT, Listing, View
from fenyang_desktop.services.seeding import new_portfolio
from fenyang_desktop.services.workspace import Workspace

ON = date(2023, 9, 15)
LIST_LIMIT = 3.0  # times the raw read
ACT_LIMIT = 0.1  # seconds at any size
EDIT_LIMIT = 0.05
_PLACES = ("杏花村", "峪道河", "三泉", "冀村", "贾家庄", "肖家庄", "演武", "石庄", "杨家庄", "栗家庄", "阳城", "西河")
_THINGS = (
    "污水处理厂",
    "道路改造",
    "白酒产业园",
    "初级中学",
    "供热管网",
    "敬老院",
    "景观提升",
    "高标准农田",
    "酿酒车间",
)
_UNITS = ("市发改局", "市住建局", "市教体局", "市水利局", "市工信局", "市文旅局", "市农业农村局", "市民政局")
_DEADLINES = [
    encode_deadline(parse_deadline(words, 2023))
    for words in (
        "6月底",
        "9月底前",
        "10月底前",
        "年内",
        "2024年6月",
        "2024年",
        "上半年",
        "三季度末",
        "尽快",
        "2023-09-20",
    )
]


def fill(path: Path, count: int) -> None:
    """Write `count` projects, three in ten of them in programmes of some twenty."""
    chance = random.Random(2023)
    keys = ["id", *(field.key for field in FIELDS)]
    rows = []
    programme = None
    for id in range(1, count + 1):
        values: dict[str, object] = dict.fromkeys(keys)
        if id % 60 == 1:
            programme = id
        values.update(
            id=id,
            kind="programme" if id == programme else "project",
            name=f"{chance.choice(_PLACES)}{chance.choice(_THINGS)}{chance.choice(('一期', '二期', ''))}{id}号项目",
            parent=programme if id != programme and id % 60 < 20 else None,
            section=f"{chance.choice('一二三四五六七')}、重点领域",
            stage=chance.choice(STAGES),
            action=chance.choice(("启动", "投产", "投用", None)),
            total_investment=chance.randrange(100, 20_000) * 10_000_000 if chance.random() < 0.7 else None,
            in_totals=1,
            deadline=chance.choice(_DEADLINES) if chance.random() < 0.6 else None,
            lead_unit=chance.choice(_UNITS),
            progress_percent=chance.randrange(0, 10_000, 500),
        )
        rows.append(tuple(values[key] for key in keys))
    with sqlite3.connect(path) as connection:
        marks = ", ".join("?" * len(keys))
        connection.executemany(f"INSERT INTO item ({', '.join(keys)}) VALUES ({marks})", rows)
    connection.close()


def timed(work: Callable[[], object], times: int) -> float:
    """The median of some runs, in seconds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def raw_read(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    columns = ", ".join(["id", *(field.key for field in FIELDS)])
    rows = connection.execute(f"SELECT {columns} FROM item ORDER BY id").fetchall()
    connection.close()
    return rows


class Bench:
    """Measures one size and remembers what was too slow."""

    def __init__(self, path: Path, rows: int) -> None:
        self.path = path
        self.rows = rows
        self.failures: list[str] = []
        self.times = 5 if rows >= 50_000 else 25

    def tell(self, what: str, spent: float, limit: float, shown: str = "") -> None:
        verdict = "ok" if spent <= limit else "TOO SLOW"
        print(f"  {what:<34}{shown or f'{spent * 1000:8.1f} ms'}   limit {limit:g}   {verdict}")
        if spent > limit:
            self.failures.append(f"{self.rows}: {what}")

    def window(self, workspace: Workspace, application: QApplication) -> None:
        session = Session(Jobs())
        page = LedgerPage(session)
        page.resize(1250, 640)
        page.show()
        application.processEvents()
        session.workspace = workspace
        session.reference_date = ON

        def show_all() -> None:
            session.listing = Listing(workspace.items(), ON)
            session._arrange()
            session.workspace_changed.emit()

        raw, ours = [], []
        for _ in range(self.times):  # in turns, so that a busy machine slows both
            raw.append(timed(lambda: raw_read(self.path), 1))
            ours.append(timed(show_all, 1))
        ratio = statistics.median(ours) / statistics.median(raw)
        shown = f"{statistics.median(ours) * 1000:8.1f} ms = {ratio:.2f} x raw {statistics.median(raw) * 1000:.1f} ms"
        self.tell("read, list, arrange, model", ratio, LIST_LIMIT, shown)
        session.listing.take(session.listing.prepare())
        application.processEvents()
        print(f"  {'paint (no limit)':<34}{timed(page.table.viewport().repaint, self.times) * 1000:8.1f} ms")
        self.acts(session, application)
        self.edit(session, page)
        session.jobs.stop()
        page.close()
        session.workspace = None
        page.deleteLater()
        application.processEvents()

    def acts(self, session: Session, application: QApplication) -> None:
        """Each from the whole list and back, after the job that prepares a long list; what counts is the way there, with the model and all that follows it."""
        plain = View()
        section = frozenset({"三、重点领域"})
        let = frozenset(session.listing.texts("total_investment")[: self.rows // 3])
        for what, view in (
            ("search of few (wsclc 二期)", View(search="wsclc 二期")),
            ("search of many (项目)", View(search="项目")),
            ("column filter 重点领域", View(filters={"section": section})),
            ("column filter 总投资", View(filters={"total_investment": let})),
            ("column filter 灯号", View(filters={LIGHT: frozenset({"逾期"})})),
            ("sort by 总投资, first time", View(sort_by="total_investment")),
            ("sort by 完成时限, first time", View(sort_by="deadline")),
            ("sort by 名称 downwards", View(sort_by="name", descending=True)),
            ("sort by 灯号, first time", View(sort_by=LIGHT)),
            ("sort by 总投资, again", View(sort_by="total_investment")),
            ("group by 责任单位", View(group_by="lead_unit")),
        ):
            spent = self._there(session, application, view, once="first" in what)
            self.tell(what, spent, ACT_LIMIT)
            session.set_view(plain)
        session.set_view(View(search="wsclc"))
        self.tell("clear the search", self._there(session, application, plain), ACT_LIMIT)

    def _there(self, session: Session, application: QApplication, view: View, *, once: bool = False) -> float:
        spent = []
        before = session.view
        for _ in range(1 if once else self.times):
            session.set_view(before)
            application.processEvents()
            begun = time.thread_time()  # of this thread alone: a busy machine doesn't blur it
            session.set_view(view)
            spent.append(time.thread_time() - begun)
        return statistics.median(spent)

    def edit(self, session: Session, page: LedgerPage) -> None:
        """One changed value, taken in and shown in a sorted, searched list."""
        session.set_view(View(sort_by="total_investment", search="项目"))
        spent = []
        for turn in range(self.times):
            item = session.listing.items[self.rows // 2 + turn]
            values = {**item.values(), "total_investment": 12_345_000_000 + turn, "name": f"新名称项目{turn}"}
            changed = type(item).of(item.id, values)
            begun = time.perf_counter()
            session.listing.update([changed])
            spent.append(time.perf_counter() - begun)
        self.tell("Listing.update after one edit", statistics.median(spent), EDIT_LIMIT)
        row = page.model.index(0, 0)
        assert row.data(Qt.ItemDataRole.DisplayRole)


def main(sizes: list[int]) -> int:
    application = QApplication(sys.argv[:1])
    prepare(application, "light")
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            path = Path(folder) / f"{rows}.fenyang"
            new_portfolio(path, empty=True)
            fill(path, rows)
            workspace = Workspace.open(path)
            bench = Bench(path, rows)
            print(f"{rows:,} items")
            bench.window(workspace, application)
            workspace.close()
            failures += bench.failures
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main([int(arg) for arg in sys.argv[1:]] or [1_000, 100_000]))
