"""The annotated copy: the sender's own workbook with what is to be corrected marked, and a list of it in front."""

import io
import re
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from import_steps import READER, preview_import
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Cancelled, Progress
from fenyang_desktop.exchange.reader import Reader
from fenyang_desktop.services.annotating import copy_name, has_notes, notes_of, save_annotated_copy
from fenyang_desktop.services.importing import apply_import

RED, YELLOW = "FFFFC9CD", "FFFFED9E"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
HEAD = ["序号", "项目名称", "总投资", "阶段", "完成时限", "责任单位", "备注"]


@pytest.fixture
def sent(tmp_path):
    """A dressed workbook: titles, units, a merge, a formula, print set-up, a second sheet with an odd name."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "9月 '进度' 表"
    for row in (
        ["汾阳市重点项目9月进度表"],
        ["填报单位：市住建局", None, None, None, "单位：万元"],
        HEAD,
        [1, "华樽3万吨项目", 12500, "盖房", "10月底前", "市工信局"],
        [2, "第二污水处理厂", 17000, "续建", "2023年13月", "市住建局"],
        [3, "新的果园", 500, "前期", "年底", "市农业农村局"],
        ["合计", None, "=SUM(C4:C6)"],
    ):
        page.append(row)
    page.merge_cells("A1:G1")
    page["A1"].font = Font(name="方正小标宋简体", size=20, bold=True, color="FFC00000")
    side = Side(style="medium")
    page["B5"].border = Border(left=side, right=side, top=side, bottom=side)
    page.column_dimensions["B"].width = 33.5
    page.row_dimensions[1].height = 41
    page["C4"].number_format = "#,##0.00"
    page["B6"].comment = Comment("汾阳：去年叫老果园", "县局")
    page.page_setup.paperSize, page.page_setup.orientation = 8, "landscape"
    page.print_title_rows = "3:3"
    page.freeze_panes = "C4"
    page.add_data_validation(DataValidation("list", formula1='"前期,续建"', sqref="D4:D6"))
    other = book.create_sheet("说明")
    other["A1"] = "请于25日前报送"
    path = tmp_path / "住建局 9月.xlsx"
    book.save(path)
    return _with_cached_total(path, "30000")


def _with_cached_total(path: Path, value: str) -> Path:
    """What a spreadsheet program does on saving: the formula gets its value."""
    old = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(old)) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(
                part,
                source.read(part)
                .replace(b"<v></v>", f"<v>{value}</v>".encode())
                .replace(b"<v />", f"<v>{value}</v>".encode()),
            )
    return path


def _rewritten(path: Path, old: str, new: str) -> None:
    """The workbook with other words in its parts."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(old.encode(), new.encode()))


def annotated(workspace, path, name="批注.xlsx"):
    """The copy, and how many notes it holds."""
    target = path.parent / name
    count = save_annotated_copy(preview_import(workspace, path), target, READER, Progress())
    return openpyxl.load_workbook(target), count


def listed(book):
    return [[cell.value for cell in row] for row in book["核对清单"].iter_rows(min_row=5)]


def test_the_copy_keeps_the_senders_workbook_as_it_looked(small_workspace, sent):
    book, _ = annotated(small_workspace, sent)
    page = book["9月 '进度' 表"]
    assert book.sheetnames == ["核对清单", "9月 '进度' 表", "说明"]
    assert (page["A1"].font.name, page["A1"].font.size, page["A1"].font.bold) == ("方正小标宋简体", 20, True)
    assert page["B5"].border.left.style == "medium"
    assert (page.column_dimensions["B"].width, page.row_dimensions[1].height) == (33.5, 41)
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:G1"]
    assert page["C7"].value == "=SUM(C4:C6)"
    assert page["C4"].number_format == "#,##0.00"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (8, "landscape")
    assert (page.print_title_rows, page.freeze_panes) == ("$3:$3", "C4")
    assert page.data_validations.dataValidation[0].formula1 == '"前期,续建"'
    assert book["说明"]["A1"].value == "请于25日前报送"


