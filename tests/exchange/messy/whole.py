"""Whole workbooks as departments return them, with many of the forms at once."""

from datetime import date

from messy.book import Book, Formula, Sheet, Shown, Wrong
from messy.case import NEW, Case, Expected, NoList, due, one_sheet, points, wan

_DISPATCH = one_sheet(
    "monthly dispatch table of the housing bureau",
    "市住建局9月调度表.xls",
    Sheet(
        [
            ["汾阳市2023年重点项目9月份调度表"],
            ["填报单位：市住建局（盖章）", None, None, "截止日期：2023年9月30日", None, None, None, None, "单位：万元"],
            ["序号", "项\n目\n名\n称", "总投资\n（亿元）", "2023年投资", None, "形 象\n进 度", "完成时限", "责任单位及\n责任人", "备  注"],
            [None, None, None, "计划投资", "1-9月累计\n完成投资", None, None, None, None],
            ["甲", "乙", 1, 2, 3, 4, 5, 6, 7],
            ["合  计|4个", None, 35, 13000, 34200, None, None, None, None],
            ["一、续建2项", None, 30.7, 3000, 31200, None, None, None, None],
            [1, "★第二污水处理厂", "约1.7", 3000, 1200, Shown(0.4, "0%"), "2023年11月底前", "市住建局    张某某", None],
            [2, "华樽3万吨项目", 29, "—", "3亿元", "85%", "已结项", "市住建局\n李某 0358-7222222", "资金未到位"],
            ["二、新开工2项", None, 1.7, 10000, 3000, None, None, None, None],
            [3, "城东\n供热管网", "1亿2千万", 6000, 0, "—", date(2024, 6, 30), "市住建局、市城管局", "无"],
            [4, "城西停车场", Wrong("#REF!"), 4000, None, None, "待定", None, None],
            ["注：1.总投资单位为亿元。"],
            ["单位负责人：张某某", None, None, "填表人：李某", None, None, "联系电话：0358-7222222"],
        ],
        [
            "A1:I1", "A2:C2", "D2:F2", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "G3:G4", "H3:H4", "I3:I4",
            "A6:B6", "A7:B7", "A10:B10", "A13:I13",
        ],
        ghosts=500,
    ),
    Expected(
        header=(3, 4),
        fields={
            "B": "name",
            "C": "total_investment",
            "D": "annual_plan",
            "E": "invested_year",
            "F": "progress_percent",
            "G": "deadline",
            "H": "lead_unit",
            "I": "note",
        },
        units={"C": "亿元", "D": "万元", "E": "万元"},
        rows={
            8: (
                1,
                {
                    "amount_qualifier": "约",
                    "annual_plan": wan("3000"),
                    "invested_year": wan("1200"),
                    "progress_percent": points("40"),
                    "deadline": due("2023-11-30", "month", "2023年11月底前"),
                    "lead_unit": "市住建局",
                },
            ),
            9: (
                2,
                {
                    "annual_plan": None,
                    "invested_year": wan("30000"),
                    "progress_percent": points("85"),
                    "deadline": due("~", "words", "已结项"),
                    "lead_unit": "市住建局",
                    "note": "资金未到位",
                },
            ),
            11: (
                NEW,
                {
                    "name": "城东供热管网",
                    "section": "二、新开工",
                    "total_investment": wan("12000"),
                    "annual_plan": wan("6000"),
                    "invested_year": 0,
                    "deadline": due("2024-06-30", "day", "2024-06-30"),
                    "lead_unit": "市住建局",
                    "units": "市城管局",
                },
            ),
            12: (
                NEW,
                {
                    "name": "城西停车场",
                    "section": "二、新开工",
                    "annual_plan": wan("4000"),
                    "deadline": due("~", "words", "待定"),
                },
            ),
        },
        left_out={
            1: "表头以上",
            2: "表头以上",
            5: "列号行",
            6: "合计行",
            7: "分节行",
            10: "分节行",
            13: "说明行",
            14: "说明行",
        },
        problems={"C12": "错误值 #REF!"},
        doubts={
            (9, "deadline"): "不再提醒",
            (8, "lead_unit"): "请确认",
            (9, "lead_unit"): "请确认",
            (11, "lead_unit"): "请确认",
            (11, "units"): "请确认",
        },
        checks=[  # and none of C6 and C10: what C12 holds isn't known
            ("A6", "4", "4"),
            ("D6", "13000", "13000"),
            ("E6", "34200", "31200"),
            ("A7", "2", "2"),
            ("C7", "30.7", "30.7"),
            ("D7", "3000", "3000"),
            ("E7", "31200", "31200"),
            ("A10", "2", "2"),
            ("D10", "10000", "10000"),
            ("E10", "3000", "0"),
        ],
        origins={(8, "annual_plan"): "D8", (11, "section"): "A10"},
    ),
)  # fmt: skip

