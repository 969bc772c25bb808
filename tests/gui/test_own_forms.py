"""自备表样 in the window: marking by clicks, the list of forms, and filling one."""

import pytest
from form_samples import SHEET, form_file, own_form
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from windows import choose_file, texts, wait_for_jobs

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.gui import own_form_dialog, own_form_list
from fenyang_desktop.gui.own_form_dialog import MarkDialog
from fenyang_desktop.gui.own_form_list import FillDialog, FormsDialog
from fenyang_desktop.services.own_form_file import Marks, forms_of_user
from fenyang_desktop.services.own_form_marks import FormFile, marks_of, proposed, read_form


@pytest.fixture
def form(tmp_path) -> FormFile:
    with Reader() as reader:
        return read_form(form_file(tmp_path), Progress(), reader)


@pytest.fixture
def forms(form):
    """Two forms that are kept, and one that is damaged."""
    kept = forms_of_user()
    marks = marks_of(form.sheets[0], proposed(form.sheets[0], form.looks[SHEET], monthly=False))
    for name in ("一览表", "调度表", "坏表"):
        kept.save(name, form.data, marks)
    (kept.get("坏表").path.with_suffix(".json")).write_text("{", encoding="utf-8")
    return kept


class Kept:
    """Takes what a dialog keeps, or refuses it."""

    def __init__(self) -> None:
        self.marks: dict[str, Marks] = {}
        self.fault: UserError | None = None

    def __call__(self, name: str, marks: Marks) -> None:
        if self.fault is not None:
            raise self.fault
        self.marks[name] = marks


@pytest.fixture
def keep() -> Kept:
    return Kept()


@pytest.fixture
def dialog(qtbot, form, keep) -> MarkDialog:
    dialog = MarkDialog(form, "调度表", keep, monthly=False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def head(dialog: MarkDialog, number: int) -> str:
    return str(dialog.view.model().headerData(number - 1, Qt.Orientation.Horizontal)).split("\n")[1]


def choose(menu, *words: str) -> None:
    """Trigger an entry of a menu, or of one below it."""
    for word in words[:-1]:
        menu = next(action.menu() for action in menu.actions() if action.text() == word)
    next(action for action in menu.actions() if action.text() == words[-1]).trigger()


def test_a_form_is_shown_with_what_its_headers_say(dialog):
    assert [head(dialog, number) for number in (1, 2, 3, 4, 5)] == [
        "序号", "名称", "总投资(亿元)", "年内累计完成投资(万元)", "不填",
    ]  # fmt: skip
    assert "表头第 3—5 行；数据第 6—8 行" in dialog.said.text()
    assert dialog.view.model().index(7, 1).data() == "样例"
    assert dialog.view.model().rowCount() > 11


def test_a_click_on_a_column_head_chooses_what_is_filled_in(dialog, keep, qtbot):
    choose(dialog.view.fill_menu(7), "报告期的月报", "存在问题（月报）")
    choose(dialog.view.fill_menu(10), "其他", "备注")
    choose(dialog.view.fill_menu(9), "不填")
    choose(dialog.view.fill_menu(4), "金额单位", "亿元")
    qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    marks = keep.marks["调度表"]
    assert {number: marks.columns.get(number) for number in (7, 9, 10)} == {7: "month.problems", 9: None, 10: "note"}
    assert marks.units == {3: "亿元", 4: "亿元"}
    assert dialog.result() == MarkDialog.DialogCode.Accepted


def test_a_click_on_a_head_and_on_a_row_number_open_their_menus(dialog, qtbot, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: opened.append(menu.actions()[0].text()))
    heads, rows = dialog.view.heads, dialog.view.verticalHeader()
    for header, spot in (
        (heads, QPoint(heads.sectionViewportPosition(2) + 5, 5)),
        (rows, QPoint(5, rows.sectionViewportPosition(6) + 5)),
    ):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened == ["不填", "第一行数据"]


def test_a_click_on_a_row_says_where_the_data_begin_and_end(dialog, keep):
    choose(dialog.view.place_menu(7), "第一行数据")
    assert "数据第 7—8 行" in dialog.said.text()
    choose(dialog.view.place_menu(10), "数据到这一行为止")
    assert "数据第 7—10 行" in dialog.said.text()
    choose(dialog.view.place_menu(5), "表头只是这一行")
    assert "表头第 5 行" in dialog.said.text()


def test_where_no_header_was_seen_a_click_on_the_first_row_marks_the_columns_above_it(qtbot, tmp_path, keep):
    book = own_form()
    book[SHEET]["B3"] = "事由"  # nothing that names projects
    with Reader() as reader:
        form = read_form(form_file(tmp_path, book), Progress(), reader)
    dialog = MarkDialog(form, "调度表", keep, monthly=False)
    qtbot.addWidget(dialog)
    assert "没有认出表头" in dialog.said.text()
    choose(dialog.view.place_menu(6), "第一行数据")
    assert head(dialog, 4) == "年内累计完成投资(万元)"
    choose(dialog.view.place_menu(3), "表头从这一行开始")
    choose(dialog.view.fill_menu(2), "基本情况", "名称")
    choose(dialog.view.fill_menu(3), "投资", "总投资")
    choose(dialog.view.place_menu(8), "数据到这一行为止")
    dialog.agree.click()
    marks = keep.marks["调度表"]
    assert (marks.header, marks.first, marks.last, marks.units) == ((3, 5), 6, 8, {3: "亿元", 4: "万元"})


def test_what_is_missing_is_said_and_the_dialog_stays(dialog, keep, qtbot):
    dialog.mark(dialog.marking().with_column(2, ""))
    qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    assert "还没有指定名称列" in dialog.fault.text()
    assert dialog.isVisible()
    dialog.mark(dialog.marking().with_column(2, "name"))
    keep.fault = UserError("form_name_taken", name="调度表")
    qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    assert "已有名为“调度表”的表样" in dialog.fault.text()
    assert keep.marks == {}


def test_a_formula_that_would_be_lost_is_told_of(dialog):
    assert dialog.fault.isHidden()
    choose(dialog.view.fill_menu(5), "算出来的", "投资完成率")
    assert "E 列原来是公式" in dialog.fault.text()
    dialog.view.setCurrentIndex(dialog.view.model().index(6, 4))
    dialog.view.leave_out()
    assert dialog.fault.isHidden()


def test_a_month_in_the_title_is_told_of(qtbot, tmp_path, keep):
    book = own_form()
    book[SHEET]["A1"] = "重点项目进展情况表（2023年8月）"
    with Reader() as reader:
        form = read_form(form_file(tmp_path, book), Progress(), reader)
    dialog = MarkDialog(form, "调度表", keep, monthly=False)
    qtbot.addWidget(dialog)
    assert "标题里写着“2023年8月”" in dialog.fault.text()


def test_marks_of_another_sheet_stay_while_one_looks_elsewhere(dialog):
    dialog.tabs.setCurrentIndex(1)
    assert "没有认出表头" in dialog.said.text()
    dialog.tabs.setCurrentIndex(0)
    assert head(dialog, 3) == "总投资(亿元)"


@pytest.fixture
def listed(qtbot, forms) -> FormsDialog:
    dialog = FormsDialog(forms)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def names(dialog: FormsDialog) -> list[str]:
    return [dialog.list.topLevelItem(row).text(0) for row in range(dialog.list.topLevelItemCount())]


def test_a_damaged_form_is_named_and_can_only_be_deleted(listed, monkeypatch):
    listed.show_forms("坏表")
    assert "“坏表”的标记读不出来" in listed.text.text()
    assert not listed.fill.isEnabled()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0])
    listed.delete.click()
    assert names(listed) == ["一览表", "调度表"]


