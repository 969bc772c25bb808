"""Rows that only sum others, by words other than 合计; and names that only look so."""

import time

import pytest

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import Merge, RawSheet
from fenyang_desktop.exchange.reading import tables_of

HEADER = ["序号", "项目名称", "建设单位", "总投资(万元)"]
PROJECTS = [[1, "甲路", "a局", 1000], [2, "乙桥", "b局", 2000]]


def _names(found):
    return [record.text("name") for record in found.records]


@pytest.mark.parametrize(
    "label", ["续建项目（2个）", "续建项目（共2项）", "共2个项目", "合计数", "汇总", "总数", "总和", "其中：续建"]
)
@pytest.mark.parametrize("below", [False, True])
def test_a_row_that_only_sums_others_is_no_project(book, table, label, below):
    one = [[None, label, None, 3000]]
    found = table(book([HEADER, *PROJECTS, *one] if below else [HEADER, *one, *PROJECTS]))
    assert _names(found) == ["甲路", "乙桥"]
    assert all(check.agrees for check in found.checks)
    assert bool(found.checks) == (not label.startswith("其中"))


def test_sections_that_state_their_projects_are_checked_one_by_one(book, table):
    rows = [
        ["合计", None, None, 9000],
        [None, "续建项目（2个）", None, 3000],
        *PROJECTS,
        [None, "新开工项目（2个）", None, 6500],
        [3, "丙渠", "c局", 6000],
    ]
    found = table(book([HEADER, *rows]))
    assert _names(found) == ["甲路", "乙桥", "丙渠"]
    assert [(check.cell, check.stated, check.found) for check in found.checks if not check.agrees] == [
        ("B6", "2", "1"), ("D6", "6500", "6000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["一、二标段改造", "三、四号楼", "公厕改造（3个）", "总部经济园", "汇总路改造", "充电桩8个"]
)
def test_a_name_that_looks_like_a_section_stays_a_project(book, table, name):
    found = table(book([["项目名称", "总投资(万元)"], ["甲路", 1000], [name, 5], ["乙桥", 2000]]))
    assert _names(found) == ["甲路", name, "乙桥"]


def _sheet(rows, merges=()):
    return RawSheet("表", [(place, dict(row)) for place, row in enumerate(rows, start=1)], merges=merges)


def _seconds(rows, merges=()):
    begun = time.process_time()
    (found,) = tables_of("a.xlsx", (_sheet(rows, merges),), Progress())
    return time.process_time() - begun, found


@pytest.mark.parametrize("sort", ["lone names", "sections", "merges"])
def test_the_time_for_a_table_grows_with_its_rows_and_not_faster(sort):
    def seconds(size):
        header, merges = {1: "项目名称", 2: "总投资(万元)"}, []
        if sort == "lone names":
            rows = [{1: f"甲{n}路"} for n in range(size)]
        elif sort == "sections":
            rows = [{1: f"一、第{n}类" if n % 2 else f"甲{n}路", 2: "5"} for n in range(size)]
        else:
            rows = [{1: f"甲{n}路", 2: "5"} for n in range(size)]
            merges = [Merge(2, 2, size, 2 + n) for n in range(size)]
        return min(_seconds([header, *rows], merges)[0] for _ in range(2))

    assert seconds(8000) < 20 * seconds(1000) + 0.5
