"""Finding tables in sheets as departments really fill them in."""

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import NOT_IMPORTED, TableChoice
from fenyang_desktop.exchange.headers import field_of
from fenyang_desktop.exchange.raw import Number, RawSheet
from fenyang_desktop.exchange.reading import read_tables
from fenyang_desktop.exchange.records import By
from fenyang_desktop.exchange.senders import sender_above, sender_within
from fenyang_desktop.exchange.tables import build_tables


@pytest.fixture
def tables(book, reader):
    """The tables of the first sheet made of rows and merged ranges."""

    def read(rows, *merges):
        def touch(sheet):
            for merge in merges:
                sheet.merge_cells(merge)

        return read_tables(book(rows, touch), Progress(), reader)

    return read


def fields(table):
    return {column.letter: column.field for column in table.columns if column.field}


def names(table):
    return [record.cells["name"].text for record in table.records]


def left_out(table):
    return {skipped.row: skipped.reason for skipped in table.skipped}


def texts(table, key):
    return [record.cells[key].text if key in record.cells else None for record in table.records]


def accounted(table):
    rows = [*table.header_rows, *(r.row for r in table.records), *(s.row for s in table.skipped)]
    return sorted(rows)


TWO_ROW_HEADER = [
    ["2023年重点项目进展情况表"],
    ["单位：万元"],
    ["序号", "项目名称", "投资情况", None, None, "责任单位", None, "备注"],
    [None, None, "总投资", "2023年计划", "1-9月完成", "名称", "联系人", None],
    [1, "甲项目", 100, 50, 20, "市住建局", "张某", "x"],
    [2, "乙项目", 200, 60, 30, "市水利局", "李某", None],
]


def test_a_merged_header_of_two_rows_names_each_leaf_with_its_parent(tables):
    (table,) = tables(TWO_ROW_HEADER, "A3:A4", "B3:B4", "C3:E3", "F3:G3", "H3:H4", "A1:H1")
    assert table.header_rows == (3, 4)
    assert [column.header for column in table.columns] == [
        "序号", "项目名称", "投资情况_总投资", "投资情况_2023年计划", "投资情况_1-9月完成", "责任单位_名称", "责任单位_联系人", "备注",
    ]  # fmt: skip
    assert fields(table) == {
        "B": "name",
        "C": "total_investment",
        "D": "annual_plan",
        "E": "invested_year",
        "F": "lead_unit",
        "H": "note",
    }
    assert {column.unit for column in table.columns if column.field in ("total_investment", "annual_plan")} == {"万元"}
    assert names(table) == ["甲项目", "乙项目"]
    assert accounted(table) == [1, 2, 3, 4, 5, 6]


def test_a_header_of_two_rows_is_understood_without_any_merged_range(tables):
    (table,) = tables(TWO_ROW_HEADER)
    assert table.header_rows == (3, 4)
    assert fields(table)["D"] == "annual_plan"
    assert names(table) == ["甲项目", "乙项目"]


def test_a_header_of_three_rows_with_the_name_merged_over_all(tables):
    (table,) = tables(
        [
            ["项目名称", "投资（亿元）", None, None, "进度", None],
            [None, "总投资", "2023年", None, "开工时间", "竣工时间"],
            [None, None, "计划投资", "完成投资", None, None],
            ["甲", 1.5, 1, 0.5, "2023.3", "2024年底"],
        ],
        "A1:A3", "B1:D1", "B2:B3", "C2:D2", "E1:F1", "E2:E3", "F2:F3",
    )  # fmt: skip
    assert table.header_rows == (1, 2, 3)
    assert fields(table) == {
        "A": "name",
        "B": "total_investment",
        "C": "annual_plan",
        "D": "invested_year",
        "E": "start",
        "F": "deadline",
    }
    assert {column.unit for column in table.columns[1:4]} == {"亿元"}


