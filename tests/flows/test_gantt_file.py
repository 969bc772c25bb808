"""The Gantt as files: what was drawn is read back."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from fenyang_desktop.domain.errors import UserError
from fenyang_desktop.gui.gantt_file import paint_file
from fenyang_desktop.services.workspace import Workspace


def squeezed(text: str) -> str:
    """Without white space, which falls where a line was wrapped."""
    return re.sub(r"\s+", "", text)


def names_in(workspace: Workspace) -> list[str]:
    return [item.name for item in workspace.items()]


@pytest.fixture
def pdf(qapp: QApplication, workspace: Workspace, tmp_path: Path) -> Path:
    path = tmp_path / "甘特 图.pdf"
    paint_file(workspace, path)
    return path


def test_the_pdf_says_every_name_as_text(pdf: Path, workspace: Workspace) -> None:
    document = pypdfium2.PdfDocument(pdf)
    lines = [squeezed(line) for page in document for line in page.get_textpage().get_text_range().splitlines()]
    whole = "".join(lines)
    document.close()
    assert [name for name in names_in(workspace) if squeezed(name) not in whole] == []


def test_a_name_that_no_other_contains_stands_once_in_the_pdf(pdf: Path, workspace: Workspace) -> None:
    document = pypdfium2.PdfDocument(pdf)
    whole = squeezed("".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    names = [squeezed(name) for name in names_in(workspace)]
    alone = [name for name in names if len(name) > 6 and sum(name in other for other in names) == 1]
    assert len(alone) > 100
    assert [name for name in alone if whole.count(name) != 1] == []


def test_every_page_is_a3_landscape_with_its_number_and_all_text_inside_the_paper(pdf: Path) -> None:
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        assert (round(width), round(height)) == (1191, 842)
        text = page.get_textpage()
        assert f"第{number}页 共{len(document)}页" in text.get_text_range()
        assert "基准日 9月15日" in text.get_text_range()
        for place in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(place)
            assert left >= 20
            assert bottom >= 20
            assert right <= width - 20
            assert top <= height - 20
    document.close()


def test_the_svg_is_well_formed_and_its_chinese_is_text(
    qapp: QApplication, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "甘特图.svg"
    paint_file(workspace, path)
    root = ElementTree.parse(path).getroot()
    said = {"".join(element.itertext()).strip() for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"名称", "2023年", "基准日 9月15日", "第二污水处理厂"} <= said


def test_the_png_holds_all_rows_and_is_not_blank(qapp: QApplication, workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "甘特图.png"
    paint_file(workspace, path)
    image = QImage(str(path))
    assert image.height() > len(names_in(workspace)) * 20
    colors = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 31)}
    assert len(colors) > 10


def test_an_empty_portfolio_still_makes_a_page(qapp: QApplication, empty_workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "空.pdf"
    paint_file(empty_workspace, path)
    document = pypdfium2.PdfDocument(path)
    assert len(document) == 1
    assert "第1页 共1页" in document[0].get_textpage().get_text_range()
    document.close()


def test_a_file_of_another_kind_is_refused_before_anything_is_written(
    qapp: QApplication, small_workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"不支持输出“\.docx”文件"):
        paint_file(small_workspace, tmp_path / "甘特图.docx")
    assert not list(tmp_path.glob("*.docx"))


def test_more_rows_than_a_picture_can_hold_are_refused_and_the_old_file_stays(
    qapp: QApplication, small_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "甘特图.png"
    path.write_bytes(b"old")
    monkeypatch.setattr("fenyang_desktop.gui.gantt_file._TALLEST_IMAGE", 200)
    with pytest.raises(UserError, match="请改用 PDF 或 SVG"):
        paint_file(small_workspace, path)
    assert path.read_bytes() == b"old"
    assert [other.name for other in tmp_path.iterdir() if other.suffix == ".part"] == []


def test_without_a_screen_or_a_window_the_file_is_drawn_all_the_same(
    small_workspace: Workspace, tmp_path: Path
) -> None:
    small_workspace.close()
    path = tmp_path / "甘特图.pdf"
    code = (
        "import sys; from pathlib import Path\n"
        "from fenyang_desktop.gui.gantt_file import paint_file\n"
        "from fenyang_desktop.services.workspace import Workspace\n"
        "paint_file(Workspace.open(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    environ = {key: value for key, value in os.environ.items() if key not in ("QT_QPA_PLATFORM", "DISPLAY")}
    command = [sys.executable, "-X", "utf8", "-c", code, str(small_workspace.path), str(path)]
    done = subprocess.run(command, env=environ, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    document = pypdfium2.PdfDocument(path)
    assert "华樽3万吨项目" in document[0].get_textpage().get_text_range()
    document.close()
