"""Pours data into a Typst template and gives the finished PDF.

The data travels as JSON: whatever users wrote is placed as text and never read as markup.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.reports.fonts import installed_chains, open_font_files

if TYPE_CHECKING:
    import typst

_REMEMBERED_RUNS = 10  # Typst keeps all that it laid out for its next ten runs: 300 MB for a sheet of 1,000 rows


@cache
def _fonts() -> "tuple[typst.Fonts, dict[str, list[str]]]":
    """The fonts of this machine and the chains that they can serve: searched once, as it takes a while."""
    import typst  # a large library, needed only by whoever prints

    fonts = typst.Fonts(font_paths=sorted({path.parent for path in open_font_files()}))
    return fonts, installed_chains(fonts.families())


def typeset(template: Path, data: Mapping[str, object]) -> bytes:
    """The PDF that `template` makes of `data`. Templates beside it can be imported by it.

    Raises UserError `sheet_failed`, naming the template's line, where the template has a fault or its page breaks
    never settle.
    """
    import typst  # a large library, needed only by whoever prints

    fonts, chains = _fonts()
    inputs = {"data": json.dumps(data, ensure_ascii=False), "fonts": json.dumps(chains, ensure_ascii=False)}
    try:
        # Tags would make the file three to seven times as large.
        pdf, warnings = typst.compile_with_warnings(
            template, root=template.parent, font_paths=fonts, sys_inputs=inputs, format="pdf", pdf_tags=False
        )
    except typst.TypstError as error:
        raise UserError("sheet_failed", reason=_reason(error)) from error
    finally:
        for _ in range(_REMEMBERED_RUNS + 1):
            typst.compile(b"", font_paths=fonts)
    if any("did not converge" in warning.message for warning in warnings):
        raise UserError("sheet_failed", reason=f"模板 {template.name} 的分页定不下来，请改用程序自带的模板。")
    return pdf


def _reason(error: "typst.TypstError") -> str:
    """模板 progress.typ 第 12 行：unknown variable: x"""
    place = re.search(r"┌─ (?P<file>.+?):(?P<line>\d+):\d+", error.diagnostic)
    where = f"模板 {Path(place['file']).name} 第 {place['line']} 行：" if place else ""
    return where + error.message
