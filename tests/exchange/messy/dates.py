"""Deadlines in every form that sheets have, in either system of Excel, and dates that are none."""

from datetime import date, datetime

from messy.book import Book, Sheet, Shown
from messy.case import NEW, Case, Expected, due, one_sheet

# What stands in the sheet, the end of its period, and how precisely that is known.
_FORMS = [
    ("2023年10月底前", "2023-10-31", "month"),
    ("2023.10", "2023-10-31", "month"),
    ("2023-10", "2023-10-31", "month"),
    ("2023/9", "2023-09-30", "month"),
    ("23年10月", "2023-10-31", "month"),
    ("10月底", "2023-10-31", "month"),
    ("10月份", "2023-10-31", "month"),
    ("2023年9月15日前", "2023-09-15", "day"),
    ("9月15日", "2023-09-15", "day"),
    ("20220316", "2022-03-16", "day"),
    ("20200422 00:00:00", "2020-04-22", "day"),
    ("2023.9.30", "2023-09-30", "day"),
    ("２０２３年９月", "2023-09-30", "month"),
    ("9月上旬", "2023-09-10", "xun"),
    ("9月中旬", "2023-09-20", "xun"),
    ("2023年2月下旬", "2023-02-28", "xun"),
    ("三季度末", "2023-09-30", "quarter"),
    ("2024年一季度", "2024-03-31", "quarter"),
    ("上半年", "2023-06-30", "half"),
    ("2023年下半年", "2023-12-31", "half"),
    ("年内", "2023-12-31", "year"),
    ("2024年底", "2024-12-31", "year"),
    ("明年6月底前", "2024-06-30", "month"),
    ("力争10月底完成", "2023-10-31", "month"),
    ("2009-2011", "2011-12-31", "year"),
    ("2007.10-2010.12", "2010-12-31", "month"),
    ("09.10-11.3", "2011-03-31", "month"),
    ("2022年3月—2023年10月", "2023-10-31", "month"),
    ("2023年3月至10月", "2023-10-31", "month"),
]
_WORDS = ["已结项", "尽快", "长期坚持", "2010-", "待定", "2023年10月或11月"]
_IMPOSSIBLE = ["2023-02-30", "13月", "2023.13", "2023年9月31日", "10.12", "2023.1", "20231332", "20231"]


def _dated(first: int, key: str, *found: tuple[str, str, str]) -> dict:
    return {
        first + place: (NEW, {"name": f"甲路{place + 1}号桥", key: due(end, precision, words)})
        for place, (words, end, precision) in enumerate(found)
    }


def _rows(*values: object) -> list[list]:
    return [[f"甲路{place + 1}号桥", value] for place, value in enumerate(values)]


_CELLS = [
    (date(2023, 10, 31), ("2023-10-31", "2023-10-31", "day")),
    (datetime(2023, 10, 31, 8, 30), ("2023-10-31", "2023-10-31", "day")),  # noqa: DTZ001
    (Shown(date(2023, 10, 1), 'yyyy"年"m"月"'), ("2023年10月", "2023-10-31", "month")),
    (Shown(date(2023, 10, 1), "yyyy/m"), ("2023年10月", "2023-10-31", "month")),
    (Shown(date(2023, 10, 31), 'm"月"d"日"'), ("2023-10-31", "2023-10-31", "day")),
    (Shown(2023.1, "0.00"), ("2023.10", "2023-10-31", "month")),
    (2024, ("2024", "2024-12-31", "year")),
    (20231031, ("20231031", "2023-10-31", "day")),
]
_SERIALS_1900 = [(45230, ("2023-10-31", "2023-10-31", "day")), ("45230", ("2023-10-31", "2023-10-31", "day"))]
_SERIALS_1904 = [(43768, ("2023-10-31", "2023-10-31", "day")), ("43768", ("2023-10-31", "2023-10-31", "day"))]

_SERIALS = _SERIALS_1900 + _SERIALS_1904


