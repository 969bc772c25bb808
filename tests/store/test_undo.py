"""Undo and redo of anything, any number of times, over restarts, compared with a model of plain dicts."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fenyang_desktop.domain.changes import ITEM, Action, Change, Source
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELDS
from fenyang_desktop.domain.history import StoredSet, undo_and_redo
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store import checking

NOW = datetime(2023, 9, 20, 10, 0).astimezone()
FIELD_KEYS = [field.key for field in FIELDS]
TEXTS = st.one_of(st.none(), st.sampled_from(["", "007", "12.0", "市住建局"]), st.text(max_size=5))
VALUES = st.fixed_dictionaries(
    {"name": st.text(min_size=1, max_size=5)},
    optional={
        "note": TEXTS,
        "total_investment": st.one_of(st.none(), st.integers(0, 10**15)),
        "deadline": st.sampled_from([None, "2023-10-31|month|10月底前", "~|words|尽快"]),
    },
)

Values = dict[str, int | str | None]
Step = tuple[int, str, int | str | None, int | str | None]  # id, field, old, new


class Model:
    """The portfolio as plain dicts: the items, and every step of every set."""

    def __init__(self) -> None:
        self.items: dict[int, Values] = {}
        self.sets: list[list[Step]] = []
        self.done: list[list[Step]] = []
        self.undone: list[list[Step]] = []
        self.last_id = 0

    def play(self, steps: list[Step]) -> None:
        self.sets.append(steps)
        for id, field, _, new in steps:
            if field == "exists" and new:
                self.items[id] = dict.fromkeys(FIELD_KEYS)
            elif field == "exists":
                del self.items[id]
            else:
                self.items[id][field] = new

    def act(self, steps: list[Step]) -> None:
        self.play(steps)
        self.done.append(steps)
        self.undone.clear()

    def undo(self) -> None:
        steps = self.done.pop()
        self.undone.append(steps)
        self.play([(id, field, new, old) for id, field, old, new in reversed(steps)])

    def redo(self) -> None:
        steps = self.undone.pop()
        self.done.append(steps)
        self.play(steps)


def birth(id: int, values: Values) -> list[Step]:
    steps: list[Step] = [(id, "exists", None, 1)]
    return steps + [(id, key, None, value) for key, value in values.items() if value is not None]


class UndoMachine(RuleBasedStateMachine):
    """Adds, edits, moves, deletes, undoes, redoes and reopens, in any order."""

    source: Path  # an empty portfolio file

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = Path(shutil.copy(self.source, self.folder / "台账 一.fenyang"))
        self.workspace = Workspace.open(self.path, now=lambda: NOW)
        self.model = Model()
        self.first_trail = len(self.workspace.trail())

    def teardown(self) -> None:
        self.workspace.close()
        shutil.rmtree(self.folder)

    @rule(values=VALUES)
    def add(self, values: Values) -> None:
        applied = self.workspace.add(values)
        self.model.last_id += 1
        assert applied.ids == {self.model.last_id}
        self.model.act(birth(self.model.last_id, {"kind": "project", **values}))

    @precondition(lambda self: self.model.items)
    @rule(data=st.data(), values=VALUES)
    def edit_several(self, data: st.DataObject, values: Values) -> None:
        ids = data.draw(st.lists(st.sampled_from(sorted(self.model.items)), min_size=1, max_size=3, unique=True))
        steps = [
            (id, key, self.model.items[id][key], new)
            for id in ids
            for key, new in values.items()
            if self.model.items[id][key] != new
        ]
        applied = self.workspace.edit(dict.fromkeys(ids, values))
        if steps:
            self.model.act(steps)
        assert (applied is None) == (not steps)

    @precondition(lambda self: self.model.items)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        ids = sorted(self.model.items)
        id, parent = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from([None, *ids]))
        if self.in_ring(id, parent):
            with pytest.raises(UserError):
                self.workspace.edit({id: {"parent": parent}})
        elif self.workspace.edit({id: {"parent": parent}}):
            self.model.act([(id, "parent", self.model.items[id]["parent"], parent)])

    def in_ring(self, id: int, parent: int | None) -> bool:
        while parent is not None:
            if parent == id:
                return True
            parent = self.model.items[parent]["parent"]
        return False

    @precondition(lambda self: self.model.items)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        ids = data.draw(st.lists(st.sampled_from(sorted(self.model.items)), min_size=1, max_size=3, unique=True))
        if any(values["parent"] in ids and id not in ids for id, values in self.model.items.items()):
            with pytest.raises(UserError):
                self.workspace.delete(ids)
            return
        self.workspace.delete(ids)
        self.model.act(
            [
                (id, field, new, old)
                for one in sorted(ids)
                for id, field, old, new in reversed(birth(one, self.model.items[one]))
            ]
        )

    @rule()
    def undo(self) -> None:
        if self.model.done:
            self.workspace.undo()
            self.model.undo()
        else:
            with pytest.raises(UserError):
                self.workspace.undo()

    @rule()
    def redo(self) -> None:
        if self.model.undone:
            self.workspace.redo()
            self.model.redo()
        else:
            with pytest.raises(UserError):
                self.workspace.redo()

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self.workspace = Workspace.open(self.path, now=lambda: NOW)

    @invariant()
    def the_items_are_those_of_the_model(self) -> None:
        assert {item.id: item.values() for item in self.workspace.items()} == self.model.items

    @invariant()
    def the_history_holds_every_step_with_its_types(self) -> None:
        trail = [one.change for one in reversed(self.workspace.trail())][self.first_trail :]
        expected = [step for steps in self.model.sets for step in steps]
        assert [(one.id, one.field, one.old, one.new) for one in trail] == expected
        assert [type(one.new) for one in trail] == [type(new) for *_, new in expected]

    @invariant()
    def as_much_can_be_undone_and_redone_as_the_model_says(self) -> None:
        assert len(self.workspace.undo_stack()) == len(self.model.done)
        assert len(self.workspace.redo_stack()) == len(self.model.undone)


@pytest.fixture(autouse=True, scope="module")
def _source(empty_file: Path) -> None:
    UndoMachine.source = empty_file


TestUndo = UndoMachine.TestCase
TestUndo.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


def test_undo_and_redo_take_the_latest_first_and_survive_a_restart(empty_workspace, open_workspace):
    for name in ("甲", "乙", "丙"):
        empty_workspace.add({"name": name})
    empty_workspace.undo()
    empty_workspace.undo()
    empty_workspace.close()
    again = open_workspace(empty_workspace.path)
    assert [item.name for item in again.items()] == ["甲"]
    again.redo()
    assert [item.name for item in again.items()] == ["甲", "乙"]
    again.edit({1: {"name": "新甲"}})
    with pytest.raises(UserError):
        again.redo()
    again.undo()
    again.undo()
    assert [item.name for item in again.items()] == ["甲"]


def test_the_reference_date_can_be_undone_too(small_workspace):
    before = small_workspace.reference_date()
    applied = small_workspace.set_reference_date(None)
    assert applied.portfolio_changed
    assert small_workspace.reference_date() == small_workspace.today()
    small_workspace.undo()
    assert small_workspace.reference_date() == before


def test_the_first_contents_of_a_new_file_cannot_be_undone(workspace):
    with pytest.raises(UserError, match="没有可以撤销"):
        workspace.undo()
    assert len(workspace.items()) == 388


def test_an_undo_names_what_it_took_back_and_whom_it_touched(small_workspace):
    small_workspace.edit({2: {"lead_unit": "市水利局"}, 3: {"lead_unit": "市水利局"}})
    applied = small_workspace.undo()
    assert applied.ids == {2, 3}
    assert applied.title == "修改 2 项的责任单位"


def test_the_stacks_follow_what_each_undo_and_redo_names():
    def did(id: int, action: Action, reverts: int | None = None) -> StoredSet:
        return StoredSet(id, Source(action, "张三", NOW, reverts=reverts))

    first, second = did(1, Action.EDIT), did(2, Action.EDIT)
    undone = [first, second, did(3, Action.UNDO, reverts=1)]
    assert undo_and_redo(undone) == ([second], [first])
    assert undo_and_redo([*undone, did(4, Action.REDO, reverts=1)]) == ([second, first], [])


@pytest.fixture
def poisoned(empty_workspace, monkeypatch) -> Workspace:
    """A history as an earlier version left it: 甲 was deleted, and later a value was "set" in it."""
    for name in ("甲", "乙"):
        empty_workspace.add({"name": name})
    empty_workspace.delete([1])
    with monkeypatch.context() as unchecked:
        unchecked.setattr(checking, "_check_old_value", lambda *_: None)
        changes = [Change(ITEM, 1, "note", None, "x"), Change(ITEM, 2, "note", None, "y")]
        empty_workspace.apply(Action.IMPORT, "导入“九月.xlsx”", changes)
    return empty_workspace


def test_an_undo_skips_changes_to_an_item_that_is_gone_and_says_so(poisoned):
    applied = poisoned.undo()
    assert applied.title == "导入“九月.xlsx”（编号 1 的项目已不存在，相关改动已跳过）"
    assert applied.ids == {2}
    assert poisoned.items()[0].get("note") is None


def test_what_lies_before_a_change_to_an_item_that_was_gone_can_be_undone_and_redone(poisoned):
    for left in (["乙"], ["甲", "乙"], ["甲"], []):
        poisoned.undo()
        assert [item.name for item in poisoned.items()] == left
    for there in (["甲"], ["甲", "乙"], ["乙"]):
        poisoned.redo()
        assert [item.name for item in poisoned.items()] == there
    assert "已跳过" in poisoned.redo().title
    assert poisoned.items()[0].get("note") == "y"
    assert not poisoned.redo_stack()
