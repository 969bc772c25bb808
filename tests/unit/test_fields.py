"""The one list of fields: headers find their field, and no two fields claim one header."""

import pytest

from fenyang_desktop.domain.fields import FIELD, FIELDS, Kind, Type, field_for_header, fields_of, normalise_header


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_a_field_is_found_by_its_label_header_and_every_synonym(field):
    for text in (field.label, field.header, *field.synonyms):
        assert field_for_header(text) is field


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("项 目 名 称", "name"),
        ("项目\n名称", "name"),
        ("项目　名称：", "name"),
        ("总投资（万元）", "total_investment"),
        ("总投资(亿元)", "total_investment"),
        ("总投资\n（亿 元）", "total_investment"),
        ("总投资额（元）", "total_investment"),
        ("形象进度(%)", "progress_percent"),
        ("责任单位（牵头）", "lead_unit"),
        ("挂点领导", "leaders"),
        ("完成时限", "deadline"),
    ],
)
def test_a_header_is_known_whatever_its_width_space_and_bracketed_unit(header, key):
    assert field_for_header(header) is FIELD[key]


@pytest.mark.parametrize("header", ["", "  ", "合计", "序号", "联系电话", "总投资增长", "(万元)"])
def test_a_header_that_no_field_claims_is_unknown(header):
    assert field_for_header(header) is None


def test_no_two_fields_share_a_header():
    claimed = [
        normalise_header(text)
        for field in FIELDS
        for text in {field.label, *field.synonyms, *([field.header] if field.unit else [])}
    ]
    assert len(claimed) == len(set(claimed))


def test_every_kind_has_a_name_and_a_deadline_and_only_targets_have_a_target_value():
    for kind in Kind:
        keys = {field.key for field in fields_of(kind)}
        assert {"kind", "name", "deadline"} <= keys
        assert ("target_value" in keys) == (kind is Kind.TARGET)
        assert ("project_code" in keys) == (kind in (Kind.PROJECT, Kind.PROGRAMME))


def test_choice_fields_and_no_others_have_choices():
    for field in FIELDS:
        assert bool(field.choices) == (field.type is Type.CHOICE), field.key
