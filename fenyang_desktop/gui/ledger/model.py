"""The arranged rows as a Qt model. It holds nothing of its own: every cell is read off an item when it is shown."""

from collections.abc import Iterable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fenyang_desktop.domain.amounts import format_qualified, format_wanyuan
from fenyang_desktop.domain.deadlines import Precision
from fenyang_desktop.domain.fields import FIELD, KIND_LABELS, Type
from fenyang_desktop.domain.items import Item
from fenyang_desktop.gui.ledger.entry import has_field, is_editable
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COLUMNS, COMPUTED, GOAL, LIGHT, Arranged, Group, column_label

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

NUMERIC = frozenset({Type.MONEY, Type.PERCENT, Type.DECIMAL})
_FEW = 500  # so many changed rows are announced one by one; beyond, the whole table is
_SEVERAL = 8  # from so many rows to find on, a dictionary of all pays
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _PLAIN | Qt.ItemFlag.ItemIsEditable
_ROOT = QModelIndex()
_HINTED = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"  # the signal's form that has a hint
_ROWS_MOVE = QAbstractTableModel.LayoutChangeHint.VerticalSortHint  # spares the columns' head its own bookkeeping


APART = "*"  # stands before an amount that no sum counts


def is_apart(item: Item, key: str) -> bool:
    """Whether a cell holds an amount that is meant to stay out of the sums."""
    return key not in COMPUTED and FIELD[key].type is Type.MONEY and item.get("in_totals") == 0


def is_numeric(key: str) -> bool:
    """Whether a column holds figures, which stand at the right."""
    return key not in COMPUTED and FIELD[key].type in NUMERIC


