"""Work that makes small objects by the hundred thousand, without the garbage collector walking through them all."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """Put the collector off until the work is done; also a decorator.

    For bulk work of a few seconds whose objects form no rings: half the time of an import went into collections that
    found nothing. What was made counts as old when it is over: else the first collection would go through all of it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def spare_the_living() -> None:
    """What is alive now will stay for long: no collection walks through it until `spare_no_more`.

    A sheet of fifty thousand rows is millions of objects, and a walk through them stops the window for a second.
    """
    gc.freeze()


def spare_no_more() -> None:
    """The long-lived is gone: what of it forms rings may be collected."""
    gc.unfreeze()
