"""An .xlsx comes in as its file holds it: every cell at its place, exact, in whatever form its XML is."""

import io
import re
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.raw import EXCEL_1904, Fault, Merge, Number, RawSheet
from fenyang_desktop.exchange.reading import read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


@pytest.fixture
def sheet(tmp_path, reader):
    """Reads the first sheet of a workbook made by `fill(book, sheet)`."""

    def read(fill, **options) -> RawSheet:
        with xlsxwriter.Workbook(tmp_path / "a.xlsx", options) as book:
            fill(book, book.add_worksheet("表"))
        return read_sheets(tmp_path / "a.xlsx", Progress(), reader)[0]

    return read


@pytest.fixture
def xml(tmp_path, reader):
    """Reads a sheet given by the XML within `<worksheet>`, with these shared strings and formats."""

    def read(
        inside: str, strings: str = "", prolog: str = "", tag: str = "worksheet", main: str = MAIN, encoding="utf-8"
    ) -> RawSheet:
        prefix = tag.rpartition(":")[0]
        xmlns = f'xmlns:{prefix}="{main}"' if prefix else f'xmlns="{main}"'
        made = io.BytesIO()
        with xlsxwriter.Workbook(made) as book:
            page = book.add_worksheet("表")
            page.write(0, 0, 1, book.add_format({"num_format": "0.00%"}))
            page.write(0, 1, 1, book.add_format({"num_format": "yyyy-mm-dd"}))
        path = tmp_path / "手工.xlsx"
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in source.namelist():
                content = source.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    content = f"{prolog}<{tag} {xmlns}>{inside}</{tag}>".encode(encoding)
                if name == "xl/_rels/workbook.xml.rels" and b"sharedStrings" not in content:
                    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
                    relation = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
                    content = content.replace(b"</Relationships>", relation.encode())
                copy.writestr(name, content)
            copy.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}" count="9" uniqueCount="9">{strings}</sst>')
        return read_sheets(path, Progress(), reader)[0]

    return read


def cells(sheet: RawSheet) -> dict[tuple[int, int], object]:
    return {(row, column): value for row, found in sheet.rows for column, value in found.items()}


def test_cells_stand_where_the_file_has_them(sheet):
    def fill(book, page):
        page.write(4, 2, "丙")
        page.write(4, 16_383, 7)
        page.write(1_048_575, 1, "底")

    assert cells(sheet(fill)) == {(5, 3): "丙", (5, 16_384): Number("7"), (1_048_576, 2): "底"}


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("12", Number("12")),
        ("1234.5", Number("1234.5")),
        ("0.30000000000000004", Number("0.3")),
        ("1.1000000000000001E-2", Number("0.011")),
        ("1E3", Number("1000")),
        ("-0", Number("0")),
        ("100.50", Number("100.5")),
        ("0.000001", Number("0.000001")),
        ("999999999999999", Number("999999999999999")),
        ("123456789.123456", Number("123456789.123456")),
        ("1234567890123456", Fault("cell_long_number", "1234567890123456")),
        ("1.234567890123457E+18", Fault("cell_long_number", "1234567890123460000")),
        ("-1.5E+300", Fault("cell_long_number", "-150000000000000…（共 301 位）")),
    ],
)
def test_a_number_keeps_the_digits_that_excel_vouches_for(xml, stored, expected):
    assert cells(xml(f'<sheetData><row r="1"><c r="A1"><v>{stored}</v></c></row></sheetData>')) == {(1, 1): expected}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1" t="e"><v>#REF!</v></c>', Fault("cell_error", "#REF!")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Fault("cell_error", "#DIV/0!")),
        ('<c r="A1"><f>B1+1</f></c>', Fault("cell_formula")),
        ('<c r="A1"><f>B1+1</f><v/></c>', Fault("cell_formula")),
        ('<c r="A1"><f>B1+1</f><v>3</v></c>', Number("3")),
        ('<c r="A1" t="str"><f>B1</f><v>甲 &amp; 乙</v></c>', "甲 & 乙"),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', None),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="inlineStr"><is><t>里面</t></is></c>', "里面"),
        ('<c r="A1" t="inlineStr"><is><r><t>两</t></r><r><rPr><b/></rPr><t>段</t></r></is></c>', "两段"),
        ('<c r="A1" t="d"><v>2023-10-31T00:00:00</v></c>', datetime(2023, 10, 31)),  # noqa: DTZ001
        ('<c r="A1" t="s"><v>0</v></c>', "甲乙"),
        ('<c r="A1" t="s"><v>1</v></c>', "007"),
        ('<c r="A1" t="s"><v>2</v></c>', "汉字"),
        ('<c r="A1" s="1"><v>0.7</v></c>', Number("0.7", "0.00%")),
        ('<c r="A1" s="2"><v>45230</v></c>', datetime(2023, 10, 31)),  # noqa: DTZ001
        ('<c r="A1" s="2"><v>60</v></c>', Fault("cell_date", "60")),
        ('<c r="A1" s="2"><v>-1</v></c>', Fault("cell_date", "-1")),
        ('<c r="A1" s="2"><v>0</v></c>', Fault("cell_date", "0")),
        ('<c r="A1" s="2"><v>99999999</v></c>', Fault("cell_date", "99999999")),
        ('<c r="A1" s="1"/>', None),
        ('<c r="A1" s="1"></c>', None),
    ],
)
@pytest.mark.parametrize("form", ["usual", "comment", "prefix", "utf-16", "no places", "strict"])
def test_a_cell_means_the_same_in_every_form_of_xml(xml, cell, expected, form):
    strings = (
        "<si><r><t>甲</t></r><r><rPr><b/></rPr><t>乙</t></r></si><si><t>007</t></si>"
        "<si><t>汉字</t><rPh sb='0' eb='2'><t>hanzi</t></rPh></si>"
    )
    inside = f'<sheetData><row r="1">{cell}</row></sheetData>'
    options: dict[str, str] = {}
    match form:
        case "comment":
            inside = inside.replace("<c ", "<!-- 批注 --><c ")
        case "prefix":
            inside, options = re.sub(r"<(/?)(\w)", r"<\1x:\2", inside), {"tag": "x:worksheet"}
        case "utf-16":
            options = {"encoding": "utf-16", "prolog": '<?xml version="1.0" encoding="utf-16"?>'}
        case "no places":
            inside = inside.replace(' r="A1"', "").replace(' r="1"', "")
        case "strict":
            options = {"main": STRICT}
    assert cells(xml(inside, strings, **options)) == ({} if expected is None else {(1, 1): expected})


