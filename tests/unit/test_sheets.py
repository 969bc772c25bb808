"""Promises about what the status sheets say, before they are set."""

import importlib.util
import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.domain.items import Item, Tree
from fenyang_desktop.reports.fonts import CHAINS, installed_chains, open_font_files
from fenyang_desktop.reports.sheets import (
    NO_SECTION,
    PROGRESS_COLUMNS,
    Selection,
    column,
    fitted,
    printable,
    progress_sheet,
    rate,
)
from fenyang_desktop.reports.typeset import typeset
from fenyang_desktop.services.sheets import DESCRIPTIONS, SHEETS, sheet_items, sheet_pdf

ON = date(2023, 9, 15)
WAN = 1_000_000  # 分 in a 万元


def item(id: int, **values: object) -> Item:
    return Item.of(id, {"kind": "project", "name": f"项目{id}", **values})  # type: ignore[dict-item]


def data_of(items: list[Item], whole: list[Item] | None = None) -> dict:
    return progress_sheet(Selection(items, Tree(whole or items), ON))


def cells(data: dict, key: str) -> dict[str, str | None]:
    """序号 → the text of a column."""
    place = [each["key"] for each in data["columns"]].index(key)
    return {row["cells"][0]: row["cells"][place] for group in data["groups"] for row in group["rows"]}


def sum_of(data: dict, words: list[str | None], key: str) -> str | None:
    place = [each["key"] for each in data["columns"]].index(key)
    return words[place - data["lead"] + 1]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            words = page.get_textpage()
            pages.append(words.get_text_range())
            words.close()
            page.close()
        return "".join(pages)
    finally:
        document.close()


def packed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize(
    ("invested", "plan", "shown"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (12_345, 100_000, "12.3"),
        (12_350, 100_000, "12.4"),
        (150, 100, "150.0"),
        (0, 100, "0.0"),
        (-1, 3, "-33.3"),
        (10**17, 10**17, "100.0"),
        (9_995 * 10**13 - 1, 10**17, "99.9"),
        (2_999_999, 3_000_000, "99.9"),
        (10**17 - 1, 10**17, "99.9"),
        (-2_999_999, 3_000_000, "-99.9"),
        (3_000_001, 3_000_000, "100.0"),
        (12_345, 100, "12,345.0"),
        (None, 100, None),
        (100, None, None),
        (100, 0, None),
    ],
)
def test_the_completion_rate_is_exact_and_rounded_half_up(invested, plan, shown):
    assert rate(invested, plan) == shown


def test_columns_are_read_off_the_field_list():
    money, share, words, deadline = (column(k) for k in ("annual_plan", "progress_percent", "note", "deadline"))
    assert (money.unit, money.align) == ("", "right")
    assert (share.label, share.unit, share.align) == ("形象进度", "%", "right")
    assert (words.align, deadline.align) == ("left", "center")
    assert (money.one_line, deadline.one_line, words.one_line) == (True, True, False)
    heads = {key: column(key).label.replace("\n", "") for key in PROGRESS_COLUMNS}
    assert all(heads[key] == FIELD[key].label for key in PROGRESS_COLUMNS if key in FIELD)
    assert all(key in FIELD or heads[key] in ("序号", "投资完成率", "灯号") for key in PROGRESS_COLUMNS)


def test_an_amount_on_a_programme_counts_once_and_its_members_amounts_are_marked():
    data = data_of(
        [
            item(1, kind="programme", total_investment=100 * WAN),
            item(2, parent=1, total_investment=40 * WAN),
            item(3, total_investment=5 * WAN),
        ]
    )
    assert sum_of(data, data["total"], "total_investment") == "105"
    assert cells(data, "total_investment") == {"1": "100", "1.1": "*40", "2": "5"}
    assert data["total"][0] == "合计（项目2个、项目包1个）"


def test_a_total_stated_beside_its_parts_is_marked_and_not_counted():
    data = data_of([item(1, total_investment=2_730_000 * WAN, in_totals=0), item(2, total_investment=3 * WAN)])
    assert sum_of(data, data["total"], "total_investment") == "3"
    assert cells(data, "total_investment") == {"1": "*2,730,000", "2": "3"}


def test_each_amount_is_summed_by_who_carries_it():
    """The programme carries the total, its members the plan."""
    data = data_of(
        [
            item(1, kind="programme", total_investment=100 * WAN),
            item(2, parent=1, annual_plan=30 * WAN, invested_year=10 * WAN),
            item(3, parent=1, annual_plan=20 * WAN),
        ]
    )
    total = data["total"]
    assert [sum_of(data, total, key) for key in ("total_investment", "annual_plan", "invested_year", "rate")] == [
        "100", "50", "10", "※33.3",
    ]  # fmt: skip
    assert data["notes"][-1].startswith("带 ※ 的完成率只计年度计划和年内累计完成都填报了的 1 项，只填了其中一个的 1 项")


