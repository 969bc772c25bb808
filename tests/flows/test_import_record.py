"""What stays of an import: its record, the file, the columns left, and the way back when other edits followed."""

from dataclasses import replace

import openpyxl
import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.receipts import sender_at, senders_by_place
from fenyang_desktop.exchange.delimited import read_delimited
from fenyang_desktop.services.files import save_copy
from fenyang_desktop.services.importing import apply_import, preview_file
from fenyang_desktop.services.preview import ReceivedFile
from fenyang_desktop.services.receipts import import_records, imported_before
from fenyang_desktop.services.withdrawing import look_at_withdrawal, withdraw_import
from fenyang_desktop.store.keeping import folder

from .import_steps import changed, item, only_row, preview_import

HEAD = ["项目名称", "总投资(万元)", "年内累计完成投资(万元)", "完成时限", "是否上报省级", "备注栏目"]


@pytest.fixture
def book(tmp_path):
    """Writes a return of 市住建局; each row is name, total, invested this year, deadline, and two columns of their own."""

    def write(*rows, name="住建局 9月.xlsx", sender="市住建局"):
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = "进度"
        sheet.append(["重点项目进展情况表"])
        sheet.append([f"填报单位：{sender}" if sender else "单位：万元"])
        sheet.append(HEAD)
        for row in rows:
            sheet.append(row)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def portfolio(empty_workspace):
    empty_workspace.add(
        {"name": "甲路改造", "total_investment": 10_000_000_000, "invested_year": 100_000_000, "lead_unit": "市住建局"}
    )
    empty_workspace.add({"name": "乙桥新建", "deadline": "2023-10-31|month|10月底前"})
    return empty_workspace


def take(workspace, path):
    return apply_import(workspace, preview_import(workspace, path))


# -- the record


def test_each_value_is_known_to_be_of_the_sender_of_its_own_table(portfolio, tmp_path):
    workbook = openpyxl.Workbook()
    for row in (
        ["填报单位：市住建局"],
        ["项目名称", "总投资(万元)"],
        ["甲路改造", 10001],
        [],
        ["填报单位：市水利局"],
        ["项目名称", "存在问题", "总投资(万元)"],
        ["乙桥新建", "缺钱", 2],
    ):
        workbook.active.append(row)
    workbook.save(tmp_path / "两家.xlsx")
    take(portfolio, tmp_path / "两家.xlsx")
    trails = [portfolio.trail(id, "total_investment")[0].change.origin.sender for id in (1, 2)]
    assert trails == ["市住建局", "市水利局"]
    (record,) = import_records(portfolio)
    assert record.stored.receipt.sender == "市住建局、市水利局"


def test_tables_side_by_side_share_their_senders():
    senders = senders_by_place([("表", 2, "甲局"), ("表", 2, "乙局"), ("表", 9, "丙局"), ("另表", 1, "")])
    assert [sender_at(senders, "表", cell) for cell in ("B3", "H8", "B10")] == ["甲局、乙局", "甲局、乙局", "丙局"]
    assert sender_at(senders, "另表", "A9") == ""
    assert sender_at(senders, "没有", "A9") == ""


def test_an_import_records_its_file_and_sender_and_keeps_the_file(portfolio, book):
    path = book(["甲路改造", 10000, 150, None, "是", None])
    content = path.read_bytes()
    take(portfolio, path)
    path.unlink()
    (record,) = import_records(portfolio)
    assert record.stored.receipt.file == "住建局 9月.xlsx"
    assert record.stored.receipt.sender == "市住建局"
    assert (record.state, record.size) == ("有效", 1)
    assert record.kept is not None
    assert record.kept.read_bytes() == content


