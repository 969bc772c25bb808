"""Reading a workbook of 10,000 rows and 20 columns to raw sheets, against python-calamine's bare `to_python()`.

Promise: at most 3 times, with the reading process warm. Both read the same bytes, in turn, in this one call.
"""

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import python_calamine
import xlsxwriter

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.reading import read_sheets

ROWS, COLUMNS, RUNS = 10_000, 20, 9
HEADER = ("项目名称", "总投资(万元)", "形象进度", "计划开工", "进展情况")


def make(path: Path) -> None:
    """Texts, amounts, percents, dates and repeated texts by turns, with the formats that an office gives them."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("项目")
        money, percent, day = (book.add_format({"num_format": one}) for one in ("#,##0.00", "0.0%", "yyyy-mm-dd"))
        page.write_row(0, 0, [f"{HEADER[column % 5]}{column // 5 or ''}" for column in range(COLUMNS)])
        for row in range(1, ROWS):
            for column in range(0, COLUMNS, 5):
                page.write_string(row, column, f"第{row}号重点项目{column}")
                page.write_number(row, column + 1, round(row * 1.37 + column, 2), money)
                page.write_number(row, column + 2, row % 1000 / 1000, percent)
                page.write_datetime(row, column + 3, date(2023, 1, 1) + timedelta(days=row % 700), day)
                page.write_string(row, column + 4, f"正在施工，完成第{row % 50}段")


def taken(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Reader() as reader:
        path = Path(folder) / "基准.xlsx"
        make(path)
        data = path.read_bytes()

        def bare() -> object:
            return python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()

        def ours() -> object:
            return read_sheets(path, Progress(), reader)

        for warm_up in (bare, ours):
            warm_up()
        pairs = [(taken(bare), taken(ours)) for _ in range(RUNS)]
        theirs, mine = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratio = statistics.median(ours / bare for bare, ours in pairs)
        print(f"python-calamine to_python {theirs:.3f} s (median of {RUNS})")
        print(f"to raw sheets, warm       {mine:.3f} s   ratio {ratio:.2f} (at most 3)")


if __name__ == "__main__":
    main()
