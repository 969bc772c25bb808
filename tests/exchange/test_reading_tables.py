"""Finding the table in a sheet, and accounting for every row."""

import codecs

import openpyxl
import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.exchange.reading import read_tables

TITLED = [
    ["汾阳市重点项目进展情况表"],
    ["填报单位：市住建局", None, "单位：亿元"],
    ["序号", "项 目\n名称", "总投资", "进展情况", "完成时间"],
    [1, "甲项目", 1.2, "正在施工", "10月底前"],
    [2, "乙项目", 3, None, "2023-12-31"],
    [None, None, None, None, None],
    [3, "丙项目", 0.5, "前期", "尽快"],
    ["合 计", None, 4.7],
    ["填表说明：以上按月填报"],
]


def test_the_header_is_found_below_title_and_unit_lines(book, table):
    found = table(book(TITLED))
    assert found.header_rows == (3,)
    assert [(c.letter, c.field) for c in found.columns] == [
        ("A", None),
        ("B", "name"),
        ("C", "total_investment"),
        ("D", "progress_text"),
        ("E", "deadline"),
    ]


def test_a_unit_line_above_the_table_gives_the_unit_of_columns_that_name_none(book, table):
    assert table(book(TITLED)).columns[2].unit == "亿元"


def test_every_row_is_a_header_a_record_or_skipped_with_a_reason(book, table):
    found = table(book(TITLED))
    rows = [*found.header_rows, *(r.row for r in found.records), *(s.row for s in found.skipped)]
    assert sorted(rows) == list(range(1, len(TITLED) + 1))
    assert [r.row for r in found.records] == [4, 5, 7]
    assert all(skipped.reason for skipped in found.skipped)


def test_records_know_the_cell_of_each_value_and_leave_blanks_out(book, table):
    second = table(book(TITLED)).records[1]
    assert {key: (one.text, one.cell) for key, one in second.cells.items()} == {
        "name": ("乙项目", "B5"),
        "total_investment": ("3", "C5"),
        "deadline": ("2023-12-31", "E5"),
    }


def test_trailing_blank_and_formatted_rows_are_passed_over(book, table):
    def formatted(sheet):
        for row in range(4, 200):
            sheet.cell(row, 1).number_format = "0.00"

    assert table(book([["项目名称"], ["甲"], ["乙"]], formatted)).skipped == ()


def test_a_stray_cell_far_away_costs_nothing(book, table):
    found = table(book([["项目名称", "备注"], ["甲", "x"]], lambda sheet: sheet.cell(1_048_576, 16_384, "迷路")))
    assert [r.row for r in found.records] == [2]
    assert [s.row for s in found.skipped] == [3, 1_048_576]


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("总投资（亿元）", "亿元"),
        ("总投资(万元)", "万元"),
        ("总投资（单位：千元）", "千元"),
        ("总投资(人民币，百万元)", "百万元"),
        ("总投资万元", "万元"),
        ("总投资/千万元", "千万元"),
        ("总投资（亿）", "亿元"),
        ("总投资\n(元)", "元"),
        ("总投资", ""),
    ],
)
def test_the_unit_of_a_header_is_read(book, table, header, unit):
    found = table(book([["项目名称", header], ["甲", 1]]))
    assert (found.columns[1].field, found.columns[1].unit, found.problems) == ("total_investment", unit, ())


@pytest.mark.parametrize("header", ["总投资（万美元）", "总投资（亩）"])
def test_a_column_in_an_unknown_unit_is_not_imported_and_says_so(book, table, header):
    found = table(book([["项目名称", header], ["甲", 1]]))
    assert found.columns[1].field is None
    assert [p.cell for p in found.problems] == ["B1"]
    assert "total_investment" not in found.records[0].cells


def test_two_columns_of_one_field_are_both_left_out_and_named(book, table):
    found = table(book([["项目名称", "总投资(万元)", "计划总投资(万元)"], ["甲", 1, 2]]))
    assert [c.field for c in found.columns] == ["name", None, None]
    (problem,) = found.problems
    assert "总投资(万元)" in problem.message
    assert "计划总投资(万元)" in problem.message


def test_with_two_name_columns_nothing_is_read_and_every_row_says_why(book, table):
    found = table(book([["项目名称", "工程名称"], ["甲", "乙"]]))
    assert (found.records, [s.reason for s in found.skipped]) == ((), ["名称列不止一列"])
    assert "项目名称" in found.problems[0].message


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["合计", "", 5, "x"], "合计行"),
        (["", "小 计|3个", 5, "x"], "小计行"),
        (["一、交通类", None, None, None], "分节行"),
        (["序号", "项目名称", "总投资(万元)", "备注"], "重复的表头"),
        (["2", None, None, None, "随手记"], "只有不导入的列有内容"),
    ],
)
def test_rows_that_are_no_records_are_skipped_with_their_reason(book, table, row, reason):
    found = table(book([["序号", "项目名称", "总投资(万元)", "备注", "联系电话"], ["1", "甲", 1, "x"], row]))
    assert [(s.row, s.reason) for s in found.skipped] == [(3, reason)]


