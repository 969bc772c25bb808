"""A closed month prints again exactly as at closing, whatever came after; and its commands."""

import csv
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from fenyang_desktop.domain.changes import ITEM, Action, Change, creation
from fenyang_desktop.domain.items import Tree
from fenyang_desktop.domain.lights import Light
from fenyang_desktop.reports.sheets import Selection, progress_sheet
from fenyang_desktop.services import closing
from fenyang_desktop.services.as_of import State, as_closed, as_of_day
from fenyang_desktop.services.closing import close_month, reopen_month, restate
from fenyang_desktop.services.comparing_states import What, compare_states, summary
from fenyang_desktop.services.reporting import report_month
from fenyang_desktop.services.sheets import make_sheet, sheet_items
from fenyang_desktop.services.workspace import Workspace

WAN = 1_000_000


def data_of(state: State) -> dict[str, object]:
    """What the template of the status sheet is given."""
    items = sheet_items(state.items)
    return progress_sheet(Selection(items, Tree(state.items), state.on, due_days=state.due_days))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.fixture
def closed(workspace):
    """The bundled portfolio with some reports of September 2023, closed; and the data of its sheet then."""
    ids = [item.id for item in workspace.items() if item.kind.value == "project"][:5]
    for place, id in enumerate(ids, 1):
        values = {"invested_year": place * 1_234_500, "progress_percent": place * 1000, "problems": f"问题{place}"}
        report_month(workspace, id, "2023-09", values)
    close_month(workspace, "2023-09")
    return workspace, ids, data_of(as_closed(workspace, "2023-09"))


def later(workspace: Workspace, ids: list[int]) -> None:
    """What a busy month brings: edits, an import, a restatement, deletions, undo, another day."""
    workspace.edit({ids[0]: {"name": "改了名", "total_investment": 5, "section": "另一领域", "parent": None}})
    report_month(workspace, ids[1], "2023-10", {"invested_year": 99_000_000, "progress_percent": 9000})
    changes = creation(ITEM, workspace.next_id(), {"kind": "project", "name": "导入的", "total_investment": 7})
    changes += [Change(ITEM, ids[2], "deadline", workspace.items([ids[2]])[0].get("deadline"), None)]
    workspace.apply(Action.IMPORT, "导入", changes)
    restate(workspace, ids[3], "2023-09", {"invested_year": 1}, "重复计列")
    doomed = next(item.id for item in workspace.items() if item.kind.value == "task")
    workspace.delete([doomed])
    workspace.edit({ids[4]: {"note": "又改"}})
    workspace.undo()
    workspace.set_reference_date(date(2024, 6, 1))


def test_the_sheet_of_a_closed_month_is_the_same_after_all_that_came_later(closed, open_workspace):
    workspace, ids, at_closing = closed
    later(workspace, ids)
    assert data_of(as_closed(workspace, "2023-09")) == at_closing
    workspace.close()
    again = open_workspace(workspace.path)
    assert data_of(as_closed(again, "2023-09")) == at_closing
    assert data_of(as_of_day(again, again.today())) != at_closing


def test_the_printed_text_is_that_of_the_first_print(closed):
    workspace, ids, _ = closed
    first = text_of(make_sheet(workspace, "progress"))
    later(workspace, ids)
    assert text_of(make_sheet(workspace, "progress", state=as_closed(workspace, "2023-09"))) == first
    assert text_of(make_sheet(workspace, "progress")) != first


def test_a_close_keeps_its_thresholds_when_the_program_s_change(workspace, monkeypatch):
    monkeypatch.setattr(closing, "DUE_DAYS", 365)
    close_month(workspace, "2023-09")
    monkeypatch.undo()
    state = as_closed(workspace, "2023-09")
    data = data_of(state)
    assert state.due_days == 365
    assert "◆临期（365天内到期）" in data["legend"]
    lights = {row["light"] for group in data["groups"] for row in group["rows"]}
    assert Light.GREEN.value not in lights
    assert Light.YELLOW.value in lights


def test_a_second_close_prints_what_stood_then(closed):
    workspace, ids, at_closing = closed
    reopen_month(workspace, "2023-09", "市里要求重报")
    report_month(workspace, ids[0], "2023-09", {"invested_year": 777_000_000})
    close_month(workspace, "2023-09")
    again = data_of(as_closed(workspace, "2023-09"))
    assert again != at_closing
    workspace.set_report_month("2023-10")
    workspace.edit({ids[0]: {"invested_year": 1}})
    assert data_of(as_closed(workspace, "2023-09")) == again


