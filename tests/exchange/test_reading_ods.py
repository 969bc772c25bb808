"""An .ods is read like an .xlsx."""

import zipfile
from datetime import datetime, time

import pytest
from odf.number import DateStyle, Month, NumberStyle, PercentageStyle, Text, Year
from odf.number import Number as NumberPart
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import LineBreak, P, S, Span

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import Fault, Merge, Number
from fenyang_desktop.exchange.reading import read_sheets

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


@pytest.fixture
def read(tmp_path, reader):
    """Reads the sheets of an .ods given by the XML of its tables."""

    def read_(tables: str, manifest: str = "<manifest/>"):
        path = tmp_path / "来 件.ods"
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("mimetype", MIMETYPE)
            made.writestr("content.xml", HEAD + tables + TAIL)
            made.writestr("META-INF/manifest.xml", manifest)
        return read_sheets(path, Progress(), reader)

    return read_


@pytest.fixture
def cell(read):
    """Reads one cell."""

    def read_(xml: str):
        (sheet,) = read(f'<table:table table:name="表"><table:table-row>{xml}</table:table-row></table:table>')
        return sheet.rows[0][1][1] if sheet.rows else None

    return read_


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('office:value-type="string"><text:p>甲</text:p><text:p>乙</text:p>', "甲\n乙"),
        ('office:value-type="float" office:value="1234.5"><text:p>1,234.5</text:p>', Number("1234.5")),
        ('office:value-type="float" office:value="1234567890123456"><text:p>1.2E15</text:p>',
         Fault("cell_long_number", "1234567890123456")),
        ('office:value-type="percentage" office:value="0.7"><text:p>70%</text:p>', Number("0.7", "0%")),
        ('office:value-type="currency" office:value="5"><text:p>￥5</text:p>', Number("5")),
        ('office:value-type="date" office:date-value="2023-10-31"><text:p>10月31日</text:p>', datetime(2023, 10, 31)),  # noqa: DTZ001
        ('office:value-type="date" office:date-value="2023-10-31T08:30:00"><text:p>x</text:p>', datetime(2023, 10, 31, 8, 30)),  # noqa: DTZ001
        ('office:value-type="date" office:date-value="2023-02-31"><text:p>x</text:p>', Fault("cell_date", "2023-02-31")),
        ('office:value-type="time" office:time-value="PT08H30M00S"><text:p>08:30</text:p>', time(8, 30)),
        ('office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p>', "TRUE"),
        ('table:formula="of:=[.#REF!]" office:value-type="string" office:string-value="" calcext:value-type="error">'
         "<text:p>#REF!</text:p>", Fault("cell_error", "#REF!")),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p>',
         Fault("cell_error", "#DIV/0!")),
        ('table:formula="of:=1+1">', Fault("cell_formula")),
        ('table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value="">', None),
        ("><office:annotation><text:p>批注</text:p></office:annotation>", None),
        ('office:value-type="string"><text:p>甲\u202e乙</text:p>', Fault("cell_direction")),
    ],
)  # fmt: skip
def test_a_cell_of_an_ods_reads_as_one_of_an_xlsx(cell, xml, expected):
    assert cell(f"<table:table-cell {xml}</table:table-cell>") == expected


def test_repeated_cells_and_rows_stand_where_they_are_seen(read):
    (sheet,) = read(
        '<table:table table:name="表">'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>甲</text:p></table:table-cell>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048571"><table:table-cell/></table:table-row>'
        "</table:table>"
    )
    assert sheet.rows == [(4, {3: "甲", 4: "甲"}), (5, {3: "甲", 4: "甲"})]


