"""The history dialog answers who set a value, when, and from which file, sheet and cell."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton

from fenyang_desktop.domain.changes import ITEM, Action, Change, Origin
from fenyang_desktop.gui import history_dialog, item_names
from fenyang_desktop.gui.history_dialog import HistoryDialog
from fenyang_desktop.gui.history_model import FIELD_LABEL, ITEM_NAME, NEW, OLD, ORIGIN, TIME, WHO
from fenyang_desktop.gui.session import Session
from fenyang_desktop.services.workspace import Workspace
from fenyang_desktop.store.lock import user_name


@pytest.fixture
def open_dialog(qtbot, session):
    def open_(item_id: int | None = None) -> HistoryDialog:
        dialog = HistoryDialog(session, item_id)
        qtbot.addWidget(dialog)
        QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog)
        dialog.show()
        return dialog

    return open_


def column(dialog: HistoryDialog, place: int) -> list[str]:
    return [dialog.model.index(row, place).data() for row in range(dialog.model.rowCount())]


def bring_in(session: Session) -> None:
    """A value that came from a workbook."""
    origin = Origin("9月.xlsx", "进度", "D12")
    change = Change(ITEM, 2, "total_investment", None, 123_450_000_000, origin)
    session.act(lambda workspace: workspace.apply(Action.IMPORT, "导入“9月.xlsx”", [change]))


def test_an_imported_value_tells_who_when_and_from_which_cell(session, open_dialog):
    bring_in(session)

    dialog = open_dialog(2)

    assert dialog.heading.text() == "“华樽3万吨项目”的修改记录"
    first = [column(dialog, place)[0] for place in (TIME, WHO, ITEM_NAME, FIELD_LABEL, OLD, NEW, ORIGIN)]
    assert first == [
        "2023-09-20 10:00",
        user_name(),
        "华樽3万吨项目",
        "总投资(万元)",
        "",
        "123,450",
        "9月.xlsx · 进度 · D12",
    ]


def test_an_items_history_holds_nothing_of_other_items(open_dialog):
    dialog = open_dialog(5)

    assert set(column(dialog, ITEM_NAME)) == {"制定质量标准"}
    assert dialog.sets.count() == 2  # all of them, and the one that added it


def test_a_parent_is_shown_by_its_name(open_dialog):
    dialog = open_dialog(3)

    row = column(dialog, FIELD_LABEL).index("所属项目包")
    assert column(dialog, NEW)[row] == "白酒项目"


def test_a_deleted_item_keeps_its_name_in_the_history(session, open_dialog):
    session.act(lambda workspace: workspace.delete([5]))

    dialog = open_dialog()

    assert column(dialog, ITEM_NAME)[0] == "制定质量标准（已删除）"
    assert "删除" in column(dialog, NEW)


def test_choosing_an_action_shows_what_it_set(session, open_dialog):
    session.act(lambda workspace: workspace.edit({2: {"stage": "竣工"}, 3: {"stage": "续建"}}))
    dialog = open_dialog()

    dialog.sets.setCurrentIndex(1)

    assert column(dialog, NEW) == ["竣工", "续建"]
    dialog.sets.setCurrentIndex(2)
    assert [column(dialog, place) for place in (ITEM_NAME, FIELD_LABEL, NEW)] == [
        ["（台账）"],
        ["基准日"],
        ["2023-09-15"],
    ]


def test_text_and_field_narrow_the_list_and_the_count_says_by_how_much(open_dialog, qtbot):
    dialog = open_dialog()
    every = dialog.model.rowCount()

    dialog.filter.insert("污水")
    qtbot.waitUntil(lambda: dialog.model.rowCount() < every)
    found = dialog.model.rowCount()
    dialog.field.setCurrentText("责任单位")

    assert 1 < found < every
    assert column(dialog, NEW) == ["市住建局"]
    assert dialog.count.text() == f"1 条，筛选隐藏 {every - 1} 条"


def test_the_list_can_be_narrowed_to_the_chosen_item_and_widened_again(open_dialog, qtbot):
    dialog = open_dialog()
    assert not dialog.only.isEnabled()
    dialog.table.setCurrentIndex(dialog.model.index(column(dialog, ITEM_NAME).index("白酒产量"), 0))

    qtbot.mouseClick(dialog.only, Qt.MouseButton.LeftButton)

    assert set(column(dialog, ITEM_NAME)) == {"白酒产量"}
    qtbot.mouseClick(dialog.everything, Qt.MouseButton.LeftButton)
    assert len(set(column(dialog, ITEM_NAME))) == 6  # with the file itself, whose 基准日 was set


def test_the_latest_step_can_be_undone_here_and_the_list_follows(session, open_dialog, qtbot):
    session.act(lambda workspace: workspace.edit({2: {"stage": "竣工"}}))
    dialog = open_dialog(2)
    assert dialog.undo.text() == "撤销最近一步：修改“华樽3万吨项目”的阶段"

    qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)

    assert session.listing.item(2).get("stage") == "续建"
    assert [column(dialog, place)[0] for place in (OLD, NEW)] == ["竣工", "续建"]


def test_a_change_made_elsewhere_appears_at_once(session, open_dialog):
    dialog = open_dialog()

    session.set_reference_date(date(2024, 1, 1))

    assert "基准日改为 2024-01-01" in dialog.sets.itemText(1)


def test_older_values_are_read_when_asked_for(open_dialog, qtbot, monkeypatch):
    monkeypatch.setattr(history_dialog, "BATCH", 5)
    dialog = open_dialog()
    assert dialog.count.text() == "最近的 5 条"

    qtbot.mouseClick(dialog.more, Qt.MouseButton.LeftButton)

    assert dialog.model.rowCount() == 10


def test_copying_takes_the_rows_to_the_clipboard(open_dialog, qtbot):
    dialog = open_dialog(5)

    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)

    lines = QGuiApplication.clipboard().text().rstrip("\n").split("\n")
    assert lines[0].startswith("时间\t谁\t操作\t项目")
    assert len(lines) == 1 + dialog.model.rowCount()


def test_the_dialog_closes_with_the_file(session, open_dialog):
    dialog = open_dialog()

    session.show_workspace(None)

    assert not dialog.isVisible()


def test_a_closed_dialog_is_gone_and_no_longer_follows(session, qtbot):
    dialog = HistoryDialog(session)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()

    assert session.act(lambda workspace: workspace.edit({2: {"stage": "竣工"}})) is not None


def test_a_read_only_file_offers_no_undo(session, open_dialog, bundled_file):
    session.show_workspace(Workspace.open(bundled_file, read_only=True))

    dialog = open_dialog()

    assert not dialog.undo.isEnabled()
    session.show_workspace(None)


def test_everything_clickable_has_a_name(open_dialog):
    dialog = open_dialog()

    assert all(button.text() or button.accessibleName() for button in dialog.findChildren(QPushButton))
    assert all(widget.accessibleName() for widget in (dialog.sets, dialog.field, dialog.filter, dialog.table))


@pytest.mark.parametrize("one_by_one", [0, 20])
def test_items_that_are_gone_keep_the_last_name_that_they_had(session, open_dialog, monkeypatch, one_by_one):
    monkeypatch.setattr(item_names, "_ONE_BY_ONE", one_by_one)
    session.act(lambda workspace: workspace.edit({5: {"name": "制定新的质量标准"}}))
    session.act(lambda workspace: workspace.delete([4, 5]))

    names = set(column(open_dialog(), ITEM_NAME))
    assert {"制定新的质量标准（已删除）", "白酒产量（已删除）", "白酒项目"} <= names


def test_the_filter_finds_time_person_and_file_as_well(session, open_dialog, qtbot):
    bring_in(session)
    dialog = open_dialog()
    for text in ("2023-09-20 10:00 9月.xlsx", f"{user_name()} d12", "导入 进度"):
        dialog.filter.setText(text)
        qtbot.keyClick(dialog.filter, Qt.Key.Key_Return)
        assert column(dialog, NEW) == ["123,450"]
