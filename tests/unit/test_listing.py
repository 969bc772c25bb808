"""The list as it is shown: every item once, members under programmes, sums without double count."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.items import Item, Tree, total_investment
from fenyang_desktop.services.listing import COLUMNS, LIGHT, Arranged, Listing, View
from fenyang_desktop.services.pinyin import initials, sounding

ON = date(2023, 9, 15)
YI = 10_000_000_000  # 1亿元 in 分
NAMES = ("第二污水处理厂", "华樽3万吨项目", "白酒产业园", "道路", "A1")
DEADLINES = (None, *(encode_deadline(parse_deadline(words, 2023)) for words in ("6月底", "10月底前", "年内", "尽快")))
SORTED = ("", "name", "total_investment", "deadline", LIGHT, "parent", "stage", "kind", "target_value")


def item(id: int, name: str = "项目", **values) -> Item:
    return Item.of(id, {"kind": "project", "name": name, "in_totals": 1, **values})


def listing(*items: Item) -> Listing:
    return Listing(items, ON)


def names(found: Listing, arranged: Arranged) -> list[str]:
    return [found.item(id).name if id >= 0 else f"[{arranged.groups[-1 - id].label}]" for id in arranged.rows]


@st.composite
def portfolios(draw) -> list[Item]:
    """Up to twelve items with any parents, even missing ones, themselves, or in a ring."""
    ids = draw(st.lists(st.integers(1, 30), unique=True, max_size=12).map(sorted))
    return [
        item(
            id,
            draw(st.sampled_from(NAMES)),
            kind=draw(st.sampled_from(("project", "programme", "target", "task"))),
            parent=draw(st.none() | st.integers(1, 30)),
            total_investment=draw(st.none() | st.integers(0, 5).map(lambda count: count * YI)),
            in_totals=draw(st.sampled_from((0, 1, None))),
            deadline=draw(st.sampled_from(DEADLINES)),
            stage=draw(st.sampled_from((None, "前期", "竣工"))),
            target_value=draw(st.sampled_from((None, "9", "10", "2.5"))),
        )
        for id in ids
    ]


@st.composite
def views(draw) -> View:
    filters = draw(
        st.dictionaries(
            st.sampled_from(("kind", "stage", LIGHT)),
            st.frozensets(st.sampled_from(("", "项目", "指标", "前期", "逾期", "无时限")), min_size=1),
            max_size=2,
        )
    )
    return View(
        sort_by=draw(st.sampled_from(SORTED)),
        descending=draw(st.booleans()),
        group_by=draw(st.sampled_from(("", "stage", "kind", LIGHT, "section"))),
        search=draw(st.sampled_from(("", "wsclc", "白酒 产业", "道", "x"))),
        filters=filters,
    )


def passes(found: Listing, one: Item, view: View) -> bool:
    """The search and the filters of a view, said the plain way."""
    for needle in view.search.split():
        heard = initials(one.name)  # first: a search knows the sounds of the names that were read before it
        sounds = sounding(needle)
        if needle not in one.name.lower() and not (sounds and sounds(heard)):
            return False
    return all(found.text(one, key) in let for key, let in view.filters.items())


@given(portfolios(), views(), st.frozensets(st.integers(-3, 30), max_size=3))
def test_every_matching_item_is_shown_once_and_nothing_else_but_what_it_belongs_to(items, view, collapsed):
    found = listing(*items)
    matching = {one.id for one in items if passes(found, one, view)}

    unfolded, folded = found.arrange(view), found.arrange(view, collapsed)

    ids = [row for row in unfolded.rows if row >= 0]
    assert unfolded.matching == matching
    assert len(ids) == len(set(ids))
    assert matching <= set(ids)
    above = {over.id for id in matching for over in found.tree.ancestors(id)}
    assert set(ids) - matching <= above
    assert unfolded.hidden == len(items) - len(matching)
    assert set(folded.rows) <= set(unfolded.rows)
    assert (folded.matching, folded.total) == (unfolded.matching, unfolded.total)


@given(portfolios(), views())
def test_members_stand_under_their_programme_one_step_deeper(items, view):
    found = listing(*items)
    arranged = found.arrange(view)
    above: list[int] = []
    for row, depth in zip(arranged.rows, arranged.depths, strict=True):
        assert depth <= len(above)
        del above[depth:]
        if depth and above[-1] >= 0:
            assert found.item(row).parent == above[-1]
        above.append(row)


@given(portfolios(), views())
def test_the_total_is_that_of_the_domain_over_what_matches(items, view):
    acyclic = [one for one in items if one.parent is None or one.parent < one.id]
    found = listing(*acyclic)
    arranged = found.arrange(view)
    matching = [one for one in acyclic if one.id in arranged.matching]

    assert arranged.total == total_investment(matching, Tree(acyclic))
    assert found.total_of(arranged.matching) == (arranged.total, arranged.with_amount)
    if view.group_by:
        assert sum(group.count for group in arranged.groups) == len(matching)
        assert sum(group.total for group in arranged.groups) == arranged.total


@given(portfolios(), portfolios(), views(), views())
def test_a_listing_that_took_in_changes_is_as_good_as_a_new_one(items, others, view, earlier):
    found = listing(*items)
    for asked in (view, earlier):
        found.arrange(asked)
        found.texts("parent")
    gone = {one.id for one in items if one.id % 3 == 0}
    changed = [one for one in others if one.id not in gone]
    after = {one.id: one for one in items if one.id not in gone} | {one.id: one for one in changed}

    found.update(changed, gone)

    fresh = listing(*(after[id] for id in sorted(after)))
    again, new = found.arrange(view), fresh.arrange(view)
    assert names(found, again) == names(fresh, new)
    assert [row for row in again.rows if row >= 0] == [row for row in new.rows if row >= 0]
    assert (again.total, again.matching) == (new.total, new.matching)
    assert found.texts("parent") == fresh.texts("parent")
    assert {id: list(found.tree.members(id)) for id in after} == {id: list(fresh.tree.members(id)) for id in after}


@given(portfolios(), st.data(), views())
def test_an_edited_item_moves_to_where_a_new_sort_would_put_it(items, data, view):
    found = listing(*items)
    found.arrange(view)
    if items:
        one = data.draw(st.sampled_from(items))
        edited = Item.of(one.id, {**one.values(), "name": "白酒", "total_investment": 3 * YI, "deadline": DEADLINES[1]})
        found.update([edited])
        fresh = listing(*(edited if other.id == one.id else other for other in items))
        again, new = found.arrange(view), fresh.arrange(view)
        assert names(found, again) == names(fresh, new)  # groups may be numbered otherwise
        assert [row for row in again.rows if row >= 0] == [row for row in new.rows if row >= 0]
        assert found.judgement(one.id) == fresh.judgement(one.id)


@pytest.mark.parametrize(
    ("search", "expected"),
    [("wsclc", ["第二污水处理厂"]), ("WSCLC", ["第二污水处理厂"]), ("污水 d", ["第二污水处理厂"]), ("住建", ["第二污水处理厂"]),
     ("ch", ["长虹路"]), ("zh", ["长虹路"]), ("１２", ["第12中学"])],
)  # fmt: skip
def test_a_search_finds_words_of_several_fields_and_pinyin_initials(search, expected):
    found = listing(item(1, "第二污水处理厂", lead_unit="市住建局"), item(2, "长虹路"), item(3, "第12中学"))

    assert names(found, found.arrange(View(search=search))) == expected


def test_every_common_reading_of_every_character_of_a_long_name_is_searchable():
    found = listing(item(1, "长治市重点行业车辆大会都江堰石楼重庆调度中心"))

    for search in ("zzs", "czs", "hycl", "zdhy", "zqdd", "cqtd"):
        assert found.arrange(View(search=search)).shown == 1, search


def test_a_programme_with_an_amount_hides_its_members_amounts_only_while_it_is_among_them():
    found = listing(
        item(1, "白酒项目", kind="programme", total_investment=29 * YI),
        item(2, "华樽", parent=1, total_investment=10 * YI),
        item(3, "道路", total_investment=YI),
    )

    assert found.arrange(View()).total == 30 * YI
    assert found.arrange(View(search="华樽")).total == 10 * YI
    assert found.arrange(View(search="华樽")).with_amount == 1
    assert found.total_of([2, 3]) == (11 * YI, 2)
    assert found.total_of([1, 2]) == (29 * YI, 1)


def test_a_programme_stands_where_its_first_member_comes_in_the_order():
    found = listing(
        item(1, "包", kind="programme"),
        item(2, "早", parent=1, deadline=DEADLINES[1]),
        item(3, "中", deadline=DEADLINES[2]),
        item(4, "晚", parent=1, deadline=DEADLINES[3]),
    )

    assert names(found, found.arrange(View(sort_by="deadline"))) == ["包", "早", "晚", "中"]
    assert names(found, found.arrange(View(sort_by="deadline", descending=True))) == ["包", "晚", "早", "中"]


def test_blanks_come_last_and_equal_values_keep_the_order_of_the_report_either_way():
    found = listing(
        item(1, "甲", total_investment=YI), item(2, "乙"), item(3, "丙", total_investment=2 * YI),
        item(4, "丁", total_investment=YI),
    )  # fmt: skip

    assert names(found, found.arrange(View(sort_by="total_investment"))) == ["甲", "丁", "丙", "乙"]
    assert names(found, found.arrange(View(sort_by="total_investment", descending=True))) == ["丙", "甲", "丁", "乙"]


def test_chinese_sorts_by_sound_and_figures_by_value():
    found = listing(item(1, "周", target_value="10"), item(2, "阿", target_value="9"), item(3, "李"))

    assert names(found, found.arrange(View(sort_by="name"))) == ["阿", "李", "周"]
    assert names(found, found.arrange(View(sort_by="target_value"))) == ["阿", "周", "李"]


def test_groups_follow_the_numerals_of_their_headings_with_the_unfilled_last():
    found = listing(
        item(1, section="十、其他"), item(2, section="二、项目大会战"), item(3), item(4, section="主要预期目标"),
    )  # fmt: skip
    arranged = found.arrange(View(group_by="section"))

    heads = [arranged.groups[-1 - row].label for row in arranged.rows if row < 0]
    assert heads == ["二、项目大会战", "十、其他", "主要预期目标", "未填重点领域"]


def test_a_group_keeps_its_number_when_a_filter_hides_others():
    found = listing(item(1, "甲", stage="前期"), item(2, "乙", stage="竣工"))
    head = next(row for row in found.arrange(View(group_by="stage")).rows if row < 0 and row != -1)

    filtered = found.arrange(View(group_by="stage", search="乙"))

    assert [row for row in filtered.rows if row < 0] == [head]
    assert found.arrange(View(group_by="stage", search="乙"), frozenset({head})).rows == [head]


def test_another_reference_date_changes_the_lights_and_nothing_else():
    found = listing(item(1, deadline=DEADLINES[2]))
    found.texts(LIGHT)
    later = found.at(date(2024, 1, 1))

    assert (found.texts(LIGHT), later.texts(LIGHT)) == (["正常"], ["逾期"])
    assert later.text(later.item(1), "deadline") == found.text(found.item(1), "deadline")


def test_on_another_reference_date_the_sums_are_those_of_what_passes_then():
    found = listing(item(1, deadline=DEADLINES[2], total_investment=YI))
    late = View(filters={LIGHT: frozenset({"逾期"})})
    assert found.arrange(late).total == 0
    after = found.at(date(2024, 1, 1)).arrange(late)
    assert (after.matching, after.total, after.with_amount) == ({1}, YI, 1)
    assert found.arrange(late).matching == frozenset()


def test_choices_count_what_the_other_filters_let_through_in_the_order_of_the_column():
    found = listing(
        item(1, stage="竣工"), item(2, stage="前期"), item(3), item(4, stage="前期", kind="task"), item(5, stage="储备"),
    )  # fmt: skip
    view = View(filters={"kind": frozenset({"项目"}), "stage": frozenset({"竣工", "退库"})})

    assert found.choices(view, "stage") == [("储备", 1), ("前期", 1), ("竣工", 1), ("退库", 0), ("", 1)]


def test_what_was_prepared_is_kept_only_for_the_same_items():
    found = listing(item(1, "污水厂"), item(2, "道路"))
    prepared = found.prepare()
    found.update([item(1, "白酒园")])
    found.take(prepared)

    assert found.arrange(View(search="bjy")).shown == 1
    assert found.arrange(View(search="wsc")).shown == 0


def test_every_field_and_the_light_have_a_column_once():
    assert len(COLUMNS) == len(set(COLUMNS))
    found = listing(item(1))
    assert all(isinstance(found.texts(key)[0], str) for key in COLUMNS)


TARGETS = [
    ({"target_value": "6.5", "target_unit": "%", "target_bound": "左右"}, "6.5%左右"),
    ({"target_value": "25", "target_unit": "万吨"}, "25万吨"),
    ({"target_value": "80", "target_unit": "个工作日", "target_bound": "不超"}, "不超80个工作日"),
    ({"target_value": "110", "target_unit": "户", "target_bound": "余"}, "110余户"),
    ({"target_unit": "%", "target_bound": "与经济增长基本同步"}, "与经济增长基本同步"),
    ({"target_unit": "%"}, ""),
]


@pytest.mark.parametrize(("values", "text"), TARGETS)
def test_a_goal_is_said_as_it_is_spoken(values, text):
    found = listing(item(1, kind="target", **values))
    assert found.text(found.item(1), "goal") == text


def test_goals_sort_by_unit_and_figure_words_after_figures_and_none_last():
    found = listing(
        item(1), item(2, target_bound="合理范围内"), item(3, target_value="15", target_unit="%"),
        item(4, target_value="6.5", target_unit="%", target_bound="左右"), item(5, target_value="25", target_unit="万吨"),
    )  # fmt: skip
    assert list(found.arrange(View(sort_by="goal")).rows) == [4, 3, 5, 2, 1]
    assert list(found.arrange(View(sort_by="goal", descending=True)).rows)[-1] == 1
    assert list(found.arrange(View(filters={"goal": frozenset({"15%"})})).rows) == [3]


def test_a_changed_bound_changes_the_goal_and_its_place():
    found = listing(item(1, target_value="7", target_unit="%"), item(2, target_value="8", target_unit="%"))
    assert list(found.arrange(View(sort_by="goal")).rows) == [1, 2]
    assert found.texts("goal") == ["7%", "8%"]
    found.update([item(1, target_value="9", target_unit="%", target_bound="以上")])
    assert list(found.arrange(View(sort_by="goal")).rows) == [2, 1]
    assert found.texts("goal") == ["9%以上", "8%"]


@pytest.mark.parametrize("key", ["section", "paragraph"])
def test_headings_sort_by_their_numeral_and_those_without_one_come_last(key):
    labels = ["十一、文化", "其他工作", "二、项目", "十、安全", "一是 基础", "主要目标", "三、创新"]
    found = listing(*(item(id, **{key: label}) for id, label in enumerate(labels, 1)))
    rows = found.arrange(View(sort_by=key)).rows
    assert [labels[id - 1] for id in rows] == [
        "一是 基础", "二、项目", "三、创新", "十、安全", "十一、文化", "其他工作", "主要目标",
    ]  # fmt: skip


def test_the_orders_that_were_prepared_are_those_that_would_be_made_and_lights_of_another_day_are_not_taken():
    items = [
        item(1, "周", deadline=DEADLINES[2]),
        item(2, "阿", deadline=DEADLINES[1]),
        item(3, "李"),
        item(4, parent=1),
    ]
    found, fresh = listing(*items), listing(*items)
    found.arrange(View())
    prepared = found.prepare()
    later = found.at(date(2023, 11, 15))
    for one, wanted in ((found, fresh), (later, fresh.at(date(2023, 11, 15)))):
        one.take(prepared)
        for key in ("name", "deadline", "total_investment", LIGHT):
            for descending in (False, True):
                view = View(sort_by=key, descending=descending)
                assert one.arrange(view) == wanted.arrange(view)