def test_a_parent_row_stands_above_the_row_that_names_the_projects(tables):
    (table,) = tables(
        [
            ["基本情况", None, "投资情况（万元）", None, "责任落实", None],
            ["序号", "项目名称", "总投资", "年度计划", "责任单位", "包联领导"],
            [1, "甲", 100, 50, "住建局", "王某"],
        ],
        "A1:B1", "C1:D1", "E1:F1",
    )  # fmt: skip
    assert table.header_rows == (1, 2)
    assert fields(table) == {"B": "name", "C": "total_investment", "D": "annual_plan", "E": "lead_unit", "F": "leaders"}
    assert table.columns[2].unit == "万元"


def test_a_title_merged_over_the_whole_table_is_no_header(tables):
    (table,) = tables([["重点项目一览表"], ["项目名称", "备注"], ["甲", "x"]], "A1:B1")
    assert table.header_rows == (2,)


def test_sections_head_their_records_and_totals_are_checks(tables):
    (table,) = tables(
        [
            ["序号", "项目名称", "总投资(万元)"],
            ["合计", "13个项目", 650],
            ["一、交通2项", None, 300],
            [1, "甲", 100],
            [2, "乙", 200],
            ["二", "水利项目", 350],
            [3, "丙", 150],
            [4, "丁", 100],
            ["", "小  计", 250],
        ]
    )
    assert names(table) == ["甲", "乙", "丙", "丁"]
    assert [record.section.text for record in table.records] == ["一、交通", "一、交通", "二、水利项目", "二、水利项目"]
    assert left_out(table) == {2: "合计行", 3: "分节行", 6: "分节行", 9: "小计行"}
    checks = {(check.cell, check.what): (check.stated, check.found) for check in table.checks}
    assert checks[("A3", "项目数")] == ("2", "2")
    assert checks[("C2", "总投资(万元)")] == ("650", "550")
    assert checks[("C3", "总投资(万元)")] == ("300", "300")
    assert checks[("C6", "总投资(万元)")] == ("350", "250")
    assert checks[("C9", "总投资(万元)")] == ("250", "250")


def test_a_count_in_the_total_is_compared_with_the_rows_read(tables):
    (table,) = tables([["项目名称", "总投资(亿元)"], ["合计|3个", 4.5], ["甲", "1.5亿"], ["乙", 3]])
    assert [(c.what, c.stated, c.found, c.agrees) for c in table.checks] == [
        ("项目数", "3", "2", False),
        ("总投资(亿元)", "4.5", "4.5", True),
    ]


def test_a_total_below_sums_the_rows_above(tables):
    (table,) = tables([["项目名称", "总投资(万元)"], ["甲", 1], ["乙", 2], ["合 计", 3]])
    assert [(c.stated, c.found) for c in table.checks] == [("3", "3")]


def test_a_leaf_called_total_is_a_column_and_a_project_with_計_in_its_name_is_no_total(tables):
    (table,) = tables(
        [
            ["项目名称", "资金来源（万元）", None, None],
            [None, "合计", "中央", "地方"],
            ["统计信息平台", 10, 4, 6],
            ["设计院迁建", 20, 8, 12],
        ],
        "A1:A2", "B1:D1",
    )  # fmt: skip
    assert names(table) == ["统计信息平台", "设计院迁建"]
    assert [column.header for column in table.columns][1] == "资金来源（万元）_合计"


def test_a_category_merged_down_holds_for_each_of_its_rows_and_names_its_cell(tables):
    (table,) = tables(
        [
            ["重点领域", "项目名称", "责任单位"],
            ["交通", "甲", "交通局"],
            [None, "乙", None],
            ["水利", "丙", "水利局"],
        ],
        "A2:A3", "C2:C3",
    )  # fmt: skip
    assert texts(table, "section") == ["交通", "交通", "水利"]
    assert texts(table, "lead_unit") == ["交通局", "交通局", "水利局"]
    assert table.records[1].cells["section"].cell == "A2"


