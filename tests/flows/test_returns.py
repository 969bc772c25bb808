"""What an import notes in the ledger of returns, and the command that shows and marks it."""

import openpyxl
import pytest
from pypdfium2 import PdfDocument

from fenyang_desktop.domain.history import standing
from fenyang_desktop.domain.return_records import RETURN, UNIT
from fenyang_desktop.domain.returning import State
from fenyang_desktop.services.importing import apply_import
from fenyang_desktop.services.month_rows import values_written
from fenyang_desktop.services.receipts import import_records
from fenyang_desktop.services.return_ledger import read_ledger
from fenyang_desktop.services.return_marks import mark, rename_unit
from fenyang_desktop.services.taking import counts_of_taken
from fenyang_desktop.services.withdrawing import look_at_withdrawal, withdraw_import

from .import_steps import item, only_row, preview_import

MONTH = "2023-09"  # the report month of the small portfolio, due on 2023-10-11
HOUSING = "市住建局"


@pytest.fixture
def book(tmp_path):
    """Writes a return; each row is name and problems."""

    def write(*rows, name="报来.xlsx", sender="汾阳市住建局（盖章）"):
        workbook = openpyxl.Workbook()
        workbook.active.append([f"填报单位：{sender}"] if sender else ["单位：万元"])
        workbook.active.append(["项目名称", "存在问题"])
        for row in rows:
            workbook.active.append(row)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return write


def take(workspace, path):
    return apply_import(workspace, preview_import(workspace, path))


def cell(workspace, unit=HOUSING, month=MONTH):
    ledger = read_ledger(workspace)
    sender = ledger.sender(unit)
    return ledger.cell(sender, month, asked=True) if sender else None


def test_an_accepted_import_notes_its_senders_return_in_the_same_step(small_workspace, book):
    before = len(small_workspace.undo_stack())
    applied = take(small_workspace, book(["第二污水处理厂", "缺资金"]))
    found = cell(small_workspace)
    assert (found.state, found.row.file, found.row.received) == (State.RECEIVED, "报来.xlsx", "2023-09-20 10:00")
    assert found.sender.name == HOUSING
    assert len(small_workspace.undo_stack()) == before + 1
    assert {change.entity for change in small_workspace.changes(applied.set_id)} >= {"item", UNIT.entity, RETURN.entity}


def test_what_an_import_noted_of_returns_is_no_value_that_it_changed(small_workspace, book):
    applied = take(small_workspace, book(["第二污水处理厂", "缺资金"]))
    taken = counts_of_taken(values_written(small_workspace, applied.set_id))
    assert (taken.new, taken.changed, taken.values) == (0, 1, 1)
    assert import_records(small_workspace)[0].size == 1


def test_undo_and_redo_take_the_mark_along(small_workspace, book):
    take(small_workspace, book(["第二污水处理厂", "缺资金"]))
    small_workspace.undo()
    assert (cell(small_workspace).state, small_workspace.returns()) == (State.MISSING, [])
    small_workspace.redo()
    assert cell(small_workspace).state is State.RECEIVED


def test_a_withdrawn_import_takes_its_mark_back_unless_something_was_noted_since(small_workspace, book):
    first = take(small_workspace, book(["第二污水处理厂", "缺资金"]))
    small_workspace.edit({2: {"note": "别的"}})
    withdraw_import(small_workspace, look_at_withdrawal(small_workspace, first.set_id))
    assert (cell(small_workspace).state, small_workspace.returns()) == (State.MISSING, [])
    small_workspace.undo()
    mark(small_workspace, [cell(small_workspace)], "退回", "缺签字")
    withdraw_import(small_workspace, look_at_withdrawal(small_workspace, first.set_id))
    assert cell(small_workspace).state is State.RETURNED
    assert item(small_workspace, "第二污水处理厂").get("problems") is None


def test_a_second_file_of_the_month_is_named_and_the_first_days_time_stays(small_workspace, book):
    mark(small_workspace, [cell(small_workspace)], "已报")
    (row,) = small_workspace.returns()
    second = take(small_workspace, book(["第二污水处理厂", "缺资金"], name="补报.xlsx"))
    (after,) = small_workspace.returns()
    assert after == row._replace(file="补报.xlsx")
    withdraw_import(small_workspace, look_at_withdrawal(small_workspace, second.set_id))
    assert small_workspace.returns() == [row]


def test_a_return_that_was_sent_back_is_in_again_by_the_next_file(small_workspace, book):
    mark(small_workspace, [cell(small_workspace)], "退回", "缺签字")
    take(small_workspace, book(["第二污水处理厂", "缺资金"]))
    assert (cell(small_workspace).state, cell(small_workspace).row.reason) == (State.RECEIVED, None)


def test_a_file_under_a_former_name_counts_for_the_renamed_unit(small_workspace, book):
    rename_unit(small_workspace, read_ledger(small_workspace).sender(HOUSING), "市住房保障局", "2023-08")
    take(small_workspace, book(["第二污水处理厂", "缺资金"], sender=HOUSING))
    assert [unit.name for unit in small_workspace.units()] == ["市住房保障局"]
    assert cell(small_workspace, "市住房保障局").state is State.RECEIVED


