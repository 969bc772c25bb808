"""截至: the state as of any change set is exactly what stood then, whatever was done since."""

import shutil
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fenyang_desktop.domain.changes import EXISTS, ITEM, Action, Change, creation
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.parts import MONTH, PART_KINDS, YEAR
from fenyang_desktop.services.as_of import as_of_day, as_of_set, current, items_at, parts_at
from fenyang_desktop.services.reporting import delete_records, plan_year, report_month
from fenyang_desktop.services.workspace import Workspace

NOW = datetime(2023, 9, 20, 10, 0).astimezone()
MONTHS = st.sampled_from(["2023-07", "2023-08", "2023-09"])
TEXTS = st.sampled_from([None, "甲", "乙"])
AMOUNTS = st.sampled_from([None, 0, 1, 2_000_000])


class AsOfMachine(RuleBasedStateMachine):
    """Does what a user does in any order, and looks back at every step."""

    source: Path  # an empty portfolio file

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = Path(shutil.copy(self.source, self.folder / "台账.fenyang"))
        self.workspace = Workspace.open(self.path, now=lambda: NOW)
        self.stood: dict[int, object] = {}  # by the id of the latest set

    def teardown(self) -> None:
        self.workspace.close()
        shutil.rmtree(self.folder)

    def ids(self) -> list[int]:
        return [item.id for item in self.workspace.items()]

    @rule(name=st.sampled_from(["甲", "乙", "丙"]), amount=AMOUNTS)
    def add(self, name: str, amount: int | None) -> None:
        self.workspace.add({"name": name, "total_investment": amount})

    @precondition(lambda self: self.ids())
    @rule(data=st.data(), note=TEXTS, amount=AMOUNTS)
    def edit(self, data: st.DataObject, note: str | None, amount: int | None) -> None:
        self.workspace.edit({data.draw(st.sampled_from(self.ids())): {"note": note, "invested_year": amount}})

    @precondition(lambda self: self.ids())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self.workspace.delete([data.draw(st.sampled_from(self.ids()))])

    @precondition(lambda self: self.ids())
    @rule(data=st.data(), month=MONTHS, amount=AMOUNTS, text=TEXTS)
    def report(self, data: st.DataObject, month: str, amount: int | None, text: str | None) -> None:
        item = data.draw(st.sampled_from(self.ids()))
        report_month(self.workspace, item, month, {"invested_year": amount, "problems": text})

    @precondition(lambda self: self.ids())
    @rule(data=st.data(), amount=AMOUNTS)
    def plan(self, data: st.DataObject, amount: int | None) -> None:
        plan_year(self.workspace, data.draw(st.sampled_from(self.ids())), 2023, {"annual_plan": amount})

    @rule(data=st.data())
    def drop_a_report(self, data: st.DataObject) -> None:
        if found := self.workspace.parts(MONTH):
            delete_records(self.workspace, [data.draw(st.sampled_from(found))])

    @rule(names=st.lists(st.sampled_from(["丁", "戊"]), max_size=3), note=TEXTS)
    def import_a_file(self, names: list[str], note: str | None) -> None:
        changes = [
            Change(ITEM, item.id, "note", item.get("note"), note)
            for item in self.workspace.items()
            if item.get("note") != note
        ]
        for id, name in enumerate(names, self.workspace.next_id()):
            changes += creation(ITEM, id, {"kind": "project", "name": name})
            changes += creation(
                MONTH.entity, self.workspace.next_id(MONTH.entity) + id, {"item": id, "month": "2023-08"}
            )
        if changes:
            self.workspace.apply(Action.IMPORT, "导入", changes)

    @rule()
    def undo(self) -> None:
        if self.workspace.undo_stack():
            self.workspace.undo()

    @rule()
    def redo(self) -> None:
        if self.workspace.redo_stack():
            self.workspace.redo()

    @rule(day=st.sampled_from([None, date(2023, 9, 1), date(2023, 10, 1)]))
    def set_reference_date(self, day: date | None) -> None:
        self.workspace.set_reference_date(day)

    @invariant()
    def every_earlier_state_is_what_stood_then(self) -> None:
        workspace = self.workspace
        latest = workspace.sets()[-1].id
        now = workspace.reference_date(), workspace.items(), [workspace.parts(kind) for kind in PART_KINDS]
        assert self.stood.setdefault(latest, now) == now
        for set_id, stood in self.stood.items():
            then = as_of_set(workspace, set_id)
            assert (then.on, then.items, [parts_at(workspace, kind, set_id) for kind in PART_KINDS]) == stood


