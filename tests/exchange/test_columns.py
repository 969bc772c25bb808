"""What each column is read as, how surely, and by what."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.exchange.raw import Number, RawSheet
from fenyang_desktop.exchange.records import By
from fenyang_desktop.exchange.tables import build_tables


def table_of(rows, choices=None):
    """The first table of a sheet of texts and figures."""
    cells = tuple(
        (
            number,
            {c: Number(str(v)) if isinstance(v, int | float) else v for c, v in enumerate(row, 1) if v is not None},
        )
        for number, row in enumerate(rows, 1)
    )
    return build_tables("表.xlsx", RawSheet("汇总", cells), Progress(), {("汇总", 1): choices} if choices else None)[0]


@pytest.mark.parametrize(
    "header", ["本月完成投资", "当月完成投资", "本月完成", "本月完成投资（万元）", "本月投资完成额", "9月完成投资"]
)
def test_the_investment_of_the_month_is_read_to_check_by(header):
    table = table_of([["项目名称", header], ["甲", 120], ["乙", "—"]])
    assert table.columns[1].field == "invested_month"
    assert table.records[0].cells["invested_month"].text == "120"


def test_the_month_below_a_parent_of_investment_is_read_with_the_parents_unit():
    rows = [["项目名称", "完成投资（亿元）", None], [None, "本月", "年内累计"], ["甲", 1, 2]]
    columns = table_of(rows).columns
    assert (columns[1].field, columns[1].unit) == ("invested_month", "亿元")


@pytest.mark.parametrize("header", ["本月计划", "本月计划投资", "本月完成形象进度", "本月", "上月完成投资"])
def test_what_else_is_of_the_month_is_no_investment_of_it(header):
    assert table_of([["项目名称", header], ["甲", 120]]).columns[1].field != "invested_month"


def test_a_month_done_in_words_is_no_amount():
    assert table_of([["项目名称", "本月完成"], ["甲", "主体封顶"]]).columns[1].field is None


def test_a_column_for_each_month_is_none_to_check_by_and_no_question():
    table = table_of([["项目名称", "1月完成投资", "2月完成投资"], ["甲", 1, 2]])
    assert [column.field for column in table.columns] == ["name", None, None]
    assert not table.problems


# -- since when?

YEAR, SINCE = "invested_year", "invested_total"


@pytest.mark.parametrize(
    "header",
    ["累计完成", "累计完成投资", "完成投资", "已完成", "已完成投资(万元)", "累计投资", "投资完成额", "截至9月底完成投资",
     "截至2023年9月底累计完成投资额", "目前已完成投资"],
)  # fmt: skip
def test_what_was_invested_without_a_beginning_is_a_question_between_two_fields(header):
    column = table_of([["单位：万元"], ["项目名称", header], ["甲", 120], ["乙", "—"]]).columns[1]
    assert (column.by, set(column.offers), column.unit) == (By.SIMILAR, {YEAR, SINCE}, "万元")
    assert column.field == column.offers[0]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("累计完成", ["主体封顶", "已完工"]),  # no amounts
        ("已完成", [3, 5]),  # of what?
        ("剩余完成投资", [3, 5]),
        ("其中：完成投资", [3, 5]),
        ("未完成投资", [3, 5]),
        ("完成率", [3, 5]),
    ],
)
def test_what_is_no_investment_that_was_made_is_no_such_question(header, values):
    column = table_of([["项目名称", header], *(["甲乙"[place], one] for place, one in enumerate(values))]).columns[1]
    assert column.field is None
    assert not column.offers


@pytest.mark.parametrize(
    ("above", "plan", "done", "first"),
    [
        ("重点项目表", [100, 200, 300], [150, 250, 10], SINCE),  # more than the year's plan
        ("重点项目表", [100, 200, 300], [50, 250, 10], SINCE),  # 累计 by itself
        ("1-9月重点项目表", [100, 200, 300], [50, 250, 10], YEAR),
        ("2023年前三季度", [100, 200, 300], [50, 250, 10], YEAR),
        ("1-9月重点项目表", [100, 200, 300], [150, 250, 310], SINCE),
    ],
)
def test_the_sheet_says_which_of_the_two_is_offered_first_and_decides_nothing(above, plan, done, first):
    rows = [[f"{place}号路", *figures] for place, figures in enumerate(zip(plan, done, strict=True))]
    column = table_of([[above], ["项目名称", "年度计划投资（万元）", "累计完成投资（万元）"], *rows]).columns[2]
    assert column.offers[0] == first
    assert len(column.offers) == 2
    assert column.by is By.SIMILAR


def test_only_the_field_that_no_other_column_has_is_offered():
    head = ["项目名称", "年内累计完成投资（万元）", "累计完成投资（万元）"]
    column = table_of([head, ["甲", 1, 2]]).columns[2]
    assert (column.offers, column.by) == ((SINCE,), By.SIMILAR)
    columns = table_of([[*head, "开工累计完成投资（万元）"], ["甲", 1, 2, 3]]).columns
    assert [column.field for column in columns] == ["name", YEAR, None, SINCE]


def test_once_a_person_said_which_it_is_nothing_is_asked():
    rows = [["项目名称", "完成投资（万元）", "累计完成（万元）"], ["甲", 1, 2]]
    one, other = table_of(rows, TableChoice(columns={2: SINCE})).columns[1:]
    assert (one.field, one.by, one.offers) == (SINCE, By.CHOSEN, ())
    assert (other.field, other.by, other.offers) == (YEAR, By.SIMILAR, (YEAR,))
    assert table_of(rows, TableChoice(columns={2: ""})).columns[1].offers == ()


# -- an amount is no date


@pytest.mark.parametrize("parent", ["投资情况（万元）", "2023年投资情况", "投资", "资金（万元）"])
def test_what_is_done_under_money_is_no_date(parent):
    table = table_of([["项目名称", parent, None], [None, "总投资", "实际完成"], ["甲", 100000, 45000]])
    assert table.columns[2].field != "finished"
    assert table.columns[2].by is not By.NAMED


@pytest.mark.parametrize("leaf", ["完成时限", "计划开工", "实际完成时间"])
def test_a_header_that_names_a_time_is_a_date_under_money_too(leaf):
    table = table_of([["项目名称", "投资情况（万元）", None], [None, "总投资", leaf], ["甲", 100000, "2023年9月"]])
    assert table.columns[2].field in ("deadline", "start", "finished")


@pytest.mark.parametrize("figures", [(1200, 350.5, 90), (45000, 1200), (45000, 38000.5, 41000), ("100%", "80%")])
def test_figures_that_are_no_days_gainsay_a_date(figures):
    table = table_of([["项目名称", "完成时限"], *([f"甲{n}", one] for n, one in enumerate(figures))])
    assert table.columns[1].field is None


@pytest.mark.parametrize(
    "values", [("2023年9月", 1200), (10, 11), ("9.5", "10.12"), (2023, 20231031), ("尽快", "年内")]
)
def test_a_column_of_dates_stays_one_whatever_else_is_wrong_in_it(values):
    table = table_of([["项目名称", "完成时限"], *([f"甲{n}", one] for n, one in enumerate(values))])
    assert table.columns[1].field == "deadline"


# -- fractions of one

SHARES = st.lists(st.integers(0, 10_000), min_size=3, max_size=8)


@given(SHARES.filter(lambda shares: any(0 < one < 10_000 for one in shares)), st.booleans())
def test_a_column_of_fractions_is_the_same_percentages(shares, as_text):
    written = [Decimal(one) / 10_000 for one in shares]
    texts = [f"{one:f}" if as_text else Number(f"{one:f}") for one in written]
    table = table_of([["项目名称", "形象进度"], *([f"{place}号路", one] for place, one in enumerate(texts))])
    assert table.columns[1].fractions
    assert not table.problems
    assert [record.text("progress_percent") for record in table.records] == [
        f"{Decimal(one) / 100:f}%" for one in shares
    ]


@given(SHARES, st.sampled_from(["70%", "2", "约0.5", Number("0.7", "0%"), Number("55")]))
def test_one_cell_of_another_sort_is_enough_that_no_figure_is_taken_for_a_fraction(shares, other):
    texts = [other, *(Number(f"{Decimal(one) / 10_000:f}") for one in shares)]
    table = table_of([["项目名称", "形象进度"], *([f"{place}号路", one] for place, one in enumerate(texts))])
    assert not table.columns[1].fractions
    in_doubt = [f"B{place}" for place, one in enumerate(shares, start=3) if one]
    assert [problem.cell for problem in table.problems] == in_doubt


def test_two_fractions_are_too_few_to_make_a_column():
    table = table_of([["项目名称", "形象进度"], ["甲", 0.7], ["乙", 0.5]])
    assert [problem.cell for problem in table.problems] == ["B2", "B3"]


# -- the year's plan, or the whole?

PLAN, WHOLE = "annual_plan", "total_investment"


@pytest.mark.parametrize("path", [("计划投资",), ("计划完成投资",), ("资金计划",), ("投资", "计划"), ("资金", "计划")])
def test_what_is_planned_without_saying_for_when_is_a_question_between_two_fields(path):
    column = columns_under(path, [120, 95])[2]
    assert (column.by, column.offers, column.unit) == (By.SIMILAR, (PLAN, WHOLE), "万元")


@pytest.mark.parametrize(
    "path", [("本月投资", "计划"), ("明年计划投资",), ("二季度投资", "计划"), ("2023年", "计划投资")]
)
def test_what_is_planned_for_a_time_that_the_header_names_is_no_such_question(path):
    assert not columns_under(path, [120, 95])[2].offers


def columns_under(path, values):
    """The columns of a table with 单位：万元 above it, whose third is under these headers."""
    parents = [[None, None, *([text, None] if place < len(path) - 1 else [text])] for place, text in enumerate(path)]
    parents[0][:2] = ["序号", "项目名称"]
    if len(path) > 1:
        parents[-1] += ["文号"]
    rows = [["单位：万元"], *parents, *([n, f"甲路改造{n}", value] for n, value in enumerate(values, 1))]
    return table_of(rows).columns


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (("资金", "今年计划"), PLAN),
        (("资金", "今年完成"), YEAR),
        (("资金情况", "本年计划"), PLAN),
        (("投资额（万元）", "概算"), WHOLE),
        (("2023年", "任务"), PLAN),
        (("年度任务",), PLAN),
        (("年度目标（万元）",), PLAN),
        (("年度投资任务",), PLAN),
        (("投资规模",), WHOLE),
        (("总造价（万元）",), WHOLE),
    ],
)
def test_an_amount_that_most_often_is_a_field_of_ours_is_asked_about(path, key):
    column = columns_under(path, [5000, 3200])[2]
    assert (column.field, column.by) == (key, By.SIMILAR)


@pytest.mark.parametrize(
    ("path", "values", "key"),
    [
        (("时限", "起"), ["2023年3月", "2023.5"], "start"),
        (("时限", "止"), ["2023年10月底", "2024.5"], "deadline"),
        (("完成节点",), ["2023年10月底", "2024.5"], "deadline"),
        (("责任单位\n责任人",), ["市住建局  李某某", "市水利局  王某"], "lead_unit"),
        (("牵头部门\n联系人",), ["市住建局  李某某", "市水利局  王某"], "lead_unit"),
        (("总体进度",), ["85%", "60%"], "progress_percent"),
        (("建设进度",), ["主体完工", "管网铺设"], "progress_text"),
        (("工作开展情况",), ["主体完工", "管网铺设"], "progress_text"),
        (("分管市领导",), ["张某", "李某、王某"], "leaders"),
    ],
)
def test_dates_units_and_progress_under_a_frequent_header_are_asked_about(path, values, key):
    column = columns_under(path, values)[2]
    assert (column.field, column.by) == (key, By.SIMILAR)


def test_a_quantity_to_reach_and_a_task_in_words_stay_what_they_are():
    assert columns_under(("年度目标",), [25, 30])[2].field == "target_value"
    assert columns_under(("年度任务",), ["开工建设", "完成主体"])[2].field == "action"


def test_done_in_words_is_no_amount_of_the_year():
    assert columns_under(("本年完成",), ["主体封顶", "已完工"])[2].field is None


def test_actually_done_is_an_amount_where_amounts_stand_below_and_else_a_day():
    assert columns_under(("实际完成",), [5000, 3200])[2].offers == (YEAR, SINCE)
    assert columns_under(("实际完成",), ["2023-10-20", "2023.9"])[2].field == "finished"


# -- what is left


@pytest.mark.parametrize(
    ("header", "values", "holds"),
    [
        ("合同金额", ["5,000", "3200"], "金额"),
        ("到位资金", [5000, "—"], "金额"),
        ("上年完成投资", [5000, 3200], "金额"),
        ("投资完成率", [0.85, 0.6], "百分比"),
        ("中标下浮", ["5%", "8.5%"], "百分比"),
        ("实际开工时间", ["2023-03-01", "2023.4"], "日期"),
        ("环评批复", ["2023年3月", "2023.4"], "日期"),
        ("联系电话", [13800001111, 13900002222], ""),
        ("占地面积", [120, 95], ""),
        ("建设面积（亩）", [120, 95], ""),
        ("带动就业人数", [120, 95], ""),
        ("滞后原因", ["征地拆迁", "2023年3月起手续未办完"], ""),
        ("建设地点", ["贾家庄镇", "—"], ""),
        ("建设地点", [None, None], ""),
        ("序号", [1, 2], ""),
    ],
)
def test_a_column_that_is_left_says_whether_it_holds_amounts_percentages_or_dates(header, values, holds):
    column = table_of([["项目名称", header], *(["甲乙"[place], one] for place, one in enumerate(values))]).columns[1]
    assert (column.field, column.holds) == (None, holds)


def test_a_column_that_is_shown_in_percent_holds_percentages():
    cells = ((1, {1: "项目名称", 2: "完成"}), (2, {1: "甲", 2: Number("0.85", "0%")}))
    (table,) = build_tables("表.xlsx", RawSheet("汇总", cells), Progress())
    assert table.columns[1].holds == "百分比"


def test_a_column_that_is_read_is_not_left():
    assert [column.holds for column in table_of([["项目名称", "总投资"], ["甲", 5000]]).columns] == ["", ""]
