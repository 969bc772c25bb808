"""What a person types into a field: how a value stands in an editor, how it is understood, what it sets."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

from fenyang_desktop.domain.amounts import format_qualified
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import Precision, decode_deadline, format_deadline, names_no_day
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELDS, KIND_LABELS, Field, Kind, Type, fields_of
from fenyang_desktop.domain.items import Item
from fenyang_desktop.domain.values import Context, Keep, display, read
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COMPUTED, FIELD_INDEX, GOAL, Listing
from fenyang_desktop.services.workspace import Applied, Workspace

_KIND = FIELD_INDEX["kind"]
_KINDS = {field.key: frozenset(kind.value for kind in field.kinds) for field in FIELDS}  # plain words compare faster
_KINDS[GOAL] = frozenset({Kind.TARGET.value})
_EXPLAINED = frozenset({Type.DEADLINE, Type.MONEY, Type.MONTH, Type.PERIOD})
_NUMBERED = re.compile(r"（编号 (\d+)）$")


def has_field(item: Item, key: str) -> bool:
    """Whether an item of its kind has this field, or something to say in this computed column."""
    return item[_KIND] in _KINDS.get(key, ())


def is_editable(item: Item, key: str) -> bool:
    """Whether a value of its own stands in this column: a computed one is changed where it comes from."""
    return key not in COMPUTED and has_field(item, key)


def editable_fields(kind: Kind) -> tuple[Field, ...]:
    """The fields of the form, in its order."""
    return fields_of(kind)


def shown_in_editor(item: Item, field: Field, listing: Listing) -> str:
    """The value as an editor starts with it; reading it back gives the same value."""
    text = listing.text(item, field.key)
    if field.key == "total_investment" and text:
        return format_qualified(text, str(item.get("amount_qualifier") or ""))
    if field.type is Type.PARENT and text:
        return parent_choice(listing, item.parent)
    return text


def parent_choice(listing: Listing, id: int | None) -> str:
    """A programme by its name, with its number where the name alone isn't enough."""
    if id is None or not listing.has(id):
        return ""
    name = listing.item(id).name
    return f"{name}（编号 {id}）" if len(_of_name(listing, name)) > 1 else name


def parent_choices(listing: Listing) -> list[str]:
    """What an item can be put under: the programmes, by name."""
    counts = Counter(item.name for item in listing.items)
    programmes = [item for item in listing.items if item.kind is Kind.PROGRAMME]
    return [f"{item.name}（编号 {item.id}）" if counts[item.name] > 1 else item.name for item in programmes]


def _of_name(listing: Listing, name: str) -> list[int]:
    return [item.id for item in listing.items if item.name == name]


def read_entry(field: Field, text: str, listing: Listing, year: int) -> dict[str, Stored]:
    """The values that a typed text sets: field key → stored value. An empty text means "not given".

    Raises UserError with the reason for what can't be read.
    """
    clean = text.strip()
    if not clean:
        if field.type is Type.KIND or field.key == "name":
            raise UserError("name_required")
        return _with_qualifier(field, None, "")
    if field.type is Type.PARENT:
        return {field.key: _read_parent(clean, listing)}
    if field.type is Type.DEADLINE and names_no_day(clean):
        raise UserError("invalid_value", field=field.label, text=clean, reason="没有这样的日期。")
    reading = read(field, clean, Context(year, field.unit))
    value = None if isinstance(reading.value, Keep) else reading.value
    return _with_qualifier(field, value, reading.qualifier)


def _with_qualifier(field: Field, value: Stored, qualifier: str) -> dict[str, Stored]:
    if field.key == "total_investment":
        return {field.key: value, "amount_qualifier": qualifier or None}
    return {field.key: value}


def _read_parent(text: str, listing: Listing) -> int | None:
    if text in ("—", "-", "无"):
        return None
    match = _NUMBERED.search(text)
    if match and listing.has(int(match[1])):
        return int(match[1])
    if text.isdigit() and listing.has(int(text)):
        return int(text)
    found = _of_name(listing, text)
    programmes = [id for id in found if listing.item(id).kind is Kind.PROGRAMME] or found
    if not programmes:
        raise UserError("parent_unknown", text=text)
    if len(programmes) > 1:
        raise UserError("parent_ambiguous", text=text, count=len(programmes))
    return programmes[0]


def understood(field: Field, text: str, year: int) -> str:
    """How a typed text is understood, "" where that goes without saying. Raises UserError as `read_entry` does."""
    clean = text.strip()
    if not clean or field.type not in _EXPLAINED:
        return ""
    if field.type is Type.DEADLINE and names_no_day(clean):
        raise UserError("invalid_value", field=field.label, text=clean, reason="没有这样的日期。")
    reading = read(field, clean, Context(year, field.unit))
    if isinstance(reading.value, Keep) or reading.value is None:
        return "不填" if reading.value is None else ""
    if field.type is Type.MONEY:
        return f"{format_qualified(display(field, reading.value), reading.qualifier)} {field.unit}"
    if field.type is not Type.DEADLINE:
        return display(field, reading.value)
    deadline = decode_deadline(str(reading.value))
    if deadline.precision is Precision.WORDS:
        return f"“{clean}”不是日期，按原文字保留"
    return f"{format_deadline(deadline)} → {deadline.date}"


def reason_of(error: UserError) -> str:
    """Why a text can't be read, short enough to stand beside its editor."""
    return str(error.facts["reason"]) if error.code == "invalid_value" else str(error)


def submit(session: Session, meant: Workspace | None, values: Mapping[int, Mapping[str, Stored]]) -> bool:
    """Set values in the file that they are meant for, as one action. False if refused; the session has told why."""
    return act_in(session, meant, lambda workspace: workspace.edit(values))


def act_in(session: Session, meant: Workspace | None, act: Callable[[Workspace], Applied | None]) -> bool:
    """Do an action in the file that it is meant for. False if refused; the session has told why.

    Ids repeat from file to file: what was typed for an item of one file must never reach another's.
    """
    went_through = False
    if meant is not session.workspace:
        session.failed.emit("台账已经换成另一个文件，刚才填写的内容没有保存。")
        return False

    def noted(workspace: Workspace) -> Applied | None:
        nonlocal went_through
        applied = act(workspace)
        went_through = True
        return applied

    session.act(noted)
    return went_through


def kind_label(kind: Kind) -> str:
    return KIND_LABELS[kind]
