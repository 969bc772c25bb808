"""What is said of a file of the import queue: in its line of the overview, and over its preview."""

from collections.abc import Sequence

from fenyang_desktop.domain.lights import Light
from fenyang_desktop.gui.import_entry import Entry
from fenyang_desktop.gui.import_state import IN_VIEW, State
from fenyang_desktop.services.questions import left_remark

_NO_CHANGE = "没有变化"
_LIGHTS = {State.READY: Light.DONE, State.DONE: Light.GREEN, State.FAULTY: Light.RED}
ORDER = {state: place for place, state in enumerate(State)}


def state_text(entry: Entry) -> str:
    """How far the file is."""
    if entry.state is State.DONE and not entry.applied:
        return _NO_CHANGE
    if entry.state is State.UNDONE and entry.stands:
        return "已撤销一部分"
    if entry.state is not State.READY:
        return entry.state.value
    if entry.is_left:
        return f"已导入，余 {entry.counts.waiting:,} 处待看" if entry.counts.waiting else "已导入一部分"
    if entry.holds_no_table:
        return "没有找到项目表"
    return _NO_CHANGE if entry.is_idle else entry.state.value


def state_light(entry: Entry) -> Light:
    """The colour in which that is told."""
    if entry.is_left or (entry.state is State.READY and entry.holds_no_table):
        return Light.YELLOW
    return Light.NONE if entry.is_idle else _LIGHTS.get(entry.state, Light.NONE)


def remark(entry: Entry) -> str:
    """What else there is to say in its line."""
    if entry.text:
        name = f"“{entry.path.name}”"
        return entry.text.removeprefix(f"已导入{name}：").removeprefix(name)
    if entry.is_left:
        return "；".join(filter(None, (entry.taken_text(), left_remark(entry.preview) if entry.preview else "")))
    if entry.state is State.READY and entry.holds_no_table:
        return "双击打开，单击行号指定表头"
    if entry.state is not State.READY or entry.preview is None:
        return ""
    return "；".join(filter(None, (entry.before, left_remark(entry.preview))))


def tip(entry: Entry) -> str:
    """All that there is to say of the file."""
    return "\n".join(part for part in (str(entry.path), state_text(entry), remark(entry)) if part)


def heading(entry: Entry) -> str:
    """The file, and what it holds as far as that is known."""
    if entry.preview is None or entry.state not in IN_VIEW:
        return f"“{entry.path.name}”"
    sheets = entry.preview.sheets
    rows = sum(len(sheet.rows) for sheet in sheets)
    stand = "已导入一部分，其余待看" if entry.is_left else "预览，尚未导入"
    return f"“{entry.path.name}”：{len(sheets)} 张工作表，{rows:,} 行项目（{stand}）"


def summary(entries: Sequence[Entry]) -> str:
    """30 个文件：待确认 12，已导入 10，没有读成 1，等待 7."""
    found: dict[str, int] = {}
    for entry in sorted(entries, key=lambda entry: ORDER[entry.state]):
        text = "已导入、还有待看" if entry.is_left else state_text(entry)
        found[text] = found.get(text, 0) + 1
    return f"{len(entries):,} 个文件：" + "，".join(f"{text} {count:,}" for text, count in found.items())
