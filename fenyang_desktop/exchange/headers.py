"""What a header says: the field of its column and the unit of its amounts.

A header of several rows is a path from its parent down to its leaf: ("2023年投资", "计划").
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from fenyang_desktop.domain.amounts import FEN_PER_UNIT
from fenyang_desktop.domain.fields import FIELD, ID_LABEL, Field, Type, field_for_header, normalise_header
from fenyang_desktop.exchange.periods import Period, period_of
from fenyang_desktop.exchange.planned import CHANGED_TO, Sight, field_with_remark, is_telling, sight_of, sight_of_done
from fenyang_desktop.exchange.similar import often_field, similar_field

_UNITS = "|".join(sorted(FEN_PER_UNIT, key=len, reverse=True))
_BRACKET = re.compile(r"\(([^()]*)\)$")
_BARE_UNIT = re.compile(rf"[/,、]?(?:单位)?({_UNITS})$")
_BRACKETED_UNIT = re.compile(rf"\((?:单位:?)?(?:人民币)?(?:{_UNITS}|万|亿|%)\)")
_UNIT_LINE = re.compile(rf"单位(?:人民币)?((?:[\w%]{{1,4}}[、,/])*(?:{_UNITS})(?:[、,/][\w%]{{1,4}})*)(?![一-鿿])")
_SHORT = {"万": "万元", "亿": "亿元"}
_YEAR = re.compile(r"(?:20\d\d|\d\d)年度?|今年|本年度?|当年|全年")
_NAMED_YEAR = re.compile(r"(?<!\d)(20\d\d|\d\d)年")
_MONTHS = re.compile(r"(?:年度|年)?1[-—~～至到]\d{1,2}月份?(?:累计)?")
_MARKS = re.compile(r"^[*★●☆#]+|[*★●☆#]+$")
_SENDER_LABEL = r"(?:(?:填报|报送|报告|填表|编报|上报)(?:单位|部门)|单位名称)(?:\((?:公章|盖章|签章)\))?"
_SENDER = re.compile(rf"^{_SENDER_LABEL}[:：]\s*(\S{{2,30}})")
_LINE_LABEL = re.compile(
    rf"^(?:{_SENDER_LABEL}|(?:填报|填表|报送|制表|审核|审批|统计)人(?:员|签字)?|(?:填报|报送|填表|上报|统计|制表|数据)(?:日期|时间)"
    r"|(?:数据)?截[止至](?:日期|时间)|报告期|填报月份|报表月份)[:：]?$"
)
# These stand over columns as well: they are labels where their value stands beside them.
_LABEL_OR_PARENT = re.compile(
    r"^(?:(?:单位)?(?:分管)?(?:负责人|领导)(?:签字)?|联系人|审核|(?:联系|办公)?电话|联系方式|手机号?码?|日期|时间)[:：]?$"
)
_NUMBERED = re.compile(r"^[(（]?\d{1,2}[)）、.]")
_NAME = re.compile(
    r"^(?!所属|上级|责任|业主)(?:\w{0,6}(?:项目|工程|任务|指标|事项)(?:\(\w+\))?名称|项目名|名称|项目|建设项目|重点项目|工作任务)$"
)
_LONGEST_NAME, _LONGEST_WEAK = 20, 10
_SERIAL = re.compile(r"^(?:序号|序|编号|项目序号|NO\.?|№)$", re.IGNORECASE)
_TITLE = re.compile(r"表\)?$|一览|附件|单位|[：:]|清单|台账")
_BARRED = re.compile(
    r"\(原|完成[^(]*\([^()]*预[计期测]|其中|上年|去年|上月|往年|年[底末]|明年|次年|下年|下月|上期|同期"
)
_IN_MONTH = re.compile(
    r"^(?:[本当]月|\d{1,2}月(?:份|当月)?)份?(?:实际)?(?:完成|投资|完成投资|投资完成)?(?:额|数|情况)?$"
)
# What was invested, in this year or since the start: 累计完成, 已完成投资, 截至9月底完成投资额 leave it open.
_AS_OF = r"(?:截[至止]到?|到)(?:目前|当前|本月|(?:20\d\d年)?\d{1,2}月)(?:份?[底末]|\d{1,2}日)?(?:为?止)?|目前|\d{1,2}月份?[底末]"
_DONE = re.compile(
    rf"^(?:项目|工程)?(?:{_AS_OF})?(?:项目|工程)?(?:已|实际|累计)*(?:完成(?:的?投资)?|投资(?:已|累计)?完成|投资|投入(?:资金)?)(?:总?额|金额|情况)?$"
)
_SUMMED = re.compile(r"完成|累计|已投|实际投")
_MONEY, _TIME = re.compile(r"投资(?!项目)|资金|金额|款"), re.compile(r"时间|时限|日期|期限|年月|节点|开工|竣工")
_OF_YEAR = frozenset({"annual_plan", "invested_year"})
_INVESTED, _PLANS = ("invested_year", "invested_total"), ("annual_plan", "total_investment")
_TO_INVEST = re.compile(
    r"^(?:项目|工程)?(?:(?:计划|拟)的?(?:完成)?投资|投资(?:计划|任务|目标))(?:总?额|金额|数|情况)?$"
)
_TO_DO = frozenset("计划 任务 目标 计划数 计划额".split())
# What says nothing without its parent: 计划 under 2023年投资.
_POOR = frozenset("计划 完成 合计 小计 金额 本月 累计 其他 目标 投资 进度 进展 问题 说明 类型 规模 内容 情况".split())
# And what is a project's whole amount unless a parent says of what it is: 投资额 under 1-9月完成投资.
_SUMS = frozenset("投资额 投资总额 总投资额 总额".split())
_OF_WHAT = re.compile(r"完成|计划|累计|实际|年|月")
# What is its parent's own: 名称 under 责任单位, 姓名 under 包联领导, 时间 under 计划开工.
_OWN = {
    "名称": frozenset({"lead_unit", "owner_unit", "units"}),
    "单位": frozenset({"lead_unit", "units"}),
    "姓名": frozenset({"leaders"}),
    "名单": frozenset({"leaders"}),
    "时间": frozenset({"start", "deadline", "finished"}),
    "日期": frozenset({"start", "deadline", "finished"}),
}
# A leaf keeps its meaning under such a parent, unless that says of what else it is.
_NEUTRAL = re.compile(
    r"基本|概况|信息|投资|进度|进展|责任|落实|时间|时限|期限|节点|工期|建设|项目|工程|情况|计划|年|安排|任务|其他"
)
_ELSE = re.compile(
    r"手续|环评|能评|水保|稳评|用地|土地|规划|可研|立项|招标|许可|审批|资金|预算|债|贷款|自筹|实际|剩余|结余|同期|上年|去年"
)

_GIVEN = re.compile(r"到位|拨付|支付|下达|批复")  # what came in, which is neither planned nor spent


# 资金 over 今年计划 and 今年完成, where nothing says from whom it comes.
_FUNDS = re.compile(r"^(?:项目|建设|投资|工程)?资金(?:投入|安排|计划|情况|使用)*(?=$|\()")
_FUNDS_LEAF = re.compile(r"^资金(?=(?:总?计划|完成|累计完成|已完成)(?:$|\())")
_PERSON_BELOW = re.compile(r"(单位|部门|主体)\s*\n\s*(?=(?:责任|联系|负责)人)")


def field_of(path: Sequence[str]) -> Field | None:
    """The field that a header names, by its leaf alone or together with its parents; None where neither is known.

    "总投资万元" and "总投资/亿元" name theirs as well, and a year in a header (2023年计划投资) means the year's field.
    """
    return _field_of(tuple(path))


@lru_cache(maxsize=4096)
def _field_of(path: tuple[str, ...]) -> Field | None:
    return _found(path, _field, frozenset({Sight.SURE}))


def similar_field_of(path: Sequence[str]) -> Field | None:
    """The field that a header means in other words than the known ones, which only a person can be sure of."""
    return _similar_field_of(tuple(path))


@lru_cache(maxsize=4096)
def _similar_field_of(path: tuple[str, ...]) -> Field | None:
    path = _as_invested(tuple(_PERSON_BELOW.sub(r"\1及", text) for text in path))
    whole = "".join(map(clean_header, path))
    if _BARRED.search(whole) or is_month(path):
        return None
    return _found(path, _field, frozenset({Sight.OPEN})) or _found(path, _similar, frozenset({Sight.SURE, Sight.OPEN}))


def _similar(text: str) -> Field | None:
    plain = CHANGED_TO.sub("", _BRACKETED_UNIT.sub("", _BARE_UNIT.sub("", clean_header(text))))
    return often_field(plain) or _field(plain) or similar_field(plain)


def _as_invested(path: tuple[str, ...]) -> tuple[str, ...]:
    """A path with 资金, which a person must confirm to be the whole investment and no source of it, read as 投资."""
    *parents, leaf = path
    return (*(_FUNDS.sub("投资", clean_header(one)) for one in parents), _FUNDS_LEAF.sub("投资", clean_header(leaf)))


def _found(path: tuple[str, ...], find: Callable[[str], Field | None], sights: frozenset[Sight]) -> Field | None:
    """The field of a path as `find` knows the field of one text, unless its parents say that it is of something else.

    Their time may gainsay a field of the year, money a date (实际完成 under 投资情况（万元） is an amount), and a plan what
    was done; `sights` are the ways in which it may be told.
    """
    field, period = _by_words(path, find), _period_above(path)
    if field is None or sight_of([*map(clean_header, path)], field.key) not in sights:
        return None
    if field.type is Type.DEADLINE and _is_of_money(path):
        return None
    if field.key not in _OF_YEAR or period in (Period.NONE, Period.YEAR):
        return field
    if period is Period.SO_FAR and field.key == "invested_year":
        return field
    timeless = tuple(text for text in path[:-1] if period_of([clean_header(text)]) is Period.NONE)
    says_it_itself = period is not Period.YEARS and _by_words((*timeless, path[-1]), find) == field
    return field if says_it_itself else None


def _is_of_money(path: Sequence[str]) -> bool:
    """Whether a header that names no time by a word has a unit of money, or one above it that speaks of money."""
    if unit_of(path[-1:]):
        return True
    above = path[:-1]
    is_money = bool(unit_of(above)) or any(_MONEY.search(clean_header(text)) for text in above)
    return is_money and not _TIME.search(clean_header(path[-1]))


def _period_above(path: Sequence[str]) -> Period:
    """The time that the parents of a leaf name."""
    return period_of([clean_header(text) for text in path[:-1]])


def _by_words(path: tuple[str, ...], find: Callable[[str], Field | None]) -> Field | None:
    """The field that a path names, whatever time its parents are of."""
    leaf, parents = path[-1], path[:-1]
    for parent in reversed(parents):
        above = clean_header(parent)
        dated = f"年度{leaf}" if _YEAR.search(above) and not _GIVEN.search(above) else leaf
        if found := find(f"{parent}{leaf}") or _field(f"{leaf}{parent}") or (find(dated) if dated != leaf else None):
            return found
    own = _OWN.get(plain_leaf(leaf)) if parents else None
    if own is not None:
        found = find(parents[-1])
        return found if found and found.key in own else None
    if plain_leaf(leaf) in _SUMS and any(_OF_WHAT.search(clean_header(parent)) for parent in parents):
        return None
    if parents and (plain_leaf(leaf) in _POOR or not all(map(_is_neutral, parents))):
        return None
    return find(leaf)


def is_month(path: Sequence[str]) -> bool:
    """Whether a header names what was invested in the month, which no field holds and others are checked by."""
    leaf, above = _BARE_UNIT.sub("", plain_leaf(path[-1])), "".join(map(clean_header, path[:-1]))
    if not _IN_MONTH.match(leaf) and _period_above(path) is Period.MONTH:
        leaf = f"本月{leaf}"
    if not _IN_MONTH.match(leaf) or _ELSE.search(above) or is_to_come(path):
        return False
    done = "完成" in leaf or ("完成" in above and "计划" not in above)
    return done and ("投资" in leaf or "投资" in above or not above)


def fields_left_open(path: Sequence[str]) -> tuple[str, ...]:
    """The two fields of which a header names one without saying which: what was invested in this year or since the
    start, what is planned for the year or as a whole; empty where it says, or means something else."""
    path = _as_invested(tuple(path))
    if leaves_open_since_when(path):
        return _INVESTED
    return _PLANS if _leaves_open_for_when(path) else ()


def leaves_open_since_when(path: Sequence[str]) -> bool:
    """Whether a header names what was invested, and doesn't say whether in this year or since the start.

    实际完成 may be that as well, where amounts stand below it.
    """
    leaf, parents = plain_leaf(path[-1]), [clean_header(parent) for parent in path[:-1]]
    whole = "".join((*parents, leaf))
    named = field_of(path)
    if _BARRED.search(whole) or is_month(path) or is_to_come(path):
        return False
    if named is not None and named.key != "finished":
        return False
    period = period_of(parents)
    if period in (Period.PART, Period.YEARS) or (period is Period.MONTH and "累计" not in leaf):
        return False
    bare = _BARE_UNIT.sub("", leaf)
    is_sum = bare == "累计" and "投资" in whole
    done = is_sum or (bool(_DONE.match(bare)) and bool(_SUMMED.search(bare)))
    return (done and all(map(_is_neutral, parents))) or bool(_DONE.match(whole) and _SUMMED.search(whole))


def _leaves_open_for_when(path: tuple[str, ...]) -> bool:
    """Whether a header names what is to be invested, and doesn't say whether in this year or as a whole: 计划投资."""
    leaf, parents = _BARE_UNIT.sub("", plain_leaf(path[-1])), [clean_header(parent) for parent in path[:-1]]
    above, is_of_year = "".join(parents), period_of(parents) in (Period.NONE, Period.YEAR)
    if _BARRED.search(above) or not is_of_year or field_of(path) or not all(map(_is_neutral, parents)):
        return False
    return bool(_TO_INVEST.match(leaf) or (leaf in _TO_DO and "投资" in above and "完成" not in above))


