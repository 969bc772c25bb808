"""How long work tells how far it is, and learns that it is no longer wanted."""

from collections.abc import Callable


class Cancelled(Exception):
    """The user pressed Cancel; whoever started the work swallows this."""


class Progress:
    """Passed into long work. `step` reports and raises Cancelled where the user asked for it."""

    def __init__(
        self,
        report: Callable[[int, int, str], None] = lambda done, total, text: None,
        cancelled: Callable[[], bool] = bool,
    ) -> None:
        self._report = report
        self._cancelled = cancelled

    def step(self, done: int, total: int, text: str = "") -> None:
        """`done` of `total` steps are behind us (total 0: unknown); `text` says in Chinese what goes on now."""
        if self._cancelled():
            raise Cancelled
        self._report(done, total, text)
