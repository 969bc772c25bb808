"""A file that can't be read gets one Chinese sentence that says what to do."""

import struct
import warnings
import zipfile
import zlib

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange import archive, sniffing
from fenyang_desktop.exchange.reading import read_tables

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.fixture
def sentence(reader):
    """Reads a file that can't be read: the code of the fault, and its sentence."""

    def read(path) -> tuple[str, str]:
        with pytest.raises(UserError) as caught:
            read_tables(path, Progress(), reader)
        text = str(caught.value)
        assert text.endswith("。")
        assert path.name in text
        return caught.value.code, text

    return read


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted", "密码"),
        (OLE2 + "Workbook".encode("utf-16-le"), "file_broken", "重新保存"),
        (OLE2 + "WordDocument".encode("utf-16-le"), "file_not_sheet", "Word"),
        (b"%PDF-1.7 ...", "file_not_sheet", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "file_not_sheet", "图片"),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00....", "file_not_sheet", "图片"),
        (b"MZ\x90\x00\x03\x00\x00\x00....", "file_not_sheet", "程序"),
        ("<html><table><tr><td>项目名称</td></tr></table>".encode(), "file_not_sheet", "网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<html>", "file_not_sheet", "网页"),
        (b"<!-- saved -->\n<html><table/></html>", "file_not_sheet", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "file_not_sheet", "XML"),
        (b"", "file_empty", "空文件"),
        (b"\x01\x02\x03\x04 binary", "file_not_sheet", "二进制"),
        ("项目名称,备注\n甲,进".encode()[:-1], "file_broken", "不完整"),
        ('项目名称,备注\n甲,"没有结束的引号\n乙,x\n'.encode(), "file_broken", "引号"),
        ("日记：今天开会。".encode(), "no_table", "表头"),
    ],
)
def test_what_is_no_sheet_is_told_by_its_content(tmp_path, content, code, words, sentence):
    path = tmp_path / "来 件.xlsx"
    path.write_bytes(content)
    found, text = sentence(path)
    assert (found, words in text) == (code, True), text


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path, sentence):
    assert sentence(tmp_path / "没有.xlsx")[0] == "file_missing"
    (tmp_path / "文件夹.xlsx").mkdir()
    assert sentence(tmp_path / "文件夹.xlsx")[0] == "file_unreadable"


def test_a_file_held_by_another_program_says_so(book, monkeypatch, sentence):
    path = book([["项目名称"]])

    def held(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", held)
    code, text = sentence(path)
    assert code == "file_unreadable"
    assert "独占" in text


def test_a_truncated_workbook_is_broken(book, sentence):
    path = book([["项目名称"], ["甲"]])
    path.write_bytes(path.read_bytes()[:-400])
    assert sentence(path)[0] == "file_broken"


def test_a_flipped_byte_in_a_sheet_is_found(book, sentence):
    path = book([["项目名称"], ["甲"]])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        info = opened.getinfo("xl/worksheets/sheet1.xml")
    data[info.header_offset + 30 + len(info.filename) + 40] ^= 0xFF
    path.write_bytes(data)
    assert sentence(path)[0] == "file_broken"


def rebuilt(path, keep=lambda name: True, extra=(), change=lambda name, content: content):
    target = path.with_name("改 动.xlsx")
    with warnings.catch_warnings(), zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        warnings.simplefilter("ignore")  # a duplicate name is the point
        for name in filter(keep, source.namelist()):
            copy.writestr(name, change(name, source.read(name)))
        for name, content in extra:
            copy.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "missing", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"]
)
def test_a_workbook_that_lacks_a_part_is_broken(book, missing, sentence):
    path = rebuilt(book([["项目名称"], ["甲"]]), keep=lambda name: name != missing)
    assert sentence(path)[0] == "file_broken"


def test_a_workbook_with_a_part_twice_is_broken(book, sentence):
    path = rebuilt(book([["项目名称"], ["甲"]]), extra=[("xl/worksheets/SHEET1.xml", b"<worksheet/>")])
    code, text = sentence(path)
    assert (code, "重复" in text) == ("file_broken", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_a_document_type_is_refused_unparsed(book, encoding, sentence):
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    path = rebuilt(book([["项目名称"]]), extra=[("xl/theme/theme9.xml", bomb.encode(encoding))])
    code, text = sentence(path)
    assert (code, "声明" in text) == ("file_broken", True)


def test_a_sheet_cut_off_inside_its_rows_is_broken_not_shorter(book, sentence):
    def cut(name, content):
        return content[: content.index(b'<row r="3"')] if name == "xl/worksheets/sheet1.xml" else content

    assert sentence(rebuilt(book([["项目名称"], ["甲"], ["乙"]]), change=cut))[0] == "file_broken"


def test_a_zip_that_is_no_workbook_says_what_it_is(tmp_path, sentence):
    for name, words in (("a.txt", "压缩包"), ("word/document.xml", "Word"), ("content.xml", "OpenDocument")):
        path = tmp_path / "来 件.xlsx"
        with zipfile.ZipFile(path, "w") as made:
            made.writestr(name, b"x")
        code, text = sentence(path)
        assert (code, words in text) == ("file_not_sheet", True)


def test_a_file_over_the_limit_is_refused_before_it_is_read(book, monkeypatch, sentence):
    path = book([["项目名称"]])
    monkeypatch.setattr(sniffing, "LARGEST_FILE", 1000)
    assert sentence(path)[0] == "file_too_large"


def test_a_workbook_that_says_it_inflates_beyond_the_limit_is_refused(book, sentence):
    path = rebuilt(book([["项目名称"]]), extra=[("xl/media/a.xml", b"a")])
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/a.xml"))
    data[place + 24 : place + 28] = struct.pack("<I", archive.LARGEST_INFLATED)
    path.write_bytes(data)
    assert sentence(path)[0] == "file_too_large"


def test_a_part_that_inflates_to_more_than_it_says_is_broken(book, sentence):
    path = rebuilt(book([["项目名称"]]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("xl/media/a.bin", bytes(5_000_000))
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/a.bin"))
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert zlib.crc32(bytes(10)) != zlib.crc32(bytes(5_000_000))
    assert sentence(path)[0] == "file_broken"
