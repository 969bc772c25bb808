"""The headers of what only a monthly report has: 本月完成投资, 需协调事项, 是否开工, 是否竣工, 是否入库."""

import re
from collections.abc import Sequence

from fenyang_desktop.domain.fields import Type
from fenyang_desktop.domain.parts import MONTH_ONLY
from fenyang_desktop.domain.values import is_yes_or_no
from fenyang_desktop.exchange.headers import is_month, plain_leaf

INVESTED = "invested_month"
_YES_OR_NO = frozenset(field.key for field in MONTH_ONLY if field.type is Type.BOOL)
_WORDS = {
    INVESTED: "本月投资 本月投资额 当月投资 当月投资额 单月投资 单月完成 单月完成投资 单月完成投资额 本月实际完成投资 当月实际完成投资"
    " 本月完成投资情况 当月完成投资情况",
    "coordination": "需协调事项 需要协调事项 需协调的事项 需要协调的事项 需协调解决事项 需协调解决的事项 需要协调解决的事项 协调事项"
    " 需协调问题 需协调的问题 需协调解决问题 需协调解决的问题 需要协调解决的问题 需要协调的问题 提请协调事项 需上级协调事项 需市级协调事项"
    " 需市协调解决事项 需市级协调解决的问题 需市政府协调事项",
    "has_started": "是否开工 是否已开工 是否开工建设 项目是否开工",
    "has_finished": "是否竣工 是否完工 是否已竣工 是否已完工 是否建成 项目是否竣工",
    "in_statistics": "是否入库 是否入库纳统 是否纳统 是否入统 是否已入库 是否已纳统 是否入统计库 是否纳统入库 入库纳统 入库情况 纳统情况 是否投资入库",
}
_KEYS = {word: key for key, words in _WORDS.items() for word in words.split()}
_UNIT = re.compile(r"[/,、]?(?:单位)?(?:百万|千万|万|亿|千)?元$")


def month_key_of(path: Sequence[str]) -> str | None:
    """The field of a monthly report that a header names and that items don't have; None where it names none."""
    if is_month(path):
        return INVESTED
    return _KEYS.get(_UNIT.sub("", plain_leaf(path[-1])))


def is_no_answer(key: str, samples: Sequence[str]) -> bool:
    """Whether the values under such a header are something else: sentences where 是 or 否 would stand."""
    given = [text for text in samples if text]
    return key in _YES_OR_NO and sum(map(is_yes_or_no, given)) * 2 < len(given)
