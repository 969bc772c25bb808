"""Fill-in workbooks for a report month: one for each responsible unit, and one for all, into a folder in one step."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import CLOSED_STAGES, Kind
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.months import month_before, number_of, year_of
from fenyang_desktop.domain.parts import MONTH, READING, YEAR, Part, PartKind, in_order
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.fill_in import FillIn, fill_in_bytes
from fenyang_desktop.exchange.fill_in_columns import OF_ITEM, FillInRow
from fenyang_desktop.exchange.fill_in_key import FillInKey
from fenyang_desktop.exchange.writing import save_bytes
from fenyang_desktop.services.file_names import different_names, filled_in, safe_name
from fenyang_desktop.services.ordering import in_order as by_name
from fenyang_desktop.services.workspace import Workspace

ALL_UNITS = "全部单位"
PATTERN = "{单位} {年}年{月}月 填报表.xlsx"
_SUFFIX = ".xlsx"
_NAMED = 5  # how many units or files an error names


@dataclass(frozen=True, slots=True)
class UnitToAsk:
    """A responsible unit and how many items it is to report on."""

    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is to report on what: the units by name, all items, and those without a unit, which only `ALL_UNITS` has."""

    units: Sequence[UnitToAsk]
    count: int
    without_unit: int


def who_is_asked(workspace: Workspace) -> Asked:
    """The responsible units with the number of their items. Items that were given up (退库, 终止) are asked of nobody."""
    by_unit = _by_unit(_asked(workspace.items()))
    without = len(by_unit.pop("", ()))
    units = [UnitToAsk(unit, len(by_unit[unit])) for unit in sorted(by_unit, key=by_name)]
    return Asked(units, without + sum(unit.count for unit in units), without)


def file_names(units: Sequence[str], month: str, pattern: str = PATTERN) -> dict[str, str]:
    """The file name for each unit, as Windows takes it.

    Raises UserError `pattern_unknown`, or `pattern_without_unit` where several would have the same name.
    """
    if len(units) > 1 and "{单位}" not in pattern:
        raise UserError("pattern_without_unit")
    times = {"年": f"{year_of(month)}", "月": f"{number_of(month)}"}
    names = [safe_name(filled_in(pattern.strip(), {"单位": unit, **times}), _SUFFIX) for unit in units]
    return dict(zip(units, different_names(names), strict=True))


def already_there(folder: Path, names: Iterable[str]) -> list[str]:
    """Which of the files are there already, and would be replaced."""
    return [name for name in names if (folder / name).exists()]


def make_fill_ins(
    workspace: Workspace,
    folder: Path,
    month: str,
    units: Sequence[str] | None = None,
    pattern: str = PATTERN,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the workbooks of these units (None: each of them, and one for all) and return their paths.

    Nothing is written before all are made, and none where one of the files can't be: a folder that isn't there is
    made. Raises UserError `unit_unknown`, `nothing_to_fill_in`, `files_exist` without `replace`, `file_not_writable`
    for a file that another program holds open, `folder_missing`, `disk_full`, `text_too_long` and as `file_names`;
    Cancelled.
    """
    progress = progress or Progress()
    wanted = _wanted(workspace, units)
    names = file_names(list(wanted), month, pattern)
    if not replace and (there := already_there(folder, names.values())):
        raise UserError("files_exist", files=_named(there), folder=folder)
    source = _Source(workspace, month)
    made: dict[Path, bytes] = {}
    for done, (unit, items) in enumerate(wanted.items()):
        text = f"正在生成“{unit}”的填报表"
        progress.step(done, len(wanted), text)

        def step(_: int, done: int = done, text: str = text) -> None:
            progress.step(done, len(wanted), text)

        fill_in = FillIn("" if unit == ALL_UNITS else unit, month, source.rows(items))
        made[folder / names[unit]] = fill_in_bytes(fill_in, step)
    progress.step(len(wanted), len(wanted), "正在保存")
    _save(folder, made)
    return list(made)


def _save(folder: Path, made: Mapping[Path, bytes]) -> None:
    """Save all files, after a look whether each of them may be replaced."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("folder_missing", folder=folder) from error
    for path in made:
        if path.exists():
            try:
                with path.open("r+b"):
                    pass
            except OSError as error:
                raise UserError("file_not_writable", file=path.name) from error
    for path, data in made.items():
        save_bytes(path, data)


def _asked(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.get("stage") not in CLOSED_STAGES]


def _by_unit(items: Iterable[Item]) -> dict[str, list[Item]]:
    by_unit: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_unit[_unit_of(item)].append(item)
    return by_unit


def _unit_of(item: Item) -> str:
    return str(item.get("lead_unit") or "").strip()


def _wanted(workspace: Workspace, units: Sequence[str] | None) -> dict[str, list[Item]]:
    """The items of each workbook that is to be made."""
    items = _asked(workspace.items())
    by_unit = _by_unit(items)
    by_unit.pop("", None)
    if not items:
        raise UserError("nothing_to_fill_in")
    if units is None:
        units = [*sorted(by_unit, key=by_name), ALL_UNITS]
    if unknown := [unit for unit in units if unit not in by_unit and unit != ALL_UNITS]:
        known = _named([*sorted(by_unit, key=by_name)]) or "（没有一项填了责任单位）"
        raise UserError("unit_unknown", unit=unknown[0], known=known)
    return {unit: items if unit == ALL_UNITS else by_unit[unit] for unit in units}


def _named(names: Sequence[str]) -> str:
    shown = "、".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} 等 {len(names)} 个"


