"""The look: Fusion with our own quiet palette, light and dark, and fonts by a fallback chain."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.reports.fonts import open_font_files

FAMILIES = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "SimSun")
THEMES = {"system": "跟随系统", "light": "浅色", "dark": "深色"}
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

_Role = QPalette.ColorRole
_LIGHT = {
    _Role.Window: "#f4f6f8",
    _Role.WindowText: "#1f2933",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f7f9fb",
    _Role.Text: "#1f2933",
    _Role.PlaceholderText: "#7b8794",
    _Role.Button: "#eef1f4",
    _Role.ButtonText: "#1f2933",
    _Role.BrightText: "#ffffff",
    _Role.Highlight: "#1f5fa8",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#1f5fa8",
    _Role.Link: "#1a5bb0",
    _Role.LinkVisited: "#1a5bb0",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#1f2933",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#e8ecf0",
    _Role.Mid: "#cbd2d9",
    _Role.Dark: "#9aa5b1",
    _Role.Shadow: "#52606d",
}
_DARK = {
    _Role.Window: "#22262b",
    _Role.WindowText: "#e4e7eb",
    _Role.Base: "#1a1d21",
    _Role.AlternateBase: "#1f2328",
    _Role.Text: "#e4e7eb",
    _Role.PlaceholderText: "#8a95a1",
    _Role.Button: "#2d3238",
    _Role.ButtonText: "#e4e7eb",
    _Role.BrightText: "#ffffff",
    _Role.Highlight: "#2f6fbd",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#3a78c4",
    _Role.Link: "#7ab2f2",
    _Role.LinkVisited: "#7ab2f2",
    _Role.ToolTipBase: "#2d3238",
    _Role.ToolTipText: "#e4e7eb",
    _Role.Light: "#3a4048",
    _Role.Midlight: "#30353c",
    _Role.Mid: "#454c55",
    _Role.Dark: "#5c6570",
    _Role.Shadow: "#0e1013",
}
# Fusion draws the outline of these a shade darker than their window, which a dark window swallows.
_OUTLINED = ("QRadioButton", "QCheckBox", "QLineEdit", "QAbstractSpinBox", "QPlainTextEdit", "QComboBox")
_DARK_OUTLINE = "#a3adb8"
_FADED = {"light": "#9aa5b1", "dark": "#69727d"}
_LIGHTS = {
    Light.RED: ("#c62828", "#ff7b72"),
    Light.YELLOW: ("#a86400", "#f0b429"),
    Light.GREEN: ("#2e7d32", "#6fcf76"),
    Light.DONE: ("#3d6ea5", "#84b6ee"),
    Light.NONE: ("#7b8794", "#8a95a1"),
}
_SHEET = """
QToolTip { padding: 4px 8px; border: 1px solid palette(mid); }
QToolBar { border: 0; border-bottom: 1px solid palette(mid); spacing: 4px; padding: 4px 8px; }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar::item { border: 0; }
QHeaderView { background: palette(button); border: 0; }
QHeaderView::section {
    background: palette(button); border: 0; border-bottom: 1px solid palette(mid); padding: 7px 8px;
    border-right: 1px solid qlineargradient(x1: 0, y1: 0, x2: 0, y2: 1, stop: 0 palette(button),
        stop: 0.24 palette(button), stop: 0.25 palette(mid), stop: 0.75 palette(mid), stop: 0.76 palette(button));
}
QTreeView::item, PreviewTable::item, PartsTable::item { padding-left: 5px; padding-right: 5px; }
"""


def is_dark(widget: QWidget | None = None) -> bool:
    """Whether the palette in force is the dark one."""
    palette = widget.palette() if widget else QGuiApplication.palette()
    return palette.color(_Role.Window).lightness() < 128


def light_color(light: Light, dark: bool) -> QColor:
    """The colour of a light, readable as text on our base colours; its shape says the same to eyes that see no red."""
    return QColor(_LIGHTS[light][1 if dark else 0])


def apply_theme(app: QApplication, theme: str) -> None:
    """Dress the program: `theme` is a key of THEMES; "system" follows the desktop."""
    app.styleHints().setColorScheme(_SCHEMES[theme])
    dark = theme == "dark" or (theme == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    palette = _palette(dark)
    app.setPalette(palette)
    outlined = QPalette(palette)
    outlined.setColor(_Role.Window, QColor(_DARK_OUTLINE) if dark else palette.color(_Role.Window))
    for name in _OUTLINED:
        app.setPalette(outlined, name)  # type: ignore[arg-type]  # the stubs ask for bytes, the call for str
    app.setStyleSheet(_SHEET)


def refresh_links(widget: QWidget) -> None:
    """Read the labels with links inside a widget again: a link keeps the colour of the palette that it was read in."""
    for label in widget.findChildren(QLabel):
        text = label.text()
        if "<a " in text:
            label.clear()
            label.setText(text)


def _palette(dark: bool) -> QPalette:
    palette = QPalette()
    for role, color in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(color))
    faded = QColor(_FADED["dark" if dark else "light"])
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, palette.color(_Role.Mid))
    # A selection stays readable when the focus is elsewhere, and says that it is.
    palette.setColor(QPalette.ColorGroup.Inactive, _Role.Highlight, QColor("#3b5f87" if dark else "#c9dbf0"))
    palette.setColor(QPalette.ColorGroup.Inactive, _Role.HighlightedText, QColor("#ffffff" if dark else "#1f2933"))
    return palette


def ui_font(size: float = 9.5) -> QFont:
    """The font of the window; a machine that has none of our chain gets the open ones that we depend on there."""
    if not set(FAMILIES) & set(QFontDatabase.families()):
        for path in open_font_files():
            QFontDatabase.addApplicationFont(str(path))
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(size)
    return font