def test_a_row_of_column_numbers_under_the_header_is_skipped(book, table):
    found = table(book([["序号", "项目名称", "总投资(万元)"], [1, 2, 3], [1, "甲", 5]]))
    assert [(s.row, s.reason) for s in found.skipped] == [(2, "列号行")]


def test_a_merged_line_across_the_table_is_a_section_and_its_hidden_cells_are_not_read(book, table):
    def merge(sheet):
        sheet.merge_cells("A2:C2")

    found = table(book([["项目名称", "备注", "阶段"], ["一、交通类"], ["甲", "x", "续建"]], merge))
    assert [(s.row, s.reason) for s in found.skipped] == [(2, "分节行")]
    assert [r.row for r in found.records] == [3]


def test_a_row_with_an_id_is_a_record_whatever_its_name(book, table):
    found = table(book([["编号", "名称", "备注"], [7, "合计", "x"]]))
    assert found.records[0].cells["id"].text == "7"


def test_sheets_without_a_header_and_hidden_sheets_are_skipped_row_by_row(tmp_path, reader):
    made = openpyxl.Workbook()
    made.active.append(["随便写写", "没有表头"])
    made.create_sheet("项目").append(["项目名称", "备注"])
    made.create_sheet("旧表").append(["项目名称", "备注"])
    made["旧表"].append(["甲", "x"])
    made["旧表"].sheet_state = "hidden"
    made.save(tmp_path / "三表.xlsx")
    first, second, third = read_tables(tmp_path / "三表.xlsx", Progress(), reader)
    assert (first.records, len(first.skipped), first.problems) == ((), 1, ())
    assert second.header_rows == (1,)
    assert (third.records, len(third.skipped)) == ((), 2)


def test_a_file_without_any_table_is_refused_in_plain_words(book, reader):
    with pytest.raises(UserError, match="报 表") as caught:
        read_tables(book([["随便写写"]]), Progress(), reader)
    assert caught.value.code == "no_table"
    assert "表头" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_any_usual_encoding_and_cut(tmp_path, table, encoding, delimiter):
    lines = ["项目名称,总投资(万元),备注", "“甲”项目㐂,1200,x", "", '乙,"3","两\n行"']
    path = tmp_path / "来 件.txt"
    path.write_bytes("\r\n".join(lines).replace(",", delimiter).encode(encoding))
    found = table(path)
    assert found.sheet == "来 件"
    assert [r.cells["name"].text for r in found.records] == ["“甲”项目㐂", "乙"]
    assert found.records[1].cells["note"].text == "两\n行"
    assert [s.row for s in found.skipped] == [3]


def test_utf_16_without_a_mark_is_read(tmp_path, table):
    path = tmp_path / "a.csv"
    path.write_bytes("项目名称,备注\n甲,x\n".encode("utf-16-le"))
    assert not path.read_bytes().startswith(codecs.BOM_UTF16_LE)
    assert table(path).records[0].cells["name"].text == "甲"


def test_the_extension_does_not_matter(book, table, tmp_path):
    path = book([["项目名称"], ["甲"]]).rename(tmp_path / "其实是工作簿.csv")
    assert table(path).records[0].cells["name"].text == "甲"


def test_reading_stops_where_the_user_cancels(book, reader):
    with pytest.raises(Cancelled):
        read_tables(book([["项目名称"], ["甲"]]), Progress(cancelled=lambda: True), reader)


def test_a_unit_line_between_the_rows_does_not_reach_those_above_it(book, table):
    head = ["项目名称", "总投资"]
    below = [["二表（单位：万元）"], head, ["丙", 50]]
    assert table(book([head, ["甲", 50], [None], *below])).columns[1].unit == ""
    assert table(book([["单位：亿元"], head, ["甲", 50], [None], *below])).columns[1].unit == ""
    assert table(book([["单位：万元"], head, ["甲", 50], [None], *below])).columns[1].unit == "万元"


def test_a_unit_line_directly_below_the_table_holds_even_where_people_signed_below_it(book, table):
    rows = [["项目名称", "总投资"], ["甲", 50], ["单位：亿元"], ["填表人：王", "2023.6.20"]]
    assert table(book(rows)).columns[1].unit == "亿元"


def test_a_figure_that_is_merged_over_two_columns_of_figures_is_a_problem(book, table):
    head = ["项目名称", "总投资（万元）", "年度计划（万元）", "备注"]
    found = table(book([head, ["甲", 100, None, "x"], ["乙", 100, 10, "y"]], lambda sheet: sheet.merge_cells("B2:C2")))
    assert [record.text("total_investment") for record in found.records] == ["", "100"]
    (problem,) = found.problems
    assert (problem.cell, problem.code) == ("B2", "columns_shared")
    assert (
        problem.what == "“总投资（万元）”、“年度计划（万元）”合并在一个单元格里，分不清各是多少，没有导入，请拆开填写。"
    )


def test_a_figure_that_is_merged_over_a_column_that_holds_none_is_read(book, table):
    head = ["项目名称", "总投资（万元）", "备注"]
    found = table(book([head, ["甲", 100]], lambda sheet: sheet.merge_cells("B2:C2")))
    assert (found.records[0].text("total_investment"), found.problems) == ("100", ())
