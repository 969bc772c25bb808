"""What the values under a header say of what it names.

They may gainsay a known header: 项目类别 may hold 产业类, and 形象进度 a sentence. And they must speak for a header that is
only similar: where 项目建成时间 is taken for a deadline, dates stand below it.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from fenyang_desktop.domain.amounts import parse_amount
from fenyang_desktop.domain.deadlines import parse_deadline
from fenyang_desktop.domain.fields import FIELDS, KIND_LABELS, STAGE_WORDS, STAGES, Field, Type
from fenyang_desktop.domain.units import split_units
from fenyang_desktop.domain.values import NONE_WORDS
from fenyang_desktop.exchange.grid import plain
from fenyang_desktop.exchange.headers import unit_of
from fenyang_desktop.exchange.monthheaders import INVESTED, is_no_answer
from fenyang_desktop.exchange.raw import Number, Raw

_FIGURE = re.compile(r"^[约近]?\s*[\d.,]+\s*[%％]?$")
_SERIAL_DAY = re.compile(r"^[2-7]\d{4}$")
_DATED = re.compile(r"底前|年内|[季年]度|[季年月]底|半年|旬|已?完成|竣工|开工|投产|办结")
_YEAR = re.compile(r"^(?:19|20)\d\d(?:[.\-/年]\d{1,2}月?)?$")
_CODE = re.compile(r"^\d{4}-?\d{6}-?\d{2}-?\d{2}-?\d{6}$")
_UNIT = re.compile(r"[局委办厅院所镇乡部会社处站行司校]|中心|街道|政府|集团|合作社|管委|村|企业|公司")
_OF_YEAR = re.compile(r"(?<!\d)1月?份?[-—–~～至到]\d{1,2}月|年内|今年以来|前[一二三]季度|上半年|年度完成")
_IN_YEAR, _SINCE_START = "invested_year", "invested_total"
_DATES = frozenset(field.key for field in FIELDS if field.type is Type.DEADLINE)
_MONTH_AND_DAY = re.compile(r"^(?:0?[1-9]|1[0-2])(?:\.(?:[0-2]?\d|3[01]))?$")  # or a month alone
_MEANS_DAY = re.compile(r"^(?:19|20)\d{2}(?:\d{2}){1,2}$")  # as 20231301 does, though no calendar holds it
# Figures under such a header are no amounts, and days no dates that anybody waits for.
_OF_BEFORE = re.compile(r"上[月期]")  # shown beside this month's figures, and known already
_COUNTS = re.compile(
    r"序号|^序$|编号|电话|手机|联系方式|代码|编码|文号|邮编|面积|个数|人数|户数|数量|次数|长度|里程|排名|排序|得分|分值|经度|纬度|坐标|天数|岗位|用工"
    r"|就业|楼层|层数|栋数|产能|产量|吨|亩|公里|身份证|账号|档案|签字|备注"
)
_RATE = re.compile(r"率|比例|占比|百分|%|％|进度|同比|增[长速幅]")
_OF_DAYS = re.compile(r"时间|日期|时限|年月|期限|节点|年限|工期|时段")
_TO_REACH = ("action", "target_value")
_KINDS = frozenset({*KIND_LABELS.values(), *KIND_LABELS, "专项", "任务"})
_STAGES = frozenset({*STAGES, *STAGE_WORDS, *(part for stage in STAGES for part in stage.split("/"))})


def agreed_field(key: str, samples: Sequence[str], taken: frozenset[str]) -> str | None:
    """The field that a column holds, as its header names `key` and its values look; None where they gainsay it.

    `taken` are the fields that other columns hold.
    """
    given = _given(samples)
    if not given:
        return key
    if key == "kind":
        return key if _most(given, lambda text: text in _KINDS) else None
    if key == "progress_percent" and not _most(given, _is_figure):
        return "progress_text" if "progress_text" not in taken else None
    if key in _DATES:
        return None if _are_amounts(given) else key
    if key == "action" and meant_by_amounts(key, samples):
        return None
    if key == INVESTED:
        return key if _most(given, _is_amount) else None
    if is_no_answer(key, given):
        return None
    return key


def fitting_field(field: Field, samples: Sequence[str], taken: frozenset[str]) -> str | None:
    """The field of a column whose header is similar to that of `field`, None where its values don't look like it."""
    given = _given(samples)
    key = agreed_field(field.key, samples, taken)
    if key != field.key or not given:
        return key
    fits = _BY_KEY.get(key) or _BY_TYPE.get(field.type, _is_wording)
    return key if _most(given, fits) else None


