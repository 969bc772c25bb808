"""What stands round a table: titles, unit lines on every side, who filled it in, blank margins."""

from messy.book import Sheet
from messy.case import NEW, Expected, one_sheet, wan

_TITLE = "汾阳市2023年重点项目进展情况表"
_FIELDS = {"B": "name", "C": "total_investment", "D": "annual_plan", "E": "lead_unit"}
_WAN = {"C": "万元", "D": "万元"}
_YI = {"C": "亿元", "D": "亿元"}
_HEADER = ["序号", "项目名称", "总投资", "年度计划投资", "责任单位"]


def _new(name: str, total: str, plan: str, unit: str) -> tuple[int, dict]:
    return NEW, {"name": name, "total_investment": wan(total), "annual_plan": wan(plan), "lead_unit": unit}


CASES = [
    one_sheet(
        "title over the table and unit at the right",
        "进展情况.xlsx",
        Sheet(
            [
                [_TITLE],
                [None, None, None, None, "单位：万元"],
                _HEADER,
                [1, "城北小学新建工程", 8000, 3000, "市教育局"],
                [2, "南环路改造", 12500.5, 6000, "市交通局"],
            ],
            ["A1:E1"],
        ),
        Expected(
            header=(3,),
            fields=_FIELDS,
            units=_WAN,
            rows={
                4: _new("城北小学新建工程", "8000", "3000", "市教育局"),
                5: _new("南环路改造", "12500.5", "6000", "市交通局"),
            },
            left_out={1: "表头以上", 2: "表头以上"},
            origins={(4, "name"): "B4", (5, "total_investment"): "C5"},
        ),
    ),
    one_sheet(
        "sender at the left, cut-off in the middle, unit in 亿元",
        "交通局报表.xlsx",
        Sheet(
            [
                [_TITLE],
                ["填报单位：市交通局（盖章）", None, "截止日期：2023年9月30日", None, "单位：亿元"],
                _HEADER,
                [1, "汾介高速连接线", 1.25, 0.5, "市交通局"],
            ],
            ["A1:E1", "A2:B2", "C2:D2"],
        ),
        Expected(
            header=(3,),
            fields=_FIELDS,
            units=_YI,
            rows={4: _new("汾介高速连接线", "12500", "5000", "市交通局")},
            left_out={1: "表头以上", 2: "表头以上"},
        ),
    ),
    one_sheet(
        "unit line below the table",
        "表尾单位.xlsx",
        Sheet(
            [
                [_TITLE],
                _HEADER,
                [1, "城北小学新建工程", 0.8, 0.3, "市教育局"],
                [2, "南环路改造", 1.25, 0.6, "市交通局"],
                [],
                [None, None, None, None, "单位：亿元"],
            ],
            ["A1:E1"],
        ),
        Expected(
            header=(2,),
            fields=_FIELDS,
            units=_YI,
            rows={
                3: _new("城北小学新建工程", "8000", "3000", "市教育局"),
                4: _new("南环路改造", "12500", "6000", "市交通局"),
            },
            left_out={1: "表头以上", 5: "空行", 6: "说明行"},
        ),
    ),
    one_sheet(
        "unit told in a note under the table",
        "附注单位.xls",
        Sheet(
            [
                _HEADER,
                [1, "城北小学新建工程", 8000, 3000, "市教育局"],
                ["注：1.本表金额单位：万元。2.投资额以统计口径为准。"],
            ],
            ["A3:E3"],
        ),
        Expected(
            header=(1,),
            fields=_FIELDS,
            units=_WAN,
            rows={2: _new("城北小学新建工程", "8000", "3000", "市教育局")},
            left_out={3: "说明行"},
        ),
    ),
    one_sheet(
        "unit above and another below are a contradiction that a person settles",
        "单位矛盾.xlsx",
        Sheet(
            [
                [None, None, None, None, "单位：万元"],
                _HEADER,
                [1, "城北小学新建工程", 8000, 3000, "市教育局"],
                ["单位：亿元"],
            ]
        ),
        Expected(
            header=(2,),
            fields=_FIELDS,
            rows={3: _new("城北小学新建工程", "8000", "3000", "市教育局")},
            left_out={1: "表头以上", 4: "说明行"},
            doubts={(3, "total_investment"): "没有写金额单位", (3, "annual_plan"): "没有写金额单位"},
        ),
    ),
    one_sheet(
        "annex number, two title lines and a unit line pulled apart",
        "附件1.ods",
        Sheet(
            [
                ["附件1"],
                ["汾阳市重点项目"],
                ["（2023年9月）"],
                ["单  位 ： 亿 元"],
                _HEADER,
                [1, "汾介高速连接线", 1.25, 0.5, "市交通局"],
            ],
            ["A2:E2", "A3:E3", "A4:E4"],
        ),
        Expected(
            header=(5,),
            fields=_FIELDS,
            units=_YI,
            rows={6: _new("汾介高速连接线", "12500", "5000", "市交通局")},
            left_out=dict.fromkeys((1, 2, 3, 4), "表头以上"),
        ),
    ),
    one_sheet(
        "unit in the title, several units in one line",
        "多个单位.xlsx",
        Sheet(
            [
                [f"{_TITLE}（单位：个、亿元、%）"],
                [],
                _HEADER,
                [1, "汾介高速连接线", 1.25, 0.5, "市交通局"],
            ],
            ["A1:E1"],
        ),
        Expected(
            header=(3,),
            fields=_FIELDS,
            units=_YI,
            rows={4: _new("汾介高速连接线", "12500", "5000", "市交通局")},
            left_out={1: "表头以上"},
        ),
    ),
    one_sheet(
        "nobody names a unit",
        "无单位.xlsx",
        Sheet([_HEADER, [1, "汾介高速连接线", 12500, "5000万元", "市交通局"]]),
        Expected(
            header=(1,),
            fields=_FIELDS,
            rows={2: _new("汾介高速连接线", "12500", "5000", "市交通局")},
            doubts={(2, "total_investment"): "没有写金额单位"},
        ),
    ),
    one_sheet(
        "table pushed down and to the right, blank rows between title and header",
        "空边距.xlsx",
        Sheet(
            [
                [],
                [None, None, _TITLE],
                [],
                [],
                [None, None, *_HEADER],
                [None, None, 1, "南环路改造", 125000000, "0.6亿元", "市交通局"],
                [],
                [None, None, 2, "北环路改造", 1250000, 60, "市交通局"],
                [],
                [],
                [None, None, None, None, None, None, "单位：元"],
            ],
            ["C2:G2"],
        ),
        Expected(
            header=(5,),
            fields={"D": "name", "E": "total_investment", "F": "annual_plan", "G": "lead_unit"},
            units={"E": "元", "F": "元"},
            rows={
                6: _new("南环路改造", "12500", "6000", "市交通局"),
                8: _new("北环路改造", "125", "0.006", "市交通局"),
            },
            left_out={2: "表头以上", 7: "空行", 9: "空行", 11: "说明行"},
        ),
    ),
    one_sheet(
        "narrative of several paragraphs before the table",
        "情况汇报.xls",
        Sheet(
            [
                ["关于9月份重点项目进展情况的汇报"],
                ["一、总体情况"],
                ["截至9月底，全市重点项目13个，总投资54.6亿元，完成投资21亿元，占年度计划的70%。"],
                ["二、项目明细（单位：万元）"],
                _HEADER,
                [1, "南环路改造", 12500, 6000, "市交通局"],
            ],
            ["A1:E1", "A3:E3"],
        ),
        Expected(
            header=(5,),
            fields=_FIELDS,
            units=_WAN,
            rows={6: _new("南环路改造", "12500", "6000", "市交通局")},
            left_out=dict.fromkeys((1, 2, 3, 4), "表头以上"),
        ),
    ),
    one_sheet(
        "nothing but the unit in brackets over the last column",
        "括号单位.xlsx",
        Sheet(
            [
                [_TITLE],
                ["填报单位：市交通局", None, None, None, "（亿元）"],
                _HEADER,
                [1, "汾介高速连接线", 1.25, 0.5, "市交通局"],
            ],
            ["A1:E1"],
        ),
        Expected(
            header=(3,),
            fields=_FIELDS,
            units=_YI,
            rows={4: _new("汾介高速连接线", "12500", "5000", "市交通局")},
            left_out={1: "表头以上", 2: "表头以上"},
        ),
    ),
    one_sheet(
        "who reports in two cells above the header",
        "9月报表.xlsx",
        Sheet([["单位名称", "市教育局"], _HEADER[1:], ["城北小学新建工程", "8000万元", "3000万元", "市教育局"]]),
        Expected(
            header=(2,),
            fields={"A": "name", "B": "total_investment", "C": "annual_plan", "D": "lead_unit"},
            rows={3: _new("城北小学新建工程", "8000", "3000", "市教育局")},
            left_out={1: "表头以上"},
        ),
    ),
]
