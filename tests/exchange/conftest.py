"""Workbooks and texts to read, made for each test."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.exchange.reading import read_tables
from fenyang_desktop.exchange.records import Table


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows (values, or cells set up by `touch(sheet)`) to a workbook and returns its path."""

    def write(rows: Sequence[Sequence[object]], touch: Callable = lambda sheet: None, name: str = "报 表.xlsx") -> Path:
        made = openpyxl.Workbook()
        made.active.title = "汇总"
        for row in rows:
            made.active.append(list(row))
        touch(made.active)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One reading process for all tests: it is warm from the second file on."""
    with Reader() as one:
        yield one


@pytest.fixture
def tables(book, reader):
    """The tables of the first sheet made of rows and merged ranges."""

    def read(rows, *merges):
        def touch(sheet):
            for merge in merges:
                sheet.merge_cells(merge)

        return read_tables(book(rows, touch), Progress(), reader)

    return read


@pytest.fixture
def table(reader) -> Callable[[Path], Table]:
    """Reads the first sheet of a file."""
    return lambda path: read_tables(path, Progress(), reader)[0]


@pytest.fixture
def cell(book, table):
    """Reads one cell, in row 2 below a header: its text, or the sentence of its problem."""

    def read(header: str, value: object, number_format: str = "General", touch=lambda sheet: None) -> str | None:
        def both(sheet):
            sheet["B2"].number_format = number_format
            touch(sheet)

        found = table(book([["项目名称", header], ["甲", value]], both))
        if found.problems:
            return found.problems[0].message
        return next((one.text for key, one in found.records[0].cells.items() if key != "name"), None)

    return read
