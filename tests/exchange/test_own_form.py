"""A filled form looks as the form does, and holds just what was given."""

import io
import re
import zipfile
from decimal import Decimal

import pytest
from form_samples import FIRST, LAST, SHEET, form_bytes, own_form
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.exchange.own_form import DataRows, Percent, fill_form, look_at_form

PLACE = DataRows(SHEET, FIRST, LAST)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def rows(count: int) -> list[dict[int, object]]:
    return [
        {1: Decimal(place), 2: f"项目{place}", 3: Decimal("9.95"), 4: Decimal("1234.56"), 7: "已开工"}
        for place in range(1, count + 1)
    ]


def filled(count: int, data: bytes | None = None) -> Workbook:
    return load_workbook(io.BytesIO(fill_form("表.xlsx", data or form_bytes(), PLACE, rows(count)).data))


def look_of(cell) -> list[str]:
    return [repr(one) for one in (cell.border, cell.number_format, cell.font, cell.fill, cell.alignment.vertical)]


@pytest.mark.parametrize("count", [1, 2, 3, 40])
def test_every_row_has_the_look_of_the_first_and_what_is_beneath_moves_along(count):
    before, sheet = load_workbook(io.BytesIO(form_bytes()))[SHEET], filled(count)[SHEET]
    by = count - 3
    for row in range(FIRST, FIRST + count):
        for column in range(1, 11):
            was, now = before.cell(FIRST, column), sheet.cell(row, column)
            assert look_of(now) == look_of(was)
        assert sheet.row_dimensions[row].height == 30
        assert [sheet.cell(row, 2).value, sheet.cell(row, 3).value] == [f"项目{row - FIRST + 1}", 9.95]
        assert sheet.cell(row, 5).value == f'=IF(C{row}=0,"",D{row}/C{row}/10000)'
        assert f"G{row}:H{row}" in sheet.merged_cells
    assert sheet.cell(9 + by, 2).value == "合计"
    assert sheet.cell(9 + by, 3).value == f"=SUM(C6:C{8 + by})"
    assert sheet.cell(9 + by, 4).value == f"=SUBTOTAL(9,D6:D{8 + by})"
    assert sheet.cell(9 + by, 3).fill.fgColor.rgb == "FFFFFF00"
    assert sheet.cell(11 + by, 1).value == "填表人："
    assert sheet.row_dimensions[11 + by].height == 44
    assert f"A{11 + by}:C{11 + by}" in sheet.merged_cells
    assert sheet.max_row == 11 + by


def test_rules_names_other_sheets_and_print_set_up_follow_the_rows():
    book = filled(20)
    sheet = book[SHEET]
    assert sheet.print_area == f"'{SHEET}'!$A$1:$J$29"
    assert sheet.print_title_rows == "$1:$5"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 8)
    assert [one.id for one in sheet.row_breaks.brk] == [26]
    formats = {str(one.sqref): [rule.formula for rule in one.rules] for one in sheet.conditional_formatting}
    assert formats == {"E6:E25": [["0.5"]], "C6:C25": [["C6>$C$26/2"]]}
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["J6:J25"]
    assert book.defined_names["总额"].attr_text == f"'{SHEET}'!$C$26"
    assert [book["汇总"]["A1"].value, book["汇总"]["A2"].value] == [f"='{SHEET}'!C26", f"=SUM('{SHEET}'!C6:C25)"]
    assert {str(one) for one in sheet.merged_cells.ranges} >= {"A1:J1", "C3:E3", "C4:C5", "G3:H5"}


def test_samples_in_columns_that_are_not_filled_are_no_values_of_any_project():
    sheet = filled(5)[SHEET]
    assert [sheet.cell(row, 10).value for row in range(FIRST, FIRST + 5)] == [None] * 5


def test_a_figure_is_written_with_just_its_digits():
    data = fill_form("表.xlsx", form_bytes(), PLACE, [{3: Decimal("9.95"), 4: Decimal("0.1")}]).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<c r="[CD]6"[^>]*><v>([^<]*)</v>', page) == ["9.95", "0.1"]


def test_a_figure_with_more_digits_than_a_number_holds_is_text():
    sheet = load_workbook(
        io.BytesIO(fill_form("表.xlsx", form_bytes(), PLACE, [{3: Decimal("12345678901234.567")}]).data)
    )[SHEET]
    assert sheet["C6"].value == "12345678901234.567"