def names_investment(path: Sequence[str]) -> bool:
    """Whether a header or one above it says that it is of investment."""
    return any("投资" in text for text in path)


def _is_neutral(parent: str) -> bool:
    clean = clean_header(parent)
    return bool(_BARE_UNIT.fullmatch(clean) or (_NEUTRAL.search(clean) and not _ELSE.search(clean)))


def year_of(path: Sequence[str]) -> int | None:
    """The year that a header names, its leaf before its parents; None where it names none or says 今年."""
    for text in reversed(path):
        if found := _NAMED_YEAR.search(clean_header(text)):
            return int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
    return None


def is_to_come(path: Sequence[str]) -> bool:
    """Whether a header tells what is to be done, though its leaf speaks of what is."""
    return sight_of_done([*map(clean_header, path)]) is Sight.OTHER


def plain_leaf(text: str) -> str:
    """A header without its unit and marks, and without a remark that doesn't alter what it means."""
    clean = clean_header(text)
    found = _BRACKET.search(clean)
    return clean if found is None or is_telling(found[1], clean[: found.start()]) else clean[: found.start()]


def clean_header(text: str) -> str:
    """A header without width, blanks, marks such as ★, and a leading number."""
    return _NUMBERED.sub("", _MARKS.sub("", normalise_header(text)))