def test_an_amount_merged_over_several_projects_is_given_to_none_of_them(tables):
    (table,) = tables([["项目名称", "总投资(万元)"], ["甲", 900], ["乙", None], ["丙", 5]], "B2:B3")
    assert texts(table, "total_investment") == [None, None, "5"]
    (problem,) = table.problems
    assert problem.cell == "B2"
    assert "2—3" in problem.message


def test_a_name_merged_over_several_rows_is_one_project(tables):
    (table,) = tables(
        [["项目名称", "责任单位", "备注"], ["甲", "住建局", "x"], [None, "财政局", "y"], ["乙", "水利局", "z"]], "A2:A3"
    )
    assert names(table) == ["甲", "乙"]
    assert left_out(table) == {3: "名称单元格合并的续行"}


def test_notes_below_the_table_are_left_out(tables):
    (table,) = tables(
        [
            ["序号", "项目名称", "备注"],
            [1, "甲", "x"],
            ["注：本表按月填报", None, None],
            ["填表人：张某", None, "审核人：李某"],
        ]
    )
    assert names(table) == ["甲"]
    assert left_out(table) == {3: "说明行", 4: "说明行"}


def test_two_tables_below_one_another_are_two_tables_with_their_own_columns(tables):
    first, second = tables(
        [
            ["新开工项目", None, None],
            ["序号", "项目名称", "总投资(万元)"],
            [1, "甲", 100],
            [2, "乙", 200],
            [None, None, None],
            ["续建项目表（单位：亿元）", None, None],
            ["序号", "项目名称", "年度计划投资", "责任单位"],
            [1, "丙", 3, "住建局"],
        ]
    )
    assert (names(first), names(second)) == (["甲", "乙"], ["丙"])
    assert fields(second) == {"B": "name", "C": "annual_plan", "D": "lead_unit"}
    assert second.columns[2].unit == "亿元"
    assert first.columns[2].unit == "万元"


def test_two_tables_beside_one_another_are_read_apart(tables):
    first, second = tables(
        [
            ["序号", "项目名称", "总投资(万元)", None, "序号", "项目名称", "总投资(万元)"],
            [1, "甲", 100, None, 3, "丙", 300],
            [2, "乙", 200, None, 4, "丁", 400],
            ["合计", None, 300, None, "合计", None, 700],
        ]
    )
    assert (names(first), names(second)) == (["甲", "乙"], ["丙", "丁"])
    assert (texts(first, "total_investment"), texts(second, "total_investment")) == (["100", "200"], ["300", "400"])
    assert [check.agrees for check in (*first.checks, *second.checks)] == [True, True]


def test_a_header_repeated_on_each_printed_page_begins_no_new_table(tables):
    (table,) = tables([["序号", "项目名称", "备注"], [1, "甲", "x"], ["序号", "项目名称", "备注"], [2, "乙", "y"]])
    assert names(table) == ["甲", "乙"]
    assert left_out(table) == {3: "重复的表头"}


def test_serial_numbers_stay_text_and_say_nothing(tables):
    (table,) = tables([["序号", "项目名称"], ["1.1", "甲"], ["1.10", "乙"], ["1●", "丙"]])
    assert names(table) == ["甲", "乙", "丙"]
    assert fields(table) == {"B": "name"}


def test_hidden_rows_are_left_out_with_that_reason():
    cells = [(1, {1: "项目名称", 2: "备注"}), (2, {1: "甲", 2: "x"}), (3, {1: "乙", 2: "y"})]
    (table,) = build_tables("a.xlsx", RawSheet("表", cells, hidden_rows=frozenset({3})), Progress())
    assert names(table) == ["甲"]
    assert left_out(table) == {3: "隐藏的行"}