def test_a_form_is_renamed_in_place_and_a_name_that_is_taken_is_told(listed, forms):
    listed.show_forms("调度表")
    listed.list.currentItem().setText(0, "月度表")
    assert "月度表" in names(listed)
    assert listed.current() == "月度表"
    listed.list.currentItem().setText(0, "一览表")
    assert listed.text.text() == "已有名为“一览表”的表样，请换一个名称。"
    assert sorted(names(listed)) == sorted(form.name for form in forms.all())


def test_a_form_is_filled_with_what_is_selected(window, qtbot, forms, tmp_path, monkeypatch):
    out, opened = tmp_path / "九月.xlsx", []
    choose_file(monkeypatch, out, "Excel 工作簿 (*.xlsx)")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.page("项目台账").table.select_ids([3, 2])
    shown = []

    def accept(dialog: FillDialog) -> int:
        shown.append([(button.text(), button.isChecked()) for button in dialog._which.buttons()])
        dialog.form.setCurrentText("调度表")
        return 1

    monkeypatch.setattr(own_form_list.FillDialog, "exec", accept)
    window.own_forms.fill.trigger()
    wait_for_jobs(qtbot, window)
    assert shown == [[("全部 5 项", False), ("列表里显示的 5 项", False), ("选中的 2 项", True)]]
    sheet = load_workbook(out)[SHEET]
    assert [sheet["B6"].value, sheet["B7"].value, sheet["B8"].value] == ["华樽3万吨项目", "第二污水处理厂", "合计"]
    assert "已按“调度表”填好 2 项" in texts(window)[-1]
    assert opened == [str(out).replace("\\", "/")]


def test_a_form_that_is_held_open_elsewhere_is_told_and_stays(window, qtbot, forms, tmp_path, monkeypatch):
    out = tmp_path / "九月.xlsx"
    out.mkdir()  # nothing can take its place
    choose_file(monkeypatch, out, "Excel 工作簿 (*.xlsx)")
    monkeypatch.setattr(own_form_list.FillDialog, "exec", lambda dialog: 1)
    window.own_forms.fill.trigger()
    wait_for_jobs(qtbot, window)
    assert "它可能正被 Excel 或 WPS 打开" in texts(window)[-1]


def test_a_file_is_imported_marked_and_kept_and_one_that_is_no_form_is_told(window, qtbot, tmp_path, monkeypatch):
    chosen = [form_file(tmp_path), tmp_path / "旧表.xls"]
    chosen[1].write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"))
    paths = iter(chosen)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args, **kwargs: (str(next(paths)), ""))

    def agree(dialog: MarkDialog) -> int:
        dialog.agree.click()
        return dialog.result()

    monkeypatch.setattr(own_form_dialog.MarkDialog, "exec", agree)
    said = []

    def use(dialog: FormsDialog) -> int:
        dialog.show()
        assert names(dialog) == []
        dialog.add.click()
        wait_for_jobs(qtbot, window)
        said.append(names(dialog))
        dialog.add.click()
        wait_for_jobs(qtbot, window)
        said.append(dialog.text.text())
        return 0

    monkeypatch.setattr(own_form_list.FormsDialog, "exec", use)
    window.own_forms.manage.trigger()
    assert said[0] == ["调度表"]
    assert "“旧表.xls”不是 .xlsx 表格" in said[1]
    assert forms_of_user().get("调度表").marks is not None


def test_the_actions_wait_for_a_portfolio(window):
    assert window.own_forms.fill.isEnabled()
    window.session.show_workspace(None)
    assert not window.own_forms.fill.isEnabled()
