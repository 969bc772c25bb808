"""Places where a portfolio file isn't safe are told; safe ones are passed over in silence."""

from pathlib import Path

import pytest

from fenyang_desktop.services import places_check
from fenyang_desktop.services.places_check import file_system, file_warning, synchronised_folder

MOUNTS = [
    "/dev/sda1 / ext4 rw 0 0",
    "//server/share /mnt/共享 cifs rw 0 0",
    "server:/home /home nfs4 rw 0 0",
    "/dev/sdb1 /home/local ext4 rw 0 0",
    r"user@host: /mnt/far\040away fuse.sshfs rw 0 0",
]
NAME = "台账.fenyang"


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/data", "ext4"), ("/mnt/共享/发改局", "cifs"), ("/home/li", "nfs4"), ("/home/local/li", "ext4"),
     ("/mnt/far away", "fuse.sshfs"), ("/mnt/共享2", "ext4")],
)  # fmt: skip
def test_the_file_system_is_that_of_the_longest_mount_above(folder, kind):
    assert file_system(Path(folder, NAME), MOUNTS) == kind


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (("OneDrive - 汾阳市发改局", "台账"), "OneDrive - 汾阳市发改局"),
        (("onedrive",), "onedrive"),
        (("我的坚果云",), ""),
        (("坚果云",), "坚果云"),
        (("Nutstore Files", "1"), "Nutstore Files"),
        (("WPS云盘",), "WPS云盘"),
        (("BaiduSyncdisk",), "BaiduSyncdisk"),
        (("Dropboxes",), ""),
        (("文档", "重点项目"), ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(tmp_path, parts, found):
    assert synchronised_folder(tmp_path.joinpath(*parts, NAME), {}) == found


def test_a_file_that_is_only_named_like_a_synchronised_folder_is_safe(tmp_path):
    assert synchronised_folder(tmp_path / "OneDrive.fenyang", {}) == ""


def test_a_synchronised_folder_under_any_name_is_known_by_the_environment(tmp_path):
    environment = {"OneDriveCommercial": str(tmp_path / "单位云盘"), "OneDrive": ""}
    assert synchronised_folder(tmp_path / "单位云盘" / "台账" / NAME, environment) == "单位云盘"
    assert synchronised_folder(tmp_path / "别处" / NAME, environment) == ""


def test_the_warning_names_the_file_and_says_what_to_do(tmp_path, monkeypatch):
    assert file_warning(tmp_path / NAME) is None
    synchronised = file_warning(tmp_path / "OneDrive" / NAME)
    assert NAME in synchronised
    assert "移到" in synchronised
    monkeypatch.setattr(places_check, "on_network", lambda path: True)
    shared = file_warning(tmp_path / NAME)
    assert "网络共享" in shared
    assert "移到" in shared