@pytest.mark.parametrize(
    ("attributes", "stored", "value"),
    [("", "12.5", 12.5), (' t="str"', "a&amp;b", "a&b"), (' t="e"', "#DIV/0!", "#DIV/0!"), (' t="b"', "1", True)],
)
def test_a_formulas_value_of_any_sort_survives(small_workspace, sheet, attributes, stored, value):
    path = sheet([None, "甲路", None, None, 12.5, "盖房", None, "=1/A1"])
    cell = f'<c r="H2"{attributes}><f>1/A1</f><v>{stored}</v></c>'
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            content = re.sub(r'<c r="H2"><f>.*?</c>', cell, source.read(part).decode())
            target.writestr(part, content)
    copy, _ = annotated(small_workspace, path)
    assert copy["六月"]["H2"].value == "=1/A1"
    assert openpyxl.load_workbook(path.parent / "批注.xlsx", data_only=True)["六月"]["H2"].value == value


def test_words_of_several_fonts_in_a_cell_keep_them(small_workspace, sheet):
    path = sheet([None, "甲路", None, None, None, "盖房"])
    book = openpyxl.load_workbook(path)
    book.active["H2"] = CellRichText("市", TextBlock(InlineFont(b=True, color="FFFF0000"), " 住建局\n"), "牵头 ")
    book.save(path)
    annotated(small_workspace, path)
    text = openpyxl.load_workbook(path.parent / "批注.xlsx", rich_text=True)["六月"]["H2"].value
    assert str(text) == "市 住建局\n牵头 "
    assert text[1].font.b


def test_a_cell_that_could_not_be_taken_is_red_and_its_comment_says_what_to_write(small_workspace, sent):
    page = annotated(small_workspace, sent)[0]["9月 '进度' 表"]
    assert page["D4"].fill.fgColor.rgb == page["E5"].fill.fgColor.rgb == RED
    assert page["D4"].comment.text.startswith("【请更正】“阶段”不能填“盖房”：")
    assert page["E5"].comment.text.startswith("【请更正】")
    assert "2023年13月" in page["E5"].comment.text
    for cell in ("D4", "E5"):
        assert not any(word in page[cell].comment.text for word in ("文件“", "工作表“", "单元格 ", "导入"))


def test_a_doubted_value_and_a_total_that_differs_are_yellow(small_workspace, sent):
    book = openpyxl.load_workbook(sent)
    book.active["C4"], book.active["C5"], book.active["C7"] = 12500, 17000, 31000
    book.save(sent)
    small_workspace.edit({2: {"total_investment": 100_000_000}})
    page = annotated(small_workspace, sent)[0]["9月 '进度' 表"]
    assert page["C4"].fill.fgColor.rgb == page["C7"].fill.fgColor.rgb == YELLOW
    assert page["C4"].comment.text.startswith("【请核对】填的是“12500”。从 100 变为 12,500 万元，相差 125 倍")
    assert "写的是 31000，逐行读到的是 30000" in page["C7"].comment.text
    assert page["C5"].fill.fgColor.rgb not in (RED, YELLOW)


def test_what_is_taken_over_with_a_remark_is_asked_about_too(small_workspace, sheet):
    path = sheet(["华樽3万吨项目", "100%"], header=["项目名称", "形象进度"])
    book, count = annotated(small_workspace, path)
    assert count == 1
    assert book["六月"]["B2"].comment.text == "【请核对】形象进度 100%，还没有实际完成时间。有误的请改正。"


def test_a_row_in_doubt_is_told_at_its_name(small_workspace, sent):
    book = openpyxl.load_workbook(sent)
    book.active["B5"] = "汾阳市第二污水处理厂工程"
    book.save(sent)
    page = annotated(small_workspace, sent)[0]["9月 '进度' 表"]
    assert page["B5"].fill.fgColor.rgb == YELLOW
    assert "“第二污水处理厂”" in page["B5"].comment.text
    assert page["B5"].comment.text.endswith("请写全项目名称，与台账一致。")
    assert "编号" not in page["B5"].comment.text