def test_a_percentage_follows_the_format_of_its_column():
    values = [{3: Percent(Decimal("62.5")), 5: Percent(Decimal("62.5"))}, {3: Percent(Decimal("0.5"))}]
    sheet = load_workbook(io.BytesIO(fill_form("表.xlsx", form_bytes(), PLACE, values).data))[SHEET]
    assert [sheet["C6"].value, sheet["E6"].value, sheet["E6"].number_format] == [62.5, 0.625, "0.0%"]
    assert sheet["C7"].value == "0.5%"  # as a bare number it might be read as a half


def test_text_is_never_a_formula_and_what_nobody_sees_is_left_out():
    sheet = load_workbook(
        io.BytesIO(fill_form("表.xlsx", form_bytes(), PLACE, [{2: "=1+1", 7: "上\x0b下\u202e文"}]).data)
    )[SHEET]
    assert (sheet["B6"].data_type, sheet["B6"].value, sheet["G6"].value) == ("s", "=1+1", "上下文")


def test_a_long_text_is_wrapped_and_its_row_is_high_enough_also_in_merged_cells():
    sheet = load_workbook(
        io.BytesIO(fill_form("表.xlsx", form_bytes(), PLACE, [{7: "正在施工" * 40}, {7: "完"}]).data)
    )[SHEET]
    assert sheet["G6"].alignment.wrap_text
    assert sheet.row_dimensions[6].height > 120
    assert sheet.row_dimensions[7].height == 30


def test_a_value_for_a_cell_inside_a_merged_range_goes_to_its_first_cell():
    sheet = load_workbook(io.BytesIO(fill_form("表.xlsx", form_bytes(), PLACE, [{8: "已开工"}]).data))[SHEET]
    assert sheet["G6"].value == "已开工"


def test_a_caption_beside_all_samples_stands_beside_all_rows():
    book = own_form()
    sheet = book[SHEET]
    for row in range(FIRST, LAST + 1):
        sheet.cell(row, 10).value = None
    sheet["J6"] = "重点"
    sheet.merge_cells("J6:J8")
    filled_sheet = filled(6, form_bytes(book))[SHEET]
    assert "J6:J11" in filled_sheet.merged_cells
    assert filled_sheet["J6"].value == "重点"


def test_pictures_and_charts_beneath_the_data_move_along_and_stay_byte_for_byte():
    book = own_form()
    chart = BarChart()
    chart.add_data(Reference(book[SHEET], min_col=3, min_row=6, max_row=8))
    book[SHEET].add_chart(chart, "B14")
    data = _with_picture(form_bytes(book))
    result = fill_form("表.xlsx", data, PLACE, rows(13)).data
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        names = archive.namelist()
        drawing = archive.read(next(name for name in names if name.startswith("xl/drawings/drawing"))).decode()
        chart_part = archive.read(next(name for name in names if name.startswith("xl/charts/chart"))).decode()
        picture = archive.read(next(name for name in names if name.startswith("xl/media/")))
    assert sorted(map(int, re.findall(r"<(?:xdr:)?from>.*?<(?:xdr:)?row>(\d+)<", drawing))) == [23, 25]
    assert "$C$6:$C$18" in chart_part
    assert picture == PNG


