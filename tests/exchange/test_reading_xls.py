"""An old .xls (and an .et that is one) is read like an .xlsx, whatever its name says."""

from datetime import date, datetime, time

import pytest
import xlwt

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import EXCEL_1904, Fault, Merge, Number
from fenyang_desktop.exchange.reading import read_sheets, read_tables


@pytest.fixture
def sheets(tmp_path, reader):
    """Reads the workbook made by `fill(book, sheet)`."""

    def read(fill, name="旧 表.xls"):
        book = xlwt.Workbook(encoding="utf-8")
        fill(book, book.add_sheet("汇总", cell_overwrite_ok=True))
        book.save(str(tmp_path / name))
        return read_sheets(tmp_path / name, Progress(), reader)

    return read


@pytest.mark.parametrize(
    ("value", "format", "expected"),
    [
        ("甲项目\n二期", "General", "甲项目\n二期"),
        ("1.10", "@", "1.10"),
        (1234.5, "#,##0.00", Number("1234.5", "#,##0.00")),
        (0.1 + 0.2, "General", Number("0.3")),
        (0.7, "0%", Number("0.7", "0%")),
        (1.2, '0.00"亿元"', Number("1.2", '0.00"亿元"')),
        (date(2023, 10, 31), "yyyy-mm-dd", datetime(2023, 10, 31)),  # noqa: DTZ001
        (date(2023, 10, 1), 'yyyy"年"m"月"', "2023年10月"),
        (time(8, 30), "h:mm", time(8, 30)),
        (True, "General", "TRUE"),
        (1234567890123456.0, "0", Fault("cell_long_number", "1234567890123460")),
    ],
)
def test_a_cell_of_an_xls_reads_as_one_of_an_xlsx(sheets, value, format, expected):
    style = xlwt.easyxf(num_format_str=format)
    (found,) = sheets(lambda book, sheet: sheet.write(3, 2, value, style))
    assert found.rows == [(4, {3: expected})]


def test_error_cells_are_faults(sheets):
    (found,) = sheets(lambda book, sheet: sheet.row(0).set_cell_error(1, "#REF!"))
    assert found.rows == [(1, {2: Fault("cell_error", "#REF!")})]


def test_what_an_xls_hides_and_merges_is_told(sheets):
    def fill(book, sheet):
        sheet.write_merge(1, 2, 0, 3, "合并")
        sheet.write(6, 0, "底")
        sheet.row(3).hidden = True
        sheet.col(2).hidden = True
        book.add_sheet("藏").visibility = 1

    first, second = sheets(fill)
    assert first.merges == (Merge(2, 1, 3, 4),)
    assert (first.hidden_rows, first.hidden_columns, first.hidden) == ({4}, {3}, False)
    assert second.hidden


def test_an_xls_may_count_its_days_from_1904(sheets):
    def fill(book, sheet):
        book.dates_1904 = True
        sheet.write(0, 0, 43768, xlwt.easyxf(num_format_str="yyyy-mm-dd"))

    (found,) = sheets(fill)
    assert (found.day_zero, found.rows[0][1][1]) == (EXCEL_1904, datetime(2023, 10, 31))  # noqa: DTZ001


@pytest.mark.parametrize("name", ["报表.et", "其实是旧表.xlsx", "其实是旧表.csv"])
def test_an_xls_is_told_by_its_content(sheets, name):
    assert sheets(lambda book, sheet: sheet.write(0, 0, "甲"), name)[0].rows == [(1, {1: "甲"})]


def test_a_whole_xls_becomes_a_table(tmp_path, reader):
    book = xlwt.Workbook()
    sheet = book.add_sheet("六月")
    for row, values in enumerate([["项目名称", "总投资(亿元)"], ["甲项目", 1.25], ["乙项目", 3]]):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    book.save(str(tmp_path / "六月.xls"))
    (table,) = read_tables(tmp_path / "六月.xls", Progress(), reader)
    assert [(r.cells["name"].text, r.cells["total_investment"].text) for r in table.records] == [
        ("甲项目", "1.25"),
        ("乙项目", "3"),
    ]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_truncated_xls_is_broken_not_shorter(tmp_path, reader, share):
    book = xlwt.Workbook()
    sheet = book.add_sheet("六月")
    for row in range(2000):
        sheet.write(row, 0, f"第{row}号项目")
    path = tmp_path / "截断.xls"
    book.save(str(path))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(UserError, match="截断") as caught:
        read_sheets(path, Progress(), reader)
    assert caught.value.code == "file_broken"


def test_an_encrypted_xls_says_so(tmp_path, reader):
    book = xlwt.Workbook()
    book.add_sheet("六月").write(0, 0, "甲")
    path = tmp_path / "加密.xls"
    book.save(str(path))
    data = path.read_bytes()
    codepage = b"\x42\x00\x02\x00"  # the record is as long as a FILEPASS must be for xlrd to meet it
    at = data.index(codepage)
    path.write_bytes(data[:at] + b"\x2f\x00\x02\x00" + data[at + 4 :])
    with pytest.raises(UserError, match="打开密码") as caught:
        read_sheets(path, Progress(), reader)
    assert caught.value.code == "file_encrypted"


def test_a_lone_cell_in_the_last_corner_costs_nothing(sheets):
    (found,) = sheets(lambda book, sheet: sheet.write(65_535, 255, "迷路"))
    assert found.rows == [(65_536, {256: "迷路"})]