class LedgerModel(QAbstractTableModel):
    """Rows of `session.arranged`, a column for every field; which of them show, and in what order, is the header's."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._arranged: Arranged = session.arranged
        self._workspace = session.workspace
        self._row_of: dict[int, int] | None = None
        session.arranged_changed.connect(self._take_arranged)
        session.items_changed.connect(self._take_items)
        session.reference_date_changed.connect(self._take_everything)

    # -- rows

    @property
    def arranged(self) -> Arranged:
        return self._arranged

    def id_at(self, row: int) -> int:
        """The id of the item in a row, or -1 - g for the head of group g."""
        return self._arranged.rows[row]

    def item_at(self, row: int) -> Item | None:
        """The item in a row; None for the head of a group, and for an item that goes just now."""
        id, listing = self._arranged.rows[row], self._session.listing
        return listing.item(id) if id >= 0 and listing.has(id) else None

    def group_at(self, row: int) -> Group | None:
        id = self._arranged.rows[row]
        return self._arranged.groups[-1 - id] if id < 0 else None

    def depth_at(self, row: int) -> int:
        return self._arranged.depths[row]

    def row_of(self, id: int) -> int:
        """The row of an item or a group's head, -1 if it isn't shown."""
        if self._row_of is not None:
            return self._row_of.get(id, -1)
        try:
            return self._arranged.rows.index(id)
        except ValueError:
            return -1

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """`row_of` for many."""
        if self._row_of is None:
            rows = self._arranged.rows
            self._row_of = dict(zip(rows, range(len(rows)), strict=True))
        return [self._row_of.get(id, -1) for id in ids]

    # -- what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._arranged.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self.cell_text(index.row(), COLUMNS[index.column()])
        if role == Role.ToolTipRole:
            return self._tip(index.row(), COLUMNS[index.column()])
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if is_numeric(COLUMNS[index.column()]) else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role in (Role.DisplayRole, Role.AccessibleTextRole):
            return column_label(COLUMNS[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _EDITABLE if self.can_edit(index.row(), COLUMNS[index.column()]) else _PLAIN

    def can_edit(self, row: int, key: str) -> bool:
        """Whether the value of a cell may be changed: its item has the field, and the file may be written."""
        item = self.item_at(row)
        return item is not None and self._session.can_edit and is_editable(item, key)

    def cell_text(self, row: int, key: str) -> str:
        """What a cell says; the head of a group says all in its first cell."""
        item = self.item_at(row)
        if item is None:
            group = self.group_at(row)
            return group_text(group) if group and key == "name" else ""
        if key != LIGHT and not has_field(item, key):
            return ""
        text = self._session.listing.text(item, key)
        return f"{APART}{text}" if text and is_apart(item, key) else text

    def _tip(self, row: int, key: str) -> str:
        item = self.item_at(row)
        if item is None:
            return ""
        if key == LIGHT:
            return self._session.listing.judgement(item.id).reason
        if not has_field(item, key):
            return f"{KIND_LABELS[item.kind]}没有“{column_label(key) if key == GOAL else FIELD[key].label}”这一项"
        if key == GOAL:
            text = self._session.listing.text(item, key)
            return f"{text}\n在编辑栏（F4）的目标值、计量单位、目标限定中修改".lstrip()
        tip = self._value_tip(item, key)
        if self._session.past is not None:
            return f"{tip}\n{self._session.past.words}的台账，只能查看".lstrip()
        if self._session.workspace is not None and self._session.workspace.read_only:
            return f"{tip}\n台账以只读方式打开，不能修改".lstrip()
        return tip

    def _value_tip(self, item: Item, key: str) -> str:
        field, text = FIELD[key], self._session.listing.text(item, key)
        if not text:
            return ""
        apart = "\n* 不计入合计：“计入合计”为否" if is_apart(item, key) else ""
        if key == "total_investment":
            word = item.get("amount_word") or field.label
            return f"{word} {format_qualified(text, str(item.get('amount_qualifier') or ''))} 万元{apart}"
        if field.type is Type.DEADLINE:
            deadline = item.deadline(key)
            if deadline is not None and deadline.precision is not Precision.WORDS:
                words = f"（原文：{deadline.words}）" if deadline.words and deadline.words != text else ""
                return f"截至 {deadline.date}{words}"
        return f"{text} {field.unit}".rstrip() + apart

    # -- what the session tells

    def _take_arranged(self) -> None:
        if self._session.workspace is not self._workspace:
            self.beginResetModel()  # another file: nothing of the old rows holds any more
            self._set(self._session.arranged)
            self.endResetModel()
            return
        new, old = self._session.arranged, self._arranged
        if new.rows == old.rows:
            self._set(new)
            if new.depths != old.depths or new.groups != old.groups or new.matching != old.matching:
                self._take_everything()
            return
        self.layoutAboutToBeChanged[_HINTED].emit([], _ROWS_MOVE)  # type: ignore[index]
        before = self.persistentIndexList()
        ids = [old.rows[index.row()] for index in before]
        self._set(new)
        rows = self.rows_of(ids) if len(ids) > _SEVERAL else [self.row_of(id) for id in ids]
        after = [
            self.index(row, index.column()) if row >= 0 else QModelIndex()
            for row, index in zip(rows, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged[_HINTED].emit([], _ROWS_MOVE)  # type: ignore[index]

    def _take_items(self, ids: frozenset[int]) -> None:
        """Repaint the rows of items whose values changed, and of their members, which name them."""
        listing = self._session.listing
        touched = [id for id in ids if listing.has(id)]
        touched += [member for id in touched for member in listing.tree.members(id)]
        if len(touched) > _FEW:
            self._take_everything()
            return
        for row in self.rows_of(touched) if len(touched) > _SEVERAL else map(self.row_of, touched):
            if row >= 0:
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _take_everything(self) -> None:
        if self._arranged.rows:
            last = self.index(len(self._arranged.rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _set(self, arranged: Arranged) -> None:
        self._arranged = arranged
        self._workspace = self._session.workspace
        self._row_of = None


def group_text(group: Group) -> str:
    """What the head of a group says."""
    amount = f"，总投资 {format_wanyuan(group.total)} 万元" if group.total else ""
    return f"{group.label}（{group.count} 项{amount}）"
