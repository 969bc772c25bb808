"""Columns without a header, and sheets of very many tables: nothing in them is passed over in silence."""

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.exchange.raw import Number, RawSheet
from fenyang_desktop.exchange.records import By
from fenyang_desktop.exchange.senders import sender_above, senders_above
from fenyang_desktop.exchange.tables import MOST_TABLES, TOO_MANY, build_tables


def sheet_of(rows):
    return RawSheet(
        "汇总",
        tuple(
            (n, {c: Number(str(v)) if isinstance(v, int) else v for c, v in enumerate(row, 1) if v is not None})
            for n, row in enumerate(rows, 1)
        ),
    )


def tables_of(rows, choice=None):
    return build_tables("表.xlsx", sheet_of(rows), Progress(), {("汇总", 1): choice} if choice else None)


def unread(table):
    return {one.letter: one.samples for one in table.columns if one.header == "（无表头）"}


ROWS = [
    ["项目名称", "总投资（万元）", None, "责任单位", None],
    ["甲河治理工程", 5000, 1234, "市水利局", "完工推迟到2025年"],
    ["乙路改造项目", 8000, 2345, "市交通局", None],
]


def test_values_under_no_header_are_columns_that_are_not_read():
    (table,) = tables_of(ROWS)
    assert unread(table) == {"C": ("1234", "2345"), "E": ("完工推迟到2025年",)}
    assert [one.letter for one in table.columns] == ["A", "B", "C", "D", "E"]
    assert [one.holds for one in table.columns] == ["", "", "金额", "", ""]


def test_a_column_without_a_header_is_read_as_a_person_says():
    (table,) = tables_of(ROWS, TableChoice(columns={3: "annual_plan", 5: "note"}, units={3: "万元"}))
    assert [one.by for one in table.columns] == [By.NAMED, By.NAMED, By.CHOSEN, By.NAMED, By.CHOSEN]
    assert table.records[0].text("annual_plan") == "1234"
    assert table.records[0].text("note") == "完工推迟到2025年"


def test_numbers_of_the_rows_notes_and_what_is_beyond_a_drawn_edge_are_no_such_columns():
    assert not unread(tables_of([[None, "项目名称", "备注"], [1, "甲", "x"], [2, "乙", "y"], [1, "丙", "z"]])[0])
    assert unread(tables_of([[None, "项目名称", "备注"], [7, "甲", "x"], [5, "乙", "y"]])[0]) == {"A": ("7", "5")}
    assert not unread(tables_of([["项目名称", "备注"], ["甲", "x"], ["审核：王某", None, None, "填表：李某"]])[0])
    assert list(unread(tables_of(ROWS, TableChoice(right=4))[0])) == ["C"]


def test_a_table_beside_another_has_its_own_values_without_a_header_only():
    rows = [["序号", "项目名称", None, None, "序号", "项目名称"], [1, "甲", "x", None, 1, "乙", "y"]]
    assert [list(unread(table)) for table in tables_of(rows)] == [["C"], ["G"]]


def test_of_very_many_tables_the_first_are_read_and_every_row_of_the_others_is_told():
    count = MOST_TABLES + 20
    rows = [
        row
        for n in range(count)
        for row in (["项目名称", "总投资（万元）" if n % 2 else "年度计划投资（万元）"], [f"{n}号桥", n])
    ]
    tables = tables_of(rows)
    assert len(tables) == MOST_TABLES
    told = [row for table in tables for row in table.header_rows]
    told += [record.row for table in tables for record in table.records]
    told += [skipped.row for table in tables for skipped in table.skipped]
    assert sorted(told) == list(range(1, 2 * count + 1))
    assert {one.row for one in tables[-1].skipped if one.reason == TOO_MANY} == set(
        range(2 * MOST_TABLES + 1, 2 * count + 1)
    )
    assert [problem.cell for problem in tables[-1].problems] == [f"A{2 * MOST_TABLES + 1}"]
    assert "只读了前 100 个" in tables[-1].problems[0].what


def test_who_filled_in_many_tables_is_told_as_of_each_alone():
    rows = [
        ["填报单位：市水利局"],
        ["项目名称"],
        ["甲"],
        ["项目名称", "备注"],
        ["填报单位：市民政局"],
        ["项目名称"],
        ["乙"],
    ]
    sheet = sheet_of(rows)
    heads = [2, 4, 6]
    assert (
        senders_above(sheet, heads)
        == [sender_above(sheet, head) for head in heads]
        == ["市水利局", "市水利局", "市民政局"]
    )
