"""来源: who set the value of a field, when, and from which cell."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from fenyang_desktop.domain.changes import ACTION_LABELS, Stored
from fenyang_desktop.domain.fields import FIELD, Field, Type
from fenyang_desktop.domain.history import StoredChange
from fenyang_desktop.domain.values import display
from fenyang_desktop.gui.history_model import origin_text
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.listing import Listing

_MOST = 10


class Sources(QWidget):
    """The latest changes of one field of one item, the newest first."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._heading = QLabel("来源")
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        self._lines = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines.setForegroundRole(QPalette.ColorRole.WindowText)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._lines)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addWidget(area, 1)
        self.clear()

    def clear(self) -> None:
        self._heading.setText("来源")
        self._lines.setText("点一个字段，这里显示它的值由谁、何时、从哪个表格填入。")

    def show_field(self, id: int, key: str) -> None:
        """Show where the value of a field comes from."""
        workspace = self._session.workspace
        if workspace is None:
            self.clear()
            return
        field = FIELD[key]
        self._heading.setText(f"来源 · {field.label}")
        trail = workspace.trail(id, key, _MOST)
        self._lines.setText("\n".join(_line(one, field, self._session.listing) for one in trail) or "没有填过。")

    def text(self) -> str:
        return self._lines.text()


def _line(one: StoredChange, field: Field, listing: Listing) -> str:
    source, origin = one.set.source, one.change.origin
    when = source.at.astimezone().strftime("%Y-%m-%d %H:%M")
    old, new = (_shown(value, field, listing) for value in (one.change.old, one.change.new))
    place = f"\n    {origin_text(origin)}" if origin else ""
    return f"{when}  {source.author}  {ACTION_LABELS[source.action]}：{old} → {new}{place}"


def _shown(value: Stored, field: Field, listing: Listing) -> str:
    if value is None:
        return "空"
    if field.type is Type.PARENT:
        return listing.item(int(value)).name if listing.has(int(value)) else f"编号 {value}"
    text = display(field, value)
    return text if len(text) <= 40 else f"{text[:40]}…"
