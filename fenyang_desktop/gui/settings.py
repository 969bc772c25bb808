"""What the program remembers of one user: in an .ini file of the user's data folder."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from fenyang_desktop import places

RECENT = 8


class Settings:
    """Window state, page states, recent files, theme. Whatever is missing or odd reads as its default."""

    def __init__(self, file: Path | None = None) -> None:
        self._store = QSettings(str(file or places.user_data() / "settings.ini"), QSettings.Format.IniFormat)

    def place(self) -> tuple[int, int, int, int] | None:
        """Where the window stood: left and top of its frame, width and height inside; None at the first start."""
        try:
            left, top, width, height = map(int, str(self._store.value("window/place", "")).split())
        except ValueError:
            return None
        return (left, top, width, height) if width > 0 and height > 0 else None

    def set_place(self, place: tuple[int, int, int, int]) -> None:
        self._put("window/place", " ".join(map(str, place)))

    def maximized(self) -> bool:
        return str(self._store.value("window/maximized", "")) == "yes"

    def set_maximized(self, on: bool) -> None:
        self._put("window/maximized", "yes" if on else "no")

    def theme(self) -> str:
        return str(self._store.value("window/theme", "system"))

    def set_theme(self, theme: str) -> None:
        self._put("window/theme", theme)

    def page(self) -> str:
        """The page that was in front last, by its title."""
        return str(self._store.value("window/page", ""))

    def set_page(self, title: str) -> None:
        self._put("window/page", title)

    def page_state(self, title: str) -> dict[str, Any]:
        try:
            state = json.loads(str(self._store.value(f"pages/{title}", "{}")))
        except ValueError:
            return {}
        return state if isinstance(state, dict) else {}

    def set_page_state(self, title: str, state: dict[str, object]) -> None:
        self._put(f"pages/{title}", json.dumps(state, ensure_ascii=False))

    def recent_files(self) -> list[Path]:
        """Portfolio files opened lately, the latest first, whether they still exist or not."""
        try:
            names = json.loads(str(self._store.value("files/recent", "[]")))
        except ValueError:
            return []
        return [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []

    def add_recent_file(self, path: Path) -> None:
        paths = [path, *(other for other in self.recent_files() if other != path)][:RECENT]
        self._put("files/recent", json.dumps([str(one) for one in paths], ensure_ascii=False))

    def _put(self, key: str, value: str) -> None:
        if self._store.value(key) != value:  # what is the same is not written again
            self._store.setValue(key, value)

    def sync(self) -> None:
        self._store.sync()
