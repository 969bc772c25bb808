"""What stands between the command and the window on a machine that cannot show one. No Qt is imported here.

Qt ends the whole process where it finds no screen or lacks a library, so each is looked for beforehand. Only Linux is
asked: Windows and macOS always bring both.
"""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_TEXT_COMMANDS = "new、list、import、export、alerts、sheet、undo、history"  # need no Qt at all
_WITHOUT_QT = f"不开窗口也能用的命令有 {_TEXT_COMMANDS}，写在启动命令后面即可，全部见 --help。"
_WITHOUT_SCREEN = f"不开窗口也能用的命令有 {_TEXT_COMMANDS}、gantt，写在启动命令后面即可，全部见 --help。"

# System libraries that the Qt wheels leave to Linux, and the Debian package that brings each.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
XCB_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}

Load = Callable[[str], object]


def window_obstacle() -> str | None:
    """None if a window can open; else one Chinese sentence: what is missing, and what works without a window."""
    if importlib.util.find_spec("PySide6") is None:
        return f"没有安装界面组件，请运行 pip install PySide6-Essentials 后再试；{_WITHOUT_QT}"
    if sys.platform != "linux":
        return None
    return qt_obstacle(qt_folder(), ctypes.CDLL) or screen_obstacle(qt_folder(), os.environ, ctypes.CDLL)


def drawing_obstacle() -> str | None:
    """None if Qt can draw into a file, which needs no screen; else one Chinese sentence as for a window."""
    return qt_obstacle(qt_folder(), ctypes.CDLL) if sys.platform == "linux" else None


def missing_qt_packages() -> list[str]:
    """The Debian packages that Qt needs on this machine even without a screen; asked before Qt is installed."""
    return [] if sys.platform != "linux" else _packages(_missing(QT_LIBRARIES, ctypes.CDLL), QT_LIBRARIES)


def qt_folder() -> Path | None:
    """Where the wheel keeps Qt's own libraries; None for a Qt that the system brought, with all it needs."""
    spec = importlib.util.find_spec("PySide6")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(folder) / "Qt" / "lib").is_dir():
            return Path(folder) / "Qt"
    return None


def qt_obstacle(qt: Path | None, load: Load) -> str | None:
    """The sentence for a system library that Qt itself lacks."""
    if qt is None:
        return None
    return _library_obstacle(qt / "lib" / "libQt6Widgets.so.6", QT_LIBRARIES, load, "窗口和甘特图", _WITHOUT_QT)


def screen_obstacle(qt: Path | None, environ: Mapping[str, str], load: Load) -> str | None:
    """The sentence for a screen that none of the ways Qt would try can reach; None as soon as one can."""
    found = None
    for platform in _platforms(environ):
        found = _platform_obstacle(platform, qt, environ, load)
        if found is None:
            return None
    return found or f"这台机器没有图形桌面（DISPLAY 和 WAYLAND_DISPLAY 都没有设置），打不开窗口；{_WITHOUT_SCREEN}"


def _platforms(environ: Mapping[str, str]) -> Sequence[str]:
    """The names of the platform plugins that Qt would try, in its order."""
    if asked := environ.get("QT_QPA_PLATFORM"):
        return [name.partition(":")[0] for name in asked.split(";")]
    return [
        *(["wayland"] if environ.get("WAYLAND_DISPLAY") else []),
        *(["xcb"] if environ.get("DISPLAY") else []),
    ]


def _platform_obstacle(platform: str, qt: Path | None, environ: Mapping[str, str], load: Load) -> str | None:
    if platform == "xcb":
        if not environ.get("DISPLAY"):
            return f"指定了 X11 界面但没有设置 DISPLAY，打不开窗口；{_WITHOUT_SCREEN}"
        return _plugin_obstacle(qt, "xcb", XCB_LIBRARIES, load) or _x_server_obstacle(environ["DISPLAY"], load)
    if platform.startswith("wayland"):
        return _plugin_obstacle(qt, "wayland", WAYLAND_LIBRARIES, load)
    return None  # offscreen, minimal, vnc, … need no screen


def _plugin_obstacle(qt: Path | None, name: str, libraries: Mapping[str, str], load: Load) -> str | None:
    if qt is None:
        return None
    return _library_obstacle(qt / "plugins" / "platforms" / f"libq{name}.so", libraries, load, "窗口", _WITHOUT_SCREEN)


def _library_obstacle(file: Path, libraries: Mapping[str, str], load: Load, unusable: str, instead: str) -> str | None:
    """The loader names the first library that is missing; `libraries` finds the others, to name all at once."""
    try:
        load(str(file))
    except OSError as error:
        first = str(error).partition(":")[0]
        missing = list(dict.fromkeys([first, *_missing(libraries, load)]))
        packages = " ".join(_packages(missing, libraries))
        how = f"请运行 sudo apt-get install {packages} 后再试" if packages else "请用系统的软件包管理器装上后再试"
        return f"缺少系统库 {'、'.join(missing)}，{unusable}用不了，{how}；{instead}"
    return None


def _missing(libraries: Mapping[str, str], load: Load) -> list[str]:
    return [library for library in libraries if not _loads(library, load)]


def _loads(library: str, load: Load) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True


def _packages(missing: Sequence[str], libraries: Mapping[str, str]) -> list[str]:
    return [libraries[library] for library in missing if library in libraries]


def _x_server_obstacle(display: str, load: Load) -> str | None:
    """Whether the X server answers and lets us in; Qt would abort where it doesn't."""
    xcb = load("libxcb.so.1")
    connect, has_error, disconnect = (
        getattr(xcb, name) for name in ("xcb_connect", "xcb_connection_has_error", "xcb_disconnect")
    )
    connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(connect(os.fsencode(display), None))
    try:
        failed = has_error(connection)
    finally:
        disconnect(connection)
    return f"图形桌面 {display} 连接不上，打不开窗口；{_WITHOUT_SCREEN}" if failed else None
