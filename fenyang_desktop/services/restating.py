"""更正表: the corrections of closed months as lines of text, for the window, the commands and paper."""

from collections.abc import Sequence
from datetime import date

from fenyang_desktop import places
from fenyang_desktop.domain.changes import EXISTS, Stored
from fenyang_desktop.domain.parts import MONTH, field_of
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.domain.values import display, format_month
from fenyang_desktop.reports.restating import TEMPLATE, Corrected, restating_data
from fenyang_desktop.reports.typeset import typeset
from fenyang_desktop.services.closing import Restatement

KEY, TITLE = "restatements", "更正表"


def restatement_lines(found: Sequence[Restatement]) -> list[Corrected]:
    """The corrections in words, in their order."""
    return list(map(_line, found))


def restatements_pdf(found: Sequence[Restatement], on: date, progress: Progress | None = None) -> bytes:
    """The printed sheet as PDF. Raises UserError `sheet_failed`; Cancelled."""
    progress = progress or Progress()
    progress.step(0, 1, f"排版{TITLE}")
    months = len({one.month for one in found})
    summary = f"{months} 个月，更正 {len(found)} 处。“原报数”是这次更正之前的数。" if found else ""
    pdf = typeset(
        places.resource("templates", TEMPLATE),
        restating_data(f"重点项目月报{TITLE}", summary, str(on), restatement_lines(found)),
    )
    progress.step(1, 1, "排版完成")
    return pdf


def _line(one: Restatement) -> Corrected:
    source = one.set.source
    field = field_of(MONTH.entity, one.field)
    whole = one.field == EXISTS
    return Corrected(
        month=format_month(one.month),
        name=one.name,
        field=field.header if field else MONTH.label,
        old=("有" if one.old else "没有") if whole else _text(one.field, one.old),
        new=("补报" if one.new else "撤下") if whole else _text(one.field, one.new),
        reason=source.reason,
        author=source.author,
        at=f"{source.at.astimezone():%Y-%m-%d}",
    )


def _text(key: str, value: Stored) -> str:
    field = field_of(MONTH.entity, key)
    return display(field, value) if field and value is not None else "（未填）"
