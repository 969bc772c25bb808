"""What the formulas of a workbook came to. openpyxl keeps the formulas and drops their values, which a preview on a
telephone or Excel's protected view would then show as blanks; here they are taken from the one and put into the other.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from fenyang_desktop.exchange.archive import chunks
from fenyang_desktop.exchange.xlsx import worksheet_parts
from fenyang_desktop.exchange.xml_events import local, parse

Values = Mapping[str, tuple[str, str]]  # cell → sort (n, str, b, e) and what stands there
_SORTS = ("n", "str", "b", "e")
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)>(<f\b.*?(?:</f>|/>))<v ?(?:/>|></v>)</c>', re.DOTALL)


def formula_values(archive: zipfile.ZipFile) -> dict[str, Values]:
    """By sheet, the stored value of each formula that has one."""
    parts = worksheet_parts(archive)
    return {sheet: values for sheet, part in parts.items() if (values := _values_of(archive, part))}


def with_formula_values(data: bytes, values: Mapping[str, Values]) -> bytes:
    """The workbook that openpyxl wrote, its formulas with these values as far as they are still in their cells."""
    if not values:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        by_part = {part: values[sheet] for sheet, part in worksheet_parts(source).items() if sheet in values}
        for part in source.infolist():
            content = source.read(part)
            if part.filename in by_part:
                content = _filled(content.decode(), by_part[part.filename]).encode()
            target.writestr(part, content)
    return out.getvalue()


def _values_of(archive: zipfile.ZipFile, part: str) -> Values:
    found: dict[str, tuple[str, str]] = {}
    cell, sort, has_formula, pieces = "", "", False, [""]
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cell, sort, has_formula, inside
        match local(name):
            case "c":
                cell, sort, has_formula = attributes.get("r", ""), attributes.get("t", "n"), False
                pieces.clear()
            case "f":
                has_formula = True
            case "v":
                inside = True

    def end(name: str) -> None:
        nonlocal inside
        match local(name):
            case "v":
                inside = False
            case "c":
                if has_formula and cell and sort in _SORTS and (text := "".join(pieces)):
                    found[cell] = sort, text

    def text(data: str) -> None:
        if inside:
            pieces.append(data)

    parse(chunks(archive, part), start, end, text)
    return found


def _filled(sheet: str, values: Values) -> str:
    def fill(match: re.Match[str]) -> str:
        cell, style, formula = match.groups()
        if cell not in values:
            return match[0]
        sort, text = values[cell]
        kind = "" if sort == "n" else f' t="{sort}"'
        return f'<c r="{cell}"{style}{kind}>{formula}<v>{escape(text)}</v></c>'

    return _CELL.sub(fill, sheet)
