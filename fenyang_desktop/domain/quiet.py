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