class _Source:
    """What the rows of a month are made of; the records of all items are read once."""

    def __init__(self, workspace: Workspace, month: str) -> None:
        self._month, self._year = month, year_of(month)
        self._is_this_year = self._year == workspace.reference_date().year
        self._set_id = max((stored.id for stored in workspace.sets()), default=0)
        self._sent = _by_item(workspace.parts(MONTH, key=month))
        self._last = _by_item(workspace.parts(MONTH, key=month_before(month)))
        self._plans = _by_item(workspace.parts(YEAR, key=self._year))
        self._readings: dict[int, list[Part]] = defaultdict(list)
        for part in workspace.parts(READING):
            self._readings[part.item].append(part)

    def rows(self, items: Iterable[Item]) -> list[FillInRow]:
        return [self._row(item) for item in items]

    def _row(self, item: Item) -> FillInRow:
        sent, last = self._of_target(item) if item.kind is Kind.TARGET else self._of_months(item)
        shown = {key: value for key in OF_ITEM if (value := item.get(key)) is not None}
        shown.pop("annual_plan", None)
        if (plan := self._plan(item)) is not None:
            shown["annual_plan"] = plan
        key = FillInKey(item.id, self._month, _unit_of(item), self._set_id, sent, shown)
        return FillInRow(item.kind, key, last)

    def _plan(self, item: Item) -> Stored:
        """The plan of the month's year: what the list shows where it is that of the same year, else the year's record."""
        own = item.get("annual_plan") if self._is_this_year else None
        part = self._plans.get(item.id)
        return own if own is not None or part is None else part.get("annual_plan")

    def _of_months(self, item: Item) -> tuple[dict[str, Stored], dict[str, Stored]]:
        return _values(MONTH, self._sent.get(item.id)), _values(MONTH, self._last.get(item.id))

    def _of_target(self, item: Item) -> tuple[dict[str, Stored], dict[str, Stored]]:
        """The reading of the month, and the latest one before it."""
        readings = self._readings.get(item.id, [])
        sent = next((part for part in readings if part.key == self._month), None)
        earlier = [part for part in readings if str(part.key)[: len(self._month)] < self._month]
        last = max(earlier, key=in_order, default=None)
        return _values(READING, sent), {**_values(READING, last), "at": last.key if last else None}


def _by_item(parts: Iterable[Part]) -> dict[int, Part]:
    return {part.item: part for part in parts}


def _values(kind: PartKind, part: Part | None) -> dict[str, Stored]:
    """What a record says, without its key."""
    if part is None:
        return {}
    return {field.key: value for field in kind.fields[1:] if (value := part.get(field.key)) is not None}
