"""What tests of the import page do: write workbooks, bring them in, and wait until nothing is under way."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton

from fenyang_desktop.gui.import_page import ImportPage

HEAD = ("编号", "项目名称", "总投资（亿元）", "阶段", "责任单位", "开户行")


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.title = "进度"
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def read(qtbot, page: ImportPage, *paths: Path) -> None:
    page.add_files(paths)
    settle(qtbot, page)


def settle(qtbot, page: ImportPage) -> None:
    qtbot.waitUntil(lambda: not page.session.jobs.busy(), timeout=60_000)
    if page.preview.model is not None:
        QAbstractItemModelTester(page.preview.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)


def click(qtbot, button: QAbstractButton) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
