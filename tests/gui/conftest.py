"""Tests of the window: there is an application before any of them begins."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from sheet_steps import ROWS, settle

from fenyang_desktop.gui import import_steps
from fenyang_desktop.gui.app import make_window
from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.settings import Settings
from fenyang_desktop.gui.shell import MainWindow
from fenyang_desktop.services import receiving
from fenyang_desktop.services.workspace import Workspace


@pytest.fixture(autouse=True)
def _application(qapp):
    """Even what is no widget may ask for it: a printer without one ends the process."""


@pytest.fixture
def session(qapp, small_workspace: Workspace) -> Iterator[Session]:
    """The small portfolio, shown: 1 白酒项目 (programme, 29亿元) with the projects 2 华樽3万吨项目 and 3 第二污水处理厂,
    the target 4 白酒产量, and the task 5 制定质量标准, which is 77 days overdue."""
    jobs = Jobs()
    session = Session(jobs)
    session.show_workspace(small_workspace)
    yield session
    jobs.stop()


@pytest.fixture
def told(session: Session) -> list[str]:
    """What the session told the user, as it does."""
    heard: list[str] = []
    session.told.connect(heard.append)
    return heard


@pytest.fixture
def ledger(qtbot: QtBot, session: Session) -> LedgerPage:
    """项目台账 on the small portfolio, active, with its model tested at every signal."""
    page = LedgerPage(session)
    qtbot.addWidget(page)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    page.resize(1240, 600)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter()
    return page


@pytest.fixture
def window(qtbot: QtBot, small_workspace: Workspace) -> Iterator[MainWindow]:
    """The whole window on the small portfolio, active."""
    window = make_window(Settings())
    qtbot.addWidget(window, before_close_func=lambda window: window.session.jobs.stop())
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.session.show_workspace(small_workspace)
    yield window
    window.session.show_workspace(None)
    window.close()


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[ImportPage]:
    """导入 on the small portfolio."""
    page = ImportPage(session)
    qtbot.addWidget(page)
    page.resize(1240, 640)
    page.show()
    yield page
    page.shut()


@pytest.fixture
def opened(page: ImportPage, qtbot: QtBot, tmp_path: Path) -> Callable[..., ImportPage]:
    """The page with a workbook of these rows in preview."""

    def open_(rows: Sequence[Sequence[object]] = ROWS, *merges: str) -> ImportPage:
        book = openpyxl.Workbook()
        book.active.title = "进度"
        for row in rows:
            book.active.append(list(row))
        for merge in merges:
            book.active.merge_cells(merge)
        path = Path(tmp_path / "九月 报表.xlsx")
        book.save(path)
        page.add_files([path])
        settle(qtbot, page)
        return page

    return open_


@pytest.fixture
def slow(monkeypatch) -> dict[str, bool]:
    """Reading of a file named 慢.xlsx goes on until it is cancelled, or until `slow` says otherwise."""
    switch, real = {"on": True}, receiving.read_file

    def read_file(path, progress, reader):
        while path.name == "慢.xlsx" and switch["on"]:
            progress.step(0, 0, "正在读取")
        return real(path, progress, reader)

    monkeypatch.setattr(receiving, "read_file", read_file)
    return switch


@pytest.fixture
def hold(monkeypatch) -> dict[str, bool]:
    """What a person decides is understood, and that doesn't end while `on`, unless it is cancelled."""
    switch, real = {"on": False, "understood": False}, import_steps.preview_otherwise

    def understand(workspace, before, choices, progress):
        found = real(workspace, before, choices, progress)
        switch["understood"] = True
        while switch["on"]:
            progress.step(0, 0, "比对")
        return found

    monkeypatch.setattr(import_steps, "preview_otherwise", understand)
    return switch