def _of_cells(name: str, file: str, cells: list, *, day_zero_1904: bool) -> Case:
    return Case(
        name,
        file,
        Book([Sheet([["项目名称", "完成时限"], *_rows(*(value for value, _ in cells))])], day_zero_1904),
        [
            Expected(
                header=(1,),
                fields={"A": "name", "B": "deadline"},
                rows=_dated(2, "deadline", *(found for _, found in cells)),
                doubts={
                    (row, "deadline"): f"没有日期格式的 {value}"
                    for row, (value, _) in enumerate(cells, start=2)
                    if (value, _) in _SERIALS
                },
            )
        ],
    )


CASES = [
    one_sheet(
        "deadlines in words and figures",
        "时限写法.xls",
        Sheet([["项目名称", "完成时限"], *_rows(*(words for words, _, _ in _FORMS))]),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "deadline"},
            rows=_dated(2, "deadline", *_FORMS),
            doubts={(24, "deadline"): "按2023年的下一年（2024年）理解"},
        ),
    ),
    one_sheet(
        "words without a date are kept as words",
        "时限词语.ods",
        Sheet([["项目名称", "完成时限"], *_rows(*_WORDS)]),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "deadline"},
            rows=_dated(2, "deadline", *((words, "~", "words") for words in _WORDS)),
        ),
    ),
    one_sheet(
        "dates that no calendar holds, or that may be two, are told at their cell",
        "不成立的日期.xlsx",
        Sheet([["项目名称", "完成时限"], *_rows(*_IMPOSSIBLE)]),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "deadline"},
            rows={2 + place: (NEW, {"name": f"甲路{place + 1}号桥"}) for place in range(len(_IMPOSSIBLE))},
            problems={f"B{2 + place}": "“" + words for place, words in enumerate(_IMPOSSIBLE)},
        ),
    ),
    one_sheet(
        "a span begins in the column of the start and ends in that of the finish",
        "建设年限.xlsx",
        Sheet(
            [
                ["项目名称", "开工时间", "竣工时间"],
                ["南环路改造", "2022.3-2023.10", "2022.3-2023.10"],
                ["北环路改造", "2010-", "2023年"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "start", "C": "deadline"},
            rows={
                2: (
                    NEW,
                    {
                        "name": "南环路改造",
                        "start": due("2022-03-31", "month", "2022.3-2023.10"),
                        "deadline": due("2023-10-31", "month", "2022.3-2023.10"),
                    },
                ),
                3: (
                    NEW,
                    {
                        "name": "北环路改造",
                        "start": due("2010-12-31", "year", "2010-"),
                        "deadline": due("2023-12-31", "year", "2023年"),
                    },
                ),
            },
        ),
    ),
    _of_cells("date cells of the 1900 system", "日期.xlsx", _CELLS + _SERIALS_1900, day_zero_1904=False),
    _of_cells("date cells of the 1904 system", "日期1904.xlsx", _CELLS + _SERIALS_1904, day_zero_1904=True),
    _of_cells(
        "date cells of an old workbook of the 1904 system", "日期1904.xls", _CELLS + _SERIALS_1904, day_zero_1904=True
    ),
    one_sheet(
        "已结项 in a date cell asks before a date is lost, and is a finish in its own column",
        "已结项.xls",
        Sheet(
            [
                ["项目名称", "完成时限", "实际完成"],
                ["华樽3万吨项目", "已结项", "已结项"],
                ["城南热源厂", "2023年11月底", "未完成"],
            ]
        ),
        Expected(
            header=(1,),
            fields={"A": "name", "B": "deadline", "C": "finished"},
            rows={
                2: (2, {"deadline": due("~", "words", "已结项"), "finished": due("~", "words", "已结项")}),
                3: (3, {"deadline": due("2023-11-30", "month", "2023年11月底")}),
            },
            doubts={(2, "deadline"): "不再提醒"},
            problems={"C3": "请填完成的日期"},
        ),
    ),
]
