"""What the tables of several pages have in common."""

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeySequence, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTreeView,
)

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SEARCH_DELAY = 150  # ms after the last key
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RoomyDelegate(QStyledItemDelegate):
    """Rows with air above and below, so that dense tables stay readable."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index) + QSize(8, 8)


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room for all of it; the tooltip has the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        self.style().drawItemText(
            painter, self.contentsRect(), LEFT.value, self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )
        painter.end()


class PageTitle(ElidedLabel):
    """A title that may be told to stay in one line, its end and its beginning in view."""

    def __init__(self) -> None:
        super().__init__()
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setBold(True)
        self.setFont(font)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wordWrap():
            QLabel.paintEvent(self, event)
        else:
            super().paintEvent(event)


def title_label() -> QLabel:
    """The line at the top of a page that says what it shows, as of when."""
    label = QLabel(wordWrap=True)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.35)
    font.setBold(True)
    label.setFont(font)
    return label


def empty_label() -> QLabel:
    """What stands in the place of a table without rows, and says what to do next."""
    label = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def dress_table(table: QTreeView, name: str) -> None:
    """Whole rows, many of which may be selected; Ctrl+C copies them. `name` is for screen readers."""
    table.setAccessibleName(name)
    table.setUniformRowHeights(True)
    table.setItemDelegate(RoomyDelegate(table))
    table.setAllColumnsShowFocus(True)
    table.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
    table.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.header().setStretchLastSection(True)
    table.header().setDefaultAlignment(LEFT)
    copying = QShortcut(QKeySequence.StandardKey.Copy, table, context=Qt.ShortcutContext.WidgetShortcut)
    copying.activated.connect(lambda: copy_rows(table))


def dress_rows(table: QTableView, name: str) -> None:
    """A table for very many rows that looks and acts as a dressed one: whole rows, all of one height."""
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    for button in table.findChildren(QAbstractButton):
        button.setAccessibleName("全选")
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    heads, rows = table.horizontalHeader(), table.verticalHeader()
    heads.setStretchLastSection(True)
    heads.setHighlightSections(False)
    heads.setDefaultAlignment(LEFT)
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(table.fontMetrics().height() + 8)
    copying = QShortcut(QKeySequence.StandardKey.Copy, table, context=Qt.ShortcutContext.WidgetShortcut)
    copying.activated.connect(lambda: copy_rows(table))


def flat_table(name: str) -> QTreeView:
    """A dressed table without branches."""
    table = QTreeView()
    dress_flat(table, name)
    return table


def dress_flat(table: QTreeView, name: str) -> None:
    """Make a dressed table without branches of it."""
    dress_table(table, name)
    table.setRootIsDecorated(False)
    table.setItemsExpandable(False)
    table.setIndentation(0)
    table.setAlternatingRowColors(True)


def struck_out() -> QFont:
    """The font of a value that holds no longer."""
    font = QApplication.font()
    font.setStrikeOut(True)
    return font


def strong() -> QFont:
    """The font of a line that heads others."""
    font = QApplication.font()
    font.setBold(True)
    return font


def set_widths(table: QTreeView, characters: tuple[int, ...]) -> None:
    """Column widths in Chinese characters of the table's font."""
    one = table.fontMetrics().horizontalAdvance("汉")
    for column, count in enumerate(characters):
        table.setColumnWidth(column, count * one + 12)


def copy_rows(table: QTreeView | QTableView) -> int:
    """Put the selected rows (all if none is) on the clipboard, with a head line, cells parted by tabs.

    Returns how many rows those are.
    """
    model = table.model()
    chosen = sorted(table.selectionModel().selectedRows(), key=lambda index: table.visualRect(index).top())
    rows = chosen or [model.index(row, 0) for row in range(model.rowCount())]
    columns = [column for column in range(model.columnCount()) if not table.isColumnHidden(column)]
    head = [_line(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
    lines = [head, *([_text(row.siblingAtColumn(column)) for column in columns] for row in rows)]
    QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines) + "\n")
    return len(rows)


def _text(index: QModelIndex) -> str:
    return _line(index.data() or "")


def _line(text: object) -> str:
    return re.sub(r"[\t\r\n]+", " ", str(text))
