"""What the program says where it cannot open a window."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from fenyang_desktop import launch

QT = Path("/opt/PySide6/Qt")
DESKTOP = {"DISPLAY": ":0"}


class Function:
    """A function of a loaded library: takes anything, gives one answer."""

    def __init__(self, answer):
        self.answer = answer

    def __call__(self, *arguments):
        return self.answer


def loader(*missing, x_server=True):
    """Loads everything but the missing libraries; the files of Qt itself need all of them."""

    def load(name):
        if name in missing or ("/" in name and missing):
            raise OSError(f"{missing[0]}: cannot open shared object file: No such file or directory")
        return SimpleNamespace(
            xcb_connect=Function(1),
            xcb_connection_has_error=Function(0 if x_server else 1),
            xcb_disconnect=Function(None),
        )

    return load


def test_nothing_hinders_a_window_on_a_desktop():
    assert launch.qt_obstacle(QT, loader()) is None
    assert launch.screen_obstacle(QT, DESKTOP, loader()) is None


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600", "xcb;offscreen"])
def test_a_platform_that_draws_without_a_screen_needs_none(platform):
    assert launch.screen_obstacle(QT, {"QT_QPA_PLATFORM": platform}, loader()) is None


@pytest.mark.parametrize("environ", [{}, {"QT_QPA_PLATFORM": "xcb"}])
def test_a_machine_without_a_screen_names_what_is_missing_and_what_works(environ):
    sentence = launch.screen_obstacle(QT, environ, loader())
    assert "DISPLAY" in sentence
    assert "list" in sentence
    assert "\n" not in sentence


def test_a_missing_library_of_qt_is_named_with_its_package_and_so_are_the_others_missing():
    sentence = launch.qt_obstacle(QT, loader("libEGL.so.1", "libfontconfig.so.1"))
    assert "libEGL.so.1、libfontconfig.so.1" in sentence
    assert "apt-get install libegl1 libfontconfig1 " in sentence


def test_a_library_that_no_package_is_known_for_is_named_all_the_same():
    sentence = launch.qt_obstacle(QT, loader("libodd.so.9"))
    assert "libodd.so.9" in sentence
    assert "apt-get" not in sentence


def test_a_missing_library_of_the_x11_plugin_is_named_with_its_package():
    sentence = launch.screen_obstacle(QT, DESKTOP, loader("libxcb-cursor.so.0"))
    assert "apt-get install libxcb-cursor0 " in sentence


def test_a_screen_that_does_not_answer_is_named():
    assert ":0 连接不上" in launch.screen_obstacle(QT, DESKTOP, loader(x_server=False))


def test_wayland_serves_where_x11_cannot():
    both = {**DESKTOP, "WAYLAND_DISPLAY": "wayland-0"}
    assert launch.screen_obstacle(QT, both, loader(x_server=False)) is None
