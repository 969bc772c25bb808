"""Imported files are kept in a folder beside the portfolio, each content once."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fenyang_desktop.domain.errors import UserError

SHOWN = 12  # digits of the digest in a kept file's name
_LONGEST = 120  # characters of such a name
_MOST_BYTES = 199  # of it in UTF-8: elsewhere than on Windows a name has room for 255
_LONGEST_PATH = 240  # characters; Windows knows 260
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|(COM|LPT)[0-9¹²³]) *(\.|$)", re.IGNORECASE)  # Windows' devices


def digest_of(data: bytes) -> str:
    """The SHA-256 of a file's content in hex, "" for nothing."""
    return hashlib.sha256(data).hexdigest() if data else ""


def folder(portfolio: Path) -> Path:
    """Where the imported files of a portfolio are kept."""
    return portfolio.with_name(f"{portfolio.stem} 导入文件")


def kept_files(portfolio: Path) -> dict[str, Path]:
    """The kept files by the first `SHOWN` digits of their digests, as their names tell; nobody looks into them."""
    return {path.stem.rpartition(" ")[2]: path for path in sorted(folder(portfolio).glob("* *.*"))}


def _is_kept(portfolio: Path, digest: str) -> bool:
    for path in folder(portfolio).glob(f"* {digest[:SHOWN]}.*"):
        with suppress(OSError):
            if digest_of(path.read_bytes()) == digest:
                return True
    return False


@contextmanager
def kept(portfolio: Path, name: str, data: bytes) -> Iterator[str]:
    """A file's content is kept, unless it is kept already or what is done meanwhile fails. Gives its digest.

    Raises UserError `file_not_kept` where the folder can't be written.
    """
    digest = digest_of(data)
    stored = None if not data or _is_kept(portfolio, digest) else _store(portfolio, name, data, digest)
    try:
        yield digest
    except Exception:
        if stored is not None:
            with suppress(OSError):
                stored.unlink()
                stored.parent.rmdir()  # fails where other files are kept in it
        raise


def _store(portfolio: Path, name: str, data: bytes, digest: str) -> Path:
    target = _free_name(folder(portfolio), name, digest[:SHOWN])
    partial = target.with_name(f"~{digest[:SHOWN]}.part")
    try:
        target.parent.mkdir(exist_ok=True)
        partial.write_bytes(data)
        os.replace(partial, target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise UserError("file_not_kept", file=name, folder=target.parent, reason=error.strerror or error) from None
    return target


def _free_name(place: Path, name: str, digest: str) -> Path:
    """Where a file goes; one of that name with another content was altered by somebody, and stays."""
    own = Path(name.rstrip(" ."))
    known = _SUFFIX.fullmatch(own.suffix) is not None
    stem, end = (own.stem, own.suffix) if known else (own.name, ".dat")
    tail, number = f" {digest}{end}", 2
    target = place / f"{_stem(place, stem, tail)}{tail}"
    while target.exists():
        tail = f" {number} {digest}{end}"
        target, number = place / f"{_stem(place, stem, tail)}{tail}", number + 1
    return target


def _stem(place: Path, stem: str, tail: str) -> str:
    """As much of a file's own name as fits before `tail`, and no name that Windows refuses."""
    room = max(1, min(_LONGEST, _LONGEST_PATH - len(str(place)) - 1) - len(tail))
    short = _FORBIDDEN.sub("_", stem).encode(errors="replace").decode().strip(" .")
    if _RESERVED.match(short):
        short = f"_{short}"
    short = short[:room].encode()[: _MOST_BYTES - len(tail.encode())].decode(errors="ignore")
    return short.rstrip(" .") or "_"


def copy_kept(portfolio: Path, other: Path) -> None:
    """Give a copy of a portfolio the kept files of the original. What can't be copied stays where it is."""
    with suppress(OSError):
        shutil.copytree(folder(portfolio), folder(other), dirs_exist_ok=True)