@pytest.mark.parametrize(
    "header",
    [
        "项目名称",
        "项 目 名 称",
        "项目\n名称",
        "项目　名称",
        "★项目名称",
        "重点项目名称",
        "工程名称",
        "项目（工程）名称",
        "任务名称",
    ],
)
def test_the_name_column_is_found_however_its_header_is_dressed(tables, header):
    (table,) = tables([["序号", header, "备注"], [1, "甲", "x"]])
    assert names(table) == ["甲"]


@pytest.mark.parametrize("header", ["单位名称", "所属项目名称", "项目类别", "责任单位名称"])
def test_a_name_of_something_else_is_not_the_projects_name(tables, header):
    (table,) = tables([["序号", "项目名称", header], [1, "甲", "乙"]])
    assert names(table) == ["甲"]


def test_a_card_about_one_project_and_a_table_of_statistics_say_what_they_are(reader, tmp_path):
    import openpyxl

    made = openpyxl.Workbook()
    for row in [
        ["项目名称", "第二污水处理厂"],
        ["总投资", "1.7亿元"],
        ["责任单位", "市住建局"],
        ["完成时限", "10月底"],
    ]:
        made.active.append(row)
    figures = made.create_sheet("统计")
    for row in [["类别", "个数", "金额"], ["新开工", 12, 345], ["续建", 8, 123], ["合计", 20, 468]]:
        figures.append(row)
    made.create_sheet("清单").append(["项目名称"])
    made.save(tmp_path / "混合.xlsx")
    card, statistics, _ = read_tables(tmp_path / "混合.xlsx", Progress(), reader)
    assert {s.reason for s in card.skipped} == {
        "这是一张一个项目的信息卡，不是项目列表；请把它填进有表头的项目表再导入"
    }
    assert {s.reason for s in statistics.skipped} == {"这是统计表，没有逐个列出项目，不需要导入"}


def test_a_category_of_another_sort_is_not_taken_for_the_kind_of_an_item(tables):
    (table,) = tables([["项目类别", "项目名称"], ["产业类", "甲"], ["基础设施类", "乙"]])
    assert fields(table) == {"B": "name"}
    (table,) = tables([["类别", "名称"], ["项目", "甲"], ["工作任务", "乙"], [None, "丙"]])
    assert fields(table)["A"] == "kind"


def test_progress_in_words_is_text_and_in_figures_a_percentage(tables):
    (table,) = tables([["项目名称", "形象进度"], ["甲", "主体封顶"], ["乙", "正在招标"], ["丙", 0.5]])
    assert fields(table)["B"] == "progress_text"
    (table,) = tables([["项目名称", "形象进度"], ["甲", "70%"], ["乙", 30], ["丙", "—"]])
    assert fields(table)["B"] == "progress_percent"


# -- what a person decides


def chosen(rows, **decisions):
    """The one table of a sheet of texts, as a person's decisions make it."""
    cells = [
        (row, {column: value for column, value in enumerate(values, start=1) if value is not None})
        for row, values in enumerate(rows, start=1)
    ]
    (table,) = build_tables("a.xlsx", RawSheet("表", cells), Progress(), {("表", 1): TableChoice(**decisions)})
    return table


ODD = [["建什么", "花多少"], ["甲", "12"], ["乙", "13"], ["丙", "14"]]


def test_a_person_can_point_at_a_header_that_nobody_knows_and_name_its_columns():
    table = chosen(ODD, header=(1, 1), columns={1: "name", 2: "total_investment"})
    assert names(table) == ["甲", "乙", "丙"]
    assert texts(table, "total_investment") == ["12", "13", "14"]
    assert {s.reason for s in chosen(ODD, header=(1, 1)).skipped} == {"还没有指定名称列"}


def test_a_person_can_end_the_table_leave_rows_out_and_take_rows_in():
    rows = [["项目名称", "备注"], ["甲", "x"], ["合计", "y"], ["乙", "z"], ["丙", "z"]]
    table = chosen(rows, last=4, left_out=frozenset({4}), taken=frozenset({3}))
    assert names(table) == ["甲", "合计"]
    assert left_out(table) == {4: "已选择不导入", 5: "表格以外的内容"}