def test_the_rate_of_a_group_has_no_investment_without_a_plan():
    whole = [item(1, annual_plan=100 * WAN, invested_year=40 * WAN), item(2, invested_year=200 * WAN)]
    data = data_of(whole)
    assert sum_of(data, data["total"], "invested_year") == "240"
    assert sum_of(data, data["total"], "rate") == "※40.0"
    alone = data_of(whole[1:])
    assert sum_of(alone, alone["total"], "rate") is None


def test_a_rate_that_leaves_nothing_out_bears_no_mark_and_needs_no_note():
    data = data_of([item(1, annual_plan=100 * WAN, invested_year=40 * WAN), item(2)])
    assert sum_of(data, data["total"], "rate") == "40.0"
    assert not any("※" in note for note in data["notes"])


def test_sums_of_which_no_item_has_both_give_no_rate_but_the_mark():
    data = data_of([item(1, annual_plan=100 * WAN), item(2, invested_year=200 * WAN)])
    assert sum_of(data, data["total"], "rate") == "※"


def test_what_members_report_is_set_against_the_plan_of_their_programme():
    data = data_of(
        [
            item(1, kind="programme", annual_plan=100 * WAN),
            item(2, parent=1, invested_year=20 * WAN),
            item(3, parent=1, invested_year=10 * WAN),
            item(4, parent=3, invested_year=5 * WAN),
        ]
    )
    assert sum_of(data, data["total"], "rate") == "30.0"


def test_a_member_counts_for_itself_where_its_programme_is_not_on_the_sheet():
    whole = [
        item(1, kind="programme", total_investment=100 * WAN),
        item(2, kind="programme", parent=1),
        item(3, parent=2, total_investment=7 * WAN),
    ]
    alone = data_of(whole[2:], whole)
    assert sum_of(alone, alone["total"], "total_investment") == "7"
    around = data_of([whole[0], whole[2]], whole)
    assert sum_of(around, around["total"], "total_investment") == "100"
    assert cells(around, "name") == {"1": "项目1", "1.1": "项目3"}


def test_groups_follow_the_sections_and_say_how_many_and_how_much():
    items = [
        item(1, section="二、乙", total_investment=1 * WAN),
        item(2),
        item(3, section="一、甲", total_investment=2 * WAN),
        item(4, section="二、乙", kind="task", total_investment=4 * WAN),
    ]
    data = data_of(sheet_items(items))
    assert [group["title"] for group in data["groups"]] == ["一、甲", "二、乙", NO_SECTION]
    assert [group["sum"][0] for group in data["groups"]] == [
        "一、甲（项目1个）", "二、乙（项目1个、工作任务1项）", f"{NO_SECTION}（项目1个）",
    ]  # fmt: skip
    assert [sum_of(data, group["sum"], "total_investment") for group in data["groups"]] == ["2", "5", None]


def test_a_light_is_a_shape_and_a_word_and_is_counted_in_the_total():
    october, june = (encode_deadline(parse_deadline(words, 2023)) for words in ("10月底前", "6月底"))
    data = data_of([item(1, deadline=june), item(2, deadline=october), item(3), item(4, stage="竣工")])
    assert cells(data, "light") == {"1": "▲逾期", "2": "●正常", "3": "○无时限", "4": "✓已完成"}
    assert sum_of(data, data["total"], "light") == "▲1"


def test_what_is_not_given_stays_apart_from_zero():
    data = data_of([item(1, invested_year=0), item(2)])
    assert cells(data, "invested_year") == {"1": "0", "2": None}


def test_a_qualifier_stands_where_it_is_spoken():
    first = item(1, total_investment=3 * WAN, amount_qualifier="约")
    second = item(2, total_investment=5 * WAN, amount_qualifier="余")
    assert list(cells(data_of([first, second]), "total_investment").values()) == ["约3", "5余"]


def test_without_a_choice_projects_programmes_and_funded_tasks_are_shown():
    items = [
        item(1),
        item(2, kind="programme"),
        item(3, kind="target"),
        item(4, kind="task"),
        item(5, kind="task", total_investment=WAN),
    ]
    assert [each.id for each in sheet_items(items)] == [1, 2, 5]
    assert [each.id for each in sheet_items(items, [4, 3, 99])] == [4, 3]


@given(st.text(alphabet=st.characters(), max_size=60))
def test_whatever_a_text_holds_can_be_printed(text):
    printable(text).encode("utf-8")
    assert not any(ord(sign) < 32 and sign != "\n" for sign in printable(text))


LONG = 3_238_763_067_890  # 3,238,763.06789 万元


def test_a_figure_stays_on_one_line_however_long_it_is():
    most = 10**17 - 1
    items = [
        item(1, total_investment=most, annual_plan=most - 1, invested_year=LONG, amount_qualifier="约"),
        item(2, total_investment=LONG, amount_qualifier="不含征地拆迁费用的部分估算约", name="很长的名称" * 20),
    ]
    lines = text_of(sheet_pdf(items, "progress", ON)).split()
    for figure in ("99,999,999,999.999999", "99,999,999,999.999998", "3,238,763.06789", "100,003,238,763.067889"):
        assert any(figure in line for line in lines), figure


