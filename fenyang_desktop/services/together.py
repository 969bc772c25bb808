"""Several files at once: where two say different things of one item.

What two files disagree about waits in both of them for a person: it must never be decided by which one came last.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from fenyang_desktop.domain.changes import EXISTS, Change, Stored
from fenyang_desktop.domain.fields import Type
from fenyang_desktop.domain.names import plain_name
from fenyang_desktop.domain.quiet import without_collections
from fenyang_desktop.domain.values import display, same
from fenyang_desktop.exchange.grid import plain
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.records import READ_AS, Column
from fenyang_desktop.services.preview import Preview, PreviewRow, RowKey, SheetPreview
from fenyang_desktop.services.report_months import MONTHLY
from fenyang_desktop.services.taking import Value

_NAMED = 2  # how many other files a reason names
_AGAINST = re.compile(r"“[^”]*”[A-Z]*\d* 写的是.*个文件不一致$", re.DOTALL)
_LONGEST = 20  # characters of each
_NO_FIGURES = (EXISTS, "kind", "aliases")  # whatever files say of these can stand side by side
_NAMES = ("name", "parent")  # every file that writes about an item repeats these

Subject = int | tuple[object, ...]  # an item by its id, a new one by what it is called
Mark = tuple[Subject, str]  # a field of it


class Said(NamedTuple):
    """What a file says of a field: the value, the one it was before, the cell, and the row (None: taken over before).

    `month` is the one that it is reported of; what files say of different months can stand side by side.
    """

    value: object
    old: Stored
    cell: str
    row: RowKey | None
    month: str = ""


@dataclass(frozen=True, eq=False)
class Voice:
    """All that one file says. `rows` are those about items that exist, with the table that they stand in."""

    file: str
    said: Mapping[Mark, Said]
    rows: Mapping[int, tuple[SheetPreview, PreviewRow]] = field(default_factory=dict)
    sheets: Mapping[str, RawSheet] = field(default_factory=dict)

    @cached_property
    def subjects(self) -> frozenset[Subject]:
        """The items that the file speaks of."""
        return frozenset({subject for subject, _ in self.said} | self.rows.keys())


@without_collections()
def voice_of(preview: Preview, file: str = "") -> Voice:
    """What a file says as it was compared. `file` is what it is called beside the others."""
    names = {row.changes.id: plain_name(row.name) for row in preview.rows() if row.id is None and row.changes}
    said: dict[Mark, Said] = {}
    rows = {}
    for sheet in preview.sheets:
        for row in sheet.rows:
            subject = row.id if row.id is not None else _new_subject(row, names)
            if row.id is not None:
                rows[row.id] = (sheet, row)
            changes, key = row.changes, Preview.key(row)
            month = sheet.month.month if sheet.month else ""
            for name, new in changes.values.items():
                if name not in _NO_FIGURES:
                    value = _comparable(name, new, names)
                    of = month if name in MONTHLY else ""
                    said[subject, name] = Said(value, changes.old(name), changes.cell(name), key, of)
    voice = Voice(file, said, rows, {sheet.name: sheet for sheet in preview.source.sheets})
    assert voice.subjects is not None  # reckoned now, on the worker
    return voice


def voice_of_taken(changes: Iterable[Change], file: str, month: str = "") -> Voice:
    """What a file said that was taken over already, of this month."""
    said: dict[Mark, Said] = {}
    for change in changes:
        if change.field not in _NO_FIGURES:
            cell, of = change.origin.cell if change.origin else "", month if change.field in MONTHLY else ""
            said[change.id, change.field] = Said(change.new, change.old, cell, None, of)
    return Voice(file, said)


def _new_subject(row: PreviewRow, names: Mapping[int, str]) -> Subject:
    values = row.changes.values
    return plain_name(row.name), values.get("kind"), _comparable("parent", values.get("parent"), names)


def _comparable(key: str, new: Stored, names: Mapping[int, str]) -> object:
    """The value, or for a parent that the file itself brings, its name: provisional ids say nothing in another file."""
    if key == "parent" and isinstance(new, int) and new < 0:
        return names.get(new, "")
    return new


def clashes(voices: Sequence[Voice]) -> list[dict[Value, str]]:
    """Of each file the values that another contradicts, with the reason.

    A file contradicts by a value of its own, or by writing what stands in the portfolio already.
    """
    found: list[dict[Value, str]] = [{} for _ in voices]
    shared = _shared(voices)
    if not shared:
        return found
    sayers: dict[Mark, list[tuple[int, Said]]] = defaultdict(list)
    writers: dict[int, list[int]] = defaultdict(list)
    for number, voice in enumerate(voices):
        for mark, said in voice.said.items():
            if mark[0] in shared:
                sayers[mark].append((number, said))
        for id in voice.rows.keys() & shared:
            writers[id].append(number)
    for (subject, key), sayings in ((mark, some) for mark, every in sayers.items() for some in _by_month(every)):
        silent = writers.get(subject, ()) if isinstance(subject, int) else ()
        if len(sayings) == 1 and len(silent) <= 1:
            continue
        every = [*sayings, *_confirming(voices, silent, subject, key, sayings)]
        groups = _agreeing(key, every)
        for group in groups if len(groups) > 1 else ():
            why = _reason(key, voices, every, group)
            for number in group:
                own = voices[number].said.get((subject, key))
                if own is not None and own.row is not None:
                    found[number][own.row, key] = why
    return found


def _by_month(sayings: list[tuple[int, Said]]) -> Iterable[list[tuple[int, Said]]]:
    """What is said of one month each."""
    if len({said.month for _, said in sayings}) == 1:
        return [sayings]
    months: dict[str, list[tuple[int, Said]]] = defaultdict(list)
    for one in sayings:
        months[one[1].month].append(one)
    return months.values()


def _shared(voices: Sequence[Voice]) -> Set[Subject]:
    """The items that several files speak of: few, while the files together speak of a hundred thousand."""
    seen: set[Subject] = set()
    shared: set[Subject] = set()
    for voice in voices:
        shared |= seen & voice.subjects
        seen |= voice.subjects
    return shared


def _agreeing(key: str, every: Sequence[tuple[int, Said]]) -> list[set[int]]:
    """The files by what they say of a field: those of a group say the same."""
    groups: list[tuple[object, set[int]]] = []
    places: dict[object, int] = {}
    for number, said in every:
        if said.value not in places:
            alike = (place for place, (value, _) in enumerate(groups) if _agree(key, value, said.value))
            places[said.value] = next(alike, len(groups))
            if places[said.value] == len(groups):
                groups.append((said.value, set()))
        groups[places[said.value]][1].add(number)
    return [numbers for _, numbers in groups]


def _confirming(
    voices: Sequence[Voice], writers: Sequence[int], subject: Subject, key: str, sayings: Sequence[tuple[int, Said]]
) -> Iterator[tuple[int, Said]]:
    """The files that have a row about the item and say in it what the portfolio says already."""
    if key in _NAMES or not isinstance(subject, int):
        return
    changing, month = {number for number, _ in sayings}, sayings[0][1].month
    old = next((said.old for _, said in sayings if said.row is not None), None)
    for number in writers:
        table = voices[number].rows[subject][0]
        if month and table.month is not None and table.month.month != month:
            continue
        if number not in changing and (cell := _filled_cell(voices[number], subject, key)):
            yield number, Said(old, old, cell, None)


def _filled_cell(voice: Voice, id: int, key: str) -> str:
    """The cell in which a file writes this field of an item, "" if it is blank, can't be read or isn't there."""
    table, row = voice.rows[id]
    column = next((one for one in table.columns if one.field == key), None)
    sheet = voice.sheets.get(table.name)
    if column is None or sheet is None:
        return ""
    cell = f"{column.letter}{row.row}"
    if any(problem.cell == cell for problem in row.problems):
        return ""
    return cell if _text_at(sheet, row.row, column) else ""


def _text_at(sheet: RawSheet, row: int, column: Column) -> str:
    place = bisect_left(sheet.rows, row, key=lambda one: one[0])
    number, cells = sheet.rows[place] if place < len(sheet.rows) else (0, {})
    return plain(cells.get(column.number)) if number == row else ""


def _agree(key: str, a: object, b: object) -> bool:
    if isinstance(a, int | str | None) and isinstance(b, int | str | None):
        return same(READ_AS[key], a, b)
    return a == b


def _reason(key: str, voices: Sequence[Voice], every: Sequence[tuple[int, Said]], group: Collection[int]) -> str:
    """“民政局.xlsx”D7 写的是 1,200 万元，两个文件不一致: what the files outside a group say."""
    others = (one for one in every if one[0] not in group)
    places = "，".join(
        f"“{_short(voices[number].file)}”{said.cell} 写的是 {_shown(key, said.value)}"
        for number, said in islice(others, _NAMED)
    )
    count = len(every) - len(group)
    more = f"等 {count} 处" if count > _NAMED else ""
    return f"{places}{more}，{'两' if len(every) == 2 else '几'}个文件不一致"


def without_others(why: str) -> str:
    """A reason to be told to a sender: what others sent is none of a sender's business, only that it differs."""
    return _AGAINST.sub("与另一份报送的表不一致，请核对", why)