def test_a_new_row_like_an_item_asks_the_sender_for_the_name_in_full(small_workspace, sent):
    book = openpyxl.load_workbook(sent)
    book.active["B5"] = "第三污水处理厂"
    book.save(sent)
    (note,) = [one for one in notes_of(preview_import(small_workspace, sent)) if one.cell == "B5"]
    assert note.text.endswith("台账中写作“第二污水处理厂”，请写全项目名称，与台账一致。")
    assert "新增" not in note.text


def test_what_another_unit_reported_is_not_told_to_the_sender(small_workspace, sheet):
    header = ["项目名称", "总投资(万元)"]

    def sent_by(unit, amount):
        path = sheet(["第二污水处理厂", amount], header=header, name=f"{unit}.xlsx")
        book = openpyxl.load_workbook(path)
        book.active.insert_rows(1)
        book.active["A1"] = f"填报单位：{unit}"
        book.save(path)
        return path

    for unit, amount in (("市住建局", 17000), ("市甲局", 17100)):
        apply_import(small_workspace, preview_import(small_workspace, sent_by(unit, amount)), {("六月", 3)})
    preview = preview_import(small_workspace, sent_by("市住建局", 17000))
    (row,) = preview.rows()
    assert "市甲局" in row.value_doubts["total_investment"]
    (note,) = notes_of(preview)
    assert "与其他单位报送的数不一致，请核对" in note.text
    assert "市甲局" not in note.text


def test_the_list_in_front_names_every_note_and_leads_to_its_cell(small_workspace, sent):
    book, count = annotated(small_workspace, sent)
    sheet, rows = book["核对清单"], listed(book)
    assert book.active is sheet
    assert [cell.value for cell in sheet[4]] == [
        "序号", "工作表", "单元格", "涉及项目", "字段", "表中写的", "问题", "更正后的内容",
    ]  # fmt: skip
    assert len(rows) == count == 2
    assert rows[0][:6] == [1, "9月 '进度' 表", "D4", "华樽3万吨项目", "阶段", "盖房"]
    assert rows[1][:6] == [2, "9月 '进度' 表", "E5", "第二污水处理厂", "完成时限", "2023年13月"]
    assert [row[7] for row in rows] == [None, None]
    assert sheet["C5"].hyperlink.location == "'9月 ''进度'' 表'!D4"
    assert sheet["A2"].value.startswith("文件：住建局 9月.xlsx　　报送单位：市住建局　　日期：")
    assert sheet["A3"].value.startswith("共 2 处：请更正 2 处（浅红），请核对 0 处（浅黄）。")