def _field(text: str) -> Field | None:
    clean = clean_header(text)
    told = field_with_remark(_BRACKETED_UNIT.sub("", clean), _field) if "(" in clean else None
    if told is not None:
        return told[0]
    bare = _BARE_UNIT.sub("", clean)
    for one in (clean, bare, _BRACKET.sub("", bare)):
        if found := field_for_header(one) or field_for_header(_MONTHS.sub("年度累计", _YEAR.sub("年度", one))):
            return found
    return FIELD["name"] if _NAME.match(clean) else None


def is_name(text: str) -> bool:
    """Whether a header cell may be that of the projects' names; 名称 under another parent is told apart later."""
    if "名" not in text and (len(text) > _LONGEST_WEAK or text[-1:] not in "目务称作"):
        return False
    return len(text) <= _LONGEST_NAME and bool(_NAME.match(clean_header(text)))


def is_weak_name(text: str) -> bool:
    """Whether a name header is a word that rows use as well: 项目 may also be what kind a row is."""
    return "名" not in text


def is_id(text: str) -> bool:
    return normalise_header(text) == ID_LABEL


def is_serial(text: str) -> bool:
    """Whether a column holds 序号, which number the rows and say nothing about them."""
    return bool(_SERIAL.match(clean_header(text)))


def is_title(text: str) -> bool:
    """Whether a line above a table looks like its title, its unit, or who filled it in."""
    return bool(_TITLE.search(text))


