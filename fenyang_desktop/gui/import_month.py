"""报告期 of the file in view: as the file tells it, or as a person says otherwise, for this file alone."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton

from fenyang_desktop.domain.months import month_before, year_of
from fenyang_desktop.domain.values import format_month
from fenyang_desktop.exchange.choices import AS_FOUND, Choices
from fenyang_desktop.services.preview import Preview, SheetPreview

_NEAR, _FAR = 14, 24  # months that are offered at once, and under 更早


class MonthButton(QToolButton):
    """Shows the month of a file and offers others. `said` tells the Choices by which the file is of the month chosen."""

    said = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._latest = ""
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)
        self.hide()

    def show_month(self, preview: Preview, latest: str) -> None:
        """Show the month of a file; `latest` is the last month that a report may be of, as far as anybody knows."""
        self._preview = preview
        tables = self._tables()
        months = {table.month.month for table in tables if table.month}
        self._latest = max([latest, *months])
        doubts = [table.month.doubt for table in tables if table.month and table.month.doubt]
        shown = "不止一个" if len(months) > 1 else format_month(next(iter(months), latest))
        self.setText(f"报告期(&E) {shown}{'？' if doubts else ''}")
        told = "\n".join(dict.fromkeys(table.month.text for table in tables if table.month))
        self.setToolTip(f"{told}\n这个文件里的月度数字记入哪个月的月报；认错了请在这里改，只对这个文件有效")
        self.setAccessibleName(f"报告期 {shown}")
        self.setVisible(bool(tables))

    def _tables(self) -> list[SheetPreview]:
        return [sheet for sheet in self._preview.sheets if sheet.month] if self._preview else []

    def _fill(self) -> None:
        menu, month = self.menu(), self._latest
        menu.clear()
        for _ in range(_NEAR):
            self._offer(menu, month)
            month = month_before(month)
        year, below = 0, menu
        for _ in range(_FAR):
            if year_of(month) != year:
                year = year_of(month)
                below = menu.addMenu(f"{year}年")
            self._offer(below, month)
            month = month_before(month)

    def _offer(self, menu: QMenu, month: str) -> None:
        action = menu.addAction(format_month(month), partial(self.say, month))
        action.setCheckable(True)
        action.setChecked(self._preview is not None and self._preview.month == month)

    def say(self, month: str) -> None:
        """Say that the file is a report of this month."""
        if self._preview is None:
            return
        known = self._preview.choices
        choices: Choices = {
            **known,
            **{
                (table.name, table.number): replace(known.get((table.name, table.number), AS_FOUND), month=month)
                for table in self._tables()
            },
        }
        self.said.emit(choices)
