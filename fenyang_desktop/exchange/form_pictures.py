"""The pictures of a workbook, kept byte for byte: openpyxl by itself keeps them only where an imaging library is there."""

import zipfile
from pathlib import PurePosixPath
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.xml.functions import fromstring

from fenyang_desktop.exchange.xlsx import worksheet_parts

_KEPT = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "bmp": "bmp"}
_LOST = (  # what stands in a drawing, or is a part, and what the office calls it
    (b":sp>", "形状和文本框"),
    (b":cxnSp>", "形状和文本框"),
    (b":grpSp>", "组合图形"),
)
_LOST_PARTS = (
    ("xl/ctrlProps/", "控件"),
    ("xl/activeX/", "控件"),
    ("xl/embeddings/", "嵌入的文件"),
    ("xl/slicers/", "切片器"),
)
_LOST_EXTENSIONS = (
    (b"x14:sparkline", "迷你图"),
    (b"x14:dataValidation ", "引用其他工作表的下拉选项"),
    (b"x14:cfRule", "数据条、图标等新式条件格式"),
)
_DRAWING, _HEADER_PICTURE = "/drawing", b"legacyDrawingHF"


class Picture(Image):  # type: ignore[misc]  # openpyxl has no types
    """A picture as openpyxl writes it: the bytes that the form holds, which nobody looks into."""

    def __init__(self, data: bytes, format: str, anchor: Any) -> None:
        self._bytes, self.format, self.anchor = data, format, anchor

    def _data(self) -> bytes:
        return self._bytes


def keep_pictures(archive: zipfile.ZipFile, book: Workbook) -> bool:
    """Put the pictures of the archive into the workbook that was read from it; whether all of them could be kept."""
    all_kept = True
    for title, part in worksheet_parts(archive).items():
        book[title]._images = []
        for drawing in _drawings(archive, part):
            pictures, whole = _pictures(archive, drawing)
            book[title]._images += pictures
            all_kept = all_kept and whole
    return all_kept


def lost_in(archive: zipfile.ZipFile) -> list[str]:
    """What a workbook holds that openpyxl can't keep, in the office's words."""
    names = archive.namelist()
    lost = [word for name in names for start, word in _LOST_PARTS if name.startswith(start)]
    for name in names:
        if name.startswith("xl/drawings/drawing"):
            content = archive.read(name)
            lost += [word for mark, word in _LOST if mark in content]
        elif name.startswith("xl/worksheets/sheet"):
            content = archive.read(name)
            lost += [word for mark, word in _LOST_EXTENSIONS if mark in content]
            lost += ["页眉页脚里的图片"] if _HEADER_PICTURE in content else []
    return list(dict.fromkeys(lost))


def _drawings(archive: zipfile.ZipFile, part: str) -> list[str]:
    rels = get_rels_path(part)
    if rels not in archive.namelist():
        return []
    return [rel.target for rel in get_dependents(archive, rels) if rel.Type.endswith(_DRAWING)]


def _pictures(archive: zipfile.ZipFile, drawing: str) -> tuple[list[Picture], bool]:
    """The pictures of a drawing, and whether none is of a sort that can't be kept."""
    rels = get_rels_path(drawing)
    if rels not in archive.namelist():
        return [], True
    try:
        found = SpreadsheetDrawing.from_tree(fromstring(archive.read(drawing)))._blip_rels
    except TypeError:  # shapes that openpyxl doesn't know
        return [], False
    targets = get_dependents(archive, rels)
    pictures, whole = [], True
    for blip in found:
        target = targets.get(blip.embed).target
        format = _KEPT.get(PurePosixPath(target).suffix.lower().removeprefix("."))
        if format is None or target not in archive.namelist():
            whole = False
            continue
        pictures.append(Picture(archive.read(target), format, blip.anchor))
    return pictures, whole
