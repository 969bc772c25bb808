"""The box in which the reference date is typed or picked. A day that doesn't exist is said, never turned into another."""

import re
import unicodedata
from datetime import MAXYEAR, MINYEAR, date, timedelta

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from fenyang_desktop.gui.icons import set_icon
from fenyang_desktop.gui.popup import Popup
from fenyang_desktop.gui.undo import TextLine

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
_EARLIEST, _LATEST = date(1949, 10, 1), date(2199, 12, 31)
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 7, Qt.Key.Key_PageDown: -7}


def read_day(text: str) -> date | None:
    """2023-10-20, 2023/10/20, 2023.10.20, 2023年10月20日 or 20231020; None for what is no day of our times."""
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        found = date(year, month, day) if MINYEAR <= year <= MAXYEAR else None
    except ValueError:
        return None
    return found if found is not None and _EARLIEST <= found <= _LATEST else None


class DateBox(TextLine):
    """Enter, or leaving the box, takes what is typed; Esc puts back the day; ↑ and ↓ go by days."""

    chosen = Signal(object)  # date
    refused = Signal(str)  # what was typed and is no day

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day: date | None = None
        self._pick = QAction("从日历中选", self)
        set_icon(self._pick, "today")
        self._pick.triggered.connect(self._open_calendar)
        self.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("2023-09-30") + 56)
        self.editingFinished.connect(self.take_typed)

    def show_day(self, day: date | None) -> None:
        """Show a day; None empties the box and bars it."""
        self._day = day
        self.setEnabled(day is not None)
        self.setText(str(day) if day else "")

    def day(self) -> date | None:
        return self._day

    def take_typed(self) -> bool:
        """Choose the day that is typed, without waiting for Enter. False if it is no day: the box shows the last one."""
        typed = self.text().strip()
        if self._day is None or typed == str(self._day):
            return True
        day = read_day(typed)
        self.setText(str(day or self._day))
        if day is None:
            self.refused.emit(typed)
        elif day != self._day:
            self._choose(day)
        return day is not None

    def _choose(self, day: date) -> None:
        self._day = day
        self.setText(str(day))
        self.chosen.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._day is not None:
            self._choose(min(max(self._day + timedelta(days=step), _EARLIEST), _LATEST))
        elif event.key() == Qt.Key.Key_Escape:
            self.show_day(self._day)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def _open_calendar(self) -> None:
        if self._day is None:
            return
        popup = Popup(f"选择{self.accessibleName() or '日期'}", self)
        calendar = QCalendarWidget()
        calendar.setMinimumDate(QDate(_EARLIEST.year, _EARLIEST.month, _EARLIEST.day))
        calendar.setMaximumDate(QDate(_LATEST.year, _LATEST.month, _LATEST.day))
        calendar.setSelectedDate(QDate(self._day.year, self._day.month, self._day.day))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.activated.connect(lambda day: self._pick_day(day, popup))
        calendar.clicked.connect(lambda day: self._pick_day(day, popup))
        column = QVBoxLayout(popup)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(calendar)
        popup.adjustSize()
        popup.open_at(self.mapToGlobal(QPoint(0, self.height())))
        calendar.setFocus()

    def _pick_day(self, picked: QDate, popup: Popup) -> None:
        popup.close()
        day = date(picked.year(), picked.month(), picked.day())
        if day != self._day:
            self._choose(day)
