"""Which item a row is about: looking for names that are nearly the same."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from fenyang_desktop.domain.items import Item
from fenyang_desktop.services.matching import LikeNames

NAMES = st.text(alphabet="东西南关村镇厂路", max_size=9)


@given(st.lists(NAMES, max_size=12), NAMES)
def test_no_name_that_is_alike_is_missed_for_not_being_looked_at(known, sought):
    names = LikeNames()
    for id, name in enumerate(known, start=1):
        names.add(name, Item.of(id, {"kind": "project", "name": name}))
    everywhere = extractOne(sought, list(dict.fromkeys(known)), scorer=ratio, score_cutoff=80)
    assert names.most_alike(sought) == (everywhere[0] if everywhere else None)