def test_a_person_can_say_which_of_two_columns_counts_and_drop_a_column():
    rows = [["项目名称", "总投资(万元)", "计划总投资(万元)", "备注"], ["甲", Number("1"), Number("2"), "x"]]
    table = chosen(rows, columns={3: "total_investment", 4: NOT_IMPORTED})
    assert fields(table) == {"A": "name", "C": "total_investment"}
    assert table.problems == ()


def test_a_person_can_narrow_the_table_to_some_columns():
    table = chosen([["项目名称", "备注", "工程名称"], ["甲", "x", "乙"]], right=2)
    assert names(table) == ["甲"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (("环评", "完成时间"), None),
        (("实际", "竣工时间"), "finished"),
        (("实际", "开工时间"), None),
        (("资金来源", "总投资"), None),
        (("责任单位", "姓名"), None),
        (("责任单位", "名称"), "lead_unit"),
        (("包联领导", "单位"), None),
        (("包联领导", "姓名"), "leaders"),
        (("2023年投资", "累计完成投资"), "invested_year"),
        (("投资情况", "总投资"), "total_investment"),
        (("2023年投资", "计划"), "annual_plan"),
        (("基本情况", "项目名称"), "name"),
        (("前期手续", "立项", "完成时间"), None),
    ],
)
def test_a_leaf_means_what_its_parents_let_it_mean(path, key):
    found = field_of(path)
    assert (found.key if found else None) == key


@pytest.mark.parametrize(
    "header",
    [
        ["序号", "项目名称", "备注", "工程名称"],
        ["序号", "责任单位", "工程名称", "项目名称"],
        ["序号", "指标名称", "任务名称"],
    ],
)
def test_two_columns_that_may_be_the_name_are_a_question_and_no_second_table(tables, header):
    (table,) = tables([header, ["1", "甲", "乙", "丙"][: len(header)]])
    assert table.records == ()
    assert "都对应“名称”" in table.problems[0].message


@pytest.mark.parametrize("row", [[5, "第二类医疗器械厂", 100], [6, "一、二号楼改造", 200], [7, "（一）期工程", 300]])
def test_a_project_with_a_number_before_it_is_no_section(tables, row):
    (table,) = tables([["序号", "项目名称", "总投资(万元)"], row, [8, "甲", 1]])
    assert names(table) == [row[1], "甲"]


def test_rows_numbered_in_chinese_throughout_are_projects(tables):
    (table,) = tables([["序号", "项目名称", "总投资(万元)"], ["一", "甲", 1], ["二", "乙", 2], ["三", "丙", 3]])
    assert names(table) == ["甲", "乙", "丙"]


def test_a_lone_remark_is_no_section_and_a_lone_footer_no_project(tables):
    (table,) = tables(
        [
            ["项目名称", "责任单位", "备注"],
            ["甲", "住建局", "x"],
            [None, None, "补充:手续未办"],
            ["乙", "水利局", "y"],
            ["单位：亿元"],
            ["2023年9月30日"],
            ["共3个项目"],
        ]
    )
    assert [(r.cells["name"].text, r.section) for r in table.records] == [("甲", None), ("乙", None)]
    assert left_out(table) == dict.fromkeys((3, 5, 6, 7), "说明行")


def test_a_numbered_line_is_a_note_only_under_one_and_else_a_project(tables):
    rows = [["项目名称", "责任单位"], ["1、甲路", "住建局"], ["2、乙路", None]]
    (table,) = tables(rows)
    assert names(table) == ["1、甲路", "2、乙路"]
    (table,) = tables([*rows, ["填表说明：", None], ["1、按月填报", None], ["2、月底前报送", None]])
    assert names(table) == ["1、甲路", "2、乙路"]
    assert left_out(table) == dict.fromkeys((4, 5, 6), "说明行")


