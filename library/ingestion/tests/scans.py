"""Scans for tests: pages of the sample book as a scanner gives them, and where its words are."""

import zlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pymupdf

from library.ingestion.parsers.base import Box

SAMPLE = Path(__file__).parents[2] / "sample" / "astronomy-sample.pdf"
DPI = 150
QUALITY = 70  # of JPEG, of 100
BADLY = "th# qu1c|< br0wn f0x jum%s 0v3r "


@dataclass(frozen=True, slots=True)
class Printed:
    """A word of the page that was scanned. box: where it is on the scan, in points."""

    text: str
    box: Box


def add_scan(
    document: pymupdf.Document,
    number: int,
    *,
    clip: pymupdf.Rect | None = None,
    degrees: float = 0.0,
    quarters: int = 0,
    noise: float = 12.0,
) -> list[Printed]:
    """Add a page that is a picture of the sample's page `number`; its words in reading order.

    clip: the part of it that is scanned. degrees: by which its lines fall to the right.
    quarters: turns clockwise. noise: standard deviation of grey, of 255.
    """
    with pymupdf.open(SAMPLE) as book:
        page = book[number]
        area = clip or page.rect
        drawn = page.get_pixmap(dpi=DPI, clip=area, colorspace=pymupdf.csGRAY, alpha=False)
        words = page.get_text("words", clip=area)
    grey = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width)
    turn = cv2.getRotationMatrix2D((drawn.width / 2, drawn.height / 2), -degrees, 1.0)
    grey = cv2.warpAffine(grey, turn, (drawn.width, drawn.height), borderValue=255)
    matrix = np.vstack([turn, [0, 0, 1]])
    for _ in range(quarters):
        matrix = np.array([[0, -1, grey.shape[0]], [1, 0, 0], [0, 0, 1]]) @ matrix
        grey = cv2.rotate(grey, cv2.ROTATE_90_CLOCKWISE)
    specks = np.random.default_rng(7).normal(0, noise, grey.shape)
    grey = np.clip(0.9 * grey + 10 + specks, 0, 255).astype(np.uint8)
    height, width = grey.shape
    scan = document.new_page(width=width * 72 / DPI, height=height * 72 / DPI)
    _, jpeg = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    scan.insert_image(scan.rect, stream=jpeg.tobytes())
    return [Printed(word[4], _moved(word[:4], area, matrix)) for word in words]


def _moved(box: Box, area: pymupdf.Rect, matrix: np.ndarray) -> Box:
    zoom = DPI / 72
    xs = [(x - area.x0) * zoom for x in (box[0], box[2], box[2], box[0])]
    ys = [(y - area.y0) * zoom for y in (box[1], box[1], box[3], box[3])]
    right, down, _ = matrix @ np.array([xs, ys, [1, 1, 1, 1]])
    return tuple(float(v) / zoom for v in (right.min(), down.min(), right.max(), down.max()))


def add_bad_layer(page: pymupdf.Page) -> None:
    """Unseen over the picture what a program that knew too little took its words for."""
    for row in range(9):
        page.insert_text((20, 20 + 4 * row), BADLY * 3, fontsize=3, render_mode=3)


def add_huge_picture(document: pymupdf.Document) -> None:
    """A few kilobytes of file that unfold into gigabytes of pixels."""
    side = 60_000
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side * 3)) for _row in range(100)) + packer.flush()
    page = document.new_page(width=400, height=400)
    picture = document.get_new_xref()
    document.update_object(
        picture,
        f"<</Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 8"
        "/ColorSpace/DeviceRGB/Interpolate true>>",
    )
    document.update_stream(picture, zlib.decompress(rows), compress=1)
    document.xref_set_key(page.xref, "Resources", f"<</XObject<</Huge {picture} 0 R>>>>")
    contents = document.get_new_xref()
    document.update_object(contents, "<<>>")
    document.update_stream(contents, b"400 0 0 400 0 0 cm /Huge Do")
    page.set_contents(contents)
