"""Over seventy workbooks as departments send them: what is read in each is what a careful official would read."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from messy import amounts, dates, files, headers, people, rows, sheets, titles, whole
from messy.case import Case, Expected, NoList, understood

from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.services.comparing import compare
from fenyang_desktop.services.importing import read_file

CASES: list[Case] = [
    case for theme in (titles, headers, rows, sheets, amounts, dates, people, files, whole) for case in theme.CASES
]
YEAR = 2023
ITEMS = (
    Item.of(1, {"kind": "project", "name": "第二污水处理厂", "total_investment": 17_000_000_000, "note": "重点"}),
    Item.of(2, {"kind": "project", "name": "华樽3万吨项目", "total_investment": 290_000_000_000, "stage": "续建",
                "annual_plan": 50_000_000_000, "deadline": "2023-10-31|month|10月底前"}),
    Item.of(3, {"kind": "project", "name": "城南热源厂", "total_investment": 3_000_000_000,
                "invested_year": 1_200_000_000, "progress_percent": 4000, "lead_unit": "市住建局"}),
    Item.of(4, {"kind": "target", "name": "白酒产量", "target_value": "25", "target_unit": "万吨"}),
    Item.of(5, {"kind": "project", "name": "汾河治理一期工程", "project_code": "2208-141182-04-01-848098"}),
)  # fmt: skip


def test_the_set_is_large_and_has_every_sort_of_file():
    assert len(CASES) >= 45
    assert len({case.name for case in CASES}) == len(CASES)
    sorts = {case.file.rpartition(".")[2].lower() for case in CASES}
    assert sorts >= {"xlsx", "xlsm", "xls", "et", "ods", "csv", "txt"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_messy_workbook_is_read_as_a_careful_official_reads_it(case, reader, tmp_path):
    path: Path = tmp_path / case.file
    path.write_bytes(case.book.bytes(case.content))
    received = read_file(path, Progress(), reader)
    preview = compare(received, {}, ITEMS, YEAR, Progress())
    found = understood(preview)
    assert [_head(table) for table in found] == [_head(table) for table in case.tables]
    for table, expected in zip(found, case.tables, strict=True):
        if isinstance(expected, NoList) or isinstance(table, NoList):
            assert isinstance(table, NoList)
            assert isinstance(expected, NoList)
            assert expected.reason in table.reason
        else:
            _agrees(table, expected)
    for sheet in received.sheets:
        _every_row_is_accounted_for(sheet, [table for table in preview.sheets if table.name == sheet.name])


def _head(table: Expected | NoList) -> object:
    return (table.sheet, () if isinstance(table, NoList) else table.header)


def _agrees(found: Expected, expected: Expected) -> None:
    assert found.fields == dict(expected.fields)
    assert found.units == dict(expected.units)
    assert found.rows == dict(expected.rows)
    _pieces(found.problems, expected.problems)
    _pieces(found.doubts, expected.doubts)
    _pieces(found.left_out, expected.left_out)
    assert found.checks == list(expected.checks)
    for place, cell in expected.origins.items():
        assert found.origins[place] == cell


def _pieces(found: Mapping, expected: Mapping) -> None:
    """Every sentence, and no other, holds the piece that is expected at its place."""
    assert {key: expected.get(key, "?") if expected.get(key, "?") in text else text for key, text in found.items()} == (
        dict(expected)
    )


def _every_row_is_accounted_for(sheet: RawSheet, tables: Sequence) -> None:
    """Each filled row of the sheet is a header row, a record, or left out with a reason."""
    told = {row for table in tables for row in table.header_rows}
    told |= {row.row for table in tables for row in table.rows}
    told |= {skipped.row for table in tables for skipped in table.skipped}
    assert {row for row, _ in sheet.rows} <= told
