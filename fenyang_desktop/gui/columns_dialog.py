"""列对应: every column of a table with what it is read as, to be put right in one go."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fenyang_desktop.domain.amounts import FEN_PER_UNIT
from fenyang_desktop.domain.fields import ID_LABEL, Type
from fenyang_desktop.exchange.choices import NOT_IMPORTED, TableChoice
from fenyang_desktop.exchange.records import ID_KEY, READ_AS, By, Column
from fenyang_desktop.gui.place import resize_within
from fenyang_desktop.gui.tables import strong
from fenyang_desktop.services.preview import SheetPreview
from fenyang_desktop.services.questions import (
    CERTAINTIES,
    TO_CHOOSE,
    TO_SAY,
    certainty_of,
    open_columns,
    similar_columns,
)

_HEAD = ("列", "表头", "导入到", "金额单位", "把握", "前三个值")
_LETTER, _HEADER, _FIELD, _UNIT, _CERTAINTY, _SAMPLES = range(len(_HEAD))
_WIDTHS = (3, 15, 14, 6, 10, 18)  # Chinese characters
_KEY = Qt.ItemDataRole.UserRole
_NO_UNIT = "没有写"


class ColumnsDialog(QDialog):
    """One line for each column of a table. Accepted, what the lines say is decided, and what was a guess confirmed."""

    def __init__(self, table: SheetPreview, choice: TableChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table, self._choice = table, choice
        self.setWindowTitle(f"列对应：{table.sheet}")
        self._field_model, self._unit_model = _field_model(self), _unit_model(self)
        self.text = QLabel(_advice(table), wordWrap=True)
        self.list = QTableWidget(len(table.columns), len(_HEAD))
        self.fields: list[_Combo] = []
        self.units: list[_Combo] = []
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self._fill()
        resize_within(self, min(1080, 120 + sum(_WIDTHS) * self.fontMetrics().horizontalAdvance("汉")), 560)
        if self.fields:
            self.fields[0].setFocus()

    def choice(self) -> TableChoice:
        """What was decided, with what had been decided before."""
        choice = self._choice
        for place, column in enumerate(self._table.columns):
            key = self.fields[place].currentData(_KEY)
            if key is not None and (
                key != (column.field or NOT_IMPORTED) or column.by is By.SIMILAR or column.rival_for
            ):
                choice = choice.with_column(column.number, key)
            unit = self.units[place].currentData(_KEY)
            if unit and (unit != column.unit or column.unit_before) and self.units[place].isEnabled():
                choice = choice.with_unit(column.number, unit)
        return choice

    def _fill(self) -> None:
        self.list.setAccessibleName("每一列对应的字段")
        self.list.setHorizontalHeaderLabels(list(_HEAD))
        self.list.verticalHeader().hide()
        self.list.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.list.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from choice to choice
        self.list.setWordWrap(False)
        self.list.setAlternatingRowColors(True)
        one = self.fontMetrics().horizontalAdvance("汉")
        for place, width in enumerate(_WIDTHS):
            self.list.setColumnWidth(place, width * one)
        self.list.horizontalHeader().setSectionResizeMode(_SAMPLES, QHeaderView.ResizeMode.Stretch)
        for place, column in enumerate(self._table.columns):
            self._fill_line(place, column)
        self.list.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 18)

    def _fill_line(self, place: int, column: Column) -> None:
        samples = "，".join(one.replace("\n", " ") for one in column.samples)
        texts = {_LETTER: column.letter, _HEADER: column.header, _CERTAINTY: certainty_of(column), _SAMPLES: samples}
        for at, text in texts.items():
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self.list.setItem(place, at, item)
        field, unit = _Combo(), _Combo()
        field.setModel(self._field_model)
        field.setPlaceholderText("请选择…")
        field.setAccessibleName(f"{column.letter} 列“{column.header}”导入到")
        is_asked = column.rival_for or column.offers
        field.setCurrentIndex(-1 if is_asked else field.findData(column.field or NOT_IMPORTED, _KEY))
        unit.setModel(self._unit_model)
        unit.setCurrentIndex(max(unit.findData(column.unit, _KEY), 0))
        unit.setAccessibleName(f"{column.letter} 列“{column.header}”的金额单位")
        self.fields.append(field)
        self.units.append(unit)
        self.list.setCellWidget(place, _FIELD, field)
        self.list.setCellWidget(place, _UNIT, unit)
        self._show_unit(place)
        field.activated.connect(lambda _: self._changed(place))

    def _changed(self, place: int) -> None:
        """One field for one column: the one that had it is let go, and both lines say so."""
        key = self.fields[place].currentData(_KEY)
        for other, combo in enumerate(self.fields):
            if other != place and key and combo.currentData(_KEY) == key:
                combo.setCurrentIndex(combo.findData(NOT_IMPORTED, _KEY))
                self._mark(other)
        self._mark(place)

    def _mark(self, place: int) -> None:
        column, item = self._table.columns[place], self.list.item(place, _CERTAINTY)
        assert item is not None
        is_asked = column.rival_for or column.offers
        same = not is_asked and self.fields[place].currentData(_KEY) == (column.field or NOT_IMPORTED)
        item.setText(certainty_of(column) if same else CERTAINTIES[By.CHOSEN])
        item.setFont(self.font() if same else strong())
        self._show_unit(place)

    def _show_unit(self, place: int) -> None:
        field = READ_AS.get(self.fields[place].currentData(_KEY) or "")
        self.units[place].setEnabled(field is not None and field.type is Type.MONEY)


class _Combo(QComboBox):
    """The wheel scrolls the list of columns; turned over a choice it would change it unseen."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxVisibleItems(24)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # measures no entry

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _field_model(parent: QDialog) -> QStandardItemModel:
    """What a column may be read as, by group; shared by all lines."""
    model, group = QStandardItemModel(parent), ""
    for key, label in ((NOT_IMPORTED, "不导入"), (ID_KEY, ID_LABEL)):
        model.appendRow(_entry(label, key))
    for field in READ_AS.values():
        if field.group != group:
            group = field.group
            heading = QStandardItem(f"— {group} —")
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            model.appendRow(heading)
        model.appendRow(_entry(field.label, field.key))
    return model


def _unit_model(parent: QDialog) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    for label, unit in ((_NO_UNIT, ""), *((name, name) for name in FEN_PER_UNIT)):
        model.appendRow(_entry(label, unit))
    return model


def _entry(label: str, key: str) -> QStandardItem:
    item = QStandardItem(label)
    item.setData(key, _KEY)
    return item


def _advice(table: SheetPreview) -> str:
    text = "逐列核对，改好后按“确定”。"
    if guessed := len(similar_columns(table)):
        text += f"标着“{CERTAINTIES[By.SIMILAR]}”的 {guessed} 列，按“确定”就是确认；不对的请改成别的字段或“不导入”。"
    if any(column.unit_before for column in table.columns):
        text += "金额单位与上次定的不一样的，核对以后按“确定”，就照这里的单位导入。"
    if any(column.rival_for for column in table.columns):
        text += f"标着“{TO_CHOOSE}”的，不选就都不导入。"
    if open_columns(table):
        text += f"标着“{TO_SAY}”的，不选就先不导入。"
    return text
