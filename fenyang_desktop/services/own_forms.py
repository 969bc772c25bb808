"""The office's own forms: what their columns can be filled with, how they are marked, and filling them with items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

from fenyang_desktop.domain.amounts import FEN_PER_UNIT
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import decode_deadline, format_deadline
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELDS, ID_LABEL, Field, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.lights import LIGHT_LABELS, LIGHT_SHAPES, judge
from fenyang_desktop.domain.months import month_before
from fenyang_desktop.domain.parts import MONTH, Part
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.values import Context, Keep, format_month, read, same
from fenyang_desktop.exchange.cells import cell_text
from fenyang_desktop.exchange.own_form import DataRows, Percent, Value, fill_form
from fenyang_desktop.exchange.raw import EXCEL_1900
from fenyang_desktop.exchange.records import ID_KEY
from fenyang_desktop.exchange.writing import export_text, save_bytes
from fenyang_desktop.services.as_of import State, current, parts_at
from fenyang_desktop.services.own_form_file import OF_MONTH, OF_MONTH_BEFORE, SUFFIX, OwnForm, OwnForms
from fenyang_desktop.services.workspace import Workspace

SERIAL, LIGHT, RATE = "serial", "light", "rate"
GROUP_MONTH, GROUP_BEFORE, GROUP_COMPUTED = "报告期的月报", "上月的月报", "算出来的"
_PLACEHOLDERS = ("{报告期}", "{年}", "{月}", "{日期}")


class Fill(NamedTuple):
    """What a column of a form can be filled with. `field` is None for what is no field."""

    key: str
    label: str
    group: str
    field: Field | None = None


def _fills() -> dict[str, Fill]:
    found = [Fill(SERIAL, "序号", ""), Fill(ID_KEY, ID_LABEL, "")]
    groups = list(dict.fromkeys(field.group for field in FIELDS))
    found += [
        Fill(field.key, field.label, field.group, field)
        for field in sorted(FIELDS, key=lambda one: groups.index(one.group))
    ]
    for start, group, word in ((OF_MONTH, GROUP_MONTH, ""), (OF_MONTH_BEFORE, GROUP_BEFORE, "上月")):
        found += [
            Fill(f"{start}{field.key}", f"{word}{field.label}" if word else f"{field.label}（月报）", group, field)
            for field in MONTH.fields[1:]
        ]
    found += [Fill(LIGHT, "灯号", GROUP_COMPUTED), Fill(RATE, "投资完成率", GROUP_COMPUTED)]
    return {fill.key: fill for fill in found}


FILLS = _fills()


def is_amount(key: str) -> bool:
    """Whether what a column is filled with is an amount, which has a unit."""
    field = FILLS[key].field if key in FILLS else None
    return field is not None and field.type is Type.MONEY


@dataclass(frozen=True, slots=True)
class FormFilled:
    """A form that was filled: where it lies, with how many items, and what a person should know of it."""

    path: Path
    count: int
    remarks: tuple[str, ...] = ()


def fill_own_form(
    workspace: Workspace,
    forms: OwnForms,
    name: str,
    path: Path,
    ids: Sequence[int] | None = None,
    month: str | None = None,
    progress: Progress | None = None,
    state: State | None = None,
) -> FormFilled:
    """Fill a form with items (None: all), in their order, with the reports of a month (None: the report month), as they
    stand, or as they stood in `state`.

    Raises UserError `form_unknown`, `form_damaged`, `form_without_rows`, `unknown_format`, `same_file`, and what
    `fill_form` and `save_bytes` raise; an old file is left as it was then.
    """
    form = forms.get(name)
    if path.suffix.lower() != SUFFIX:
        raise UserError("unknown_format", suffix=path.suffix or path.name, known=SUFFIX)
    if path.exists() and path.samefile(form.path):
        raise UserError("form_itself", file=path.name)
    shown = state or current(workspace)
    items = shown.items
    by_id = {item.id: item for item in items}
    chosen = items if ids is None else [by_id[id] for id in ids if id in by_id]
    if not chosen:
        raise UserError("form_without_rows")
    month = month or workspace.report_month()
    data = _data_of(form)
    rows = _Rows(form, items, _reports(workspace, form, month, state), month, shown.on).of(chosen)
    assert form.marks is not None
    place = DataRows(form.marks.sheet, form.marks.first, form.marks.last)
    filled = fill_form(form.path.name, data, place, rows, texts_of_month(month, shown.on), progress)
    save_bytes(path, filled.data)
    return FormFilled(path, len(chosen), tuple(_remarks(form, month, filled.lost)))


def _data_of(form: OwnForm) -> bytes:
    try:
        return form.path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise UserError("form_damaged", name=form.name, what=f"的文件读不出来（{reason}）") from error


def texts_of_month(month: str, on: date) -> Mapping[str, str]:
    """What stands for {报告期} and the like."""
    year, number = month.split("-")
    return dict(
        zip(
            _PLACEHOLDERS,
            (format_month(month), year, str(int(number)), f"{on.year}年{on.month}月{on.day}日"),
            strict=True,
        )
    )


def _remarks(form: OwnForm, month: str, lost: Sequence[str]) -> list[str]:
    remarks = []
    assert form.marks is not None
    others = [one for one in form.marks.months if one != month]
    if others:
        said = "、".join(map(format_month, others))
        remarks.append(
            f"表样的标题写的是{said}，不是报告期{format_month(month)}，请核对；把标题里的年月改成 {{报告期}}，以后自动填写。"
        )
    if lost:
        remarks.append(f"表样里的{'、'.join(lost)}没有保留，需要的请在 Excel 或 WPS 中补上。")
    return remarks


_Reports = Mapping[str, Mapping[int, Part]]  # by the beginning of the keys that ask for them, and by item


def _reports(workspace: Workspace, form: OwnForm, month: str, state: State | None) -> _Reports:
    """The reports of the month and of the one before, as far as the form asks for any."""
    assert form.marks is not None
    found = {}
    for start, of in ((OF_MONTH, month), (OF_MONTH_BEFORE, month_before(month))):
        if any(key.startswith(start) for key in form.marks.columns.values()):
            parts = workspace.parts(MONTH, None, of) if state is None else parts_at(workspace, MONTH, state.set_id)
            found[start] = {part.item: part for part in parts if part.key == of}
    return found


class _Rows:
    """The rows of a form: for each item what its columns are filled with."""

    def __init__(self, form: OwnForm, items: Sequence[Item], reports: "_Reports", month: str, on: date) -> None:
        assert form.marks is not None
        self._marks, self._on, self._reports = form.marks, on, reports
        self._names = {item.id: item.name for item in items}
        self._years = {form.marks.year} if form.marks.year else {self._on.year, int(month[:4])}

    def of(self, items: Sequence[Item]) -> list[dict[int, Value]]:
        return [
            {number: self._value(key, number, item, place) for number, key in self._marks.columns.items()}
            for place, item in enumerate(items, start=1)
        ]

    def _value(self, key: str, number: int, item: Item, place: int) -> Value:
        match key:
            case "serial":
                return Decimal(place)
            case "id":
                return Decimal(item.id)
            case "light":
                light = judge(item, self._on).light
                return f"{LIGHT_SHAPES[light]}{LIGHT_LABELS[light]}"
            case "rate":
                return _rate(item)
        fill = FILLS.get(key)
        if fill is None or fill.field is None:
            return None
        return self._field_value(fill.field, self._stored(key, item), self._marks.units.get(number, ""))

    def _stored(self, key: str, item: Item) -> Stored:
        start = next((one for one in (OF_MONTH, OF_MONTH_BEFORE) if key.startswith(one)), None)
        if start is None:
            return item.get(key)
        report = self._reports[start].get(item.id)
        return report.get(key.removeprefix(start)) if report else None

    def _field_value(self, field: Field, stored: Stored, unit: str) -> Value:
        if stored is None:
            return None
        match field.type:
            case Type.MONEY:
                return amount_in(int(stored), unit or field.unit)
            case Type.PERCENT:
                return Percent(Decimal(int(stored)).scaleb(-2))
            case Type.DECIMAL:
                return Decimal(str(stored))
            case Type.DEADLINE:
                return deadline_words(field, str(stored), self._years)
            case Type.PARENT:
                return self._names.get(int(stored))
            case _:
                return export_text(field, stored)


def amount_in(fen: int, unit: str) -> Decimal:
    """An amount in a unit, exactly."""
    return Decimal(fen).scaleb(1 - len(str(FEN_PER_UNIT[unit])))


def _rate(item: Item) -> Value:
    """投资完成率, to a hundredth of a point."""
    plan, done = item.get("annual_plan"), item.get("invested_year")
    if not plan or done is None:
        return None
    return Percent((Decimal(int(done)) * 100 / Decimal(int(plan))).quantize(Decimal("0.01"), ROUND_HALF_UP))


def deadline_words(field: Field, stored: str, years: set[int]) -> str:
    """A deadline in the words that it came in, if these mean the same whichever of these years they are read in;
    else in full."""
    deadline = decode_deadline(stored)
    if not deadline.words:
        return format_deadline(deadline)
    for year in years:
        try:
            reading = read(field, cell_text(deadline.words, field, EXCEL_1900), Context(year))
        except UserError:
            return format_deadline(deadline)
        if isinstance(reading.value, Keep) or not same(field, stored, reading.value):
            return format_deadline(deadline)
    return deadline.words