def _short(file: str) -> str:
    """A file's name, in few words where it is long: the reason must fit a line."""
    return file if len(file) <= _LONGEST else f"{file[: _LONGEST - 9]}…{file[-8:]}"


def _shown(key: str, value: object) -> str:
    field = READ_AS[key]
    if value is None:
        return "无"
    if field.type is Type.PARENT:
        return "另一个"
    text = display(field, value if isinstance(value, int | str) else None)
    return f"{text} 万元" if field.type is Type.MONEY else f"“{text}”"


def doubted(preview: Preview, clashing: Mapping[Value, str]) -> Preview:
    """The preview in which these values wait for a person."""
    if not clashing:
        return preview
    of_rows: dict[RowKey, dict[str, str]] = defaultdict(dict)
    for (row, key), why in clashing.items():
        of_rows[row][key] = why
    sheets = (
        replace(sheet, rows=tuple(_doubted(row, of_rows.get(Preview.key(row), {})) for row in sheet.rows))
        for sheet in preview.sheets
    )
    return replace(preview, sheets=tuple(sheets))


def _doubted(row: PreviewRow, reasons: Mapping[str, str]) -> PreviewRow:
    if not reasons:
        return row
    doubts = dict(row.value_doubts)
    for key, why in reasons.items():
        doubts[key] = f"{doubts[key]}；{why}" if key in doubts else why
    return replace(row, value_doubts=doubts)
