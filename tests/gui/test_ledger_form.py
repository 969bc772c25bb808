"""The form beside the list: one item, several items, and where values come from."""

import pytest
from gestures import Key, open_editor, steps, value, write
from PySide6.QtCore import Qt

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.fields import FIELD
from fenyang_desktop.gui.app import make_window
from fenyang_desktop.gui.ledger.entry import read_entry
from fenyang_desktop.gui.ledger.form import ItemForm
from fenyang_desktop.gui.ledger.page import LedgerPage
from fenyang_desktop.gui.settings import Settings
from fenyang_desktop.services.workspace import Workspace


@pytest.fixture
def page(qtbot, session) -> LedgerPage:
    page = LedgerPage(session)
    qtbot.addWidget(page)
    page.resize(1240, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter()
    qtbot.keyClick(page, Key.Key_F4)
    return page


@pytest.fixture
def form(page) -> ItemForm:
    page.table.select_ids([2])
    return page.form


def fill(form: ItemForm, key: str, text: str):
    editor = form.fields.editors[key]
    editor.setFocus()
    editor.selectAll()
    write(editor, text)
    return editor


def test_the_form_shows_the_fields_of_the_kind_of_the_current_row(page, form):
    assert form.fields.editors["name"].text() == "华樽3万吨项目"
    assert form.fields.editors["parent"].currentText() == "白酒项目"
    assert "target_value" not in form.fields.editors

    page.table.select_ids([4])
    assert form.fields.editors["target_value"].text() == "25"
    assert "stage" not in form.fields.editors


def test_enter_saves_a_field_as_one_undo_step_and_leaving_it_again_adds_none(page, form, qtbot, session):
    before = steps(session)
    editor = fill(form, "total_investment", "约1.2亿")
    qtbot.keyClick(editor, Key.Key_Return)
    form.fields.editors["action"].setFocus()

    assert (value(session, 2, "total_investment"), value(session, 2, "amount_qualifier")) == (12_000_000_000, "约")
    assert editor.text() == "约12,000"
    assert steps(session) == before + 1
    session.act(Workspace.undo)
    assert editor.text() == ""


def test_leaving_a_field_saves_it(page, form, session):
    fill(form, "lead_unit", "市工信局")
    form.fields.editors["units"].setFocus()

    assert value(session, 2, "lead_unit") == "市工信局"


def test_a_click_into_another_row_saves_what_was_typed_first(page, form, qtbot, session):
    fill(form, "action", "投产")
    cell = page.table.visualRect(page.model.index(page.model.row_of(5), 0))
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())

    assert value(session, 2, "action") == "投产"
    assert form.fields.editors["name"].text() == "制定质量标准"


def test_what_cannot_be_read_turns_red_and_holds_the_form_at_its_item_until_mended(page, form, qtbot, session):
    editor = fill(form, "total_investment", "许多")
    page.table.setFocus()
    page.table.select_ids([5])

    assert editor.text() == "许多"
    assert editor.toolTip() == "读不出金额。"
    assert form._title.text() == "华樽3万吨项目"
    assert form._notice.isVisible()

    editor.setFocus()
    editor.selectAll()
    write(editor, "3400")
    qtbot.keyClick(editor, Key.Key_Return)
    assert value(session, 2, "total_investment") == 3_400_000_000
    assert form._title.text() == "制定质量标准"
    assert not form._notice.isVisible()


def test_giving_a_wrong_value_up_shows_the_row_that_waited(page, form, qtbot, session):
    fill(form, "deadline", "2023-02-30")
    page.table.setFocus()
    page.table.select_ids([5])
    form._give_up()

    assert form._title.text() == "制定质量标准"
    assert value(session, 2, "deadline") == "2023-10-31|month|10月底前"


def test_escape_puts_the_saved_value_back(form, qtbot, session):
    before = steps(session)
    editor = fill(form, "action", "投产")
    qtbot.keyClick(editor, Key.Key_Escape)
    form.fields.editors["units"].setFocus()

    assert editor.text() == ""
    assert steps(session) == before


def test_a_deadline_says_how_it_is_understood_while_it_is_typed(form):
    fill(form, "deadline", "三季度末")
    assert form.fields._hints["deadline"].text() == "2023年三季度末 → 2023-09-30"
    fill(form, "deadline", "尽快")
    assert form.fields._hints["deadline"].text() == "“尽快”不是日期，按原文字保留"


def test_a_choice_takes_effect_when_it_is_picked(form, session):
    editor = form.fields.editors["stage"]
    editor.setCurrentText("竣工")
    editor.textActivated.emit("竣工")

    assert value(session, 2, "stage") == "竣工"


