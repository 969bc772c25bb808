"""What a person is asked about the columns of a table: which of two counts for a field, and whether a guess is right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from fenyang_desktop.exchange.cells import shown_text
from fenyang_desktop.exchange.choices import NOT_IMPORTED, TableChoice
from fenyang_desktop.exchange.fill_in_key import KEY_LABEL
from fenyang_desktop.exchange.grid import Grid
from fenyang_desktop.exchange.headers import is_serial
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.records import By, Column, column_label
from fenyang_desktop.services.preview import Preview, SheetPreview

CERTAINTIES = {
    By.NAMED: "确定",
    By.CHOSEN: "确定（您定的）",
    By.LEARNED: "记住的",
    By.SIMILAR: "相近，待确认",
    By.NONE: "",
}
TO_CHOOSE = "几列争用，请选一列"
TO_SAY = "可能是几个字段，请选一个"


@dataclass(frozen=True, slots=True)
class Rivals:
    """Columns that claim the same field, so that none of them has it yet. `text` says how they compare."""

    key: str
    columns: tuple[Column, ...]
    text: str


def certainty_of(column: Column) -> str:
    """How sure it is what a column is read as, for a person to read; "" where it isn't read."""
    return TO_CHOOSE if column.rival_for else TO_SAY if column.offers else CERTAINTIES[column.by]


def similar_columns(table: SheetPreview) -> tuple[Column, ...]:
    """The columns whose field is a guess."""
    return tuple(column for column in table.columns if column.by is By.SIMILAR and not column.offers)


def open_columns(table: SheetPreview) -> tuple[Column, ...]:
    """The columns whose header may mean any of a few fields."""
    return tuple(column for column in table.columns if column.offers)


def open_text(column: Column) -> str:
    """What is asked of a person about such a column."""
    means = "，也可能是".join(f"“{column_label(key)}”" for key in column.offers)
    rest = "" if len(column.offers) > 1 else "，或者不导入"
    samples = f"（例如 {'，'.join(column.samples)}）" if column.samples else ""
    return f"{column.letter} 列“{column.header}”{samples}可能是{means}{rest}，选定以后才导入。"


def unread_columns(table: SheetPreview) -> tuple[Column, ...]:
    """The columns of which nothing is imported, but for the serial numbers."""
    unread = (one for one in table.columns if one.field is None and one.header != KEY_LABEL)
    return tuple(one for one in unread if one.header and not is_serial(one.header))


def left_columns(table: SheetPreview) -> tuple[Column, ...]:
    """The columns that nobody knows and nobody decided about, though amounts, percentages or dates stand in them."""
    return tuple(one for one in table.columns if one.holds and one.by is By.NONE and not one.rival_for)


def left_text(columns: Sequence[Column], named: int | None = None) -> str:
    """What a person is told of such columns, of which so many are named."""
    others = f"等 {len(columns)} 列" if named is not None and len(columns) > named else ""
    return f"这些列没有导入：{'，'.join(map(column_text, columns[:named]))}{others}。"


def column_text(column: Column) -> str:
    """A column that isn't imported, with what stands in it."""
    told = (f"有{column.holds}" if column.holds else "", f"例如 {'、'.join(column.samples)}" if column.samples else "")
    inside = "，".join(filter(None, told))
    return f"{column.letter} 列“{column.header}”" + (f"（{inside}）" if inside else "")


def left_remark(preview: Preview) -> str:
    """The same of a whole file in a few words; "" where there is no such column."""
    columns = [one for sheet in preview.sheets for one in left_columns(sheet)]
    kinds = "、".join(dict.fromkeys(one.holds for one in columns))
    return f"{len(columns)} 列没有导入（有{kinds}）" if columns else ""


def rivals_in(sheet: RawSheet, table: SheetPreview) -> list[Rivals]:
    """The fields that several columns claim, each with these columns."""
    claims = sorted((one for one in table.columns if one.rival_for), key=lambda one: one.rival_for)
    groups = [(key, tuple(columns)) for key, columns in groupby(claims, key=lambda one: one.rival_for)]
    grid = Grid(sheet) if groups else None
    return [Rivals(key, columns, _text(grid, table, key, columns)) for key, columns in groups if grid]


def confirmed(choice: TableChoice, columns: Sequence[Column]) -> TableChoice:
    """The decision that these columns are what they were taken for."""
    return replace(choice, columns={**choice.columns, **{one.number: one.field or NOT_IMPORTED for one in columns}})


def settled(choice: TableChoice, rivals: Rivals, chosen: Column | None) -> TableChoice:
    """The decision for one of the rivals, or for none."""
    decided = {one.number: rivals.key if one is chosen else NOT_IMPORTED for one in rivals.columns}
    return replace(choice, columns={**choice.columns, **decided})


def _text(grid: Grid, table: SheetPreview, key: str, columns: Sequence[Column]) -> str:
    named = "、".join(f"{one.letter} 列“{one.header}”" for one in columns)
    return f"{named}都像是“{column_label(key)}”，先都不导入。{_compared(grid, table, columns)}"


def _compared(grid: Grid, table: SheetPreview, columns: Sequence[Column]) -> str:
    """How the values of the first two columns agree, with the first row in which they don't."""
    rows = [row.row for row in table.rows]
    pairs = [(row, *(_shown(grid, row, one) for one in columns[:2])) for row in rows]
    given = [pair for pair in pairs if pair[1] or pair[2]]
    other = [pair for pair in given if pair[1] != pair[2]]
    if not given:
        return ""
    if not other:
        return f"{len(given):,} 行的值都相同。"
    row, one, two = other[0]
    texts = [
        f"{column.letter} 列是{f'“{text}”' if text else '空白'}"
        for column, text in zip(columns, (one, two), strict=False)
    ]
    return f"{len(given):,} 行中有 {len(other):,} 行不同，例如第 {row} 行 {'，'.join(texts)}。"


def _shown(grid: Grid, row: int, column: Column) -> str:
    raw = grid.cells(row).get(column.number)
    return "" if raw is None else shown_text(raw)
