"""Items, their tree, and sums that count nothing twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.fields import Kind
from fenyang_desktop.domain.items import KEYS, Item, Tree, counted_ids, total_investment


def item(id: int, parent: int | None = None, money: int | None = None, in_totals: int | None = None) -> Item:
    kind = Kind.PROJECT.value
    values = {"kind": kind, "name": f"项目{id}", "parent": parent, "total_investment": money, "in_totals": in_totals}
    return Item.of(id, values)


@st.composite
def forests(draw) -> list[Item]:
    """Items whose parents stand before them, some with an amount, some left out of sums."""
    size = draw(st.integers(1, 12))
    amounts = st.one_of(st.none(), st.integers(0, 10**12))
    return [
        item(
            id,
            draw(st.one_of(st.none(), st.integers(1, id - 1))) if id > 1 else None,
            draw(amounts),
            draw(st.sampled_from([None, 0, 1])),
        )
        for id in range(1, size + 1)
    ]


def test_an_item_gives_back_the_values_it_was_made_of():
    made = Item.of(7, {"kind": "target", "name": "白酒产量", "target_value": "25"})
    assert (made.id, made.kind, made.name, made.parent) == (7, Kind.TARGET, "白酒产量", None)
    assert made.get("target_value") == "25"
    assert set(made.values()) == set(KEYS[1:])
    assert Item.of(7, made.values()) == made


def test_an_item_without_a_parent_among_the_items_stands_at_the_top():
    tree = Tree([item(1), item(2, parent=1), item(3, parent=99)])
    assert tree.members(None) == [1, 3]
    assert tree.members(1) == [2]
    assert tree.members(2) == ()


def test_a_path_names_the_groups_above():
    tree = Tree([item(1), item(2, parent=1), item(3, parent=2)])
    assert tree.path(3) == "项目1 / 项目2 / 项目3"
    assert [above.id for above in tree.ancestors(3)] == [2, 1]


def test_a_ring_in_damaged_data_ends_every_walk():
    tree = Tree([item(1, parent=3), item(2, parent=1), item(3, parent=2)])
    assert [above.id for above in tree.ancestors(1)] == [3, 2]
    assert list(tree.descendants(1)) == [2, 3]
    assert total_investment(list(tree.items.values()), tree) == 0


@given(forests())
def test_descendants_are_exactly_those_with_the_item_among_their_ancestors(items):
    tree = Tree(items)
    for one in items:
        below = list(tree.descendants(one.id))
        assert len(below) == len(set(below))
        assert set(below) == {other.id for other in items if one.id in {above.id for above in tree.ancestors(other.id)}}
        for place, id in enumerate(below):
            assert tree.items[id].parent == one.id or tree.items[id].parent in below[:place]


def test_where_a_group_carries_the_amount_its_members_amounts_are_part_of_it():
    items = [item(1, money=290), item(2, parent=1, money=100), item(3, parent=1), item(4, money=50)]
    tree = Tree(items)
    assert counted_ids(items, tree) == {1, 4}
    assert total_investment(items, tree) == 340
    assert total_investment(items[1:], tree) == 150  # the group is not among those summed


def test_an_amount_stated_beside_its_parts_is_left_out_of_the_sum():
    items = [item(1, money=2730, in_totals=0), item(2, parent=1, money=100), item(3, parent=1, money=50)]
    assert total_investment(items, Tree(items)) == 150


def test_an_amount_of_zero_on_a_group_counts_as_given():
    items = [item(1, money=0), item(2, parent=1, money=100)]
    assert total_investment(items, Tree(items)) == 0


@given(forests(), st.data())
def test_no_amount_is_counted_twice_and_none_is_lost(items, data):
    tree = Tree(items)
    chosen = data.draw(st.lists(st.sampled_from(items), unique=True))
    counted = counted_ids(chosen, tree)
    carrying = {one.id for one in chosen if one.get("total_investment") is not None and one.get("in_totals") != 0}
    assert counted <= carrying
    for id in carrying:
        above = {ancestor.id for ancestor in tree.ancestors(id)}
        assert len(counted & (above | {id})) >= 1, "an amount is lost"
        assert not (id in counted and counted & above), "an amount is counted on the member and on its group"
    assert total_investment(chosen, tree) == sum(int(tree.items[id].get("total_investment") or 0) for id in counted)


@given(forests(), st.randoms())
def test_a_sum_does_not_depend_on_the_order_of_the_rows(items, random):
    shuffled = list(items)
    random.shuffle(shuffled)
    assert total_investment(shuffled, Tree(shuffled)) == total_investment(items, Tree(items))


def test_reading_a_field_that_no_item_has_is_a_programming_error():
    with pytest.raises(KeyError):
        item(1).get("no_such_field")
