"""Units and persons as sheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.units import named_in, split_persons, split_units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("市住建局", ["市住建局"]),
        ("市住建局；市卫健局", ["市住建局", "市卫健局"]),
        ("市发改局、市财政局/市审计局", ["市发改局", "市财政局", "市审计局"]),
        ("市发改局\n市财政局", ["市发改局", "市财政局"]),
        ("市住建局   张某某 13812345678", ["市住建局"]),
        ("市水利局　王五", ["市水利局"]),
        ("杏花村镇人民政府\n李四 0358-7222222", ["杏花村镇人民政府"]),
        ("山西汾酒集团 股份有限公司", ["山西汾酒集团 股份有限公司"]),
        ("吕梁市 生态环境局", ["吕梁市 生态环境局"]),
        ("张三", ["张三"]),
        ("住建局 水利局", ["住建局", "水利局"]),
        ("市住建局 农业农村局", ["市住建局", "农业农村局"]),
        ("市文旅局（牵头）", ["市文旅局"]),
        ("市住建局、市文旅局（牵头单位）、市林业局(配合)", ["市文旅局", "市住建局", "市林业局"]),
        ("配合单位：市财政局；牵头单位：市发改局", ["市发改局", "市财政局"]),
        ("山西杏花村（集团）有限公司", ["山西杏花村(集团)有限公司"]),
    ],
)
def test_units_are_told_from_persons_and_telephone_numbers(text, units):
    assert split_units(text) == units


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("杏花村镇 刘某13900002222", ["刘某", "13900002222"]),
        ("市住建局  张某某、市水利局 0358-7222222", ["张某某", "0358-7222222"]),
        ("市文旅局（牵头）/市财政局", []),
        ("张三", []),
    ],
)
def test_persons_and_telephone_numbers_beside_units_are_told(text, others):
    assert named_in(text).others == others


@given(st.text(min_size=1).filter(str.strip))
def test_a_text_always_names_something(text):
    assert all(split_units(text))


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("王某某、李某", ["王某某", "李某"]),
        ("王某某 李某", ["王某某", "李某"]),
        ("李　　明", ["李明"]),
        ("王 小 明", ["王小明"]),
        ("李  明 王某某", ["李明", "王某某"]),
        ("李 明 王 刚", ["李 明 王 刚"]),
        ("副市长 王某某，李某", ["副市长 王某某", "李某"]),
        ("王某某/李某；赵某\n钱某", ["王某某", "李某", "赵某", "钱某"]),
    ],
)
def test_persons_are_parted_by_signs_and_blanks_but_not_within_a_name(text, persons):
    assert split_persons(text) == persons


NAMES = st.lists(st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=3), min_size=1, max_size=5)


@given(NAMES, st.sampled_from(["、", "，", ",", "；", ";", "/", "\n", " ", "  ", "　", " 、 "]))
def test_names_set_apart_in_any_way_are_those_names(names, between):
    assert split_persons(between.join(names)) == names


@given(st.text("甲乙丙丁", min_size=2, max_size=3), st.sampled_from([" ", "  ", "　", "　　"]))
def test_a_name_stretched_to_fit_its_column_is_one_name(name, blank):
    assert split_persons(blank.join(name)) == [name]
