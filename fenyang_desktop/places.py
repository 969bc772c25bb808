"""Where the program's own files and the user's files stand: from source, from a wheel and frozen alike."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
DEFAULT_NAME = "汾阳市项目台账.fenyang"
SUFFIX = ".fenyang"


def _shipped(name: str) -> Path:
    """A folder of ours: inside the package in a wheel or a frozen program, beside it in a source checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resource(*parts: str) -> Path:
    """A file or folder under `resources/`."""
    return _shipped("resources").joinpath(*parts)


def migrations() -> Path:
    """The Alembic folder."""
    return _shipped("db")


def user_data() -> Path:
    """The user's data folder (%LOCALAPPDATA% on Windows); FENYANG_HOME puts it elsewhere."""
    import platformdirs  # loaded only when asked: the list page must start fast

    home = os.environ.get("FENYANG_HOME")
    return Path(home) if home else Path(platformdirs.user_data_dir("fenyang-desktop", appauthor=False))


def default_portfolio() -> Path:
    """The portfolio that opens when the user names none."""
    return user_data() / DEFAULT_NAME
