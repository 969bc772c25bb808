"""The same table in every sort of file, under names that lie, with hidden parts."""

from dataclasses import replace

from messy.book import Book, Sheet, Shown
from messy.case import NEW, Case, Expected, NoList, due, one_sheet, points, wan

_ROWS = [
    ["序号", "项目名称", "总投资（万元）", "完成时限", "形象进度", "备注"],
    ["1", "南环路改造", "12,500", "10月底前", "70%", '含桥梁2座，"一标"先建'],
    ["2", "汾河流域\n综合治理", "1.2亿", "年内", "—", "第一行\n第二行"],
]
_TABLE = Expected(
    header=(1,),
    fields={"B": "name", "C": "total_investment", "D": "deadline", "E": "progress_percent", "F": "note"},
    units={"C": "万元"},
    rows={
        2: (
            NEW,
            {
                "name": "南环路改造",
                "total_investment": wan("12500"),
                "deadline": due("2023-10-31", "month", "10月底前"),
                "progress_percent": points("70"),
                "note": '含桥梁2座，"一标"先建',
            },
        ),
        3: (
            NEW,
            {
                "name": "汾河流域综合治理",
                "total_investment": wan("12000"),
                "deadline": due("2023-12-31", "year", "年内"),
                "note": "第一行\n第二行",
            },
        ),
    },
)


def _text(name: str, file: str, **options: str) -> Case:
    stem = file.rpartition(".")[0]
    return one_sheet(name, file, Sheet(_ROWS), replace(_TABLE, sheet=stem), **options)


def _workbook(name: str, file: str, sort: str) -> Case:
    return one_sheet(name, file, Sheet(_ROWS), _TABLE, sort=sort)


_HIDING = Sheet(
    [
        ["项目名称", "总投资（万元）", "责任单位"],
        ["南环路改造", 100, "市交通局"],
        ["北环路改造", 200, "市交通局"],
        ["西环路改造", 300, "市交通局"],
        ["合计", 600, None],
    ],
    hidden_rows=[3],
    hidden_columns=[3],
    name="明细",
)


def _hiding(sort: str) -> Case:
    return Case(
        f"hidden rows, columns and sheets in .{sort}",
        f"隐藏.{sort}",
        Book([_HIDING, Sheet([["项目名称"], ["底稿"]], name="底稿", hidden=True)]),
        [
            Expected(
                header=(1,),
                fields={"A": "name", "B": "total_investment"},
                units={"B": "万元"},
                rows={
                    2: (NEW, {"name": "南环路改造", "total_investment": wan("100")}),
                    4: (NEW, {"name": "西环路改造", "total_investment": wan("300")}),
                },
                left_out={3: "隐藏的行", 5: "合计行"},
                checks=[("B5", "600", "400")],
                sheet="明细",
            ),
            NoList("隐藏的工作表", "底稿"),
        ],
    )


CASES = [
    _text("commas in GB18030", "住建局.csv", encoding="gb18030"),
    _text("semicolons in UTF-8 with its mark", "水利局.csv", encoding="utf-8-sig", delimiter=";"),
    _text("tabs in UTF-16", "交通局.txt", encoding="utf-16", delimiter="\t"),
    _text("tabs in UTF-16 without its mark", "教育局.txt", encoding="utf-16-le", delimiter="\t"),
    _workbook("an .et with the content of an .xls", "农业局.et", "xls"),
    _workbook("an .et with the content of an .xlsx", "文旅局.et", "xlsx"),
    _workbook("an .xls that is an .xlsx", "卫健局.xls", "xlsx"),
    _workbook("an .xlsx that is an .xls", "商务局.xlsx", "xls"),
    _workbook("a .csv that is an .ods", "民政局.csv", "ods"),
    one_sheet(
        "an .xls that is text with tabs",
        "系统导出.xls",
        Sheet(_ROWS),
        replace(_TABLE, sheet="系统导出"),
        sort="csv",
        encoding="gb18030",
        delimiter="\t",
    ),
    one_sheet(
        "a text that begins with BM and is no picture",
        "编码在前.csv",
        Sheet([["BM编码", "项目名称", "责任单位"], ["BM001", "南环路改造", "市交通局"]]),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "lead_unit"},
            rows={2: (NEW, {"name": "南环路改造", "lead_unit": "市交通局"})},
            sheet="编码在前",
        ),
    ),
    one_sheet(
        "a text that begins with MZ and is no program",
        "民政.txt",
        Sheet([["MZ-2023 民政项目表"], ["项目名称", "责任单位"], ["敬老院改造", "市民政局"]]),
        Expected(
            header=(2,),
            fields={"A": "name", "B": "lead_unit"},
            rows={3: (NEW, {"name": "敬老院改造", "lead_unit": "市民政局"})},
            left_out={1: "表头以上"},
            sheet="民政",
        ),
        encoding="gb18030",
    ),
    _hiding("xlsx"),
    _hiding("xls"),
    _hiding("ods"),
    one_sheet(
        "percent, unit and date formats of an .ods",
        "格式.ods",
        Sheet(
            [
                ["项目名称", "总投资", "形象进度", "完成时限"],
                ["南环路改造", Shown(1.25, '0.00"亿元"'), Shown(0.7, "0%"), "2023-10-31"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "total_investment", "C": "progress_percent", "D": "deadline"},
            rows={
                2: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "total_investment": wan("12500"),
                        "progress_percent": points("70"),
                        "deadline": due("2023-10-31", "day", "2023-10-31"),
                    },
                )
            },
        ),
    ),
]