def says_little(path: Sequence[str]) -> bool:
    """Whether a header is a word that means something else in every sheet: 计划, 金额."""
    return len(path) == 1 and plain_leaf(path[0]) in _POOR


def sender_of(text: str) -> str:
    """The unit that a line such as "填报单位：市住建局" names, else ""."""
    found = _SENDER.match(unicodedata.normalize("NFKC", text).strip())
    return found[1] if found else ""


def is_sender_label(text: str) -> bool:
    """Whether a cell is 填报单位 or the like, with the unit in the next one."""
    return bool(re.fullmatch(rf"{_SENDER_LABEL}[:：]?", _squeezed(text)))


def is_line_label(text: str, *, value_beside: bool) -> bool:
    """Whether a cell above a table is a label such as 填报人, and no parent of headers."""
    plain = _squeezed(text)
    return bool(_LINE_LABEL.match(plain) or (value_beside and _LABEL_OR_PARENT.match(plain)))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def count_known(texts: Iterable[str]) -> int:
    """How many of these headers are known, 0 unless one of them is the name."""
    found = [field_of((text,)) for text in texts if text.strip()]
    keys = {field.key for field in found if field is not None}
    return len(keys) if "name" in keys else 0


def unit_of(path: Sequence[str]) -> str | None:
    """The unit of money that a header names, its leaf before its parents; "" if none does, None if it isn't known."""
    for text in reversed(path):
        if (unit := _unit(text)) != "":
            return unit
    return ""


def _unit(text: str) -> str | None:
    clean = normalise_header(text)
    bracket = _BRACKET.search(clean)
    if bracket is None:
        bare = _BARE_UNIT.search(clean)
        return bare[1] if bare else ""
    for part in re.split(r"[,、;/]", bracket[1]):
        word = part.removeprefix("单位").removeprefix("人民币")
        if _SHORT.get(word, word) in FEN_PER_UNIT:
            return _SHORT.get(word, word)
    return None if re.search(r"[元万亿美亩吨㎡%]|平方|公里|千米|单位", bracket[1]) else ""


def unit_line(text: str) -> str:
    """The unit that a line such as "单位：万元" or "单位：个、亿元" names for the whole sheet, else ""."""
    found = _UNIT_LINE.search(re.sub(r"[\s:()]", "", unicodedata.normalize("NFKC", text)))
    named = {part for part in re.split("[、,/]", found[1]) if part in FEN_PER_UNIT} if found else set()
    return named.pop() if len(named) == 1 else ""