def test_the_same_content_is_kept_once_under_whatever_name(portfolio, book, tmp_path):
    path = book(["甲路改造", 10000, 150, None, None, None])
    take(portfolio, path)
    portfolio.undo()
    other = tmp_path / "又一份.xlsx"
    other.write_bytes(path.read_bytes())
    take(portfolio, other)
    assert len(list(folder(portfolio.path).iterdir())) == 1
    assert [record.state for record in import_records(portfolio)] == ["有效", "已撤销"]


def test_a_kept_file_that_somebody_altered_stays_and_the_content_is_kept_anew(portfolio, book):
    path = book(["甲路改造", 10000, 150, None, None, None])
    take(portfolio, path)
    (kept,) = folder(portfolio.path).iterdir()
    kept.write_bytes(b"altered")
    portfolio.undo()
    take(portfolio, path)
    contents = {one.read_bytes() for one in folder(portfolio.path).iterdir()}
    assert contents == {b"altered", path.read_bytes()}


def test_nothing_is_imported_where_the_file_cannot_be_kept(portfolio, book):
    path = book(["甲路改造", 10000, 150, None, None, None])
    folder(portfolio.path).write_text("a file where the folder should be")
    before = portfolio.items(), portfolio.sets()
    with pytest.raises(UserError) as fault:
        take(portfolio, path)
    assert fault.value.code == "file_not_kept"
    assert (portfolio.items(), portfolio.sets()) == before


def test_a_file_is_not_kept_where_its_import_fails(portfolio, book):
    preview = preview_import(portfolio, book(["甲路改造", 11000, None, None, None, None]))
    portfolio.edit({item(portfolio, "甲路改造").id: {"total_investment": 1}})
    with pytest.raises(UserError) as fault:
        apply_import(portfolio, preview)
    assert fault.value.code == "conflict"
    assert not folder(portfolio.path).exists()


def test_a_file_kept_by_an_earlier_import_stays_where_a_later_one_fails(portfolio, book):
    path = book(["甲路改造", 11000, None, None, None, None])
    take(portfolio, path)
    portfolio.undo()
    preview = preview_import(portfolio, path)
    portfolio.edit({item(portfolio, "甲路改造").id: {"total_investment": 1}})
    with pytest.raises(UserError):
        apply_import(portfolio, preview)
    assert [one.read_bytes() for one in folder(portfolio.path).iterdir()] == [path.read_bytes()]


def test_a_file_with_a_name_of_eighty_characters_is_imported(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None], name=f"{'汾' * 80}.xlsx"))
    (record,) = import_records(portfolio)
    assert record.kept is not None
    assert record.kept.suffix == ".xlsx"


def test_columns_that_are_no_fields_of_ours_stay_with_the_record_by_item(portfolio, book):
    applied = take(
        portfolio, book(["甲路改造", 10000, 150, None, "是", "A"], ["丙园新建", 500, None, None, "否", None])
    )
    left = {column.header: column.texts for column in portfolio.left_columns(applied.set_id)}
    old, new = item(portfolio, "甲路改造").id, item(portfolio, "丙园新建").id
    assert left == {"是否上报省级": {old: "是", new: "否"}, "备注栏目": {old: "A"}}


def test_a_copy_of_a_portfolio_has_the_kept_files_too(portfolio, book, tmp_path, open_workspace):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    save_copy(portfolio, tmp_path / "副本.fenyang")
    (record,) = import_records(open_workspace(tmp_path / "副本.fenyang"))
    assert record.kept is not None
    assert record.kept.parent == folder(tmp_path / "副本.fenyang")


def test_a_file_that_was_imported_before_is_known_by_its_content(portfolio, book):
    path = book(["甲路改造", 10000, 150, None, None, None])
    data = path.read_bytes()
    assert imported_before(portfolio, data) is None
    applied = take(portfolio, path)
    known = imported_before(portfolio, data)
    assert known is not None
    assert known.set.id == applied.set_id
    portfolio.undo()
    assert imported_before(portfolio, data) is None


# -- who sent it


