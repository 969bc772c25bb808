"""Work that makes small objects by the hundred thousand, without the garbage collector walking through them all."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_under_way: list[None] = []  # one for each piece of work, on whatever thread


def bulk_work_is_under_way() -> bool:
    """Whether some thread is at work that a collection would only hold up."""
    return bool(_under_way)


@contextmanager
def without_collections() -> Iterator[None]:
    """Put the collector off until the work is done; also a decorator.

    For bulk work of a few seconds whose objects form no rings: half the time of an import went into collections that
    found nothing. What was made counts as old when it is over: else the first collection would go through all of it.
    """
    was_on = gc.isenabled()
    gc.disable()
    _under_way.append(None)
    try:
        yield
    finally:
        _under_way.pop()
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()
