"""Units as sheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.units import split_units


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
    ],
)
def test_units_are_told_from_persons_and_telephone_numbers(text, units):
    assert split_units(text) == units


@given(st.text(min_size=1).filter(str.strip))
def test_a_text_always_names_something(text):
    assert all(split_units(text))
