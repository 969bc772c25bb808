"""The lines of an import's preview: the rows of a file, each with its values and what there is to say about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby

from fenyang_desktop.domain.changes import EXISTS, Change
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.exchange.records import READ_AS, Problem
from fenyang_desktop.services.doubts import is_of_header
from fenyang_desktop.services.preview import Preview, PreviewRow, RowKey, RowState, SheetPreview


class Sort(StrEnum):
    """The sorts of lines that a user may show or hide. A line may be of several."""

    NEW = "新增"
    CHANGED = "变化"
    DOUBT = "存疑"
    UNCHANGED = "未变"
    PROBLEM = "有问题"
    SKIPPED = "略过"


SHOWN_AT_FIRST = frozenset({Sort.NEW, Sort.CHANGED, Sort.DOUBT, Sort.PROBLEM})
STATES = {
    RowState.NEW: (Sort.NEW, Light.GREEN),
    RowState.CHANGED: (Sort.CHANGED, Light.DONE),
    RowState.UNCHANGED: (Sort.UNCHANGED, Light.NONE),
    RowState.PROBLEM: (Sort.PROBLEM, Light.RED),
}
_PROBLEM = frozenset({Sort.PROBLEM})
_SKIPPED = frozenset({Sort.SKIPPED})
_MOST_APART = 3  # more problems of one sort than that, which belong to no row, are folded under one line
_TOGETHER = {"total_differs": "处合计与明细不符"}


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence under a row: a problem (red), a doubt (yellow), or what is only worth a word."""

    text: str
    light: Light


@dataclass(slots=True, eq=False)
class Line:
    """A row of the file with the values that it sets, or (without `row`) a row left out or problems that belong to none.

    `notices` are problems of one sort that stand under one line.
    """

    sheet: str
    name: str  # of the sheet in its file
    number: int
    sorts: frozenset[Sort]
    row: PreviewRow | None = None
    text: str = ""
    notices: tuple[str, ...] = ()

    @property
    def fields(self) -> Iterable[str]:
        """The fields of the values that the row sets."""
        return self.row.changes.values if self.row else ()

    @property
    def values(self) -> tuple[Change, ...]:
        """The values that the row sets. They come into being here: the fields are to be had for less."""
        return tuple(change for change in self.row.changes if change.field != EXISTS) if self.row else ()

    @property
    def has_values(self) -> bool:
        return self.row is not None and bool(self.row.changes.values)

    @property
    def has_remarks(self) -> bool:
        row = self.row
        return row is not None and bool(row.doubt or row.value_doubts or row.problems or row.remarks)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What a person should know before accepting the row."""
        if self.row is None:
            return tuple(Remark(text, Light.RED) for text in self.notices)
        row, label = self.row, "存疑："
        doubts = [f"{label}{row.doubt}"] if row.doubt else []
        doubts += [
            f"{label}{READ_AS[key].label}：{why}" for key, why in row.value_doubts.items() if not is_of_header(why)
        ]
        if of_header := sum(map(is_of_header, row.value_doubts.values())):
            doubts.append(f"{label}{of_header} 个值的表头还没有确认，请在左边的列头上确认")
        return (
            *(Remark(text, Light.YELLOW) for text in doubts),
            *(Remark(problem.message, Light.RED) for problem in row.problems),
            *(Remark(f"提示：{text}", Light.NONE) for text in row.remarks.values()),
        )

    @property
    def below(self) -> tuple[Change | Remark, ...]:
        return (*self.values, *self.remarks)

    @property
    def height(self) -> int:
        """How much stands below it."""
        values = len(self.row.changes.values) if self.row else 0
        return values + (len(self.remarks) if self.has_remarks else len(self.notices))

    @property
    def key(self) -> RowKey:
        return self.sheet, self.number


def lines_of(preview: Preview) -> Iterator[Line]:
    """Every row of every sheet in order: each is a record, or left out with a reason."""
    for sheet in preview.sheets:
        yield from _notices(sheet)
        lines = [Line(sheet.sheet, sheet.name, row.row, _sorts(row), row) for row in sheet.rows]
        lines += [Line(sheet.sheet, sheet.name, one.row, _SKIPPED, text=one.reason) for one in sheet.skipped]
        yield from sorted(lines, key=lambda line: line.number)


def _notices(sheet: SheetPreview) -> Iterator[Line]:
    """The problems that belong to no row, many of one sort together."""

    def sort_of(problem: Problem) -> str:
        return problem.code

    order = list(dict.fromkeys(map(sort_of, sheet.problems)))
    for code, found in groupby(sorted(sheet.problems, key=lambda one: order.index(one.code)), sort_of):
        texts = tuple(problem.message for problem in found)
        if len(texts) > _MOST_APART:
            text = f"{len(texts)} {_TOGETHER.get(code, '处同样的问题')}"
            yield Line(sheet.sheet, sheet.name, 0, _PROBLEM, text=text, notices=texts)
        else:
            yield from (Line(sheet.sheet, sheet.name, 0, _PROBLEM, text=text) for text in texts)


def _sorts(row: PreviewRow) -> frozenset[Sort]:
    return _sorts_of(row.state, bool(row.doubt or row.value_doubts), bool(row.problems))


@cache
def _sorts_of(state: RowState, is_doubted: bool, has_problems: bool) -> frozenset[Sort]:
    doubt, problem = (Sort.DOUBT,) if is_doubted else (), (Sort.PROBLEM,) if has_problems else ()
    return frozenset({STATES[state][0], *doubt, *problem})


def state_text(row: PreviewRow) -> str:
    """What the import makes of a row, the worst first: there may be room for no more."""
    problems = [f"有问题 {len(row.problems)} 处"] if row.changes and row.problems else []
    doubts = [Sort.DOUBT.value] if row.doubt or row.value_doubts else []
    return "，".join([*problems, *doubts, STATES[row.state][0].value])


def state_light(row: PreviewRow) -> Light:
    """The colour in which that is told."""
    if row.problems:
        return Light.RED
    return Light.YELLOW if row.doubt or row.value_doubts else STATES[row.state][1]
