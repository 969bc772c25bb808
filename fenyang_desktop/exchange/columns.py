"""What each column of a table holds: its header, the field that it names, and the unit of its amounts."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.exchange.cells import shown_text
from fenyang_desktop.exchange.choices import NO_WORDS, NOT_IMPORTED, HeaderWords, TableChoice
from fenyang_desktop.exchange.evidence import (
    agreed_field,
    fitting_field,
    held_by,
    is_gainsaid,
    is_money_column,
    meant_by_amounts,
    since_when,
)
from fenyang_desktop.exchange.finding import Area
from fenyang_desktop.exchange.grid import Grid, place
from fenyang_desktop.exchange.headers import (
    field_of,
    fields_left_open,
    heads_of,
    is_id,
    names_investment,
    similar_field_of,
    unit_of,
    year_of,
)
from fenyang_desktop.exchange.monthheaders import INVESTED, month_key_of
from fenyang_desktop.exchange.raw import column_letter
from fenyang_desktop.exchange.records import ID_KEY, READ_AS, By, Column, column_label
from fenyang_desktop.exchange.senders import sender_above
from fenyang_desktop.exchange.titleyears import title_year
from fenyang_desktop.exchange.unitlines import unit_round

_LOOKED_AT = 40  # rows whose values are evidence
SAMPLES = 3
Complain = Callable[[str, UserError], None]  # the cell at fault, and the fault


class ColumnReader:
    """Reads the columns of one table; what is wrong with them goes to `complain`."""

    def __init__(
        self, grid: Grid, area: Area, choice: TableChoice, complain: Complain, words: HeaderWords = NO_WORDS
    ) -> None:
        """`words` are what a person said of headers in other files."""
        self._grid, self._area, self._choice, self._complain = grid, area, choice, complain
        self._unit_line = unit_round(grid, area)
        self._heads = heads_of(area.paths) if words.said else {}
        self._learned = words.of(sender_above(grid.sheet, area.header[0])) if words.said else {}
        self._heard = words.of_others()
        self._rows = grid.between(max(area.first, choice.first or 0), area.last)[:_LOOKED_AT]

    def columns(self) -> dict[int, Column]:
        """The columns by number, from left to right."""
        found = {number: self._column(number, *self._named(number)) for number in self._area.paths}
        found = self._without_twins(self._with_open(self._with_similar(self._as_values_say(found))))
        return self._with_samples(self._with_year_above(found))

    def _named(self, number: int) -> tuple[str | None, By]:
        """The field that a person or the header's own words name, or that was chosen in a sheet which may be its like."""
        chosen = self._choice.columns.get(number)
        if chosen is not None:
            return (chosen or None), By.CHOSEN
        key, by = self._known(number)
        before = self._choice.columns_before.get(number)
        is_open = fields_left_open(self._area.paths[number])  # which of its fields it is, is asked anyway
        if before in (None, key or NOT_IMPORTED) or is_open or self._is_hidden(number):
            return key, by
        return before or key, By.SIMILAR

    def _known(self, number: int) -> tuple[str | None, By]:
        """The field that the header's words name, by themselves or as their sender means them."""
        path = self._area.paths[number]
        if is_id(path[-1]):
            return ID_KEY, By.NAMED
        if self._is_hidden(number):
            return None, By.NONE
        if learned := self._learned.get(self._heads.get(number, "")):
            return learned, By.LEARNED
        field = field_of(path)
        key = field.key if field else month_key_of(path)
        return key, By.NAMED if key else By.NONE

    def _is_hidden(self, number: int) -> bool:
        return number in self._grid.sheet.hidden_columns

    def _column(self, number: int, key: str | None, by: By) -> Column:
        path = self._area.paths[number]
        header = "_".join(re.sub(r"\s+", " ", part) for part in path)
        column = Column(header, column_letter(number), key, year=year_of(path), by=by)
        if _type(key) is not Type.MONEY:
            return column
        before, named = self._choice.units_before.get(number, ""), unit_of(path)
        if chosen := self._choice.units.get(number) or (before if named is None else ""):
            return replace(column, unit=chosen)
        if named is None:
            self._complain(place(self._area.header[-1], number), UserError("header_unit", text=header))
            return replace(column, field=None, by=By.NONE)
        unit = named or self._unit_line or before
        return replace(column, unit=unit, unit_before=before if before != unit else "")

    def _values(self, number: int, columns: Mapping[int, Column]) -> list[str]:
        """What stands under a header, but for the header itself where a page repeats it."""
        texts = (self._grid.text(row, number) for row in self._project_rows(columns))
        return [text for text in texts if text != self._area.paths[number][-1]]

    def _project_rows(self, columns: Mapping[int, Column]) -> list[int]:
        """The first rows that name a project, as far as it is known which do: a lone text may head a section."""
        name = next((number for number, column in columns.items() if column.field == "name"), None)
        named = (row for row in self._rows if name is None or _is_text(self._grid.text(row, name)))
        return [row for row in named if len(self._grid.cells(row)) > 1] or self._rows

    def _as_values_say(self, columns: dict[int, Column]) -> dict[int, Column]:
        """The columns after a look at their first values, which may gainsay a header, but no person who saw them."""
        taken = frozenset(str(column.field) for column in columns.values())
        for number, column in columns.items():
            if column.field in READ_AS and column.by is By.NAMED:
                key = self._agreed(number, str(column.field), self._values(number, columns), taken)
                columns[number] = replace(column, field=key, by=By.NAMED if key else By.NONE)
            is_said = column.by in (By.LEARNED, By.SIMILAR)
            field = READ_AS.get(column.field or "") if is_said else None
            if field and is_gainsaid(field, self._values(number, columns)):
                columns[number] = replace(column, field=None, by=By.NONE)
        return columns

    def _agreed(self, number: int, key: str, values: Sequence[str], taken: frozenset[str]) -> str | None:
        """The field that a column holds by its header and its values; 实际完成 and 年度完成 may be of investment or not."""
        path, is_money = self._area.paths[number], is_money_column(values)
        if key == "finished" and is_money and fields_left_open(path):
            return None
        if key == "target_value" and unit_of(path) and is_money:
            return None
        if key == "invested_year" and not is_money and any(values) and not names_investment(path):
            return None
        return agreed_field(key, values, taken)

    def _with_similar(self, columns: dict[int, Column]) -> dict[int, Column]:
        """The columns with what is suggested for those that nobody knows: fields that no other column has."""
        taken = frozenset(str(column.field) for column in columns.values())
        for number, column in columns.items():
            if self._is_settled(number, column) or fields_left_open(self._area.paths[number]):
                continue
            key = self._suggested(number, self._values(number, columns), taken)
            if key and key not in taken:
                columns[number] = self._column(number, key, By.SIMILAR)
        return columns

    def _is_settled(self, number: int, column: Column) -> bool:
        return bool(column.field) or column.by is By.CHOSEN or self._is_hidden(number)

    def _with_open(self, columns: dict[int, Column]) -> dict[int, Column]:
        """The columns with those whose headers leave open since when they count: a person says which field is meant."""
        for number, column in columns.items():
            path = self._area.paths[number]
            if self._is_settled(number, column) or not fields_left_open(path) or unit_of(path) is None:
                continue
            has_unit = unit_of(path) or self._unit_line
            if (has_unit or names_investment(path)) and is_money_column(self._values(number, columns)):
                taken = {one.field for one in columns.values()}
                if offers := tuple(key for key in self._offers(number, columns) if key not in taken):
                    columns[number] = replace(self._column(number, offers[0], By.SIMILAR), offers=offers)
        return columns

    def _offers(self, number: int, columns: Mapping[int, Column]) -> list[str]:
        """The two fields that such a header may mean, the likelier first: as others mean it, or as the sheet looks."""
        offers = fields_left_open(self._area.paths[number])
        if "invested_year" in offers:
            offers = self._since_when(number, columns)
        heard = self._choice.columns_before.get(number) or self._heard.get(self._heads.get(number, ""))
        return sorted(offers, key=lambda key: key != heard)

    def _since_when(self, number: int, columns: Mapping[int, Column]) -> tuple[str, str]:
        """Since when what was invested may be counted, the likelier first."""
        plan = next((other for other, column in columns.items() if column.field == "annual_plan"), None)
        rows = self._project_rows(columns) if plan else []
        texts = [[self._grid.text(row, one) for row in rows] for one in (number, plan) if one]
        units = unit_of(self._area.paths[number]) or self._unit_line, columns[plan].unit if plan else ""
        above = [text for row in self._area.above for _, text in self._grid.texts(row, 1, 1 << 14)]
        return since_when(texts[0], texts[-1], units, [*above, *self._area.paths[number]])

    def _suggested(self, number: int, values: Sequence[str], taken: frozenset[str]) -> str | None:
        """What a column may hold: as others mean its header, or as a known header that is similar says."""
        heard = self._heard.get(self._heads.get(number, ""))
        if heard and not (heard in READ_AS and is_gainsaid(READ_AS[heard], values)):
            return heard
        path = self._area.paths[number]
        named = field_of(path)
        meant = meant_by_amounts(named.key, values) if named else None
        field = FIELD[meant] if meant else similar_field_of(path)
        known = field is not None and field.key not in taken and unit_of(path) is not None
        return fitting_field(field, values, taken) if field and known else None

    def _with_year_above(self, columns: dict[int, Column]) -> dict[int, Column]:
        """The columns, with the year of the table's title where their headers name none."""
        year = title_year(self._grid, self._area)
        return {number: replace(column, year=column.year or year) for number, column in columns.items()}

    def _with_samples(self, columns: dict[int, Column]) -> dict[int, Column]:
        """The columns with their first values."""
        cells = [self._grid.cells(row) for row in self._project_rows(columns)]
        for number, column in columns.items():
            shown = (shown_text(row[number]) for row in cells if number in row)
            holds = "" if column.field else held_by(self._area.paths[number], [row.get(number) for row in cells])
            columns[number] = replace(column, samples=tuple(islice(filter(None, shown), SAMPLES)), holds=holds)
        return columns

    def _without_twins(self, columns: dict[int, Column]) -> dict[int, Column]:
        """Where two columns name the same field neither is imported: which one counts is not ours to guess."""
        by_field: dict[str, list[int]] = defaultdict(list)
        for number, column in columns.items():
            if column.field:
                by_field[column.field].append(number)
        for key, numbers in by_field.items():
            numbers = self._of_the_latest_year(columns, numbers)
            chosen = [number for number in numbers if self._choice.columns.get(number) == key]
            if len(numbers) > 1 and len(chosen) != 1 and key != INVESTED:  # 1月, 2月, …
                self._complain_of_twins(key, [columns[number] for number in numbers])
            dropped = [number for number in numbers if number not in chosen] if len(chosen) == 1 else numbers
            if len(numbers) > 1:
                rival, by = (key, By.NONE) if dropped is numbers else ("", By.CHOSEN)
                columns.update({n: replace(columns[n], field=None, by=by, rival_for=rival) for n in dropped})
        return columns

    def _of_the_latest_year(self, columns: dict[int, Column], numbers: list[int]) -> list[int]:
        """Those that count where each of the columns names its year: 2022年计划 beside 2023年计划 is no twin."""
        years = {number: columns[number].year or 0 for number in numbers if number not in self._choice.columns}
        if len(years) < len(numbers) or 0 in years.values():
            return numbers
        older = [number for number, year in years.items() if year < max(years.values())]
        columns.update({number: replace(columns[number], field=None, by=By.NONE) for number in older})
        return [number for number in numbers if number not in older]

    def _complain_of_twins(self, key: str, twins: list[Column]) -> None:
        named = "、".join(f"“{column.header}”（{column.letter} 列）" for column in twins)
        cell = f"{twins[1].letter}{self._area.header[-1]}"
        self._complain(cell, UserError("header_twice", columns=named, field=column_label(key)))


def _is_text(text: str) -> bool:
    return bool(text) and not text.strip("()（）").isdigit()


def _type(key: str | None) -> Type | None:
    field = READ_AS.get(key) if key else None
    return field.type if field else None
