"""The rows of the history dialog: values that were set."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.changes import ACTION_LABELS, EXISTS, ITEM, PORTFOLIO, Action, Origin, Stored
from fenyang_desktop.domain.closing import CLOSE, close_text
from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.domain.history import StoredChange, StoredSet
from fenyang_desktop.domain.parts import PART_KINDS, field_of
from fenyang_desktop.domain.return_records import FREE_KINDS
from fenyang_desktop.domain.returning import DueRule, decode_due_rule
from fenyang_desktop.domain.values import display, format_month
from fenyang_desktop.gui.item_names import ItemNames
from fenyang_desktop.gui.tables import LEFT, RIGHT, struck_out
from fenyang_desktop.services.naming import label_of

Index = QModelIndex | QPersistentModelIndex
CLEARED = "（清空）"
COLUMNS = ("时间", "谁", "操作", "项目", "字段", "原值", "新值", "来源")
TIME, WHO, ACTION, ITEM_NAME, FIELD_LABEL, OLD, NEW, ORIGIN = range(len(COLUMNS))
WIDTHS = (9, 5, 5, 15, 10, 10, 13, 10)
_FOLLOWED = {"reference_date": "随当天", "report_month": "随基准日", "due_rule": DueRule().text}  # what no value means
_LABELS = {
    field.header: place
    for place, field in enumerate(
        [*FIELD.values(), *(field for kind in (*PART_KINDS, *FREE_KINDS) for field in kind.fields)]
    )
}
_NUMBERS = (Type.MONEY, Type.PERCENT, Type.DECIMAL)


def time_text(one: StoredSet) -> str:
    """When it happened, in local time."""
    return one.source.at.astimezone().strftime("%Y-%m-%d %H:%M")


def origin_text(origin: Origin, *, with_file: bool = True) -> str:
    """Sender, file, sheet and cell; a .csv has no sheet but its own name."""
    sheet = "" if origin.sheet == Path(origin.file).stem else origin.sheet
    from_where = (origin.sender, origin.file) if with_file else ()
    return " · ".join(filter(None, (*from_where, sheet, origin.cell)))


def set_title(one: StoredSet) -> str:
    """撤销：修改“…”的总投资."""
    label, title = ACTION_LABELS[one.source.action], one.source.title
    return title if title.startswith(label) else f"{label}：{title}" if title else label


class ChangesModel(QAbstractTableModel):
    """Values that were set, one a row. `names` knows what they are of.

    `with_file`: whether a value's source names the file, where the rows are not all of one.
    """

    def __init__(self, names: ItemNames, parent: QObject | None = None, *, with_file: bool = True) -> None:
        super().__init__(parent)
        self._names, self._with_file = names, with_file
        self._loaded: Sequence[StoredChange] = ()
        self._needles: list[str] = []
        self._field = ""
        self._texts: list[str] | None = None  # of `_loaded`, to be searched; made when first asked for
        self.rows: list[StoredChange] = []

    def show(self, changes: Sequence[StoredChange]) -> None:
        """Show these changes, given in the order of the rows."""
        self._loaded, self._texts = changes, None
        self._names.look_up(one.change for one in changes)
        self._arrange()

    def set_filter(self, text: str, field: str) -> None:
        """Let through changes of the field with this label ("" for all) whose cells contain every word of `text`."""
        self._needles, self._field = text.lower().split(), field
        self._arrange()

    @property
    def loaded(self) -> int:
        return len(self._loaded)

    def labels(self) -> list[str]:
        """The labels of the fields that the loaded changes set, in the order of the field list."""
        found = {label_of(one.change) for one in self._loaded}
        return sorted(found, key=lambda label: _LABELS.get(label, -1))

    def item_at(self, row: int) -> int | None:
        """The item whose value a row shows."""
        return self._names.subject(self.rows[row].change).item if 0 <= row < len(self.rows) else None

    def _arrange(self) -> None:
        self.beginResetModel()
        self.rows = [
            one
            for one, text in zip(self._loaded, self._searched(), strict=True)
            if all(needle in text for needle in self._needles) and self._field in ("", label_of(one.change))
        ]
        self.endResetModel()

    def _searched(self) -> Sequence[str]:
        if not self._needles:
            return [""] * len(self._loaded)
        if self._texts is None:
            heads: dict[int, str] = {}  # when, who and what are the same for all values of an action
            for one in self._loaded:
                if one.set.id not in heads:
                    heads[one.set.id] = "\n".join([self._text(one, column) for column in (TIME, WHO, ACTION)])
            rest = range(ITEM_NAME, len(COLUMNS))
            self._texts = [
                "\n".join([heads[one.set.id], *(self._text(one, column) for column in rest)]).lower()
                for one in self._loaded
            ]
        return self._texts

    def _text(self, one: StoredChange, column: int) -> str:
        change, origin = one.change, one.change.origin
        match column:
            case 0:
                return time_text(one.set)
            case 1:
                return one.set.source.author
            case 2:
                return ACTION_LABELS[one.set.source.action]
            case 3:
                return self._names.of(change)
            case 4:
                return label_of(change)
            case 5:
                return self._value(one, change.old, "")
            case 6:
                return self._value(one, change.new, "删除") or _cleared(one)
            case _:
                return origin_text(origin, with_file=self._with_file) if origin else ""

    def _value(self, one: StoredChange, value: Stored, gone: str) -> str:
        change = one.change
        if change.field == EXISTS:
            return gone if value is None else ("新增" if change.new is not None else "")
        if change.entity == PORTFOLIO:
            if value is None:
                return _FOLLOWED.get(change.field, "")
            return _portfolio_value(change.field, value)
        if change.entity == CLOSE:
            return close_text(change.field, value)
        field = field_of(change.entity, change.field)
        if field is None or field.type is Type.PARENT:  # or the item that a record belongs to
            return self._names(int(value)) if value is not None else ""
        return display(field, value)

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return COLUMNS[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(one, column).replace("\n", " ")
            case Qt.ItemDataRole.ToolTipRole:
                return self._text(one, column) or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if column in (OLD, NEW) and _is_number(one) else LEFT
            case Qt.ItemDataRole.ForegroundRole if column == OLD:
                return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
            case Qt.ItemDataRole.FontRole if column == OLD:
                return struck_out()
        return None


def _portfolio_value(field: str, value: Stored) -> str:
    if field == "due_rule":
        return decode_due_rule(value).text
    return format_month(str(value)) if field == "report_month" else str(value)


def _cleared(one: StoredChange) -> str:
    """What is said of a value that was cleared, as in the preview of an import; those of a deleted item weren't."""
    change = one.change
    is_cleared = change.entity == ITEM and change.field != EXISTS and change.new is None and change.old is not None
    return CLEARED if is_cleared and one.set.source.action in (Action.IMPORT, Action.EDIT) else ""


def _is_number(one: StoredChange) -> bool:
    field = field_of(one.change.entity, one.change.field)
    return field is not None and field.type in _NUMBERS
