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
