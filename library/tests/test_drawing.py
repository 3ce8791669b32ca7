"""Pictures come from a child process, the right way up and of a bounded size."""

import pymupdf
import pytest

from library.ingestion.drawing import MAX_PIXELS
from library.pictures import _draw
from project.errors import UnreadableSource

RED = (255, 0, 0)


@pytest.fixture
def page(tmp_path):
    """Draws a red box on a page and saves it; gives the path."""

    def make(*, rotation: int = 0, width: float = 200, height: float = 300):
        with pymupdf.open() as document:
            sheet = document.new_page(width=width, height=height)
            sheet.draw_rect((10, 20, 60, 50), fill=(1, 0, 0), color=(1, 0, 0))
            sheet.set_rotation(rotation)
            document.save(tmp_path / "page.pdf")
        return tmp_path / "page.pdf"

    return make


def test_it_works(page):
    picture = pymupdf.Pixmap(_draw(page(), page=0, box=None, width=400))
    assert (picture.width, picture.height) == (400, 600)
    assert picture.pixel(70, 70) == RED


@pytest.mark.parametrize(
    ("rotation", "box"),
    [(0, [12, 22, 58, 48]), (90, [252, 12, 278, 58]), (180, [142, 252, 188, 278])],
)
def test_a_box_is_on_the_page_as_it_is_seen(page, rotation, box):
    picture = pymupdf.Pixmap(_draw(page(rotation=rotation), page=0, box=box, width=50))
    assert picture.is_unicolor
    assert picture.pixel(5, 5) == RED


def test_a_picture_file_is_drawn_too(page, tmp_path):
    png = tmp_path / "picture.png"
    png.write_bytes(_draw(page(), page=0, box=None, width=100))
    assert pymupdf.Pixmap(_draw(png, page=None, box=None, width=50)).width == 50


def test_a_giant_page_is_drawn_smaller(page):
    picture = pymupdf.Pixmap(_draw(page(width=20, height=14_000), page=0, box=None, width=1600))
    assert picture.width * picture.height <= MAX_PIXELS * 1.01


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"\x89PNG\r\n\x1a\n"])
def test_what_cannot_be_drawn_is_said(tmp_path, content):
    (tmp_path / "bad.pdf").write_bytes(content)
    with pytest.raises(UnreadableSource, match="cannot be drawn"):
        _draw(tmp_path / "bad.pdf", page=0, box=None, width=100)


def test_a_place_off_the_page_is_said(page):
    with pytest.raises(UnreadableSource, match="cannot be drawn"):
        _draw(page(), page=0, box=[900, 900, 950, 950], width=100)
