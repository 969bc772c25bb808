"""Amounts as offices write them: words, units in cells and columns, number formats, what cannot be read."""

from messy.book import Formula, Sheet, Shown, Wrong
from messy.case import NEW, Expected, one_sheet, points, wan

_FIELDS = {"A": "name", "B": "total_investment"}


def _totals(first: int, *found: tuple[str, str] | str | None) -> dict:
    """Projects 甲1, 甲2 … from a row on: an amount of 万元, with its qualifier, or none at all."""
    rows = {}
    for place, one in enumerate(found):
        values: dict = {"name": f"甲路{place + 1}号桥"}
        if one is not None:
            figure, qualifier = one if isinstance(one, tuple) else (one, "")
            values["total_investment"] = wan(figure)
            if qualifier:
                values["amount_qualifier"] = qualifier
        rows[first + place] = (NEW, values)
    return rows


def _rows(*values: object) -> list[list]:
    return [[f"甲路{place + 1}号桥", value] for place, value in enumerate(values)]


CASES = [
    one_sheet(
        "amounts in words and figures of every dress",
        "各种写法.xlsx",
        Sheet(
            [
                ["项目名称", "总投资（万元）"],
                *_rows(
                    "1.2亿",
                    "1亿2千万",
                    "１２００",
                    "约3,400",
                    "近500万元",
                    "110余万元",
                    "3,400.50",
                    "1.2亿元左右",
                    "人民币 100 万元",
                    "1200万",
                    8000,
                    "0",
                    "0.5亿元",
                    "２.５亿",
                    "超3亿元",
                ),
            ]
        ),
        Expected(
            header=(1,),
            fields=_FIELDS,
            units={"B": "万元"},
            rows=_totals(
                2,
                "12000",
                "12000",
                "1200",
                ("3400", "约"),
                ("500", "近"),
                ("110", "余"),
                "3400.5",
                ("12000", "左右"),
                "100",
                "1200",
                "8000",
                "0",
                "5000",
                "25000",
                ("30000", "超"),
            ),
        ),
    ),
    one_sheet(
        "what is no single amount is told at its cell",
        "读不出.xls",
        Sheet(
            [
                ["项目名称", "总投资（万元）"],
                *_rows(
                    "不详", "1000-2000", "500+300", "12 34", "1亿2", "一千万", Wrong("#REF!"), Wrong("#DIV/0!"), "-50"
                ),
            ]
        ),
        Expected(
            header=(1,),
            fields=_FIELDS,
            units={"B": "万元"},
            rows=_totals(2, *([None] * 9)),
            problems={
                "B2": "读不出金额",
                "B3": "读不出金额",
                "B4": "读不出金额",
                "B5": "分不清",
                "B6": "读不出金额",
                "B7": "读不出金额",
                "B8": "错误值 #REF!",
                "B9": "错误值 #DIV/0!",
                "B10": "不能是负数",
            },
        ),
    ),
    one_sheet(
        "blank keeps, a dash clears, zero is zero",
        "空白横线零.xlsx",
        Sheet(
            [
                ["项目名称", "总投资（万元）", "年度计划投资（万元）", "备注"],
                ["第二污水处理厂", None, 0, "—"],
                ["华樽3万吨项目", "--", "/", None],
                ["城南热源厂", "无", "－", "0"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "total_investment", "C": "annual_plan", "D": "note"},
            units={"B": "万元", "C": "万元"},
            rows={
                2: (1, {"annual_plan": 0, "note": None}),
                3: (2, {"total_investment": None, "annual_plan": None}),
                4: (3, {"total_investment": None, "note": "0"}),
            },
            doubts={(2, "note"): "会覆盖台账中的备注"},
        ),
    ),
    one_sheet(
        "亿元 and 万元 columns in one sheet, cells with a unit of their own",
        "混用单位.ods",
        Sheet(
            [
                ["单位：万元"],
                ["项目名称", "总投资（亿元）", "年度计划投资", "年内累计完成投资/元", "开工累计完成投资（千元）"],
                ["南环路改造", 1.2, 3000, 5000000, 8000],
                ["北环路改造", "8000万元", "0.5亿", "50万元", "800万"],
            ]
        ),
        Expected(
            header=(2,),
            fields={
                "A": "name",
                "B": "total_investment",
                "C": "annual_plan",
                "D": "invested_year",
                "E": "invested_total",
            },
            units={"B": "亿元", "C": "万元", "D": "元", "E": "千元"},
            rows={
                3: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "total_investment": wan("12000"),
                        "annual_plan": wan("3000"),
                        "invested_year": wan("500"),
                        "invested_total": wan("800"),
                    },
                ),
                4: (
                    NEW,
                    {
                        "name": "北环路改造",
                        "total_investment": wan("8000"),
                        "annual_plan": wan("5000"),
                        "invested_year": wan("50"),
                        "invested_total": wan("800"),
                    },
                ),
            },
            left_out={1: "表头以上"},
        ),
    ),
    one_sheet(
        "a unit that nobody knows is not guessed",
        "陌生单位.xlsx",
        Sheet([["项目名称", "总投资（万美元）", "责任单位"], ["南环路改造", 1.2, "市交通局"]]),
        Expected(
            header=(1,),
            fields={"A": "name", "C": "lead_unit"},
            rows={2: (NEW, {"name": "南环路改造", "lead_unit": "市交通局"})},
            problems={"B1": "金额单位不认识"},
        ),
    ),
    one_sheet(
        "units and scales in number formats",
        "数字格式.xlsx",
        Sheet(
            [
                ["项目名称", "总投资（万元）"],
                *_rows(
                    Shown(1.2, '0.00"亿元"'),
                    Shown(12345.6, "#,##0.00"),
                    Shown(12345678, "0!.0,"),
                    Shown(80000000, '0!.0000"万元"'),
                    Shown("8000", "@"),
                    Shown(8000.5, "0"),
                    0.1 + 0.2,
                ),
            ]
        ),
        Expected(
            header=(1,),
            fields=_FIELDS,
            units={"B": "万元"},
            rows=_totals(2, "12000", "12345.6", None, None, "8000", "8000.5", "0.3"),
            problems={"B4": "显示格式改变了单位", "B5": "显示格式改变了单位"},
        ),
    ),
    one_sheet(
        "formulas with and without their result, errors, seventeen digits",
        "公式.xlsm",
        Sheet(
            [
                ["项目名称", "总投资（万元）"],
                *_rows(
                    Formula("=4000+4000", 8000),
                    Formula("=4000+4000"),
                    Formula("=X1", "#REF!"),
                    Formula('=4000&"万元"', "4000万元"),
                    Wrong("#N/A"),
                    12345678901234567,
                ),
                ["合计", Formula("=SUM(B2:B7)", 12000)],
            ]
        ),
        Expected(
            header=(1,),
            fields=_FIELDS,
            units={"B": "万元"},
            rows=_totals(2, "8000", None, None, "4000", None, None),
            problems={
                "B3": "公式没有计算结果",
                "B4": "错误值 #REF!",
                "B6": "错误值 #N/A",
                "B7": "超过 15 位",
            },
            left_out={8: "合计行"},  # and no check: what the unread cells hold isn't known
        ),
    ),
    one_sheet(
        "a figure ten thousand times the last one is a question",
        "差一万倍.xls",
        Sheet(
            [
                ["项目名称", "总投资（亿元）", "年度计划投资（万元）"],
                ["第二污水处理厂", 17000, 3000],
                ["华樽3万吨项目", 29, 5.5],
                ["城南热源厂", 0.3, 12000],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "total_investment", "C": "annual_plan"},
            units={"B": "亿元", "C": "万元"},
            rows={
                2: (1, {"total_investment": wan("170000000"), "annual_plan": wan("3000")}),
                3: (2, {"annual_plan": wan("5.5")}),
                4: (3, {"annual_plan": wan("12000")}),
            },
            doubts={
                (2, "total_investment"): "相差 10,000 倍",
                (3, "annual_plan"): "请核对单位",
                (4, "annual_plan"): "大于总投资",
            },
        ),
    ),
    one_sheet(
        "percentages of every dress",
        "百分数.xlsx",
        Sheet(
            [
                ["项目名称", "形象进度"],
                *_rows(Shown(0.7, "0%"), "70%", 70, "７０％", "70.5%", Shown(0.705, "0.00%"), 0, 100, "—"),
                ["甲路10号桥", 0.7],
                ["甲路11号桥", Shown(70, "0.00%")],
                ["甲路12号桥", "7000.00%"],
                ["甲路13号桥", 120],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "progress_percent"},
            rows={
                2 + place: (
                    NEW,
                    {"name": f"甲路{place + 1}号桥"} | ({} if one is None else {"progress_percent": points(one)}),
                )
                for place, one in enumerate(
                    ["70", "70", "70", "70", "70.5", "70.5", "0", "100", None, None, None, None, None]
                )
            },
            problems={
                "B11": "可能是 70% 也可能是 0.7%",
                "B12": "可能是 70%",
                "B13": "可能是 70%",
                "B14": "应在 0 到 100 之间",
            },
        ),
    ),
    one_sheet(
        "a column of fractions of one, that others may also mean as points",
        "小数进度.xls",
        Sheet(
            [
                ["项目名称", "形象进度", "总投资（万元）"],
                ["城南热源厂", 0.7, 3000],
                ["甲路1号桥", 1, 900],
                ["甲路2号桥", "0.355", 800],
                ["甲路3号桥", 0, 700],
                ["甲路4号桥", "—", 650],
                ["甲路5号桥", 0.33333, 600],
                ["合计", 2.38833, 6650],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "progress_percent", "C": "total_investment"},
            units={"C": "万元"},
            rows={
                2: (3, {"progress_percent": points("70")}),
                3: (NEW, {"name": "甲路1号桥", "progress_percent": points("100"), "total_investment": wan("900")}),
                4: (NEW, {"name": "甲路2号桥", "progress_percent": points("35.5"), "total_investment": wan("800")}),
                5: (NEW, {"name": "甲路3号桥", "progress_percent": 0, "total_investment": wan("700")}),
                6: (NEW, {"name": "甲路4号桥", "total_investment": wan("650")}),
                7: (NEW, {"name": "甲路5号桥", "total_investment": wan("600")}),
            },
            left_out={8: "合计行"},
            problems={"B7": "最多两位小数"},
            doubts={
                (3, "progress_percent"): "按 100% 理解：整列都是 0 到 1 的小数",
                (4, "progress_percent"): "按 35.5% 理解：整列都是 0 到 1 的小数",
            },
            checks=[("C8", "6650", "6650")],
        ),
    ),
    one_sheet(
        "nothing but 0 and 1 for a percentage is no column of fractions",
        "零一进度.csv",
        Sheet([["项目名称", "形象进度"], ["甲路1号桥", "1"], ["甲路2号桥", "0"], ["甲路3号桥", "1"]], name="零一进度"),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "progress_percent"},
            rows={
                2: (NEW, {"name": "甲路1号桥"}),
                3: (NEW, {"name": "甲路2号桥", "progress_percent": 0}),
                4: (NEW, {"name": "甲路3号桥"}),
            },
            problems={"B2": "可能是 100% 也可能是 1%", "B4": "可能是 100% 也可能是 1%"},
            sheet="零一进度",
        ),
    ),
]
