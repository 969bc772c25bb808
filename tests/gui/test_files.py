"""Files under odd names, names that are taken, what an export holds, and backups that fail."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from windows import choose_file, texts, wait_for_jobs

from fenyang_desktop import places
from fenyang_desktop.gui.files import with_suffix
from fenyang_desktop.services.seeding import new_portfolio


def test_the_open_file_is_known_under_another_spelling(window, tmp_path, monkeypatch):
    path = window.session.workspace.path
    monkeypatch.chdir(path.parent)
    (tmp_path / "同一个文件.fenyang").hardlink_to(path)
    for other in (Path(path.name), path.parent / ".." / path.parent.name / path.name, tmp_path / "同一个文件.fenyang"):
        window.files.open(other)
        assert not window.session.jobs.busy()
    assert texts(window) == []


def test_a_file_opened_by_a_relative_name_is_found_again_from_another_folder(window, qtbot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    new_portfolio(tmp_path / "别的.fenyang", empty=True)
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.open(Path("别的.fenyang"))
    assert window.settings.recent_files()[0] == tmp_path / "别的.fenyang"


@pytest.mark.parametrize(
    ("typed", "kinds", "chosen", "written"),
    [
        ("报表.xls", "Excel 工作簿 (*.xlsx);;CSV 文本 (*.csv)", "Excel 工作簿 (*.xlsx)", "报表.xls.xlsx"),
        ("报表.CSV", "Excel 工作簿 (*.xlsx);;CSV 文本 (*.csv)", "Excel 工作簿 (*.xlsx)", "报表.CSV"),
        ("我的台账 v1.f", "台账文件 (*.fenyang)", "台账文件 (*.fenyang)", "我的台账 v1.f.fenyang"),
        ("报表", "Excel 工作簿 (*.xlsx);;CSV 文本 (*.csv)", "CSV 文本 (*.csv)", "报表.csv"),
        ("报表", "Excel 工作簿 (*.xlsx)", "", "报表.xlsx"),
    ],
)
def test_a_file_gets_a_suffix_that_the_program_can_open_again(typed, kinds, chosen, written):
    assert with_suffix(Path(typed), kinds, chosen, ".xlsx") == Path(written)


def test_a_new_file_never_replaces_one_that_exists(window, qtbot, tmp_path, monkeypatch):
    taken = tmp_path / "已有.fenyang"
    taken.write_bytes(b"kept")
    choose_file(monkeypatch, taken, f"台账文件 (*{places.SUFFIX})")
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: box.buttons()[0])
    window.files.new()
    assert not window.session.jobs.busy()
    assert "已经存在，没有改动它" in texts(window)[-1]
    assert taken.read_bytes() == b"kept"


def test_a_name_that_grows_a_suffix_is_asked_about_if_that_file_exists(window, tmp_path, monkeypatch):
    (tmp_path / "报表.xlsx").write_bytes(b"kept")
    choose_file(monkeypatch, tmp_path / "报表", "Excel 工作簿 (*.xlsx)")
    asked = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()))
    window.files.export()
    assert asked == ["“报表.xlsx”已经存在，要替换它吗？"]
    assert not window.session.jobs.busy()
    assert (tmp_path / "报表.xlsx").read_bytes() == b"kept"


def exported(window, qtbot, tmp_path, monkeypatch) -> list[str]:
    """The names in an export of what the list shows now."""
    from openpyxl import load_workbook

    out = tmp_path / "导出.xlsx"
    choose_file(monkeypatch, out, "Excel 工作簿 (*.xlsx)")
    window.files.export()
    wait_for_jobs(qtbot, window)
    names = {item.name for item in window.session.listing.items}
    return [cell for row in load_workbook(out).active.iter_rows(values_only=True) for cell in row[2:3] if cell in names]


def test_the_export_holds_folded_members_in_their_place(window, qtbot, tmp_path, monkeypatch):
    window.session.set_collapsed(frozenset({1}))
    assert exported(window, qtbot, tmp_path, monkeypatch) == [
        "白酒项目", "华樽3万吨项目", "第二污水处理厂", "白酒产量", "制定质量标准",
    ]  # fmt: skip


def test_the_export_leaves_out_a_programme_that_shows_only_above_what_was_found(window, qtbot, tmp_path, monkeypatch):
    window.session.change_view(search="第二污水")
    assert exported(window, qtbot, tmp_path, monkeypatch) == ["第二污水处理厂"]


def test_a_backup_that_cannot_be_restored_leaves_the_file_open(window, qtbot, tmp_path):
    path = window.session.workspace.path
    backup = tmp_path / "坏的备份.fenyang"
    backup.write_bytes("不是台账".encode())
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.restore(path, backup)
    assert window.session.workspace.path == path
    assert len(window.session.workspace.items()) == 5
    assert texts(window)