def test_what_an_ods_hides_and_merges_is_told(tmp_path, reader):
    made = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    made.automaticstyles.addElement(unseen)
    first, second = Table(name="一"), Table(name="二", stylename=unseen)
    first.addElement(TableColumn(numbercolumnsrepeated=2))
    first.addElement(TableColumn(visibility="collapse"))
    row = TableRow()
    row.addElement(TableCell(valuetype="string", numbercolumnsspanned=2, numberrowsspanned=1))
    row.childNodes[0].addElement(P(text="合并"))
    row.addElement(CoveredTableCell())
    first.addElement(row)
    for visibility in ("collapse", "visible"):
        row = TableRow(visibility=visibility)
        cell = TableCell(valuetype="string")
        cell.addElement(P(text="x"))
        row.addElement(cell)
        first.addElement(row)
    made.spreadsheet.addElement(first)
    made.spreadsheet.addElement(second)
    made.save(str(tmp_path / "藏.ods"))
    one, two = read_sheets(tmp_path / "藏.ods", Progress(), reader)
    assert one.merges == (Merge(1, 1, 1, 2),)
    assert (one.hidden_rows, one.hidden_columns, one.hidden, two.hidden) == ({2}, {3}, False, True)


def test_formats_of_an_ods_are_told_as_excel_writes_them(tmp_path, reader):
    made = OpenDocumentSpreadsheet()
    unit, month, share = NumberStyle(name="N1"), DateStyle(name="N2"), PercentageStyle(name="N3")
    unit.addElement(NumberPart(decimalplaces=2, minintegerdigits=1))
    unit.addElement(Text(text="亿元"))
    month.addElement(Year(style="long"))
    month.addElement(Text(text="年"))
    month.addElement(Month())
    share.addElement(NumberPart(decimalplaces=1, minintegerdigits=1))
    share.addElement(Text(text="%"))
    row = TableRow()
    for number, (style, values) in enumerate(
        [
            (unit, {"valuetype": "float", "value": "1.2"}),
            (month, {"valuetype": "date", "datevalue": "2023-10-01"}),
            (share, {"valuetype": "percentage", "value": "0.123"}),
        ]
    ):
        made.automaticstyles.addElement(style)
        cell_style = Style(name=f"ce{number}", family="table-cell", datastylename=style)
        made.automaticstyles.addElement(cell_style)
        row.addElement(TableCell(stylename=cell_style, **values))
    table = Table(name="表")
    table.addElement(row)
    made.spreadsheet.addElement(table)
    made.save(str(tmp_path / "格式.ods"))
    (sheet,) = read_sheets(tmp_path / "格式.ods", Progress(), reader)
    assert sheet.rows == [(1, {1: Number("1.2", '0.00"亿元"'), 2: "2023年10月", 3: Number("0.123", "0.0%")})]


def test_spans_spaces_and_breaks_within_a_cell_are_its_text(tmp_path, reader):
    made, table, row, cell = OpenDocumentSpreadsheet(), Table(name="表"), TableRow(), TableCell(valuetype="string")
    paragraph = P(text="责任")
    paragraph.addElement(Span(text="单位"))
    paragraph.addElement(S(c=3))
    paragraph.addElement(LineBreak())
    paragraph.addText("张三")
    cell.addElement(paragraph)
    row.addElement(cell)
    table.addElement(row)
    made.spreadsheet.addElement(table)
    made.save(str(tmp_path / "文字.ods"))
    assert read_sheets(tmp_path / "文字.ods", Progress(), reader)[0].rows == [(1, {1: "责任单位   \n张三"})]


def test_an_encrypted_ods_says_so(read):
    with pytest.raises(UserError, match="打开密码") as caught:
        read("", "<m:manifest xmlns:m='x'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>")
    assert caught.value.code == "file_encrypted"


def test_an_ods_that_repeats_a_value_without_end_is_too_big(read):
    with pytest.raises(UserError, match=r"工作表“表”太大") as caught:
        read(
            '<table:table table:name="表"><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell></table:table-row></table:table>'
        )
    assert caught.value.code == "sheet_too_big"


def test_a_table_cut_off_inside_is_broken(read):
    with pytest.raises(UserError, match="已损坏") as caught:
        read('<table:table table:name="表"><table:table-row>')
    assert caught.value.code == "file_broken"