def test_each_value_tells_its_sender_file_sheet_and_cell(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    (latest,) = portfolio.trail(item(portfolio, "甲路改造").id, "invested_year", 1)
    assert latest.change.origin == ("住建局 9月.xlsx", "进度", "C4", "市住建局")


@pytest.mark.parametrize(
    ("name", "rows", "sender"),
    [
        ("市住建局9月报表.xlsx", [["丙园新建", 1, None, None, None, None]], "市住建局"),
        ("03、贾家庄镇9月.xlsx", [["甲路改造", 10000, 150, None, None, None]], "贾家庄镇"),
        ("9月报表.xlsx", [[f"{name}路改造", 1, 1, None, None, None] for name in "甲戊己"], "市住建局"),
        ("9月报表.xlsx", [["甲路改造", 10000, 150, None, None, None]], ""),
        ("9月报表.xlsx", [["丙园新建", 1, None, None, None, None]], ""),
    ],
    ids=["by a unit in its name", "by its name", "by the unit of its projects", "too few to tell", "nobody knows"],
)
def test_a_sheet_that_names_no_sender_is_told_by_its_name_or_its_projects(portfolio, book, name, rows, sender):
    for other in ("戊路改造", "己路改造"):
        portfolio.add({"name": other, "lead_unit": "市住建局"})
    assert preview_import(portfolio, book(*rows, name=name, sender="")).sender == sender


def test_a_person_says_who_sent_a_sheet(portfolio, book):
    preview = preview_import(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    again = preview_file(portfolio, replace(preview.source, sender="市交通局"), {}, Progress())
    assert again.sender == "市交通局"


# -- against the last return


def test_a_value_that_the_office_set_since_the_senders_last_return_is_a_conflict_with_both_values(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    id = item(portfolio, "甲路改造").id
    portfolio.edit({id: {"invested_year": 180_000_000}})
    row = only_row(preview_import(portfolio, book(["甲路改造", 10000, 200, None, None, None])))
    why = row.value_doubts["invested_year"]
    assert "180" in why
    assert "上次报送的是“150”" in why
    assert "这次是“200”" in why
    assert not row.sure_changes


def test_a_sheet_that_only_repeats_the_last_return_does_not_take_the_offices_value_back(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 180_000_000}})
    row = only_row(preview_import(portfolio, book(["甲路改造", 10000, 150, None, None, None])))
    assert "仍是上次报送的“150”" in row.value_doubts["invested_year"]


def test_a_value_that_another_sender_set_is_a_conflict_that_names_that_sender(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    other = book(["甲路改造", 10000, 160, None, None, None], name="交通 9月.xlsx", sender="市交通局")
    preview = preview_import(portfolio, other)
    apply_import(portfolio, preview, [preview.key(only_row(preview))])
    row = only_row(preview_import(portfolio, book(["甲路改造", 10000, 200, None, None, None])))
    assert "市交通局" in row.value_doubts["invested_year"]
    assert "上次报送的是“150”" in row.value_doubts["invested_year"]


def test_what_counts_as_the_last_report_is_the_latest_and_who_set_the_value_the_last(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    take(portfolio, book(["甲路改造", 10000, 160, None, None, None]))
    id = item(portfolio, "甲路改造").id
    portfolio.edit({id: {"invested_year": 170_000_000}})
    portfolio.edit({id: {"invested_year": 180_000_000}})
    why = only_row(preview_import(portfolio, book(["甲路改造", 10000, 200, None, None, None]))).value_doubts
    assert "台账中的“180”" in why["invested_year"]
    assert "上次报送的是“160”" in why["invested_year"]


def test_a_value_that_the_office_left_alone_is_no_conflict(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    row = only_row(preview_import(portfolio, book(["甲路改造", 10000, 200, None, None, None])))
    assert changed(row) == {"invested_year": 200_000_000}
    assert not row.value_doubts


def test_a_conflict_lasts_until_the_senders_value_is_taken_over(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 180_000_000}})
    rows = (["甲路改造", 10000, 150, None, None, None], ["丙园新建", 500, None, None, None, None])
    take(portfolio, book(*rows))  # takes over the new project, and leaves the conflict
    assert item(portfolio, "甲路改造").get("invested_year") == 180_000_000
    preview = preview_import(portfolio, book(["甲路改造", 10000, 200, None, None, None]))
    assert not only_row(preview).sure_changes
    apply_import(portfolio, preview, [preview.key(only_row(preview))])
    assert only_row(preview_import(portfolio, book(["甲路改造", 10000, 210, None, None, None]))).sure_changes


@pytest.mark.parametrize("sender", ["市住建局（盖章）", "汾阳市住建局", "市住建局。", "住建局"])
def test_a_sender_whose_name_is_dressed_otherwise_is_the_same(portfolio, book, sender):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 180_000_000}})
    preview = preview_import(portfolio, book(["甲路改造", 10000, 200, None, None, None], sender=sender))
    assert "上次报送的是“150”" in only_row(preview).value_doubts["invested_year"]


