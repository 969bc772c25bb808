"""What each column is read as: shown with how sure that is, confirmed, chosen among rivals, and put right in a list."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from sheet_steps import actions, mark, names, settle, view_of

from fenyang_desktop.exchange.records import By
from fenyang_desktop.gui.columns_dialog import ColumnsDialog
from fenyang_desktop.gui.import_sheet import Mark
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.import_words import remark
from fenyang_desktop.gui.layouts_dialog import LayoutsDialog

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
HORIZONTAL = Qt.Orientation.Horizontal
SIMILAR = [
    ["项目名称", "项目总投资概算（万元）", "花多少（万元）"],
    ["第二污水处理厂", 17000, 300],
    ["新的果园", 900, 400],
]
RIVALS = [
    ["项目名称", "总投资（万元）", "计划总投资（万元）"],
    ["第二污水处理厂", 17000, 17000],
    ["新的果园", 900, 950],
]
OPEN = [["项目名称", "累计完成（万元）"], ["第二污水处理厂", 300], ["新的果园", 400]]


def table(page):
    return page.current.model.preview.sheets[0]


def fields(page):
    return [column.field for column in table(page).columns]


def changed(page, place=0):
    return {change.field: change.new for change in table(page).rows[place].sure_changes}


def press_button_of(qtbot, page, section):
    heads = view_of(page).heads
    qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=heads.button_rect(section).center())
    settle(qtbot, page)


def choose(dialog, letter, label):
    place = next(i for i, column in enumerate(dialog._table.columns) if column.letter == letter)
    combo = dialog.fields[place]
    combo.setCurrentIndex(combo.findText(label))
    combo.activated.emit(combo.currentIndex())
    return place


# -- a guess


def test_the_head_of_a_column_says_its_field_how_sure_that_is_and_its_first_values(opened):
    page = opened(SIMILAR)
    model = view_of(page).sheet_model()
    assert model.headerData(1, HORIZONTAL) == "B\n？总投资(万元)"
    says = model.headerData(1, HORIZONTAL, Qt.ItemDataRole.ToolTipRole)
    assert says.startswith("B 列“项目总投资概算（万元）” → 总投资（相近，待确认）\n例如：17000，900")
    assert "确定" in model.headerData(0, HORIZONTAL, Qt.ItemDataRole.ToolTipRole)


def test_the_current_column_is_told_below_the_sheet(opened):
    page = opened(SIMILAR)
    view = view_of(page)
    view.setCurrentIndex(view.sheet_model().index(2, 1))
    assert page.preview.sheets.said.text() == "B 列“项目总投资概算（万元）” → 总投资（相近，待确认）；例如：17000，900"


def test_the_values_of_a_guess_wait_until_its_head_is_clicked(opened, qtbot):
    page = opened(SIMILAR)
    assert mark(page, "B2") == (Mark.DOUBT, "表头“项目总投资概算（万元）”按“总投资”理解，请确认")
    assert "total_investment" not in changed(page)

    press_button_of(qtbot, page, 1)
    assert changed(page)["total_investment"] == 17_000_000_000
    assert mark(page, "B2")[0] is Mark.CHANGED
    assert table(page).columns[1].by is By.CHOSEN
    assert view_of(page).heads.button_rect(1).isEmpty()


def test_a_guess_is_confirmed_from_its_menu_and_by_key(opened, qtbot):
    page = opened(SIMILAR)
    assert "确认是“总投资”" in actions(view_of(page).column_menu(table(page), 2))
    view = view_of(page)
    view.setFocus()
    view.setCurrentIndex(view.sheet_model().index(1, 1))
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)
    assert table(page).columns[1].by is By.CHOSEN


def test_all_guesses_are_confirmed_at_once_and_the_question_is_gone(opened, qtbot):
    days = ["项目建成时间", "2024年10月", "2024年底"]
    page = opened([[*row[:2], day] for row, day in zip(SIMILAR, days, strict=True)])
    bar = page.preview.sheets.question
    assert "C 列“项目建成时间”按“完成时限”" in bar.label.text()
    (confirm,) = bar.buttons
    qtbot.mouseClick(confirm, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert {column.by for column in table(page).columns if column.field} == {By.NAMED, By.CHOSEN}
    assert not bar.isVisible()


def test_the_many_values_of_unconfirmed_columns_are_one_remark_of_their_row(opened):
    page = opened([[*SIMILAR[0], "项目建成时间"], [*SIMILAR[1], "2024年10月"]])
    line = next(one for one in page.current.model._lines if one.row)
    assert [remark.text for remark in line.remarks] == ["存疑：2 个值的表头还没有确认，请在左边的列头上确认"]


# -- columns that are left

LEFT = [["项目名称", "责任单位", "合同金额"], ["第二污水处理厂", "市水利局", 1600]]


def test_a_column_of_amounts_that_is_left_is_told_until_a_person_leaves_it(opened, qtbot):
    page = opened(LEFT)
    bar = page.preview.sheets.question
    assert bar.label.text() == ("这些列没有导入：C 列“合同金额”（有金额，例如 1600）。需要的请单击列头指定字段。")
    assert remark(page.current) == "1 列没有导入（有金额）"
    (leave,) = bar.buttons
    qtbot.mouseClick(leave, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert not bar.isVisible()
    assert remark(page.current) == ""
    assert table(page).columns[2].by is By.CHOSEN


def test_a_file_that_is_done_says_which_amounts_were_left(opened, qtbot):
    page = opened(LEFT)
    entry = page.current
    page.queue.accept(entry)
    settle(qtbot, page)
    assert entry.state is State.DONE
    assert remark(entry).endswith("1 列没有导入（有金额）。")


# -- two columns for one field


def test_two_columns_for_one_field_are_a_question_that_says_how_they_differ(opened):
    page = opened(RIVALS)
    assert fields(page) == ["name", None, None]
    model = view_of(page).sheet_model()
    assert [model.headerData(at, HORIZONTAL) for at in (1, 2)] == ["B\n？总投资(万元)", "C\n？总投资(万元)"]
    bar = page.preview.sheets.question
    assert bar.label.text() == (
        "B 列“总投资（万元）”、C 列“计划总投资（万元）”都像是“总投资”，先都不导入。"
        "2 行中有 1 行不同，例如第 3 行 B 列是“900”，C 列是“950”。"
    )
    assert [button.text() for button in bar.buttons] == ["用 B 列", "用 C 列", "都不用"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (0, ["name", "total_investment", None]),
        (1, ["name", None, "total_investment"]),
        (2, ["name", None, None]),
    ],
)
def test_one_click_settles_which_of_two_columns_counts(opened, qtbot, place, expected):
    page = opened(RIVALS)
    bar = page.preview.sheets.question
    qtbot.mouseClick(bar.buttons[place], Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert fields(page) == expected
    assert not bar.isVisible()
    assert not table(page).problems


def test_a_rival_is_chosen_on_its_head(opened, qtbot):
    page = opened(RIVALS)
    press_button_of(qtbot, page, 2)
    assert fields(page) == ["name", None, "total_investment"]


# -- a header that may mean either of two fields


def test_an_open_header_is_a_question_with_both_fields_as_its_answers(opened):
    page = opened(OPEN)
    bar = page.preview.sheets.question
    assert bar.label.text() == (
        "B 列“累计完成（万元）”（例如 300，400）可能是“开工累计完成投资”，也可能是“年内累计完成投资”，选定以后才导入。"
    )
    assert [button.text() for button in bar.buttons] == ["开工累计完成投资", "年内累计完成投资", "不导入"]
    assert mark(page, "B2")[0] is Mark.DOUBT
    assert not changed(page)


@pytest.mark.parametrize(("place", "field"), [(0, "invested_total"), (1, "invested_year"), (2, None)])
def test_one_click_says_what_an_open_header_means(opened, qtbot, place, field):
    page = opened(OPEN)
    bar = page.preview.sheets.question
    qtbot.mouseClick(bar.buttons[place], Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert fields(page) == ["name", field]
    assert changed(page) == ({field: 300_000_000} if field else {})
    assert not bar.isVisible()


def test_the_button_on_an_open_head_opens_its_menu_and_decides_nothing(opened, qtbot):
    page = opened(OPEN)
    view = view_of(page)
    heads = view.heads
    qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=heads.button_rect(1).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert fields(page) == ["name", "invested_total"]
    assert not changed(page)
    choice = actions(menu)["是“年内累计完成投资”"]
    menu.close()
    choice.trigger()
    settle(qtbot, page)
    assert fields(page) == ["name", "invested_year"]


def test_the_list_of_columns_chooses_no_field_for_an_open_header(opened, qtbot):
    page = opened(OPEN)
    dialog = ColumnsDialog(table(page), page.preview.sheets._choice(table(page)), page)
    qtbot.addWidget(dialog)
    assert (dialog.fields[1].currentText(), dialog.list.item(1, 4).text()) == ("", "可能是几个字段，请选一个")
    assert dialog.choice().columns == {}
    choose(dialog, "B", "年内累计完成投资")
    assert dialog.choice().columns == {2: "invested_year"}


# -- the list of columns


def test_the_list_of_columns_shows_each_with_its_field_certainty_and_samples(opened, qtbot):
    page = opened([[*SIMILAR[0], "备注", "说明"], [*SIMILAR[1], "x", "y"]])
    dialog = ColumnsDialog(table(page), page.preview.sheets._choice(table(page)), page)
    qtbot.addWidget(dialog)
    shown = [
        (dialog.fields[row].currentText(), dialog.list.item(row, 4).text(), dialog.list.item(row, 5).text())
        for row in range(5)
    ]
    assert shown == [
        ("名称", "确定", "第二污水处理厂"),
        ("总投资", "相近，待确认", "17000"),
        ("不导入", "", "300"),
        ("", "几列争用，请选一列", "x"),
        ("", "几列争用，请选一列", "y"),
    ]
    assert [unit.isEnabled() for unit in dialog.units] == [False, True, False, False, False]


def test_what_the_list_says_is_decided_at_once_and_its_guesses_are_confirmed(opened, qtbot, monkeypatch):
    page = opened(SIMILAR)

    def fill(dialog):
        place = choose(dialog, "C", "年度计划投资")
        assert dialog.list.item(place, 4).text() == "确定（您定的）"
        dialog.units[place].setCurrentIndex(dialog.units[place].findText("亿元"))
        return ColumnsDialog.DialogCode.Accepted

    monkeypatch.setattr(ColumnsDialog, "exec", fill)
    qtbot.mouseClick(page.preview.sheets.columns, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert fields(page) == ["name", "total_investment", "annual_plan"]
    assert [column.by for column in table(page).columns] == [By.NAMED, By.CHOSEN, By.CHOSEN]
    assert table(page).columns[2].unit == "亿元"


def test_a_field_that_is_given_to_another_column_is_taken_from_the_first(opened, qtbot):
    page = opened(SIMILAR)
    dialog = ColumnsDialog(table(page), page.preview.sheets._choice(table(page)), page)
    qtbot.addWidget(dialog)
    choose(dialog, "C", "总投资")
    assert dialog.fields[1].currentText() == "不导入"
    assert dialog.choice().columns == {2: "", 3: "total_investment"}


def test_a_list_that_is_left_decides_nothing(opened, qtbot, monkeypatch):
    page = opened(SIMILAR)
    monkeypatch.setattr(ColumnsDialog, "exec", lambda dialog: ColumnsDialog.DialogCode.Rejected)
    qtbot.mouseClick(page.preview.sheets.columns, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.current.choices == {}


def test_rivals_that_nobody_chose_in_the_list_stay_a_question(opened, qtbot):
    page = opened(RIVALS)
    dialog = ColumnsDialog(table(page), page.preview.sheets._choice(table(page)), page)
    qtbot.addWidget(dialog)
    assert dialog.choice().columns == {}
    choose(dialog, "C", "总投资")
    assert dialog.choice().columns == {3: "total_investment"}


def test_a_unit_that_differs_from_the_remembered_one_is_confirmed_in_the_list(opened, qtbot):
    page = opened([["项目名称", "总投资"], ["第二污水处理厂", 3]])
    before = replace(table(page), columns=tuple(replace(one, unit_before="亿元") for one in table(page).columns))
    unit_named = replace(before, columns=(before.columns[0], replace(before.columns[1], unit="万元")))
    dialog = ColumnsDialog(unit_named, page.preview.sheets._choice(table(page)), page)
    qtbot.addWidget(dialog)
    assert "金额单位与上次定的不一样" in dialog.text.text()
    assert dialog.choice().units == {2: "万元"}


# -- the edges of the table

EDGES = [
    ["序号", "项目名称", "备注", "问题"],
    ["例", "示例", "照此填写", "无"],
    [1, "第二污水处理厂", "x", "a"],
    [2, "新的果园", "y", "b"],
    ["下月", "再说的果园", "z", "c"],
]


def test_the_edges_of_a_table_are_set_by_click_and_shown(opened, qtbot):
    page = opened(EDGES)
    view = view_of(page)
    for action in ("表从这一列开始", "表到这一列为止"):
        number = 2 if "开始" in action else 3
        actions(view.column_menu(table(page), number))[action].trigger()
        settle(qtbot, page)
    for action, row in (("数据从这一行开始", 3), ("数据到这一行为止", 4)):
        actions(view.row_menu(table(page), row))[action].trigger()
        settle(qtbot, page)
    assert names(page) == ["第二污水处理厂", "新的果园"]
    assert [column.letter for column in table(page).columns] == ["B", "C"]
    assert mark(page, "D3") == (Mark.OUT, "不在表内")
    assert mark(page, "B2") == (Mark.OUT, "已选择不导入")
    assert mark(page, "B5") == (Mark.OUT, "表格以外的内容")
    frame = view._frame_of(table(page))
    assert frame.left() > view.columnViewportPosition(1)
    assert frame.right() < view.columnViewportPosition(3)
    assert frame.bottom() < view.rowViewportPosition(4)


def test_the_edges_are_taken_back_from_the_menu_of_a_column_outside(opened, qtbot):
    page = opened(EDGES)
    view = view_of(page)
    actions(view.column_menu(table(page), 2))["表到这一列为止"].trigger()
    settle(qtbot, page)
    view.open_column_menu(3)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    offered = actions(menu)
    assert "不导入" not in offered
    offered["恢复左右边界"].trigger()
    menu.close()
    settle(qtbot, page)
    assert len(table(page).columns) == 4


def test_the_menus_of_column_and_row_open_by_key(opened, qtbot):
    page = opened(EDGES)
    view = view_of(page)
    view.setFocus()
    view.setCurrentIndex(view.sheet_model().index(2, 3))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert actions(menu)["存在问题"].isChecked()
    menu.close()

    view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text() == "不导入这一行\tDel"
    menu.close()


# -- what is remembered


def test_next_months_sheet_goes_straight_to_the_preview_and_the_layout_can_be_set_aside(opened, qtbot):
    page = opened([["填报单位：市住建局"], *SIMILAR])
    view = view_of(page)
    view.map_column(table(page), 3, "annual_plan")
    settle(qtbot, page)
    press_button_of(qtbot, page, 1)
    qtbot.mouseClick(page.preview.take, Qt.MouseButton.LeftButton)
    settle(qtbot, page)

    page = opened([["十月"], ["填报单位：市住建局"], SIMILAR[0], ["第二污水处理厂", 18000, 350]])
    assert fields(page) == ["name", "total_investment", "annual_plan"]
    assert not page.preview.sheets.question.isVisible()
    assert "按记住的格式“市住建局 进度”识别" in page.preview.understood.text()
    assert changed(page)["total_investment"] == 18_000_000_000

    view.set_unit(table(page), 3, "亿元")
    settle(qtbot, page)
    assert "按记住的格式“市住建局 进度”识别" in page.preview.understood.text(), "whatever is decided beside it"

    aside = page.preview.sheets.set_aside
    assert aside.isVisible()
    qtbot.mouseClick(aside, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert "按记住的格式" not in page.preview.understood.text()
    assert not aside.isVisible()
    page._read_again()
    settle(qtbot, page)
    assert "按记住的格式" not in page.preview.understood.text()


def test_learned_headers_are_listed_and_forgotten(opened, qtbot):
    page = opened([["填报单位：市住建局"], *SIMILAR])
    view_of(page).map_column(table(page), 3, "annual_plan")
    settle(qtbot, page)
    qtbot.mouseClick(page.preview.take, Qt.MouseButton.LeftButton)
    settle(qtbot, page)

    dialog = LayoutsDialog(page._layouts)
    qtbot.addWidget(dialog)
    dialog.tabs.setCurrentIndex(1)
    (line,) = [dialog.headers.topLevelItem(place) for place in range(dialog.headers.topLevelItemCount())]
    assert [line.text(column) for column in range(3)] == ["花多少(万元)", "市住建局", "年度计划投资"]
    assert not dialog.rename.isVisible()
    qtbot.mouseClick(dialog.forget, Qt.MouseButton.LeftButton)
    assert page._layouts.headers() == []
    assert "还没有" in dialog.text.text()
    assert len(page._layouts.all()) == 1
