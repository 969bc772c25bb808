"""Long work runs elsewhere and ends in exactly one way, told on the GUI thread."""

import threading

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.gui.jobs import Jobs


@pytest.fixture
def jobs(qapp):
    jobs = Jobs()
    yield jobs
    jobs.stop()


def outcome(qtbot, jobs, work):
    """How a job ended: [(what, value)], and the thread that heard of it."""
    heard = []
    job = jobs.start(
        "试验",
        work,
        lambda value: heard.append(("done", value, threading.current_thread())),
        lambda sentence: heard.append(("failed", sentence, threading.current_thread())),
    )
    job.cancelled.connect(lambda: heard.append(("cancelled", None, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    return job, heard


def test_work_runs_on_another_thread_and_its_result_arrives_on_this_one(qtbot, jobs):
    _, heard = outcome(qtbot, jobs, lambda progress: threading.current_thread())
    [(what, worker, listener)] = heard
    assert what == "done"
    assert worker is not listener is threading.current_thread()


def test_a_fault_that_the_user_can_mend_arrives_as_its_sentence(qtbot, jobs):
    def work(progress):
        raise UserError("nothing_to_undo")

    _, [(what, sentence, _)] = outcome(qtbot, jobs, work)
    assert (what, sentence) == ("failed", "没有可以撤销的操作。")


def test_a_bug_is_logged_and_told_without_its_details(qtbot, jobs, caplog):
    def work(progress):
        raise ZeroDivisionError("secret")

    _, [(what, sentence, _)] = outcome(qtbot, jobs, work)
    assert what == "failed"
    assert "secret" not in sentence
    assert "ZeroDivisionError" in caplog.text


def test_a_cancelled_job_stops_at_its_next_step(qtbot, jobs):
    entered, go_on = threading.Event(), threading.Event()

    def work(progress):
        entered.set()
        go_on.wait(10)
        progress.step(1, 2)
        raise AssertionError("went on after Cancel")

    heard = []
    job = jobs.start("试验", work, heard.append, heard.append)
    job.cancelled.connect(lambda: heard.append("cancelled"))
    assert entered.wait(10)
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    assert heard == ["cancelled"]
    assert not jobs.busy()


def test_jobs_run_one_after_another(qtbot, jobs):
    order = []

    def work(name):
        def run(progress):
            order.append(("begin", name))
            order.append(("end", name))

        return run

    for name in "abc":
        jobs.start(name, work(name), lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)
    assert order == [(what, name) for name in "abc" for what in ("begin", "end")]


def test_progress_is_told_on_the_way(qtbot, jobs):
    told = []

    def work(progress):
        progress.step(1, 3, "第一步")
        progress.step(2, 3, "第二步")

    job = jobs.start("试验", work, lambda _: told.append("done"), told.append)
    job.progressed.connect(lambda *step: told.append(step))
    qtbot.waitUntil(lambda: "done" in told, timeout=10_000)
    assert told == [(1, 3, "第一步"), (2, 3, "第二步"), "done"]


class Panic(BaseException):
    """What a fault in Rust arrives as."""


@pytest.mark.parametrize("fault", [Panic, SystemExit, KeyboardInterrupt])
def test_a_job_ends_as_failed_whatever_is_thrown(qtbot, jobs, fault):
    def work(progress):
        raise fault

    _, [(what, sentence, _)] = outcome(qtbot, jobs, work)
    assert what == "failed"
    assert "程序出错" in sentence
    assert not jobs.busy()
    _, [(what, _, _)] = outcome(qtbot, jobs, lambda progress: None)  # the worker goes on
    assert what == "done"


class Held:
    """Work that waits at a step until it is let go on."""

    def __init__(self, steps: bool = True) -> None:
        self.entered, self.go_on, self.steps = threading.Event(), threading.Event(), steps

    def __call__(self, progress):
        if self.steps:
            progress.step(1, 3, "第一步")
        self.entered.set()
        self.go_on.wait(10)
        if self.steps:
            progress.step(2, 3)
        return "到头"


def start(window, title: str, work: Held, heard: list[str], **options):
    job = window.session.jobs.start(
        title, work, lambda _: heard.append(f"{title}完成"), lambda _: heard.append("failed"), **options
    )
    job.cancelled.connect(lambda: heard.append(f"{title}取消"))
    return job


def test_the_window_names_the_job_that_runs_and_its_button_cancels_that_one_alone(window, qtbot):
    first, second, heard = Held(), Held(), []
    start(window, "第一件", first, heard)
    start(window, "第二件", second, heard)
    qtbot.waitUntil(window.job_line.cancel.isVisible, timeout=10_000)
    assert window.job_line.label.text() == "第一件：第一步"

    window.job_line.cancel.click()
    assert not window.job_line.cancel.isVisible()
    assert window.job_line.label.text() == "正在取消：第一件"
    first.go_on.set()
    qtbot.waitUntil(lambda: window.job_line.label.text() == "第二件：第一步", timeout=10_000)
    second.go_on.set()
    qtbot.waitUntil(lambda: not window.session.jobs.busy(), timeout=10_000)
    assert heard == ["第一件取消", "第二件完成"]
    assert not window.job_line.label.isVisible()


@pytest.mark.parametrize(("steps", "options"), [(False, {}), (True, {"can_cancel": False})])
def test_cancel_is_offered_only_where_it_stops_something(window, qtbot, steps, options):
    work, heard = Held(steps), []
    job = start(window, "写入", work, heard, **options)
    assert work.entered.wait(10)
    qtbot.waitUntil(lambda: job.stand[0] == (1 if steps else 0), timeout=10_000)
    assert window.job_line.label.isVisible()
    assert not window.job_line.cancel.isVisible()
    work.go_on.set()
    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)


def test_work_that_is_not_shown_leaves_no_progress_in_the_window(window, qtbot):
    titled, quiet, heard = Held(), Held(), []
    start(window, "", quiet, heard)
    start(window, "写入", titled, heard)
    titled.go_on.set()
    quiet.go_on.set()
    start(window, "", last := Held(), heard)
    qtbot.waitUntil(lambda: "写入完成" in heard, timeout=10_000)
    assert not window.job_line.label.isVisible()
    assert not window.job_line.progress.isVisible()
    last.go_on.set()
    qtbot.waitUntil(lambda: not window.session.jobs.busy(), timeout=10_000)


def test_one_worker_runs_all_jobs(qtbot, jobs):
    together, running = [], []

    def work(progress):
        running.append(1)
        threading.Event().wait(0.02)
        together.append(len(running))
        running.pop()

    for _ in range(6):
        jobs.start("试验", work, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)
    assert together == [1] * 6
