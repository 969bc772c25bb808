"""What of a preview is ticked: whole rows, and the values in them that stay out."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from fenyang_desktop.domain.changes import EXISTS
from fenyang_desktop.gui.import_lines import Line
from fenyang_desktop.services.preview import Preview, PreviewRow, RowKey, RowState
from fenyang_desktop.services.taking import Value

_OF_NEW = ("name", "kind", "parent")  # no new item without them


class Ticks:
    """At first all is ticked that isn't doubted. A value that is left out leaves its row ticked in part."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._rows: set[RowKey] = set(preview.acceptable())
        ticked = (row for row in preview.rows() if row.value_doubts and Preview.key(row) in self._rows)
        self._left_out: dict[RowKey, set[str]] = {Preview.key(row): found for row in ticked if (found := _doubted(row))}

    def __len__(self) -> int:
        """How many rows are ticked."""
        return len(self._rows)

    def has_row(self, line: Line) -> bool:
        return line.key in self._rows

    def has_value(self, line: Line, field: str) -> bool:
        return line.key in self._rows and field not in self._left_out.get(line.key, ())

    def is_partial(self, line: Line) -> bool:
        """Whether the row is ticked but for some values."""
        return line.key in self._rows and bool(self._left_out.get(line.key))

    @staticmethod
    def can_tick(line: Line, field: str = "") -> bool:
        """Whether there is a tick for a row, or for a value of it. Any value may stay out but what a new item is called."""
        if not field:
            return line.has_values
        is_new = line.row is not None and line.row.state is RowState.NEW
        return not (is_new and field in _OF_NEW)

    # -- what is chosen

    def chosen(self) -> tuple[Preview, frozenset[RowKey]]:
        """The preview without the values left out, and the rows to be accepted of it."""
        sheets = (
            replace(sheet, rows=tuple(map(self._without_left_out, sheet.rows))) if self._left_out else sheet
            for sheet in self._preview.sheets
        )
        return replace(self._preview, sheets=tuple(sheets)), frozenset(self._rows)

    def _without_left_out(self, row: PreviewRow) -> PreviewRow:
        left_out = self._left_out.get(Preview.key(row))
        return replace(row, changes=row.changes.without(left_out)) if left_out else row

    def values(self) -> frozenset[Value]:
        """The values that are ticked, by row and field."""
        found: list[Value] = []
        for row in self._preview.rows():
            key = row.sheet, row.row
            if key in self._rows:
                left_out: Collection[str] = self._left_out.get(key, ())
                found += [(key, name) for name in row.changes.fields if name not in left_out]
        return frozenset(found)

    def doubts_left(self, lines: Iterable[Line]) -> Iterator[tuple[Line, Collection[str]]]:
        """The lines with values that aren't ticked because of a doubt, and these values."""
        for line in lines:
            row = line.row
            if row is None or not (row.doubt or row.value_doubts):
                continue
            doubted = row.changes.values.keys() if row.doubt and not self.has_row(line) else _doubted(row)
            if left := [name for name in doubted if not self.has_value(line, name)]:
                yield line, left

    # -- choosing

    def choose(self, values: Collection[Value]) -> None:
        """Tick these values and nothing else; of a new item none unless the item itself is among them."""
        self._rows.clear()
        self._left_out.clear()
        for row in self._preview.rows():
            key = Preview.key(row)
            if row.id is None and (key, EXISTS) not in values:
                continue
            fields = row.changes.values
            left_out = {field for field in fields if (key, field) not in values}
            if len(left_out) < len(fields):
                self._rows.add(key)
                if left_out:
                    self._left_out[key] = left_out

    def tick_sure(self, lines: Iterable[Line]) -> None:
        """Tick rows, and in them whatever is sure. A doubt that was ticked before stays so."""
        for line in lines:
            row = line.row
            if row is None or row.doubt or not row.changes.values:
                continue
            if not row.value_doubts:
                self.tick_row(line, ticked=True)
            elif len(doubted := _doubted(row)) < len(row.changes.values):
                self._tick_but(line, doubted & self._left_out.get(line.key, set()) if self.has_row(line) else doubted)

    def answer(self, line: Line, *, ticked: bool) -> None:
        """Turn the tick of a row: that settles the question about it; what is doubted in it stays out until ticked again."""
        doubted = _doubted(line.row) if line.row and ticked and not self.has_row(line) else set()
        self.tick_row(line, ticked=ticked)
        if line.row and len(doubted) < len(line.row.changes.values):
            self._left_out |= {line.key: doubted} if doubted else {}

    def tick_row(self, line: Line, *, ticked: bool) -> None:
        """Turn the tick of a row with all its values."""
        self._left_out.pop(line.key, None)
        (self._rows.add if ticked else self._rows.discard)(line.key)

    def tick_value(self, line: Line, field: str, *, ticked: bool) -> None:
        """Turn the tick of one value: a row with none of them ticked isn't ticked itself."""
        every = set(line.fields)
        left_out = set(self._left_out.get(line.key, ())) if self.has_row(line) else set(every)
        (left_out.discard if ticked else left_out.add)(field)
        if every <= left_out:
            self.tick_row(line, ticked=False)
        else:
            self._tick_but(line, left_out)

    def _tick_but(self, line: Line, left_out: set[str]) -> None:
        self.tick_row(line, ticked=True)
        if left_out:
            self._left_out[line.key] = left_out


def _doubted(row: PreviewRow) -> set[str]:
    """The fields of a row whose values are in doubt."""
    return row.value_doubts.keys() & row.changes.values.keys()
