"""The lines of an import's preview: the rows of a file, each with its values and what there is to say about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fenyang_desktop.domain.changes import EXISTS, Change
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.services.doubts import is_of_header
from fenyang_desktop.services.preview import Preview, PreviewRow, RowKey, RowState


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


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence under a row: a problem (red), a doubt (yellow), or what is only worth a word."""

    text: str
    light: Light


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row of the file with the values that it sets, or (without `row`) a row left out or a problem of the header."""

    sheet: str
    name: str  # of the sheet in its file
    number: int
    sorts: frozenset[Sort]
    row: PreviewRow | None = None
    text: str = ""
    values: tuple[Change, ...] = ()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What a person should know before accepting the row."""
        if self.row is None:
            return ()
        row, label = self.row, "存疑："
        doubts = [f"{label}{row.doubt}"] if row.doubt else []
        doubts += [
            f"{label}{FIELD[key].label}：{why}" for key, why in row.value_doubts.items() if not is_of_header(why)
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
    def key(self) -> RowKey:
        return self.sheet, self.number


def lines_of(preview: Preview) -> Iterator[Line]:
    """Every row of every sheet in order: each is a record, or left out with a reason."""
    for sheet in preview.sheets:
        for problem in sheet.problems:
            yield Line(sheet.sheet, sheet.name, 0, frozenset({Sort.PROBLEM}), text=problem.message)
        lines = [Line(sheet.sheet, sheet.name, row.row, _sorts(row), row, values=_values(row)) for row in sheet.rows]
        lines += [
            Line(sheet.sheet, sheet.name, one.row, frozenset({Sort.SKIPPED}), text=one.reason) for one in sheet.skipped
        ]
        yield from sorted(lines, key=lambda line: line.number)


def _values(row: PreviewRow) -> tuple[Change, ...]:
    return tuple(change for change in row.changes if change.field != EXISTS)


def _sorts(row: PreviewRow) -> frozenset[Sort]:
    sorts = {STATES[row.state][0]}
    if row.doubt or row.value_doubts:
        sorts.add(Sort.DOUBT)
    if row.problems:
        sorts.add(Sort.PROBLEM)
    return frozenset(sorts)


def state_text(row: PreviewRow) -> str:
    label = STATES[row.state][0].value
    if row.doubt or row.value_doubts:
        label = f"{label}，存疑"
    return f"{label}，{len(row.problems)} 处有问题" if row.changes and row.problems else label


def outcome_text(preview: Preview, accepted: frozenset[RowKey]) -> str:
    """已导入“x.xlsx”：新增 3 项，修改 12 项的 20 个值。"""
    rows = [row for row in preview.rows() if Preview.key(row) in accepted and row.changes]
    new = sum(row.state is RowState.NEW for row in rows)
    changed = [row for row in rows if row.state is RowState.CHANGED]
    parts = [f"新增 {new} 项"] if new else []
    if changed:
        parts.append(f"修改 {len(changed)} 项的 {sum(len(row.changes) for row in changed)} 个值")
    left = sum(bool(row.changes) for row in preview.rows()) - len(rows)
    open_ends = [f"{left} 行没有选"] if left else []
    if problems := len(preview.problems()):
        open_ends.append(f"{problems} 处有问题")
    rest = f"还有 {'、'.join(open_ends)}，没有导入。" if open_ends else ""
    return f"已导入“{preview.file}”：{'，'.join(parts)}。{rest}"
