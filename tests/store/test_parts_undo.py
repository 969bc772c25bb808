"""Records under undo and redo: after any actions, the same states in both directions, over restarts."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fenyang_desktop.domain.changes import Action, Change
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import Type
from fenyang_desktop.domain.parts import PART_KINDS, Part
from fenyang_desktop.services.reporting import PUT, delete_records, edit_record
from fenyang_desktop.services.workspace import Workspace

NOW = datetime(2023, 9, 20, 10, 0).astimezone()
KEYS = {
    "month": ["2023-07", "2023-08", "2023-09"],
    "year": [2022, 2023],
    "funding": ["专项债", "其他"],
    "milestone": ["开工", "试运行"],
    "reading": ["2023-09", "2023-09-15"],
}


def values_of(field):
    match field.type:
        case Type.MONEY | Type.PERCENT | Type.BOOL:
            return st.one_of(st.none(), st.integers(0, 3))
        case Type.CHOICE:
            return st.sampled_from([None, *field.choices])
        case _:
            return st.sampled_from([None, "甲", "007"])


def some_values(kind):
    return st.dictionaries(st.sampled_from(kind.fields[1:]), st.none(), max_size=4).flatmap(
        lambda picked: st.fixed_dictionaries({field.key: values_of(field) for field in picked})
    )


KINDS = st.sampled_from(PART_KINDS)


class PartsMachine(RuleBasedStateMachine):
    """Reports, edits, moves and deletes records and items, undoes, redoes and reopens, in any order."""

    source: Path  # an empty portfolio file

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = Path(shutil.copy(self.source, self.folder / "台账.fenyang"))
        self.workspace = Workspace.open(self.path, now=lambda: NOW)
        for kind in ("project", "target"):
            self.workspace.add({"kind": kind, "name": kind})
        self.states = [self.state()]  # of everything that was done and can be undone
        self.undone: list[object] = []
        self.ids: dict[str, set[int]] = {kind.entity: set() for kind in PART_KINDS}

    def teardown(self) -> None:
        self.workspace.close()
        shutil.rmtree(self.folder)

    def state(self) -> object:
        return self.workspace.items(), [self.workspace.parts(kind) for kind in PART_KINDS]

    def did(self, applied: object) -> None:
        if applied is not None:
            self.states.append(self.state())
            self.undone.clear()
        else:
            assert self.state() == self.states[-1]

    def some_part(self, data: st.DataObject, kind) -> Part | None:
        found = self.workspace.parts(kind)
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data(), kind=KINDS)
    def put(self, data: st.DataObject, kind) -> None:
        items = [item.id for item in self.workspace.items() if item.kind in kind.kinds]
        if not items:
            return
        item, key = data.draw(st.sampled_from(items)), data.draw(st.sampled_from(KEYS[kind.entity]))
        there, next_id = self.workspace.parts(kind, [item], key), self.workspace.next_id(kind.entity)
        applied = PUT[kind](self.workspace, item, key, data.draw(some_values(kind)))
        (part,) = self.workspace.parts(kind, [item], key)
        assert part.id == (there[0].id if there else next_id)
        if not there:
            assert part.id not in self.ids[kind.entity]
            self.ids[kind.entity].add(part.id)
        assert applied is None or item in applied.ids
        self.did(applied)

    @rule(data=st.data(), kind=KINDS)
    def edit(self, data: st.DataObject, kind) -> None:
        if part := self.some_part(data, kind):
            key = data.draw(st.sampled_from(KEYS[kind.entity]))
            values = {**data.draw(some_values(kind)), kind.key.key: key}
            taken = [one for one in self.workspace.parts(kind, [part.item], key) if one.id != part.id]
            if taken:
                with pytest.raises(UserError):
                    edit_record(self.workspace, part, values)
                assert self.state() == self.states[-1]
            else:
                self.did(edit_record(self.workspace, part, values))

    @rule(data=st.data(), kind=KINDS)
    def swap_keys(self, data: st.DataObject, kind) -> None:
        if part := self.some_part(data, kind):
            other = self.workspace.parts(kind, [part.item])[-1]
            if other.id != part.id:
                field = kind.key.key
                pairs = ((part, other), (other, part))
                changes = [Change(kind.entity, one.id, field, one.key, new.key) for one, new in pairs]
                self.did(self.workspace.apply(Action.EDIT, "", changes))

    @rule(data=st.data(), kind=KINDS)
    def delete(self, data: st.DataObject, kind) -> None:
        if part := self.some_part(data, kind):
            self.did(delete_records(self.workspace, [part]))

    @precondition(lambda self: len(self.workspace.items()) > 1)
    @rule(data=st.data())
    def delete_item(self, data: st.DataObject) -> None:
        self.did(self.workspace.delete([data.draw(st.sampled_from(self.workspace.items())).id]))

    @rule()
    def undo(self) -> None:
        if len(self.states) > 1:
            self.workspace.undo()
            self.undone.append(self.states.pop())

    @rule()
    def redo(self) -> None:
        if self.undone:
            self.workspace.redo()
            self.states.append(self.undone.pop())

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self.workspace = Workspace.open(self.path, now=lambda: NOW)

    @invariant()
    def everything_is_as_it_was_at_this_step(self) -> None:
        assert self.state() == self.states[-1]

    @invariant()
    def every_record_has_an_item_and_a_key_of_its_own(self) -> None:
        items = {item.id for item in self.workspace.items()}
        for kind in PART_KINDS:
            parts = self.workspace.parts(kind)
            assert {part.item for part in parts} <= items
            assert len({(part.item, part.key) for part in parts}) == len(parts)


@pytest.fixture(autouse=True, scope="module")
def _source(empty_file: Path) -> None:
    PartsMachine.source = empty_file


TestParts = PartsMachine.TestCase
TestParts.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
