"""Values whose meaning hangs on more than their own cell: on the row, the table, or what is struck through."""

import re
from collections.abc import Collection, MutableMapping

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import names_next_year
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.values import Context, Keep, read, same
from fenyang_desktop.services.doubts import settled_next_year, struck_doubts
from fenyang_desktop.services.rows import Row

_PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?[%％]")
_WORDS, _FIGURE = "progress_text", "progress_percent"

Values = MutableMapping[str, Stored]


def is_percentage(text: str) -> bool:
    """Whether a text is nothing but a percentage."""
    return bool(_PERCENT.fullmatch(text))


def settle_next_year(row: Row, values: Values, key: str, year: int) -> str:
    """Let a date of 明年 or 次年 be of the year after the item's start; why it waits, "" for any other date."""
    text = row.text(key)
    if not names_next_year(text):
        return ""
    start = values.get("start", row.item.get("start") if row.item else None)
    values[key], why = settled_next_year(text, start, year, begins=key == "start")
    if _is_known(row, key, values[key]):
        del values[key]
    return why


def take_percentage(row: Row, values: Values, elsewhere: MutableMapping[str, str]) -> None:
    """Take a bare percentage among words of the progress for the figure; it waits."""
    text, field = str(values.get(_WORDS) or ""), FIELD[_FIGURE]
    if not is_percentage(text) or row.item_kind() not in field.kinds:
        return
    try:
        value = read(field, text, Context(0)).value
    except UserError:
        return
    del values[_WORDS]
    if not isinstance(value, Keep) and not _is_known(row, _FIGURE, value):
        values[_FIGURE], elsewhere[_FIGURE] = value, row.record.place(_WORDS)
        row.value_doubts[_FIGURE] = f"这一列多是文字，这一格只有“{text}”，按形象进度理解"


def doubt_struck(row: Row, values: Values, struck: Collection[str]) -> None:
    """Let what has something struck through wait; `struck` are the fields in whose columns anything has."""
    for key, why in struck_doubts(values, ((key, row.text(key)) for key in struck)):
        row.value_doubts[key] = "；".join(filter(None, (row.value_doubts.get(key), why)))


def _is_known(row: Row, key: str, value: Stored) -> bool:
    return same(FIELD[key], row.item.get(key) if row.item else None, value)