def test_the_list_is_ready_to_be_printed(small_workspace, sent):
    sheet = annotated(small_workspace, sent)[0]["核对清单"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$4:$4", "A5")
    assert sheet["G5"].alignment.wrap_text
    assert sheet.row_dimensions[5].height > 20


def test_a_comment_that_was_there_is_kept_above_ours(small_workspace, sent):
    book = openpyxl.load_workbook(sent)
    book.active["D4"].comment = Comment("王工填的", "县局")
    book.save(sent)
    page = annotated(small_workspace, sent)[0]["9月 '进度' 表"]
    assert page["D4"].comment.text.startswith("王工填的\n【请更正】")
    assert page["B6"].comment.text == "汾阳：去年叫老果园"


def test_a_note_in_a_merged_range_goes_to_its_first_cell(small_workspace, sent):
    book = openpyxl.load_workbook(sent)
    book.active.merge_cells("C4:C5")
    book.save(sent)
    book, _ = annotated(small_workspace, sent)
    page = book["9月 '进度' 表"]
    assert page["C4"].fill.fgColor.rgb == RED
    assert "合并在一个单元格里" in page["C4"].comment.text
    assert listed(book)[0][2] == "C4"


def test_a_unit_that_is_nowhere_is_asked_for_once_at_the_header_and_its_cells_are_yellow(small_workspace, sheet):
    path = sheet(
        [None, "甲路", None, None, 100], [None, "乙路", None, None, 200],
        header=["编号", "项目名称", "类别", "所属项目包", "总投资"],
    )  # fmt: skip
    book, count = annotated(small_workspace, path)
    page = book["六月"]
    assert count == 1
    assert listed(book)[0][2:6] == ["E1", "（表头）", "总投资", "总投资"]
    assert "没有写金额单位" in page["E1"].comment.text
    assert [page[cell].fill.fgColor.rgb for cell in ("E1", "E2", "E3")] == [YELLOW] * 3
    assert page["E2"].comment is None


def test_text_that_looks_like_a_formula_stays_text(small_workspace, sheet):
    path = sheet([None, "=甲路", None, None, None, "=盖房"])
    book = openpyxl.load_workbook(path)
    for cell in ("B2", "F2"):
        book.active[cell].data_type = "s"
    book.save(path)
    copy, _ = annotated(small_workspace, path)
    assert (copy["六月"]["F2"].value, copy["六月"]["F2"].data_type) == ("=盖房", "s")
    written = [row[5] for row in copy["核对清单"].iter_rows(min_row=5) if row[5].value == "=盖房"]
    assert [cell.data_type for cell in written] == ["s"]


def test_several_tables_in_one_sheet_are_all_annotated(small_workspace, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["项目名称", "阶段"], ["甲路", "盖房"], [None], [None],
        ["项目名称", "责任单位", "完成时限"], ["乙路", "市交通局", "2023年14月"],
    ):  # fmt: skip
        book.active.append(row)
    book.active.title = "两个表"
    path = tmp_path / "两个表.xlsx"
    book.save(path)
    copy, _ = annotated(small_workspace, path)
    assert [(row[2], row[3], row[4]) for row in listed(copy)] == [
        ("B2", "甲路", "阶段"),
        ("C6", "乙路", "完成时限"),
    ]


def test_the_offices_own_notes_are_not_told_to_the_sender(small_workspace, sent):
    small_workspace.edit({3: {"note": "领导要求督办"}})
    book = openpyxl.load_workbook(sent)
    book.active["G5"] = "一切正常"
    book.save(sent)
    preview = preview_import(small_workspace, sent)
    assert any("note" in row.value_doubts for row in preview.rows())
    assert not any("督办" in note.text for note in notes_of(preview))


def test_a_value_that_the_office_set_meanwhile_is_asked_about_without_the_clerks_name(small_workspace, sent):
    apply_import(small_workspace, preview_import(small_workspace, sent))
    small_workspace.edit({3: {"stage": "竣工"}})
    preview = preview_import(small_workspace, sent)
    (why,) = [row.value_doubts["stage"] for row in preview.rows() if "stage" in row.value_doubts]
    (author,) = {one.source.author for one in small_workspace.sets()}
    (note,) = [note for note in notes_of(preview) if note.cell == "D5"]
    assert author in why
    assert author not in note.text
    assert "台账中的“竣工”已于" in note.text


def test_a_copy_that_comes_back_reads_as_the_file_did_and_is_annotated_anew(small_workspace, sent):
    copy, _ = annotated(small_workspace, sent)
    untouched = preview_import(small_workspace, sent.parent / "批注.xlsx")
    assert [note.cell for note in notes_of(untouched)] == ["D4", "E5"]
    copy["9月 '进度' 表"]["D4"] = "续建"
    back = sent.parent / "改好.xlsx"
    copy.save(back)
    _with_cached_total(back, "30000")

    preview = preview_import(small_workspace, back)
    assert [sheet.name for sheet in preview.sheets if sheet.header_rows] == ["9月 '进度' 表"]
    assert [note.cell for note in notes_of(preview)] == ["E5"]
    again, _ = annotated(small_workspace, back, "再批注.xlsx")
    page = again["9月 '进度' 表"]
    assert again.sheetnames == ["核对清单", "9月 '进度' 表", "说明"]
    assert (page["D4"].comment, page["D4"].fill.fill_type) == (None, None)
    assert page["E5"].comment.text.count("【请更正】") == 1


# -- other sorts of file


def test_a_csv_becomes_a_tidy_workbook_whatever_its_name(small_workspace, tmp_path):
    path = tmp_path / "9月[终稿]：住建局报送重点项目进展情况统计明细表（盖章版）.csv"
    path.write_text("项目名称,阶段,备注\n甲路,盖房,'=1+1\n", encoding="gb18030")
    book, count = annotated(small_workspace, path)
    page = book.worksheets[1]
    assert count == 1
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["项目名称", "阶段", "备注"],
        ["甲路", "盖房", "=1+1"],
    ]
    assert page["C2"].data_type == "s"
    assert page["B2"].fill.fgColor.rgb == RED
    assert book["核对清单"]["C5"].hyperlink.location == f"'{page.title}'!B2"