def test_what_the_office_set_since_a_return_is_asked_about_though_the_unit_was_renamed_meanwhile(small_workspace, book):
    take(small_workspace, book(["第二污水处理厂", "缺资金"], sender=HOUSING))
    small_workspace.edit({3: {"problems": "已解决"}})
    rename_unit(small_workspace, read_ledger(small_workspace).sender(HOUSING), "市住房保障局", "2023-08")
    row = only_row(preview_import(small_workspace, book(["第二污水处理厂", "缺资金"], sender="市住房保障局")))
    assert "市住房保障局的表中仍是上次报送的“缺资金”" in row.value_doubts["problems"]


def test_a_file_named_by_a_former_name_is_of_the_renamed_unit(small_workspace, book):
    rename_unit(small_workspace, read_ledger(small_workspace).sender(HOUSING), "市住房保障局", "2023-08")
    small_workspace.edit({3: {"lead_unit": "市住房保障局"}})
    take(small_workspace, book(["第二污水处理厂", "缺资金"], sender="", name="九月市住建局项目.xlsx"))
    assert cell(small_workspace, "市住房保障局").state is State.RECEIVED


def test_a_sender_that_owes_nothing_is_listed_apart_and_can_be_made_one_with_a_unit_that_does(small_workspace, book):
    take(small_workspace, book(["第二污水处理厂", "缺资金"], sender="市建设管理局"))
    ledger = read_ledger(small_workspace)
    assert [(one.name, one.is_expected) for one in ledger.senders] == [(HOUSING, True), ("市建设管理局", False)]
    assert cell(small_workspace).is_open
    rename_unit(small_workspace, ledger.sender("市建设管理局"), HOUSING)
    assert [one.name for one in read_ledger(small_workspace).senders] == [HOUSING]
    assert cell(small_workspace).state is State.RECEIVED


def test_a_file_of_nobody_notes_nothing(small_workspace, book):
    applied = take(small_workspace, book(["第二污水处理厂", "缺资金"], sender=""))
    assert applied.set_id in standing(small_workspace.sets())
    assert (small_workspace.units(), small_workspace.returns()) == ([], [])


# -- the command


def test_the_command_lists_the_month_and_fails_only_after_the_due_date(fenyang, small):
    shown = fenyang("returns", "--portfolio", small)
    assert (shown.code, "○ 未报" in shown.out, "应报 1 个单位，已报 0，未报 1" in shown.out) == (0, True, True)
    late = fenyang("returns", "--portfolio", small, "--on", "2023-10-16", "--json")
    (fact,) = late.json
    assert (late.code, fact["unit"], fact["state"], fact["days_over"]) == (1, HOUSING, "missing", 5)
    assert (fact["due"], fact["items"], fact["expected"]) == ("2023-10-11", [3], True)


def test_the_command_marks_a_return_as_one_step_that_undo_takes_back(fenyang, small):
    marked = fenyang("returns", "--portfolio", small, "--month", "2023-08", "--mark", HOUSING, "退回", "--reason", "缺")
    assert (marked.code, "× 退回" in marked.out) == (1, True)
    (fact,) = fenyang("returns", "--portfolio", small, "--month", "2023-08", "--json").json
    assert (fact["state"], fact["reason"], fact["open"]) == ("returned", "缺", True)
    fenyang("undo", "--portfolio", small)
    (fact,) = fenyang("returns", "--portfolio", small, "--month", "2023-08", "--json").json
    assert (fact["state"], fact["reason"]) == ("missing", None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--month", "九月"), "报告期“九月”读不出来"),
        (("--month", "2023-13"), "报告期“2023-13”读不出来"),
        (("--mark", "市水务局", "已报"), "没有“市水务局”"),
        (("--mark", HOUSING, "报了"), "没有“报了”这种报送状态"),
        (("--mark", HOUSING, "退回"), "退回要写明原因"),
    ],
)
def test_what_cannot_be_marked_is_said_and_changes_nothing(fenyang, small, arguments, said):
    before = small.read_bytes()
    result = fenyang("returns", "--portfolio", small, *arguments)
    assert (result.code, said in result.err) == (2, True)
    assert small.read_bytes() == before


def test_the_command_gives_the_list_to_copy_and_the_sheet_to_print(fenyang, small, tmp_path):
    path = tmp_path / "催报 单.pdf"
    result = fenyang("returns", "--portfolio", small, "--on", "2023-10-16", "--text", "--sheet", path)
    assert result.out.splitlines()[1] == "1. 市住建局（1 项，逾期 5 天）"
    document = PdfDocument(path)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "2023年9月重点项目月报催报单" in text
    assert HOUSING in text


def test_the_history_names_unit_and_month_of_a_mark(fenyang, small):
    fenyang("returns", "--portfolio", small, "--mark", HOUSING, "无变化")
    facts = fenyang("history", "--portfolio", small, "--json").json
    told = [(one["record"], one["label"], one["new"]) for one in facts if one["entity"] == RETURN.entity]
    assert ("市住建局 2023年9月", "报送状态", "无变化") in told
    assert any(one["entity"] == UNIT.entity and one["label"] == "单位名称" for one in facts)


def test_without_any_unit_the_command_says_what_to_fill_in(fenyang, bundled):
    result = fenyang("returns", "--portfolio", bundled)
    assert (result.code, "没有应报的单位，请先在台账里填各项目的责任单位" in result.out) == (0, True)