def since_when(
    done: Sequence[str], planned: Sequence[str], units: tuple[str, str], said: Sequence[str]
) -> tuple[str, str]:
    """The two fields that may be meant by what was invested, the likelier first.

    `done` and `planned` (for the year) are texts of the same rows in these `units`; `said` are the lines above the table
    and the column's own header. More than the year's plan in most rows is since the start.
    """
    pairs = [(_fen(one, units[0]), _fen(other, units[1])) for one, other in zip(done, planned, strict=False)]
    given = [(one, other) for one, other in pairs if one is not None and other]
    if given and sum(one > other for one, other in given) * 2 > len(given):
        return _SINCE_START, _IN_YEAR
    if any(map(_OF_YEAR.search, said)) or not any("累计" in text for text in said[-1:]):
        return _IN_YEAR, _SINCE_START
    return _SINCE_START, _IN_YEAR


def is_money_column(samples: Sequence[str]) -> bool:
    """Whether most of the values are amounts."""
    given = _given(samples)
    return bool(given) and _most(given, _is_money)


def meant_by_amounts(key: str, samples: Sequence[str]) -> str | None:
    """The field that 年度任务 or 年度目标 means where amounts stand below it, and no words or quantities."""
    return "annual_plan" if key in _TO_REACH and is_money_column(samples) else None


def held_by(path: Sequence[str], cells: Sequence[Raw | None]) -> str:
    """What of a column that isn't imported is worth a look: 金额, 百分比, 日期; "" where it holds nothing of these."""
    header, given = "".join("".join(path).split()), _given([plain(cell) for cell in cells])
    if not given or _COUNTS.search(header) or _OF_BEFORE.search(header):
        return ""
    if _most(given, lambda text: text[-1] in "%％") or sum(map(_is_shown_as_percent, cells)) * 2 >= len(given):
        return "百分比"
    if _RATE.search(header) and _most(given, _is_figure):
        return "百分比"
    if _most(given, _is_date) and (_OF_DAYS.search(header) or not _most(given, _is_money)):
        return "日期"
    return "金额" if unit_of(path) is not None and _most(given, _is_money) else ""


def _is_shown_as_percent(cell: Raw | None) -> bool:
    return isinstance(cell, Number) and "%" in cell.format


def _is_date(text: str) -> bool:
    return bool(_SERIAL_DAY.match(text)) or _reads_as_date(text)


def is_gainsaid(field: Field, samples: Sequence[str]) -> bool:
    """Whether the values are no figures or dates, where the field holds such."""
    given, fits = _given(samples), _BY_TYPE.get(field.type)
    return bool(given) and fits is not None and not _most(given, fits)


def _given(samples: Sequence[str]) -> list[str]:
    return [text for text in samples if text and text not in NONE_WORDS]


def _most(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, texts)) * 2 >= len(texts)


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.match(text))


def _is_amount(text: str) -> bool:
    try:
        parse_amount(text, "万元")
    except ValueError:
        return False
    return not _CODE.match(text)


def _fen(text: str, unit: str) -> int | None:
    try:
        return parse_amount(text, unit or "万元").fen
    except ValueError:
        return None


def _is_money(text: str) -> bool:
    return _is_amount(text) and not _YEAR.match(text)


def _is_day(text: str) -> bool:
    """Whether a text is a date, or one that needs a look such as 已完成; a figure is one only as Excel counts days."""
    return bool(_SERIAL_DAY.match(text) or _DATED.search(text)) or _reads_as_date(text)


def _reads_as_date(text: str) -> bool:
    try:
        return parse_deadline(text, 2000).date is not None
    except ValueError:
        return False


def _are_amounts(texts: Sequence[str]) -> bool:
    """Whether figures stand where dates should: most are none, or some are none and the others may be days of Excel."""
    figures = [text for text in texts if _is_figure(text)]
    no_days = [text for text in figures if not (_is_day(text) or _MONTH_AND_DAY.match(text) or _MEANS_DAY.match(text))]
    others = [text for text in texts if text not in no_days]
    return len(no_days) * 2 > len(texts) or (bool(no_days) and all(map(_SERIAL_DAY.match, others)))


def _is_unit(text: str) -> bool:
    return bool(_UNIT.search(split_units(text)[0])) and len(text) <= 60


def _is_wording(text: str) -> bool:
    return not _is_figure(text) and not _YEAR.match(text)


_BY_KEY: Mapping[str, Callable[[str], bool]] = {
    "project_code": lambda text: bool(_CODE.match(text)),
    "stage": lambda text: text in _STAGES,
    "lead_unit": _is_unit,
    "units": _is_unit,
    "owner_unit": _is_unit,
    "leaders": lambda text: len(text) <= 40 and not re.search(r"\d", text),
}
_BY_TYPE: Mapping[Type, Callable[[str], bool]] = {
    Type.MONEY: _is_money,
    Type.PERCENT: _is_figure,
    Type.DEADLINE: _is_day,
}
