"""Values of every field type: read, shown, compared, sorted; blank, none and zero kept apart."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenyang_desktop.domain.amounts import LARGEST_FEN, format_decimal
from fenyang_desktop.domain.changes import Stored
from fenyang_desktop.domain.deadlines import encode_deadline, parse_deadline
from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD, FIELDS, STAGES, Field, Kind, Type
from fenyang_desktop.domain.values import KEEP, Context, Reading, display, read, same

IN_2023 = Context(2023)
READABLE = [field for field in FIELDS if field.type is not Type.PARENT]


def value(key: str, text: str, context: Context = IN_2023) -> object:
    return read(FIELD[key], text, context).value


@pytest.mark.parametrize("field", READABLE, ids=lambda field: field.key)
@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\n", "\ufeff"])
def test_blank_means_not_reported_and_keeps_the_old_value(field, blank):
    assert read(field, blank, IN_2023).value is KEEP


@pytest.mark.parametrize(
    "field", [field for field in READABLE if field.key not in ("kind", "name")], ids=lambda field: field.key
)
@pytest.mark.parametrize("none", ["—", "——", "-", "--", "/", "无", "－", " — "])
def test_a_dash_means_none(field, none):
    assert read(field, none, IN_2023) == Reading(None)


@pytest.mark.parametrize("key", ["kind", "name"])
def test_a_name_and_a_kind_cannot_be_none(key):
    with pytest.raises(UserError) as caught:
        read(FIELD[key], "—", IN_2023)
    assert caught.value.code == "name_required"


@pytest.mark.parametrize(
    ("key", "text", "stored"),
    [
        ("total_investment", "0", 0),
        ("target_value", "0", "0"),
        ("progress_percent", "0", 0),
        ("in_totals", "0", 0),
        ("progress_percent", "0%", 0),
    ],
)
def test_zero_is_zero(key, text, stored):
    assert value(key, text) == stored


@pytest.mark.parametrize(
    ("key", "text", "stored"),
    [
        ("name", " 第二污水处理厂 ", "第二污水处理厂"),
        ("name", "第二\n污水处理厂", "第二污水处理厂"),
        ("name", "PPP\n污水处理厂", "PPP 污水处理厂"),
        ("note", "一\r\n二\r三", "一\n二\n三"),
        ("stage", "续建", "续建"),
        ("stage", "投用", "投产/投用"),
        ("kind", "项目包", "programme"),
        ("kind", "专项", "programme"),
        ("kind", "任务", "task"),
        ("kind", "target", "target"),
        ("leaders", "张三、李四，王五；赵六  钱七\n孙八", "张三、李四、王五、赵六、钱七、孙八"),
        ("leaders", "张 三", "张三"),
        ("target_value", "6.50", "6.5"),
        ("target_value", "４，２００", "4200"),
        ("progress_percent", "45.5%", 4550),
        ("progress_percent", "100", 10000),
        ("progress_percent", "３０％", 3000),
        ("in_totals", "是", 1),
        ("in_totals", "否", 0),
        ("in_totals", "√", 1),
        ("deadline", "10月底前", "2023-10-31|month|10月底前"),
        ("deadline", "尽快", "~|words|尽快"),
        ("total_investment", "1.5亿元", 150_000_000 * 100),
        ("total_investment", "3400", 34_000_000 * 100),
    ],
)
def test_text_is_read_into_the_stored_value(key, text, stored):
    assert value(key, text) == stored


def test_the_unit_of_the_column_holds_where_the_cell_names_none():
    assert value("total_investment", "2", Context(2023, "亿元")) == 2 * 10**10
    assert value("total_investment", "2万元", Context(2023, "亿元")) == 2 * 10**6


def test_the_qualifier_of_an_amount_is_given_beside_it():
    assert read(FIELD["total_investment"], "约5000", IN_2023) == Reading(5000 * 10**6, "约")


@pytest.mark.parametrize(
    ("key", "text"),
    [("total_investment", "待定"), ("stage", "建设中"), ("kind", "其他"), ("target_value", "6.5%"),
     ("progress_percent", "101"), ("progress_percent", "-1"), ("progress_percent", "0.001"), ("in_totals", "也许")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence_that_names_field_and_text(key, text):
    with pytest.raises(UserError) as caught:
        value(key, text)
    assert caught.value.code == "invalid_value"
    assert FIELD[key].label in str(caught.value)
    assert text in str(caught.value)


def stored_values(field: Field) -> st.SearchStrategy[Stored]:
    """Any stored value of a field that a person could have brought in."""
    line = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)
    choices: dict[Type, st.SearchStrategy[Stored]] = {
        Type.CHOICE: st.sampled_from(field.choices or ("",)),
        Type.KIND: st.sampled_from([kind.value for kind in Kind]),
        Type.MONEY: st.integers(0, LARGEST_FEN),
        Type.PERCENT: st.integers(0, 10000),
        Type.BOOL: st.sampled_from([0, 1]),
        Type.DECIMAL: st.decimals(-(10**9), 10**9, places=3).map(format_decimal),
        Type.DEADLINE: st.dates(date(1949, 1, 1), date(2200, 12, 31)).map(
            lambda day: encode_deadline(parse_deadline(day.isoformat(), 2023))
        ),
        Type.PARENT: st.integers(1, 10**6),
    }
    return choices.get(field.type, line)


TYPED = [field for field in FIELDS if field.type in (Type.CHOICE, Type.KIND, Type.MONEY, Type.PERCENT, Type.BOOL,
                                                     Type.DECIMAL, Type.DEADLINE)]  # fmt: skip


@given(st.data(), st.sampled_from(TYPED), st.integers(1949, 2200))
def test_what_is_shown_reads_back_to_a_value_that_says_the_same(data, field, year):
    stored = data.draw(stored_values(field))
    again = read(field, display(field, stored), Context(year)).value
    assert same(field, again, stored)


@given(st.sampled_from(READABLE), st.text(max_size=12))
def test_any_text_is_read_or_refused_as_the_users_to_mend(field, text):
    with suppress(UserError):
        found = read(field, text, IN_2023).value
        if found is not KEEP and found is not None:
            assert same(field, found, found)
            assert isinstance(display(field, found), str)


def test_a_deadline_worded_otherwise_says_the_same_but_other_values_must_be_equal():
    deadline = FIELD["deadline"]
    assert same(deadline, "2023-10-31|month|10月底前", "2023-10-31|month|2023.10")
    assert not same(deadline, "2023-10-31|month|10月底前", "2023-10-31|day|10-31")
    assert not same(deadline, None, "2023-10-31|month|10月底前")
    assert not same(FIELD["total_investment"], 0, None)


@pytest.mark.parametrize(
    ("key", "stored", "shown"),
    [
        ("total_investment", 29 * 10**10, "290,000"),
        ("progress_percent", 4550, "45.5"),
        ("progress_percent", 10000, "100"),
        ("in_totals", 0, "否"),
        ("kind", "task", "工作任务"),
        ("deadline", "2023-10-31|month|10月底前", "2023年10月底"),
        ("deadline", "~|words|尽快", "尽快"),
        ("name", None, ""),
    ],
)
def test_values_are_shown_in_the_offices_words(key, stored, shown):
    assert display(FIELD[key], stored) == shown


def test_every_stage_is_read_back_from_what_is_shown():
    assert [value("stage", display(FIELD["stage"], stage)) for stage in STAGES] == list(STAGES)


@given(st.integers(0, 10_000), st.sampled_from(["", "%", "％", " %"]), st.booleans())
def test_percentage_points_are_the_same_however_they_are_written(hundredths, sign, full_width):
    figure = format_decimal(Decimal(hundredths) / 100)
    if full_width:
        figure = figure.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    assert read(FIELD["progress_percent"], f"{figure}{sign}", IN_2023) == Reading(hundredths)


@given(st.integers(1_000, 10_000).map(lambda tenths: Decimal(tenths) / 100))
def test_points_under_a_percent_format_are_refused_with_what_they_may_mean(points):
    with pytest.raises(UserError, match=f"可能是 {format_decimal(points)}%"):
        read(FIELD["progress_percent"], f"{points * 100:f}%", IN_2023)


def test_the_decimal_of_a_percent_is_exact():
    assert [Decimal(display(FIELD["progress_percent"], number)) * 100 for number in range(10001)] == list(range(10001))
