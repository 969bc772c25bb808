"""The zip that a workbook is: checked through and through before anything is parsed."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.sniffing import too_large

LARGEST_INFLATED = 256 * 1024 * 1024  # twenty times a table of 10,000 rows and 20 columns
_CHUNK = 1 << 20
_OTHERS = (("word/", "Word 文档"), ("ppt/", "演示文稿"), ("content.xml", "OpenDocument 文档"))
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def open_archive(name: str, data: bytes, progress: Progress) -> zipfile.ZipFile:
    """The zip of a workbook (.xlsx or .ods) whose every part is whole, within limits, there once, free of a DTD.

    Raises UserError `file_broken`, `file_encrypted`, `file_too_large` or `file_not_sheet`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE:
        raise _broken(name, "压缩结构不完整") from None
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UserError("file_encrypted", file=name)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise _broken(name, "压缩方式不是表格软件所用的")  # and the others inflate without a bound
    _check_is_workbook(name, archive, [part.filename for part in parts])
    repeated = [part for part, count in Counter(p.filename.casefold() for p in parts).items() if count > 1]
    if repeated:
        raise _broken(name, f"部件 {repeated[0]} 重复")
    declared = sum(part.file_size for part in parts)
    if declared > LARGEST_INFLATED:
        raise too_large(name, declared, LARGEST_INFLATED)
    left = LARGEST_INFLATED
    for done, part in enumerate(parts):
        progress.step(done, len(parts), "正在检查文件")
        left -= _check_part(name, archive, part, left)
    return archive


def is_ods(archive: zipfile.ZipFile) -> bool:
    """Whether the archive says that it is an OpenDocument spreadsheet, as its first part does."""
    return {"mimetype", "content.xml"} <= set(archive.namelist()) and _beginning(archive, "mimetype").startswith(
        _SPREADSHEET
    )


def _beginning(archive: zipfile.ZipFile, part: str) -> bytes:
    try:
        with archive.open(part) as stream:
            return stream.read(len(_SPREADSHEET))
    except _DAMAGE:
        return b""


def _broken(name: str, reason: str) -> UserError:
    return UserError("file_broken", file=name, reason=reason)


def _check_is_workbook(name: str, archive: zipfile.ZipFile, parts: list[str]) -> None:
    if is_ods(archive):
        return
    if "[Content_Types].xml" in parts and any(part.startswith("xl/") for part in parts):
        if "xl/workbook.bin" in parts:
            raise UserError("file_not_sheet", file=name, found="二进制工作簿 .xlsb")
        return
    for beginning, found in _OTHERS:
        if any(part.startswith(beginning) for part in parts):
            raise UserError("file_not_sheet", file=name, found=found)
    raise UserError("file_not_sheet", file=name, found="压缩包")


def _check_part(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Inflate a part to its end, which checks its CRC; return its size."""
    size, tail = 0, b""
    doctype = b"<!DOCTYPE"
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > left:
                    raise too_large(name, LARGEST_INFLATED + size - left, LARGEST_INFLATED)
                if size == len(chunk) and b"\x00" in chunk[:4]:
                    doctype = "<!DOCTYPE".encode(
                        "utf-16-be" if chunk.startswith((b"\xfe\xff", b"\x00")) else "utf-16-le"
                    )
                if is_xml and doctype in tail + chunk:
                    raise _broken(name, f"部件 {part.filename} 含有不允许的声明")
                tail = chunk[-len(doctype) :]
    except _DAMAGE:
        raise _broken(name, f"部件 {part.filename} 校验不通过") from None
    return size


def chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part in pieces, so that it is never held whole."""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
