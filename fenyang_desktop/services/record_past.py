"""Who set what stands in the monthly reports that a return would change: what others set is never taken back unseen."""

from collections.abc import Callable, Collection, Iterable, Mapping

from fenyang_desktop.domain.changes import Action, Change
from fenyang_desktop.domain.history import StoredReceipt, StoredSet
from fenyang_desktop.domain.parts import MONTH
from fenyang_desktop.domain.receipts import SEVERAL, sender_key
from fenyang_desktop.domain.values import display
from fenyang_desktop.services.rows import RowChanges
from fenyang_desktop.services.workspace import Workspace


class RecordPast:
    """The history of monthly reports, as far as `know` was asked for it.

    `who` says of an action who set its values; `sets` are all actions that stand, `receipts` those of the imports.
    """

    def __init__(
        self,
        workspace: Workspace,
        sets: Mapping[int, StoredSet],
        receipts: Mapping[int, StoredReceipt],
        who: Callable[[StoredSet], str],
    ) -> None:
        self._workspace, self._sets, self._receipts, self._who = workspace, sets, receipts, who
        self._setters: dict[tuple[int, str], int] = {}

    def know(self, rows: Iterable[RowChanges]) -> None:
        """Find who set the values of the reports that these rows would change."""
        ids = {row.report.id for row in rows if row.report is not None and row.report.is_restated(row.values)}
        if ids:
            found = self._workspace.changes_in(self._sets, ids, MONTH.entity)
            self._setters.update({(change.id, change.field): set_id for set_id, change in found})

    def doubt(self, change: Change, sender: str) -> str:
        """Why a change of a report waits for a person; "" where nobody else set what it would take back."""
        set_id = self._setters.get((change.id, change.field))
        if set_id is None or self.is_of(set_id, sender):
            return ""
        field = MONTH.field(change.field)
        old, new = (display(field, value) or "空" for value in (change.old, change.new))
        return f"这个月的月报中“{old}”是{self._who(self._sets[set_id])}，表中是“{new}”"

    def is_of(self, set_id: int, sender: str) -> bool:
        """Whether an action took over a return of this sender, or one of which nobody knows the sender."""
        if self._sets[set_id].source.action is not Action.IMPORT:
            return False
        senders = _senders(self._receipts.get(set_id))
        return not senders or (bool(sender) and sender_key(sender) in map(sender_key, senders))


def _senders(one: StoredReceipt | None) -> Collection[str]:
    told = one.receipt.senders.values() if one else ()
    return {sender for some in told for sender in some.split(SEVERAL) if sender}
