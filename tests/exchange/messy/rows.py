"""Rows that are no projects, or stand for several: totals, sections, merges, notes, ghosts."""

from messy.book import Sheet
from messy.case import NEW, Expected, due, one_sheet, wan


def _new(name: str, total: str = "", **others: object) -> tuple[int, dict]:
    values = {"name": name, **others}
    return NEW, {**values, "total_investment": wan(total)} if total else values


CASES = [
    one_sheet(
        "totals above the data, in the text, with sections that state their own",
        "汇总在上.xlsx",
        Sheet(
            [
                ["序号", "项目名称", "总投资（万元）", "责任单位"],
                ["合计|5个", None, 1500, None],
                ["一、交通2项", None, 300, None],
                [1, "南环路改造", 100, "市交通局"],
                [2, "北环路改造", 200, "市交通局"],
                ["二、教育（3个）", None, 1200, None],
                [3, "城北小学新建工程", 500, "市教育局"],
                [4, "城南小学新建工程", 600, "市教育局"],
            ],
            ["A2:B2", "A3:B3", "A6:B6"],
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "total_investment", "D": "lead_unit"},
            units={"C": "万元"},
            rows={
                4: _new("南环路改造", "100", lead_unit="市交通局", section="一、交通"),
                5: _new("北环路改造", "200", lead_unit="市交通局", section="一、交通"),
                7: _new("城北小学新建工程", "500", lead_unit="市教育局", section="二、教育"),
                8: _new("城南小学新建工程", "600", lead_unit="市教育局", section="二、教育"),
            },
            left_out={2: "合计行", 3: "分节行", 6: "分节行"},
            checks=[
                ("A2", "5", "4"),
                ("C2", "1500", "1400"),
                ("A3", "2", "2"),
                ("C3", "300", "300"),
                ("A6", "3", "2"),
                ("C6", "1200", "1100"),
            ],
        ),
    ),
    one_sheet(
        "subtotals and a total below, pulled apart by blanks",
        "合计在下.xls",
        Sheet(
            [
                ["领域", "项目名称", "总投资（亿元）"],
                ["交通", "南环路改造", 1.2],
                [None, "北环路改造", 0.8],
                ["小  计", None, 2],
                ["教育", "城北小学新建工程", 0.5],
                ["小　计", None, 0.5],
                ["合  计", None, 2.5],
            ],
            ["A2:A3", "A4:B4", "A6:B6", "A7:B7"],
        ),
        Expected(
            header=(1,),
            fields={"A": "section", "B": "name", "C": "total_investment"},
            units={"C": "亿元"},
            rows={
                2: _new("南环路改造", "12000", section="交通"),
                3: _new("北环路改造", "8000", section="交通"),
                5: _new("城北小学新建工程", "5000", section="教育"),
            },
            left_out={4: "小计行", 6: "小计行", 7: "合计行"},
            checks=[("C4", "2", "2"), ("C6", "0.5", "0.5"), ("C7", "2.5", "2.5")],
            origins={(3, "section"): "A2"},
        ),
    ),
    one_sheet(
        "category and unit merged down, an amount merged over two projects",
        "合并单元格.ods",
        Sheet(
            [
                ["所属领域", "项目名称", "总投资（万元）", "责任单位", "完成时限"],
                ["交通", "南环路改造", 100, "市交通局", "10月底前"],
                [None, "北环路改造", 200, None, None],
                ["教育", "城北小学新建工程", 900, "市教育局", "年内"],
                [None, "城南小学新建工程", None, None, None],
            ],
            ["A2:A3", "D2:D3", "E2:E3", "A4:A5", "C4:C5", "D4:D5"],
        ),
        Expected(
            header=(1,),
            fields={"A": "section", "B": "name", "C": "total_investment", "D": "lead_unit", "E": "deadline"},
            units={"C": "万元"},
            rows={
                2: _new(
                    "南环路改造",
                    "100",
                    section="交通",
                    lead_unit="市交通局",
                    deadline=due("2023-10-31", "month", "10月底前"),
                ),
                3: _new(
                    "北环路改造",
                    "200",
                    section="交通",
                    lead_unit="市交通局",
                    deadline=due("2023-10-31", "month", "10月底前"),
                ),
                4: _new(
                    "城北小学新建工程", section="教育", lead_unit="市教育局", deadline=due("2023-12-31", "year", "年内")
                ),
                5: _new("城南小学新建工程", section="教育", lead_unit="市教育局"),
            },
            problems={"C4": "合并在一个单元格里"},
            origins={(3, "lead_unit"): "D2"},
        ),
    ),
    one_sheet(
        "serial numbers of two levels, marked and as text",
        "分级序号.xlsx",
        Sheet(
            [
                ["序号", "项目名称", "责任单位"],
                ["1", "南环路改造", "市交通局"],
                ["1.1", "南环路改造一标段", "市交通局"],
                ["1.10", "南环路改造十标段", "市交通局"],
                ["2●", "北环路改造", "市交通局"],
                ["★", "西环路改造", "市交通局"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "lead_unit"},
            rows={
                2: _new("南环路改造", lead_unit="市交通局"),
                3: _new("南环路改造一标段", lead_unit="市交通局"),
                4: _new("南环路改造十标段", lead_unit="市交通局"),
                5: _new("北环路改造", lead_unit="市交通局"),
                6: _new("西环路改造", lead_unit="市交通局"),
            },
        ),
    ),
    one_sheet(
        "narrative and instructions under the table",
        "填表说明.xls",
        Sheet(
            [
                ["序号", "项目名称", "责任单位", "备注"],
                [1, "南环路改造", "市交通局", None],
                [2, "北环路改造", "市交通局", "征地未完"],
                ["填表说明："],
                ["1.本表由责任单位于每月25日前报送。"],
                ["2.投资额以统计口径为准，不含土地出让金"],
                [None, "3.有困难的项目请另附说明。"],
                ["单位负责人：张某", None, "填表人：李某", "联系电话：0358-7222222"],
                [None, None, None, "2023年9月25日"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "lead_unit", "D": "note"},
            rows={
                2: _new("南环路改造", lead_unit="市交通局"),
                3: _new("北环路改造", lead_unit="市交通局", note="征地未完"),
            },
            left_out=dict.fromkeys((4, 5, 6, 7, 8, 9), "说明行"),
        ),
    ),
    one_sheet(
        "thousands of formatted empty rows in an old workbook",
        "空白行.xls",
        Sheet([["项目名称", "责任单位"], ["南环路改造", "市交通局"]], ghosts=3000),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "lead_unit"},
            rows={2: _new("南环路改造", lead_unit="市交通局")},
        ),
    ),
    one_sheet(
        "thousands of formatted empty rows, then a note far below",
        "空白行.xlsx",
        Sheet(
            [
                ["项目名称", "责任单位"],
                ["南环路改造", "市交通局"],
                *([[]] * 40),
                ["备注：空白处请勿填写"],
            ],
            ghosts=3000,
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "lead_unit"},
            rows={2: _new("南环路改造", lead_unit="市交通局")},
            left_out={3: "空行", 43: "说明行"},
        ),
    ),
    one_sheet(
        "one table printed on three pages",
        "续表.xlsx",
        Sheet(
            [
                ["重点项目表"],
                ["序号", "项目名称", "总投资（万元）"],
                [1, "南环路改造", 100],
                [2, "北环路改造", 200],
                ["本页小计", None, 300],
                ["续表"],
                ["序号", "项目名称", "总投资（万元）"],
                [3, "西环路改造", 300],
                ["本页小计", None, 300],
                ["续表"],
                ["序号", "项目名称", "总投资（万元）"],
                [4, "东环路改造", 400],
                ["本页小计", None, 400],
                ["总计", None, 1000],
            ],
            ["A1:C1", "A6:C6", "A10:C10"],
        ),
        Expected(
            header=(2,),
            fields={"B": "name", "C": "total_investment"},
            units={"C": "万元"},
            rows={
                3: _new("南环路改造", "100"),
                4: _new("北环路改造", "200"),
                8: _new("西环路改造", "300"),
                12: _new("东环路改造", "400"),
            },
            left_out={
                1: "表头以上",
                5: "小计行",
                6: "说明行",
                7: "重复的表头",
                9: "小计行",
                10: "说明行",
                11: "重复的表头",
                13: "小计行",
                14: "合计行",
            },
            checks=[("C5", "300", "300"), ("C9", "300", "300"), ("C13", "400", "400"), ("C14", "1000", "1000")],
        ),
    ),
    one_sheet(
        "one project over several rows, one for each unit",
        "一项多行.xls",
        Sheet(
            [
                ["序号", "项目名称", "责任单位", "总投资（万元）"],
                [1, "南环路改造", "市交通局", 100],
                [None, None, "市住建局", 50],
                [2, "北环路改造", "市交通局", 200],
            ],
            ["A2:A3", "B2:B3"],
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "lead_unit", "D": "total_investment"},
            units={"D": "万元"},
            rows={
                2: _new("南环路改造", "100", lead_unit="市交通局"),
                4: _new("北环路改造", "200", lead_unit="市交通局"),
            },
            left_out={3: "续行"},
            problems={"D3": "并到一行"},
            doubts={(2, "total_investment"): "只是其中一部分"},
        ),
    ),
    one_sheet(
        "a project called like the header of the names, and the header once more",
        "名称同表头.xls",
        Sheet(
            [
                ["序号", "任务名称", "总投资（万元）", "责任单位"],
                [1, "南环路改造", 100, "市交通局"],
                [2, "任务名称", 200, "市交通局"],
                ["序号", "任务名称", "总投资（万元）", "责任单位"],
                [3, "北环路改造", 300, "市交通局"],
                [None, "任务名称"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "total_investment", "D": "lead_unit"},
            units={"C": "万元"},
            rows={
                2: _new("南环路改造", "100", lead_unit="市交通局"),
                3: _new("任务名称", "200", lead_unit="市交通局"),
                5: _new("北环路改造", "300", lead_unit="市交通局"),
            },
            left_out={4: "重复的表头", 6: "重复的表头"},
        ),
    ),
    one_sheet(
        "其中 rows that are part of a sum, and some that may be projects",
        "其中.xlsx",
        Sheet(
            [
                ["序号", "项目名称", "总投资（万元）", "责任单位", "完成时限"],
                [1, "南环路改造", 100, "市交通局", "年内"],
                [None, "其中："],
                [None, "其中：一期", 40],
                ["其中", "二期", 60],
                [None, "其中：跨河桥", 30, "市住建局", "十月底前"],
                [2, "其中：引道", 10],
            ]
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "total_investment", "D": "lead_unit", "E": "deadline"},
            units={"C": "万元"},
            rows={
                2: _new("南环路改造", "100", lead_unit="市交通局", deadline=due("2023-12-31", "year", "年内")),
                6: _new(
                    "其中：跨河桥",
                    "30",
                    lead_unit="市住建局",
                    deadline=due("2023-10-31", "month", "十月底前"),
                ),
                7: _new("其中：引道", "10"),
            },
            left_out=dict.fromkeys((3, 4, 5), "“其中”行"),
            doubts=dict.fromkeys([(6, ""), (7, "")], "上面一项的一部分"),
        ),
    ),
    one_sheet(
        "sections named where the numbers stand",
        "序号列分节.ods",
        Sheet(
            [
                ["编号", "项目名称", "总投资（万元）", "责任单位"],
                ["交通类", None, "—", None],
                ["1", "南环路改造", 100, "市交通局"],
                ["教育类"],
                ["2", "城北小学新建工程", 200, "市教育局"],
                ["合计", None, 300],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "id", "B": "name", "C": "total_investment", "D": "lead_unit"},
            units={"C": "万元"},
            rows={
                3: _new("南环路改造", "100", lead_unit="市交通局", section="交通类"),
                5: _new("城北小学新建工程", "200", lead_unit="市教育局", section="教育类"),
            },
            left_out={2: "分节行", 4: "分节行", 6: "合计行"},
            checks=[("C6", "300", "300")],
        ),
    ),
    one_sheet(
        "a hidden row that the total counts in",
        "隐藏行合计.xlsx",
        Sheet(
            [
                ["项目名称", "总投资（万元）"],
                ["南环路改造", 100],
                ["北环路改造", 200],
                ["西环路改造", 300],
                ["合计", 600],
            ],
            hidden_rows=[3],
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "total_investment"},
            units={"B": "万元"},
            rows={2: _new("南环路改造", "100"), 4: _new("西环路改造", "300")},
            left_out={3: "隐藏的行", 5: "合计行"},
            checks=[("B5", "600", "400")],
        ),
    ),
]
