"""The plain shapes that a Gantt picture consists of, whoever draws them.

One unit is 1/96 inch: a pixel of an unscaled screen, 0.75 pt on paper. A shape names a role (`bar.red`, `grid`) and no
colour, so screen, dark screen and paper each choose theirs. Named tuples, because a frame makes some hundreds.
"""

from collections.abc import Callable
from typing import NamedTuple

Measure = Callable[[str, bool], float]  # how wide a text is, bold or not

TEXT_HEIGHT = 12.0  # the height of the letters of body text
LINE_HEIGHT = 17.0
LIGHT_SIZE = 4.5  # half the height of a light's shape


class Rect(NamedTuple):
    """A box. `stops` are (share of the width, opacity) of a soft edge; without them it is filled evenly."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    line: str = ""
    radius: float = 0.0
    stops: tuple[tuple[float, float], ...] = ()


class Line(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float
    role: str
    width: float = 1.0


class Polygon(NamedTuple):
    points: tuple[tuple[float, float], ...]
    fill: str = ""
    line: str = ""


class Path(NamedTuple):
    """An open stroke through some points."""

    points: tuple[tuple[float, float], ...]
    role: str
    width: float = 1.5


class Text(NamedTuple):
    """One line of text in a box, centred up and down; too long for the box, its middle gives way to an ellipsis."""

    x: float
    y: float
    w: float
    h: float
    text: str
    role: str = "text"
    align: str = "left"  # left, center or right
    bold: bool = False
    size: float = TEXT_HEIGHT


Shape = Rect | Line | Polygon | Path | Text


class Layer(NamedTuple):
    """Shapes of which only what lies inside a box shows; their own places count from `dx`, `dy`."""

    x: float
    y: float
    w: float
    h: float
    shapes: tuple[Shape, ...]
    dx: float = 0.0
    dy: float = 0.0

    def moved(self, dx: float, dy: float) -> "Layer":
        return self._replace(x=self.x + dx, y=self.y + dy, dx=self.dx + dx, dy=self.dy + dy)


def rough_width(text: str, bold: bool = False) -> float:
    """About how wide a text is, where nobody can measure it: Chinese is square, the rest half as wide."""
    return sum(TEXT_HEIGHT if ord(char) > 0x2E7F else TEXT_HEIGHT * 0.58 for char in text)


def diamond(x: float, y: float, size: float, fill: str, line: str = "") -> Polygon:
    return Polygon(((x, y - size), (x + size, y), (x, y + size), (x - size, y)), fill, line)


def light_mark(light: str, x: float, y: float) -> Shape:
    """The shape of a light round a point: a triangle, a diamond, a disc, a check mark or a ring."""
    size, role = LIGHT_SIZE, f"light.{light}"
    if light == "red":
        return Polygon(((x, y - size), (x + size, y + size - 1), (x - size, y + size - 1)), role)
    if light == "yellow":
        return diamond(x, y, size + 0.5, role)
    if light == "done":
        return Path(((x - size, y), (x - 1, y + size - 1), (x + size, y - size + 1)), role, 2.0)
    if light == "green":
        return Rect(x - size + 0.5, y - size + 0.5, size * 2 - 1, size * 2 - 1, role, radius=size - 0.5)
    return Rect(x - size + 1, y - size + 1, size * 2 - 2, size * 2 - 2, "", role, radius=size - 1)