def _with_picture(data: bytes) -> bytes:
    """The workbook with a picture at row 16 in its first drawing, as a program with an imaging library writes it."""
    anchor = (
        "<oneCellAnchor><from><col>1</col><colOff>0</colOff><row>15</row><rowOff>0</rowOff></from>"
        '<ext cx="9525" cy="9525"/><pic><nvPicPr><cNvPr id="9" name="章"/><cNvPicPr/></nvPicPr><blipFill>'
        '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rId9"/>'
        "</blipFill><spPr/></pic><clientData/></oneCellAnchor></wsDr>"
    )
    relation = (
        '<Relationship Id="rId9" Target="/xl/media/image9.png" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/drawings/drawing1.xml":
                content = content.decode().replace("</wsDr>", anchor).encode()
            elif name == "xl/drawings/_rels/drawing1.xml.rels":
                content = content.decode().replace("</Relationships>", relation).encode()
            target.writestr(name, content)
        target.writestr("xl/media/image9.png", PNG)
    return out.getvalue()


def test_what_a_form_has_that_cannot_be_kept_is_named():
    book = own_form()
    chart = BarChart()
    chart.add_data(Reference(book[SHEET], min_col=3, min_row=6, max_row=8))
    book[SHEET].add_chart(chart, "B14")
    data = form_bytes(book)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/drawings/drawing1.xml":
                shape = b"<x:sp xmlns:x='http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing'></x:sp></wsDr>"
                content = content.replace(b"</wsDr>", shape)
            target.writestr(name, content)
    assert fill_form("表.xlsx", data, PLACE, rows(2)).lost == ()
    assert fill_form("表.xlsx", out.getvalue(), PLACE, rows(2)).lost == ("形状和文本框",)


def test_marks_in_the_form_are_replaced_by_what_they_stand_for():
    data = fill_form("表.xlsx", form_bytes(), PLACE, rows(1), {"{报告期}": "2023年9月"}).data
    sheet = load_workbook(io.BytesIO(data))[SHEET]
    assert sheet["A1"].value == "重点项目进展情况表（2023年9月）"
    assert sheet["A1"].font == Font(name="黑体", size=18)


def test_plain_sums_have_their_results_for_those_who_only_look():
    data = fill_form("表.xlsx", form_bytes(), PLACE, rows(40)).data
    sheet = load_workbook(io.BytesIO(data), data_only=True)[SHEET]
    assert [sheet["C46"].value, sheet["D46"].value, sheet["E6"].value] == [398, 49382.4, None]


def test_a_merged_cell_that_reaches_from_the_header_into_a_filled_column_hides_no_value():
    book = own_form()
    book[SHEET].unmerge_cells("I3:I5")
    book[SHEET].merge_cells("I3:I8")
    result = fill_form("表.xlsx", form_bytes(book), PLACE, [{9: "市水利局"}, {9: "市住建局"}]).data
    sheet = load_workbook(io.BytesIO(result))[SHEET]
    assert "I3:I5" in sheet.merged_cells
    assert [sheet["I6"].value, sheet["I7"].value] == ["市水利局", "市住建局"]


def test_whoever_opens_the_filled_form_works_its_formulas_out():
    assert filled(4).calculation.fullCalcOnLoad


def test_an_array_formula_of_the_first_row_is_that_of_every_row():
    book = own_form()
    book[SHEET]["J6"] = ArrayFormula("J6", "=SUM(C6:D6*1)")
    sheet = filled(3, form_bytes(book))[SHEET]
    assert [(sheet[f"J{row}"].value.ref, sheet[f"J{row}"].value.text) for row in (6, 8)] == [
        ("J6", "=SUM(C6:D6*1)"),
        ("J8", "=SUM(C8:D8*1)"),
    ]


def test_a_limit_of_a_colour_scale_that_is_a_formula_follows_the_rows():
    book = own_form()
    scale = ColorScaleRule("num", 0, "FFFFFFFF", end_type="formula", end_value="$C$9", end_color="FFFF0000")
    book[SHEET].conditional_formatting.add("D6:D8", scale)
    sheet = filled(10, form_bytes(book))[SHEET]
    (rule,) = sheet.conditional_formatting["D6:D15"]
    assert [limit.val for limit in rule.colorScale.cfvo] == [0, "$C$16"]


def test_a_formula_that_is_not_understood_is_told_and_never_left_to_mean_other_cells():
    book = own_form()
    book[SHEET]["D10"] = '="合计'
    with pytest.raises(UserError, match="看不懂"):
        filled(5, form_bytes(book))


def test_a_file_that_is_no_xlsx_is_refused_in_a_sentence():
    with pytest.raises(UserError, match="请在 Excel 或 WPS 中另存为"):
        look_at_form("表.csv", "名称,总投资\n".encode())
    with pytest.raises(UserError) as raised:
        look_at_form("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le"))
    assert raised.value.code == "form_not_xlsx"
    with pytest.raises(UserError) as raised:
        look_at_form("密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    assert raised.value.code == "file_encrypted"


def test_a_protected_sheet_is_refused_in_a_sentence():
    book = own_form()
    book[SHEET].protection.sheet = True
    with pytest.raises(UserError, match="撤销工作表保护"):
        look_at_form("表.xlsx", form_bytes(book))


def test_a_form_with_macros_is_refused_in_a_sentence():
    out = io.BytesIO(form_bytes())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(UserError, match="含有宏"):
        look_at_form("表.xlsx", out.getvalue())


def test_a_sheet_that_is_gone_is_named():
    with pytest.raises(UserError, match="没有工作表“别的”"):
        fill_form("表.xlsx", form_bytes(), DataRows("别的", 6, 8), rows(1))


def test_a_text_that_no_cell_holds_is_told_with_its_cell():
    with pytest.raises(UserError, match="B6"):
        fill_form("表.xlsx", form_bytes(), PLACE, [{2: "长" * 32_768}])