def test_what_a_person_corrected_after_an_import_is_safe_from_a_sheet_of_nobody(portfolio, book):
    take(portfolio, book(["丙园新建", 10000, 150, None, None, None]))
    portfolio.edit({item(portfolio, "丙园新建").id: {"invested_year": 180_000_000}})
    preview = preview_import(portfolio, book(["丙园新建", 10000, 200, None, None, None], sender="", name="无名.xlsx"))
    assert preview.sender == ""
    assert "此前是“150”" in only_row(preview).value_doubts["invested_year"]


def test_an_edit_that_was_undone_is_no_conflict(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 180_000_000}})
    portfolio.undo()
    assert not only_row(preview_import(portfolio, book(["甲路改造", 10000, 200, None, None, None]))).value_doubts


def test_a_first_return_has_nothing_to_be_in_conflict_with(portfolio, book):
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 120_000_000}})
    assert not only_row(preview_import(portfolio, book(["甲路改造", 10000, 200, None, None, None]))).value_doubts


def test_what_one_sender_reported_is_not_overwritten_by_the_first_return_of_another(portfolio, book):
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    first = book(["甲路改造", 10000, 200, None, None, None], sender="市交通局", name="交通.xlsx")
    why = only_row(preview_import(portfolio, first)).value_doubts["invested_year"]
    assert "市住建局" in why
    assert "此前是“100”" in why


def test_what_others_reported_stays_safe_after_the_first_return_of_a_sender_too(portfolio, book):
    """A person left the value out of the first return: the next one asks again, and so does the same file."""
    take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 180_000_000}})
    rows = [["甲路改造", 10000, 200, None, None, None], ["乙桥新建", 500, 20, None, None, None]]
    first = book(*rows, sender="市交通局", name="交通 9月.xlsx")
    preview = preview_import(portfolio, first)
    apply_import(portfolio, preview, [preview.key(row) for row in preview.rows() if row.name == "乙桥新建"])
    later = book(*([*row[:2], row[2] + 10, *row[3:]] for row in rows), sender="市交通局", name="交通 10月.xlsx")
    for path in (first, later):
        road = next(row for row in preview_import(portfolio, path).rows() if row.name == "甲路改造")
        assert "改定" in road.value_doubts["invested_year"]


def test_a_deadline_that_moves_later_waits_and_the_slips_are_counted(portfolio, book):
    path = book(["乙桥新建", None, None, "2023年11月底前", None, None])
    preview = preview_import(portfolio, path)
    assert "晚 30 天" in only_row(preview).value_doubts["deadline"]
    apply_import(portfolio, preview, preview.acceptable() | {preview.key(only_row(preview))})
    again = preview_import(portfolio, book(["乙桥新建", None, None, "2023年12月底前", None, None]))
    assert "第 2 次推迟，最初是 2023年10月底" in only_row(again).value_doubts["deadline"]


