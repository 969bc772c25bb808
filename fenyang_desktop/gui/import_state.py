"""How far the import of one file is, and what may follow on what."""

from enum import StrEnum


class State(StrEnum):
    """How far the import of one file is."""

    WAITING = "等待"  # to be read
    READING = "正在读取"
    READY = "待确认"  # compared: a person decides; also where a part was taken over and the rest is open
    COMPARING = "正在比对"  # anew, as the portfolio changed
    DECIDING = "正在重新识别"  # to be understood anew, or being so, by what a person decided; it stays in view
    CHOSEN = "等待导入"
    APPLYING = "正在导入"
    DONE = "已导入"
    UNDONE = "已撤销"
    FAULTY = "没有读成"
    DROPPED = "已放弃"
    TWIN = "内容相同"
    KNOWN = "导入过"


_AGAIN = {State.WAITING, State.READING}
NEXT: dict[State, set[State]] = {
    State.WAITING: {State.READING},
    State.READING: {State.READY, State.FAULTY, State.TWIN, State.KNOWN, State.WAITING},
    State.READY: {State.COMPARING, State.DECIDING, State.CHOSEN, State.DONE, State.DROPPED, *_AGAIN},
    State.COMPARING: {State.READY},
    State.DECIDING: {State.READY, State.DONE, State.DROPPED, State.WAITING},
    State.CHOSEN: {State.APPLYING, State.READY},
    State.APPLYING: {State.READY},
    State.DONE: {State.UNDONE, *_AGAIN},
    State.UNDONE: {State.DONE, *_AGAIN},
    State.FAULTY: _AGAIN,
    State.DROPPED: _AGAIN,
    State.TWIN: _AGAIN,
    State.KNOWN: _AGAIN,
}
IN_VIEW = frozenset({State.READY, State.DECIDING})  # a person may look at the preview, tick and decide
BUSY = frozenset({State.READING, State.COMPARING, State.CHOSEN, State.APPLYING})  # nothing else may be done with it
BEING_TAKEN = frozenset({State.CHOSEN, State.APPLYING})
FINISHED = frozenset({State.DONE, State.UNDONE, State.DROPPED, State.TWIN, State.KNOWN})
