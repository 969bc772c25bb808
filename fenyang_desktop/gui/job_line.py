"""What the status bar says of the work that goes on: which, how far, and 取消."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from fenyang_desktop.gui.jobs import Job, Jobs


class JobLine(QWidget):
    """Shows the job that runs; the others wait for it. 取消 is there where it stops that one.

    `stops_elsewhere` tells whether the page in front has a button that stops a job: one is enough.
    """

    def __init__(self, jobs: Jobs, stops_elsewhere: Callable[[Job], bool] = lambda job: False) -> None:
        super().__init__()
        self._stops_elsewhere = stops_elsewhere
        self._jobs: list[Job] = []  # those that have a title, the one that runs first
        self.label = QLabel()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setMaximumWidth(200)
        self.progress.setAccessibleName("进度")
        self.cancel = QPushButton("取消")
        self.cancel.clicked.connect(self._cancel_job)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.label, self.progress, self.cancel):
            row.addWidget(widget)
        jobs.started.connect(self._take)
        jobs.ended.connect(self._let_go)
        self.hide()

    def _take(self, job: Job) -> None:
        if job.title:
            self._jobs.append(job)
            job.progressed.connect(self._show)
            self._show()

    def _let_go(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        self._show()

    def _show(self, *_: object) -> None:
        self.setVisible(bool(self._jobs))
        if not self._jobs:
            return
        front = self._jobs[0]
        done, total, text = front.stand
        what = f"{front.title}：{text}" if text else front.title
        self.label.setText(f"正在取消：{front.title}" if front.stop_flag.is_set() else what)
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.cancel.setVisible(front.can_cancel and not self._stops_elsewhere(front))
        self.cancel.setToolTip(f"取消：{front.title}")

    def _cancel_job(self) -> None:
        if self._jobs:
            self._jobs[0].cancel()
            self._show()
