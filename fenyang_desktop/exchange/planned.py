"""Whether a header tells what was done or what is planned: 完成投资 under 全年预计 is no figure of what was invested."""

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto

from fenyang_desktop.domain.fields import Field
from fenyang_desktop.exchange.periods import Period, period_of

_DONE = frozenset({"progress_percent", "progress_text", "invested_year", "invested_total"})
_TO_COME = frozenset({"annual_plan", "start", "deadline"})
_FIGURES = _DONE | _TO_COME | {"total_investment", "finished"}
_FORECAST = re.compile(
    r"预[计期测估]|测算|拟(?:完成|达)|计划(?:完成|实施)(?!情况|率)|力争|下月|下一?步|下一?阶段|下季|下半?年|[明次]年"
)
_PLAN = re.compile(r"计划|目标|任务")
_GOAL = re.compile(r"计划|目标")  # a task may be what the row is about
_NOTHING_ELSE = re.compile(
    r"^(?:(?:20)?\d\d年度?|[今本当全]年度?|年度|[\d一二三四]{1,2}[月季]度?份?|[本当]月|[年月季]?[底末]|前|工作|计划|目标|任务)+$"
)
_ACTUAL = re.compile(r"实际|已")
_REPORTED = re.compile(r"完成|进展|执行|落实|现状")
# 计划及完成情况 stands over both, 任务完成情况 over what was done; 计划完成 is a plan.
_ALSO_DONE = re.compile(
    r"(?:[及和与、/].*(?:完成|进展|执行|落实)|(?:完成|进展|执行|落实).*[及和与、/]|(?:完成|进展|执行|落实)情况|任务的?完成)"
)
_YEAR_END = re.compile(r"年[底末]$")
_UP_TO = re.compile(r"截[至止]|[至到]")
_OF_NOW = re.compile(r"进展|目前|当前|累计|截[至止]")  # leaves that are no goal, whatever stands above them
# 2023年投资情况 and 投资规模及年度计划 stand over a whole amount as well.
_OF_WHOLE = re.compile(
    r"规模|总投资|概算|^(?!.*(?:完成|计划|目标|任务)).*(?:情况|概况|基本|(?:项目|工程)(?!.*(?:投资|资金)))"
)
_YEARLY = re.compile(r"年度|年内")
_PLANS_OF_YEAR = re.compile(r"计划|目标|任务|安排|拟")

_LONGEST_REMARK = 6
_REMARK = re.compile(r"\(([^()]+)\)")
_CHANGED = re.compile(r"原|调整|变更")
_REMARK_PLANNED = re.compile(r"预[计期测估]|计划|目标|任务|拟")
_REMARK_DONE = re.compile(r"实际|已?完成|已")
CHANGED_TO = re.compile(r"\((?:调整|变更|修改)后?\)")  # which of two amounts counts is for a person to say


class Sight(Enum):
    """How sure it is that a header tells what its field holds, and no plan of it."""

    SURE = auto()
    OPEN = auto()
    OTHER = auto()


def sight_of(path: Sequence[str], key: str) -> Sight:
    """Whether a header with a field of this key tells what is: its texts are clean, from its parent down to its leaf."""
    parents = path[:-1]
    if key == "total_investment":
        return _sight_of_whole(parents)
    if key == "annual_plan":
        done = any(_ACTUAL.search(one) or _REPORTED.search(one) for one in parents)
        return Sight.OPEN if done and not any(map(_PLANS_OF_YEAR.search, path)) else Sight.SURE
    return sight_of_done(path) if key in _DONE else Sight.SURE


def sight_of_done(path: Sequence[str]) -> Sight:
    """Whether what a header calls done or reached is so; the text nearest to its leaf that tells it counts."""
    *parents, leaf = path
    if _ACTUAL.search(leaf):
        return Sight.SURE
    for parent in reversed(parents):
        if (sight := _sight_above(parent, leaf)) is not None:
            return sight
    return Sight.SURE


def _sight_above(parent: str, leaf: str) -> Sight | None:
    """What one parent tells of its leaf; None where it speaks neither of plans nor of what was done."""
    if _FORECAST.search(parent):
        return None if _ALSO_DONE.search(parent) and not parent.startswith("预") else Sight.OTHER
    if not _PLAN.search(parent):
        if _YEAR_END.search(parent) and not _UP_TO.search(parent):
            return Sight.OPEN
        return Sight.SURE if _ACTUAL.search(parent) or _REPORTED.search(parent) else None
    is_of_now = bool(_OF_NOW.search(leaf))
    if _ALSO_DONE.search(parent) or _ACTUAL.search(parent) or (is_of_now and not _GOAL.search(parent)):
        return None
    return Sight.OTHER if _NOTHING_ELSE.match(parent) and not is_of_now else Sight.OPEN


def _sight_of_whole(parents: Sequence[str]) -> Sight:
    """Whether 总投资 is the project's whole: under a named time or a goal it may be the part that falls into it."""
    above = [one for one in parents if not _OF_WHOLE.search(one)]
    if any(_FORECAST.search(one) for one in above):
        return Sight.OTHER
    if period_of(above) is not Period.NONE or any(map(_YEARLY.search, above)):
        return Sight.OTHER if any(_NOTHING_ELSE.match(one) and _PLAN.search(one) for one in above) else Sight.OPEN
    return Sight.SURE


def field_with_remark(clean: str, find: Callable[[str], Field | None]) -> tuple[Field | None] | None:
    """The field (in a tuple of one) of a header whose bracket changes what it means: 年度投资（已完成） is no plan.

    None where no bracket does, so that the header means what it means without them.
    """
    for found in _REMARK.finditer(clean):
        remark = found[1]
        planned, done = _REMARK_PLANNED.search(remark), _REMARK_DONE.search(remark)
        if len(remark) > _LONGEST_REMARK or not (planned or done or _CHANGED.search(remark)):
            continue
        bare = f"{clean[: found.start()]}{clean[found.end() :]}"
        field = find(bare)
        if field is None or field.key not in _FIGURES:
            continue
        if _CHANGED.search(remark) or (planned and done):
            return (None,)
        if field.key in (_TO_COME if planned else _DONE | {"finished"}):
            return (field,)
        return (find(f"{(planned or done)[0]}{bare}"),)  # type: ignore[index]
    return None


def is_telling(remark: str, bare: str) -> bool:
    """Whether what stands in the bracket behind a header alters what it means: that it is planned, done, or another's."""
    if _REMARK_PLANNED.search(remark) or _CHANGED.search(remark):
        return True
    return bool(_REMARK_DONE.search(remark)) and "完成" not in bare
