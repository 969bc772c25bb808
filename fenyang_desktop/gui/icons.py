"""Icons from resources/icons, drawn in the colour of the text so that they suit light and dark."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from fenyang_desktop import places

_LINE = b"#334155"  # the colour that the line icons are drawn in
_SIZE = 20  # logical pixels; drawn once for each scale, since every drawing costs a start some time
_SCALES = (1, 2)
_NAME = "icon_name"  # the property by which a button or an action is found when the theme changes


def icon(name: str) -> QIcon:
    """The icon of that name in the present palette's text colour."""
    palette = QGuiApplication.palette()
    normal = palette.color(QPalette.ColorRole.WindowText).name()
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
    selected = palette.color(QPalette.ColorRole.HighlightedText).name()
    return _icon(name, normal, disabled, selected)


def set_icon(owner: QAbstractButton | QAction, name: str) -> None:
    """Give a button or an action an icon that follows the theme."""
    owner.setProperty(_NAME, name)
    owner.setIcon(icon(name))


def refresh_icons(widget: QWidget) -> None:
    """Draw the icons of everything inside a widget again, in the colours of the present palette."""
    owners: list[QAbstractButton | QAction] = [*widget.findChildren(QAbstractButton), *widget.findChildren(QAction)]
    for owner in owners:
        if name := owner.property(_NAME):
            owner.setIcon(icon(name))


def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return QIcon(str(places.resource("icons", "app.svg")))


@lru_cache(maxsize=256)
def _icon(name: str, normal: str, disabled: str, selected: str) -> QIcon:
    drawing = places.resource("icons", f"{name}.svg").read_bytes()
    made = QIcon()
    modes = {QIcon.Mode.Normal: normal, QIcon.Mode.Disabled: disabled, QIcon.Mode.Selected: selected}
    for mode, color in modes.items():
        renderer = QSvgRenderer(QByteArray(drawing.replace(_LINE, color.encode())))
        for scale in _SCALES:
            made.addPixmap(_pixmap(renderer, scale), mode)
    return made


def _pixmap(renderer: QSvgRenderer, scale: int) -> QPixmap:
    pixmap = QPixmap(QSize(_SIZE * scale, _SIZE * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
