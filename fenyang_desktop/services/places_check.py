"""Warns of places where a portfolio file is not safe: network shares and folders that a program synchronises.

SQLite relies on file locks that network shares don't keep; a synchroniser may upload a file half written, or put an
older copy in its place.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW
_NETWORK_SYSTEMS = re.compile(r"^(nfs\d?|cifs|smb\w*|fuse\.sshfs|fuse\.smb\w*|afs|9p|davfs|fuse\.davfs2?)$")
_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_SYNCHRONISED = (
    "OneDrive", "Dropbox", "坚果云", "Nutstore", "百度网盘同步空间", "BaiduSyncdisk", "WPS云盘", "WPSDrive",
    "iCloudDrive", "微云同步助手", "阿里云盘同步", "Google Drive", "SynologyDrive",
)  # fmt: skip


def file_warning(path: Path) -> str | None:
    """A Chinese sentence that says what is wrong with the place and what to do; None where all is well."""
    whole = path.absolute()
    if on_network(whole):
        return (
            f"台账文件“{path.name}”放在网络共享上，断网或多人同时打开时数据可能损坏；"
            "请把它移到本机硬盘，需要给别人看时导出一份表格。"
        )
    if folder := synchronised_folder(whole, os.environ):
        return (
            f"台账文件“{path.name}”放在同步文件夹“{folder}”里，同步软件可能传走写到一半的文件或换回旧文件；"
            "请把它移到不同步的文件夹，需要留底时用程序自带的备份。"
        )
    return None


def on_network(path: Path) -> bool:
    """Whether an absolute path lies on another computer."""
    if sys.platform == "win32":
        import ctypes  # for Windows only

        drive = path.drive
        if drive.startswith("\\\\"):
            return not drive.startswith(("\\\\?\\", "\\\\.\\")) or drive.upper().startswith("\\\\?\\UNC\\")
        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE)
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return bool(_NETWORK_SYSTEMS.match(file_system(path, mounts)))


def file_system(path: Path, mounts: Iterable[str]) -> str:
    """The type of the file system that holds an absolute path, by the lines of /proc/mounts; "" if unknown."""
    found, longest = "", -1
    for line in mounts:
        _, mount, kind, *_ = [*line.split(" "), "", ""]
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), mount)
        if point and path.is_relative_to(point) and len(point) >= longest:
            found, longest = kind, len(point)
    return found


def synchronised_folder(path: Path, environment: Mapping[str, str]) -> str:
    """The name of the synchronised folder that an absolute path lies in; "" if none is known."""
    for name in _ONEDRIVE:
        if (root := environment.get(name)) and path.is_relative_to(root):
            return Path(root).name
    known = [name.lower() for name in _SYNCHRONISED]
    for part in path.parts[:-1]:
        if any(re.match(rf"{re.escape(name)}(?![a-z])", part.lower()) for name in known):
            return part
    return ""
