"""What a file is, told by its content: the extension may lie."""

import re
from enum import StrEnum
from pathlib import Path

from fenyang_desktop.domain.errors import UserError

LARGEST_FILE = 50 * 1024 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3\x00", "数据库"),
)
_SHORT_MAGIC = ((b"BM", "图片"), (b"MZ", "程序"))  # two letters that a text may begin with as well
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # a sheet of old, without the container
_OLE2_STREAMS = (("WordDocument", "旧版 Word 文档"), ("PowerPoint Document", "旧版演示文稿"))
_MARKUP = re.compile(
    r"\s*(<!--.*?-->\s*)*(<(!doctype\s+html|html|head|body|table|meta|style|div)\b|MIME-Version:)",
    re.IGNORECASE | re.DOTALL,
)


class Content(StrEnum):
    """The sorts of content that can be read."""

    ZIP = "zip"  # .xlsx, .xlsm and .ods
    BIFF = "biff"  # .xls, and .et as far as it is one
    TEXT = "text"


def read_bytes(path: Path) -> bytes:
    """The whole file at once, so that one open in Excel is held no longer than needed.

    Raises UserError `file_missing`, `file_unreadable` or `file_too_large`.
    """
    try:
        if path.is_dir():
            raise UserError("file_unreadable", file=path.name, reason="这是一个文件夹")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise too_large(path.name, size, LARGEST_FILE)
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError("file_missing", file=path) from None
    except PermissionError:
        raise UserError("file_unreadable", file=path.name, reason="没有读取权限，或正被独占") from None
    except OSError as error:
        raise UserError("file_unreadable", file=path.name, reason=error.strerror or error) from None


def too_large(name: str, size: int, limit: int) -> UserError:
    mega = 1024 * 1024
    return UserError("file_too_large", file=name, size=f"{size / mega:.0f} MB", limit=f"{limit // mega} MB")


def sniff(name: str, data: bytes) -> Content:
    """Whether `data` is a workbook, and of which sort, or text. Raises UserError for what is known to be neither."""
    if data.startswith(_ZIP):
        return Content.ZIP
    if data.startswith(_OLE2):
        if _names(data, "EncryptedPackage"):
            raise UserError("file_encrypted", file=name)
        if _names(data, "Workbook") or _names(data, "Book"):
            return Content.BIFF
        if _is_cut_off(data):
            raise UserError("file_broken", file=name, reason="文件末尾不完整")
        raise UserError("file_not_sheet", file=name, found=ole2_content(data))
    if data.startswith(_BIFF) and b"\x00" in data[:8]:
        return Content.BIFF
    for magic, found in (*_MAGIC, *(_SHORT_MAGIC if b"\x00" in data[:64] else ())):
        if data.startswith(magic):
            raise UserError("file_not_sheet", file=name, found=found)
    if not data.strip(b"\x00 \r\n\t"):
        raise UserError("file_empty", file=name)
    return Content.TEXT


def _names(data: bytes, stream: str) -> bool:
    """Whether a compound file may have a stream of this name: the name stands in it somewhere."""
    return stream.encode("utf-16-le") in data


def _is_cut_off(data: bytes) -> bool:
    """Whether the directory of a compound file, which its header points to, lies beyond its end."""
    sector = 1 << min(int.from_bytes(data[30:32], "little"), 20)
    return (int.from_bytes(data[48:52], "little") + 1) * sector >= len(data)


def ole2_content(data: bytes) -> str:
    """What a compound file without a workbook is."""
    return next((found for stream, found in _OLE2_STREAMS if _names(data, stream)), "旧版 Office 文档")


def decode(name: str, data: bytes) -> str:
    """Text by its byte order mark, else UTF-16 (it holds zero bytes), strict UTF-8, or GB18030.

    Raises UserError `file_broken` for a file cut off inside a character, `file_not_sheet` for what is no plain text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _checked(name, data[len(mark) :], encoding)
    if b"\x00" in data[:4096]:
        return _checked(name, data, "utf-16-be" if data[:1] == b"\x00" else "utf-16-le")
    try:
        return _checked(name, data, "utf-8", strict=True)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise UserError("file_broken", file=name, reason="文件末尾不完整") from None
        return _checked(name, data, "gb18030")


def _checked(name: str, data: bytes, encoding: str, *, strict: bool = False) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if strict:
            raise
        raise UserError("file_broken", file=name, reason="有读不出的文字编码") from None
    if _MARKUP.match(text):
        raise UserError("file_not_sheet", file=name, found="网页")
    if text.lstrip().startswith("<?xml"):
        raise UserError("file_not_sheet", file=name, found="XML 文件")
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise UserError("file_not_sheet", file=name, found="二进制文件")
    return text