def test_what_came_of_a_month_is_told_against_its_close(closed):
    workspace, ids, _ = closed
    later(workspace, ids)
    comparison = compare_states(as_closed(workspace, "2023-09"), as_of_day(workspace, workspace.today()))
    counts = comparison.counts()
    assert (counts[What.NEW], counts[What.REMOVED]) == (1, 1)
    assert counts[What.LIGHT] > 10  # half a year later
    money = {(one.item.id, one.field): (one.old, one.new) for one in comparison.differences if one.what is What.AMOUNT}
    assert money[ids[1], "invested_year"] == (2 * 1_234_500, 99_000_000)
    assert "新增 1 项" in summary(comparison)


# -- commands


def close_of(path: Path, month: str = "2023-09"):
    workspace = Workspace.open(path, read_only=True)
    try:
        return next(one for one in workspace.closes() if one.month == month)
    finally:
        workspace.close()


def test_close_and_reopen_by_command(fenyang, small):
    result = fenyang("close", "--month", "2023-09", "--portfolio", small)
    assert (result.code, result.out.strip()) == (0, "已封账2023年9月。可用 fenyang undo 撤销。")
    assert close_of(small).is_closed
    assert fenyang("close", "--month", "2023-09", "--portfolio", small).code == 2
    refused = fenyang("close", "--month", "2023-09", "--reopen", "--portfolio", small)
    assert refused.code == 2
    assert "原因" in refused.err
    assert fenyang("close", "--month", "2023年9月", "--reopen", "--reason", "重报", "--portfolio", small).code == 0
    assert not close_of(small).is_closed
    (fact,) = fenyang("close", "--json", "--portfolio", small).json
    assert (fact["month"], fact["state"], fact["reference_date"]) == ("2023-09", "reopened", "2023-09-15")
    history = fenyang("history", "--portfolio", small).out.splitlines()[1]
    for part in ("重新打开", "台账 · 2023年9月", "封账状态", "已封账"):
        assert part in history


@pytest.mark.parametrize(
    "arguments",
    [
        ("--month", "某月"),
        ("--reopen",),
        ("--month", "2023-09", "--year", "2023"),
        ("--month", "2099-01"),
        ("--year", "2023"),
    ],
)
def test_a_close_that_makes_no_sense_changes_nothing(fenyang, small, arguments):
    before = small.read_bytes()
    result = fenyang("close", *arguments, "--portfolio", small)
    assert (result.code, small.read_bytes()) == (2, before)
    assert result.err.strip()


def edited(small: Path) -> Path:
    """The same portfolio, closed in September and with a new name for item 3 today."""
    workspace = Workspace.open(small)
    close_month(workspace, "2023-09")
    workspace.edit({3: {"name": "今天的名称", "total_investment": 12 * WAN}})
    workspace.close()
    return small


@pytest.mark.parametrize("when", ["2023-09", "2023-09-20"])
def test_list_export_alerts_and_sheet_show_a_past_state(fenyang, small, tmp_path, when):
    edited(small)
    names = [one["name"] for one in fenyang("list", "--json", "--as-of", when, "--portfolio", small).json]
    assert "第二污水处理厂" in names
    assert "今天的名称" not in names
    assert "今天的名称" in fenyang("list", "--portfolio", small).out
    out = tmp_path / "导出.csv"
    assert fenyang("export", out, "--as-of", when, "--portfolio", small).code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert any("第二污水处理厂" in row for row in rows)
    assert not any("今天的名称" in row for row in rows)
    alerts = fenyang("alerts", "--as-of", when, "--portfolio", small)
    assert "基准日 2023-09-15" in alerts.out
    assert fenyang("sheet", "progress", tmp_path / "a.pdf", "--as-of", when, "--portfolio", small).code == 0
    text = "".join(text_of((tmp_path / "a.pdf").read_bytes()).split())
    assert "第二污水处理厂" in text
    assert "今天的名称" not in text


@pytest.mark.parametrize(
    ("when", "told"), [("2023-08", "没有封账"), ("2020-01-01", "开始有记录"), ("明天", "读不出来")]
)
def test_a_past_that_is_not_there_is_refused(fenyang, small, when, told):
    result = fenyang("list", "--as-of", when, "--portfolio", small)
    assert result.code == 2
    assert told in result.err


def test_the_corrections_are_printed_with_both_figures_and_the_reason(fenyang, small, tmp_path):
    workspace = Workspace.open(small)
    report_month(workspace, 2, "2023-09", {"invested_year": 1234 * WAN})
    close_month(workspace, "2023-09")
    restate(workspace, 2, "2023-09", {"invested_year": 1200 * WAN}, "重复计列设备款")
    workspace.close()
    out = tmp_path / "更正表.pdf"
    assert fenyang("sheet", "更正表", out, "--portfolio", small).code == 0
    text = "".join(text_of(out.read_bytes()).split())
    for part in ("更正表", "2023年9月", "华樽3万吨项目", "1,234", "1,200", "重复计列设备款"):
        assert part in text
    assert "更正表" in fenyang("sheet", "--list").out
