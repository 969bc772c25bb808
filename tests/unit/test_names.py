"""Names that are the same under another dress, and names that only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.names import core_name, marks_of, name_in_cell, plain_name, rough_core


def same_but_for_dress(a: str, b: str) -> bool:
    """What the import asks a person about: names that differ in dress only."""
    return (core_name(a), marks_of(a)) == (core_name(b), marks_of(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("第二污水处理厂", "汾阳市第二污水处理厂工程"),
        ("污水处理厂一期", "污水处理厂（一期）建设项目"),
        ("华樽3万吨项目", "华樽 ３ 万吨"),
        ("老旧供水管网更新改造", "吕梁市汾阳市老旧供水管网更新改造工程"),
        ("演武镇污水处理厂", "汾阳市演武镇污水处理厂"),
        ("污水处理厂二期", "污水处理厂2期工程"),
        ("污水处理厂二期", "污水处理厂Ⅱ期"),
        ("市人民医院迁建", "汾阳市人民医院迁建项目"),
        ("“百项百亿”项目建设大会战", "百项百亿项目建设大会战"),
    ],
)
def test_place_ending_brackets_and_signs_are_dress(a, b):
    assert same_but_for_dress(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("污水处理厂一期", "污水处理厂二期"),
        ("道路工程1标段", "道路工程2标段"),
        ("华樽3万吨项目", "华樽1万吨项目"),
        ("杏花村镇污水处理厂", "三泉镇污水处理厂"),
        ("杏花村镇污水处理厂", "污水处理厂"),
        ("汾阳市级示范村", "吕梁市级示范村"),
        ("第二污水处理厂", "污水处理厂"),
        ("第十二中学", "第二十中学"),
        ("市政管网", "政管网"),
    ],
)
def test_numbers_phases_lots_and_townships_tell_projects_apart(a, b):
    assert not same_but_for_dress(a, b)


@given(st.text(max_size=20))
def test_a_name_is_always_the_same_as_itself_and_its_core_has_itself_for_core(text):
    assert same_but_for_dress(text, text)
    assert core_name(core_name(text)) == core_name(text)
    assert marks_of(text) == marks_of(f" {text}\u3000")


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("★南环路改造", "南环路改造"),
        ("南环路改造●", "南环路改造"),
        ("汾河流域\n综合治理", "汾河流域综合治理"),
        ("PPP\n项目", "PPP 项目"),
        ("★", "★"),
    ],
)
def test_a_name_in_a_cell_is_one_line_without_marks(cell, name):
    assert name_in_cell(cell) == name
    assert plain_name(cell) == plain_name(name)


@given(st.text("汾阳市山西省级一二十两第期标段建设项目工程中学小镇村IV12３（）()-—· 、_甲", max_size=14))
def test_names_of_one_core_have_one_rough_core(text):
    assert rough_core(text) == rough_core(core_name(text))
