"""The reading process: takes workbooks on its standard input and sends back their sheets, until the input ends.

It knows neither store nor window and imports little, so that it starts in a moment. A request is a JSON head and the
bytes of the file, an answer any number of JSON messages of which the last is `done`, `fault` or `bug`; each is
preceded by its length. Whatever else is printed, by us or by a library, goes to standard error. A head that has a
`checklist` asks for a copy of the file with the notes in it, which comes as one message.
"""

import base64
import gc
import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.domain.progress import Progress
from fenyang_desktop.exchange.archive import is_ods, open_archive
from fenyang_desktop.exchange.delimited import read_delimited
from fenyang_desktop.exchange.framing import receive, send
from fenyang_desktop.exchange.inbox import Inbox
from fenyang_desktop.exchange.limits import limit_own_memory
from fenyang_desktop.exchange.notes import checklist_from_json
from fenyang_desktop.exchange.ods import read_ods
from fenyang_desktop.exchange.outbox import Outbox, Send
from fenyang_desktop.exchange.raw import RawSheet
from fenyang_desktop.exchange.sniffing import Content, decode
from fenyang_desktop.exchange.xlsx import read_xlsx


def main(arguments: list[str]) -> int:
    """Serve until standard input ends. The one argument is the memory limit in bytes (0: none)."""
    limit_own_memory(int(arguments[0]) if arguments else 0)
    gc.disable()  # values without cycles come and go by the hundred thousand: looking for cycles takes a fifth longer
    requests, answers = _own_streams()
    try:
        while (head := receive(requests)) is not None and (data := receive(requests)) is not None:
            _answer(json.loads(head), data, partial(_tell, answers))
            del data
            gc.collect()
    except MemoryError:  # what ran out once may not come back: this process is of no more use
        with suppress(MemoryError, OSError):
            _tell(answers, ["memory"])
    except OSError:
        pass  # nobody listens any more
    return 0


def _own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output for the protocol alone; what others print goes to standard error."""
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    if sys.platform == "win32":
        import msvcrt  # there only on Windows

        for stream in (requests, answers):
            msvcrt.setmode(stream, os.O_BINARY)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _tell(answers: IO[bytes], message: list[object]) -> None:
    send(answers, json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _answer(head: dict[str, Any], data: bytes, tell: Send) -> None:
    """Read one file. Raises MemoryError, and OSError where nobody listens."""
    try:
        if "checklist" in head:
            copy = annotate(head["name"], data, head["kind"], head, tell)
            tell(["copy", base64.b64encode(copy).decode("ascii")])
        else:
            read(head["name"], data, head["kind"], tell)
        tell(["done"])
    except UserError as fault:
        tell(["fault", fault.code, {key: str(value) for key, value in fault.facts.items()}])
    except (MemoryError, OSError):
        raise
    except Exception:  # the top of a process, like the program's own main
        tell(["bug", traceback.format_exc()])


def read(name: str, data: bytes, kind: str, tell: Send) -> None:
    """Send the sheets of a workbook of this kind (`sniffing.Content`). Raises UserError."""
    outbox = Outbox(name, tell)
    if kind == Content.BIFF:
        from fenyang_desktop.exchange.xls import read_xls  # xlrd is slow to import, and seldom needed

        read_xls(name, data, outbox)
        return
    with open_archive(name, data, Progress(lambda done, total, text: tell(["step", done, total, text]))) as archive:
        if is_ods(archive):
            read_ods(archive, outbox)
        else:
            read_xlsx(archive, outbox)


def annotate(name: str, data: bytes, kind: str, head: dict[str, Any], tell: Send) -> bytes:
    """A copy of the file with notes in it: its own workbook where openpyxl manages, else one made of what is read.

    Raises UserError as `read` does.
    """
    from fenyang_desktop.exchange import annotating  # openpyxl is slow to import, and seldom needed

    checklist = checklist_from_json(head["checklist"])
    tell(["step", 0, 0, "正在写批注"])
    if kind == Content.ZIP and not head["afresh"]:
        filled = _filled_cells(name, data, kind)
        try:
            return annotating.annotated_workbook(data, checklist, filled)
        except MemoryError:
            raise
        except Exception:  # whatever: it fails in many ways, on .ods and on what no spreadsheet program wrote
            traceback.print_exc()
    return annotating.annotated_afresh(_sheets(name, data, kind), checklist)


def _filled_cells(name: str, data: bytes, kind: str) -> dict[str, list[tuple[int, Sequence[int]]]]:
    """By sheet, the rows and in each the columns that hold something. Raises UserError as `read`."""
    return {sheet.name: [(row, tuple(cells)) for row, cells in sheet.rows] for sheet in _sheets(name, data, kind)}


def _sheets(name: str, data: bytes, kind: str) -> list[RawSheet]:
    if kind == Content.TEXT:
        return [read_delimited(name, Path(name).stem, decode(name, data))]
    inbox = Inbox()

    def take(message: list[Any]) -> None:
        if message[0] != "step":
            inbox.take(message)

    read(name, data, kind, take)
    return inbox.sheets


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