_TOWNSHIP = one_sheet(
    "a township's list that begins in the middle of the sheet, its category merged down",
    "杏花村镇.ods",
    Sheet(
        [
            [],
            [None, "杏花村镇2023年重点项目包联责任表"],
            [None, None, None, None, None, None, None, "（单位：亿元）"],
            [None, "类别", "序号", "工程名称", "计划总投资", "包联领导", None, "责任单位"],
            [None, None, None, None, None, "市级", "镇级", None],
            [None, "产业类", "1.1", "竹叶青酒扩建工程（二期）", 2.6, "王某某、李某", "赵某", "杏花村镇人民政府"],
            [None, None, "1.10", "酒文化广场", "5000万元", "王某某 李某", None, None],
            [None, "基础设施类", "2.1", "镇区道路改造", "/", "李  明", "赵某", "杏花村镇人民政府"],
            [],
            [None, "合  计", None, "3个", 3.1],
            [None, "填报说明：以上项目均已入库，投资额为概算数。"],
        ],
        ["B2:H2", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:G4", "H4:H5", "B6:B7", "H6:H7", "B11:H11"],
    ),
    Expected(
        header=(4, 5),
        fields={"D": "name", "E": "total_investment", "F": "leaders", "H": "lead_unit"},
        units={"E": "亿元"},
        rows={
            6: (
                NEW,
                {
                    "name": "竹叶青酒扩建工程（二期）",
                    "total_investment": wan("26000"),
                    "leaders": "王某某、李某",
                    "lead_unit": "杏花村镇人民政府",
                },
            ),
            7: (
                NEW,
                {
                    "name": "酒文化广场",
                    "total_investment": wan("5000"),
                    "leaders": "王某某、李某",
                    "lead_unit": "杏花村镇人民政府",
                },
            ),
            8: (NEW, {"name": "镇区道路改造", "leaders": "李明", "lead_unit": "杏花村镇人民政府"}),
        },
        left_out={2: "表头以上", 3: "表头以上", 9: "空行", 10: "合计行", 11: "说明行"},
        checks=[("B10", "3", "3"), ("E10", "3.1", "3.1")],
    ),
)

_SYSTEM = one_sheet(
    "an export of the provincial system with codes as text, serials for dates and a total on top",
    "省平台导出.csv",
    Sheet(
        [
            ["合计", "", "2 个", "18000", "", ""],
            ["序号", "项目代码", "项目名称", "总投资(万元)", "开工时间", "竣工时间"],
            ["1", "2208-141182-04-01-848098", "汾河治理工程一期", "12000", "45000", "2024.12"],
            ["2", "", "城北水厂", "6,000.00", "20230301", "2023-13"],
            ["说明：数据截至2023年9月30日"],
        ]
    ),
    Expected(
        header=(2,),
        fields={
            "B": "project_code",
            "C": "name",
            "D": "total_investment",
            "E": "start",
            "F": "deadline",
        },
        units={"D": "万元"},
        rows={
            3: (
                5,
                {
                    "name": "汾河治理工程一期",
                    "total_investment": wan("12000"),
                    "start": due("2023-03-15", "day", "2023-03-15"),
                    "deadline": due("2024-12-31", "month", "2024.12"),
                },
            ),
            4: (
                NEW,
                {
                    "name": "城北水厂",
                    "total_investment": wan("6000"),
                    "start": due("2023-03-01", "day", "20230301"),
                },
            ),
        },
        doubts={(3, ""): "台账中编号 5 的名称是", (3, "start"): "45000"},
        problems={"F4": "“2023-13”不是有效的日期"},
        left_out={1: "表头以上", 5: "说明行"},
        sheet="省平台导出",
    ),
    encoding="gb18030",
)

_BOOK = Case(
    "a workbook with a cover, a summary, three lists and an instruction sheet",
    "汇总.xlsx",
    Book(
        [
            Sheet([["汾阳市重点项目资料"], ["市发展和改革局"], ["二〇二三年九月"]], ["A1:D1"], name="封面"),
            Sheet([["分类", "个数", "总投资"], ["续建", 1, 1.7], ["新开工", 2, 0.9], ["合计", 3, 2.6]], name="汇总表"),
            Sheet(
                [
                    ["续建项目（单位：亿元）"],
                    ["项目名称", "总投资", "累计完成投资", "目前进展情况"],
                    ["第二污水处理厂", 1.7, Formula("=0.5+0.4", 0.9), "主体完工\n设备安装"],
                ],
                ["A1:D1"],
                name="续建",
            ),
            Sheet(
                [
                    ["项目名称", "计划总投资（万元）", "拟开工时间", "存在问题", "下一步打算"],
                    ["城东供热管网", 5000, "10月上旬", "用地未批", "月底前报批"],
                    ["城西停车场", Formula("=B2-1000"), "四季度", None, None],
                ],
                name="新开工",
            ),
            Sheet(
                [
                    ["指标名称", "类别", "目标值", "计量单位"],
                    ["白酒产量", "指标", 26, "万吨"],
                    ["粮食产量", "指标", "1.5", "亿斤"],
                ],
                name="指标",
            ),
            Sheet([["填表说明"], ["一、每月25日前报送。"], ["二、金额以万元计。"]], name="说明"),
        ]
    ),
    [
        NoList("没有含“名称”列", "封面"),
        NoList("统计表", "汇总表"),
        Expected(
            header=(2,),
            fields={"A": "name", "B": "total_investment", "C": "invested_total", "D": "progress_text"},
            units={"B": "亿元", "C": "亿元"},
            rows={3: (1, {"invested_total": wan("9000"), "progress_text": "主体完工\n设备安装"})},
            left_out={1: "表头以上"},
            doubts={(3, "invested_total"): "也可能是“年内累计完成投资”"},
            sheet="续建",
        ),
        Expected(
            header=(1,),
            fields={
                "A": "name",
                "B": "total_investment",
                "C": "start",
                "D": "problems",
                "E": "next_steps",
            },
            units={"B": "万元"},
            rows={
                2: (
                    NEW,
                    {
                        "name": "城东供热管网",
                        "total_investment": wan("5000"),
                        "start": due("2023-10-10", "xun", "10月上旬"),
                        "problems": "用地未批",
                        "next_steps": "月底前报批",
                    },
                ),
                3: (NEW, {"name": "城西停车场", "start": due("2023-12-31", "quarter", "四季度")}),
            },
            problems={"B3": "公式没有计算结果"},
            sheet="新开工",
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "kind", "C": "target_value", "D": "target_unit"},
            rows={
                2: (4, {"target_value": "26"}),
                3: (NEW, {"kind": "target", "name": "粮食产量", "target_value": "1.5", "target_unit": "亿斤"}),
            },
            sheet="指标",
        ),
        NoList("没有含“名称”列", "说明"),
    ],
)

CASES = [_DISPATCH, _TOWNSHIP, _SYSTEM, _BOOK]
