"""A cell reads as a person sees it, exact to the digit; what leaves two readings open is a problem, never a guess."""

import re
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

MONEY, PERCENT, DEADLINE, NOTE = "总投资(万元)", "形象进度", "完成时限", "备注"


@pytest.mark.parametrize(
    ("header", "value", "format", "expected"),
    [
        (MONEY, 1200, "General", "1200"),
        (MONEY, 1234.5, "#,##0.00", "1234.5"),
        (MONEY, 0.1 + 0.2, "General", "0.3"),
        (MONEY, 1e-06, "General", "0.000001"),
        (MONEY, 0, "General", "0"),
        (MONEY, -5, "General", "-5"),
        (MONEY, 1.2, '0.00"亿元"', "1.2亿元"),
        (MONEY, 1200, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1200"),
        (MONEY, "约1,200", "General", "约1,200"),
        (MONEY, "—", "General", "—"),
        (PERCENT, 0.7, "0%", "70%"),
        (PERCENT, 0.123, "0.0%", "12.3%"),
        (PERCENT, 1, "0%", "100%"),
        (PERCENT, 70, "General", "70"),
        (PERCENT, 0, "General", "0"),
        (DEADLINE, date(2023, 10, 31), "yyyy-mm-dd", "2023-10-31"),
        (DEADLINE, datetime(2023, 10, 31, 12, 30), "yyyy-mm-dd hh:mm", "2023-10-31"),  # noqa: DTZ001
        (DEADLINE, date(2023, 10, 1), 'yyyy"年"m"月"', "2023年10月"),
        (DEADLINE, date(2023, 10, 1), "mmm-yy", "2023年10月"),
        (DEADLINE, date(2023, 10, 1), 'yyyy"年"m"月"d"日"', "2023-10-01"),
        (DEADLINE, 45230, "General", "2023-10-31"),
        (DEADLINE, 20231031, "General", "20231031"),
        (DEADLINE, 2023, "General", "2023"),
        (DEADLINE, 2023.11, "General", "2023.11"),
        (DEADLINE, 2023.1, "0.00", "2023.10"),
        (DEADLINE, "10月底前", "General", "10月底前"),
        (NOTE, 12, "General", "12"),
        (NOTE, True, "General", "TRUE"),
        (NOTE, datetime(2023, 10, 31, 8, 30), "yyyy-mm-dd hh:mm", "2023-10-31 08:30"),  # noqa: DTZ001
        (NOTE, time(8, 30), "hh:mm", "08:30"),
        (NOTE, "　第一行_x000D_\r\n第二行　", "General", "第一行\n第二行"),
        (NOTE, "甲_x0007_乙", "General", "甲乙"),
        (NOTE, "=1+1，不是公式", "@", "=1+1，不是公式"),
    ],
)
def test_a_cell_reads_as_a_person_sees_it(cell, header, value, format, expected):
    def as_text(sheet):
        if isinstance(value, str):
            sheet["B2"].data_type = "s"

    assert cell(header, value, format, as_text) == expected


@pytest.mark.parametrize(
    ("header", "value", "format", "advice"),
    [
        (PERCENT, 0.7, "General", "“0.7”可能是 70% 也可能是 0.7%"),
        (PERCENT, 1, "General", "“1”可能是 100% 也可能是 1%"),
        (PERCENT, "0.7", "General", "百分号"),
        (DEADLINE, 2023.1, "General", "1 月还是 10 月"),
        (MONEY, 12000, "0!.0,万元", "显示格式"),
        (MONEY, 12000, '0\\.0,"万元"', "显示格式"),
        (MONEY, 1234567890123456, "0", "15 位"),
        (NOTE, 1.1401182e17, "0", "15 位"),
        (NOTE, "#REF!", "General", "错误值 #REF!"),
        (MONEY, "#DIV/0!", "General", "错误值 #DIV/0!"),
        (MONEY, "=A1+1", "General", "公式没有计算结果"),
    ],
)
def test_a_cell_without_one_reading_is_a_problem_that_names_its_place(cell, header, value, format, advice):
    message = cell(header, value, format)
    assert message.startswith("文件“报 表.xlsx”工作表“汇总”单元格 B2：")
    assert advice in message
    assert message.endswith("。")


def test_serial_numbers_follow_the_1904_system_of_their_workbook(tmp_path, table):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(["项目名称", "完成时限", "计划开工"])
    made.active.append(["甲", 43768, date(2023, 3, 1)])
    made.save(tmp_path / "苹果.xlsx")
    cells = table(tmp_path / "苹果.xlsx").records[0].cells
    assert (cells["deadline"].text, cells["start"].text) == ("2023-10-31", "2023-03-01")


def rewritten(path, part, change):
    """The workbook with one of its parts changed."""
    target = path.with_name(f"改 {path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, change(content) if name == part else content)
    return target


def test_a_formula_with_its_result_is_read_and_one_that_gave_an_empty_text_is_blank(book, table):
    path = book([["项目名称", "备注", "存在问题"], ["甲", "=1+1", '=""']])

    def calculated(xml):
        xml = re.sub(rb'(<c r="B2"[^>]*><f>[^<]*</f>)<v ?/>', rb"\1<v>2</v>", xml.replace(b"<v></v>", b"<v/>"))
        return re.sub(rb'<c r="C2"([^>]*)>', rb'<c r="C2" t="str"\1>', xml)

    found = table(rewritten(path, "xl/worksheets/sheet1.xml", calculated))
    assert found.problems == ()
    assert {key: one.text for key, one in found.records[0].cells.items()} == {"name": "甲", "note": "2"}


def test_a_wrong_declared_size_hides_no_row(book, table):
    path = book([["项目名称"], ["甲"], ["乙"]])
    lying = rewritten(
        path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb'dimension ref="[^"]*"', b'dimension ref="A1"', xml)
    )
    assert len(table(lying).records) == 2


def test_month_formats_that_only_a_chinese_excel_knows_are_dates(book, table):
    def numbered(xml):
        return re.sub(
            rb'(<xf [^>]*)numFmtId="165"', rb'\1numFmtId="57"', re.sub(rb'<numFmt numFmtId="165"[^>]*/>', b"", xml)
        )

    def format_(sheet):
        sheet["B2"].number_format = '"a"0'
        sheet["C2"].number_format = '"b"0'

    path = book([["项目名称", "完成时限", "计划开工"], ["甲", "尽快", 45200]], format_)
    found = table(rewritten(path, "xl/styles.xml", numbered))
    assert found.records[0].cells["start"].text == "2023年10月"


def test_an_unimported_column_may_hold_anything(book, table):
    assert table(book([["项目名称", "校验"], ["甲", "=A1"]])).problems == ()


def test_a_csv_cell_loses_the_apostrophe_that_guards_it_and_no_other(tmp_path, table):
    path = tmp_path / "a.csv"
    path.write_text("项目名称,备注,存在问题,总投资(万元)\n甲,'=1+1,'引用',-5\n", encoding="utf-8")
    cells = table(path).records[0].cells
    assert [cells[key].text for key in ("note", "problems", "total_investment")] == ["=1+1", "'引用'", "-5"]