def test_what_the_sheet_hides_and_merges_is_told(sheet):
    def fill(book, page):
        page.merge_range("B2:D3", "合并")
        page.write("A9", "底")
        page.set_row(3, None, None, {"hidden": True})
        page.set_row(4, None, None, {"hidden": True})
        page.set_column("C:D", 5, None, {"hidden": True})
        book.add_worksheet("另一张").hide()

    found = sheet(fill)
    assert found.merges == (Merge(2, 2, 3, 4),)
    assert found.hidden_rows == {4, 5}
    assert found.hidden_columns == {3, 4}
    assert not found.hidden


def test_hidden_sheets_are_told_and_chart_sheets_left_out(tmp_path, reader):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("数据")
        page.write(0, 0, 1)
        book.add_worksheet("藏").hide()
        book.add_worksheet("深藏").very_hidden()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=数据!$A$1"})
        book.add_chartsheet("图").set_chart(chart)
    found = read_sheets(tmp_path / "a.xlsx", Progress(), reader)
    assert [(one.name, one.hidden) for one in found] == [("数据", False), ("藏", True), ("深藏", True)]


def test_dates_follow_the_1904_system(sheet):
    found = sheet(
        lambda book, page: page.write_datetime(0, 0, datetime(2023, 3, 1), book.add_format({"num_format": "yyyy-m-d"})),  # noqa: DTZ001
        date_1904=True,
    )
    assert found.day_zero == EXCEL_1904
    assert cells(found) == {(1, 1): datetime(2023, 3, 1)}  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "format", "expected"),
    [
        (45200, 'yyyy"年"m"月"', "2023年10月"),
        (45200.5, "yyyy-m-d h:mm", datetime(2023, 10, 1, 12)),  # noqa: DTZ001
        (0.5, "h:mm", time(12)),
        (1.5, "[h]:mm", "1 day, 12:00:00"),
        (45201, "[$-804]yyyy年m月d日;@", datetime(2023, 10, 2)),  # noqa: DTZ001
        (45201, "aaaa", datetime(2023, 10, 2)),  # noqa: DTZ001
        (1, "yyyy-m-d", datetime(1900, 1, 1)),  # noqa: DTZ001
        (59, "yyyy-m-d", datetime(1900, 2, 28)),  # noqa: DTZ001
        (61, "yyyy-m-d", datetime(1900, 3, 1)),  # noqa: DTZ001
        (12, '0"m"', Number("12", '0"m"')),
        (12, "0.00E+00", Number("12", "0.00E+00")),
        (12, "[Red]0.00", Number("12", "[Red]0.00")),
        (12, r"#,##0_);\(#,##0\)", Number("12", r"#,##0_);\(#,##0\)")),
        (1.2, '0.00"亿元"', Number("1.2", '0.00"亿元"')),
    ],
)
def test_a_number_is_a_date_where_its_format_shows_one(sheet, value, format, expected):
    found = sheet(lambda book, page: page.write_number(0, 0, value, book.add_format({"num_format": format})))
    assert cells(found) == {(1, 1): expected}


