"""What a sheet holds beside its first table: a second one, a card, statistics, other sheets."""

from messy.book import Book, Sheet
from messy.case import NEW, Case, Expected, NoList, due, one_sheet, wan

_CARD = "信息卡"
_STATISTICS = "统计表"


def _new(name: str, total: str = "", **others: object) -> tuple[int, dict]:
    values = {"name": name, **others}
    return NEW, {**values, "total_investment": wan(total)} if total else values


CASES = [
    one_sheet(
        "two tables side by side with remarks beside both",
        "左右两表.xlsx",
        Sheet(
            [
                ["交通项目", None, None, None, "教育项目"],
                ["序号", "项目名称", "总投资（万元）", None, "序号", "项目名称", "总投资（万元）"],
                [1, "南环路改造", 100, None, 1, "城北小学新建工程", 500],
                [2, "北环路改造", 200, None, 2, "城南小学新建工程", 600],
                [3, "西环路改造", 300],
                [None, None, None, None, None, None, None, None, "右侧为教育局补报"],
                ["合计", None, 600, None, "合计", None, 1100],
            ],
            ["A1:C1", "E1:G1"],
        ),
        Expected(
            header=(2,),
            fields={"B": "name", "C": "total_investment"},
            units={"C": "万元"},
            rows={
                3: _new("南环路改造", "100"),
                4: _new("北环路改造", "200"),
                5: _new("西环路改造", "300"),
            },
            left_out={1: "表头以上", 6: "表格以外", 7: "合计行"},
            checks=[("C7", "600", "600")],
        ),
        Expected(
            header=(2,),
            fields={"F": "name", "G": "total_investment"},
            units={"G": "万元"},
            rows={3: _new("城北小学新建工程", "500"), 4: _new("城南小学新建工程", "600")},
            left_out={1: "表头以上", 7: "合计行"},
            checks=[("G7", "1100", "1100")],
        ),
    ),
    one_sheet(
        "two lists below one another, each in its own unit",
        "上下两表.ods",
        Sheet(
            [
                ["新开工项目表（单位：万元）"],
                ["序号", "项目名称", "总投资"],
                [1, "南环路改造", 100],
                ["合计", None, 100],
                [],
                ["续建项目表（单位：亿元）"],
                ["序号", "项目名称", "年度计划投资", "责任单位"],
                [1, "汾介高速连接线", 0.5, "市交通局"],
                ["共1个项目"],
            ],
            ["A1:C1", "A6:D6"],
        ),
        Expected(
            header=(2,),
            fields={"B": "name", "C": "total_investment"},
            units={"C": "万元"},
            rows={3: _new("南环路改造", "100")},
            left_out={1: "表头以上", 4: "合计行"},
            checks=[("C4", "100", "100")],
        ),
        Expected(
            header=(7,),
            fields={"B": "name", "C": "annual_plan", "D": "lead_unit"},
            units={"C": "亿元"},
            rows={8: _new("汾介高速连接线", annual_plan=wan("5000"), lead_unit="市交通局")},
            left_out={6: "表头以上", 9: "说明行"},
        ),
    ),
    one_sheet(
        "a card about one project",
        "项目卡.xls",
        Sheet(
            [
                ["重点项目基本情况表"],
                ["项目名称", "南环路改造", "建设单位", "市城投公司"],
                ["总投资", "1.7亿元", "责任单位", "市住建局"],
                ["建设内容", "道路3公里", "包联领导", "王某某"],
                ["完成时限", "10月底", "备注", None],
            ],
            ["A1:D1"],
        ),
        NoList(_CARD),
    ),
    one_sheet(
        "statistics by kind of project",
        "统计.xlsx",
        Sheet(
            [
                ["重点项目统计表"],
                ["项目", "个数", "总投资（万元）", "年度计划"],
                ["新开工", 12, 345, 100],
                ["续建", 8, 123, 80],
                ["合计", 20, 468, 180],
            ],
            ["A1:D1"],
        ),
        NoList(_STATISTICS),
    ),
    Case(
        "several sheets with different columns, a card, statistics and a hidden sheet",
        "汇总簿.xlsx",
        Book(
            [
                Sheet([["项目名称", "总投资（亿元）"], ["南环路改造", 1.2]], name="交通"),
                Sheet([["任务名称", "完成时限", "牵头部门"], ["举办博览会", "9月上旬", "市文旅局"]], name="任务"),
                Sheet(
                    [["项目名称", "甲"], ["总投资", "1亿元"], ["责任单位", "市住建局"], ["完成时限", "年内"]], name="卡"
                ),
                Sheet([["类别", "个数", "金额"], ["新开工", 12, 345], ["续建", 8, 123]], name="统计"),
                Sheet([["项目名称"], ["不应导入"]], name="底稿", hidden=True),
                Sheet([], name="空"),
            ]
        ),
        [
            Expected(
                header=(1,),
                fields={"A": "name", "B": "total_investment"},
                units={"B": "亿元"},
                rows={2: _new("南环路改造", "12000")},
                sheet="交通",
            ),
            Expected(
                header=(1,),
                fields={"A": "name", "B": "deadline", "C": "lead_unit"},
                rows={2: _new("举办博览会", deadline=due("2023-09-10", "xun", "9月上旬"), lead_unit="市文旅局")},
                sheet="任务",
            ),
            NoList(_CARD, "卡"),
            NoList(_STATISTICS, "统计"),
            NoList("隐藏的工作表", "底稿"),
            NoList("", "空"),
        ],
    ),
    one_sheet(
        "two tables side by side, each with a unit line of its own",
        "两个表.xlsx",
        Sheet(
            [
                ["填报单位：市农业农村局", None, "单位：万元", None, "单位：亿元"],
                ["项目名称", "总投资", None, None, "项目名称", "总投资"],
                ["高粱种植基地", 5000, None, None, "经济林提质增效", 0.25],
            ]
        ),
        Expected(
            header=(2,),
            fields={"A": "name", "B": "total_investment"},
            units={"B": "万元"},
            rows={3: _new("高粱种植基地", "5000")},
            left_out={1: "表头以上"},
        ),
        Expected(
            header=(2,),
            fields={"E": "name", "F": "total_investment"},
            units={"F": "亿元"},
            rows={3: _new("经济林提质增效", "2500")},
            left_out={1: "表头以上"},
        ),
    ),
    one_sheet(
        "a list of projects whose names stand under 项目",
        "消防站.ods",
        Sheet(
            [
                ["消防站建设项目表"],
                ["序号", "项目", "投资额（万元）", None, "时限", None],
                [None, None, "概算", "已完成", "开工", "完工"],
                [1, "第二城市消防站", 2600, 1900, "2023年3月", "2023年11月下旬"],
                [2, "煤矿救援物资储备库", 8000, 2200, "2023.5", "2024.10"],
            ]
        ),
        Expected(
            header=(2, 3),
            fields={"B": "name", "C": "total_investment", "D": "invested_year", "E": "start", "F": "deadline"},
            units={"C": "万元", "D": "万元"},
            rows={
                4: _new(
                    "第二城市消防站",
                    "2600",
                    invested_year=wan("1900"),
                    start=due("2023-03-31", "month", "2023年3月"),
                    deadline=due("2023-11-30", "xun", "2023年11月下旬"),
                ),
                5: _new(
                    "煤矿救援物资储备库",
                    "8000",
                    invested_year=wan("2200"),
                    start=due("2023-05-31", "month", "2023.5"),
                    deadline=due("2024-10-31", "month", "2024.10"),
                ),
            },
            left_out={1: "表头以上"},
            doubts={
                (row, key): "概算" if key == "total_investment" else "确认" if key != "invested_year" else "已完成"
                for row in (4, 5)
                for key in ("total_investment", "invested_year", "start", "deadline")
            },
        ),
    ),
]