def test_an_old_xls_keeps_values_merges_and_formats(small_workspace, tmp_path):
    book = xlwt.Workbook()
    page = book.add_sheet("九月")
    page.write_merge(0, 0, 0, 2, "进度表")
    for row, values in enumerate((["项目名称", "阶段", "形象进度"], ["甲路", "盖房", 0.25]), start=1):
        for column, value in enumerate(values):
            page.write(row, column, value, xlwt.easyxf(num_format_str="0.0%"))
    path = tmp_path / "九月.xls"
    book.save(str(path))
    page = annotated(small_workspace, path)[0]["九月"]
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:C1"]
    assert (page["A3"].value, page["C3"].value, page["C3"].number_format) == ("甲路", 0.25, "0.0%")
    assert page["B3"].fill.fgColor.rgb == RED


def test_an_ods_keeps_values_merges_and_what_is_hidden(small_workspace, tmp_path):
    content = (
        '<table:table table:name="九月"><table:table-row>'
        '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>进度表</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row><table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
            for one in ("项目名称", "阶段")
        )
        + "</table:table-row>"
        + "".join(
            f'<table:table-row{hidden}><table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
            '<table:table-cell office:value-type="string"><text:p>盖房</text:p></table:table-cell></table:table-row>'
            for name, hidden in (("甲路", ""), ("乙路", ' table:visibility="collapse"'))
        )
        + "</table:table>"
    )
    namespaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    path = tmp_path / "九月.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {namespaces}><office:body><office:spreadsheet>{content}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    book, _ = annotated(small_workspace, path)
    page = book["九月"]
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:B1"]
    assert (page["A3"].value, page["B3"].fill.fgColor.rgb) == ("甲路", RED)
    assert page.row_dimensions[4].hidden
    assert page["A3"].border.left.style == "thin"


def test_a_workbook_that_openpyxl_cannot_open_is_made_afresh_from_its_values(small_workspace, sheet):
    path = sheet([None, "甲路", None, None, 12.5, "盖房"])
    _rewritten(path, '<sz val="11"', '<sz val="large"')
    with pytest.raises(TypeError, match="float"):
        openpyxl.load_workbook(path)
    page = annotated(small_workspace, path)[0]["六月"]
    assert (page["B2"].value, page["E2"].value, page["F2"].fill.fgColor.rgb) == ("甲路", 12.5, RED)


def test_a_figure_that_openpyxl_would_lose_or_alter_is_in_the_copy(small_workspace, sheet):
    """It reads a strict workbook as an empty one, and a date beyond its calendar as #VALUE!."""
    path = sheet([None, "甲路", None, None, 12.5, "盖房"])
    _rewritten(path, "http://schemas.openxmlformats.org/spreadsheetml/2006/main", STRICT)
    page = annotated(small_workspace, path)[0]["六月"]
    assert (page["B2"].value, page["E2"].value) == ("甲路", 12.5)

    path = sheet([None, "甲路", None, None, None, "盖房", 99_999_999])
    book = openpyxl.load_workbook(path)
    book.active["G2"].number_format = "yyyy-mm-dd"
    book.save(path)
    page = annotated(small_workspace, path)[0]["六月"]
    assert str(page["G2"].value) == "99999999"


