"""Reading .xlsx and .xlsm: the parts of the package, its texts and its formats, and the sheets one after another."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from fenyang_desktop.exchange.archive import chunks
from fenyang_desktop.exchange.outbox import Outbox
from fenyang_desktop.exchange.raw import EXCEL_1900, EXCEL_1904
from fenyang_desktop.exchange.xlsx_cells import BadCell, CellReader
from fenyang_desktop.exchange.xlsx_rows import is_main, is_true
from fenyang_desktop.exchange.xlsx_sheet import read_sheet
from fenyang_desktop.exchange.xlsx_tables import SharedTexts, Styles, cell_styles, shared_texts
from fenyang_desktop.exchange.xml_events import BadXml, by_local_name, local, parse


class MissingPart(Exception):
    """A part that another part names is not there."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    target: str


@dataclass(slots=True)
class _Book:
    """What `workbook.xml` says. A sheet's relation is named by its id."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    day_zero: date = EXCEL_1900

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not is_main(name):
            return
        if local(name) == "workbookPr" and is_true(attributes.get("date1904")):
            self.day_zero = EXCEL_1904
        if local(name) == "sheet":
            known = by_local_name(attributes)
            self.sheets.append((known["name"], known["id"], known.get("state", "visible") != "visible"))


def read_xlsx(archive: zipfile.ZipFile, outbox: Outbox) -> None:
    """Send on the worksheets of a checked package in their order; chart and macro sheets are left out.

    Raises UserError `file_broken` and `sheet_too_big`.
    """
    try:
        _read(archive, outbox)
    except BadXml as fault:
        raise outbox.broken(f"的 XML 有误：{fault}") from None
    except (BadCell, MissingPart) as fault:
        raise outbox.broken(str(fault)) from None
    except (KeyError, ValueError) as fault:
        raise outbox.broken("缺少工作表或目录部件，或其中内容有误") from fault


def _read(archive: zipfile.ZipFile, outbox: Outbox) -> None:
    book, relations = _opened(archive)
    sheets = list(_worksheets(archive, book, relations))
    texts, styles = _part(relations, "sharedStrings"), _part(relations, "styles")
    reader = CellReader(
        shared_texts(archive, texts, outbox.file) if texts else SharedTexts(),
        cell_styles(archive, styles) if styles else Styles(),
        book.day_zero,
    )
    outbox.share(reader.texts)
    for sheet in sheets:
        outbox.begin(sheet.name, book.day_zero, hidden=sheet.hidden)
        read_sheet(partial(chunks, archive, sheet.part), reader, outbox)


def worksheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each worksheet by its name. Raises BadXml, MissingPart or KeyError."""
    book, relations = _opened(archive)
    return {sheet.name: sheet.part for sheet in _worksheets(archive, book, relations)}


def _opened(archive: zipfile.ZipFile) -> tuple[_Book, dict[str, _Relation]]:
    book_part = _part(_relations(archive, ""), "officeDocument")
    if book_part is None:
        raise MissingPart("缺少工作簿部件")
    book = _Book()
    parse(chunks(archive, book_part), book.start)
    return book, _relations(archive, book_part)


def _worksheets(archive: zipfile.ZipFile, book: _Book, relations: dict[str, _Relation]) -> Iterator[_Sheet]:
    for name, id, hidden in book.sheets:
        relation = relations.get(id)
        if relation is None:
            raise MissingPart(f"缺少工作表“{name}”的部件")
        if relation.kind == "worksheet":
            archive.getinfo(relation.target)
            yield _Sheet(name, relation.target, hidden)


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, _Relation]:
    """The relations of a part ("" is the package) by their ids. Links to the outside are never followed."""
    folder, name = posixpath.split(part)
    found: dict[str, _Relation] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            found[attributes["Id"]] = _Relation(kind, _resolved(folder, attributes["Target"]))

    parse(chunks(archive, posixpath.join(folder, "_rels", f"{name}.rels")), start)
    return found


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def _part(relations: dict[str, _Relation], kind: str) -> str | None:
    return next((one.target for one in relations.values() if one.kind == kind), None)