def test_another_kind_brings_its_own_fields(form, session):
    editor = form.fields.editors["kind"]
    editor.setCurrentText("指标")
    editor.textActivated.emit("指标")

    assert value(session, 2, "kind") == "target"
    assert "target_value" in form.fields.editors


def test_several_lines_are_kept_by_ctrl_enter(form, qtbot, session):
    editor = fill(form, "progress_text", "主体封顶")
    qtbot.keyClick(editor, Key.Key_Return)
    write(editor, "正在安装")
    qtbot.keyClick(editor, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert value(session, 2, "progress_text") == "主体封顶\n正在安装"


def test_the_field_in_focus_says_who_set_it_and_when(form, qtbot, session):
    qtbot.keyClick(fill(form, "lead_unit", "市工信局"), Key.Key_Return)
    form.fields.editors["units"].setFocus()
    form.fields.editors["lead_unit"].setFocus()

    assert "修改：空 → 市工信局" in form.sources.text()
    assert "2023-09-20 10:00" in form.sources.text()
    form.fields.editors["leaders"].setFocus()
    assert form.sources.text() == "没有填过。"


def test_a_change_from_elsewhere_shows_and_leaves_what_is_being_typed_alone(form, session):
    editor = fill(form, "action", "投")
    session.act(lambda workspace: workspace.edit({2: {"lead_unit": "市发改局", "action": "开工"}}))

    assert form.fields.editors["lead_unit"].text() == "市发改局"
    assert editor.text() == "投"


# -- several items


def test_several_rows_show_common_values_and_a_placeholder_for_differing_ones(page, form):
    page.table.select_ids([2, 3])
    multi = page.form.multi

    assert multi.isVisible()
    assert "name" not in multi.editors
    assert multi.editors["parent"].typed() == "白酒项目"
    assert multi.editors["lead_unit"].placeholderText() == "〈多个值〉"
    assert multi.apply.text() == "应用到 2 项"
    assert not multi.apply.isEnabled()


def test_ticked_fields_are_applied_to_all_as_one_undo_step(page, form, qtbot, session):
    page.table.select_ids([2, 3])
    multi, before = page.form.multi, steps(session)
    write(multi.editors["lead_unit"], "市住建局")
    assert multi.ticks["lead_unit"].isChecked()
    multi.ticks["deadline"].setChecked(True)
    multi.editors["deadline"].setText("年内")
    qtbot.mouseClick(multi.apply, Qt.MouseButton.LeftButton)

    assert [value(session, id, "lead_unit") for id in (2, 3)] == ["市住建局"] * 2
    assert [value(session, id, "deadline") for id in (2, 3)] == ["2023-12-31|year|年内"] * 2
    assert steps(session) == before + 1
    assert page.table.selected_ids() == [2, 3]
    assert not multi.ticks["lead_unit"].isChecked()
    session.act(Workspace.undo)
    assert value(session, 2, "lead_unit") is None


def test_one_unreadable_value_applies_nothing(page, form, qtbot, session):
    page.table.select_ids([2, 3])
    multi, before = page.form.multi, steps(session)
    write(multi.editors["lead_unit"], "市住建局")
    write(multi.editors["annual_plan"], "若干")
    qtbot.mouseClick(multi.apply, Qt.MouseButton.LeftButton)

    assert steps(session) == before
    assert multi._reason.text() == "年度计划投资：读不出金额。"


def test_different_kinds_share_only_what_all_of_them_have(page, form):
    page.table.select_ids([2, 4])

    assert "stage" not in page.form.multi.editors
    assert {"kind", "deadline", "lead_unit"} <= page.form.multi.editors.keys()


def test_f4_closes_the_form_and_its_state_is_kept(page, form, qtbot):
    qtbot.keyClick(page, Key.Key_F4)
    assert not page.form.isVisible()
    assert page.save_state()["form_open"] is False
    assert page.table.hasFocus()


def test_undo_after_leaving_a_field_takes_back_what_was_saved_wherever_the_focus_went(qtbot, small_workspace):
    window = make_window(Settings())
    qtbot.addWidget(window, before_close_func=lambda window: window.session.jobs.stop())
    window.show()
    window.session.show_workspace(small_workspace)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page = window.page("项目台账")
    window.go_to("项目台账")
    page.show_form(True)
    page.table.select_ids([3])
    for key in ("action", "next_steps", "parent"):  # a line, several lines, a list that is searched
        editors = page.form.fields.editors
        editors["lead_unit"].setFocus()
        editors["lead_unit"].selectAll()
        qtbot.keyClicks(editors["lead_unit"], "zjj")
        editors[key].setFocus()
        assert window.session.listing.item(3).get("lead_unit") == "zjj"
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert window.session.listing.item(3).get("lead_unit") == "市住建局"
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        assert window.session.listing.item(3).get("lead_unit") == "zjj"
        window._undo.trigger()

    window.activateWindow()
    editors["action"].setFocus()
    steps = len(window.session.workspace.undo_stack())
    qtbot.keyClicks(editors["action"], "abc")
    qtbot.keyClick(editors["action"], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editors["action"].typed() != "abc"  # what is being typed is the field's own to take back
    assert len(window.session.workspace.undo_stack()) == steps
    window.close()


def test_what_was_told_of_a_wrong_value_is_settled_when_it_is_given_up(page, qtbot, session):
    page.show_form(True)
    page.table.select_ids([2])
    editor = page.form.fields.editors["total_investment"]
    editor.setFocus()
    write(editor, "很多")
    qtbot.keyClick(editor, Key.Key_Return)
    assert editor.reason
    with qtbot.waitSignal(session.settled):
        qtbot.keyClick(editor, Key.Key_Escape)

    editor = open_editor(qtbot, page, 2, "total_investment", "很多")
    qtbot.keyClick(editor, Key.Key_Return)
    with qtbot.waitSignal(session.settled):
        qtbot.keyClick(editor, Key.Key_Escape)


def test_a_list_passed_through_with_the_arrows_is_saved_once_when_it_is_left(form, qtbot, session):
    before, editor = steps(session), form.fields.editors["stage"]
    editor.setFocus()
    for _ in range(3):
        qtbot.keyClick(editor, Key.Key_Up)
    typed = editor.typed()
    assert typed not in ("", "续建")
    assert steps(session) == before
    form.fields.editors["units"].setFocus()

    assert value(session, 2, "stage") == typed
    assert steps(session) == before + 1


def test_enter_saves_the_word_that_the_arrows_came_to_and_escape_puts_the_old_one_back(form, qtbot, session):
    before, editor = steps(session), form.fields.editors["stage"]
    editor.setFocus()
    qtbot.keyClick(editor, Key.Key_Up)
    qtbot.keyClick(editor, Key.Key_Escape)
    assert editor.typed() == "续建"
    qtbot.keyClick(editor, Key.Key_Up)
    qtbot.keyClick(editor, Key.Key_Return)

    assert value(session, 2, "stage") == editor.typed() != "续建"
    assert steps(session) == before + 1


# -- several items that change meanwhile


def test_several_rows_show_what_undo_put_back(page, form, qtbot, session):
    page.table.select_ids([2, 3])
    multi = page.form.multi
    write(multi.editors["action"], "统一动作")
    qtbot.mouseClick(multi.apply, Qt.MouseButton.LeftButton)
    assert multi.editors["action"].typed() == "统一动作"
    session.act(Workspace.undo)

    assert multi.editors["action"].typed() == ""


def test_a_new_programme_is_offered_to_the_rows_that_are_selected(page, form, session):
    page.table.select_ids([2, 3])
    session.act(lambda workspace: workspace.add({"kind": "programme", "name": "新能源项目"}))
    page.table.select_ids([2, 3])

    assert page.form.multi.editors["parent"].findText("新能源项目") >= 0


def test_what_is_ticked_stays_when_a_row_joins_the_selection(page, form):
    page.table.select_ids([2, 3])
    write(page.form.multi.editors["lead_unit"], "市住建局")
    page.table.select_ids([2, 3, 4])  # another kind: the fields are others

    multi = page.form.multi
    assert multi.editors["lead_unit"].typed() == "市住建局"
    assert multi.ticks["lead_unit"].isChecked()
    assert multi.apply.text() == "应用到 3 项"


@pytest.mark.parametrize(("agreed", "left"), [(False, "市住建局"), (True, None)])
def test_emptying_a_field_of_several_rows_is_asked_about_first(page, form, qtbot, session, monkeypatch, agreed, left):
    page.table.select_ids([2, 3])
    multi, asked = page.form.multi, []
    monkeypatch.setattr(multi, "_ask", lambda question: asked.append(question) or agreed)
    multi.ticks["lead_unit"].setChecked(True)
    qtbot.mouseClick(multi.apply, Qt.MouseButton.LeftButton)

    assert asked == ["要把选中 2 项的“责任单位”清空吗？"]
    assert value(session, 3, "lead_unit") == left


def test_a_programme_of_another_file_is_not_taken_by_its_number(session):
    with pytest.raises(UserError, match="白酒"):
        read_entry(FIELD["parent"], "白酒（编号 999）", session.listing, 2023)
