"""The names under which imported files are kept: short enough, and such that Windows takes them."""

from pathlib import Path

import pytest

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.store.keeping import SHOWN, digest_of, folder, kept, kept_files

DATA = b"a workbook"
DIGEST = digest_of(DATA)[:SHOWN]


def name_kept(portfolio: Path, name: str) -> str:
    with kept(portfolio, name, DATA):
        (path,) = folder(portfolio).iterdir()
    assert kept_files(portfolio) == {DIGEST: path}
    return path.name


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return tmp_path / "台账.fenyang"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("住建局 9月.xlsx", "住建局 9月"),
        ("住建局... .xlsx", "住建局"),
        ("CON.xlsx", "_CON"),
        ("com1.9月.xlsx", "_com1.9月"),
        ("控制.xlsx", "控制"),
        ("CONTROL.xlsx", "CONTROL"),
        ("甲:乙?.xlsx", "甲_乙_"),
        (" .xlsx", "_"),
    ],
)
def test_a_kept_file_has_its_own_name_as_far_as_windows_takes_it(portfolio, name, stem):
    assert name_kept(portfolio, name) == f"{stem} {DIGEST}.xlsx"


@pytest.mark.parametrize("name", ["汾" * 300 + ".xlsx", "a" * 300 + ".xlsx", "9月." + "汾" * 80, "a𠮷" * 90 + ".et"])
def test_a_long_name_is_cut(portfolio, name):
    found = name_kept(portfolio, name)
    assert len(found.encode()) < 200
    assert len(found) <= 120
    assert found.startswith(name[:20])


def test_in_a_deep_folder_a_name_is_cut_further(tmp_path):
    place = tmp_path / ("d" * (190 - len(str(tmp_path))))
    place.mkdir()
    name_kept(place / "p.fenyang", "a" * 100 + ".xlsx")
    (path,) = folder(place / "p.fenyang").iterdir()
    assert len(str(path)) <= 240


def test_two_contents_with_the_same_long_name_are_both_kept(portfolio):
    for data in (b"1", b"2"):
        with kept(portfolio, "汾" * 90 + ".xlsx", data):
            pass
    assert {path.read_bytes() for path in folder(portfolio).iterdir()} == {b"1", b"2"}


def test_a_failure_leaves_nothing_but_what_was_kept_before(portfolio):
    with kept(portfolio, "甲.xlsx", b"1"):
        pass
    for data in (b"1", b"2"):
        with pytest.raises(UserError), kept(portfolio, "乙.xlsx", data):
            raise UserError("read_only")
    assert [path.read_bytes() for path in folder(portfolio).iterdir()] == [b"1"]
