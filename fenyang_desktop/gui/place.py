"""Where a window stands: inside its screen, whatever screen there is today."""

from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

Place = tuple[int, int, int, int]  # left and top of the frame, width and height of what is inside
_FRAME = QMargins(8, 31, 8, 8)  # what a frame takes, as long as the window has none yet
USUAL, LEAST = QSize(1366, 728), QSize(1024, 640)


def room_for(window: QWidget, place: Place | None) -> QRect:
    """The free part of the screen that the window stands on, or is to stand on."""
    middle = QRect(*place).center() if place else None
    screen = (QGuiApplication.screenAt(middle) if middle else None) or QGuiApplication.primaryScreen()
    return (screen or window.screen()).availableGeometry()


def resize_within(window: QWidget, width: int, height: int) -> None:
    """Give a window this size, or what there is room for, frame and all, on the screen of its parent."""
    room = (window.parentWidget() or window).screen().availableGeometry()
    window.resize(QSize(width, height).boundedTo(room.size().shrunkBy(_FRAME)))


def fitted(place: Place | None, room: QRect, frame: QMargins = _FRAME) -> Place:
    """A place inside the room, frame and all: as asked for where it fits, else moved and, at need, smaller.

    None asks for the usual size, in the middle.
    """
    inside = room.size().shrunkBy(frame)
    if place is None:
        size = USUAL.boundedTo(inside)
        left = room.left() + (inside.width() - size.width()) // 2
        return left, room.top() + (inside.height() - size.height()) // 2, size.width(), size.height()
    left, top, width, height = place
    width, height = min(width, inside.width()), min(height, inside.height())
    left = min(max(left, room.left()), room.left() + inside.width() - width)
    top = min(max(top, room.top()), room.top() + inside.height() - height)
    return left, top, width, height


def put(window: QWidget, place: Place | None) -> None:
    """Put a window that isn't shown yet where it was, or where it fits; it can't be made so small that texts collide,
    unless the screen is."""
    room = room_for(window, place)
    window.setMinimumSize(LEAST.boundedTo(room.size().shrunkBy(_FRAME)))
    # Where it stood it had its real frame, which `mend` asks for again; to shrink it by a guess would make it wander.
    left, top, width, height = fitted(place, room, _FRAME if place is None else QMargins())
    window.resize(width, height)
    window.move(left, top)


def mend(window: QWidget) -> None:
    """Once the frame is known: bring a window back that reaches out of its screen."""
    if window.isMaximized() or window.isFullScreen():
        return
    outer, inner = window.frameGeometry(), window.geometry()
    frame = QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
    now = place_of(window)
    room = room_for(window, now)
    window.setMinimumSize(LEAST.boundedTo(room.size().shrunkBy(frame)))
    wanted = fitted(now, room, frame)
    if wanted[2:] != now[2:]:
        window.resize(*wanted[2:])
    if wanted[:2] != now[:2]:
        window.move(*wanted[:2])


def place_of(window: QWidget) -> Place:
    """Read with the frame's corner and set by it, so that a window doesn't wander from start to start."""
    return window.x(), window.y(), window.width(), window.height()