def test_a_column_that_is_empty_throughout_leaves_its_room_to_the_others():
    texts = [item(1, note="字" * 40)]
    empty, filled, most = (fitted(column("note"), items) for items in ([item(1)], texts, texts * 100))
    assert empty.width < column("note").width < filled.width == most.width
    assert fitted(column("annual_plan"), texts) == column("annual_plan")


def test_what_is_not_given_is_left_blank_to_be_written_in():
    text = text_of(sheet_pdf([item(1)], "progress", ON))
    assert "—" not in text


def test_a_long_run_of_letters_may_be_broken_and_words_stay_whole():
    assert "\u200b" in printable("a" * 50, 12)
    assert printable("汾酒 2030 技改", 12) == "汾酒 2030 技改"


HOSTILE = [
    "#let x = 1; $x^2$ *b* _c_ @ref <lbl> \\u{41} `raw` //c /* */ [a]",
    "#pagebreak() \\ = 标题 - 列表 + 项 / 词: 义",
    "喆堃昇翀彧赟𬭎㛃",
    "\"引号\" '单引号' -- --- ... ~",
    "很长的名称" * 40,
    "Ab1" * 100,
]


def test_what_users_write_is_printed_as_it_stands():
    items = [item(place, name=name, section=name[:20]) for place, name in enumerate(HOSTILE, 1)]
    text = packed(text_of(sheet_pdf(items, "progress", ON, reporter="#重点项目办*")))
    for name in (*HOSTILE, "填报单位：#重点项目办*"):
        assert packed(name) in text


def test_a_text_longer_than_a_page_goes_on_overleaf_whole():
    story = "\n".join(f"第{number}次" for number in range(300)) + "，" + "汉" * 4000
    text = text_of(sheet_pdf([item(1, progress_text=story), item(2, note="1\n2\r\n3\x07\ud800")], "progress", ON))
    assert all(text.count(f"第{number}次") == 1 for number in range(300))
    assert text.count("汉") == 4000


def test_an_empty_portfolio_makes_a_sheet_that_says_so():
    text = text_of(sheet_pdf([], "项目进展情况表", ON))
    assert "没有项目" in text
    assert "截止日期：2023年9月15日" in text


def test_an_unknown_kind_is_named_together_with_the_known_ones():
    with pytest.raises(UserError) as fault:
        sheet_pdf([], "没有这种", ON)
    assert fault.value.code == "unknown_sheet"
    assert "没有这种" in str(fault.value)
    assert "progress（项目进展情况表）" in str(fault.value)


def test_a_broken_template_is_named_with_its_line(tmp_path: Path):
    template = tmp_path / "坏 模板.typ"
    template.write_text("#let a = 1\n#nothing-of-the-kind()\n", encoding="utf-8")
    with pytest.raises(UserError, match=re.escape("坏 模板.typ 第 2 行")) as fault:
        typeset(template, {})
    assert fault.value.code == "sheet_failed"


def test_a_template_whose_pages_never_settle_makes_no_sheet(tmp_path: Path):
    template = tmp_path / "a.typ"
    template.write_text("#context range(query(<a>).len() + 1).map(n => [#metadata(n)<a>]).join()", encoding="utf-8")
    with pytest.raises(UserError) as fault:
        typeset(template, {})
    assert fault.value.code == "sheet_failed"


def test_sections_with_long_names_state_their_sums_once_wherever_pages_break():
    sections = [f"第{n}个" + "领域很长的名字" * (n % 13) for n in range(70)]
    items = [item(n, section=sections[n % 70], note="字" * (n * 37 % 400)) for n in range(1, 300)]
    text = packed(text_of(sheet_pdf(items, "progress", ON)))
    assert len(re.findall("（项目[0-9]+个）", text)) == 70 + 1


def test_every_sheet_has_a_description():
    assert SHEETS["progress"] == "项目进展情况表"
    assert all(DESCRIPTIONS[kind] for kind in SHEETS)


def test_a_chain_keeps_its_order_and_only_what_is_installed():
    chains = installed_chains(["simsun", "Noto Sans SC", "FZXiaoBiaoSong-B05S", "Arial"])
    assert chains["title"] == ["FZXiaoBiaoSong-B05S", "simsun"]
    assert chains["head"] == ["Noto Sans SC", "simsun"]
    assert installed_chains([])["body"] == [CHAINS["body"][0]]


def test_the_open_fonts_are_found_where_their_package_is_and_not_missed_elsewhere(monkeypatch: pytest.MonkeyPatch):
    assert {path.name for path in open_font_files()} == {"NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert open_font_files() == []
