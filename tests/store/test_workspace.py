"""What an action refuses, whoever asks for it."""

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services.importing import apply_import, preview_import


@pytest.mark.parametrize(
    "act",
    [
        lambda workspace: workspace.edit({4: {"parent": 99}}),
        lambda workspace: workspace.add({"name": "新项目", "parent": 99}),
    ],
)
def test_nothing_can_be_put_under_an_item_that_is_gone(small_workspace, act):
    before = small_workspace.items(), small_workspace.sets()
    with pytest.raises(UserError) as caught:
        act(small_workspace)
    assert (caught.value.code, caught.value.facts["id"]) == ("item_missing", 99)
    assert (small_workspace.items(), small_workspace.sets()) == before


def test_an_import_whose_group_was_deleted_since_the_look_is_refused(empty_workspace, tmp_path):
    empty_workspace.add({"kind": "programme", "name": "白酒项目"})
    sheet = tmp_path / "九月.csv"
    sheet.write_text("项目名称,所属项目包\n华樽3万吨项目,白酒项目\n", encoding="utf-8")
    with Reader() as reader:
        preview = preview_import(empty_workspace, sheet, reader)
    empty_workspace.delete([1])
    with pytest.raises(UserError) as caught:
        apply_import(empty_workspace, preview)
    assert caught.value.code == "item_missing"
    assert empty_workspace.items() == []


def test_an_import_into_an_item_that_was_deleted_since_the_look_is_refused(empty_workspace, tmp_path):
    empty_workspace.add({"name": "华樽3万吨项目"})
    sheet = tmp_path / "九月.csv"
    sheet.write_text("项目名称,备注\n华樽3万吨项目,按季度报\n", encoding="utf-8")
    with Reader() as reader:
        preview = preview_import(empty_workspace, sheet, reader)
    empty_workspace.delete([1])
    with pytest.raises(UserError) as caught:
        apply_import(empty_workspace, preview)
    assert caught.value.code == "item_missing"
    assert len(empty_workspace.undo_stack()) == 2
