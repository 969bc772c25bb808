"""The table itself: keys, folding, what is selected, and keeping the user's place when rows move."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from fenyang_desktop.domain.fields import FIELD, Type
from fenyang_desktop.gui.ledger.cell_editing import EditingTable
from fenyang_desktop.gui.ledger.cells import PAD
from fenyang_desktop.gui.ledger.delegate import LedgerDelegate
from fenyang_desktop.gui.ledger.entry import shown_in_editor
from fenyang_desktop.gui.ledger.header import MARKS, FilterHeader
from fenyang_desktop.gui.ledger.model import Index, LedgerModel
from fenyang_desktop.gui.ledger.pinned import PinnedNames
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import COLUMNS, COMPUTED, GOAL, LIGHT, View, column_label

NAME_LEAST = 200
_WIDTHS = {"name": 300}
_FULLEST = {LIGHT: "◆ 已完成", GOAL: "258万平方米", Type.DEADLINE: "2023年10月中旬"}  # shown whole
_Flag = QItemSelectionModel.SelectionFlag


class LedgerTable(EditingTable):
    """Rows of the ledger. The name column takes the width that the others leave, until the user sets it."""

    chosen_changed = Signal()  # other rows are selected, or another one is current
    columns_wanted = Signal(object)  # tuple of column keys in a new order
    menu_wanted = Signal(QPoint)  # global
    widths_changed = Signal()  # by the user

    def __init__(self, session: Session, model: LedgerModel) -> None:
        super().__init__(session)
        self._model = model
        self._name_width_set = False
        self._arranging_columns = False
        self._place: _Place | None = None
        self.head = FilterHeader(self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self.cells = LedgerDelegate(session, model, self)
        self.setItemDelegate(self.cells)
        self._dress()
        self.pinned = PinnedNames(self)
        self.head.sectionMoved.connect(self._section_moved)
        self.head.sectionResized.connect(self._section_resized)
        model.layoutAboutToBeChanged.connect(self._remember_place)
        model.layoutChanged.connect(self._return_to_place)
        model.modelReset.connect(self.chosen_changed)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        self.selectionModel().currentChanged.connect(self.chosen_changed)
        model.dataChanged.connect(self.pinned.update)
        self.chosen_changed.connect(self.pinned.update)
        session.items_changed.connect(self._refresh_editor)

    def _dress(self) -> None:
        self.setAccessibleName("项目台账")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(16)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 9)
        for section, key in enumerate(COLUMNS):
            self.head.resizeSection(section, self.usual_width(key))

    # -- columns

    def usual_width(self, key: str) -> int:
        """The width of a column before the user sets one: its characters, or its label as it is when sorted by."""
        if key in _WIDTHS:
            return _WIDTHS[key]
        metrics, bold = self.fontMetrics(), self.font()
        bold.setBold(True)
        label = QFontMetrics(bold).horizontalAdvance(column_label(key)) + MARKS
        fullest = _FULLEST.get(key if key in COMPUTED else FIELD[key].type, "")
        characters = 0 if key in COMPUTED else round(FIELD[key].width * metrics.horizontalAdvance("汉") / 2)
        return max(label, characters + 2 * PAD, metrics.horizontalAdvance(fullest) + 2 * PAD + 2)

    def show_columns(self, columns: Sequence[str]) -> None:
        """Show these columns in this order; the name always comes first."""
        self._arranging_columns = True
        wanted = ["name", *(key for key in columns if key != "name" and key in COLUMNS)]
        for section, key in enumerate(COLUMNS):
            self.head.setSectionHidden(section, key not in wanted)
        for place, key in enumerate(wanted):
            self.head.moveSection(self.head.visualIndex(COLUMNS.index(key)), place)
        self._arranging_columns = False
        self._fit_name()

    def shown_columns(self) -> list[str]:
        """The keys of the columns shown, from left to right."""
        visual = [self.head.logicalIndex(place) for place in range(self.head.count())]
        return [COLUMNS[section] for section in visual if not self.head.isSectionHidden(section)]

    def widths(self) -> dict[str, int]:
        """The widths that aren't the usual ones."""
        found = {key: self.columnWidth(section) for section, key in enumerate(COLUMNS)}
        if not self._name_width_set:
            del found["name"]
        return {key: width for key, width in found.items() if width > 0 and width != self.usual_width(key)}

    def set_widths(self, widths: dict[str, int]) -> None:
        self._arranging_columns = True
        for section, key in enumerate(COLUMNS):
            self.head.resizeSection(section, widths.get(key, self.usual_width(key)))
        self._name_width_set = "name" in widths
        self._arranging_columns = False
        self._fit_name()

    def _fit_name(self) -> None:
        if self._name_width_set:
            return
        others = sum(self.columnWidth(COLUMNS.index(key)) for key in self.shown_columns() if key != "name")
        self._arranging_columns = True
        self.head.resizeSection(0, max(NAME_LEAST, self.viewport().width() - others))
        self._arranging_columns = False

    def _section_moved(self, section: int, old: int, new: int) -> None:
        if not self._arranging_columns:
            self.columns_wanted.emit(tuple(self.shown_columns()))

    def _section_resized(self, section: int, old: int, new: int) -> None:
        if self._arranging_columns or old == 0 or new == 0:
            return
        self.widths_changed.emit()
        if section == 0:
            self._name_width_set = True
            self.pinned.follow()
        else:
            QTimer.singleShot(0, self, self._fit_name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_name()
        self.pinned.follow()

    # -- the names that stay when the table is scrolled sideways

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.head.viewport().update()
        self.pinned.follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.pinned.isHidden():
            self.pinned.update()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """As in any table, except that a name is always in view, and a cell under the names is not."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() == 0:
            bar.setValue(before)
        elif bar.value() > 0:
            bar.setValue(bar.value() - max(0, self.columnWidth(0) - self.columnViewportPosition(index.column())))

    def edit(self, index: Index, *how: object) -> bool:  # type: ignore[override]
        """A name is edited where it belongs."""
        if index.column() == 0 and (not how or self.editTriggers() & how[0]):  # type: ignore[operator]
            self.horizontalScrollBar().setValue(0)
        return bool(super().edit(index, *how))

    # -- what is chosen

    def current_id(self) -> int | None:
        """The item in the current row."""
        index = self.currentIndex()
        if not index.isValid() or index.row() >= self._model.rowCount():
            return None
        id = self._model.id_at(index.row())
        return id if id >= 0 else None

    def current_column(self) -> str:
        index = self.currentIndex()
        return COLUMNS[index.column()] if index.isValid() else "name"

    def selected_rows(self) -> list[int]:
        rows: set[int] = set()
        selection = self.selectionModel().selection()
        for place in range(selection.size()):
            rows.update(range(selection.at(place).top(), selection.at(place).bottom() + 1))
        return sorted(rows)

    def selected_ids(self) -> list[int]:
        """The selected items from top to bottom; heads of groups are no items."""
        return [id for row in self.selected_rows() if (id := self._model.id_at(row)) >= 0]

    def select_ids(self, ids: Iterable[int], column: str = "name") -> None:
        """Select the items that are shown, make the first current and bring it into view."""
        rows = sorted(row for row in self._model.rows_of(ids) if row >= 0)
        if not rows:
            return
        selection = QItemSelection()
        for row in rows:
            index = self._model.index(row, 0)
            selection.select(index, self._model.index(row, len(COLUMNS) - 1))
        current = self._model.index(rows[0], COLUMNS.index(column))
        self.selectionModel().setCurrentIndex(current, _Flag.NoUpdate)
        self.selectionModel().select(selection, _Flag.ClearAndSelect | _Flag.Rows)
        self.scrollTo(current)

    # -- the user's place while rows move

    def _remember_place(self) -> None:
        self._place = _Place.of(self, self._model)

    def _return_to_place(self) -> None:
        place, self._place = self._place, None
        if place is not None:
            place.return_to(self, self._model)
        self.chosen_changed.emit()

    def keep_row_at(self, row: int, offset: int) -> None:
        """Scroll so that a row stands so many pixels below the top."""
        self.updateGeometries()
        self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(row) - offset)

    # -- folding

    def fold(self, row: int) -> None:
        """Fold or unfold the rows below a row."""
        id = self._model.id_at(row)
        if id in self._model.arranged.foldable:
            self._session.set_collapsed(self._session.collapsed ^ {id})

    def fold_all(self, on: bool) -> None:
        self._session.set_collapsed(self._model.arranged.foldable if on else frozenset())

    def _fold_by_key(self, key: int) -> bool:
        """Left and Right in the name column, as in a tree."""
        index = self.currentIndex()
        if not index.isValid() or index.column() != 0:
            return False
        id = self._model.id_at(index.row())
        foldable, folded = id in self._model.arranged.foldable, id in self._session.collapsed
        if key == Qt.Key.Key_Right and foldable and folded:
            self.fold(index.row())
            return True
        if key == Qt.Key.Key_Left and foldable and not folded:
            self.fold(index.row())
            return True
        if key == Qt.Key.Key_Left and self._model.depth_at(index.row()) > 0:
            self._go_up(index)
            return True
        return False

    def _go_up(self, index: QModelIndex) -> None:
        depth = self._model.depth_at(index.row())
        row = next(row for row in range(index.row() - 1, -1, -1) if self._model.depth_at(row) < depth)
        self.setCurrentIndex(self._model.index(row, 0))

    # -- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._fold_by_key(event.key()):
            return
        if event.key() == Qt.Key.Key_Space and self._folds_current():
            return
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()  # shortcuts of the page; Ctrl+A and the like are Qt's own
            if event.key() not in (Qt.Key.Key_A, Qt.Key.Key_Home, Qt.Key.Key_End):
                return
        super().keyPressEvent(event)

    def _folds_current(self) -> bool:
        index = self.currentIndex()
        if index.isValid() and self._model.id_at(index.row()) < 0:
            self.fold(index.row())
            return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.keep_wrong_editor():
            return
        if event.button() is Qt.MouseButton.LeftButton and self._triangle_under(event.position().toPoint()):
            self.fold(self.rowAt(event.position().toPoint().y()))
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        row = self.rowAt(spot.y())
        if self.keep_wrong_editor() or self._triangle_under(spot):
            return
        if row >= 0 and self._model.id_at(row) < 0:
            self.fold(row)
            return
        super().mouseDoubleClickEvent(event)

    def _triangle_under(self, spot: QPoint) -> bool:
        index = self.indexAt(spot)
        if not index.isValid():
            return False
        if self._model.id_at(index.row()) < 0:
            return spot.x() + self.horizontalOffset() < 24
        cell = self.visualRect(self._model.index(index.row(), 0))
        return self.cells.triangle_at(self._model, index.row(), cell).contains(spot)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._open_menu_at_current()  # the event's own place is the focus widget's, not the viewport's
            return
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            self.setCurrentIndex(index)
        self.menu_wanted.emit(event.globalPos())

    def _open_menu_at_current(self) -> None:
        current = self.currentIndex()
        if current.isValid():
            self.scrollTo(current)
            self.menu_wanted.emit(self.viewport().mapToGlobal(self.visualRect(current).bottomLeft()))

    # -- editors

    def _refresh_editor(self, ids: frozenset[int]) -> None:
        """An open editor in which nothing was typed yet shows what an undo has put there."""
        editor, id = self.open_editor(), self.current_id()
        if editor is not None and id in ids and editor.typed() == editor.original and self._session.listing.has(id):
            editor.load(shown_in_editor(self._session.listing.item(id), editor.field, self._session.listing))


class _Place:
    """Where the user is: the current item and column, and which row stands how far from the top of the window."""

    def __init__(self) -> None:
        self.current: int | None = None
        self.column = 0
        self.row = -1
        self.anchors: list[tuple[int, int]] = []  # ids to look for, each with its distance from the top in pixels

    @classmethod
    def of(cls, table: LedgerTable, model: LedgerModel) -> "_Place":
        place = cls()
        index = table.currentIndex()
        top = table.rowAt(0)
        if index.isValid():
            place.current, place.column, place.row = model.id_at(index.row()), index.column(), index.row()
            offset = table.rowViewportPosition(index.row())
            if 0 <= offset < table.viewport().height():
                place.anchors.append((place.current, offset))
        if top >= 0:
            place.anchors.append((model.id_at(top), table.rowViewportPosition(top)))
        return place

    def return_to(self, table: LedgerTable, model: LedgerModel) -> None:
        if self.current is not None and not table.currentIndex().isValid() and model.rowCount():
            row = min(
                self.row, model.rowCount() - 1
            )  # the current item is gone from view: the next one takes its place
            index = model.index(row, self.column)
            table.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect | _Flag.Rows)
        for id, offset in self.anchors:
            row = model.row_of(id)
            if row >= 0:
                table.keep_row_at(row, offset)
                return


def view_with_sort(view: View, key: str) -> dict[str, object]:
    """The next sort of a clicked column: ascending, descending, the order of the report."""
    if view.sort_by != key:
        return {"sort_by": key, "descending": False}
    return {"descending": True} if not view.descending else {"sort_by": "", "descending": False}
