"""What the values under a header say against what it names: 项目类别 may hold 产业类, and 形象进度 a sentence."""

import re
from collections.abc import Callable, Sequence

from fenyang_desktop.domain.amounts import parse_amount
from fenyang_desktop.domain.fields import KIND_LABELS
from fenyang_desktop.domain.values import NONE_WORDS
from fenyang_desktop.exchange.records import MONTH_KEY

_FIGURE = re.compile(r"^[约近]?\s*[\d.,]+\s*[%％]?$")
_KINDS = frozenset({*KIND_LABELS.values(), *KIND_LABELS, "专项", "任务"})


def agreed_field(key: str, samples: Sequence[str], taken: frozenset[str]) -> str | None:
    """The field that a column holds, as its header names `key` and its values look; None where they gainsay it.

    `taken` are the fields that other columns hold.
    """
    given = [text for text in samples if text and text not in NONE_WORDS]
    if not given:
        return key
    if key == "kind":
        return key if _most(given, lambda text: text in _KINDS) else None
    if key == "progress_percent" and not _most(given, lambda text: bool(_FIGURE.match(text))):
        return "progress_text" if "progress_text" not in taken else None
    if key == MONTH_KEY:
        return key if _most(given, _is_amount) else None
    return key


def _is_amount(text: str) -> bool:
    try:
        parse_amount(text, "万元")
    except ValueError:
        return False
    return True


def _most(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, texts)) * 2 >= len(texts)
