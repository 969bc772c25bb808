"""The one door: what `apply` promises, and what an open file gives back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenyang_desktop.domain.changes import EXISTS, ITEM, PORTFOLIO, Change, Origin, creation, inverse, removal
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.items import Item
from fenyang_desktop.store.backup import make_backup, restore_backup
from fenyang_desktop.store.portfolio import create_portfolio

from .conftest import NOW, change_set, new_item

ONE_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def state(portfolio):
    return portfolio.items(), portfolio.sets(), portfolio.trail(), portfolio.title_and_reference_date()


def test_items_come_back_as_they_were_written_in_the_order_of_their_ids(portfolio):
    portfolio.apply(new_item(2, total_investment=170_000_000_00, deadline="2023-10-31|month|10月底前"))
    portfolio.apply(new_item(1, note="一\n二", in_totals=0))
    first, second = portfolio.items()
    assert first == Item.of(1, {"kind": "project", "name": "项目1", "note": "一\n二", "in_totals": 0})
    assert (second.id, second.get("total_investment")) == (2, 17_000_000_000)
    assert second.deadline().date == date(2023, 10, 31)
    assert portfolio.items([2, 99]) == [second]


def test_more_items_than_sqlite_takes_at_once_can_be_asked_for(portfolio):
    changes = [change for id in range(1, 2501) for change in new_item(id).changes]
    portfolio.apply(change_set(*changes))
    assert [item.id for item in portfolio.items(range(2500, 0, -1))] == list(range(1, 2501))


def test_a_conflict_leaves_nothing_of_the_change_set(portfolio):
    portfolio.apply(new_item(1, lead_unit="市住建局"))
    before = state(portfolio)
    with pytest.raises(UserError) as caught:
        portfolio.apply(
            change_set(
                Change(ITEM, 1, "name", "项目1", "新名"),
                *creation(ITEM, 2, {"kind": "task", "name": "新任务"}),
                Change(ITEM, 1, "lead_unit", "市水利局", "市交通局"),
            )
        )
    assert caught.value.code == "conflict"
    for part in ("新名", "责任单位", "市住建局", "市水利局"):
        assert part in str(caught.value)
    assert state(portfolio) == before


@pytest.mark.parametrize(
    "change",
    [
        Change(ITEM, 9, "name", "项目9", "x"),
        Change(ITEM, 9, "note", None, "x"),
        Change(ITEM, 9, EXISTS, 1, None),
        Change(ITEM, 1, EXISTS, None, 1),
    ],
)
def test_changing_what_is_gone_or_making_what_is_there_leaves_nothing(portfolio, change):
    portfolio.apply(new_item(1))
    before = state(portfolio)
    with pytest.raises(UserError):
        portfolio.apply(change_set(change))
    assert state(portfolio) == before


def test_an_unfinished_reference_leaves_nothing(portfolio):
    before = state(portfolio)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        portfolio.apply(new_item(1, parent=77))
    assert state(portfolio) == before


def test_one_set_may_make_a_member_before_its_group(portfolio):
    portfolio.apply(change_set(*new_item(2, parent=1).changes, *new_item(1).changes))
    assert portfolio.items([2])[0].parent == 1


def test_changes_of_one_set_build_on_each_other(portfolio):
    portfolio.apply(new_item(1, note="甲"))
    portfolio.apply(change_set(Change(ITEM, 1, "note", "甲", "乙"), Change(ITEM, 1, "note", "乙", "丙")))
    assert portfolio.items()[0].get("note") == "丙"


def test_what_is_made_and_taken_away_in_one_set_leaves_only_history(portfolio):
    values = {"kind": "project", "name": "项目1"}
    portfolio.apply(change_set(*creation(ITEM, 1, values), *removal(ITEM, 1, values)))
    assert portfolio.items() == []
    assert len(portfolio.trail(1)) == 6


@ONE_FILE
@given(st.data())
def test_history_keeps_integers_and_texts_apart(portfolio, data):
    id = portfolio.next_id()
    text = data.draw(st.one_of(st.sampled_from(["007", "1e5", "12.0", "", " 5 ", "NULL", "\x00a", "𠮷"]), st.text()))
    number = data.draw(st.integers(-(2**63), 2**63 - 1))
    portfolio.apply(new_item(id, note=text, total_investment=number))
    set_id = portfolio.apply(
        change_set(Change(ITEM, id, "note", text, None), Change(ITEM, id, "total_investment", number, 0))
    )
    old_text, old_number = (change.old for change in portfolio.changes(set_id))
    assert (old_text, type(old_text)) == (text, str)
    assert (old_number, type(old_number)) == (number, int)
    portfolio.apply(change_set(*inverse(portfolio.changes(set_id))))
    item = portfolio.items([id])[0]
    assert (item.get("note"), item.get("total_investment")) == (text, number)


def test_an_id_is_never_given_twice_even_after_reopening(file, open_file):
    portfolio = open_file(file)
    portfolio.apply(new_item(1))
    portfolio.apply(new_item(5))
    portfolio.apply(change_set(*removal(ITEM, 5, portfolio.items([5])[0].values())))
    assert portfolio.next_id() == 6
    portfolio.close()
    assert open_file(file).next_id() == 6


def test_the_trail_says_who_set_what_when_and_from_which_cell(portfolio):
    portfolio.apply(new_item(1))
    origin = Origin("九月.xlsx", "Sheet1", "D12")
    set_id = portfolio.apply(change_set(Change(ITEM, 1, "lead_unit", None, "市住建局", origin)))
    newest = portfolio.trail(1)[0]
    assert newest.change == Change(ITEM, 1, "lead_unit", None, "市住建局", origin)
    assert (newest.set.id, newest.set.source.author, newest.set.source.at.isoformat()) == (
        set_id, "张三", "2023-09-20T02:00:00+00:00",
    )  # fmt: skip
    assert [one.change.field for one in portfolio.trail(1, "lead_unit")] == ["lead_unit"]
    assert len(portfolio.trail(limit=2)) == 2


def test_the_reference_date_is_a_value_like_any_other(portfolio):
    portfolio.apply(change_set(Change(PORTFOLIO, 1, "reference_date", None, "2023-09-15")))
    assert portfolio.title_and_reference_date()[1] == date(2023, 9, 15)
    with pytest.raises(UserError):
        portfolio.apply(change_set(Change(PORTFOLIO, 1, "reference_date", None, "2023-10-15")))


def test_a_file_opened_read_only_refuses_changes(file, open_file):
    open_file(file).apply(new_item(1))
    reader = open_file(file, read_only=True)
    before = state(reader)
    with pytest.raises(UserError) as caught:
        reader.apply(new_item(2))
    assert caught.value.code == "read_only"
    assert state(reader) == before


def test_a_reader_sees_what_the_writer_has_committed(file, open_file):
    writer = open_file(file)
    reader = open_file(file, read_only=True)
    assert reader.items() == []
    for id in (1, 2):  # also when it has read all items before
        writer.apply(new_item(id))
        assert [item.id for item in reader.items()] == list(range(1, id + 1))


def test_items_that_are_altered_where_they_were_asked_for_stay_for_others(portfolio):
    portfolio.apply(new_item(1))
    portfolio.items().clear()
    assert [item.id for item in portfolio.items()] == [1]


def test_reading_and_writing_from_several_threads_loses_nothing(portfolio):
    portfolio.apply(change_set(*[change for id in range(1, 5) for change in new_item(id).changes]))

    def work(id):
        for number in range(10):
            portfolio.apply(change_set(Change(ITEM, id, "total_investment", number - 1 if number else None, number)))
            portfolio.items()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(1, 5)))
    assert [item.get("total_investment") for item in portfolio.items()] == [9] * 4
    assert len(portfolio.sets()) == 1 + 1 + 40  # the file's own first set, the items, the edits


def test_every_field_can_be_written_and_read_back(portfolio):
    values = {field.key: 1 if field.type in ("money", "percent", "bool") else "值" for field in FIELD.values()}
    values |= {"kind": "project", "parent": None}
    portfolio.apply(new_item(1, **values))
    assert portfolio.items()[0].values() == values


def test_a_new_file_appears_only_when_it_is_filled(tmp_path):
    path = tmp_path / "新的 文件夹" / "新.fenyang"

    def fail(portfolio):
        assert not path.exists()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_portfolio(path, fail)
    assert list(path.parent.iterdir()) == []
    create_portfolio(path, lambda portfolio: None)
    assert [found.name for found in path.parent.iterdir()] == ["新.fenyang"]


def test_a_new_file_never_replaces_one_that_came_in_the_meantime(tmp_path):
    path = tmp_path / "新.fenyang"
    with pytest.raises(UserError) as caught:
        create_portfolio(path, lambda portfolio: path.write_text("别人的", encoding="utf-8"))
    assert caught.value.code == "file_exists"
    assert path.read_text(encoding="utf-8") == "别人的"
    assert [found.name for found in tmp_path.iterdir() if found.suffix != ""] == ["新.fenyang"]


def test_closing_leaves_no_companion_file(file, open_file):
    portfolio = open_file(file)
    portfolio.apply(new_item(1))
    portfolio.close()
    left = {path.name for path in file.parent.iterdir()} - {file.name, "我的 台账 备份", "数据 文件夹"}
    assert left == set()


def test_a_reader_sees_what_another_program_restored_and_then_wrote(file, open_file):
    writer = open_file(file)
    writer.apply(new_item(1, lead_unit="甲局"))
    backup = make_backup(file, "手动", NOW).path
    writer.apply(change_set(Change(ITEM, 1, "lead_unit", "甲局", "乙局")))
    writer.close()
    reader = open_file(file, read_only=True)
    assert reader.items()[0].get("lead_unit") == "乙局"
    restore_backup(file, backup, NOW)
    writer = open_file(file)
    writer.apply(change_set(Change(ITEM, 1, "lead_unit", "甲局", "丙局")))  # gets the id of the one that is gone
    assert reader.items()[0].get("lead_unit") == "丙局"
