"""What a row may be told to be, and the reason that is given where it holds no project."""

import re
from dataclasses import dataclass
from enum import StrEnum

_COUNT = re.compile(r"(\d+)(?:个|项|件|家)")


class RowKind(StrEnum):
    RECORD = "record"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    SECTION = "section"
    SHARE = "share"
    NUMBERS = "numbers"
    REPEATED = "repeated"
    NOTE = "note"
    CONTINUED = "continued"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"  # filled only in columns that aren't imported
    OUTSIDE = "outside"  # filled only beside the table


REASONS = {
    RowKind.TOTAL: "合计行",
    RowKind.SUBTOTAL: "小计行",
    RowKind.SECTION: "分节行",
    RowKind.SHARE: "合计中的“其中”行",
    RowKind.NUMBERS: "列号行",
    RowKind.REPEATED: "重复的表头",
    RowKind.NOTE: "说明行",
    RowKind.CONTINUED: "名称单元格合并的续行",
    RowKind.HIDDEN: "隐藏的行",
    RowKind.UNKNOWN: "只有不导入的列有内容",
    RowKind.OUTSIDE: "表格以外的内容",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a row is. `label` is the text that says so; `level` of a section: 1 for 一、, 2 for （一）.

    `asks` is what a person must be asked of a row that seems to be a project.

    `is_project` says of a hidden row that it would be one if it were shown.
    """

    kind: RowKind
    label: str = ""
    level: int = 1
    is_project: bool = False
    asks: str = ""

    @property
    def count(self) -> int | None:
        """The number of projects that the label states: 合计|13个."""
        found = _COUNT.search(self.label)
        return int(found[1]) if found else None

    @property
    def section(self) -> str:
        """The name of a section without its count."""
        return re.sub(r"[(（|｜:]?\s*(?:共|计)?\d+(?:个|项|件|家)(?:项目)?[)）]?.*$", "", self.label).strip()