def test_a_sum_over_a_cell_that_was_not_read_is_no_check(tables):
    rows = [["项目名称", "总投资(万元)", "年度计划(万元)"], ["甲", "#REF!", 1], ["乙", 2, 2], ["合计", 9, 4]]
    (table,) = tables(rows)
    assert [(check.cell, check.stated, check.found) for check in table.checks] == [("C4", "4", "3")]


def test_the_row_above_a_repeated_header_is_no_parent_of_it(tables):
    header = ["项目名称", "总投资", "责任单位", "备注"]
    (table,) = tables([header, ["甲", "1亿", "x"], ["乙", "2亿"], header, ["丙", "3亿", "y"]])
    assert names(table) == ["甲", "乙", "丙"]
    assert table.header_rows == (1,)


def test_the_amount_of_a_continued_row_is_a_problem_and_not_dropped_in_silence(tables):
    (table,) = tables([["项目名称", "总投资(万元)"], ["甲", 100], [None, 200], ["乙", 3]], "A2:A3")
    assert [(p.cell, "并到一行" in p.message) for p in table.problems] == [("B3", True)]


def test_the_problem_of_a_merged_range_is_told_once(tables):
    (table,) = tables([["项目名称", "完成时限"], ["甲", "2023.1"], ["乙", None], ["丙", None]], "B2:B4")
    assert [problem.cell for problem in table.problems] == ["B2"]


def test_the_unit_of_a_header_counts_before_the_unit_line(tables):
    (table,) = tables([["单位：亿元"], ["项目名称", "总投资（万元）", "年度计划"], ["甲", 100, 1]])
    assert [column.unit for column in table.columns[1:]] == ["万元", "亿元"]


def test_a_small_card_whose_labels_would_be_projects_is_no_list():
    rows = [
        ["项目名称", "市人民医院", "建设单位", "市卫健局"],
        ["总投资", "120000万元", "开工时间", "2021年3月"],
        ["建设地点", "汾阳", "联系人", "王某"],
    ]
    cells = [(number, dict(enumerate(row, 1))) for number, row in enumerate(rows, 1)]
    (table,) = build_tables("卡片.xlsx", RawSheet("卡片", cells), Progress())
    assert not table.records
    assert "信息卡" in left_out(table)[1]


def test_a_project_called_like_the_header_of_names_is_a_project_and_begins_no_table(tables):
    rows = [
        ["任务名称", "序号", "责任单位"],
        ["任务名称", 1, "市住建局"],
        ["乙", 2, "市水利局"],
        ["任务名称", "序号", "责任单位"],
    ]
    (table,) = tables(rows)
    assert names(table) == ["任务名称", "乙"]
    assert left_out(table) == {4: "重复的表头"}


def test_a_table_of_years_below_another_is_a_table_of_its_own(tables):
    first, second = tables([["项目名称", "总投资"], ["甲", 100], ["项目名称", 2023, 2024], ["乙路", 3, 4]])
    assert (names(first), names(second)) == (["甲"], ["乙路"])


def test_a_total_in_the_column_of_ids_is_a_total(tables):
    (table,) = tables([["编号", "项目名称", "总投资（万元）"], [1, "甲", 100], [2, "乙", 20], ["合计", None, 120]])
    assert names(table) == ["甲", "乙"]
    assert left_out(table) == {4: "合计行"}
    assert all(check.agrees for check in table.checks)


@pytest.mark.parametrize(
    "line",
    [
        ["单位名称", "民政局"],
        ["填报单位", "民政局", "填报人", "张某", "联系电话", "0358-1234567"],
        ["填报人", "张某"],
        ["日期", "2023年9月25日"],
        ["截止日期", "2023年9月底", "联系人", "张某"],
        ["联系电话", "（略）"],
    ],
)
def test_a_line_of_labels_above_a_header_is_no_parent_of_it(tables, line):
    (table,) = tables([line, ["项目名称", "总投资", "年度计划", "完成时限", "备注"], ["甲", 1, 2, "年内", "跨年"]])
    assert table.header_rows == (2,)
    assert list(fields(table).values()) == ["name", "total_investment", "annual_plan", "deadline", "note"]


