"""Names of units, persons and projects as cells hold them: several in one, with marks, breaks and telephone numbers."""

from messy.book import Sheet
from messy.case import NEW, Expected, one_sheet

_UNITS = [
    ("市住建局", {"lead_unit": "市住建局"}),
    ("市住建局    张某某", {"lead_unit": "市住建局"}),
    ("市水利局　　李某 13800000000", {"lead_unit": "市水利局"}),
    ("市发改局、市财政局；市审计局", {"lead_unit": "市发改局", "units": "市财政局、市审计局"}),
    ("市发改局,市财政局", {"lead_unit": "市发改局", "units": "市财政局"}),
    ("市发改局\n市财政局", {"lead_unit": "市发改局", "units": "市财政局"}),
    ("杏花村镇人民政府\n王某 0358-7222222", {"lead_unit": "杏花村镇人民政府"}),
    ("吕梁市 生态环境局", {"lead_unit": "吕梁市 生态环境局"}),
]
_LEADERS = [
    ("王某某、李某", "王某某、李某"),
    ("王某某,李某", "王某某、李某"),
    ("王某某；李某", "王某某、李某"),
    ("王某某\n李某", "王某某、李某"),
    ("王某某  李某", "王某某、李某"),
    ("王某某 李某", "王某某、李某"),
    ("王某某　李某", "王某某、李某"),
    ("李  明", "李明"),
    ("李　明", "李明"),
    ("李 明、王某某", "李明、王某某"),
    ("王某某  李  明", "王某某、李明"),
    ("副市长 王某某", "副市长 王某某"),
    ("王某某/李某", "王某某、李某"),
]


def _rows(*values: object) -> list[list]:
    return [[f"甲路{place + 1}号桥", value] for place, value in enumerate(values)]


def _named(*found: dict) -> dict:
    return {2 + place: (NEW, {"name": f"甲路{place + 1}号桥", **values}) for place, values in enumerate(found)}


CASES = [
    one_sheet(
        "units with persons, telephones and other units in one cell",
        "责任单位.xls",
        Sheet([["项目名称", "责任单位"], *_rows(*(text for text, _ in _UNITS))]),
        Expected(header=(1,), fields={"A": "name", "B": "lead_unit"}, rows=_named(*(found for _, found in _UNITS))),
    ),
    one_sheet(
        "leaders however they are set apart",
        "包联领导.xlsx",
        Sheet([["项目名称", "包联\n领导"], *_rows(*(text for text, _ in _LEADERS))]),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "leaders"},
            rows=_named(*({"leaders": found} for _, found in _LEADERS)),
        ),
    ),
    one_sheet(
        "leaders under every name of their column",
        "挂点领导.ods",
        Sheet(
            [
                ["项目名称", "挂钩领导", "牵头单位", "配合单位"],
                ["南环路改造", "王某某", "市交通局", "市财政局  市审计局"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "leaders", "C": "lead_unit", "D": "units"},
            rows={
                2: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "leaders": "王某某",
                        "lead_unit": "市交通局",
                        "units": "市财政局、市审计局",
                    },
                )
            },
        ),
    ),
    one_sheet(
        "marks and line breaks in the names of projects",
        "带标记.xlsx",
        Sheet(
            [
                ["序号", "项目名称", "责任单位"],
                ["1●", "★南环路改造", "市交通局"],
                [2, "汾河流域\n综合治理工程", "市水利局"],
                [3, "★第二污水处理厂", "市住建局"],
                [4, "华樽3万吨\n项目▲", "市工信局"],
                [5, "北环路\nPPP项目", "市交通局"],
                [6, "  西环路改造　", "市交通局"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"B": "name", "C": "lead_unit"},
            rows={
                2: (NEW, {"name": "南环路改造", "lead_unit": "市交通局"}),
                3: (NEW, {"name": "汾河流域综合治理工程", "lead_unit": "市水利局"}),
                4: (1, {"lead_unit": "市住建局"}),
                5: (2, {"lead_unit": "市工信局"}),
                6: (NEW, {"name": "北环路 PPP项目", "lead_unit": "市交通局"}),
                7: (NEW, {"name": "西环路改造", "lead_unit": "市交通局"}),
            },
        ),
    ),
    one_sheet(
        "codes, the same item twice, and names that only look alike",
        "对应.xls",
        Sheet(
            [
                ["项目名称", "项目代码", "责任单位", "备注"],
                ["汾河治理一期工程", "2208-141182-04-01-848098", "市水利局"],
                ["汾河治理二期工程", None, "市水利局"],
                ["汾阳市第二污水处理厂工程", None, "市住建局"],
                ["城南热源厂", None, "市住建局"],
                ["城南热源厂", None, "市城管局"],
                [None, None, "市城管局", "名称待定"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "project_code", "C": "lead_unit", "D": "note"},
            rows={
                2: (5, {"lead_unit": "市水利局"}),
                3: (NEW, {"name": "汾河治理二期工程", "lead_unit": "市水利局"}),
                4: (1, {"aliases": "汾阳市第二污水处理厂工程", "lead_unit": "市住建局"}),
                5: (3, {}),
                6: (3, {}),
                7: (NEW, {}),
            },
            doubts={(4, ""): "确认是同一项吗"},
            problems={"A6": "只保留一行", "A7": "没有名称"},
        ),
    ),
]
