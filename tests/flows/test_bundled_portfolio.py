"""The bundled 2023 portfolio as it opens on first start, against facts read in the report."""

from collections import Counter
from datetime import date

from fenyang_desktop.domain.changes import ITEM, PORTFOLIO, Action
from fenyang_desktop.domain.deadlines import Precision
from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.items import Tree, total_investment


def find(workspace, name):
    (item,) = [item for item in workspace.items() if item.name == name]
    return item


def test_it_opens_with_its_title_and_the_reference_date_of_the_report_year(workspace):
    assert workspace.title() == "汾阳市2023年政府工作报告项目台账"
    assert workspace.reference_date() == date(2023, 9, 15)


def test_the_second_sewage_works_stands_as_the_report_has_it(workspace):
    item = find(workspace, "第二污水处理厂")
    assert item.get("total_investment") == 17_000 * 1_000_000
    assert item.get("amount_word") == "总投资"
    deadline = item.deadline()
    assert (deadline.date, deadline.precision, deadline.words) == (date(2023, 10, 31), Precision.MONTH, "10月底前")


def test_deadlines_without_a_year_are_of_the_report_year_and_soon_is_no_date(workspace):
    assert find(workspace, "地区生产总值增长").deadline().date == date(2023, 12, 31)
    soon = find(workspace, "分布式光伏发电项目").deadline()
    assert (soon.date, soon.words) == (None, "尽快")


def test_every_item_of_the_table_is_there_by_kind(workspace):
    assert Counter(item.kind for item in workspace.items()) == {
        Kind.PROJECT: 130,
        Kind.PROGRAMME: 26,
        Kind.TARGET: 54,
        Kind.TASK: 178,
    }


def test_the_total_is_the_one_worked_out_by_hand(workspace):
    items = workspace.items()
    assert total_investment(items, Tree(items)) == 3_236_528 * 1_000_000


def test_members_stand_under_their_group(workspace):
    parent = find(workspace, "华樽3万吨、芦荟清王1万吨、汾河4800吨等项目")
    assert find(workspace, "华樽3万吨项目").parent == parent.id
    assert find(workspace, "增产酒瓶").parent == find(workspace, "包材产业园区").id


def test_one_change_set_brought_all_in_and_cannot_be_undone(workspace):
    (only,) = workspace.sets()
    assert only.source.action is Action.SEED
    assert {change.entity for change in workspace.changes(only.id)} == {ITEM, PORTFOLIO}
    assert workspace.undo_stack() == []


def test_every_value_tells_the_cell_of_the_table_that_it_stood_in(workspace):
    item = find(workspace, "第二污水处理厂")
    origins = {one.change.field: one.change.origin for one in workspace.trail(item.id) if one.change.field != "exists"}
    assert {(origin.file, origin.sheet) for origin in origins.values()} == {("fenyang-2023.csv", "fenyang-2023")}
    assert origins["total_investment"].cell == f"F{item.id + 1}"


def test_an_empty_portfolio_has_the_name_of_its_file_and_follows_the_calendar(empty_workspace):
    assert (empty_workspace.items(), empty_workspace.title()) == ([], "台账")
    assert empty_workspace.reference_date() == empty_workspace.today()