def test_a_deadline_that_moves_earlier_needs_no_second_look(portfolio, book):
    assert not only_row(
        preview_import(portfolio, book(["乙桥新建", None, None, "2023-09-30", None, None]))
    ).value_doubts


# -- back again


def test_withdrawing_an_older_import_takes_back_what_still_stands_and_tells_what_does_not(portfolio, book):
    applied = take(
        portfolio,
        book(["甲路改造", 12000, 150, None, None, None], ["丙园新建", 500, None, None, None, None]),
    )
    id = item(portfolio, "甲路改造").id
    portfolio.edit({id: {"invested_year": 180_000_000}})
    portfolio.edit({item(portfolio, "乙桥新建").id: {"note": "与此无关"}})
    look = look_at_withdrawal(portfolio, applied.set_id)
    (kept,) = look.kept
    assert (kept.change.field, kept.why) == ("invested_year", "之后又改过")
    assert kept.since.change.new == 180_000_000
    withdraw_import(portfolio, look)
    assert item(portfolio, "甲路改造").get("total_investment") == 10_000_000_000
    assert item(portfolio, "甲路改造").get("invested_year") == 180_000_000
    assert item(portfolio, "乙桥新建").get("note") == "与此无关"
    assert "丙园新建" not in {one.name for one in portfolio.items()}
    assert [record.state for record in import_records(portfolio)] == ["已撤回"]


def test_a_withdrawal_is_one_step_that_can_be_undone(portfolio, book):
    applied = take(portfolio, book(["甲路改造", 12000, 150, None, None, None], ["丙园新建", 5, None, None, None, None]))
    before = portfolio.items()
    withdraw_import(portfolio, look_at_withdrawal(portfolio, applied.set_id))
    portfolio.undo()
    assert portfolio.items() == before
    assert [record.state for record in import_records(portfolio)] == ["有效"]


def test_an_added_item_that_was_edited_or_has_members_since_stays(portfolio, book):
    path = book(["丙园新建", 500, None, None, None, None], ["丁园新建", 500, None, None, None, None])
    applied = take(portfolio, path)
    portfolio.edit({item(portfolio, "丙园新建").id: {"note": "重点"}})
    portfolio.edit({item(portfolio, "乙桥新建").id: {"parent": item(portfolio, "丁园新建").id}})
    look = look_at_withdrawal(portfolio, applied.set_id)
    assert len(look.kept) == 2
    assert not look.changes
    with pytest.raises(UserError) as fault:
        withdraw_import(portfolio, look)
    assert fault.value.code == "nothing_to_withdraw"


def test_a_value_that_another_confirmed_since_is_not_withdrawn(portfolio, book):
    applied = take(portfolio, book(["甲路改造", 10000, 200, None, None, None]))
    id = item(portfolio, "甲路改造").id
    portfolio.edit({id: {"invested_year": 150_000_000}})
    portfolio.edit({id: {"invested_year": 200_000_000}})
    look = look_at_withdrawal(portfolio, applied.set_id)
    assert {change.entity for change in look.changes} == {"month"}  # what was reported, which nobody confirmed
    assert [one.change.field for one in look.kept] == ["invested_year"]


def test_an_import_that_was_undone_or_withdrawn_is_not_withdrawn_again(portfolio, book):
    applied = take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    portfolio.undo()
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 150_000_000}})
    with pytest.raises(UserError) as fault:
        look_at_withdrawal(portfolio, applied.set_id)
    assert fault.value.code == "import_not_standing"


