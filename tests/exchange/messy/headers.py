"""Headers of one to four rows, merged parents, the same leaf under several, rows of column numbers."""

from messy.book import Sheet
from messy.case import NEW, Expected, due, one_sheet, wan

CASES = [
    one_sheet(
        "three header rows, the same leaves under several parents",
        "三行表头.xlsx",
        Sheet(
            [
                ["重点项目手续办理情况表（单位：万元）"],
                ["序号", "项目名称", "总投资", "2023年投资", None, "手续办理", None, None, None, "责任单位"],
                [None, None, None, "计划", "累计完成", "立项", None, "环评", None, None],
                [None, None, None, None, None, "完成时间", "文号", "完成时间", "文号", None],
                [1, "南环路改造", 12500, 6000, 3000, "2023.3", "汾发改1号", "2023.5", "汾环2号", "市交通局"],
            ],
            ["A1:J1", "A2:A4", "B2:B4", "C2:C4", "D2:E2", "D3:D4", "E3:E4", "F2:I2", "F3:G3", "H3:I3", "J2:J4"],
        ),
        Expected(
            header=(2, 3, 4),
            fields={
                "B": "name",
                "C": "total_investment",
                "D": "annual_plan",
                "E": "invested_year",
                "J": "lead_unit",
            },
            units={"C": "万元", "D": "万元", "E": "万元"},
            rows={
                5: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "total_investment": wan("12500"),
                        "annual_plan": wan("6000"),
                        "invested_year": wan("3000"),
                        "lead_unit": "市交通局",
                    },
                )
            },
            left_out={1: "表头以上"},
        ),
    ),
    one_sheet(
        "four header rows, the unit on the second",
        "四行表头.xls",
        Sheet(
            [
                ["序号", "基本情况", None, "投资情况", None, None, "备注"],
                [None, "项目名称", "建设地点", "单位：亿元", None, None, None],
                [None, None, None, "总投资", "2023年", None, None],
                [None, None, None, None, "计划投资", "完成投资", None],
                [1, "汾介高速连接线", "贾家庄镇", 1.25, 0.5, 0.2, "跨年"],
            ],
            ["A1:A4", "B1:C1", "B2:B4", "C2:C4", "D1:F1", "D2:F2", "D3:D4", "E3:F3", "G1:G4"],
        ),
        Expected(
            header=(1, 2, 3, 4),
            fields={
                "B": "name",
                "D": "total_investment",
                "E": "annual_plan",
                "F": "invested_year",
                "G": "note",
            },
            units={"D": "亿元", "E": "亿元", "F": "亿元"},
            rows={
                5: (
                    NEW,
                    {
                        "name": "汾介高速连接线",
                        "total_investment": wan("12500"),
                        "annual_plan": wan("5000"),
                        "invested_year": wan("2000"),
                        "note": "跨年",
                    },
                )
            },
        ),
    ),
    one_sheet(
        "two header rows without any merged range",
        "未合并表头.csv",
        Sheet(
            [
                ["序号", "项目名称", "投资情况（万元）", None, "时间安排", None],
                [None, None, "总投资", "年度计划", "开工时间", "竣工时间"],
                ["1", "南环路改造", "12,500", "6,000", "2023.3", "2024年底"],
            ],
            name="未合并表头",
        ),
        Expected(
            header=(1, 2),
            fields={
                "B": "name",
                "C": "total_investment",
                "D": "annual_plan",
                "E": "start",
                "F": "deadline",
            },
            units={"C": "万元", "D": "万元"},
            rows={
                3: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "total_investment": wan("12500"),
                        "annual_plan": wan("6000"),
                        "start": due("2023-03-31", "month", "2023.3"),
                        "deadline": due("2024-12-31", "year", "2024年底"),
                    },
                )
            },
            sheet="未合并表头",
        ),
    ),
    one_sheet(
        "planned and actual under start and finish",
        "计划与实际.xlsx",
        Sheet(
            [
                ["项目名称", "开工时间", None, "竣工时间", None],
                [None, "计划", "实际", "计划", "实际"],
                ["南环路改造", "2023年3月", "2023年4月", "2023年10月底前", "2023-10-20"],
            ],
            ["A1:A2", "B1:C1", "D1:E1"],
        ),
        Expected(
            header=(1, 2),
            fields={"A": "name", "B": "start", "D": "deadline", "E": "finished"},
            rows={
                3: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "start": due("2023-03-31", "month", "2023年3月"),
                        "deadline": due("2023-10-31", "month", "2023年10月底前"),
                        "finished": due("2023-10-20", "day", "2023-10-20"),
                    },
                )
            },
        ),
    ),
    one_sheet(
        "blanks, wide blanks and line breaks in the headers",
        "竖排表头.ods",
        Sheet(
            [
                ["序\n号", "项　目　名　称", "总投资\n（万元）", "责 任\n单 位", "★包　联\n领　导", "备    注"],
                ["1", "南环路改造", 12500, "市交通局", "王某某", "跨年"],
            ]
        ),
        Expected(
            header=(1,),
            fields={
                "B": "name",
                "C": "total_investment",
                "D": "lead_unit",
                "E": "leaders",
                "F": "note",
            },
            units={"C": "万元"},
            rows={
                2: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "total_investment": wan("12500"),
                        "lead_unit": "市交通局",
                        "leaders": "王某某",
                        "note": "跨年",
                    },
                )
            },
        ),
    ),
    one_sheet(
        "a row of column numbers and formulas under the header",
        "列号公式.xlsx",
        Sheet(
            [
                ["序号", "项目名称", "总投资（万元）", "已完成（万元）", "剩余（万元）", "备注"],
                ["甲", "乙", 1, 2, "3=1-2", "丙"],
                [1, "南环路改造", 12500, 500, 12000, "跨年"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "total_investment", "D": "invested_year", "F": "note"},
            units={"C": "万元", "D": "万元"},
            rows={
                3: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "total_investment": wan("12500"),
                        "invested_year": wan("500"),
                        "note": "跨年",
                    },
                )
            },
            left_out={2: "列号行"},
            doubts={(3, "invested_year"): "也可能是“开工累计完成投资”"},
        ),
    ),
    one_sheet(
        "formulas between columns that are out of order",
        "栏次公式.xls",
        Sheet(
            [
                ["序号", "项目名称", "总投资（万元）", "剩余投资（万元）", "年度计划（万元）", "责任单位"],
                ["栏次", None, "1=3-5-8", "2=1-3", "3", None],
                [1, "南环路改造", 12500, 12000, 500, "市交通局"],
                [2, "北环路改造", 800, 700, 100, "市交通局"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "total_investment", "E": "annual_plan", "F": "lead_unit"},
            units={"C": "万元", "E": "万元"},
            rows={
                3: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "total_investment": wan("12500"),
                        "annual_plan": wan("500"),
                        "lead_unit": "市交通局",
                    },
                ),
                4: (
                    NEW,
                    {
                        "name": "北环路改造",
                        "total_investment": wan("800"),
                        "annual_plan": wan("100"),
                        "lead_unit": "市交通局",
                    },
                ),
            },
            left_out={2: "列号行"},
        ),
    ),
    one_sheet(
        "a leaf header called 合计 is a column and no total",
        "资金来源.xlsx",
        Sheet(
            [
                ["项目名称", "总投资（万元）", "资金来源（万元）", None, None, "责任单位"],
                [None, None, "合计", "中央预算内", "企业自筹", None],
                ["城市设计馆", 300, 300, 200, 100, "市住建局"],
                ["合计", 300, 300, 200, 100, None],
            ],
            ["A1:A2", "B1:B2", "C1:E1", "F1:F2"],
        ),
        Expected(
            header=(1, 2),
            fields={"A": "name", "B": "total_investment", "F": "lead_unit"},
            units={"B": "万元"},
            rows={3: (NEW, {"name": "城市设计馆", "total_investment": wan("300"), "lead_unit": "市住建局"})},
            left_out={4: "合计行"},
            checks=[("B4", "300", "300")],
        ),
    ),
    one_sheet(
        "two columns that both say total investment are a question",
        "两列总投资.xlsx",
        Sheet(
            [
                ["项目名称", "总投资（万元）", "计划总投资（万元）", "责任单位"],
                ["南环路改造", 12500, 12800, "市交通局"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "D": "lead_unit"},
            rows={2: (NEW, {"name": "南环路改造", "lead_unit": "市交通局"})},
            problems={"C1": "只保留一列"},
        ),
    ),
    one_sheet(
        "last year's figures and approvals under their parents are not this year's",
        "上年同期.xls",
        Sheet(
            [
                ["项目名称", "2022年投资（万元）", None, "2023年投资（万元）", None, "环评", "完成时限"],
                [None, "计划", "累计完成", "计划", "累计完成", "完成时间", None],
                ["南环路改造", 100, 90, 200, 80, "2023.5", "10月底前"],
            ],
            ["A1:A2", "B1:C1", "D1:E1", "G1:G2"],
        ),
        Expected(
            header=(1, 2),
            fields={"A": "name", "D": "annual_plan", "E": "invested_year", "G": "deadline"},
            units={"D": "万元", "E": "万元"},
            rows={
                3: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "annual_plan": wan("200"),
                        "invested_year": wan("80"),
                        "deadline": due("2023-10-31", "month", "10月底前"),
                    },
                )
            },
        ),
    ),
    one_sheet(
        "what was invested, and nobody says since when",
        "累计完成.et",
        Sheet(
            [
                ["1-9月重点项目投资完成情况"],
                ["项目名称", "年度计划投资（万元）", "投资完成情况（万元）", None],
                [None, None, "完成投资", "累计完成"],
                ["城南热源厂", 2000, 1300, 2800],
                ["南环路改造", 600, 300, 700],
            ],
            ["A1:D1", "A2:A3", "B2:B3", "C2:D2"],
        ),
        Expected(
            header=(2, 3),
            fields={"A": "name", "B": "annual_plan", "C": "invested_year", "D": "invested_total"},
            units={"B": "万元", "C": "万元", "D": "万元"},
            rows={
                4: (
                    3,
                    {"annual_plan": wan("2000"), "invested_year": wan("1300"), "invested_total": wan("2800")},
                ),
                5: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "annual_plan": wan("600"),
                        "invested_year": wan("300"),
                        "invested_total": wan("700"),
                    },
                ),
            },
            left_out={1: "表头以上"},
            doubts={
                (4, "invested_year"): "也可能是“开工累计完成投资”",
                (5, "invested_year"): "也可能是“开工累计完成投资”",
                (4, "invested_total"): "可能是“开工累计完成投资”",
                (5, "invested_total"): "可能是“开工累计完成投资”",
            },
        ),
    ),
    one_sheet(
        "what was planned and done this year under 资金, and a unit with its person in one column",
        "资金.xlsx",
        Sheet(
            [
                ["单位：万元"],
                ["序号", "项目名称", "总投资", "资金", None, "形象进度", None, "问题及建议", "责任单位\n责任人"],
                [None, None, None, "今年计划", "今年完成", "百分比", "文字描述", None, None],
                [1, "南环路改造", 12500, 6000, 3000, "60%", "管网铺设", "征地滞后", "市交通局  张某"],
            ],
            ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "H2:H3", "I2:I3"],
        ),
        Expected(
            header=(2, 3),
            fields={
                "B": "name",
                "C": "total_investment",
                "D": "annual_plan",
                "E": "invested_year",
                "F": "progress_percent",
                "G": "progress_text",
                "H": "problems",
                "I": "lead_unit",
            },
            units={"C": "万元", "D": "万元", "E": "万元"},
            rows={
                4: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "total_investment": wan("12500"),
                        "annual_plan": wan("6000"),
                        "invested_year": wan("3000"),
                        "progress_percent": 6000,
                        "progress_text": "管网铺设",
                        "problems": "征地滞后",
                        "lead_unit": "市交通局",
                    },
                )
            },
            left_out={1: "表头以上"},
            doubts={(4, "annual_plan"): "请确认", (4, "invested_year"): "请确认", (4, "lead_unit"): "请确认"},
        ),
    ),
]
