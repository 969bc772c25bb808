"""Dead windows end on the GUI thread, whatever the worker does meanwhile."""

import gc
import threading
import weakref

import pytest

from fenyang_desktop.domain.quiet import without_collections
from fenyang_desktop.gui.collector import Collector
from fenyang_desktop.gui.jobs import Jobs


class Ring:
    """Refers to itself, as a window with its pages does."""

    def __init__(self, ended_on: list[threading.Thread]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: ended_on.append(threading.current_thread()))


@pytest.fixture
def collector(qapp):
    return Collector(qapp)


def make_rings(progress) -> None:
    for _ in range(5 * gc.get_threshold()[0]):
        Ring([])


def test_work_on_another_thread_never_ends_a_dead_window(qtbot, collector):
    jobs = Jobs()
    ended_on = []
    Ring(ended_on)
    with qtbot.waitSignal(jobs.ended):
        jobs.start("", make_rings, lambda _: None, pytest.fail)
    assert ended_on in ([], [threading.current_thread()])
    collector.collect_what_is_due()
    assert ended_on == [threading.current_thread()]


def test_dead_objects_go_while_the_program_idles(qtbot, collector):
    ended_on = []
    Ring(ended_on)
    make_rings(None)
    qtbot.waitUntil(lambda: bool(ended_on), timeout=10_000)


def test_nothing_is_collected_while_bulk_work_is_under_way(collector):
    ended_on = []
    Ring(ended_on)
    with without_collections():
        make_rings(None)
        collector.collect_what_is_due()
        assert not ended_on
    make_rings(None)
    gc.collect()
    assert ended_on
