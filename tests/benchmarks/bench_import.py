"""An import of 10,000 rows and 20 columns, from the file to its preview and from there into the portfolio.

Promises: a finished preview within 5 times python-calamine's bare `to_python()` of the same bytes, the reading process
warm; taking it over, history included, within 3 times a bare sqlite3 executemany of the same rows. Both hold for a
first import, whose rows are all new, and for a monthly return, in which a few values of each row changed. Each pair is
measured in turn, in this one call, with a workbook of its own: what was kept of the one before is of no help.

    python tests/benchmarks/bench_import.py [runs]
"""

import gc
import io
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from itertools import product
from pathlib import Path

import python_calamine
import xlsxwriter

from fenyang_desktop.domain.fields import FIELDS, STAGES
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services.importing import apply_import, preview_import
from fenyang_desktop.services.preview import Preview, RowState
from fenyang_desktop.services.seeding import new_portfolio
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.sqlite import connect

ROWS, RUNS = 10_000, 7
PREVIEW_LIMIT, APPLY_LIMIT = 5.0, 3.0
HEADER = (
    "序号", "项目名称", "项目代码", "重点领域", "建设单位", "责任单位", "配合单位", "包联领导", "总投资", "年度计划投资",
    "年内累计完成投资", "开工累计完成投资", "计划开工", "完成时限", "阶段", "形象进度", "进展情况", "存在问题", "下步措施", "备注",
)  # fmt: skip
AMOUNTS = range(8, 12)
_TOWNS = ("杏花村镇", "峪道河镇", "三泉镇", "冀村镇", "贾家庄镇", "肖家庄镇", "演武镇", "石庄镇", "杨家庄镇", "栗家庄镇", "阳城乡", "西河乡")  # fmt: skip
_VILLAGES = [
    f"{side}{name}村"
    for side, name in product("东西南北上下", ("关", "堡", "雷家堡", "庄", "阳城", "陈家庄", "马寨", "赵庄", "韩家桥"))
]
_THINGS = (
    "污水处理厂", "道路改造工程", "白酒产业园", "初级中学扩建", "供热管网改造", "敬老院建设项目", "景观提升工程", "高标准农田建设",
    "酿酒车间", "冷链物流中心", "卫生院迁建", "光伏发电项目", "河道治理工程", "文旅康养项目", "标准化厂房", "停车场建设项目",
)  # fmt: skip
_UNITS = ("市发改局", "市住建局", "市教体局", "市水利局", "市工信局", "市文旅局", "市农业农村局", "市民政局", "市交通局", "市能源局")  # fmt: skip
_PEOPLE = ("王志强", "李建国", "张文斌", "刘晓峰", "陈永红", "赵海燕", "武俊杰", "任秀英")
_DEADLINES = ("6月底", "9月底前", "2023年10月底前", "年内", "2024年6月", "2024年", "上半年", "三季度末", "2023.11", "2023-09-20")  # fmt: skip
_WORK = ("土方开挖", "基础浇筑", "主体施工", "管线敷设", "设备安装", "室内装修", "竣工验收", "征地拆迁")
_PROBLEMS = ("无", "资金未全部到位", "用地手续正在办理", "施工受天气影响较大", "设备采购周期较长", "")
_STEPS = (
    "加快施工进度，确保按期完工",
    "协调解决用地指标",
    "尽快完成招投标",
    "督促施工单位增加人员和机械",
    "做好竣工验收准备",
)
_APART = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"  # the names of one list from those of another
_SECTIONS = ("产业转型", "基础设施", "生态环保", "社会民生", "文化旅游", "乡村振兴")


def names(extra: str = "") -> list[str]:
    """As many names as rows, no two alike."""
    found = [f"{town}{village}{extra}{thing}" for town, village, thing in product(_TOWNS, _VILLAGES, _THINGS)]
    return random.Random(7).sample(found, ROWS)


def rows(projects: list[str], codes: int) -> list[list[object]]:
    """What a county's list says of these projects; their codes count from `codes` on."""
    chance = random.Random(2023)
    made = []
    for number, name in enumerate(projects, start=1):
        total = chance.randrange(300, 500_000)
        plan = total * chance.randrange(10, 60) // 100
        year = round(plan * chance.random() / 2, 2)
        made.append([
            number, name, f"2208-141182-04-01-{codes + number:06}", chance.choice(_SECTIONS), f"山西{name[-9:-2]}有限公司",
            chance.choice(_UNITS), "、".join(chance.sample(_UNITS, 2)), chance.choice(_PEOPLE), total, plan,
            year, round(year * 1.5, 2), date(2022, 1, 1) + timedelta(days=chance.randrange(700)),
            chance.choice(_DEADLINES), chance.choice(STAGES[2:5]), chance.randrange(2, 90) / 100,
            _progress(chance), chance.choice(_PROBLEMS), chance.choice(_STEPS), chance.choice(("", "", "省级重点")),
        ])  # fmt: skip
    return made


def _progress(chance: random.Random) -> str:
    work = chance.sample(_WORK, 2)
    return f"{work[0]}已完成{chance.randrange(1, 100)}%，{work[1]}正在进行，现场{chance.randrange(5, 80)}人"


def month_later(table: list[list[object]], run: int) -> list[list[object]]:
    """The same list with the next month's figures."""
    chance = random.Random(2024 + run)
    later = [list(row) for row in table]
    for row in later:
        row[10] = round(float(str(row[10])) + chance.randrange(1, 100), 2)
        row[15] = round(float(str(row[15])) + chance.randrange(1, 10) / 100, 2)
        row[16] = _progress(chance)
    return later