def test_a_macro_workbook_becomes_one_without_macros(small_workspace, tmp_path):
    path = tmp_path / "带宏.xlsm"
    made = xlsxwriter.Workbook(path)
    made.add_vba_project(io.BytesIO(b"vba"), is_stream=True)
    page = made.add_worksheet("六月")
    page.write_row(0, 0, ["项目名称", "阶段"])
    page.write_row(1, 0, ["甲路", "盖房"])
    made.close()
    annotated(small_workspace, path)
    with zipfile.ZipFile(tmp_path / "批注.xlsx") as archive:
        assert not any("vba" in part for part in archive.namelist())
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")


# -- where it goes, and what may go wrong


def test_the_name_proposed_says_what_it_is():
    assert copy_name(Path("来件/住建局 9月.xls")) == "住建局 9月（批注）.xlsx"


def test_the_workbook_that_was_sent_is_never_written_over(small_workspace, sent):
    before = sent.read_bytes()
    with pytest.raises(UserError) as caught:
        annotated(small_workspace, sent, sent.name)
    assert caught.value.code == "source_file"
    assert sent.read_bytes() == before


def test_where_there_is_nothing_to_say_no_file_is_written(small_workspace, sheet):
    path = sheet([3, "第二污水处理厂", None, None, None, None, None, "市水利局"])
    assert not has_notes(preview_import(small_workspace, path))
    with pytest.raises(UserError) as caught:
        annotated(small_workspace, path)
    assert caught.value.code == "nothing_to_annotate"
    assert not (path.parent / "批注.xlsx").exists()


@pytest.mark.parametrize(("name", "code"), [("批注.xls", "unknown_format"), ("没有这里/批注.xlsx", "folder_missing")])
def test_a_target_that_will_not_do_is_refused(small_workspace, sent, name, code):
    with pytest.raises(UserError) as caught:
        annotated(small_workspace, sent, name)
    assert caught.value.code == code


def test_cancelling_writes_nothing(small_workspace, sent):
    preview = preview_import(small_workspace, sent)
    with pytest.raises(Cancelled):
        save_annotated_copy(preview, sent.parent / "批注.xlsx", READER, Progress(cancelled=lambda: True))
    assert not (sent.parent / "批注.xlsx").exists()


@pytest.mark.parametrize("what", ["os._exit(3)", "raise_(MemoryError())"])
def test_where_openpyxl_brings_the_process_down_the_copy_is_made_afresh(small_workspace, sent, what):
    command = (
        "import os, sys\n"
        "from fenyang_desktop.exchange import annotating, child\n"
        "def raise_(error): raise error\n"
        f"annotating.annotated_workbook = lambda *_: {what}\n"
        "sys.exit(child.main(sys.argv[1:]))\n"
    )
    preview = preview_import(small_workspace, sent)
    with Reader(command=[sys.executable, "-P", "-c", command]) as reader:
        assert save_annotated_copy(preview, sent.parent / "批注.xlsx", reader, Progress()) == 2
    page = openpyxl.load_workbook(sent.parent / "批注.xlsx")["9月 '进度' 表"]
    assert (page["C7"].value, page["D4"].fill.fgColor.rgb) == (30000, RED)


def test_a_file_that_became_hostile_gives_a_sentence(small_workspace, sent):
    """The guards of reading hold for the copy as well: here a part that stands twice."""
    preview = preview_import(small_workspace, sent)
    with zipfile.ZipFile(sent, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<x/>")
    hostile = replace(preview, source=replace(preview.source, data=sent.read_bytes()))
    with pytest.raises(UserError) as caught:
        save_annotated_copy(hostile, sent.parent / "批注.xlsx", READER, Progress())
    assert caught.value.code == "file_broken"
    assert not (sent.parent / "批注.xlsx").exists()
