"""Pictures come from a child process, the right way up and of a bounded size."""

import io
import marshal
import os
import signal
import subprocess
import sys
import threading
from contextlib import nullcontext

import av
import pymupdf
import pytest

from library.drawers import CannotDraw, DrawerLost, Drawers
from library.ingestion.drawing import MAX_PIXELS
from library.ingestion.sandbox.child import ROOT
from library.pictures import draw
from project.errors import UnreadableSource

RED = (255, 0, 0)


def _draw(path, **place) -> bytes:
    return draw(str(path), lambda: nullcontext(path), **{"form": "png"} | place)


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


def test_pages_are_webp(page):
    picture = _draw(page(), page=0, box=None, width=400, form="webp")
    frame = next(av.open(io.BytesIO(picture)).decode(video=0))
    assert (frame.width, frame.height) == (400, 600)
    red, green, blue = frame.to_ndarray(format="rgb24")[70, 70]
    assert red > 240
    assert max(green, blue) < 16


@pytest.fixture
def own():
    drawers = Drawers(most=2)
    yield drawers
    drawers.close()


def ask(drawers: Drawers, path, name: str = "") -> bytes:
    place = {"page": 0, "box": None, "width": 50, "form": "png"}
    return drawers.draw(name or str(path), lambda: nullcontext(path), **place)


def children(drawers: Drawers) -> dict[str, int]:
    """name of its file -> process id, once none is being started."""
    drawers._starter.submit(lambda: None).result()
    return {drawer.name: drawer._process.pid for drawer in drawers._idle}


def test_a_file_keeps_its_child_and_a_spare_waits(own, page):
    path = page()
    ask(own, path, "first")
    before = children(own)
    ask(own, path, "first")
    assert children(own) == before
    assert set(before) == {"first", ""}


def test_another_file_has_another_child_and_no_more_than_the_most_live(own, page):
    path = page()
    pids = {}
    for name in ("first", "second", "third"):
        ask(own, path, name)
        pids |= children(own)
        assert len(children(own)) <= 2
    assert len({pids["first"], pids["second"], pids["third"]}) == 3


def test_a_child_that_is_killed_takes_nothing_along(own, page):
    path = page()
    ask(own, path, "first")
    os.kill(children(own)["first"], signal.SIGKILL)
    own._idle[-1]._process.wait()
    assert ask(own, path, "first")


def test_one_that_takes_too_long_is_ended(own, page, monkeypatch):
    path = page()
    ask(own, path, "first")
    pid = children(own)["first"]
    os.kill(pid, signal.SIGSTOP)
    monkeypatch.setattr("library.drawers.DRAW_WITHIN_S", 0.05)
    with pytest.raises(DrawerLost) as lost:
        ask(own, path, "first")
    assert lost.value.is_late
    assert pid not in children(own).values()
    monkeypatch.undo()
    assert ask(own, path, "first")


def test_what_a_file_does_to_its_child_ends_with_the_file(own, page, tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(CannotDraw):
        ask(own, bad)
    used = children(own)[str(bad)]
    ask(own, page())
    assert children(own).get(str(page())) != used


@pytest.mark.slow
def test_many_at_once_share_the_children(own, page):
    path = page()
    ask(own, path, "a")
    drawn: list[bytes] = []
    threads = [
        threading.Thread(target=lambda name=name: drawn.append(ask(own, path, name)))
        for name in "abcabc"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 6
    assert own._count <= 2


def test_its_limits_cut_no_bytecode_off(tmp_path):
    """The first to import PyMuPDF after an installation may be a child that may write little."""
    subprocess.run(
        [sys.executable, "-m", "library.ingestion.drawing", str(os.getpid())],
        env={"PATH": os.defpath, "PYTHONPYCACHEPREFIX": str(tmp_path)},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    kept = list(tmp_path.rglob("*.pyc"))
    assert any("pymupdf" in str(path) for path in kept)
    for path in kept:
        marshal.loads(path.read_bytes()[16:])  # behind the header; raises where it is cut off