def test_a_parent_that_might_be_a_label_stays_a_parent_over_its_columns(tables):
    rows = [
        [None, "时间", None, "联系人", None],
        ["项目名称", "开工", "竣工", "姓名", "电话"],
        ["甲", "2023.3", "年内"],
    ]
    (table,) = tables(rows, "B1:C1", "D1:E1")
    assert [column.header for column in table.columns][1:4] == ["时间_开工", "时间_竣工", "联系人_姓名"]


@pytest.mark.parametrize("label", ["单位名称", "填报单位", "报送单位（盖章）", "填报单位："])
def test_a_label_names_the_sender_in_the_next_cell(label):
    rows = ((1, {1: label, 2: "市民政局"}), (2, {1: "项目名称"}), (3, {1: "甲"}))
    sheet = RawSheet("汇总", rows)
    assert sender_above(sheet, 2) == sender_within(sheet) == "市民政局"


def test_a_header_beside_a_header_of_units_names_no_sender():
    assert sender_within(RawSheet("汇总", ((1, {1: "单位名称", 2: "项目个数"}),))) == ""


FIRE = ["第二城市消防站", 2600, 1900, "2023年3月", "2023年11月下旬"]


def test_a_bare_header_of_names_beside_serial_numbers_heads_projects(tables):
    (table,) = tables(
        [
            ["消防站建设项目表"],
            ["序号", "项目", "投资额（万元）", None, "时限", None],
            [None, None, "概算", "已完成", "开工", "完工"],
            [1, *FIRE],
            [2, "煤矿救援物资储备库", 8000, 2200, "2023.5", "2024.10"],
        ]
    )
    assert table.header_rows == (2, 3)
    assert names(table) == ["第二城市消防站", "煤矿救援物资储备库"]
    assert fields(table) == dict(
        zip("BCDEF", ["name", "total_investment", "invested_year", "start", "deadline"], strict=True)
    )
    assert [column.by for column in table.columns][2:] == [By.SIMILAR] * 4


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "项目", "1-9月累计", "同比增长%"], [1, "地区生产总值", 198.5, 5.6], [2, "固定资产投资", 62.1, 8.9]],
        [["序号", "项目", "单位", "本年累计"], [1, "粮食播种面积", "万亩", 48.2], [2, "粮食总产量", "万吨", 20]],
        [["序号", "项目", "户数", "人口"], [1, "常住居民情况", 198, 500], [2, "流动人口情况", 62, 89]],
        [
            ["序号", "项目", "数值一", "已完成", "甲", "乙", "丙"],
            [1, "收入", 1, 2, 3, 4, 5],
            [2, "支出", 3, 4, 5, 6, 7],
        ],
    ],
)
def test_a_bare_header_of_statistics_heads_no_projects(tables, rows):
    with pytest.raises(UserError, match="没有找到带表头的项目表"):
        tables(rows)


def test_each_of_two_tables_side_by_side_has_the_unit_above_its_own_columns(tables):
    head = ["项目名称", "总投资"]
    rows = [
        [None, None, "单位：万元", None, None, "单位：亿元"],
        [*head, None, None, *head],
        ["甲", 1, None, None, "乙", 2],
    ]
    one, two = tables(rows)
    assert (one.columns[1].unit, two.columns[1].unit) == ("万元", "亿元")


def test_one_unit_line_holds_for_both_tables_side_by_side(tables):
    head = ["项目名称", "总投资"]
    rows = [[None, None, None, None, None, "单位：亿元"], [*head, None, None, *head], ["甲", 1, None, None, "乙", 2]]
    assert [table.columns[1].unit for table in tables(rows)] == ["亿元", "亿元"]
