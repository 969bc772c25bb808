"""Which item a row is about: looking for names that are nearly the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from fenyang_desktop.domain.items import Item
from fenyang_desktop.services.likeness import LikeNames, Likeness

NAMES = st.text(alphabet="东西南关村镇厂路", max_size=9)


@given(st.lists(NAMES, max_size=12), NAMES)
def test_no_name_that_is_alike_is_missed_for_not_being_looked_at(known, sought):
    names = LikeNames()
    for id, name in enumerate(known, start=1):
        names.add(name, Item.of(id, {"kind": "project", "name": name}))
    everywhere = extractOne(sought, list(dict.fromkeys(known)), scorer=ratio, score_cutoff=80)
    assert names.most_alike(sought) == (everywhere[0] if everywhere else None)


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("东辉新能128万吨技改项目", "东辉新能120万吨技改项目"),
        ("学院路-英雄路示范街", "学院路－英雄路示范街（一期）"),
        ("第二污水处理厂", "第三污水处理厂"),
        ("污水处理厂扩建工程（一期）", "污水处理厂的扩建工程二期"),
        ("花枝水库", "花枝水库除险加固工程"),
        ("正升煤业", "汾阳市正升煤业矿井联合试运转"),
        ("杏花村镇酒文化博物馆布展工程", "杏花村镇酒文化博物馆"),
        ("汾石高速连接线", "新建汾石高速连接线绿化"),
    ],
)
def test_another_number_and_a_name_within_the_other_are_a_resemblance(known, new):
    item = Item.of(1, {"kind": "project", "name": known})
    assert list(Likeness([item]).resembling(new)) == [item]


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("第二小学", "第三小学"),
        ("三泉镇污水处理厂", "冀村镇污水处理厂"),
        ("环城路", "环城路绿化亮化提升改造"),
        ("花枝水库", "花枝水库移民安置区基础设施配套建设及环境整治"),
        ("东关小学", "西门幼儿园"),
    ],
)
def test_little_in_common_is_no_resemblance(known, new):
    item = Item.of(1, {"kind": "project", "name": known})
    assert not Likeness([item]).resembling(new)