def write(path: Path, table: list[list[object]]) -> Path:
    """The list as a department makes it: title, unit line, header, rows, and a total below."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("项目")
        kinds = {8: "#,##0.00", 12: "yyyy-mm-dd", 15: "0%"}
        formats = {
            column: book.add_format({"num_format": kinds[min(column, 8) if column in AMOUNTS else column]})
            for column in (*AMOUNTS, 12, 15)
        }
        page.merge_range(0, 0, 0, len(HEADER) - 1, "汾阳市重点项目进展情况表", book.add_format({"bold": True}))
        page.write(1, len(HEADER) - 1, "单位：万元")
        page.write_row(2, 0, HEADER)
        for number, row in enumerate(table, start=3):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, column, value, formats[column])
                elif value != "":
                    page.write(number, column, value, formats.get(column))
        page.write(ROWS + 3, 1, "合计")
        for column in AMOUNTS:
            total = round(sum(float(str(row[column])) for row in table), 2)
            page.write_number(ROWS + 3, column, total, formats[column])
    return path


def taken(work: Callable[[], object]) -> float:
    gc.collect()  # what others left behind is not ours to clear away
    begin = time.perf_counter()
    outcome = work()
    spent = time.perf_counter() - begin
    del outcome  # as the window keeps it, so do we
    return spent


def _bare(data: bytes) -> object:
    return python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


class Bench:
    """Measures pairs and remembers what was too slow."""

    def __init__(self, folder: Path, runs: int, reader: Reader) -> None:
        self._folder, self._runs, self._reader = folder, runs, reader
        self.failed = False

    def compare(self, what: str, limit: float, pairs: list[tuple[float, float]]) -> None:
        bare, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratio = statistics.median(mine / theirs for theirs, mine in pairs)
        verdict = "ok" if ratio <= limit else "TOO SLOW"
        print(f"  {what:<12} bare {bare:.3f} s   ours {ours:.3f} s   ratio {ratio:.2f}   limit {limit:g}   {verdict}")
        self.failed |= ratio > limit

    def preview(self, portfolio: Path, list_of: Callable[[int], list[list[object]]], state: RowState) -> Preview:
        """Preview workbooks, one for each run and one before them, whose rows must all come out as `state`."""
        pairs = []
        with closing(Workspace.open(portfolio)) as workspace:
            for run in range(self._runs + 1):
                book = write(self._folder / f"{portfolio.stem} {run}.xlsx", list_of(run))
                ours = partial(preview_import, workspace, book, self._reader)
                pairs.append((taken(partial(_bare, book.read_bytes())), taken(ours)))
            preview = ours()
        found = preview.count(state), len(preview.problems())
        assert found == (ROWS, 0), f"{found}: {preview.problems()[:1]}"
        self.compare("preview", PREVIEW_LIMIT, pairs[1:])
        return preview

    def apply(self, portfolio: Path, preview: Preview) -> Path:
        """Take the preview over in a copy of the portfolio, which is returned."""
        pairs, copy = [], self._folder / "副本.fenyang"
        for _ in range(self._runs):
            shutil.copyfile(portfolio, copy)
            with closing(Workspace.open(copy)) as workspace:
                workspace.make_ready()
                spent = taken(partial(apply_import, workspace, preview))
            pairs.append((self._bare_apply(portfolio, copy), spent))
        self.compare("take over", APPLY_LIMIT, pairs)
        return copy

    def _bare_apply(self, before: Path, after: Path) -> float:
        """Write what differs between the two files into a copy of the first: the same rows, by the driver alone."""
        with closing(sqlite3.connect(after)) as done:
            keys = [field.key for field in FIELDS]
            items = done.execute(f"SELECT {', '.join(keys)}, id FROM item").fetchall()
            (changed,) = done.execute("SELECT max(id) FROM change_set").fetchone()
            history = done.execute("SELECT * FROM change WHERE set_id = ?", (changed,)).fetchall()
            head = done.execute("SELECT * FROM change_set WHERE id = ?", (changed,)).fetchone()
        copy = self._folder / "对照.fenyang"
        shutil.copyfile(before, copy)
        with closing(connect(copy)) as bare:
            (known,) = bare.execute("SELECT count(*) FROM item").fetchone()
            altered = sorted({row[4] for row in history})
            if known:
                query = f"UPDATE item SET {', '.join(f'{key} = ?' for key in altered)} WHERE id = ?"
                items = [(*(row[keys.index(key)] for key in altered), row[-1]) for row in items]
            else:
                query = f"INSERT INTO item ({', '.join(keys)}, id) VALUES ({', '.join('?' * (len(keys) + 1))})"

            def write_all() -> None:
                bare.execute("BEGIN IMMEDIATE")
                bare.executemany(query, items)
                bare.execute(f"INSERT INTO change_set VALUES ({', '.join('?' * len(head))})", head)
                bare.executemany(f"INSERT INTO change VALUES ({', '.join('?' * len(history[0]))})", history)
                bare.execute("COMMIT")

            return taken(write_all)


def main(runs: int) -> int:
    def first(run: int) -> list[list[object]]:
        return rows(names(_APART[run % len(_APART)]), run * ROWS)

    with tempfile.TemporaryDirectory() as folder, Reader() as reader:
        place = Path(folder)
        bench, empty = Bench(place, runs, reader), place / "空白.fenyang"
        new_portfolio(empty, empty=True)
        print(f"first import: {ROWS:,} new rows")
        filled = bench.apply(empty, bench.preview(empty, first, RowState.NEW))
        filled = filled.rename(place / "台账.fenyang")
        print(f"monthly return: {ROWS:,} known rows with some new values")
        last = first(runs)
        bench.apply(filled, bench.preview(filled, lambda run: month_later(last, run), RowState.CHANGED))
        print(f"another list: {ROWS:,} new rows beside as many items")
        bench.preview(filled, lambda run: first(runs + 1 + run), RowState.NEW)
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
