"""Starts the window."""

import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from fenyang_desktop import places
from fenyang_desktop.gui.collector import Collector
from fenyang_desktop.gui.jobs import Jobs
from fenyang_desktop.gui.page import Page
from fenyang_desktop.gui.session import Session
from fenyang_desktop.gui.settings import Settings
from fenyang_desktop.gui.shell import MainWindow, PageEntry
from fenyang_desktop.gui.style import apply_theme, ui_font
from fenyang_desktop.version import VERSION

log = logging.getLogger(__name__)
_LOG_BYTES = 1_000_000


def log_file() -> Path:
    """Where the program writes its log."""
    return places.user_data() / "fenyang.log"


def page_entries() -> list[PageEntry]:
    """The pages of the navigation, from top to bottom."""
    return [
        PageEntry("项目台账", "ledger", _ledger),
        PageEntry("甘特图", "gantt", _gantt),
        PageEntry("预警", "alerts", _alerts),
        PageEntry("导入", "import", _import),
        PageEntry("报送", "returns", _returns),
        PageEntry("报表", "reports", _reports),
    ]


# Each page loads its own modules when it is first shown: the list must be there at once.


def _ledger(session: Session) -> Page:
    from fenyang_desktop.gui.ledger.page import LedgerPage

    return LedgerPage(session)


def _gantt(session: Session) -> Page:
    from fenyang_desktop.gui.gantt_page import GanttPage

    return GanttPage(session)


def _alerts(session: Session) -> Page:
    from fenyang_desktop.gui.alerts_page import AlertsPage

    return AlertsPage(session)


def _import(session: Session) -> Page:
    from fenyang_desktop.gui.import_page import ImportPage

    return ImportPage(session)


def _returns(session: Session) -> Page:
    from fenyang_desktop.gui.returns_page import ReturnsPage

    return ReturnsPage(session)


def _reports(session: Session) -> Page:
    from fenyang_desktop.gui.reports_page import ReportsPage

    return ReportsPage(session)


def prepare(app: QApplication, theme: str) -> None:
    """Dress an application: names, Qt's own texts in Chinese, font, palette."""
    app.setApplicationName("fenyang-desktop")
    app.setApplicationDisplayName("")
    app.setApplicationVersion(VERSION)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    app.setStyle("Fusion")
    app.setFont(ui_font())
    apply_theme(app, theme)


def make_window(settings: Settings) -> MainWindow:
    """The window with its session, no file open yet."""
    jobs = Jobs()
    session = Session(jobs)
    window = MainWindow(session, settings, page_entries())
    jobs.setParent(window)
    session.setParent(window)
    window.go_to(settings.page() or "项目台账")
    return window


def run(path: Path | None) -> int:
    """Open the window on a portfolio file, or on the one used last, and return the exit code when it closes."""
    _keep_log()
    app = QApplication(sys.argv[:1])
    Collector(app)
    settings = Settings()
    prepare(app, settings.theme() if settings.theme() in ("light", "dark") else "system")
    window = make_window(settings)
    window.show()
    recent = [other for other in settings.recent_files() if other.exists()]
    default = places.default_portfolio()
    window.files.open(path or (recent[0] if recent else default), make=path is None and not recent)
    return app.exec()


def _keep_log() -> None:
    """Write the log and every unexpected fault to a file that can be sent to whoever helps."""
    file = log_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size > _LOG_BYTES:
        file.replace(file.with_suffix(".old.log"))
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    logging.basicConfig(level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s %(message)s")
    sys.excepthook = _log_fault


def _log_fault(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    log.critical("unexpected fault", exc_info=(kind, fault, trace))
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            window.show_error(f"程序出错（{kind.__name__}），刚才的操作可能没有完成；详情已写入日志“{log_file()}”。")
