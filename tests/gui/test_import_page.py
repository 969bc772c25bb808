"""The import page: files come in, are looked at, and are taken over or left, each as one action."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from import_gestures import HEAD, click, read, settle, workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.gui.import_lines import Sort
from fenyang_desktop.gui.import_model import CELL, NEW, OLD, STATE, WHAT
from fenyang_desktop.gui.import_page import ImportPage
from fenyang_desktop.gui.import_state import State
from fenyang_desktop.gui.import_table import INDENT, PreviewTable
from fenyang_desktop.services import receiving
from fenyang_desktop.services.exporting import export_workbook
from fenyang_desktop.services.workspace import Workspace

NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(qtbot, session) -> Iterator[ImportPage]:
    page = ImportPage(session)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    page.enter()
    yield page
    session.jobs.stop()
    page.shut()


@pytest.fixture
def book(tmp_path) -> Path:
    """One changed row (two values), one unchanged, one changed with a bad cell, one new, one unknown, a total."""
    return workbook(
        tmp_path / "9月 进度表.xlsx",
        [
            HEAD,
            (2, "华樽3万吨项目", 1.25, "竣工", None, "农行"),
            (3, "第二污水处理厂", None, None, "市住建局", None),
            (1, "白酒项目", 30, "盖房", None, None),
            (None, "新的果园", 0.5, "前期", "市农业农村局", None),
            (99, "编号写错的项目", 1, None, None, None),
            (None, "合计", 32.75, None, None, None),
        ],
    )


def text(page: ImportPage, row: int, column: int) -> str:
    assert page.preview.model is not None
    return page.preview.model.index(row, column).data()


def rows(page: ImportPage, *columns: int) -> list[tuple[str, ...]]:
    assert page.preview.model is not None
    return [tuple(text(page, row, column) for column in columns) for row in range(page.preview.model.rowCount())]


def row_of(page: ImportPage, name: str) -> int:
    return [name for (name,) in rows(page, WHAT)].index(name)


def tick(page: ImportPage, row: int, column: int = WHAT) -> Qt.CheckState:
    assert page.preview.model is not None
    return Qt.CheckState(page.preview.model.index(row, column).data(Qt.ItemDataRole.CheckStateRole))


def click_tick(qtbot, page: ImportPage, row: int, column: int) -> None:
    assert page.preview.model is not None
    table = page.preview.table
    index = page.preview.model.index(row, column)
    table.scrollTo(index)
    rect = table.visualRect(index)
    left = rect.left() + 9 + (INDENT if page.preview.model.is_value(row) else 0)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left, rect.center().y()))


def test_the_preview_shows_old_and_new_values_with_the_cell_they_come_from(page, book, qtbot):
    read(qtbot, page, book)

    shown = rows(page, WHAT, OLD, NEW, CELL)
    assert shown[:3] == [
        ("华樽3万吨项目", "", "2 个值", "第 2 行"),
        ("阶段", "续建", "竣工", "D2"),
        ("总投资(万元)", "", "12,500", "C2"),
    ]
    assert ("总投资(万元)", "290,000", "300,000", "C4") in shown


def test_every_row_of_the_file_is_counted_in_a_chip(page, book, qtbot):
    read(qtbot, page, book)

    texts = [page.preview.chips.button(sort).text() for sort in Sort]
    assert texts == ["新增 1", "变化 2", "存疑 0", "未变 1", "有问题 2", "略过 1"]
    assert page.heading.text() == "“9月 进度表.xlsx”：1 张工作表，5 行项目（预览，尚未导入）"
    assert page.preview.hidden_rows.text() == "列出 4 行，隐藏 2 行"


def test_the_columns_that_are_not_imported_are_named(page, book, qtbot):
    read(qtbot, page, book)

    assert "认出 5 列" in page.preview.understood.text()
    assert "不导入 1 列（开户行）" in page.preview.understood.text()


def test_chips_show_unchanged_and_skipped_rows(page, book, qtbot):
    read(qtbot, page, book)

    for sort in (Sort.UNCHANGED, Sort.SKIPPED):
        click(qtbot, page.preview.chips.button(sort))

    assert text(page, row_of(page, "第二污水处理厂"), STATE) == "未变"
    assert [(what, place) for what, place, state in rows(page, WHAT, CELL, STATE) if state == "略过"] == [
        ("合计行", "第 7 行")
    ]
    for sort in (Sort.NEW, Sort.CHANGED, Sort.UNCHANGED, Sort.SKIPPED):
        click(qtbot, page.preview.chips.button(sort))
    assert [name for name, state in rows(page, WHAT, STATE) if state] == ["白酒项目", "编号写错的项目"]


def test_a_problem_says_its_cell_and_what_to_do_and_leaves_the_rest_of_the_row(page, book, qtbot):
    read(qtbot, page, book)

    row = row_of(page, "白酒项目")
    assert text(page, row, STATE) == "有问题 1 处，变化"
    assert text(page, row + 2, WHAT).startswith("单元格 D4：“阶段”不能填“盖房”：")
    assert tick(page, row) == Qt.CheckState.Checked
    unknown = row_of(page, "编号写错的项目")
    assert page.preview.model.index(unknown, WHAT).data(Qt.ItemDataRole.CheckStateRole) is None
    assert "99" in text(page, unknown + 1, WHAT)


def test_accepting_all_is_one_action_that_one_click_takes_back(page, session, tmp_path, qtbot):
    before = session.listing.items
    rows = [(2, "华樽3万吨项目", 1.25, "竣工", None, None), (None, "新的果园", 0.5, "前期", None, None)]
    read(qtbot, page, workbook(tmp_path / "甲.xlsx", [HEAD, *rows]))
    assert page.preview.take.text() == "接受所选 2 行(&Y)"

    click(qtbot, page.preview.take)
    settle(qtbot, page)

    assert session.listing.item(2).get("stage") == "竣工"
    assert session.listing.item(2).get("total_investment") == 12_500_000_000
    assert session.listing.item(6).name == "新的果园"
    assert page.outcome.label.text() == "已导入“甲.xlsx”：新增 1 项，修改 1 项的 2 个值。"
    assert not page.outcome.finish.isVisible()
    click(qtbot, page.outcome.undo)
    assert session.listing.items == before
    assert page.outcome.label.text() == "已撤销导入“甲.xlsx”。"
    session.act(Workspace.redo)
    assert page.entries[0].state is State.DONE


def test_what_was_not_accepted_stays_open_until_a_person_gives_it_up(page, session, book, qtbot):
    read(qtbot, page, book)
    click_tick(qtbot, page, row_of(page, "新的果园"), WHAT)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    entry = page.entries[0]
    assert page.outcome.label.text() == (
        "已导入“9月 进度表.xlsx”：修改 2 项的 3 个值。还有 1 行的 5 个值没有选、2 处有问题，没有导入。"
    )
    assert (entry.state, entry.is_finished, entry.is_left) == (State.READY, False, True)

    click(qtbot, page.outcome.look)
    assert page.heading.text().endswith("（已导入一部分，其余待看）")
    assert [name for name, state in rows(page, WHAT, STATE) if state] == ["白酒项目", "新的果园", "编号写错的项目"]
    assert tick(page, row_of(page, "新的果园")) == Qt.CheckState.Unchecked  # what was refused stays so
    assert page.preview.leave.text() == "放弃其余(&Q)"
    click(qtbot, page.preview.leave)

    assert entry.state is State.DONE
    assert page.outcome.label.text() == (
        "已导入“9月 进度表.xlsx”：修改 2 项的 3 个值。其余 1 行的 5 个值没有选、2 处有问题，已放弃。"
    )
    assert all(item.name != "新的果园" for item in session.listing.items)


def test_the_rest_of_a_file_is_taken_over_as_an_action_of_its_own(page, session, book, qtbot):
    read(qtbot, page, book)
    click_tick(qtbot, page, row_of(page, "新的果园"), WHAT)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    click(qtbot, page.outcome.look)
    click_tick(qtbot, page, row_of(page, "新的果园"), WHAT)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.outcome.label.text().startswith(
        "已导入“9月 进度表.xlsx”：新增 1 项，修改 2 项的 3 个值。还有 2 处有问题"
    )

    click(qtbot, page.outcome.undo)  # only what came last
    settle(qtbot, page)
    assert all(item.name != "新的果园" for item in session.listing.items)
    assert session.listing.item(2).get("stage") == "竣工"
    assert page.entries[0].is_left
    assert (page.entries[0].counts.new, page.entries[0].counts.changed) == (0, 2)


def test_undoing_a_part_shows_the_file_compared_anew_as_a_whole(page, session, book, qtbot):
    read(qtbot, page, book)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    click(qtbot, page.outcome.undo)
    settle(qtbot, page)
    assert page.stack.currentWidget() is page.preview
    assert not page.preview.hint.isVisible()
    assert page.preview.take.text() == "接受所选 3 行(&Y)"
    assert page.preview.leave.text() == "放弃(&Q)"


def test_a_file_done_in_two_parts_of_which_one_is_undone_says_which_still_stands(page, session, tmp_path, qtbot):
    lines = [(2, "华樽3万吨项目", 1.25, "竣工", None, None), (None, "新的果园", 0.5, "前期", None, None)]
    read(qtbot, page, workbook(tmp_path / "甲.xlsx", [HEAD, *lines]))
    click_tick(qtbot, page, row_of(page, "新的果园"), WHAT)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    click(qtbot, page.outcome.look)
    click_tick(qtbot, page, row_of(page, "新的果园"), WHAT)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert page.entries[0].state is State.DONE

    click(qtbot, page.outcome.undo)

    assert page.outcome.label.text() == "“甲.xlsx”的导入撤销了一部分。"
    assert page.outcome.detail.text() == "仍在台账里的：修改 1 项的 2 个值。"
    click(qtbot, page.outcome.again)
    settle(qtbot, page)
    assert [name for name, state in rows(page, WHAT, STATE) if state] == ["新的果园"]


def test_an_accepted_value_remembers_its_file_sheet_and_cell(page, session, book, qtbot):
    read(qtbot, page, book)
    click(qtbot, page.preview.take)
    settle(qtbot, page)

    origin = session.workspace.trail(2, "stage", 1)[0].change.origin
    assert (origin.file, origin.sheet, origin.cell) == ("9月 进度表.xlsx", "进度", "D2")


def test_a_row_that_is_not_ticked_stays_out(page, session, book, qtbot):
    read(qtbot, page, book)
    click_tick(qtbot, page, row_of(page, "华樽3万吨项目"), WHAT)

    click(qtbot, page.preview.take)
    settle(qtbot, page)

    assert session.listing.item(2).get("stage") == "续建"
    assert session.listing.item(1).get("total_investment") == 300_000_000_000


def test_a_single_value_can_be_left_out_of_a_row(page, session, book, qtbot):
    read(qtbot, page, book)
    row = row_of(page, "华樽3万吨项目")

    click_tick(qtbot, page, row + 2, WHAT)

    assert tick(page, row) == Qt.CheckState.PartiallyChecked
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert session.listing.item(2).get("stage") == "竣工"
    assert session.listing.item(2).get("total_investment") is None


def test_leaving_out_every_value_leaves_out_the_row_and_one_value_brings_it_back(page, book, qtbot):
    read(qtbot, page, book)
    row = row_of(page, "华樽3万吨项目")

    click_tick(qtbot, page, row + 1, WHAT)
    click_tick(qtbot, page, row + 2, WHAT)
    assert tick(page, row) == Qt.CheckState.Unchecked
    click_tick(qtbot, page, row + 2, WHAT)

    assert tick(page, row) == Qt.CheckState.PartiallyChecked
    assert tick(page, row + 1, WHAT) == Qt.CheckState.Unchecked


def test_all_and_none_tick_what_is_listed(page, book, qtbot):
    read(qtbot, page, book)

    click(qtbot, page.preview.none)
    assert not page.preview.take.isEnabled()
    click(qtbot, page.preview.chips.button(Sort.CHANGED))
    click(qtbot, page.preview.all)

    assert page.preview.take.text() == "接受所选 2 行(&Y)"  # the new one and the one with a problem


def test_the_table_folds_and_ticks_by_keyboard(page, book, qtbot):
    read(qtbot, page, book)
    table: PreviewTable = page.preview.table
    every = page.preview.model.rowCount()
    assert table.hasFocus()

    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert (table.currentIndex().row(), page.preview.model.rowCount()) == (0, every - 2)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert tick(page, 0) == Qt.CheckState.Unchecked
    qtbot.keyClick(table, Qt.Key.Key_Right)

    assert page.preview.model.rowCount() == every
    assert tick(page, 1, WHAT) == Qt.CheckState.Unchecked
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.preview.model.rowCount() == every - 2


def test_a_click_on_a_line_unfolds_a_new_item(page, book, qtbot):
    read(qtbot, page, book)
    row = row_of(page, "新的果园")
    table = page.preview.table
    rect = table.visualRect(page.preview.model.index(row, WHAT))

    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())

    assert text(page, row + 1, WHAT) == "类别"
    assert tick(page, row) == Qt.CheckState.Checked


def test_a_doubtful_row_waits_for_a_person(page, session, tmp_path, qtbot):
    read(qtbot, page, workbook(tmp_path / "无单位.xlsx", [("项目名称", "总投资"), ("华樽3万吨项目", 12)]))

    assert tick(page, 0) == Qt.CheckState.Unchecked
    assert not page.preview.take.isEnabled()
    assert [place for (place,) in rows(page, WHAT) if place.startswith("存疑：")]
    click_tick(qtbot, page, 0, WHAT)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert session.listing.item(2).get("total_investment") == 12_000_000


def test_an_exported_table_comes_back_without_a_change(page, session, tmp_path, qtbot):
    path = tmp_path / "导出.xlsx"
    export_workbook(session.workspace, path)

    read(qtbot, page, path)

    assert page.preview.model.rowCount() == 0
    assert page.preview.chips.button(Sort.UNCHANGED).text() == "未变 5"
    assert not page.preview.take.isEnabled()


def test_a_faulty_file_gets_its_sentence_and_may_be_tried_again(page, session, tmp_path, qtbot):
    path = tmp_path / "坏的.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    before = session.listing.items

    read(qtbot, page, path)

    assert page.stack.currentWidget() is page.fault
    assert "“坏的.xlsx”已损坏" in page.fault.label.text()
    assert session.listing.items == before
    workbook(path, [HEAD, (None, "修好了", 1, None, None, None)])
    click(qtbot, page.fault.buttons[0])
    settle(qtbot, page)
    assert page.stack.currentWidget() is page.preview


def test_a_change_after_the_preview_asks_for_a_new_look(page, session, book, qtbot):
    read(qtbot, page, book)

    session.act(lambda workspace: workspace.edit({2: {"stage": "停工"}}))

    assert page.preview.hint.isVisible()
    assert page.preview.hint.label.text() == "台账在预览后有修改，请重新预览。"
    assert not page.preview.take.isEnabled()
    click(qtbot, page.preview.hint.button)
    settle(qtbot, page)
    assert not page.preview.hint.isVisible()
    assert ("阶段", "停工", "竣工", "D2") in rows(page, WHAT, OLD, NEW, CELL)


def test_a_conflict_changes_nothing_and_offers_a_new_look(page, session, book, qtbot):
    read(qtbot, page, book)
    session.workspace.edit({2: {"stage": "停工"}})  # behind the window's back

    click(qtbot, page.preview.take)
    settle(qtbot, page)

    assert page.stack.currentWidget() is page.preview
    assert "已被改为“停工”" in page.preview.hint.label.text()
    assert len(session.workspace.items()) == 5
    click(qtbot, page.preview.hint.button)
    settle(qtbot, page)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    assert session.listing.item(2).get("stage") == "竣工"


def test_a_member_of_a_package_that_was_left_out_is_not_taken_over(page, session, tmp_path, qtbot):
    path = workbook(
        tmp_path / "新包.xlsx",
        [("项目名称", "类别", "所属项目包"), ("新包", "项目包", None), ("新包里的项目", "项目", "新包")],
    )
    read(qtbot, page, path)
    assert page.preview.model.rowCount() == 2
    click_tick(qtbot, page, 0, WHAT)

    click(qtbot, page.preview.take)
    settle(qtbot, page)

    assert "“新包”没有选中" in page.preview.hint.label.text()
    assert len(session.workspace.items()) == 5


def test_escape_stops_the_reading_and_nothing_is_changed(page, session, book, qtbot, monkeypatch):
    def endless(path: Path, progress: Progress, reader: Reader) -> None:
        while True:
            progress.step(0, 0, "正在读取")

    monkeypatch.setattr(receiving, "read_file", endless)
    page.add_files([book])
    assert page.stack.currentWidget() is page.busy

    qtbot.keyClick(page, Qt.Key.Key_Escape)
    settle(qtbot, page)

    assert page.fault.label.text() == "已取消读取，台账没有改动。"
    monkeypatch.undo()
    click(qtbot, page.fault.buttons[0])
    settle(qtbot, page)
    assert page.stack.currentWidget() is page.preview


def test_leaving_a_preview_goes_back_to_the_start_and_changes_nothing(page, session, book, qtbot):
    before = session.listing.items
    read(qtbot, page, book)

    click(qtbot, page.preview.leave)

    assert page.stack.currentWidget() is page.drop_zone
    assert session.listing.items == before
    assert session.workspace.undo_stack()[-1].source.title == "基准日改为 2023-09-15"


# Qt 6.12 wants a QPointF here, which 6.11 does not take.
@pytest.mark.filterwarnings("ignore:.*QDragEnterEvent:DeprecationWarning")
def test_dropped_files_are_read(page, book, tmp_path, qtbot):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(book)), QUrl("https://example.org/x.xlsx")])
    point, buttons = QPoint(40, 40), Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(point, Qt.DropAction.CopyAction, mime, buttons, NO_KEYS)
    page.dragEnterEvent(entering)
    assert entering.isAccepted()

    page.dropEvent(QDropEvent(QPointF(point), Qt.DropAction.CopyAction, mime, buttons, NO_KEYS))
    settle(qtbot, page)

    assert [entry.path for entry in page.entries] == [book]
    assert page.stack.currentWidget() is page.preview


# Qt 6.12 wants a QPointF here, which 6.11 does not take.
@pytest.mark.filterwarnings("ignore:.*QDragEnterEvent:DeprecationWarning")
def test_what_is_no_file_cannot_be_dropped(page):
    mime = QMimeData()
    mime.setText("文字")
    entering = QDragEnterEvent(QPoint(40, 40), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NO_KEYS)
    entering.ignore()

    page.dragEnterEvent(entering)

    assert not entering.isAccepted()


def test_the_folder_of_the_last_choice_is_remembered(page, book, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(book)], ""))

    click(qtbot, page.drop_zone.choose)
    settle(qtbot, page)

    assert page.stack.currentWidget() is page.preview
    assert page.save_state() == {"folder": str(book.parent)}


def test_the_start_offers_a_table_to_fill_in(page, qtbot):
    with qtbot.waitSignal(page.export_requested):
        click(qtbot, page.drop_zone.export)

    assert "2023 年" in page.drop_zone.what.text()


def test_another_portfolio_forgets_what_was_read(page, session, book, bundled_file, qtbot):
    read(qtbot, page, book)

    session.show_workspace(Workspace.open(bundled_file, read_only=True))

    assert page.entries == []
    assert page.stack.currentWidget() is page.drop_zone
    assert "只读" in page.drop_zone.what.text()
    session.show_workspace(None)


def test_a_read_only_portfolio_can_be_compared_but_not_changed(page, session, book, bundled_file, qtbot):
    session.show_workspace(Workspace.open(bundled_file, read_only=True))

    read(qtbot, page, workbook(book, [HEAD, (None, "另一个新项目", 1, None, None, None)]))

    assert page.preview.model.rowCount() == 1
    assert not page.preview.take.isEnabled()
    assert "只读" in page.preview.take.toolTip()
    session.show_workspace(None)


def test_the_page_follows_a_change_of_the_palette(page, qapp, book, qtbot):
    read(qtbot, page, book)
    click(qtbot, page.preview.take)
    settle(qtbot, page)
    before, light = page.outcome.label.palette().windowText().color(), qapp.palette()
    dark = QPalette(light)
    dark.setColor(QPalette.ColorRole.Window, QColor("#22262b"))

    try:
        qapp.setPalette(dark)
        qtbot.waitUntil(lambda: page.outcome.label.palette().windowText().color() != before)
    finally:
        qapp.setPalette(light)


def test_everything_clickable_has_a_name(page, book, qtbot):
    read(qtbot, page, book)

    assert all(button.text() or button.accessibleName() for button in page.findChildren(QAbstractButton))
    assert page.preview.table.accessibleName()
    assert page.overview.table.accessibleName()
