"""Views as JSON values, for the settings."""

from collections.abc import Mapping
from dataclasses import replace

from fenyang_desktop.services.listing import COLUMNS, DEFAULT_COLUMNS, GROUPS, View


def view_to_json(view: View) -> dict[str, object]:
    return {
        "name": view.name,
        "columns": list(view.columns),
        "sort_by": view.sort_by,
        "descending": view.descending,
        "group_by": view.group_by,
        "search": view.search,
        "filters": {key: sorted(let) for key, let in view.filters.items()},
    }


def view_from_json(stored: object) -> View | None:
    """The counterpart; what is missing or odd (an older or a newer program wrote it) is left out. None for no view."""
    if not isinstance(stored, Mapping):
        return None
    columns = tuple(key for key in _texts(stored.get("columns")) if key in COLUMNS)
    sort_by, group_by = stored.get("sort_by"), stored.get("group_by")
    filters = stored.get("filters")
    return View(
        name=str(stored.get("name") or ""),
        columns=tuple(dict.fromkeys(("name", *columns))) if columns else DEFAULT_COLUMNS,
        sort_by=str(sort_by) if sort_by in COLUMNS else "",
        descending=stored.get("descending") is True,
        group_by=str(group_by) if group_by in GROUPS else "",
        search=str(stored.get("search") or ""),
        filters=_filters(filters) if isinstance(filters, Mapping) else {},
    )


def _filters(stored: Mapping[object, object]) -> dict[str, frozenset[str]]:
    found = {str(key): frozenset(_texts(let)) for key, let in stored.items() if key in COLUMNS}
    return {key: let for key, let in found.items() if let}


def _texts(stored: object) -> list[str]:
    return [text for text in stored if isinstance(text, str)] if isinstance(stored, list | tuple) else []


def without_search(view: View) -> View:
    """What is kept of a view until the next start: a filter forgotten overnight would hide rows unasked."""
    return replace(view, search="", filters={})


def same_view(a: View, b: View) -> bool:
    """Whether two views show the same, whatever they are called."""
    return replace(a, name="") == replace(b, name="")
