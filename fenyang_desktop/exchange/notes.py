"""What is to be said to the sender of a workbook, cell by cell, before anyone knows how it is written into one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

CHECKLIST_TITLE = "核对清单"
RESULTS_TITLE = "导入结果"


class Severity(StrEnum):
    """How a note is meant; the value heads its words."""

    WRONG = "请更正"  # the cell could not be taken over
    DOUBTED = "请核对"  # it may be right


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to say about a cell. `also` are more cells that it holds for, which are only coloured."""

    sheet: str
    cell: str
    severity: Severity
    text: str
    item: str = ""
    field: str = ""
    written: str = ""
    file: str = ""
    also: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What stands in the comment."""
        return f"【{self.severity.value}】{self.text}"


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is handed on: the notes in their order, a line that says of what, and what became of each file.

    `results` has a head and a row per file, and is empty where it concerns nobody.
    """

    heading: str
    notes: tuple[Note, ...] = ()
    results: Sequence[Sequence[str | int]] = field(default=())

    def count(self, severity: Severity) -> int:
        return sum(note.severity is severity for note in self.notes)

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def checklist_from_json(said: Mapping[str, Any]) -> Checklist:
    """The inverse of `Checklist.to_json`."""
    notes = tuple(
        Note(**{**note, "severity": Severity(note["severity"]), "also": tuple(note["also"])}) for note in said["notes"]
    )
    return Checklist(said["heading"], notes, said["results"])