def test_text_is_never_made_a_number(sheet):
    assert cells(sheet(lambda book, page: page.write_string(0, 0, "1.10"))) == {(1, 1): "1.10"}


def test_rich_text_of_openpyxl_is_read(tmp_path, reader):
    made = openpyxl.Workbook()
    made.active["B2"] = CellRichText("前", TextBlock(InlineFont(b=True), "后"))
    made.save(tmp_path / "a.xlsx")
    (found,) = read_sheets(tmp_path / "a.xlsx", Progress(), reader)
    assert cells(found) == {(2, 2): "前后"}


def test_a_cell_that_reads_backwards_is_a_fault_and_marks_of_order_are_dropped(cell):
    assert "倒排" in cell("备注", "甲\u202e1202\u202c")
    assert cell("备注", "\u202d13800000000\u202c") == "13800000000"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1O</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"></v>2<v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
    ],
)
@pytest.mark.parametrize("form", ["usual", "comment"])
def test_cells_that_break_the_rules_make_the_file_broken(xml, rows, form):
    with pytest.raises(UserError, match="工作表“表”") as caught:
        xml(f"<sheetData>{'<!-- x -->' if form == 'comment' else ''}{rows}</sheetData>", "<si><t>甲</t></si>")
    assert caught.value.code == "file_broken"


CELL = st.sampled_from(
    [
        "/>",
        "><v>12</v></c>",
        "><v>1.50</v></c>",
        "><v>0.30000000000000004</v></c>",
        "><v>1234567890123456</v></c>",
        "><v>45230</v></c>",
        ' t="s"><v>0</v></c>',
        ' t="s"><v>1</v></c>',
        ' t="s"><v>2</v></c>',
        ' t="str"><f>A1</f><v>算</v></c>',
        ' t="e"><v>#N/A</v></c>',
        "><f>A1</f></c>",
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    styles=st.lists(st.sampled_from(["", ' s="1"', ' s="2"']), min_size=1, max_size=4),
    usual=st.lists(CELL, min_size=4, max_size=4),
    odd=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3), CELL), max_size=6),
)
def test_rows_read_at_a_stroke_are_as_those_read_cell_by_cell(xml, styles, usual, odd):
    other = {(row, column): cell for row, column, cell in odd}
    rows = "".join(
        f'<row r="{row}">'
        + "".join(
            f'<c r="{"ABCD"[column]}{row}"{style}{other.get((row, column), usual[column])}'
            for column, style in enumerate(styles)
        )
        + "</row>"
        for row in range(1, 10)
    )
    strings = "<si><t>甲</t></si><si><t></t></si><si><t>乙\u202e</t></si>"
    assert cells(xml(f"<sheetData>{rows}</sheetData>", strings)) == cells(
        xml(f"<sheetData><!-- slow -->{rows}</sheetData>", strings)
    )


VALUES = st.one_of(
    st.none(),
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\u202b\u202e\u2067"), max_size=8
    ),
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: float(f"{value:.12g}")),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)


@settings(max_examples=30)
@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
def test_values_are_those_that_calamine_reads(tmp_path_factory, reader, rows):
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-m-d"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, column, value, day)
                elif value is not None:
                    page.write(number, column, value)
    theirs = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    expected = {(r, c): _ours(v) for r, row in enumerate(theirs, 1) for c, v in enumerate(row, 1) if v != ""}
    (found,) = read_sheets(path, Progress(), reader)
    assert {place: _plain(value) for place, value in cells(found).items()} == expected


def _ours(value: object) -> object:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return f"{value + 0:.12g}"  # -0 is 0
        case _:
            return str(value)


def _plain(value: object) -> str:
    match value:
        case Number():
            return f"{float(value.digits):.12g}"
        case datetime():
            return str(value.date())
        case _:
            return str(value)
