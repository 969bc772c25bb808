"""Stored values as text that another program can read back."""

from collections.abc import Mapping

from fenyang_desktop.domain.amounts import format_wanyuan
from fenyang_desktop.domain.changes import Change, Stored
from fenyang_desktop.domain.fields import Field, Type
from fenyang_desktop.domain.parts import field_of
from fenyang_desktop.domain.values import display


def exact(field: Field, value: Stored) -> str | None:
    """A value's text, None where it is not given; amounts in 万元 without thousands separators."""
    if value is None:
        return None
    return format_wanyuan(int(value), thousands=False) if field.type is Type.MONEY else display(field, value)


def exact_text(change: Change, value: Stored, names: Mapping[int, str]) -> str | None:
    """The same for the field of a change; a parent by its name where `names` knows it."""
    field = field_of(change.entity, change.field)
    if value is None or field is None:
        return None if value is None else str(value)
    return names.get(int(value), str(value)) if field.type is Type.PARENT else exact(field, value)
