"""A form as an office makes one: a title, a unit line, a header of three rows, sample rows, totals, who signs."""

import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "进度 表"
FIRST, LAST = 6, 8  # its sample rows
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def own_form() -> Workbook:
    """A 序号, B 名称, C-E 投资 (总投资, 年内累计, rate by formula), F 时限, G-H 进展 (merged), I 责任单位, J by hand."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    _write_head(sheet)
    for row in range(FIRST, LAST + 1):
        _write_sample(sheet, row)
    _write_foot(sheet)
    sheet.print_area, sheet.print_title_rows = "A1:J12", "1:5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.row_breaks.append(Break(id=LAST + 1))
    red = PatternFill(bgColor="FFFF0000")
    sheet.conditional_formatting.add(f"E{FIRST}:E{LAST}", CellIsRule(operator="lessThan", formula=["0.5"], fill=red))
    sheet.conditional_formatting.add(
        f"C{FIRST}:C{LAST}", FormulaRule(formula=[f"C{FIRST}>$C$9/2"], font=Font(bold=True))
    )
    words = DataValidation(type="list", formula1='"是,否"')
    words.add(f"J{FIRST}")
    sheet.add_data_validation(words)
    book.defined_names["总额"] = DefinedName("总额", attr_text=f"'{SHEET}'!$C$9")
    other = book.create_sheet("汇总")
    other["A1"], other["A2"] = f"='{SHEET}'!C9", f"=SUM('{SHEET}'!C6:C8)"
    return book


def _write_head(sheet: Worksheet) -> None:
    sheet["A1"] = "重点项目进展情况表（{报告期}）"
    sheet["A1"].font = Font(name="黑体", size=18)
    sheet["A2"] = "单位：亿元"
    for cell, text in {
        "A3": "序号", "B3": "项目名称", "C3": "投资", "F3": "完成时限", "G3": "进展情况", "I3": "责任单位", "J3": "是否报备",
        "C4": "总投资", "D4": "完成情况", "D5": "年内累计完成投资（万元）", "E5": "完成率",
    }.items():  # fmt: skip
        sheet[cell] = text
        sheet[cell].font = Font(bold=True)
    for merge in ("A1:J1", "A2:J2", "A3:A5", "B3:B5", "C3:E3", "C4:C5", "D4:E4", "F3:F5", "G3:H5", "I3:I5", "J3:J5"):
        sheet.merge_cells(merge)
    sheet.column_dimensions["B"].width, sheet.column_dimensions["G"].width = 24, 20


def _write_sample(sheet: Worksheet, row: int) -> None:
    for column in range(1, 11):
        cell = sheet.cell(row, column)
        cell.border, cell.alignment = _BOX, Alignment(vertical="center")
    sheet.cell(row, 2).value = "样例"
    sheet.cell(row, 3).number_format, sheet.cell(row, 4).number_format = "#,##0.00", "0.0"
    sheet.cell(row, 5).value = f'=IF(C{row}=0,"",D{row}/C{row}/10000)'
    sheet.cell(row, 5).number_format = "0.0%"
    sheet.cell(row, 10).value = "是"
    sheet.merge_cells(f"G{row}:H{row}")
    sheet.row_dimensions[row].height = 30


def _write_foot(sheet: Worksheet) -> None:
    sheet["B9"], sheet["C9"], sheet["D9"] = "合计", "=SUM(C6:C8)", "=SUBTOTAL(9,D6:D8)"
    sheet["C9"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["A11"], sheet["D11"] = "填表人：", "审核人："
    sheet.merge_cells("A11:C11")
    sheet.row_dimensions[11].height = 44


def form_bytes(book: Workbook | None = None) -> bytes:
    out = io.BytesIO()
    (book or own_form()).save(out)
    return out.getvalue()


def form_file(folder: Path, book: Workbook | None = None, name: str = "调度表.xlsx") -> Path:
    path = folder / name
    path.write_bytes(form_bytes(book))
    return path
