"""What each column of a table holds: its header, the field that it names, and the unit of its amounts."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Type
from fenyang_desktop.exchange.choices import TableChoice
from fenyang_desktop.exchange.evidence import agreed_field
from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid, place
from fenyang_desktop.exchange.headers import field_of, is_id, is_month, unit_line, unit_of, year_of
from fenyang_desktop.exchange.raw import column_letter
from fenyang_desktop.exchange.records import ID_KEY, MONTH_KEY, READ_AS, Column, column_label

_SAMPLES = 40
Complain = Callable[[str, UserError], None]  # the cell at fault, and the fault


class ColumnReader:
    """Reads the columns of one table; what is wrong with them goes to `complain`."""

    def __init__(self, grid: Grid, area: Area, choice: TableChoice, complain: Complain) -> None:
        self._grid, self._area, self._choice, self._complain = grid, area, choice, complain
        above = " ".join(text for row in area.above for _, text in grid.texts(row, 1, 1 << 14))
        self._unit_line = unit_line(above)

    def columns(self) -> dict[int, Column]:
        """The columns by number, from left to right."""
        found = {number: self._column(number, self._field(number)) for number in self._area.paths}
        return self._without_twins(self._as_values_say(found))

    def _field(self, number: int) -> str | None:
        chosen = self._choice.columns.get(number)
        if chosen is not None:
            return chosen or None
        path = self._area.paths[number]
        if is_id(path[-1]):
            return ID_KEY
        if number in self._grid.sheet.hidden_columns:
            return None
        field = field_of(path)
        return field.key if field else MONTH_KEY if is_month(path) else None

    def _column(self, number: int, key: str | None) -> Column:
        path = self._area.paths[number]
        header = "_".join(re.sub(r"\s+", " ", part) for part in path)
        column = Column(header, column_letter(number), key, year=year_of(path))
        if _type(key) is not Type.MONEY:
            return column
        unit = self._choice.units.get(number) or unit_of(path)
        if unit is None:
            self._complain(place(self._area.header[-1], number), UserError("header_unit", text=header))
            return replace(column, field=None)
        return replace(column, unit=unit or self._unit_line)

    def _as_values_say(self, columns: dict[int, Column]) -> dict[int, Column]:
        """The columns after a look at their first values, which may gainsay a header but not a person."""
        rows = self._grid.between(self._area.first, self._area.last)[:_SAMPLES]
        taken = frozenset(str(column.field) for column in columns.values())
        for number, column in columns.items():
            if column.field in READ_AS and number not in self._choice.columns:
                key = agreed_field(str(column.field), [self._grid.text(row, number) for row in rows], taken)
                columns[number] = replace(column, field=key)
        return columns

    def _without_twins(self, columns: dict[int, Column]) -> dict[int, Column]:
        """Where two columns name the same field neither is imported: which one counts is not ours to guess."""
        by_field: dict[str, list[int]] = defaultdict(list)
        for number, column in columns.items():
            if column.field:
                by_field[column.field].append(number)
        for key, numbers in by_field.items():
            chosen = [number for number in numbers if self._choice.columns.get(number) == key]
            if len(numbers) > 1 and len(chosen) != 1 and key != MONTH_KEY:
                self._complain_of_twins(key, [columns[number] for number in numbers])
            dropped = [number for number in numbers if number not in chosen] if len(chosen) == 1 else numbers
            if len(numbers) > 1:
                columns.update({number: replace(columns[number], field=None) for number in dropped})
        return columns

    def _complain_of_twins(self, key: str, twins: list[Column]) -> None:
        named = "、".join(f"“{column.header}”（{column.letter} 列）" for column in twins)
        cell = f"{twins[1].letter}{self._area.header[-1]}"
        self._complain(cell, UserError("header_twice", columns=named, field=column_label(key)))


def _type(key: str | None) -> Type | None:
    field = READ_AS.get(key) if key else None
    return field.type if field else None
