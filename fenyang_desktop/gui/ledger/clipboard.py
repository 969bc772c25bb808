"""What goes to Excel or WPS: the same cells as text parted by tabs, and as an HTML table with types."""

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData

from fenyang_desktop.domain.amounts import format_wanyuan
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.gui.ledger.entry import has_field
from fenyang_desktop.services.listing import COMPUTED, LIGHT, Listing, column_label

_FIGURES = frozenset({Type.MONEY, Type.PERCENT, Type.DECIMAL})


def copied(listing: Listing, ids: Iterable[int], columns: Sequence[str], *, with_head: bool) -> QMimeData:
    """Items × columns for the clipboard, from top to bottom and left to right."""
    items = [listing.item(id) for id in ids]
    cells = [[plain_text(listing, item, key) for key in columns] for item in items]
    head = [column_label(key) for key in columns] if with_head else None
    data = QMimeData()
    data.setText("\r\n".join("\t".join(map(_quoted, row)) for row in ([head] if head else []) + cells) + "\r\n")
    data.setHtml(_html(head, cells, columns))
    return data


def plain_text(listing: Listing, item: Item, key: str) -> str:
    """A cell as a spreadsheet takes it: figures without thousands separators."""
    if key != LIGHT and not has_field(item, key):
        return ""
    value = None if key in COMPUTED else item.get(key)
    if key not in COMPUTED and FIELD[key].type is Type.MONEY and value is not None:
        return format_wanyuan(int(value), thousands=False)
    return listing.text(item, key)


def _quoted(text: str) -> str:
    """A cell with tabs, line breaks or quotes goes in quotes, as Excel does it."""
    if any(mark in text for mark in '\t\r\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _html(head: Sequence[str] | None, cells: Sequence[Sequence[str]], columns: Sequence[str]) -> str:
    rows = []
    if head:
        rows.append("<tr>" + "".join(f"<th>{escape(text)}</th>" for text in head) + "</tr>")
    for row in cells:
        rows.append("<tr>" + "".join(_html_cell(text, key) for text, key in zip(row, columns, strict=True)) + "</tr>")
    table = "".join(rows)
    return f'<html><head><meta charset="utf-8"></head><body><table border="1">{table}</table></body></html>'


def _html_cell(text: str, key: str) -> str:
    """Text is marked as text, so that a code of many digits stays whole and = begins no formula."""
    inside = escape(text).replace("\n", '<br style="mso-data-placement:same-cell">')
    if key not in COMPUTED and FIELD[key].type in _FIGURES:
        return f"<td>{inside}</td>"
    return f"<td style=\"mso-number-format:'\\@'\">{inside}</td>"
