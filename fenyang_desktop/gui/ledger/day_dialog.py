"""The choice of a past day."""

from datetime import date

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QCalendarWidget, QDialog, QDialogButtonBox, QVBoxLayout, QWidget


class DayDialog(QDialog):
    """A calendar of the days that the file has a record of."""

    def __init__(self, title: str, first: date, last: date, chosen: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setDateRange(_qt(first), _qt(last))
        self.calendar.setSelectedDate(_qt(chosen))
        self.calendar.setAccessibleName("日期")
        buttons = QDialogButtonBox()
        buttons.addButton("看这一天", QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.calendar.activated.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(self.calendar)
        column.addWidget(buttons)

    def day(self) -> date:
        chosen = self.calendar.selectedDate()
        return date(chosen.year(), chosen.month(), chosen.day())


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
