"""Imported files are kept in a folder beside the portfolio, each content once."""

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from fenyang_desktop.domain.errors import UserError

SHOWN = 12  # digits of the digest in a kept file's name
_LONGEST = 80  # characters of its own name


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


def keep_file(portfolio: Path, name: str, data: bytes) -> str:
    """Keep a file's content, unless it is kept already, and return its digest.

    Raises UserError `file_not_kept` where the folder can't be written.
    """
    digest = digest_of(data)
    if not data or _is_kept(portfolio, digest):
        return digest
    target = _free_name(folder(portfolio), Path(name), digest[:SHOWN])
    partial = target.with_name(f"~{digest[:SHOWN]}.part")
    try:
        target.parent.mkdir(exist_ok=True)
        partial.write_bytes(data)
        os.replace(partial, target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise UserError("file_not_kept", file=name, folder=target.parent, reason=error.strerror or error) from None
    return digest


def _free_name(place: Path, own: Path, digest: str) -> Path:
    """Where a file goes; one of that name with another content was altered by somebody, and stays."""
    stem, number = own.stem[:_LONGEST], 2
    target = place / f"{stem} {digest}{own.suffix or '.dat'}"
    while target.exists():
        target, number = place / f"{stem} {number} {digest}{own.suffix or '.dat'}", number + 1
    return target


def copy_kept(portfolio: Path, other: Path) -> None:
    """Give a copy of a portfolio the kept files of the original. What can't be copied stays where it is."""
    with suppress(OSError):
        shutil.copytree(folder(portfolio), folder(other), dirs_exist_ok=True)