@pytest.fixture(autouse=True, scope="module")
def _source(empty_file: Path) -> None:
    AsOfMachine.source = empty_file


TestAsOf = AsOfMachine.TestCase
TestAsOf.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)


@pytest.fixture
def days(empty_workspace):
    """A portfolio that was worked on at noon of three days: 10, 12 and 13 October 2023."""
    clock = [datetime(2023, 10, 10, 12, 0).astimezone()]
    workspace = Workspace(empty_workspace._portfolio, lambda: clock[0])
    workspace.add({"name": "甲", "total_investment": 100})
    clock[0] = datetime(2023, 10, 12, 23, 59, 59).astimezone()
    workspace.edit({1: {"total_investment": 200}})
    clock[0] = datetime(2023, 10, 13, 0, 0, 1).astimezone()
    workspace.delete([1])
    return workspace


@pytest.mark.parametrize(("day", "amounts"), [(10, [100]), (11, [100]), (12, [200]), (13, []), (30, [])])
def test_a_day_shows_what_stood_at_its_end_in_local_time(days, day, amounts):
    state = as_of_day(days, date(2023, 10, day))
    assert [item.get("total_investment") for item in state.items] == amounts
    assert state.on == date(2023, 10, day)


def test_a_day_before_the_first_record_is_refused_and_the_first_is_told(days):
    first = days.sets()[0].source.at.astimezone().date()
    with pytest.raises(UserError) as caught:
        as_of_day(days, first - timedelta(days=1))
    assert caught.value.code == "before_history"
    assert str(first) in str(caught.value)


def test_a_past_day_is_judged_on_the_reference_date_of_then(small_workspace):
    then = small_workspace.sets()[-1].id
    small_workspace.set_reference_date(date(2024, 5, 1))
    assert as_of_set(small_workspace, then).on == date(2023, 9, 15)
    assert current(small_workspace).on == date(2024, 5, 1)


def test_records_of_some_items_as_of_then_are_theirs_alone(small_workspace):
    for item in (2, 3):
        plan_year(small_workspace, item, 2023, {"annual_plan": item})
    then = small_workspace.sets()[-1].id
    small_workspace.delete([2, 3])
    assert [part.amount("annual_plan") for part in parts_at(small_workspace, YEAR, then, [3])] == [3]


def test_ten_thousand_items_of_a_year_ago_are_there_at_once(empty_workspace):
    rows = [
        change
        for id in range(1, 10_001)
        for change in creation(ITEM, id, {"kind": "project", "name": f"项目{id}", "total_investment": id})
    ]
    empty_workspace.apply(Action.IMPORT, "导入", rows)
    then = empty_workspace.sets()[-1].id
    for round in range(2):
        changes = [
            Change(ITEM, id, key, None if not round else "0", str(round))
            for id in range(1, 10_001)
            for key in ("note", "problems")
        ]
        empty_workspace.apply(Action.IMPORT, "导入", changes)
    gone = [change for id in range(9_001, 10_001) for change in _removal(empty_workspace, id)]
    empty_workspace.apply(Action.DELETE, "删除", gone)
    started = time.perf_counter()
    items = items_at(empty_workspace, then)
    took = time.perf_counter() - started
    assert len(items) == 10_000
    assert {item.get("note") for item in items} == {None}
    assert took < 5  # some 0.15 s on an idle machine; the bound only tells it from a walk through every set


def _removal(workspace, id):
    (item,) = workspace.items([id])
    values = {key: value for key, value in item.values().items() if value is not None}
    return [*(Change(ITEM, id, key, value, None) for key, value in values.items()), Change(ITEM, id, EXISTS, 1, None)]
