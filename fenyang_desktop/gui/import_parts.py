"""Parts of the import page: where files are dropped, and what says how an import stands."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.style import is_dark, light_color
from fenyang_desktop.gui.tables import empty_label

_MOST_NAMED = 3  # files that a line names


def buttons_row(*actions: tuple[str, Callable[[], object]]) -> tuple[QHBoxLayout, list[QPushButton]]:
    """Buttons side by side in the middle; each action is a button's text and what it does."""
    row, buttons = QHBoxLayout(), []
    row.addStretch(1)
    for text, slot in actions:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked=False, slot=slot: slot())
        row.addWidget(button)
        buttons.append(button)
    row.addStretch(1)
    return row, buttons


class DropZone(QFrame):
    """A dashed field that says what may be dropped; `set_active` lights it while files hover."""

    def __init__(
        self,
        choose: Callable[[], object],
        choose_folder: Callable[[], object],
        export: Callable[[], object],
        layouts: Callable[[], object],
        records: Callable[[], object],
    ) -> None:
        super().__init__()
        self._active = False
        self.setMinimumHeight(240)
        self.setAccessibleName("把要导入的文件拖到这里")
        title = QLabel("把要导入的表格或文件夹拖到这里", alignment=Qt.AlignmentFlag.AlignCenter)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        title.setFont(font)
        self.what = empty_label()
        choosing, (self.choose, self.choose_folder) = buttons_row(
            ("选择文件(&B)…", choose), ("选择文件夹(&D)…", choose_folder)
        )
        exporting, (self.export, self.layouts, self.records) = buttons_row(
            ("导出填报用的表(&T)…", export), ("记住的表格格式(&M)…", layouts), ("导入记录(&H)…", records)
        )
        self.setFocusProxy(self.choose)
        hint = empty_label()
        hint.setText("想批量修改现有项目？先导出一份表，发下去填好，再原样导回来：编号相同的行会更新对应的项目。")
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 24, 40, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(title)
        column.addLayout(choosing)
        column.addWidget(self.what)
        column.addStretch(1)
        column.addWidget(hint)
        column.addLayout(exporting)
        column.addStretch(2)

    def set_active(self, active: bool) -> None:
        self._active = active
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        role = QPalette.ColorRole.Accent if self._active else QPalette.ColorRole.Mid
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.palette().color(role), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)
        painter.end()


class Hint(QFrame):
    """A line above the preview with a coloured edge and a button."""

    def __init__(self, button: str, slot: Callable[[], object]) -> None:
        super().__init__()
        self.label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.button = QPushButton(button)
        self.button.clicked.connect(lambda _checked=False: slot())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.hide()

    def tell(self, text: str, light: Light = Light.YELLOW) -> None:
        """Show a sentence; "" hides the line."""
        self.label.setText(text)
        self.setAccessibleName(text)
        color = light_color(light, is_dark()).name()
        self.setStyleSheet(f"Hint {{ border: 1px solid {color}; border-left: 4px solid {color}; }}")
        self.setVisible(bool(text))


class Leftover(Hint):
    """Offers the files that the last session left, in one click; or to hear no more of them."""

    def __init__(self, resume: Callable[[], object], dismiss: Callable[[], object]) -> None:
        super().__init__("", resume)
        self.dismiss = QPushButton("不用了")
        self.dismiss.setToolTip("不再提这些文件；文件和台账都不动")
        self.dismiss.clicked.connect(lambda _checked=False: dismiss())
        row = self.layout()
        assert row is not None
        row.addWidget(self.dismiss)

    def offer(self, names: Sequence[str]) -> None:
        """Name the files; none hides the line."""
        self.button.setText(f"继续上次没有处理完的 {len(names):,} 个文件(&J)")
        more = " 等" if len(names) > _MOST_NAMED else ""
        self.tell("、".join(names[:_MOST_NAMED]) + more, Light.DONE)
        self.setToolTip("\n".join(names))


class DropVeil(QWidget):
    """Lies over the page while files hover, and says that they can be let go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, place: QRect) -> None:
        self.setGeometry(place)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, ground = self.palette().color(QPalette.ColorRole.Accent), self.palette().color(QPalette.ColorRole.Base)
        ground.setAlphaF(0.85)
        painter.setPen(QPen(color, 3, Qt.PenStyle.DashLine))
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "松开鼠标，把文件加进来")
        painter.end()


class Notice(QWidget):
    """A sentence in the middle of the page, with buttons for what to do next."""

    def __init__(self, *actions: tuple[str, Callable[[], object]]) -> None:
        super().__init__()
        self.label = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        font = self.label.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.label.setFont(font)
        self.detail = empty_label()
        row, self.buttons = buttons_row(*actions)
        self.setFocusProxy(self.buttons[0])
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 24, 40, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self.label)
        column.addWidget(self.detail)
        column.addLayout(row)
        column.addStretch(3)

    def tell(self, text: str, detail: str = "", light: Light | None = None) -> None:
        palette = QPalette()
        if light is not None:
            palette.setColor(QPalette.ColorRole.WindowText, light_color(light, is_dark()))
        self.label.setPalette(palette)
        self.label.setText(text)
        self.detail.setText(detail)
        self.setAccessibleName(text)


class Busy(QWidget):
    """What a file's import is doing now, with a button to stop it where that is possible."""

    def __init__(self, cancel: Callable[[], object]) -> None:
        super().__init__()
        self.label = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedWidth(320)
        self.bar.setAccessibleName("导入进度")
        row, (self.cancel,) = buttons_row(("取消(Esc)", cancel))
        self.setFocusProxy(self.cancel)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self.label)
        column.addWidget(self.bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row)
        column.addStretch(3)

    def begin(self, text: str, *, way_out: str) -> None:
        """Show that work begins; `way_out` is the text of the button that leaves it, "" if there is none."""
        self.cancel.setText(way_out)
        self.cancel.setVisible(bool(way_out))
        self.show_progress(0, 0, text)

    def show_progress(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if text:
            self.label.setText(text)