def test_a_programme_that_would_come_to_stand_under_itself_stays_and_the_rest_goes_back(portfolio, sheet):
    one, two = (portfolio.add({"name": name, "kind": "programme"}) for name in ("甲组", "乙组"))
    (first,), (second,) = one.ids, two.ids
    portfolio.edit({first: {"parent": second}})
    header = ["编号", "项目名称", "所属项目包", "备注"]
    preview = preview_import(portfolio, sheet([first, "甲组", "无", "已拆出"], header=header))
    applied = apply_import(portfolio, preview)
    portfolio.edit({second: {"parent": first}})
    look = look_at_withdrawal(portfolio, applied.set_id)
    assert [one.why for one in look.kept] == ["改回去会使项目包互相包含"]
    withdraw_import(portfolio, look)
    assert item(portfolio, "甲组").get("note") is None
    assert item(portfolio, "乙组").parent == first


def test_an_import_that_was_withdrawn_is_no_last_return(portfolio, book):
    applied = take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    withdraw_import(portfolio, look_at_withdrawal(portfolio, applied.set_id))
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 120_000_000}})
    assert not only_row(preview_import(portfolio, book(["甲路改造", 10000, 150, None, None, None]))).value_doubts


def test_only_imports_can_be_withdrawn(portfolio):
    set_id = portfolio.sets()[-1].id
    with pytest.raises(UserError) as fault:
        look_at_withdrawal(portfolio, set_id)
    assert fault.value.code == "not_an_import"


def test_a_withdrawal_that_no_longer_fits_changes_nothing(portfolio, book):
    applied = take(portfolio, book(["甲路改造", 10000, 150, None, None, None]))
    look = look_at_withdrawal(portfolio, applied.set_id)
    portfolio.edit({item(portfolio, "甲路改造").id: {"invested_year": 1}})
    with pytest.raises(UserError) as fault:
        withdraw_import(portfolio, look)
    assert fault.value.code == "conflict"
    assert item(portfolio, "甲路改造").get("invested_year") == 1


# -- figures held against one another


def test_the_months_amount_checks_the_cumulative(portfolio, sheet):
    def look(month, total):
        header = ["项目名称", "本月完成投资（万元）", "年内累计完成投资（万元）"]
        return only_row(preview_import(portfolio, sheet(["甲路改造", month, total], header=header)))

    right = look(50, 150)
    assert changed(right) == {"invested_month": 50_000_000, "invested_year": 150_000_000}
    assert not right.value_doubts
    wrong = look(50, 180)
    assert changed(wrong) == {"invested_month": 50_000_000, "invested_year": 180_000_000}
    assert "上次累计 100 ＋ 本月 50 ≠ 这次累计 180" in wrong.value_doubts["invested_year"]


def test_what_is_only_worth_a_word_comes_in_with_its_remark(portfolio, sheet):
    header = ["项目名称", "形象进度(%)", "项目代码"]
    row = only_row(preview_import(portfolio, sheet(["甲路改造", 100, "2208-440106-04-01-848098"], header=header)))
    assert set(row.remarks) == {"progress_percent", "project_code"}
    assert len(row.sure_changes) == 2


def test_a_column_that_is_not_imported_stays_with_the_record(portfolio, sheet):
    header = ["项目名称", "上月完成投资（万元）", "年内累计完成投资（万元）"]
    applied = apply_import(portfolio, preview_import(portfolio, sheet(["甲路改造", 50, 150], header=header)))
    (column,) = portfolio.left_columns(applied.set_id)
    assert (column.header, column.texts) == ("上月完成投资（万元）", {item(portfolio, "甲路改造").id: "50"})


def test_each_table_of_a_sheet_has_the_sender_who_stands_nearest_above_it(portfolio, tmp_path):
    text = "填报单位：市住建局\n项目名称,备注\n甲路,x\n,\n填报单位：市水利局\n项目名称,备注,建设内容\n乙渠,y,z\n"
    source = ReceivedFile(tmp_path / "汇总.csv", (read_delimited("汇总.csv", "汇总", text),))
    preview = preview_file(portfolio, source, {}, Progress())
    assert [sheet.sender for sheet in preview.sheets] == ["市住建局", "市水利局"]
