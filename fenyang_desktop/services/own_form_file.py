"""The office's own forms (自备表样), kept in a folder of the user's: each is the .xlsx itself and, beside it, its marks."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from fenyang_desktop import places
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.choices import NOT_IMPORTED
from fenyang_desktop.exchange.records import ID_KEY, READ_AS
from fenyang_desktop.exchange.writing import save_bytes
from fenyang_desktop.services.layout_file import Layout, Words

OF_MONTH, OF_MONTH_BEFORE = "month.", "before."  # begin the keys of what was reported for a month
SUFFIX = ".xlsx"
_MARKS = ".json"
_BAD_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^\.|[. ]$')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$", re.IGNORECASE)
_LONGEST_NAME = 60
_DAMAGED = (ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person said of a form: its header rows, its sample rows, and by column number what is filled in there.

    `units` are those of the columns of amounts. `heads` are the words by which each column is known again, `words` those
    of each header row, `skipped` those of the rows between header and data, and `below` begins the row beneath the data:
    by these a filled form is recognised. `year` is the year that the title names, `months` are the months.
    """

    sheet: str
    header: tuple[int, int]
    first: int
    last: int
    columns: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    heads: Mapping[int, str] = field(default_factory=dict)
    words: tuple[Words, ...] = ()
    skipped: tuple[Words, ...] = ()
    below: str = ""
    year: int | None = None
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A form that is kept. `fault` says in one sentence why it can't be used; its marks are None then."""

    name: str
    path: Path
    marks: Marks | None
    fault: UserError | None = None


def forms_of_user() -> "OwnForms":
    """The forms of this user."""
    return OwnForms(places.user_data() / "表样")


class OwnForms:
    """The forms in a folder, by their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[OwnForm]:
        """The forms by name, damaged ones among them."""
        try:
            names = {path.stem for path in self._folder.iterdir() if path.suffix in (SUFFIX, _MARKS)}
        except OSError:
            return []
        return [self._form(name) for name in sorted(names) if not name.startswith("~")]

    def get(self, name: str) -> OwnForm:
        """A form that can be used. Raises UserError `form_unknown` or `form_damaged`."""
        forms = self.all()
        form = next((one for one in forms if one.name == name), None)
        if form is None:
            raise UserError("form_unknown", name=name, known="、".join(one.name for one in forms) or "（还没有）")
        if form.fault is not None:
            raise form.fault
        return form

    def save(self, name: str, data: bytes, marks: Marks, *, anew: bool = False) -> None:
        """Keep a form; `anew` replaces the one of this name.

        Raises UserError `form_name_bad`, `form_name_taken`, or as `save_bytes` does.
        """
        self._check_name(name, None if not anew else name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError("file_not_writable", file=self._folder.name) from error
        save_bytes(self._path(name), data)
        save_bytes(self._marks_path(name), _to_json(marks))

    def rename(self, name: str, other: str) -> None:
        """Raises UserError as `save` does."""
        if other == name:
            return
        self._check_name(other, name if other.casefold() == name.casefold() else None)
        try:
            for old, new in ((self._path(name), self._path(other)), (self._marks_path(name), self._marks_path(other))):
                if old.exists():
                    old.rename(new)
        except OSError as error:
            raise UserError("file_not_writable", file=f"{name}{SUFFIX}") from error

    def delete(self, name: str) -> None:
        """Raises UserError `file_not_writable` where a file can't be removed."""
        try:
            self._marks_path(name).unlink(missing_ok=True)
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise UserError("file_not_writable", file=f"{name}{SUFFIX}") from error

    def layouts(self) -> list[Layout]:
        """The forms as import knows tables again, whoever sends them."""
        return [layout_of(form.name, form.marks) for form in self.all() if form.marks is not None]

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"

    def _marks_path(self, name: str) -> Path:
        return self._folder / f"{name}{_MARKS}"

    def _check_name(self, name: str, own: str | None) -> None:
        """Raises UserError `form_name_bad`, or `form_name_taken` by a form other than `own`."""
        if not name or len(name) > _LONGEST_NAME or _BAD_NAME.search(name) or _RESERVED.match(name):
            raise UserError("form_name_bad")
        taken = {form.name.casefold() for form in self.all()} - {own.casefold() if own else ""}
        if name.casefold() in taken:
            raise UserError("form_name_taken", name=name)

    def _form(self, name: str) -> OwnForm:
        path = self._path(name)
        if not path.is_file():
            return OwnForm(name, path, None, UserError("form_damaged", name=name, what="的 .xlsx 文件不见了"))
        try:
            marks = _from_json(self._marks_path(name).read_bytes())
        except FileNotFoundError:
            return OwnForm(name, path, None, UserError("form_damaged", name=name, what="的标记不见了"))
        except (OSError, *_DAMAGED):
            return OwnForm(name, path, None, UserError("form_damaged", name=name, what="的标记读不出来"))
        return OwnForm(name, path, marks)


def read_key(key: str) -> str:
    """As what import reads a column that is filled with `key`; what isn't reported this month isn't read."""
    plain = key.removeprefix(OF_MONTH)
    return plain if plain in READ_AS or plain == ID_KEY else NOT_IMPORTED


def layout_of(name: str, marks: Marks) -> Layout:
    """How import knows a form again. Of two columns of one field that of the report month is read."""
    keys = {number: read_key(key) for number, key in marks.columns.items()}
    for number, key in marks.columns.items():
        if key in READ_AS and f"{OF_MONTH}{key}" in marks.columns.values():
            keys[number] = NOT_IMPORTED
    return Layout(
        name,
        "",
        marks.words,
        {head: keys.get(number, NOT_IMPORTED) for number, head in marks.heads.items()},
        {marks.heads[number]: unit for number, unit in marks.units.items() if number in marks.heads},
        skipped=len(marks.skipped),
        skipped_words=marks.skipped,
        below=marks.below,
        is_own_form=True,
        is_current=not any(key.startswith(OF_MONTH) for key in marks.columns.values()),
    )


def _to_json(marks: Marks) -> bytes:
    return json.dumps({"version": 1, **asdict(marks)}, ensure_ascii=False, indent=1).encode()


def _from_json(data: bytes) -> Marks:
    """Raises one of `_DAMAGED` for what is none of ours."""
    stored = json.loads(data)
    stored.pop("version")
    marks = Marks(**stored)
    first, last = (int(row) for row in marks.header)
    if not 1 <= first <= last < int(marks.first) <= int(marks.last):
        raise ValueError("rows out of order")
    return replace(
        marks,
        header=(first, last),
        columns={int(number): str(key) for number, key in marks.columns.items()},
        units={int(number): str(unit) for number, unit in marks.units.items()},
        heads={int(number): str(head) for number, head in marks.heads.items()},
        words=tuple(tuple(map(str, line)) for line in marks.words),
        skipped=tuple(tuple(map(str, line)) for line in marks.skipped),
        months=tuple(map(str, marks.months)),
    )
